"""The rules of alarms on series of monthly figures: a table of edges, and ten random years against a plain reading of the rules."""

from __future__ import annotations

import random
from datetime import date
from typing import Any

import pytest

from crmcli.judging.alarms import last_month, needed, quarter_end, quarter_of, raised, shifted
from crmcli.policy import default_policy

pytestmark = pytest.mark.file
RULES = default_policy().alarm


def fired(months: dict[str, dict[str, tuple[Any, Any]]], month: str) -> set[tuple[str, str]]:
    return {(one.alarm, one.period) for one in raised(months, month, RULES)}


_NOV, _OCT = "2026-11", "2026-10"


@pytest.mark.parametrize(
    ("months", "expected"),
    [
        ({_NOV: {"churn_rate": (0.2, 50)}}, set()),
        ({_NOV: {"churn_rate": (0.21, 50)}}, {("churn_rate", _NOV)}),
        ({_NOV: {"churn_rate": (0.9, 4)}}, set()),
        ({_NOV: {"information_timeliness": (19 / 20, 20)}}, set()),
        ({_NOV: {"information_timeliness": (0.949, 20)}}, {("timeliness", _NOV)}),
        ({_NOV: {"days_to_deal": (45.0, 5)}}, set()),
        ({_NOV: {"days_to_deal": (46.0, 5)}}, {("lead_days", _NOV)}),
        ({_NOV: {"contacts_per_salesperson_day": (0.0, 0)}}, {("contacts_per_day", _NOV)}),
        ({_NOV: {"contacts_per_salesperson_day": (8.0, 9)}}, set()),
        ({_NOV: {"complaint_count": (23, 23)}, _OCT: {"complaint_count": (20, 20)}}, set()),
        ({_NOV: {"complaint_count": (24, 24)}, _OCT: {"complaint_count": (20, 20)}}, {("complaint_growth", _NOV)}),
        ({_NOV: {"complaint_count": (4, 4)}, _OCT: {"complaint_count": (1, 1)}}, set()),
        ({_NOV: {"complaint_count": (5, 5)}, _OCT: {"complaint_count": (0, 0)}}, {("complaint_growth", _NOV)}),
        ({_NOV: {"satisfaction_mean": (4.1, 9)}, _OCT: {"satisfaction_mean": (4.4, 9)}}, {("satisfaction", _NOV)}),
        ({_NOV: {"satisfaction_mean": (4.1, 9)}, _OCT: {"satisfaction_mean": (4.4, 4)}}, set()),
        ({"2026-09": {"repurchase_rate": (0.2, 9)}, "2026-06": {"repurchase_rate": (0.24, 9)}},
         {("repurchase_rate", "2026-Q3")}),
        ({"2026-09": {"repurchase_rate": (0.2, 9)}, "2026-06": {"repurchase_rate": (0.25, 9)}}, set()),
        ({"2026-09": {"repurchase_rate": (0.2, 9)}}, set()),
        ({"2026-09": {"lifetime_value": (104.0, 9)}, "2025-09": {"lifetime_value": (100.0, 9)}},
         {("lifetime_value", "2026-Q3")}),
        ({"2026-09": {"lifetime_value": (50.0, 9)}, "2025-09": {"lifetime_value": (100.0, 9)}},
         {("lifetime_value", "2026-Q3")}),
        ({"2026-09": {"lifetime_value": (106.0, 9)}, "2025-09": {"lifetime_value": (100.0, 9)}}, set()),
        ({_NOV: {"handoffs_late": (1, 1), "budgets_over": (0, 3), "targets_behind": (2, 3)}},
         {("late_handoffs", _NOV), ("targets", _NOV)}),
        ({_NOV: {"budgets_over": (1, 3)}}, {("budget", _NOV)}),
        ({}, set()),
    ],
)  # fmt: skip
def test_edges(months: Any, expected: set[tuple[str, str]]) -> None:
    assert fired(months, _NOV) == expected


def test_months_and_quarters() -> None:
    assert last_month(date(2026, 1, 1)) == "2025-12"
    assert [quarter_end(m) for m in ("2026-01", "2026-02", "2026-03", "2026-12")] == [
        "2025-12",
        "2025-12",
        "2026-03",
        "2026-12",
    ]
    assert (quarter_of("2026-03"), quarter_of("2026-04")) == ("2026-Q1", "2026-Q2")
    assert shifted("2026-01", -1) == "2025-12"


