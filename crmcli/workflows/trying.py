"""What another policy would change: whom it moves, and how many contacts it means for each person."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace

from crmcli.judging.standing import Standing, released_on
from crmcli.judging.workload import Load
from crmcli.policy import Policy
from crmcli.queries.standings import TRACKED
from crmcli.store import View
from crmcli.verdicts.standings import judge_all


@dataclass(frozen=True, slots=True)
class Move:
    """A customer that the tried policy puts into another class."""

    customer_id: int
    owner_id: int | None
    field: str
    before: str
    after: str


@dataclass(slots=True)
class Trial:
    """Who moves, and each owner's contacts by the present policy and by the tried one; None owns what nobody owns."""

    weeks: int
    moves: list[Move] = field(default_factory=list)
    loads: dict[int | None, tuple[Load, Load]] = field(init=False)

    def __post_init__(self) -> None:
        self.loads = defaultdict(lambda: (Load([0] * self.weeks), Load([0] * self.weeks)))

    def total(self, which: int) -> float:
        """Everybody's contacts a week: by the present policy (0) or the tried one (1)."""
        return sum((pair[which].weekly for pair in self.loads.values()), 0.0)


def try_policy(view: View, policy: Policy, weeks: int) -> Trial:
    """Judges everybody by the policy in force and by `policy`, and counts the contacts of the coming `weeks`. Reads only."""
    trial, backlog = Trial(weeks), view.store.standings.backlog(view.at)
    tried = judge_all(replace(view, policy=policy))
    for (facts, before), (_facts, after) in zip(judge_all(view), tried, strict=True):
        trial.moves += [
            Move(facts.customer_id, facts.owner_id, name, old, new)
            for name in TRACKED
            if (old := getattr(before, name)) != (new := getattr(after, name))
        ]
        for load, standing in zip(trial.loads[facts.owner_id], (before, after), strict=True):
            _add(load, standing, backlog.get(facts.customer_id), view)
    return trial


def _add(load: Load, standing: Standing, backlog: tuple[str, str] | None, view: View) -> None:
    first = released_on(standing, backlog, view.as_of.on)
    if first is not None:
        load.add(first, standing.rhythm_days, view.as_of.on)
