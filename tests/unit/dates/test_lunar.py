"""Lunar days against two other tables; birthdays."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product

import pytest
from lunarcalendar import Converter, DateNotExist, Lunar
from zhdate import ZhDate

from crmcli.dates.lunar import birthday_on, kept_between, lunar_day, solar_day


def _theirs(year: int, month: int, leap: bool) -> set[date | None]:
    """The first day of a month by the two other tables; None where it isn't."""
    try:
        first = Converter.Lunar2Solar(Lunar(year, month, 1, leap)).to_date()
    except (DateNotExist, ValueError):
        first = None
    try:
        second = ZhDate(year, month, 1, leap).to_datetime().date()
    except (TypeError, ValueError):
        second = None
    return {first, second}


def test_every_month_begins_where_two_other_tables_agree() -> None:
    known = {
        key: day for key in product(range(1950, 2100), range(1, 13), (False, True))
        if (day := solar_day(*key[:2], 1, leap=key[2])) is not None
    }  # fmt: skip
    assert len(known) == 1855
    apart = {}
    for key, day in known.items():
        theirs = _theirs(*key)
        if len(theirs) == 1:
            assert theirs == {day}, key
        else:
            apart[key] = theirs
        assert lunar_day(day) == (key[1], 1, key[2])
    # There the other tables differ, and one of them says what ours does.
    assert sorted({key[0] for key in apart}) == [2057, 2089, 2097]
    assert all(known[key] in theirs for key, theirs in apart.items())


def test_past_the_table_nothing_is_known() -> None:
    assert solar_day(2101, 1, 1) is solar_day(2026, 2, 30) is solar_day(2026, 13, 1) is None
    assert lunar_day(date(1899, 12, 31)) is lunar_day(date(2101, 6, 1)) is None


@pytest.mark.parametrize(
    "birthday, calendar, after, day",
    [
        ("1980-11-20", "solar", "2026-11-20", "2026-11-20"),
        ("1980-11-19", "solar", "2026-11-20", "2027-11-19"),
        ("--03-05", "solar", "2026-11-20", "2027-03-05"),
        ("1996-02-29", "solar", "2026-11-20", "2027-02-28"),
        ("1996-02-29", "solar", "2028-01-01", "2028-02-29"),
        ("--08-15", "lunar", "2026-01-01", "2026-09-25"),  # Mid-Autumn
        ("--01-01", "lunar", "2026-11-20", "2027-02-06"),  # Spring Festival
        ("--12-08", "lunar", "2027-01-01", "2027-01-15"),  # belongs to the lunar year 2026
        ("--06-30", "lunar", "2026-01-01", "2026-08-12"),
        ("--02-30", "lunar", "2026-01-01", "2026-04-16"),  # that month has 29 days
        ("--06-01", "lunar", "2025-01-01", "2025-06-25"),  # a leap month of that number follows
        ("1980", "solar", "2026-11-20", None),
        ("--13-01", "solar", "2026-11-20", None),
        ("--13-01", "lunar", "2026-11-20", None),
    ],
)
def test_birthdays(birthday: str, calendar: str, after: str, day: str | None) -> None:
    found = birthday_on(birthday, calendar, date.fromisoformat(after))
    assert (found.isoformat() if found else None) == day


@pytest.mark.parametrize("year", [2024, 2025, 2026])
def test_whose_birthday_a_day_is_agrees_with_when_it_is(year: int) -> None:
    first = date(year, 1, 1)
    kept = kept_between(first, date(year, 12, 31))
    for calendar, month, day in product(("solar", "lunar"), range(1, 13), range(1, 32)):
        when = birthday_on(f"--{month:02d}-{day:02d}", calendar, first)
        days = list(kept.get((calendar, f"{month:02d}-{day:02d}"), []))
        assert days[:1] == ([when] if when and when.year == year else []), (calendar, month, day)
    assert sorted({day for days in kept.values() for day in days}) == [
        first + timedelta(days=n) for n in range(366 if year == 2024 else 365)
    ]
