"""What becomes of messages to customers, greetings and invitations alike: claimed by one sender, and noted as care in the operation
that notes them as sent.

A message whose sending was never noted is unknown: nobody sends it again before somebody has said what became of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from crmcli import clock, errors
from crmcli.clock import iso
from crmcli.database.connection import Row
from crmcli.i18n import _
from crmcli.store import Work
from crmcli.verdicts.campaigns import INVITATION, barred
from crmcli.verdicts.reach import Whom, refusal
from crmcli.wording import unreached
from crmcli.workflows import classifying
from crmcli.workflows.contacts import Contact, record
from crmcli.workflows.due.greeting import note_greeting


def settle_old(work: Work) -> None:
    """What was being sent for too long is unknown; what wasn't sent in its days is too late."""
    since = iso(work.as_of.instant - timedelta(minutes=work.policy.care.sending_minutes))
    for row in work.store.outbox.in_state("sending"):
        if row["claimed_at"] <= since:
            _set(work, row, "unknown", _("the sending was never noted"))
    first = (work.as_of.on - timedelta(days=work.policy.care.late_days)).isoformat()
    for row in work.store.outbox.in_state("planned"):
        # A greeting may be late; an invitation to what is over may not.
        if row["occasion_on"] < (work.day if row["kind"] == INVITATION else first):
            _set(work, row, "failed", row["error"] or _("its day is over"))


def claim(work: Work, message_id: int) -> Row | None:
    """Takes a planned message to be sent by this run alone; None where another has it, or it may not go any more."""
    row = work.store.outbox.get(message_id)
    if row["state"] != "planned":
        return None
    why = _why_not(work, row)
    if why:
        _set(work, row, "failed", why)
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
        gone(work, [now], "sent")
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
        gone(work, [row], "sent")
    else:
        _set(work, row, "planned", "")
    return work.store.outbox.get(message_id)


def gone(work: Work, rows: Sequence[Row], state: str) -> None:
    """Notes messages as sent or handed over, as the care that they are, and whom they invite as invited."""
    on = clock.local_date(work.op.at, work.zone).isoformat()
    for row in rows:
        person = row["contact_person_id"]
        contact = Contact(
            row["customer_id"], row["channel"], row["body"], work.op.at, person_id=person, care=True
        )
        told = {"state": state, "error": None, "done_at": work.op.at_text, "done_on": on}
        work.store.outbox.update(work.op, row["id"], told | {"interaction_id": record(work, contact)})
        # A greeting at a festival is none for the birthday of that week.
        standing = work.store.standings.of(row["customer_id"]) or {}
        if row["kind"] == "birthday" and standing.get("birthday_on") == row["occasion_on"]:
            note_greeting(work, row["customer_id"], row["occasion_on"])
    invited = [row["id"] for row in rows if row["kind"] == INVITATION]
    work.store.campaigns.note_invited(work.op, invited, on)
    classifying.refresh(work, sorted({row["customer_id"] for row in rows}))


def _why_not(work: Work, row: Row) -> str:
    """Why a planned message may not go any more, in words; empty where it may."""
    invites = row["kind"] == INVITATION
    whom = Whom(row["customer_id"], row["contact_person_id"])
    reason = refusal(work, "marketing" if invites else "care", whom, row["channel"])
    return unreached(reason) or (barred(work, row) if invites else "")


def _set(work: Work, row: Row, state: str, error: str) -> None:
    work.store.outbox.update(work.op, row["id"], {"state": state, "error": error or None})
