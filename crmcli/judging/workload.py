"""How many contacts a plan means: a week in the long run, and in each of the coming weeks. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

_WEEK = 7


@dataclass(slots=True)
class Load:
    """The planned contacts of one person: `weekly` in the long run, and those of each coming week from `on`."""

    coming: list[int]
    weekly: float = 0.0
    #: How many customers are in the plan.
    customers: int = 0

    def add(self, first: date, every: int, on: date) -> None:
        """One more customer, due on `first` (overdue ones now) and `every` so many days after each contact."""
        self.customers += 1
        self.weekly += _WEEK / every
        for week in falls(first, every, on, len(self.coming)):
            self.coming[week] += 1


def falls(first: date, every: int, on: date, weeks: int) -> Iterator[int]:
    """The weeks, from 0, in which the contacts of one customer fall if each is made on its day."""
    ahead = max(0, (first - on).days)
    while ahead < weeks * _WEEK:
        yield ahead // _WEEK
        ahead += every
