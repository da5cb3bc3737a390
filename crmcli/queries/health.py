"""Questions about the database itself, for doctor."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Container, Iterator, Mapping
from datetime import MAXYEAR, date, datetime
from functools import partial

from crmcli.database import migrations
from crmcli.database.connection import Database, Row
from crmcli.policy import complete, default_dict
from crmcli.vocabulary import DOMAINS

#: Columns of dates that their names don't tell; all others end in `_on` and hold the day alone, or in `_at`.
_DAYS = frozenset(
    {"on_day", "member_since", "cooperation_start", "paused_until", "pin_until", "known_since", "repeat_from", "contact_from", "fell_before"}
)  # fmt: skip
_INSTANTS = frozenset({"at", "as_of"})
#: Of both, those of the time to come: there the calendar's last day may stand for never.
_TO_COME = frozenset(
    {"paused_until", "pin_until", "until_on", "expires_on", "promised_on", "next_on", "due_on", "due_at", "next_due_at", "forecast_on",
     "repeat_from", "repeat_on", "release_on", "next_contact_on", "contact_from", "birthday_on", "greet_on", "next_at", "next_settles_on", "meant_on", "verify_on", "stale_on"}
)  # fmt: skip
#: Years are counted from other days: what is past can't be at the calendar's end.
_LAST_YEAR = 9000
#: Of some year or none, solar or lunar: there every month may have a 30th.
_BIRTHDAY = re.compile(r"(?:\d{4}|-)-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])")
#: Columns of JSON, in whatever table.
_JSON = frozenset(
    {"custom", "data", "clocks", "choices", "derived", "files", "counts", "raw", "columns", "headers", "contact_reasons", "terms"}
)  # fmt: skip
#: Columns of which a closed list of words is the whole of what they can hold.
_WORDS: Mapping[tuple[str, str], Container[str]] = {
    ("staff", "role"): DOMAINS["role"], ("customer", "kind"): DOMAINS["customer_kind"], ("customer", "status"): DOMAINS["customer_status"],
    ("customer", "pinned_tier"): DOMAINS["tier"], ("contact_way", "kind"): ("phone", "email", "wechat", "fax", "pager", "url"),
    ("interaction", "direction"): DOMAINS["direction"], ("interaction", "channel"): DOMAINS["channel"],
    ("purchase", "status"): DOMAINS["purchase_status"], ("complaint", "severity"): DOMAINS["severity"],
    ("complaint", "state"): DOMAINS["complaint_state"], ("complaint", "next_clock"): DOMAINS["clock"],
    ("task", "state"): DOMAINS["task_state"], ("feedback", "kind"): DOMAINS["feedback_kind"], ("feedback", "state"): DOMAINS["feedback_state"],
    ("knowledge", "kind"): DOMAINS["knowledge_kind"], ("knowledge", "state"): DOMAINS["knowledge_state"],
    ("standing", "tier"): DOMAINS["tier"], ("standing", "value_class"): DOMAINS["value_class"], ("standing", "lifecycle"): DOMAINS["lifecycle"],
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
        lacking = [] if self._db.count("policy_version") else ["policy_version"]
        return [*stored, *lacking, *self.dangling(), *self.unopened(), *self.unreadable(), *self.misshapen()]

    def dangling(self) -> list[str]:
        """References to rows that aren't there."""
        found: list[str] = []
        for table in migrations.tables():
            for column, target in {**migrations.references(table), **_UNGUARDED.get(table, {})}.items():
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

    def misshapen(self) -> list[str]:
        """Numbers of the policy that are of another kind than the default ones: no command would have stored them."""
        found: list[str] = []
        for row in self._db.rows("SELECT version, data FROM policy_version ORDER BY version"):
            data = json.loads(row["data"]) if _parses(json.loads, row["data"]) else {}
            own = complete(data) if isinstance(data, dict) else data
            found += [
                f"policy_version {row['version']}: {path}" for path in _misfits(own, default_dict(), "data")
            ]
        return found

    def _odd(self, table: str, column: str, fits: Callable[[str], object]) -> Iterator[str]:
        """The values of a column that can't be read."""
        unset = "" if (table, column) == ("standing", "as_of") else None
        for (value,) in list(self._db.tuples(f"SELECT DISTINCT {column} FROM {table}")):
            if value is not None and value != unset and not fits(value):
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


def _misfits(own: object, default: object, path: str) -> Iterator[str]:
    if isinstance(default, Mapping) and isinstance(own, Mapping):
        for key in default.keys() & own.keys():
            yield from _misfits(own[key], default[key], f"{path}.{key}")
    elif _shape(own) is not _shape(default):
        yield path


def _shape(value: object) -> type:
    kinds = (bool, str, Mapping, list)
    return next(
        (kind for kind in kinds if isinstance(value, kind)), float if isinstance(value, int) else type(value)
    )


def _key(table: str) -> str:
    specs = migrations.parsed(migrations.tables()[table])
    return next(name for name, spec in specs.items() if spec.key)


def _reading(table: str, column: str) -> Callable[[str], bool] | None:
    """What tells whether a column can hold a value; None where it holds any text."""
    words = _WORDS.get((table, column))
    if words:
        return lambda text: text in words
    if column in _INSTANTS or column.endswith("_at"):
        return partial(_parses, partial(_instant, latest=_latest(column)))
    if column in _DAYS or column.endswith("_on"):
        return partial(_parses, partial(_day, latest=_latest(column)))
    if column == "birthday":
        return lambda text: _BIRTHDAY.fullmatch(text) is not None
    return partial(_parses, json.loads) if column in _JSON else None


def _latest(column: str) -> int:
    return MAXYEAR if column in _TO_COME else _LAST_YEAR


def _parses(parse: Callable[[str], object], text: str) -> bool:
    try:
        parse(text)
    except ValueError:
        return False
    return True


def _instant(text: str, latest: int) -> None:
    _day(datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").date().isoformat(), latest)


def _day(text: str, latest: int) -> None:
    if date.fromisoformat(text).year > latest:
        raise ValueError("too late")
