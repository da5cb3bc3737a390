"""Standings judged anew from facts: everybody's, or some customers', on any day."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from crmcli import clock
from crmcli.clock import AsOf
from crmcli.facts import Facts
from crmcli.judging.judge import Judge
from crmcli.judging.standing import Standing
from crmcli.policy import Policy
from crmcli.service.rounds import UNRESOLVED
from crmcli.store import Store
from crmcli.verdicts.complaints import verdicts


def judge_all(
    store: Store, policy: Policy, as_of: AsOf, ids: Collection[int] | None = None
) -> Iterator[tuple[Facts, Standing]]:
    """Facts and standing of everyone (or of `ids`) known at the as-of, in order of id. Reads only."""
    judge = Judge(policy, as_of.on)
    unresolved = _unresolved(store, as_of, ids)
    gap_min = policy.lifecycle.gap_min_purchases
    for facts in store.facts.gather(
        as_of.on, clock.iso(as_of.instant), gap_min=gap_min, ids=ids, whole_day=not as_of.explicit
    ):
        facts.complaints_open, facts.complaints_breached = unresolved.get(facts.customer_id, (0, 0))
        yield facts, judge.standing(facts)


def facts_of(store: Store, policy: Policy, as_of: AsOf, customer_id: int) -> Facts | None:
    """One customer's facts; None if it was not known yet."""
    return next((facts for facts, _ in judge_all(store, policy, as_of, [customer_id])), None)


def _unresolved(store: Store, as_of: AsOf, ids: Collection[int] | None) -> dict[int, tuple[int, int]]:
    """Per customer, how many complaints are unresolved and how many of them have a breached clock."""
    rows = store.complaints.unresolved(as_of.on.isoformat(), ids)
    judged = verdicts(store, rows, as_of.instant)
    counts: dict[int, tuple[int, int]] = {}
    for row in rows:
        verdict = judged.get(row["id"])
        if verdict is None or verdict.state not in UNRESOLVED:
            continue
        late = any(c.state == "breached" for c in verdict.clocks.values())
        unresolved, breached = counts.get(row["customer_id"], (0, 0))
        counts[row["customer_id"]] = (unresolved + 1, breached + late)
    return counts
