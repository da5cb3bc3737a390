"""What each person of the team did, how well, and what is on their table; or each department."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any

from crmcli import clock
from crmcli.dates import periods
from crmcli.dates.periods import Period
from crmcli.figures import kpis
from crmcli.i18n import _
from crmcli.reports import people, pipeline_ended
from crmcli.reports.model import Report, Sheet
from crmcli.reports.people import Part, Parts
from crmcli.reports.planned import Plan
from crmcli.reports.request import Request
from crmcli.result import Column, Table
from crmcli.verdicts import trainings
from crmcli.verdicts.known_now import EVERYTHING

BY = ("person", "department")
#: The kinds of records that it rests on.
RESTS_ON = EVERYTHING

#: The shares, in the order in which they are shown; each column's n stands beside it.
_WORK = ("plan_compliance", "information_timeliness", "spot_check_pass")
_SERVICE = ("clock_compliance", "revisit_satisfaction", "response_in_time")
_COUNTS = (
    "contacts",
    "reached",
    "customers",
    "tasks",
    "complaints",
    "due",
    "overdue",
    "operations",
    "away",
    "missing",
    "expired",
)


@dataclass(slots=True)
class _Found:
    """What was found by person (None: nobody's): shares, and plain counts."""

    shares: Mapping[str, Parts]
    counts: Mapping[str, Mapping[str | None, int]]

    def of(self, name: str) -> _Found:
        """What is one person's."""

        def own(parts: Mapping[str | None, Any]) -> Any:
            return {name: parts[name]} if name in parts else {}

        return _Found(
            {key: own(parts) for key, parts in self.shares.items()},
            {key: own(counts) for key, counts in self.counts.items()},
        )

    def names(self) -> set[str | None]:
        found = {name for parts in self.shares.values() for name in parts}
        return found | {name for counts in self.counts.values() for name, n in counts.items() if n}


def build(request: Request) -> Report:
    """The running month, or the period asked for; of one person where they are asked for or may see no other."""
    asked = request.period
    period = asked if asked.start else periods.month_of(asked.end)
    view = pipeline_ended.view_of(request, period.end)
    team = trainings.team(view)
    found = _found(request, period)
    rows = _rows(found, team, request.by or "person", request.only)
    if request.only is not None:
        found = found.of(request.only)
    sheet = _sheet(found, len(team) if request.only is None else 1)
    return Report(
        name="team",
        title=_("The team's work"),
        as_of=request.view.as_of,
        zone=request.view.zone,
        start=period.start,
        end=period.end,
        figures=sheet.figures,
        tables=_tables(rows, request.by or "person"),
        notes=_notes(period),
    )


def _found(request: Request, period: Period) -> _Found:
    plan = Plan(request, period.start or period.end, period.end)
    shares = {
        "plan_compliance": people.planned(request, plan, period),
        "information_timeliness": people.timely(request, period),
        "spot_check_pass": people.checked(request, period),
        "clock_compliance": people.clocks(request, period),
        "revisit_satisfaction": people.revisits(request, period),
        "response_in_time": people.answered(request, period),
    }
    return _Found(shares, {**_done(request, period), **_load(request, period)})


def _done(request: Request, period: Period) -> dict[str, dict[str | None, int]]:
    """What people did, and the days on which they were away."""
    contacts = request.figures.contacts_by_person(*people.window(period))
    operations = request.figures.operations_by_person(*_instants(request, period))
    return {
        "contacts": {row["person"]: row["contacts"] for row in contacts},
        "reached": {row["person"]: row["reached"] for row in contacts},
        "operations": {row["person"]: row["operations"] for row in operations},
        "away": _away(request, period),
    }


def _load(request: Request, period: Period) -> dict[str, dict[str | None, int]]:
    """What lies on people's tables at the period's end."""
    view = pipeline_ended.view_of(request, period.end)
    names = view.store.staff.names()
    figures = view.store.figures.then(view.past, view.rates)
    known = figures.records(("id", "owner_id"), "", period.end.isoformat())
    tasks = view.store.tasks.open_due(date.max, None, view.past)
    lacks = list(trainings.required(view))
    due = {names.get(staff_id or 0): n for staff_id, n in request.due.items()}
    return {
        "customers": _tally(names.get(owner_id or 0) for _id, owner_id in known),
        "tasks": _tally(names.get(row["owner_id"] or 0) for row in tasks),
        "complaints": people.open_complaints(request, period),
        "due": {name: n for name, (n, _late) in due.items()},
        "overdue": {name: late for name, (_n, late) in due.items()},
        "missing": _tally(one.name for one in lacks if one.state == "missing"),
        "expired": _tally(one.name for one in lacks if one.state == "expired"),
    }


def _tally(names: Iterable[str | None]) -> dict[str | None, int]:
    counts: dict[str | None, int] = {}
    for name in names:
        counts[name] = counts.get(name, 0) + 1
    return counts


def _away(request: Request, period: Period) -> dict[str | None, int]:
    start, end = people.window(period)
    days: dict[str | None, set[date]] = {}
    for row in request.view.store.people.absences(start, end, clock.iso(request.at(period.end).instant)):
        day, last = (
            date.fromisoformat(max(row["from_on"], start)),
            date.fromisoformat(min(row["until_on"], end)),
        )
        days.setdefault(row["person"], set()).update(
            day + timedelta(days=n) for n in range((last - day).days + 1)
        )
    return {person: len(found) for person, found in days.items()}


def _instants(request: Request, period: Period) -> tuple[str, str]:
    start = period.start and clock.iso(clock.at_local(period.start, time(0), request.view.zone))
    return start or "", clock.iso(request.at(period.end).instant)


def _rows(found: _Found, team: list[dict[str, Any]], by: str, only: str | None) -> list[dict[str, Any]]:
    """A row for everybody who works here, then for whoever else did any of it; or for each department of theirs."""
    departments = {row["name"]: row["department"] for row in team}
    own = sorted(departments)
    names = [*own, *sorted(name for name in found.names() if name and name not in departments)]
    if None in found.names():
        names.append(None)
    if only is not None:
        names = [only]
    groups: dict[str | None, list[str | None]] = {}
    for name in names:
        groups.setdefault(departments.get(name or "") if by == "department" else name, []).append(name)
    return [_row(found, group, some, departments, by) for group, some in groups.items()]


def _row(
    found: _Found, group: str | None, names: list[str | None], departments: Mapping[str, str | None], by: str
) -> dict[str, Any]:
    row: dict[str, Any] = {by: group or "—"}
    if by == "person":
        row["department"] = departments.get(group or "")
    for key, parts in found.shares.items():
        part = people.total({name: parts.get(name, Part(0, 0)) for name in names})
        row |= {key: part.share, f"{key}_good": part.good, f"{key}_n": part.n}
    for key in _COUNTS:
        row[key] = sum(found.counts[key].get(name, 0) for name in names)
    return row


def _sheet(found: _Found, staff: int) -> Sheet:
    sheet = Sheet()
    sheet.add("team_people", staff, staff)
    for key, column in (("team_contacts", "contacts"), ("team_reached", "reached")):
        n = sum(found.counts[column].values())
        sheet.add(key, n, n)
    for key in (*_WORK, *_SERVICE):
        part = people.total(found.shares[key])
        sheet.add(key, part.share, part.n)
    operations = sum(found.counts["operations"].values())
    sheet.add("tool_use", kpis.ratio(operations, staff), staff)
    away = sum(found.counts["away"].values())
    sheet.add("days_away", away, away)
    return sheet


def _tables(rows: list[dict[str, Any]], by: str) -> list[Table]:
    who = Column("person", _("Person")) if by == "person" else Column("department", _("Department"))
    department = [Column("department", _("Department"))] if by == "person" else []
    contacts = [Column("contacts", _("Contacts"), "int"), Column("reached", _("Customers reached"), "int")]
    titles = {
        "plan_compliance": _("Plan kept"), "information_timeliness": _("Recorded in time"),
        "spot_check_pass": _("Checks passed"), "clock_compliance": _("Complaint deadlines met"),
        "revisit_satisfaction": _("Satisfied at revisit"), "response_in_time": _("Answered in time"),
    }  # fmt: skip

    def shares(keys: Iterable[str]) -> list[Column]:
        return [
            column
            for key in keys
            for column in (Column(key, titles[key], "percent"), Column(f"{key}_n", "n", "int"))
        ]

    load = [
        Column("customers", _("Customers"), "int"), Column("tasks", _("Open tasks"), "int"),
        Column("complaints", _("Open complaints"), "int"), Column("due", _("Things due"), "int"),
        Column("overdue", _("Of these overdue"), "int"),
    ]  # fmt: skip
    presence = [
        Column("operations", _("Operations"), "int"), Column("away", _("Days away"), "int"),
        Column("missing", _("Trainings missing"), "int"), Column("expired", _("Trainings run out"), "int"),
    ]  # fmt: skip
    return [
        Table("work", [who, *department, *contacts, *shares(_WORK)], rows, _("Work")),
        Table("service", [who, *shares(_SERVICE)], rows, _("Service")),
        Table("workload", [who, *load], rows, _("Workload on the last day")),
        Table("presence", [who, *presence], rows, _("Use of the tool, absence and trainings")),
    ]


def _notes(period: Period) -> list[str]:
    notes = [_("From %(start)s to %(end)s.") % {"start": period.start, "end": period.end}]
    notes.append(
        _(
            "The plan is the owner's, contacts are whose they were, complaints their handler's; “—” is nobody's."
        )
    )
    return notes
