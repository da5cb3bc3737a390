"""Complaint clocks on the due list: for whoever handles it, and once the deadline is missed for the managers too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Any

from crmcli import clock
from crmcli.database.connection import Record, Row
from crmcli.i18n import _
from crmcli.judging.scoring import urgency_of
from crmcli.rules import Clock
from crmcli.service.rounds import Round, Verdict, missed_clocks, open_clocks
from crmcli.service.timelines import present
from crmcli.store import View
from crmcli.verdicts import complaints
from crmcli.wording import label
from crmcli.workflows.due.managing import is_managers, put_off_by_others, why_put_off
from crmcli.workflows.due.rows import Candidates, DueRow, Wanted
from crmcli.workflows.due.service import clock_time

_SECOND = timedelta(seconds=1)
#: So far ahead a deadline may lie that presses today: the last hours of its time, over holidays.
_PRESSING = timedelta(days=14)


def complaint_clocks(view: View, wanted: Wanted, found: Candidates) -> None:
    """Adds a row for every clock to act on next that ends in time, or can't wait though it ends after midnight: the first answer
    and the proposal, which are a matter of hours, and what was called to mind.

    A manager's list has all missed deadlines as well, each as one row of its own, and so has the team's as a manager sees it
    those that their handler put off.
    """
    end = clock.at_local(wanted.until + timedelta(days=1), time(), view.zone) - _SECOND
    manages = is_managers(view, wanted) or _answers_for_complaints(view, wanted)
    put_off = put_off_by_others(view) if manages else {}
    times = ClockTimes(view, at_once=wanted.most is None)
    judged = list(_judged(view, end))
    levels = _shortening(view, {row["customer_id"] for row, _verdict in judged})
    for row, verdict in judged:
        responsible = row["handler_id"] or row["owner_id"]
        own = wanted.owner_id in (None, responsible)
        if not own and not manages:
            continue
        times.rows.append(row)
        told = dict(row) | {"severity": verdict.severity, "level": levels.get(row["customer_id"])}
        steps = open_clocks(verdict) if own else []
        late = missed_clocks(verdict) if manages else []
        missed = [each for each in late if each not in steps or _is_kept_away(found, put_off, row, each[0])]
        for name, running in (*(each for each in steps if each not in missed), *missed):
            due = running.due_at
            if due is not None and (due <= end or _is_pressing(name, running)):
                escalated = (name, running) in missed
                told["put_off"] = put_off.get(_item(row["id"], name)) if escalated else None
                _add(found, view, dict(told), times, name=name, running=running, due=due, escalated=escalated)


def _item(complaint_id: int, name: str) -> str:
    return f"complaint:{complaint_id}:{name}"


def _is_kept_away(found: Candidates, put_off: Mapping[str, Row], row: Row, name: str) -> bool:
    """Whether whoever handles a complaint put a step of it off beyond the list."""
    item = _item(row["id"], name)
    return item in put_off and found.hides(item)


def _shortening(view: View, ids: set[int]) -> dict[int, str]:
    """The levels of these customers that make deadlines shorter; nothing is read where none does."""
    shorter = {level for level, factor in view.policy.points.level_clock.items() if factor < 1}
    found = view.store.points.levels(ids, view.past) if shorter else {}
    return {key: level for key, level in found.items() if level in shorter}


def _is_pressing(name: str, running: Clock) -> bool:
    return running.state == "warned" or (running.state == "open" and name in ("respond", "propose"))


def _answers_for_complaints(view: View, wanted: Wanted) -> bool:
    """Whether a list is that of whom the policy names for complaints, who is told of missed deadlines as managers are."""
    if wanted.owner_id is None or not view.policy.process.complaints:
        return False
    from crmcli.workflows.routing import process_owner

    return process_owner(view, "complaints") == wanted.owner_id


class ClockTimes:
    """How long there is for the steps of complaints, or how late they are, by the calendar that each is judged by.

    Stored deadlines don't tell it, so the events of those that are shown are read: one by one, or all `at_once`.
    """

    def __init__(self, view: View, *, at_once: bool = False) -> None:
        self._view, self._at_once = view, at_once
        self._lasts: dict[int, Round | None] = {}
        #: The complaints that may be asked for.
        self.rows: list[Row] = []

    def told(self, row: Record, name: str, state: str) -> str:
        """The time for a clock that runs; its state in words where the events know of no such clock, as `doctor` tells."""
        if row["id"] not in self._lasts:
            self._read(self.rows if self._at_once else [row])
        last = self._lasts[row["id"]]
        lines = {line.clock: line for line in present(last)} if last else {}
        return (
            clock_time(lines[name], last.terms.calendar)
            if last and name in lines
            else label("clock_state", state)
        )

    def _read(self, rows: Sequence[Record]) -> None:
        found = complaints.rounds_of(self._view.store, rows, self._view.as_of.instant)
        self._lasts |= {row["id"]: found[row["id"]][-1] if row["id"] in found else None for row in rows}


def _judged(view: View, end: datetime) -> Iterator[tuple[Row, Verdict]]:
    """Complaints with a clock that may end in time: at present by the stored deadlines, else by the events."""
    now, opened_by = view.as_of.instant, clock.iso(view.as_of.latest(view.zone))
    if view.as_of.explicit:
        rows = view.store.former.then(
            "complaint", view.store.complaints.listed({"opened_by": opened_by}), view.at
        )
        judged = complaints.verdicts(view.store, rows, now)
        yield from ((row, judged[row["id"]]) for row in rows if row["id"] in judged)
        return
    # Of working hours, a few left may lie days ahead.
    due_by = clock.iso(end + _PRESSING)
    for row in view.store.complaints.listed({"due_by": due_by, "opened_by": opened_by}):
        verdict = complaints.unpacked(row, now)
        if verdict is not None:
            yield row, verdict


def _add(
    found: Candidates,
    view: View,
    row: Mapping[str, Any],
    times: ClockTimes,
    *,
    name: str,
    running: Clock,
    due: datetime,
    escalated: bool,
) -> None:
    item = _item(row["id"], name) + (":escalated" if escalated else "")
    overdue = max(0, (view.as_of.instant - due).days)
    score, parts = urgency_of(
        view.policy.urgency,
        f"complaint_{running.state}",
        overdue,
        severity=row["severity"],
        level=row["level"],
    )

    def write() -> DueRow:
        told = {
            "number": row["number"],
            "clock": label("clock", name),
            "left": times.told(row, name, running.state),
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
            why=why_put_off(view, why, row["put_off"]),
            channel="phone",
            owner_id=row["handler_id"] or row["owner_id"],
        )

    found.add(item, score, clock.iso(due), overdue, write)
