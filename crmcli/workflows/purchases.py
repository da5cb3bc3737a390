"""Orders by hand: further lines of one number, and lines that are changed later."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from crmcli import clock, errors
from crmcli.database.connection import Record, Row
from crmcli.i18n import _, ngettext, series
from crmcli.queries.counted import COUNTED
from crmcli.queries.purchases import left_of, numbering_year
from crmcli.store import Store, Work
from crmcli.wording import label
from crmcli.workflows import classifying, progress

#: What the lines of an order have in common; the rest is a line's own.
_WHOLE = frozenset({"status", "ordered_at", "ordered_on", "promised_on", "contract"})


def order_of_line(
    store: Store, number: str | None, customer_id: int, product: str | None, day: str
) -> tuple[Row | None, list[Row]]:
    """The order that a new line of a day belongs to, None for a new order; and the lines of other orders that have its
    number: another customer's, or of another year, for numbers start again each year. Invalid if the order has a line of
    this product already."""
    lines = store.purchases.by_order_no(number) if number else []
    own = [x for x in lines if x["customer_id"] == customer_id and numbering_year(x) == day[:4]]
    if any(line["product"] == product for line in own):
        raise errors.Invalid(
            _("There is already an order %(number)s.") % {"number": number},
            _(
                "A further line of it names another product. Change one with: crmcli purchase edit %(id)d --help"
            )
            % {"id": own[0]["id"]},
        )
    return (own[0] if own else None), [line for line in lines if line not in own]


def others_told(others: Sequence[Row], customer_id: int) -> list[str]:
    """That orders which have the number of a new one, too, are others: a line for another customer's, one for those of
    another year."""
    theirs = next((line for line in others if line["customer_id"] != customer_id), None)
    earlier = next((line for line in reversed(others) if line["customer_id"] == customer_id), None)
    told = []
    if theirs is not None:
        told.append(
            _("%(customer)s (%(code)s) has an order %(number)s, too: another one.")
            % {"customer": theirs["customer"], "code": theirs["customer_code"], "number": theirs["order_no"]}
        )
    if earlier is not None:
        text = _(
            "Order %(number)s of %(day)s is another one, for numbers start again each year; a further line of it names its"
            " day: --at %(day)s"
        )
        told.append(text % {"number": earlier["order_no"], "day": earlier["ordered_on"]})
    return told


def without_rate(work: Work, rows: Iterable[Record]) -> list[str]:
    """Says that orders (currency, ordered_on) in other currencies than the team's, of which no rate is known on their day, are in
    no sum."""
    found = Counter(
        row["currency"] for row in rows if work.rates.cents(0, row["currency"], row["ordered_on"]) is None
    )
    if not found:
        return []
    text = ngettext(
        "%(n)d order is in another currency than %(own)s (%(orders)s): it is kept as it is, and is in no sum until a"
        " rate is known: crmcli rate add --help",
        "%(n)d orders are in other currencies than %(own)s (%(orders)s): they are kept as they are, and are in no"
        " sum until rates are known: crmcli rate add --help",
        found.total(),
    )
    orders = series(f"{currency} {n}" for currency, n in sorted(found.items()))
    return [text % {"n": found.total(), "own": work.policy.team.currency, "orders": orders}]


def place(work: Work, values: Mapping[str, Any], at: datetime) -> int:
    """Records an order line that somebody enters by hand, of the actor's making, and judges its customer anew; its id. Needs
    customer_id, amount_cents and status. Invalid in the future."""
    row = {
        "currency": work.store.policies.currency(),
        **values,
        **moment(at, work.op.at, work.zone),
        "author_id": work.op.actor.id,
        "opening": 0,
        "orders": 1,
    }
    purchase_id = work.store.purchases.add(work.op, row)
    classifying.refresh(work, [values["customer_id"]])
    return purchase_id


def open_with(work: Work, customer_id: int, told: Mapping[str, Any]) -> int:
    """Keeps what a customer bought before the first order that is recorded (amount_cents, orders, currency), in place of what
    was known of that; its id."""
    known = work.store.imports.openings([customer_id]).get(customer_id)
    if known is not None:
        work.store.purchases.edit(work.op, known["id"], told)
        purchase_id = int(known["id"])
    else:
        since = work.store.customers.get(customer_id)["known_since"]
        row = {
            "customer_id": customer_id,
            "ordered_at": work.op.at_text,
            "ordered_on": since or work.day,
            "opening": 1,
        }
        if since:
            row["ordered_at"] = clock.iso(
                clock.at_local(date.fromisoformat(since), clock.DAY_ALONE, work.zone)
            )
        purchase_id = work.store.purchases.add(work.op, {**row, **told})
    classifying.refresh(work, [customer_id])
    return purchase_id


def named(store: Store, text: str) -> list[Row]:
    """The lines of an order number, or the one with this id; NotFound if there is none."""
    rows = store.purchases.by_order_no(text)
    if not rows and text.isascii() and text.isdigit():
        found = store.purchases.get(int(text))
        rows = [found] if found else []
    if not rows:
        raise errors.NotFound(
            _("There is no order %(text)s.") % {"text": text}, _("See: crmcli purchase list")
        )
    return rows


def orders(rows: Sequence[Row]) -> list[list[Row]]:
    """The lines of a number, each order's together: a customer's of one year."""
    found: dict[tuple[int, str], list[Row]] = {}
    for row in rows:
        found.setdefault((row["customer_id"], numbering_year(row)), []).append(row)
    return list(found.values())


def whole(store: Store, row: Row) -> list[Row]:
    """All lines of a line's order; one without a number is an order of its own."""
    found = orders(store.purchases.by_order_no(row["order_no"])) if row["order_no"] else []
    return next((lines for lines in found if any(x["id"] == row["id"] for x in lines)), [row])


