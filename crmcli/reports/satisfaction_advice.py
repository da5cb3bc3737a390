"""Two tables of the satisfaction report: what changed since the wave before, and what to improve first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from crmcli.dates import periods
from crmcli.figures import kpis, satisfaction, statistics
from crmcli.figures.rounding import half_up
from crmcli.figures.satisfaction import SEVEN
from crmcli.figures.scales import parse_scale
from crmcli.figures.statistics import Estimate
from crmcli.i18n import N_, _
from crmcli.queries.surveys import Window
from crmcli.reports import indicators
from crmcli.reports import satisfaction_tables as tables
from crmcli.reports.request import Request
from crmcli.reports.satisfaction_tables import Rows
from crmcli.result import Column, Table

#: From here on a difference is called significant.
_SIGNIFICANT = 0.05
_QUADRANTS = {
    "improve": N_("improve first"),
    "keep": N_("keep it up"),
    "watch": N_("watch"),
    "ease": N_("good enough"),
}


def change(request: Request, period: periods.Period) -> Table:
    """The last wave (or the one asked for) against the one before it: difference, p, whether it is more than chance."""
    columns = [
        Column("figure", ""),
        Column("title", _("Figure")),
        Column("before", _("Before"), "figure"),
        Column("now", _("Now"), "figure"),
        Column("n_before", _("n before"), "int"),
        Column("n", _("n"), "int"),
        Column("p", "p", "figure"),
        Column("significant", _("Significant")),
    ]
    end = period.end.isoformat()
    rows = request.view.store.surveys.responses(Window(end=end, form=request.form), request.view.past)
    order = tables.waves_in_time(rows, ())
    place = order.index(request.wave) if request.wave in order else len(order) - 1
    body = []
    if place > 0:
        pair = order[place - 1], order[place]
        old, new = ([row for row in rows if row["wave"] == wave] for wave in pair)
        scores = [
            tables.effort(request.view.store.surveys.scores(Window(None, end, wave, request.form)))
            for wave in pair
        ]
        body = [
            row for row in _changes(request, old, new, scores[0], scores[1]) if row["n"] and row["n_before"]
        ]
    title = (
        _("%(wave)s against %(before)s") % {"wave": order[place], "before": order[place - 1]} if body else ""
    )
    return Table("change", columns, body, title, machine_only=frozenset({"figure"}))


def _changes(
    request: Request, old: Rows, new: Rows, eased_before: Sequence[int], eased: Sequence[int]
) -> list[dict[str, Any]]:
    policy = request.view.policy.survey
    before, now = tables.overall(old), tables.overall(new)
    shares = (
        satisfaction.satisfied(now, policy),
        len(now),
        satisfaction.satisfied(before, policy),
        len(before),
    )
    loyal = (
        satisfaction.promoters(tables.recommended(new), policy),
        satisfaction.promoters(tables.recommended(old), policy),
    )
    found = (
        ("mean_overall", satisfaction.mean(before), satisfaction.mean(now), statistics.welch(now, before)),
        (
            "csat_overall",
            satisfaction.csat(before, policy),
            satisfaction.csat(now, policy),
            statistics.two_shares(*shares),
        ),
        (
            "nps",
            satisfaction.nps(tables.recommended(old), policy),
            satisfaction.nps(tables.recommended(new), policy),
            statistics.two_net_shares(*loyal),
        ),
        (
            "ces",
            satisfaction.mean(eased_before, SEVEN),
            satisfaction.mean(eased, SEVEN),
            statistics.welch(eased, eased_before),
        ),
    )
    return [_change(policy.min_n, *one) for one in found]


def _change(min_n: int, key: str, before: Estimate, now: Estimate, p: float | None) -> dict[str, Any]:
    """Nothing is tested with less than the smallest n on a side."""
    tested = p if p is not None and min(before.n, now.n) >= min_n else None
    verdict = _("too few to tell") if tested is None else _("yes") if tested < _SIGNIFICANT else _("no")
    form = tables.shape(key)
    return {
        "figure": key,
        "title": _(kpis.DEFINITIONS[key].title),
        "before": form.text(before.value),
        "now": form.text(now.value),
        "n_before": before.n,
        "n": now.n,
        "p": None if tested is None else half_up(tested, 4),
        "significant": verdict,
    }


def priorities(request: Request, rows: Rows, scores: Rows) -> Table:
    """What weighs most for overall satisfaction, and how we do on it."""
    given: dict[str, dict[int, float]] = {}
    titles: dict[str, str] = {}
    for row in scores:
        scale = parse_scale(row["scale"])
        if scale and scale.scored and row["key"] not in ("overall", "nps"):
            question = indicators.question(row)
            titles[question.title] = question.key
            given.setdefault(question.title, {})[row["response_id"]] = scale.share(row["score"])
    levels = {row["id"]: row["overall"] for row in rows if row["overall"] is not None}
    body = [
        {
            "indicator": titles[one.key],
            "title": one.key,
            "n": one.n,
            "importance": half_up(one.importance, 2),
            "performance": one.performance,
            "quadrant": one.quadrant,
            "advice": _(_QUADRANTS[one.quadrant]),
        }
        for one in satisfaction.priorities(levels, given, request.view.policy.survey.min_n)
    ]
    columns = [
        Column("indicator", ""),
        Column("title", _("Indicator")),
        Column("n", _("n"), "int"),
        Column("importance", _("Weight"), "number"),
        Column("performance", _("Performance"), "percent"),
        Column("quadrant", ""),
        Column("advice", _("What to do")),
    ]
    return Table(
        "priorities",
        columns,
        body,
        _("What to improve first"),
        machine_only=frozenset({"indicator", "quadrant"}),
    )
