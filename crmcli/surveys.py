"""Survey figures with n and a 95 % interval: mean, share of satisfied (CSAT), net promoter score. Pure.

CSAT and response rates are shares 0 to 1, NPS is -100 to 100. Below the policy's smallest n a percentage
has no value, while its n is still told.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from crmcli.policy_sections import Survey

#: The six indicators on a 1-5 scale, besides nps and comment.
INDICATORS = (
    "overall", "response_speed", "problem_solving", "cooperation", "product_quality", "after_sales",
)  # fmt: skip
_Z = 1.959964
#: Student's t, two-sided 95 %, for 1 to 30 degrees of freedom.
_T = (
    12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131,
    2.120, 2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure, the n it rests on, and its 95 % interval. None where there is nothing to tell."""

    value: float | None
    n: int
    low: float | None = None
    high: float | None = None


def mean(scores: Sequence[float]) -> Estimate:
    """The mean with Student's interval; the interval needs two scores."""
    n = len(scores)
    if n == 0:
        return Estimate(None, 0)
    value = sum(scores) / n
    if n == 1:
        return Estimate(value, 1)
    spread = sqrt(sum((score - value) ** 2 for score in scores) / (n - 1))
    half = student(n - 1) * spread / sqrt(n)
    return Estimate(value, n, value - half, value + half)


def share(hits: int, n: int, min_n: int) -> Estimate:
    """A share 0 to 1 with Wilson's interval; without value below `min_n`."""
    if n == 0 or n < min_n:
        return Estimate(None, n)
    p, z2 = hits / n, _Z * _Z
    centre = (p + z2 / (2 * n)) / (1 + z2 / n)
    half = _Z * sqrt(p * (1 - p) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    return Estimate(p, n, max(0.0, centre - half), min(1.0, centre + half))


def csat(scores: Sequence[int], policy: Survey) -> Estimate:
    """The share of satisfied answers (4 and 5) on a 1-5 scale."""
    return share(sum(score >= policy.satisfied_from for score in scores), len(scores), policy.min_n)


def nps(scores: Sequence[int], policy: Survey) -> Estimate:
    """Per cent of promoters less per cent of detractors on a 0-10 scale, with the delta method's interval."""
    n = len(scores)
    if n == 0 or n < policy.min_n:
        return Estimate(None, n)
    promoters = sum(score >= policy.promoter_min for score in scores) / n
    detractors = sum(score <= policy.detractor_max for score in scores) / n
    value = promoters - detractors
    half = _Z * sqrt(max(0.0, promoters + detractors - value * value) / n)
    return Estimate(100 * value, n, 100 * max(-1.0, value - half), 100 * min(1.0, value + half))


def response_rate(responses: int, invited: int, policy: Survey) -> Estimate:
    """The share of invitations that were answered."""
    return share(responses, invited, policy.min_n)


def student(freedom: int) -> float:
    """Student's t for a two-sided 95 % interval; beyond the table an expansion about the normal."""
    if freedom <= len(_T):
        return _T[freedom - 1]
    z, z3, z5 = _Z, _Z**3, _Z**5
    return z + (z3 + z) / (4 * freedom) + (5 * z5 + 16 * z3 + 3 * z) / (96 * freedom * freedom)
