"""What reports that show sums say of orders in other currencies than the team's: there are no rates to reckon them by."""

from __future__ import annotations

from datetime import date

from crmcli.i18n import _, series
from crmcli.reports.request import Request


def left_out(request: Request, end: date) -> list[str]:
    """A note of the orders by `end` that are in no sum for their currency; none without such orders."""
    found = request.figures.sales_abroad(end.isoformat())
    orders = series(f"{currency} {n}" for currency, n in found.items())
    own = request.view.policy.team.currency
    text = _("Sums are in %(own)s. Orders in other currencies are in none of them: %(orders)s")
    return [text % {"own": own, "orders": orders}] if found else []
