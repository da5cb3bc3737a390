"""What came of a campaign: those it was meant for beside those held out. Pure; money is in cents.

Everybody who was drawn and not held out counts on the campaign's side, whether or not the invitation went out, was read or
followed (intention to treat): chance alone decided between the two sides.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

from crmcli.figures.statistics import Difference, Estimate, mean, means_apart, share, shares_apart

Word = Literal["more", "fewer", "unshown", "few", "uncompared"]


class Side(NamedTuple):
    """One side: how many of it bought, the share of it, and the mean spend of a customer, buyer or not."""

    buyers: int
    share: Estimate
    spend: Estimate

    @property
    def n(self) -> int:
        return self.share.n


class Outcome(NamedTuple):
    """Both sides and how far they are apart, the campaign's less the one held out; and that in a word, which rests on the share
    that bought."""

    meant: Side
    held_out: Side
    shares: Difference
    spends: Difference
    word: Word

    @property
    def more_buyers(self) -> float | None:
        """How many bought because of the campaign; None where it isn't shown that any did."""
        return self.meant.n * (self.shares.value or 0.0) if self.word == "more" else None


def compare(meant: Sequence[int | None], held_out: Sequence[int | None], min_n: int) -> Outcome:
    """What came of it, by what each customer of both sides spent (None: bought nothing). Nothing is claimed with fewer than `min_n`
    on a side: then there are no differences."""
    a, b = _side(meant), _side(held_out)
    if not b.n:
        return Outcome(a, b, Difference(), Difference(), "uncompared")
    if min(a.n, b.n) < min_n:
        return Outcome(a, b, Difference(), Difference(), "few")
    shares = shares_apart(a.buyers, a.n, b.buyers, b.n)
    spends = means_apart(_spent(meant), _spent(held_out))
    if not shares.is_shown:
        return Outcome(a, b, shares, spends, "unshown")
    return Outcome(a, b, shares, spends, "more" if (shares.value or 0.0) > 0 else "fewer")


def _spent(side: Sequence[int | None]) -> list[int]:
    return [cents or 0 for cents in side]


def _side(side: Sequence[int | None]) -> Side:
    buyers = sum(cents is not None for cents in side)
    return Side(buyers, share(buyers, len(side), 1), mean(_spent(side)))
