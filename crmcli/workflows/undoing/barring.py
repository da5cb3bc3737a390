"""What can't be put back: a reference to what is gone by now, a number or name that another record has by now."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crmcli.database import migrations
from crmcli.i18n import _
from crmcli.store import Store
from crmcli.wording import label

#: Values of rows by id and column.
Rows = Mapping[int, Mapping[str, Any]]


def barred(store: Store, table: str, rows: Rows) -> dict[int, dict[str, str]]:
    """Of values that are to be put into a table, those that can't be, and why: by row and column."""
    found: dict[int, dict[str, str]] = {}
    for column, target in migrations.references(table).items():
        wanted = _values(rows, column)
        there = store.history.there(target, set(wanted.values())) | (
            rows.keys() if target == table else set()
        )
        for row_id, value in wanted.items():
            if value not in there:
                found.setdefault(row_id, {})[column] = _("what it belongs to is no longer there")
    for column in migrations.UNIQUE.get(table, ()):
        wanted = _values(rows, column)
        holders = store.history.holders(table, column, wanted.values())
        for row_id, value in wanted.items():
            if holders.get(value, row_id) not in rows:
                found.setdefault(row_id, {})[column] = _("another record has it by now")
    return found


def counted_on(store: Store, operation_id: int, rows: Rows) -> dict[int, dict[str, str]]:
    """Points entries that can't go back to the customer they came from: what was entered since counted on them."""
    why = _("used by later records (%(table)s)") % {"table": label("record", "points_entry")}
    return {
        i: {"customer_id": why}
        for i, values in rows.items()
        if "customer_id" in values and store.history.counted_on((i, i), operation_id, lots=False)
    }


def _values(rows: Rows, column: str) -> dict[int, Any]:
    """What stands in a column, by row, where anything does."""
    return {i: row[column] for i, row in rows.items() if row.get(column) is not None}
