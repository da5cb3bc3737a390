"""Terms of contracts: where they stand, when somebody is reminded, and how long the next one is."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.figures.terms import Term, reminders, renewed_end, state, whole_months

START, END = date(2026, 1, 1), date(2026, 12, 31)
ON = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("term", "on", "found"),
    [
        (Term(START, END), date(2025, 12, 31), "upcoming"), (Term(START, END), START, "in_force"),
        (Term(START, END), END, "in_force"), (Term(START, END), END + timedelta(1), "expired"),
        (Term(START, None), date(2090, 1, 1), "in_force"), (Term(START, END, ended=ON), ON - timedelta(1), "in_force"),
        (Term(START, END, ended=ON), ON, "ended"), (Term(START, END, renewed=ON), ON, "in_force"),
        (Term(START, END, renewed=ON), END + timedelta(1), "renewed"),
        (Term(START, END, ended=date(2027, 2, 1)), date(2027, 1, 5), "expired"),
    ],
)  # fmt: skip
def test_a_contract_stands_somewhere_on_every_day(term: Term, on: date, found: str) -> None:
    assert state(term, on) == found


@pytest.mark.parametrize(
    ("term", "days"),
    [
        (Term(START, END), ["2026-11-01", "2026-12-01"]), (Term(START, None), []), (Term(START, END, ended=ON), []),
        (Term(START, END, renewed=ON), []), (Term(date(1, 1, 1), date(1, 1, 9)), ["0001-01-01", "0001-01-01"]),
    ],
)  # fmt: skip
def test_reminders_come_before_the_end_until_it_is_decided(term: Term, days: list[str]) -> None:
    assert list(map(str, reminders(term, (60, 30)))) == days


@pytest.mark.parametrize(
    ("start", "end", "begins", "found"),
    [
        (START, END, date(2027, 1, 1), "2027-12-31"), (date(2026, 1, 31), date(2026, 2, 27), date(2026, 2, 28), "2026-03-27"),
        (date(2023, 3, 1), date(2024, 2, 29), date(2024, 3, 1), "2025-02-28"),
        (date(2026, 1, 5), date(2026, 1, 20), date(2026, 1, 21), "2026-02-05"),
    ],
)  # fmt: skip
def test_the_next_term_is_as_long(start: date, end: date, begins: date, found: str) -> None:
    assert str(renewed_end(start, end, begins)) == found


@given(start=st.dates(date(2000, 1, 1), date(2080, 1, 1)), days=st.integers(0, 4000))
def test_a_renewal_begins_behind_its_predecessor_and_ends_no_sooner_than_it_begins(
    start: date, days: int
) -> None:
    end = start + timedelta(days=days)
    begins = end + timedelta(days=1)
    assert renewed_end(start, end, begins) >= begins
    assert whole_months(start, end) >= 0
