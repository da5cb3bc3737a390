"""What the figures of sales mean, and which day of the year before a period is set against. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from crmcli.dates.months import add_months
from crmcli.dates.periods import Period, ends_month
from crmcli.i18n import N_

#: Title, unit and meaning of each figure.
TEXTS: Mapping[str, tuple[str, str, str]] = {
    "sales_revenue": (
        N_("Revenue"), "money",
        N_("Lines of orders of the period that are completed or paid, less their refunds by its last day; n is the orders."),
    ),
    "average_order": (N_("Average order"), "money", N_("Revenue ÷ orders that began in the period (n).")),
    "revenue_new": (
        N_("Revenue of new buyers"), "money",
        N_("Revenue of customers whose first order lies in the period; n is these customers."),
    ),
    "revenue_repeat": (
        N_("Revenue of who bought before"), "money",
        N_("Revenue of customers who had an order, or an opening balance, before the period; n is these customers."),
    ),
    "top_share": (
        N_("Share of the ten largest"), "share",
        N_("Revenue of the ten customers with most of it ÷ revenue; n is the customers with revenue."),
    ),
}  # fmt: skip
#: So many customers are the largest.
LARGEST = 10


def year_earlier(period: Period) -> Period | None:
    """The same days of the year before; whole months stay whole. None without a start, and before the calendar begins."""
    if period.start is None or period.start.year <= 1:
        return None
    start, last = add_months(period.start, -12), add_months(period.end, -12)
    return Period(start, _month_end(last) if ends_month(period.end) else last)


def _month_end(day: date) -> date:
    return add_months(day.replace(day=1), 1) - timedelta(days=1)


def months_apart(later: date, earlier: date) -> int:
    """How many months lie between the months of two days."""
    return (later.year - earlier.year) * 12 + later.month - earlier.month
