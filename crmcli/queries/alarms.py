"""What alarms rest on beside the key figures, which were worked out of a month, and who has seen them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from crmcli.clock import parse_iso
from crmcli.database.connection import Database, Row

if TYPE_CHECKING:
    from crmcli.database.operation import Operation

#: Work that one department gave to another: a task, or what was agreed when a complaint was handed over.
_CROSSING = (
    "SELECT 'task' AS kind, t.id AS id, t.title AS what, t.due_on AS due_on, t.done_on AS done_on, g.name AS giver,"
    " o.name AS owner, g.department AS from_department, o.department AS to_department, t.customer_id AS customer_id"
    " FROM task t JOIN staff o ON o.id = t.owner_id JOIN staff g ON g.id = COALESCE((SELECT h.from_id FROM handoff h"
    " WHERE h.task_id = t.id AND h.to_id = t.owner_id ORDER BY h.id DESC LIMIT 1), t.creator_id)"
    " WHERE t.state <> 'cancelled' AND o.department <> g.department AND t.due_on BETWEEN :start AND :end"
    " UNION ALL SELECT 'complaint', k.id, k.number, h.due_on, COALESCE(h.done_at, k.closed_on), g.name,"
    " o.name, g.department, o.department, k.customer_id"
    " FROM handoff h JOIN complaint k ON k.id = h.complaint_id JOIN staff o ON o.id = h.to_id"
    " JOIN staff g ON g.id = COALESCE(h.from_id, h.by_id)"
    " WHERE o.department <> g.department AND h.due_on BETWEEN :start AND :end AND NOT EXISTS (SELECT 1 FROM handoff l"
    " WHERE l.complaint_id = h.complaint_id AND l.id > h.id)"
)


def _in_year(day: str, last: str | None) -> bool:
    """Whether a day lies in the year up to another."""
    return last is not None and f"{int(last[:4]) - 1:04d}{last[4:]}" < day <= last


class Alarms:
    """Reads and writes what alarms need. Money is in cents, days are local."""

    def __init__(self, db: Database) -> None:
        self._db = db

    # -- what they rest on ------------------------------------------------------------------------

    def crossing(self, start: str, end: str) -> list[Row]:
        """What one department was to do for another by a day of a window, with when it was done (a day, or an instant)."""
        return self._db.rows(f"{_CROSSING} ORDER BY due_on, kind, id", {"start": start, "end": end})

    def contacted_by(self, end: str) -> bool:
        """Whether anybody was in touch with a customer by a day."""
        sql = "SELECT 1 FROM interaction WHERE occurred_on <= :end LIMIT 1"
        return self._db.value(sql, {"end": end}) is not None

    def contacts_before(self, last: Mapping[int, str]) -> Counter[int]:
        """By customer how many contacts reached them in the year up to a day of their own."""
        found: Counter[int] = Counter()
        for key, day in self._db.tuples(
            "SELECT customer_id, occurred_on FROM interaction WHERE effective = 1"
        ):
            found[key] += _in_year(day, last.get(key))
        return found

    def complaints_before(
        self, last: Mapping[int, str], past: str | None
    ) -> tuple[Counter[int], dict[int, float]]:
        """By customer how many complaints were opened in the year up to a day of their own, and the mean hours to their first
        answer, by the clock on the wall; of those answered by the instant `past`."""
        found: Counter[int] = Counter()
        hours: dict[int, list[float]] = {}
        rows = self._db.tuples(
            "SELECT k.customer_id, k.opened_on, k.opened_at, MIN(e.at) FROM complaint k LEFT JOIN complaint_event e"
            " ON e.complaint_id = k.id AND e.kind = 'responded' AND e.at <= :past"
            " GROUP BY k.id, k.customer_id, k.opened_on, k.opened_at",
            {"past": past or "9999"},
        )
        for key, day, opened, answered in rows:
            if _in_year(day, last.get(key)):
                found[key] += 1
                if answered:
                    hours.setdefault(key, []).append(
                        (parse_iso(answered) - parse_iso(opened)).total_seconds() / 3600
                    )
        return found, {key: sum(each) / len(each) for key, each in hours.items()}

    def budgets(self, periods: Collection[str], day: str) -> list[Row]:
        """The last budget set by a day of each category and period, with what was spent on it in the period by that day."""
        names = ", ".join(f"'{each}'" for each in periods)
        return self._db.rows(
            "SELECT b.category, b.period, b.amount_cents, COALESCE((SELECT SUM(e.amount_cents) FROM expense e"
            " WHERE e.category = b.category AND e.spent_on <= :day AND e.spent_on LIKE b.period || '%'), 0) AS spent_cents"
            f" FROM budget b WHERE b.period IN ({names}) AND b.set_on <= :day AND b.id = (SELECT MAX(l.id) FROM budget l"
            " WHERE l.category = b.category AND l.period = b.period AND l.set_on <= :day) ORDER BY b.period, b.category",
            {"day": day},
        )

    # -- what was worked out ----------------------------------------------------------------------

    def kept(self, month: str) -> Row | None:
        """What was worked out of a month, as JSON in `alarms`; None where nothing was."""
        return self._db.one("SELECT * FROM alarm_kept WHERE month = :month", {"month": month})

    def any_kept(self) -> bool:
        """Whether any month's alarms were worked out."""
        return self._db.value("SELECT 1 FROM alarm_kept LIMIT 1") is not None

    def keep(self, values: Mapping[str, Any]) -> None:
        """Keeps a month's alarms in the place of those kept before. Derived, so not audited."""
        self._db.execute("DELETE FROM alarm_kept WHERE month = :month", {"month": values["month"]})
        first = int(self._db.value("SELECT COALESCE(MAX(id), 0) + 1 FROM alarm_kept"))
        self._db.insert_rows("alarm_kept", ["id", *values], [[first, *values.values()]])

    # -- who has seen them ------------------------------------------------------------------------

    def seen(self, past: str | None = None) -> dict[tuple[str, str], Row]:
        """By alarm and period who saw it first, by an instant with `past`."""
        until = "" if past is None else " WHERE a.seen_at <= :past"
        rows = self._db.rows(
            f"SELECT a.*, s.name AS person FROM alarm_seen a LEFT JOIN staff s ON s.id = a.staff_id{until}"
            " ORDER BY a.id DESC",
            {} if past is None else {"past": past},
        )
        return {(row["alarm"], row["period"]): row for row in rows}

    def see(self, op: Operation, values: Mapping[str, Any], day: str) -> int:
        """Keeps that the actor has seen an alarm of a period."""
        made = {"staff_id": op.actor.id, "seen_at": op.at_text, "seen_on": day}
        return op.insert("alarm_seen", {**values, **made})
