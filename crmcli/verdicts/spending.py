"""What was spent for customers, wherever it stands, and what may be spent. Reads and judges, writes nothing.

An expense is entered once: what a complaint was compensated with stands at the complaint, what a gift of care costs at its
message. Both count here like any other expense.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Literal, NamedTuple

from crmcli.dates.months import add_months
from crmcli.figures.spending import KEPT
from crmcli.store import View
from crmcli.vocabulary import choices

#: The states of a message that cost what its gift costs.
_GONE = ("sent", "handed")
Source = Literal["expense", "complaint", "care"]


class Spent(NamedTuple):
    """Money (cents) and time that went into something on a day; `id` is that of where it stands, `number` a complaint's."""

    day: str
    category: str
    cents: int
    source: Source
    id: int
    minutes: int = 0
    what: str | None = None
    customer_id: int | None = None
    customer: str | None = None
    campaign_id: int | None = None
    campaign: str | None = None
    complaint_id: int | None = None
    number: str | None = None
    retention_case_id: int | None = None
    staff: str | None = None
    note: str | None = None


class Line(NamedTuple):
    """A category of a period against its budget, in cents; `budget` None where there is none. `n` is the expenses."""

    category: str
    budget: int | None
    spent: int
    minutes: int
    n: int

    @property
    def left(self) -> int | None:
        """What of the budget is left, below zero where it was exceeded."""
        return None if self.budget is None else self.budget - self.spent

    @property
    def used(self) -> float | None:
        """Spent ÷ budget."""
        return self.spent / self.budget if self.budget else None


def spent(view: View, start: str, end: str) -> list[Spent]:
    """Everything that was spent from one day to another, the first first; nothing after the view's day."""
    end = min(end, view.day)
    found = [*_entered(view, start, end), *_compensations(view), *_gifts(view)]
    return sorted(
        (each for each in found if start <= each.day <= end),
        key=lambda each: (each.day, each.source, each.id),
    )


def budgets(view: View) -> dict[tuple[str, str], int]:
    """By category and period (2026, 2026-11) what may be spent, in cents, as it was set at the view's moment."""
    return {key: row["amount_cents"] for key, row in view.store.expenses.budgets(view.past).items()}


def budget_of(found: Mapping[tuple[str, str], int], category: str, period: str) -> int | None:
    """A category's budget of a year or month; a year without one of its own has the sum of its months' where all have one."""
    own = found.get((category, period))
    if own is not None or len(period) != len("2026"):
        return own
    months = [found.get((category, f"{period}-{number:02d}")) for number in range(1, 13)]
    known = [cents for cents in months if cents is not None]
    return sum(known) if len(known) == len(months) else None


def lines(found: Iterable[Spent], set_: Mapping[tuple[str, str], int], period: str) -> list[Line]:
    """Every category with a budget or an expense in a year or month, in the order of the closed list."""
    mine = [each for each in found if each.day.startswith(period)]
    rows = []
    for category in choices("expense_category"):
        own, budget = [each for each in mine if each.category == category], budget_of(set_, category, period)
        if own or budget is not None:
            rows.append(
                Line(category, budget, sum(e.cents for e in own), sum(e.minutes for e in own), len(own))
            )
    return rows


def together(rows: Iterable[Line], category: str = "") -> Line:
    """Several lines as one. It has a budget, the sum of theirs, where each that cost anything has one."""
    found = list(rows)
    known = [row.budget for row in found if row.budget is not None]
    whole = known and all(row.budget is not None or not row.n for row in found)
    return Line(
        category, sum(known) if whole else None, sum(r.spent for r in found), sum(r.minutes for r in found),
        sum(r.n for r in found),
    )  # fmt: skip


def without_budget(rows: Iterable[Line]) -> list[str]:
    """The categories that cost something and have no budget."""
    return [row.category for row in rows if row.n and row.budget is None]


def days_of(period: str) -> tuple[str, str]:
    """The first and last day of a year or month."""
    if len(period) == len("2026"):
        return f"{period}-01-01", f"{period}-12-31"
    first = date.fromisoformat(f"{period}-01")
    return first.isoformat(), date.fromordinal(add_months(first, 1).toordinal() - 1).isoformat()


def time_gone(period: str, day: str) -> float:
    """Which share of a year or month is over at the end of a day, 0 to 1."""
    first, last = (date.fromisoformat(each) for each in days_of(period))
    on = min(max(date.fromisoformat(day), date.fromordinal(first.toordinal() - 1)), last)
    return (on.toordinal() - first.toordinal() + 1) / (last.toordinal() - first.toordinal() + 1)


def _entered(view: View, start: str, end: str) -> list[Spent]:
    return [
        Spent(
            row["spent_on"], row["category"], row["amount_cents"], "expense", row["id"], row["minutes"] or 0, row["what"],
            row["customer_id"], row["customer"], row["campaign_id"], row["campaign"], row["complaint_id"], row["complaint"],
            row["retention_case_id"], row["staff"], row["note"],
        )
        for row in view.store.expenses.listed(start, end)
    ]  # fmt: skip


def _compensations(view: View) -> list[Spent]:
    rows = _as_of(view, "complaint", view.store.expenses.compensations(view.day))
    return [
        Spent(
            row["day"], "compensation", row["compensation_cents"], "complaint", row["id"], customer_id=row["customer_id"],
            customer=row["customer"], complaint_id=row["id"], number=row["number"],
        )
        for row in rows
        if row["compensation_cents"]
    ]  # fmt: skip


def _gifts(view: View) -> list[Spent]:
    """The gifts of messages that went out."""
    rows = _as_of(view, "outbox", view.store.expenses.gifts(view.past))
    return [
        Spent(
            row["done_on"], "gift", row["cost_cents"], "care", row["id"], what=row["gift"], customer_id=row["customer_id"],
            customer=row["customer"],
        )
        for row in rows
        if row["state"] in _GONE and row["done_on"]
    ]  # fmt: skip


def kept_cases(view: View, start: str, end: str) -> tuple[set[int], int]:
    """The cases of keeping a customer that were closed from one day to another, and in how many of them one was kept."""
    rows = _as_of(view, "retention_case", view.store.expenses.cases())
    closed = [
        row for row in rows if row["outcome"] and start <= (row["closed_on"] or "") <= min(end, view.day)
    ]
    return {row["id"] for row in closed}, sum(row["outcome"] in KEPT for row in closed)


def complaints(view: View, start: str, end: str) -> set[int]:
    """The complaints that were opened from one day to another."""
    rows = view.store.expenses.compensations(view.day)
    return {row["id"] for row in rows if start <= row["opened_on"] <= end}


def greetings(view: View, start: str, end: str) -> int:
    """How many messages of care went out from one day to another."""
    rows = _as_of(view, "outbox", view.store.expenses.sent(view.past))
    return sum(
        row["state"] in _GONE and start <= (row["done_on"] or "") <= min(end, view.day) for row in rows
    )


def _as_of(view: View, table: str, rows: Iterable[Any]) -> list[dict[str, Any]]:
    """Rows as they stood at the view's moment."""
    return (
        [dict(row) for row in rows] if view.past is None else view.store.former.then(table, rows, view.past)
    )
