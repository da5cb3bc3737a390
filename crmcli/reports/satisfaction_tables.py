"""The tables of the satisfaction report, each from the responses or the scored answers of a period."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from crmcli import kpis, periods, surveys
from crmcli import survey_statistics as statistics
from crmcli.database import Row
from crmcli.i18n import N_, _
from crmcli.reports import indicators
from crmcli.reports.request import Request
from crmcli.result import Column, Table
from crmcli.survey_scales import parse_scale
from crmcli.survey_statistics import Estimate
from crmcli.surveys import SEVEN

Rows = Sequence[Row]
#: From here on a difference is called significant.
_SIGNIFICANT = 0.05
_QUADRANTS = {
    "improve": N_("improve first"), "keep": N_("keep it up"), "watch": N_("watch"), "ease": N_("good enough"),
}  # fmt: skip


def overall(rows: Rows) -> list[int]:
    """The overall scores given."""
    return [row["overall"] for row in rows if row["overall"] is not None]


def recommended(rows: Rows) -> list[int]:
    """The answers to whether they would recommend us."""
    return [row["nps"] for row in rows if row["nps"] is not None]


def effort(scores: Rows) -> list[int]:
    """The answers to how easy we made it."""
    return [row["score"] for row in scores if row["key"] == "ces" and row["scale"] == SEVEN]


# -- figures and answers --------------------------------------------------------------------------


def estimates(found: Mapping[str, Estimate]) -> Table:
    """Each figure with n and interval, in its own unit; those that nothing is known of are left out."""
    columns = [
        Column("figure", ""), Column("title", _("Figure")), Column("n", "n", "int"), Column("value", ""),
        Column("shown", _("Value"), "figure"), Column("interval", _("95 % interval"), "figure"),
        Column("low", ""), Column("high", ""),
    ]  # fmt: skip
    body = []
    for key, estimate in found.items():
        if not estimate.n:
            continue
        what = kpis.DEFINITIONS[key]
        factor, decimals, sign = (100, 1, "%") if what.unit == "share" else (1, 1, "") if what.unit == "points" else (1, 2, "")  # fmt: skip
        value = None if estimate.value is None else estimate.value * factor
        body.append({
            "figure": key, "title": _(what.title), "n": estimate.n, "value": indicators.rounded(estimate.value, 4),
            "shown": "—" if value is None else f"{value:.{decimals}f}{sign}",
            "interval": indicators.interval(estimate, decimals, factor, sign),
            "low": indicators.rounded(estimate.low, 4), "high": indicators.rounded(estimate.high, 4),
        })  # fmt: skip
    hidden = frozenset({"figure", "value", "low", "high"})
    return Table("estimates", columns, body, _("How sure that is"), machine_only=hidden)


def indicators_table(request: Request, rows: Rows, scores: Rows) -> Table:
    """n, mean and share of satisfied of each question."""
    return indicators.table(indicators.scores_by_question(overall(rows), scores), request.policy.survey)


def distribution(request: Request, rows: Rows) -> Table:
    """How many gave each overall score."""
    scores = overall(rows)
    body = [{"score": score, **_part(request, scores.count(score), len(scores))} for score in range(5, 0, -1)]
    return Table("distribution", _share_columns(Column("score", _("Score"), "int")), body, _("Overall score"))


def recommendation(request: Request, rows: Rows) -> Table:
    """Promoters, passives and detractors."""
    plus, minus, n = surveys.promoters(recommended(rows), request.policy.survey)
    counts = {"promoters": plus, "passives": n - plus - minus, "detractors": minus}
    titles = {"promoters": _("promoters"), "passives": _("passives"), "detractors": _("detractors")}
    body = [{"group": key, "title": titles[key], **_part(request, count, n)} for key, count in counts.items()]
    columns = [Column("group", "group"), *_share_columns(Column("title", _("Group")))]
    return Table("nps", columns, body, _("Recommendation"), machine_only=frozenset({"group"}))


def spread(scores: Rows) -> Table:
    """How many gave each score to each question, on scales up to 10."""
    counts: dict[indicators.Question, dict[int, int]] = {}
    for row in scores:
        scale = parse_scale(row["scale"])
        if scale and scale.high <= 10:
            counts.setdefault(indicators.question(row), {}).setdefault(row["score"], 0)
            counts[indicators.question(row)][row["score"]] += 1
    given = sorted({score for one in counts.values() for score in one})
    columns = [Column("indicator", ""), Column("title", _("Indicator"))]
    columns += [Column(f"score_{score}", str(score), "int") for score in given]
    body = [
        {"indicator": question.key, "title": question.title, **{f"score_{s}": one.get(s) for s in given}}
        for question, one in indicators.in_order(counts).items()
    ]
    return Table("spread", columns, body, _("Answers by score"), machine_only=frozenset({"indicator"}))


def choices(request: Request, chosen: Rows) -> Table:
    """How many chose each option of the questions that offer some."""
    counts: dict[tuple[str, str], dict[str, int]] = {}
    for row in chosen:
        options = counts.setdefault((row["key"], row["question"]), dict.fromkeys(_options(row["scale"]), 0))
        options[row["text"]] = options.get(row["text"], 0) + 1
    body = [
        {"question": key, "title": title, "option": option, **_part(request, count, sum(options.values()))}
        for (key, title), options in counts.items()
        for option, count in options.items()
    ]
    columns = [
        Column("question", ""),
        Column("title", _("Question")),
        *_share_columns(Column("option", _("Option"))),
    ]
    return Table("choices", columns, body, _("Choices"), machine_only=frozenset({"question"}))


def _options(scale: str) -> tuple[str, ...]:
    found = parse_scale(scale)
    return found.options if found else ()


def _part(request: Request, count: int, n: int) -> dict[str, Any]:
    """A count with its share of n, which is not shown below the smallest n."""
    share = kpis.ratio(count, n) if n >= request.policy.survey.min_n else None
    return {"responses": count, "share": kpis.rounded(share, "share")}


def _share_columns(first: Column) -> list[Column]:
    return [first, Column("responses", _("Responses"), "int"), Column("share", _("Share"), "percent")]


# -- groups ---------------------------------------------------------------------------------------


def months(request: Request, rows: Rows) -> Table:
    """The last twelve months."""
    counts = periods.by_month((row["submitted_on"] for row in rows), request.period.end.isoformat())
    found = {month: [row for row in rows if row["submitted_on"].startswith(month)] for month in counts}
    return _group_table(request, "months", _("By month"), Column("month", _("Month")), found)


def waves(request: Request, rows: Rows, rates: Sequence[Mapping[str, Any]]) -> Table:
    """Every wave in the order of time, with its response rate; those without answers yet too."""
    policy = request.policy.survey
    asked = {rate["wave"]: rate for rate in rates}
    found = dict.fromkeys(_in_time(rows, rates))
    groups = {wave: [row for row in rows if row["wave"] == wave] for wave in found}
    table = _group_table(request, "by_wave", _("By wave"), Column("wave", _("Wave")), groups)
    body = []
    for row in table.rows:
        rate = asked.get(row["wave"], {"invited": None, "answered": 0})
        share = surveys.response_rate(rate["answered"], rate["invited"] or 0, policy).value
        body.append({**row, "invited": rate["invited"], "response_rate": indicators.rounded(share, 4)})
    columns = list(table.columns)
    columns[1:1] = [Column("invited", _("Invited"), "int"), Column("response_rate", _("Rate"), "percent")]
    return Table(table.key, columns, body, table.title, machine_only=table.machine_only)


def _in_time(rows: Rows, rates: Sequence[Mapping[str, Any]]) -> list[str]:
    """The waves by the day of their first invitation or answer."""
    first: dict[str, str] = {}
    for row in rows:
        if row["wave"]:
            first.setdefault(row["wave"], row["submitted_on"])
    for rate in rates:
        first[rate["wave"]] = min(rate["opened_at"], first.get(rate["wave"], rate["opened_at"]))
    return sorted(first, key=lambda wave: (first[wave], wave))


def groups(request: Request, rows: Rows) -> Table:
    """Responses by tier, owner or region of the customer; those without one stand under a dash."""
    by = request.by or ""
    column = {
        "tier": Column("tier", _("Tier"), "word", "tier"),
        "owner": Column("owner", _("Owner")),
        "region": Column("region", _("Region")),
    }[by]
    tiers = {f.customer_id: s.tier for f, s in request.judged(request.period.end)} if by == "tier" else {}
    found: dict[str, list[Row]] = {}
    for row in rows:
        name = tiers.get(row["customer_id"]) if by == "tier" else row[by]
        found.setdefault(name or "—", []).append(row)
    return _group_table(request, f"by_{by}", _("By group"), column, dict(sorted(found.items())))


def _group_table(
    request: Request, key: str, title: str, column: Column, found: Mapping[str, Sequence[Row]]
) -> Table:
    policy, body = request.policy.survey, []
    for name, rows in found.items():
        mean = statistics.mean(overall(rows))
        body.append({
            column.key: name, "responses": len(rows), "mean": indicators.rounded(mean.value, 3),
            "mean_interval": indicators.interval(mean, 2),
            "mean_low": indicators.rounded(mean.low, 3), "mean_high": indicators.rounded(mean.high, 3),
            "csat": indicators.rounded(surveys.csat(overall(rows), policy).value, 4),
            "nps": indicators.rounded(surveys.nps(recommended(rows), policy).value, 1),
        })  # fmt: skip
    columns = [
        column, Column("responses", _("Responses"), "int"), Column("mean", _("Mean"), "number"),
        Column("mean_interval", _("95 % interval"), "figure"), Column("mean_low", ""), Column("mean_high", ""),
        Column("csat", _("Satisfied"), "percent"), Column("nps", "NPS", "number"),
    ]  # fmt: skip
    return Table(key, columns, body, title, machine_only=frozenset({"mean_low", "mean_high"}))


# -- change and priorities ------------------------------------------------------------------------


def change(request: Request, period: periods.Period) -> Table:
    """The last wave (or the one asked for) against the one before it: difference, p, whether it is more than chance."""
    columns = [
        Column("figure", ""), Column("title", _("Figure")), Column("before", _("Before"), "figure"),
        Column("now", _("Now"), "figure"), Column("n_before", _("n before"), "int"), Column("n", "n", "int"),
        Column("p", "p", "figure"), Column("significant", _("Significant")),
    ]  # fmt: skip
    end = period.end.isoformat()
    rows = request.store.surveys.responses(None, end, None, request.form)
    order = _in_time(rows, ())
    place = order.index(request.wave) if request.wave in order else len(order) - 1
    body = []
    if place > 0:
        pair = order[place - 1], order[place]
        old, new = ([row for row in rows if row["wave"] == wave] for wave in pair)
        scores = [effort(request.store.surveys.scores(None, end, wave, request.form)) for wave in pair]
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
    policy = request.policy.survey
    before, now = overall(old), overall(new)
    shares = surveys.satisfied(now, policy), len(now), surveys.satisfied(before, policy), len(before)
    loyal = surveys.promoters(recommended(new), policy), surveys.promoters(recommended(old), policy)
    found = (
        ("mean_overall", statistics.mean(before), statistics.mean(now), statistics.welch(now, before), 1, 2, ""),
        ("csat_overall", surveys.csat(before, policy), surveys.csat(now, policy), statistics.two_shares(*shares), 100, 1, "%"),
        ("nps", surveys.nps(recommended(old), policy), surveys.nps(recommended(new), policy),
         statistics.two_net_shares(*loyal), 1, 1, ""),
        ("ces", statistics.mean(eased_before), statistics.mean(eased), statistics.welch(eased, eased_before), 1, 2, ""),
    )  # fmt: skip
    return [_change(policy.min_n, *one) for one in found]


def _change(
    min_n: int,
    key: str,
    before: Estimate,
    now: Estimate,
    p: float | None,
    factor: int,
    decimals: int,
    sign: str,
) -> dict[str, Any]:
    """Nothing is tested with less than the smallest n on a side."""
    tested = p if p is not None and min(before.n, now.n) >= min_n else None

    def shown(estimate: Estimate) -> str:
        return "—" if estimate.value is None else f"{estimate.value * factor:.{decimals}f}{sign}"

    verdict = _("too few to tell") if tested is None else _("yes") if tested < _SIGNIFICANT else _("no")
    return {
        "figure": key, "title": _(kpis.DEFINITIONS[key].title), "before": shown(before), "now": shown(now),
        "n_before": before.n, "n": now.n, "p": None if tested is None else round(tested, 4), "significant": verdict,
    }  # fmt: skip


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
        {"indicator": titles[one.key], "title": one.key, "n": one.n, "importance": round(one.importance, 2),
         "performance": round(one.performance, 4), "quadrant": one.quadrant, "advice": _(_QUADRANTS[one.quadrant])}
        for one in surveys.priorities(levels, given, request.policy.survey.min_n)
    ]  # fmt: skip
    columns = [
        Column("indicator", ""), Column("title", _("Indicator")), Column("n", "n", "int"),
        Column("importance", _("Weight"), "number"), Column("performance", _("Performance"), "percent"),
        Column("quadrant", ""), Column("advice", _("What to do")),
    ]  # fmt: skip
    return Table(
        "priorities",
        columns,
        body,
        _("What to improve first"),
        machine_only=frozenset({"indicator", "quadrant"}),
    )


def verbatims(rows: Rows) -> Table:
    """Customers' own words, the newest first."""
    columns = [
        Column("submitted_on", _("Day"), "date"),
        Column("customer", _("Customer")),
        Column("overall", _("Score"), "int"),
        Column("nps", "NPS", "int"),
        Column("comment", _("Comment")),
    ]
    body = [{c.key: row[c.key] for c in columns} for row in reversed(rows) if row["comment"]]
    return Table("verbatims", columns, body, _("In their own words"))
