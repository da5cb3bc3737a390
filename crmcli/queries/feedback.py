"""What customers and staff tell the team: praise, problems, suggestions, needs, and the answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from crmcli import errors
from crmcli.database import Database, Row
from crmcli.i18n import _

if TYPE_CHECKING:
    from crmcli.operation import Operation

_LISTED = (
    "SELECT f.*, c.name AS customer, h.name AS handler, s.name AS staff FROM feedback f"
    " LEFT JOIN customer c ON c.id = f.customer_id LEFT JOIN staff h ON h.id = f.handler_id"
    " LEFT JOIN staff s ON s.id = f.staff_id"
)
#: The columns that an equal value filters.
_FILTERS = {
    "customer_id": "f.customer_id", "kind": "f.kind", "state": "f.state", "handler_id": "f.handler_id",
    "department": "f.department",
}  # fmt: skip


class Feedback:
    """Reads and writes feedback. Praise needs no answer; everything else is open until it is answered."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def get(self, feedback_id: int) -> Row:
        """One piece of feedback with the names it refers to; NotFound if there is none."""
        row = self._db.one(f"{_LISTED} WHERE f.id = :id", {"id": feedback_id})
        if row is None:
            raise errors.NotFound(
                _("There is no feedback %(id)d.") % {"id": feedback_id}, _("See: crmcli feedback list")
            )
        return row

    def listed(self, filters: Mapping[str, Any]) -> list[Row]:
        """Feedback by equal values: what awaits an answer, oldest first, then the rest, newest first."""
        chosen = {k: v for k, v in filters.items() if v is not None and k in _FILTERS}
        where = " AND ".join(f"{_FILTERS[k]} = :{k}" for k in chosen)
        rows = self._db.rows(
            f"{_LISTED} {'WHERE ' + where if where else ''} ORDER BY f.occurred_at, f.id", chosen
        )
        waiting = [row for row in rows if row["state"] == "open"]
        return waiting + [row for row in reversed(rows) if row["state"] != "open"]

    def open_due(self, owner_id: int | None = None, at: str | None = None) -> list[Row]:
        """Feedback that awaits an answer, of one handler or everybody; with `at`, what awaited it then."""
        open_then = "f.state = 'open'"
        if at is not None:
            open_then = "f.occurred_at <= :at AND (f.state = 'open' OR f.answered_at > :at)"
        return self._db.rows(
            f"{_LISTED} WHERE {open_then} AND (:owner IS NULL OR f.handler_id = :owner)"
            " ORDER BY f.occurred_at, f.id",
            {"owner": owner_id, "at": at},
        )

    def add(self, op: Operation, values: Mapping[str, Any]) -> int:
        """New feedback; needs kind, content, occurred_at and occurred_on."""
        state = "closed" if values["kind"] == "praise" else "open"
        return op.insert("feedback", {"state": state, **values, "created_at": op.at_text})

    def answer(self, op: Operation, feedback_id: int, text: str, adopted: bool | None) -> None:
        """Records what was answered and whether the idea was adopted (None: not said)."""
        values = {
            "answer": text, "answered_at": op.at_text, "state": "answered",
            "adopted": None if adopted is None else int(adopted),
        }  # fmt: skip
        op.update("feedback", feedback_id, values)
