"""The key figures of a period beside the period before, against the policy's limits.

Figures of 12 months end on the period's last day. What needs data not recorded yet (costs) is not listed.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, datetime, time, timedelta

from crmcli import clock
from crmcli.database.connection import Record
from crmcli.dates import calendars, periods
from crmcli.dates.months import add_months
from crmcli.dates.periods import Period
from crmcli.dates.weeks import week_of
from crmcli.figures import kpis
from crmcli.figures.kpis import Number
from crmcli.figures.quality import is_timely
from crmcli.figures.told import told
from crmcli.i18n import _
from crmcli.queries.surveys import Window
from crmcli.reports import complaint_cases as complaints
from crmcli.reports import contracts, months, pipeline_ended, response, satisfaction_tables
from crmcli.reports.currencies import left_out
from crmcli.reports.days import Days
from crmcli.reports.model import Chart, Report, Series, Sheet
from crmcli.reports.planned import Plan
from crmcli.reports.request import Request, year_before
from crmcli.reports.snapshot import BANDS
from crmcli.result import Column, Table
from crmcli.verdicts import checks
from crmcli.verdicts.known_now import JUDGED

BY: tuple[str, ...] = ()
#: The kinds of records that it rests on.
RESTS_ON = (*JUDGED, "opportunities", "staff", "operations")

#: A figure's value and the n it rests on.
Measured = tuple[Number | None, int | None]

#: The figures by the part that works them out together.
_SALES = (
    "revenue_12m", "average_revenue", "lifetime_value", "orders_counted", "customers", "members",
    "programme_participation",
)  # fmt: skip
_DEALS = ("win_rate", "days_to_deal")
_RECEIVABLE = ("receivable", "receivable_overdue")
_LOYALTY = (
    "retention_rate", "churn_rate", "repurchase_rate", "referral_rate", "health_average", "health_distribution",
)  # fmt: skip
_SATISFIED = ("satisfaction_mean", "satisfaction_change")
_COMPLAINTS = (
    "complaint_count", "complaint_rate", "complaint_growth", "clock_compliance", "handling_hours",
    "satisfaction_24h", "revisit_satisfaction",
)  # fmt: skip
_PLANNED = ("plan_compliance", "plan_content")
_WORK = ("information_timeliness", "contacts_per_salesperson_day", "response_in_time", "tool_use")
#: Every key figure, in the order in which it is shown.
KEYS = (
    *_SALES, *_DEALS, *_RECEIVABLE, *_LOYALTY, *_SATISFIED, *_COMPLAINTS, *_WORK[:3], *_PLANNED, "tool_use",
    "data_completeness", "lifetime_value_change",
)  # fmt: skip

#: Figures set against a limit of the policy's [alarm].
TARGETS = {
    "churn_rate": "churn_rate_max",
    "repurchase_rate": "repurchase_rate_min",
    "complaint_growth": "complaint_growth_max",
    "information_timeliness": "timeliness_min",
    "contacts_per_salesperson_day": "contacts_per_day_min",
    "lifetime_value_change": "lifetime_change_min",
    "days_to_deal": "lead_days_max",
}


def build(request: Request) -> Report:
    """The running month beside the last one, or the period asked for beside the one before it."""
    asked = request.period
    period = asked if asked.start else periods.month_of(asked.end)
    previous = period.before()
    days = Days(request)
    plan = Plan(request, (previous or period).start or period.end, period.end)
    now = measure(request, days, plan, period, previous)
    now["lifetime_value_change"] = _lifetime_change(request, days, period.end)
    before = measure(request, days, plan, previous, previous.before()) if previous else {}
    sheet = Sheet()
    goals = _goals(request)
    for key, (value, n) in now.items():
        target = getattr(request.view.policy.alarm, TARGETS[key]) if key in TARGETS else goals.get(key)
        sheet.add(key, value, n, previous=before[key][0] if key in before else None, target=target)
    month = months.whole_month(period, request)
    closed = months.closed_table(request, month, sheet.figures) if month else None
    moved = months.moved_since(request, month, sheet.figures) if month else None
    tables = [
        _months(request, period.end),
        *_goal_table(request, now),
        _health(days, period),
        _people(request, period),
        _tool_use(request, period),
        _to_check(request, period),
        *([closed] if closed else []),
    ]
    return Report(
        name="kpi",
        title=_("Key figures"),
        as_of=request.view.as_of,
        zone=request.view.zone,
        start=period.start,
        end=period.end,
        figures=sheet.figures,
        tables=tables,
        charts=_charts(tables[0]),
        notes=[
            _period_note(period, previous),
            *([moved] if moved else []),
            *left_out(request, period.end),
            *pipeline_ended.undated_told(request.view.store.opportunities.undated(request.view.at)),
        ],
    )


def _goals(request: Request) -> dict[str, Number]:
    """What the whole team is to reach of figures that have no limit of the policy: the open target that ends first."""
    goals: dict[str, Number] = {}
    for row in request.view.store.targets.whole(request.view.day, request.view.past):
        goals.setdefault(row["metric"], row["goal"])
    return goals


def _goal_table(request: Request, now: Mapping[str, Measured]) -> list[Table]:
    """The targets of the whole team beside the figures of the period."""
    rows = [
        {
            "id": row["id"],
            "target": row["name"],
            "figure": _(kpis.DEFINITIONS[row["metric"]].title),
            "value": _in_unit(row["metric"], now[row["metric"]][0]),
            "goal": _in_unit(row["metric"], row["goal"]),
            "due_on": row["due_on"],
        }
        for row in request.view.store.targets.whole(request.view.day, request.view.past)
        if row["metric"] in now
    ]
    columns = [
        Column("id", _("Id"), "int"),
        Column("target", _("Target")),
        Column("figure", _("Figure")),
        Column("value", _("Value"), "figure"),
        Column("goal", _("Goal"), "figure"),
        Column("due_on", _("Deadline"), "date"),
    ]
    note = _("How far each is: crmcli target list")
    return [Table("targets", columns, rows, _("Targets of the team"), note=note)] if rows else []


def _in_unit(key: str, value: Number | None) -> str:
    return told(kpis.DEFINITIONS[key].unit, value)


def measure(
    request: Request, days: Days, plan: Plan, period: Period, previous: Period | None
) -> dict[str, Measured]:
    """Every key figure of one period, in the order it is shown."""
    return {
        **_sales(request, days, period),
        **_opportunities(request, period),
        **contracts.outstanding(request, period.end),
        **_loyalty(request, days, period),
        **_satisfaction(request, period, previous),
        **_complaints(request, period, previous),
        **_in_order(_work(request, period), _planned(plan, period)),
        **_records(request, days, period),
    }


def some(request: Request, days: Days, keys: Collection[str], period: Period) -> dict[str, Measured]:
    """Only these key figures of a period: what none of them needs is not worked out."""
    previous = period.before()
    parts: tuple[tuple[tuple[str, ...], Callable[[], Mapping[str, Measured]]], ...] = (
        (_SALES, lambda: _sales(request, days, period)),
        (_DEALS, lambda: _opportunities(request, period)),
        (_RECEIVABLE, lambda: contracts.outstanding(request, period.end)),
        (_LOYALTY, lambda: _loyalty(request, days, period)),
        (_SATISFIED, lambda: _satisfaction(request, period, previous)),
        (_COMPLAINTS, lambda: _complaints(request, period, previous)),
        (_PLANNED, lambda: _planned(Plan(request, period.start or period.end, period.end), period)),
        (_WORK, lambda: _work(request, period)),
        (("data_completeness",), lambda: _records(request, days, period)),
        (
            ("lifetime_value_change",),
            lambda: {"lifetime_value_change": _lifetime_change(request, days, period.end)},
        ),
    )
    found: dict[str, Measured] = {}
    for own, work in parts:
        if not found.keys() >= set(own) & set(keys):
            found |= {key: value for key, value in work().items() if key in keys}
    return found


# -- areas ----------------------------------------------------------------------------------------


def _sales(request: Request, days: Days, period: Period) -> dict[str, Measured]:
    """Revenue, customers, what one is worth."""
    end = period.end
    seen = days.on(end)
    value, present = lifetime_value(request, days, end)
    members, known = kpis.members(seen.members), len(seen)
    figures, window = request.figures, (year_before(end), end.isoformat())
    revenue = figures.revenue(*window)
    return {
        "revenue_12m": (revenue, figures.orders(*window)),
        "average_revenue": (kpis.ratio(revenue, present), present),
        "lifetime_value": (value, present),
        "orders_counted": _same(figures.orders(None, end.isoformat())),
        "customers": _same(known),
        "members": (members, known),
        "programme_participation": (kpis.ratio(members, known), known),
    }


def lifetime_value(request: Request, days: Days, on: date) -> tuple[float | None, int]:
    """Lifetime value in cents on a day, and the number of customers new or active then."""
    revenue = request.figures.revenue(year_before(on), on.isoformat())
    present = len(days.on(on).present)
    average = kpis.ratio(revenue, present)
    return kpis.lifetime_value(average, request.view.policy.kpi.gross_margin, days.churn(on, 12)[0]), present


def _lifetime_change(request: Request, days: Days, on: date) -> Measured:
    """Over a year; of the present period only, for it needs customers judged two years back."""
    value, present = lifetime_value(request, days, on)
    return kpis.change(value, lifetime_value(request, days, add_months(on, -12))[0]), present


def _opportunities(request: Request, period: Period) -> dict[str, Measured]:
    """How many opportunities become deals, and how soon."""
    ended = pipeline_ended.ended(request, period)
    return {
        "win_rate": (ended.win_rate, len(ended.won) + len(ended.lost)),
        "days_to_deal": (kpis.median(ended.days), len(ended.days)),
    }


def _loyalty(request: Request, days: Days, period: Period) -> dict[str, Measured]:
    """Who stays, comes back, brings others."""
    seen = days.on(period.end)
    churn, before = days.churn(period.end, 12)
    newcomers = seen.became_known(period.start, period.end)
    referred = newcomers & request.figures.referred()
    return {
        "retention_rate": (None if churn is None else 1 - churn, before),
        "churn_rate": (churn, before),
        "repurchase_rate": (kpis.ratio(seen.bought_again, seen.bought), seen.bought),
        "referral_rate": (kpis.ratio(len(referred), len(newcomers)), len(newcomers)),
        "health_average": (kpis.ratio(seen.health_sum, seen.with_health), seen.with_health),
        "health_distribution": (kpis.ratio(seen.bands["healthy"], seen.with_health), seen.with_health),
    }


def _satisfaction(request: Request, period: Period, previous: Period | None) -> dict[str, Measured]:
    scores = _overall(request, period)
    before = _overall(request, previous) if previous else []
    now = kpis.mean(scores)
    change = kpis.difference(now, kpis.mean(before))
    return {"satisfaction_mean": (now, len(scores)), "satisfaction_change": (change, len(scores))}


def _overall(request: Request, period: Period) -> list[int]:
    start, end = _window(period)
    rows = request.view.store.surveys.responses(Window(start, end), request.view.past)
    return satisfaction_tables.overall(rows)


def _complaints(request: Request, period: Period, previous: Period | None) -> dict[str, Measured]:
    start, end = _window(period)
    figures, cases = request.figures, complaints.judged(request, period)
    before = figures.complaint_count(*_window(previous)) if previous else 0
    orders = figures.orders(start, end)
    ended = complaints.tally(c for case in cases for clocks in case.verdict.rounds for c in clocks.values())
    hours = [h for case in cases if (h := case.hours_to_resolve) is not None]
    so_far = complaints.satisfied_so_far(cases)
    return {
        "complaint_count": _same(len(cases)),
        "complaint_rate": (kpis.ratio(len(cases), orders), orders),
        "complaint_growth": (kpis.change(len(cases), before), before),
        "clock_compliance": (ended.share, ended.judged),
        "handling_hours": (kpis.median(hours), len(hours)),
        "satisfaction_24h": (kpis.ratio(so_far["yes"], so_far.total()), so_far.total()),
        "revisit_satisfaction": complaints.revisits(complaints.revisit_results(request, period)),
    }


def _planned(plan: Plan, period: Period) -> dict[str, Measured]:
    """Whether the contact plan was kept."""
    contacts, given = plan.kept(period), plan.kept_with_content(period)
    return {
        "plan_compliance": (kpis.ratio(contacts.made, contacts.planned), contacts.planned),
        "plan_content": (kpis.ratio(given.made, given.planned), given.planned),
    }


def _in_order(work: dict[str, Measured], planned: dict[str, Measured]) -> dict[str, Measured]:
    """The use of the tool stands last."""
    used = work.pop("tool_use")
    return {**work, **planned, "tool_use": used}


def _work(request: Request, period: Period) -> dict[str, Measured]:
    """How the team works: in time, often enough, with the tool."""
    start, end = _window(period)
    hours = request.view.policy.quality.timely_hours
    recorded = request.figures.recordings(start, end)
    timely = sum(
        is_timely(clock.parse_iso(happened), clock.parse_iso(kept), hours) for happened, kept in recorded
    )
    reached, person_days = _contacts(request, period)
    staff = len(_staff(request, period))
    answered = response.summary(request, response.received(request, period))
    operations = sum(
        row["operations"] for row in request.figures.operations_by_person(*_instants(request, period))
    )
    return {
        "information_timeliness": (kpis.ratio(timely, len(recorded)), len(recorded)),
        "contacts_per_salesperson_day": (kpis.ratio(reached, person_days), reached),
        "response_in_time": (answered.share, answered.judged),
        "tool_use": (kpis.ratio(operations, staff), staff),
    }


def _staff(request: Request, period: Period) -> Sequence[Record]:
    """Who worked here at the period's end."""
    return request.figures.staff(clock.iso(request.at(period.end).instant))


