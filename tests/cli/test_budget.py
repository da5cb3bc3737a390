"""Budgets, expenses and their report: entered and put right, nothing twice, and every figure worked out anew from the rows."""

from __future__ import annotations

import random
import sqlite3
from collections import defaultdict
from datetime import date, timedelta
from typing import Any

import pytest

from crmcli import errors
from tests.cli.conftest import Crm, beginning

_CATEGORIES = ("visit", "gift", "travel", "compensation", "event", "tools", "training", "other")


@beginning
def team(crm: Crm) -> None:
    """Three customers, a complaint, a campaign."""
    crm.at("2026-11-20T02:00:00Z")
    for name in ("Alpha", "Beta", "Gamma"):
        crm.ok("add", name)
    crm.ok("complaint", "open", "Alpha", "late")
    crm.ok("campaign", "add", "Open day", "--kind", "party", "--from", "2026-11-20")


def _figures(report: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    return {f["key"]: (f["value"], f["n"]) for f in report["figures"]}


def _rows(report: dict[str, Any], key: str) -> list[dict[str, Any]]:
    return next((table["rows"] for table in report["tables"] if table["key"] == key), [])


def test_the_last_budget_holds_and_says_what_is_left(team: Crm) -> None:
    team.ok("budget", "set", "visits", "500", "--year", "2026")
    assert (
        "300.00 left"
        in team.ok("budget", "spend", "visits", "200", "--customer", "Beta", "--minutes", "90").out
    )
    assert "50.00 over the budget" in team.ok("budget", "set", "visits", "150", "--year", "今年").out
    # The month's own budget is told before the year's.
    team.ok("budget", "set", "visits", "900", "--month", "this month")
    assert "visits, 2026-11: 300.00 spent of 900.00" in team.ok("budget", "spend", "visits", "100").out
    told = team.json("budget", "list")["budgets"]
    year, month = (next(row for row in told if row["period"] == period) for period in ("2026", "2026-11"))
    assert (year["budget"], year["spent"], year["left"], year["over"], year["minutes"]) == (
        150,
        300,
        -150,
        True,
        90,
    )
    assert (month["budget"], month["left"], month["over"], month["used"]) == (900, 600, False, 300 / 900)
    # 324 of 365 days, 20 of 30.
    assert (year["time_gone"], month["time_gone"]) == (324 / 365, 20 / 30)
    team.step_back()
    assert next(row for row in team.json("budget", "list", "--month", "2026-11")["budgets"])["spent"] == 200
    assert team.json("budget", "list", "--year", "2025")["budgets"] == []


def test_a_year_is_the_sum_of_its_months_only_where_all_have_a_budget(team: Crm) -> None:
    for month in range(1, 12):
        team.ok("budget", "set", "tools", "10", "--month", f"2026-{month:02d}")
    team.ok("budget", "spend", "tools", "5")
    assert team.json("budget", "list", "--year", "2026")["budgets"][0]["budget"] is None
    team.ok("budget", "set", "tools", "20", "--month", "2026-12")
    assert team.json("budget", "list", "--year", "2026")["budgets"][0]["budget"] == 130


def test_a_compensation_counts_once(team: Crm) -> None:
    refused = team("budget", "spend", "compensation", "50", "--complaint", "TS2026-0001")
    assert refused.status == errors.Invalid.status and "--compensation" in refused.err
    team.ok("complaint", "resolve", "TS2026-0001", "done", "--compensation", "80")
    assert (
        team("budget", "spend", "compensation", "80", "--complaint", "TS2026-0001").status
        == errors.Invalid.status
    )
    team.ok("budget", "spend", "gifts", "20", "--complaint", "TS2026-0001")
    assert team("budget", "edit", "1", "--category", "compensation").status == errors.Invalid.status
    spent = team.json("budget", "expenses")
    assert [(row["category"], row["amount"], row["source"], row["about"]) for row in spent] == [
        ("gift", 20, "expense", "TS2026-0001"),
        ("compensation", 80, "complaint", "TS2026-0001"),
    ]
    assert _figures(team.json("report", "budget"))["cost_per_complaint"] == (100, 1)
    assert [row["amount"] for row in team.json("budget", "expenses", "--where", "name=Beta")] == []


def test_an_expense_is_put_right_and_taken_away(team: Crm) -> None:
    team.ok(
        "budget", "spend", "travel", "80", "--campaign", "Open day", "--for", "train", "--on", "2026-11-18"
    )
    assert (
        "is now"
        in team.ok("budget", "edit", "1", "--amount", "70", "--campaign", "", "--customer", "Gamma").out
    )
    assert "was so already" in team.ok("budget", "edit", "1", "--amount", "70").out
    found = team.json("budget", "expenses")[0]
    assert (found["amount"], found["campaign_id"], found["customer"], found["what"]) == (
        70,
        None,
        "Gamma",
        "train",
    )
    assert team("budget", "edit", "1", "--amount", "0").status == errors.Invalid.status
    team.ok("budget", "edit", "1", "--amount", "0", "--minutes", "30")
    team.ok("budget", "remove", "1")
    assert team.json("budget", "expenses") == []


def test_what_a_campaign_cost_is_the_same_expense(team: Crm) -> None:
    team.ok("campaign", "cost", "Open day", "300", "--for", "hall")
    team.ok("budget", "spend", "gifts", "60", "--campaign", "Open day")
    team.ok("campaign", "attend", "Open day", "Alpha")
    team.ok("campaign", "attend", "Open day", "Beta")
    assert team.json("campaign", "show", "Open day")["spent"] == 360
    found = _figures(team.json("report", "budget"))
    assert found["cost_per_event"] == (360, 1) and found["cost_per_attendee"] == (180, 2)
    assert found["spent"] == (360, 2) and found["cost_per_greeting"] == (None, 0)


@pytest.mark.file
def test_bad_input_is_told(team: Crm) -> None:
    team.refuses(
        [
            (("budget", "set", "gifts", "5"), errors.Usage.status),
            (("budget", "set", "gifts", "5", "--year", "26"), errors.Usage.status),
            (("budget", "set", "gifts", "5", "--month", "2026-13"), errors.Usage.status),
            (("budget", "set", "gifts", "5", "--month", "2026-1", "--year", "2026"), errors.Usage.status),
            (("budget", "set", "nonsense", "5", "--year", "2026"), errors.Usage.status),
            (("budget", "set", "gifts", "0", "--year", "2026"), errors.Usage.status),
            (("budget", "spend", "gifts", "0"), errors.Usage.status),
            (("budget", "spend", "gifts", "5", "--on", "2026-11-21"), errors.Invalid.status),
            (("budget", "spend", "gifts", "5", "--complaint", "TS9"), errors.NotFound.status),
            (("budget", "spend", "gifts", "5", "--campaign", "none"), errors.NotFound.status),
            (("budget", "spend", "gifts", "5", "--retention", "7"), errors.NotFound.status),
            (("budget", "edit", "7", "--amount", "5"), errors.NotFound.status),
            (("budget", "remove", "7"), errors.NotFound.status),
        ]
    )


# -- the report, worked out anew from plain rows -------------------------------------------------------------------------


def _fill(crm: Crm, seed: int) -> None:
    """A random company's money: expenses of every sort, compensations, gifts that went out or not, cases closed or not."""
    dice, first = random.Random(seed), date(2025, 11, 1)
    db = sqlite3.connect(crm.db)

    def day() -> str:
        return (first + timedelta(dice.randrange(385))).isoformat()

    for n in range(1, 6):
        db.execute(
            "INSERT INTO campaign (name, kind, start_on, end_on, matched, held_out_percent, created_at, created_on)"
            " VALUES (?, 'party', ?, '2026-12-31', 0, 0, '2025-01-01T00:00:00Z', '2025-01-01')",
            (f"C{n}", day()),
        )
    for _ in range(12):
        db.execute(
            "INSERT INTO campaign_participant (campaign_id, customer_id, drawn, held_out, chosen_on, attended, attended_on)"
            " VALUES (?, ?, 0, 0, '2025-01-01', ?, '2025-01-02')",
            (dice.randint(2, 6), dice.randint(1, 3), dice.choice((0, 1, 1))),
        )
    for n in range(2, 14):
        opened = day()
        db.execute(
            "INSERT INTO complaint (number, customer_id, content, severity, state, opened_at, opened_on, created_at,"
            " compensation_cents, channel, imported) VALUES (?, ?, 'x', 'normal', 'open', ?, ?, ?, ?, 'phone', 0)",
            (
                f"X{n}",
                dice.randint(1, 3),
                f"{opened}T01:00:00Z",
                opened,
                f"{opened}T01:00:00Z",
                dice.choice((None, 0, 3333, 12_345)),
            ),
        )
    for n in range(30):
        on, state = day(), dice.choice(("sent", "handed", "planned", "failed"))
        db.execute(
            "INSERT INTO outbox (key, kind, occasion, occasion_on, customer_id, channel, address, body, cost_cents, state,"
            " planned_at, planned_on, done_on) VALUES (?, 'birthday', 'birthday', ?, ?, 'sms', 'x', 'x', ?, ?, ?, ?, ?)",
            (
                f"k{n}",
                on,
                dice.randint(1, 3),
                dice.choice((0, 0, 999, 5000)),
                state,
                f"{on}T01:00:00Z",
                on,
                on,
            ),
        )
    for n in range(1, 9):
        closed = day() if n % 3 else None
        db.execute(
            "INSERT INTO retention_case (customer_id, stage, value_cents, held_out, opened_at, opened_on, outcome, closed_on)"
            " VALUES (?, 'quiet', 0, 0, '2025-01-01T00:00:00Z', '2025-01-01', ?, ?)",
            (dice.randint(1, 3), closed and dice.choice(("kept", "won_back", "lost")), closed),
        )
    for _ in range(160):
        db.execute(
            "INSERT INTO expense (category, amount_cents, spent_on, created_at, minutes, campaign_id, complaint_id,"
            " retention_case_id) VALUES (?, ?, ?, '2026-11-01T00:00:00Z', ?, ?, ?, ?)",
            (
                dice.choice(_CATEGORIES),
                dice.randint(1, 99_999),
                day(),
                dice.choice((None, 0, 25, 90)),
                *_whose(dice),
            ),
        )
    for n in range(200):
        on = day()
        db.execute(
            "INSERT INTO interaction (customer_id, occurred_at, occurred_on, recorded_at, channel, content, direction, effective,"
            " imported, care) VALUES (?, ?, ?, ?, 'phone', 'x', 'out', ?, 0, 0)",
            (dice.randint(1, 3), f"{on}T01:00:00Z", on, f"{on}T01:00:00Z", n % 2),
        )
    db.commit()
    db.close()


def _whose(dice: random.Random) -> tuple[int | None, int | None, int | None]:
    campaign, complaint, case = dice.randint(2, 6), dice.randint(2, 13), dice.randint(1, 8)
    which = dice.randrange(5)
    return (
        campaign if which == 1 else None,
        complaint if which == 2 else None,
        case if which == 3 else None,
    )


def _half_up(cents: float) -> int:
    return int(cents + 0.5)


@pytest.mark.file
@pytest.mark.parametrize("seed", [3, 8])
@pytest.mark.parametrize(
    ("start", "end"),
    [("2026-01-01", "2026-11-20"), ("2026-03-01", "2026-03-31"), ("2025-12-10", "2026-02-05")],
)
def test_the_report_is_what_the_rows_come_to(team: Crm, seed: int, start: str, end: str) -> None:
    _fill(team, seed)
    db = sqlite3.connect(team.db)
    rows = db.execute(
        "SELECT spent_on, category, amount_cents, COALESCE(minutes, 0), campaign_id, complaint_id, retention_case_id FROM expense"
    ).fetchall()
    rows += [(d, "compensation", c, 0, None, k, None) for k, d, c in db.execute(
        "SELECT id, opened_on, compensation_cents FROM complaint WHERE compensation_cents > 0")]  # fmt: skip
    gifts = db.execute("SELECT done_on, cost_cents FROM outbox WHERE state IN ('sent', 'handed')").fetchall()
    rows += [(d, "gift", c, 0, None, None, None) for d, c in gifts if c]
    whole = [row for row in rows if row[0] <= end]
    mine = [row for row in whole if row[0] >= start]

    def between(sql: str) -> list[int]:
        return [row[0] for row in db.execute(sql, (start, end))]

    plain = [row for row in mine if not any(row[4:])]
    campaigns = between("SELECT id FROM campaign WHERE start_on BETWEEN ? AND ?")
    complaints = between("SELECT id FROM complaint WHERE opened_on BETWEEN ? AND ?")
    cases = between("SELECT id FROM retention_case WHERE closed_on BETWEEN ? AND ?")
    kept = between(
        "SELECT id FROM retention_case WHERE outcome IN ('kept', 'won_back') AND closed_on BETWEEN ? AND ?"
    )
    contacts = between("SELECT id FROM interaction WHERE occurred_on BETWEEN ? AND ?")
    came = {
        (campaign, customer)
        for campaign, customer in db.execute(
            "SELECT campaign_id, customer_id FROM campaign_participant WHERE attended = 1"
        )
        if campaign in campaigns
    }

    def per(cents: int, minutes: int, n: int) -> tuple[float | None, int]:
        return (_half_up(cents / n) / 100 if n and (cents or minutes) else None), n

    def each(found: list[Any], n: int) -> tuple[float | None, int]:
        return per(sum(row[2] for row in found), sum(row[3] for row in found), n)

    report = team.json("report", "budget", "--from", start, "--to", end)
    figures = _figures(report)
    timed = [row[3] for row in mine if row[3]]
    assert figures["spent"] == (sum(row[2] for row in mine) / 100, len(mine))
    assert figures["spent_hours"] == (round(sum(timed) / 60 + 1e-9, 1), len(timed))
    assert figures["cost_per_contact"] == each(
        [r for r in plain if r[1] in ("visit", "travel", "hospitality", "communication")], len(contacts)
    )
    assert figures["cost_per_greeting"] == each(
        [r for r in plain if r[1] == "gift"], sum(start <= d <= end for d, _c in gifts)
    )
    assert figures["cost_per_complaint"] == each([r for r in whole if r[5] in complaints], len(complaints))
    assert figures["cost_per_event"] == each([r for r in whole if r[4] in campaigns], len(campaigns))
    assert figures["cost_per_attendee"] == each([r for r in whole if r[4] in campaigns], len(came))
    assert figures["cost_per_retained"] == each([r for r in whole if r[6] in cases], len(kept))
    by_month: dict[str, int] = defaultdict(int)
    by_category: dict[str, int] = defaultdict(int)
    for row in mine:
        by_month[row[0][:7]] += row[2]
        by_category[row[1]] += row[2]
    told = {row["category"]: row["spent"] for row in _rows(report, "by_category")}
    assert told == {
        "": sum(by_category.values()) / 100,
        **{key: cents / 100 for key, cents in by_category.items()},
    }
    assert {row["month"]: row["spent"] for row in _rows(report, "months") if row["spent"]} == {
        month: cents / 100 for month, cents in by_month.items()
    }
    db.close()


def test_a_past_day_knows_nothing_of_what_was_spent_later(team: Crm) -> None:
    team.ok("budget", "set", "gifts", "100", "--year", "2026")
    team.ok("budget", "spend", "gifts", "40", "--on", "2026-11-10")
    before = team.json("report", "budget", "--as-of", "2026-11-20")
    team.at("2026-11-25T02:00:00Z")
    team.ok("budget", "set", "gifts", "7", "--year", "2026")
    team.ok("budget", "spend", "gifts", "900")
    team.ok("complaint", "resolve", "TS2026-0001", "x", "--compensation", "60")
    assert team.json("report", "budget", "--as-of", "2026-11-20") == before
    assert _figures(team.json("report", "budget"))["spent"] == (1000, 3)
