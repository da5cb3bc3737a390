"""Comments on cells (批注) as notes of the records whose rows bear them; those above the rows are told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from crmcli.i18n import _
from crmcli.sheets.cells.texts import text_of
from crmcli.sheets.columns.fields import TYPES
from crmcli.sheets.model import Row, Table
from crmcli.sheets.rows.plans import SheetPlan

#: A form, such as our templates, explains more columns than these by comments.
_FEW = 3


def keep_remarks(plan: SheetPlan, table: Table) -> None:
    """Adds what the cells of a row bear to the note of its record, each remark behind the name of its column."""
    if not table.comments or plan.kind is None:
        return
    remarks = _remarks_of(table, plan.header_row - 1 - table.first_row)
    above = [remarks.pop(row) for row in sorted(remarks) if row <= plan.header_row]
    explained = sum(table.first_row + row + 1 <= plan.header_row for row, _column, _text in table.comments)
    if explained <= _FEW:
        plan.notices += [_("A comment above the rows says: %(text)s") % {"text": text} for text in above]
    if plan.blocks is not None:
        plan.blocks.remarks = remarks
    add_remarks(plan.kind, plan.rows, remarks)


def _remarks_of(table: Table, header: int) -> dict[int, str]:
    """By the row as people count it; `header` is the place of the column names in the table."""
    found: dict[int, list[str]] = {}
    for row, column, text in table.comments:
        named = 0 <= header < table.height and column < len(table.columns)
        name = text_of(table.columns[column][header]) if named and row >= header else ""
        found.setdefault(table.first_row + row + 1, []).append(f"{name}: {text}" if name else text)
    return {row: "\n".join(texts) for row, texts in found.items()}


def add_remarks(kind: str, rows: Iterable[Row], remarks: Mapping[int, str]) -> None:
    """Adds remarks, by row number, to the rows' notes; a kind without a note keeps them beside. Of rows made of one row
    of the sheet the first gets them.
    """
    waiting = dict(remarks)
    for row in rows if waiting else ():
        text = waiting.pop(row.number, None)
        if text is None:
            continue
        if "note" not in TYPES[kind]:
            row.extra[_("Comments")] = text
            continue
        before = row.values.get("note")
        row.values["note"] = f"{before}\n{text}" if before else text
