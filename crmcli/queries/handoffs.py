"""Who gave which work to whom, and what each person has in hand."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from crmcli.database.connection import Database, Row
from crmcli.queries.compared import compared
from crmcli.queries.former import Then, then_sql

if TYPE_CHECKING:
    from crmcli.database.operation import Operation


def _listed(severity: Then) -> str:
    return (
        f"SELECT h.*, g.name AS giver, b.name AS handed_by, r.name AS receiver, t.title, t.state AS task_state, k.number, k.content,"
        f" {severity.value} AS severity, k.state AS complaint_state,"
        " COALESCE(t.customer_id, k.customer_id) AS customer_id, c.name AS customer"
        " FROM handoff h LEFT JOIN staff g ON g.id = h.from_id LEFT JOIN staff b ON b.id = h.by_id LEFT JOIN staff r ON r.id = h.to_id"
        f" LEFT JOIN task t ON t.id = h.task_id LEFT JOIN complaint k ON k.id = h.complaint_id{severity.join}"
        " LEFT JOIN customer c ON c.id = COALESCE(t.customer_id, k.customer_id)"
    )


_LISTED = _listed(then_sql("complaint", "k", "severity", past=False))
_TABLES = {"h": "handoff", "t": "task", "k": "complaint", "f": "feedback", "p": "opportunity", "y": "trial"}
#: Work that is not finished yet; of a complaint what was agreed at the hand-off, else the complaint.
_UNFINISHED = "(t.state = 'open' OR (k.id IS NOT NULL AND k.closed_on IS NULL AND h.done_at IS NULL))"
#: Who a complaint waits for: its handler, else the customer's owner.
_RESPONSIBLE = "COALESCE(k.handler_id, c.owner_id)"
#: What a person has in hand, by the table that it stands in.
_IN_HAND = {
    "customer": "SELECT id FROM customer WHERE owner_id = :id ORDER BY id",
    "task": "SELECT id FROM task WHERE owner_id = :id AND state = 'open' ORDER BY id",
    "complaint": "SELECT id FROM complaint WHERE handler_id = :id AND state <> 'archived' ORDER BY id",
    "feedback": "SELECT id FROM feedback WHERE handler_id = :id AND state = 'open' ORDER BY id",
    "contract": "SELECT id FROM contract WHERE owner_id = :id AND ended_on IS NULL ORDER BY id",
    "interaction": "SELECT id FROM interaction WHERE answered_at IS NULL AND received_at > '' AND answerer_id = :id"
    " ORDER BY id",
    "opportunity": "SELECT id FROM opportunity WHERE owner_id = :id AND closed_on IS NULL ORDER BY id",
    "trial": "SELECT id FROM trial WHERE owner_id = :id AND outcome IS NULL ORDER BY id",
    "retention_case": "SELECT id FROM retention_case WHERE owner_id = :id AND outcome IS NULL ORDER BY id",
    "retention_step": "SELECT t.id FROM retention_step t JOIN retention_case r ON r.id = t.case_id WHERE t.owner_id = :id"
    " AND t.done_on IS NULL AND r.outcome IS NULL ORDER BY t.id",
}


class Handoffs:
    """Reads and writes hand-offs. A task's own deadline is the agreed one; a complaint keeps its clocks besides."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def add(self, op: Operation, values: Mapping[str, Any]) -> int:
        """Keeps that the actor gave a task or complaint to somebody, now."""
        return op.insert("handoff", {"by_id": op.actor.id, **values, "at": op.at_text})

    def listed(self, person_id: int | None, everything: bool) -> list[Row]:
        """What a person gave or was given (or anybody), the newest first; only what is unfinished, or everything."""
        where = ["1 = 1" if person_id is None else "(h.from_id = :id OR h.by_id = :id OR h.to_id = :id)"]
        where += [] if everything else [_UNFINISHED]
        compared(self._db, where, _TABLES)
        return self._db.rows(f"{_LISTED} WHERE {' AND '.join(where)} ORDER BY h.id DESC", {"id": person_id})

    def of_task(self, task_id: int) -> list[Row]:
        """The hands that a task went through, the first first."""
        return self._db.rows(f"{_LISTED} WHERE h.task_id = :id ORDER BY h.id", {"id": task_id})

    def of_complaint(self, complaint_id: int, until: str) -> list[Row]:
        """The hands that a complaint went through up to an instant, the first first."""
        return self._db.rows(
            f"{_LISTED} WHERE h.complaint_id = :id AND h.at <= :until ORDER BY h.id",
            {"id": complaint_id, "until": until},
        )

    def last(self, kind: str, work_id: int) -> Row:
        """The last hand-off of a `task` or `complaint` that was handed over."""
        sql = f"{_LISTED} WHERE h.{kind}_id = :id ORDER BY h.id DESC LIMIT 1"
        return self._db.rows(sql, {"id": work_id})[0]

    def open_of_complaint(self, complaint_id: int) -> Row | None:
        """The last hand-off of a complaint, if its deadline was not kept or dropped yet."""
        return self._db.one(
            f"{_LISTED} WHERE h.complaint_id = :id AND h.due_on IS NOT NULL AND h.done_at IS NULL AND h.id ="
            " (SELECT MAX(l.id) FROM handoff l WHERE l.complaint_id = :id)",
            {"id": complaint_id},
        )

    def end(self, op: Operation, handoff_id: int) -> None:
        """What was agreed is done."""
        op.update("handoff", handoff_id, {"done_at": op.at_text})

    def complaints_due(
        self, until: date, owner_id: int | None, at: str, on: str, past: str | None = None
    ) -> list[Row]:
        """Complaints whose last hand-off by an instant has a deadline up to a day, as they stood at that instant; with the
        severity of a `past` one."""
        severity = then_sql("complaint", "k", "severity", past=past is not None)
        return self._db.rows(
            f"{_listed(severity)} WHERE h.complaint_id IS NOT NULL AND h.due_on <= :until AND h.at <= :at"
            " AND (h.done_at IS NULL OR h.done_at > :at) AND (k.closed_on IS NULL OR k.closed_on > :on)"
            " AND (:owner IS NULL OR h.to_id = :owner) AND NOT EXISTS (SELECT 1 FROM handoff l"
            " WHERE l.complaint_id = h.complaint_id AND l.id > h.id AND l.at <= :at) ORDER BY h.due_on, h.id",
            {"until": until.isoformat(), "owner": owner_id, "at": at, "on": on, "past": past},
        )

    # -- what people have in hand -----------------------------------------------------------------

    def in_hand(self, staff_id: int) -> dict[str, list[int]]:
        """The ids of a person's customers and unfinished work, by table; `interaction`: who came in and waits."""
        compared(self._db, ["t.state", "k.state", "f.state", "p.closed_on", "y.outcome"], _TABLES)
        return {
            table: [row[0] for row in self._db.tuples(sql, {"id": staff_id})]
            for table, sql in _IN_HAND.items()
        }

    def workload(self, today: str, week_end: str, now: str) -> list[Row]:
        """Per person: open tasks, those late and those due until the week's end, unresolved complaints, feedback to
        answer, open opportunities, customers. Everybody who works here, and who left with work in hand."""
        compared(self._db, ["t.state", "t.due_on", "k.closed_on", "f.state", "p.closed_on"], _TABLES)
        return self._db.rows(
            "SELECT s.id, s.name AS person, s.department, COALESCE(t.tasks, 0) AS tasks,"
            " COALESCE(t.overdue, 0) AS overdue, COALESCE(t.this_week, 0) AS this_week,"
            " COALESCE(k.complaints, 0) AS complaints, COALESCE(f.feedback, 0) AS feedback,"
            " COALESCE(p.opportunities, 0) AS opportunities,"
            " COALESCE(o.customers, 0) AS customers, s.active FROM staff s"
            " LEFT JOIN (SELECT owner_id, COUNT(*) AS tasks,"
            " COUNT(CASE WHEN due_on < :today OR due_at < :now THEN 1 END) AS overdue,"
            " COUNT(CASE WHEN due_on BETWEEN :today AND :week_end AND NOT COALESCE(due_at, :now) < :now THEN 1 END)"
            " AS this_week FROM task WHERE state = 'open' GROUP BY owner_id) t ON t.owner_id = s.id"
            f" LEFT JOIN (SELECT {_RESPONSIBLE} AS person_id, COUNT(*) AS complaints FROM complaint k"
            f" JOIN customer c ON c.id = k.customer_id WHERE k.closed_on IS NULL GROUP BY {_RESPONSIBLE}) k"
            " ON k.person_id = s.id"
            " LEFT JOIN (SELECT handler_id, COUNT(*) AS feedback FROM feedback WHERE state = 'open'"
            " GROUP BY handler_id) f ON f.handler_id = s.id"
            " LEFT JOIN (SELECT owner_id, COUNT(*) AS opportunities FROM opportunity WHERE closed_on IS NULL"
            " GROUP BY owner_id) p ON p.owner_id = s.id"
            " LEFT JOIN (SELECT owner_id, COUNT(*) AS customers FROM customer GROUP BY owner_id) o"
            " ON o.owner_id = s.id"
            " WHERE s.active = 1 OR t.tasks > 0 OR k.complaints > 0 OR f.feedback > 0 OR p.opportunities > 0 OR o.customers > 0"
            " ORDER BY s.active DESC, s.name, s.id",
            {"today": today, "week_end": week_end, "now": now},
        )
