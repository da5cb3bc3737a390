"""crmcli import: spreadsheets and address books in."""

from __future__ import annotations

import codecs
import gc
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from crmcli import errors
from crmcli.commands.shared import context_of, example, new_app
from crmcli.context import Context
from crmcli.i18n import N_, _, ngettext
from crmcli.render.progress import progress

if TYPE_CHECKING:
    from crmcli.sheets.model import Reading
    from crmcli.workflows.import_fates import Report
    from crmcli.workflows.importing import Options, Progress

app = new_app()
AS_OF = True

#: What a sheet's kind is called on the command line.
_KIND_CHINESE = {"客户": "customers", "会员": "members", "联系人": "contacts", "跟进": "interactions", "跟进记录": "interactions",
                 "订单": "purchases", "消费": "purchases", "投诉": "complaints", "调查": "survey_answers"}  # fmt: skip
_KIND_NAMES = {
    "customers": N_("customers"), "members": N_("members"), "contacts": N_("contacts"), "interactions": N_("contacts made"),
    "purchases": N_("orders"), "complaints": N_("complaints"), "survey_answers": N_("survey answers"), "tasks": N_("tasks"),
}  # fmt: skip


def _kind(text: str) -> str:
    found = _KIND_CHINESE.get(text, text)
    if found not in _KIND_CHINESE.values():
        known = ", ".join(dict.fromkeys(_KIND_CHINESE.values()))
        raise typer.BadParameter(
            _("%(value)s is not one of %(choices)s.") % {"value": text, "choices": known}
        )
    return found


def _encoding(text: str) -> str:
    try:
        return codecs.lookup(text).name
    except LookupError:
        raise typer.BadParameter(_("There is no encoding %(name)s.") % {"name": text}) from None


@app.command(
    "import",
    epilog=example(
        "crmcli import sheets/ --dry-run",
        "crmcli import 客户.xlsx 订单.xlsx --yes --partial",
        "crmcli 导入 客户.xlsx --对应 老板=contact_person --试运行",
    ),
)
def import_(
    ctx: typer.Context,
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help=_("Files or folders."))],
    yes: Annotated[bool, typer.Option("--yes", "-y", "--确认", help=_("Don't ask."))] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", "--试运行", help=_("Only show what would happen."))
    ] = False,
    partial: Annotated[
        bool, typer.Option("--partial", "--部分", help=_("Keep the good rows; the others go to a workbook."))
    ] = False,
    lenient: Annotated[
        bool, typer.Option("--lenient", "--宽松", help=_("Keep a row without the fields that can't be read."))
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
        str | None, typer.Option("--kind", "--类型", parser=_kind, help=_("What the sheets hold."))
    ] = None,
    sheet: Annotated[str | None, typer.Option("--sheet", "--工作表", help=_("Only this sheet."))] = None,
    header_row: Annotated[
        int | None, typer.Option("--header-row", "--表头行", min=1, help=_("The row with the column names."))
    ] = None,
    mapping: Annotated[
        list[str] | None,
        typer.Option(
            "--map", "--对应", metavar="COLUMN=FIELD", help=_("What a column means; - leaves it out.")
        ),
    ] = None,
    encoding: Annotated[
        str | None, typer.Option("--encoding", "--编码", parser=_encoding, help=_("Of text files."))
    ] = None,
    owner_map: Annotated[
        list[str] | None,
        typer.Option(
            "--owner-map", "--负责人对应", metavar="NAME=STAFF", help=_("Whom a name in the sheets means.")
        ),
    ] = None,
    rejects: Annotated[
        Path | None, typer.Option("--rejects", "--拒绝文件", help=_("Where rejected rows go."))
    ] = None,
) -> None:
    """Reads files and folders: customers, members, contacts, orders, complaints, survey answers.

    Sheets, columns, encodings and dates are recognised. The same rows again change nothing.
    """
    from crmcli.workflows.importing import Options

    crm = context_of(ctx)
    columns = _checked_map(_pairs("--map", mapping))
    options = Options(lenient, partial, create_missing, _pairs("--owner-map", owner_map))
    _check_paths(paths)
    if not (yes or dry_run or crm.interactive):
        raise errors.Usage(
            _("Nobody is here to confirm the import."), _("Add --yes, or --dry-run to see what would happen.")
        )
    with progress() as tell, _no_collection():
        tell(_("Reading files"))
        reading = _read(
            paths,
            today=crm.as_of.on,
            kind=kind,
            sheet=sheet,
            header_row=header_row,
            mapping=columns,
            encoding=encoding,
        )
    _check_reading(reading, partial or dry_run)
    if (crm.interactive and not yes) or (dry_run and crm.format == "table"):
        from crmcli.commands.import_views import understood

        understood(reading)
    if crm.interactive and not yes:
        options = replace(options, owner_map=_ask_owners(crm, reading, options.owner_map))
        if not dry_run and not typer.confirm(_("Import this?")):
            raise typer.Exit(errors.INTERRUPTED)
    _carry_out(crm, reading, options, dry_run, rejects)


