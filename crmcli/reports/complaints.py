"""Complaints: how many, how fast they were answered, what about, and what the customer said in the end."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from crmcli.figures import kpis
from crmcli.i18n import _
from crmcli.reports import complaint_tables as tables_of
from crmcli.reports.complaint_cases import Case, growth_of, judged, revisit_results, revisits
from crmcli.reports.complaint_repeats import causes, pareto, repeat_tables, repeated
from crmcli.reports.model import Chart, Report, Series, Sheet
from crmcli.reports.request import Request
from crmcli.result import Table

BY = ("severity", "category", "handler", "channel", "product", "touchpoint", "month")
#: The kinds of records that it rests on.
RESTS_ON = ("customers", "orders", "complaints", "staff")


def build(request: Request) -> Report:
    """Figures of the complaints opened in the period; of all up to the as-of without one."""
    period = request.period
    cases = judged(request, period)
    previous = period.before()
    before = judged(request, previous) if previous else None
    again = repeated(request, period)
    tables = [
        tables_of.clock_table(cases),
        tables_of.months(cases, period.end.isoformat()),
        *(tables_of.groups_table(cases, key) for key in ("severity", "category", "handler")),
        causes(cases),
        *repeat_tables(cases, again, request.view.policy.complaint.repeat_days),
        tables_of.so_far_table(cases),
        tables_of.revisit_table(revisit_results(request, period)),
        tables_of.open_table(cases),
    ]
    if request.by in ("channel", "product", "touchpoint"):
        tables.insert(2, tables_of.groups_table(cases, request.by))
    elif request.by:
        tables.insert(0, tables.pop([table.key for table in tables].index(f"by_{request.by}")))
    return Report(
        name="complaints",
        title=_("Complaints"),
        as_of=request.view.as_of,
        zone=request.view.zone,
        start=period.start,
        end=period.end,
        figures=_figures(request, cases, before, again).figures,
        tables=tables,
        charts=_charts(tables),
    )


def _figures(
    request: Request, cases: Sequence[Case], before: Sequence[Case] | None, again: Collection[int]
) -> Sheet:
    sheet, period = Sheet(), request.period
    now, old = tables_of.numbers(cases), tables_of.numbers(before) if before is not None else {}
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
        "called_again",
    ):
        value, n = now[key]
        sheet.add(key, value, n, previous=old[key][0] if old else None)
    start = period.start.isoformat() if period.start else None
    orders = request.figures.orders(start, period.end.isoformat())
    sheet.add("complaint_rate", kpis.ratio(len(cases), orders), orders)
    growth, base = growth_of(request)
    limit = request.view.policy.alarm.complaint_growth_max
    sheet.add("complaint_growth", growth, base, target=float(limit))
    value, n = now["satisfaction_24h"]
    sheet.add("satisfaction_24h", value, n, previous=old["satisfaction_24h"][0] if old else None)
    before_that = period.before()
    earlier = revisits(revisit_results(request, before_that))[0] if before_that else None
    sheet.add("revisit_satisfaction", *revisits(revisit_results(request, period)), previous=earlier)
    known = sum(case.row["category"] is not None for case in cases)
    sheet.add("repeated", kpis.ratio(len(again), known), known)
    value, n = now["history_shown"]
    sheet.add("history_shown", value, n)
    return sheet


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
    return charts + pareto(found["root_causes"])
