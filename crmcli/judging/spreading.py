"""Spreading planned contacts over days, so that nobody has more on one than can be done. Pure.

What was agreed, complaints and all else that is due on a day of its own stays there; a planned contact moves to a later
working day only where its own is full, and by no more days than the policy says.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from types import MappingProxyType
from typing import NamedTuple

#: No further ahead is anything spread.
_FAR = 60


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
    late: Mapping[int | None, int] = MappingProxyType({}),
) -> list[date]:
    """The day for each piece of work, in their order; what was due before today is due today.

    Each that may move, the longest due and then the most urgent first, gets the first working day with room of its person,
    not after its last; where none has room it stays on its own. What can't move fills its day as well; what is late, here
    or counted in `late` by person, takes the room that is left of today and the days after it: nobody can do it all today.
    """
    days = [max(each.day, today) for each in work]
    load: Counter[tuple[int | None, date]] = Counter(
        (each.person, day)
        for each, day in zip(work, days, strict=True)
        if each.last <= day and each.day >= today
    )
    _fill(
        load,
        Counter(each.person for each in work if each.last < today) + Counter(late),
        today,
        per_day,
        workday,
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


def _fill(
    load: Counter[tuple[int | None, date]],
    late: Counter[int | None],
    today: date,
    per_day: int,
    workday: Callable[[date], date],
) -> None:
    """Takes the room of the days from today on for what is late, as far as that goes."""
    for person, left in late.items():
        day = today
        while left > 0:
            room = max(0, min(left, per_day - load[person, day]))
            load[person, day] += room
            left -= room
            day = workday(day + timedelta(days=1))
            if (day - today).days > _FAR:
                break
