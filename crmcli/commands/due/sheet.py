"""The day's worksheet: what is due, and empty columns for the result, which import takes back."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from crmcli.commands.due.telling import row_data
from crmcli.context import Context
from crmcli.i18n import _
from crmcli.result import Column, Result, Table
from crmcli.wording import shell_word
from crmcli.workflows.due.rows import KIND_WORDS, DueRow

#: How wide what people write, and what is long, stands on the sheet.
_RESULT, _NEXT, _LONG = 36, 18, 34


def write_sheet(crm: Context, rows: Sequence[DueRow], path: Path) -> Result:
    """Writes the rows; what is to be filled in comes first, and all of it prints on a page's width."""
    from crmcli.render.workbook import write_tables

    table = Table("due", _columns(), [_cells(crm, row) for row in rows], title=_("Due"), printed=True)
    written = write_tables(path, [table], crm.tz)
    line = _("Wrote %(n)d rows to %(path)s; fill in the result and read it back with: crmcli import %(file)s")
    return Result(
        crm.command,
        data={"file": str(written), "rows": len(rows)},
        lines=[line % {"n": len(rows), "path": written, "file": shell_word(written)}],
    )


def _columns() -> list[Column]:
    return [
        Column("result", _("Result"), width=_RESULT),
        Column("next_on", _("Next time"), width=_NEXT),
        Column("customer", _("Customer")),
        Column("contact", _("Contact person")),
        Column("phone", _("Phone")),
        Column("why", _("Why"), width=_LONG),
        Column("last_words", _("Last words"), width=_LONG),
        Column("due", _("Due"), "instant"),
        Column("owner", _("Owner")),
        Column("channel", _("Channel"), "word", "channel"),
        Column("kind", _("Kind")),
        Column("id", _("Id")),
    ]


def _cells(crm: Context, row: DueRow) -> dict[str, Any]:
    return {
        **row_data(row),
        "kind": _(KIND_WORDS[row.kind]),
        "due": row.due_at,
        "result": None,
        "next_on": None,
    }
