"""Complaint clocks on the due list: for whoever handles it, and once the deadline is missed for the managers too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, time, timedelta
from typing import Any

from crmcli import clock
from crmcli.actors import MANAGERS
from crmcli.database.connection import Row
from crmcli.i18n import _
from crmcli.judging.scoring import urgency_of
from crmcli.rules import Clock
from crmcli.service.rounds import Verdict, missed_clocks, open_clocks
from crmcli.store import View
from crmcli.verdicts import complaints
from crmcli.wording import label
from crmcli.workflows.due.rows import Candidates, DueRow, Wanted
from crmcli.workflows.due.service import remaining

_SECOND = timedelta(seconds=1)


def complaint_clocks(view: View, wanted: Wanted, found: Candidates) -> None:
    """Adds a row for every clock to act on next that ends in time.

    A manager's list has all missed deadlines as well, each as one row of its own.
    """
    end = clock.at_local(wanted.until + timedelta(days=1), time(), view.zone) - _SECOND
    manages = wanted.missed or (wanted.owner_id is not None and _role(view, wanted.owner_id) in MANAGERS)
    for row, verdict in _judged(view, end):
        responsible = row["handler_id"] or row["owner_id"]
        own = wanted.owner_id in (None, responsible)
        if not own and not manages:
            continue
        told = dict(row) | {"severity": verdict.severity}
        steps = open_clocks(verdict) if own else []
        missed = [each for each in missed_clocks(verdict) if each not in steps] if manages else []
        for name, running in (*steps, *missed):
            due = running.due_at
            if due is not None and due <= end:
                escalated = (name, running) in missed
                _add(found, view, told, name=name, running=running, due=due, escalated=escalated)


def _role(view: View, staff_id: int) -> str:
    """A person's role, or what it was at a past instant."""
    person = view.store.staff.get(staff_id)
    then = view.store.former.then("staff", [person], view.past)[0] if view.past else person
    return str(then["role"])


def _judged(view: View, end: datetime) -> Iterator[tuple[Row, Verdict]]:
    """Complaints with a clock that may end in time: at present by the stored deadlines, else by the events."""
    now = view.as_of.instant
    if view.as_of.explicit:
        rows = view.store.former.then(
            "complaint", view.store.complaints.listed({"opened_by": view.at}), view.at
        )
        judged = complaints.verdicts(view.store, rows, now)
        yield from ((row, judged[row["id"]]) for row in rows if row["id"] in judged)
        return
    for row in view.store.complaints.listed({"due_by": clock.iso(end), "opened_by": clock.iso(now)}):
        verdict = complaints.unpacked(row, now)
        if verdict is not None:
            yield row, verdict


def _add(
    found: Candidates,
    view: View,
    row: Mapping[str, Any],
    *,
    name: str,
    running: Clock,
    due: datetime,
    escalated: bool,
) -> None:
    item = f"complaint:{row['id']}:{name}" + (":escalated" if escalated else "")
    now = view.as_of.instant
    overdue = max(0, (now - due).days) if due < now else 0
    score, parts = urgency_of(
        view.policy.urgency, f"complaint_{running.state}", overdue, severity=row["severity"]
    )

    def write() -> DueRow:
        told = {
            "number": row["number"],
            "clock": label("clock", name),
            "left": remaining(due - now) if running.known else label("clock_state", running.state),
            "content": row["content"][:60],
            "handler": row["handler_name"] or row["owner"] or "—",
        }
        why = (
            _("%(number)s %(clock)s: %(left)s, handled by %(handler)s – %(content)s")
            if escalated
            else _("%(number)s %(clock)s: %(left)s – %(content)s")
        ) % told
        return DueRow(
            item=item,
            kind="complaint",
            customer_id=row["customer_id"],
            due_at=complaints.due_shown(running, view.zone),
            overdue_days=overdue,
            urgency=score,
            terms=parts,
            why=why,
            channel="phone",
            owner_id=row["handler_id"] or row["owner_id"],
        )

    found.add(item, score, clock.iso(due), overdue, write)
