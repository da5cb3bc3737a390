"""What is asked of a report, and the judged customers of any day that several reports need."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from crmcli import clock
from crmcli.clock import AsOf
from crmcli.dates.months import add_months
from crmcli.dates.periods import Period
from crmcli.errors import Usage
from crmcli.facts import Facts, add_days
from crmcli.i18n import _, series
from crmcli.judging.judge import Classes
from crmcli.judging.standing import Standing
from crmcli.queries.figures import Figures
from crmcli.queries.kept import KeptDay, KeptMonth
from crmcli.queries.touched import touched
from crmcli.store import View
from crmcli.verdicts.standings import classify_all, judge_all
from crmcli.wording import label

#: The customers that a filter finds.
Filtered = Callable[[View, str], Collection[int]]


@dataclass(frozen=True, slots=True)
class Request:
    """A report's question. `start` and `end` are days, both in the period; None leaves them to the report."""

    view: View
    start: date | None = None
    end: date | None = None
    by: str | None = None
    backtest: date | None = None
    wave: str | None = None
    form: str | None = None
    campaign_id: int | None = None
    pilot_id: int | None = None
    #: The earlier day or month with which `start` and `end` are compared.
    earlier: Period | None = None
    #: The one person that it is about.
    only: str | None = None
    #: By the id of who is to do it, how many things are due and how many of them are overdue, where that was looked up.
    due: Mapping[int | None, tuple[int, int]] = field(default_factory=dict)
    #: By kind and day what was worked out and is worth keeping; by operation who was touched after it.
    keeping: dict[tuple[str, str], KeptDay] = field(default_factory=dict)
    #: Months whose figures are to be kept.
    months: list[KeptMonth] = field(default_factory=list)
    touched: dict[int, dict[int, str]] = field(default_factory=dict)
    #: What was worked out once, by its name.
    made: dict[str, Any] = field(default_factory=dict)
    #: Finds the customers of a filter, for reports that look at targets.
    filtered: Filtered | None = None

    @property
    def figures(self) -> Figures:
        """The counts and sums of records as they stood at the as-of."""
        if "figures" not in self.made:
            self.made["figures"] = self.view.store.figures.then(self.view.past, self.view.rates)
        found: Figures = self.made["figures"]
        return found

    @property
    def customers(self) -> int:
        """How many customers are recorded."""
        if "customers" not in self.made:
            self.made["customers"] = self.view.store.db.count("customer")
        return int(self.made["customers"])

    @property
    def period(self) -> Period:
        """The days asked for, by default all up to the as-of, never beyond it. Usage if it is empty."""
        period = Period(self.start, min(self.end or self.view.as_of.on, self.view.as_of.on))
        if period.start and period.start > period.end:
            raise Usage(
                _("The period is empty: it runs from %(start)s to %(end)s.")
                % {"start": period.start, "end": period.end},
                _("Give --from a day before --to and before the as-of."),
            )
        return period

    def at(self, day: date) -> AsOf:
        """The end of a day, or the as-of itself where it is that day."""
        return self.view.as_of if day == self.view.as_of.on else AsOf.end_of(day, self.view.zone)

    def judged(self, day: date, ids: Collection[int] | None = None) -> Iterable[tuple[Facts, Standing]]:
        """Every customer (or those of `ids`) known on a day with its standing then, under the policy then in force."""
        return judge_all(self.view_of(day), ids)

    def classified(self, day: date, ids: Collection[int] | None = None) -> Iterable[tuple[Facts, Classes]]:
        """The same with the classes alone."""
        return classify_all(self.view_of(day), ids)

    def view_of(self, day: date) -> View:
        """The view of a day's end by the policy then in force."""
        as_of = self.at(day)
        if day == self.view.as_of.on:
            return self.view
        return View(self.view.store, self.view.store.policies.load(clock.iso(as_of.instant)), as_of)

    def touched_by(self, operation_id: int, day: date) -> set[int]:
        """The customers of whom operations after this one touched a day or one before it, or since when they are known."""
        if operation_id not in self.touched:
            self.touched[operation_id] = touched(self.view.store.db, operation_id)
        on, since = day.isoformat(), self.touched[operation_id]
        later = {key for key, first in since.items() if first > on}
        return (since.keys() - later) | self.view.store.facts.undated(later, on)

    def check_by(self, known: tuple[str, ...]) -> None:
        """Usage unless the report can be broken down by what was asked."""
        if self.by is not None and self.by not in known:
            raise Usage(
                _("This report can't be broken down by %(by)s.") % {"by": _dimension(self.by)},
                _("It can be by: %(known)s.") % {"known": series(map(_dimension, known))} if known else "",
            )


def _dimension(key: str) -> str:
    return label("report_field", key)


def year_before(day: date) -> str:
    """The first day of the 12 months that end on `day`, as stored."""
    return add_days(add_months(day, -12), 1).isoformat()
