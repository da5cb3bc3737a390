"""Rules of points: rates, lots, levels, draws, circles."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.judging import drawing, points
from crmcli.judging.points import Inputs, Lot
from crmcli.policy import default_policy

_RULES = default_policy().points
_DAY = date(2026, 11, 20)


def _lots() -> st.SearchStrategy[list[Lot]]:
    days = st.one_of(st.none(), st.dates(_DAY - timedelta(30), _DAY + timedelta(30)).map(date.isoformat))
    parts = st.lists(st.tuples(days, st.integers(-50, 500)), max_size=8)
    return parts.map(lambda found: [Lot(n, 1, day, left) for n, (day, left) in enumerate(found, 1)])


@given(_lots(), st.integers(1, 2000))
def test_lots_are_spent_soonest_expiry_first_and_never_beyond_what_they_hold(
    lots: list[Lot], asked: int
) -> None:
    there = points.usable(lots, _DAY.isoformat())
    parts = points.spend(there, asked)
    assert sum(part for _lot, part in parts) == min(asked, sum(lot.left for lot in there))
    assert all(0 < part <= lot.left for lot, part in parts)
    assert [lot for lot, _part in parts] == sorted(there, key=lambda lot: lot.turn)[: len(parts)]
    assert all(part == lot.left for lot, part in parts[:-1])
    assert all(lot.expires_on is None or lot.expires_on >= _DAY.isoformat() for lot in there)


@given(st.integers(-(10**9), 10**9), st.integers(0, 10**6), st.integers(0, 10**9))
def test_what_an_order_earns_goes_back_with_its_money(cents: int, rate: int, refund: int) -> None:
    assert points.earned(-cents, rate) == -points.earned(cents, rate)
    left = max(0, abs(cents) - refund)
    assert 0 <= points.earned(left, rate) <= points.earned(abs(cents), rate)


@pytest.mark.parametrize(
    ("level", "tier", "product", "rate"),
    [
        (None, None, None, 10_000), ("gold", "key", "windows", 10_000 * 2 * 3 * 1.15), ("silver", "cold", None, 10_000),
    ],
)  # fmt: skip
def test_the_rate_is_exact(level: str | None, tier: str | None, product: str | None, rate: float) -> None:
    rules = _RULES._replace(
        level_factor={**_RULES.level_factor, "gold": 2}, tier_factor={**_RULES.tier_factor, "key": 3},
        product_factor={"windows": 1.15},
    )  # fmt: skip
    assert points.rate_of(rules, level, tier, product) == int(rate)


_ASKING = _RULES._replace(
    level_orders={**_RULES.level_orders, "gold": 3}, level_months={**_RULES.level_months, "platinum": 12}
)


@pytest.mark.parametrize(
    ("inputs", "level"),
    [
        (Inputs(), "regular"), (Inputs(499_999, 9, 99), "regular"), (Inputs(500_000), "silver"), (Inputs(2_000_000, 2), "silver"),
        (Inputs(2_000_000, 3), "gold"), (Inputs(5_000_000, 3, 11), "gold"), (Inputs(5_000_000, 3, 12), "platinum"),
        (Inputs(5_000_000, 0, 12), "platinum"),
    ],
)  # fmt: skip
def test_a_level_asks_for_all_of_its_conditions(inputs: Inputs, level: str) -> None:
    assert points.merited(_ASKING, inputs) == level


@pytest.mark.parametrize(
    ("now", "until", "merit", "after"),
    [
        (None, None, "regular", ("regular", None)), ("regular", None, "gold", ("gold", "2027-11-20")),
        ("gold", "2026-12-01", "regular", ("gold", "2026-12-01")), ("gold", "2026-11-20", "regular", ("gold", "2026-11-20")),
        ("gold", "2026-11-19", "silver", ("silver", "2027-11-20")), ("gold", "2026-11-19", "regular", ("regular", None)),
        ("gold", "2026-11-19", "gold", ("gold", "2027-11-20")), ("gold", None, "regular", ("gold", "2027-11-20")),
    ],
)  # fmt: skip
def test_levels_rise_at_once_and_fall_only_when_their_time_is_over(
    now: str | None, until: str | None, merit: str, after: tuple[str, str | None]
) -> None:
    assert points.level_on(_RULES, now, until, merit, _DAY) == after


@given(st.text(min_size=1), st.sets(st.text(min_size=1), max_size=30), st.integers(1, 9), st.randoms())
def test_a_draw_is_the_same_from_its_seed_whoever_draws(
    seed: str, codes: set[str], winners: int, dice: object
) -> None:
    mixed = list(codes)
    dice.shuffle(mixed)  # type: ignore[attr-defined]
    won = drawing.drawn(seed, mixed, winners)
    assert won == drawing.drawn(seed, sorted(codes), winners)
    assert len(won) == len(set(won)) == min(winners, len(codes)) and set(won) <= codes


@given(st.lists(st.tuples(st.integers(1, 6), st.integers(1, 6)), max_size=30))
def test_referrals_never_close_a_circle(pairs: list[tuple[int, int]]) -> None:
    by: dict[int, int] = {}
    for referrer, referee in pairs:
        if referee not in by and not points.refers_in_circle(by, referrer, referee):
            by[referee] = referrer
    for start in by:
        seen, each = set(), start
        while each in by:
            assert each not in seen
            seen.add(each)
            each = by[each]


@pytest.mark.parametrize(
    ("since", "months"),
    [
        (None, 0),
        (date(2026, 11, 20), 0),
        (date(2026, 10, 21), 0),
        (date(2026, 10, 20), 1),
        (date(2025, 11, 20), 12),
    ],
)
def test_months_are_whole(since: date | None, months: int) -> None:
    assert points.months_between(since, _DAY) == months
