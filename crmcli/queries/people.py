"""What each person of the team did and has on the table. Dates are local days; a window's both ends belong to it."""

from __future__ import annotations

import json
from typing import Any

from crmcli.database.connection import Database, Row
from crmcli.queries.compared import compared
from crmcli.queries.former import Former, then_sql


class People:
    """Reads by person; who is nobody's is None."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def recordings(self, start: str, end: str) -> list[tuple[str | None, str, str]]:
        """Like `Figures.recordings`, with who made each contact."""
        rows = self._db.tuples(
            "SELECT COALESCE(s.name, i.author), i.occurred_at, i.recorded_at FROM interaction i"
            " LEFT JOIN staff s ON s.id = i.author_id WHERE i.imported = 0 AND i.occurred_on BETWEEN :start AND :end",
            {"start": start, "end": end},
        )
        return [(row[0], row[1], row[2]) for row in rows]

    def reached(self, start: str, end: str) -> dict[int, int]:
        """How often every customer was effectively contacted in a window; who never was, isn't there."""
        rows = self._db.tuples(
            "SELECT customer_id, COUNT(*) FROM interaction WHERE effective = 1 AND occurred_on BETWEEN :start AND :end"
            " GROUP BY customer_id",
            {"start": start, "end": end},
        )
        return {row[0]: int(row[1]) for row in rows}

    def revisits(self, start: str, end: str, at: str) -> list[dict[str, Any]]:
        """The revisits of `Figures.revisits`, each with its `result` and who handles its complaint at that instant
        (`handled_by`)."""
        rows = self._db.rows(
            "SELECT k.id, e.data, k.handler_id, k.handler, COALESCE(s.name, k.handler) AS handled_by FROM complaint_event e"
            " JOIN complaint k ON k.id = e.complaint_id LEFT JOIN staff s ON s.id = k.handler_id"
            " WHERE e.kind = 'revisited' AND e.on_day BETWEEN :start AND :end AND e.at <= :at",
            {"start": start, "end": end, "at": at},
        )
        told = [{**dict(row), "result": json.loads(row["data"] or "{}").get("result")} for row in rows]
        return Former(self._db).then("complaint", told, at)

    def owners(self, past: str | None = None) -> dict[int, str | None]:
        """Whose every customer is, or was at a past instant."""
        compared(self._db, ["c.owner_id"], {"c": "customer"})
        owner = then_sql("customer", "c", "owner_id", past=past is not None)
        rows = self._db.tuples(
            f"SELECT c.id, s.name FROM customer c{owner.join} LEFT JOIN staff s ON s.id = {owner.value}",
            {"past": past} if past is not None else {},
        )
        return {row[0]: row[1] for row in rows}

    def absences(self, start: str, end: str, at: str) -> list[Row]:
        """Who is away on any day of a window, as it stood at an instant: `person`, `from_on`, `until_on`."""
        return self._db.rows(
            "SELECT s.name AS person, a.from_on, a.until_on FROM absence a JOIN staff s ON s.id = a.staff_id"
            " WHERE a.until_on >= :start AND a.from_on <= :end AND a.at <= :at"
            " AND (a.cancelled_at IS NULL OR a.cancelled_at > :at) ORDER BY a.id",
            {"start": start, "end": end, "at": at},
        )
