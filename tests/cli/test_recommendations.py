"""Next purchases: the guess, its evidence, the method that was best, and past days."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from statistics import median

import pytest

from tests.cli.conftest import Crm, beginning
from tests.cli.test_report import figures, rows

pytestmark = pytest.mark.file


@beginning
def shop(crm: Crm) -> None:
    """Six who buy every 30 days, a month ago the last time; one who went silent; one who bought once."""
    book = ["客户,日期,产品,金额,状态"]
    for n in range(6):
        book += [
            f"甲{n}店,2026-{month:02d}-{10 + n},{'保洁' if month % 2 else '绿化'},100,已完成"
            for month in range(3, 11)
        ]
    book += [f"旧店,2025-{month:02d}-01,保洁,100,已完成" for month in (1, 2, 3)]
    book += ["新店,2026-11-01,消杀,100,已完成", "新店,2026-11-02,消杀,-100,已完成"]
    (crm.folder / "orders.csv").write_text("\n".join(book), encoding="utf-8")
    crm.ok("import", "orders.csv", "--yes", "--create-missing")


def test_who_buys_again_and_what(shop: Crm) -> None:
    report = shop.json("report", "recommendations", "--backtest")
    expected = rows(report, "next_purchases")
    assert [(row["customer"], row["expected_on"]) for row in expected] == [
        (f"甲{n}店", f"2026-11-{9 + n:02d}") for n in range(6)
    ]
    assert expected[0]["why"] == "every 30 days, 8 purchases (11 days late)"
    assert expected[0]["evidence"][0]["name"] in ("保洁", "绿化")
    assert figures(report)["expected"]["value"] == 6
    tried = {row["key"]: row for row in rows(report, "methods")}
    assert tried["rhythm"]["n"] == 6
    assert sum(row["used"] for row in tried.values()) == 2
    # A past day knows nothing of later orders, and who is long silent is expected no more.
    past = shop.json("report", "recommendations", "--as-of", "2025-03-20")
    assert [row["customer"] for row in rows(past, "next_purchases")] == ["旧店"]
    shown = shop.ok("report", "recommendations", "--backtest", "--lang", "zh").out
    assert "与上次间隔相同（采用）" in shown and "100.0%" in shown and "True" not in shown
    assert "每30天，共8次购买（已过11天）" in shown and "预计的购买" in shown
    shop.ok("edit", "甲0店", "status=closed")
    # Nothing is guessed of whoever takes back that their purchases are judged.
    shop.ok("consent", "withdraw", "甲1店", "profiling")
    assert len(rows(shop.json("report", "recommendations"), "next_purchases")) == 4


def test_without_orders_nothing_is_guessed(crm: Crm) -> None:
    report = crm.json("report", "recommendations", "--backtest")
    assert figures(report)["expected"]["value"] == 0
    assert "Only 0 could be tested" in crm.ok("report", "recommendations").out


def test_one_customers_screen_tells_its_own_rhythm(shop: Crm) -> None:
    def expected(*more: str) -> dict[str, object] | None:
        found: dict[str, object] | None = shop.json("show", "甲2店", *more)["next_purchase"]
        return found

    bought = [date(2026, month, 12) for month in range(3, 11)]
    gap = median((later - day).days for day, later in pairwise(bought))
    told = expected()
    assert told is not None and (told["gap_days"], told["purchase_days"]) == (gap, 8)
    assert told["expected_on"] == (bought[-1] + timedelta(days=round(gap))).isoformat()
    # Of two that were bought as often the one bought last comes first.
    assert told["products"] == [{"product": "绿化", "n": 4, "of": 8}, {"product": "保洁", "n": 4, "of": 8}]
    words = shop.ok("show", "甲2店").out
    assert "Next purchase (own rhythm): 2026-11-12 – every 31 days, 8 purchases (8 days late)" in words
    assert "Bought most often: 绿化 (4 of 8), 保洁 (4 of 8)" in words
    # On a past day what was bought by then.
    past = expected("--as-of", "2026-06-20")
    assert past is not None and (past["purchase_days"], past["expected_on"]) == (4, "2026-07-13")
    # What went back doesn't count, nor does anything of whoever stopped buying, is gone or wants no profile.
    orders = {row["ordered_on"]: str(row["id"]) for row in shop.json("purchase", "list", "甲2店")}
    shop.ok("purchase", "refund", orders["2026-03-12"])
    told = expected()
    assert told is not None and (told["purchase_days"], told["expected_on"]) == (7, "2026-11-11")
    shop.ok("purchase", "refund", orders["2026-10-12"])
    assert expected() is None
    shop.step_back()
    assert shop.json("show", "旧店")["next_purchase"] is None
    assert shop.json("show", "新店")["next_purchase"] is None
    shop.ok("consent", "withdraw", "甲2店", "profiling")
    assert expected() is None and "own rhythm" not in shop.ok("show", "甲2店").out
    shop.ok("edit", "甲3店", "status=closed")
    assert shop.json("show", "甲3店")["next_purchase"] is None
