"""What goes wrong with customers, in sales and in management, each with how much it weighs and what to do."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from crmcli.dates.periods import Period
from crmcli.facts import Facts
from crmcli.figures import kpis
from crmcli.figures.rounding import fixed, percent
from crmcli.figures.satisfaction import FIVE
from crmcli.i18n import N_, _, ngettext, series
from crmcli.judging.alarms import Fired
from crmcli.judging.standing import Standing
from crmcli.queries.surveys import Window
from crmcli.reports import complaint_cases, satisfaction_tables
from crmcli.reports.alarms import command_of
from crmcli.reports.indicators import scores_by_question
from crmcli.reports.request import Request
from crmcli.reports.snapshot import PRESENT
from crmcli.verdicts.trainings import lacking
from crmcli.wording import clean, label


class Problem(NamedTuple):
    """A problem of a level (customer, sales, management); urgency and importance are 1 to 3, impact the share of all spend
    of the customers concerned, unknown where it concerns none by name."""

    level: str
    what: str
    urgency: int
    importance: int
    impact: float | None
    measure: str
    command: str


class Seen:
    """One pass over the customers of a day, keeping what a diagnosis needs."""

    def __init__(self, request: Request, on: date) -> None:
        self.on = on
        self.facts: dict[int, Facts] = {}
        self.stages: dict[int, str] = {}
        self.values: dict[int, str] = {}
        self.at_risk: list[int] = []
        self.high_risk: list[int] = []
        #: How those at high risk stand.
        self.signals: dict[int, Standing] = {}
        self.overdue: list[int] = []
        for facts, standing in request.judged(on):
            key = facts.customer_id
            self.facts[key], self.stages[key] = facts, standing.lifecycle
            self.values[key] = standing.value_class
            if standing.lifecycle in PRESENT and standing.risk_level in ("high", "medium"):
                self.at_risk.append(key)
            if standing.lifecycle in PRESENT and standing.risk_level == "high":
                self.high_risk.append(key)
                self.signals[key] = standing
            if standing.next_contact_on is not None and standing.next_contact_on < on:
                self.overdue.append(key)
        self.spend = {key: facts.spend_12m for key, facts in self.facts.items()}

    @property
    def present(self) -> list[int]:
        return [key for key, stage in self.stages.items() if stage in PRESENT]

    @property
    def lost(self) -> list[int]:
        return [key for key, stage in self.stages.items() if stage == "lost"]

    def impact(self, ids: Collection[int]) -> float | None:
        """The share of all spend of 12 months that some customers stand for."""
        return kpis.ratio(sum(self.spend.get(key, 0) for key in set(ids)), sum(self.spend.values()))


#: Of each alarm whom it concerns, and what to do.
_ALARMS = {
    "repurchase_rate": ("customer", N_("Ask who bought once why they did not come back, and offer them what goes with it.")),
    "complaint_growth": ("customer", N_("Take up the most frequent cause with who answers for it.")),
    "churn_rate": ("customer", N_("Call those at high risk in the order of their spend.")),
    "contacts_per_day": ("sales", N_("Plan each day's contacts from the list of what is due.")),
    "lead_days": ("sales", N_("Agree a next step with a day for every open opportunity.")),
    "lifetime_value": ("customer", N_("Look after customers of important value, and sell them more.")),
    "timeliness": ("management", N_("Have contacts recorded on the day on which they were made.")),
    "clock_compliance": ("customer", N_("See who answers complaints first, and when nobody does.")),
    "satisfaction": ("customer", N_("Read the low answers and call each of them.")),
    "late_handoffs": ("management", N_("Agree deadlines with the other department, and who steps in.")),
    "budget": ("management", N_("Stop, move or approve what is spent beyond the budget.")),
    "targets": ("management", N_("Talk over each target with its owner: more means, or another goal.")),
}  # fmt: skip
_WEIGHT = (2, 3)


def problems(request: Request, seen: Seen, alarms: Sequence[Fired]) -> list[Problem]:
    """Every problem that there is, the weightiest first, of equal ones those of most impact."""
    found = [
        *_complaints(request, seen),
        *_answers(request, seen),
        *_customers(seen),
        *_sales(request, seen),
        *_management(request, seen),
        *(_alarm(one) for one in alarms),
    ]
    return sorted(found, key=lambda p: (-p.urgency * p.importance, -(p.impact or 0.0), p.level, p.what))


def _alarm(fired: Fired) -> Problem:
    level, measure = _ALARMS[fired.alarm]
    what = _("alarm: %(alarm)s, %(period)s") % {
        "alarm": label("alarm", fired.alarm),
        "period": fired.period,
    }
    return Problem(level, what, *_WEIGHT, None, _(measure), command_of(fired))


def _since(request: Request, seen: Seen) -> date:
    return seen.on - timedelta(days=request.view.policy.diagnosis.window_days - 1)


def _complaints(request: Request, seen: Seen) -> Iterator[Problem]:
    late = [key for key, facts in seen.facts.items() if facts.complaints_breached]
    if late:
        n = sum(seen.facts[key].complaints_breached for key in late)
        what = ngettext("%(n)d complaint past a deadline", "%(n)d complaints past a deadline", n)
        measure = _("Answer them today, the oldest first.")
        command = _("crmcli complaint list --breached")
        yield Problem("customer", what % {"n": n}, 3, 3, seen.impact(late), measure, command)
    start = _since(request, seen)
    cases = complaint_cases.judged(request, Period(start, seen.on))
    causes = Counter(case.cause for case in cases if case.cause)
    if causes and causes.most_common(1)[0][1] > 1:
        cause, n = sorted(causes.items(), key=lambda each: (-each[1], each[0]))[0]
        told = {"cause": label("root_cause", cause), "n": n, "all": causes.total()}
        what = _("most frequent root cause: %(cause)s (%(n)d of %(all)d)") % told
        ids = [case.row["customer_id"] for case in cases if case.cause == cause]
        measure = _("Note what is to be done better: crmcli improve add --help")
        command = _("crmcli report complaints --from %(start)s") % {"start": start}
        yield Problem("customer", what, 2, 3, seen.impact(ids), measure, command)


def _answers(request: Request, seen: Seen) -> Iterator[Problem]:
    """Questions whose mean is lower than a satisfied answer, the lowest first."""
    view, start = request.view, _since(request, seen)
    window = Window(start.isoformat(), seen.on.isoformat())
    rows = view.store.surveys.responses(window, view.past)
    overall = satisfaction_tables.overall(rows)
    answers = view.store.surveys.scores(window)
    rules, low = view.policy.diagnosis, view.policy.survey.satisfied_from
    means = []
    for question, scores in scores_by_question(overall, answers).items():
        if question.scale == FIVE and len(scores) >= rules.min_n and sum(scores) / len(scores) < low:
            means.append((sum(scores) / len(scores), question.title, len(scores)))
    for mean, title, n in sorted(means)[:3]:
        what = _("low score: %(title)s %(mean)s (n = %(n)d)")
        told = {"title": clean(title), "mean": fixed(mean, 2), "n": n}
        command = _("crmcli report satisfaction --from %(start)s") % {"start": start}
        measure = _("Read what those customers wrote, and note what is to be done better.")
        yield Problem("customer", what % told, 2, 2, None, measure, command)
    open_low = [key for key, facts in seen.facts.items() if facts.low_score_open_on is not None]
    if open_low:
        line = ngettext(
            "%(n)d customer with a low score was not called",
            "%(n)d customers with a low score were not called",
            len(open_low),
        )
        command, measure = _("crmcli due --team --kind contact"), _("Call them, and record what was said.")
        yield Problem("customer", line % {"n": len(open_low)}, 3, 2, seen.impact(open_low), measure, command)


def _customers(seen: Seen) -> Iterator[Problem]:
    ids = seen.high_risk
    if ids:
        line = ngettext("%(n)d customer at high risk", "%(n)d customers at high risk", len(ids))
        measure = _("Call them in the order of their spend, and agree what would keep them.")
        yield Problem(
            "customer", line % {"n": len(ids)}, 2, 3, seen.impact(ids), measure, _("crmcli report churn")
        )


def _sales(request: Request, seen: Seen) -> Iterator[Problem]:
    ids = seen.overdue
    if ids:
        line = ngettext("%(n)d contact overdue", "%(n)d contacts overdue", len(ids))
        measure = _("Make them by the list, or change the plan where it asks for too much.")
        command = _("crmcli due --team --kind contact --overdue")
        yield Problem("sales", line % {"n": len(ids)}, 2, 2, seen.impact(ids), measure, command)
    silent = _silent(request, seen)
    if silent:
        days = request.view.policy.diagnosis.silent_days
        line = _("reached nobody in %(days)d days: %(names)s")
        theirs = [key for key, facts in seen.facts.items() if facts.owner_id in silent]
        told = {"days": days, "names": series(clean(name) for name in silent.values())}
        measure = _("Ask what keeps them from it, and give their customers to others if need be.")
        command = _("crmcli report kpi --from %(start)s") % {"start": seen.on - timedelta(days=days - 1)}
        yield Problem("sales", line % told, 2, 2, seen.impact(theirs), measure, command)


def _silent(request: Request, seen: Seen) -> dict[int, str]:
    """Who sells and reached no customer in the last days, by id."""
    days = request.view.policy.diagnosis.silent_days
    start = (seen.on - timedelta(days=days - 1)).isoformat()
    rows = request.figures.contacts_by_person(start, seen.on.isoformat())
    reached = {row["person"] for row in rows if row["reached"]}
    staff = request.figures.staff(request.view.at)
    return {row["id"]: row["name"] for row in staff if row["role"] == "rep" and row["name"] not in reached}


def _management(request: Request, seen: Seen) -> Iterator[Problem]:
    view = request.view
    filled: dict[int, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for key, have, asked in request.figures.filled_fields():
        filled[key] = (have, asked)
    known = [filled[key] for key in seen.stages]
    share = kpis.ratio(sum(have for have, _asked in known), sum(asked for _have, asked in known))
    if share is not None and share < view.policy.diagnosis.completeness_min:
        bare = [key for key in seen.stages if filled[key][0] < filled[key][1]]
        what = _("customers' data is %(share)s complete") % {"share": percent(share)}
        measure = _("Ask for what is missing at the next contact.")
        command = _("crmcli report data-quality")
        yield Problem("management", what, 1, 2, seen.impact(bare), measure, command)
    late = _late_handoffs(request, seen)
    if late:
        line = ngettext(
            "%(n)d hand-off between departments is late",
            "%(n)d hand-offs between departments are late",
            len(late),
        )
        measure = _("Agree deadlines with the other department, and who steps in.")
        yield Problem(
            "management", line % {"n": len(late)}, 3, 2, seen.impact([key for key in late if key]), measure,
            _("crmcli handoff --all"),
        )  # fmt: skip
    missing = list(lacking(view, seen.on))
    if missing:
        line = ngettext(
            "%(n)d training missing or run out", "%(n)d trainings missing or run out", len(missing)
        )
        measure = _("Hold them, and record who passed.")
        yield Problem(
            "management", line % {"n": len(missing)}, 1, 2, None, measure, _("crmcli staff trainings")
        )


def _late_handoffs(request: Request, seen: Seen) -> list[int | None]:
    """The customers, or none, of what departments still have to do for one another and is past its day."""
    rows = request.view.store.alarms.crossing("", (seen.on - timedelta(days=1)).isoformat())
    return [row["customer_id"] for row in rows if row["done_on"] is None]