def _refundable(row: Row) -> int:
    """How much of a line can go back, in cents: only money that counts."""
    return max(0, left_of(row)) if row["status"] in COUNTED else 0


def described(row: Row) -> str:
    """A line for whoever has to say which of several is meant, its id in front."""
    parts = (row["id"], row["ordered_on"], row["customer"], row["product"], _money(left_of(row)))
    return "  ".join(str(part) for part in parts if part)


def several(rows: Sequence[Row], text: str) -> errors.Ambiguous:
    """What to say where one line is meant and a number has more."""
    return errors.Ambiguous(
        _("%(n)d lines have the order number %(text)s.") % {"n": len(rows), "text": text},
        _("Use the id in front."),
        candidates=list(map(described, rows)),
    )


def edit(
    work: Work, lines: Sequence[Row], values: Mapping[str, Any], words: str | None = None
) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Changes lines of an order; each with what differs. What became of the order by that, and `words` about it, is kept as a
    step. Invalid where refunds say otherwise, NotFound for one that is gone."""
    changed, own = [], {key: value for key, value in values.items() if key != "contract"}
    for row in again(work.store, lines):
        differing = {key: value for key, value in own.items() if row[key] != value}
        if "currency" in differing:
            _refuse_payment(work.store, row)
        _check(work.store, row, differing)
        work.store.purchases.edit(work.op, row["id"], differing)
        known = dict(row)
        if "contract" in values:
            known["contract"], after = _name_contract(work, row, values["contract"])
            differing |= {"contract": after} if known["contract"] != after else {}
        changed.append((known, differing))
    progress.changed(work, changed, words)
    classifying.refresh(work, sorted({row["customer_id"] for row in lines}))
    return changed


def _name_contract(work: Work, row: Row, contract: Row | None) -> tuple[str | None, str | None]:
    """Says which contract a line belongs to, None for none; the numbers before and after. Invalid for a payment: that is its contract's."""
    known = _refuse_payment(work.store, row)
    work.store.contracts.name(work.op, row["id"], contract["id"] if contract else None)
    return (known["number"] if known else None), (contract["number"] if contract else None)


def _refuse_payment(store: Store, row: Row) -> Row | None:
    """The contract that a line names. Invalid for a payment: that is its contract's, and in its currency."""
    known = store.contracts.of_orders([row["id"]]).get(row["id"])
    if known is not None and known["payment"]:
        raise errors.Invalid(
            _("This order is a payment of contract %(number)s.") % {"number": known["number"]},
            _("See: crmcli contract show %(number)s") % {"number": known["number"]},
        )
    return known


