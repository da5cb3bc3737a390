"""What dated fields held at a past instant. The write door keeps it; nothing else writes it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from crmcli.database.connection import Database, Record
from crmcli.database.migrations import parsed, tables

#: Columns of lists that name whom a dated field refers to.
_NAMES = {"owner_id": ("owner",), "handler_id": ("handler", "handler_name", "handled_by")}
#: Tables whose lists name the owner of a customer.
_OF_CUSTOMER = ("complaint", "survey_response")
_READ = {"int": int, "real": float, "text": str}


class Then(NamedTuple):
    """A dated field of a table as SQL, as it was at the instant :past: what to join, and the value."""

    join: str
    value: str


def then_sql(table: str, alias: str, field: str, *, past: bool) -> Then:
    """A dated text or number of a table that stands in a query as `alias`; as it is now without `past`."""
    if not past:
        return Then("", f"{alias}.{field}")
    was = f"{alias}_{field}"
    kind = {"int": "INTEGER", "text": "TEXT"}[parsed(tables()[table])[field].type]
    # What stood at an instant is what the first change after it replaced.
    first = (
        f"SELECT MIN(id) FROM former WHERE table_name = '{table}' AND field = '{field}' AND until_at > :past"
        " GROUP BY row_id"
    )
    join = f" LEFT JOIN (SELECT row_id, value FROM former WHERE id IN ({first})) AS {was} ON {was}.row_id = {alias}.id"
    value = f"CASE WHEN {was}.row_id IS NULL THEN {alias}.{field} ELSE CAST({was}.value AS {kind}) END"
    return Then(join, value)


class Former:
    """Reads what was, by table."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def fields(self, table: str, at: str) -> dict[int, dict[str, Any]]:
        """By row, what its dated fields held at an instant, as far as they were changed since."""
        rows = self._db.tuples(
            "SELECT row_id, field, value FROM former WHERE table_name = :t AND until_at > :at"
            " ORDER BY until_at DESC, id DESC",
            {"t": table, "at": at},
        )
        columns, found = parsed(tables()[table]), dict[int, dict[str, Any]]()
        for row_id, field, value in rows:
            told = None if value is None else _READ[columns[field].type](value)
            found.setdefault(row_id, {})[field] = told
        return found

    def then(self, table: str, rows: Iterable[Record], at: str) -> list[dict[str, Any]]:
        """Rows of a table (or of a list of it) as they were at an instant, with the names of whose they were. Complaints
        and survey answers name their customer's owner."""
        former = self.fields(table, at)
        owners = self.fields("customer", at) if table in _OF_CUSTOMER else {}
        names = self._staff() if former or owners else {}
        found = []
        for row in map(dict, rows):
            owned = owners.get(row.get("customer_id") or 0, {})
            was = {field: owned[field] for field in ("owner_id",) if field in owned}
            found.append(_as_it_was(row, was | former.get(row["id"], {}), names))
        return found

    def _staff(self) -> dict[int, str]:
        return {row[0]: row[1] for row in self._db.tuples("SELECT id, name FROM staff")}


def _as_it_was(row: dict[str, Any], was: dict[str, Any], names: dict[int, str]) -> dict[str, Any]:
    for field in was.keys() & _NAMES.keys():
        row |= {name: names.get(was[field]) for name in _NAMES[field] if name in row and name not in was}
    return row | {field: value for field, value in was.items() if field in row}
