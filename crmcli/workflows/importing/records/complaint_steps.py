"""The steps of complaints that an import's rows tell of: read, put in order, and which of them are new.

A step whose time of day isn't known is kept, but no clock is judged by it; what the sheet says is done starts no clock.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from crmcli import clock
from crmcli.sheets.cells.logs import LoggedStep
from crmcli.sheets.model import Problem
from crmcli.sheets.rows.moments import tells_answer
from crmcli.sheets.rows.outcomes import is_not_yet
from crmcli.workflows.importing.fates import Entry
from crmcli.workflows.importing.job import Job
from crmcli.workflows.importing.reasons import why

_STEPS = ("responded", "proposed", "resolved", "revisited")
#: The clock that each of them stops.
_CLOCKS = ("respond", "propose", "resolve", "revisit")
#: The steps that a stated state implies.
_IMPLIED = {
    "responded": ("responded",),
    "proposed": ("responded", "proposed"),
    "resolved": ("resolved",),
    "revisited": ("resolved", "revisited"),
    "archived": ("resolved", "archived"),
    "waiting": ("responded", "waiting"),
}
_CLOSING = ("resolved", "revisited", "archived")
#: The states that say of a complaint that it isn't resolved, whatever stands in the column for that.
_OPEN = frozenset({"open", "responded", "proposed", "waiting"})
#: What a step's column says of what was not done, or is still to come.
_NOT_DONE = re.compile(
    "没|预计|计划|争取|尽快|下个?[周月]|下个?星期|[明后]天|等|soon|next|tomorrow|expected|planned|wait",
    re.IGNORECASE,
)
#: What ends a complaint starts no clock where a sheet tells it.
_TOLD = {kind: {"told_by": "import"} for kind in ("resolved", "archived")}


class Step(NamedTuple):
    """One event to be written."""

    kind: str
    at: str
    on_day: str
    known: bool
    data: Mapping[str, Any]
    text: str | None = None
    #: Who took it; the complaint's handler where the sheet doesn't say.
    actor_id: int | None = None


class StepReader:
    """Reads the steps of the complaints of one import."""

    def __init__(self, job: Job) -> None:
        self._job, self._options, self._team = job, job.options, job.team

    def is_possible(self, entry: Entry) -> bool:
        """A step before the opening is kept, and told, or, if strict, rejects the complaint."""
        opened = entry.values["opened"]
        early = tuple(
            Problem(kind, str(entry.values[kind]), "too_early")
            for kind in _STEPS
            if isinstance(entry.values.get(kind), date) and self._before(entry.values[kind], opened)
        )
        if early and self._options.strict:
            entry.reject(*map(why, early))
        else:
            entry.incomplete += early
        return entry.open

    def _before(self, when: date, other: date) -> bool:
        """Whether a moment is before another; by the day where one tells no time."""
        (at, day), (other_at, other_day) = self._job.instant(when), self._job.instant(other)
        return at < other_at if _is_timed(when) and _is_timed(other) else day < other_day

    def of(self, entry: Entry) -> list[Step]:
        """The events that a row tells of, in order; what has no time of its own comes right after the step before."""
        values = entry.values
        if values.get("steps"):
            return [self._logged(step) for step in values["steps"]]
        at, day = self._job.instant(values["opened"])
        told = {"severity": values.get("severity") or "normal"}
        opened = Step("opened", at, day, _is_timed(values["opened"]), told)
        steps, implied = [opened], _IMPLIED.get(str(values.get("status") or ""), ())
        for kind in (*_STEPS, "waiting", "archived"):
            when = values.get(kind)
            result = values.get("revisit_result") if kind == "revisited" else None
            data = {**({"result": result} if result else {}), **_TOLD.get(kind, {})}
            if isinstance(when, date):
                at, day = self._job.instant(when)
                steps.append(Step(kind, at, day, _is_timed(when), data))
            elif values.get(f"{kind}_flag") or kind in implied or result or _is_done(entry, kind):
                steps.append(Step(kind, "", "", False, data))
        if steps[-1].kind == "waiting" and any(s.kind == "resolved" for s in steps):
            steps.pop()
        if not is_news(self._job, entry, "opened"):
            told |= _untold(entry, any(s.kind in ("resolved", "archived") for s in steps))
        return in_order(steps)

    def later(
        self, entry: Entry, new: Sequence[Step], before: Mapping[str, Any], opening: Mapping[str, Any]
    ) -> list[Step]:
        """The new steps that a row tells of a known complaint of which `opening` is what its first event says.

        One that came open is resolved like by hand: it is revisited, and what has no day of its own is done by now. One of
        which the first sheet told no state, and that was resolved before it came, is history.
        """
        resolved = next((step for step in new if step.kind == "resolved"), None)
        if resolved is None or entry.values.get("steps"):
            return list(new)
        told = isinstance(entry.values.get("resolved"), date)
        silent = {"resolve", "revisit"} <= set(str(opening.get("untold", "")).split())
        if silent and not (told and resolved.at >= before["created_at"]):
            return list(new)
        now = self._job.work.op.at_text
        found = []
        for step in new:
            if step.kind in _CLOSING and not isinstance(entry.values.get(step.kind), date) and not told:
                step = step._replace(at=now, on_day=self._job.work.day)
            found.append(step._replace(data={}) if step.kind == "resolved" else step)
        return found

    def moved(
        self, entry: Entry, steps: Sequence[Step], known: Sequence[Mapping[str, Any]]
    ) -> list[tuple[Step, Any]]:
        """The steps that a row tells at another moment than it is known, each with the event that is."""
        if entry.values.get("steps"):
            return []
        found = []
        for step in steps:
            when = entry.values.get(step.kind)
            events = [event for event in known if event["kind"] == step.kind]
            if isinstance(when, date) and events:
                told, there = (step.at, "at") if _is_timed(when) else (step.on_day, "on_day")
                sooner = (
                    step.kind == "opened" and not events[0].get("at_known", 1) and step.at < events[0]["at"]
                )
                if sooner or all(event[there] != told for event in events):
                    found.append((step, events[0]))
        return found

    def _logged(self, step: LoggedStep) -> Step:
        """A step as our own export tells it."""
        day = clock.local_date(clock.parse_iso(step.at), self._job.work.zone).isoformat()
        actor = self._team.id(step.actor)
        return Step(
            kind=step.kind,
            at=step.at,
            on_day=day,
            known=step.known,
            data=dict(step.data),
            text=step.text or None,
            actor_id=actor,
        )


def is_news(job: Job, entry: Entry, field: str) -> bool:
    """Whether a row is what a customer wrote a few days ago, by this field, as it came in: from then on time runs."""
    when = entry.values.get(field)
    if not entry.sheet.incoming or not isinstance(when, date):
        return False
    day = date.fromisoformat(job.instant(when)[1])
    return (job.work.as_of.on - day).days <= job.work.policy.complaint.fresh_days


def _untold(entry: Entry, closed: bool) -> dict[str, str]:
    """The clocks whose steps the sheet has no column for; what is told on the way has never one, nor has how satisfied the customer was on the way. Whoever says that a complaint is open says that
    nobody was revisited.
    """
    columns = {column.field for column in entry.sheet.columns}
    if any(map(tells_answer, entry.sheet.headers)):
        columns.add("responded")
    if entry.values.get("status") and not closed:
        columns.add("revisited")
    names = [name for step, name in zip(_STEPS, _CLOCKS, strict=True) if step not in columns]
    return {"untold": " ".join([*names, "progress", "satisfaction"])}


def _is_done(entry: Entry, kind: str) -> bool:
    """Whether a text that no moment could be read from says that a step was taken: 20分钟后, 当场. When is unknown then."""
    if kind in _CLOSING and entry.values.get("status") in _OPEN:
        return False
    texts = [
        problem.value for problem in entry.problems if problem.field == kind and problem.reason != "too_early"
    ]
    return any(text and not is_not_yet(text) and not _NOT_DONE.search(text) for text in texts)


def in_order(steps: Sequence[Step]) -> list[Step]:
    """Steps without a time take that of the step before; none is before the opening, of which the day alone may be told:
    it was then by the first step of that day."""
    opened = steps[0]
    if not opened.known:
        told = (s.at for s in steps[1:] if s.known and s.on_day == opened.on_day)
        opened = opened._replace(at=min([opened.at, *told]))
    done, last = [opened], opened
    for step in steps[1:]:
        if not step.at or step.at < opened.at:
            step = step._replace(at=last.at, on_day=last.on_day, known=False)
        done.append(step)
        last = max(last, step, key=lambda s: s.at)
    return done


def _is_timed(when: Any) -> bool:
    return isinstance(when, datetime)
