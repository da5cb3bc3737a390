"""Which customers operations touched since, and from which day on: what was worked out before holds of all others.

A row counts from the day that it bears, or bore before it was changed. What has no day of its own that it could not reach
behind (a customer's own fields, contracts, refunds, which decide on orders of earlier days) counts since ever.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from crmcli.database.connection import Database
from crmcli.queries.facts import CUSTOMER_FIELDS

#: From the first day there is.
EVER = ""
#: Tables that judging a customer rests on: where a row's customer and its day stand; no day counts since ever.
_TABLES: dict[str, tuple[str, str]] = {
    "customer": ("id", ""), "interaction": ("customer_id", "occurred_on"), "purchase": ("customer_id", "ordered_on"),
    "refund": ("customer_id", ""), "contract": ("customer_id", ""), "complaint": ("customer_id", "opened_on"),
    "survey_response": ("customer_id", "submitted_on"),
}  # fmt: skip
#: Rows that belong to one of those: their table, the column that names it.
_PARTS = {
    "contract_order": ("purchase", "purchase_id"),
    "complaint_event": ("complaint", "complaint_id"),
}


def touched(db: Database, operation_id: int) -> dict[int, str]:
    """By customer, the first day of which something was entered, changed or taken away by operations after this one."""
    found: dict[int, str] = {}
    for table, (owner, day) in _TABLES.items():
        _merge(found, _there(db, operation_id, table, owner, day))
        _merge(found, _before(db, operation_id, table, owner, day))
    for table, (record, column) in _PARTS.items():
        _merge(found, _of_parts(db, operation_id, table, record, column))
    for table, ids in _formerly(db, operation_id).items():
        owner, _day = _TABLES[table]
        rows = db.rows_in(f"SELECT {owner} AS owner FROM {table} WHERE id IN ({{ids}})", sorted(ids))
        _merge(found, {row["owner"]: EVER for row in rows if row["owner"] is not None})
    return found


def _formerly(db: Database, since: int) -> dict[str, set[int]]:
    """By table the rows of which another past is told now: an undo may change nothing else."""
    found: dict[str, set[int]] = {}
    for table, row_id in db.tuples(
        "SELECT f.table_name, f.row_id FROM change c JOIN former f"
        " ON f.id BETWEEN c.row_id AND COALESCE(c.last_row_id, c.row_id)"
        " WHERE c.operation_id > :since AND c.table_name = 'former'",
        {"since": since},
    ):
        found.setdefault(table, set()).add(row_id)
    for (text,) in db.tuples(
        "SELECT before FROM change WHERE operation_id > :since AND table_name = 'former' AND action <> 'insert'",
        {"since": since},
    ):
        before = json.loads(text or "{}")
        if "row_id" in before:
            found.setdefault(before["table_name"], set()).add(before["row_id"])
    return {table: ids for table, ids in found.items() if table in _TABLES}


def _merge(found: dict[int, str], more: Mapping[int, str]) -> None:
    for key, day in more.items():
        found[key] = min(day, found.get(key, day))


def _there(db: Database, since: int, table: str, owner: str, day: str) -> dict[int, str]:
    """Of rows that were added, changed or moved and are there: whose they are."""
    first = f"MIN(r.{day})" if day else "''"
    added = " AND c.action = 'insert'" if table == "customer" else ""
    rows = db.tuples(
        f"SELECT r.{owner}, {first} FROM change c JOIN {table} r"
        " ON r.id BETWEEN c.row_id AND COALESCE(c.last_row_id, c.row_id)"
        f" WHERE c.operation_id > :since AND c.table_name = '{table}'{added} AND r.{owner} IS NOT NULL GROUP BY r.{owner}",
        {"since": since},
    )
    return {row[0]: row[1] or EVER for row in rows}


def _before(db: Database, since: int, table: str, owner: str, day: str) -> dict[int, str]:
    """Of rows that were changed or taken away: whose they were and are, since the earliest day that they bore."""
    owners: dict[int, set[int]] = {}
    days: dict[int, str] = {}
    rows = db.tuples(
        "SELECT row_id, action, before FROM change WHERE operation_id > :since AND table_name = :table AND action <> 'insert'",
        {"since": since, "table": table},
    )
    for row_id, action, text in rows:
        before = json.loads(text or "{}")
        if table == "customer":
            if action == "delete" or before.keys() & CUSTOMER_FIELDS:
                owners[row_id] = {row_id}
            continue
        if before.get(owner) is not None:
            owners.setdefault(row_id, set()).add(before[owner])
        owners.setdefault(row_id, set())
        if day in before:
            days[row_id] = min(before[day] or EVER, days.get(row_id, before[day] or EVER))
    told = f", {day}" if day else ""
    for row in db.rows_in(
        f"SELECT id, {owner} AS owner{told} FROM {table} WHERE id IN ({{ids}})", list(owners)
    ):
        if row["owner"] is not None:
            owners[row["id"]].add(row["owner"])
        if day:
            days[row["id"]] = min(row[day], days.get(row["id"], row[day]))
    found: dict[int, str] = {}
    for row_id, whose in owners.items():
        _merge(found, dict.fromkeys(whose, days.get(row_id, EVER)))
    return found


def _of_parts(db: Database, since: int, table: str, record: str, column: str) -> dict[int, str]:
    """The same of rows that belong to a record, and count from its day."""
    owner, day = _TABLES[record]
    ids = {
        row[0]
        for row in db.tuples(
            f"SELECT DISTINCT r.{column} FROM change c JOIN {table} r"
            " ON r.id BETWEEN c.row_id AND COALESCE(c.last_row_id, c.row_id)"
            f" WHERE c.operation_id > :since AND c.table_name = '{table}'",
            {"since": since},
        )
    }
    for (text,) in db.tuples(
        "SELECT before FROM change WHERE operation_id > :since AND table_name = :table AND action <> 'insert'",
        {"since": since, "table": table},
    ):
        ids.update(filter(None, [json.loads(text or "{}").get(column)]))
    rows = db.rows_in(
        f"SELECT {owner} AS owner, {day} AS day FROM {record} WHERE id IN ({{ids}})", sorted(ids)
    )
    found: dict[int, str] = {}
    for row in rows:
        _merge(found, {row["owner"]: row["day"]})
    return found
