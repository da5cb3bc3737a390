"""What a contract bills: its instalments by plan, what of them is paid, and how old the rest is. Pure; money in cents."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from crmcli.dates.months import add_months
from crmcli.figures.terms import whole_months

#: Months between two instalments of the plans that repeat.
MONTHS: Mapping[str, int] = {"monthly": 1, "quarterly": 3, "half_yearly": 6, "yearly": 12}
#: More instalments than these nobody writes down.
MOST = 1200
#: How receivables are told apart: not due yet, then by the days since they fell due, the last of them without end.
AGES: tuple[tuple[str, int | None], ...] = (
    ("not_due", 0), ("1-30", 30), ("31-60", 60), ("61-90", 90), ("90+", None),
)  # fmt: skip


class Instalment(NamedTuple):
    """A day and what is to be paid by it."""

    due_on: date
    cents: int


class Open(NamedTuple):
    """What of an instalment, counted from 1, is not paid."""

    position: int
    due_on: date
    cents: int
    open_cents: int


def planned(plan: str, start: date, end: date | None, cents: int) -> list[Instalment]:
    """The instalments of a plan: one at the start, or equal ones at the start of each of its periods, of which the first
    have a cent more where the amount can't be split. ValueError for a repeating plan without end, or of too many."""
    if not cents:
        return []
    if plan not in MONTHS:
        return [Instalment(start, cents)]
    if end is None:
        raise ValueError("no end")
    days = _periods(start, end, MONTHS[plan])
    share, rest = divmod(cents, len(days))
    return [Instalment(day, share + (n < rest)) for n, day in enumerate(days)]


def _periods(start: date, end: date, months: int) -> list[date]:
    """The first days of the periods of a term. Each is counted from the start: after a short month the 31st is back."""
    days: list[date] = []
    while len(days) <= MOST:
        try:
            day = add_months(start, months * len(days))
        except (OverflowError, ValueError):
            return days
        if day > end and days:
            return days
        days.append(day)
    raise ValueError("too many")


def moved(instalments: Iterable[Instalment], start: date, begins: date, cents: int) -> list[Instalment]:
    """Dated instalments of a term for the next one, as far from its start, sharing another amount in the same parts."""
    old = list(instalments)
    total = sum(each.cents for each in old)
    found, told, given = [], 0, 0
    for each in old:
        told += each.cents
        upto = cents * told // total
        found.append(Instalment(_moved(each.due_on, start, begins), upto - given))
        given = upto
    return found


def _moved(day: date, start: date, begins: date) -> date:
    if begins == start:
        return day
    months = whole_months(start, begins - timedelta(days=1))
    return add_months(day, months) if months else day + (begins - start)


def unpaid(instalments: Sequence[Instalment], paid: int, settled: int = 0) -> list[Open]:
    """What is open of instalments in their order, where payments go to the oldest first behind so many settled ones."""
    found = []
    for position, each in enumerate(instalments[settled:], settled + 1):
        part = min(max(paid, 0), each.cents)
        paid -= part
        if part < each.cents:
            found.append(Open(position, each.due_on, each.cents, each.cents - part))
    return found


def age(due_on: date, on: date) -> str:
    """Of which age what was due on a day is on another: a key of `AGES`."""
    late = (on - due_on).days
    return next(key for key, days in AGES if days is None or late <= days)
