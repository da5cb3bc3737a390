"""Complaints through their life: recording steps, judging their clocks, keeping the cached deadlines true.

A complaint is its events; whatever is stored beside them follows from `clocks.evaluate`. Steps of a
complaint are not interactions: a call that is to count as contact is logged as a contact too.
"""

from __future__ import annotations

import dataclasses
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, tzinfo
from typing import Any

from crmcli import calendars, clock, clocks, errors
from crmcli.clock import AsOf
from crmcli.clocks import Event, Verdict
from crmcli.i18n import _
from crmcli.operation import Operation
from crmcli.policy import Policy
from crmcli.store import Store
from crmcli.workflows import classifying
from crmcli.workflows.complaint_guards import UNRESOLVED as UNRESOLVED
from crmcli.workflows.complaint_guards import Step as Step
from crmcli.workflows.complaint_guards import check_state, check_time

# -- writing --------------------------------------------------------------------------------------


def open_complaint(
    store: Store, op: Operation, policy: Policy, as_of: AsOf, values: Mapping[str, Any], at: datetime
) -> int:
    """A new complaint of a customer with its first deadlines; Invalid if the opening lies in the future."""
    if at > as_of.instant:
        raise errors.Invalid(_("A complaint can't be opened in the future."), _("Leave --at out for now."))
    zone = clock.zone(policy.team.time_zone)
    moment = {"opened_at": clock.iso(at), "opened_on": clock.local_date(at, zone).isoformat()}
    complaint_id = store.complaints.add(op, {**values, **moment})
    _settle(store, op, policy, as_of, complaint_id, values["customer_id"])
    return complaint_id


def record(store: Store, op: Operation, policy: Policy, as_of: AsOf, complaint_id: int, step: Step) -> str:
    """Records a step and returns the kind it was kept as: a second reply is progress told to the customer.

    A dissatisfied revisit reopens the complaint. Invalid if the step doesn't fit the complaint's state, or
    is before its opening, before the last step, or in the future.
    """
    row = store.complaints.get(complaint_id)
    zone = clock.zone(policy.team.time_zone)
    check_state(row, step.kind)
    check_time(row, step, store.complaints.last_step_at(complaint_id), as_of, zone)
    kind = "progress" if step.kind == "responded" and row["state"] != "open" else step.kind
    on_day = clock.local_date(step.at, zone).isoformat()
    actor = op.actor.id
    store.complaints.add_event(
        op, complaint_id, kind, step.at, on_day, actor_id=actor, text=step.text, data=step.data
    )
    if step.data.get("result") == "dissatisfied":
        store.complaints.add_event(op, complaint_id, "reopened", step.at, on_day, actor_id=actor)
    if step.values:
        store.complaints.update(op, {complaint_id: step.values})
    _settle(store, op, policy, as_of, complaint_id, row["customer_id"])
    return kind


def recache(store: Store, op: Operation, policy: Policy, now: datetime, complaint_ids: Sequence[int]) -> None:
    """Brings state, next clock, its deadline and the closing day of complaints in line with their events.

    A sheet of today may name a later hour than now; its complaint is judged as at its opening.
    """
    rows = store.complaints.many(complaint_ids)
    zone = clock.zone(policy.team.time_zone)
    judged = judge(store, rows, policy, now)
    for row in rows:
        if row["id"] not in judged:
            judged |= judge(store, [row], policy, clock.parse_iso(row["opened_at"]))
    store.complaints.update(op, {i: _cache(verdict, events, zone) for i, (verdict, events) in judged.items()})


def _settle(
    store: Store, op: Operation, policy: Policy, as_of: AsOf, complaint_id: int, customer_id: int
) -> None:
    recache(store, op, policy, as_of.instant, [complaint_id])
    classifying.refresh(store, op, policy, as_of, [customer_id])


def _cache(verdict: Verdict, events: Sequence[Event], zone: tzinfo) -> dict[str, Any]:
    name, due_at = next_clock(verdict)
    return {
        "state": verdict.state,
        "severity": verdict.severity,
        "next_clock": name,
        "next_due_at": clock.iso(due_at) if due_at else None,
        "closed_on": _closed_on(verdict, events, zone),
    }