_FIGURES = {
    "churn_rate": lambda draw: (draw.uniform(0, 0.4), draw.randrange(0, 12)),
    "clock_compliance": lambda draw: (draw.uniform(0.7, 1), draw.randrange(0, 12)),
    "contacts_per_salesperson_day": lambda draw: (draw.uniform(0, 16), draw.randrange(0, 12)),
    "days_to_deal": lambda draw: (draw.randrange(20, 70), draw.randrange(0, 12)),
    "information_timeliness": lambda draw: (draw.uniform(0.85, 1), draw.randrange(0, 12)),
    "complaint_count": lambda draw: (n := draw.randrange(0, 30), n),
    "satisfaction_mean": lambda draw: (draw.uniform(3, 5), draw.randrange(0, 12)),
    "repurchase_rate": lambda draw: (draw.uniform(0, 0.4), draw.randrange(3, 12)),
    "lifetime_value": lambda draw: (draw.uniform(80, 120), draw.randrange(3, 12)),
    "handoffs_late": lambda draw: (draw.randrange(0, 2), 3),
    "budgets_over": lambda draw: (draw.randrange(0, 2), 3),
    "targets_behind": lambda draw: (draw.randrange(0, 2), 3),
}


def _plain(years: list[dict[str, tuple[Any, Any]]], i: int) -> set[str]:
    """The rules in plain words on a list of months, the first of which is a January."""
    found, now, before = set(), years[i], years[i - 1]

    def known(pair: tuple[Any, Any]) -> bool:
        return pair[0] is not None and pair[1] >= 5

    for figure, alarm, wrong in (
        ("churn_rate", "churn_rate", lambda v: v > 0.2),
        ("clock_compliance", "clock_compliance", lambda v: v < 0.9),
        ("days_to_deal", "lead_days", lambda v: v > 45),
        ("information_timeliness", "timeliness", lambda v: v < 0.95),
    ):
        if known(now[figure]) and wrong(now[figure][0]):
            found.add(alarm)
    reached = now["contacts_per_salesperson_day"][0]
    if reached is not None and reached < 8:
        found.add("contacts_per_day")
    new, old = now["complaint_count"][0], before["complaint_count"][0]
    if new is not None and old is not None and new >= 5 and 100 * new > 115 * old:
        found.add("complaint_growth")
    score, earlier = now["satisfaction_mean"], before["satisfaction_mean"]
    if known(score) and known(earlier) and earlier[0] - score[0] > 0.2:
        found.add("satisfaction")
    end = (i + 1) // 3 * 3 - 1
    if all(
        known(years[at]["repurchase_rate"]) and years[at]["repurchase_rate"][0] < 0.25
        for at in (end, end - 3)
    ):
        found.add("repurchase_rate")
    value, year_ago = years[end]["lifetime_value"], years[end - 12]["lifetime_value"]
    if known(value) and year_ago[0] is not None and (value[0] - year_ago[0]) / year_ago[0] < 0.05:
        found.add("lifetime_value")
    for figure, alarm in (
        ("handoffs_late", "late_handoffs"),
        ("budgets_over", "budget"),
        ("targets_behind", "targets"),
    ):
        if now[figure][0]:
            found.add(alarm)
    return found


@pytest.mark.parametrize("seed", range(5))
def test_ten_random_years(seed: int) -> None:
    draw = random.Random(seed)
    names = [f"{year}-{month:02d}" for year in range(2015, 2026) for month in range(1, 13)]
    years = [
        {key: (None, 0) if draw.random() < 0.1 else make(draw) for key, make in _FIGURES.items()}
        for _ in names
    ]
    months: dict[str, Any] = dict(zip(names, years, strict=True))
    heard: set[str] = set()
    for i in range(14, len(names)):
        asked = needed(names[i], RULES)
        only = {
            month: {key: months[month][key] for key in keys if key in months[month]}
            for month, keys in asked.items()
        }
        told = {one.alarm for one in raised(only, names[i], RULES)}
        assert told == _plain(years, i), names[i]
        heard |= told
    assert len(heard) == 12
