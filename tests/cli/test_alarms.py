"""Alarms from random records to the list of what is due: each fires exactly when plain arithmetic over the rows says so."""

from __future__ import annotations

import random
import sqlite3
from collections import defaultdict
from contextlib import closing
from statistics import median
from typing import Any

import pytest

from crmcli import errors
from tests.cli.conftest import Crm, beginning

_CUSTOMERS = 24
_NOW = "2026-12-01T02:00:00Z"


def _insert(db: sqlite3.Connection, table: str, **values: Any) -> None:
    names = ", ".join(values)
    db.execute(
        f"INSERT INTO {table} ({names}) VALUES ({', '.join('?' * len(values))})", tuple(values.values())
    )


@beginning
def team(crm: Crm) -> None:
    """Customers long known, and two people of two departments besides their manager."""
    crm.at("2025-01-02T02:00:00Z")
    crm.ok("staff", "edit", "Lee", "--department", "Office")
    crm.ok("staff", "add", "Kim", "--role", "rep", "--department", "Sales", "--login", "kim")
    crm.ok("staff", "add", "Ito", "--role", "service", "--department", "Service")
    for n in range(_CUSTOMERS):
        crm.ok("add", f"Customer {n}", "--owner", "Kim")


def _fill(crm: Crm, seed: int) -> None:
    """Two years of orders, three months of everything else."""
    crm.at(_NOW)
    draw = random.Random(seed)
    busy, late, score = draw.choice((0.9, 9)), draw.choice((0.01, 0.2)), draw.choice((3, 4))
    with closing(sqlite3.connect(crm.db)) as db, db:
        for n in range(draw.choice((20, 90))):
            day = f"{draw.choice((2025, 2026))}-{draw.randrange(1, 12):02d}-{draw.randrange(1, 28):02d}"
            _insert(db, "purchase", customer_id=draw.randrange(1, _CUSTOMERS + 1), order_no=f"P{n}", status="paid",
                    ordered_at=f"{day}T02:00:00Z", ordered_on=day, amount_cents=draw.randrange(1, 10**6), currency="CNY",
                    opening=0, orders=1, created_at=f"{day}T02:00:00Z")  # fmt: skip
        for month in (9, 10, 11):
            for _n in range(int(22 * busy)):
                day = f"2026-{month:02d}-{draw.randrange(1, 28):02d}"
                recorded = f"2026-{month:02d}-30T02:00:00Z" if draw.random() < late else f"{day}T05:00:00Z"
                _insert(db, "interaction", customer_id=draw.randrange(1, _CUSTOMERS + 1), direction="out", channel="phone",
                        occurred_at=f"{day}T02:00:00Z", occurred_on=day, recorded_at=recorded, author_id=2,
                        effective=int(draw.random() < 0.9), care=0, imported=0)  # fmt: skip
            for n in range(draw.randrange(2, 8)):
                due = f"2026-{month:02d}-{draw.randrange(5, 25):02d}"
                done = draw.choice((due, due, due, None, f"2026-{month:02d}-27")) if seed % 2 else due
                _insert(db, "task", title=f"t{n}", owner_id=draw.choice((1, 2, 3)), creator_id=draw.choice((1, 2)), due_on=due,
                        state="done" if done else "open", percent_done=0, done_on=done, created_at="2026-08-01T02:00:00Z",
                        created_on="2026-08-01")  # fmt: skip
        for category, cap in (("gifts", 500), ("travel", 900)):
            _insert(
                db,
                "budget",
                category=category,
                period="2026-11",
                amount_cents=cap,
                set_at=_NOW,
                set_on="2026-10-30",
            )
            _insert(
                db,
                "expense",
                category=category,
                amount_cents=draw.randrange(1, 1000),
                spent_on="2026-11-10",
                created_at=_NOW,
            )
            # What a later month brings belongs to no earlier one.
            _insert(
                db, "expense", category=category, amount_cents=10**6, spent_on="2026-12-01", created_at=_NOW
            )
    for month in (10, 11):
        for _n in range(draw.choice((1, 6, 9))):
            day = f"2026-{month:02d}-{draw.randrange(1, 28):02d}"
            crm.ok(
                "complaint",
                "open",
                f"Customer {draw.randrange(_CUSTOMERS)}",
                f"broken {draw.random()}",
                "--at",
                day,
            )
        for _n in range(draw.choice((2, 8))):
            answer = min(5, max(1, score + draw.choice((-1, 0, 1)) - (month == 11)))
            who = f"Customer {draw.randrange(_CUSTOMERS)}"
            crm.ok("survey", "record", who, "--overall", str(answer), "--at", f"2026-{month}-15")
    opened = draw.choice(("2026-06-01", "2026-10-20"))
    for n in range(draw.choice((3, 6))):
        crm.ok("opportunity", "add", f"Customer {n}", "deal", "--at", opened)
        crm.ok("opportunity", "win", str(n + 1), "--at", f"2026-11-{10 + n}")
    crm.ok("target", "set", "Sell", "--metric", "orders", "--goal", str(draw.choice((1, 900))), "--by", "2026-12-31",
           "--from", "2026-01-01")  # fmt: skip


