"""What was sold and won in a window: lines and orders with whose they were on their day, by any dimension."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from functools import cached_property
from typing import NamedTuple

from crmcli import clock
from crmcli.dates.periods import Period
from crmcli.queries.figures import Figures
from crmcli.reports.currencies import deals_reckoned
from crmcli.reports.pipeline_ended import Ended, among, view_of
from crmcli.reports.pipeline_tables import amount, priced
from crmcli.reports.request import Request
from crmcli.verdicts.opportunities import Standing, stood

#: What stands for nobody and nowhere.
NONE = "—"


class Owners:
    """Who looked after a customer on a day: at its end, in the team's zone."""

    def __init__(self, figures: Figures, zone: tzinfo) -> None:
        self._now, self._before = figures.owners_over_time()
        self._names = {key: name for key, (name, _active) in figures.owners().items()}
        self._zone, self._ends = zone, dict[str, str]()

    def name(self, customer_id: int, day: str) -> str:
        """The name of who did; a dash for nobody."""
        owner = self._now.get(customer_id)
        if customer_id in self._before:
            end = self._end(day)
            owner = next((was for until, was in self._before[customer_id] if until > end), owner)
        return NONE if owner is None else self._names.get(owner, NONE)

    def _end(self, day: str) -> str:
        """The instant at which a day is over, as stored."""
        if day not in self._ends:
            after = date.fromisoformat(day) + timedelta(days=1)
            last = datetime.combine(after, time(0), self._zone) - timedelta(microseconds=1)
            self._ends[day] = clock.iso(last)
        return self._ends[day]


class Source:
    """What a report reads once: the counts of records, who looked after whom, and where customers are."""

    def __init__(self, request: Request) -> None:
        self.request, self.view, self.figures = request, request.view, request.figures

    @cached_property
    def owners(self) -> Owners:
        return Owners(self.figures, self.view.zone)

    @cached_property
    def places(self) -> dict[int, tuple[str, str | None]]:
        return self.figures.places()


class Line(NamedTuple):
    """A line of an order: whose, its day, cents (below zero for a return), its order, its product."""

    customer_id: int
    day: str
    cents: int
    number: str
    product: str | None


@dataclass(frozen=True)
class Sold:
    """A window's lines, orders, and opportunities that ended, with what they are grouped by."""

    source: Source
    period: Period
    lines: Sequence[Line]
    #: The orders that began in the window, each by its first line, with the products that it has.
    orders: Sequence[tuple[Line, frozenset[str]]]
    ended: Ended

    @property
    def revenue(self) -> int:
        """What the lines come to, in cents."""
        return sum(line.cents for line in self.lines)

    @property
    def priced(self) -> list[Standing]:
        """The opportunities won whose amount is known in the team's currency."""
        return priced(self.ended.won, self.source.view.policy.team.currency)

    @property
    def won_cents(self) -> int:
        return amount(self.ended.won, self.source.view.policy.team.currency)

    @cached_property
    def by_customer(self) -> dict[int, int]:
        """What each customer's lines come to, those without revenue left out."""
        sums: defaultdict[int, int] = defaultdict(int)
        for line in self.lines:
            sums[line.customer_id] += line.cents
        return {key: cents for key, cents in sums.items() if cents}

    @cached_property
    def by_buyer(self) -> tuple[dict[int, int], dict[int, int]]:
        """The same of who first bought in the window, and of everybody else."""
        first = self.source.figures.first_bought(self.period.end.isoformat())
        start = (self.period.start or self.period.end).isoformat()
        new = {key: cents for key, cents in self.by_customer.items() if first.get(key, start) >= start}
        return new, {key: cents for key, cents in self.by_customer.items() if key not in new}

    def revenue_by(self, key: Callable[[Line], str]) -> dict[str, int]:
        """What the lines come to by something about them; the parts add up to the whole."""
        sums: defaultdict[str, int] = defaultdict(int)
        for line in self.lines:
            sums[key(line)] += line.cents
        return dict(sums)


def sold(source: Source, period: Period) -> Sold:
    """What was sold and won in a window with a start, as it stood on its last day."""
    start, end = (period.start or period.end).isoformat(), period.end.isoformat()
    lines = list(map(Line._make, source.figures.sold(start, end)))
    view = view_of(source.request, period.end)
    area = view.store.opportunities
    rows = area.then({}, view.at) if view.as_of.explicit else area.listed({})
    ended = stood(view, [row for row in rows if row["closed_on"]])
    found = among(deals_reckoned(view, ended), period)
    return Sold(source, period, [each for each in lines if each.day >= start], _orders(lines, start), found)


def _orders(lines: Sequence[Line], start: str) -> list[tuple[Line, frozenset[str]]]:
    """The orders among these lines that began by a day or later, returns left out."""
    groups: defaultdict[tuple[int, str], list[Line]] = defaultdict(list)
    for line in lines:
        if line.cents >= 0:
            groups[line.customer_id, line.number].append(line)
    found = ((min(group, key=lambda line: line.day), group) for group in groups.values())
    return [
        (first, frozenset(each.product or NONE for each in group))
        for first, group in found
        if first.day >= start
    ]
