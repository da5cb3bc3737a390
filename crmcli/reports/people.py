"""The parts of the key figures that are each person's. They add up to the whole: what is nobody's belongs to None."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from crmcli import clock
from crmcli.dates.months import add_months
from crmcli.dates.periods import Period
from crmcli.dates.weeks import ending_between
from crmcli.figures import kpis
from crmcli.figures.quality import is_timely
from crmcli.reports import complaint_cases, pipeline_ended, response
from crmcli.reports.days import Days
from crmcli.reports.planned import Plan
from crmcli.reports.request import Request
from crmcli.service.response import Inbound
from crmcli.service.rounds import UNRESOLVED
from crmcli.verdicts import checks, trainings
from crmcli.verdicts.complaints import verdicts


class Part(NamedTuple):
    """How many of n are as they should be."""

    good: int
    n: int

    @property
    def share(self) -> float | None:
        return kpis.ratio(self.good, self.n)


#: By a person's name; None for what is nobody's.
Parts = dict[str | None, Part]


def counted(found: Iterable[tuple[str | None, bool]]) -> Parts:
    """The parts of what was found of each of some things: whose it is, and whether it is as it should be."""
    parts: Parts = {}
    for person, good in found:
        so_far = parts.get(person, Part(0, 0))
        parts[person] = Part(so_far.good + good, so_far.n + 1)
    return parts


def total(parts: Mapping[str | None, Part]) -> Part:
    return Part(sum(part.good for part in parts.values()), sum(part.n for part in parts.values()))


def window(period: Period) -> tuple[str, str]:
    return period.start.isoformat() if period.start else "", period.end.isoformat()


def first(period: Period) -> date:
    """The first day of a period that has one."""
    assert period.start is not None
    return period.start


def planned(request: Request, plan: Plan, period: Period) -> Parts:
    """Of the contacts planned for a period, those made by their day: by the customer's owner at its end."""
    owners = request.view.store.people.owners(pipeline_ended.view_of(request, period.end).past)
    return {person: Part(*kept) for person, kept in plan.kept_by(period, owners).items()}


def timely(request: Request, period: Period) -> Parts:
    """Of a period's contacts, those recorded in time: by who made them."""
    hours = request.view.policy.quality.timely_hours
    return counted(
        (person, is_timely(clock.parse_iso(happened), clock.parse_iso(kept), hours))
        for person, happened, kept in request.view.store.people.recordings(*window(period))
    )


def checked(request: Request, period: Period) -> Parts:
    """Of the samples of the weeks that end in a period, the records that were found right: by who made the contact."""
    found = request.view.store.checks.found(*ending_between(period.start, period.end), request.view.past)
    return {person: Part(*passed) for person, passed in checks.passed(found).items()}


def clocks(request: Request, period: Period) -> Parts:
    """Of the ended deadlines of a period's complaints, those that were met: by who handles the complaint at its end."""
    cases: dict[str | None, list[complaint_cases.Case]] = {}
    for case in complaint_cases.judged(request, period):
        cases.setdefault(case.row["handled_by"], []).append(case)
    tallies = {
        person: complaint_cases.tally(
            one for case in some for ended in case.verdict.rounds for one in ended.values()
        )
        for person, some in cases.items()
    }
    return {person: Part(tally.met, tally.judged) for person, tally in tallies.items()}


def revisits(request: Request, period: Period) -> Parts:
    """Of the revisits with a result, those that found a satisfied customer: by who handles the complaint at the period's end."""
    at = clock.iso(request.at(period.end).instant)
    rows = request.view.store.people.revisits(*window(period), at)
    return counted((row["handled_by"], row["result"] == "satisfied") for row in rows if row["result"])


def answered(request: Request, period: Period) -> Parts:
    """Of the contacts that came in, those answered within the target: by who is to answer."""
    contacts: dict[str | None, list[Inbound]] = {}
    for contact in response.received(request, period):
        contacts.setdefault(contact.person, []).append(contact)
    summaries = {person: response.summary(request, some) for person, some in contacts.items()}
    return {person: Part(one.within, one.judged) for person, one in summaries.items()}


def won(request: Request, period: Period) -> Parts:
    """Of the opportunities that ended in a period, those that were won: by owner."""
    ended = pipeline_ended.ended(request, period)
    return counted((one.row["owner"], one.row["stage"] == "won") for one in (*ended.won, *ended.lost))


def retained(request: Request, days: Days, period: Period) -> Parts:
    """Of the customers new or active 12 months before a period's end, those not lost at it: by owner at the end."""
    owners = request.view.store.people.owners(pipeline_ended.view_of(request, period.end).past)
    before, lost = days.on(add_months(period.end, -12)).present, days.on(period.end).lost
    return counted((owners.get(key), key not in lost) for key in before)


def trained(request: Request, period: Period) -> Parts:
    """Of the trainings that each one's role requires, those passed and not run out at a period's end."""
    view = pipeline_ended.view_of(request, period.end)
    return counted((one.name, one.state == "valid") for one in trainings.required(view))


def open_complaints(request: Request, period: Period) -> dict[str | None, int]:
    """How many complaints wait for their resolution at a period's end: by who handles them then."""
    view = pipeline_ended.view_of(request, period.end)
    rows = view.store.former.then("complaint", view.store.complaints.unresolved(view.day), view.at)
    judged = verdicts(view.store, rows, view.as_of.instant)
    found: dict[str | None, int] = {}
    for row in rows:
        if row["id"] in judged and judged[row["id"]].state in UNRESOLVED:
            found[row["handler_name"]] = found.get(row["handler_name"], 0) + 1
    return found
