"""crmcli import: spreadsheets and address books in. Earlier imports are looked after by the verbs of `import_verbs`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from crmcli import errors, intake
from crmcli.actors import MANAGERS
from crmcli.commands.import_ import words
from crmcli.commands.import_.verbs import VERB_ALIASES, VERBS
from crmcli.commands.offers import numbers
from crmcli.commands.shared import context_of, customer, example, new_app, word
from crmcli.context import Context
from crmcli.given import option_name
from crmcli.i18n import _, ngettext, series
from crmcli.placeholders import value_name
from crmcli.render.progress import progress

if TYPE_CHECKING:
    from crmcli.sheets.rows.plans import Reading
    from crmcli.workflows.importing.fates import Fates
    from crmcli.workflows.importing.importer import Progress
    from crmcli.workflows.importing.mappings import Told
    from crmcli.workflows.importing.options import Mode, Options

__all__ = ["AS_OF", "VERBS", "VERB_ALIASES", "app", "import_"]

app = new_app()
AS_OF = True


@app.command(
    "import",
    epilog=example(
        "crmcli import sheets/ --dry-run",
        "crmcli import 客户.xlsx 订单.xlsx --yes --partial",
        "crmcli 导入 客户.xlsx --对应 老板=contact_person --试运行",
        "crmcli import --explain 客户.xlsx",
        "crmcli import --template customers -o 采集模板.xlsx",
        "crmcli import list",
    ),
)
def import_(
    ctx: typer.Context,
    paths: Annotated[
        list[Path] | None, typer.Argument(metavar="[PATH...]", help=_("Files or folders."))
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", "--确认", help=_("Don't ask."))] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", "--试运行", "--试算", help=_("Only show what would happen."))
    ] = False,
    explain: Annotated[
        bool, typer.Option("--explain", "--说明", help=_("Show why every column is read as it is."))
    ] = False,
    partial: Annotated[
        bool, typer.Option("--partial", "--部分", help=_("Keep the good rows; the others go to a workbook."))
    ] = False,
    strict: Annotated[
        bool, typer.Option("--strict", "--严格", help=_("Reject a row of which anything can't be read."))
    ] = False,
    _lenient: Annotated[bool, typer.Option("--lenient", "--宽松", hidden=True)] = False,
    create_only: Annotated[
        bool,
        typer.Option("--create-only", "--只新建", help=_("Every row is a new record; nothing is matched.")),
    ] = False,
    update_only: Annotated[
        bool, typer.Option("--update-only", "--只更新", help=_("Change known records; add none."))
    ] = False,
    fill_empty: Annotated[
        bool, typer.Option("--fill-empty", "--只补空", help=_("Give known records only what they lack."))
    ] = False,
    key: Annotated[
        list[str] | None,
        typer.Option(
            "--key",
            "--匹配",
            parser=word("import_key"),
            metavar="KEY",
            help=_(
                "Only this tells customers apart (phone, email, wechat, code, external_id, member_no, name), or records"
                " (external_id; of orders order_no)."
            ),
        ),
    ] = None,
    again: Annotated[
        bool,
        typer.Option(
            "--again", "--重新导入", help=_("Import rows anew that were imported before, over later changes.")
        ),
    ] = False,
    pin_stated: Annotated[
        bool,
        typer.Option(
            "--pin-stated",
            "--锁定登记类别",
            help=_("Pin the tiers that the sheets state, for as long as the policy says (a manager)."),
        ),
    ] = False,
    create_missing: Annotated[
        bool,
        typer.Option(
            "--create-missing",
            "--新建客户",
            help=_("Add the customers that orders and contacts name but nobody knows."),
        ),
    ] = False,
    kind: Annotated[
        str | None,
        typer.Option(
            "--kind", "--类型", parser=word("sheet_kind"), metavar="KIND", help=_("What the sheets hold.")
        ),
    ] = None,
    sheet: Annotated[str | None, typer.Option("--sheet", "--工作表", help=_("Only this sheet."))] = None,
    header_row: Annotated[
        int | None, typer.Option("--header-row", "--表头行", min=1, help=_("The row with the column names."))
    ] = None,
    column: Annotated[
        list[str] | None,
        typer.Option(
            "--map", "--对应", metavar="COLUMN=FIELD", help=_("What a column means; - leaves it out.")
        ),
    ] = None,
    mapping: Annotated[
        Path | None,
        typer.Option("--mapping", "--对应文件", help=_("What columns mean, from this file (.toml).")),
    ] = None,
    save_mapping: Annotated[
        Path | None,
        typer.Option(
            "--save-mapping",
            "--保存对应",
            help=_("Write such a file of these sheets, to be edited; import nothing."),
        ),
    ] = None,
    encoding: Annotated[
        str | None,
        typer.Option("--encoding", "--编码", parser=words.encoding, help=_("Of text files.")),
    ] = None,
    owner_map: Annotated[
        list[str] | None,
        typer.Option(
            "--owner-map", "--负责人对应", metavar="NAME=STAFF", help=_("Whom a name in the sheets means.")
        ),
    ] = None,
    customer_map: Annotated[
        list[str] | None,
        typer.Option(
            "--customer-map",
            "--客户对应",
            metavar="NAME=CUSTOMER",
            help=_("Which customer a name in the sheets means; it goes by it from then on."),
        ),
    ] = None,
    rejects: Annotated[
        Path | None,
        typer.Option("--rejects", "--退回文件", "--拒绝文件", help=_("Where rows to be mended go.")),
    ] = None,
    template: Annotated[
        str | None,
        typer.Option(
            "--template",
            "--模板",
            parser=word("sheet_kind"),
            metavar="KIND",
            help=_("Write an empty sheet of this kind to -o."),
        ),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", "--输出", help=_("The template's file (.xlsx)."))
    ] = None,
    form: Annotated[
        str,
        typer.Option(
            "--form",
            "--问卷",
            autocompletion=numbers("form"),
            metavar="KEY",
            help=_("The form that survey answers belong to."),
        ),
    ] = "",
    wave: Annotated[
        str,
        typer.Option(
            "--wave",
            "--期次",
            autocompletion=numbers("wave"),
            help=_("The wave that survey answers belong to."),
        ),
    ] = "",
) -> None:
    """Reads files and folders: customers, members, contacts, contracts, orders, complaints, survey answers, tasks, feedback,
    opportunities, consents, trainings of the staff.

    Sheets, columns, encodings and dates are recognised. The same rows again change nothing. What can't be read of
    a row is kept as it was written beside its record, and told.

    Logs of chats and calls and mails (.eml, .mbox) are contacts; with --kind, mails are complaints or feedback.

    Earlier imports: crmcli import list, show, rejects, undo. A file of such a name is read with ./ in front.
    """
    from crmcli.commands.import_ import talk, views
    from crmcli.sheets.containers.detect import files_of
    from crmcli.workflows.importing.mappings import Told
    from crmcli.workflows.importing.options import Options

    crm = context_of(ctx)
    if template:
        _template(crm, template, output)
        return
    if not paths:
        raise errors.Usage(
            _("Missing: %(what)s.") % {"what": value_name("PATH")}, _("See: crmcli import --help")
        )
    for path in paths:
        if not path.is_dir():
            intake.require(path)
    columns = words.columns(column)
    mode = _mode(create_only, update_only, fill_empty)
    if mode == "update" and create_missing:
        raise errors.Usage(
            _("--update-only adds nobody, --create-missing does."), _("Leave one of them out.")
        )
    owners = words.pairs(option_name(("--owner-map", "--负责人对应")), owner_map)
    customers = words.pairs(option_name(("--customer-map", "--客户对应")), customer_map)
    known, brought = _meant(crm, customers)
    options = Options(
        strict=strict,
        partial=partial,
        create_missing=create_missing,
        owner_map=owners,
        customer_map=known,
        brought_map=brought,
        mode=mode,
        keys=frozenset(key or ()),
        form=form,
        wave=wave,
        again=again,
        pin_stated=pin_stated,
    )
    if not (yes or dry_run or explain or save_mapping or crm.interactive):
        raise errors.Usage(
            _("Nobody is here to confirm the import."), _("Add --yes, or --dry-run to see what would happen.")
        )
    asked = talk.Asked(
        paths=paths,
        kind=kind,
        sheet=sheet,
        header_row=header_row,
        columns=columns,
        encoding=encoding,
        mapping=mapping,
        owners=owners,
        customers=customers,
    )
    reading = talk.read(crm, asked)
    if explain and not save_mapping:
        crm.show(views.explained(crm, reading))
        return
    talk.check(reading, partial or dry_run)
    if save_mapping:
        crm.target(save_mapping, read=files_of(paths)[0])
        _save_mapping(crm, reading, save_mapping)
        return
    if rejects:
        crm.target(rejects, (".xlsx",), files_of(paths)[0])
    told = Told(columns, kind is not None)
    if crm.interactive and not yes:
        reading, options, told = talk.agree(crm, asked, reading, options, dry_run)
    else:
        reading = talk.leave_guesses_out(reading) if partial else reading
        if dry_run and crm.format == "table":
            views.understood(crm, reading, notices=False)
        elif not dry_run:
            talk.refuse_guesses(reading)
    _carry_out(crm, reading, options, told=told, dry_run=dry_run, rejects=rejects)


def _meant(crm: Context, names: Mapping[str, str]) -> tuple[dict[str, int], dict[str, str]]:
    """Which customers folded names mean: known ones, and those whom the sheets may bring, by their names."""
    from crmcli.matching.names import fold_name

    known, brought = {}, {}
    for name, text in names.items():
        try:
            known[fold_name(name)] = int(customer(crm, text)["id"])
        except errors.NotFound:
            brought[fold_name(name)] = text
    return known, brought


def _mode(create_only: bool, update_only: bool, fill_empty: bool) -> Mode:
    chosen: Sequence[tuple[bool, Mode]] = (
        (create_only, "create"),
        (update_only, "update"),
        (fill_empty, "fill"),
    )
    modes = [mode for wanted, mode in chosen if wanted]
    if len(modes) > 1:
        raise errors.Usage(
            _("--create-only, --update-only and --fill-empty exclude each other."), _("Choose one of them.")
        )
    return modes[0] if modes else ""


def _template(crm: Context, kind: str, output: Path | None) -> None:
    from crmcli.commands.import_.template import KINDS, write_template
    from crmcli.result import Result

    if kind not in KINDS:
        raise errors.Usage(
            _("There is no template of %(kind)s.") % {"kind": kind},
            _("Kinds: %(known)s") % {"known": series(KINDS)},
        )
    path = write_template(crm, kind, output or Path(f"{kind}.xlsx"))
    crm.show(Result(crm.command, data={"file": str(path)}, lines=[_("Wrote %(path)s.") % {"path": path}]))


def _save_mapping(crm: Context, reading: Reading, path: Path) -> None:
    from crmcli.result import Result
    from crmcli.saving import save
    from crmcli.workflows.importing.mappings import as_toml

    path = save(path, as_toml(reading.sheets).encode())
    line = _("Wrote %(path)s; nothing was imported. Edit it, then add: --mapping %(path)s") % {"path": path}
    crm.show(Result(crm.command, data={"file": str(path)}, lines=[line], warnings=list(reading.warnings)))


def _carry_out(
    crm: Context, reading: Reading, options: Options, told: Told, dry_run: bool, rejects: Path | None
) -> None:
    from crmcli.commands.import_.outcome import result_of
    from crmcli.workflows.importing.run import Refused, Rehearsed

    rejects_file = None
    try:
        with progress() as tell:
            fates, rejects_file = _write(
                crm, reading, options, told=told, dry_run=dry_run, rejects=rejects, tell=tell
            )
    except Rehearsed as rehearsal:
        fates = rehearsal.fates
    except Refused as refusal:
        result = result_of(crm, refusal.fates, reading, None)
        result.lines = []
        crm.show(result)
        count = len(refusal.fates.rejected())
        raise errors.Invalid(
            ngettext(
                "%(n)d row can't be taken in, so nothing was written.",
                "%(n)d rows can't be taken in, so nothing was written.",
                count,
            )
            % {"n": count},
            _("Mend them, or add --partial to take the others in."),
        ) from None
    result = result_of(crm, fates, reading, rejects_file, dry_run=dry_run)
    left_out = reading.errors or any(sheet.doubtful for sheet in reading.sheets)
    result.status = errors.REJECTED_ROWS if fates.to_mend() or left_out else errors.DONE
    crm.show(result)


def _write(
    crm: Context,
    reading: Reading,
    options: Options,
    told: Told,
    dry_run: bool,
    rejects: Path | None,
    tell: Progress,
) -> tuple[Fates, Path | None]:
    """The import's one operation, with the workbook of rows to be mended before it is committed."""
    from crmcli.commands.import_.rejects import headings, write_rejects
    from crmcli.workflows.importing import mappings, run

    files = series(dict.fromkeys(Path(s.file).name for s in reading.sheets))
    with crm.work(files, roles=MANAGERS if options.pin_stated else ()) as work:
        fates = run.run(work, reading.sheets, options, tell)
        if dry_run:
            raise run.Rehearsed(fates)
        mappings.save(work, reading.sheets, told)
        mappings.keep_for_rejects(work, headings(fates))
        return fates, write_rejects(crm, fates, rejects)
