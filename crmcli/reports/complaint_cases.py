"""Complaints of a period with their verdicts, and what is counted over them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from crmcli import clock
from crmcli.clock import parse_iso
from crmcli.database.connection import Record
from crmcli.dates import periods
from crmcli.figures import kpis
from crmcli.reports.request import Request
from crmcli.rules import Clock
from crmcli.service.rounds import Event, Verdict, satisfaction, split
from crmcli.vocabulary import parse_word

_HOUR = timedelta(hours=1)
UNDONE = ("open", "warned", "breached", "paused")


class Case(NamedTuple):
    """A complaint's row and what its events say at the as-of."""

    row: Record
    verdict: Verdict
    events: Sequence[Event]

    @property
    def calls(self) -> int:
        """How often the customer called again about it."""
        return sum(event.kind == "called_again" for event in self.events)

    @property
    def cause(self) -> str | None:
        """The category of its root cause, empty for one that is told in words only; unknown before the archive but for
        an imported one."""
        if self.verdict.state != "archived" and not self.row["imported"]:
            return None
        told = self.row["root_cause"]
        cause: str | None = self.row["cause"] or (told and (parse_word("root_cause", told) or ""))
        return cause

    @property
    def hours_to_respond(self) -> float | None:
        """To the very first answer, whatever was opened again."""
        return self._hours(self.verdict.rounds[0]["respond"])

    @property
    def hours_to_resolve(self) -> float | None:
        return self._hours(self.verdict.clocks["resolve"])

    def _hours(self, clock: Clock) -> float | None:
        """Hours by the clock on the wall; None where it isn't done, or one of its ends is at an unknown time."""
        if clock.done_at is None or clock.state == "none" or not self.events[0].known:
            return None
        return (clock.done_at - self.verdict.opened_at).total_seconds() / 3600


class Tally(NamedTuple):
    """How one clock ended over many complaints; `missed` is past its limit and still undone."""

    met: int
    late: int
    missed: int

    @property
    def judged(self) -> int:
        return self.met + self.late + self.missed

    @property
    def share(self) -> float | None:
        return kpis.ratio(self.met, self.judged)


def tally(clocks: Iterable[Clock]) -> Tally:
    """Running clocks and those without a known time are left out, but for those that run anew after a late step."""
    states = Counter(
        "met_late" if clock.was_late and clock.state in ("open", "warned") else clock.state
        for clock in clocks
    )
    return Tally(states["met"], states["met_late"], states["breached"])


def judged(request: Request, period: periods.Period) -> list[Case]:
    """The complaints opened in a period, judged at its end."""
    from crmcli.verdicts.complaints import judge

    rows = opened(request, period.start.isoformat() if period.start else None, period.end)
    found = judge(request.view.store, rows, request.at(period.end).instant)
    return [Case(row, *found[row["id"]]) for row in rows if row["id"] in found]


def opened(request: Request, start: str | None, end: date) -> list[dict[str, Any]]:
    """The complaints opened in a window, as they stood at its end."""
    rows = request.figures.complaints(start, end.isoformat())
    return request.view.store.former.then("complaint", rows, clock.iso(request.at(end).instant))


def is_open(case: Case) -> bool:
    """Whether the complaint is not resolved at the as-of."""
    return case.verdict.state in ("open", "responded", "proposed", "waiting")


def revisits(results: Counter[str]) -> tuple[float | None, int]:
    """The share of revisits that found a satisfied customer, and how many have a result."""
    return kpis.ratio(results["satisfied"], results.total()), results.total()


def revisit_results(request: Request, period: periods.Period) -> Counter[str]:
    """Results of the revisits made in a period, whenever their complaints were opened."""
    start = period.start.isoformat() if period.start else ""
    done = request.figures.revisits(start, period.end.isoformat(), clock.iso(request.at(period.end).instant))
    return Counter(result for result in done if result)


def satisfied_so_far(cases: Iterable[Case]) -> Counter[str]:
    """What customers said by hour 24, yes, partly or no: of each round the first answer. A revisit is one if it came in
    time."""
    found: Counter[str] = Counter()
    for case in cases:
        for clocks, events in zip(case.verdict.rounds, split(case.events), strict=True):
            first = next((event for event in events if satisfaction(event)), None)
            if first and ("satisfied" in first.data or clocks["satisfaction"].state == "met"):
                found[str(satisfaction(first))] += 1
    return found


def history_shown(cases: Iterable[Case]) -> tuple[int, int]:
    """Of how many openings by hand the customer's history was shown within the hour, and how many there are."""
    told = [case.events[0].data.get("shown") for case in cases if not case.row["imported"]]
    opened = [case.verdict.opened_at for case in cases if not case.row["imported"]]
    quick = [at for at, start in zip(told, opened, strict=True) if at and parse_iso(at) - start <= _HOUR]
    return len(quick), len(told)


def growth_of(request: Request) -> tuple[float | None, int]:
    """Complaints of the period (by default the running month) against the one before, whose number is n."""
    period = request.period if request.period.start else periods.month_of(request.period.end)
    now, before = (_count(request, p) for p in (period, period.before()))
    return kpis.change(now, before), before


def _count(request: Request, period: periods.Period | None) -> int:
    if period is None or period.start is None:
        return 0
    return request.figures.complaint_count(period.start.isoformat(), period.end.isoformat())
