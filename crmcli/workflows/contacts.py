"""Recording contacts and working off rows of the due list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from crmcli import clock, errors
from crmcli.i18n import _
from crmcli.store import Work
from crmcli.workflows import classifying


@dataclass(frozen=True, slots=True)
class Contact:
    """What was said, where and when, and what was agreed."""

    customer_id: int
    channel: str
    content: str
    at: datetime
    feedback: str | None = None
    next_step: str | None = None
    next_on: date | None = None
    person_id: int | None = None
    level: str | None = None
    direction: str = "out"
    reached: bool = True
    care: bool = False
    author_id: int | None = None
    #: When they came in and were answered, where that is known; without the answer they wait for one.
    received: datetime | None = None
    answered: datetime | None = None


def log(work: Work, contact: Contact) -> int:
    """Records a contact, settles open low scores if it reached the customer, and refreshes the standing."""
    if contact.at > work.as_of.instant:
        raise errors.Invalid(
            _("A contact can't lie in the future."),
            _("Plan it with: crmcli task add “WHAT” --due DAY   or with --next."),
        )
    zone = work.zone
    day = clock.local_date(contact.at, zone)
    if contact.next_on and contact.next_on < day:
        raise errors.Invalid(_("The next contact would be before this one."), _("Check --next and --at."))
    author = contact.author_id or work.op.actor.id
    interaction_id = work.store.interactions.add(
        work.op,
        {
            **_inbound(work, contact, author),
            "customer_id": contact.customer_id,
            "contact_person_id": contact.person_id,
            "direction": contact.direction,
            "channel": contact.channel,
            "occurred_at": clock.iso(contact.at),
            "occurred_on": day.isoformat(),
            "recorded_at": work.op.at_text,
            "author_id": author,
            "recorder_id": work.op.actor.id,
            "content": contact.content,
            "feedback": contact.feedback,
            "next_step": contact.next_step,
            "next_on": contact.next_on.isoformat() if contact.next_on else None,
            "level": contact.level,
            "effective": int(contact.reached and not contact.care),
            "care": int(contact.care),
            "imported": 0,
        },
    )
    if contact.reached and not contact.care:
        work.store.interactions.answer(
            work.op, contact.customer_id, clock.iso(contact.answered or contact.at), author
        )
        at = clock.iso(contact.at)
        work.store.surveys.settle_low(work.op, contact.customer_id, at, until=at)
    classifying.refresh(work, [contact.customer_id])
    return interaction_id


def _inbound(work: Work, contact: Contact, author: int | None) -> dict[str, Any]:
    """The columns that say how long who came in waited; who answers is their owner's turn, else the author's."""
    if contact.received is None:
        return {}
    answered = contact.answered
    if answered and not contact.received <= answered <= work.as_of.instant:
        raise errors.Invalid(
            _("It can't be answered before it came in, or in the future."),
            _("Check --received and --answered."),
        )
    owner = work.store.customers.get(contact.customer_id)["owner_id"]
    return {
        "received_at": clock.iso(contact.received),
        "answered_at": clock.iso(answered) if answered else None,
        "answerer_id": author if answered or not owner else None,
    }
