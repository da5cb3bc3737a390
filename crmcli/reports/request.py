"""What is asked of a report, and the judged customers of any day that several reports need."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date

from crmcli import clock
from crmcli.clock import AsOf
from crmcli.dates.months import add_months
from crmcli.dates.periods import Period
from crmcli.errors import Usage
from crmcli.facts import Facts, add_days
from crmcli.i18n import _, series
from crmcli.judging.standing import Standing
from crmcli.queries.figures import Figures
from crmcli.store import View
from crmcli.verdicts.standings import judge_all
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
    #: Finds the customers of a filter, for reports that look at targets.
    filtered: Filtered | None = None

    @property
    def figures(self) -> Figures:
        """The counts and sums of records as they stood at the as-of."""
        return self.view.store.figures.then(self.view.past, self.view.rates)

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
        as_of = self.at(day)
        policy = (
            self.view.policy
            if day == self.view.as_of.on
            else self.view.store.policies.load(clock.iso(as_of.instant))
        )
        return judge_all(View(self.view.store, policy, as_of), ids)

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
