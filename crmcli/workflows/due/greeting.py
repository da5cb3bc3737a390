"""Birthdays that were seen to: their rows stay away until the next one."""

from __future__ import annotations

from datetime import date, timedelta

from crmcli.database.connection import Row
from crmcli.store import Work

#: Why a birthday is put off that was seen to.
_GREETED = "done"


def is_greeting(snooze: Row) -> bool:
    """Whether a row was put off because its birthday was seen to."""
    return bool(snooze["item"].startswith("birthday:") and snooze["reason"] == _GREETED)


def is_greeted(work: Work, customer_id: int) -> bool:
    """Whether the birthday that is near was seen to."""
    put_off = work.store.tasks.put_off(f"birthday:{customer_id}", work.as_of.on)
    return put_off is not None and is_greeting(put_off)


def note_greeting(work: Work, customer_id: int, birthday: date) -> None:
    """A birthday was seen to: its row is gone until it could not be due any more."""
    until = birthday + timedelta(days=work.policy.due.greeting_days + 1)
    work.store.tasks.snooze(work.op, f"birthday:{customer_id}", until, _GREETED, work.op.actor.id)
