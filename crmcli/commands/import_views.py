"""What an import shows: before, how the sheets were understood; after, what became of the rows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from crmcli.commands.import_ import _KIND_NAMES
from crmcli.context import Context
from crmcli.i18n import _, ngettext
from crmcli.result import Column, Result, Table
from crmcli.sheets.model import Reading, SheetPlan
from crmcli.workflows.import_fates import FATES, Report, counts

#: More reasons than this are not spelled out on a screen; the workbook and JSON have them all.
_MOST_SHOWN = 20


def result_of(
    crm: Context, report: Report, reading: Reading, rejects_file: Path | None, *, dry_run: bool = False
) -> Result:
    """The finished (or rehearsed) import as a result."""
    result = Result(crm.command, data=_data(report, reading, rejects_file), as_of=crm.as_of)
    result.warnings = _warnings(report, reading, dry_run)
    result.tables = [_table(report)]
    rejected = report.rejected()
    if rejected:
        result.tables.append(_rejected_table(report))
    result.lines = [_summary(report, dry_run)]
    if rejects_file:
        result.after.append(
            _("Rejected rows: %(path)s. Mend them there and import that file.") % {"path": rejects_file}
        )
    if report.written and not dry_run:
        behind = crm.store.standings.stale_count(crm.today.isoformat())
        following = "crmcli classify, crmcli due" if behind else "crmcli due"
        result.after.append(
            _("Next: %(commands)s   (take it back with: crmcli undo)") % {"commands": following}
        )
    return result


def _data(report: Report, reading: Reading, rejects_file: Path | None) -> dict[str, Any]:
    files = [{**f, "file": Path(f["file"]).name} for f in report.files() if f["kind"]]
    return {
        "files": files,
        "totals": counts(report.entries),
        "rejects_file": str(rejects_file) if rejects_file else None,
        "rejected": [
            {
                "file": Path(e.sheet.file).name,
                "sheet": e.sheet.sheet,
                "row": e.row.number,
                "reasons": e.reasons,
            }
            for e in report.rejected()
        ],
        "possible_duplicates": report.possible_duplicates,
        "conflicts": report.conflicts,
        "staff_added": report.staff_added,
        "unknown_owners": report.unknown_owners,
        "unread_files": [{"file": Path(file).name, "reason": reason} for file, reason in reading.errors],
    }


def _summary(report: Report, dry_run: bool) -> str:
    totals = counts(report.entries)
    words = {
        "created": _("created"), "updated": _("updated"), "unchanged": _("unchanged"), "duplicate": _("duplicate"),
        "rejected": _("rejected"), "skipped": _("skipped"),
    }  # fmt: skip
    parts = ", ".join(f"{words[f]} {totals[f]}" for f in FATES if totals[f])
    text = _("Would import %(rows)d rows: %(parts)s.") if dry_run else _("Imported %(rows)d rows: %(parts)s.")
    return text % {"rows": totals["rows"], "parts": parts or "0"}


def _warnings(report: Report, reading: Reading, dry_run: bool) -> list[str]:
    lines = [
        *reading.warnings,
        *(f"{Path(file).name}: {reason}" for file, reason in reading.errors),
        *report.warnings,
    ]
    if report.staff_added:
        n = len(report.staff_added)
        done = ngettext(
            "%(n)d person was added to the staff list: %(names)s",
            "%(n)d people were added to the staff list: %(names)s",
            n,
        )
        meant = ngettext(
            "%(n)d person would be added to the staff list: %(names)s",
            "%(n)d people would be added to the staff list: %(names)s",
            n,
        )
        text = meant if dry_run else done
        lines.append(text % {"n": n, "names": ", ".join(report.staff_added)})
    for name, guess in report.unknown_owners.items():
        meant = _(
            "Nobody on the team is called %(name)s. Is it %(guess)s? Say: --owner-map %(name)s=%(guess)s"
        )
        alone = _("Nobody on the team is called %(name)s. Say who it is: --owner-map %(name)s=STAFF")
        lines.append((meant if guess else alone) % {"name": name, "guess": guess})
    for pair in report.possible_duplicates:
        names = " / ".join(f"{c['name']} ({c['id']})" for c in pair["customers"])
        lines.append(
            _("Perhaps the same customer (%(key)s): %(names)s") % {"key": pair["key"], "names": names}
        )
    for c in report.conflicts:
        text = _("%(customer)s: somebody changed %(field)s since; kept %(kept)s, the sheet says %(sheet)s.")
        lines.append(text % c)
    return lines


def _table(report: Report) -> Table:
    """A line of counts per sheet; ways to end that no row took are left out."""
    titles = {
        "created": _("Created"), "updated": _("Updated"), "unchanged": _("Unchanged"), "duplicate": _("Duplicate"),
        "rejected": _("Rejected"), "skipped": _("Skipped"),
    }  # fmt: skip
    columns = [
        Column("file", _("File")),
        Column("sheet", _("Sheet")),
        Column("kind", _("Kind")),
        Column("rows", _("Rows"), "int"),
    ]
    totals = counts(report.entries)
    columns += [Column(fate, title, "int") for fate, title in titles.items() if totals[fate]]
    rows = [
        {**f, "file": Path(f["file"]).name, "kind": kind_name(f["kind"])} for f in report.files() if f["kind"]
    ]
    return Table("files", columns, rows)


def _rejected_table(report: Report) -> Table:
    columns = [
        Column("file", _("File")),
        Column("sheet", _("Sheet")),
        Column("row", _("Row"), "int"),
        Column("why", _("Why")),
    ]
    rejected = report.rejected()
    rows = [
        {
            "file": Path(e.sheet.file).name,
            "sheet": e.sheet.sheet,
            "row": e.row.number,
            "why": "; ".join(e.reasons),
        }
        for e in rejected[:_MOST_SHOWN]
    ]
    more = len(rejected) - len(rows)
    note = ngettext("… and %(n)d more row.", "… and %(n)d more rows.", more) % {"n": more} if more else ""
    return Table("rejected", columns, rows, title=_("Rejected rows"), note=note)


def kind_name(kind: str | None) -> str:
    """A sheet's kind in the reader's language."""
    return _(_KIND_NAMES[kind]) if kind in _KIND_NAMES else "—"


def understood(reading: Reading) -> None:
    """Prints how each sheet was understood: its kind, and what every column was taken for."""
    from crmcli.render.text import print_text

    result = Result("import", tables=[_plan_table(sheet) for sheet in reading.sheets if sheet.kind])
    left_out = [f"{Path(s.file).name} {s.sheet}: {'; '.join(s.notes)}" for s in reading.sheets if not s.kind]
    result.after = [_("Left out: %(what)s") % {"what": text} for text in left_out] + reading.warnings
    print_text(result, limit=None, colour=False)


def _plan_table(sheet: SheetPlan) -> Table:
    columns = [
        Column("header", _("Column")),
        Column("field", _("Taken for")),
        Column("examples", _("Examples")),
    ]
    rows = [
        {
            "header": c.header,
            "field": c.field or _("(kept beside)"),
            "examples": " | ".join(str(x) for x in c.examples[:3]),
        }
        for c in sheet.columns
    ]
    title = _("%(file)s %(sheet)s: %(kind)s, %(n)d rows, header in row %(row)d") % {
        "file": Path(sheet.file).name, "sheet": sheet.sheet, "kind": kind_name(sheet.kind), "n": len(sheet.rows),
        "row": sheet.header_row,
    }  # fmt: skip
    return Table("columns", columns, rows, title=title)
