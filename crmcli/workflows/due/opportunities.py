"""Opportunities on the due list: their next steps, and those that nothing was done about for too long."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from crmcli import errors
from crmcli.i18n import _, titled
from crmcli.judging.pipeline import Waiting
from crmcli.judging.scoring import urgency_of
from crmcli.store import View, Work
from crmcli.verdicts.opportunities import standings, stood
from crmcli.wording import follow_up, label
from crmcli.workflows.due.rows import DueRow, Wanted


def opportunity_rows(view: View, wanted: Wanted) -> Iterator[DueRow]:
    """What is due of open opportunities, of each one thing: its step, else that it is idle."""
    for found in standings(view, {"owner_id": wanted.owner_id, "open": 1}):
        if found.waiting is not None and found.waiting.due_on <= wanted.until:
            yield _row(view, found.row, found.waiting)


def _row(view: View, row: Mapping[str, Any], waits: Waiting) -> DueRow:
    overdue = (view.as_of.on - waits.due_on).days
    score, parts = urgency_of(view.policy.urgency, f"opportunity_{waits.kind}", overdue)
    return DueRow(
        item=f"opportunity:{row['id']}" + (":idle" if waits.kind == "idle" else ""),
        kind="opportunity",
        customer_id=row["customer_id"],
        due_at=waits.due_on.isoformat(),
        overdue_days=max(0, overdue),
        urgency=score,
        terms=parts,
        why=titled(row["title"], _why(row, waits)),
        owner_id=row["owner_id"],
    )


def _why(row: Mapping[str, Any], waits: Waiting) -> str:
    if waits.kind == "step":
        made, due = waits.since.isoformat(), waits.due_on.isoformat()
        return follow_up({"made": made, "due": due, "text": row["next_step"]})
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
