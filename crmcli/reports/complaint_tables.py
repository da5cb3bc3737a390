"""The tables of the report of complaints, and the figures that they repeat for every group."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from crmcli.dates import periods
from crmcli.figures import kpis
from crmcli.i18n import _
from crmcli.reports.complaint_cases import (
    UNDONE,
    Case,
    Tally,
    history_shown,
    is_open,
    satisfied_so_far,
    tally,
)
from crmcli.result import Column, Table
from crmcli.rules import CLOCKS


def numbers(cases: Sequence[Case]) -> dict[str, tuple[kpis.Number | None, int]]:
    """The figures of some complaints with their n."""
    respond, propose, resolve = (_of_rounds(cases, name) for name in ("respond", "propose", "resolve"))
    answered = [hours for case in cases if (hours := case.hours_to_respond) is not None]
    solved = [hours for case in cases if (hours := case.hours_to_resolve) is not None]
    so_far = satisfied_so_far(cases)
    quick, by_hand = history_shown(cases)
    return {
        "complaints": (len(cases), len(cases)),
        "unanswered": (sum(case.verdict.clocks["respond"].state in UNDONE for case in cases), len(cases)),
        "respond_met": (respond.met, respond.judged),
        "respond_late": (respond.late, respond.judged),
        "respond_compliance": (respond.share, respond.judged),
        "propose_compliance": (propose.share, propose.judged),
        "resolve_compliance": (resolve.share, resolve.judged),
        "respond_hours": (kpis.median(answered), len(answered)),
        "resolve_hours": (kpis.median(solved), len(solved)),
        "complaints_open": (sum(is_open(case) for case in cases), len(cases)),
        "reopened": (sum(len(case.verdict.rounds) > 1 for case in cases), len(cases)),
        "satisfaction_24h": (kpis.ratio(so_far["yes"], so_far.total()), so_far.total()),
        "called_again": (sum(case.calls for case in cases), len(cases)),
        "history_shown": (kpis.ratio(quick, by_hand), by_hand),
    }


def _of_rounds(cases: Sequence[Case], name: str) -> Tally:
    """How one clock ended in every round: a reopened complaint asks for each step anew."""
    return tally(clocks[name] for case in cases for clocks in case.verdict.rounds)


def clock_table(cases: Sequence[Case]) -> Table:
    body = []
    for name in CLOCKS:
        counts = _of_rounds(cases, name)
        body.append(
            {
                "clock": name,
                "met": counts.met,
                "late": counts.late,
                "missed": counts.missed,
                "compliance": counts.share,
            }
        )
    columns = [
        Column("clock", _("Deadline"), "word", "clock"),
        Column("met", _("Met"), "int"),
        Column("late", _("Late"), "int"),
        Column("missed", _("Missed so far"), "int"),
        Column("compliance", _("In time"), "percent"),
    ]
    return Table(
        "clocks",
        columns,
        body,
        _("Deadlines"),
        note=_("Every round counts; a reopened complaint has several."),
    )


def months(cases: Sequence[Case], end: str) -> Table:
    counts = periods.by_month((case.row["opened_on"] for case in cases), end)
    groups = {month: [case for case in cases if case.row["opened_on"].startswith(month)] for month in counts}
    table = _group_table("by_month", _("By month"), Column("month", _("Month")), groups)
    body: list[dict[str, Any]] = []
    for row, before in zip(table.rows, (None, *table.rows), strict=False):
        base = _base(groups[before["month"]], row["month"], end) if before else None
        body.append({**row, "change": kpis.change(row["complaints"], base)})
    table.rows, table.columns = body, [*table.columns, Column("change", _("Change"), "percent")]
    return table


def _base(before: Sequence[Case], month: str, end: str) -> int:
    """The complaints of the month before that a month is set against: a running one against the same days."""
    if month != end[:7] or periods.ends_month(date.fromisoformat(end)):
        return len(before)
    return sum(case.row["opened_on"][8:] <= end[8:] for case in before)


def _group_kinds() -> Mapping[str, tuple[str, Column, Callable[[Case], str | None]]]:
    """Title and column of each breakdown, and what a complaint belongs to in it."""
    return {
        "severity": (
            _("By severity"),
            Column("severity", _("Severity"), "word", "severity"),
            lambda c: c.verdict.severity,
        ),
        "category": (
            _("By category"),
            Column("category", _("Category")),
            lambda c: c.row["category"] or _("uncategorised"),
        ),
        "handler": (_("By handler"), Column("handler", _("Handler")), lambda c: c.row["handled_by"]),
        "channel": (
            _("By channel"),
            Column("channel", _("Channel"), "word", "channel"),
            lambda c: c.row["channel"],
        ),
        "touchpoint": (
            _("By touchpoint"),
            Column("touchpoint", _("Touchpoint"), "word", "touchpoint"),
            lambda c: c.row["touchpoint"],
        ),
        "product": (_("By product"), Column("product", _("Product")), lambda c: c.row["product"]),
    }


def groups_table(cases: Sequence[Case], key: str) -> Table:
    title, column, group_of = _group_kinds()[key]
    groups: dict[str, list[Case]] = {}
    for case in cases:
        groups.setdefault(group_of(case) or "—", []).append(case)
    ordered = dict(sorted(groups.items(), key=lambda item: (-len(item[1]), item[0])))
    return _group_table(f"by_{key}", title, column, ordered)


def _group_table(key: str, title: str, column: Column, groups: Mapping[str, Sequence[Case]]) -> Table:
    everyone = sum(len(cases) for cases in groups.values())
    body = []
    for name, cases in groups.items():
        counted = numbers(cases)
        body.append(
            {
                column.key: name,
                "complaints": len(cases),
                "share": kpis.ratio(len(cases), everyone),
                "unanswered": counted["unanswered"][0],
                "respond_late": counted["respond_late"][0],
                "resolve_hours": kpis.rounded(counted["resolve_hours"][0], "hours"),
            }
        )
    columns = [
        column,
        Column("complaints", _("Complaints"), "int"),
        Column("share", _("Share"), "percent"),
        Column("unanswered", _("Unanswered"), "int"),
        Column("respond_late", _("Late responses"), "int"),
        Column("resolve_hours", _("Hours to solve"), "number"),
    ]
    return Table(key, columns, body, title)


def revisit_table(results: Counter[str]) -> Table:
    """What the revisits of the period found."""
    everyone = results.total()
    body = [
        {
            "revisit_result": key,
            "revisits": results[key],
            "share": kpis.ratio(results[key], everyone),
        }
        for key in ("satisfied", "neutral", "dissatisfied")
    ]
    columns = [
        Column("revisit_result", _("Revisit result"), "word", "revisit_result"),
        Column("revisits", _("Revisits"), "int"),
        Column("share", _("Share"), "percent"),
    ]
    return Table("revisits", columns, body, _("What revisits found"))


def so_far_table(cases: Sequence[Case]) -> Table:
    answers = satisfied_so_far(cases)
    body = [
        {
            "satisfied": key,
            "answers": answers[key],
            "share": kpis.ratio(answers[key], answers.total()),
        }
        for key in ("yes", "partly", "no")
    ]
    columns = [
        Column("satisfied", _("Answer"), "word", "satisfied"),
        Column("answers", _("Answers"), "int"),
        Column("share", _("Share"), "percent"),
    ]
    return Table("satisfied_so_far", columns, body, _("Satisfaction at hour 24"))


def open_table(cases: Sequence[Case]) -> Table:
    columns = [
        Column("number", _("Number")),
        Column("customer", _("Customer")),
        Column("severity", _("Severity"), "word", "severity"),
        Column("state", _("State"), "word", "complaint_state"),
        Column("opened_on", _("Opened"), "date"),
        Column("handler", _("Handler")),
    ]
    body: list[dict[str, Any]] = [
        {
            "number": case.row["external_id"] or case.row["number"],
            "customer": case.row["customer"],
            "severity": case.verdict.severity,
            "state": case.verdict.state,
            "opened_on": case.row["opened_on"],
            "handler": case.row["handled_by"],
        }
        for case in cases
        if is_open(case)
    ]
    return Table("open", columns, body, _("Not yet resolved"))
