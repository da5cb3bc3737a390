"""The term of a contract: where it stands on a day, and the term of the one that follows. Pure."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from crmcli.dates.months import add_months


class Term(NamedTuple):
    """First and last day (None: no end is agreed), the first day on which it is in force no more because somebody ended
    it, and the day since which another one renews it."""

    start: date
    end: date | None
    ended: date | None = None
    renewed: date | None = None

    @property
    def last(self) -> date | None:
        """The last day in force; before the first one where it was ended before it began."""
        before = self.ended - timedelta(days=self.ended > date.min) if self.ended else None
        return min(filter(None, (self.end, before)), default=None)


def state(term: Term, on: date) -> str:
    """Where a contract stands on a day, as a word of the vocabulary."""
    if term.ended and term.ended <= on:
        return "ended"
    if on < term.start:
        return "upcoming"
    if term.end is None or on <= term.end:
        return "in_force"
    return "renewed" if term.renewed and term.renewed <= on else "expired"


def reminders(term: Term, days: tuple[int, ...]) -> list[date]:
    """The days on which somebody is to be reminded of a contract's end, so many days before it each, in their order; none
    where the contract was renewed or ended."""
    if term.end is None or term.ended or term.renewed:
        return []
    return sorted(term.end - timedelta(days=min(each, term.end.toordinal() - 1)) for each in days)


def renewed_end(start: date, end: date, begins: date) -> date:
    """The last day of a term as long as the one from `start` to `end`, from another day on: whole months as months, else
    as many days. OverflowError or ValueError behind the calendar's end."""
    months = whole_months(start, end)
    if months:
        return add_months(begins, months) - timedelta(days=1)
    return begins + (end - start)


def whole_months(start: date, end: date) -> int:
    """How many months a term has, 0 if they are not whole ones, or it has no end but the calendar's."""
    if end == date.max:
        return 0
    after = end + timedelta(days=1)
    months = (after.year - start.year) * 12 + after.month - start.month
    return months if months > 0 and add_months(start, months) == after else 0
