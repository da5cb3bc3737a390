"""Explains how a figure changed between two days: what each part of the customers adds to it. Pure and exact.

A sum changes by what each part's own sum changes. A share or a mean R = N ÷ D changes by the parts' (ΔN − R₁ ΔD) ÷ D₂, where R₁
is the figure before and D₂ what it rests on after: a part adds where it does better than the whole did before, or grew while it
did. Both add up to the change exactly.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import NamedTuple

from crmcli.i18n import N_

#: Title, unit and meaning of the figures that only a comparison shows.
TEXTS: Mapping[str, tuple[str, str, str]] = {
    "revenue_month": (
        N_("Revenue of the month"), "money", N_("What the counted orders of the month brought, less refunds by its end."),
    ),
    "present": (N_("New and active customers"), "count", N_("Customers in the stages new and active on the last day.")),
}  # fmt: skip


class Amount(NamedTuple):
    """What a customer, or several, bring to a figure: to the sum, or to both sides of a ratio."""

    part: int = 0
    whole: int = 0

    def __add__(self, other: object) -> Amount:
        if not isinstance(other, Amount):
            return NotImplemented
        return Amount(self.part + other.part, self.whole + other.whole)


NOTHING = Amount()


def total(amounts: Iterable[Amount]) -> Amount:
    """All of them together."""
    found = NOTHING
    for each in amounts:
        found += each
    return found


def value(amount: Amount, *, is_ratio: bool) -> Fraction | None:
    """What the figure is; None for a ratio that rests on nothing."""
    if not is_ratio:
        return Fraction(amount.part)
    return Fraction(amount.part, amount.whole) if amount.whole else None


def adds(before: Amount, after: Amount, whole: tuple[Amount, Amount], *, is_ratio: bool) -> Fraction | None:
    """What one part adds to the change of the `whole`, before and after; None where that is of nothing."""
    part = after.part - before.part
    if not is_ratio:
        return Fraction(part)
    first = value(whole[0], is_ratio=True)
    if first is None or not whole[1].whole:
        return None
    return (part - first * (after.whole - before.whole)) / whole[1].whole
