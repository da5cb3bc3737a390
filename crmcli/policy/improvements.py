"""The policy's [improvement]: how the effect of what was done better is measured."""

from __future__ import annotations

from typing import NamedTuple


class ImprovementRules(NamedTuple):
    """A figure is compared over so many days before and after the day on which it was done; with fewer than `min_n` on either
    side nothing is claimed."""

    effect_days: int
    min_n: int
