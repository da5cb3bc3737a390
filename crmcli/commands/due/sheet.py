"""The day's worksheet: what is due, and empty columns for the result, which import takes back."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from crmcli.commands.due.telling import row_data
from crmcli.context import Context
from crmcli.i18n import _, clauses, ngettext
from crmcli.result import Column, Result, Table
from crmcli.sheets.columns.export_columns import DAY_SHEET
from crmcli.wording import label, shell_word
from crmcli.workflows.due.rows import DueRow
from crmcli.workflows.exporting import column_of

#: How wide what people write, and what is long, stands on the sheet.
_WIDTHS = {"result": 36, "next_on": 18, "customer": 22, "why": 36, "last_words": 30}


def write_sheet(crm: Context, rows: Sequence[DueRow], path: Path) -> Result:
    """Writes the rows; what is to be filled in comes first, and all of it prints on a page's width."""
    from crmcli.render.workbook import write_tables

    table = Table("due", _columns(), [_cells(crm, row) for row in rows], title=_("Due list"), printed=True)
    written = write_tables(crm.target(path), [table], crm.tz)
    line = ngettext(
        "Wrote %(n)d row to %(path)s; fill in the result and read it back with: crmcli import %(file)s",
        "Wrote %(n)d rows to %(path)s; fill in the result and read it back with: crmcli import %(file)s",
        len(rows),
    )
    return Result(
        crm.command,
        data={"file": str(written), "rows": len(rows)},
        lines=[line % {"n": len(rows), "path": written, "file": shell_word(written)}],
    )


def _columns() -> list[Column]:
    return [column_of(field)._replace(width=_WIDTHS.get(field.key, 0)) for field in DAY_SHEET]


def _cells(crm: Context, row: DueRow) -> dict[str, Any]:
    told = {**row_data(crm, row), "kind": label("due_kind", row.kind), "level": row.level, "give": row.give}
    told["why"] = clauses(filter(None, (row.why, told["local_time"])))
    return {**told, "result": None, "next_on": None}
