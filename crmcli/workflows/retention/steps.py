"""Measures to keep a customer: added, taken, and what they cost; and cases that somebody changes or closes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from crmcli import errors, vocabulary
from crmcli.database.connection import Record
from crmcli.i18n import _, series
from crmcli.policy import Policy
from crmcli.store import Work
from crmcli.verdicts.retention import cases
from crmcli.wording import known_word, label, shell_word, unreached
from crmcli.workflows.retention.opening import barred

#: How what a measure costs is booked; anything else is `other`.
_CATEGORIES = {
    "gift": "gift",
    "training": "training",
    "visit": "travel",
    "executive": "hospitality",
    "offer": "promotion",
}


class Cost(NamedTuple):
    """What was spent: cents of the team's currency, person minutes, on what."""

    cents: int = 0
    minutes: int | None = None


def reason_of(policy: Policy, text: str) -> str:
    """The reason for leaving that a word means, of those that the policy has; Usage for any other."""
    known = policy.lists.leaving_reasons
    key = text if text in known else vocabulary.parse_word("leaving_reason", text)
    if key not in known:
        raise errors.Usage(
            _("%(text)s is no reason for leaving of the policy.") % {"text": text},
            _("Known: %(known)s. More are set with: crmcli policy set lists.leaving_reasons")
            % {"known": series(known_word("leaving_reason", each) for each in known)},
        )
    return key


def add(work: Work, case: Record, values: Mapping[str, Any]) -> int:
    """A further measure of an open case: kind, due_on, owner_id, what. Invalid for a case that is over or held out, and where the
    customer may not be approached with it."""
    refuse_over(work, case)
    if why := barred(work, [case["customer_id"]], values["kind"]).get(case["customer_id"]):
        told = {
            "name": case["customer"],
            "kind": label("retention_measure", values["kind"]),
            "why": unreached(why),
        }
        raise errors.Invalid(
            _("%(name)s is not approached with this measure (%(kind)s): %(why)s.") % told,
            _("See: crmcli consent list %(code)s") % {"code": shell_word(case["code"])},
        )
    owned = {"owner_id": case["owner_id"], **values}
    return work.store.retention.add_steps(work.op, [{"case_id": case["id"], **owned}], work.day)[0]


def take(work: Work, step: Record, on: date, result: str | None, interaction_id: int | None = None) -> bool:
    """A measure was taken on a day, with what came of it. False if all of that is known already. Invalid in the future, and
    before its case was opened."""
    if on > work.as_of.on or on.isoformat() < step["opened_on"]:
        raise errors.Invalid(
            _("A measure is taken between the day on which its case was opened (%(day)s) and today.")
            % {"day": step["opened_on"]},
            _("Check the day: --at."),
        )
    values = {"done_on": on.isoformat(), "done_by": step["done_by"] or work.op.actor.id}
    values |= {} if result is None else {"result": result}
    values |= {} if interaction_id is None else {"interaction_id": interaction_id}
    return bool(work.store.retention.edit_steps(work.op, {step["id"]: values}))


def spend(work: Work, case: Record, cost: Cost, what: str | None, kind: str | None = None) -> None:
    """Notes what was spent on a case, if anything was."""
    if not cost.cents and not cost.minutes:
        return
    values = {
        "category": _CATEGORIES.get(kind or "", "other"), "amount_cents": cost.cents, "minutes": cost.minutes,
        "spent_on": work.day, "what": what, "customer_id": case["customer_id"], "retention_case_id": case["id"],
    }  # fmt: skip
    work.store.retention.spend(work.op, values)


def close(work: Work, case: Record, outcome: str, note: str | None) -> bool:
    """Somebody closes a case in a word of their own, today, or puts right how it was closed. False if it stands so already."""
    values: dict[str, Any] = {"outcome": outcome, "closed_by": work.op.actor.id}
    if case["outcome"] != outcome:
        values |= {"closed_on": work.day, "close_note": note}
    elif note is not None:
        values["close_note"] = note
    return work.store.retention.edit(work.op, case["id"], values)


def refuse_over(work: Work, case: Record) -> None:
    """Invalid for a case that is over, or held out."""
    state = cases(work, [case["customer_id"]], case["id"])[0].state
    told = {"id": case["id"], "state": label("retention_state", state)}
    if state == "held_out":
        raise errors.Invalid(
            _("Case %(id)d is held out: it is left alone, so that the others can be compared with it.")
            % told,
            _("See: crmcli retain show %(id)d") % told,
        )
    if state != "running":
        raise errors.Invalid(
            _("Case %(id)d is over (%(state)s).") % told, _("See: crmcli retain show %(id)d") % told
        )
