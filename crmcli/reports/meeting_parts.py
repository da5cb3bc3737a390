"""The tables of a meeting's report beside its figures: decisions, targets, improvements, and what needs a decision."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from crmcli.dates.periods import Period
from crmcli.figures import kpis
from crmcli.figures.rounding import percent
from crmcli.figures.told import told
from crmcli.i18n import _, series
from crmcli.reports import complaint_cases
from crmcli.reports.churn import MEASURES, measure, words
from crmcli.reports.problems import Seen
from crmcli.reports.request import Request
from crmcli.reports.targets import standing
from crmcli.result import Column, Table
from crmcli.verdicts.complaints import next_clock
from crmcli.wording import label

#: So many rows of what needs a decision; nobody decides more in a meeting.
_MOST = 10


def decisions(request: Request) -> Table:
    """What the last meeting decided, and how that stands."""
    view = request.view
    day = view.store.tasks.last_meeting(view.day)
    rows: list[dict[str, Any]] = []
    if day:
        tasks = (
            view.store.tasks.then({"meeting_on": day}, view.at)
            if view.past
            else view.store.tasks.listed({"meeting_on": day})
        )
        rows += [
            _decision(dict(row), "task", view.day, _("crmcli task show %(id)d") % {"id": row["id"]})
            for row in tasks
        ]
        rows += [
            _decision(row, "improvement", view.day, _("crmcli improve show %(id)d") % {"id": row["id"]})
            for row in view.store.improvements.listed(view.past)
            if row["meeting_on"] == day
        ]
    columns = [
        Column("title", _("Decision")),
        Column("owner", _("Owner")),
        Column("due_on", _("Due"), "date"),
        Column("state", _("State")),
        Column("command", _("Evidence")),
    ]
    title = (
        _("Decisions of the meeting of %(day)s") % {"day": day} if day else _("Decisions of the last meeting")
    )
    return Table("decisions", columns, rows, title)


def _decision(row: dict[str, Any], kind: str, day: str, command: str) -> dict[str, Any]:
    late = row["state"] == "open" and row["due_on"] is not None and row["due_on"] < day
    state = _("overdue") if late else label(f"{kind}_state", row["state"])
    return {key: row[key] for key in ("title", "owner", "due_on")} | {"state": state, "command": command}


def targets(request: Request) -> Table:
    """The open targets, each with how far it is."""
    view, rows = request.view, []
    if request.filtered:
        for row in view.store.targets.listed(view.day, view.past):
            found = standing(view, row, request.filtered)
            if found.state in ("closed", "planned"):
                continue
            unit = kpis.DEFINITIONS[row["metric"]].unit
            rows.append(
                {
                    "target": row["name"],
                    "now": told(unit, found.now),
                    "goal": told(unit, row["goal"]),
                    "way": "—" if found.way is None else percent(found.way, 0),
                    "forecast": told(unit, found.forecast),
                    "due_on": row["due_on"],
                    "state": found.state,
                    "owner": row["owner"],
                    "command": _("crmcli target show %(id)d") % {"id": row["id"]},
                }
            )
    columns = [
        Column("target", _("Target")),
        Column("now", _("Now"), "figure"),
        Column("goal", _("Goal"), "figure"),
        Column("way", _("Of the way"), "figure"),
        Column("forecast", _("Forecast value"), "figure"),
        Column("due_on", _("Deadline"), "date"),
        Column("state", _("State"), "word", "target_state"),
        Column("owner", _("Owner")),
        Column("command", _("Evidence")),
    ]
    return Table("targets", columns, rows, _("Targets"))


def improvements(request: Request, period: Period) -> Table:
    """What is being done better, and what was done in the period or since."""
    view, since = request.view, (period.start or period.end).isoformat()
    rows = [
        {**row, "command": _("crmcli improve show %(id)d") % {"id": row["id"]}}
        for row in view.store.improvements.listed(view.past)
        if row["state"] == "open" or (row["done_on"] or "") >= since
    ]
    columns = [
        Column("title", _("Improvement")),
        Column("owner", _("Owner")),
        Column("due_on", _("Due"), "date"),
        Column("state", _("State"), "word", "improvement_state"),
        Column("result", _("Result")),
        Column("command", _("Evidence")),
    ]
    hidden = frozenset() if any(row["result"] for row in rows) else frozenset({"result"})
    return Table("improvements", columns, rows, _("Improvements"), machine_only=hidden)


def overdue_tasks(request: Request) -> Table:
    """Open tasks past their deadline, the oldest first."""
    view = request.view
    rows = view.store.tasks.open_due(view.as_of.on - timedelta(days=1), None, view.past)
    columns = [
        Column("id", _("Id"), "int"),
        Column("title", _("Task")),
        Column("owner", _("Owner")),
        Column("due_on", _("Due"), "date"),
        Column("customer", _("Customer")),
    ]
    note = _("All of them: crmcli task list --team --overdue") if len(rows) > _MOST else ""
    return Table("overdue_tasks", columns, [dict(row) for row in rows[:_MOST]], _("Tasks overdue"), note=note)


def complaints(request: Request) -> Table:
    """Unresolved complaints past a deadline, the oldest first."""
    end = request.view.as_of.on
    rows = []
    for case in complaint_cases.judged(request, Period(None, end)):
        late = [name for name, clock in case.verdict.clocks.items() if clock.state == "breached"]
        if complaint_cases.is_open(case) and late:
            name, _at = next_clock(case.verdict)
            rows.append(
                {
                    "number": case.row["number"],
                    "customer": case.row["customer"],
                    "severity": case.row["severity"],
                    "opened_on": case.row["opened_on"],
                    "handled_by": case.row["handled_by"],
                    "late": series(label("clock", each) for each in late),
                    "next": label("clock", name) if name else None,
                }
            )
    columns = [
        Column("number", _("Complaint"), "code"),
        Column("customer", _("Customer")),
        Column("severity", _("Severity"), "word", "severity"),
        Column("opened_on", _("Opened"), "date"),
        Column("late", _("Late")),
        Column("handled_by", _("Handler")),
        Column("next", "next"),
    ]
    note = _("All of them: crmcli complaint list --breached")
    return Table("complaints", columns, rows[:_MOST], _("Complaints to decide on"), machine_only=frozenset({"next"}), note=note if rows else "")  # fmt: skip


def customers(request: Request, seen: Seen) -> Table:
    """Customers at high risk, those of most spend first."""
    names = request.view.store.staff.names()
    risky = sorted(seen.high_risk, key=lambda key: (-seen.spend[key], key))
    rows = []
    for key in risky[:_MOST]:
        facts, signals = seen.facts[key], seen.signals[key]
        rows.append(
            {
                "customer": facts.name,
                "value": facts.spend_12m,
                "why": series(words(facts, signals, seen.on)),
                "owner": names.get(facts.owner_id or 0),
                "measure": _(MEASURES[measure(signals.risk_signals)]),
            }
        )
    columns = [
        Column("customer", _("Customer")),
        Column("value", _("At stake"), "money"),
        Column("why", _("Signs")),
        Column("owner", _("Owner")),
        Column("measure", _("Suggestion")),
    ]
    note = _("All of them: crmcli report churn")
    return Table("at_risk", columns, rows, _("Customers to decide on"), note=note if rows else "")
