"""Which greetings go out: planned once for e-mail, or handed over. What becomes of them stands in `workflows.outgoing`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from crmcli.store import View, Work
from crmcli.verdicts.care import Greeting, planned
from crmcli.workflows import outgoing
from crmcli.workflows.care.composing import Written, compose

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


def hand_over(work: Work, found: Iterable[Written]) -> list[Written]:
    """Notes greetings as handed over to whoever sends them, which is care; returns those that could be written."""
    listed = [each for each in found if not each.problem]
    ids = work.store.outbox.add(work.op, [each.as_message("handed") for each in listed], work.day)
    outgoing.gone(work, [work.store.outbox.get(message_id) for message_id in ids], "handed")
    return listed


def to_hand_over(view: View, day: date, channels: Sequence[str]) -> list[Written]:
    """The greetings of a day by these channels; of today with those that were missed shortly before."""
    return compose(view, [g for g in due_on(view, day, late=day == view.as_of.on) if g.channel in channels])
