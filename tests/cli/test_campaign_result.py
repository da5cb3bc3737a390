"""What came of campaigns: beside those held out, while the days run, without anybody held out, of trainings; the report of all."""

from __future__ import annotations

from typing import Any

import pytest

from tests.cli.conftest import Crm, beginning

_PEOPLE = 100


def _orders(crm: Crm, name: str, rows: list[str]) -> None:
    (crm.folder / name).write_text(
        "订单号,客户名称,下单日期,金额\n" + "\n".join(rows) + "\n", encoding="utf-8"
    )
    crm.ok("import", name, "--yes")


@beginning
def drawn(crm: Crm) -> None:
    """A campaign for a hundred customers, two in five held out: of the others half buy, of those held out two."""
    crm.at("2026-09-01T02:00:00Z")
    lines = [f"Firm {n:03d},1380000{n:04d}" for n in range(_PEOPLE)]
    (crm.folder / "firms.csv").write_text("客户名称,电话\n" + "\n".join(lines) + "\n", encoding="utf-8")
    crm.ok("import", "firms.csv", "--yes")
    crm.ok("consent", "grant", "marketing", "--where", "name~Firm")
    crm.ok(
        "campaign",
        "add",
        "Open day",
        "--kind",
        "promotion",
        "--from",
        "2026-09-10",
        "--budget",
        "500",
        "--hold-out",
        "40%",
    )
    crm.ok("campaign", "draw", "Open day")
    people = crm.json("campaign", "show", "Open day")["participants"]
    meant = [row["customer"] for row in people if not row["held_out"]]
    held_out = [row["customer"] for row in people if row["held_out"]]
    assert (len(meant), len(held_out)) == (60, 40)
    orders = [f"A{n},{name},2026-09-{10 + n % 20:02d},100" for n, name in enumerate(meant[:30])]
    orders += [f"B{n},{name},2026-10-09,100" for n, name in enumerate(held_out[:2])]
    # Before the first day, after the last that counts, sent back, and not yet paid.
    orders += [f"C1,{held_out[5]},2026-09-09,100", f"C2,{held_out[6]},2026-10-10,100"]
    crm.at("2026-11-20T02:00:00Z")
    _orders(crm, "orders.csv", orders)
    crm.ok("purchase", "add", meant[40], "70", "--order", "D1", "--at", "2026-09-12")
    crm.ok("purchase", "refund", "D1", "--at", "2026-09-13")
    crm.ok("purchase", "add", meant[41], "70", "--order", "D2", "--at", "2026-09-12", "--status", "ordered")
    crm.at("2026-09-11T02:00:00Z")
    crm.ok("campaign", "cost", "Open day", "560", "--for", "hall", "--category", "event")
    crm.ok("campaign", "edit", "Open day", "--to", "2026-09-12")
    for n in (0, 1, 50):
        crm.ok("campaign", "attend", "Open day", meant[n])
    crm.at("2026-11-20T02:00:00Z")


