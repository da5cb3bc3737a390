"""What the loyalty programme seems to change: members against comparable customers who never were members. Pure.

Months are numbers (`month_number`), money is in cents. The month of joining counts neither as before nor as after, for
the order with which somebody joins is in it. Who bought in the twelve months before it is compared, within the same
month of joining, class of spend and stage, with everybody who is no member: by how much did the spend of the twelve months
after differ from that of the twelve months before? The differences of the strata are weighted by their members.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from math import sqrt
from typing import NamedTuple

from crmcli.figures.statistics import Difference, apart_by

YEAR = 12
#: Spend of the year before is told apart in so many classes of as many customers each.
CLASSES = 5
#: Who bought within so many months before joining is active, else quiet; new, if never before the year.
_ACTIVE = 6
#: A stratum with fewer comparable customers tells nothing.
_LEAST = 2

#: By month and customer, what was bought.
Spend = Mapping[int, Mapping[int, int]]


class Year(NamedTuple):
    """A customer's spend of the twelve months before a month, and after it."""

    customer: int
    before: int
    after: int

    @property
    def change(self) -> int:
        return self.after - self.before


class Pair(NamedTuple):
    """A stratum: who joined in a month, and others of the same class of spend (1 the least) and stage then."""

    spend: int
    members: list[Year]
    others: list[Year]


@dataclass(slots=True)
class Side:
    """Members, or others weighted as their members are: how many customers, and their mean spend before and after."""

    customers: int
    before: float
    after: float


@dataclass(slots=True)
class Compared:
    """Members and comparable customers of a class of spend, or (0) of all."""

    spend: int
    members: Side
    others: Side

    @property
    def difference(self) -> float:
        """How much more the members' spend changed."""
        return (self.members.after - self.members.before) - (self.others.after - self.others.before)


@dataclass(slots=True)
class Effect:
    """What was found. `too_recent` joined less than twelve months ago, `new` bought nothing in the twelve months before,
    `alone` are in a stratum without comparable customers. `refused` says why nothing can be claimed: `members` or `others`
    (too few), `alone` (of most members), None where it can."""

    difference: Difference = field(default_factory=Difference)
    rows: list[Compared] = field(default_factory=list)
    members: int = 0
    others: int = 0
    too_recent: int = 0
    new: int = 0
    alone: int = 0
    refused: str | None = None


def month_number(day: date) -> int:
    """The months since the year 0."""
    return day.year * 12 + day.month - 1


def effect(spend: Spend, joined: Mapping[int, int], aside: Collection[int], last: int, min_n: int) -> Effect:
    """The effect on members by the month in which each joined; `aside` are customers who are neither members nor comparable,
    `last` is the last whole month. Nothing is claimed of fewer than `min_n` members, or comparable customers."""
    months: dict[int, set[int]] = {}
    for key, month in joined.items():
        months.setdefault(month, set()).add(key)
    found, firsts, apart = Effect(), _firsts(spend), {*joined, *aside}
    pairs: list[Pair] = []
    for month, joining in sorted(months.items()):
        if month + YEAR > last:
            found.too_recent += len(joining)
            continue
        years = _years(spend, month, joining, apart)
        found.new += len(joining) - sum(year.customer in joining for year in years)
        for pair in _pairs(years, joining, _stages(spend, firsts, month)):
            if len(pair.others) < _LEAST:
                found.alone += len(pair.members)
            else:
                pairs.append(pair)
    found.members = sum(len(pair.members) for pair in pairs)
    found.others = len({year.customer for pair in pairs for year in pair.others})
    found.refused = _refused(found, min_n)
    if found.refused is None:
        found.difference = _difference(pairs)
        of_classes = [[pair for pair in pairs if pair.spend == n] for n in range(1, CLASSES + 1)]
        found.rows = [_compared(0, pairs), *(_compared(p[0].spend, p) for p in of_classes if p)]
    return found


def _refused(found: Effect, min_n: int) -> str | None:
    if found.alone > found.members:
        return "alone"
    if found.members < min_n:
        return "members"
    return "others" if found.others < min_n else None


def _firsts(spend: Spend) -> dict[int, int]:
    """By customer the first month with an order."""
    firsts: dict[int, int] = {}
    for month in sorted(spend):
        for key in spend[month]:
            firsts.setdefault(key, month)
    return firsts


def _sums(spend: Spend, first: int, months: int) -> dict[int, int]:
    """By customer the spend of so many months from the first on."""
    sums: dict[int, int] = {}
    for month in range(first, first + months):
        for key, cents in spend.get(month, {}).items():
            sums[key] = sums.get(key, 0) + cents
    return sums


def _years(spend: Spend, month: int, joining: Collection[int], apart: Collection[int]) -> list[Year]:
    """Who joined in a month, and who is comparable, as far as they bought in the year before."""
    before, after = _sums(spend, month - YEAR, YEAR), _sums(spend, month + 1, YEAR)
    return [
        Year(key, cents, after.get(key, 0))
        for key, cents in before.items()
        if cents > 0 and (key in joining or key not in apart)
    ]


def _stages(spend: Spend, firsts: Mapping[int, int], month: int) -> Callable[[int], str]:
    """What tells a customer's stage at the month of joining."""
    lately = {key for each in range(month - _ACTIVE, month) for key in spend.get(each, ())}

    def stage(key: int) -> str:
        if firsts[key] >= month - YEAR:
            return "new"
        return "active" if key in lately else "quiet"

    return stage


def _pairs(years: Sequence[Year], joining: Collection[int], stage: Callable[[int], str]) -> Iterator[Pair]:
    """The strata of a month in which anybody joined."""
    ranked = sorted(year.before for year in years)
    cuts = [ranked[len(ranked) * n // CLASSES] for n in range(1, CLASSES)] if ranked else []
    found: dict[tuple[int, str], Pair] = {}
    for year in years:
        of_class, stage_then = bisect_right(cuts, year.before) + 1, stage(year.customer)
        pair = found.setdefault((of_class, stage_then), Pair(of_class, [], []))
        (pair.members if year.customer in joining else pair.others).append(year)
    return (pair for _stratum, pair in sorted(found.items()) if pair.members)


def _difference(pairs: Sequence[Pair]) -> Difference:
    """The mean over members of how much more each one's spend changed than that of the others of the stratum, with an interval
    by the normal distribution that knows that one customer may be compared in several strata."""
    n = sum(len(pair.members) for pair in pairs)
    more, pull = list[float](), dict[int, float]()
    for pair in pairs:
        m = len(pair.others)
        usual = sum(year.change for year in pair.others) / m
        more += [year.change - usual for year in pair.members]
        weight = len(pair.members) / n / m * sqrt(m / (m - 1))
        for year in pair.others:
            pull[year.customer] = pull.get(year.customer, 0.0) + weight * (year.change - usual)
    value = sum(more) / n
    of_members = sum((each - value) ** 2 for each in more) / (n - 1) / n if n > 1 else 0.0
    return apart_by(value, sqrt(of_members + sum(each * each for each in pull.values())))


def _compared(spend: int, pairs: Sequence[Pair]) -> Compared:
    n = sum(len(pair.members) for pair in pairs)
    members = [year for pair in pairs for year in pair.members]

    def weighted(total: Callable[[Year], int]) -> float:
        return sum(len(p.members) / n * sum(map(total, p.others)) / len(p.others) for p in pairs)

    return Compared(
        spend,
        Side(n, sum(year.before for year in members) / n, sum(year.after for year in members) / n),
        Side(
            len({year.customer for pair in pairs for year in pair.others}),
            weighted(lambda year: year.before),
            weighted(lambda year: year.after),
        ),
    )
