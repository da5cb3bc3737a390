"""How far a target is on its way, on tables of cases."""

from __future__ import annotations

from datetime import date

import pytest

from crmcli.judging.targets import Goal, progress

pytestmark = pytest.mark.file
_START, _DUE = date(2026, 11, 1), date(2026, 11, 30)


def _goal(goal: float, baseline: float | None, *, sums: bool = False, least: bool = True) -> Goal:
    return Goal(goal, baseline, _START, _DUE, sums, least)


@pytest.mark.parametrize(
    ("goal", "now", "day", "state", "way", "forecast"),
    [
        # a sum: half of the days, half of the way
        (_goal(100, 0, sums=True), 50, 15, "on_track", 0.5, 100.0),
        (_goal(100, 0, sums=True), 49, 15, "behind", 0.49, 98.0),
        (_goal(100, 0, sums=True), 120, 15, "met", 1.2, 240.0),
        # a rate: its last value, met only when the days are over
        (_goal(0.95, 0.85), 0.95, 15, "on_track", 1.0, 0.95),
        (_goal(0.95, 0.85), 0.90, 15, "on_track", 0.5, 0.90),
        (_goal(0.95, 0.85), 0.89, 15, "behind", 0.4, 0.89),
        (_goal(0.95, None), 0.90, 15, "behind", None, 0.90),
        # at most
        (_goal(10, 20, least=False), 15, 15, "on_track", 0.5, 15),
        (_goal(10, 20, least=False), 16, 15, "behind", 0.4, 16),
        # it stood so at the start: to be held
        (_goal(10, 5, least=False), 9, 15, "on_track", None, 9),
        (_goal(10, 5, least=False), 11, 15, "behind", None, 11),
        (_goal(0.95, 0.85), None, 15, "no_figure", None, None),
    ],
)
def test_on_a_day(
    goal: Goal, now: float | None, day: int, state: str, way: float | None, forecast: float | None
) -> None:
    found = progress(goal, now, 9, date(2026, 11, day))
    assert (found.state, found.gone) == (state, 0.5)
    assert found.way == pytest.approx(way)
    assert found.forecast == pytest.approx(forecast)


@pytest.mark.parametrize(
    ("now", "on", "closed", "state"),
    [
        (0.95, date(2026, 12, 1), False, "met"),
        (0.94, date(2026, 12, 1), False, "missed"),
        (None, date(2026, 12, 1), False, "missed"),
        (None, date(2026, 10, 31), False, "planned"),
        (0.95, date(2026, 11, 15), True, "closed"),
    ],
)
def test_before_and_after(now: float | None, on: date, closed: bool, state: str) -> None:
    assert progress(_goal(0.95, 0.85), now, 9, on, closed=closed).state == state
