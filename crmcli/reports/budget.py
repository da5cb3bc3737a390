"""Expenses against the budget by category and month, and what a contact, greeting, complaint or event costs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from crmcli.dates.periods import Period, months_between
from crmcli.figures import kpis
from crmcli.figures.rounding import percent
from crmcli.figures.spending import OF_CONTACTS, OF_GREETINGS
from crmcli.i18n import _, series
from crmcli.reports.model import Chart, Report, Series, Sheet
from crmcli.reports.pipeline_ended import view_of, within
from crmcli.reports.request import Request
from crmcli.result import Column, Table
from crmcli.store import View
from crmcli.verdicts import campaigns, spending
from crmcli.verdicts.spending import Line, Spent
from crmcli.wording import label

BY: tuple[str, ...] = ()
#: The kinds of records that it rests on.
RESTS_ON = ("expenses", "budgets", "complaints", "greetings", "campaigns", "contacts")


class _Per(NamedTuple):
    """What something cost: the figure of one, how many there were, what was spent on them (cents), and the minutes."""

    key: str
    title: str
    n: int
    cents: int
    minutes: int


def build(request: Request) -> Report:
    """Expenses of the period; of the running year without a start."""
    asked = request.period
    period = asked if asked.start else Period(asked.end.replace(month=1, day=1), asked.end)
    view, start = view_of(request, period.end), (period.start or period.end).isoformat()
    whole = spending.spent(view, "", period.end.isoformat())
    mine = [each for each in whole if each.day >= start]
    span, set_ = _span(period), spending.budgets(view)
    lines = _lines(mine, set_, span)
    per = _per(view, period, whole, mine)
    tables = [_categories(lines), _costs(per), _months(mine, set_, period)]
    return Report(
        name="budget",
        title=_("Budget"),
        as_of=request.view.as_of,
        zone=request.view.zone,
        start=period.start,
        end=period.end,
        figures=_figures(mine, lines, per).figures,
        tables=[table for table in tables if table.rows],
        charts=_charts(tables[2]),
        notes=_notes(span, lines, period.end),
    )


def _span(period: Period) -> list[str]:
    """The year or month that a period lies in, of several years all of them: their budgets are what it is set against."""
    first, last = (period.start or period.end).isoformat(), period.end.isoformat()
    if first[:7] == last[:7] and first.endswith("-01"):
        return [first[:7]]
    return [f"{year:04d}" for year in range(int(first[:4]), int(last[:4]) + 1)]


def _lines(mine: Sequence[Spent], set_: Mapping[tuple[str, str], int], span: Sequence[str]) -> list[Line]:
    """Every category with a budget or an expense: what was spent in the period, against the budgets of its years or month."""
    found: dict[str, Line] = {}
    for part in span:
        for line in spending.lines(mine, set_, part):
            was = found.get(line.category)
            found[line.category] = line if was is None else spending.together([was, line], line.category)
    return list(found.values())


def _per(view: View, period: Period, whole: Sequence[Spent], mine: Sequence[Spent]) -> list[_Per]:
    """What each contact, greeting, complaint, campaign and customer kept cost."""
    start, end = (period.start or period.end).isoformat(), period.end.isoformat()
    begun = [each for each in campaigns.listed(view) if within(each.row["start_on"], period)]
    events, opened = {each.row["id"] for each in begun}, spending.complaints(view, start, end)
    cases, kept = spending.kept_cases(view, start, end)
    plain = [e for e in mine if not (e.campaign_id or e.complaint_id or e.retention_case_id)]
    of_events = [e for e in whole if e.campaign_id in events]
    came = sum(each.counts.came for each in begun)
    found = {
        "cost_per_contact": (_("Contacts"), view.store.expenses.contacts(start, end), [e for e in plain if e.category in OF_CONTACTS]),
        "cost_per_greeting": (_("Greetings"), spending.greetings(view, start, end), [e for e in plain if e.category in OF_GREETINGS]),
        "cost_per_complaint": (_("Complaints"), len(opened), [e for e in whole if e.complaint_id in opened]),
        "cost_per_event": (_("Campaigns"), len(begun), of_events),
        "cost_per_attendee": (_("Customers who came"), came, of_events),
        "cost_per_retained": (_("Customers kept"), kept, [e for e in whole if e.retention_case_id in cases]),
    }  # fmt: skip
    return [
        _Per(key, title, n, sum(e.cents for e in spent), sum(e.minutes for e in spent))
        for key, (title, n, spent) in found.items()
    ]


def _figures(mine: Sequence[Spent], lines: Sequence[Line], per: Iterable[_Per]) -> Sheet:
    sheet, total = Sheet(), spending.together(lines)
    timed = [each for each in mine if each.minutes]
    sheet.add("spent", total.spent if mine else None, len(mine), target=total.budget)
    sheet.add("spent_hours", sum(e.minutes for e in timed) / 60 if timed else None, len(timed))
    for each in per:
        told = each.cents or each.minutes
        sheet.add(each.key, kpis.ratio(each.cents, each.n) if told else None, each.n)
    return sheet


def _categories(lines: Sequence[Line]) -> Table:
    """Each category, and all of them."""
    several = [spending.together(lines)] if len(lines) > 1 else []
    rows = [
        {
            "category": line.category, "title": label("expense_category", line.category) if line.category else _("Total"),
            "budget": line.budget, "spent": line.spent, "left": line.left, "used": line.used, "hours": _hours(line.minutes),
            "expenses": line.n, "over": "!" if (line.left or 0) < 0 else "",
        }
        for line in [*lines, *several]
    ]  # fmt: skip
    columns = [
        Column("category", "category"),
        Column("title", _("Category")),
        Column("budget", _("Budget"), "money"),
        Column("spent", _("Spent"), "money"),
        Column("left", _("Remaining"), "money"),
        Column("used", _("Of the budget"), "percent"),
        Column("hours", _("Hours"), "number"),
        Column("expenses", _("n"), "int"),
        Column("over", ""),
    ]
    over = any(row["over"] for row in rows)
    note = _("%(mark)s over the budget") % {"mark": "!"} if over else ""
    hidden = frozenset({"category"} if over else {"category", "over"})
    return Table("by_category", columns, rows, _("By category"), note=note, machine_only=hidden)


def _costs(per: Sequence[_Per]) -> Table:
    """What one of each costs in money and time, of those that anything was spent on."""
    rows = [
        {
            "title": each.title, "n": each.n, "spent": each.cents, "per_one": _per_one(each), "hours": _hours(each.minutes),
            "hours_per_one": kpis.ratio(each.minutes / 60, each.n) if each.minutes else None,
        }
        for each in per
        if each.cents or each.minutes
    ]  # fmt: skip
    columns = [
        Column("title", _("What")),
        Column("n", _("n"), "int"),
        Column("spent", _("Spent"), "money"),
        Column("per_one", _("Each"), "money"),
        Column("hours", _("Hours"), "number"),
        Column("hours_per_one", _("Hours each"), "number"),
    ]
    return Table("costs", columns, rows, _("What one costs"))


def _per_one(each: _Per) -> Any:
    return kpis.rounded(kpis.ratio(each.cents, each.n), "money")


def _months(mine: Sequence[Spent], set_: Mapping[tuple[str, str], int], period: Period) -> Table:
    """What was spent in each month of the period, against the months' own budgets."""
    last = period.end.isoformat()[:7]
    rows = []
    for month in months_between((period.start or period.end).isoformat()[:7], last) if mine or set_ else []:
        all_of = spending.together(spending.lines(mine, set_, month))
        rows.append({
            "month": month, "spent": all_of.spent, "budget": all_of.budget, "hours": _hours(all_of.minutes), "expenses": all_of.n,
        })  # fmt: skip
    columns = [
        Column("month", _("Month")),
        Column("spent", _("Spent"), "money"),
        Column("budget", _("Budget of the month"), "money"),
        Column("hours", _("Hours"), "number"),
        Column("expenses", _("n"), "int"),
    ]
    return Table("months", columns, rows, _("By month"))


def _hours(minutes: int) -> float | None:
    return minutes / 60 if minutes else None


def _charts(months: Table) -> list[Chart]:
    if len(months.rows) < 2:
        return []
    series = [Series(_("Spent"), [row["spent"] for row in months.rows])]
    return [
        Chart("months", _("Spent by month"), "line", [row["month"] for row in months.rows], series, "money")
    ]


def _notes(span: Sequence[str], lines: Sequence[Line], end: date) -> list[str]:
    """Whose budget the expenses stand against, how much of its time is gone, and what has none."""
    if not any(line.budget is not None for line in lines):
        return [_("No budget is set for %(period)s.") % {"period": span[0]}] if lines else []
    bare = series(label("expense_category", each) for each in spending.without_budget(lines))
    period = span[0] if len(span) == 1 else f"{span[0]}-{span[-1]}"
    notes = [_("The budgets are those of %(period)s.") % {"period": period}]
    if len(span) == 1:
        gone = percent(spending.time_gone(span[0], end.isoformat()))
        notes.append(_("%(share)s of the time is gone.") % {"share": gone})
    text = _("Without a budget, so that there is none for all together: %(categories)s.")
    return [*notes, *([text % {"categories": bare}] if bare else [])]
