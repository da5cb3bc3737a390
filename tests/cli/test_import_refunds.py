"""Money that went back, and money in other currencies: on its own day, on its order, and in no sum it doesn't belong to."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from .conftest import Crm
from .test_import import book, rows, totals

#: What a row says is read and compared alike on both engines.
pytestmark = pytest.mark.file

HEAD = ["订单号", "客户名称", "客户手机号", "下单日期", "产品", "金额", "状态"]
ENGLISH = ["Order No", "Customer", "Phone", "Order Date", "Product", "Amount", "Status"]
WHO = ["甲乙茶庄", "13900000001"]


def revenue(crm: Crm, day: str) -> float:
    figures = crm.json("report", "kpi", "--as-of", day)["figures"]
    return float(next(f["value"] for f in figures if f["key"] == "revenue_12m"))


def refunds(crm: Crm) -> list[str]:
    return [row["refunds"].removesuffix(" ·") for row in rows(crm, "purchases")]


@pytest.mark.parametrize("head", [HEAD, ENGLISH])
@pytest.mark.parametrize("one_file", [True, False])
@pytest.mark.parametrize("cents", [300, 1000])
def test_a_line_below_zero_is_a_refund_of_its_own_day(
    crm: Crm, tmp_path: Path, head: list[str], one_file: bool, cents: int
) -> None:
    paid = ["D1", *WHO, "2026-10-20", "保洁", 1000, "已完成"]
    back = ["D1", *WHO, "2026-11-15", "保洁", -cents, "已退款"]
    if one_file:
        crm.ok("import", str(book(tmp_path / "a.xlsx", head, back, paid)), "--yes", "--create-missing")
    else:
        crm.ok("import", str(book(tmp_path / "a.xlsx", head, paid)), "--yes", "--create-missing")
        crm.ok("import", str(book(tmp_path / "b.xlsx", head, back)), "--yes")
    assert refunds(crm) == [f"2026-11-15 · {cents}.00"]
    assert (revenue(crm, "2026-10-31"), revenue(crm, "2026-11-18")) == (1000, 1000 - cents)
    again = book(tmp_path / "c.xlsx", [*head, "备注"], [*back, "客户不满意"])
    assert totals(crm, str(again)) == {"unchanged": 1}
    assert refunds(crm) == [f"2026-11-15 · {cents}.00"]


def test_what_a_refund_says_beside_its_money_is_its_reason(crm: Crm, tmp_path: Path) -> None:
    path = book(
        tmp_path / "a.xlsx",
        [*HEAD, "收银员", "交易流水", "备注"],
        ["D1", *WHO, "2026-10-20", "保洁", 1000, "已完成", "一号台", "PX-81", None],
        ["D1", *WHO, "2026-11-02", "保洁", -100, "", "一号台", "PX-95", "来晚了"],
    )
    assert totals(crm, str(path), "--create-missing") == {"created": 1, "updated": 1}
    (order,) = rows(crm, "purchases")
    assert "来晚了; 交易流水: PX-95" in order["refunds"]
    assert "PX-81" in str(order) and totals(crm, str(path)) == {"unchanged": 2}


def test_two_refunds_of_one_order_are_both_kept(crm: Crm, tmp_path: Path) -> None:
    lines = [("2026-10-20", 1000), ("2026-11-02", -100), ("2026-11-09", -250)]
    path = book(tmp_path / "a.xlsx", HEAD, *[["D1", *WHO, day, "保洁", amount, ""] for day, amount in lines])
    assert totals(crm, str(path), "--create-missing") == {"created": 1, "updated": 2}
    assert revenue(crm, "2026-11-18") == 650
    (order,) = crm.json("purchase", "list")
    assert (order["refunded"], order["left"]) == (350, 650)


def test_a_refund_of_several_lines_goes_to_its_product_or_over_all(crm: Crm, tmp_path: Path) -> None:
    path = book(
        tmp_path / "a.xlsx",
        HEAD,
        ["D1", *WHO, "2026-10-20", "保洁", 100, ""],
        ["D1", *WHO, "2026-10-20", "礼盒", 200, ""],
        ["D1", *WHO, "2026-11-02", "礼盒", -50, ""],
        ["D1", *WHO, "2026-11-03", None, -180, ""],
    )
    totals(crm, str(path), "--create-missing")
    assert [(row["product"], row["left"]) for row in crm.json("purchase", "list")] == [
        ("礼盒", 70),
        ("保洁", 0),
    ]


def test_what_an_order_cannot_hold_stays_a_line_of_its_own(crm: Crm, tmp_path: Path) -> None:
    path = book(
        tmp_path / "a.xlsx",
        HEAD,
        ["D1", *WHO, "2026-10-20", "保洁", 100, ""],
        ["D1", *WHO, "2026-11-02", "保洁", -150, ""],
        ["D2", *WHO, "2026-11-03", "保洁", -30, ""],
    )
    assert totals(crm, str(path), "--create-missing") == {"created": 3}
    assert revenue(crm, "2026-11-18") == -80
    # Known again, from its own sheet as from ours; and wherever it is listed, money that went back.
    assert totals(crm, str(path), "--again") == {"unchanged": 3}
    for kind in ("csv", "json"):
        crm.ok("export", "orders", "-o", f"o.{kind}")
        assert totals(crm, f"o.{kind}", "--again")["unchanged"] == 3
    told = {-150: "refunded", -30: "refunded", 100: "completed"}
    for listed in (rows(crm, "purchases"), crm.json("purchase", "list")):
        assert {row["amount"]: row["status"] for row in listed} == told
    shown = [line for line in crm.ok("show", "甲乙茶庄").out.splitlines() if "D1" in line or "D2" in line]
    assert [line.split()[-1] for line in shown] == ["refunded", "refunded", "completed"]
    assert "refunded" in crm.ok("purchase", "show", "D2").out


@pytest.mark.parametrize("status", ["已退款", "已完成"])
def test_the_day_beside_a_refunded_amount(crm: Crm, tmp_path: Path, status: str) -> None:
    head = [*HEAD, "退款金额", "退款日期"]
    path = book(
        tmp_path / "a.xlsx", head, ["D1", *WHO, "2026-10-20", "保洁", 1000, status, 400, "2026-11-15"]
    )
    totals(crm, str(path), "--create-missing")
    assert refunds(crm) == ["2026-11-15 · 400.00"]
    assert (revenue(crm, "2026-10-31"), revenue(crm, "2026-11-18")) == (1000, 600)


def test_an_order_of_which_all_went_back_is_refunded(crm: Crm, tmp_path: Path) -> None:
    head = [*HEAD, "退款金额", "退款日期"]
    path = book(
        tmp_path / "a.xlsx", head, ["D1", *WHO, "2026-10-20", "保洁", 1000, "已完成", 1000, "2026-11-15"]
    )
    totals(crm, str(path), "--create-missing")
    assert [(row["status"], row["left"]) for row in crm.json("purchase", "list")] == [("refunded", 0)]
    assert (revenue(crm, "2026-10-31"), revenue(crm, "2026-11-18")) == (1000, 0)
    assert totals(crm, str(path), "--again") == {"unchanged": 1}


def test_an_order_refunded_on_a_day_counts_until_then(crm: Crm, tmp_path: Path) -> None:
    head = ["Order No", "Customer", "Order Date", "Amount", "Status", "Refund date"]
    path = book(tmp_path / "a.xlsx", head, ["D1", "Ann Lee", "2026-10-20", 1000, "refunded", "2026-11-15"])
    totals(crm, str(path), "--create-missing")
    assert (revenue(crm, "2026-10-31"), revenue(crm, "2026-11-18")) == (1000, 0)


def test_lists_and_screens_tell_that_money_went_back(crm: Crm) -> None:
    crm.ok("add", "甲乙茶庄", "--phone", "13900000001")
    crm.ok("purchase", "add", "甲乙茶庄", "1000", "--order", "A1", "--at", "2026-11-01")
    assert "After refunds" not in crm.ok("purchase", "list").out
    crm.ok("purchase", "refund", "A1", "--amount", "300")
    for words in (("purchase", "list"), ("show", "甲乙茶庄")):
        shown = crm.ok(*words).out
        assert "After refunds" in shown
        assert "1,000.00" in shown and "700.00" in shown
    opened = crm.ok("complaint", "open", "甲乙茶庄", "漏水", "--severity", "normal").out
    assert "refunded: 300.00" in opened
    # An order of which all went back is a refunded one by hand, too.
    crm.ok("purchase", "refund", "A1")
    assert [row["status"] for row in crm.json("purchase", "list")] == ["refunded"]
    again = crm.ok("complaint", "open", "甲乙茶庄", "又漏", "--severity", "normal", "--new").out
    assert "1,000.00 refunded: 1,000.00" in " ".join(again.split())
    crm.step_back()
    crm.step_back()
    assert [row["status"] for row in crm.json("purchase", "list")] == ["completed"]


def money(crm: Crm) -> list[tuple[str, float, str]]:
    return [(row["order_no"], row["amount"], row["currency"]) for row in rows(crm, "purchases")]


@pytest.mark.parametrize(
    ("head", "mine", "theirs", "currency"),
    [
        (["订单号", "客户名称", "下单日期", "金额", "币种"], [100, "CNY"], [100, "USD"], "USD"),
        (["订单号", "客户名称", "下单日期", "金额", "币种"], [100, "人民币"], [100, "欧元"], "EUR"),
        (["订单号", "客户名称", "下单日期", "金额"], ["¥100"], ["$100.00"], "USD"),
        (["订单号", "客户名称", "下单日期", "金额"], ["100"], ["JPY 100"], "JPY"),
        (["Order No", "Customer", "Order Date", "Amount", "Currency"], [100, None], [100, "gbp"], "GBP"),
    ],
)
def test_another_currency_is_kept_told_and_in_no_sum(
    crm: Crm, tmp_path: Path, head: list[str], mine: list[Any], theirs: list[Any], currency: str
) -> None:
    path = book(
        tmp_path / "a.xlsx",
        head,
        ["1", "甲乙茶庄", "2026-11-01", *mine],
        ["2", "甲乙茶庄", "2026-11-02", *theirs],
    )
    run = crm.ok("import", str(path), "--yes", "--create-missing", "--format", "json")
    assert any(
        f"1 order is in another currency than CNY ({currency} 1)" in told for told in run.json["warnings"]
    )
    assert money(crm) == [("1", 100, "CNY"), ("2", 100, currency)]
    assert revenue(crm, "2026-11-18") == 100
    (customer,) = rows(crm, "customers")
    assert crm.json("show", customer["code"])["standing"]["spend_12m"] == 100
    for name in ("kpi", "tiers", "churn"):
        assert f"{currency} 1" in crm.ok("report", name).out
    assert currency in crm.ok("purchase", "list").out
    assert currency in crm.ok("show", customer["code"]).out


def test_one_currency_needs_no_word(crm: Crm, tmp_path: Path) -> None:
    head = ["订单号", "客户名称", "下单日期", "金额", "币种"]
    path = book(tmp_path / "a.xlsx", head, ["1", "甲乙茶庄", "2026-11-01", 100, "CNY"])
    run = crm.ok("import", str(path), "--yes", "--create-missing", "--format", "json")
    assert run.json["warnings"] == []
    assert "CNY" not in crm.ok("report", "kpi").out + crm.ok("purchase", "list").out


def test_a_bare_dollar_is_the_teams_own_where_the_country_has_one(tmp_path: Path) -> None:
    from crmcli.sheets.cells.amounts import currency_of

    assert [currency_of("$100", country) for country in ("CN", "GB", "US", "TW", "AU")] == [
        "USD",
        "USD",
        "USD",
        "",
        "",
    ]
    assert [currency_of("¥100", country) for country in ("CN", "JP", "GB")] == ["CNY", "JPY", "CNY"]
    assert [currency_of(text) for text in ("HK$5", "A$5", "NT$5", "5 zł", "Fr. 5", "5")] == [
        "HKD",
        "AUD",
        "TWD",
        "PLN",
        "",
        "",
    ]


def test_a_line_below_zero_that_was_called_completed_comes_back_unchanged(crm: Crm) -> None:
    crm.ok("add", "远鑫酒店", "phone=13900000001")
    crm.ok("purchase", "add", "远鑫酒店", "150", "--status", "completed")
    crm.tamper("UPDATE purchase SET amount_cents = -15000")
    crm.ok("export", "orders", "-o", "o.csv")
    assert totals(crm, "o.csv", "--again") == {"unchanged": 1}
    assert crm.json("export", "orders")[0]["progress_log"] is None
