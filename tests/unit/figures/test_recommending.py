"""When a customer buys again, and what; and that methods are judged on what they could not see."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.figures.recommending import (
    Line,
    Market,
    Product,
    Trial,
    best,
    next_day,
    split,
    try_days,
    try_products,
)

FIRST = date(2026, 1, 1)


def lines(*bought: tuple[int, str | None]) -> list[Line]:
    return [Line(FIRST + timedelta(days=day), product) for day, product in bought]


@pytest.mark.parametrize(
    ("days", "method", "gap"),
    [
        ((0, 30, 60, 100), "rhythm", 30), ((0, 30, 60, 100), "same_gap", 40), ((0, 10, 50), "rhythm", 25),
        ((0, 0, 10, 10, 50), "rhythm", 25), ((0, 10), "rhythm", None), ((7,), "same_gap", None), ((), "rhythm", None),
    ],
)  # fmt: skip
def test_the_next_day_follows_the_gaps(days: tuple[int, ...], method: str, gap: int | None) -> None:
    found = next_day(lines(*((day, "a") for day in days)), method, 3)
    assert (found and found.gap) == gap
    if found:
        assert found.day == FIRST + timedelta(days=days[-1] + (gap or 0)) and found.n == len(set(days))


#: 1 and 2 bought a and b, 3 a and c, 4 a alone, most often.
_SHOP = {
    1: lines((0, "a"), (5, "b")),
    2: lines((0, "a"), (5, "b")),
    3: lines((0, "a"), (9, "c")),
    4: lines((0, "a"), (3, "a"), (4, None)),
}


@pytest.mark.parametrize(
    ("customer", "method", "products"),
    [
        (4, "popular", [Product("a", 4, 4), Product("b", 2, 4), Product("c", 1, 4)]),
        (4, "own", [Product("a", 2, 3)]),
        (1, "own", [Product("b", 1, 2), Product("a", 1, 2)]),
        (4, "similar", [Product("b", 2, 4, "a"), Product("c", 1, 4, "a")]),
        (3, "similar", [Product("b", 2, 4, "a"), Product("a", 1, 1, "c"), Product("c", 1, 4, "a")]),
    ],
)
def test_products_have_their_evidence(customer: int, method: str, products: list[Product]) -> None:
    assert Market(_SHOP).products(_SHOP[customer], method, 3) == products


def test_a_method_sees_nothing_of_the_months_that_it_is_tried_on() -> None:
    """A product that is bought only in the months held out is named by none; what lies behind them moves no guess."""
    shop = {i: [*bought, *lines((50, "new"))] for i, bought in _SHOP.items()}
    before, after = split(shop, FIRST + timedelta(days=40))
    assert before == _SHOP and after == dict.fromkeys(_SHOP, lines((50, "new")))
    assert {trial.value for trial in try_products(before, after, 3)} == {0.0}
    steady = {1: lines((0, "a"), (10, "a"), (20, "a"), (31, "a"), (99, "a"))}
    tried = try_days(*split(steady, FIRST + timedelta(days=25)), 3)
    assert tried == [Trial("same_gap", 1, 1), Trial("rhythm", 1, 1)]


@pytest.mark.parametrize(
    ("values", "n", "lowest", "used"),
    [
        ((5.0, 4.0), 9, True, "b"), ((4.0, 5.0), 9, True, "a"), ((5.0, 5.0), 9, True, "a"), ((5.0, 4.0), 4, True, "a"),
        ((0.2, 0.4), 9, False, "b"), ((0.4, 0.2), 9, False, "a"), ((None, None), 9, False, "a"),
    ],
)  # fmt: skip
def test_a_method_must_beat_the_naive_one(
    values: tuple[float | None, float | None], n: int, lowest: bool, used: str
) -> None:
    trials = [Trial(name, n, value) for name, value in zip("ab", values, strict=True)]
    assert best(trials, 5, lowest=lowest) == used


_HISTORIES = st.dictionaries(
    st.integers(1, 9),
    st.lists(st.tuples(st.integers(0, 90), st.sampled_from(["a", "b", "c", None])), max_size=9).map(
        lambda bought: lines(*sorted(bought, key=lambda line: line[0]))
    ),
    max_size=6,
)


@given(_HISTORIES, st.integers(0, 90))
def test_any_history_is_split_whole_and_tried(histories: dict[int, list[Line]], day: int) -> None:
    before, after = split(histories, FIRST + timedelta(days=day))
    assert {i: [*before[i], *after[i]] for i in histories} == histories
    for trial in try_products(before, after, 2):
        assert trial.value is None or 0 <= trial.value <= 1
    assert {trial.n for trial in try_days(before, after, 2)} <= {
        sum(bool(after[i]) and len({line.day for line in before[i]}) >= 2 for i in histories)
    }
