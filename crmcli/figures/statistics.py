"""Estimates with their 95 % intervals, tests of a difference, and correlation. Pure, and nothing but the standard library.

A share has Wilson's interval, a mean Student's, a net share (promoters less detractors) that of its variance. Two
shares are compared by the pooled two-proportion z test, two means by Welch's t test, two net shares by a z test. The
difference of two shares has Newcombe's interval (his method 10), that of two means Welch's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import erfc, exp, lgamma, log, log1p, sqrt
from statistics import NormalDist

_Z = NormalDist().inv_cdf(0.975)


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure, the n it rests on, and its 95 % interval. None where there is nothing to tell."""

    value: float | None
    n: int
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    """One figure less another, with its 95 % interval and the two-sided p of a test that there is none. None where there is
    nothing to tell."""

    value: float | None = None
    low: float | None = None
    high: float | None = None
    p: float | None = None

    @property
    def is_shown(self) -> bool:
        """Whether it can be told from none: its interval leaves 0 out and p is below 0.05."""
        if self.low is None or self.high is None or self.p is None:
            return False
        return (self.low > 0 or self.high < 0) and self.p < 0.05


def mean(scores: Sequence[float]) -> Estimate:
    """The mean with Student's interval; the interval needs two scores."""
    n = len(scores)
    if n == 0:
        return Estimate(None, 0)
    value = sum(scores) / n
    if n == 1:
        return Estimate(value, 1)
    half = t_quantile(0.975, n - 1) * sqrt(variance(scores) / n)
    return Estimate(value, n, value - half, value + half)


def variance(scores: Sequence[float]) -> float:
    """The sample's variance, with n - 1; needs two scores."""
    middle = sum(scores) / len(scores)
    return sum((score - middle) ** 2 for score in scores) / (len(scores) - 1)


