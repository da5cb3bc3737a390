"""The load of the coming days: what is due, by person and day, with planned contacts spread where a day is full."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import date, timedelta
from typing import NamedTuple

from crmcli import clock
from crmcli.dates.calendars import Calendar
from crmcli.judging.spreading import Work, spread
from crmcli.store import View
from crmcli.workflows.due.queue import build
from crmcli.workflows.due.rows import DueRow, Wanted


class Load(NamedTuple):
    """What one person has on one day: planned contacts, of these how many come from an earlier day, contacts that were
    agreed or can't wait, complaints, and all else."""

    day: date
    person: str | None
    planned: int
    moved: int
    agreed: int
    complaints: int
    other: int

    @property
    def total(self) -> int:
        return self.planned + self.agreed + self.complaints + self.other


def coming(view: View, wanted: Wanted) -> list[Load]:
    """The load of each day until the last one that is wanted, what is late on the first; by day, then by person.

    Who is away on the day of something has it done by their stand-in.
    """
    rows = build(view, wanted._replace(owner_id=None, most=None)).rows
    standing_in = _standing_in(view, wanted.until)
    people = [_person(standing_in, row, max(_day(view, row), view.as_of.on)) for row in rows]
    work = [
        Work(person, _day(view, row), row.planned_from is not None, row.urgency, row.item)
        for row, person in zip(rows, people, strict=True)
    ]
    policy = view.policy.contact
    office = Calendar(view.policy.calendar[policy.calendar], view.zone)
    days = spread(
        work, view.as_of.on, per_day=policy.per_day, most_days=policy.spread_days, workday=office.next_workday
    )
    names, found = view.store.staff.names(), defaultdict[tuple[date, int | None], Counter[str]](Counter)
    for row, each, day in zip(rows, work, days, strict=True):
        if day <= wanted.until and wanted.owner_id in (None, each.person):
            counts = found[day, each.person]
            counts[_column(row)] += 1
            counts["moved"] += day > max(each.day, view.as_of.on)
    loads = [
        Load(
            day, names.get(person or 0), counts["planned"], counts["moved"], agreed=counts["agreed"],
            complaints=counts["complaint"], other=counts["other"],
        )
        for (day, person), counts in found.items()
    ]  # fmt: skip
    return sorted(loads, key=lambda load: (load.day, load.person or ""))


def _column(row: DueRow) -> str:
    if row.kind == "contact":
        return "agreed" if row.planned_from is None else "planned"
    return "complaint" if row.kind == "complaint" else "other"


def _day(view: View, row: DueRow) -> date:
    """The local day on which something is due, or backlog comes on the list."""
    if row.planned_from is not None:
        return date.fromisoformat(row.planned_from)
    at = row.due_at
    return clock.local_date(clock.parse_iso(at), view.zone) if "T" in at else date.fromisoformat(at)


def _standing_in(view: View, until: date) -> Mapping[date, dict[int, int]]:
    """By day, who stands in for each absent person."""
    found: dict[date, dict[int, int]] = defaultdict(dict)
    for row in view.store.absences.since(view.day, view.at):
        day = max(date.fromisoformat(row["from_on"]), view.as_of.on)
        while day <= min(date.fromisoformat(row["until_on"]), until):
            found[day][row["staff_id"]] = row["stand_in_id"]
            day += timedelta(days=1)
    return found


def _person(standing_in: Mapping[date, Mapping[int, int]], row: DueRow, day: date) -> int | None:
    """Who does it on a day: whose it is, or who stands in for them, or for that one."""
    person, seen = row.owner_id, set[int]()
    while person is not None and person not in seen:
        seen.add(person)
        person = standing_in.get(day, {}).get(person, person)
    return person
