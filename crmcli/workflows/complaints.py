"""Complaints through their life: recording steps, keeping the cached deadlines true.

A complaint is its events; whatever is stored beside them follows from `clocks.evaluate`. Steps of a
complaint are not interactions: a call that is to count as contact is logged as a contact too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo
from typing import Any

from crmcli import clock, errors
from crmcli.database.connection import Row
from crmcli.i18n import _
from crmcli.queries.cases import folded
from crmcli.service.rounds import UNRESOLVED, Event, Verdict, answered, state_of
from crmcli.store import Store, View, Work
from crmcli.verdicts.complaints import judge, last_round, next_clock, packed
from crmcli.workflows import classifying
from crmcli.workflows.complaint_guards import (
    LATE,
    Step,
    check_new,
    check_repeated,
    check_state,
    check_time,
    earliest,
    placed,
)

# -- writing --------------------------------------------------------------------------------------


def open_complaint(
    work: Work,
    values: Mapping[str, Any],
    at: datetime,
    shown: datetime | None = None,
    *,
    known: bool = True,
    rule: int | None = None,
) -> int:
    """A new complaint of a customer with its first deadlines; Invalid if the opening lies in the future.

    `shown` is when whoever took it was shown the customer's history; it is kept with the opening. `known` is False where
    only the day of the opening was told, `rule` the one of the policy that chose the handler (from 1).
    """
    if at > work.as_of.instant:
        raise errors.Invalid(_("A complaint can't be opened in the future."), _("Leave --at out for now."))
    zone = work.zone
    moment = {"opened_at": clock.iso(at), "opened_on": clock.local_date(at, zone).isoformat()}
    about = judged_by(work.store, values["customer_id"], at, zone) | (
        {"shown": clock.iso(shown)} if shown else {}
    )
    about |= {"routed": str(rule)} if rule else {}
    complaint_id = work.store.complaints.add(work.op, {**values, **moment}, known=known, about=about)
    _settle(work, complaint_id, values["customer_id"])
    return complaint_id


def record(work: Work, complaint_id: int, step: Step) -> str:
    """Records a step and returns the kind it was kept as: a second reply is progress told to the customer.

    A dissatisfied revisit reopens the complaint, and is its first response: the customer is on the line. Invalid if the
    step doesn't fit the complaint's state (then, where it is told late), or is before its opening, before the last step
    though it can't be told late, or in the future.
    """
    row = work.store.complaints.get(complaint_id)
    zone = work.zone
    events = work.store.complaints.events([complaint_id])[complaint_id]
    step = placed(step, events, zone)
    row = then(work, row, step.kind, step.at)
    check_state(row, step.asks)
    check_new(row, step)
    check_time(row, step, events, work.as_of, zone)
    check_repeated(row, step, work.store.complaints.last_step(complaint_id), zone)
    before = [event for event in events if event.at <= step.at]
    told = step.kind == "responded" and before and answered(last_round(before))
    kind = "progress" if told else step.kind
    on_day = clock.local_date(step.at, zone).isoformat()
    actor = work.op.actor.id
    data = dict(step.data)
    if kind == "reopened":
        data |= judged_by(work.store, row["customer_id"], step.at, zone)
    recorded = [(kind, step.text, data)]
    if step.data.get("result") == "dissatisfied":
        about = judged_by(work.store, row["customer_id"], step.at, zone)
        recorded += [("reopened", "", about), ("responded", "", {})]
    for kind_of, text, told_with in recorded:
        work.store.complaints.add_event(
            work.op,
            complaint_id,
            kind_of,
            step.at,
            on_day,
            known=step.known,
            actor_id=actor,
            text=text,
            data=told_with,
        )
    if step.values:
        work.store.complaints.update(work.op, {complaint_id: step.values}, step.at)
    _settle(work, complaint_id, row["customer_id"])
    return kind


def then(view: View, row: Row, kind: str, at: datetime) -> Row:
    """The complaint as a step at an instant finds it: in the state of that time if a step of this kind may be told late."""
    events = view.store.complaints.events([row["id"]])[row["id"]]
    before = [event for event in events if earliest(event, view.zone) <= at]
    if kind not in LATE or row["state"] == "archived" or not before or len(before) == len(events):
        return row
    return {**row, "state": state_of(last_round(before)), "then": True}


def judged_by(store: Store, customer_id: int, at: datetime, zone: tzinfo) -> dict[str, Any]:
    """What the clocks of a round that begins at `at` go by, kept with its event: later changes don't touch it."""
    tier = store.standings.tier_on(customer_id, clock.local_date(at, zone).isoformat())
    version = store.policies.version_at(clock.iso(at))
    level = _shortening(store, customer_id, at, version)
    return {"policy": version, **({"tier": tier} if tier else {}), **({"level": level} if level else {})}


