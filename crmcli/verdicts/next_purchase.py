"""When a customer is expected to buy again, and what, by its own rhythm: the guess of one screen. Reads, writes nothing.

The report of all customers tries several methods and names the one that did best; this looks at one customer's orders alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from crmcli.database.connection import Record
from crmcli.queries.counted import COUNTED
from crmcli.queries.purchases import left_of
from crmcli.store import View
from crmcli.verdicts.reach import Whom, reach

if TYPE_CHECKING:
    from crmcli.figures.recommending import Next, Product

#: Nothing is sold to these any more.
_OVER = ("closed", "do_not_contact")


class Guess(NamedTuple):
    """The next purchase, by how many days it is late (none or less: it isn't), and what was bought most often."""

    when: Next
    late: int
    products: Sequence[Product]


def guess(view: View, customer: Record, lines: Sequence[Mapping[str, Any]]) -> Guess | None:
    """When a customer whose order lines these are buys again; None without a rhythm, for one who stopped buying by the policy,
    and where no profile may be made."""
    rules, day = view.policy.recommendation, view.as_of.on
    bought = [line for line in lines if _counts(view, line)]
    if len({line["ordered_on"] for line in bought}) < max(rules.least_days, 2) or customer["status"] in _OVER:
        return None
    from crmcli.figures import recommending  # seldom needed

    named = _named(view, bought)
    own = sorted(
        (
            recommending.Line(date.fromisoformat(x["ordered_on"]), x["product"])
            for x in bought
            if x["id"] not in named
        ),
        key=lambda line: (line.day, line.product or ""),
    )
    when = recommending.next_day(own, "rhythm", rules.least_days)
    if when is None or (late := (day - when.day).days) > rules.late_gaps * when.gap:
        return None
    whom = Whom(customer["id"])
    if not reach(view, "profiling", None, [whom])[whom].allowed:
        return None
    return Guess(when, late, recommending.Market({}).products(own, "own", rules.products))


def _counts(view: View, line: Mapping[str, Any]) -> bool:
    """Whether a line counts as bought: completed or paid, not given back, and of a currency with a known rate."""
    left = left_of(line)
    gone = 0 < line["amount_cents"] <= line["refunded_cents"]
    known = view.rates.cents(left, line["currency"], line["ordered_on"]) is not None
    return not line["opening"] and line["status"] in COUNTED and left >= 0 and not gone and known


def _named(view: View, lines: Sequence[Mapping[str, Any]]) -> set[int]:
    """The lines that only name a contract: of it counts what is paid."""
    if not view.store.contracts.any():
        return set()
    return {
        key for key, row in view.store.points.lines([line["id"] for line in lines]).items() if row["named"]
    }
