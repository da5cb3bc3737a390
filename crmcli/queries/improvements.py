"""What is to be done better: whose it is, until when, and what it came from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from crmcli import errors
from crmcli.database.connection import Database, Row
from crmcli.i18n import _
from crmcli.queries.former import Former

if TYPE_CHECKING:
    from crmcli.database.operation import Operation

_LISTED = (
    "SELECT i.*, o.name AS owner, k.number AS complaint, k.customer_id AS complaint_customer_id,"
    " g.name AS target FROM improvement i LEFT JOIN staff o ON o.id = i.owner_id"
    " LEFT JOIN complaint k ON k.id = i.complaint_id LEFT JOIN target g ON g.id = i.target_id"
)
#: What an improvement may have come from, by the column that names it.
SOURCES = ("feedback_id", "complaint_id", "response_id", "target_id")


class Improvements:
    """Reads and writes improvements."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def get(self, improvement_id: int) -> Row:
        """One improvement; NotFound if there is none."""
        row = self._db.one(f"{_LISTED} WHERE i.id = :id", {"id": improvement_id})
        if row is None:
            raise errors.NotFound(
                _("There is no improvement %(id)d.") % {"id": improvement_id},
                _("See: crmcli improve list --all"),
            )
        return row

    def exist(self) -> bool:
        """Whether there are any."""
        return self._db.value("SELECT 1 FROM improvement LIMIT 1") is not None

    def listed(self, past: str | None = None) -> list[dict[str, Any]]:
        """Improvements by their deadline, those without one last; with `past` as they stood at that instant."""
        known = "" if past is None else " WHERE i.created_at <= :past"
        rows = self._db.rows(f"{_LISTED}{known}", {} if past is None else {"past": past})
        was = (
            [dict(row) for row in rows] if past is None else Former(self._db).then("improvement", rows, past)
        )
        return sorted(was, key=lambda row: (row["due_on"] is None, row["due_on"] or "", row["id"]))

    def open_due(self, until: str, owner_id: int | None, past: str | None = None) -> list[dict[str, Any]]:
        """Open improvements due by a day, of one person or everybody."""
        return [
            row
            for row in self.listed(past)
            if row["state"] == "open"
            and row["due_on"]
            and row["due_on"] <= until
            and owner_id in (None, row["owner_id"])
        ]

    def of(self, column: str, key: int) -> list[Row]:
        """The improvements that came from a record, by its column (`complaint_id` …)."""
        assert column in SOURCES
        return self._db.rows(f"{_LISTED} WHERE i.{column} = :key ORDER BY i.id", {"key": key})

    def is_response(self, response_id: int) -> bool:
        """Whether there is a survey answer of this number."""
        sql = "SELECT 1 FROM survey_response WHERE id = :id"
        return self._db.value(sql, {"id": response_id}) is not None

    def add(self, op: Operation, values: Mapping[str, Any], day: str) -> int:
        """A new open improvement of the actor's making, and the actor's own unless `owner_id` says otherwise."""
        made = {"creator_id": op.actor.id, "created_at": op.at_text, "created_on": day, "state": "open"}
        return op.insert("improvement", {"owner_id": op.actor.id, **values, **made})

    def edit(self, op: Operation, improvement_id: int, values: Mapping[str, Any]) -> bool:
        """Changes columns; False if they had these values already."""
        return op.update("improvement", improvement_id, values)
