"""Standings judged anew from facts: everybody's, or some customers', on any day."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from datetime import date

from crmcli.facts import Facts
from crmcli.judging.judge import Classes, Judge
from crmcli.judging.standing import Standing
from crmcli.service.rounds import UNRESOLVED
from crmcli.store import View
from crmcli.verdicts.complaints import verdicts
from crmcli.verdicts.pilots import Pilots


def judge_all(view: View, ids: Collection[int] | None = None) -> Iterator[tuple[Facts, Standing]]:
    """Facts and standing of everyone (or of `ids`) known at the as-of, in order of id. Reads only."""
    judge_of = _judges(view)
    for facts in gathered(view, ids):
        judge, until = judge_of(facts.owner_id)
        standing = judge.standing(facts)
        if until is not None and (standing.stale_on is None or until < standing.stale_on):
            standing.stale_on = until
        yield facts, standing


def classify_all(view: View, ids: Collection[int] | None = None) -> Iterator[tuple[Facts, Classes]]:
    """The same with the classes alone."""
    judge_of = _judges(view)
    for facts in gathered(view, ids):
        yield facts, judge_of(facts.owner_id)[0].classes(facts)


def _judges(view: View) -> Callable[[int | None], tuple[Judge, date | None]]:
    """Who judges the customers of an owner, and until when: by the policy, or by the pilot of the owner's department."""
    pilots = Pilots(view)
    usual = Judge(view.policy, view.as_of.on)
    if not pilots.any():
        return lambda _owner_id: (usual, None)
    judges: dict[int | None, tuple[Judge, date | None]] = {}

    def judge_of(owner_id: int | None) -> tuple[Judge, date | None]:
        if owner_id not in judges:
            policy = pilots.policy(owner_id)
            judge = usual if policy is view.policy else Judge(policy, view.as_of.on)
            judges[owner_id] = judge, pilots.begins(owner_id)
        return judges[owner_id]

    return judge_of


def gathered(view: View, ids: Collection[int] | None = None) -> Iterator[Facts]:
    """The same without the judgement."""
    unresolved = _unresolved(view, ids)
    gap_min = view.policy.lifecycle.gap_min_purchases
    for facts in view.store.facts.gather(
        view.as_of.on,
        view.at,
        gap_min=gap_min,
        rates=view.rates,
        ids=ids,
        whole_day=not view.as_of.explicit,
    ):
        facts.complaints_open, facts.complaints_breached = unresolved.get(facts.customer_id, (0, 0))
        yield facts


def facts_of(view: View, customer_id: int) -> Facts | None:
    """One customer's facts; None if it was not known yet."""
    return next(gathered(view, [customer_id]), None)


def _unresolved(view: View, ids: Collection[int] | None) -> dict[int, tuple[int, int]]:
    """Per customer, how many complaints are unresolved and how many of them have a breached clock."""
    rows = view.store.complaints.unresolved(view.day, ids)
    judged = verdicts(view.store, rows, view.as_of.instant)
    counts: dict[int, tuple[int, int]] = {}
    for row in rows:
        verdict = judged.get(row["id"])
        if verdict is None or verdict.state not in UNRESOLVED:
            continue
        late = any(c.state == "breached" for c in verdict.clocks.values())
        unresolved, breached = counts.get(row["customer_id"], (0, 0))
        counts[row["customer_id"]] = (unresolved + 1, breached + late)
    return counts
