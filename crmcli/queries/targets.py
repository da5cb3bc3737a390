"""Targets: what a figure should be by a day, whose it is, and the sums that only targets ask for. Money is in cents."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from crmcli import errors
from crmcli.database.connection import Database, Row
from crmcli.i18n import _
from crmcli.queries.former import Former

if TYPE_CHECKING:
    from crmcli.database.operation import Operation

_LISTED = (
    "SELECT t.*, o.name AS owner, p.name AS person FROM target t LEFT JOIN staff o ON o.id = t.owner_id"
    " LEFT JOIN staff p ON p.id = t.staff_id"
)
#: Customers by what a target may be narrowed to, as conditions.
_OF = {
    "staff_id": "c.owner_id = :staff_id",
    "department": "c.owner_id IN (SELECT id FROM staff WHERE department = :department)",
    "region": "c.region = :region",
}


class Targets:
    """Reads and writes targets."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def get(self, target_id: int) -> Row:
        """One target; NotFound if there is none."""
        row = self._db.one(f"{_LISTED} WHERE t.id = :id", {"id": target_id})
        if row is None:
            raise errors.NotFound(
                _("There is no target %(id)d.") % {"id": target_id}, _("See: crmcli target list --all")
            )
        return row

    def exist(self) -> bool:
        """Whether there are any."""
        return self._db.value("SELECT 1 FROM target LIMIT 1") is not None

    def listed(self, on: str, past: str | None = None) -> list[dict[str, Any]]:
        """Targets by their deadline; with `past` those that were there at that instant of a day, as they stood then."""
        rows = self._db.rows(f"{_LISTED} ORDER BY t.due_on, t.id")
        if past is None:
            return [dict(row) for row in rows]
        known = [row for row in rows if row["created_at"] <= past or row["start_on"] <= on]
        was = Former(self._db).then("target", known, past)
        return sorted(was, key=lambda row: (row["due_on"], row["id"]))

    def whole(self, on: str, past: str | None = None) -> list[dict[str, Any]]:
        """The targets of the whole team that run on a day, those that end first in front."""
        narrower = ("filter", "staff_id", "department", "product", "region")
        return [
            row
            for row in self.listed(on, past)
            if row["start_on"] <= on <= row["due_on"]
            and not (row["closed_on"] and row["closed_on"] <= on)
            and not any(row[key] for key in narrower)
        ]

    def named(self, name: str) -> Row | None:
        """The target of this name that nobody closed."""
        return self._db.one(
            f"{_LISTED} WHERE t.name = :name AND t.closed_on IS NULL ORDER BY t.id DESC LIMIT 1",
            {"name": name},
        )

    def add(self, op: Operation, values: Mapping[str, Any], day: str) -> int:
        """A new target of the actor's making."""
        made = {"creator_id": op.actor.id, "created_at": op.at_text, "created_on": day}
        return op.insert("target", {**values, **made})

    def edit(self, op: Operation, target_id: int, values: Mapping[str, Any]) -> bool:
        """Changes columns; False if they had these values already."""
        return op.update("target", target_id, values)

    def tasks(self, target_id: int) -> list[Row]:
        """The tasks that work for a target, by deadline."""
        return self._db.rows(
            "SELECT t.*, s.name AS owner FROM task t LEFT JOIN staff s ON s.id = t.owner_id WHERE t.target_id = :id"
            " ORDER BY t.due_on NULLS LAST, t.id",
            {"id": target_id},
        )

    # -- whom a target looks at ---------------------------------------------------------------------

    def customers(self, only: Mapping[str, Any]) -> list[int]:
        """The customers of a person (`staff_id`), a department or a region, by id."""
        where = " AND ".join(_OF[key] for key in only)
        rows = self._db.tuples(f"SELECT c.id FROM customer c WHERE {where} ORDER BY c.id", dict(only))
        return [row[0] for row in rows]

    def people(self, department: str) -> list[int]:
        """The staff of a department."""
        rows = self._db.tuples("SELECT id FROM staff WHERE department = :d ORDER BY id", {"d": department})
        return [row[0] for row in rows]

    def contacts(self, start: str, end: str, people: Collection[int] | None) -> int:
        """How many effective contacts were made in a window, by some people or anybody."""
        return int(
            self._db.value(
                "SELECT COUNT(*) FROM interaction WHERE effective = 1 AND occurred_on BETWEEN :start AND :end"
                f"{_by('author_id', people)}",
                {"start": start, "end": end},
            )
        )

    def wins(self, start: str, end: str, people: Collection[int] | None) -> int:
        """How many opportunities were won in a window, of some people or anybody."""
        return int(
            self._db.value(
                "SELECT COUNT(*) FROM opportunity WHERE stage = 'won' AND closed_on BETWEEN :start AND :end"
                f"{_by('owner_id', people)}",
                {"start": start, "end": end},
            )
        )


def _by(column: str, people: Collection[int] | None) -> str:
    if people is None:
        return ""
    return f" AND {column} IN ({', '.join(str(int(key)) for key in people) or 'NULL'})"
