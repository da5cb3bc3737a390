"""What is known of a customer, on one screen while they are on the phone: 80 columns, under 25 lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import tzinfo
from typing import TYPE_CHECKING, Any

from crmcli import clock
from crmcli.commands.complaint.lookup import listed
from crmcli.i18n import _, ngettext, series, titled
from crmcli.queries.purchases import orders_of, told_status
from crmcli.render import cells
from crmcli.render.cells import money, units
from crmcli.result import Column, Table
from crmcli.service.rounds import UNRESOLVED, Round
from crmcli.service.timelines import present
from crmcli.verdicts.complaints import due_shown
from crmcli.vocabulary import choices
from crmcli.wording import contact_channel, label
from crmcli.workflows.due.complaints import ClockTimes
from crmcli.workflows.due.service import clock_time

if TYPE_CHECKING:
    from crmcli.context import Context
    from crmcli.database.connection import Row

#: How many rows of each kind are shown, and how far back a promise is looked for.
_ROWS, _ORDERS, _CONTACTS = 3, 2, 30
#: Columns of the words beside their kind and day, and of the products of an order among them.
_ROOM, _PRODUCTS = 50, 20


def of(crm: Context, about: Row, complaint_id: int | None) -> dict[str, Any]:
    """The customer's standing, other open complaints, promises, last contacts and orders, for scripts."""
    others = [
        row for row in listed(crm, {"customer_id": about["id"]}, UNRESOLVED) if row["id"] != complaint_id
    ]
    contacts = crm.store.interactions.latest(about["id"], _CONTACTS)
    orders = [row for row in crm.store.purchases.of(about["id"]) if not row["opening"]]
    spend = about["spend_12m"]
    return {
        "tier": about["tier"],
        "value_class": about["value_class"],
        "owner": about["owner"],
        "spend_12m": None if spend is None else units(spend),
        "complaints": others,
        "promises": _promises(crm, about["id"], others, contacts),
        "interactions": [dict(row) for row in contacts[:_ROWS]],
        "orders": [_order(lines) for lines in orders_of(orders)[:_ROWS]],
    }


def _order(lines: Sequence[Row]) -> dict[str, Any]:
    """An order with all of its lines: its products in the order they were entered, what it comes to, and how far it is as a
    whole: as far as the line that is least so."""
    first, entered = lines[0], sorted(lines, key=lambda line: line["id"])
    products = dict.fromkeys(line["product"] for line in entered if line["product"])
    far = choices("purchase_status").index
    return {
        **{key: first[key] for key in ("order_no", "ordered_on", "currency")},
        "product": series(products) or None,
        "lines": len(lines),
        "status": min(map(told_status, lines), key=far),
        "amount": units(sum(line["amount_cents"] for line in lines)),
        "refunded": units(sum(line["refunded_cents"] for line in lines)),
    }


def _promises(
    crm: Context, customer_id: int, others: Sequence[Mapping[str, Any]], contacts: Sequence[Row]
) -> list[dict[str, Any]]:
    """Next steps that are open, those without a day since the last contact that kept them, and solutions proposed; the
    soonest first."""
    agreed = crm.store.appointments.open([customer_id], crm.as_of.on.isoformat(), crm.as_of_text)
    found = [_step(contact) for contact in agreed]
    for contact in contacts:
        if contact["next_step"] and not contact["next_on"]:
            found.append(_step(contact))
        if contact["effective"]:
            break
    for row in others:
        events = crm.store.complaints.history(row["id"], crm.as_of_text, clock.iso(crm.as_of.latest(crm.tz)))
        said = [event for event in events if event["kind"] == "proposed"]
        for event in said[-1:]:
            proposal = {"on": event["on_day"], "at": None, "text": event["text"], "number": row["number"]}
            found.append({"kind": "proposal", **proposal})
    return sorted(found, key=lambda promise: (promise["on"] or "9999", promise["at"] or ""))


def _step(contact: Row) -> dict[str, Any]:
    """What was agreed in a contact, `at` a time of day where one was."""
    words = contact["next_step"] or contact["content"]
    when = {"on": contact["next_on"], "at": contact["next_at"]}
    return {"kind": "next_step", **when, "text": words, "number": None}


