"""Ticking off rows of the due list, each by what its kind asks for."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from crmcli import errors
from crmcli.clock import local_date
from crmcli.i18n import _, sentences, series
from crmcli.rules import due_reasons
from crmcli.service.reached import tells_unreached
from crmcli.service.rounds import STEP_OF
from crmcli.service.ways import Way
from crmcli.store import Work
from crmcli.verdicts.pilots import Pilots
from crmcli.verdicts.standings import judge_all
from crmcli.wording import known_word, label, shell_word
from crmcli.workflows import classifying
from crmcli.workflows.contacts import Contact, Steps, as_said, cancel, log, unreached_told
from crmcli.workflows.due.early import refuse_early
from crmcli.workflows.due.greeting import is_greeted, note_greeting
from crmcli.workflows.due.rows import given_wanted, level_wanted, reachable
from crmcli.workflows.retention.settling import settled_lines

if TYPE_CHECKING:
    from collections.abc import Mapping

    from crmcli.database.connection import Row
    from crmcli.rules import Clock


def finish(work: Work, item: str, note: str, way: Way | None = None) -> tuple[str, Steps | None]:
    """Ticks off a row of the due list by what its kind asks for; says in a sentence what was done, and what became of
    the steps that were agreed if that was a contact. That was by the `way`, else by the channel that the row suggests.

    NotFound for an item that is none; Usage for a step that needs more words than a tick, or has no channel; Invalid for
    a row that is not due, or was ticked off before.
    """
    kind, _colon, rest = item.partition(":")
    if kind in ("contact", "inbound") and rest.isdigit():
        tick = _finish_contact if kind == "contact" else _answer
        return tick(work, int(rest), note, way or _UNSAID)
    if kind == "birthday" and rest.isdigit():
        return _greet(work, int(rest), note, way.channel if way else None), None
    if way:
        raise errors.Usage(
            _("Only a contact has a channel, not %(item)s.") % {"item": item}, _("See: crmcli done --help")
        )
    return _finish_other(work, item, note), None


def call_off(work: Work, item: str) -> tuple[str, Steps]:
    """What was agreed with a row's customer is wanted no longer; says so, and what it was.

    Usage for a row that is no contact, Invalid where nothing is agreed.
    """
    kind, _colon, key = item.partition(":")
    if kind != "contact" or not key.isdigit():
        raise errors.Usage(
            _("Only what was agreed with a customer can be cancelled so, not %(item)s.") % {"item": item},
            _("See: crmcli done --help"),
        )
    name = work.store.customers.get(int(key))["name"]
    return _("Nothing is agreed with %(name)s any more.") % {"name": name}, cancel(work, int(key))


def _finish_other(work: Work, item: str, note: str) -> str:
    kind, _colon, rest = item.partition(":")
    key, _colon, clock_name = rest.partition(":")
    if not key.isdigit():
        raise errors.NotFound(
            _("There is no %(item)s on the due list.") % {"item": item}, _("See: crmcli due")
        )
    number = int(key)
    match kind:
        case "verify":
            return _verify(work, number, note)
        case "task":
            return _finish_task(work, number)
        case "complaint":
            return _finish_clock(work, number, clock_name.removesuffix(":escalated"), note)
        case "feedback":
            return _answer_feedback(work, number, note)
        case "contract":
            from crmcli.workflows.due.contracts import refuse_tick  # seldom needed

            raise refuse_tick(work, number, clock_name)
        case "training":
            from crmcli.workflows.due.trainings import refuse_tick as refuse_unnamed  # seldom needed

            raise refuse_unnamed(work, number)
        case "policy":
            from crmcli.workflows.due.policy_review import finish_review  # seldom needed

            return finish_review(work, number, note)
        case "points":
            from crmcli.workflows.due.points import finish_points

            return finish_points(work, number, note)
        case "trial":
            from crmcli.workflows.due.trials import finish_trial

            return finish_trial(work, number, note)
        case "retain":
            from crmcli.workflows.due.retention import finish_step

            return finish_step(work, number, note)
        case "check":
            from crmcli.workflows.due.checks import refuse_tick as refuse_as_one  # seldom needed

            raise refuse_as_one(number)
        case "alarm":
            from crmcli.workflows.due.alarms import finish_alarm

            return finish_alarm(work, number, clock_name, note)
        case "improvement":
            from crmcli.workflows.improvements import finish as finish_improvement

            return finish_improvement(work, number, note)
        case "news":
            from crmcli.workflows.due.news import finish_news

            return finish_news(work, number, note)
        case "opportunity" if clock_name in ("", "idle"):
            from crmcli.workflows.due.opportunities import finish_opportunity

            return finish_opportunity(work, number, note, idle=bool(clock_name))
        case "order":
            from crmcli.workflows.due.orders import finish_order

            return finish_order(work, number, note)
    raise errors.NotFound(_("There is no %(item)s on the due list.") % {"item": item}, _("See: crmcli due"))


def _finish_contact(work: Work, key: int, note: str, way: Way) -> tuple[str, Steps]:
    """A tick is an effective contact, and settles what was agreed for today even before its time."""
    row = work.store.customers.get(key)
    standing = work.store.standings.of(key) or {}
    refuse_early(row, standing.get("next_contact_on"), work.day)
    channel = _effective(work, way.channel) if way.channel else _suggested(work, key, standing)
    reasons = due_reasons(standing.get("contact_reasons") or [], work.as_of.on)
    rules = Pilots(work).policy(row["owner_id"]).contact
    level, gave = level_wanted(reasons, rules), given_wanted(reasons, rules)
    said_so = Contact(
        key, channel, note, work.op.at, level=level, gave=gave, settles=work.as_of.on, **_turned(way)
    )
    contact = as_said(said_so)
    if not contact.reached:
        return _missed(work, row, contact)
    told = (label("channel", channel), level and label("meeting_level", level), gave and label("gave", gave))
    how = series(filter(None, told))
    said = _("Contact with %(name)s is recorded (%(how)s).") % {"name": row["name"], "how": how}
    contact_id, steps = log(work, contact)
    return "\n".join([said, *settled_lines(work, contact_id)]), steps


#: A tick without a word of how it was made.
_UNSAID = Way(None, None, missed=False)


def _turned(way: Way) -> dict[str, Any]:
    """Who turned to whom, and whether anybody was reached, by the word for the way."""
    return {"direction": way.direction or "out", "reached": not way.missed}


def _missed(work: Work, row: Row, contact: Contact) -> tuple[str, Steps]:
    """A tick whose words say that nobody was reached settles nothing, and gave nothing."""
    contact_id, steps = log(work, replace(contact, level=None, gave=None, settles=None))
    said = _("Tried to reach %(name)s (%(how)s).")
    told = said % {"name": row["name"], "how": label("channel", contact.channel)}
    # Where the word for the way said it, the words of the note needn't.
    return sentences(told, unreached_told(contact, contact_id)) if tells_unreached(
        contact.content
    ) else told, steps


def _suggested(work: Work, key: int, standing: Mapping[str, Any]) -> str:
    """The channel of the row, or another one by which the customer can be reached and that counts."""
    ways = work.store.due.people([key], work.day)[key]
    channel = reachable(standing.get("contact_channel") or "phone", ways) or "other"
    # Whoever ticks it off has spoken to them.
    return channel if work.policy.can_be_effective(channel) else "other"


def _effective(work: Work, channel: str) -> str:
    """The channel that was said; Invalid for one by which nobody is spoken to: it ticks nothing off."""
    if not work.policy.can_be_effective(channel):
        raise errors.Invalid(
            _("By the policy %(channel)s is no effective contact, and ticks nothing off.")
            % {"channel": label("channel", channel)},
            _("See: crmcli log-contact --help"),
        )
    return channel


def _verify(work: Work, key: int, note: str) -> str:
    """What was said of the data is kept as a note on the customer: it is no contact."""
    row = work.store.customers.get(key)
    refuse_early(row, (work.store.standings.of(key) or {}).get("verify_on"), work.day)
    noted = {"note": "\n".join(filter(None, (row["note"], note)))} if note else {}
    work.store.customers.edit(work.op, key, {"verified_on": work.day, **noted})
    classifying.refresh(work, [key])
    said = _("The contact data of %(name)s count as verified today.") % {"name": row["name"]}
    return sentences(said, _("The words are kept as a note.")) if note else said


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


def _answer(work: Work, key: int, note: str, way: Way) -> tuple[str, Steps]:
    """The answer to who came in is a contact of its own, by the same channel unless another was said."""
    row = work.store.interactions.get(key)
    if not row["received_at"] or row["answered_at"]:
        raise errors.Invalid(
            _("Contact %(id)d does not wait for an answer.") % {"id": key},
            _("See: crmcli due --kind inbound"),
        )
    channel = way.channel or row["channel"]
    contact = as_said(Contact(row["customer_id"], channel, note, work.op.at, **_turned(way)))
    if not contact.reached:
        return _missed(work, work.store.customers.get(row["customer_id"]), contact)
    _id, steps = log(work, contact)
    return _("%(name)s is answered.") % {"name": row["customer"]}, steps


def _greet(work: Work, key: int, note: str, channel: str | None) -> str:
    """A birthday greeting is care, and is due once: the row comes back for the next birthday."""
    row = work.store.customers.get(key)
    if is_greeted(work, key):
        raise errors.Invalid(
            _("%(name)s was greeted already.") % {"name": row["name"]},
            _("See: crmcli show %(code)s") % {"code": row["code"]},
        )
    standing = next((s for _f, s in judge_all(work, [key])), None)
    if standing is None or standing.birthday_on is None or standing.greet_on is None:
        raise errors.Invalid(
            _("No birthday of %(name)s is due.") % {"name": row["name"]},
            _("See: crmcli show %(code)s") % {"code": row["code"]},
        )
    listed_from = standing.greet_on - timedelta(days=work.policy.due.lead_days)
    refuse_early(row, listed_from.isoformat(), work.day)
    log(work, Contact(key, channel or "wechat", note or _("Birthday greeting"), work.op.at, care=True))
    note_greeting(work, key, standing.birthday_on.isoformat())
    return _("The birthday greeting to %(name)s is recorded.") % {"name": row["name"]}


def _finish_clock(work: Work, key: int, clock_name: str, note: str) -> str:
    from crmcli.verdicts import complaints as verdicts
    from crmcli.workflows import complaints
    from crmcli.workflows.complaint_guards import Step

    row = work.store.complaints.get(key)
    if clock_name == "handoff":
        return _finish_handoff(work, row)
    judged = verdicts.verdicts(work.store, [row], work.as_of.instant)
    if key in judged and _is_done(work, key, clock_name, judged[key].clocks[clock_name]):
        raise errors.Invalid(
            _("%(number)s: %(clock)s was done already.")
            % {"number": row["number"], "clock": label("clock", clock_name)},
            _("See: crmcli complaint show %(number)s") % {"number": shell_word(row["number"])},
        )
    if word := customers_word(clock_name, row["number"]):
        raise errors.Usage(*word)
    complaints.record(work, key, Step(STEP_OF[clock_name], work.op.at, note))
    return _("%(number)s: %(clock)s is done.") % {
        "number": row["number"],
        "clock": label("clock", clock_name),
    }


#: The steps that are the customer's word.
_CUSTOMERS_WORD = ("revisit", "satisfaction")


def customers_word(clock_name: str, number: str) -> tuple[str, str] | None:
    """What is missing, and what to write, for a step that is the customer's word, which a tick doesn't tell."""
    if clock_name == "revisit":
        return (
            _("A revisit needs the customer's verdict."),
            _("Write: crmcli complaint revisit %(number)s --result %(result)s")
            % {"number": shell_word(number), "result": known_word("revisit_result", "satisfied")},
        )
    if clock_name == "satisfaction":
        return (
            _("The customer is to be asked how satisfied they are so far."),
            _("Write: crmcli complaint progress %(number)s “what was said” --satisfied %(answer)s")
            % {"number": shell_word(number), "answer": known_word("satisfied", "yes")},
        )
    return None


def is_done(work: Work, item: str) -> bool:
    """Whether a complaint's step, a task, an improvement, feedback, somebody's trainings, a trial, a measure to keep a customer or what is due of a contract is done
    by now."""
    from crmcli.verdicts import complaints as verdicts

    kind, key, clock_name = [*item.split(":"), ""][:3]
    try:
        if kind == "task":
            return bool(work.store.tasks.get(int(key))["state"] != "open")
        if kind == "contract":
            return _is_settled(work, int(key), clock_name)
        if kind == "training":
            from crmcli.workflows.due.trainings import due_on as lacking_since

            since = lacking_since(work, int(key))
            return since is None or since > work.as_of.on
        if kind == "trial":
            return work.store.trials.get(int(key))["outcome"] is not None
        if kind == "retain":
            return work.store.retention.step(int(key))["done_on"] is not None
        if kind == "improvement":
            return bool(work.store.improvements.get(int(key))["state"] != "open")
        if kind == "feedback":
            return bool(work.store.feedback.get(int(key))["state"] != "open")
        row = work.store.complaints.get(int(key))
    except errors.NotFound:
        return False
    if clock_name == "handoff":
        return work.store.handoffs.open_of_complaint(row["id"]) is None
    judged = verdicts.verdicts(work.store, [row], work.as_of.instant).get(row["id"])
    clock = judged and judged.clocks.get(clock_name)
    # What the customer says of it is wanted of a resolved one, too.
    over = row["state"] in ("revisited", "archived") if clock_name in _CUSTOMERS_WORD else row["closed_on"]
    return bool(over) or bool(clock and _is_done(work, row["id"], clock_name, clock))


def _is_settled(work: Work, key: int, matter: str) -> bool:
    """Whether nothing of that kind is due of a contract any more."""
    from crmcli.workflows.contracts import account_of
    from crmcli.workflows.due.contracts import due_on

    return due_on(work, account_of(work, key), matter, work.as_of.on) is None


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
