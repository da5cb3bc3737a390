"""The row of the due list for the periodic review of the policy: for who answers for it, else for the managers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from crmcli import clock, errors
from crmcli.actors import MANAGERS
from crmcli.dates.months import add_months
from crmcli.i18n import _
from crmcli.judging.scoring import urgency_of
from crmcli.store import View, Work
from crmcli.workflows.due.managing import is_managers
from crmcli.workflows.due.rows import DueRow, Wanted


def review_rows(view: View, wanted: Wanted) -> Iterator[DueRow]:
    """The review, once it is due."""
    due = due_on(view)
    if due is None or due > wanted.until:
        return
    owner_id = _owner(view)
    if wanted.owner_id is not None:
        mine = owner_id == wanted.owner_id if owner_id else is_managers(view, wanted)
        if not mine:
            return
    overdue = (view.as_of.on - due).days
    score, parts = urgency_of(view.policy.urgency, "policy", overdue)
    told = {"version": view.policy.version, "day": _since(view)}
    yield DueRow(
        item=f"policy:{view.policy.version}",
        kind="policy",
        customer_id=None,
        due_at=due.isoformat(),
        overdue_days=max(0, overdue),
        urgency=score,
        terms=parts,
        why=_("review the policy: version %(version)d is in force since %(day)s") % told,
        owner_id=owner_id,
    )


def due_on(view: View) -> date | None:
    """The day on which the policy in force is to be reviewed."""
    since = _since(view)
    return since and add_months(since, view.policy.due.policy_review_months)


def _owner(view: View) -> int | None:
    """Who answers for the review; None for the managers."""
    if not view.policy.process.review:
        return None
    from crmcli.workflows.routing import process_owner  # seldom needed

    return process_owner(view, "review")


def _since(view: View) -> date | None:
    row = view.store.policies.row(view.policy.version)
    return clock.local_date(clock.parse_iso(row["at"]), view.zone) if row else None


def finish_review(work: Work, version: int, note: str) -> str:
    """Keeps that the policy was reviewed and stands: as a version of the same words. Invalid if another one is in force or this
    isn't due, NotAllowed for who neither manages nor answers for it."""
    due = due_on(work)
    if version != work.policy.version or due is None or due > work.as_of.on:
        raise errors.Invalid(
            _("No review of version %(n)d is due.") % {"n": version}, _("See: crmcli policy history")
        )
    owner_id, actor = _owner(work), work.op.actor
    if actor.role not in MANAGERS and (owner_id is None or owner_id != actor.id):
        raise errors.NotAllowed(
            _("Only a manager, or who answers for it, reviews the policy."), _("See: crmcli staff list")
        )
    row = work.store.policies.row(version)
    assert row is not None
    number = work.store.policies.renewed(work.op, row, note or _("Reviewed."))
    return _("The policy was reviewed and stands, as version %(n)d.") % {"n": number}
