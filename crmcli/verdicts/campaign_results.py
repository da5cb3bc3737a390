"""What came of campaigns: what customers bought within the policy's days of their start. Reads and judges, writes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any, NamedTuple

from crmcli.figures.results import Outcome, compare
from crmcli.store import View
from crmcli.verdicts.campaigns import Standing

#: By customer what they bought within a window, see `Figures.bought_within`.
Bought = Mapping[int, tuple[int, int]]


class Result(NamedTuple):
    """A campaign and what came of it: the days that count, from `first` to `last`, of those that there are so far up to
    `until`; what was bought in them, and the outcome. `word` is how it is told in short."""

    standing: Standing
    first: date
    last: date
    until: date
    bought: Bought
    outcome: Outcome

    @property
    def is_running(self) -> bool:
        """Whether days that count are still to come: what isn't over is only told, not judged."""
        return self.until < self.last

    @property
    def days(self) -> int:
        """How many of the days there are so far."""
        return max(0, (self.until - self.first).days + 1)

    @property
    def word(self) -> str:
        """A word of `campaign_result`."""
        if self.standing.state in ("planned", "canceled"):
            return self.standing.state
        if self.is_running and self.outcome.word != "uncompared":
            return "running"
        return self.outcome.word

    @property
    def buyers(self) -> int:
        """Of those whom the campaign was meant for, how many bought."""
        return self.outcome.meant.buyers


def results(view: View, campaigns: Iterable[Standing]) -> list[Result]:
    """What came of these campaigns by the view's day."""
    return [result(view, each) for each in campaigns]


def result(view: View, standing: Standing) -> Result:
    """What came of a campaign by the view's day."""
    rules = view.policy.campaign
    first = date.fromisoformat(standing.row["start_on"])
    last = first + timedelta(days=rules.result_days - 1)
    until = min(last, view.as_of.on)
    bought: Bought = {}
    if first <= until:
        figures = view.store.figures.then(view.past, view.rates)
        bought = figures.bought_within(first.isoformat(), until.isoformat())
    drawn = [each for each in standing.people if each["drawn"]]
    meant = [spent(bought, each) for each in drawn if not each["held_out"]]
    held_out = [spent(bought, each) for each in drawn if each["held_out"]]
    return Result(standing, first, last, until, bought, compare(meant, held_out, rules.min_n))


def spent(bought: Bought, participant: Mapping[str, Any]) -> int | None:
    """What a participant's customer spent in a window; None where they bought nothing."""
    cents, lines = bought.get(participant["customer_id"], (0, 0))
    return cents if lines else None