def _contacts(request: Request, period: Period) -> tuple[int, int]:
    """Customers reached, summed over days and people; and the working days of those people."""
    rows = request.figures.contacts_by_person(*_window(period))
    people = {row["person"] for row in rows if row["reached"]}
    people |= {row["name"] for row in _staff(request, period) if row["role"] == "rep"}
    spec = request.view.policy.calendar[request.view.policy.contact.calendar]
    working = calendars.Calendar(spec, request.view.zone)
    span = (period.end - (period.start or period.end)).days + 1
    workdays = sum(working.is_workday(period.end - timedelta(days=n)) for n in range(span))
    return sum(row["reached"] for row in rows), workdays * len(people)


def _records(request: Request, days: Days, period: Period) -> dict[str, Measured]:
    known = days.on(period.end).rows
    counted = [(filled, asked) for key, filled, asked in request.figures.filled_fields() if key in known]
    share = kpis.ratio(sum(filled for filled, _asked in counted), sum(asked for _filled, asked in counted))
    return {"data_completeness": (share, len(counted))}


def _same(count: int) -> Measured:
    """A count rests on itself."""
    return count, count


def _window(period: Period) -> tuple[str, str]:
    return period.start.isoformat() if period.start else "", period.end.isoformat()


def _instants(request: Request, period: Period) -> tuple[str, str]:
    start = datetime.combine(period.start or date.min, time(0), request.view.zone) if period.start else None
    return clock.iso(start) if start else "", clock.iso(request.at(period.end).instant)


