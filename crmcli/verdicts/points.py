"""What a member's points are on a day, and what orders are worth to the ledger."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from crmcli.database.connection import Record, Row
from crmcli.database.shape import is_no_number
from crmcli.judging.points import LEVELS, Inputs, Lot, earned, months_between, usable
from crmcli.queries.counted import COUNTED
from crmcli.queries.purchases import left_of
from crmcli.store import View

if TYPE_CHECKING:
    from crmcli.facts import Facts


class Deficit(NamedTuple):
    """What an order line earned a customer beyond what it is worth by now, and couldn't be taken back so far."""

    customer_id: int
    purchase_id: int
    points: int


def open_lots(view: View, ids: Collection[int]) -> dict[int, list[Lot]]:
    """The lots that customers can spend on the day of the view, in the order in which they are spent; those alone that can't be
    read where some can't: nobody knows what is left of the others."""
    found = view.store.points.lots(ids, view.past)
    unread = {key: [lot for lot in lots if is_no_number(lot.left)] for key, lots in found.items()}
    return {key: unread[key] or usable(lots, view.day) for key, lots in found.items()}


def balance(view: View, customer_id: int) -> int:
    """The points that a customer can spend on the day of the view."""
    return sum(lot.left for lot in open_lots(view, [customer_id]).get(customer_id, ()))


def worth(view: View, line: Row | None) -> int:
    """What an order line counts for, in cents of the team's currency: nothing if it is gone, doesn't count or has no rate."""
    if line is None or line["opening"] or line["named"] or line["status"] not in COUNTED:
        return 0
    return view.rates.cents(left_of(line), line["currency"], line["ordered_on"]) or 0


def deficits(view: View, ledger: Collection[Row], lines: Mapping[int, Row]) -> list[Deficit]:
    """What is to be taken back of what order lines earned, what expired of it aside."""
    found = []
    for row in ledger:
        target = earned(worth(view, lines.get(row["purchase_id"])), row["rate"] or 0)
        points = int(row["points"]) - max(0, target) - int(row["expired"])
        if points > 0:
            found.append(Deficit(row["customer_id"], row["purchase_id"], points))
    return found


def owed(view: View, ids: Collection[int]) -> list[Deficit]:
    """What refunds couldn't take back from customers so far: the next points that come in make up for it."""
    ledger = view.store.points.of_purchases(ids)
    return deficits(view, ledger, view.store.points.lines({row["purchase_id"] for row in ledger}))


def claim(view: View, customer_id: int) -> int:
    """How many points a customer owes."""
    return sum(each.points for each in owed(view, [customer_id]))


def cash_left(redemption: Record | Row, spent: int) -> int:
    """What a redemption still takes off its order, in cents: as much of it as points of it weren't given back."""
    return -(-int(redemption["cash_cents"]) * spent // redemption["points"]) if redemption["points"] else 0


def inputs_of(facts: Facts, day: date) -> Inputs:
    """What a customer's level rests on."""
    since = facts.cooperation_start or facts.known_since or facts.first_order_on
    return Inputs(facts.spend_12m, facts.orders_12m, months_between(since, day))


def level_inputs(view: View, ids: Collection[int]) -> dict[int, Inputs]:
    """What the levels of customers rest on, by customer."""
    from crmcli.verdicts.standings import gathered  # not loaded to show a balance

    return {facts.customer_id: inputs_of(facts, view.as_of.on) for facts in gathered(view, ids)}


def terms(view: View, inputs: Inputs) -> list[dict[str, Any]]:
    """By level what it asks for, and whether that is met."""
    rules, found = view.policy.points, []
    for level in LEVELS:
        asked = Inputs(
            int(rules.level_spend[level] * 100), rules.level_orders[level], rules.level_months[level]
        )
        met = all(has >= wanted for has, wanted in zip(inputs, asked, strict=True))
        found.append({"level": level, **asked._asdict(), "met": met})
    return found
