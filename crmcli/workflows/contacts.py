"""Recording contacts, and what becomes of the steps that were agreed before."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, tzinfo
from typing import Any, NamedTuple

from crmcli import clock, errors
from crmcli.database.connection import Row
from crmcli.i18n import _, sentences
from crmcli.queries.appointments import settles_from
from crmcli.store import Work
from crmcli.wording import clean, follow_up
from crmcli.workflows import classifying
from crmcli.workflows.due.greeting import note_care


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
    #: Where a time was agreed, too.
    next_at: datetime | None = None
    person_id: int | None = None
    level: str | None = None
    #: What the customer was given, as `vocabulary.given_together` puts it.
    gave: str | None = None
    direction: str = "out"
    reached: bool = True
    care: bool = False
    author_id: int | None = None
    #: When they came in and were answered, where that is known; without the answer they wait for one.
    received: datetime | None = None
    answered: datetime | None = None
    #: Whatever was agreed for a day up to this one is settled, whether the contact would settle it or not.
    settles: date | None = None
    #: The author's own steps are wanted no longer.
    cancels: bool = False


_NONE = ("none", "无", "無", "取消", "不用了", "不再跟进")


def is_none(text: str | None) -> bool:
    """Whether the words for a next time say that nothing is agreed any more."""
    return text is not None and text.strip().lower() in _NONE


class Steps(NamedTuple):
    """What became of the steps that were open: the contacts that agreed them, the soonest first."""

    settled: list[Row]
    replaced: list[Row]
    cancelled: list[Row]
    kept: list[Row]


def log(work: Work, contact: Contact) -> tuple[int, Steps]:
    """Records a contact, settles open low scores if it reached the customer and birthdays if it is care, and refreshes the
    standing.

    Returns the contact's id, and what became of the steps that were open before.
    """
    contact = as_said(contact)
    if contact.at > work.as_of.instant:
        raise errors.Invalid(
            _("A contact can't lie in the future."),
            _("Plan it with: crmcli task add “WHAT” --due DAY   or with --next."),
        )
    zone = work.zone
    day = clock.local_date(contact.at, zone)
    if (contact.next_on and contact.next_on < day) or (contact.next_at and contact.next_at <= contact.at):
        raise errors.Invalid(_("The next contact would be before this one."), _("Check --next and --at."))
    author = contact.author_id or work.op.actor.id
    before = open_steps(work, contact.customer_id)
    again = [row for row in before if _names_again(work, contact, author, row)]
    if again:
        # What was agreed for the day goes on in this contact; where that is several things, the others stand beside it.
        goes_on = what_goes_on(again[0], clock.iso(contact.at))
        at = goes_on["next_at"]
        contact = replace(
            contact, next_at=clock.parse_iso(at) if at else None, next_step=goes_on["next_step"]
        )
    interaction_id = record(work, contact)
    if is_effective(work, contact):
        answered = clock.iso(contact.answered) if contact.answered else None
        follow(work, contact.customer_id, clock.iso(contact.at), answered, author)
        if work.store.retention.exist():
            from crmcli.workflows.retention.settling import settle  # seldom needed

            settle(work, contact.customer_id, interaction_id, day, contact.channel, contact.level)
    if contact.care and contact.reached and contact.direction == "out":
        note_care(work, {contact.customer_id: day.isoformat()})
    work.store.appointments.keep(work.op, [row["id"] for row in again[1:]])
    steps = outcome(work, contact, author, before)
    classifying.refresh(work, [contact.customer_id])
    return interaction_id, steps


def record(work: Work, contact: Contact) -> int:
    """Writes a contact down and returns its id; what follows from it is its caller's."""
    author, day = contact.author_id or work.op.actor.id, clock.local_date(contact.at, work.zone)
    next_on = contact.next_on.isoformat() if contact.next_on else None
    return work.store.interactions.add(
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
            "next_on": next_on,
            "next_at": clock.iso(contact.next_at) if contact.next_at else None,
            "next_settles_on": settles_from(next_on, day.isoformat(), work.policy.contact.early_days),
            "level": contact.level,
            "gave": contact.gave or None,
            "effective": int(is_effective(work, contact)),
            "care": int(contact.care or (tells_only(work, contact) and contact.direction == "out")),
            "imported": 0,
        },
    )


def follow(work: Work, customer_id: int, at: str, answered: str | None, author: int | None) -> None:
    """What an effective contact of an instant settles: whoever waited for an answer has it, low scores are followed up, and what
    became of an order is told."""
    work.store.interactions.answer(work.op, customer_id, answered or at, author)
    work.store.surveys.settle_low(work.op, customer_id, at, until=at)
    work.store.progress.tell(work.op, {customer_id: at})


class Made(NamedTuple):
    """When a contact was made, its day and its instant, whose it is, and whether it was effective."""

    on: date
    at: str
    author: int | None
    effective: bool


def _names_again(work: Work, contact: Contact, author: int | None, row: Row) -> bool:
    """Whether a contact names the day of an open step of its author's again, and nothing else for it."""
    day = clock.local_date(contact.at, work.zone)
    made = Made(day, clock.iso(contact.at), author, is_effective(work, contact))
    return says_again(row, made, (contact.next_on, contact.next_at, contact.next_step))


