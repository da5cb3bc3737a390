"""Standings: what the rules said of each customer last, and how that changed. Derived, so not audited row by row."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from crmcli.database.connection import Database

#: The stored columns after `customer_id`, in their order.
COLUMNS = (
    "as_of", "policy_version", "owner_id", "tier", "tier_rule", "value_class", "value_rule", "lifecycle", "potential",
    "health", "health_band", "risk", "risk_level", "risk_signals", "segment", "terms", "spend_12m", "next_contact_on",
    "contact_from", "contact_reasons", "contact_channel", "contact_base", "birthday_on", "greet_on", "verify_on", "stale_on",
)  # fmt: skip
#: Columns whose changes are kept as history.
TRACKED = ("tier", "value_class", "lifecycle")
#: Columns that say when, not what: a row that differs only here is the same standing.
BOOKKEEPING = frozenset({"as_of"})
#: Something fell due on the day that brought a contact onto the list: it is no backlog, though an old step stands on its own.
FELL_DUE_SINCE = "s.contact_reasons LIKE '%\"due\": \"' || s.contact_from || '\"%'"
_IS_BACKLOG = f"(s.contact_from = s.next_contact_on OR NOT {FELL_DUE_SINCE})"


class Standings:
    """Reads and writes standings, their history and the backlog."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def stored(self, ids: Collection[int] | None = None) -> Iterator[tuple[Any, ...]]:
        """Stored rows as (customer_id, *COLUMNS), in order of customer."""
        where = (
            "" if ids is None else f" WHERE customer_id IN ({', '.join(str(int(i)) for i in ids) or 'NULL'})"
        )
        return self._db.tuples(
            f"SELECT customer_id, {', '.join(COLUMNS)} FROM standing{where} ORDER BY customer_id"
        )

    def of(self, customer_id: int) -> dict[str, Any] | None:
        """One customer's standing with its reasons unpacked."""
        row = self._db.one("SELECT * FROM standing WHERE customer_id = :id", {"id": customer_id})
        if row is None:
            return None
        return {
            **dict(row),
            "contact_reasons": json.loads(row["contact_reasons"] or "[]"),
            "terms": json.loads(row["terms"] or "[[], []]"),
        }

    def save(self, rows: Sequence[tuple[Any, ...]]) -> None:
        """Adds or replaces whole rows."""
        marks = ", ".join("?" * (len(COLUMNS) + 1))
        updates = ", ".join(f"{c} = excluded.{c}" for c in COLUMNS)
        self._db.executemany(
            f"INSERT INTO standing (customer_id, {', '.join(COLUMNS)}) VALUES ({marks})"
            f" ON CONFLICT (customer_id) DO UPDATE SET {updates}",
            rows,
        )

    def take_back_after(self, day: str) -> int:
        """Takes back the moves of days after this one, as if they had never been judged; returns how many."""
        moves = self._db.rows(
            "SELECT customer_id, field, before FROM standing_change WHERE on_day > :day ORDER BY on_day DESC, id DESC",
            {"day": day},
        )
        # Of several, what stood before the first.
        first = {(row["field"], row["customer_id"]): row["before"] for row in moves}
        for field in TRACKED:
            self._db.executemany(
                f"UPDATE standing SET {field} = ? WHERE customer_id = ?",
                [(before, customer_id) for (name, customer_id), before in first.items() if name == field],
            )
        if moves:
            self._db.execute("DELETE FROM standing_change WHERE on_day > :day", {"day": day})
        return len(moves)

    def record_moves(self, moves: Iterable[tuple[Any, ...]]) -> None:
        """Adds (customer_id, on_day, field, before, after) to the history; a first standing is no move."""
        first = int(self._db.value("SELECT COALESCE(MAX(id), 0) + 1 FROM standing_change"))
        self._db.insert_rows(
            "standing_change",
            ("id", "customer_id", "on_day", "field", "before", "after"),
            ((first + n, *move) for n, move in enumerate(moves)),
        )

    def touch(self, as_of: str, ids: Collection[int] | None = None) -> None:
        """Notes that every standing (or those of `ids`) was looked at for this instant."""
        where = (
            "" if ids is None else f" AND customer_id IN ({', '.join(str(int(i)) for i in ids) or 'NULL'})"
        )
        self._db.execute(f"UPDATE standing SET as_of = :at WHERE as_of <> :at{where}", {"at": as_of})

    def mark_stale(self, today: str) -> None:
        """Every standing may be out of date: it counts as computed for no instant, until it is judged again."""
        self._db.execute("UPDATE standing SET as_of = '', stale_on = :today", {"today": today})

    def forget(self, ids: Sequence[int]) -> None:
        """Removes what was derived of customers that an undo takes away."""
        for table in ("standing", "standing_change", "backlog", "moved_contact"):
            self._db.executemany(f"DELETE FROM {table} WHERE customer_id = ?", ((i,) for i in ids))

    def moves(self, customer_id: int) -> list[Mapping[str, Any]]:
        return [
            dict(r)
            for r in self._db.rows(
                "SELECT on_day, field, before, after FROM standing_change WHERE customer_id = :id ORDER BY id",
                {"id": customer_id},
            )
        ]

    def stale_count(self, today: str) -> int:
        """How many standings may differ by now, or were never worked out."""
        return sum(
            max(0, int(self._db.value(sql, {"today": today} if ":today" in sql else {})))
            for sql in (
                "SELECT COUNT(*) FROM standing WHERE stale_on <= :today",
                "SELECT (SELECT COUNT(*) FROM customer) - (SELECT COUNT(*) FROM standing)",
            )
        )

    def tier_on(self, customer_id: int, day: str) -> str | None:
        """A customer's tier at the end of a day, as far back as the history of moves tells; None without a standing."""
        params = {"id": customer_id, "day": day}
        moved = self._db.value(
            "SELECT before FROM standing_change WHERE customer_id = :id AND field = 'tier' AND on_day > :day"
            " ORDER BY id LIMIT 1",
            params,
        )
        tier = moved or self._db.value(
            "SELECT tier FROM standing WHERE customer_id = :id", {"id": customer_id}
        )
        return None if tier is None else str(tier)

    def backlog(self, at: str) -> dict[int, tuple[str, str]]:
        """Per customer, as planned by an instant: what fell due before this day is backlog, and the day it is released."""
        rows = self._db.tuples(
            "SELECT customer_id, fell_before, release_on FROM backlog WHERE planned_at IS NULL OR planned_at <= :at",
            {"at": at},
        )
        return {r[0]: (r[1], r[2]) for r in rows}

    def unplanned_backlog(self) -> list[tuple[Any, ...]]:
        """(customer_id, owner_id, day) of imported customers whose contact fell due before the day of their import, or
        of their approval if they waited for one, and is in no plan yet, worth most first."""
        return list(
            self._db.tuples(
                "SELECT s.customer_id, s.owner_id, COALESCE(c.reviewed_on, c.imported_on) FROM standing s"
                " JOIN customer c ON c.id = s.customer_id WHERE c.imported_on IS NOT NULL"
                f" AND s.next_contact_on < COALESCE(c.reviewed_on, c.imported_on) AND {_IS_BACKLOG}"
                " AND NOT EXISTS (SELECT 1 FROM backlog b WHERE b.customer_id = s.customer_id)"
                " ORDER BY s.spend_12m DESC, s.contact_base DESC NULLS LAST, s.customer_id"
            )
        )

    def late_steps(self, first: int, last: int, today: str) -> list[tuple[Any, ...]]:
        """(customer_id, owner_id, today) of customers whose next contact is a step that imported contacts of these ids
        brought and that was to be before today, worth most first; who waits in the backlog already is left out."""
        return list(
            self._db.tuples(
                "SELECT s.customer_id, s.owner_id, :today FROM standing s WHERE s.next_contact_on < :today"
                " AND s.customer_id IN (SELECT i.customer_id FROM interaction i WHERE i.id BETWEEN :first AND :last"
                " AND i.imported = 1 AND i.next_on = s.next_contact_on)"
                f" AND {_IS_BACKLOG}"
                " AND NOT EXISTS (SELECT 1 FROM backlog b WHERE b.customer_id = s.customer_id AND b.release_on > :today)"
                " ORDER BY s.spend_12m DESC, s.contact_base DESC NULLS LAST, s.customer_id",
                {"first": first, "last": last, "today": today},
            )
        )

    def set_backlog(self, rows: Sequence[tuple[int, str, str, str | None]]) -> None:
        """Plans (customer_id, fell_before, release_on, planned_at) and lets each enter the queue on its day."""
        self._db.executemany("DELETE FROM backlog WHERE customer_id = ?", [(row[0],) for row in rows])
        self._db.insert_rows("backlog", ("customer_id", "fell_before", "release_on", "planned_at"), rows)
        self._db.executemany(
            "UPDATE standing SET contact_from = ? WHERE customer_id = ?",
            [(release, key) for key, _, release, _at in rows],
        )

    def state(self) -> tuple[Any, ...]:
        """Differs once anything was written or judged since: a judgement that moves nobody leaves no operation."""
        row = self._db.one(
            "SELECT (SELECT MAX(number) FROM operation), (SELECT MAX(id) FROM standing_change),"
            " (SELECT MIN(as_of) FROM standing), (SELECT MAX(as_of) FROM standing)"
        )
        return tuple(row or ())