# -- tables ---------------------------------------------------------------------------------------


def _months(request: Request, end: date) -> Table:
    """The last twelve months; the last one up to `end`."""
    first = add_months(end.replace(day=1), -11).isoformat()
    window = (first, end.isoformat())
    revenue = request.figures.revenue_by_month(*window)
    orders = request.figures.orders_by_month(*window)
    days = [row["opened_on"] for row in request.figures.complaints(*window)]
    body = [
        {
            "month": month,
            "revenue": revenue.get(month, 0),
            "orders": orders.get(month, 0),
            "complaints": sum(day.startswith(month) for day in days),
        }
        for month in periods.months_between(first[:7], end.isoformat()[:7])
    ]
    columns = [
        Column("month", _("Month")),
        Column("revenue", _("Revenue"), "money"),
        Column("orders", _("Orders"), "int"),
        Column("complaints", _("Complaints"), "int"),
    ]
    return Table("months", columns, body, _("The last twelve months"))


def _health(days: Days, period: Period) -> Table:
    seen = days.on(period.end)
    bands, known = seen.bands, seen.with_health
    titles = {"healthy": _("healthy"), "watch": _("to watch"), "at_risk": _("at risk")}
    body = [
        {
            "health_band": key,
            "title": titles[key],
            "customers": bands[key],
            "share": kpis.ratio(bands[key], known),
        }
        for key in BANDS
    ]
    columns = [
        Column("health_band", "health_band"),
        Column("title", _("Health")),
        Column("customers", _("Customers"), "int"),
        Column("share", _("Share"), "percent"),
    ]
    return Table("health_distribution", columns, body, _("Health"), machine_only=frozenset({"health_band"}))