def _figures(report: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    return {f["key"]: (f["value"], f["n"]) for f in report["figures"]}


def _rows(report: dict[str, Any], key: str) -> list[dict[str, Any]]:
    return next((table["rows"] for table in report["tables"] if table["key"] == key), [])


def test_what_came_of_it_beside_those_held_out(drawn: Crm) -> None:
    found = drawn.json("campaign", "result", "Open day")
    figures = _figures(found)
    assert figures["campaign_drawn"] == (100, None) and figures["campaign_held_out"] == (40, 100)
    assert figures["campaign_bought"] == (30, 60) and figures["campaign_came"] == (3, 3)
    assert figures["cost_per_attendee"] == (186.67, 3)
    # Half against one in twenty: 27 of sixty bought for it.
    assert figures["cost_per_buyer"] == (round(560 / 27, 2), 60)
    meant, held_out, apart = _rows(found, "bought")
    assert (meant["buyers"], meant["n"], held_out["buyers"], held_out["n"]) == (30, 60, 2, 40)
    assert (
        apart["share"] == pytest.approx(0.45)
        and apart["low"] > 0.25
        and apart["high"] < 0.6
        and apart["p"] < 0.001
    )
    assert [row["mean"] for row in _rows(found, "spend")] == [50.0, 5.0, 45.0]
    out = drawn.ok("campaign", "result", "Open day", "--explain").out
    assert "More bought: 45.0 percentage points more" in out and "More spent: 45.00 more" in out
    assert "or not they were reached or came" in out and "beyond its limit" in out
    assert "购买" in drawn.ok("活动", "效果", "Open day", "--lang", "zh_CN").out


def test_nothing_is_claimed_before_the_days_are_over(drawn: Crm) -> None:
    out = drawn.ok("campaign", "result", "Open day", "--as-of", "2026-09-20").out
    assert "until 2026-10-09" in out and "More bought" not in out and "difference" not in out
    found = drawn.json("campaign", "result", "Open day", "--as-of", "2026-09-20")
    assert 0 < _figures(found)["campaign_bought"][0] < 30
    assert _figures(found)["cost_per_buyer"] == (None, 60)
    assert "there is no result yet" in drawn.ok("campaign", "result", "Open day", "--as-of", "2026-09-05").out
    assert drawn("campaign", "result", "Open day", "--as-of", "2026-08-05").status == 4


def test_nothing_is_claimed_of_too_few_or_without_anybody_held_out(drawn: Crm) -> None:
    drawn.ok("policy", "set", "campaign.min_n", "41")
    found = drawn.ok("campaign", "result", "Open day").out
    assert "Too few to claim anything: campaign 60, held out 40; at least 41" in found
    assert "difference" not in found
    drawn.ok(
        "campaign", "add", "Party", "--kind", "party", "--from", "2026-11-20", "--where", "name~'Firm 00'"
    )
    assert "Nobody was held out" in drawn.ok("campaign", "result", "Party").out
    drawn.ok("campaign", "cancel", "Party")
    assert "nothing is claimed of it" in drawn.ok("campaign", "result", "Party").out


def test_the_report_tells_each_campaign_in_a_word(drawn: Crm) -> None:
    drawn.ok("campaign", "add", "Party", "--kind", "party", "--from", "2026-11-18", "--budget", "90")
    found = drawn.json("report", "campaigns", "--from", "2026-01-01")
    rows = _rows(found, "campaigns")
    assert [(row["campaign"], row["month"], row["came"], row["spent"], row["result"]) for row in rows] == [
        ("Party", "2026-11", 0, 0.0, "uncompared"),
        ("Open day", "2026-09", 3, 560.0, "more"),
    ]
    assert [(row["kind"], row["campaigns"], row["spent"]) for row in _rows(found, "by_kind")] == [
        ("promotion", 1, 560.0),
        ("party", 1, 0.0),
    ]
    assert _rows(drawn.json("report", "campaigns", "--from", "2026-11-01"), "by_kind")[0]["kind"] == "party"
    early = drawn.json("report", "campaigns", "--as-of", "2026-09-20")
    assert [row["result"] for row in _rows(early, "campaigns")] == ["running"]


def test_a_training_tells_what_was_learnt_and_claims_no_cause(crm: Crm) -> None:
    for n, name in enumerate(("Alpha", "Beta"), 1):
        crm.ok("add", name, "--phone", f"1380000000{n}")
    crm.at("2026-10-01T02:00:00Z")
    crm.ok("survey", "record", "Alpha", "--overall", "4", "--at", "2026-09-30")
    crm.ok("campaign", "add", "Course", "--kind", "training", "--from", "2026-10-01", "--survey", "standard")
    crm.ok("campaign", "attend", "Course", "Alpha", "--score", "88", "--passed")
    crm.ok("campaign", "attend", "Course", "Beta", "--score", "40", "--failed")
    crm.ok("survey", "record", "Alpha", "--overall", "5")
    crm.at("2026-11-20T02:00:00Z")
    crm.ok("purchase", "add", "Alpha", "90", "--at", "2026-09-20")
    crm.ok("purchase", "add", "Beta", "50", "--at", "2026-10-05")
    crm.ok("complaint", "open", "Beta", "late", "--at", "2026-09-25")
    found = crm.json("campaign", "result", "Course")
    assert _figures(found)["training_passed"] == (0.5, 2) and _figures(found)["training_score"] == (64.0, 2)
    assert [(row["customer"], row["score"], row["passed"]) for row in _rows(found, "learnt")] == [
        ("Alpha", 88, "yes"),
        ("Beta", 40, "no"),
    ]
    beside = {row["what"]: (row["before"], row["after"]) for row in _rows(found, "before_after")}
    assert beside == {"buyers": (1, 1), "spend": (90, 50), "complaints": (1, 0), "complainers": (1, 0)}
    assert _rows(found, "indicators")[0]["mean"] == 5
    assert "need not come of the training" in crm.ok("campaign", "result", "Course").out
