"""Ticking off rows of the due list, each by what its kind asks for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from crmcli import clock, errors
from crmcli.clock import AsOf
from crmcli.database.operation import Operation
from crmcli.i18n import _
from crmcli.policy import Policy
from crmcli.store import Store
from crmcli.verdicts.standings import judge_all
from crmcli.workflows import classifying
from crmcli.workflows.contacts import Contact, log


def finish(store: Store, op: Operation, policy: Policy, as_of: AsOf, item: str, note: str) -> str:
    """Ticks off a row of the due list by what its kind asks for; says in a sentence what was done.

    NotFound for an item that is none; Usage for a step that needs more words than a tick.
    """
    kind, _colon, rest = item.partition(":")
    key, _colon, clock_name = rest.partition(":")
    if not key.isdigit():
        raise errors.NotFound(
            _("There is no %(item)s on the due list.") % {"item": item}, _("See: crmcli due")
        )
    number = int(key)
    match kind:
        case "contact":
            return _finish_contact(store, op, policy, as_of, number, note)
        case "birthday":
            return _greet(store, op, policy, as_of, number, note)
        case "verify":
            name = store.customers.get(number)["name"]
            store.customers.edit(op, number, {"verified_on": as_of.on.isoformat()})
            classifying.refresh(store, op, policy, as_of, [number])
            return _("The contact data of %(name)s count as verified today.") % {"name": name}
        case "task":
            return _finish_task(store, op, policy, as_of, number)
        case "inbound":
            return _answer(store, op, policy, as_of, number, note)
        case "complaint":
            return _finish_clock(
                store, op, policy, as_of, number, clock_name.removesuffix(":escalated"), note
            )
        case "feedback":
            if not note:
                raise errors.Usage(_("The answer is missing."), _("Say what was answered with --note."))
            store.feedback.answer(op, number, note, None)
            return _("The answer is recorded.")
    raise errors.NotFound(_("There is no %(item)s on the due list.") % {"item": item}, _("See: crmcli due"))


def _finish_contact(store: Store, op: Operation, policy: Policy, as_of: AsOf, key: int, note: str) -> str:
    row = store.customers.get(key)
    standing = next(store.standings.stored([key]), None)
    from crmcli.queries.standings import COLUMNS

    channel = (standing[COLUMNS.index("contact_channel") + 1] if standing else None) or "phone"
    plan = row["tier"] and policy.contact.plan[row["tier"]]
    level = "high" if plan and plan.satisfied_by == "high_level" else None
    log(store, op, policy, as_of, Contact(key, channel, note, op.at, level=level))
    return _("Contact with %(name)s is recorded.") % {"name": row["name"]}


def _finish_task(store: Store, op: Operation, policy: Policy, as_of: AsOf, key: int) -> str:
    from crmcli.workflows import tasks

    next_id = tasks.finish(store, op, key, as_of.on, clock.zone(policy.team.time_zone))
    done = _("Task done: %(title)s") % {"title": store.tasks.get(key)["title"]}
    if next_id is None:
        return done
    return f"{done}\n" + _("It comes again: task %(id)d, %(day)s.") % {
        "id": next_id,
        "day": store.tasks.get(next_id)["due_on"],
    }


def _answer(store: Store, op: Operation, policy: Policy, as_of: AsOf, key: int, note: str) -> str:
    """The answer to who came in is a contact of its own, by the same channel."""
    row = store.interactions.get(key)
    if not row["received_at"] or row["answered_at"]:
        raise errors.Invalid(
            _("Contact %(id)d does not wait for an answer.") % {"id": key},
            _("See: crmcli due --kind inbound"),
        )
    log(store, op, policy, as_of, Contact(row["customer_id"], row["channel"], note, op.at))
    return _("%(name)s is answered.") % {"name": row["customer"]}


def _greet(store: Store, op: Operation, policy: Policy, as_of: AsOf, key: int, note: str) -> str:
    """A birthday greeting is care, and is due once: the row comes back for the next birthday."""
    row = store.customers.get(key)
    log(store, op, policy, as_of, Contact(key, "wechat", note or _("Birthday greeting"), op.at, care=True))
    standing = next((s for _f, s in judge_all(store, policy, as_of, [key])), None)
    birthday = standing.birthday_on if standing and standing.birthday_on else as_of.on
    until = max(birthday, as_of.on) + timedelta(days=1)
    store.tasks.snooze(op, f"birthday:{key}", until, "done", op.actor.id)
    return _("The birthday greeting to %(name)s is recorded.") % {"name": row["name"]}


def _finish_clock(
    store: Store, op: Operation, policy: Policy, as_of: AsOf, key: int, clock_name: str, note: str
) -> str:
    from crmcli.verdicts import complaints as verdicts
    from crmcli.workflows import complaints
    from crmcli.workflows.complaint_guards import Step

    steps: Mapping[str, str] = {
        "respond": "responded",
        "propose": "proposed",
        "progress": "progress",
        "resolve": "resolved",
    }
    row = store.complaints.get(key)
    if clock_name == "handoff":
        return _finish_handoff(store, op, row)
    if clock_name == "revisit":
        raise errors.Usage(
            _("A revisit needs the customer's verdict."),
            _("Write: crmcli complaint revisit %(number)s --result satisfied") % {"number": row["number"]},
        )
    if clock_name not in steps:
        raise errors.NotFound(
            _("A complaint has no clock %(name)s.") % {"name": clock_name}, _("See: crmcli due")
        )
    judged = verdicts.verdicts(store, [row], as_of.instant)
    if key in judged and judged[key].clocks[clock_name].done_at is not None:
        raise errors.Invalid(
            _("%(number)s: %(clock)s was done already.")
            % {"number": row["number"], "clock": _label(clock_name)},
            _("See: crmcli complaint show %(number)s") % {"number": row["number"]},
        )
    complaints.record(store, op, policy, as_of, key, Step(steps[clock_name], op.at, note))
    return _("%(number)s: %(clock)s is done.") % {"number": row["number"], "clock": _label(clock_name)}


def _finish_handoff(store: Store, op: Operation, complaint: Any) -> str:
    """What was agreed at the hand-off is done; the complaint's own deadlines run on."""
    handed = store.handoffs.open_of_complaint(complaint["id"])
    if handed is None:
        raise errors.Invalid(
            _("%(number)s was not handed over with a deadline, or that is done.")
            % {"number": complaint["number"]},
            _("See: crmcli handoff --all"),
        )
    store.handoffs.end(op, handed["id"])
    return _("%(number)s: what was handed over is done.") % {"number": complaint["number"]}


def _label(name: str) -> Any:
    from crmcli.wording import label

    return label("clock", name)
