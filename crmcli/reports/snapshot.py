"""One pass over the judged customers of a day, keeping what the figures need and nothing more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from crmcli.dates.months import add_months
from crmcli.facts import Facts
from crmcli.figures import kpis
from crmcli.judging.standing import Standing
from crmcli.reports.request import Request

PRESENT = ("new", "active")
BANDS = ("healthy", "watch", "at_risk")


@dataclass(slots=True)
class Snapshot:
    """Every customer known on a day by its classes, and the sums over them."""

    on: date
    stages: dict[int, str] = field(default_factory=dict)
    tiers: dict[int, str] = field(default_factory=dict)
    values: dict[int, str] = field(default_factory=dict)
    #: The day on which each became known, None where nothing tells it.
    new_on: dict[int, date | None] = field(default_factory=dict)
    members: int = 0
    #: How many came here only later: what they had not bought or talked about by the day isn't known.
    came_later: int = 0
    bought: int = 0
    bought_again: int = 0
    health_sum: int = 0
    bands: dict[str, int] = field(default_factory=lambda: dict.fromkeys(BANDS, 0))

    def add(self, facts: Facts, standing: Standing) -> None:
        """Counts one more customer."""
        key = facts.customer_id
        self.stages[key], self.tiers[key] = standing.lifecycle, standing.tier
        self.values[key], self.new_on[key] = standing.value_class, facts.new_on
        self.members += facts.is_member
        self.came_later += facts.arrived_on > self.on
        self.bought += facts.orders_12m >= 1
        self.bought_again += facts.orders_12m >= 2
        if standing.health is not None and standing.health_band is not None:
            self.health_sum += standing.health
            self.bands[standing.health_band] += 1

    @property
    def present(self) -> set[int]:
        """Customers in the stages new and active."""
        return {key for key, stage in self.stages.items() if stage in PRESENT}

    @property
    def lost(self) -> set[int]:
        return {key for key, stage in self.stages.items() if stage == "lost"}

    @property
    def with_health(self) -> int:
        return sum(self.bands.values())


def snapshot(request: Request, on: date) -> Snapshot:
    """The customers as they stood at the end of a day."""
    seen = Snapshot(on)
    for facts, standing in request.judged(on):
        seen.add(facts, standing)
    return seen


class Days:
    """Snapshots of several days, each made once."""

    def __init__(self, request: Request) -> None:
        self._request = request
        self._made: dict[date, Snapshot] = {}

    def keep(self, seen: Snapshot) -> None:
        """Takes over a snapshot that was made while looking at the same customers for something else."""
        self._made[seen.on] = seen

    def on(self, day: date) -> Snapshot:
        if day not in self._made:
            self._made[day] = snapshot(self._request, day)
        return self._made[day]

    def churn(self, day: date, months: int) -> tuple[float | None, int]:
        """Of those new or active `months` before, the share lost on `day`; and how many they were."""
        before = self.on(add_months(day, -months)).present
        return kpis.ratio(len(before & self.on(day).lost), len(before)), len(before)


def counts(classes: Mapping[int, str], keys: tuple[str, ...]) -> dict[str, int]:
    """How many customers are in each class, every class present."""
    found = dict.fromkeys(keys, 0)
    for key in classes.values():
        found[key] += 1
    return found