def left_table(judged: Round, zone: tzinfo) -> Table:
    """The deadlines of the present round with the working time that is left of each."""
    calendar = judged.terms.calendar
    told_by = judged.clocks["progress"].due_at
    rows = [
        {"clock": line.clock, "due_at": due_shown(line.verdict, zone), "left": clock_time(line, calendar)}
        for line in present(judged)
        # Whoever tells of progress by then asks: one line for both.
        if line.clock != "satisfaction" or line.verdict.due_at != told_by
    ]
    columns = [
        Column("clock", _("Step"), "word", "clock"),
        Column("due_at", _("Due"), "instant"),
        Column("left", _("Time left"), "figure"),
    ]
    return Table("clocks", columns, rows)


def left_minutes(judged: Round) -> dict[str, int]:
    """Working minutes left of each running or paused clock; below zero where it is late."""
    return {
        line.clock: (line.left - line.over) // 60
        for line in present(judged)
        if line.verdict.state in ("open", "warned", "breached", "paused")
    }


def head(past: Mapping[str, Any]) -> str:
    """Who the customer is to us, in one line."""
    parts = []
    if past["tier"]:
        parts.append(titled(_("Tier"), label("tier", past["tier"])))
    if past["value_class"]:
        parts.append(titled(_("Value class"), label("value_class", past["value_class"])))
    if past["owner"]:
        parts.append(titled(_("Owner"), past["owner"]))
    if past["spend_12m"]:
        parts.append(_("%(amount)s in 12 months") % {"amount": money(round(past["spend_12m"] * 100))})
    return "  ".join(parts)


def table(crm: Context, past: Mapping[str, Any], *, asks: bool) -> Table:
    """Open complaints, promises, contacts and orders as one short table; shorter where the screen also `asks` for what is
    missing."""
    rows: list[dict[str, Any]] = []
    for row in past["complaints"][:_ROWS]:
        rows.append(_row(_("open complaint"), row["opened_on"], titled(_standing(crm, row), row["content"])))
    rows += _more(_("open complaint"), past["complaints"])
    for promise in past["promises"][:_ROWS]:
        # Beside the day a time of day would leave too little room for the words.
        time = promise["at"] and clock.parse_iso(promise["at"]).astimezone(crm.tz).strftime("%H:%M")
        said = (time, promise["number"], promise["text"])
        rows.append(_row(_("promise"), promise["on"], " ".join(filter(None, said))))
    rows += _more(_("promise"), past["promises"])
    for row in past["interactions"][: _ROWS - asks]:
        words = f"{contact_channel(row)} {row['content'] or ''}"
        rows.append(_row(_("contact"), row["occurred_on"], words))
    for row in past["orders"][:_ORDERS]:
        parts = (
            row["order_no"],
            _products(row),
            money(round(row["amount"] * 100)),
            row["currency"] if row["currency"] != crm.store.policies.currency() else "",
            ""
            if row["refunded"] and row["status"] == "refunded"
            else label("purchase_status", row["status"]),
            _("refunded: %(amount)s") % {"amount": money(round(row["refunded"] * 100))}
            if row["refunded"]
            else "",
        )
        rows.append(_row(_("order"), row["ordered_on"], " ".join(filter(None, parts))))
    columns = [Column("what", _("What")), Column("on", _("Date"), "date"), Column("words", _("Words"))]
    return Table("history", columns, rows)


def _products(order: Mapping[str, Any]) -> str | None:
    """What was ordered; how many lines it has where the products leave no room for the rest."""
    named: str | None = order["product"]
    if order["lines"] == 1 or (named and cells.width(named) <= _PRODUCTS):
        return named
    return ngettext("%(n)d line", "%(n)d lines", order["lines"]) % {"n": order["lines"]}


def _more(what: str, found: Sequence[Any]) -> list[dict[str, Any]]:
    """Says how many of a kind stand below those that are shown."""
    more = len(found) - _ROWS
    return [_row(what, None, _("… and %(n)d more") % {"n": more})] if more > 0 else []


def _standing(crm: Context, row: Mapping[str, Any]) -> str:
    """A complaint's number and what has to happen next, with the time for it."""
    if row["next_due_at"] is None:
        return f"{row['number']} {label('complaint_state', row['state'])}"
    left = ClockTimes(crm.view).told(
        crm.store.complaints.get(row["id"]), row["next_clock"], row["next_state"]
    )
    return f"{row['number']} {label('clock', row['next_clock'])} {left}"


def _row(what: str, on: str | None, words: str) -> dict[str, Any]:
    return {"what": what, "on": on, "words": _cut(words)}


def _cut(words: str) -> str:
    """The words in one line that fits beside the other columns."""
    line = " ".join(words.split())
    if cells.width(line) <= _ROOM:
        return line
    while cells.width(line) >= _ROOM:
        line = line[:-1]
    return line + "…"
