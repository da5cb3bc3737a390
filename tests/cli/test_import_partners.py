"""Rows of no customer are told and left out: whoever happened to buy, and suppliers in lists of business partners."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from .conftest import Crm
from .test_import import book, rows, table, totals

# What sheets say is read alike for either engine.
pytestmark = pytest.mark.file

SALES: list[list[Any]] = [
    ["单据日期", "单据编号", "往来单位", "金额"],
    ["2026-10-01", "XS1", "成都远鑫酒店管理有限公司", 50],
    ["2026-10-02", "XS2", "散客", 20],
    ["2026-10-03", "XS3", "散客", 30],
]


@pytest.mark.parametrize(
    "name",
    ["散客", "零售客户", "現金客戶", "Walk-in Customer", "CASH SALE", "Guest", "Laufkundschaft", "Público en general", "一般客", "khách lẻ"],
)  # fmt: skip
def test_who_happens_to_buy_is_no_customer(crm: Crm, tmp_path: Path, name: str) -> None:
    orders = [[name if cell == "散客" else cell for cell in row] for row in SALES]
    run = crm.ok("import", str(table(tmp_path / "sales.csv", *orders)), "--yes", "--create-missing")
    assert f"2 rows are of {name}, which is no customer, and were left out." in run.err
    assert [order["order_no"] for order in rows(crm, "purchases")] == ["XS1"]
    assert len(rows(crm, "customers")) == 1


def test_who_was_added_by_such_a_name_is_one(crm: Crm, tmp_path: Path) -> None:
    crm.ok("add", "散客")
    assert totals(crm, str(book(tmp_path / "a.xlsx", *SALES)), "--create-missing") == {"created": 3}


def test_a_phone_tells_who_it_was(crm: Crm, tmp_path: Path) -> None:
    crm.ok("add", "张建华", "--phone", "13911829855")
    sheet = [
        ["下单日期", "订单号", "客户", "电话", "金额"],
        ["2026-10-01", "A1", "散客", "13911829855", 50],
        ["2026-10-01", "A2", "散客", None, 60],
    ]
    assert totals(crm, str(table(tmp_path / "a.csv", *sheet))) == {"created": 1}
    assert [order["customer"] for order in rows(crm, "purchases")] == ["张建华"]


def test_a_person_may_be_called_like_nearly_anything(crm: Crm, tmp_path: Path) -> None:
    sheet = [["Customer", "Phone"], ["Guest House Miller", "13911829855"], ["Cash Johnny", "13911829856"]]
    assert totals(crm, str(table(tmp_path / "a.csv", *sheet))) == {"created": 2}


@pytest.mark.parametrize(
    ("column", "words", "kept"),
    [
        ("单位类型", ("客户", "供应商", "客户/供应商"), ["甲乙酒店", "戊己酒店"]),
        ("客商性质", ("客户", "国内供应商", "客户兼供应商"), ["甲乙酒店", "戊己酒店"]),
        ("Partner Type", ("Customer", "Vendor", "Customer & Vendor"), ["甲乙酒店", "戊己酒店"]),
        ("Type", ("Prospect", "Competitor", "Customer"), ["甲乙酒店", "戊己酒店"]),
        ("角色", ("客户", "员工", "客户"), ["甲乙酒店", "戊己酒店"]),
        ("客户类型", ("餐饮", "物流", "酒店"), ["丙丁供应链", "戊己酒店", "甲乙酒店"]),
    ],
)
def test_suppliers_in_a_list_of_partners_are_left_out(
    crm: Crm, tmp_path: Path, column: str, words: tuple[str, str, str], kept: list[str]
) -> None:
    names = ("甲乙酒店", "丙丁供应链", "戊己酒店")
    sheet = [
        ["单位名称", column, "电话"],
        *([n, w, f"1391182985{i}"] for i, (n, w) in enumerate(zip(names, words, strict=True))),
    ]
    run = crm("import", str(table(tmp_path / "往来单位.csv", *sheet)), "--yes")
    assert run.status == 0
    assert sorted(row["name"] for row in rows(crm, "customers")) == sorted(kept)
    assert ("was left out" in run.err) == (len(kept) == 2)


def test_flags_tell_who_only_sells(crm: Crm, tmp_path: Path) -> None:
    sheet = [
        ["Company Name", "Is Customer", "Is Supplier", "Phone"],
        ["Adler Ltd", "Yes", "No", "13911829855"],
        ["Bolt Ltd", "No", "Yes", "13911829856"],
        ["Crown Ltd", "Yes", "Yes", "13911829857"],
        ["Dove Ltd", "No", "No", "13911829858"],
    ]
    assert totals(crm, str(table(tmp_path / "a.csv", *sheet))) == {"created": 3}
    assert "Bolt Ltd" not in {row["name"] for row in rows(crm, "customers")}


def test_who_buys_and_who_sells_is_no_trade(crm: Crm, tmp_path: Path) -> None:
    sheet = [
        ["单位名称", "单位类型", "电话"],
        ["甲乙酒店", "客户", "13911829855"],
        ["丙丁酒店", "客户", "13911829856"],
    ]
    totals(crm, str(table(tmp_path / "a.csv", *sheet)))
    assert {row["industry"] for row in rows(crm, "customers")} == {None}


def test_what_was_bought_is_nobodys_order(crm: Crm, tmp_path: Path) -> None:
    sheet = [
        ["单据日期", "单据编号", "单据类型", "往来单位", "金额"],
        ["2026-10-01", "XS1", "销售单", "甲乙酒店", 50],
        ["2026-10-02", "JH1", "进货单", "丙丁供应链", 600],
        ["2026-10-03", "XS2", "销售单", "甲乙酒店", 70],
    ]
    assert totals(crm, str(table(tmp_path / "a.csv", *sheet)), "--create-missing") == {"created": 2}
    assert {order["status"] for order in rows(crm, "purchases")} == {"completed"}
    assert [row["name"] for row in rows(crm, "customers")] == ["甲乙酒店"]
