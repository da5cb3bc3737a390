"""Which opportunities were won and lost in a period, and how soon."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from crmcli import clock
from crmcli.dates.periods import Period
from crmcli.figures import kpis
from crmcli.i18n import ngettext
from crmcli.reports.request import Request
from crmcli.store import View
from crmcli.verdicts.opportunities import Standing, standings


class Ended(NamedTuple):
    """The opportunities that were won and lost in a period, and the days that each won one took, where that is known.
    No period with a start has those that ended on a day that nobody told."""

    won: list[Standing]
    lost: list[Standing]
    days: list[int]

    @property
    def win_rate(self) -> float | None:
        return kpis.ratio(len(self.won), len(self.won) + len(self.lost))


def ended(request: Request, period: Period) -> Ended:
    """What was won and lost in a period, as it stood on its last day."""
    return among(standings(view_of(request, period.end), {}), period)


def among(found: Iterable[Standing], period: Period) -> Ended:
    over = [one for one in found if one.row["closed_on"]]
    closed = [one for one in over if _is_in(one, period)]
    won = [one for one in closed if one.row["stage"] == "won"]
    days = [(_day(one.closed_on) - _day(one.row["opened_on"])).days for one in won if one.closed_on]
    lost = [one for one in closed if one.row["stage"] == "lost"]
    return Ended(won, lost, days)


def undated_told(number: int) -> list[str]:
    """A note of the opportunities that ended nobody knows when; none without such ones."""
    text = ngettext(
        "%(n)d opportunity ended on a day that nobody told: it is in no month's figures and no days to the deal.",
        "%(n)d opportunities ended on days that nobody told: they are in no month's figures and no days to the deal.",
        number,
    )
    return [text % {"n": number}] if number else []


def _is_in(one: Standing, period: Period) -> bool:
    """Whether one that is over ended in a period; since ever did those, too, of which nobody knows when."""
    return within(one.closed_on, period) or (one.closed_on is None and period.start is None)


def view_of(request: Request, day: date) -> View:
    """The records at the end of a day, under the policy then in force."""
    view = request.view
    if day == view.as_of.on:
        return view
    as_of = request.at(day)
    return View(view.store, view.store.policies.load(clock.iso(as_of.instant)), as_of)


def within(day: str | None, period: Period) -> bool:
    start = period.start.isoformat() if period.start else ""
    return day is not None and start <= day <= period.end.isoformat()


def _day(text: str) -> date:
    return date.fromisoformat(text)
