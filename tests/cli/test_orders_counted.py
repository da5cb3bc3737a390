"""Orders are counted, not their lines: in the key figures, in complaints per order, in facts and in texts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import beginning

#: What engines do with it is tried elsewhere.
pytestmark = pytest.mark.file

HEADER = "客户名称,订单编号,下单日期,产品名称,金额,订单状态,币种"
LINES = (
    # One order of three lines in two months.
    "Alpha,S1,2026-05-05,Cleaning,100,已完成,CNY",
    "Alpha,S1,2026-05-05,Painting,200,已完成,CNY",
    "Alpha,S1,2026-06-01,Repair,300,已付款,CNY",
    # Numbers start again each year, and for each customer.
    "Alpha,S1,2024-05-05,Moving,100,已完成,CNY",
    "Beta,S1,2026-07-05,Cleaning,100,已完成,CNY",
    # A line without a number is an order of its own.
    "Beta,,2026-07-06,Cleaning,100,已完成,CNY",
    "Beta,,2026-07-07,Cleaning,100,已完成,CNY",
    # One that doesn't count yet beside one that does.
    "Beta,S2,2026-08-05,Cleaning,100,已下单,CNY",
    "Beta,S2,2026-08-05,Painting,100,已完成,CNY",
    # Abroad: two orders in three lines.
    "Beta,S3,2026-08-06,Cleaning,100,已完成,EUR",
    "Beta,S3,2026-08-06,Painting,100,已完成,EUR",
    "Beta,S4,2026-08-07,Cleaning,100,已完成,EUR",
)


@beginning
def ordered(crm: Any) -> None:
    """Two customers with orders of several lines."""
    sheet = crm.folder / "orders.csv"
    sheet.write_text("\n".join([HEADER, *LINES]), encoding="utf-8")
    for name in ("Alpha", "Beta"):
        crm.ok("add", name)
    crm.ok("import", str(sheet), "--yes")


def figure(crm: Any, report: str, key: str, *words: str) -> tuple[Any, Any]:
    found = {one["key"]: one for one in crm.json("report", report, *words)["figures"]}[key]
    return found["value"], found["n"]


@pytest.mark.parametrize(
    ("words", "key", "expected"),
    [
        ((), "orders_counted", (6, 6)),
        ((), "revenue_12m", (1000, 5)),
        # Of two customers that bought, only Beta bought again: S1 of 2024 lies too far back.
        ((), "repurchase_rate", (0.5, 2)),
        (("--as-of", "2026-05-31"), "orders_counted", (2, 2)),
        # The third line of S1 begins no order in June.
        (("--as-of", "2026-06-30"), "orders_counted", (2, 2)),
    ],
)
def test_key_figures_count_orders(ordered: Any, words: tuple[str, ...], key: str, expected: Any) -> None:
    assert figure(ordered, "kpi", key, *words) == expected


def test_the_months_count_each_order_once_and_revenue_by_its_line(ordered: Any) -> None:
    months = next(t["rows"] for t in ordered.json("report", "kpi")["tables"] if t["key"] == "months")
    assert {m["month"]: (m["orders"], m["revenue"]) for m in months if m["revenue"]} == {
        "2026-05": (1, 300), "2026-06": (0, 300), "2026-07": (3, 300), "2026-08": (1, 100),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("report", "words", "expected"),
    [
        ("complaints", (), (0.1667, 6)),
        ("complaints", ("--from", "2026-05-01", "--to", "2026-05-31"), (0, 1)),
        ("complaints", ("--from", "2026-06-01", "--to", "2026-06-30"), (None, 0)),
        ("kpi", ("--from", "2026-07-01"), (0.25, 4)),
    ],
)
def test_complaints_per_order(ordered: Any, report: str, words: tuple[str, ...], expected: Any) -> None:
    ordered.ok("complaint", "open", "Alpha", "late")
    assert figure(ordered, report, "complaint_rate", *words) == expected


def test_facts_count_orders(ordered: Any) -> None:
    for name, orders, interval in (("Alpha", 1, None), ("Beta", 4, 1)):
        told = ordered.json("classify", "--explain", name)
        assert told["health"]["inputs"]["orders_12m"] == orders, name
        assert told["lifecycle"]["inputs"]["median_gap_days"] == interval, name


def test_an_order_is_refunded_with_its_last_line(ordered: Any) -> None:
    lines = [line["id"] for line in ordered.json("purchase", "list", "Alpha") if line["ordered_on"] >= "2026"]
    left = []
    for line in lines:
        ordered.ok("purchase", "refund", str(line))
        left.append(figure(ordered, "kpi", "orders_counted")[0])
    assert left == [6, 6, 5]


def test_texts_tell_orders(ordered: Any) -> None:
    assert "Latest orders (2 in all)" in ordered.ok("show", "Alpha").out
    assert "EUR 2" in ordered.ok("report", "kpi").out


def test_an_opening_balance_is_no_order(crm: Any, tmp_path: Path) -> None:
    sheet = tmp_path / "customers.csv"
    sheet.write_text("客户名称,电话,累计消费,累计订单数\nAlpha,13800138000,5000,7\n", encoding="utf-8")
    crm.ok("import", str(sheet), "--yes")
    assert "Latest orders" not in crm.ok("show", "Alpha").out
    assert figure(crm, "kpi", "orders_counted") == (0, 0)
