"""Contacts that are so late that their owner and the managers are told by name."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from crmcli.clock import at_local, iso, local_date
from crmcli.database.connection import Row
from crmcli.store import View
from crmcli.workflows.absences import stands_in_for
from crmcli.workflows.due.put_off import put_off


def late_contacts(view: View, owner_id: int | None, most: int) -> tuple[list[tuple[str, str | None]], int]:
    """Contacts that are late by the policy's hours, backlog and what was put off apart: the names of the customers and
    owners of `most` of the most urgent, and how many there are; with those of whom the owner stands in for.

    A day is missed when it is over, a time of day at once; what is due by a policy that changed meanwhile, since the change.
    """
    absent = [] if owner_id is None else stands_in_for(view, owner_id)
    lists = [_late_of(view, each, most) for each in (owner_id, *(row["staff_id"] for row in absent))]
    named = [name for names, _total in lists for name in names]
    return named[:most], sum(total for _names, total in lists)


def _late_of(view: View, owner_id: int | None, most: int) -> tuple[list[tuple[str, str | None]], int]:
    due, since = view.store.due, view.as_of.instant - timedelta(hours=view.policy.contact.late_warning_hours)
    day = local_date(since, view.zone)
    until = (day - timedelta(days=1)).isoformat()
    items = put_off(view, view.as_of.on).hidden
    hidden = [int(item.partition(":")[2]) for item in items if item.startswith("contact:")]
    hidden += _due_by_change(view, owner_id, until, since)
    timed = [row for row in due.timed(day.isoformat(), owner_id) if _is_missed(view, row, day, since)]
    rows = [*timed, *due.late(until, owner_id, most + len(hidden))]
    shown = [row for row in rows if row["customer_id"] not in hidden]
    shown.sort(
        key=lambda row: (row["contact_base"], row["next_contact_on"], row["customer_id"]), reverse=True
    )
    shown = shown[:most]
    shown.sort(key=lambda row: (-row["contact_base"], row["next_contact_on"], row["customer_id"]))
    total = due.count("late", "", until, by=until, owner=owner_id, but=hidden)
    total += sum(row["customer_id"] not in hidden for row in timed)
    return [(row["name"], row["owner"]) for row in shown], total


def _due_by_change(view: View, owner_id: int | None, until: str, since: datetime) -> list[int]:
    """Of the contacts due by a day, whose weren't by the rules for contacts that were in force at an instant, if those have
    changed since."""
    policies, due = view.store.policies, view.store.due
    number = policies.version_at(iso(since))
    if number == view.policy.version or (then := policies.of(number)).contact == view.policy.contact:
        return []
    from crmcli.verdicts.standings import judge_all  # most lists need none of it

    total = due.count("late", "", until, by=until, owner=owner_id, but=[])
    ids = [row["customer_id"] for row in due.late(until, owner_id, total)]
    judged = judge_all(
        replace(view, policy=replace(view.policy, contact=then.contact, overlays=then.overlays)), ids
    )
    days = {facts.customer_id: standing.contact_since for facts, standing in judged}
    return [key for key in ids if (day := days.get(key)) is None or day.isoformat() > until]


def _is_missed(view: View, row: Row, day: date, since: datetime) -> bool:
    """Whether what is agreed for a time of the day was due by then."""
    times = [
        data["time"]
        for code, data in json.loads(row["contact_reasons"])
        if code == "follow_up" and data["due"] == day.isoformat() and data["time"]
    ]
    return any(at_local(day, time.fromisoformat(told), view.zone) <= since for told in times)