def _people(request: Request, period: Period) -> Table:
    rows = [dict(row) for row in request.figures.contacts_by_person(*_window(period))]
    columns = [
        Column("person", _("Person")),
        Column("reached", _("Customers reached"), "int"),
        Column("contacts", _("Contacts"), "int"),
    ]
    return Table(
        "contacts_by_person",
        columns,
        rows,
        _("Contacts by person"),
        note=_("Each customer counts once a day."),
    )


def _tool_use(request: Request, period: Period) -> Table:
    rows = [dict(row) for row in request.figures.operations_by_person(*_instants(request, period))]
    columns = [Column("person", _("Person")), Column("operations", _("Operations"), "int")]
    return Table("tool_use", columns, rows, _("Use of the tool by person"))


def _to_check(request: Request, period: Period) -> Table:
    """The random sample of each person's records that were entered in the period's last week, for a manager to check."""
    chosen = checks.records(pipeline_ended.view_of(request, period.end), week_of(period.end))
    columns = [
        Column("id", _("Id"), "int"),
        Column("person", _("Person")),
        Column("occurred_on", _("Date"), "date"),
        Column("customer", _("Customer")),
        Column("content", _("What was said")),
    ]
    return Table(
        "records_to_check",
        columns,
        chosen,
        _("Records to check this week"),
        note=_("To check them: crmcli review sample"),
    )


def _charts(months: Table) -> list[Chart]:
    labels = [row["month"] for row in months.rows]

    def line(key: str, title: str, column: str, unit: str, show: Callable[[int], Number]) -> Chart:
        return Chart(
            key=key,
            title=title,
            kind="line",
            labels=labels,
            series=[Series(title, [show(row[column]) for row in months.rows])],
            unit=unit,
        )

    return [
        line("months", _("Revenue by month"), "revenue", "money", int),
        line("months", _("Complaints by month"), "complaints", "count", int),
    ]


def _period_note(period: Period, previous: Period | None) -> str:
    named = {"start": period.start, "end": period.end}
    if previous is None:
        return _("From %(start)s to %(end)s.") % named
    text = _(
        "From %(start)s to %(end)s, beside %(before)s to %(until)s. 12-month figures end on the last day."
    )
    return text % {
        **named,
        "before": previous.start,
        "until": previous.end,
    }
