"""Weeks by number, and months as people name them."""

from __future__ import annotations

from datetime import date

import pytest

from crmcli.dates.months import parse_month
from crmcli.dates.weeks import ending_between, parse_week, week_of

TODAY = date(2026, 12, 1)


@pytest.mark.parametrize(
    ("text", "week"),
    [
        ("2026-W48", "2026-W48"), ("2026w48", "2026-W48"), (" 上周 ", "2026-W48"), ("last week", "2026-W48"),
        ("本周", "2026-W49"), ("上上周", "2026-W47"), ("2020-W53", "2020-W53"), ("2026-W54", None), ("2025-W53", None),
        ("2026-W00", None), ("W48", None), ("2026-11-30", None), ("9999-W52", None),
    ],
)  # fmt: skip
def test_a_week_is_named_by_number_or_from_today(text: str, week: str | None) -> None:
    found = parse_week(text, TODAY)
    assert (found and str(found)) == week


def test_a_week_belongs_to_the_year_of_its_thursday() -> None:
    assert str(week_of(date(2027, 1, 3))) == "2026-W53"
    assert (week_of(date(2027, 1, 3)).first, week_of(date(2027, 1, 3)).last) == (
        date(2026, 12, 28),
        date(2027, 1, 3),
    )


@pytest.mark.parametrize(
    ("first", "last", "weeks"),
    [
        (date(2026, 11, 1), date(2026, 11, 30), ("2026-W44", "2026-W48")),
        (date(2026, 11, 2), date(2026, 11, 29), ("2026-W45", "2026-W48")),
        (None, date(2026, 11, 28), ("", "2026-W47")),
    ],
)
def test_the_weeks_of_a_period_are_those_that_end_in_it(
    first: date | None, last: date, weeks: tuple[str, str]
) -> None:
    assert ending_between(first, last) == weeks


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("2026-11", date(2026, 11, 1)), ("2026年3月", date(2026, 3, 1)), ("上月", date(2026, 11, 1)), ("last month", date(2026, 11, 1)),
        ("本月", date(2026, 12, 1)), ("11月", date(2026, 11, 1)), ("12月份", date(2026, 12, 1)), ("2026-13", None), ("0月", None), ("x", None),
    ],
)  # fmt: skip
def test_a_month_is_named_by_number_or_from_today(text: str, month: date | None) -> None:
    assert parse_month(text, TODAY) == month


def test_a_month_without_a_year_has_begun() -> None:
    assert parse_month("12月", date(2027, 2, 10)) == date(2026, 12, 1)
