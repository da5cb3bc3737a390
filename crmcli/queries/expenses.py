"""Money that was spent for customers, and what may be spent. Amounts are in cents of the team's currency."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from crmcli import errors
from crmcli.database.connection import Database, Row
from crmcli.i18n import _
from crmcli.queries.compared import compared

if TYPE_CHECKING:
    from crmcli.database.operation import Operation

_LISTED = (
    "SELECT e.*, c.name AS customer, m.name AS campaign, k.number AS complaint, s.name AS staff FROM expense e"
    " LEFT JOIN customer c ON c.id = e.customer_id LEFT JOIN campaign m ON m.id = e.campaign_id"
    " LEFT JOIN complaint k ON k.id = e.complaint_id LEFT JOIN staff s ON s.id = e.staff_id"
)
#: The day on which a complaint was last resolved by a day, on which its compensation counts.
_RESOLVED = "(SELECT MAX(v.on_day) FROM complaint_event v WHERE v.complaint_id = k.id AND v.kind = 'resolved' AND v.on_day <= :day)"


class Expenses:
    """Reads and writes expenses and budgets, and reads what was spent that stands elsewhere."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def get(self, expense_id: int) -> Row:
        """One expense with the names that it refers to; NotFound if there is none."""
        row = self._db.one(f"{_LISTED} WHERE e.id = :id", {"id": expense_id})
        if row is None:
            raise errors.NotFound(
                _("There is no expense %(id)d.") % {"id": expense_id}, _("See: crmcli budget expenses")
            )
        return row

    def listed(self, start: str, end: str) -> list[Row]:
        """What was spent from one day to another, the first first. LookupError where a day is damaged."""
        compared(self._db, ["e.spent_on"], {"e": "expense"})
        return self._db.rows(
            f"{_LISTED} WHERE e.spent_on BETWEEN :start AND :end ORDER BY e.spent_on, e.id",
            {"start": start, "end": end},
        )

    def compensations(self, day: str) -> list[Row]:
        """Complaints opened by a day with what was paid for them, and the day on which it counts: of the last resolution by
        then, else of the opening. What stands in them is as it is now."""
        return self._db.rows(
            f"SELECT k.id, k.number, k.customer_id, k.compensation_cents, k.opened_on, COALESCE({_RESOLVED}, k.opened_on) AS day,"
            " c.name AS customer FROM complaint k JOIN customer c ON c.id = k.customer_id"
            " WHERE k.opened_on <= :day ORDER BY k.id",
            {"day": day},
        )

    def gifts(self, at: str | None) -> list[Row]:
        """Messages that cost something, as they are now, those that were planned by an instant; None for all."""
        return self._db.rows(
            "SELECT m.id, m.customer_id, m.kind, m.gift, m.cost_cents, m.state, m.done_on, c.name AS customer FROM outbox m"
            " JOIN customer c ON c.id = m.customer_id WHERE m.cost_cents > 0 AND (:at IS NULL OR m.planned_at <= :at)"
            " ORDER BY m.id",
            {"at": at},
        )

    def sent(self, at: str | None) -> list[Row]:
        """All messages but invitations to campaigns, as they are now, those that were planned by an instant."""
        return self._db.rows(
            "SELECT id, state, done_on FROM outbox WHERE kind <> 'campaign' AND (:at IS NULL OR planned_at <= :at)"
            " ORDER BY id",
            {"at": at},
        )

    def contacts(self, start: str, end: str) -> int:
        """How many contacts happened from one day to another."""
        return int(
            self._db.value(
                "SELECT COUNT(*) FROM interaction WHERE occurred_on BETWEEN :start AND :end",
                {"start": start, "end": end},
            )
        )

    def has_case(self, case_id: int) -> bool:
        """Whether there is a case of keeping a customer of this number."""
        return self._db.one("SELECT id FROM retention_case WHERE id = :id", {"id": case_id}) is not None

    def cases(self) -> list[Row]:
        """The cases of keeping a customer, and how they ended, as they are now."""
        return self._db.rows("SELECT id, outcome, closed_on FROM retention_case ORDER BY id")

    def add(self, op: Operation, values: Mapping[str, Any]) -> int:
        """Money that was spent, noted by the actor."""
        return op.insert("expense", {**values, "staff_id": op.actor.id, "created_at": op.at_text})

    def update(self, op: Operation, expense_id: int, values: Mapping[str, Any]) -> bool:
        """Changes columns; False if they had these values already."""
        return op.update("expense", expense_id, values)

    def remove(self, op: Operation, expense_id: int) -> None:
        """Takes an expense away."""
        op.delete("expense", expense_id)

    def budgets(self, at: str | None) -> dict[tuple[str, str], Row]:
        """By category and period what may be spent: the last one set by an instant, None for now."""
        rows = self._db.rows(
            "SELECT b.*, s.name AS staff FROM budget b LEFT JOIN staff s ON s.id = b.staff_id"
            " WHERE :at IS NULL OR b.set_at <= :at ORDER BY b.set_at, b.id",
            {"at": at},
        )
        return {(row["category"], row["period"]): row for row in rows}

    def set_budget(self, op: Operation, values: Mapping[str, Any], day: str) -> int:
        """What may be spent on a category in a period from now on, by the actor."""
        told = {"staff_id": op.actor.id, "set_at": op.at_text, "set_on": day}
        return op.insert("budget", {**values, **told})
