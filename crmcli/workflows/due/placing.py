"""On which day each thing is done: planned contacts move where a day is full, and `classify` keeps what moves from today.

Only what the plan asks for on that very day moves. What was missed, agreed, put off or released from a backlog stays, and
whatever moved once stays on its new day until that has come and is full, too.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import date, timedelta
from typing import NamedTuple

from crmcli import clock
from crmcli.dates.calendars import Calendar
from crmcli.judging.spreading import Work as Thing
from crmcli.judging.spreading import spread
from crmcli.queries.moved import Moved
from crmcli.store import View
from crmcli.workflows.due.put_off import put_off
from crmcli.workflows.due.queue import bare
from crmcli.workflows.due.rows import KINDS, DueRow, Wanted

#: What nobody must do on a day, and so fills none.
_UNHURRIED = frozenset(("news", "verify"))


class Placed(NamedTuple):
    """A row of the list, who does it, the day of its own (what is late today), and the day on which it is done."""

    row: DueRow
    person: int | None
    own: date
    day: date


def placed(view: View, wanted: Wanted, late: Mapping[int | None, int] | None = None) -> list[Placed]:
    """Everybody's rows that are wanted. Who is away on the day of something has it done by their stand-in. `late` tells by
    person how many late contacts there are besides."""
    today, policy = view.as_of.on, view.policy.contact
    rows = bare(view, wanted._replace(owner_id=None, most=None)).rows
    standing_in = _standing_in(view, wanted.until)
    own = [max(_day(view, row), today) for row in rows]
    people = [_person(standing_in, row.owner_id, day) for row, day in zip(rows, own, strict=True)]
    counted = [n for n, row in enumerate(rows) if row.kind not in _UNHURRIED]
    things = [_thing(view, rows[n], people[n]) for n in counted]
    more: Counter[int | None] = Counter()
    for owner_id, n in (late or {}).items():
        more[_person(standing_in, owner_id, today)] += n
    office = Calendar(view.policy.calendar[policy.calendar], view.zone)
    spread_over = spread(things, today, per_day=policy.per_day, workday=office.next_workday, late=more)
    days = dict(zip(counted, spread_over, strict=True))
    return [Placed(row, people[n], own[n], days.get(n, own[n])) for n, row in enumerate(rows)]


def planned_moves(view: View) -> list[tuple[int, Moved]]:
    """Which contacts of today's plan move to later days, by customer. None do where the policy has none moved."""
    most, today = view.policy.contact.spread_days, view.as_of.on
    if not most:
        return []
    hidden = put_off(view, today).hidden
    waiting = [int(item.partition(":")[2]) for item in hidden if item.startswith("contact:")]
    late = view.store.due.late_by_owner(view.day, waiting)
    kinds = frozenset(KINDS) - _UNHURRIED
    found = placed(view, Wanted(None, today + timedelta(days=most), kinds, since=today), late)
    load = Counter(each.person for each in found if each.own == today)
    for owner_id, n in late.items():
        load[owner_id] += n
    return [
        (each.row.customer_id, Moved(each.row.due_at, each.day.isoformat(), load[each.person]))
        for each in found
        if each.own == today < each.day and each.row.customer_id is not None
    ]


def _thing(view: View, row: DueRow, person: int | None) -> Thing:
    day = _day(view, row)
    last = _last(row, day, view.as_of.on, view.policy.contact.spread_days)
    return Thing(person, day, last, row.urgency, row.item)


def _last(row: DueRow, day: date, today: date, most: int) -> date:
    """The last day to which a row may move: its own for what stays."""
    if row.planned_from is None or day < today or (row.moved_from is not None and day > today):
        return day
    if row.moved_from is None and row.due_at != row.planned_from:
        return day
    return max(day, date.fromisoformat(row.due_at) + timedelta(days=most))


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


def _person(standing_in: Mapping[date, Mapping[int, int]], person: int | None, day: date) -> int | None:
    """Who does somebody's work on a day: they, or who stands in for them, or for that one."""
    seen = set[int]()
    while person is not None and person not in seen:
        seen.add(person)
        person = standing_in.get(day, {}).get(person, person)
    return person