def is_of_whole(values: Mapping[str, Any]) -> bool:
    """Whether only what the lines of an order have in common is to be changed."""
    return values.keys() <= _WHOLE


def again(store: Store, lines: Sequence[Row]) -> list[Row]:
    """Lines as they stand by now; NotFound if one was taken back meanwhile."""
    return [row for line in lines for row in named(store, str(line["id"])) if row["id"] == line["id"]]


class Refunded(NamedTuple):
    """Money that went back: how much of which lines, and what is left of all that it was taken from; in cents."""

    parts: list[tuple[Row, int]]
    left: int

    @property
    def total(self) -> int:
        return sum(part for _row, part in self.parts)


def refund(work: Work, lines: Sequence[Row], amount: int | None, at: datetime, reason: str) -> Refunded:
    """Gives back an amount (all by default, in cents) of the lines of an order, from the first on; a line of which all went
    back is a refunded one, as in a sheet. Invalid if that is more than is left of what counts, or lies before the order or
    ahead; the lines have one currency."""
    rows, day = again(work.store, lines), clock.local_date(at, work.zone).isoformat()
    left = sum(map(_refundable, rows))
    asked = left if amount is None else amount
    _check_amount(asked, left, rows)
    parts, rest = [], asked
    for row in rows:
        part = min(rest, _refundable(row))
        if part:
            parts.append((row, part))
        rest -= part
    if at > work.as_of.instant or any(day < row["ordered_on"] for row, _part in parts):
        raise errors.Invalid(_("A refund lies between the order and today."), _("Check the day: --at."))
    for row, part in parts:
        work.store.purchases.add_refund(work.op, row, part, day, reason)
        if part == left_of(row):
            work.store.purchases.edit(work.op, row["id"], {"status": "refunded"})
    classifying.refresh(work, sorted({row["customer_id"] for row in rows}))
    return Refunded(parts, left - asked)


def _check_amount(asked: int, left: int, rows: Sequence[Row]) -> None:
    """Invalid if so much of what is left of an order's lines can't be refunded; both in cents."""
    unpaid = next((row for row in rows if left_of(row) > 0), None)
    if left <= 0 and unpaid is not None:
        raise errors.Invalid(
            _("This order is %(state)s; only one that is completed or paid can be refunded.")
            % {"state": label("purchase_status", unpaid["status"])},
            _("If it was paid: crmcli purchase edit %(id)d --status paid") % {"id": unpaid["id"]},
        )
    if left <= 0:
        raise errors.Invalid(_("This order is refunded already."), _("See: crmcli purchase list"))
    if not 0 < asked <= left:
        raise errors.Invalid(
            _("Only %(left)s of this order can still be refunded.") % {"left": _money(left)},
            _("Check --amount."),
        )


def moment(at: datetime, now: datetime, zone: Any) -> dict[str, str]:
    """The columns of an order's day; Invalid in the future."""
    if at > now:
        raise errors.Invalid(_("An order can't be dated in the future."), _("Check the day: --at."))
    return {"ordered_at": clock.iso(at), "ordered_on": clock.local_date(at, zone).isoformat()}


def _money(cents: int) -> str:
    return f"{cents / 100:,.2f}"


def _check(store: Store, row: Row, values: Mapping[str, Any]) -> None:
    """Invalid if more was refunded than the order comes to, or before its day."""
    amount = values.get("amount_cents", row["amount_cents"])
    if row["refunded_cents"] and amount < row["refunded_cents"]:
        raise errors.Invalid(
            _("%(amount)s of this order went back already.") % {"amount": _money(row["refunded_cents"])},
            _("Check --amount."),
        )
    refunds = store.purchases.refunds_of([row["id"]])
    if refunds and values.get("ordered_on", "") > refunds[0]["refunded_on"]:
        raise errors.Invalid(_("A refund lies between the order and today."), _("Check the day: --at."))
