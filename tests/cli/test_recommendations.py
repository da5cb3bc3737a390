"""Next purchases: the guess, its evidence, the method that was best, and past days."""

from __future__ import annotations

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
