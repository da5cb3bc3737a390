"""What amounts in other currencies come to in the team's: dated rates, and the exact arithmetic of them. Pure."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import NamedTuple

#: Behind every day.
_NEVER = "A"


class Rate(NamedTuple):
    """What one unit of a currency comes to from a day on, as a fraction of whole numbers."""

    since: str
    numerator: int
    denominator: int

    @classmethod
    def of(cls, since: str, number: float | str | Decimal) -> Rate:
        """The rate that a number of the policy is, to its last decimal."""
        exact = Decimal(str(number)).normalize()
        places = max(0, -int(exact.as_tuple().exponent))
        return cls(since, int(exact.scaleb(places)), 10**places)

    @property
    def number(self) -> Decimal:
        return Decimal(self.numerator) / self.denominator

    @property
    def is_exact(self) -> bool:
        """Whether the arithmetic of databases holds it: 19 digits in all."""
        return self.numerator > 0 and 2 * self.numerator * self.denominator < 9 * 10**18


class Rates:
    """The rates of a policy. Amounts in the team's `own` currency need none."""

    def __init__(self, own: str, table: Mapping[str, Mapping[str, float]]) -> None:
        self.own = own
        self._table = {
            currency: sorted(Rate.of(day, number) for day, number in days.items())
            for currency, days in table.items()
            if days and currency != own
        }

    def __bool__(self) -> bool:
        return bool(self._table)

    def of(self, currency: str, day: str) -> Rate | None:
        """The latest rate of a currency at or before a day; None if none is known."""
        known = self._table.get(currency, [])
        place = bisect_right(known, day, key=lambda rate: rate.since)
        return known[place - 1] if place else None

    def cents(self, cents: int, currency: str | None, day: str) -> int | None:
        """An amount of a day in the team's currency, rounded half away from zero; None without a rate."""
        if currency in (None, self.own):
            return cents
        rate = self.of(str(currency), day)
        if rate is None:
            return None
        whole = (2 * abs(cents) * rate.numerator + rate.denominator) // (2 * rate.denominator)
        return whole if cents >= 0 else -whole

    def spans(self) -> Iterator[tuple[str, str, str, int, int]]:
        """Currency, first day, first day after it, and the fraction, of each rate."""
        for currency, known in sorted(self._table.items()):
            for rate, after in zip(known, [*(r.since for r in known[1:]), _NEVER], strict=True):
                yield currency, rate.since, after, rate.numerator, rate.denominator
