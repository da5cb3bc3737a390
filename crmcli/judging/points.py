"""Rules of the loyalty programme: what an order earns, which lots are spent, levels, and who wins a draw. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from crmcli.dates.months import add_months
from crmcli.policy.sections import PointsRules

#: From the lowest to the highest.
LEVELS = ("regular", "silver", "gold", "platinum")
#: Rates are kept as points for so many units of the currency: exact to the fourth decimal.
_PER = 10_000
#: Behind every day.
_NEVER = "A"


class Lot(NamedTuple):
    """Points that came in together: their entry, whose they are, until which day they are good (None for ever), what is left."""

    id: int
    customer_id: int
    expires_on: str | None
    left: int

    @property
    def turn(self) -> tuple[str, int]:
        """Where it stands among lots that are spent: the soonest to expire first."""
        return self.expires_on or _NEVER, self.id


def rate_of(rules: PointsRules, level: str | None, tier: str | None, product: str | None) -> int:
    """What an order earns: points for 10 000 units of the currency, by its member's level and tier and by its product."""
    factors = (
        rules.level_factor.get(level or LEVELS[0], 1),
        rules.tier_factor.get(tier or "", 1),
        rules.product_factor.get(product or "", 1),
    )
    rate = Decimal(str(rules.per_unit)) * _PER
    for factor in factors:
        rate *= Decimal(str(factor))
    return int(rate)


def earned(cents: int, rate: int) -> int:
    """Points for an amount, in whole ones: what is left over earns nothing, and money that goes back takes as little."""
    points = abs(cents) * rate // (100 * _PER)
    return points if cents >= 0 else -points


def expiry(rules: PointsRules, day: date) -> date:
    """The last day on which points that came in on a day are good."""
    return add_months(day, rules.expire_months)


def usable(lots: Iterable[Lot], day: str) -> list[Lot]:
    """The lots that can be spent on a day, in the order in which they are. What older records took from no lot in particular
    is taken from the first ones."""
    good = sorted(
        (lot for lot in lots if (lot.expires_on or _NEVER) >= day and lot.left > 0), key=lambda lot: lot.turn
    )
    debt, found = -sum(min(0, lot.left) for lot in lots), []
    for lot in good:
        taken = min(debt, lot.left)
        debt -= taken
        if lot.left > taken:
            found.append(lot._replace(left=lot.left - taken))
    return found


def spend(lots: Sequence[Lot], points: int, first: frozenset[int] = frozenset()) -> list[tuple[Lot, int]]:
    """Which lots give so many points, as far as they have them: those named `first` before all, else in their order."""
    parts = []
    for lot in sorted(lots, key=lambda each: (each.id not in first, each.turn)):
        part = min(points, lot.left)
        if part > 0:
            parts.append((lot, part))
        points -= part
    return parts


class Inputs(NamedTuple):
    """What a level rests on: cents and orders of 12 months, and since how many whole months it is a customer."""

    spend: int = 0
    orders: int = 0
    months: int = 0


def merited(rules: PointsRules, inputs: Inputs) -> str:
    """The highest level all of whose conditions are met."""
    met = [
        level
        for level in LEVELS
        if inputs.spend >= rules.level_spend[level] * 100
        and inputs.orders >= rules.level_orders[level]
        and inputs.months >= rules.level_months[level]
    ]
    return met[-1] if met else LEVELS[0]


def level_on(
    rules: PointsRules, now: str | None, until: str | None, merit: str, day: date
) -> tuple[str, str | None]:
    """The level from a day on, and until when it can't fall: up at once, down only when the time of the one it has is over.
    One that somebody stated without a time has its time from the day on."""
    kept = add_months(day, rules.hold_months).isoformat()
    held = now if now in LEVELS else LEVELS[0]
    rank = LEVELS.index
    if rank(merit) > rank(held):
        return merit, kept
    if held == LEVELS[0]:
        return held, None
    if until is None:
        return held, kept
    if until >= day.isoformat():
        return held, until
    return merit, (kept if merit != LEVELS[0] else None)


def months_between(since: date | None, day: date) -> int:
    """Whole months from one day to another; 0 where the first isn't known."""
    if since is None or since > day:
        return 0
    months = (day.year - since.year) * 12 + day.month - since.month
    return months - (add_months(since, months) > day)


def refers_in_circle(referrer_of: Mapping[int, int], referrer: int, referee: int) -> bool:
    """Whether a referral would close a circle: the referee is among those by whom the referrer came."""
    seen, each = set[int](), referrer
    while each not in seen:
        if each == referee:
            return True
        seen.add(each)
        each = referrer_of.get(each, each)
    return False
