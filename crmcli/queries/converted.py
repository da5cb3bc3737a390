"""Amounts in the team's currency as SQL: the same that `Rates.cents` works out, digit for digit."""

from __future__ import annotations

from typing import NamedTuple

from crmcli.figures.rates import Rates


class Converted(NamedTuple):
    """A row's amounts by the rate of its day: what to join, whether its currency is the team's (`:currency`) or has a rate,
    and the pattern of an amount."""

    join: str
    counts: str
    pattern: str

    def cents(self, amount: str) -> str:
        return self.pattern.replace("?", amount)


def converted(rates: Rates, currency: str, day: str) -> Converted:
    """How the amounts of rows with a column of their currency and one of their day are reckoned."""
    if not rates:
        return Converted("", f"{currency} = :currency", "?")
    values = ", ".join(
        f"('{code}', '{since}', '{after}', {numerator}, {denominator})"
        for code, since, after, numerator, denominator in rates.spans()
    )
    join = (
        f" LEFT JOIN (VALUES {values}) AS rate ON rate.column1 = {currency}"
        f" AND rate.column2 <= {day} AND rate.column3 > {day}"
    )
    # In whole numbers: first what the denominator divides, so that nothing grows beyond 19 digits.
    over, num = "rate.column5", "rate.column4"
    # A sum of whole numbers is none on every engine.
    cents = "ABS(CAST(? AS BIGINT))"
    whole = f"{cents} / {over} * {num} + (2 * ({cents} % {over}) * {num} + {over}) / (2 * {over})"
    pattern = f"(CASE WHEN {currency} = :currency THEN ? WHEN (?) < 0 THEN -({whole}) ELSE {whole} END)"
    return Converted(join, f"({currency} = :currency OR {num} IS NOT NULL)", pattern)
