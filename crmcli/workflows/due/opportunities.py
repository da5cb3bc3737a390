"""Opportunities on the due list: their next steps, and those that nothing was done about for too long."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from typing import Any

from crmcli import clock, errors
from crmcli.i18n import _, titled
from crmcli.judging.pipeline import Waiting
from crmcli.judging.scoring import urgency_of
from crmcli.store import View, Work
from crmcli.verdicts.opportunities import Standing, standings, stood
from crmcli.wording import follow_up, label
from crmcli.workflows.due.rows import Candidates, DueRow, Wanted


def opportunities(view: View, wanted: Wanted, found: Candidates) -> None:
    """Adds what is due of open opportunities, of each one thing: its step, else that it is idle."""
    for one in _candidates(view, wanted):
        waits = one.waiting
        if waits is None or waits.due_on > wanted.until:
            continue
        overdue = (view.as_of.on - waits.due_on).days
        score, parts = urgency_of(view.policy.urgency, f"opportunity_{waits.kind}", overdue)
        item = f"opportunity:{one.row['id']}" + (":idle" if waits.kind == "idle" else "")
        write = partial(_row, view, one.row, waits, item=item, overdue=overdue, score=score, parts=parts)
        found.add(item, score, waits.due_on.isoformat(), max(0, overdue), write)


def _candidates(view: View, wanted: Wanted) -> list[Standing]:
    """The open opportunities of which something may be due: of today only those that their dates tell."""
    if view.past is not None:
        return standings(view, {"owner_id": wanted.owner_id, "open": 1})
    stages = (stage.idle_days for stage in view.policy.opportunity.stage)
    least = min(days for days in (view.policy.due.opportunity_idle_days, *stages) if days is not None)
    # A day more: which local day an instant is of is told by the zone.
    quiet = (wanted.until - timedelta(days=least - 1)).isoformat()
    rows = view.store.opportunities.due(wanted.owner_id, wanted.until.isoformat(), quiet)
    return stood(view, rows)


def _row(
    view: View,
    row: Mapping[str, Any],
    waits: Waiting,
    *,
    item: str,
    overdue: int,
    score: int,
    parts: Sequence[tuple[str, float]],
) -> DueRow:
    return DueRow(
        item=item,
        kind="opportunity",
        customer_id=row["customer_id"],
        due_at=(row["next_at"] if waits.kind == "step" else None) or waits.due_on.isoformat(),
        overdue_days=max(0, overdue),
        urgency=score,
        terms=parts,
        why=titled(row["title"], _why(view, row, waits)),
        owner_id=row["owner_id"],
    )


def _why(view: View, row: Mapping[str, Any], waits: Waiting) -> str:
    if waits.kind == "step":
        made, due = waits.since.isoformat(), waits.due_on.isoformat()
        time = clock.time_told(row["next_at"], view.zone)
        return follow_up({"made": made, "due": due, "time": time, "text": row["next_step"]})
    told = {"day": waits.since, "stage": label("opportunity_stage", row["stage"])}
    return _("no contact and no step since %(day)s (%(stage)s)") % told


def due_on(work: Work, opportunity_id: int, *, idle: bool) -> date | None:
    """From which day on an opportunity is on the list for its step, or as `idle`; None if it isn't for that."""
    waits = stood(work, [work.store.opportunities.get(opportunity_id)])[0].waiting
    return waits.due_on if waits is not None and (waits.kind == "idle") == idle else None


def finish_opportunity(work: Work, opportunity_id: int, note: str, *, idle: bool) -> str:
    """Ticks off the step of an opportunity, or says what was done about an idle one. Invalid for one that isn't due for that,
    Usage where nothing is said of an idle one."""
    from crmcli.workflows import opportunities

    row, day = work.store.opportunities.get(opportunity_id), due_on(work, opportunity_id, idle=idle)
    told = {"id": opportunity_id, "title": row["title"]}
    if day is None or day > work.as_of.on:
        raise errors.Invalid(
            _("Nothing is due of opportunity %(id)d.") % told, _("See: crmcli opportunity show %(id)d") % told
        )
    if idle and not note:
        raise errors.Usage(
            _("What was done about the opportunity is missing."),
            _("Say it with --note, or what comes next: crmcli opportunity edit %(id)d --next DAY") % told,
        )
    opportunities.note(work, row, note or row["next_step"])
    opportunities.clear_step(work, row)
    return _("Opportunity %(id)d: what was done is recorded: %(title)s") % told
