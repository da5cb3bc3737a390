"""The approval of new customers: who waits for it, and what a decision does.

Who waits is kept, found and served, but is in no contact plan. Who may approve needs no approval for a customer added by
hand; a file is looked at whoever imports it, for nobody has read every row of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from crmcli.actors import REVIEWERS, Actor
from crmcli.policy import Policy
from crmcli.store import Work
from crmcli.workflows import classifying

PENDING, APPROVED, REJECTED = "pending", "approved", "rejected"
#: The states out of which each decision leads. What was approved is taken back with undo.
_OPEN_TO: dict[str, tuple[str, ...]] = {APPROVED: (PENDING, REJECTED), REJECTED: (PENDING,)}


@dataclass(slots=True)
class Decided:
    """Whom a decision was about, and those it left alone with the state they are in."""

    ids: list[int]
    left: dict[int, str | None]


def state_of_added(policy: Policy, actor: Actor) -> str | None:
    """The state of review in which a customer starts that somebody adds by hand."""
    return PENDING if policy.review.new and actor.role not in REVIEWERS else None


def state_of_imported(policy: Policy) -> str | None:
    """The state of review in which a customer starts that an import adds."""
    return PENDING if policy.review.imported else None


def decide(
    work: Work,
    ids: Sequence[int],
    verdict: str,
    note: str | None = None,
) -> Decided:
    """Approves or rejects customers and judges them anew; what fell due meanwhile becomes backlog if they were imported.

    Those whom somebody else decided about meanwhile, or who never waited, are left alone.
    """
    states = work.store.reviews.states(ids)
    chosen = [i for i in ids if i in states and states[i] in _OPEN_TO[verdict]]
    values = {"review_state": verdict, "review_note": note, "reviewed_on": work.day}
    work.op.update_many("customer", dict.fromkeys(chosen, values))
    classifying.refresh(work, chosen)
    if verdict == APPROVED:
        classifying.plan_backlog(work)
    return Decided(chosen, {i: state for i, state in states.items() if i not in set(chosen)})
