"""What an import shows: before, how the sheets were understood; after, what became of the rows."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from crmcli.commands.import_.leaving import left_out, left_out_lines, why_left_out
from crmcli.commands.import_.words import kind_name
from crmcli.context import Context
from crmcli.i18n import _, ngettext
from crmcli.result import Column, Result, Table
from crmcli.sheets.fields import KEPT_TITLES
from crmcli.sheets.plans import ColumnPlan, Reading, SheetPlan
from crmcli.workflows.importing.doubts import Doubt, doubts, kind_confidence
from crmcli.workflows.importing.fates import Entry, Fates
from crmcli.workflows.importing.mappings import FILE
from crmcli.workflows.importing.past import FATES
from crmcli.workflows.importing.reasons import why

#: More reasons than this are not spelled out on a screen; the workbook and JSON have them all.
_MOST_SHOWN = 20


def result_of(
    crm: Context, fates: Fates, reading: Reading, rejects_file: Path | None, *, dry_run: bool = False
) -> Result:
    """The finished (or rehearsed) import as a result."""
    result = Result(crm.command, data=_data(fates, reading, rejects_file), as_of=crm.as_of)
    result.warnings = _warnings(fates, reading, dry_run)
    result.tables = [_table(fates)]
    if fates.to_mend():
        result.tables.append(_table_to_mend(fates))
    result.lines = [_summary(fates, dry_run)]
    if rejects_file:
        result.after.append(
            _("Rows to be mended: %(path)s. Mend them there and import that file.") % {"path": rejects_file}
        )
    if fates.written and not dry_run:
        if crm.policy.review.imported and fates.totals()["created"]:
            result.after.append(_("Customers that it added wait for approval: crmcli review queue"))
        behind = crm.store.standings.stale_count(crm.today.isoformat())
        following = "crmcli classify, crmcli due" if behind else "crmcli due"
        result.after.append(
            _("Next: %(commands)s   (take it back with: crmcli undo)") % {"commands": following}
        )
    return result


def _data(fates: Fates, reading: Reading, rejects_file: Path | None) -> dict[str, Any]:
    files = [{**f, "file": Path(f["file"]).name} for f in fates.files() if f["kind"]]
    return {
        "files": files,
        "totals": fates.totals(),
        "rejects_file": str(rejects_file) if rejects_file else None,
        "rejected": [
            {
                "file": Path(e.sheet.file).name,
                "sheet": e.sheet.sheet,
                "row": e.row.number,
                "reasons": e.reasons,
                "candidate": e.candidate.partition(" ")[0] or None,
            }
            for e in fates.rejected()
        ],
        "incomplete": [_incomplete(entry, fates) for entry in fates.incomplete()],
        "possible_duplicates": fates.possible_duplicates,
        "conflicts": fates.conflicts,
        "staff_added": fates.staff_added,
        "unknown_owners": fates.unknown_owners,
        "unread_files": [{"file": Path(file).name, "reason": reason} for file, reason in reading.errors],
        "left_out": left_out(reading),
    }


def _incomplete(entry: Entry, fates: Fates) -> dict[str, Any]:
    return {
        "file": Path(entry.sheet.file).name,
        "sheet": entry.sheet.sheet,
        "row": entry.row.number,
        "code": fates.codes.get(id(entry)),
        "fields": [{"field": p.field, "value": p.value, "reason": why(p)} for p in entry.incomplete],
    }


def _summary(fates: Fates, dry_run: bool) -> str:
    totals = fates.totals()
    words = {
        "created": _("created"),
        "updated": _("updated"),
        "unchanged": _("unchanged"),
        "duplicate": _("duplicate"),
        "rejected": _("rejected"),
        "skipped": _("skipped"),
    }
    parts = ", ".join(f"{words[f]} {totals[f]}" for f in FATES if totals[f])
    if totals["incomplete"]:
        n = totals["incomplete"]
        some = ngettext("%(n)d of them incomplete", "%(n)d of them incomplete", n) % {"n": n}
        parts = f"{parts} ({some})"
    text = _("Would import %(rows)d rows: %(parts)s.") if dry_run else _("Imported %(rows)d rows: %(parts)s.")
    return text % {"rows": totals["rows"], "parts": parts or "0"}


def _warnings(fates: Fates, reading: Reading, dry_run: bool) -> list[str]:
    lines = [
        *reading.warnings,
        *(f"{Path(file).name}: {reason}" for file, reason in reading.errors),
        *left_out_lines(reading),
        *_settled_lines(reading),
        *doubt_lines(doubts(reading.sheets)),
        *fates.warnings,
    ]
    if fates.staff_added:
        n = len(fates.staff_added)
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
        lines.append(text % {"n": n, "names": ", ".join(fates.staff_added)})
    for name, guess in fates.unknown_owners.items():
        meant = _(
            "Nobody on the team is called %(name)s. Is it %(guess)s? Say: --owner-map %(name)s=%(guess)s"
        )
        alone = _("Nobody on the team is called %(name)s. Say who it is: --owner-map %(name)s=STAFF")
        lines.append((meant if guess else alone) % {"name": name, "guess": guess})
    for pair in fates.possible_duplicates:
        names = " / ".join(f"{c['name']} ({c['id']})" for c in pair["customers"])
        lines.append(
            _("Perhaps the same customer (%(key)s): %(names)s") % {"key": pair["key"], "names": names}
        )
    if fates.more_duplicates:
        lines.append(
            _("%(n)d more pairs may be the same customer. See: crmcli dedupe") % {"n": fates.more_duplicates}
        )
    if fates.more_warnings:
        lines.append(_("%(n)d more remarks about single rows are not listed.") % {"n": fates.more_warnings})
    for c in fates.conflicts:
        text = _("%(customer)s: somebody changed %(field)s since; kept %(kept)s, the sheet says %(sheet)s.")
        was = (
            ""
            if c["last_imported"] is None
            else " " + _("Imported last: %(value)s.") % {"value": c["last_imported"]}
        )
        lines.append(text % c + was)
    return lines


def _table(fates: Fates) -> Table:
    """A line of counts per sheet; ways to end that no row took are left out."""
    titles = {
        "created": _("Created"),
        "updated": _("Updated"),
        "unchanged": _("Unchanged"),
        "duplicate": _("Duplicate"),
        "rejected": _("Rejected"),
        "skipped": _("Skipped"),
    }
    columns = [
        Column("file", _("File")),
        Column("sheet", _("Sheet")),
        Column("kind", _("Kind")),
        Column("rows", _("Rows"), "int"),
    ]
    totals = fates.totals()
    columns += [Column(fate, title, "int") for fate, title in titles.items() if totals[fate]]
    rows = [
        {**f, "file": Path(f["file"]).name, "kind": kind_name(f["kind"])} for f in fates.files() if f["kind"]
    ]
    return Table("files", columns, rows)


def _table_to_mend(fates: Fates) -> Table:
    columns = [
        Column("file", _("File")),
        Column("sheet", _("Sheet")),
        Column("row", _("Row"), "int"),
        Column("kept", _("Kept as")),
        Column("why", _("Why")),
    ]
    found = fates.to_mend()
    rows = [
        {
            "file": Path(e.sheet.file).name,
            "sheet": e.sheet.sheet,
            "row": e.row.number,
            "kept": fates.codes.get(id(e), _("(rejected)")),
            "why": "; ".join(e.faults),
        }
        for e in found[:_MOST_SHOWN]
    ]
    more = len(found) - len(rows)
    note = ngettext("… and %(n)d more row.", "… and %(n)d more rows.", more) % {"n": more} if more else ""
    return Table("rejected", columns, rows, title=_("Rows to be mended"), note=note)


def understood(crm: Context, reading: Reading) -> None:
    """Prints how each sheet was understood: its kind, what every column was taken for, and what is doubtful."""
    from crmcli.render.text import print_text

    result = Result("import", tables=[_plan_table(sheet) for sheet in reading.sheets if sheet.kind])
    result.after = left_out_lines(reading) + reading.warnings
    result.after += _settled_lines(reading) + doubt_lines(doubts(reading.sheets))
    print_text(result, crm.tz, limit=None, colour=False)


def _plan_table(sheet: SheetPlan) -> Table:
    columns = [
        Column("header", _("Column")),
        Column("field", _("Taken for")),
        Column("sure", _("Sure")),
        Column("examples", _("Examples")),
    ]
    rows = [
        {
            "header": c.header,
            "field": _field(c),
            "sure": f"{c.confidence:.0%}" if c.field else "",
            "examples": " | ".join(str(x) for x in c.examples[:3]),
        }
        for c in sheet.columns
    ]
    confidence, _other = kind_confidence(sheet)
    title = _("%(file)s %(sheet)s: %(kind)s (%(sure)s), %(n)d rows, header in row %(row)d") % {
        "file": Path(sheet.file).name,
        "sheet": sheet.sheet,
        "kind": kind_name(sheet.kind),
        "n": sheet.count(),
        "row": sheet.header_row,
        "sure": f"{confidence:.0%}",
    }
    return Table("columns", columns, rows, title=title, note="\n".join(sheet.notes))


def _field(column: ColumnPlan) -> str:
    if column.why == "left out":
        return _("(left out)")
    return column.field or _("(kept beside)")


def doubt_lines(found: Sequence[Doubt]) -> list[str]:
    """A line for each guess, with the option that settles it."""
    lines = []
    for doubt in found:
        sure = f"{doubt.confidence:.0%}"
        names = {
            "place": f"{Path(doubt.sheet.file).name} {doubt.sheet.sheet}".strip(),
            "sure": sure,
            "option": doubt.option,
        }
        if doubt.column is None:
            text = _("Doubtful (%(sure)s): %(place)s holds %(kind)s, or is it %(other)s? Say: %(option)s")
            lines.append(
                text
                % {
                    **names,
                    "kind": kind_name(doubt.sheet.kind),
                    "other": ", ".join(map(kind_name, doubt.others)),
                }
            )
        else:
            text = _("Doubtful (%(sure)s): in %(place)s the column %(column)s is %(field)s. Say: %(option)s")
            lines.append(text % {**names, "column": doubt.column.header, "field": doubt.column.field})
    return lines


def _settled_lines(reading: Reading) -> list[str]:
    """That columns are read as somebody settled it, or as they were when these rows were rejected."""
    lines = []
    for sheet in reading.sheets:
        if sheet.settled is None or sheet.settled.origin == FILE:
            continue
        names = {"place": f"{Path(sheet.file).name} {sheet.sheet}".strip(), "day": sheet.settled.origin}
        if sheet.headers[-1] in KEPT_TITLES.values():
            lines.append(_("%(place)s is read as on %(day)s, when these rows were found wanting.") % names)
            continue
        told = {key: name or _("(kept beside)") for key, name in sheet.settled.columns.items()}
        what = ", ".join([kind_name(sheet.kind), *(f"{key} = {name}" for key, name in told.items())])
        lines.append(_("%(place)s is read as settled on %(day)s: %(what)s") % {**names, "what": what})
    return lines


# -- why ------------------------------------------------------------------------------------------------------------


def explained(crm: Context, reading: Reading) -> Result:
    """Why every sheet and column was read as it was."""
    columns = [
        Column("file", _("File")),
        Column("sheet", _("Sheet")),
        Column("column", _("Column")),
        Column("field", _("Taken for")),
        Column("confidence", _("Sure"), "percent"),
        Column("why", _("Why")),
        Column("examples", _("Examples")),
    ]
    found = [(sheet, _explained_columns(sheet)) for sheet in reading.sheets]
    rows = [
        {
            **row,
            "file": Path(sheet.file).name,
            "sheet": sheet.sheet,
            "examples": " | ".join(row["examples"]),
            "field": row["field"] or _("(kept beside)"),
        }
        for sheet, sheet_rows in found
        for row in sheet_rows
        if sheet.kind
    ]
    guesses = doubt_lines(doubts(reading.sheets))
    data = {
        "sheets": [{**_explained_sheet(sheet), "columns": sheet_rows} for sheet, sheet_rows in found],
        "doubts": guesses,
        "unread_files": [{"file": Path(file).name, "reason": reason} for file, reason in reading.errors],
    }
    result = Result(crm.command, data=data, lines=[_sheet_line(sheet) for sheet in reading.sheets])
    result.tables = [Table("columns", columns, rows)] if rows else []
    result.warnings = [
        *reading.warnings,
        *(f"{Path(file).name}: {reason}" for file, reason in reading.errors),
        *_settled_lines(reading),
    ]
    result.after = [*guesses, _("Correct it in a file: crmcli import FILE --save-mapping mapping.toml")]
    return result


def _explained_sheet(sheet: SheetPlan) -> dict[str, Any]:
    confidence, _other = kind_confidence(sheet)
    return {
        "file": Path(sheet.file).name,
        "sheet": sheet.sheet,
        "kind": sheet.kind,
        "confidence": confidence,
        "points": sheet.rivals,
        "header_row": sheet.header_row,
        "rows": sheet.count(),
        "notes": sheet.notes,
        "settled": sheet.settled.origin if sheet.settled else None,
    }


def _sheet_line(sheet: SheetPlan) -> str:
    place = f"{Path(sheet.file).name} {sheet.sheet}".strip()
    rivals = sorted(sheet.rivals.items(), key=lambda pair: -pair[1])[:3]
    spoken = ", ".join(f"{kind_name(kind)} {value:g}" for kind, value in rivals)
    why = [_("points: %(points)s") % {"points": spoken}] if spoken else []
    if sheet.kind is None:
        why.append(why_left_out(sheet))
        return _("%(place)s is left out. %(why)s") % {"place": place, "why": "; ".join(why)}
    why += [*sheet.notes, *sheet.notices]
    confidence, _other = kind_confidence(sheet)
    names = {
        "kind": kind_name(sheet.kind),
        "sure": f"{confidence:.0%}",
        "n": sheet.count(),
        "row": sheet.header_row,
    }
    line = _("%(place)s: %(kind)s (%(sure)s), %(n)d rows, header in row %(row)d") % {"place": place, **names}
    return f"{line}; {'; '.join(why)}" if why else line


def _explained_columns(sheet: SheetPlan) -> list[dict[str, Any]]:
    return [
        {
            "column": c.header,
            "field": c.field,
            "confidence": c.confidence,
            "why": _why_read(sheet, c),
            "examples": list(c.examples),
        }
        for c in sheet.columns
    ]


def _why_read(sheet: SheetPlan, column: ColumnPlan) -> str:
    match column.why:
        case "":
            return _("no field of this kind is called so")
        case "values":
            return _("its values look like it")
        case "told" | "left out":
            origin = sheet.settled.origin if sheet.settled else ""
            return _("settled on %(day)s") % {"day": origin} if origin not in ("", FILE) else _("you said so")
    return _("its name says %(word)s") % {"word": column.why}