def says_again(step: Row, made: Made, told: tuple[date | None, datetime | None, str | None]) -> bool:
    """Whether the day, time and words that a contact agrees tell nothing but what its author agreed already, and it doesn't
    settle that: on the day itself one that reached nobody, or was before the time."""
    on, at, text = told
    if on is None or made.on > on or made.at < step["occurred_at"] or step["author_id"] != made.author:
        return False
    if made.on == on and made.effective and made.at >= (step["next_at"] or ""):
        return False
    same_time = at is None or clock.iso(at) == step["next_at"]
    return step["next_on"] == on.isoformat() and same_time and (not text or text == step["next_step"])


def what_goes_on(step: Row, at: str) -> dict[str, str | None]:
    """Of a step that a contact of an instant names again, its words and its time, unless that is over."""
    ahead = step["next_at"] and step["next_at"] > at
    return {"next_at": step["next_at"] if ahead else None, "next_step": step["next_step"]}


def as_said(contact: Contact) -> Contact:
    """A contact of ours whose words say that nobody was reached, as such, like one of a sheet."""
    from crmcli.service.reached import tells_unreached  # only what records contacts needs the words

    said = f"{contact.content} {contact.feedback or ''}"
    missed = contact.direction == "out" and not contact.care and tells_unreached(said)
    return replace(contact, reached=False) if missed else contact


def unreached_told(contact: Contact, interaction_id: int) -> str:
    """That a contact counts as one that reached nobody because of its words, and what to do if it did."""
    said = _("“%(words)s” says that nobody was reached, so it is no effective contact.")
    way = _("If somebody was: crmcli interaction edit %(id)d --reached") % {"id": interaction_id}
    return sentences(said % {"words": clean(contact.content)}, way)


def is_effective(work: Work, contact: Contact) -> bool:
    """Whether a contact reached its customer in person."""
    return contact.reached and not contact.care and work.policy.can_be_effective(contact.channel)


def tells_only(work: Work, contact: Contact) -> bool:
    """Whether something was said by a channel that can be no effective contact: news that was sent, a form that came in."""
    return contact.reached and not contact.care and not work.policy.can_be_effective(contact.channel)


def open_steps(work: Work, customer_id: int) -> list[Row]:
    """The steps agreed with a customer that are open now."""
    now = work.present
    return work.store.appointments.open([customer_id], now.day, now.at)


def agreed_text(row: Row, zone: tzinfo) -> str:
    """A step in words: when it was agreed, for when, and what."""
    time = clock.time_told(row["next_at"], zone)
    return follow_up(
        {"made": row["occurred_on"], "due": row["next_on"], "time": time, "text": row["next_step"]}
    )


def cancel(work: Work, customer_id: int) -> Steps:
    """Whatever is agreed with a customer is wanted no longer; returns it. Invalid where nothing is."""
    rows = open_steps(work, customer_id)
    if not rows:
        raise errors.Invalid(
            _("Nothing is agreed with %(name)s.") % {"name": work.store.customers.get(customer_id)["name"]},
            _("See: crmcli due"),
        )
    work.store.appointments.end(work.op, rows, work.op.at_text)
    classifying.refresh(work, [customer_id])
    return Steps([], [], rows, [])


def step_lines(steps: Steps, zone: tzinfo) -> list[str]:
    """A line for each step that was open before a contact."""
    told = {
        _("Settled: %(what)s"): steps.settled,
        _("Replaced: %(what)s"): steps.replaced,
        _("Cancelled: %(what)s"): steps.cancelled,
        _("Still open: %(what)s"): steps.kept,
    }
    return [title % {"what": agreed_text(row, zone)} for title, rows in told.items() for row in rows]


def outcome(work: Work, contact: Contact, author: int | None, before: list[Row]) -> Steps:
    """What a recorded contact did by itself to the steps that were open, and then what was said of them; ends those."""
    left = {row["id"] for row in open_steps(work, contact.customer_id)}
    fates: dict[str, list[Row]] = {"settled": [], "replaced": [], "cancelled": [], "kept": []}
    for row in before:
        fates[_fate(work, contact, author, row, is_open=row["id"] in left)].append(row)
    said = [row for fate in ("settled", "cancelled") for row in fates[fate] if row["id"] in left]
    work.store.appointments.end(work.op, said, clock.iso(contact.at))
    return Steps(**fates)


def _fate(work: Work, contact: Contact, author: int | None, row: Row, *, is_open: bool) -> str:
    """What became of a step that was open before a contact and, by the contact alone, still is or isn't."""
    if not is_open and _names_again(work, contact, author, row):
        return "kept"  # it goes on in the contact
    if not is_open:
        day = clock.local_date(contact.at, work.zone).isoformat()
        on_time = clock.iso(contact.at) >= row["next_at"] if row["next_at"] else day >= row["next_on"]
        reached = contact.reached and not contact.care
        another = contact.next_on and row["author_id"] == author  # a colleague's stands beside it
        return "replaced" if another and not (reached and on_time) else "settled"
    if contact.settles and row["next_on"] <= contact.settles.isoformat():
        return "settled"
    return "cancelled" if contact.cancels and row["author_id"] == author else "kept"


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
