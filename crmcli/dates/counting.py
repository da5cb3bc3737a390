"""Days counted from limits and from each other."""

from __future__ import annotations

from datetime import date, timedelta
from typing import overload


def whole_days(hours: int) -> timedelta:
    """A limit in hours as days, for facts that are dates: the day on which the limit runs out."""
    return timedelta(days=-(-hours // 24))


@overload
def later(one: date, other: date | None) -> date: ...
@overload
def later(one: date | None, other: date | None) -> date | None: ...
def later(one: date | None, other: date | None) -> date | None:
    if one is None or other is None:
        return one or other
    return max(one, other)
