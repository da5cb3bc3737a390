"""Rows of the due list about improvements whose day has come."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from crmcli.judging.scoring import urgency_of
from crmcli.store import View
from crmcli.workflows.due.rows import DueRow, Wanted


def improvement_rows(view: View, wanted: Wanted) -> Iterator[DueRow]:
    """A row an improvement that is open and due by the day that the list looks until."""
    until = wanted.until.isoformat()
    for row in view.store.improvements.open_due(until, wanted.owner_id, view.past):
        overdue = (view.as_of.on - date.fromisoformat(row["due_on"])).days
        score, parts = urgency_of(view.policy.urgency, "improvement", overdue)
        yield DueRow(
            item=f"improvement:{row['id']}",
            kind="improvement",
            customer_id=row["complaint_customer_id"],
            due_at=row["due_on"],
            overdue_days=max(0, overdue),
            urgency=score,
            terms=parts,
            why=row["title"],
            owner_id=row["owner_id"],
        )
