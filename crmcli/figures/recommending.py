"""When a customer buys again, and what: by its own rhythm, by what similar customers buy, and by the naive guesses that these
must beat. Pure.

A guess is judged on months that were held out: it sees what was bought before them, and is compared with what was bought in
them. Where no method beats the naive one (the same gap as last time; what most customers buy), that one is used.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise
from math import sqrt
from statistics import fmean, median
from typing import NamedTuple

#: The naive guesses, which every other must beat.
SAME_GAP, POPULAR = "same_gap", "popular"
#: Methods for the day and for the products, the naive one first.
DAY_METHODS, PRODUCT_METHODS = (SAME_GAP, "rhythm"), (POPULAR, "own", "similar")


class Line(NamedTuple):
    """A line of a counted order."""

    day: date
    product: str | None


#: The lines of each customer, by day.
Histories = Mapping[int, Sequence[Line]]


class Next(NamedTuple):
    """The day of the next purchase: so many days after the last of `n` days with a purchase."""

    day: date
    gap: float
    n: int


class Product(NamedTuple):
    """A product, and what speaks for it: `n` of `of` purchases or customers, where they bought `beside` it."""

    name: str
    n: int
    of: int
    beside: str | None = None


class Trial(NamedTuple):
    """How a method did in the months held out: over `n` customers, with the mean error in days or the share that was hit."""

    method: str
    n: int
    value: float | None


def next_day(lines: Sequence[Line], method: str, least_days: int) -> Next | None:
    """When this customer buys again; None for one with fewer days of purchases (at least two)."""
    days = sorted({line.day for line in lines})
    if len(days) < max(least_days, 2):
        return None
    gaps = [(later - day).days for day, later in pairwise(days)]
    gap = gaps[-1] if method == SAME_GAP else median(gaps)
    return Next(days[-1] + timedelta(days=round(gap)), gap, len(days))


class Market:
    """What all customers buy, and which products the same ones buy."""

    def __init__(self, histories: Histories) -> None:
        self._buyers: Counter[str] = Counter()
        self._both: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self.customers = 0
        for lines in histories.values():
            bought = sorted({line.product for line in lines if line.product})
            self.customers += bool(bought)
            self._buyers.update(bought)
            for product in bought:
                self._both[product].update(other for other in bought if other != product)

    def products(self, lines: Sequence[Line], method: str, most: int) -> list[Product]:
        """What a customer may buy next, the likeliest first."""
        return {POPULAR: self._popular, "own": self._own, "similar": self._similar}[method](lines)[:most]

    def _popular(self, _lines: Sequence[Line]) -> list[Product]:
        ranked = sorted(self._buyers.items(), key=lambda item: (-item[1], item[0]))
        return [Product(name, n, self.customers) for name, n in ranked]

    def _own(self, lines: Sequence[Line]) -> list[Product]:
        """What it bought on most days, of two the one bought last."""
        days: defaultdict[str, set[date]] = defaultdict(set)
        for line in lines:
            if line.product:
                days[line.product].add(line.day)
        ranked = sorted(days.items(), key=lambda item: (-len(item[1]), -max(item[1]).toordinal(), item[0]))
        return [Product(name, len(on), len({line.day for line in lines})) for name, on in ranked]

    def _similar(self, lines: Sequence[Line]) -> list[Product]:
        """What is bought by those who bought the same: products that go together, by the cosine of their buyers."""
        own = sorted({line.product for line in lines if line.product in self._buyers and line.product})
        scores: defaultdict[str, float] = defaultdict(float)
        nearest: dict[str, tuple[float, str]] = {}
        for product in own:
            for other, n in self._both[product].items():
                near = n / sqrt(self._buyers[product] * self._buyers[other])
                scores[other] += near
                nearest[other] = max(nearest.get(other, (0.0, "")), (near, product))
        ranked = sorted(scores.items(), key=lambda item: (-item[1], item[0]))
        return [self._beside(name, nearest[name][1]) for name, _score in ranked]

    def _beside(self, name: str, product: str) -> Product:
        return Product(name, self._both[product][name], self._buyers[product], product)


def split(histories: Histories, first: date) -> tuple[dict[int, Sequence[Line]], dict[int, Sequence[Line]]]:
    """What was bought before a day, and from it on."""
    before, after = {}, {}
    for customer_id, lines in histories.items():
        at = bisect_left(lines, first, key=lambda line: line.day)
        before[customer_id], after[customer_id] = lines[:at], lines[at:]
    return before, after


def try_days(before: Histories, after: Histories, least_days: int) -> list[Trial]:
    """How far each method's day was from that of the next purchase, of those who have a rhythm and bought again."""
    return [Trial(method, *_error(before, after, method, least_days)) for method in DAY_METHODS]


def _error(before: Histories, after: Histories, method: str, least_days: int) -> tuple[int, float | None]:
    errors = [
        abs((guess.day - min(line.day for line in after[i])).days)
        for i, lines in before.items()
        if after[i] and (guess := next_day(lines, method, least_days))
    ]
    return len(errors), fmean(errors) if errors else None


def try_products(before: Histories, after: Histories, most: int) -> list[Trial]:
    """For what share of those who bought something again a method named one of the products that they bought."""
    market = Market(before)
    again = {
        i: bought
        for i, lines in after.items()
        if (bought := {line.product for line in lines} - {None}) and any(line.product for line in before[i])
    }
    return [
        Trial(method, len(again), _hits(market, before, again, method, most)) for method in PRODUCT_METHODS
    ]


def _hits(
    market: Market, before: Histories, again: Mapping[int, set[str | None]], method: str, most: int
) -> float | None:
    hits = [
        any(product.name in bought for product in market.products(before[i], method, most))
        for i, bought in again.items()
    ]
    return fmean(hits) if hits else None


def best(trials: Iterable[Trial], least: int, *, lowest: bool) -> str:
    """The method that beats the naive one, which comes first, by most; the naive one where none does, or too few were tested."""
    naive, *others = trials
    sign = -1 if lowest else 1
    better = [
        trial
        for trial in others
        if trial.n >= least
        and trial.value is not None
        and naive.value is not None
        and sign * (trial.value - naive.value) > 0
    ]
    return max(better, key=lambda trial: sign * (trial.value or 0)).method if better else naive.method
