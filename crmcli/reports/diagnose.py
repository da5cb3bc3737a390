"""The diagnosis: alarms, the problems behind the figures by level, and valuable customers beside lost ones."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from crmcli.i18n import _
from crmcli.judging.alarms import Fired
from crmcli.reports.alarms import command_of, work_out, worst_first
from crmcli.reports.comparison import comparison
from crmcli.reports.model import Report, Sheet
from crmcli.reports.problems import Problem, Seen, problems
from crmcli.reports.request import Request
from crmcli.result import Column, Table
from crmcli.verdicts.alarms import why
from crmcli.verdicts.known_now import JUDGED

BY: tuple[str, ...] = ()
#: The kinds of records that it rests on.
RESTS_ON = (*JUDGED, "tasks", "opportunities", "trainings", "staff")


def build(request: Request) -> Report:
    """The diagnosis of the as-of."""
    view, end = request.view, request.period.end
    found = worst_first(work_out(view, request.filtered)) if request.filtered else []
    seen = Seen(request, end)
    listed = problems(request, seen, found)
    sheet = Sheet()
    sheet.add("alarms", len(found), None)
    sheet.add("at_risk", len(seen.at_risk), len(seen.present))
    sheet.add("value_at_stake", sum(seen.spend[key] for key in seen.at_risk), len(seen.at_risk))
    sheet.add("lost", len(seen.lost), len(seen.stages))
    return Report(
        name="diagnose",
        title=_("Diagnosis"),
        as_of=view.as_of,
        zone=view.zone,
        start=None,
        end=end,
        figures=sheet.figures,
        tables=[alarm_table(request, found), problem_table(listed), comparison(request, seen)],
        notes=[
            _("Alarms are of the last month and quarter that are over, the rest is of this day."),
            _("Impact: spend of 12 months of the customers concerned ÷ that of all."),
        ],
    )


def alarm_table(request: Request, found: Sequence[Fired]) -> Table:
    """The alarms with what they rest on."""
    rows = [
        {"alarm": one.alarm, "period": one.period, "why": why(one, request.view), "command": command_of(one)}
        for one in found
    ]
    columns = [
        Column("alarm", _("Alarm"), "word", "alarm"),
        Column("period", _("Period")),
        Column("why", _("Why")),
        Column("command", _("Evidence")),
    ]
    return Table("alarms", columns, rows, _("Alarms"), below=("command",))


def problem_table(found: Sequence[Problem]) -> Table:
    """The problems, the weightiest first."""
    rows: list[dict[str, Any]] = [{**one._asdict(), "weight": one.urgency * one.importance} for one in found]
    columns = [
        Column("level", _("Concerns"), "word", "problem_level"),
        Column("what", _("Problem")),
        Column("urgency", _("Urgency"), "int"),
        Column("importance", _("Importance"), "int"),
        Column("weight", _("Weight"), "int"),
        Column("impact", _("Impact"), "percent"),
        Column("measure", _("What to do")),
        Column("command", _("Evidence")),
    ]
    note = _("Urgency and importance are 1 to 3; weight is one times the other.")
    return Table(
        "problems", columns, rows, _("Problems"), machine_only=frozenset({"urgency", "importance"}), note=note,
        below=("measure", "command"),
    )  # fmt: skip
