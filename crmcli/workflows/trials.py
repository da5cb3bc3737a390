"""Trials of products through their life: begun, extended, ended, and the order that one led to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from crmcli import errors
from crmcli.database.connection import Row
from crmcli.i18n import _
from crmcli.judging.trials import UNDECIDED, last_order_day, state
from crmcli.store import View, Work
from crmcli.wording import label, shell_word
from crmcli.workflows import purchases


def start(work: Work, values: Mapping[str, Any]) -> int:
    """A new trial of these columns; its id. Invalid where it would end before it begins, or its customer has one of this
    product that is undecided."""
    if values["end_on"] < values["start_on"]:
        raise errors.Invalid(
            _("The trial would end before it begins."), _("Check the days: --from, --until or --days.")
        )
    for row in work.store.trials.listed({"customer_id": values["customer_id"]}):
        if state(dict(row), work.as_of.on) in UNDECIDED and _same(row["product"], values["product"]):
            told = {"id": row["id"], "customer": row["customer"], "product": row["product"]}
            raise errors.Invalid(
                _("%(customer)s has a trial of %(product)s that nobody ended: %(id)d.") % told,
                _("Extend it: crmcli trial extend %(id)d DAY   or end it: crmcli trial end %(id)d OUTCOME")
                % told,
            )
    return work.store.trials.add(work.op, values, work.day)


def extend(work: Work, row: Row, end: date, reason: str | None) -> None:
    """A trial runs longer. Invalid for one that ended, and for a day that has passed or isn't after its last one."""
    if row["outcome"]:
        raise errors.Invalid(
            _("Trial %(id)d has ended (%(outcome)s); begin another one.")
            % {"id": row["id"], "outcome": label("trial_state", row["outcome"])},
            _("See: crmcli trial start --help"),
        )
    if end.isoformat() <= row["end_on"] or end < work.as_of.on:
        raise errors.Invalid(
            _("Trial %(id)d runs until %(day)s; the new last day is after that, and not in the past.")
            % {"id": row["id"], "day": row["end_on"]},
            _("Check the day."),
        )
    work.store.trials.edit(work.op, row["id"], {"end_on": end.isoformat(), "reason": reason})


def end(work: Work, row: Row, outcome: str, on: date | None, reason: str | None, order: Row | None) -> bool:
    """Ends a trial, today unless a day is given, or puts right how it ended: what isn't said of that stays. False if all of
    it is known already.

    Invalid in the future and before it began.
    """
    again = row["outcome"] == outcome
    on = on or (date.fromisoformat(row["ended_on"]) if again else work.as_of.on)
    if on > work.as_of.on or on.isoformat() < row["start_on"]:
        raise errors.Invalid(
            _("A trial ends between its first day (%(day)s) and today.") % {"day": row["start_on"]},
            _("Check the day: --at."),
        )
    values: dict[str, Any] = {"outcome": outcome, "ended_on": on.isoformat()}
    values |= {} if again and reason is None else {"reason": reason}
    if order is not None:
        values["purchase_id"] = order["id"]
    elif not again:
        values["purchase_id"] = None
    return work.store.trials.edit(work.op, row["id"], values)


def order_of(view: View, row: Row, outcome: str, text: str) -> Row:
    """The order line that a number or id means as the one that came of a trial: of several lines that of its product. Invalid
    for another customer's, and for one of before the trial or of another one; Ambiguous where several lines fit. Usage for a declined trial."""
    if outcome != "won":
        raise errors.Usage(_("Only a trial that was won led to an order."), _("See: crmcli trial end --help"))
    lines = purchases.named(view.store, text)
    own = [line for line in lines if line["customer_id"] == row["customer_id"]]
    if not own:
        raise errors.Invalid(
            _("Order %(text)s is of %(customer)s.") % {"text": text, "customer": lines[0]["customer"]},
            _("See: crmcli purchase list %(customer)s") % {"customer": shell_word(row["customer"])},
        )
    fitting = [line for line in own if _same(line["product"], row["product"])] or own
    if len(fitting) > 1:
        raise purchases.several(fitting, text)
    found = fitting[0]
    if found["opening"] or found["ordered_on"] < row["start_on"]:
        raise errors.Invalid(
            _("Order %(text)s was placed before the trial began (%(day)s).")
            % {"text": text, "day": row["start_on"]},
            _("Check --order."),
        )
    other = view.store.trials.of_orders([found["id"]]).get(found["id"], row["id"])
    if other != row["id"]:
        raise errors.Invalid(
            _("Order %(text)s came of trial %(id)d.") % {"text": text, "id": other},
            _("See: crmcli trial show %(id)d") % {"id": other},
        )
    return found


def likely_order(view: View, row: Row) -> Row | None:
    """The first order of a trial's product within it or soon after, by the policy's days, that came of no other; None without
    one."""
    last = last_order_day(dict(row), view.policy.trial).isoformat()
    lines = [
        line
        for line in reversed(view.store.purchases.of(row["customer_id"]))
        if not line["opening"]
        and row["start_on"] <= line["ordered_on"] <= last
        and _same(line["product"], row["product"])
    ]
    taken = view.store.trials.of_orders([line["id"] for line in lines])
    return next((line for line in lines if line["id"] not in taken), None)


def _same(one: str | None, other: str | None) -> bool:
    return " ".join((one or "").split()).casefold() == " ".join((other or "").split()).casefold()