def _shortening(store: Store, customer_id: int, at: datetime, version: int) -> str | None:
    """A member's level at an instant, if it made deadlines others than they are for everybody."""
    factors = store.policies.of(version).points.level_clock
    if all(factor == 1 for factor in factors.values()):
        return None
    row = store.points.membership(customer_id, clock.iso(at))
    level = row["member_level"] if row and row["is_member"] else None
    return level if factors.get(level or "", 1) != 1 else None


def recache(work: Work, complaint_ids: Sequence[int]) -> None:
    """Brings state, next clock, its deadline and the closing day of complaints in line with their events.

    A sheet of today may name a later hour than now; its complaint is judged as at its opening.
    """
    rows = work.store.complaints.many(complaint_ids)
    zone = work.zone
    judged = _judged(work, rows)
    by_id = {row["id"]: row for row in rows}
    words = work.store.complaints.words(list(by_id))
    work.store.complaints.update(
        work.op,
        {
            i: {**_cache(verdict, events, zone), "case_folded": _case(by_id[i], verdict, words[i])}
            for i, (verdict, events) in judged.items()
        },
    )


def _judged(view: View, rows: Sequence[Row]) -> dict[int, tuple[Verdict, list[Event]]]:
    """States and clocks at the view's moment; of those opened later at their opening."""
    judged = judge(view.store, rows, view.as_of.instant)
    for row in rows:
        if row["id"] not in judged:
            judged |= judge(view.store, [row], clock.parse_iso(row["opened_at"]))
    return judged


def differing(view: View) -> list[Row]:
    """The complaints whose stored state, deadlines or closing day don't follow from their events."""
    rows = view.store.complaints.many(view.store.complaints.ids())
    judged = _judged(view, rows)
    kept = {row["id"]: row for row in rows}
    return [
        kept[i]
        for i, (verdict, events) in sorted(judged.items())
        if any(kept[i][name] != value for name, value in _cache(verdict, events, view.zone).items())
    ]


def rejudge(work: Work) -> None:
    """Brings all stored deadlines in line, once a version of the policy was taken back."""
    recache(work, work.store.complaints.running())


def _settle(work: Work, complaint_id: int, customer_id: int) -> None:
    recache(work, [complaint_id])
    classifying.refresh(work, [customer_id])


def _cache(verdict: Verdict, events: Sequence[Event], zone: tzinfo) -> dict[str, Any]:
    name, due_at = next_clock(verdict)
    return {
        "state": verdict.state,
        "severity": verdict.severity,
        "next_clock": name,
        "next_due_at": clock.iso(due_at) if due_at else None,
        "clocks": packed(verdict),
        "closed_on": _closed_on(verdict, events, zone),
    }


def _case(row: Row, verdict: Verdict, words: Sequence[str]) -> str | None:
    """What a search for past cases looks in; nothing before the resolution."""
    return None if verdict.state in UNRESOLVED else folded(row, words)


def _closed_on(verdict: Verdict, events: Sequence[Event], zone: tzinfo) -> str | None:
    """The local day of the resolution; a complaint archived without one closed on that day."""
    if verdict.state in UNRESOLVED:
        return None
    ends = [e for e in last_round(events) if e.kind in ("resolved", "revisited", "archived")]
    return clock.local_date(ends[0].at, zone).isoformat()
