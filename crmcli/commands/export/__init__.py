"""crmcli export: lists out, in a form that import takes back."""

from __future__ import annotations

from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from crmcli import errors
from crmcli.commands.shared import (
    MOST_DAYS,
    OnlyCity,
    OnlyOwner,
    OnlyTag,
    OnlyTier,
    Where,
    chosen,
    context_of,
    example,
    new_app,
    staff_id,
    word,
)
from crmcli.context import Context
from crmcli.i18n import _, ngettext
from crmcli.result import Result

if TYPE_CHECKING:
    from crmcli.result import Table

app = new_app()

#: What a file of one list may be called; due items are events of a calendar and nothing else here.
_SUFFIXES = (".xlsx", ".csv", ".json", ".vcf")
_CALENDAR = ".ics"

#: One list, with its tables: survey answers have one for each form.
Found = dict[str, "list[Table]"]


@app.command(
    epilog=example(
        "crmcli export all -o everything.xlsx",
        "crmcli export --all -o folder --format csv",
        "crmcli export contacts -o contacts.vcf",
        "crmcli export due -o due.ics --owner 李娜",
        "crmcli export --diffable -o records.txt",
        "crmcli 导出 客户 --类别 重点 --输出 重点客户.xlsx",
    )
)
def export(
    ctx: typer.Context,
    kind: Annotated[
        str | None,
        typer.Argument(
            metavar="[LIST]",
            parser=word("export_list"),
            help=_(
                "customers, members, contacts, interactions, contracts, purchases, complaints, survey_answers, tasks, feedback,"
                " opportunities, consents, trainings, invitations, knowledge, due (for .ics) or all."
            ),
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--output",
            "--输出",
            help=_("File to write: .xlsx .csv .json .vcf .ics; with --all also a folder."),
        ),
    ] = None,
    everything: Annotated[
        bool,
        typer.Option(
            "--all", "--全部", help=_("Every list; into a folder: a file for each, and a manifest.json.")
        ),
    ] = False,
    diffable: Annotated[
        bool,
        typer.Option(
            "--diffable",
            "--可比较",
            help=_("Stable text for version control: the same data, the same bytes."),
        ),
    ] = False,
    days: Annotated[
        int,
        typer.Option(
            "--days", "--天数", min=0, max=MOST_DAYS, help=_("Due items of so many days ahead (for .ics).")
        ),
    ] = 30,
    owner: OnlyOwner = None,
    tier: OnlyTier = None,
    city: OnlyCity = None,
    tag: OnlyTag = None,
    where: Where = None,
) -> None:
    """Writes a list, or everything, to a file or a folder; without -o it is printed."""
    crm = context_of(ctx)
    suffix = "" if output is None or output.is_dir() else output.suffix.lower()
    kind = _settled(kind, everything, diffable, suffix)
    filters = {"tier": tier, "city": city, "tag": tag}
    if kind == "due":
        _export_due(crm, output, suffix, owner=owner, days=days, filters={**filters, "where": where})
        return
    _check(output, suffix, kind, diffable)
    with crm.store.db.snapshot():
        whose = {"owner_id": staff_id(crm, owner), **filters}
        found = _found(crm, kind, whose, chosen(crm, where))
        if diffable:
            _export_text(crm, output, suffix, kind, found)
            return
    if output is None:
        _check_one_table(crm.format == "csv", kind, found)
        crm.show(_result(crm, kind, found))
    elif not suffix:
        from crmcli.commands.export.folder import write_folder

        crm.show(write_folder(crm, output, found))
    else:
        _save(crm, output, suffix, kind, found)


def _settled(kind: str | None, everything: bool, diffable: bool, suffix: str) -> str:
    """The list that is meant where none is named. Usage if --all and a list contradict each other."""
    if everything and kind not in (None, "all"):
        raise errors.Usage(
            _("--all means every list, not %(kind)s.") % {"kind": kind}, _("Leave one of them out.")
        )
    if everything or (kind is None and diffable):
        return "all"
    return kind or ("due" if suffix == _CALENDAR else "customers")


def _check(output: Path | None, suffix: str, kind: str, diffable: bool) -> None:
    """Usage if what is asked for can't be written there."""
    if output is None or diffable or (kind == "all" and not suffix):
        return
    if suffix == _CALENDAR:
        raise errors.Usage(_("A calendar holds due items."), _("Write: crmcli export due -o due.ics"))
    if suffix not in _SUFFIXES:
        raise errors.Usage(
            _("Can't write %(suffix)s files.") % {"suffix": suffix or output.name},
            _("Name a .xlsx, .csv, .json or .vcf file."),
        )
    if suffix == ".csv" and kind == "all":
        raise errors.Usage(
            _("A csv file holds one list."), _("Export to .xlsx, or name a folder and add --format csv.")
        )
    if suffix == ".vcf" and kind not in ("contacts", "customers", "all"):
        raise errors.Usage(
            _("An address book holds people and companies."),
            _("Export contacts or customers, or name another file."),
        )


