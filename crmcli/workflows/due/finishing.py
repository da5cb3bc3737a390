"""Ticking off rows of the due list, each by what its kind asks for."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from crmcli import errors
from crmcli.i18n import _
from crmcli.service.rounds import STEP_OF
from crmcli.store import Work
from crmcli.verdicts.standings import judge_all
from crmcli.workflows import classifying
from crmcli.workflows.contacts import Contact, log


def finish(work: Work, item: str, note: str) -> str:
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
            return _finish_contact(work, number, note)
        case "birthday":
            return _greet(work, number, note)
        case "verify":
            name = work.store.customers.get(number)["name"]
            work.store.customers.edit(work.op, number, {"verified_on": work.day})
            classifying.refresh(work, [number])
            return _("The contact data of %(name)s count as verified today.") % {"name": name}
        case "task":
            return _finish_task(work, number)
        case "inbound":
            return _answer(work, number, note)
        case "complaint":
            return _finish_clock(work, number, clock_name.removesuffix(":escalated"), note)
        case "feedback":
            if not note:
                raise errors.Usage(_("The answer is missing."), _("Say what was answered with --note."))
            work.store.feedback.answer(work.op, number, note, None)
            return _("The answer is recorded.")
    raise errors.NotFound(_("There is no %(item)s on the due list.") % {"item": item}, _("See: crmcli due"))


def _finish_contact(work: Work, key: int, note: str) -> str:
    row = work.store.customers.get(key)
    standing = next(work.store.standings.stored([key]), None)
    from crmcli.queries.standings import COLUMNS

    channel = (standing[COLUMNS.index("contact_channel") + 1] if standing else None) or "phone"
    plan = row["tier"] and work.policy.contact.plan[row["tier"]]
    level = "high" if plan and plan.satisfied_by == "high_level" else None
    log(work, Contact(key, channel, note, work.op.at, level=level))
    return _("Contact with %(name)s is recorded.") % {"name": row["name"]}


def _finish_task(work: Work, key: int) -> str:
    from crmcli.workflows import tasks

    next_id = tasks.finish(work, key)
    done = _("Task done: %(title)s") % {"title": work.store.tasks.get(key)["title"]}
    if next_id is None:
        return done
    return f"{done}\n" + _("It comes again: task %(id)d, %(day)s.") % {
        "id": next_id,
        "day": work.store.tasks.get(next_id)["due_on"],
    }


def _answer(work: Work, key: int, note: str) -> str:
    """The answer to who came in is a contact of its own, by the same channel."""
    row = work.store.interactions.get(key)
    if not row["received_at"] or row["answered_at"]:
        raise errors.Invalid(
            _("Contact %(id)d does not wait for an answer.") % {"id": key},
            _("See: crmcli due --kind inbound"),
        )
    log(work, Contact(row["customer_id"], row["channel"], note, work.op.at))
    return _("%(name)s is answered.") % {"name": row["customer"]}


def _greet(work: Work, key: int, note: str) -> str:
    """A birthday greeting is care, and is due once: the row comes back for the next birthday."""
    row = work.store.customers.get(key)
    log(work, Contact(key, "wechat", note or _("Birthday greeting"), work.op.at, care=True))
    standing = next((s for _f, s in judge_all(work, [key])), None)
    birthday = standing.birthday_on if standing and standing.birthday_on else work.as_of.on
    until = max(birthday, work.as_of.on) + timedelta(days=1)
    work.store.tasks.snooze(work.op, f"birthday:{key}", until, "done", work.op.actor.id)
    return _("The birthday greeting to %(name)s is recorded.") % {"name": row["name"]}


def _finish_clock(work: Work, key: int, clock_name: str, note: str) -> str:
    from crmcli.verdicts import complaints as verdicts
    from crmcli.workflows import complaints
    from crmcli.workflows.complaint_guards import Step

    row = work.store.complaints.get(key)
    if clock_name == "handoff":
        return _finish_handoff(work, row)
    if clock_name == "revisit":
        raise errors.Usage(
            _("A revisit needs the customer's verdict."),
            _("Write: crmcli complaint revisit %(number)s --result satisfied") % {"number": row["number"]},
        )
    if clock_name not in STEP_OF:
        raise errors.NotFound(
            _("A complaint has no clock %(name)s.") % {"name": clock_name}, _("See: crmcli due")
        )
    judged = verdicts.verdicts(work.store, [row], work.as_of.instant)
    if key in judged and judged[key].clocks[clock_name].done_at is not None:
        raise errors.Invalid(
            _("%(number)s: %(clock)s was done already.")
            % {"number": row["number"], "clock": _label(clock_name)},
            _("See: crmcli complaint show %(number)s") % {"number": row["number"]},
        )
    complaints.record(work, key, Step(STEP_OF[clock_name], work.op.at, note))
    return _("%(number)s: %(clock)s is done.") % {"number": row["number"], "clock": _label(clock_name)}


def _finish_handoff(work: Work, complaint: Any) -> str:
    """What was agreed at the hand-off is done; the complaint's own deadlines run on."""
    handed = work.store.handoffs.open_of_complaint(complaint["id"])
    if handed is None:
        raise errors.Invalid(
            _("%(number)s was not handed over with a deadline, or that is done.")
            % {"number": complaint["number"]},
            _("See: crmcli handoff --all"),
        )
    work.store.handoffs.end(work.op, handed["id"])
    return _("%(number)s: what was handed over is done.") % {"number": complaint["number"]}


def _label(name: str) -> Any:
    from crmcli.wording import label

    return label("clock", name)