def _expected(crm: Crm) -> set[str]:
    """The alarms of November and the third quarter by plain arithmetic; churn, lifetime value and the complaints' deadlines
    by the figures that the report of the same days prints."""
    with closing(sqlite3.connect(crm.db)) as db:
        db.row_factory = sqlite3.Row
        rows = {t: [dict(r) for r in db.execute(f"SELECT * FROM {t}")] for t in
                ("interaction", "purchase", "complaint", "survey_response", "opportunity", "task", "budget", "expense", "staff")}  # fmt: skip
        answers = [dict(r) for r in db.execute(
            "SELECT r.submitted_on, r.overall FROM survey_response r WHERE r.overall IS NOT NULL"
        )]  # fmt: skip
    found = set()

    def of(table: str, column: str, month: str) -> list[dict[str, Any]]:
        return [row for row in rows[table] if (row[column] or "").startswith(month)]

    contacts = of("interaction", "occurred_on", "2026-11")
    timely = sum(int(r["recorded_at"][8:10]) - int(r["occurred_on"][8:10]) < 1 for r in contacts)
    if len(contacts) >= 5 and timely / len(contacts) < 0.95:
        found.add("timeliness")
    reached = len({(r["customer_id"], r["occurred_on"]) for r in contacts if r["effective"]})
    if reached / 21 < 8:  # Kim alone sells; November 2026 has 21 working days
        found.add("contacts_per_day")
    now, before = (len(of("complaint", "opened_on", f"2026-{m}")) for m in (11, 10))
    if now >= 5 and now * 100 > before * 115:
        found.add("complaint_growth")
    scores = [[a["overall"] for a in answers if a["submitted_on"].startswith(f"2026-{m}")] for m in (11, 10)]
    if min(map(len, scores)) >= 5 and sum(scores[1]) / len(scores[1]) - sum(scores[0]) / len(scores[0]) > 0.2:
        found.add("satisfaction")
    days = [
        (int(o["closed_on"][8:]) + 30 * 4 + 3 + 30) - 1
        if o["opened_on"] == "2026-06-01"
        else int(o["closed_on"][8:]) + 11
        for o in of("opportunity", "closed_on", "2026-11")
    ]
    if len(days) >= 5 and median(days) > 45:
        found.add("lead_days")
    rates = []
    for first, last in (("2025-10-01", "2026-09-30"), ("2025-07-01", "2026-06-30")):
        counts: dict[int, int] = defaultdict(int)
        for row in rows["purchase"]:
            counts[row["customer_id"]] += first <= row["ordered_on"] <= last
        bought = [n for n in counts.values() if n]
        rates.append(len(bought) >= 5 and sum(n > 1 for n in bought) / len(bought) < 0.25)
    if all(rates):
        found.add("repurchase_rate")
    office = {row["id"]: row["department"] for row in rows["staff"]}
    crossing = [
        r for r in of("task", "due_on", "2026-11") if office[r["owner_id"]] != office[r["creator_id"]]
    ]
    if any(row["done_on"] is None or row["done_on"] > row["due_on"] for row in crossing):
        found.add("late_handoffs")
    spent = {row["category"]: 0 for row in rows["budget"]}
    for row in of("expense", "spent_on", "2026-11"):
        spent[row["category"]] += row["amount_cents"]
    if any(spent[row["category"]] > row["amount_cents"] for row in rows["budget"]):
        found.add("budget")
    goal = crm.json("target", "show", "1")["goal_value"]
    sold = sum("2026-01-01" <= row["ordered_on"] <= "2026-11-30" for row in rows["purchase"])
    if sold < goal and sold < goal * 334 / 365:
        found.add("targets")
    return found | _by_report(crm)


