"""The clocks of a complaint, computed from its events: respond, propose, progress, resolve, revisit. Pure.

A complaint is its events. A round runs from its opening, or from a reopening, with fresh clocks; earlier
rounds stay as history. Time runs in the calendar of the severity; waiting for the customer pauses propose
and resolve, never respond. Instants are aware and in UTC.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from crmcli.calendars import Calendar
from crmcli.policy import Policy
from crmcli.policy_sections import Severity

CLOCKS = ("respond", "propose", "progress", "resolve", "revisit")
#: What satisfies each clock: the step itself first, then later steps that imply it.
_DONE_BY = {
    "respond": ("responded", "progress", "proposed", "resolved"),
    "propose": ("proposed", "resolved"),
    "progress": ("resolved",),
    "resolve": ("resolved",),
    "revisit": ("revisited",),
}
_STATES = ("responded", "proposed", "resolved", "revisited", "archived")
#: A step that leads to the state of another: whoever hears of progress has been answered.
_REACHES = {"progress": "responded"}
_HOUR = 3600


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a complaint.

    `kind` is opened, responded, proposed, progress, waiting, resumed, answered (the customer's answer ends
    the waiting), resolved, revisited, reopened, archived or severity. `known` is False where the time is a
    guess; then no clock is judged by it. `data` of opened and severity holds `severity`.
    """

    kind: str
    at: datetime
    known: bool = True
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Clock:
    """One deadline. `state` is open, warned, breached, met, met_late, paused or none.

    A paused clock has no deadline until the customer answers.
    """

    due_at: datetime | None = None
    done_at: datetime | None = None
    state: str = "none"
    warn_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the events say at an instant.

    `rounds` holds the clocks of every round, the last of them `clocks`.
    """

    state: str
    severity: str
    opened_at: datetime
    clocks: dict[str, Clock]
    rounds: tuple[dict[str, Clock], ...]

    @property
    def changes_at(self) -> datetime | None:
        """The next warning or breach: the first instant at which time alone changes the verdict."""
        running = [clock for clock in self.clocks.values() if clock.state in ("open", "warned")]
        instants = [c.warn_at if c.state == "open" else c.due_at for c in running]
        return min((at for at in instants if at), default=None)


def evaluate(
    events: Iterable[Event], policy: Policy, calendars: Mapping[str, Calendar], now: datetime
) -> Verdict:
    """State and clocks of a complaint at `now`; later events have not happened yet.

    ValueError without an opening.
    """
    known = sorted((event for event in events if event.at <= now), key=lambda event: event.at)
    rounds = _split(known)
    severity, judged = "normal", []
    for events_of_round in rounds:
        severity = _severity(events_of_round, severity)
        judged.append(_Round(events_of_round, severity, policy, calendars, now).clocks())
    last = rounds[-1]
    return Verdict(_state(last), severity, rounds[0][0].at, judged[-1], tuple(judged))


def open_clocks(verdict: Verdict) -> list[tuple[str, Clock]]:
    """The clocks that somebody must act on next, soonest first.

    The first undone of respond, propose, resolve; the progress report where it falls due sooner; the revisit.
    """
    clocks = verdict.clocks
    running = {name for name, clock in clocks.items() if clock.state in ("open", "warned", "breached")}
    pending = [n for n in ("respond", "propose", "resolve") if n in running or clocks[n].state == "paused"]
    chosen = [name for name in pending[:1] if name in running]
    if "progress" in running and (not chosen or _due(clocks["progress"]) < _due(clocks[chosen[0]])):
        chosen.append("progress")
    if "revisit" in running:
        chosen.append("revisit")
    return sorted(((name, clocks[name]) for name in chosen), key=lambda item: _due(item[1]))


def answered(events: Iterable[Event]) -> bool:
    """Whether a step among the events has told the customer anything."""
    return any(event.kind in _DONE_BY["respond"] for event in events)


def _due(clock: Clock) -> datetime:
    if clock.due_at is None:
        raise ValueError("a running clock has a deadline")
    return clock.due_at


def _split(events: Sequence[Event]) -> list[list[Event]]:
    rounds: list[list[Event]] = []
    for event in events:
        if event.kind in ("opened", "reopened"):
            rounds.append([event])
        elif rounds:
            rounds[-1].append(event)
    if not rounds:
        raise ValueError("a complaint needs an opening")
    return rounds


def _severity(events: Sequence[Event], before: str) -> str:
    """The last severity that was set; a round starts with the one before."""
    for event in events:
        before = event.data.get("severity") or before
    return before


def _state(events: Sequence[Event]) -> str:
    """The furthest step of a round; waiting stands above the steps before a resolution."""
    kinds = [_REACHES.get(event.kind, event.kind) for event in events]
    reached = max((_STATES.index(kind) for kind in kinds if kind in _STATES), default=-1)
    if reached < _STATES.index("resolved") and _waiting(events):
        return "waiting"
    return "open" if reached < 0 else _STATES[reached]


def _waiting(events: Sequence[Event]) -> bool:
    marks = [event.kind for event in events if event.kind in ("waiting", "resumed", "answered")]
    return bool(marks) and marks[-1] == "waiting"


class _Round:
    """One round's clocks under its severity."""

    def __init__(
        self,
        events: Sequence[Event],
        severity: str,
        policy: Policy,
        calendars: Mapping[str, Calendar],
        now: datetime,
    ) -> None:
        self._events = events
        self._start = events[0].at
        self._limits: Severity = policy.complaint.severity(severity)
        self._calendar = calendars[self._limits.calendar]
        self._warn_percent = policy.complaint.warn_percent
        self._now = now
        self._archived = any(event.kind == "archived" for event in events)

    def clocks(self) -> dict[str, Clock]:
        limits = self._limits
        return {
            "respond": self._step("respond", self._start, limits.respond_hours, []),
            "propose": self._step("propose", self._start, limits.propose_hours, self._pauses()),
            "progress": self._progress(limits.progress_hours),
            "resolve": self._step("resolve", self._start, limits.resolve_hours, self._pauses()),
            "revisit": self._revisit(limits.revisit_hours),
        }

    def _done(self, name: str) -> Event | None:
        """The step that satisfies a clock: one of unknown time if it is the step itself or the only one."""
        kinds = _DONE_BY[name]
        steps = [event for event in self._events if event.kind in kinds]
        guessed = [event for event in steps if not event.known]
        if any(event.kind == kinds[0] for event in guessed):
            return guessed[0]
        return next((event for event in steps if event.known), guessed[0] if guessed else None)

    def _revisit(self, hours: float) -> Clock:
        resolved = next((event for event in self._events if event.kind == "resolved"), None)
        if resolved is None or not resolved.known:
            return Clock()
        return self._step("revisit", resolved.at, hours, [])

    def _progress(self, hours: float) -> Clock:
        """Told at least every so many hours until resolved; once resolved, late if any gap was too long."""
        done = self._done("progress")
        told = [self._start, *(e.at for e in self._events if e.kind == "progress" and e.known)]
        if done is None:
            return self._step("progress", told[-1], hours, [])
        if not done.known:
            return Clock()
        marks = [*(at for at in told if at <= done.at), done.at]
        limits = [self._calendar.add_working(at, int(hours * _HOUR)) for at in marks[:-1]]
        late = any(following > limit for following, limit in zip(marks[1:], limits, strict=True))
        return Clock(limits[-1], done.at, "met_late" if late else "met")

    def _step(
        self, name: str, start: datetime, hours: float, pauses: list[tuple[datetime, datetime | None]]
    ) -> Clock:
        done = self._done(name)
        if done is not None and not done.known:
            return Clock()
        if done is None and self._archived:
            return Clock()
        until = done.at if done else None
        budget = int(hours * _HOUR)
        due = self._deadline(start, budget, pauses, until)
        warn = self._deadline(start, budget * self._warn_percent // 100, pauses, until)
        if done is not None:
            return Clock(due, done.at, "met" if due is None or done.at <= due else "met_late", warn)
        if due is None:
            return Clock(state="paused")
        state = "breached" if self._now >= due else "warned" if warn and self._now >= warn else "open"
        return Clock(due, None, state, warn)

    def _deadline(
        self,
        start: datetime,
        budget: int,
        pauses: list[tuple[datetime, datetime | None]],
        until: datetime | None,
    ) -> datetime | None:
        """When a budget is used up, skipping the pauses; None while it is paused. A pause ends at `until`."""
        for begin, end in pauses:
            begin = max(begin, start)
            used = self._calendar.working_seconds(start, begin)
            if used >= budget:
                break
            end = end or until
            if end is None:
                return None
            if end > begin:
                budget, start = budget - used, end
        return self._calendar.add_working(start, budget)

    def _pauses(self) -> list[tuple[datetime, datetime | None]]:
        """Times of waiting for the customer; the last one may still last."""
        pauses: list[tuple[datetime, datetime | None]] = []
        since: datetime | None = None
        for event in self._events:
            if event.kind == "waiting" and since is None:
                since = event.at
            elif event.kind in ("resumed", "answered") and since is not None:
                pauses.append((since, event.at))
                since = None
        return [*pauses, (since, None)] if since is not None else pauses
