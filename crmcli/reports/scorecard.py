"""Each person's monthly score with its terms, what every term rests on, and the scores of the months before."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from crmcli.dates.months import add_months
from crmcli.dates.periods import Period
from crmcli.dates.weeks import ending_between
from crmcli.figures import kpis
from crmcli.i18n import _
from crmcli.judging import scorecard
from crmcli.judging.scorecard import Score, Term
from crmcli.reports import people, pipeline_ended
from crmcli.reports.days import Days
from crmcli.reports.model import Report, Sheet
from crmcli.reports.people import Parts
from crmcli.reports.planned import Plan
from crmcli.reports.request import Request
from crmcli.result import Column, Table
from crmcli.verdicts import trainings
from crmcli.verdicts.known_now import JUDGED
from crmcli.wording import known_word, label, shell_word

BY: tuple[str, ...] = ()
#: The kinds of records that it rests on.
RESTS_ON = (*JUDGED, "opportunities", "trainings", "staff")

#: How many months of one person are shown.
_MONTHS = 6


def build(request: Request) -> Report:
    """The last whole month, or the one asked for: everybody's scores, or one person's with those of the months before."""
    month = _month(request)
    months = [month] if request.only is None else [*_before(month, _MONTHS - 1), month]
    plan = Plan(request, people.first(months[0]), month.end)
    days = Days(request)
    found = {one: _scores(request, one, plan, days) for one in months}
    scores = {
        name: score for name, score in found[month].items() if request.only is None or name == request.only
    }
    tables = [_ranked(scores, request, month), _terms(scores, month)]
    if request.only is not None:
        tables.append(_history(found, request.only))
    values = [score.value for score in scores.values() if score.value is not None]
    sheet = Sheet()
    sheet.add("score_average", kpis.mean(values), len(values))
    return Report(
        name="scorecard",
        title=_("Scorecard"),
        as_of=request.view.as_of,
        zone=request.view.zone,
        start=month.start,
        end=month.end,
        figures=sheet.figures,
        tables=tables,
        notes=_notes(request, month, scores),
    )


def _month(request: Request) -> Period:
    """The month that the request's days are in, as far as it has gone; without a start the last whole one."""
    period = request.period
    if period.start is None:
        last = period.end.replace(day=1) - timedelta(days=1)
        return Period(last.replace(day=1), last)
    return period


def _before(month: Period, n: int) -> list[Period]:
    first = people.first(month)
    starts = [add_months(first, -back) for back in range(n, 0, -1)]
    return [Period(start, add_months(start, 1) - timedelta(days=1)) for start in starts]


def _scores(request: Request, month: Period, plan: Plan, days: Days) -> dict[str, Score]:
    """Everybody's who worked here at the month's end, under the policy then in force."""
    view = pipeline_ended.view_of(request, month.end)
    found: Mapping[str, Parts] = {
        "plan": people.planned(request, plan, month),
        "timeliness": people.timely(request, month),
        "spot_checks": people.checked(request, month),
        "clocks": people.clocks(request, month),
        "revisits": people.revisits(request, month),
        "wins": people.won(request, month),
        "retention": people.retained(request, days, month),
        "response": people.answered(request, month),
        "training": people.trained(request, month),
    }
    return {
        row["name"]: scorecard.score(
            {key: parts.get(row["name"], people.Part(0, 0)) for key, parts in found.items()},
            view.policy.scorecard,
        )
        for row in trainings.team(view)
    }


# -- tables ---------------------------------------------------------------------------------------


def _ranked(scores: Mapping[str, Score], request: Request, month: Period) -> Table:
    """Everybody's score: in its order where enough people have one, else by name."""
    rules = pipeline_ended.view_of(request, month.end).policy.scorecard
    places = scorecard.ranks({name: score.value for name, score in scores.items()}, rules)
    body = [
        {
            "rank": places.get(name), "person": name, "score": kpis.rounded(score.value, "points"), "covered": score.covered,
            "terms": sum(not term.why for term in score.terms),
            "told": _told(score, rules.min_weight),
        }
        for name, score in sorted(scores.items(), key=lambda item: (places.get(item[0], len(scores) + 1), item[0]))
    ]  # fmt: skip
    columns = [
        Column("person", _("Person")),
        Column("score", _("Score"), "number"),
        Column("terms", _("Terms counted"), "int"),
        Column("covered", _("Of the weights"), "percent"),
        Column("told", _("No score because")),
    ]
    if places:
        columns.insert(0, Column("rank", _("Place"), "int"))
    hidden = frozenset({"told"} if all(row["told"] is None for row in body) else ())
    return Table("scores", columns, body, _("Scores"), machine_only=hidden)


