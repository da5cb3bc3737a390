"""Whether a figure differs after something was done better from before it. Pure."""

from __future__ import annotations

from typing import NamedTuple

from crmcli.figures.statistics import shares_apart

Number = int | float
#: A figure's value and the n it rests on.
Measured = tuple[Number | None, int | None]


class Effect(NamedTuple):
    """A figure before and after. `claim` says what may be said: `better`, `worse`, `none` (no difference that can be told from
    chance), `told` (a difference without an interval), or why nothing is: `early`, `few`, `unknown`. `low` and `high` are the
    95 % interval of the difference of a share."""

    before: Number | None
    before_n: int | None
    after: Number | None
    after_n: int | None
    claim: str
    low: float | None = None
    high: float | None = None

    @property
    def difference(self) -> Number | None:
        return None if self.before is None or self.after is None else self.after - self.before


def effect(
    before: Measured, after: Measured, *, over: bool, min_n: int, share: bool, at_most: bool
) -> Effect:
    """What may be claimed of a figure measured before and after; `over`: whether the time after it is. A share whose hits
    are whole numbers of its n has an interval."""
    (old, old_n), (new, new_n) = before, after
    plain = Effect(old, old_n, new, new_n, "")
    if not over:
        return plain._replace(claim="early")
    if old is None or new is None:
        return plain._replace(claim="unknown")
    if min(old_n or 0, new_n or 0) < min_n:
        return plain._replace(claim="few")
    hits = (_hits(new, new_n or 0), _hits(old, old_n or 0)) if share else (None, None)
    if hits[0] is None or hits[1] is None:
        return plain._replace(claim="told" if new != old else "none")
    apart = shares_apart(hits[0], new_n or 0, hits[1], old_n or 0)
    claim = "none"
    if apart.is_shown:
        claim = "better" if (new < old) == at_most else "worse"
    return plain._replace(claim=claim, low=apart.low, high=apart.high)


def _hits(share: Number, n: int) -> int | None:
    """How many of n a share is; None where it can't be one of so many."""
    hits = round(share * n)
    return hits if 0 <= hits <= n and abs(share * n - hits) < 1e-6 else None
