"""The tables of the satisfaction report, each from the responses or the scored answers of a period."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from crmcli.database.connection import Row
from crmcli.dates import periods
from crmcli.figures import kpis, satisfaction
from crmcli.figures.rounding import fixed
from crmcli.figures.satisfaction import SEVEN
from crmcli.figures.scales import parse_scale
from crmcli.figures.statistics import Estimate
from crmcli.i18n import _
from crmcli.reports import indicators
from crmcli.reports.request import Request
from crmcli.result import Column, Table

Rows = Sequence[Row]


class Shape(NamedTuple):
    """How a figure of some unit is written: times a factor, to so many decimals, with a sign behind."""

    factor: int
    decimals: int
    sign: str

    def text(self, value: float | None) -> str:
        return "—" if value is None else f"{fixed(value * self.factor, self.decimals)}{self.sign}"


_SHAPES = {"share": Shape(100, 1, "%"), "points": Shape(1, 1, "")}


def shape(figure: str) -> Shape:
    """How a figure is written."""
    return _SHAPES.get(kpis.DEFINITIONS[figure].unit, Shape(1, 2, ""))


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
        Column("figure", ""),
        Column("title", _("Figure")),
        Column("n", _("n"), "int"),
        Column("value", ""),
        Column("shown", _("Value"), "figure"),
        Column("interval", _("95 % interval"), "figure"),
        Column("low", ""),
        Column("high", ""),
    ]
    body = []
    for key, estimate in found.items():
        if not estimate.n:
            continue
        form = shape(key)
        body.append(
            {
                "figure": key,
                "title": _(kpis.DEFINITIONS[key].title),
                "n": estimate.n,
                "value": indicators.rounded(estimate.value, 4),
                "shown": form.text(estimate.value),
                "interval": indicators.interval(estimate, form.decimals, form.factor, form.sign),
                "low": indicators.rounded(estimate.low, 4),
                "high": indicators.rounded(estimate.high, 4),
            }
        )
    hidden = frozenset({"figure", "value", "low", "high"})
    return Table("estimates", columns, body, _("How sure that is"), machine_only=hidden)


def indicators_table(request: Request, rows: Rows, scores: Rows) -> Table:
    """n, mean and share of satisfied of each question."""
    given = indicators.scores_by_question(overall(rows), scores)
    return indicators.table(given, request.view.policy.survey, indicators.own_words(scores))


def distribution(request: Request, rows: Rows) -> Table:
    """How many gave each overall score."""
    scores = overall(rows)
    body = [{"score": score, **_part(request, scores.count(score), len(scores))} for score in range(5, 0, -1)]
    return Table("distribution", _share_columns(Column("score", _("Score"), "int")), body, _("Overall score"))


def recommendation(request: Request, rows: Rows) -> Table:
    """Promoters, passives and detractors."""
    plus, minus, n = satisfaction.promoters(recommended(rows), request.view.policy.survey)
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
    share = kpis.ratio(count, n) if n >= request.view.policy.survey.min_n else None
    return {"responses": count, "share": share}


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
    policy = request.view.policy.survey
    asked = {rate["wave"]: rate for rate in rates}
    found = dict.fromkeys(waves_in_time(rows, rates))
    groups = {wave: [row for row in rows if row["wave"] == wave] for wave in found}
    table = _group_table(request, "by_wave", _("By wave"), Column("wave", _("Wave")), groups)
    body = []
    for row in table.rows:
        rate = asked.get(row["wave"], {"invited": None, "answered": 0})
        share = satisfaction.response_rate(rate["answered"], rate["invited"] or 0, policy).value
        body.append({**row, "invited": rate["invited"], "response_rate": share})
    columns = list(table.columns)
    columns[1:1] = [Column("invited", _("Invited"), "int"), Column("response_rate", _("Rate"), "percent")]
    return Table(table.key, columns, body, table.title, machine_only=table.machine_only)


def waves_in_time(rows: Rows, rates: Sequence[Mapping[str, Any]]) -> list[str]:
    """The waves by the day of their first invitation or answer."""
    first: dict[str, str] = {}
    for row in rows:
        if row["wave"]:
            first.setdefault(row["wave"], row["submitted_on"])
    for rate in rates:
        first[rate["wave"]] = min(rate["opened_at"], first.get(rate["wave"], rate["opened_at"]))
    return sorted(first, key=lambda wave: (first[wave], wave))


def groups(request: Request, rows: Rows) -> Table:
    """Responses by tier, owner or region of the customer, or by touchpoint; those without one stand under a dash."""
    by = request.by or ""
    column = {
        "tier": Column("tier", _("Tier"), "word", "tier"),
        "owner": Column("owner", _("Owner")),
        "region": Column("region", _("Region")),
        "touchpoint": Column("touchpoint", _("Touchpoint"), "word", "touchpoint"),
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
    policy, body = request.view.policy.survey, []
    for name, rows in found.items():
        mean = satisfaction.mean(overall(rows))
        body.append(
            {
                column.key: name,
                "responses": len(rows),
                "mean": mean.value,
                "mean_interval": indicators.interval(mean, 2),
                "mean_low": indicators.rounded(mean.low, 3),
                "mean_high": indicators.rounded(mean.high, 3),
                "csat": satisfaction.csat(overall(rows), policy).value,
                "nps": indicators.rounded(satisfaction.nps(recommended(rows), policy).value, 1),
            }
        )
    columns = [
        column,
        Column("responses", _("Responses"), "int"),
        Column("mean", _("Mean"), "number"),
        Column("mean_interval", _("95 % interval"), "figure"),
        Column("mean_low", ""),
        Column("mean_high", ""),
        Column("csat", _("Satisfied"), "percent"),
        Column("nps", _("NPS"), "number"),
    ]
    return Table(key, columns, body, title, machine_only=frozenset({"mean_low", "mean_high"}))


def verbatims(rows: Rows) -> Table:
    """Customers' own words, the newest first."""
    columns = [
        Column("submitted_on", _("Day"), "date"),
        Column("customer", _("Customer")),
        Column("overall", _("Score"), "int"),
        Column("nps", _("Recommendation"), "int"),
        Column("comment", _("Comment")),
    ]
    body = [{c.key: row[c.key] for c in columns} for row in reversed(rows) if row["comment"]]
    return Table("verbatims", columns, body, _("In their own words"))
