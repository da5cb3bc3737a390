"""Orders by hand: further lines of one number, and lines that are changed later."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from crmcli import clock, errors
from crmcli.database.connection import Row
from crmcli.i18n import _
from crmcli.store import Store, Work
from crmcli.workflows import classifying

#: What the lines of an order have in common; the rest is a line's own.
_WHOLE = frozenset({"status", "ordered_at", "ordered_on", "promised_on"})


def order_of_line(store: Store, number: str | None, customer_id: int, product: str | None) -> Row | None:
    """The order that a new line belongs to, None for a new order. Invalid if the number is another customer's order, or
    has a line of this product already."""
    lines = store.purchases.by_order_no(number) if number else []
    if any(line["customer_id"] != customer_id or line["product"] == product for line in lines):
        raise errors.Invalid(
            _("There is already an order %(number)s.") % {"number": number},
            _(
                "A further line of it names another product. Change one with: crmcli purchase edit %(id)d --help"
            )
            % {"id": lines[0]["id"]},
        )
    return lines[0] if lines else None


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


def only(rows: Sequence[Row], text: str) -> Row:
    """The one line that is meant; Ambiguous if there are several."""
    if len(rows) == 1:
        return rows[0]
    raise errors.Ambiguous(
        _("%(n)d lines have the order number %(text)s.") % {"n": len(rows), "text": text},
        _("Use the id in front."),
        candidates=[f"{r['id']}  {r['product'] or ''}  {_money(r['amount_cents'])}" for r in rows],
    )


def edit(work: Work, text: str, values: Mapping[str, Any]) -> list[tuple[Row, dict[str, Any]]]:
    """Changes an order: what its lines have in common in all of them, the rest in the one that is named. Each line with
    what differs. Ambiguous, or Invalid where refunds say otherwise."""
    rows = named(work.store, text)
    if not values.keys() <= _WHOLE:
        rows = [only(rows, text)]
    changed = []
    for row in rows:
        differing = {key: value for key, value in values.items() if row[key] != value}
        _check(work.store, row, differing)
        work.store.purchases.edit(work.op, row["id"], differing)
        changed.append((row, differing))
    classifying.refresh(work, sorted({row["customer_id"] for row in rows}))
    return changed


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
