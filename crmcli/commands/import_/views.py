"""How sheets were understood: before an import is agreed to, and where somebody asks why."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from crmcli import naming
from crmcli.commands.import_.leaving import left_out_lines, why_left_out
from crmcli.commands.import_.words import kind_name
from crmcli.context import Context
from crmcli.i18n import _, clauses, ngettext, series, titled
from crmcli.result import Column, Result, Table
from crmcli.sheets.columns.fields import KEPT_TITLES
from crmcli.sheets.rows.plans import ColumnPlan, Reading, SheetPlan
from crmcli.workflows.importing.doubts import Doubt, doubts, kind_confidence
from crmcli.workflows.importing.mappings import FILE


def understood(crm: Context, reading: Reading, *, notices: bool) -> None:
    """Prints how each sheet was understood: its kind, what every column was taken for, and, where no outcome tells the
    `notices` at once, what is doubtful."""
    from crmcli.render.text import print_text

    result = Result("import", tables=[_plan_table(sheet) for sheet in reading.sheets if sheet.kind])
    if notices:
        result.after = left_out_lines(reading) + reading.warnings
        result.after += settled_lines(reading) + doubt_lines(doubts(reading.sheets))
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
            "field": _field(c, sheet.kind or ""),
            "sure": f"{c.confidence:.0%}" if c.field else "",
            "examples": " | ".join(str(x) for x in c.examples[:3]),
        }
        for c in sheet.columns
    ]
    place = f"{Path(sheet.file).name} {sheet.sheet}"
    return Table("columns", columns, rows, title=_understood(sheet, place), note="\n".join(sheet.notes))


def _understood(sheet: SheetPlan, place: str) -> str:
    """What a sheet is, how sure that is, and how many rows it has; logs and mails have no header."""
    n = sheet.count()
    bare = ngettext(
        "%(place)s: %(kind)s (%(sure)s), %(n)d row", "%(place)s: %(kind)s (%(sure)s), %(n)d rows", n
    )
    below = ngettext(
        "%(place)s: %(kind)s (%(sure)s), %(n)d row, header in row %(row)d",
        "%(place)s: %(kind)s (%(sure)s), %(n)d rows, header in row %(row)d",
        n,
    )
    confidence, _other = kind_confidence(sheet)
    names = {"kind": kind_name(sheet.kind), "sure": f"{confidence:.0%}", "n": n, "row": sheet.header_row}
    return (below if sheet.header_row else bare) % {"place": place, **names}


def _field(column: ColumnPlan, kind: str) -> str:
    if column.left_out:
        return _("(left out)")
    return _taken_for(naming.field(column.field or "", kind), naming.field(column.time_of, kind))


def _taken_for(field: str, time_of: str) -> str:
    """What a column is in words, by the names of its field and of the one to whose days its times of day belong."""
    return field or (_("(time of day of %(field)s)") % {"field": time_of} if time_of else _("(kept beside)"))


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
                    "other": series(map(kind_name, doubt.others)),
                }
            )
        else:
            text = _("Doubtful (%(sure)s): in %(place)s the column %(column)s is %(field)s. Say: %(option)s")
            lines.append(
                text
                % {
                    **names,
                    "column": doubt.column.header,
                    "field": naming.field(str(doubt.column.field), doubt.sheet.kind or ""),
                }
            )
    return lines


def settled_lines(reading: Reading) -> list[str]:
    """That columns are read as somebody settled it, or as they were when these rows were rejected."""
    lines = []
    for sheet in reading.sheets:
        if sheet.settled is None or sheet.settled.origin == FILE:
            continue
        names = {"place": f"{Path(sheet.file).name} {sheet.sheet}".strip(), "day": sheet.settled.origin}
        if sheet.headers[-1] in KEPT_TITLES.values():
            lines.append(_("%(place)s is read as on %(day)s, when these rows were found wanting.") % names)
            continue
        told = {
            key: naming.field(name, sheet.settled.kind) or _("(kept beside)")
            for key, name in sheet.settled.columns.items()
        }
        what = series([kind_name(sheet.kind), *(f"{key} = {name}" for key, name in told.items())])
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
            "field": _taken_for(
                _named(crm, row["field"], sheet.kind or ""), _named(crm, row["time_of"], sheet.kind or "")
            ),
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
        *(titled(Path(file).name, reason) for file, reason in reading.errors),
        *settled_lines(reading),
    ]
    result.after = [*guesses, _("Correct it in a file: crmcli import FILE --save-mapping mapping.toml")]
    return result


def _named(crm: Context, field: str | None, kind: str) -> str:
    return naming.field(field, kind) if field and crm.for_people else field or ""


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
    spoken = series(f"{kind_name(kind)} {value:g}" for kind, value in rivals)
    why = [_("points: %(points)s") % {"points": spoken}] if spoken else []
    if sheet.kind is None:
        why.append(why_left_out(sheet))
        return _("%(place)s is left out. %(why)s") % {"place": place, "why": clauses(why)}
    return clauses([_understood(sheet, place), *why, *sheet.notes, *sheet.notices])


def _explained_columns(sheet: SheetPlan) -> list[dict[str, Any]]:
    return [
        {
            "column": c.header,
            "field": c.field,
            "time_of": c.time_of or None,
            "confidence": c.confidence,
            "why": _why_read(sheet, c),
            "examples": list(c.examples),
        }
        for c in sheet.columns
    ]


def _why_read(sheet: SheetPlan, column: ColumnPlan) -> str:
    if column.time_of:
        return _("it holds the time of day to that date")
    match column.why:
        case "":
            return _("no field of this kind is called so")
        case "numbering":
            return _("it only counts the lines")
        case "values":
            return _("its values look like it")
        case "name and values":
            return _("its name and its values look like it")
        case "told" | "left out":
            origin = sheet.settled.origin if sheet.settled else ""
            return _("settled on %(day)s") % {"day": origin} if origin not in ("", FILE) else _("you said so")
    return _("its name says %(word)s") % {"word": column.why}