def _told(score: Score, least: float) -> str | None:
    if score.value is not None:
        return None
    return _("terms of under %(n)s %% of the weights") % {"n": f"{least:g}"}


def _terms(scores: Mapping[str, Score], month: Period) -> Table:
    body = [
        {
            "person": name, "term": term.key, "value": term.value, "n": term.n, "weight": term.weight, "share": term.share or None,
            "points": kpis.rounded(term.points, "points"), "why": _why(term), "evidence": _evidence(term.key, name, month),
        }
        for name, score in sorted(scores.items())
        for term in score.terms
    ]  # fmt: skip
    columns = [
        Column("person", _("Person")),
        Column("term", _("Part of the score"), "word", "score_term"),
        Column("value", _("Value"), "percent"),
        Column("n", "n", "int"),
        Column("weight", _("Weight"), "number"),
        Column("share", _("Of the score"), "percent"),
        Column("points", _("Points of it"), "number"),
        Column("why", _("Not counted because")),
        Column("evidence", _("Evidence")),
    ]
    note = _(
        "Value: the share that is as it should be. The weights of terms that don't count are spread over the others."
    )
    return Table("terms", columns, body, _("Parts of the score"), note=note, below=("evidence",))


def _why(term: Term) -> str | None:
    words = {
        "nothing": _("no data"),
        "few": _("n is too small"),
        "no_weight": _("the policy gives it no weight"),
    }
    return words.get(term.why)


def _evidence(key: str, name: str, month: Period) -> str:
    """The command that shows what a term rests on."""
    week = ending_between(month.start, month.end)[1]
    told = {"name": shell_word(name), "start": month.start, "end": month.end, "week": week}
    told |= {"lost": known_word("lifecycle", "lost"), "person": known_word("report_field", "person")}
    texts = {
        "plan": _("crmcli report team --person %(name)s --from %(start)s --to %(end)s"),
        "spot_checks": _("crmcli review sample --person %(name)s --week %(week)s"),
        "clocks": _("crmcli complaint list --all --handler %(name)s --from %(start)s --to %(end)s"),
        "revisits": _("crmcli complaint list --all --handler %(name)s"),
        "wins": _("crmcli opportunity list --all --owner %(name)s"),
        "retention": _("crmcli find --owner %(name)s --stage %(lost)s"),
        "response": _("crmcli report response --by %(person)s --from %(start)s --to %(end)s"),
        "training": _("crmcli staff trainings %(name)s"),
    }
    return texts.get(key, texts["plan"]) % told


def _history(found: Mapping[Period, Mapping[str, Score]], name: str) -> Table:
    """The scores of the last months, the newest last, with the points of each term."""
    body = []
    for month, scores in found.items():
        score = scores.get(name)
        points = {term.key: kpis.rounded(term.points, "points") for term in score.terms} if score else {}
        value = kpis.rounded(score.value, "points") if score else None
        body.append(
            {"month": f"{month.end:%Y-%m}", "score": value, **dict.fromkeys(scorecard.TERMS), **points}
        )
    columns = [
        Column("month", _("Month")),
        Column("score", _("Score"), "number"),
        *(Column(key, label("score_term", key), "number") for key in scorecard.TERMS),
    ]
    return Table(
        "months", columns, body, _("Month by month"), note=_("Points of each term; — where it didn't count.")
    )


def _notes(request: Request, month: Period, scores: Mapping[str, Score]) -> list[str]:
    rules = pipeline_ended.view_of(request, month.end).policy.scorecard
    notes = [_("From %(start)s to %(end)s.") % {"start": month.start, "end": month.end}]
    with_score = sum(score.value is not None for score in scores.values())
    if request.only is None and with_score < rules.min_people:
        notes.append(
            _("No order: %(n)d of the people have a score, under %(least)d.")
            % {"n": with_score, "least": rules.min_people}
        )
    if any(term.why == "few" for score in scores.values() for term in score.terms):
        notes.append(_("A term of n below %(n)d isn't counted.") % {"n": rules.min_n})
    return notes
