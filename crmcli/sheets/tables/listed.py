"""Cells that programs fill with a list or record in JSON: ["6 High St", ""], [{"label": "work", "value": "a@b.example"}]."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from crmcli.sheets.model import Table

#: Cells of a column that are looked at, and what such a value is called in a record.
_SAMPLE = 200
_VALUES = ("value", "number", "address", "email", "phone", "name")


def open_lists(table: Table, rows: Sequence[int]) -> None:
    """Writes the values of such lists beside each other, in place."""
    for cells in table.columns:
        if any(map(_may_be, (cells[row] for row in rows[:_SAMPLE]))):
            for row in rows:
                cells[row] = _opened(cells[row])


def _may_be(cell: Any) -> bool:
    return type(cell) is str and cell[:1] == "[" and cell[-1:] == "]"


def _opened(cell: Any) -> Any:
    if not _may_be(cell):
        return cell
    try:
        found = json.loads(cell)
    except ValueError:
        return cell
    texts = list(_texts(found))
    return cell if None in texts else "; ".join(filter(None, texts)) or None


def _texts(found: list[Any]) -> Iterator[str | None]:
    """The text of each item; None for one that has no single value."""
    for item in found:
        value = next((item[key] for key in _VALUES if key in item), item) if isinstance(item, dict) else item
        yield str(value).strip() if isinstance(value, str | int | float) else "" if value is None else None
