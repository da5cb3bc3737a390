"""The section [scorecard] of the policy."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class ScorecardRules(NamedTuple):
    """What each term of a person's monthly score weighs; of how many things a term must be, how many percent of the weights must
    have a term for a score, and how many people must have one before they are put in an order."""

    min_n: int
    min_weight: int | float
    min_people: int
    weight: Mapping[str, int | float]
