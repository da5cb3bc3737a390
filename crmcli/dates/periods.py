"""Windows of days that reports look at, and the months in them. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from crmcli.dates.months import add_months


class Period(NamedTuple):
    """Days from `start` to `end`, both in it; `start` None means since ever."""

    start: date | None
    end: date

    def before(self) -> Period | None:
        """Whole months before whole months, the same days before running ones, else as many days before; None without
        a start, and where it would begin before the calendar does."""
        try:
            return self._before(self.start) if self.start else None
        except (OverflowError, ValueError):
            return None

    def _before(self, start: date) -> Period:
        last = start - timedelta(days=1)
        if start.day != 1:
            return Period(start - (self.end - start) - timedelta(days=1), last)
        months = (self.end.year - start.year) * 12 + self.end.month - start.month + 1
        running = not ends_month(self.end)
        return Period(add_months(start, -months), add_months(self.end, -months) if running else last)


def ends_month(day: date) -> bool:
    """Whether a day is the last of its month."""
    return (day + timedelta(days=1)).day == 1


def month_of(day: date) -> Period:
    """The month of a day, up to that day."""
    return Period(day.replace(day=1), day)


def months_between(first: str, last: str) -> list[str]:
    """The months from `2026-01` to `2026-03`, all of them, both ends in it."""
    year, month = map(int, first.split("-"))
    found = []
    while (text := f"{year:04d}-{month:02d}") <= last:
        found.append(text)
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    return found


def by_month(days: Iterable[str], last: str) -> dict[str, int]:
    """How many of the days (2026-11-20) fall in each month, at most the last twelve, gaps as 0."""
    counts: dict[str, int] = {}
    for day in days:
        counts[day[:7]] = counts.get(day[:7], 0) + 1
    if not counts:
        return {}
    return {month: counts.get(month, 0) for month in months_between(min(counts), last[:7])[-12:]}
