"""Members against comparable customers: the figures are those of a plain recomputation, and of a bootstrap."""

from __future__ import annotations

import random
from collections.abc import Collection, Mapping
from statistics import fmean, stdev
from typing import NamedTuple

import pytest

from crmcli.figures import effects

LAST = 2026 * 12 + 9


class Company(NamedTuple):
    """Orders of three years, members with their month, and customers who are neither."""

    spend: dict[int, dict[int, int]]
    joined: dict[int, int]
    aside: set[int]


def _company(seed: int, *, customers: int = 400, extra: int = 0) -> Company:
    """Customers who buy now and then, the richer ones more often members, who spend `extra` more in each month after."""
    draw = random.Random(seed)
    spend: dict[int, dict[int, int]] = {}
    joined, aside = {}, set()
    for key in range(1, customers + 1):
        usual, chance = draw.choice((500, 2_000, 9_000)), draw.uniform(0.05, 0.5)
        kind = draw.random()
        if kind < 0.25 + usual / 40_000:
            joined[key] = draw.randint(LAST - 20, LAST - 6)
        elif kind > 0.97:
            aside.add(key)
        begins = draw.choice((LAST - 40, LAST - 40, LAST - 24))
        for month in range(begins, LAST + 1):
            if draw.random() < chance:
                spend.setdefault(month, {})[key] = draw.randint(1, 2 * usual)
            if extra and key in joined and month > joined[key]:
                of_month = spend.setdefault(month, {})
                of_month[key] = of_month.get(key, 0) + extra
    return Company(spend, joined, aside)


def _sum(company: Company, key: int, first: int, last: int) -> int:
    return sum(company.spend.get(month, {}).get(key, 0) for month in range(first, last + 1))


def _stratum(company: Company, key: int, month: int, pool: Collection[int]) -> tuple[int, str] | None:
    """The class of spend and the stage, one customer at a time; None for who bought nothing in the year before."""
    before = _sum(company, key, month - 12, month - 1)
    if before <= 0:
        return None
    among = sorted(b for other in pool if (b := _sum(company, other, month - 12, month - 1)) > 0)
    of_class = 1 + sum(before >= among[len(among) * n // 5] for n in (1, 2, 3, 4))
    bought = [m for m, by_customer in company.spend.items() if key in by_customer]
    stage = "quiet"
    if min(bought) >= month - 12:
        stage = "new"
    elif any(month - 6 <= m < month for m in bought):
        stage = "active"
    return of_class, stage


def _plain(company: Company) -> tuple[float, int, int, int]:
    """The effect by one member after another: its change less the mean change of those like it."""
    everybody = {key for by_customer in company.spend.values() for key in by_customer}
    never = everybody - company.joined.keys() - company.aside
    more, new, alone = [], 0, 0
    strata: Mapping[int, dict[int, tuple[int, str] | None]] = {}
    for month in sorted(set(company.joined.values())):
        pool = never | {key for key, each in company.joined.items() if each == month}
        strata = {**strata, month: {key: _stratum(company, key, month, pool) for key in pool}}
    for key, month in company.joined.items():
        if month + 12 > LAST:
            continue
        like = strata[month].get(key)
        if like is None:
            new += 1
            continue
        changes = [
            _sum(company, other, month + 1, month + 12) - _sum(company, other, month - 12, month - 1)
            for other in never
            if strata[month].get(other) == like
        ]
        if len(changes) < 2:
            alone += 1
            continue
        own = _sum(company, key, month + 1, month + 12) - _sum(company, key, month - 12, month - 1)
        more.append(own - fmean(changes))
    return fmean(more), len(more), new, alone


def _effect(company: Company, min_n: int = 5) -> effects.Effect:
    return effects.effect(company.spend, company.joined, company.aside, LAST, min_n)


@pytest.mark.parametrize("seed", range(6))
def test_the_effect_is_that_of_a_plain_recomputation(seed: int) -> None:
    company = _company(seed, customers=150, extra=seed * 100)
    found = _effect(company)
    assert (found.difference.value, found.members, found.new, found.alone) == (
        pytest.approx(_plain(company)[0]),
        *_plain(company)[1:],
    )
    whole = found.rows[0]
    assert whole.difference == pytest.approx(found.difference.value)
    assert sum(row.members.customers for row in found.rows[1:]) == whole.members.customers == found.members


def test_the_interval_holds_what_there_is() -> None:
    for extra in (0, 700):
        held = 0
        for seed in range(60):
            difference = _effect(_company(1_000 + seed, extra=extra)).difference
            held += difference.low <= 12 * extra <= difference.high
        assert held >= 54, (extra, held)


def test_the_interval_is_about_that_of_a_bootstrap() -> None:
    company, draw = _company(77), random.Random(5)
    found = _effect(company)
    keys = sorted({key for by_customer in company.spend.values() for key in by_customer})
    values = []
    for _turn in range(80):
        names: dict[int, list[int]] = {}
        for name, key in enumerate(draw.choices(keys, k=len(keys))):
            names.setdefault(key, []).append(name)
        spend = {
            month: {name: cents for key, cents in by_customer.items() for name in names.get(key, ())}
            for month, by_customer in company.spend.items()
        }
        joined = {name: month for key, month in company.joined.items() for name in names.get(key, ())}
        aside = {name for key in company.aside for name in names.get(key, ())}
        values.append(_effect(Company(spend, joined, aside)).difference.value)
    error = (found.difference.high - found.difference.low) / 2 / 1.96
    assert 0.75 < error / stdev(values) < 1.35


def _few(members: int, others: int, *, later: int = 100) -> Company:
    """Members who spend 100 more after joining, and others who spend what they spent."""
    month = LAST - 12
    spend: dict[int, dict[int, int]] = {month - 14: {}, month - 2: {}, month: {}, month + 2: {}}
    for key in range(members + others):
        spend[month - 14][key] = spend[month - 2][key] = 1_000 + key % 2
        # What was bought in the month of joining counts nowhere.
        spend[month][key] = 5_000 if key < members else 0
        spend[month + 2][key] = 1_000 + key % 2 + (later + key % 3 if key < members else key % 3)
    return Company(spend, dict.fromkeys(range(members), month), set())


def test_what_is_told_and_what_is_refused() -> None:
    found = _effect(_few(30, 30), 30)
    assert found.refused is None and found.difference.value == pytest.approx(100, abs=1)
    assert found.difference.is_shown
    for company, min_n, refused in (
        (_few(29, 30), 30, "members"),
        (_few(30, 29), 30, "others"),
        (_few(30, 1), 1, "alone"),
        (_few(0, 30), 1, "members"),
        (Company({}, {}, set()), 1, "members"),
    ):
        found = _effect(company, min_n)
        assert (found.refused, found.difference.value, found.rows) == (refused, None, [])


def test_who_counts_in_nothing() -> None:
    company = _few(30, 30)
    joined = {**company.joined, 0: LAST - 11, 1: LAST - 12, 99: LAST - 12}
    found = effects.effect(company.spend, joined, {59}, LAST, 5)
    # One joined too late, one never bought, one is neither.
    assert (found.too_recent, found.new, found.members, found.others) == (1, 1, 29, 29)
