"""Opportunities: the words for their stages, their way from one to the next, and the order that one leads to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from crmcli import clock, errors, vocabulary
from crmcli.database.connection import Record
from crmcli.i18n import _, series
from crmcli.judging import pipeline
from crmcli.policy import Policy
from crmcli.store import Work
from crmcli.wording import known_word, label
from crmcli.workflows import purchases


def stage_of(policy: Policy, text: str) -> str | None:
    """The stage that a word means: one of the team's own, or won and lost, by its name or a usual word for it."""
    known = [stage.key for stage in policy.opportunity.stage] + list(
        vocabulary.choices("opportunity_stage")[-2:]
    )
    folded = "".join(text.split()).casefold()
    own = {"".join(key.split()).casefold(): key for key in known}
    if folded in own:
        return own[folded]
    key = vocabulary.parse_word("opportunity_stage", text)
    return key if key in known else None


def stages_told(policy: Policy) -> str:
    """The stages of the team's policy, as people type them."""
    return series(known_word("opportunity_stage", stage.key) for stage in policy.opportunity.stage)


def reason_of(policy: Policy, text: str) -> str | None:
    """The reason for a loss that a word means, of those that the policy has; None for any other."""
    known = policy.lists.lost_reasons
    if text in known:
        return text
    key = vocabulary.parse_word("lost_reason", text)
    return key if key in known else None


def move(
    work: Work, row: Record, stage: str, at: datetime, note: str | None, reason: str | None = None
) -> None:
    """Takes an opportunity into a stage from an instant on; won and lost end it, any other opens one that was over again.

    Who came into a stage on a day that nobody told is told it so. Invalid for the stage that it is in otherwise, in the future,
    and before the step before.
    """
    told = {"id": row["id"], "stage": label("opportunity_stage", stage)}
    last = work.store.opportunities.events([row["id"]])[row["id"]][-1]
    if row["stage"] == stage and not pipeline.is_dated(last["at_known"]):
        words = {key: text for key, text in (("note", note), ("reason", reason)) if text}
        work.store.opportunities.dated(work.op, row, _moment(work, last, at) | words)
        return
    if row["stage"] == stage:
        raise errors.Invalid(
            _("Opportunity %(id)d is in this stage already: %(stage)s.") % told,
            _("See: crmcli opportunity show %(id)d") % told,
        )
    _record(work, row, stage, at, note, reason)
    if pipeline.is_over(stage):
        clear_step(work, row)


def note(work: Work, row: Record, text: str) -> None:
    """Keeps what was done about an opportunity that stays in its stage."""
    _record(work, row, row["stage"], work.op.at, text, None)


def _moment(work: Work, last: Record, at: datetime) -> dict[str, str]:
    """The columns of a step's day; Invalid in the future, and before the step before."""
    day, moment = clock.local_date(at, work.zone).isoformat(), clock.iso(at)
    if at > work.op.at or day < last["on_day"]:
        raise errors.Invalid(
            _("A step is dated between the one before (%(day)s) and now.") % {"day": last["on_day"]},
            _("Check the day: --at."),
        )
    # Of a day alone nobody told the hour: it came after what was known of that day.
    return {"at": max(moment, last["at"]), "on_day": day}


def _record(work: Work, row: Record, stage: str, at: datetime, text: str | None, reason: str | None) -> None:
    last = work.store.opportunities.events([row["id"]])[row["id"]][-1]
    event = {**_moment(work, last, at), "stage": stage, "note": text, "reason": reason}
    work.store.opportunities.step(work.op, row["id"], event)


def agreed(today: date, step: str | None, on: date | None, at: datetime | None = None) -> dict[str, Any]:
    """The columns of a next step that is agreed today for a day, and where it has a time of day for that instant of it."""
    return {
        "next_step": step,
        "next_on": on.isoformat() if on else None,
        "next_at": clock.iso(at) if at else None,
        "next_made_on": today.isoformat() if on else None,
    }


def clear_step(work: Work, row: Record) -> None:
    """Nothing is agreed for an opportunity any more."""
    work.store.opportunities.edit(work.op, row["id"], agreed(work.as_of.on, None, None))


def order(work: Work, row: Record, at: datetime, values: Mapping[str, Any]) -> int:
    """Records the order that an opportunity led to, of its amount and title unless `values` say otherwise; its id. Invalid
    where it has one already, or no amount is known."""
    told = {"id": row["id"]}
    if row["purchase_id"]:
        raise errors.Invalid(
            _("The order of opportunity %(id)d is recorded already.") % told,
            _("See: crmcli opportunity show %(id)d") % told,
        )
    if not row["amount_cents"]:
        raise errors.Usage(_("The amount of the order is missing."), _("Give it with --amount."))
    product = values.get("product") or row["title"]
    number, day = values.get("order_no"), clock.local_date(at, work.zone).isoformat()
    purchases.order_of_line(work.store, number, row["customer_id"], product, day)
    of_both = ("customer_id", "amount_cents", "currency")
    line = {**{key: row[key] for key in of_both}, **values, "product": product}
    purchase_id = purchases.place(work, line, at)
    work.store.opportunities.edit(work.op, row["id"], {"purchase_id": purchase_id})
    return purchase_id
