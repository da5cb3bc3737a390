"""The first day with a sheet that says little: names, phones and a grade; and the same by hand."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Crm, beginning

#: What engines do with it is tried elsewhere.
pytestmark = pytest.mark.file

GRADES = {"重点客户": "key", "潜力客户": "potential", "一般客户": "general", "冷淡客户": "cold"}
#: Two people's customers, of every grade.
ROWS = [
    f"星河{n}号有限公司,138001380{n:02d},{grade},{owner}"
    for n, (grade, owner) in enumerate(
        [(grade, owner) for owner in ("李娜", "张伟") for grade in GRADES for _ in range(7)]
    )
]


@beginning
def graded(crm: Any) -> None:
    """A sheet of names, phones, grades and owners, imported."""
    sheet = crm.folder / "客户.csv"
    sheet.write_text("\n".join(["客户名称,电话,客户级别,负责人", *ROWS]), encoding="utf-8")
    crm.ok("import", str(sheet), "--yes")


def tiers(crm: Crm, *words: str) -> Counter[str]:
    found = crm.json("classify", "--dry-run", *words)["tier"]
    return Counter({key: n for key, n in found.items() if n})


def test_the_stated_grades_hold_for_ninety_days_and_nobody_else_is_cold(graded: Crm) -> None:
    stated = Counter({"key": 14, "potential": 14, "general": 14, "cold": 14})
    assert tiers(graded) == stated
    graded.at("2027-02-17T02:00:00Z")
    assert tiers(graded) == stated
    graded.at("2027-02-18T02:00:00Z")
    assert tiers(graded) == Counter({"general": 56})
    # Without an order or a contact for half a year since it came.
    graded.at("2027-05-18T02:00:00Z")
    assert tiers(graded) == Counter({"general": 56})
    graded.at("2027-05-19T02:00:00Z")
    assert tiers(graded) == Counter({"cold": 56})
    assert tiers(graded, "--as-of", "2026-11-20") == stated


def test_first_contacts_are_backlog_released_by_value_twenty_a_person_and_day(graded: Crm) -> None:
    for day, released, waiting in (("2026-11-20", 40, 16), ("2026-11-23", 56, 0)):
        graded.at(f"{day}T02:00:00Z")
        rows = graded.json("due", "--team", "--all")
        assert Counter(row["kind"] for row in rows) == {"contact": released}
        text = graded.ok("due", "--team").out
        assert (f"{waiting} customers wait" in text) == bool(waiting)
    graded.at("2026-11-20T02:00:00Z")
    whose = Counter(row["owner"] for row in graded.json("due", "--team", "--all"))
    assert whose == {"李娜": 20, "张伟": 20}
    held = {row["customer"] for row in graded.json("due", "--team", "--all")}
    # Those whom the sheet calls cold come last.
    cold = {row["name"] for row in graded.json("find", "--tier", "cold")}
    assert len(cold - held) == 14


def test_an_explanation_names_the_stated_grade(graded: Crm) -> None:
    assert "Tier: key [stated]" in graded.ok("classify", "--explain", "星河0号").out
    text = "stated on 2026-11-20, holds before 2027-02-18 where nothing was bought; the rules say general"
    assert text in graded.ok("classify", "--explain", "星河0号").out
    assert graded.json("classify", "--explain", "星河0号")["tier"]["rule"] == "stated"
    assert graded.json("show", "星河0号")["standing"]["health"] is None
    assert "Health: —" in graded.ok("classify", "--explain", "星河0号").out


def test_a_first_order_ends_it(graded: Crm) -> None:
    graded.ok("purchase", "add", "星河0号", "100")
    assert graded.json("classify", "--explain", "星河0号")["tier"]["class"] == "general"


def test_the_policy_says_for_how_long(graded: Crm) -> None:
    graded.ok("policy", "set", "backlog.stated_tier_pin_days", "1")
    assert tiers(graded) == Counter({"key": 14, "potential": 14, "general": 14, "cold": 14})
    graded.at("2026-11-21T02:00:00Z")
    assert tiers(graded) == Counter({"general": 56})


def test_a_newer_sheet_states_it_anew(graded: Crm) -> None:
    graded.at("2027-02-10T02:00:00Z")
    (graded.folder / "2.csv").write_text(
        "客户名称,电话,客户级别\n星河0号有限公司,13800138000,潜力客户\n", encoding="utf-8"
    )
    graded.ok("import", str(graded.folder / "2.csv"), "--yes")
    graded.at("2027-03-10T02:00:00Z")
    assert tiers(graded) == Counter({"general": 55, "potential": 1})


@pytest.mark.parametrize("word", ["重点", "key"])
def test_a_grade_stated_by_hand_holds_likewise(crm: Crm, word: str) -> None:
    crm.ok("add", "Alpha", "--set", f"stated_tier={word}")
    crm.ok("add", "Beta")
    crm.ok("edit", "Beta", f"stated_tier={word}")
    assert tiers(crm) == Counter({"key": 2})
    crm.at("2027-02-18T02:00:00Z")
    assert tiers(crm) == Counter({"general": 2})
    crm.ok("edit", "Beta", "stated_tier=potential")
    assert tiers(crm) == Counter({"general": 1, "potential": 1})
    crm.ok("edit", "Beta", "stated_tier=")
    assert tiers(crm) == Counter({"general": 2})


def test_a_purchase_by_hand_settles_a_new_lead(crm: Crm) -> None:
    for name in ("Alpha", "Beta", "Gamma"):
        crm.ok("add", name)
    crm.ok("purchase", "add", "Alpha", "100")
    crm.ok("purchase", "add", "Beta", "100", "--status", "ordered")
    rows = crm.json("due", "--days", "5", "--all")
    assert [(row["customer"], row["kind"]) for row in rows] == [("Gamma", "contact")]


def test_a_backtest_says_who_came_after_its_day(graded: Crm) -> None:
    note = "56 of its customers came here after that day"
    assert note in graded.ok("report", "churn", "--backtest", "2026-05-20").out
    assert note not in graded.ok("report", "churn", "--backtest", "2026-11-20").out


@pytest.mark.parametrize("title", ["合作开始", "建档日期"])
def test_a_start_that_lies_ahead_hides_nobody(crm: Crm, tmp_path: Path, title: str) -> None:
    (tmp_path / "k.csv").write_text(
        f"客户名称,电话,{title}\n远鑫酒店,13900000101,2027-03-01\n", encoding="utf-8"
    )
    crm.ok("import", str(tmp_path / "k.csv"), "--yes")
    crm.ok("log-contact", "远鑫酒店", "phone", "聊了", "--next", "+2d", "--step", "送合同")
    assert [row["id"] for row in crm.json("due", "--team", "--days", "9")] == ["contact:1"]
    assert crm.json("show", "远鑫酒店")["standing"]["tier"] == "general"


def test_days_without_a_purchase_say_from_when_they_count(crm: Crm) -> None:
    crm.ok("add", "甲公司")
    said = crm.ok("classify", "--explain", "甲公司").out
    assert (
        "days since it is known, without a purchase 0" in said and "days since the last purchase" not in said
    )
    crm.ok("purchase", "add", "甲公司", "100")
    assert "days since the last purchase 0" in crm.ok("classify", "--explain", "甲公司").out
