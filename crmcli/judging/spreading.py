"""Spreading planned contacts over days, so that nobody has more on one than can be done. Pure.

What was agreed, complaints and all else that is due on a day of its own stays there; a planned contact moves to a later
working day only where its own is full, and by no more days than the policy says.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import NamedTuple


class Work(NamedTuple):
    """One thing to do: whose, on which day, the last day to which it may move (its own, if it may not), and how urgent it is;
    `key` tells equal ones apart."""

    person: int | None
    day: date
    last: date
    urgency: int
    key: str


def spread(
    work: Sequence[Work],
    today: date,
    *,
    per_day: int,
    workday: Callable[[date], date],
) -> list[date]:
    """The day for each piece of work, in their order; what was due before today is due today.

    Each that may move, the longest due and then the most urgent first, gets the first working day with room of its person,
    not after its last; where none has room it stays on its own. What can't move fills its day as well.
    """
    days = [max(each.day, today) for each in work]
    load: Counter[tuple[int | None, date]] = Counter(
        (each.person, day) for each, day in zip(work, days, strict=True) if each.last <= day
    )
    turns = sorted(
        (each.day, -each.urgency, each.key, n) for n, each in enumerate(work) if each.last > days[n]
    )
    for _due, _urgency, _key, n in turns:
        person, own = work[n].person, days[n]
        day, last = own, work[n].last
        while day <= last and load[person, day] >= per_day:
            day = workday(day + timedelta(days=1))
        days[n] = day if day <= last else own
        load[person, days[n]] += 1
    return days
