"""Which rows of the due list were put off beyond it, and which come back within the days that it looks at."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from crmcli import clock
from crmcli.database.connection import Row
from crmcli.store import View
from crmcli.workflows.due.greeting import is_greeting


class PutOff(NamedTuple):
    """The rows that stay hidden, and the days on which others come back."""

    hidden: set[str]
    returning: dict[str, str]


def put_off(view: View, until: date) -> PutOff:
    """What was put off, for a list that looks until a day. What is agreed for a later day than a snooze was meant for,
    or was agreed since, comes on its own day, and so does whoever gave a low score since; whoever was greeted doesn't come
    back for the same birthday."""
    snoozes, last = view.store.tasks.snoozes(view.day, view.at), until.isoformat()
    ids = [int(item.partition(":")[2]) for item in snoozes if item.startswith("contact:")]
    for agreed in view.store.appointments.open(ids, view.day, view.at) if ids else ():
        item = f"contact:{agreed['customer_id']}"
        snooze = snoozes.get(item)
        if snooze is None or agreed["next_on"] > last:
            continue
        if not (agreed["next_on"] <= _meant_on(view, snooze) and agreed["recorded_at"] <= snooze["at"]):
            del snoozes[item]
    for item in _scored_low_since(view, snoozes):
        del snoozes[item]
    returning = {
        item: row["until_on"]
        for item, row in snoozes.items()
        if row["until_on"] <= last and not is_greeting(row)
    }
    return PutOff(snoozes.keys() - returning.keys(), returning)


def _scored_low_since(view: View, snoozes: Mapping[str, Row]) -> set[str]:
    """The customers, as rows of the list, who gave a low score after they were put off: whoever did that didn't know of it."""
    ids = [int(item.partition(":")[2]) for item in snoozes if item.startswith("contact:")]
    return {
        item
        for row in (view.store.surveys.low_open(ids, view.at) if ids else ())
        if (item := f"contact:{row['customer_id']}") in snoozes
        and row["created_at"] > snoozes[item]["at"]
        and (date.fromisoformat(row["created_at"][:10]) - date.fromisoformat(row["submitted_on"])).days
        < view.policy.contact.low_score_age_days
    }


def _meant_on(view: View, snooze: Row) -> str:
    """Until which day a snooze was meant for what is agreed: its own day where nobody said."""
    made = clock.local_date(clock.parse_iso(snooze["at"]), view.zone)
    return snooze["meant_on"] or made.isoformat()
