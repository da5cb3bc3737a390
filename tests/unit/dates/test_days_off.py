"""Days off as a policy writes them, and the public holidays that China's law fixes."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.dates.calendars import public_holidays
from crmcli.dates.days_off import entries, fixed_by_law, parse_entries, parse_entry

_DAYS = st.dates(date(2020, 1, 1), date(2020, 3, 1))


@pytest.mark.parametrize(
    ("text", "entry"),
    [
        ("2027-02-08", ("2027-02-08", "2027-02-08", "")),
        ("2027-02-08 团建", ("2027-02-08", "2027-02-08", "团建")),
        ("2027-02-05..2027-02-11 Spring Festival", ("2027-02-05", "2027-02-11", "Spring Festival")),
    ],
)
def test_an_entry(text: str, entry: tuple[str, str, str]) -> None:
    first, last, name = parse_entry(text)
    assert (first.isoformat(), last.isoformat(), name) == entry
    assert entries(parse_entries([text])) == [text]


@pytest.mark.parametrize(
    "text", ["", "2027-02-30", "2027-02-08..2027-02-07", "2027-02-08..2029-02-08", "春节"]
)
def test_no_entry(text: str) -> None:
    with pytest.raises(ValueError):
        parse_entry(text)


@given(st.dictionaries(_DAYS, st.sampled_from(["", "春节", "May Day"])))
def test_what_is_written_is_read(days: dict[date, str]) -> None:
    assert parse_entries(entries(days)) == days


def test_the_law_is_part_of_what_was_announced() -> None:
    announced = public_holidays()[0]
    for year in (2025, 2026):
        law = fixed_by_law(year)
        assert len(law) == 13
        assert {day: announced.get(day) for day in law} == law


def test_the_law_for_the_next_year() -> None:
    assert entries(fixed_by_law(2027)) == [
        "2027-01-01 New Year's Day", "2027-02-05..2027-02-08 Spring Festival", "2027-04-05 Tomb-sweeping Day",
        "2027-05-01..2027-05-02 Labour Day", "2027-06-09 Dragon Boat Festival", "2027-09-15 Mid-autumn Festival",
        "2027-10-01..2027-10-03 National Day",
    ]  # fmt: skip


@pytest.mark.parametrize("year", range(2009, 2027))
def test_the_day_of_clear_and_bright(year: int) -> None:
    (day,) = [day for day, name in fixed_by_law(year).items() if name == "Tomb-sweeping Day"]
    assert public_holidays()[0][day] == "Tomb-sweeping Day"


def test_no_year_past_the_lunar_table() -> None:
    with pytest.raises(ValueError):
        fixed_by_law(2100)
