"""Ticking off rows of the due list, each by what its kind asks for."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from crmcli import errors
from crmcli.clock import local_date
from crmcli.i18n import _
from crmcli.service.rounds import STEP_OF
from crmcli.store import Work
from crmcli.verdicts.standings import judge_all
from crmcli.workflows import classifying
from crmcli.workflows.contacts import Contact, log

if TYPE_CHECKING:
    from crmcli.rules import Clock

#: Why a birthday is put off that was seen to.
_GREETED = "done"


def finish(work: Work, item: str, note: str) -> str:
    """Ticks off a row of the due list by what its kind asks for; says in a sentence what was done.

    NotFound for an item that is none; Usage for a step that needs more words than a tick; Invalid for a row that was
    ticked off before.
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
            return _answer_feedback(work, number, note)
    raise errors.NotFound(_("There is no %(item)s on the due list.") % {"item": item}, _("See: crmcli due"))


def _finish_contact(work: Work, key: int, note: str) -> str:
    row = work.store.customers.get(key)
    standing = work.store.standings.of(key) or {}
    next_on = standing.get("next_contact_on")
    if work.store.interactions.reached(key, work.day) and not (next_on and next_on <= work.day):
        raise errors.Invalid(
            _("%(name)s was contacted today already, and no other contact is due.") % {"name": row["name"]},
            _("Record another with: crmcli log-contact contact:%(id)d phone “TEXT”") % {"id": key},
        )
    channel = standing.get("contact_channel") or "phone"
    plan = row["tier"] and work.policy.contact.plan[row["tier"]]
    level = "high" if plan and plan.satisfied_by == "high_level" else None
    log(work, Contact(key, channel, note, work.op.at, level=level))
    return _("Contact with %(name)s is recorded.") % {"name": row["name"]}


def _answer_feedback(work: Work, key: int, note: str) -> str:
    if not note:
        raise errors.Usage(_("The answer is missing."), _("Say what was answered with --note."))
    if work.store.feedback.get(key)["state"] != "open":
        raise errors.Invalid(
            _("Feedback %(id)d awaits no answer any more.") % {"id": key},
            _("Keep a further answer with: crmcli feedback answer %(id)d “TEXT”") % {"id": key},
        )
    work.store.feedback.answer(work.op, key, note, None)
    return _("The answer is recorded.")


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
    put_off = work.store.tasks.put_off(f"birthday:{key}", work.as_of.on)
    if put_off is not None and put_off["reason"] == _GREETED:
        raise errors.Invalid(
            _("%(name)s was greeted already.") % {"name": row["name"]},
            _("See: crmcli show %(id)d") % {"id": key},
        )
    log(work, Contact(key, "wechat", note or _("Birthday greeting"), work.op.at, care=True))
    standing = next((s for _f, s in judge_all(work, [key])), None)
    birthday = standing.birthday_on if standing and standing.birthday_on else work.as_of.on
    until = max(birthday, work.as_of.on) + timedelta(days=1)
    work.store.tasks.snooze(work.op, f"birthday:{key}", until, _GREETED, work.op.actor.id)
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
    if clock_name == "satisfaction":
        raise errors.Usage(
            _("The customer is to be asked how satisfied they are so far."),
            _("Write: crmcli complaint progress %(number)s “what was said” --satisfied yes")
            % {"number": row["number"]},
        )
    if clock_name not in STEP_OF:
        raise errors.NotFound(
            _("A complaint has no clock %(name)s.") % {"name": clock_name}, _("See: crmcli due")
        )
    judged = verdicts.verdicts(work.store, [row], work.as_of.instant)
    if key in judged and _is_done(work, key, clock_name, judged[key].clocks[clock_name]):
        raise errors.Invalid(
            _("%(number)s: %(clock)s was done already.")
            % {"number": row["number"], "clock": _label(clock_name)},
            _("See: crmcli complaint show %(number)s") % {"number": row["number"]},
        )
    complaints.record(work, key, Step(STEP_OF[clock_name], work.op.at, note))
    return _("%(number)s: %(clock)s is done.") % {"number": row["number"], "clock": _label(clock_name)}


def _is_done(work: Work, key: int, clock_name: str, clock: Clock) -> bool:
    """Whether a clock has stopped, or progress was told today and is due on a later day only."""
    if clock_name != "progress" or clock.due_at is None:
        return clock.done_at is not None
    told = max((e.at for e in work.store.complaints.events([key])[key] if e.kind == "progress"), default=None)
    days = [local_date(at, work.zone) for at in (told, clock.due_at) if at is not None]
    return len(days) == 2 and days[0] == work.as_of.on < days[1]


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
