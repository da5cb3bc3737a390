"""Targets measured: their figure on a day, how far they are on their way, and which are behind."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from contextlib import nullcontext
from datetime import date, timedelta
from typing import Any

from crmcli.clock import AsOf
from crmcli.dates.months import add_months
from crmcli.dates.periods import Period
from crmcli.figures import kpis
from crmcli.judging.targets import SUMS, Goal, Progress, progress
from crmcli.reports.kpi import KEYS, Measured
from crmcli.reports.monthly import measured
from crmcli.reports.request import Filtered, Request
from crmcli.store import View

#: The figures that a target may have.
METRICS = (*SUMS, *KEYS)
#: The states of a target that its owner has to do something about.
LACKING = ("behind", "missed")
#: What can be narrowed to a product.
OF_PRODUCT = ("revenue", "orders")


def standing(view: View, row: Mapping[str, Any], filtered: Filtered) -> Progress:
    """How a target stands at the as-of; of one that is over or closed, how it stood then."""
    start, due = (date.fromisoformat(row[key]) for key in ("start_on", "due_on"))
    closed = row["closed_on"] is not None and row["closed_on"] <= view.day
    on = min(view.as_of.on, due, date.fromisoformat(row["closed_on"]) if closed else due)
    value, n = (None, None) if on < start else value_on(view, row, on, filtered)
    return progress(goal_of(row), value, n, view.as_of.on, closed=closed)


def goal_of(row: Mapping[str, Any]) -> Goal:
    """A target's terms."""
    key = row["metric"]
    start, due = (date.fromisoformat(row[name]) for name in ("start_on", "due_on"))
    return Goal(row["goal"], row["baseline"], start, due, key in SUMS, key not in kpis.AT_MOST)


def value_on(view: View, row: Mapping[str, Any], on: date, filtered: Filtered) -> Measured:
    """A target's figure on a day: of a sum since its start, of another figure of the month that ends on that day."""
    start = date.fromisoformat(row["start_on"]) if row["metric"] in SUMS else month_to(on)
    return figure(view, row["metric"], Period(start, on), row, filtered)


def month_to(on: date) -> date:
    """The first day of the month that ends on a day: from the 16th for the 15th."""
    return add_months(on + timedelta(days=1), -1)


def figure(view: View, key: str, period: Period, only: Mapping[str, Any], filtered: Filtered) -> Measured:
    """A figure of a period; of the customers that a `filter`, `staff_id`, `department` or `region` names."""
    then = view if period.end >= view.as_of.on else _at(view, period.end)
    people = _people(view, only) if key in ("wins", "contacts") else None
    ids = _customers(then, only, of_people=people is None, filtered=filtered)
    if ids is not None:
        _ = view.store.figures  # what is damaged is told of before: a part of it may not show it
    with nullcontext() if ids is None else view.store.db.narrowed(ids):
        if key in SUMS:
            return _sum(then, key, period, only.get("product"), people)
        return measured(then, [key], period)[key]


def _at(view: View, day: date) -> View:
    return View(view.store, view.policy, AsOf.end_of(day, view.zone))


def _people(view: View, only: Mapping[str, Any]) -> Collection[int] | None:
    """Whose work counts; None for everybody's."""
    if only.get("staff_id"):
        return [only["staff_id"]]
    return view.store.targets.people(only["department"]) if only.get("department") else None


def _customers(
    view: View, only: Mapping[str, Any], *, of_people: bool, filtered: Filtered
) -> Collection[int] | None:
    """The customers that a target looks at; None for all."""
    names = ("staff_id", "department", "region") if of_people else ("region",)
    chosen = {key: only[key] for key in names if only.get(key)}
    found = set(view.store.targets.customers(chosen)) if chosen else None
    if only.get("filter"):
        ids = set(filtered(view, only["filter"]))
        found = ids if found is None else found & ids
    return None if found is None else sorted(found)


def _sum(
    view: View, key: str, period: Period, product: str | None, people: Collection[int] | None
) -> Measured:
    figures = Request(view).figures
    start, end = (period.start or date.min).isoformat(), period.end.isoformat()
    if product and key in OF_PRODUCT:
        revenue, lines = figures.of_product(product, start, end)
        return (revenue if key == "revenue" else lines), lines
    match key:
        case "revenue":
            return figures.revenue(start, end), figures.orders(start, end)
        case "orders":
            count = figures.orders(start, end)
        case "new_customers":
            count = sum(1 for _row in figures.records(("id",), start, end))
        case "wins":
            count = view.store.targets.wins(start, end, people)
        case _:
            count = view.store.targets.contacts(start, end, people)
    return count, count


def behind(view: View, on: date, filtered: Filtered) -> list[tuple[dict[str, Any], Progress]]:
    """The targets that had begun by the end of a day and were not closed, each with how it stood then."""
    then = view if on >= view.as_of.on else _at(view, on)
    day = on.isoformat()
    return [
        (row, standing(then, row, filtered))
        for row in view.store.targets.listed(day, then.past)
        if row["start_on"] <= day
        and not (row["closed_on"] and row["closed_on"] <= day)
        and row["due_on"] >= (on - timedelta(days=31)).isoformat()
    ]
