"""Who is away on which days, and who stands in for them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from crmcli.database.connection import Database, Row
from crmcli.queries.compared import compared

if TYPE_CHECKING:
    from crmcli.database.operation import Operation

_LISTED = (
    "SELECT a.*, s.name AS person, t.name AS stand_in FROM absence a"
    " LEFT JOIN staff s ON s.id = a.staff_id LEFT JOIN staff t ON t.id = a.stand_in_id"
)
#: What was said by an instant and not taken back by then.
_STOOD = "a.at <= :at AND (a.cancelled_at IS NULL OR a.cancelled_at > :at)"


class Absences:
    """Reads and writes absences. Days are local, instants in UTC, all as ISO text."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def on(self, day: str, at: str) -> list[Row]:
        """Who is away on a day, as it stood at an instant."""
        return self._read("a.until_on >= :day AND a.from_on <= :day", {"day": day, "at": at})

    def since(self, day: str, at: str) -> list[Row]:
        """Whose absence ends on a day or later, as it stood at an instant, the soonest first."""
        return self._read("a.until_on >= :day", {"day": day, "at": at})

    def add(self, op: Operation, values: Mapping[str, Any]) -> int:
        """Keeps that somebody is away."""
        return op.insert("absence", {**values, "at": op.at_text})

    def cancel(self, op: Operation, absence_id: int) -> None:
        """From now on an absence holds no longer."""
        op.update("absence", absence_id, {"cancelled_at": op.at_text})

    def entrust(self, op: Operation, absence_id: int, stand_in_id: int) -> None:
        """Somebody else stands in."""
        op.update("absence", absence_id, {"stand_in_id": stand_in_id})

    def _read(self, where: str, params: Mapping[str, Any]) -> list[Row]:
        # On most days nobody is away, and every list asks.
        if self._db.one("SELECT 1 FROM absence LIMIT 1") is None:
            return []
        compared(self._db, ["a.until_on", "a.from_on", "a.at"], {"a": "absence"})
        return self._db.rows(f"{_LISTED} WHERE {where} AND {_STOOD} ORDER BY a.from_on, a.id", params)