def _by_report(crm: Crm) -> set[str]:
    def figures(start: str, end: str) -> dict[str, Any]:
        report = crm.json("report", "kpi", "--from", start, "--to", end)
        return {figure["key"]: (figure["value"], figure["n"]) for figure in report["figures"]}

    month, quarter, year_ago = (
        figures(*days)
        for days in (("2026-11-01", "2026-11-30"), ("2026-09-01", "2026-09-30"), ("2025-09-01", "2025-09-30"))
    )
    found = set()
    value, n = month["churn_rate"]
    if value is not None and n >= 5 and value > 0.2:
        found.add("churn_rate")
    value, n = month["clock_compliance"]
    if value is not None and n >= 5 and value < 0.9:
        found.add("clock_compliance")
    (worth, n), (before, _n) = quarter["lifetime_value"], year_ago["lifetime_value"]
    if worth is not None and before and n >= 5 and worth < before * 1.05:
        found.add("lifetime_value")
    return found


@pytest.mark.file
@pytest.mark.parametrize("seed", range(6))
def test_each_fires_when_plain_arithmetic_says_so(team: Crm, seed: int) -> None:
    _fill(team, seed)
    told = team.json("alarm", "list")
    assert {row["alarm"] for row in told} == _expected(team)
    if seed:
        return
    for row in told:
        assert team.ok(*row["command"].split()[1:]).status == 0
        assert team.json("alarm", "show", row["alarm"])["why"] == row["why"]


@pytest.mark.file
def test_they_stand_in_a_managers_list_until_seen_and_come_back(team: Crm) -> None:
    _fill(team, 1)
    told = {row["alarm"] for row in team.json("alarm", "list")}
    assert team.json("due", "--kind", "alarm", "--all") == []  # nothing was worked out for the list yet
    team.ok("classify")
    listed = team.json("due", "--kind", "alarm", "--all")
    assert {row["id"] for row in listed} == {f"alarm:202611:{alarm}" for alarm in told}
    assert team.json("due", "--kind", "alarm", "--owner", "Kim", "--all") == []
    team.ok("alarm", "seen", "contacts_per_day", "--note", "talked about")
    team.ok("done", "alarm:202611:targets")
    left = {row["id"] for row in team.json("due", "--kind", "alarm", "--all")}
    assert left == {f"alarm:202611:{alarm}" for alarm in told - {"contacts_per_day", "targets"}}
    team.refuses([
        (("done", "alarm:202611:targets"), errors.Invalid.status),
        (("done", "alarm:202610:churn_rate"), errors.Invalid.status),
        (("alarm", "seen", "nosuch"), errors.Usage.status),
    ])  # fmt: skip
    shown = team.json("alarm", "show", "contacts_per_day")
    assert (shown["seen_by"], shown["period"]) == ("Lee", "2026-11")
    team.ok("undo")
    assert "alarm:202611:targets" in {row["id"] for row in team.json("due", "--kind", "alarm", "--all")}
    # A past day knows nothing of what was seen later, and the next month brings back what still holds.
    assert "alarm:202611:contacts_per_day" not in {
        row["id"] for row in team.json("due", "--kind", "alarm", "--all", "--as-of", "2026-12-01")
    }
    team.at("2027-01-04T02:00:00Z")
    team.ok("classify")
    assert "alarm:202612:contacts_per_day" in {
        row["id"] for row in team.json("due", "--kind", "alarm", "--all")
    }


@pytest.mark.file
def test_who_only_sells_acknowledges_none(team: Crm) -> None:
    _fill(team, 1)
    team.become("kim", group="writers")
    assert team("alarm", "seen", "contacts_per_day").status == errors.NotAllowed.status
