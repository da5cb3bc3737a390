"""Why customers left, and how well the risk told it beforehand, each figure beside a plain count of the raw rows."""

from __future__ import annotations

import random
import sqlite3
from datetime import date, timedelta
from itertools import pairwise
from statistics import median
from typing import Any

import pytest

from tests.cli.conftest import Crm

_DAY, _THEN = "2026-06-30", "2026-02-28"


def _company(crm: Crm, people: int, chance: random.Random) -> None:
    """Customers who bought in rhythms of their own; some stopped. Only their silence counts as a sign."""
    crm.at("2024-12-31T02:00:00Z")
    path = crm.folder / "people.csv"
    path.write_text(
        "Customer,Phone\n" + "".join(f"Firm {n},1380000{n:04}\n" for n in range(people)), encoding="utf-8"
    )
    crm.ok("import", str(path), "--yes")
    for name in ("spend_drop", "contact_overdue"):
        crm.ok("policy", "set", f"churn.{name}", "0")
    lines = []
    for n in range(people):
        day, gap = date(2025, 1, 1) + timedelta(days=chance.randint(0, 60)), chance.randint(20, 60)
        end = date(2025, 9, 1) + timedelta(days=chance.randint(0, 330))
        while day <= min(end, date(2026, 6, 30)):
            lines.append(f"Firm {n},S{n}-{len(lines)},{chance.randint(1, 900)},{day}")
            day += timedelta(days=gap + chance.randint(-5, 5))
    crm.at(f"{_DAY}T08:00:00Z")
    path = crm.folder / "orders.csv"
    path.write_text("\n".join(["Customer,Order no,Amount,Order date", *lines]) + "\n", encoding="utf-8")
    crm.ok("import", str(path), "--yes")
    crm.ok("classify")


def _orders(crm: Crm, until: str) -> dict[int, list[date]]:
    with sqlite3.connect(crm.db) as plain:
        rows = plain.execute(
            "SELECT customer_id, ordered_on FROM purchase WHERE ordered_on <= ? ORDER BY 2", (until,)
        )
        found: dict[int, list[date]] = {}
        for key, day in rows:
            found.setdefault(key, []).append(date.fromisoformat(day))
        return found


def _stands(days: list[date], on: date) -> tuple[bool, int]:
    """Whether a customer with these days of orders is lost on a day, and else its risk."""
    distinct = sorted(set(days))
    gap = median((b - a).days for a, b in pairwise(distinct)) if len(distinct) >= 3 else None
    silent = (on - distinct[-1]).days
    lost = silent > (365 if gap is None else min(540, max(90, 3 * gap)))
    return lost, 35 if silent > (180 if gap is None else 2 * gap) else 0


def _rows(report: dict[str, Any], key: str) -> list[dict[str, Any]]:
    return next((table["rows"] for table in report["tables"] if table["key"] == key), [])


@pytest.mark.file
def test_the_tenths_by_risk_are_what_a_plain_count_gives(crm: Crm) -> None:
    _company(crm, 87, random.Random(11))
    then, end = date.fromisoformat(_THEN), date.fromisoformat(_DAY)
    risks = {
        key: risk
        for key, days in _orders(crm, _THEN).items()
        for lost, risk in [_stands(days, then)]
        if not lost
    }
    gone = {key for key, days in _orders(crm, _DAY).items() if _stands(days, end)[0]}
    order = sorted(risks, key=lambda key: (-risks[key], key))
    report = crm.json("report", "churn", "--backtest", _THEN)
    whole, found = sum(key in gone for key in order) / len(order), _rows(report, "deciles")
    assert 0.1 < whole < 0.9 and len(found) == 10 and {risks[order[0]], risks[order[-1]]} == {0, 35}
    for n, row in enumerate(found):
        group = order[len(order) * n // 10 : len(order) * (n + 1) // 10]
        left = sum(key in gone for key in group)
        assert (row["decile"], row["customers"], row["left"]) == (n + 1, len(group), left)
        assert row["share"] == pytest.approx(left / len(group), abs=1e-4)
        assert row["lift"] == pytest.approx(left / len(group) / whole, abs=0.006)
    figures = {each["key"]: each["value"] for each in report["figures"]}
    flagged = {key for key in risks if risks[key] >= 30}
    assert (figures["flagged"], figures["left"]) == (len(flagged), len(gone & risks.keys()))
    assert figures["precision"] == pytest.approx(len(flagged & gone) / len(flagged), abs=1e-4)
    assert figures["recall"] == pytest.approx(len(flagged & gone) / len(gone & risks.keys()), abs=1e-4)
    # Whatever comes after its last day changes nothing of it.
    crm.at("2026-07-10T08:00:00Z")
    crm.ok("purchase", "add", "1", "50", "--at", "2026-07-05")
    crm.ok("log-contact", "#2", "phone", "x")
    again = crm.json("report", "churn", "--backtest", _THEN, "--to", _DAY)
    assert _rows(again, "deciles") == found
    assert {each["key"]: each["value"] for each in again["figures"]} == figures


@pytest.mark.file
def test_of_too_few_customers_nothing_is_told_of_the_warnings(crm: Crm) -> None:
    _company(crm, 12, random.Random(5))
    report = crm.json("report", "churn", "--backtest", _THEN)
    assert _rows(report, "deciles") == []
    assert any("with fewer than 30 it tells nothing" in note for note in report["notes"])


def test_why_lost_customers_left_is_told_from_cases_before_opportunities(crm: Crm) -> None:
    for n, name in enumerate(("Alpha", "Beta", "Gamma", "Delta"), 1):
        crm.ok("add", name, "--phone", f"1380000000{n}")
        crm.ok("purchase", "add", name, "100", "--at", "2024-11-20", "--order", name)
    crm.ok("classify")
    crm.ok("retain", "open", "Alpha", "--reason", "service")
    for name, reason in (("Alpha", "price"), ("Beta", "need"), ("Gamma", "budget")):
        crm.ok("opportunity", "add", name, "x", "--at", "2025-01-01")
        number = crm.json("opportunity", "list")[0]["id"]
        crm.ok("opportunity", "lose", str(number), "--reason", reason, "--at", "2025-02-01")
    rows = _rows(crm.json("report", "churn"), "losses")
    assert [(row["reason"], row["customers"], row["cases"], row["opportunities"]) for row in rows] == [
        ("budget", 1, 0, 1), ("no_need", 1, 0, 1), ("service", 1, 1, 0), (None, 1, 0, 0),
    ]  # fmt: skip
    assert [row["title"] for row in rows] == ["no budget", "no need any more", "service", "not noted"]
    crm.at("2026-11-25T02:00:00Z")
    crm.ok("retain", "edit", "1", "--reason", "quality")
    then = _rows(crm.json("report", "churn", "--as-of", "2026-11-20"), "losses")
    assert "service" in {row["reason"] for row in then}