def _closed_on(verdict: Verdict, events: Sequence[Event], zone: tzinfo) -> str | None:
    """The local day of the resolution; a complaint archived without one closed on that day."""
    if verdict.state in UNRESOLVED:
        return None
    ends = [e for e in _last_round(events) if e.kind in ("resolved", "revisited", "archived")]
    return clock.local_date(ends[0].at, zone).isoformat()


# -- judging -------------------------------------------------------------------------------------


def verdicts(
    store: Store, rows: Iterable[sqlite3.Row], policy: Policy, as_of: datetime
) -> dict[int, Verdict]:
    """State and clocks of many complaints at an instant, by id. Those opened later are left out."""
    return {i: verdict for i, (verdict, _events) in judge(store, rows, policy, as_of).items()}


def judge(
    store: Store, rows: Iterable[sqlite3.Row], policy: Policy, as_of: datetime
) -> dict[int, tuple[Verdict, list[Event]]]:
    """Like `verdicts`, each with the events up to the instant that it rests on."""
    rows = list(rows)
    events = store.complaints.events([row["id"] for row in rows])
    working = calendars.build(policy.calendar, policy.team.time_zone)
    judged = {}
    for row in rows:
        past = [event for event in events[row["id"]] if event.at <= as_of]
        if past:
            verdict = clocks.evaluate(past, policy, working, as_of)
            judged[row["id"]] = (_without_old_revisit(row, verdict, past), past)
    return judged


def next_clock(verdict: Verdict) -> tuple[str | None, datetime | None]:
    """The clock to act on first, and its deadline; nothing while paused or when all is done."""
    soonest = clocks.open_clocks(verdict)
    return (soonest[0][0], soonest[0][1].due_at) if soonest else (None, None)


def _without_old_revisit(row: sqlite3.Row, verdict: Verdict, events: Sequence[Event]) -> Verdict:
    """A resolution that an import brought along starts no revisit clock."""
    if not row["imported"] or verdict.clocks["revisit"].done_at is not None:
        return verdict
    resolved = next((event for event in _last_round(events) if event.kind == "resolved"), None)
    if resolved is None or clock.iso(resolved.at) > row["created_at"]:
        return verdict
    kept = {**verdict.clocks, "revisit": clocks.Clock()}
    return dataclasses.replace(verdict, clocks=kept, rounds=(*verdict.rounds[:-1], kept))


def _last_round(events: Sequence[Event]) -> Sequence[Event]:
    starts = [i for i, event in enumerate(events) if event.kind in ("opened", "reopened")]
    return events[starts[-1] :]


# -- explaining ----------------------------------------------------------------------------------


def explain(verdict: Verdict, events: Sequence[Event], policy: Policy) -> list[dict[str, Any]]:
    """How each deadline of the present round came about.

    Keys: clock, budget_hours, calendar, from_at, pauses (pairs of instants, the last one open while it
    lasts), warn_at, due_at, done_at, state.
    """
    current = _last_round(events)
    limits = policy.complaint.severity(verdict.severity)
    resolved = next((event.at for event in current if event.kind == "resolved"), None)
    told = [event.at for event in current if event.kind == "progress" and event.known]
    start = current[0].at
    begins = {"progress": told[-1] if told else start, "revisit": resolved}
    pauses = _pauses(current, resolved)
    return [
        {
            "clock": name,
            "budget_hours": getattr(limits, f"{name}_hours"),
            "calendar": limits.calendar,
            "from_at": begins.get(name, start),
            "pauses": pauses if name in ("propose", "resolve") else [],
            "warn_at": verdict.clocks[name].warn_at,
            "due_at": verdict.clocks[name].due_at,
            "done_at": verdict.clocks[name].done_at,
            "state": verdict.clocks[name].state,
        }
        for name in clocks.CLOCKS
    ]


def _pauses(events: Sequence[Event], resolved: datetime | None) -> list[list[datetime | None]]:
    pauses: list[list[datetime | None]] = []
    for event in events:
        if event.kind == "waiting" and (not pauses or pauses[-1][1] is not None):
            pauses.append([event.at, None])
        elif event.kind in ("resumed", "answered") and pauses and pauses[-1][1] is None:
            pauses[-1][1] = event.at
    if pauses and pauses[-1][1] is None:
        pauses[-1][1] = resolved
    return pauses
