"""What the events of complaints say at an instant: states, clocks, deadlines, and how each came about."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from crmcli import calendars, clock, clocks
from crmcli.clocks import Event, Verdict
from crmcli.database import Row
from crmcli.policy import Policy
from crmcli.store import Store


def verdicts(store: Store, rows: Iterable[Row], policy: Policy, as_of: datetime) -> dict[int, Verdict]:
    """State and clocks of many complaints at an instant, by id. Those opened later are left out."""
    return {i: verdict for i, (verdict, _events) in judge(store, rows, policy, as_of).items()}


def judge(
    store: Store, rows: Iterable[Row], policy: Policy, as_of: datetime
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


def _without_old_revisit(row: Row, verdict: Verdict, events: Sequence[Event]) -> Verdict:
    """A resolution that an import brought along starts no revisit clock."""
    if not row["imported"] or verdict.clocks["revisit"].done_at is not None:
        return verdict
    resolved = next((event for event in last_round(events) if event.kind == "resolved"), None)
    if resolved is None or clock.iso(resolved.at) >= row["created_at"]:
        return verdict
    kept = {**verdict.clocks, "revisit": clocks.Clock()}
    return dataclasses.replace(verdict, clocks=kept, rounds=(*verdict.rounds[:-1], kept))


def last_round(events: Sequence[Event]) -> Sequence[Event]:
    """The events since the opening or the last reopening."""
    starts = [i for i, event in enumerate(events) if event.kind in ("opened", "reopened")]
    return events[starts[-1] :]


# -- explaining ----------------------------------------------------------------------------------


def explain(verdict: Verdict, events: Sequence[Event], policy: Policy) -> list[dict[str, Any]]:
    """How each deadline of the present round came about.

    Keys: clock, budget_hours, calendar, from_at, pauses (pairs of instants, the last one open while it
    lasts), warn_at, due_at, done_at, state.
    """
    current = last_round(events)
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
