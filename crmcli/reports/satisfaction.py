"""What customers say in surveys: figures with their intervals, trend, groups, what changed, what to improve, own words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from crmcli import clock
from crmcli.database.connection import Row
from crmcli.dates import periods
from crmcli.figures import satisfaction
from crmcli.figures.satisfaction import SEVEN
from crmcli.figures.statistics import Estimate
from crmcli.i18n import _, ngettext
from crmcli.judging import scoring
from crmcli.queries.surveys import Window
from crmcli.reports import satisfaction_advice as advice
from crmcli.reports import satisfaction_tables as tables
from crmcli.reports.model import Chart, Report, Series, Sheet
from crmcli.reports.request import Request
from crmcli.result import Table
from crmcli.verdicts.known_now import JUDGED

BY = ("tier", "owner", "region", "wave", "touchpoint", "month")
#: The kinds of records that it rests on.
RESTS_ON = (*JUDGED, "staff")

Rows = Sequence[Row]


class Answered(NamedTuple):
    """The responses of a period, every scored answer and choice of them, and the invitations of the period by wave."""

    rows: Rows
    scores: Rows
    chosen: Rows
    rates: Sequence[dict[str, Any]]
    partial: int


def build(request: Request) -> Report:
    """Survey figures of the period; of everything up to the as-of without one."""
    period = request.period
    found = _answered(request, period)
    previous = period.before()
    figures = _figures(request, found, _answered(request, previous) if previous else None)
    shown = [
        tables.estimates(_estimates(request, found)),
        tables.indicators_table(request, found.rows, found.scores),
        tables.distribution(request, found.rows),
        tables.recommendation(request, found.rows),
        tables.spread(found.scores),
        tables.choices(request, found.chosen),
        tables.months(request, found.rows),
        tables.waves(request, found.rows, found.rates),
        advice.change(request, period),
        advice.priorities(request, found.rows, found.scores),
    ]
    if request.by and request.by not in ("month", "wave"):
        shown.append(tables.groups(request, found.rows))
    shown.append(tables.verbatims(found.rows))
    return Report(
        name="satisfaction",
        title=_("Customer satisfaction"),
        as_of=request.view.as_of,
        zone=request.view.zone,
        start=period.start,
        end=period.end,
        figures=figures.figures,
        tables=shown,
        charts=_charts(shown),
        notes=_notes(request, found.rows),
    )


def _answered(request: Request, period: periods.Period) -> Answered:
    store = request.view.store
    start, end = (period.start.isoformat() if period.start else None), period.end.isoformat()
    window = Window(start, end, request.wave, request.form)
    return Answered(
        store.surveys.responses(window, request.view.past),
        store.surveys.scores(window),
        store.surveys.chosen(window),
        store.waves.rates(start, end, request.wave, request.form),
        store.surveys.partial(window),
    )


def _estimates(request: Request, found: Answered) -> dict[str, Estimate]:
    """The figures that have an interval, by their keys."""
    policy = request.view.policy.survey
    invited = sum(rate["invited"] for rate in found.rates)
    return {
        "response_rate": satisfaction.response_rate(
            sum(rate["answered"] for rate in found.rates), invited, policy
        ),
        "mean_overall": satisfaction.mean(tables.overall(found.rows)),
        "csat_overall": satisfaction.csat(tables.overall(found.rows), policy),
        "nps": satisfaction.nps(tables.recommended(found.rows), policy),
        "ces": satisfaction.mean(tables.effort(found.scores), SEVEN),
    }


def _figures(request: Request, found: Answered, before: Answered | None) -> Sheet:
    policy, sheet, rows = request.view.policy.survey, Sheet(), found.rows
    old = before or Answered((), (), (), (), 0)
    low = [row for row in rows if scoring.low_score(row["overall"], row["nps"], policy)]
    sheet.add("responses", len(rows), len(rows), previous=None if before is None else len(old.rows))
    sheet.add("partial_responses", found.partial, len(rows), previous=None if before is None else old.partial)
    then = _estimates(request, old)
    for key, estimate in _estimates(request, found).items():
        sheet.add(key, estimate.value, estimate.n, previous=then[key].value)
    sheet.add("low_scores", len(low), len(rows))
    sheet.add("low_scores_open", len(_unsettled(request, low)), len(low))
    return sheet


def _unsettled(request: Request, low: Rows) -> Rows:
    """Low scores that were not ticked off and had no later effective contact."""
    end = clock.iso(request.at(request.period.end).instant)
    reached = request.figures.last_reached(request.period.end.isoformat())
    return [
        row
        for row in low
        if not (row["settled_at"] and row["settled_at"] <= end)
        and reached.get(row["customer_id"], "") <= row["submitted_on"]
    ]


# -- charts and notes -----------------------------------------------------------------------------


def _charts(shown: Sequence[Table]) -> list[Chart]:
    found = {table.key: table for table in shown}

    def chart(key: str, title: str, kind: str, labels: str, series: str, name: str, unit: str) -> Chart:
        rows = found[key].rows
        values = [row[series] for row in rows]
        return Chart(
            key=key,
            title=title,
            kind=kind,
            labels=[str(row[labels]) for row in rows],
            series=[Series(name, values)],
            unit=unit,
        )

    return [
        chart(
            "indicators",
            _("Mean by indicator"),
            "bar",
            labels="title",
            series="mean",
            name=_("Mean"),
            unit="score",
        ),
        chart(
            "distribution",
            _("Overall score"),
            "bar",
            labels="score",
            series="responses",
            name=_("Responses"),
            unit="count",
        ),
        chart(
            "nps",
            _("Recommendation"),
            "bar",
            labels="title",
            series="responses",
            name=_("Responses"),
            unit="count",
        ),
        chart(
            "months", _("Mean by month"), "line", labels="month", series="mean", name=_("Mean"), unit="score"
        ),
        chart(
            "by_wave", _("Mean by wave"), "line", labels="wave", series="mean", name=_("Mean"), unit="score"
        ),
        chart(
            "priorities",
            _("What weighs most"),
            "bar",
            labels="title",
            series="importance",
            name=_("Weight"),
            unit="number",
        ),
        _priority_chart(found["priorities"].rows),
    ]


def _priority_chart(rows: Sequence[Mapping[str, Any]]) -> Chart:
    """Weight against performance: what stands high on the left is to be improved first."""
    axes = [
        Series(_("Performance"), [row["performance"] for row in rows]),
        Series(_("Weight"), [row["importance"] for row in rows]),
    ]
    title = _("Weight against performance: improve first what is high on the left")
    return Chart(
        key="priorities",
        title=title,
        kind="scatter",
        labels=[str(row["title"]) for row in rows],
        series=axes,
        unit="number",
    )


def _notes(request: Request, rows: Rows) -> list[str]:
    policy = request.view.policy.survey
    if len(rows) < policy.min_n:
        return [
            ngettext(
                "Below %(n)d response no percentage is shown.",
                "Below %(n)d responses no percentage is shown.",
                policy.min_n,
            )
            % {"n": policy.min_n}
        ]
    return []
