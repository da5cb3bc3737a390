"""Birthdays that were seen to: their rows stay away until the next one."""

from __future__ import annotations

from collections.abc import Mapping
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


def note_care(work: Work, days: Mapping[int, str]) -> None:
    """Customers were sent a greeting or news, each on a day, its last: whose birthday was to be greeted for by then is
    greeted. Sooner it was for something else."""
    if not days:
        return
    since = work.as_of.on - timedelta(days=work.policy.due.greeting_days)
    for row in work.store.due.birthdays(since.isoformat(), max(days.values()), None):
        if row["greet_on"] <= days.get(row["customer_id"], ""):
            note_greeting(work, row["customer_id"], row["birthday_on"])


def note_greeting(work: Work, customer_id: int, birthday: str | None = None) -> None:
    """A birthday was seen to, the one that is near if none is told: its row is gone until it could not be due any more."""
    if birthday is None:
        standing = work.store.standings.of(customer_id) or {}
        birthday = standing.get("birthday_on")
    if birthday is None or is_greeted(work, customer_id):
        return
    until = date.fromisoformat(birthday) + timedelta(days=work.policy.due.greeting_days + 1)
    work.store.tasks.snooze(work.op, f"birthday:{customer_id}", until, _GREETED, work.op.actor.id)