def _ask_owners(crm: Context, reading: Reading, given: Mapping[str, str]) -> dict[str, str]:
    """One question for each name that stands for an owner but is nobody's: whom does it mean? Empty leaves it open."""
    from crmcli.workflows.import_people import unsettled

    cells = [str(r.values["owner"]) for s in reading.sheets for r in s.rows if r.values.get("owner")]
    settled = dict(given)
    for name, guess in unsettled(crm.store, cells).items():
        if name not in settled:
            answer = typer.prompt(
                _("Who is %(name)s?") % {"name": name}, default=guess, show_default=bool(guess)
            ).strip()
            settled |= {name: answer} if answer else {}
    return settled


def _carry_out(crm: Context, reading: Reading, options: Options, dry_run: bool, rejects: Path | None) -> None:
    from crmcli.commands.import_views import result_of
    from crmcli.workflows.importing import Refused, Rehearsed

    rejects_file = None
    try:
        with progress() as tell, _no_collection():
            report, rejects_file = _write(crm, reading, options, dry_run, rejects, tell)
    except Rehearsed as rehearsal:
        report = rehearsal.report
    except Refused as refusal:
        result = result_of(crm, refusal.report, reading, None)
        result.lines = []
        crm.show(result)
        count = len(refusal.report.rejected())
        raise errors.Invalid(
            ngettext(
                "%(n)d row can't be taken in, so nothing was written.",
                "%(n)d rows can't be taken in, so nothing was written.",
                count,
            )
            % {"n": count},
            _("Mend them, or add --partial to take the others in (--lenient drops bad fields only)."),
        ) from None
    result = result_of(crm, report, reading, rejects_file, dry_run=dry_run)
    result.status = errors.REJECTED_ROWS if report.rejected() or reading.errors else errors.DONE
    crm.show(result)


def _write(
    crm: Context, reading: Reading, options: Options, dry_run: bool, rejects: Path | None, tell: Progress
) -> tuple[Report, Path | None]:
    """The import's one operation, with the workbook of rejected rows before it is committed."""
    from crmcli.commands.import_rejects import write_rejects
    from crmcli.workflows import importing

    files = ", ".join(dict.fromkeys(Path(s.file).name for s in reading.sheets))
    with crm.operation(files) as op:
        if dry_run:
            options = importing.Options(options.lenient, True, options.create_missing, options.owner_map)
        report = importing.run(crm.store, op, crm.policy, crm.as_of, reading.sheets, options, tell)
        if dry_run:
            raise importing.Rehearsed(report)
        return report, write_rejects(report, rejects, crm.today, crm.location.folder)


def _read(paths: list[Path], **options: Any) -> Reading:
    from crmcli.sheets.reading import read

    return read(paths, **options)


def _check_paths(paths: list[Path]) -> None:
    for path in paths:
        if not path.exists():
            raise errors.MissingFile(
                _("There is no file %(file)s.") % {"file": path}, _("Check the name and the folder.")
            )


def _check_reading(reading: Reading, partial: bool) -> None:
    """Unreadable if nothing was understood, or if a file could not be read and all of them were wanted."""
    if reading.errors and (not partial or not any(s.kind for s in reading.sheets)):
        more = len(reading.errors) - 1
        hint = _("%(n)d more files can't be read either.") % {"n": more} if more else ""
        if not more and any(s.kind for s in reading.sheets):
            hint = _("Leave it out, or add --partial to import the others.")
        raise errors.Unreadable(reading.errors[0][1], hint)
    if not any(s.kind for s in reading.sheets):
        raise errors.Unreadable(
            _("There is nothing to import here."), _("Name the sheet's kind with --kind, or other files.")
        )


def _pairs(option: str, texts: list[str] | None) -> dict[str, str]:
    pairs = {}
    for text in texts or ():
        name, equals, value = text.replace("＝", "=").rpartition("=")
        if not equals or not name.strip() or not value.strip():
            raise errors.Usage(
                _("%(option)s needs NAME=VALUE, not %(text)s.") % {"option": option, "text": text},
                _("See: crmcli import --help"),
            )
        pairs[name.strip()] = value.strip()
    return pairs


def _checked_map(pairs: Mapping[str, str]) -> dict[str, str]:
    from crmcli.sheets.fields import TYPES

    known = {field for fields in TYPES.values() for field in fields} | {"-"}
    for field in pairs.values():
        if field not in known:
            raise errors.Usage(
                _("--map: there is no field %(field)s.") % {"field": field},
                _("Fields: %(known)s") % {"known": ", ".join(sorted(known))},
            )
    return dict(pairs)


@contextmanager
def _no_collection() -> Iterator[None]:
    """Without the collector of cyclic garbage: it looks through millions of rows again and again and finds none."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
