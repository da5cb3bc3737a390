"""What became of customers who were to be kept or won back, on any day. Reads and judges, writes nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from crmcli import clock
from crmcli.clock import AsOf
from crmcli.database.connection import Record
from crmcli.dates.months import add_months
from crmcli.judging.retaining import Stood, Verdict, last_day, state, verdict
from crmcli.store import View
from crmcli.verdicts.standings import judge_all


class Case(NamedTuple):
    """A case as it stands: its row, the rules' verdict, its measures by day, and what was spent on it."""

    row: Mapping[str, Any]
    verdict: Verdict
    steps: Sequence[Mapping[str, Any]]
    expenses: Sequence[Mapping[str, Any]]

    @property
    def state(self) -> str:
        """A word of `retention_state`."""
        return state(self.row, self.verdict.word)

    @property
    def is_open(self) -> bool:
        """Whether it is still worked on: nobody closed it, it isn't held out, and it isn't decided."""
        return self.state == "running"

    @property
    def spent(self) -> int:
        """What was spent on it, in cents."""
        return sum(each["amount_cents"] for each in self.expenses)

    @property
    def minutes(self) -> int:
        """The person minutes that were spent on it."""
        return sum(each["minutes"] or 0 for each in self.expenses)

    @property
    def next_step(self) -> Mapping[str, Any] | None:
        """The first measure that nobody took yet."""
        return next((each for each in self.steps if not each["done_on"]), None)


def cases(view: View, ids: Collection[int] | None = None, case_id: int | None = None) -> list[Case]:
    """The cases of some customers (of all without), or one, by the view's day, the newest first."""
    rows = view.store.retention.listed(ids, view.past, case_id=case_id)
    keys = [row["id"] for row in rows]
    steps = _by_case(view.store.retention.steps(keys, view.past), "case_id")
    expenses = _by_case(
        view.store.retention.expenses(keys, view.day if view.past else None), "retention_case_id"
    )
    return [
        Case(row, judged, steps[row["id"]], expenses[row["id"]])
        for row, judged in zip(rows, verdicts(view, rows), strict=True)
    ]


def verdicts(view: View, rows: Sequence[Mapping[str, Any]]) -> list[Verdict]:
    """What became of some cases by the view's day."""
    on, rules = view.as_of.on, view.policy.retain
    bought = first_bought(view, rows)
    over: dict[date, list[int]] = defaultdict(list)
    for row in rows:
        last = last_day(row, rules)
        if last < on and not _within(bought.get(row["id"]), last) and row["stage"] != "lost":
            over[last].append(row["customer_id"])
    stood = {day: _stood(view, day, ids) for day, ids in over.items()}
    return [
        verdict(
            row, rules, on, bought.get(row["id"]), stood.get(last_day(row, rules), {}).get(row["customer_id"])
        )
        for row in rows
    ]


def undecided(view: View, rows: Sequence[Mapping[str, Any]]) -> set[int]:
    """The ids of those cases that the rules haven't decided: nobody bought, and their days aren't over. Of rows that nobody
    closed and that aren't held out these are the open ones; cheaper than judging them."""
    on, rules = view.as_of.on, view.policy.retain
    running = [row for row in rows if last_day(row, rules) >= on]
    bought = first_bought(view, running)
    return {row["id"] for row in running if row["id"] not in bought}


def first_bought(view: View, rows: Sequence[Mapping[str, Any]]) -> dict[int, date]:
    """By case the first day after its opening on which its customer bought, by the view's day, where there is one."""
    if not rows:
        return {}
    start = min(row["opened_on"] for row in rows)
    lines = _lines(view, {row["customer_id"] for row in rows}, start, view.day)
    found = {}
    for row in rows:
        days = [day for day, cents in lines[row["customer_id"]] if day > row["opened_on"] and cents > 0]
        if days:
            found[row["id"]] = date.fromisoformat(days[0])
    return found


def usual_spend(view: View, last_orders: Mapping[int, date | None]) -> dict[int, int]:
    """By customer what it spent in the twelve months up to its last order, in cents: what a lost customer was worth."""
    known = {key: day for key, day in last_orders.items() if day is not None}
    if not known:
        return {}
    lines = _lines(view, known, add_months(min(known.values()), -12).isoformat(), view.day)
    return {
        key: sum(
            cents for on, cents in lines[key] if add_months(day, -12).isoformat() < on <= day.isoformat()
        )
        for key, day in known.items()
    }


def _lines(view: View, ids: Collection[int], start: str, end: str) -> dict[int, list[tuple[str, int]]]:
    figures = view.store.figures.then(view.past, view.rates)
    found: dict[int, list[tuple[str, int]]] = defaultdict(list)
    for key, day, cents in figures.lines_of(ids, start, end):
        found[key].append((day, cents))
    return found


def _within(day: date | None, last: date) -> bool:
    return day is not None and day <= last


def _stood(view: View, day: date, ids: Collection[int]) -> dict[int, Stood]:
    """How some customers stood at the end of a day, by the policy then in force."""
    as_of = AsOf.end_of(day, view.zone)
    policy = view.store.policies.load(clock.iso(as_of.instant))
    return {
        facts.customer_id: Stood(standing.lifecycle, standing.risk_level)
        for facts, standing in judge_all(View(view.store, policy, as_of), ids)
    }


def _by_case(rows: Iterable[Record], key: str) -> dict[int, list[Mapping[str, Any]]]:
    found: dict[int, list[Mapping[str, Any]]] = defaultdict(list)
    for row in rows:
        found[row[key]].append(dict(row))
    return found
