"""What reports make of amounts in other currencies than the team's: by the rate of their day, or left out and told."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from crmcli.figures.rates import Rates
from crmcli.i18n import _, series
from crmcli.reports.request import Request
from crmcli.store import View
from crmcli.verdicts.contracts import Account
from crmcli.verdicts.opportunities import Standing

#: So many rates are named.
_NAMED = 8


def left_out(request: Request, end: date) -> list[str]:
    """Notes of the orders by `end` in other currencies: by which rates they count, and those in no sum, for no rate of their
    day is known; none without such orders."""
    figures, rates, own = request.figures, request.view.rates, request.view.policy.team.currency
    used = figures.rates_used(end.isoformat()) if rates else []
    told = [f"{code} {rate.number:f} ({rate.since})" for code, day in used if (rate := rates.of(code, day))]
    shown = series([*told[:_NAMED], *(["…"] if len(told) > _NAMED else [])])
    by_rate = _("Orders in other currencies count in %(own)s by the rate of their day: %(rates)s")
    found = figures.sales_abroad(end.isoformat())
    orders = series(f"{currency} {n}" for currency, n in found.items())
    text = _("Sums are in %(own)s. Orders in other currencies are in none of them: %(orders)s")
    return [
        *([by_rate % {"own": own, "rates": shown}] if told else []),
        *([text % {"own": own, "orders": orders}] if found else []),
    ]


def deals_reckoned(view: View, found: Iterable[Standing]) -> list[Standing]:
    """Opportunities with their amounts in the team's currency where a rate is known: an open one's of the view's day, of one
    that ended that of its last day, else of its first."""
    rates = view.rates
    return [one._replace(row=_deal(rates, one, view.day)) for one in found]


def _deal(rates: Rates, one: Standing, today: str) -> Any:
    row = one.row
    day = today if row["closed_on"] is None else one.closed_on or row["opened_on"]
    if row["amount_cents"] is None or row["currency"] in (None, rates.own):
        return row
    cents = rates.cents(row["amount_cents"], row["currency"], day)
    return row if cents is None else {**row, "amount_cents": cents, "currency": rates.own}


def contracts_reckoned(rates: Rates, found: Iterable[Account]) -> list[Account]:
    """Contracts with their amounts in the team's currency, by the rate of the day on which each was signed; those without one
    are left out."""
    reckoned = []
    for each in found:
        code, day = each.row["currency"], each.row["signed_on"]
        if code == rates.own:
            reckoned.append(each)
        elif rates.of(code, day):
            row = {
                **dict(each.row),
                "currency": rates.own,
                "amount_cents": rates.cents(each.row["amount_cents"], code, day),
            }
            parts = [p._replace(open_cents=rates.cents(p.open_cents, code, day) or 0) for p in each.open]
            paid = rates.cents(each.paid_cents, code, day) or 0
            reckoned.append(each._replace(row=row, open=parts, paid_cents=paid))
    return reckoned
