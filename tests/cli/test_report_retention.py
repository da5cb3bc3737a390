"""The report on keeping customers: every figure beside a plain count of the raw rows, and what may be claimed of those held out."""

from __future__ import annotations

import random
import sqlite3
from datetime import date, timedelta
from statistics import median
from typing import Any

import pytest

from tests.cli.conftest import Crm

pytestmark = pytest.mark.file

_OPENED, _DAYS = date(2026, 1, 10), 180


def _csv(crm: Crm, name: str, header: str, rows: list[str]) -> str:
    path = crm.folder / name
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return str(path)


def _company(crm: Crm, chance: random.Random) -> None:
    """A hundred and twenty customers who bought until 2024 and are lost; half of the cases are held out; some buy again."""
    crm.at("2024-12-31T02:00:00Z")
    people = [f"Firm {n},1380000{n:04}" for n in range(120)]
    crm.ok("import", _csv(crm, "people.csv", "Customer,Phone", people), "--yes")
    old = [
        f"Firm {n},OLD{n}-{k},{chance.randint(1, 900)}.{chance.randint(0, 99):02},2024-{chance.randint(1, 6):02}-15"
        for n in range(120)
        for k in range(2)
    ]
    crm.ok("import", _csv(crm, "old.csv", "Customer,Order no,Amount,Order date", old), "--yes")
    crm.at("2026-01-10T02:00:00Z")
    crm.ok("classify")
    crm.ok("policy", "set", "retain.min_n", "20")
    crm.ok(
        "retain",
        "open",
        "--lost",
        "--limit",
        "100",
        "--hold-out",
        "40",
        "--seed",
        "s",
        "--reason",
        "price",
        "--yes",
    )
    for case in crm.json("retain", "list", "--state", "open")[:9]:
        reason = chance.choice(("service", "competitor"))
        crm.ok(
            "retain",
            "edit",
            str(case["id"]),
            "--reason",
            reason,
            "--cost",
            str(chance.randint(1, 90)),
            "--minutes",
            "7",
        )
        crm.ok("retain", "done", str(case["step_id"]))
    held = {row["customer"] for row in crm.json("retain", "list", "--state", "held_out")}
    crm.at("2026-12-20T02:00:00Z")
    # Who was approached buys more often.
    new = [
        f"Firm {n},NEW{n},{chance.randint(1, 900)},{_OPENED + timedelta(days=chance.randint(0, 300))}"
        for n in range(120)
        if chance.random() < (0.2 if f"Firm {n}" in held else 0.8)
    ]
    crm.ok("import", _csv(crm, "new.csv", "Customer,Order no,Amount,Order date", new), "--yes")


def _raw(crm: Crm, sql: str) -> list[dict[str, Any]]:
    with sqlite3.connect(crm.db) as plain:
        plain.row_factory = sqlite3.Row
        return [dict(row) for row in plain.execute(sql)]


def _plain(crm: Crm, end: date) -> list[dict[str, Any]]:
    """Each case with the word that the rules have for it on a day, worked out from the raw rows."""
    orders: dict[int, list[str]] = {}
    for row in _raw(
        crm,
        "SELECT customer_id, ordered_on, amount_cents FROM purchase WHERE status IN ('completed', 'paid')",
    ):
        if row["amount_cents"] > 0:
            orders.setdefault(row["customer_id"], []).append(row["ordered_on"])
    found = []
    for row in _raw(crm, "SELECT * FROM retention_case"):
        opened = date.fromisoformat(row["opened_on"])
        last = opened + timedelta(days=_DAYS)
        days = [
            date.fromisoformat(d)
            for d in sorted(orders.get(row["customer_id"], ()))
            if row["opened_on"] < d <= str(min(last, end))
        ]
        word = "won_back" if days else "running" if end <= last else "lost"
        found.append(
            row | {"word": word, "over": last < end, "days": (days[0] - opened).days if days else None}
        )
    return found


def _figures(report: dict[str, Any]) -> dict[str, Any]:
    return {each["key"]: each["value"] for each in report["figures"]}


