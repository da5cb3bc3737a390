"""Imports of other companies' layouts, up to the figures."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from .conftest import Crm
from .test_import import book, rows, totals

CUSTOMERS = [["客户名称", "手机"], ["甲乙商贸有限公司", "13900000001"], ["丙丁商贸有限公司", "13900000002"]]


def figure(crm: Crm, report: str, key: str) -> Any:
    found = crm.json("report", report, "--as-of", "2026-11-20")["figures"]
    return next(f["value"] for f in found if f["key"] == key)


def test_returns_and_refunds_lower_revenue_and_are_no_orders(crm: Crm, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    book(folder / "客户.xlsx", *CUSTOMERS)
    book(
        folder / "订单.xlsx",
        ["订单号", "下单日期", "客户名称", "金额", "订单状态", "退款金额"],
        ["A1", "2026-10-01", "甲乙商贸", 1000, "交易成功", None],
        ["A2", "2026-10-02", "甲乙商贸", 500, "部分退款", 200],
        ["A3", "2026-10-03", "丙丁商贸", 400, "已退款", 400],
        ["A4", "2026-10-04", "丙丁商贸", -100, "已退款", None],
        ["A5", "2026-10-05", "丙丁商贸", 700, "等待买家付款", None],
    )
    assert totals(crm, str(folder)) == {"created": 7}
    assert figure(crm, "kpi", "revenue_12m") == 1000 + 500 - 200 - 100
    assert figure(crm, "kpi", "orders_counted") == 2
    assert totals(crm, str(folder)) == {"unchanged": 7}
    assert figure(crm, "kpi", "revenue_12m") == 1200


def test_a_refund_told_later_is_added_once(crm: Crm, tmp_path: Path) -> None:
    book(tmp_path / "c.xlsx", *CUSTOMERS)
    crm.ok("import", str(tmp_path / "c.xlsx"), "--yes")
    head = ["订单号", "下单日期", "客户名称", "金额", "退款金额"]
    for refund in (None, 200, "200.00"):
        book(tmp_path / "o.xlsx", head, ["A1", "2026-10-01", "甲乙商贸", 1000, refund])
        crm.ok("import", str(tmp_path / "o.xlsx"), "--yes")
    assert figure(crm, "kpi", "revenue_12m") == 800


def test_two_answers_of_one_day_are_two(crm: Crm, tmp_path: Path) -> None:
    book(tmp_path / "c.xlsx", *CUSTOMERS)
    crm.ok("import", str(tmp_path / "c.xlsx"), "--yes")
    head = ["回访日期", "客户名称", "总体满意度", "推荐意愿"]
    told = [
        ["2026-10-01", "甲乙商贸", 5, 10],
        ["2026-10-01", "甲乙商贸", 2, 3],
        ["2026-10-01", "甲乙商贸", 2, 3],
    ]
    book(tmp_path / "满意度.xlsx", head, *told)
    assert totals(crm, str(tmp_path / "满意度.xlsx")) == {"created": 2, "duplicate": 1}
    book(tmp_path / "满意度2.xlsx", [*head, "备注"], *told[:2])
    assert totals(crm, str(tmp_path / "满意度2.xlsx")) == {"unchanged": 2}


def test_the_same_ticks_of_nameless_people_all_count(crm: Crm, tmp_path: Path) -> None:
    book(tmp_path / "满意度.xlsx", ["总体满意度", "推荐意愿"], *[[4, 9]] * 6)
    assert totals(crm, str(tmp_path / "满意度.xlsx")) == {"created": 6}
    assert figure(crm, "satisfaction", "nps") == 100.0
    assert totals(crm, str(tmp_path / "满意度.xlsx")) == {"unchanged": 6}


def test_two_complaints_of_one_day_are_two(crm: Crm, tmp_path: Path) -> None:
    book(tmp_path / "c.xlsx", *CUSTOMERS)
    crm.ok("import", str(tmp_path / "c.xlsx"), "--yes")
    book(
        tmp_path / "投诉.xlsx", ["投诉时间", "客户", "投诉内容", "响应时长"],
        ["2026-10-01 09:00", "甲乙商贸", "异味", "30分钟"], ["2026-10-01 15:00", "甲乙商贸", "异味", "90分钟"],
        ["20261002 10:00", "丙丁商贸", "异味", None],
    )  # fmt: skip
    assert totals(crm, str(tmp_path / "投诉.xlsx")) == {"created": 3}
    keys = ("complaints", "unanswered", "respond_met", "respond_late")
    assert [figure(crm, "complaints", key) for key in keys] == [3, 1, 1, 1]
    assert len(rows(crm, "complaints")) == 3
