"""Weeks by their number, from Monday to Sunday. Pure."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import NamedTuple

_NUMBERED = re.compile(r"(\d{4})-?[wW](\d{1,2})")
_SPOKEN = {
    "上周": -1, "上星期": -1, "上週": -1, "last week": -1, "本周": 0, "这周": 0, "本星期": 0, "本週": 0, "this week": 0,
    "上上周": -2, "上上星期": -2, "上上週": -2,
}  # fmt: skip


class Week(NamedTuple):
    """A week of the calendar that numbers them: its year and number."""

    year: int
    number: int

    @property
    def first(self) -> date:
        return date.fromisocalendar(self.year, self.number, 1)

    @property
    def last(self) -> date:
        return date.fromisocalendar(self.year, self.number, 7)

    def __str__(self) -> str:
        """As it is stored and typed: 2026-W48."""
        return f"{self.year:04d}-W{self.number:02d}"


def week_of(day: date) -> Week:
    """The week in which a day lies."""
    year, number, _weekday = day.isocalendar()
    return Week(year, number)


def ending_between(first: date | None, last: date) -> tuple[str, str]:
    """The first and the last of the weeks that end between two days, as they are stored; since ever without the first."""
    week = week_of(last)
    until = week if week.last <= last else week_of(last - timedelta(days=7))
    return str(week_of(first)) if first else "", str(until)


def parse_week(text: str, today: date) -> Week | None:
    """The week that a text names (2026-W48, 上周, last week); None if it names none, or one that the year doesn't have."""
    text = text.strip().lower()
    if text in _SPOKEN:
        return week_of(today + timedelta(days=7 * _SPOKEN[text]))
    found = _NUMBERED.fullmatch(text)
    if found is None:
        return None
    week = Week(int(found[1]), int(found[2]))
    try:
        return week if week.first <= date.max - timedelta(days=7) else None
    except ValueError:
        return None
