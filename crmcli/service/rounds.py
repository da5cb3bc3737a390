"""The clocks of a complaint, computed from its events: respond, propose, progress, resolve, satisfaction, revisit. Pure.

A complaint is its events. A round runs from its opening, or from a reopening, with fresh clocks; earlier
rounds stay as history. A round is judged by the policy version in force and the customer's tier when it began.
Time runs in the calendar of the severity; waiting for the customer pauses propose and resolve, never respond.
Instants are aware and in UTC.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from types import MappingProxyType
from typing import Any, NamedTuple

from crmcli.rules import CLOCKS, Clock, Rulebook, Span, Terms, running, stopped

#: What satisfies each clock: the step itself first, then later steps that imply it.
_DONE_BY = {
    "respond": ("responded", "progress", "proposed", "resolved"),
    "propose": ("proposed", "resolved"),
    "progress": ("resolved",),
    "resolve": ("resolved",),
    "satisfaction": ("progress", "revisited"),
    "revisit": ("revisited",),
}
#: States before a resolution.
UNRESOLVED = ("open", "responded", "proposed", "waiting")
#: The step that each clock waits for.
STEP_OF = {clock: kinds[0] for clock, kinds in _DONE_BY.items()} | {"progress": "progress"}
#: The states of a clock that runs.
_RUNNING = ("open", "warned", "breached")
#: What the customer says of a resolution, as an answer to how satisfied they are so far.
_ANSWERS = {"satisfied": "yes", "neutral": "partly", "dissatisfied": "no"}
_STATES = ("responded", "proposed", "resolved", "revisited", "archived")
#: A step that leads to the state of another: whoever hears of progress has been answered.
_REACHES = {"progress": "responded"}


class Event(NamedTuple):
    """Something that happened to a complaint.

    `kind` is opened, responded, proposed, progress, waiting, resumed, answered (the customer's answer ends
    the waiting), resolved, revisited, reopened, archived or severity. `known` is False where the time is a
    guess; then no clock is judged by it. `data` of opened and severity holds `severity`, that of opened and
    reopened the customer's `tier`, its `level` if that shortens deadlines, and the `policy` version then, where they were noted; that of progress
    `satisfied` (yes, partly or no) where the customer was asked, that of revisited `result`.
    """

    kind: str
    at: datetime
    known: bool = True
    data: Mapping[str, Any] = MappingProxyType({})


#: The rulebook in force when a round began, by the event that began it.
Books = Callable[[Event], Rulebook]


class Notice(NamedTuple):
    """The one time that a deadline was called to mind: `warned` its owner, `escalated` to the managers.

    `known` is that of the clock.
    """

    at: datetime
    kind: str
    clock: str
    known: bool = True


class Verdict(NamedTuple):
    """What the events say at an instant.

    `rounds` holds the clocks of every round, the last of them `clocks`.
    """

    state: str
    severity: str
    opened_at: datetime
    clocks: dict[str, Clock]
    rounds: tuple[dict[str, Clock], ...]


def verdict_of(judged: Sequence[Round]) -> Verdict:
    """State and clocks of a complaint: what its rounds come to."""
    last = judged[-1]
    clocks = tuple(each.clocks for each in judged)
    return Verdict(state_of(last.events), last.severity, judged[0].start, clocks[-1], clocks)


def rounds(events: Iterable[Event], books: Books, now: datetime) -> list[Round]:
    """The rounds of a complaint with their clocks at `now`; one that was reopened stands as it did then."""
    known = sorted((event for event in events if event.at <= now), key=lambda event: event.at)
    parts = split(known)
    ends = [part[0].at for part in parts[1:]]
    severity, tier, found = "normal", None, []
    for part, end in zip(parts, [*ends, None], strict=True):
        severity, tier = _severity(part, severity), part[0].data.get("tier") or tier
        terms = books(part[0]).terms(severity, tier, part[0].data.get("level"))
        found.append(Round(part, severity, terms, now if end is None else end, ended=end is not None))
    return found


def open_clocks(verdict: Verdict) -> list[tuple[str, Clock]]:
    """The clocks that somebody must act on next, soonest first.

    The first undone of respond, propose, resolve; the progress report where it falls due no later; whether the customer
    is satisfied so far, which stands for a progress report that isn't due before it; the revisit.
    """
    clocks = verdict.clocks
    running = {name for name, clock in clocks.items() if clock.state in _RUNNING}
    pending = [n for n in ("respond", "propose", "resolve") if n in running or clocks[n].state == "paused"]
    chosen = [name for name in pending[:1] if name in running]
    asked = [name for name in ("satisfaction", "revisit") if name in running]
    if "progress" in running:
        told = _due(clocks["progress"])
        if all(told <= _due(clocks[n]) for n in chosen) and all(told < _due(clocks[n]) for n in asked[:1]):
            chosen.append("progress")
    return _in_turn(verdict, [*chosen, *asked])


def missed_clocks(verdict: Verdict) -> list[tuple[str, Clock]]:
    """Every clock that has run out and still waits for its step, the next one to be done or not; the longest first."""
    return _in_turn(verdict, [name for name, clock in verdict.clocks.items() if clock.state == "breached"])


def _in_turn(verdict: Verdict, names: Iterable[str]) -> list[tuple[str, Clock]]:
    return sorted(((name, verdict.clocks[name]) for name in names), key=lambda item: _due(item[1]))


def answered(events: Iterable[Event]) -> bool:
    """Whether a step among the events has told the customer anything."""
    return any(event.kind in _DONE_BY["respond"] for event in events)


def satisfaction(event: Event) -> str | None:
    """How satisfied the customer was by an event, yes, partly or no; None where they weren't asked."""
    if event.kind == "revisited":
        return _ANSWERS.get(str(event.data.get("result")))
    answer = event.data.get("satisfied")
    return None if answer is None else str(answer)


