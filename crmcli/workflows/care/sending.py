"""What goes out by e-mail: planned once, claimed by one sender, and noted as care in the operation that notes it as sent.

A message whose sending was never noted is unknown: nobody sends it again before somebody has said what became of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from crmcli import clock, errors
from crmcli.clock import iso
from crmcli.database.connection import Row
from crmcli.i18n import _
from crmcli.store import View, Work
from crmcli.verdicts.care import Greeting, planned, refusal
from crmcli.verdicts.reach import Whom
from crmcli.workflows import classifying
from crmcli.workflows.care.composing import Written, compose
from crmcli.workflows.contacts import Contact, record
from crmcli.workflows.due.greeting import note_greeting

#: The channel by which crmcli itself sends.
DIRECT = "email"


def due_on(view: View, day: date, *, late: bool = True) -> list[Greeting]:
    """The greetings of a day that nobody wrote yet, with those that were missed so shortly before that they still may go."""
    first = day - timedelta(days=view.policy.care.late_days if late else 0)
    return [greeting for greeting in planned(view, first, day, with_feasts=True) if greeting.open]


def to_send(view: View) -> list[Written]:
    """Today's e-mails that are still to be planned."""
    return compose(view, [g for g in due_on(view, view.as_of.on) if g.channel == DIRECT])


def plan(work: Work) -> list[Written]:
    """Puts today's e-mails into the outbox; returns those that couldn't be written, with their problem."""
    found = to_send(work)
    messages = [each.as_message("planned") for each in found if not each.problem]
    work.store.outbox.add(work.op, messages, work.day)
    return [each for each in found if each.problem]


def settle_old(work: Work) -> None:
    """What was being sent for too long is unknown; what wasn't sent in its days is too late."""
    since = iso(work.as_of.instant - timedelta(minutes=work.policy.care.sending_minutes))
    for row in work.store.outbox.in_state("sending"):
        if row["claimed_at"] <= since:
            _set(work, row, "unknown", _("the sending was never noted"))
    first = (work.as_of.on - timedelta(days=work.policy.care.late_days)).isoformat()
    for row in work.store.outbox.in_state("planned"):
        if row["occasion_on"] < first:
            _set(work, row, "failed", row["error"] or _("its day is over"))


def claim(work: Work, message_id: int) -> Row | None:
    """Takes a planned message to be sent by this run alone; None where another has it, or it may not go any more."""
    row = work.store.outbox.get(message_id)
    if row["state"] != "planned":
        return None
    reason = refusal(work, Whom(row["customer_id"], row["contact_person_id"]), row["channel"])
    if reason:
        from crmcli.wording import unreached

        _set(work, row, "failed", unreached(reason))
        return None
    work.store.outbox.update(
        work.op, message_id, {"state": "sending", "claimed_at": work.op.at_text, "error": None}
    )
    return work.store.outbox.get(message_id)


def note(work: Work, row: Row, state: str, error: str = "") -> None:
    """What became of a message that was claimed; of one that was sent, the care that it is. Where somebody said so already, or
    another run has it by now, nothing else is noted."""
    now = work.store.outbox.get(row["id"])
    if state == "sent" and now["state"] != "sent":
        _sent(work, [now], "sent")
    elif now["state"] == "sending" and now["claimed_at"] == row["claimed_at"]:
        _set(work, now, state, error)


def settle(work: Work, message_id: int, *, sent: bool) -> Row:
    """What became of an unknown message, as somebody found out: one that wasn't sent may be sent again in its days."""
    row = work.store.outbox.get(message_id)
    if row["state"] != "unknown":
        raise errors.Invalid(
            _("Message %(id)d is not unknown.") % {"id": message_id},
            _("See: crmcli care log --state unknown"),
        )
    if sent:
        _sent(work, [row], "sent")
    else:
        _set(work, row, "planned", "")
    return work.store.outbox.get(message_id)


def hand_over(work: Work, found: Iterable[Written]) -> list[Written]:
    """Notes greetings as handed over to whoever sends them, which is care; returns those that could be written."""
    listed = [each for each in found if not each.problem]
    ids = work.store.outbox.add(work.op, [each.as_message("handed") for each in listed], work.day)
    _sent(work, [work.store.outbox.get(message_id) for message_id in ids], "handed")
    return listed


def to_hand_over(view: View, day: date, channels: Sequence[str]) -> list[Written]:
    """The greetings of a day by these channels."""
    return compose(view, [g for g in due_on(view, day, late=False) if g.channel in channels])


def _set(work: Work, row: Row, state: str, error: str) -> None:
    work.store.outbox.update(work.op, row["id"], {"state": state, "error": error or None})


def _sent(work: Work, rows: Sequence[Row], state: str) -> None:
    """Notes messages as gone, and as the care that they are."""
    on = clock.local_date(work.op.at, work.zone).isoformat()
    for row in rows:
        person = row["contact_person_id"]
        contact = Contact(
            row["customer_id"], row["channel"], row["body"], work.op.at, person_id=person, care=True
        )
        gone = {"state": state, "error": None, "done_at": work.op.at_text, "done_on": on}
        work.store.outbox.update(work.op, row["id"], gone | {"interaction_id": record(work, contact)})
        # A greeting at a festival is none for the birthday of that week.
        standing = work.store.standings.of(row["customer_id"]) or {}
        if row["kind"] == "birthday" and standing.get("birthday_on") == row["occasion_on"]:
            note_greeting(work, row["customer_id"], row["occasion_on"])
    classifying.refresh(work, sorted({row["customer_id"] for row in rows}))
