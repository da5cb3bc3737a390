"""Rates of other currencies: which one is of a day, and exact sums, the same in Python as in a database."""

from __future__ import annotations

import sqlite3
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.figures.rates import Rate, Rates
from crmcli.queries.converted import converted

_DAYS = st.dates().map(lambda day: day.replace(year=2026, day=min(day.day, 28)).isoformat())
_NUMBERS = st.decimals("0.0001", "999", places=4).map(float)
_TABLES = st.dictionaries(
    st.sampled_from(("USD", "JPY")), st.dictionaries(_DAYS, _NUMBERS, max_size=5), max_size=2
)
_LINES = st.lists(
    st.tuples(st.integers(-(10**12), 10**12), st.sampled_from(("CNY", "USD", "JPY", "EUR")), _DAYS)
)


@pytest.mark.parametrize(
    ("cents", "currency", "day", "comes_to"),
    [
        (10_000, "CNY", "2026-01-01", 10_000), (10_000, None, "2026-01-01", 10_000), (10_000, "USD", "2025-12-31", None),
        (10_000, "USD", "2026-01-01", 71_000), (10_000, "USD", "2026-06-30", 71_000), (10_000, "USD", "2026-07-01", 72_340),
        (5, "JPY", "2026-03-01", 1), (-5, "JPY", "2026-03-01", -1), (4, "JPY", "2026-03-01", 0), (10_000, "EUR", "2026-03-01", None),
    ],
)  # fmt: skip
def test_the_latest_rate_at_or_before_a_day_counts(
    cents: int, currency: str | None, day: str, comes_to: int | None
) -> None:
    rates = Rates("CNY", {"USD": {"2026-07-01": 7.234, "2026-01-01": 7.1}, "JPY": {"2026-01-01": 0.1}})
    assert rates.cents(cents, currency, day) == comes_to


def _plain(table: dict[str, dict[str, float]], cents: int, currency: str, day: str) -> int | None:
    """The same by decimals, step by step."""
    if currency == "CNY":
        return cents
    known = [each for each in table.get(currency, {}) if each <= day]
    if not known:
        return None
    return int((cents * Decimal(str(table[currency][max(known)]))).quantize(Decimal(1), ROUND_HALF_UP))


@given(_TABLES, _LINES)
def test_sums_with_rates_equal_a_plain_computation(
    table: dict[str, dict[str, float]], lines: list[tuple[int, str, str]]
) -> None:
    rates = Rates("CNY", table)
    expected = [_plain(table, *line) for line in lines]
    assert [rates.cents(*line) for line in lines] == expected
    with sqlite3.connect(":memory:") as db:
        db.execute("CREATE TABLE p (cents INTEGER, currency TEXT, day TEXT)")
        db.executemany("INSERT INTO p VALUES (?, ?, ?)", lines)
        money = converted(rates, "p.currency", "p.day")
        sql = f"SELECT SUM({money.cents('p.cents')}), COUNT(*) FROM p{money.join} WHERE {money.counts}"
        known = [cents for cents in expected if cents is not None]
        assert db.execute(sql, {"currency": "CNY"}).fetchone() == (sum(known) if known else None, len(known))
    db.close()


def test_only_rates_that_can_be_reckoned_with_are_exact() -> None:
    assert Rate.of("2026-01-01", 0.000123456).is_exact and Rate.of("2026-01-01", "26000").is_exact
    assert not Rate.of("2026-01-01", "7.12345678901").is_exact and not Rate.of("2026-01-01", 0).is_exact
