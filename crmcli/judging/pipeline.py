"""What becomes of opportunities: how long each stayed in a stage, what it waits for, when it is idle. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from crmcli.figures.rounding import half_up

if TYPE_CHECKING:
    from crmcli.policy.sections import Opportunity


class Stay(NamedTuple):
    """A stage that an opportunity was in: since when, and for how many days; None where nobody knows."""

    stage: str
    since: date | None
    days: int | None


class Waiting(NamedTuple):
    """What an opportunity is on the due list for: its next `step`, or that it is `idle`; from which day on, and since when
    that has been so."""

    kind: str
    due_on: date
    since: date


class Spoken(NamedTuple):
    """When somebody last spoke to a customer: the day, and the instants of that day on which they did (UTC, as stored); None among
    them for a contact of which nobody told the time."""

    on: date
    at: tuple[str | None, ...] = ()


def stays(events: Sequence[Mapping[str, Any]], until: date) -> list[Stay]:
    """The stages that an opportunity went through by a day, in order, of its events in theirs. The days of all of them add up
    to its life so far; where it ended, in won or lost, it stays for none. A stage that it left on a day that nobody told took
    an unknown time."""
    entered = [(stage, _day_of(next(steps))) for stage, steps in groupby(events, key=lambda e: e["stage"])]
    if not entered:
        return []
    last, since = entered[-1]
    over = since if is_over(last) else max(filter(None, (until, since)))
    ends = [day for _stage, day in entered[1:]] + [over]
    return [
        Stay(stage, day, (end - day).days if end and day else None)
        for (stage, day), end in zip(entered, ends, strict=True)
    ]


def is_dated(at_known: int | None) -> bool:
    """Whether the day of a step with this mark was told; one whose day nobody knows lies as early as it can."""
    return at_known != 0


def _day_of(event: Mapping[str, Any]) -> date | None:
    return date.fromisoformat(event["on_day"]) if is_dated(event["at_known"]) else None


def is_over(stage: str) -> bool:
    """Whether who is in this stage is won or lost."""
    return stage in ("won", "lost")


def chance(policy: Opportunity, stage: str) -> float | None:
    """The chance that one in a stage is won, 0 to 1; None for a stage that the policy doesn't have."""
    if is_over(stage):
        return float(stage == "won")
    place = policy.place(stage)
    return None if place is None else policy.stage[place].percent / 100


def weighted(policy: Opportunity, row: Mapping[str, Any]) -> int:
    """What is to be expected of an opportunity, in cents: its amount times its chance, nothing where either isn't known."""
    return int(half_up((row["amount_cents"] or 0) * (chance(policy, row["stage"]) or 0)))


def waiting(
    row: Mapping[str, Any], moved_on: date, spoken: Spoken | None, idle_days: int, policy: Opportunity
) -> Waiting:
    """What an open opportunity is or will be due for: the step that is agreed, else from when on it is idle, for nothing was
    done about it since `moved_on` and nobody spoke to its customer since then."""
    step = step_on(row, spoken)
    if step is not None:
        return Waiting("step", step, _made_on(row))
    place = policy.place(row["stage"])
    own = None if place is None else policy.stage[place].idle_days
    quiet_since = max(moved_on, spoken.on) if spoken else moved_on
    return Waiting("idle", quiet_since + timedelta(days=idle_days if own is None else own), quiet_since)


def step_on(row: Mapping[str, Any], spoken: Spoken | None) -> date | None:
    """The day of the next step that is agreed; None without one, and where an effective contact has settled it: on its day or
    later, but not of the day on which it was made; where it has a time of day not before that, if the contact's is known."""
    if row["next_on"] is None:
        return None
    day = date.fromisoformat(row["next_on"])
    if day < _made_on(row):
        # It had passed before it came here.
        return None
    return None if spoken is not None and _is_settled(row, day, spoken) else day


def _is_settled(row: Mapping[str, Any], day: date, spoken: Spoken) -> bool:
    later = spoken.on > _made_on(row)
    if row["next_at"] is None or spoken.on != day:
        return spoken.on >= day and later
    return any(later if at is None else at >= row["next_at"] for at in spoken.at)


def _made_on(row: Mapping[str, Any]) -> date:
    """The day on which the next step was agreed."""
    return date.fromisoformat(row["next_made_on"] or row["opened_on"])


def steps_taken(events: Sequence[Mapping[str, Any]]) -> list[tuple[str, str]]:
    """The pairs of stages that followed each other."""
    stages = [stage for stage, _steps in groupby(e["stage"] for e in events)]
    return list(pairwise(stages))