def _found(crm: Context, kind: str, filters: dict[str, Any], ids: list[int] | None) -> Found:
    from crmcli.workflows import exporting

    kinds = exporting.KINDS if kind == "all" else (kind,)
    if any(filters.values()):
        ids = [r["id"] for r in crm.store.customers.listed(filters, ids)]
    found = {k: exporting.tables(crm.store, k, ids, crm.policy.own_fields) for k in kinds}
    for table in chain.from_iterable(found.values()):
        # What can't be read is told of, and stays empty.
        table.rows = crm.readable(table.rows)
    return found


def _check_one_table(csv: bool, kind: str, found: Found) -> None:
    """Usage if a csv were to hold more than one list."""
    if csv and kind == "all":
        raise errors.Usage(
            _("A csv file holds one list."), _("Export to .xlsx, or name a folder and add --format csv.")
        )
    if csv and any(len(tables) > 1 for tables in found.values()):
        raise errors.Usage(_("There are several forms; a csv file holds one list."), _("Export to .xlsx."))


def _export_due(
    crm: Context, output: Path | None, suffix: str, owner: str | None, days: int, filters: dict[str, Any]
) -> None:
    """What is due as a calendar. Usage for any other form of it, and for filters that it doesn't have."""
    from crmcli.commands.due.calendar import write_due

    if output is None or suffix != _CALENDAR:
        raise errors.Usage(
            _("Due items are exported as a calendar."),
            _("Name a .ics file; for a list or a workbook write: crmcli due -o today.xlsx"),
        )
    if any(filters.values()):
        raise errors.Usage(
            _("Due items are chosen by --owner and --days alone."), _("Leave the other filters out.")
        )
    crm.show(write_due(crm, output, staff_id(crm, owner), days))


def _export_text(crm: Context, output: Path | None, suffix: str, kind: str, found: Found) -> None:
    """Stable text: one file, a folder with one for each list, or printed."""
    from crmcli.commands.export.folder import write_texts
    from crmcli.render.diffable import blocks
    from crmcli.render.machine import rows_of
    from crmcli.saving import save
    from crmcli.workflows.named_records import records

    texts = {
        k: "".join(blocks(k, records(crm.store, table, rows_of(table))) for table in tables)
        for k, tables in found.items()
    }
    if output is None:
        data = _result(crm, kind, found).data
        crm.show(Result(crm.command, data=data, lines=["".join(texts.values()).rstrip("\n")]))
    elif suffix:
        written = save(crm.target(output), "".join(texts.values()).encode())
        _say(crm, written, sum(len(table.rows) for tables in found.values() for table in tables))
    else:
        crm.show(write_texts(crm, output, texts))


def _result(crm: Context, kind: str, found: Found) -> Result:
    from crmcli.render.machine import rows_of

    rows = {
        k: [row | asked for table in tables for asked in (_asked(table),) for row in rows_of(table)]
        for k, tables in found.items()
    }
    data: Any = rows if kind == "all" else rows[kind]
    shown = [table for tables in found.values() for table in tables]
    return Result(crm.command, data=data, tables=shown)


def _asked(table: Table) -> dict[str, Any]:
    """Of answers the form and its questions, by which an import knows what was asked."""
    from crmcli.sheets.columns.export_columns import FIELDS, IDS
    from crmcli.sheets.columns.exported import FORM, QUESTIONS

    if table.key != "survey_answers":
        return {}
    ours = {*IDS[table.key], *(field.key for field in FIELDS[table.key])}
    further = (c for c in table.columns if c.key not in ours and not c.key.startswith("custom."))
    asked = [{"key": c.key, "text": c.title} for c in further]
    return {FORM: table.title, QUESTIONS: asked}


def _save(crm: Context, output: Path, suffix: str, kind: str, found: Found) -> None:
    from crmcli.render import files, machine, workbook
    from crmcli.saving import save
    from crmcli.workflows.exporting import for_files

    crm.target(output)
    tables = [for_files(table) for tables in found.values() for table in tables]
    rows = sum(len(table.rows) for table in tables)
    if suffix == ".xlsx":
        written = workbook.write_tables(output, [t for t in tables if t.rows] or tables[:1], crm.tz)
    elif suffix == ".json":
        written = save(output, (machine.as_json(_result(crm, kind, found)) + "\n").encode())
    elif suffix == ".csv":
        _check_one_table(True, kind, found)
        written = save(output, files.csv_bytes(tables[0], crm.tz))
    else:
        people = _people(found)
        rows = len(people)
        written = save(output, files.vcf_bytes(people))
    _say(crm, written, rows)


def _say(crm: Context, written: Path, rows: int) -> None:
    line = ngettext("Wrote %(n)d row to %(path)s", "Wrote %(n)d rows to %(path)s", rows) % {
        "n": rows,
        "path": written,
    }
    crm.show(Result(crm.command, data={"file": str(written), "rows": rows}, lines=[line]))


def _people(found: Found) -> list[dict[str, Any]]:
    """Everybody of the exported lists as cards: persons under their own name, companies' people with their company."""
    cards: list[dict[str, Any]] = []
    for table in found.get("contacts", []):
        # Nobody is reached at a customer whom they left.
        cards += [{**row, "company": row["customer"]} for row in table.rows if not row["left_on"]]
    for table in found.get("customers", []):
        cards += [{**row, "company": row["name"] if row["kind"] == "company" else None} for row in table.rows]
    return cards
