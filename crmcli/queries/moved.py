"""Planned contacts that moved to a later day because their own was full. Derived by `classify`, so not audited."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import NamedTuple

from crmcli.database.connection import Database

_NEWEST_LAST = " ORDER BY id"


class Moved(NamedTuple):
    """From which day a contact moved to which, and how many things its person had on the day that it left."""

    due_on: str
    to_on: str
    load: int


class MovedContacts:
    """Reads and keeps which contacts moved. Days local, instants in UTC, all as ISO text."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def of(self, at: str, ids: Collection[int] | None = None) -> dict[int, Moved]:
        """By customer (all, or those of `ids`), the last move that was made by an instant."""
        sql = "SELECT customer_id, due_on, to_on, load FROM moved_contact WHERE at <= :at"
        if ids is None:
            rows = self._db.rows(f"{sql}{_NEWEST_LAST}", {"at": at})
        else:
            rows = self._db.rows_in(
                f"{sql} AND customer_id IN ({{ids}}){_NEWEST_LAST}", sorted(ids), {"at": at}
            )
        return {row[0]: Moved(row[1], row[2], row[3]) for row in rows}

    def days(self, at: str) -> dict[tuple[int, str], str]:
        """By customer and planned day, the day to which that contact moved last by an instant."""
        sql = f"SELECT customer_id, due_on, to_on FROM moved_contact WHERE at <= :at{_NEWEST_LAST}"
        return {(row[0], row[1]): row[2] for row in self._db.rows(sql, {"at": at})}

    def add(self, at: str, moves: Iterable[tuple[int, Moved]]) -> None:
        """Keeps moves by customer, and lets each enter the queue on its new day, unless its contact was made meanwhile."""
        told = list(moves)
        first = int(self._db.value("SELECT COALESCE(MAX(id), 0) + 1 FROM moved_contact"))
        self._db.insert_rows(
            "moved_contact",
            ("id", "customer_id", "due_on", "to_on", "load", "at"),
            [(first + n, key, *move, at) for n, (key, move) in enumerate(told)],
        )
        self._db.executemany(
            "UPDATE standing SET contact_from = ? WHERE customer_id = ? AND next_contact_on = ?",
            [(move.to_on, key, move.due_on) for key, move in told],
        )
