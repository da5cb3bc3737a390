"""What customers say in surveys: indicators, recommendation, trend, groups, and their own words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from crmcli import clock, kpis, periods, scoring, surveys
from crmcli.database import Row
from crmcli.i18n import _
from crmcli.reports import indicators
from crmcli.reports.model import Chart, Report, Series, Sheet
from crmcli.reports.request import Request
from crmcli.result import Column, Table

BY = ("tier", "owner", "wave", "month")

Rows = Sequence[Row]


def build(request: Request) -> Report:
    """Survey figures of the period; of everything up to the as-of without one."""
    period = request.period
    rows = _responses(request, period)
    previous = period.before()
    figures = _figures(request, rows, _responses(request, previous) if previous else None)
    tables = [
        _indicators(request, rows),
        _distribution(rows),
        _recommendation(request, rows),
        _months(request, rows),
    ]
    if request.by and request.by != "month":
        tables.append(_groups(request, rows))
    tables.append(_verbatims(rows))
    return Report(
        "satisfaction",
        _("Customer satisfaction"),
        request.as_of,
        period.start,
        period.end,
        figures.figures,
        tables,
        _charts(tables),
        _notes(request, rows),
    )


def _responses(request: Request, period: periods.Period) -> Rows:
    start = period.start.isoformat() if period.start else None
    return request.store.surveys.responses(start, period.end.isoformat(), request.wave, request.form)


def overall(rows: Rows) -> list[int]:
    """The overall scores given."""
    return [row["overall"] for row in rows if row["overall"] is not None]


def recommendation(rows: Rows) -> list[int]:
    """The answers to whether they would recommend us."""
    return [row["nps"] for row in rows if row["nps"] is not None]


def _figures(request: Request, rows: Rows, before: Rows | None) -> Sheet:
    policy, sheet = request.policy.survey, Sheet()
    old = before if before is not None else ()
    low = [row for row in rows if scoring.low_score(row["overall"], row["nps"], policy)]
    end = clock.iso(request.at(request.period.end).instant)
    reached = request.store.figures.last_reached(request.period.end.isoformat())
    unsettled = [
        row
        for row in low
        if not (row["settled_at"] and row["settled_at"] <= end)
        and reached.get(row["customer_id"], "") <= row["submitted_on"]
    ]
    sheet.add("responses", len(rows), len(rows), previous=None if before is None else len(before))
    sheet.add("response_rate", None)
    for key, estimate, then in (
        ("mean_overall", surveys.mean(overall(rows)), surveys.mean(overall(old))),
        ("csat_overall", surveys.csat(overall(rows), policy), surveys.csat(overall(old), policy)),
        ("nps", surveys.nps(recommendation(rows), policy), surveys.nps(recommendation(old), policy)),
    ):
        sheet.add(key, estimate.value, estimate.n, previous=then.value)
    sheet.add("low_scores", len(low), len(rows))
    sheet.add("low_scores_open", len(unsettled), len(low))
    return sheet


# -- tables ---------------------------------------------------------------------------------------


def _indicators(request: Request, rows: Rows) -> Table:
    period = request.period
    start = period.start.isoformat() if period.start else None
    answers = request.store.surveys.scores(start, period.end.isoformat(), request.wave, request.form)
    return indicators.table(indicators.scores_by_question(overall(rows), answers), request.policy.survey)


def _distribution(rows: Rows) -> Table:
    scores = overall(rows)
    body = [
        {
            "score": score,
            "responses": scores.count(score),
            "share": kpis.rounded(kpis.ratio(scores.count(score), len(scores)), "share"),
        }
        for score in range(5, 0, -1)
    ]
    return Table("distribution", _share_columns(Column("score", _("Score"), "int")), body, _("Overall score"))


def _recommendation(request: Request, rows: Rows) -> Table:
    policy, scores = request.policy.survey, recommendation(rows)
    counts = {
        "promoters": sum(score >= policy.promoter_min for score in scores),
        "passives": sum(policy.detractor_max < score < policy.promoter_min for score in scores),
        "detractors": sum(score <= policy.detractor_max for score in scores),
    }
    titles = {"promoters": _("promoters"), "passives": _("passives"), "detractors": _("detractors")}
    body = [
        {
            "group": key,
            "title": titles[key],
            "responses": n,
            "share": kpis.rounded(kpis.ratio(n, len(scores)), "share"),
        }
        for key, n in counts.items()
    ]
    columns = [Column("group", "group"), *_share_columns(Column("title", _("Group")))]
    return Table("nps", columns, body, _("Recommendation"), machine_only=frozenset({"group"}))


def _share_columns(first: Column) -> list[Column]:
    return [first, Column("responses", _("Responses"), "int"), Column("share", _("Share"), "percent")]


def _months(request: Request, rows: Rows) -> Table:
    end = request.period.end.isoformat()
    counts = periods.by_month((row["submitted_on"] for row in rows), end)
    groups = {month: [row for row in rows if row["submitted_on"].startswith(month)] for month in counts}
    return _group_table(request, "months", _("By month"), Column("month", _("Month")), groups)


def _groups(request: Request, rows: Rows) -> Table:
    """Responses by tier or owner of the customer, or by wave; those without one stand under a dash."""
    by = request.by or ""
    column = {
        "tier": Column("tier", _("Tier"), "word", "tier"),
        "owner": Column("owner", _("Owner")),
        "wave": Column("wave", _("Wave")),
    }[by]
    tiers = {f.customer_id: s.tier for f, s in request.judged(request.period.end)} if by == "tier" else {}
    groups: dict[str, list[Row]] = {}
    for row in rows:
        name = tiers.get(row["customer_id"]) if by == "tier" else row[by]
        groups.setdefault(name or "—", []).append(row)
    return _group_table(request, f"by_{by}", _("By group"), column, dict(sorted(groups.items())))


def _group_table(
    request: Request, key: str, title: str, column: Column, groups: dict[str, list[Row]]
) -> Table:
    policy, body = request.policy.survey, []
    for name, rows in groups.items():
        body.append(
            {
                column.key: name,
                "responses": len(rows),
                "mean": indicators.rounded(surveys.mean(overall(rows)).value, 3),
                "csat": indicators.rounded(surveys.csat(overall(rows), policy).value, 4),
                "nps": indicators.rounded(surveys.nps(recommendation(rows), policy).value, 1),
            }
        )
    columns = [
        column,
        Column("responses", _("Responses"), "int"),
        Column("mean", _("Mean"), "number"),
        Column("csat", _("Satisfied"), "percent"),
        Column("nps", "NPS", "number"),
    ]
    return Table(key, columns, body, title)


def _verbatims(rows: Rows) -> Table:
    columns = [
        Column("submitted_on", _("Day"), "date"),
        Column("customer", _("Customer")),
        Column("overall", _("Score"), "int"),
        Column("nps", "NPS", "int"),
        Column("comment", _("Comment")),
    ]
    body = [{c.key: row[c.key] for c in columns} for row in reversed(rows) if row["comment"]]
    return Table("verbatims", columns, body, _("In their own words"))


# -- charts and notes -----------------------------------------------------------------------------


def _charts(tables: Sequence[Table]) -> list[Chart]:
    found = {table.key: table for table in tables}
    asked, spread, groups, months = (found[k] for k in ("indicators", "distribution", "nps", "months"))
    return [
        Chart(
            "indicators",
            _("Mean by indicator"),
            "bar",
            _column(asked, "title"),
            [Series(_("Mean"), _column(asked, "mean"))],
            "score",
        ),
        Chart(
            "distribution",
            _("Overall score"),
            "bar",
            [str(v) for v in _column(spread, "score")],
            [Series(_("Share"), _column(spread, "share"))],
            "share",
        ),
        Chart(
            "nps",
            _("Recommendation"),
            "bar",
            _column(groups, "title"),
            [Series(_("Share"), _column(groups, "share"))],
            "share",
        ),
        Chart(
            "months",
            _("Mean by month"),
            "line",
            _column(months, "month"),
            [Series(_("Mean"), _column(months, "mean"))],
            "score",
        ),
    ]


def _column(table: Table, key: str) -> list[Any]:
    return [row[key] for row in table.rows]


def _notes(request: Request, rows: Rows) -> list[str]:
    policy, scores = request.policy.survey, recommendation(rows)
    notes = []
    estimate = surveys.nps(scores, policy)
    if estimate.value is not None and estimate.low is not None and estimate.high is not None:
        notes.append(
            _("95 %% interval of the net promoter score: %(low).1f to %(high).1f.")
            % {"low": estimate.low, "high": estimate.high}
        )
    if len(rows) < policy.min_n:
        notes.append(_("Below %(n)d responses no percentage is shown.") % {"n": policy.min_n})
    return notes
