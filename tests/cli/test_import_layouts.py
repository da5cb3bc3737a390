"""Imports of other companies' layouts, up to the figures."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from .conftest import Crm
from .test_import import book, rows, totals

# What sheets say is read the same for either engine.
pytestmark = pytest.mark.file

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


FIRM = ("红杉贸易有限公司", "绿洲园林有限公司", "紫荆印务有限公司", "长江建材有限公司")


def names(crm: Crm, kind: str = "customers", field: str = "name") -> list[Any]:
    return [row[field] for row in rows(crm, kind)]


def told(crm: Crm, path: Path) -> list[str]:
    """The warnings of an import."""
    run = crm("import", str(path), "--yes", "--partial", "--format", "json")
    assert run.status in (0, 3), run.err
    found: list[str] = run.json["warnings"]
    return found


def test_tables_under_one_another_are_all_read(crm: Crm, tmp_path: Path) -> None:
    path = book(
        tmp_path / "资料.xlsx",
        ["客户信息"], ["客户名称", "手机", "行业"], [FIRM[0], "13811110001", "贸易"], [FIRM[1], "13811110002", "园林"], [],
        ["华南区客户"], ["公司名称", "联系人", "电话", "地址"], [FIRM[2], "周一", "13811110004", "上海路4号"], [],
        ["跟进记录"], ["日期", "客户", "跟进方式", "跟进内容"], ["2026-10-01", FIRM[1], "电话", "谈了价格"], [],
        ["投诉记录"], ["投诉时间", "客户", "投诉内容"], ["2026-10-03 09:00", FIRM[0], "送货晚了"], [None, FIRM[3], "少货"],
    )  # fmt: skip
    run = crm("import", str(path), "--yes", "--partial", "--format", "json")
    assert names(crm) == list(FIRM[:3])
    assert names(crm, "interactions", "content") == ["谈了价格"]
    assert names(crm, "complaints", "content") == ["送货晚了"]
    assert [(f["kind"], f["header_row"]) for f in run.json["data"]["files"]] == [
        ("customers", 2), ("customers", 7), ("interactions", 11), ("complaints", 15),
    ]  # fmt: skip
    assert [r["row"] for r in run.json["data"]["rejected"]] == [17]


def test_the_same_header_below_each_title(crm: Crm, tmp_path: Path) -> None:
    head = ["客户名称", "手机"]
    path = book(
        tmp_path / "客户.xlsx",
        ["华东区"], head, [FIRM[0], "13811110001"], ["华南区"], head, [FIRM[1], "13811110002"], head, [FIRM[2], "13811110003"],
    )  # fmt: skip
    assert totals(crm, str(path)) == {"created": 3}
    assert names(crm) == list(FIRM[:3])


@pytest.mark.parametrize("gap", [[None], []])
def test_tables_side_by_side_are_all_read(crm: Crm, tmp_path: Path, gap: list[None]) -> None:
    head = ["客户名称", "手机", "地址"]
    path = book(
        tmp_path / "客户.xlsx",
        [*head, *gap, *head],
        [FIRM[0], "13811110001", "一路1号", *gap, FIRM[1], "13811110002", "二路2号"],
        [FIRM[2], "13811110003", "三路3号", *gap, FIRM[3], "13811110004", "四路4号"],
    )  # fmt: skip
    assert totals(crm, str(path)) == {"created": 4}
    assert {r["name"]: (r["phone"], r["street"]) for r in rows(crm, "customers")}[FIRM[3]] == (
        "13811110004",
        "四路4号",
    )


def test_an_empty_column_does_not_part_one_table(crm: Crm, tmp_path: Path) -> None:
    path = book(
        tmp_path / "客户.xlsx", ["客户名称", "手机", None, "行业"], [FIRM[0], "13811110001", None, "贸易"]
    )
    assert totals(crm, str(path)) == {"created": 1}
    assert rows(crm, "customers")[0]["industry"] == "贸易"


def test_a_form_with_its_follow_ups_below(crm: Crm, tmp_path: Path) -> None:
    path = book(
        tmp_path / "客户档案卡.xlsx",
        ["客户档案卡"], ["客户名称", FIRM[0], "行业", "贸易"], ["联系人", "钱进", "电话", "13811110001"],
        ["地址：南京路1号", None, "负责人", "王芳"], [], ["跟进记录"],
        ["日期", "跟进方式", "跟进内容"], ["2026-10-01", "电话", "谈价格"], ["2026-10-09", "拜访", "签约"],
    )  # fmt: skip
    assert totals(crm, str(path)) == {"created": 3}
    (customer,) = rows(crm, "customers")
    assert (customer["name"], customer["phone"], customer["street"], customer["owner"]) == (
        FIRM[0], "13811110001", "南京路1号", "王芳",
    )  # fmt: skip
    assert names(crm, "contacts") == ["钱进"]
    assert names(crm, "interactions", "customer") == [FIRM[0]] * 2


def test_a_list_on_its_side(crm: Crm, tmp_path: Path) -> None:
    path = book(
        tmp_path / "客户.xlsx",
        ["客户名称", *FIRM[:3]], ["电话", "13811110001", "13811110002", "13811110003"], ["行业", "贸易", None, "印刷"],
    )  # fmt: skip
    assert totals(crm, str(path)) == {"created": 3}
    assert names(crm, field="industry") == ["贸易", None, "印刷"]


def test_a_form_that_nobody_filled_in_is_nobody(crm: Crm, tmp_path: Path) -> None:
    path = book(
        tmp_path / "客户.xlsx",
        ["采集表"],
        ["客户名称", None, "行业"],
        ["联系人", None, "电话"],
        ["地址", None, "负责人"],
    )
    assert totals(crm, str(path)) == {}


def test_hidden_rows_and_sheets_are_read_and_told(crm: Crm, tmp_path: Path) -> None:
    path = book(
        tmp_path / "客户.xlsx", ["客户名称", "手机"], [FIRM[0], "13811110001"], [FIRM[1], "13811110002"]
    )
    workbook = openpyxl.load_workbook(path)
    workbook.worksheets[0].row_dimensions[3].hidden = True
    old = workbook.create_sheet("旧客户")
    old.sheet_state = "hidden"
    for row in (["客户名称", "手机"], [FIRM[2], "13811110003"]):
        old.append(row)
    workbook.save(path)
    warnings = told(crm, path)
    assert names(crm) == list(FIRM[:3])
    assert any("hidden or filtered rows" in w and w.endswith(": 3.") for w in warnings)
    assert any("旧客户" in w and "hidden" in w for w in warnings)


def test_amounts_in_the_unit_above_the_table(crm: Crm, tmp_path: Path) -> None:
    book(tmp_path / "c.xlsx", *CUSTOMERS)
    crm.ok("import", str(tmp_path / "c.xlsx"), "--yes")
    path = book(
        tmp_path / "订单.xlsx",
        ["（单位：万元）"], ["订单号", "下单日期", "客户名称", "合同额"],
        ["D1", "2026-10-01", "甲乙商贸", 1.5], ["D2", "2026-10-02", "甲乙商贸", "3500元"], ["D3", "2026-10-03", "甲乙商贸", "约3万"],
        ["D4", "2026-10-04", "甲乙商贸", "3-5万"], ["D5", "2026-10-05", "甲乙商贸", "壹万贰仟元整"],
    )  # fmt: skip
    assert any("rough" in w for w in told(crm, path))
    assert names(crm, "purchases", "amount") == [15000, 3500, 30000, 12000]


def test_several_things_in_one_cell(crm: Crm, tmp_path: Path) -> None:
    path = book(
        tmp_path / "客户.xlsx", ["客户名称", "联系人", "电话/微信"],
        [FIRM[0], "张三 13811110001", "13811110001/zhangsan_88"], [FIRM[1], "李四", "021-62345678转801；13811110005"],
        [FIRM[2], "王五", "13811110003（微信同号）"], [FIRM[3], None, "13811110004（赵经理）"],
    )  # fmt: skip
    assert totals(crm, str(path)) == {"created": 4}
    assert [(r["phone"], r["wechat"]) for r in rows(crm, "customers")] == [
        ("13811110001", "zhangsan_88"), ("021-62345678-801", None), ("13811110003", "13811110003"), ("13811110004", None),
    ]  # fmt: skip
    assert [(r["name"], r["phone"]) for r in rows(crm, "contacts")] == [
        ("张三", "13811110001"), ("李四", "13811110005"), ("王五", "13811110003"), ("赵经理", "13811110004"),
    ]  # fmt: skip


def test_numbers_that_lost_their_digits_are_not_made_up(crm: Crm, tmp_path: Path) -> None:
    path = book(
        tmp_path / "客户.xlsx", ["客户编号", "客户名称", "身份证号", "手机"],
        [320102199001011234.0, FIRM[0], None, 13811110001], [1, FIRM[1], 320102199001011234.0, 1.3811110002e10],
    )  # fmt: skip
    assert any("lost its last digits" in w for w in told(crm, path))
    assert [(r["name"], r["phone"], r["external_id"]) for r in rows(crm, "customers")] == [
        (FIRM[0], "13811110001", None), (FIRM[1], "13811110002", "1"),
    ]  # fmt: skip


def test_next_dates_in_words_count_from_the_row(crm: Crm, tmp_path: Path) -> None:
    book(tmp_path / "c.xlsx", *CUSTOMERS)
    crm.ok("import", str(tmp_path / "c.xlsx"), "--yes")
    words = ["下周三", "三天后", "月底", "下月5号", "半个月后", "节后"]
    path = book(
        tmp_path / "跟进记录.xlsx", ["日期", "客户名称", "方式", "跟进内容", "下次跟进时间"],
        *[["2026-10-01", "甲乙商贸", "电话", f"谈{i}", word] for i, word in enumerate(words)],
    )  # fmt: skip
    assert any("told in words; they were counted from the row's own date" in w for w in told(crm, path))
    assert sorted(names(crm, "interactions", "next_on"), key=str) == sorted(
        ["2026-10-07", "2026-10-04", "2026-10-31", "2026-11-05", "2026-10-16", None], key=str
    )


def test_a_result_in_words_resolves_the_complaint(crm: Crm, tmp_path: Path) -> None:
    book(tmp_path / "c.xlsx", *CUSTOMERS)
    crm.ok("import", str(tmp_path / "c.xlsx"), "--yes")
    results = ["已整改", "处理中", "已解决，客户满意", "已转仓库", "已部分退款，待继续处理", None]
    path = book(
        tmp_path / "投诉台账.xlsx", ["投诉时间", "客户名称", "投诉内容", "处理结果"],
        *[[f"2026-10-0{i + 1} 09:00", "甲乙商贸", "异味", result] for i, result in enumerate(results)],
    )  # fmt: skip
    assert any("2 complaints" in w for w in told(crm, path))
    found = [r["state"] for r in sorted(rows(crm, "complaints"), key=lambda r: str(r["opened_at"]))]
    assert found == ["resolved", "open", "resolved", "open", "open", "open"]


def test_follow_ups_in_columns_of_the_same_name(crm: Crm, tmp_path: Path) -> None:
    book(tmp_path / "c.xlsx", *CUSTOMERS)
    crm.ok("import", str(tmp_path / "c.xlsx"), "--yes")
    path = book(
        tmp_path / "跟进.xlsx", ["客户名称", *["跟进时间", "跟进内容"] * 2],
        ["甲乙商贸", "2026-10-01", "介绍", "2026-10-08", "报价"], ["丙丁商贸", "2026-10-02", "加微信", None, None],
    )  # fmt: skip
    assert totals(crm, str(path)) == {"created": 3}
    assert sorted(names(crm, "interactions", "content")) == ["介绍", "加微信", "报价"]


#: Lists of customers with the last contact and the next one: columns, and the second of two rows has neither.
LISTS = {
    "zh": "客户名称,电话,负责人,类别,下次跟进时间,下次跟进内容,最后跟进时间",
    "visits": "客户名称,电话,销售,客户类型,下次拜访时间,下次拜访内容,上次拜访时间",
    "interest": "客户名称,电话,负责人,意向,下次跟进时间,备注,最后跟进时间",
    "en": "Company,Phone,Owner,Grade,Next contact,Next step,Last contact",
    "ja": "会社名,電話番号,担当者,ランク,次回連絡日,次回アクション,最終接触日",
}


@pytest.mark.parametrize("head", LISTS.values(), ids=LISTS)
def test_a_list_with_last_and_next_contact_is_one_of_customers(crm: Crm, tmp_path: Path, head: str) -> None:
    (tmp_path / "a.csv").write_text(
        f"{head}\n甲乙商贸有限公司,13900000001,Lee,重点,2026-11-21,送样,2026-11-10\n丙丁商贸有限公司,13900000002,Lee,一般,,,\n"
    )
    assert totals(crm, str(tmp_path / "a.csv")) == {"created": 2}
    assert names(crm, "customers", "name") == ["甲乙商贸有限公司", "丙丁商贸有限公司"]
    ((made, following),) = ((r["occurred_at"][:10], r["next_on"]) for r in rows(crm, "interactions"))
    assert (made, following) == ("2026-11-10", "2026-11-21")


def test_the_grade_stands_beside_last_and_next_contact(crm: Crm, tmp_path: Path) -> None:
    table = [LISTS["zh"], "甲乙商贸有限公司,13900000001,Lee,重点,2026-11-21,送样,2026-11-10"]
    (tmp_path / "a.csv").write_text("\n".join(table), encoding="utf-8")
    crm.ok("import", str(tmp_path / "a.csv"), "--yes")
    assert crm.json("show", "甲乙商贸")["standing"]["tier"] == "key"


def test_what_was_said_at_each_contact_makes_a_log(crm: Crm, tmp_path: Path) -> None:
    book(tmp_path / "c.xlsx", *CUSTOMERS)
    crm.ok("import", str(tmp_path / "c.xlsx"), "--yes")
    path = book(
        tmp_path / "log.xlsx", ["客户名称", "电话", "最后跟进时间", "跟进方式", "跟进内容", "下次跟进时间"],
        ["甲乙商贸", "13900000001", "2026-11-10", "电话", "报价", "2026-11-21"],
        ["丙丁商贸", "13900000002", None, None, None, None],
    )  # fmt: skip
    run = crm("import", str(path), "--yes")
    assert (run.status, "1 row tells of no contact and was skipped." in run.err) == (0, True)
    # Every row read ends as something.
    assert totals(crm, str(path)) == {"unchanged": 1, "skipped": 1}
    assert names(crm, "interactions", "content") == ["报价"]
