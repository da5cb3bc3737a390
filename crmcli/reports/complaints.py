"""Complaints: how many, how fast they were answered, what about, and what the customer said in the end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from crmcli import kpis, periods
from crmcli.clocks import Clock, Verdict
from crmcli.database import Row
from crmcli.i18n import _
from crmcli.reports.model import Chart, Report, Series, Sheet
from crmcli.reports.request import Request
from crmcli.result import Column, Table

BY = ("severity", "category", "handler", "channel", "product", "month")

#: Characters of a complaint's content that can be a category.
_SHORT = 20
_REVISITED = ("revisited", "archived")
_UNDONE = ("open", "warned", "breached", "paused")


class Case(NamedTuple):
    """A complaint's row and what its events say at the as-of."""

    row: Row
    verdict: Verdict

    @property
    def respond(self) -> Clock:
        """The first answer: a reopening doesn't ask for it again."""
        return self.verdict.rounds[0]["respond"]

    @property
    def hours_to_respond(self) -> float | None:
        return _hours(self.verdict, self.respond)

    @property
    def hours_to_resolve(self) -> float | None:
        return _hours(self.verdict, self.verdict.clocks["resolve"])


def _hours(verdict: Verdict, clock: Clock) -> float | None:
    """Hours by the clock on the wall; None where it isn't done, or at an unknown time."""
    if clock.done_at is None or clock.state == "none":
        return None
    return (clock.done_at - verdict.opened_at).total_seconds() / 3600


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
    """Running clocks and those without a known time are left out."""
    states = Counter(clock.state for clock in clocks)
    return Tally(states["met"], states["met_late"], states["breached"])


def build(request: Request) -> Report:
    """Figures of the complaints opened in the period; of all up to the as-of without one."""
    period = request.period
    cases = judged(request, period)
    previous = period.before()
    before = judged(request, previous) if previous else None
    tables = [
        _clock_table(cases),
        _months(cases, period.end.isoformat()),
        *(_groups(cases, key) for key in ("severity", "category", "handler")),
        _causes(cases),
        _revisits(cases),
        _open(cases),
    ]
    if request.by in ("channel", "product"):
        tables.insert(2, _groups(cases, request.by))
    elif request.by:
        tables.insert(0, tables.pop([table.key for table in tables].index(f"by_{request.by}")))
    return Report(
        "complaints",
        _("Complaints"),
        request.as_of,
        period.start,
        period.end,
        _figures(request, cases, before).figures,
        tables,
        _charts(tables),
    )


def judged(request: Request, period: periods.Period) -> list[Case]:
    """The complaints opened in a period, judged at its end."""
    from crmcli.workflows.verdicts import verdicts

    start = period.start.isoformat() if period.start else None
    rows = request.store.figures.complaints(start, period.end.isoformat())
    found = verdicts(request.store, rows, request.policy, request.at(period.end).instant)
    return [Case(row, found[row["id"]]) for row in rows if row["id"] in found]


# -- figures --------------------------------------------------------------------------------------


def _figures(request: Request, cases: Sequence[Case], before: Sequence[Case] | None) -> Sheet:
    sheet, period = Sheet(), request.period
    now, old = _numbers(cases), _numbers(before) if before is not None else {}
    for key in (
        "complaints",
        "unanswered",
        "respond_met",
        "respond_late",
        "respond_compliance",
        "propose_compliance",
        "resolve_compliance",
        "respond_hours",
        "resolve_hours",
        "complaints_open",
        "reopened",
    ):
        value, n = now[key]
        sheet.add(key, value, n, previous=old[key][0] if old else None)
    start = period.start.isoformat() if period.start else None
    orders = request.store.figures.sales(start, period.end.isoformat())[1]
    sheet.add("complaint_rate", kpis.ratio(len(cases), orders), orders)
    growth, base = growth_of(request)
    limit = request.policy.alarm.complaint_growth_max
    sheet.add("complaint_growth", growth, base, target=float(limit))
    value, n = now["revisit_satisfaction"]
    sheet.add("revisit_satisfaction", value, n, previous=old["revisit_satisfaction"][0] if old else None)
    return sheet


def _numbers(cases: Sequence[Case]) -> dict[str, tuple[kpis.Number | None, int]]:
    """The figures of some complaints with their n."""
    respond = tally(case.respond for case in cases)
    propose = tally(case.verdict.rounds[0]["propose"] for case in cases)
    resolve = tally(case.verdict.clocks["resolve"] for case in cases)
    answered = [hours for case in cases if (hours := case.hours_to_respond) is not None]
    solved = [hours for case in cases if (hours := case.hours_to_resolve) is not None]
    told, satisfied = revisits(cases)
    return {
        "complaints": (len(cases), len(cases)),
        "unanswered": (sum(case.respond.state in _UNDONE for case in cases), len(cases)),
        "respond_met": (respond.met, respond.judged),
        "respond_late": (respond.late, respond.judged),
        "respond_compliance": (respond.share, respond.judged),
        "propose_compliance": (propose.share, propose.judged),
        "resolve_compliance": (resolve.share, resolve.judged),
        "respond_hours": (kpis.median(answered), len(answered)),
        "resolve_hours": (kpis.median(solved), len(solved)),
        "complaints_open": (sum(is_open(case) for case in cases), len(cases)),
        "reopened": (sum(len(case.verdict.rounds) > 1 for case in cases), len(cases)),
        "revisit_satisfaction": (kpis.ratio(satisfied, told), told),
    }


