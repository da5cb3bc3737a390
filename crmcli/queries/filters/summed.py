"""Facts of everybody that the database sums up by itself, for filters: each the same as `FactRows` gathers of one customer.

Of the present only: of a past instant some of what is stored was otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from crmcli.figures.rates import Rates
from crmcli.queries.converted import converted
from crmcli.queries.counted import counted_sql
from crmcli.queries.facts import NEEDS_KNOWN
from crmcli.queries.purchases import order_sql
from crmcli.service.rounds import UNRESOLVED


class Sum(NamedTuple):
    """A fact as SQL, and the sums that it is read from, each as `part.name`."""

    sql: str
    of: tuple[str, ...] = ()


class Part(NamedTuple):
    """A kind of records summed up by customer: each sum by its name, and the rest of the query."""

    sums: Mapping[str, str]
    source: str


_LINES = (
    f"(SELECT p.customer_id, p.ordered_on, {order_sql('p')} AS number, p.amount_cents, p.opening, p.orders,"
    " p.amount_cents - COALESCE(r.back, 0) AS left_over, {net} AS net FROM purchase p"
    " LEFT JOIN (SELECT purchase_id, SUM(amount_cents) AS back FROM refund WHERE refunded_on <= :on GROUP BY purchase_id) r"
    " ON r.purchase_id = p.id{join}"
    f" WHERE p.ordered_on <= :on AND {{known}} AND {counted_sql('p', 'p.status')}) l"
    # An order refunded in full is none.
    " WHERE NOT (l.left_over <= 0 AND l.amount_cents > 0)"
)
#: A line of an order that was recorded here; a return is no order.
_OWN_LINE = "opening = 0 AND amount_cents >= 0"
#: By customer what is summed up of each kind of record; amounts are put in by `sums_of`.
_PARTS: Mapping[str, Part] = {
    "i": Part(
        {
            "effective": "MAX(CASE WHEN effective = 1 THEN occurred_on END)",
            "contact": "MAX(CASE WHEN effective = 1 OR care = 1 THEN occurred_on END)",
            "lately": "SUM(CASE WHEN effective = 1 AND occurred_on > :quarter THEN 1 ELSE 0 END)",
        },
        "interaction WHERE occurred_on <= :on",
    ),
    "o": Part(
        {
            "spend": "SUM(net)",
            "half": "SUM(CASE WHEN opening = 0 AND ordered_on > :half THEN net ELSE 0 END)",
            "before_half": "SUM(CASE WHEN opening = 0 AND ordered_on > :year AND ordered_on <= :half THEN net ELSE 0 END)",
            "orders": f"COUNT(DISTINCT CASE WHEN {_OWN_LINE} THEN number END)",
            "first": f"MIN(CASE WHEN {_OWN_LINE} THEN ordered_on END)",
            "last": f"MAX(CASE WHEN {_OWN_LINE} THEN ordered_on END)",
            "opening": "SUM(CASE WHEN opening = 0 THEN 0 ELSE orders END)",
        },
        "{lines}",
    ),
    # An order lies on the day of its first line.
    "n": Part(
        {"lately": "SUM(CASE WHEN day > :year THEN 1 ELSE 0 END)", "days": "COUNT(DISTINCT day)"},
        "(SELECT customer_id, number, MIN(ordered_on) AS day"
        f" FROM {{lines}} AND {_OWN_LINE} GROUP BY customer_id, number) d",
    ),
    # What was paid of contracts nobody knows when.
    "g": Part({"paid": "SUM({paid})"}, "contract k{paid_join} WHERE signed_on <= :on AND {paid_known}"),
    "v": Part(
        # One row a customer.
        {"overall": "MAX(overall)", "nps": "MAX(nps)", "day": "MAX(submitted_on)"},
        "(SELECT customer_id, overall, nps, submitted_on, ROW_NUMBER() OVER"
        " (PARTITION BY customer_id ORDER BY submitted_at DESC, id DESC) AS place FROM survey_response"
        " WHERE submitted_on <= :on AND customer_id IS NOT NULL) a WHERE place = 1",
    ),
    "k": Part(
        {
            "lately": "SUM(CASE WHEN opened_on > :year THEN 1 ELSE 0 END)",
            "open": f"SUM(CASE WHEN state IN ({', '.join(repr(s) for s in UNRESOLVED)}) THEN 1 ELSE 0 END)",
        },
        "complaint WHERE opened_on <= :on",
    ),
}


def sums_of(part: str, names: Iterable[str], rates: Rates) -> str:
    """These sums of a kind of record by customer, as SQL, with amounts in the team's currency."""
    told, source = _PARTS[part]
    columns = ", ".join(["customer_id", *(f"{told[name]} AS {name}" for name in sorted(names))])
    return f"SELECT {columns} FROM {source} GROUP BY customer_id".format(**_amounts(part, rates))


def _amounts(part: str, rates: Rates) -> dict[str, str]:
    if part not in _MONEY:
        return {}
    orders = converted(rates, "p.currency", "p.ordered_on")
    contracts = converted(rates, "k.currency", "k.signed_on")
    net = orders.cents("(p.amount_cents - COALESCE(r.back, 0))")
    return {
        "lines": _LINES.format(net=net, join=orders.join, known=orders.counts),
        "paid": contracts.cents("k.opening_cents"),
        "paid_join": contracts.join,
        "paid_known": contracts.counts,
    }


#: The kinds of sums that are of amounts.
_MONEY = frozenset("ong")
FACTS: Mapping[str, Sum] = {
    "last_effective_on": Sum("i.effective", ("i.effective",)),
    "last_contact_on": Sum("i.contact", ("i.contact",)),
    "effective_90d": Sum("COALESCE(i.lately, 0)", ("i.lately",)),
    "spend_total": Sum("COALESCE(o.spend, 0) + COALESCE(g.paid, 0)", ("o.spend", "g.paid")),
    "spend_6m": Sum("COALESCE(o.half, 0)", ("o.half",)),
    "spend_prev_6m": Sum("COALESCE(o.before_half, 0)", ("o.before_half",)),
    "last_purchase_on": Sum("o.last", ("o.last",)),
    "orders_total": Sum("COALESCE(o.orders, 0) + COALESCE(o.opening, 0)", ("o.orders", "o.opening")),
    "orders_12m": Sum("COALESCE(n.lately, 0)", ("n.lately",)),
    "purchase_days": Sum("COALESCE(n.days, 0)", ("n.days",)),
    "first_purchase_on": Sum("o.first", ("o.first",)),
    "last_overall": Sum("v.overall", ("v.overall",)),
    "last_nps": Sum("v.nps", ("v.nps",)),
    "last_survey_on": Sum("v.day", ("v.day",)),
    "complaints_12m": Sum("COALESCE(k.lately, 0)", ("k.lately",)),
    "complaints_open": Sum("COALESCE(k.open, 0)", ("k.open",)),
    "needs_known": Sum(NEEDS_KNOWN),
}
_OF_ORDERS = {"purchase": ("purchase.status",), "refund": ("refund.amount_cents", "refund.refunded_on")}
#: What is compared in each part, for the guard against damage.
GUARDED: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "o": _OF_ORDERS,
    "n": _OF_ORDERS,
    "k": {"complaint": ("complaint.state",)},
    "g": {"contract": ("contract.signed_on",)},
}