def _due(clock: Clock) -> datetime:
    if clock.due_at is None:
        raise ValueError("a running clock has a deadline")
    return clock.due_at


def split(events: Sequence[Event]) -> list[list[Event]]:
    """The events of each round, oldest first."""
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


def state_of(events: Sequence[Event]) -> str:
    """The furthest step of a round; waiting stands above the steps before a resolution."""
    kinds = [_REACHES.get(event.kind, event.kind) for event in events]
    reached = max((_STATES.index(kind) for kind in kinds if kind in _STATES), default=-1)
    if reached < _STATES.index("resolved") and _waiting(events):
        return "waiting"
    return "open" if reached < 0 else _STATES[reached]


def _waiting(events: Sequence[Event]) -> bool:
    marks = [event.kind for event in events if event.kind in ("waiting", "resumed", "answered")]
    return bool(marks) and marks[-1] == "waiting"


class Round:
    """One round of a complaint: its events, its severity, what it is judged by, and its clocks."""

    def __init__(
        self, events: Sequence[Event], severity: str, terms: Terms, now: datetime, *, ended: bool = False
    ) -> None:
        """`ended` if a reopening at `now` has put another round in its place: what still runs is void."""
        self.events, self.severity, self.terms, self.now = events, severity, terms, now
        self.start = events[0].at
        self._ended = ended
        self._archived = any(event.kind == "archived" for event in events)
        #: The clocks that were taken away.
        self.waived: set[str] = set()
        #: From when on the customer is told of progress.
        self._reports_from = self.start
        self.clocks = {name: self._clock(name) for name in CLOCKS}

    def waive(self, name: str) -> None:
        """Takes a clock away: nothing is to be done by it, and nothing is told of it."""
        self.waived.add(name)
        self.clocks[name] = Clock()

    def report_from(self, at: datetime) -> None:
        """Asks for reports of progress from an instant on, as if one had been made then."""
        self._reports_from = max(self.start, at)
        self.clocks["progress"] = self._clock("progress")

    def span(self, name: str) -> Span | None:
        """What a clock measures; None for a revisit before the resolution, where a time is unknown, or if waived."""
        done = self._done(name)
        if name in self.waived or (done is not None and not done.known):
            return None
        start, until = self.start, done.at if done else None
        if name == "progress":
            told = self._told()
            start = [at for at in told if until is None or at < until or at == told[0]][-1]
        elif name == "revisit":
            resolved = next((event for event in self.events if event.kind == "resolved"), None)
            if resolved is None:
                return None
            start = resolved.at if resolved.known else self.terms.end_of_day(resolved.at)
        pauses = self._pauses(until) if name in ("propose", "resolve") else []
        return Span(start, self.terms.budget(name), pauses, until, self._is_timed(name, start))

    def notices(self) -> list[Notice]:
        """Each warning and each breach up to now, once; a progress clock has some for every report."""
        found = []
        # At the second of a warning it is told, at that of the deadline the step is still in time.
        last = {"warned": self.now + timedelta(seconds=1), "escalated": self.now}
        for name in CLOCKS:
            span = self.span(name)
            if span is None or (span.until is None and self._archived):
                continue
            for each in self.reports() if name == "progress" else [span]:
                for kind, at in (
                    ("warned", self.terms.warn_at(each)),
                    ("escalated", self.terms.due_at(each)),
                ):
                    if at is not None and at < (each.until or last[kind]):
                        found.append(Notice(at, kind, name, each.timed))
        return sorted(found)

    def _is_timed(self, name: str, start: datetime) -> bool:
        """Whether the time of day was told at which a clock began what it measures."""
        if name == "revisit":
            return all(event.known for event in self.events if event.kind == "resolved")
        return self.events[0].known or start != self.start

    def reports(self) -> Iterator[Span]:
        """What the progress clock measured from report to report, up to the present one."""
        last = self.span("progress")
        if last is None:
            return
        told = [at for at in self._told() if at <= last.start]
        for start, until in pairwise(told):
            yield last._replace(start=start, until=until, timed=self._is_timed("progress", start))
        yield last

    def _clock(self, name: str) -> Clock:
        span = self.span(name)
        if span is None or (span.until is None and self._archived):
            return Clock()
        return self._measured(name, span)._replace(known=span.timed)

    def _measured(self, name: str, span: Span) -> Clock:
        told = [self._report(each) for each in self.reports() if each.until] if name == "progress" else []
        # One report that came late makes the round late, and its own times say so.
        late = next((clock for clock in told if clock.state == "met_late"), None)
        if span.until is None:
            clock = running(span, self.terms, self.now)
            return (
                Clock() if self._ended and clock.state != "breached" else clock._replace(was_late=bool(late))
            )
        return (late or told[-1])._replace(warn_at=None) if told else stopped(span, self.terms)

    def report_at(self, at: datetime) -> Clock:
        """The verdict on the report of progress that was made at an instant; without a state if none was."""
        made = (self._report(each) for each in self.reports() if each.until == at)
        return next(made, Clock())

    def _report(self, span: Span) -> Clock:
        return stopped(span, self.terms)._replace(known=span.timed)

    def _done(self, name: str) -> Event | None:
        """The step that satisfies a clock: one of unknown time if it is the step itself or the only one."""
        kinds = _DONE_BY[name]
        steps = [event for event in self.events if event.kind in kinds]
        if name == "satisfaction":
            steps = [event for event in steps if event.kind == "revisited" or satisfaction(event)]
        guessed = [event for event in steps if not event.known]
        if any(event.kind == kinds[0] for event in guessed):
            return guessed[0]
        return next((event for event in steps if event.known), guessed[0] if guessed else None)

    def _told(self) -> list[datetime]:
        """When the customer was told of progress; where that began, the round's start, first."""
        begin = self._reports_from
        told = (e.at for e in self.events if e.kind == "progress" and e.known)
        return [begin, *(at for at in told if at >= begin)]

    def _pauses(self, until: datetime | None) -> list[tuple[datetime, datetime | None]]:
        """Times of waiting for the customer before the clock was stopped; the last one may still last."""
        pauses: list[tuple[datetime, datetime | None]] = []
        since: datetime | None = None
        for event in self.events:
            if until is not None and event.at >= until:
                break
            if event.kind == "waiting" and since is None:
                since = event.at
            elif event.kind in ("resumed", "answered") and since is not None:
                pauses.append((since, event.at))
                since = None
        return [*pauses, (since, until)] if since is not None else pauses
