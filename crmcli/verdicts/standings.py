"""Standings judged anew from facts: everybody's, or some customers', on any day."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from crmcli.facts import Facts
from crmcli.judging.judge import Classes, Judge
from crmcli.judging.standing import Standing
from crmcli.service.rounds import UNRESOLVED
from crmcli.store import View
from crmcli.verdicts.complaints import verdicts


def judge_all(view: View, ids: Collection[int] | None = None) -> Iterator[tuple[Facts, Standing]]:
    """Facts and standing of everyone (or of `ids`) known at the as-of, in order of id. Reads only."""
    judge = Judge(view.policy, view.as_of.on)
    for facts in gathered(view, ids):
        yield facts, judge.standing(facts)


def classify_all(view: View, ids: Collection[int] | None = None) -> Iterator[tuple[Facts, Classes]]:
    """The same with the classes alone."""
    judge = Judge(view.policy, view.as_of.on)
    for facts in gathered(view, ids):
        yield facts, judge.classes(facts)


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