def is_open(case: Case) -> bool:
    """Whether the complaint is not resolved at the as-of."""
    return case.verdict.state in ("open", "responded", "proposed", "waiting")


def revisits(cases: Iterable[Case]) -> tuple[int, int]:
    """How many revisits have a result, and how many of these are satisfied."""
    results = _revisit_results(cases)
    return sum(results.values()), results["satisfied"]


def _revisit_results(cases: Iterable[Case]) -> Counter[str]:
    """Results of the revisits done by the as-of; a dissatisfied one may have opened a new round."""
    return Counter(
        case.row["revisit_result"]
        for case in cases
        if case.row["revisit_result"] and (case.verdict.state in _REVISITED or len(case.verdict.rounds) > 1)
    )


def growth_of(request: Request) -> tuple[float | None, int]:
    """Complaints of the period (by default the running month) against the one before, whose number is n."""
    period = request.period if request.period.start else periods.month_of(request.period.end)
    now, before = (_count(request, p) for p in (period, period.before()))
    return kpis.change(now, before), before


def _count(request: Request, period: periods.Period | None) -> int:
    if period is None or period.start is None:
        return 0
    return request.store.figures.complaint_count(period.start.isoformat(), period.end.isoformat())


# -- tables ---------------------------------------------------------------------------------------


def _clock_table(cases: Sequence[Case]) -> Table:
    body = []
    for name in ("respond", "propose", "progress", "resolve", "revisit"):
        counts = tally(clocks[name] for case in cases for clocks in case.verdict.rounds)
        body.append(
            {
                "clock": name,
                "met": counts.met,
                "late": counts.late,
                "missed": counts.missed,
                "compliance": kpis.rounded(counts.share, "share"),
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


def _months(cases: Sequence[Case], end: str) -> Table:
    counts = periods.by_month((case.row["opened_on"] for case in cases), end)
    groups = {month: [case for case in cases if case.row["opened_on"].startswith(month)] for month in counts}
    return _group_table("by_month", _("By month"), Column("month", _("Month")), groups)


def _category(case: Case) -> str | None:
    """The category; without one, words as short as a category's stand in for it."""
    content = case.row["content"]
    return case.row["category"] or (content if len(content) <= _SHORT else None)


def _group_kinds() -> Mapping[str, tuple[str, Column, Callable[[Case], str | None]]]:
    """Title and column of each breakdown, and what a complaint belongs to in it."""
    return {
        "severity": (
            _("By severity"),
            Column("severity", _("Severity"), "word", "severity"),
            lambda c: c.verdict.severity,
        ),
        "category": (_("By category"), Column("category", _("Category")), _category),
        "handler": (_("By handler"), Column("handler", _("Handler")), lambda c: c.row["handled_by"]),
        "channel": (
            _("By channel"),
            Column("channel", _("Channel"), "word", "channel"),
            lambda c: c.row["channel"],
        ),
        "product": (_("By product"), Column("product", _("Product")), lambda c: c.row["product"]),
    }


def _groups(cases: Sequence[Case], key: str) -> Table:
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
        numbers = _numbers(cases)
        body.append(
            {
                column.key: name,
                "complaints": len(cases),
                "share": kpis.rounded(kpis.ratio(len(cases), everyone), "share"),
                "unanswered": numbers["unanswered"][0],
                "respond_late": numbers["respond_late"][0],
                "resolve_hours": kpis.rounded(numbers["resolve_hours"][0], "hours"),
            }
        )
    columns = [
        column,
        Column("complaints", _("Complaints"), "int"),
        Column("share", _("Share"), "percent"),
        Column("unanswered", _("Unanswered"), "int"),
        Column("respond_late", _("Late"), "int"),
        Column("resolve_hours", _("Hours to solve"), "number"),
    ]
    return Table(key, columns, body, title)


def _causes(cases: Sequence[Case]) -> Table:
    causes = Counter(case.row["root_cause"] for case in cases if case.row["root_cause"])
    body = [
        {"root_cause": cause, "complaints": n}
        for cause, n in sorted(causes.items(), key=lambda i: (-i[1], i[0]))
    ]
    return Table(
        "root_causes",
        [Column("root_cause", _("Root cause")), Column("complaints", _("Complaints"), "int")],
        body,
        _("Root causes"),
    )


def _revisits(cases: Sequence[Case]) -> Table:
    results = _revisit_results(cases)
    everyone = sum(results.values())
    body = [
        {
            "revisit_result": key,
            "complaints": results[key],
            "share": kpis.rounded(kpis.ratio(results[key], everyone), "share"),
        }
        for key in ("satisfied", "neutral", "dissatisfied")
    ]
    columns = [
        Column("revisit_result", _("Result"), "word", "revisit_result"),
        Column("complaints", _("Complaints"), "int"),
        Column("share", _("Share"), "percent"),
    ]
    return Table("revisits", columns, body, _("What revisits found"))


def _open(cases: Sequence[Case]) -> Table:
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


def _charts(tables: Sequence[Table]) -> list[Chart]:
    found = {table.key: table for table in tables}
    charts = []
    for key, column, kind in (
        ("by_month", "month", "line"),
        ("by_category", "category", "bar"),
        ("by_handler", "handler", "bar"),
    ):
        rows = found[key].rows
        series = Series(_("Complaints"), [row["complaints"] for row in rows])
        charts.append(Chart(key, found[key].title, kind, [row[column] for row in rows], [series]))
    return charts
