"""What can't be put back: a reference to what is gone by now, a number or name that another record has by now, work that
would be given to who has left."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crmcli.database import migrations
from crmcli.i18n import _
from crmcli.store import Store
from crmcli.wording import label
from crmcli.workflows.leaving import OWNER, is_in_hand

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
    for row_id, why in _given_to_who_left(store, table, rows).items():
        found.setdefault(row_id, {}).setdefault(OWNER[table], why)
    return found


def _given_to_who_left(store: Store, table: str, rows: Rows) -> dict[int, str]:
    """Of customers and unfinished work those that would be somebody's who doesn't work here any more, and why not."""
    wanted = _values(rows, OWNER[table]) if table in OWNER else {}
    left = {row["id"]: row["name"] for row in store.staff.all() if not row["active"]} if wanted else {}
    gone = {i: left[person] for i, person in wanted.items() if person in left}
    now = store.history.currents(table, list(gone))
    return {
        i: _("%(name)s has left") % {"name": name}
        for i, name in gone.items()
        if is_in_hand(table, {**dict(now.get(i) or {}), **rows[i]})
    }


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
