"""Instalments of contracts: what they come to, when they fall due, what of them is open."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.figures.instalments import AGES, MONTHS, Instalment, age, moved, planned, unpaid

PLANS = ("once", *MONTHS)
DAYS = st.dates(date(2000, 1, 1), date(2090, 12, 31))


def days_of(plan: str, start: date, end: date) -> list[str]:
    return [str(each.due_on) for each in planned(plan, start, end, 1000)]


@pytest.mark.parametrize(
    ("plan", "start", "end", "days"),
    [
        ("once", date(2026, 3, 31), date(2027, 3, 30), ["2026-03-31"]),
        ("monthly", date(2026, 1, 31), date(2026, 4, 30), ["2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30"]),
        ("monthly", date(2026, 1, 31), date(2026, 4, 29), ["2026-01-31", "2026-02-28", "2026-03-31"]),
        ("quarterly", date(2025, 11, 30), date(2026, 11, 29), ["2025-11-30", "2026-02-28", "2026-05-30", "2026-08-30"]),
        ("half_yearly", date(2026, 8, 31), date(2027, 8, 30), ["2026-08-31", "2027-02-28"]),
        ("yearly", date(2024, 2, 29), date(2026, 12, 31), ["2024-02-29", "2025-02-28", "2026-02-28"]),
        ("monthly", date(2026, 5, 1), date(2026, 5, 1), ["2026-05-01"]),
        ("yearly", date(9999, 3, 1), date(9999, 12, 31), ["9999-03-01"]),
    ],
)  # fmt: skip
def test_each_period_is_counted_from_the_start(plan: str, start: date, end: date, days: list[str]) -> None:
    assert days_of(plan, start, end) == days


@pytest.mark.parametrize("plan", MONTHS)
def test_a_repeating_plan_needs_an_end_and_has_one_soon_enough(plan: str) -> None:
    with pytest.raises(ValueError, match="no end"):
        planned(plan, date(2026, 1, 1), None, 100)
    with pytest.raises(ValueError, match="too many"):
        planned("monthly", date(1, 1, 1), date(2026, 1, 1), 100)


@given(plan=st.sampled_from(PLANS), start=DAYS, days=st.integers(0, 9000), cents=st.integers(0, 10**15))
def test_instalments_come_to_the_amount_to_the_cent(plan: str, start: date, days: int, cents: int) -> None:
    end = start + timedelta(days=days)
    found = planned(plan, start, end, cents)
    assert sum(each.cents for each in found) == cents
    assert [each.due_on for each in found] == sorted({each.due_on for each in found})
    assert all(start <= each.due_on <= end for each in found)
    assert not found or max(each.cents for each in found) - min(each.cents for each in found) <= 1


@given(
    parts=st.lists(st.integers(1, 10**9), min_size=1, max_size=9), start=DAYS, days=st.integers(1, 800),
    cents=st.integers(1, 10**12),
)  # fmt: skip
def test_dated_instalments_move_whole_to_the_next_term(
    parts: list[int], start: date, days: int, cents: int
) -> None:
    old = [Instalment(start + timedelta(days=40 * n), part) for n, part in enumerate(parts)]
    new = moved(old, start, start + timedelta(days=days), cents)
    assert (sum(each.cents for each in new), len(new)) == (cents, len(old))
    assert moved(old, start, start, sum(parts)) == old


@given(parts=st.lists(st.integers(1, 1000), max_size=9), paid=st.integers(-50, 12_000))
def test_payments_go_to_the_oldest(parts: list[int], paid: int) -> None:
    billed = [Instalment(date(2026, 1, 1), part) for part in parts]
    found = unpaid(billed, paid)
    assert sum(each.open_cents for each in found) == max(0, sum(parts) - max(0, paid))
    assert all(0 < each.open_cents <= each.cents == parts[each.position - 1] for each in found)
    assert [each.position for each in found] == list(range(len(parts) - len(found) + 1, len(parts) + 1))
    assert all(each.open_cents == each.cents for each in found[1:])


def test_what_was_settled_before_is_not_open() -> None:
    billed = [Instalment(date(2026, n, 1), 100) for n in (1, 2, 3)]
    assert [(each.position, each.open_cents) for each in unpaid(billed, 30, 1)] == [(2, 70), (3, 100)]


@pytest.mark.parametrize(
    ("late", "key"),
    [(-9, "not_due"), (0, "not_due"), (1, "1-30"), (30, "1-30"), (31, "31-60"), (61, "61-90"), (90, "61-90"), (91, "90+")],
)  # fmt: skip
def test_receivables_are_told_by_age(late: int, key: str) -> None:
    on = date(2026, 11, 20)
    assert age(on - timedelta(days=late), on) == key
    assert key in dict(AGES)