def share(hits: int, n: int, min_n: int) -> Estimate:
    """A share 0 to 1 with Wilson's interval; without value below `min_n`."""
    if n == 0 or n < min_n:
        return Estimate(None, n)
    p, z2 = hits / n, _Z * _Z
    centre = (p + z2 / (2 * n)) / (1 + z2 / n)
    half = _Z * sqrt(p * (1 - p) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    return Estimate(p, n, max(0.0, centre - half), min(1.0, centre + half))


def net_share(plus: int, minus: int, n: int, min_n: int) -> Estimate:
    """`plus` less `minus` of `n`, -1 to 1, with the interval of its variance; without value below `min_n`."""
    if n == 0 or n < min_n:
        return Estimate(None, n)
    value = (plus - minus) / n
    half = _Z * sqrt(_net_variance(plus, minus, n) / n)
    return Estimate(value, n, max(-1.0, value - half), min(1.0, value + half))


def _net_variance(plus: int, minus: int, n: int) -> float:
    """Of one answer that counts as 1, 0 or -1."""
    return max(0.0, (plus + minus) / n - ((plus - minus) / n) ** 2)


# -- tests of a difference ------------------------------------------------------------------------


def two_shares(hits_a: int, n_a: int, hits_b: int, n_b: int) -> float | None:
    """Two-sided p of the pooled two-proportion z test; None where both are all hits or none."""
    if not n_a or not n_b:
        return None
    pooled = (hits_a + hits_b) / (n_a + n_b)
    error = sqrt(pooled * (1 - pooled) * (1 / n_a + 1 / n_b))
    return _two_sided((hits_a / n_a - hits_b / n_b) / error) if error else None


def two_net_shares(a: tuple[int, int, int], b: tuple[int, int, int]) -> float | None:
    """Two-sided p of a z test of two net shares, each told as (plus, minus, n); None where neither varies."""
    if not a[2] or not b[2]:
        return None
    error = sqrt(_net_variance(*a) / a[2] + _net_variance(*b) / b[2])
    return _two_sided(((a[0] - a[1]) / a[2] - (b[0] - b[1]) / b[2]) / error) if error else None


def welch(a: Sequence[float], b: Sequence[float]) -> float | None:
    """Two-sided p of Welch's t test of two means; None with fewer than two scores on a side, or where none varies."""
    return means_apart(a, b).p


def means_apart(a: Sequence[float], b: Sequence[float]) -> Difference:
    """The mean of `a` less that of `b`, with Welch's interval and p; without them for fewer than two scores on a side, or
    where none varies."""
    if not a or not b:
        return Difference()
    value = sum(a) / len(a) - sum(b) / len(b)
    if len(a) < 2 or len(b) < 2:
        return Difference(value)
    of_a, of_b = variance(a) / len(a), variance(b) / len(b)
    error = sqrt(of_a + of_b)
    if error == 0:
        return Difference(value)
    freedom = (of_a + of_b) ** 2 / (of_a**2 / (len(a) - 1) + of_b**2 / (len(b) - 1))
    half = t_quantile(0.975, freedom) * error
    return Difference(value, value - half, value + half, 2 * t_tail(abs(value / error), freedom))


def shares_apart(hits_a: int, n_a: int, hits_b: int, n_b: int) -> Difference:
    """The share of `a` less that of `b`, -1 to 1, with Newcombe's interval and the p of `two_shares`."""
    a, b = share(hits_a, n_a, 1), share(hits_b, n_b, 1)
    if a.value is None or b.value is None:
        return Difference()
    value = a.value - b.value
    low = value - sqrt((a.value - (a.low or 0.0)) ** 2 + ((b.high or 0.0) - b.value) ** 2)
    high = value + sqrt(((a.high or 0.0) - a.value) ** 2 + (b.value - (b.low or 0.0)) ** 2)
    return Difference(value, low, high, two_shares(hits_a, n_a, hits_b, n_b))


def apart_by(value: float, error: float) -> Difference:
    """A difference whose standard error is known, by the normal distribution; without interval where there is none."""
    if error <= 0:
        return Difference(value)
    return Difference(value, value - _Z * error, value + _Z * error, _two_sided(value / error))


def correlation(pairs: Sequence[tuple[float, float]]) -> float | None:
    """Pearson's r of pairs; None where a side doesn't vary."""
    n = len(pairs)
    if n < 2:
        return None
    mean_x, mean_y = sum(x for x, _y in pairs) / n, sum(y for _x, y in pairs) / n
    xx = sum((x - mean_x) ** 2 for x, _y in pairs)
    yy = sum((y - mean_y) ** 2 for _x, y in pairs)
    xy = sum((x - mean_x) * (y - mean_y) for x, y in pairs)
    return max(-1.0, min(1.0, xy / sqrt(xx * yy))) if xx and yy else None


# -- distributions --------------------------------------------------------------------------------


def _two_sided(z: float) -> float:
    return erfc(abs(z) / sqrt(2))


def t_tail(t: float, freedom: float) -> float:
    """The chance that Student's t exceeds `t` (0 or more)."""
    return 0.5 * incomplete_beta(freedom / 2, 0.5, freedom / (freedom + t * t))


@lru_cache(maxsize=256)
def t_quantile(p: float, freedom: float) -> float:
    """Student's t at which the distribution reaches `p` (above a half), by halving an interval around it."""
    low, high = 0.0, 1.0
    while t_tail(high, freedom) > 1 - p:
        low, high = high, 2 * high
    for _step in range(80):
        middle = (low + high) / 2
        if t_tail(middle, freedom) > 1 - p:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def incomplete_beta(a: float, b: float, x: float) -> float:
    """The regularised incomplete beta function, by its continued fraction (Numerical Recipes 6.4)."""
    if x <= 0 or x >= 1:
        return float(x >= 1)
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x))
    if x < (a + 1) / (a + b + 2):
        return front * _fraction(a, b, x) / a
    return 1 - front * _fraction(b, a, 1 - x) / b


def _fraction(a: float, b: float, x: float) -> float:
    """Lentz's method; it settles within O(sqrt(max(a, b))) steps."""
    d = 1 / _apart(1 - (a + b) * x / (a + 1))
    c, value = 1.0, d
    for m in range(1, 10_000):
        for term in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d, c = 1 / _apart(1 + term * d), _apart(1 + term / c)
            value *= d * c
        if abs(d * c - 1) < 1e-15:
            break
    return value


def _apart(value: float) -> float:
    """The value, kept from zero: it is divided by."""
    return value if abs(value) > 1e-300 else 1e-300
