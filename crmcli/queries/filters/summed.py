"""Facts of everybody that the database sums up by itself, for filters: each the same as `FactRows` gathers of one customer.

Of the present only: of a past instant some of what is stored was otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from crmcli.figures.rates import Rates
from crmcli.queries.converted import converted
from crmcli.queries.counted import counted_sql
from crmcli.queries.facts import NEEDS_KNOWN
from crmcli.queries.purchases import order_sql
from crmcli.service.rounds import UNRESOLVED


class Sum(NamedTuple):
    """A fact as SQL, and the parts of `sums` that it is read from."""

    sql: str
    parts: str


_LINES = (
    f"(SELECT p.customer_id, p.ordered_on, {order_sql('p')} AS number, p.amount_cents, p.opening, p.orders,"
    " p.amount_cents - COALESCE(r.back, 0) AS left_over, {net} AS net FROM purchase p"
    " LEFT JOIN (SELECT purchase_id, SUM(amount_cents) AS back FROM refund WHERE refunded_on <= :on GROUP BY purchase_id) r"
    " ON r.purchase_id = p.id{join}"
    f" WHERE p.ordered_on <= :on AND {{known}} AND {counted_sql('p', 'p.status')}) l"
    # An order refunded in full is none.
    " WHERE NOT (l.left_over <= 0 AND l.amount_cents > 0)"
)
#: By customer what is summed up of each kind of record; amounts are put in by `sums`.
_SUMS: Mapping[str, str] = {
    "i": (
        "SELECT customer_id, MAX(CASE WHEN effective = 1 THEN occurred_on END) AS effective,"
        " MAX(CASE WHEN effective = 1 OR care = 1 THEN occurred_on END) AS contact,"
        " SUM(CASE WHEN effective = 1 AND occurred_on > :quarter THEN 1 ELSE 0 END) AS lately"
        " FROM interaction WHERE occurred_on <= :on GROUP BY customer_id"
    ),
    "o": (
        "SELECT customer_id, SUM(net) AS spend,"
        " SUM(CASE WHEN opening = 0 AND ordered_on > :half THEN net ELSE 0 END) AS half,"
        " SUM(CASE WHEN opening = 0 AND ordered_on > :year AND ordered_on <= :half THEN net ELSE 0 END) AS before_half,"
        " MAX(CASE WHEN opening = 0 AND amount_cents >= 0 THEN ordered_on END) AS last,"
        " SUM(CASE WHEN opening = 0 THEN 0 ELSE orders END) AS opening FROM {lines} GROUP BY customer_id"
    ),
    # An order lies on the day of its first line; a return is no order.
    "n": (
        "SELECT customer_id, COUNT(*) AS orders, SUM(CASE WHEN day > :year THEN 1 ELSE 0 END) AS lately,"
        " COUNT(DISTINCT day) AS days, MIN(day) AS first FROM (SELECT customer_id, number, MIN(ordered_on) AS day"
        " FROM {lines} AND opening = 0 AND amount_cents >= 0 GROUP BY customer_id, number) d GROUP BY customer_id"
    ),
    # What was paid of contracts nobody knows when.
    "g": (
        "SELECT customer_id, SUM({paid}) AS paid FROM contract k{paid_join} WHERE signed_on <= :on AND {paid_known}"
        " GROUP BY customer_id"
    ),
    "v": (
        "SELECT customer_id, overall, nps, submitted_on FROM (SELECT customer_id, overall, nps, submitted_on, ROW_NUMBER() OVER"
        " (PARTITION BY customer_id ORDER BY submitted_at DESC, id DESC) AS place FROM survey_response"
        " WHERE submitted_on <= :on AND customer_id IS NOT NULL) a WHERE place = 1"
    ),
    "k": (
        "SELECT customer_id, SUM(CASE WHEN opened_on > :year THEN 1 ELSE 0 END) AS lately,"
        f" SUM(CASE WHEN state IN ({', '.join(repr(s) for s in UNRESOLVED)}) THEN 1 ELSE 0 END) AS open"
        " FROM complaint WHERE opened_on <= :on GROUP BY customer_id"
    ),
}


def sums(part: str, rates: Rates) -> str:
    """What is summed up of a kind of record, as SQL, with amounts in the team's currency."""
    if part not in _MONEY:
        return _SUMS[part]
    orders = converted(rates, "p.currency", "p.ordered_on")
    contracts = converted(rates, "k.currency", "k.signed_on")
    net = orders.cents("(p.amount_cents - COALESCE(r.back, 0))")
    lines = _LINES.format(net=net, join=orders.join, known=orders.counts)
    return _SUMS[part].format(
        lines=lines,
        paid=contracts.cents("k.opening_cents"),
        paid_join=contracts.join,
        paid_known=contracts.counts,
    )


#: The kinds of sums that are of amounts.
_MONEY = frozenset("ong")
FACTS: Mapping[str, Sum] = {
    "last_effective_on": Sum("i.effective", "i"),
    "last_contact_on": Sum("i.contact", "i"),
    "effective_90d": Sum("COALESCE(i.lately, 0)", "i"),
    "spend_total": Sum("COALESCE(o.spend, 0) + COALESCE(g.paid, 0)", "og"),
    "spend_6m": Sum("COALESCE(o.half, 0)", "o"),
    "spend_prev_6m": Sum("COALESCE(o.before_half, 0)", "o"),
    "last_purchase_on": Sum("o.last", "o"),
    "orders_total": Sum("COALESCE(n.orders, 0) + COALESCE(o.opening, 0)", "no"),
    "orders_12m": Sum("COALESCE(n.lately, 0)", "n"),
    "purchase_days": Sum("COALESCE(n.days, 0)", "n"),
    "first_purchase_on": Sum("n.first", "n"),
    "last_overall": Sum("v.overall", "v"),
    "last_nps": Sum("v.nps", "v"),
    "last_survey_on": Sum("v.submitted_on", "v"),
    "complaints_12m": Sum("COALESCE(k.lately, 0)", "k"),
    "complaints_open": Sum("COALESCE(k.open, 0)", "k"),
    "needs_known": Sum(NEEDS_KNOWN, ""),
}
#: What is compared in each part, for the guard against damage.
GUARDED: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "o": {"purchase": ("purchase.status",), "refund": ("refund.amount_cents", "refund.refunded_on")},
    "n": {"purchase": ("purchase.status",), "refund": ("refund.amount_cents", "refund.refunded_on")},
    "k": {"complaint": ("complaint.state",)},
    "g": {"contract": ("contract.signed_on",)},
}
