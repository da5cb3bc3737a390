"""Months that were closed: their figures as they were when somebody closed them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from crmcli.database.connection import Database, Row

if TYPE_CHECKING:
    from crmcli.database.operation import Operation

_LISTED = "SELECT k.*, s.name AS staff FROM closed_month k LEFT JOIN staff s ON s.id = k.staff_id WHERE k.closed_at <= :at"


class ClosedMonths:
    """Reads closed months as they were known at an instant, and closes them."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def all(self, at: str) -> list[Row]:
        """Every closed month with who closed it, the newest first."""
        return self._db.rows(f"{_LISTED} ORDER BY k.month DESC", {"at": at})

    def of(self, month: str, at: str) -> Row | None:
        """A month, if it was closed by then."""
        return self._db.one(f"{_LISTED} AND k.month = :month ORDER BY k.id", {"at": at, "month": month})

    def add(
        self, op: Operation, month: str, figures: Mapping[str, Any], day: str, note: str | None = None
    ) -> int:
        """Closes a month with its figures, on a day of the team's."""
        row = {
            "month": month,
            "figures": json.dumps(figures, sort_keys=True),
            "note": note,
            "staff_id": op.actor.id,
            "closed_at": op.at_text,
            "closed_on": day,
        }
        return op.insert("closed_month", row)
