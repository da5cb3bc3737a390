"""Months that are closed, named and compared: what was frozen, what moved since, and what moved the figures."""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

import pytest

from crmcli import errors
from tests.cli.conftest import Crm, beginning

OCTOBER = ("--month", "2026-10")


@beginning
def traded(crm: Any) -> None:
    """Customers with orders, contacts and complaints of some months, some lost and some who came later."""
    draw = random.Random(7)
    crm.at("2026-10-01T01:00:00Z")
    crm.ok("staff", "add", "Kim", "--role", "rep", "--login", "kim")
    for n in range(8):
        crm.ok("add", f"Customer {n}", f"region={draw.choice('EW')}", "--owner", draw.choice(("Kim", "Lee")))
    for n in range(24):
        day = f"2026-{draw.randrange(1, 10):02d}-{draw.randrange(1, 28):02d}"
        amount = f"{draw.randrange(1, 90_000)}.{draw.randrange(10, 99)}"
        crm.ok("purchase", "add", f"Customer {draw.randrange(8)}", amount, "--order", f"S{n}", "--at", day)
    crm.at("2026-11-20T02:00:00Z")
    crm.ok("add", "Newcomer", "region=E")
    for n in range(24, 34):
        who = draw.choice(["Newcomer", *(f"Customer {each}" for each in range(8))])
        crm.ok(
            "purchase",
            "add",
            who,
            f"{draw.randrange(1, 9_000)}.05",
            "--order",
            f"S{n}",
            "--at",
            f"2026-10-{n - 20}",
        )
    crm.ok("purchase", "refund", "S30", "--amount", "0.03", "--at", "2026-10-31")


def notes(crm: Crm, *words: str) -> list[str]:
    found: list[str] = crm.json("report", "kpi", *words)["notes"]
    return found


def test_a_closed_month_stands_beside_what_it_is_now(traded: Crm) -> None:
    assert "No month is closed." in traded.ok("report", "close").out
    traded.ok("report", "close", "2026-10", "--note", "checked")
    again = traded.ok("report", "close", "last")
    assert "was closed already, on 2026-11-20 by Lee" in again.out
    assert [row["month"] for row in traded.ok("report", "close", "--format", "json").json["data"]] == [
        "2026-10"
    ]
    before = _closed(traded)
    assert all(row["mark"] == "" for row in before.values())

    traded.ok("purchase", "add", "Newcomer", "100", "--at", "2026-10-30")
    after = _closed(traded)
    assert after["revenue_12m"]["value"] - before["revenue_12m"]["value"] == 10_000
    assert (after["revenue_12m"]["closed_value"], after["revenue_12m"]["mark"]) == (
        before["revenue_12m"]["value"],
        "≠",
    )
    assert (after["revenue_12m"]["difference"], after["customers"]["mark"]) == ("+100.00", "")
    traded.step_back()
    traded.step_back()
    assert traded.ok("report", "close", "--format", "json").json["data"] == []


def _closed(crm: Crm) -> dict[str, Any]:
    tables = crm.json("report", "kpi", *OCTOBER)["tables"]
    return {row["key"]: row for table in tables if table["key"] == "closed_month" for row in table["rows"]}


def test_only_a_manager_closes_and_only_what_is_over(traded: Crm) -> None:
    traded.refuses(
        [
            (("report", "close", "2026-11"), 5),
            (("report", "close", "2027-01"), 2),
            (("report", "close", "thirteenth"), 2),
            (("report", "close", "2026-10", "--as-of", "2026-11-05"), 2),
            (("report", "kpi", "--month", "2026-10", "--to", "2026-10-05"), 2),
            (("report", "diff", "2026-10", "2026-09"), 2),
            (("report", "diff", "2026-10", "2026-11-05"), 2),
            (("report", "diff", "2026-10-01", "2026-12-05"), 2),
        ]
    )
    traded.become("kim", group="writers")
    assert traded("report", "close", "2026-10").status == errors.NotAllowed.status


def test_what_moved_in_a_month_that_is_over_is_told_once(traded: Crm) -> None:
    assert not [note for note in notes(traded, *OCTOBER) if "worked out" in note]
    traded.ok("purchase", "add", "Newcomer", "100", "--at", "2026-10-30")
    told = [note for note in notes(traded, *OCTOBER) if "worked out" in note]
    assert len(told) == 1 and "Revenue, 12 months" in told[0]
    assert not [note for note in notes(traded, *OCTOBER) if "worked out" in note]


@pytest.mark.file
@pytest.mark.parametrize(
    "text", ["上月", "last", "last month", "10月", "2026/10", "Oct", "October 2026", "2026年10月"]
)
def test_a_month_is_named_as_people_say_it(traded: Crm, text: str) -> None:
    told = traded.json("report", "response", "--month", text)
    assert (told["from"], told["to"]) == ("2026-10-01", "2026-10-31")


@pytest.mark.parametrize("by", ["tier", "owner", "region"])
def test_the_parts_add_up_to_the_change(traded: Crm, by: str) -> None:
    told = traded.json("report", "diff", "2026-09", "2026-10", "--by", by)
    rows = next(table for table in told["tables"] if table["key"] == "changes")["rows"]
    figures = {one["key"]: one for one in told["figures"]}
    for key, figure in figures.items():
        mine = [row for row in rows if row["figure"] == key]
        if figure["value"] is None or figure["previous"] is None:
            continue
        if any(row["whole_before"] is not None for row in mine):
            added = sum(row["added"] for row in mine)
            assert added == pytest.approx(figure["value"] - figure["previous"], abs=1e-2), key
            continue
        change = Fraction(str(figure["value"])) - Fraction(str(figure["previous"]))
        scale = 100 if figure["unit"] == "money" else 1
        assert sum(row["added"] for row in mine) == change * scale, key
    assert {row["part"] for row in rows} >= {"stayed"}


def test_its_revenue_is_that_of_the_orders(traded: Crm) -> None:
    """Against plain orders, less what was refunded."""
    orders = traded.json("purchase", "list", "--all")
    plain = {
        month: sum(
            round(100 * row["amount"]) - (3 if row["order_no"] == "S30" and month == "2026-10" else 0)
            for row in orders
            if row["ordered_on"].startswith(month)
        )
        for month in ("2026-09", "2026-10")
    }
    told = traded.json("report", "diff", "2026-09", "2026-10")
    revenue = next(one for one in told["figures"] if one["key"] == "revenue_month")
    assert (round(100 * revenue["previous"]), round(100 * revenue["value"])) == (
        plain["2026-09"],
        plain["2026-10"],
    )
    largest = next(table for table in told["tables"] if table["key"] == "largest")["rows"]
    sizes = [abs(row["change"]) for row in largest]
    assert largest and sizes == sorted(sizes, reverse=True)
    newcomer = [row for row in largest if row["customer"] == "Newcomer"]
    assert all(row["part"] == "new" for row in newcomer)
