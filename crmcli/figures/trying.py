"""Whether what one group tries makes a difference: how much more it changed than the others, with an interval. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from typing import NamedTuple

from crmcli.figures.statistics import Difference, apart_by, variance


class Cell(NamedTuple):
    """What was measured of a group in a span: the mean over its n, and the variance of one of them (None: unknown)."""

    value: float | None
    n: int
    variance: float | None

    @classmethod
    def of(cls, values: Sequence[float]) -> Cell:
        """Of a number for each."""
        n = len(values)
        return cls(sum(values) / n if n else None, n, variance(values) if n > 1 else None)

    @classmethod
    def share(cls, good: int, n: int) -> Cell:
        """Of how many are as they should be."""
        return cls.of([1.0] * good + [0.0] * (n - good))


class Compared(NamedTuple):
    """A measure of who tries something and of the others, before and since; `more` is how much more the former changed, None where
    any of the four is of too few."""

    tried_before: Cell
    tried_since: Cell
    others_before: Cell
    others_since: Cell
    more: Difference | None

    @property
    def word(self) -> str:
        """`few`, `none` (not to be told from none), `up` or `down`."""
        if self.more is None or self.more.value is None:
            return "few"
        if not self.more.is_shown:
            return "none"
        return "up" if self.more.value > 0 else "down"


def compared(tried: tuple[Cell, Cell], others: tuple[Cell, Cell], least: int) -> Compared:
    """Two groups before and since; nothing is claimed where one of the four has fewer than `least`."""
    cells = (*tried, *others)
    if any(cell.n < max(2, least) for cell in cells):
        return Compared(*cells, None)
    before, since, other_before, other_since = (cell.value or 0.0 for cell in cells)
    error = sqrt(sum((cell.variance or 0.0) / cell.n for cell in cells))
    return Compared(*cells, apart_by((since - before) - (other_since - other_before), error))