def _rows(report: dict[str, Any], key: str) -> list[dict[str, Any]]:
    return next((table["rows"] for table in report["tables"] if table["key"] == key), [])


@pytest.mark.parametrize("day", ["2026-05-01", "2026-07-09", "2026-12-20"])
def test_every_figure_is_what_a_plain_count_gives(crm: Crm, day: str) -> None:
    _company(crm, random.Random(7))
    end = date.fromisoformat(day)
    cases = [each for each in _plain(crm, end) if not each["held_out"]]
    good = [each for each in cases if each["word"] == "won_back"]
    over = [each for each in cases if each["over"]]
    spent = _raw(
        crm, f"SELECT amount_cents, minutes FROM expense WHERE retention_case_id > 0 AND spent_on <= '{day}'"
    )
    report = crm.json("report", "retention", "--to", day)
    figures = _figures(report)
    assert len(cases) == 60 and (not over or good)
    assert {key: figures[f"retention_{key}"] for key in ("cases", "running", "kept", "won_back", "lost", "held_out")} == {
        "cases": 60, "running": sum(c["word"] == "running" for c in cases), "kept": 0, "won_back": len(good),
        "lost": sum(c["word"] == "lost" for c in cases), "held_out": 40,
    }  # fmt: skip
    won = sum(c["word"] == "won_back" for c in over)
    assert (
        figures["retention_success"]
        == figures["win_back_rate"]
        == (round(won / len(over), 4) if over else None)
    )
    assert figures["retention_days"] == (median(c["days"] for c in good) if good else None)
    assert figures["value_kept"] == pytest.approx(sum(c["value_cents"] for c in good) / 100)
    total = sum(row["amount_cents"] for row in spent)
    assert (
        figures["retention_cost"] == total / 100
        and figures["retention_minutes"] == sum(row["minutes"] for row in spent) == 63
    )
    assert figures["cost_per_retained"] == (round(total / len(good)) / 100 if good else None)
    for row in _rows(report, "by_reason"):
        mine = [c for c in cases if c["reason"] == row["reason"]]
        assert (row["cases"], row["won_back"]) == (len(mine), sum(c["word"] == "won_back" for c in mine))
    assert sum(row["cases"] for row in _rows(report, "by_reason")) == 60
    taken = {
        row["case_id"] for row in _raw(crm, "SELECT case_id FROM retention_step WHERE done_on IS NOT NULL")
    }
    assert {row["measure"]: row["cases"] for row in _rows(report, "by_measure")} == {
        None: 51,
        "call": len(taken),
    }
    months = crm.json("report", "retention", "--to", day, "--by", "month")
    assert [(row["month"], row["cases"]) for row in _rows(months, "by_month")] == [("2026-01", 60)]


def test_those_held_out_are_compared_once_their_days_are_over_and_enough(crm: Crm) -> None:
    _company(crm, random.Random(7))
    early = crm.json("report", "retention", "--to", "2026-07-09")
    assert _rows(early, "compared") == [] and any("still run" in note for note in early["notes"])
    report = crm.json("report", "retention")
    cases = _plain(crm, date(2026, 12, 20))
    for row, held in zip(_rows(report, "compared"), (0, 1), strict=False):
        mine = [c for c in cases if c["held_out"] == held]
        assert (row["n"], row["good"]) == (len(mine), sum(c["word"] == "won_back" for c in mine))
    assert any(note.startswith("More stayed: ") for note in report["notes"])
    crm.ok("policy", "set", "retain.min_n", "50")
    few = crm.json("report", "retention")
    assert any(
        "Too few to claim anything: approached 60, held out 40; at least 50" in note for note in few["notes"]
    )
    assert len(_rows(few, "compared")) == 2


def test_the_held_out_are_of_every_tier_and_value_alike(crm: Crm) -> None:
    _company(crm, random.Random(3))
    cases = sorted(_raw(crm, "SELECT * FROM retention_case"), key=lambda c: -c["value_cents"])
    upper = sum(c["held_out"] for c in cases[:50])
    assert sum(c["held_out"] for c in cases) == 40 and abs(upper - 20) <= 1
