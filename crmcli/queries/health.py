"""Questions about the database itself, for doctor."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date, datetime

from crmcli.clock import parse_birthday
from crmcli.database import migrations
from crmcli.database.connection import Database, Row
from crmcli.vocabulary import DOMAINS

#: Columns of dates that their names don't tell; all others end in `_on` and hold the day alone, or in `_at`.
_DAYS = frozenset(
    {"on_day", "member_since", "cooperation_start", "paused_until", "pin_until", "known_since", "repeat_from", "contact_from", "fell_before"}
)  # fmt: skip
_INSTANTS = frozenset({"at", "as_of"})
#: Columns of JSON, in whatever table.
_JSON = frozenset(
    {"custom", "data", "clocks", "choices", "derived", "files", "counts", "raw", "columns", "headers", "contact_reasons", "terms"}
)  # fmt: skip
#: Columns of which a closed list of words is the whole of what they can hold.
_WORDS = {
    ("staff", "role"): "role", ("customer", "kind"): "customer_kind", ("customer", "status"): "customer_status",
    ("interaction", "direction"): "direction", ("interaction", "channel"): "channel",
    ("purchase", "status"): "purchase_status", ("complaint", "severity"): "severity",
    ("complaint", "state"): "complaint_state", ("complaint", "next_clock"): "clock",
    ("task", "state"): "task_state", ("feedback", "kind"): "feedback_kind", ("feedback", "state"): "feedback_state",
    ("knowledge", "kind"): "knowledge_kind", ("knowledge", "state"): "knowledge_state",
    ("standing", "tier"): "tier", ("standing", "value_class"): "value_class", ("standing", "lifecycle"): "lifecycle",
}  # fmt: skip
#: References that the engines don't guard: a deduction from a lot of points.
_UNGUARDED = {"points_entry": {"lot_id": "points_entry"}}


class Health:
    """Looks for damage; changes nothing."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def integrity(self) -> str:
        """`ok`, or what is wrong with the storage."""
        return self._db.integrity()

    def server(self) -> Row | None:
        """The server's condition; None for a file."""
        return self._db.server()

    def damage(self) -> list[str]:
        """Every record that isn't whole or can't be read, each with its table and id."""
        problem = self.integrity()
        stored = [] if problem == "ok" else [problem]
        return [*stored, *self.dangling(), *self.unopened(), *self.unreadable()]

    def dangling(self) -> list[str]:
        """References to rows that aren't there."""
        found: list[str] = []
        for table in migrations.tables():
            for column, target in (migrations.references(table) | _UNGUARDED.get(table, {})).items():
                rows = self._db.rows(
                    f"SELECT t.{_key(table)} FROM {table} t LEFT JOIN {target} r ON r.id = t.{column}"
                    f" WHERE t.{column} IS NOT NULL AND r.id IS NULL ORDER BY t.{_key(table)}"
                )
                found += [f"{table} {row[0]} → {target}" for row in rows]
        return found

    def unopened(self) -> list[str]:
        """Complaints without the step that they begin with."""
        rows = self._db.rows(
            "SELECT k.id, k.number FROM complaint k WHERE NOT EXISTS (SELECT 1 FROM complaint_event e"
            " WHERE e.complaint_id = k.id AND e.kind = 'opened') ORDER BY k.id"
        )
        return [f"complaint {row['id']} ({row['number']})" for row in rows]

    def unreadable(self) -> list[str]:
        """Dates that don't exist, words of no list and entries that aren't what their column holds."""
        return [
            f"{table} {row[0]}: {column} {value}"
            for table, columns in migrations.tables().items()
            for column, spec in migrations.parsed(columns).items()
            if spec.type == "text" and (fits := _reading(table, column))
            for value in self._odd(table, column, fits)
            for row in self._db.rows(
                f"SELECT {_key(table)} FROM {table} WHERE {column} = :value ORDER BY {_key(table)}",
                {"value": value},
            )
        ]

    def _odd(self, table: str, column: str, fits: Callable[[str], object]) -> Iterator[str]:
        """The values of a column that can't be read."""
        for (value,) in list(self._db.tuples(f"SELECT DISTINCT {column} FROM {table}")):
            if value:
                try:
                    fits(value)
                except (ValueError, TypeError, KeyError):
                    yield value

    def negative_balances(self) -> list[int]:
        """Customers whose points add up to less than nothing."""
        return [
            r[0]
            for r in self._db.rows(
                "SELECT customer_id FROM points_entry GROUP BY customer_id HAVING SUM(points) < 0 ORDER BY customer_id"
            )
        ]

    def without_standing(self) -> int:
        return int(
            self._db.value(
                "SELECT COUNT(*) FROM customer c WHERE NOT EXISTS (SELECT 1 FROM standing s WHERE s.customer_id = c.id)"
            )
        )

    def judged_at(self, version: int) -> dict[str, set[int]]:
        """Whose standing was computed by this version of the policy, by the instant it was computed for."""
        found: dict[str, set[int]] = {}
        for at, customer_id in self._db.tuples(
            "SELECT as_of, customer_id FROM standing WHERE as_of <> '' AND policy_version = :v",
            {"v": version},
        ):
            found.setdefault(at, set()).add(customer_id)
        return found


def _key(table: str) -> str:
    specs = migrations.parsed(migrations.tables()[table])
    return next(name for name, spec in specs.items() if spec.key)


def _reading(table: str, column: str) -> Callable[[str], object] | None:
    """What reads the values of a column and fails on what it can't hold; None where it holds any text."""
    domain = _WORDS.get((table, column))
    if domain:
        return DOMAINS[domain].__getitem__
    if column in _INSTANTS or column.endswith("_at"):
        return _instant
    if column in _DAYS or column.endswith("_on"):
        return date.fromisoformat
    if column == "birthday":
        return _birthday
    return json.loads if column in _JSON else None


def _instant(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ")


def _birthday(text: str) -> None:
    if parse_birthday(text) is None:
        raise ValueError
