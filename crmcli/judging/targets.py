"""How far a target is on its way, where it will end, and how it stands. Pure.

Sums (revenue, orders …) are counted from the target's first day on; every other figure is that of the month that ends on
the day looked at. A sum's forecast goes on at the pace so far, that of another figure is its last value.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

Number = int | float

#: The figures that are counted from the first day on.
SUMS = ("revenue", "orders", "new_customers", "wins", "contacts")


class Goal(NamedTuple):
    """What is to be reached, from where, and in which days; `least`: whether more is better."""

    goal: Number
    baseline: Number | None
    start: date
    due: date
    sums: bool
    least: bool


class Progress(NamedTuple):
    """Where a target stands on a day. `way` is the share of the way that is gone, `gone` that of the days; `expected` the
    value on the straight line from the baseline to the goal."""

    now: Number | None
    n: int | None
    way: float | None
    gone: float
    expected: float | None
    forecast: Number | None
    state: str


def progress(goal: Goal, now: Number | None, n: int | None, on: date, *, closed: bool = False) -> Progress:
    """How a target stands at the end of a day, with what was measured then (after its deadline, at that)."""
    days = (goal.due - goal.start).days + 1
    past = min(max((on - goal.start).days + 1, 0), days)
    gone = past / days
    base = goal.baseline
    expected: float | None
    if base is not None and _is_at(base, goal.goal, goal.least):
        # It stood so at the start: it is to be held, and there is no way to go.
        expected, way = float(goal.goal), None
    else:
        expected = None if base is None else base + (goal.goal - base) * gone
        way = None if now is None or base is None else (now - base) / (goal.goal - base)
    state = "closed" if closed else _state(goal, now, on, expected)
    return Progress(now, n, way, gone, expected, _forecast(goal, now, past, days), state)


def _forecast(goal: Goal, now: Number | None, past: int, days: int) -> Number | None:
    if now is None or not past:
        return None
    return now * days / past if goal.sums else now


def _state(goal: Goal, now: Number | None, on: date, expected: float | None) -> str:
    if on < goal.start:
        return "planned"
    over = on > goal.due
    if now is None:
        return "missed" if over else "no_figure"
    reached = _is_at(now, goal.goal, goal.least)
    if over or (reached and goal.sums):
        return "met" if reached else "missed"
    on_line = expected is not None and _is_at(now, expected, goal.least)
    return "on_track" if reached or on_line else "behind"


def _is_at(now: Number, wanted: Number, least: bool) -> bool:
    return now >= wanted if least else now <= wanted
