"""Records of a week that a manager looks at, and what was found of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from crmcli.database.connection import Database, Row
from crmcli.queries.compared import compared
from crmcli.queries.former import Former

if TYPE_CHECKING:
    from crmcli.database.operation import Operation

_RECORDS = (
    "SELECT i.id, i.customer_id, i.occurred_at, i.occurred_on, i.recorded_at, i.channel, i.direction, i.effective, i.care, i.content,"
    " i.feedback, i.next_step, i.next_on, i.author_id, i.recorder_id, c.name AS customer, COALESCE(s.name, i.author) AS person"
    " FROM interaction i JOIN customer c ON c.id = i.customer_id LEFT JOIN staff s ON s.id = i.author_id"
)


class Checks:
    """Reads and writes spot checks. Instants are UTC, as ISO text."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def records(self, start: str, end: str) -> list[Row]:
        """The contacts that somebody entered from one instant to before another, with customer and person, by id; imported
        ones, and those of nobody, apart."""
        compared(self._db, ["i.recorded_at"], {"i": "interaction"})
        return self._db.rows(
            f"{_RECORDS} WHERE i.imported = 0 AND i.recorded_at >= :start AND i.recorded_at < :end"
            " AND COALESCE(s.name, i.author) IS NOT NULL ORDER BY i.id",
            {"start": start, "end": end},
        )

    def found(self, first: str, last: str, past: str | None = None) -> list[dict[str, Any]]:
        """What was found of the records of some weeks (2026-W47 to 2026-W48), with the person whose record it is and the
        checker; with `past` as it stood at that instant."""
        rows = self._db.rows(
            "SELECT k.*, i.author_id, COALESCE(s.name, i.author) AS person, h.name AS checker FROM spot_check k"
            " JOIN interaction i ON i.id = k.interaction_id LEFT JOIN staff s ON s.id = i.author_id"
            " LEFT JOIN staff h ON h.id = k.checker_id WHERE k.week BETWEEN :first AND :last"
            + ("" if past is None else " AND k.checked_at <= :past")
            + " ORDER BY k.week, k.id",
            {"first": first, "last": last} | ({"past": past} if past is not None else {}),
        )
        return (
            [dict(row) for row in rows] if past is None else Former(self._db).then("spot_check", rows, past)
        )

    def of_record(self, interaction_id: int, week: str) -> Row | None:
        """What was found of one record in a week; None if nobody looked at it."""
        return self._db.one(
            "SELECT * FROM spot_check WHERE interaction_id = :id AND week = :week",
            {"id": interaction_id, "week": week},
        )

    def add(self, op: Operation, values: Mapping[str, Any], day: str) -> int:
        """What the actor found of a record; needs week, interaction_id and verdict."""
        made = {"checker_id": op.actor.id, "checked_at": op.at_text, "checked_on": day}
        return op.insert("spot_check", {**values, **made})

    def edit(self, op: Operation, check_id: int, values: Mapping[str, Any]) -> bool:
        """Changes columns; False if they had these values already."""
        return op.update("spot_check", check_id, values)
