"""Survey figures: satisfied customers (CSAT), net promoter score, effort (CES), response rate, what to improve first. Pure.

CSAT and response rates are shares 0 to 1, NPS is -100 to 100. Below the policy's smallest n a percentage has no value,
while its n is still told. Intervals and tests are those of `survey_statistics`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from crmcli.figures import statistics
from crmcli.figures.scales import parse_scale
from crmcli.figures.statistics import Estimate
from crmcli.policy.sections import Survey

#: The six indicators on a 1-5 scale, besides nps, ces and comment.
INDICATORS = (
    "overall",
    "response_speed",
    "problem_solving",
    "cooperation",
    "product_quality",
    "after_sales",
)
#: Questions whose scale makes them a figure of their own.
FIVE, SEVEN, TEN = "1-5", "1-7", "0-10"


def mean(scores: Sequence[float], scale: str = FIVE) -> Estimate:
    """The mean of scores on a scale, with Student's interval as far as it lies on the scale: no answer lies beyond."""
    found, bounds = statistics.mean(scores), parse_scale(scale)
    if bounds is None or found.low is None or found.high is None:
        return found
    return Estimate(found.value, found.n, max(bounds.low, found.low), min(bounds.high, found.high))


def csat(scores: Sequence[int], policy: Survey) -> Estimate:
    """The share of satisfied answers (4 and 5) on a 1-5 scale."""
    return statistics.share(satisfied(scores, policy), len(scores), policy.min_n)


def satisfied(scores: Sequence[int], policy: Survey) -> int:
    """How many answers are satisfied ones."""
    return sum(score >= policy.satisfied_from for score in scores)


def nps(scores: Sequence[int], policy: Survey) -> Estimate:
    """Per cent of promoters less per cent of detractors on a 0-10 scale."""
    found = statistics.net_share(*promoters(scores, policy), policy.min_n)
    if found.value is None or found.low is None or found.high is None:
        return found
    return Estimate(100 * found.value, found.n, 100 * found.low, 100 * found.high)


def promoters(scores: Sequence[int], policy: Survey) -> tuple[int, int, int]:
    """Promoters, detractors, and all answers."""
    plus = sum(score >= policy.promoter_min for score in scores)
    return plus, sum(score <= policy.detractor_max for score in scores), len(scores)


def response_rate(responses: int, invited: int, policy: Survey) -> Estimate:
    """The share of invitations that were answered."""
    return statistics.share(responses, invited, policy.min_n)


class Priority(NamedTuple):
    """What a question weighs (its correlation with overall satisfaction), and how we do on it, as a share of its scale.

    `quadrant` is improve (weighs much, done worse than the others), keep (much, better), watch (little, worse) or
    ease (little, better).
    """

    key: str
    n: int
    importance: float
    performance: float
    quadrant: str


def priorities(
    overall: Mapping[int, int], answers: Mapping[str, Mapping[int, float]], min_n: int
) -> list[Priority]:
    """The priority chart: every question with at least `min_n` answers beside an overall score, the weightiest first.

    Both are told per response; an answer is its share of the scale, 0 to 1. A question whose answers never vary weighs
    nothing that can be told, and is left out. The lines between the quadrants are the means.
    """
    found = []
    for key, given in answers.items():
        pairs = [
            (float(overall[response]), score) for response, score in given.items() if response in overall
        ]
        weight = statistics.correlation(pairs) if len(pairs) >= max(min_n, 3) else None
        if weight is not None:
            found.append((key, len(pairs), weight, sum(score for _overall, score in pairs) / len(pairs)))
    if not found:
        return []
    much = sum(item[2] for item in found) / len(found)
    well = sum(item[3] for item in found) / len(found)
    placed = [Priority(*item, _quadrant(item[2] >= much, item[3] >= well)) for item in found]
    return sorted(placed, key=lambda item: (-item.importance, item.key))


def _quadrant(weighs_much: bool, done_well: bool) -> str:
    if weighs_much:
        return "keep" if done_well else "improve"
    return "ease" if done_well else "watch"
