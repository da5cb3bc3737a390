"""How a complaint's clock came to its verdict: every stretch of time between its start and its end. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from crmcli.rules import CLOCKS, Clock, Span, stopped
from crmcli.service.rounds import Round

if TYPE_CHECKING:
    from crmcli.dates.calendars import Calendar


class Piece(NamedTuple):
    """Time of one kind: running, paused, outside (the hours) or holiday; `ahead` is still to come.

    `name` says which holiday; see `calendars.Stretch`.
    """

    start: datetime
    end: datetime
    kind: str
    name: str
    ahead: bool

    @property
    def seconds(self) -> int:
        return round((self.end - self.start).total_seconds())


@dataclass(frozen=True, slots=True)
class Timeline:
    """One clock of one round. Seconds of working time: `used` + `left` − `over` is the budget; `late` are those by the
    clock on the wall since the deadline.

    The pieces reach to the step that stopped the clock, else to the deadline; where both passed to the sooner, where
    there is none (yet) to now.
    """

    clock: str
    span: Span
    verdict: Clock
    pieces: tuple[Piece, ...]
    used: int
    over: int
    late: int

    @property
    def left(self) -> int:
        return max(0, self.span.seconds - self.used)


def timelines(judged: Round) -> list[Timeline]:
    """The clocks of a round that time was measured for; that of progress once for every report."""
    found = []
    for name in CLOCKS:
        for span, verdict in _measured(judged, name):
            if verdict.state != "none":
                found.append(_timeline(name, span, verdict, judged.terms.calendar, judged.now))
    return found


def present(judged: Round) -> list[Timeline]:
    """The clocks of a round, each as it stands: of progress the last report."""
    return list({line.clock: line for line in timelines(judged)}.values())


def _measured(judged: Round, name: str) -> Iterator[tuple[Span, Clock]]:
    """What a clock measured, with the verdict on it: a report that was in time is so, whatever the others were."""
    span = judged.span(name)
    for each in judged.reports() if name == "progress" else [span] if span else []:
        own = name == "progress" and each.until
        yield each, stopped(each, judged.terms)._replace(known=each.timed) if own else judged.clocks[name]


def _timeline(name: str, span: Span, verdict: Clock, calendar: Calendar, now: datetime) -> Timeline:
    due, stop = verdict.due_at, span.until or now
    end = min(due, span.until) if due and span.until else due or stop
    pieces = tuple(_pieces(calendar, span, end, stop))
    # The day of a deadline without a time of day may last longer than the budget.
    used = min(_running(pieces, ahead=False), span.seconds)
    over = late = 0
    if due and stop > due:
        late = round((stop - due).total_seconds())
        over = _running(_pieces(calendar, span._replace(start=due), stop, stop), ahead=False)
        used += over
    return Timeline(clock=name, span=span, verdict=verdict, pieces=pieces, used=used, over=over, late=late)


def _running(pieces: Iterator[Piece] | Sequence[Piece], *, ahead: bool) -> int:
    return sum(piece.seconds for piece in pieces if piece.kind == "running" and piece.ahead == ahead)


def _pieces(calendar: Calendar, span: Span, end: datetime, now: datetime) -> Iterator[Piece]:
    """The time from the start to `end`, cut at the pauses and at `now`."""
    pauses = [(max(a, span.start), min(b or end, end)) for a, b in span.pauses]
    pauses = [(a, b) for a, b in pauses if a < b]
    cuts = {span.start, end, *(at for pause in pauses for at in pause)} | (
        {now} if span.start < now < end else set()
    )
    for start, stop in pairwise(sorted(cuts)):
        if any(a <= start < b for a, b in pauses):
            yield Piece(start, stop, "paused", "", start >= now)
            continue
        for stretch in calendar.stretches(start, stop):
            yield Piece(*stretch, start >= now)
