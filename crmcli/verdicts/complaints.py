"""What the events of complaints say at an instant: states, clocks and deadlines."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, tzinfo
from typing import Any

from crmcli import clock
from crmcli.database.connection import Record
from crmcli.rules import Clock, Rulebook, state_at
from crmcli.service import rounds as clocks
from crmcli.service.rounds import Books, Event, Round, Verdict
from crmcli.store import Store

#: States of a clock that time changes, or the customer's answer.
_UNSETTLED = ("open", "warned", "breached", "paused")


def verdicts(store: Store, rows: Iterable[Record], as_of: datetime) -> dict[int, Verdict]:
    """State and clocks of many complaints at an instant, by id. Those opened later are left out."""
    return {i: verdict for i, (verdict, _events) in judge(store, rows, as_of).items()}


def judge(store: Store, rows: Iterable[Record], as_of: datetime) -> dict[int, tuple[Verdict, list[Event]]]:
    """Like `verdicts`, each with the events up to the instant that it rests on."""
    return {i: (clocks.verdict_of(found), past) for i, found, past in _judged(store, rows, as_of)}


def rounds_of(store: Store, rows: Iterable[Record], as_of: datetime) -> dict[int, list[Round]]:
    """The rounds of many complaints at an instant, by id. Those opened later are left out."""
    return {i: found for i, found, _past in _judged(store, rows, as_of)}


def _judged(
    store: Store, rows: Iterable[Record], as_of: datetime
) -> Iterator[tuple[int, list[Round], list[Event]]]:
    rows = list(rows)
    if not rows:
        return
    events, books = store.complaints.events([row["id"] for row in rows]), books_of(store)
    for row in rows:
        past = happened(store, events[row["id"]], as_of)
        if past:
            yield row["id"], rounds(row, past, books, as_of), past


def happened(store: Store, events: Sequence[Event], as_of: datetime) -> list[Event]:
    """The events that had happened by an instant: those that are told of its day alone, whatever its hour."""
    zone = clock.zone(store.policies.time_zone())
    latest = clock.AsOf.at(as_of, zone).latest(zone)
    return [event for event in events if event.at <= (as_of if event.known else latest)]


def rounds(row: Record, events: Sequence[Event], books: Books, as_of: datetime) -> list[Round]:
    """The rounds of a complaint. A resolution that an import brought along starts no revisit clock, and no deadline that had
    passed by then is judged whose step its sheet had no column for: nobody knows whether it was met; where the first report
    of progress is such a one, the next one is due as if one had been made then. A resolution that
    somebody recorded here, or that a later sheet told of a complaint that came open, starts one, whenever it was. The
    `events` are those that had happened.
    """
    found = clocks.rounds(events, books, max([as_of, *(event.at for event in events)]))
    first = found[0]
    closed = _ended_by_import(first)
    for name in str(first.events[0].data.get("untold", "")).split():
        due = first.clocks[name].due_at
        passed = due is None or clock.iso(due) < row["created_at"]
        if name == "progress" and passed and not closed:
            first.report_from(clock.parse_iso(row["created_at"]))
        elif closed or (passed and name != "revisit"):
            first.waive(name)
    ended = _ended_by_import(found[-1])
    old = ended and (not ended.known or clock.iso(ended.at) < row["created_at"])
    if old and found[-1].clocks["revisit"].done_at is None:
        found[-1].waive("revisit")
    return found


def _ended_by_import(found: Round) -> Event | None:
    """The resolution (or the archive) of a round, if a sheet told it."""
    ends = (event for event in found.events if event.kind in ("resolved", "archived"))
    return next((event for event in ends if event.data.get("told_by") == "import"), None)


def books_of(store: Store) -> Books:
    """The rulebooks of the policy's versions, each made when first asked for."""
    made: dict[int, Rulebook] = {}

    def book(began: Event) -> Rulebook:
        version = store.policies.version_at(clock.iso(began.at), began.data.get("policy"))
        if version not in made:
            made[version] = Rulebook(store.policies.of(version))
        return made[version]

    return book


def next_clock(verdict: Verdict) -> tuple[str | None, datetime | None]:
    """The clock to act on first, and its deadline; nothing while paused or when all is done."""
    soonest = clocks.open_clocks(verdict)
    return (soonest[0][0], soonest[0][1].due_at) if soonest else (None, None)


def due_shown(each: Clock, zone: tzinfo) -> str:
    """A deadline for people: the stored instant, only the day where no time of day was told for its beginning; empty
    where there is none."""
    if each.due_at is None:
        return ""
    return clock.iso(each.due_at) if each.known else clock.local_date(each.due_at, zone).isoformat()


def last_round(events: Sequence[Event]) -> Sequence[Event]:
    """The events since the opening or the last reopening."""
    starts = [i for i, event in enumerate(events) if event.kind in ("opened", "reopened")]
    return events[starts[-1] :]


# -- stored verdicts -----------------------------------------------------------------------------


def packed(verdict: Verdict) -> str | None:
    """The clocks of the present round, to be stored until the next event; None where nothing runs or waits."""
    if all(each.state not in _UNSETTLED for each in verdict.clocks.values()):
        return None
    return json.dumps({name: _packed(each) for name, each in verdict.clocks.items()}, separators=(",", ":"))


def unpacked(row: Record, now: datetime) -> Verdict | None:
    """What `judge` says at the present `now`, without reading events and without past rounds; None if not stored."""
    if row["clocks"] is None:
        return None
    stored = {name: _unpacked(each, now) for name, each in json.loads(row["clocks"]).items()}
    return Verdict(row["state"], row["severity"], clock.parse_iso(row["opened_at"]), stored, (stored,))


def _packed(each: Clock) -> list[str | bool | None]:
    instants = [clock.iso(at) if at else None for at in (each.due_at, each.done_at, each.warn_at)]
    state = None if each.state in _UNSETTLED and each.due_at else each.state
    return [state, *instants, *(() if each.known else (False,))]


def _unpacked(stored: Sequence[Any], now: datetime) -> Clock:
    due, done, warn = (datetime.fromisoformat(at) if at else None for at in stored[1:4])
    state: str | None = stored[0]
    if state is None:
        state = state_at(due, warn, now)
    return Clock(due, done, state, warn, known=len(stored) == 4)
