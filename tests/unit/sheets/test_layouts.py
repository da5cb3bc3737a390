"""Layouts of other companies: what the columns, rows and values of their tables are taken for."""

from __future__ import annotations

from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from crmcli.sheets.columns.headers import header_of, matches
from crmcli.sheets.reading import read
from crmcli.sheets.rows.plans import SheetPlan

TODAY = date(2026, 11, 20)
PEOPLE = ("王芳", "李娜", "刘洋")


def plan_of(folder: Path, name: str, *rows: list[Any], sheet: str = "Sheet1") -> SheetPlan:
    """The one plan of a workbook with these rows."""
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.title = sheet
    for row in rows:
        book.active.append(row)
    book.save(folder / f"{name}.xlsx")
    (plan,) = read([folder / f"{name}.xlsx"], today=TODAY).sheets
    return plan


def values(plan: SheetPlan, field: str) -> list[Any]:
    assert not [row.problems for row in plan.rows if row.problems]
    return [row.values.get(field) for row in plan.rows]


def fields(plan: SheetPlan) -> dict[str, str | None]:
    return {column.header: column.field for column in plan.columns}


def firm(number: int) -> str:
    return f"上海第{'甲乙丙丁戊己庚辛壬癸'[number]}商贸有限公司"


ORDER = ["日期", "客户", "产品", "金额"]


def test_totals_and_explanations_are_no_rows(tmp_path: Path) -> None:
    plan = plan_of(
        tmp_path, "销售统计",
        ORDER, ["（必填）", None, None, "（元）"], ["示例：2026-1-1", "某公司", "保洁", 100],
        ["2026-03-01", firm(0), "保洁", 10], ["3月小计", None, None, 10], ["客房合计", None, None, 10],
        ["Total: 40 clients"], ["大写：壹拾元整"],
    )  # fmt: skip
    assert [row.number for row in plan.rows] == [4]
    assert plan.notices == ["Rows 5, 6, 7 are sums and were left out."]


def test_a_number_of_the_line_by_its_name_and_values(tmp_path: Path) -> None:
    rows = [[f"PI{i:04d}", f"沪A{i:05d}", "2026-03-01", firm(i % 5), 10] for i in range(9)]
    plan = plan_of(tmp_path, "orders", ["PI No.", "车牌号", "日期", "客户", "金额"], *rows)
    assert fields(plan) == {
        "PI No.": "order_no", "车牌号": None, "日期": "ordered", "客户": "customer", "金额": "amount",
    }  # fmt: skip


def test_values_alone_make_nobody_one_of_our_people(tmp_path: Path) -> None:
    rows = [
        [
            firm(i),
            f"1390000000{i}",
            PEOPLE[i % 3],
            "赵一钱二孙三李四周五吴六郑七王八冯九陈十"[2 * i : 2 * i + 2],
        ]
        for i in range(10)
    ]
    plan = plan_of(tmp_path, "名单", ["客户名称", "手机", "专属陪跑", "客户侧接口"], *rows)
    assert "owner" not in fields(plan).values()
    assert all(row.extra["专属陪跑"] in PEOPLE for row in plan.rows)


def test_an_unpaid_order_has_the_date_on_which_it_was_made(tmp_path: Path) -> None:
    plan = plan_of(
        tmp_path, "订单导出",
        ["订单编号", "买家", "实付金额", "订单创建时间", "订单付款时间"],
        ["A1", "张三", 10, "2026-03-01 10:00:00", "2026-03-02 09:00:00"],
        ["A2", "李四", 10, "2026-03-03 10:00:00", None],
        ["A3", "王五", 10, "2026-03-04 10:00:00", "2026-03-04 11:00:00"],
    )  # fmt: skip
    assert [when.day for when in values(plan, "ordered")] == [1, 3, 4]


def test_what_was_ordered_counts_not_what_came_in_so_far(tmp_path: Path) -> None:
    plan = plan_of(
        tmp_path, "销售订单",
        ["销售订单编号", "客户名称", "下单日期", "已回款金额(元)", "待回款金额(元)", "销售订单金额(元)"],
        *[[f"X{i}", firm(i), "2026-03-01", 4, 6, 10] for i in range(3)],
    )  # fmt: skip
    assert values(plan, "amount") == [1000] * 3


def test_dates_and_times_of_each_step_apart(tmp_path: Path) -> None:
    head = ["投诉日期", "投诉时间", "客户", "投诉内容", "回复日期", "回复时间"]
    plan = plan_of(
        tmp_path, "投诉",
        head,
        [date(2026, 3, 1), "09:05", firm(0), "异响", date(2026, 3, 1), time(9, 40)],
        [date(2026, 3, 2), "10:05", firm(1), "异响", None, None],
        [date(2026, 3, 3), "11:05", firm(2), "异响", date(2026, 3, 4), "08:00"],
    )  # fmt: skip
    assert values(plan, "opened")[0] == datetime(2026, 3, 1, 9, 5)
    assert values(plan, "responded") == [datetime(2026, 3, 1, 9, 40), None, datetime(2026, 3, 4, 8, 0)]


@pytest.mark.parametrize(
    ("header", "cells", "minutes"),
    [
        ("响应时长", ["15分钟", None, "1小时20分钟"], [15, None, 80]),
        ("响应时间（分钟）", [15, None, 80], [15, None, 80]),
        ("Response time", ["1.5h", None, "80 min"], [90, None, 80]),
        ("响应时长(小时)", [0.5, None, 2], [30, None, 120]),
    ],
)
def test_how_long_the_answer_took(tmp_path: Path, header: str, cells: list[Any], minutes: list[Any]) -> None:
    rows = [[datetime(2026, 3, i + 1, 9), firm(i), "漏水", cell] for i, cell in enumerate(cells)]
    plan = plan_of(tmp_path, "客诉台账", ["投诉时间", "客户", "投诉内容", header], *rows)
    assert not any(row.problems for row in plan.rows)
    found = [
        row.values.get("responded") and row.values["responded"] - row.values["opened"] for row in plan.rows
    ]
    assert [took and took.total_seconds() / 60 for took in found] == minutes


@pytest.mark.parametrize(
    ("header", "yes", "no"),
    [
        ("是否到账", "paid", "ordered"),
        ("是否取消", "cancelled", "completed"),
        ("是否完成", "completed", "ordered"),
    ],
)
def test_yes_and_no_say_what_the_column_asks(tmp_path: Path, header: str, yes: str, no: str) -> None:
    rows = [["2026-03-01", firm(i), "保洁", 10, "是" if i % 2 else "否"] for i in range(4)]
    assert values(plan_of(tmp_path, "订单", [*ORDER, header], *rows), "status") == [no, yes, no, yes]


def test_a_finished_payment_is_no_answer(tmp_path: Path) -> None:
    rows = [["2026-03-01", firm(i), "保洁", 10, "已完成"] for i in range(3)]
    assert values(plan_of(tmp_path, "订单", [*ORDER, "付款状态"], *rows), "status") == ["completed"] * 3


def test_a_line_that_takes_money_back(tmp_path: Path) -> None:
    kinds = plan_of(
        tmp_path, "缴费记录", [*ORDER, "交易类型"],
        ["2026-03-01", firm(0), "课程", 300, "缴费"], ["2026-03-02", firm(0), "课程", 100, "退费"],
    )  # fmt: skip
    assert values(kinds, "amount") == [30_000, -10_000]
    states = plan_of(
        tmp_path, "订单", [*ORDER, "订单状态"],
        ["2026-03-01", firm(0), "课程", 300, "已退款"], ["2026-03-02", firm(0), "课程", -100, "已退款"],
    )  # fmt: skip
    assert list(zip(values(states, "amount"), values(states, "status"), strict=True)) == [
        (30_000, "refunded"), (-10_000, "paid"),
    ]  # fmt: skip


def test_a_visit_log_that_tells_of_problems_is_no_ledger_of_complaints(tmp_path: Path) -> None:
    head = ["走访日期", "走访单位", "走访人员", "走访形式", "反映问题", "解决措施"]
    rows = [
        [date(2026, 3, i + 1), firm(i), PEOPLE[i % 3], "电话", "设备噪声偏大", "安排检修"] for i in range(9)
    ]
    plan = plan_of(tmp_path, "客户走访记录", head, *rows)
    assert (plan.kind, values(plan, "author")[:2]) == ("interactions", ["王芳", "李娜"])


def test_the_question_about_satisfaction_whatever_its_words(tmp_path: Path) -> None:
    head = ["手机", "您对本次就诊是否满意", "医生的专业水平", "推荐给朋友(0-10)"]
    plan = plan_of(tmp_path, "回访", head, *[[f"1390000000{i}", "很满意", "满意", i] for i in range(6)])
    assert (plan.kind, values(plan, "overall")) == ("survey_answers", [5] * 6)


def test_minutes_are_no_scores(tmp_path: Path) -> None:
    rows = [
        [datetime(2026, 3, 1, 9), firm(i), "late delivery", f"{i + 1} min", "2 days", "Lee"] for i in range(5)
    ]
    head = ["Opened", "Customer", "Complaint", "Response time", "Resolution time", "Agent"]
    assert plan_of(tmp_path, "b", head, *rows).kind == "complaints"


def test_words_made_of_a_template() -> None:
    (best,) = (match for match in matches("interactions", header_of("家访时间")) if match.field == "occurred")
    assert best.strong


def test_a_group_of_lines_below_one_customer(tmp_path: Path) -> None:
    log = [[firm(i // 3) if i % 3 == 0 else None, f"2026-03-0{i + 1}", f"沟通{i}", "电话"] for i in range(9)]
    plan = plan_of(tmp_path, "跟进", ["客户", "日期", "沟通内容", "方式"], *log)
    assert values(plan, "customer") == [firm(i // 3) for i in range(9)]
    assert len(plan.notes) == 1
    lines = [
        [f"S{i}", "2026-03-01", firm(0), "甲", 10] if i % 2 == 0 else [None, None, None, "乙", 20]
        for i in range(6)
    ]
    plan = plan_of(tmp_path, "销售单", ["订单编号", "日期", "客户", "品名", "金额"], *lines)
    assert values(plan, "order_no") == ["S0", "S0", "S2", "S2", "S4", "S4"]
    assert values(plan, "customer") == [firm(0)] * 6


def test_a_sale_to_nobody_belongs_to_nobody(tmp_path: Path) -> None:
    sales = [[f"S{i}", "2026-03-01", firm(i) if i % 2 == 0 else None, "甲", 10] for i in range(8)]
    plan = plan_of(tmp_path, "小票", ["小票号", "日期", "客户", "品名", "金额"], *sales)
    assert [problem.reason for row in plan.rows for problem in row.problems] == ["no_reference"] * 4
    log = [[firm(i) if i != 2 else None, f"2026-03-0{i + 1}", f"沟通{i}", "电话"] for i in range(9)]
    plan = plan_of(tmp_path, "跟进", ["客户", "日期", "沟通内容", "方式"], *log)
    assert [row.number for row in plan.rows if row.problems] == [4]


def plans_of(folder: Path, *rows: list[Any], merged: tuple[str, ...] = ()) -> list[SheetPlan]:
    """All plans of a sheet with these rows."""
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    for cells in merged:
        book.active.merge_cells(cells)
    book.save(folder / "a.xlsx")
    return read([folder / "a.xlsx"], today=TODAY).sheets


def test_a_total_in_the_column_of_numbers_is_no_row(tmp_path: Path) -> None:
    rows = [[i, f"2026-03-0{i}", firm(i), 10] for i in (1, 2, 3)]
    plan = plan_of(tmp_path, "销售", ["No.", "日期", "客户", "金额"], *rows, ["Total", None, None, "30.00"])
    assert [row.number for row in plan.rows] == [2, 3, 4]


def test_a_list_with_rare_names_above_a_known_one_is_not_lost(tmp_path: Path) -> None:
    people = [
        [i, f"1980-0{i}-01", name, f"1390000000{i}", "三居"]
        for i, name in enumerate(("赵一", "钱二", "孙三", "李四"), 1)
    ]
    plans = plans_of(
        tmp_path, ["序号", "客户生日", "房主姓名", "联系手机", "户型"], *people, [],
        ["客户姓名", "跟进时间", "跟进方式", "跟进内容"], ["赵一", "2026-03-01", "电话", "报价"],
    )  # fmt: skip
    assert [(plan.kind, len(plan.rows)) for plan in plans] == [("customers", 4), ("interactions", 1)]
    assert [row.values["name"] for row in plans[0].rows] == ["赵一", "钱二", "孙三", "李四"]


def test_a_table_with_rare_names_below_another_is_its_own(tmp_path: Path) -> None:
    plans = plans_of(
        tmp_path, ["客户名称", "投诉时间", "投诉内容"], [firm(1), "2026-03-01", "坏了"], [firm(2), "2026-03-02", "漏水"], [],
        ["主诊医生", "患者姓名", "就诊日期", "实收费用"], ["王芳", "赵一", "2026-03-05", 300], ["李娜", "钱二", "2026-03-06", 500],
    )  # fmt: skip
    assert [(plan.kind, len(plan.rows)) for plan in plans] == [("complaints", 2), ("purchases", 2)]
    assert plans[1].rows[0].values["customer"] == "赵一" and plans[1].rows[0].values["amount"] == 30000


def test_merged_cells_make_two_header_lines(tmp_path: Path) -> None:
    (plan,) = plans_of(
        tmp_path, ["客户名称", "回访日期", "评分", None], [None, None, "整体满意度", "愿意介绍我们吗"],
        [firm(1), "2026-03-01", 5, 9], [firm(2), "2026-03-02", 3, 8], merged=("A1:A2", "B1:B2", "C1:D1"),
    )  # fmt: skip
    assert [row.values["overall"] for row in plan.rows] == [5, 3]


def test_rare_names_are_taken_by_their_values(tmp_path: Path) -> None:
    rows = [
        [name, f"2026-03-0{i}", "水光护理", 100 * i, "已核对"]
        for i, name in enumerate(("赵一", "钱二", "孙三"), 1)
    ]
    plan = plan_of(tmp_path, "消费", ["贵宾姓名", "到店日期", "项目名称", "收费", "过敏史"], *rows)
    assert fields(plan) == {
        "贵宾姓名": "customer",
        "到店日期": "ordered",
        "项目名称": "product",
        "收费": "amount",
        "过敏史": None,
    }


def test_what_stands_below_a_list_is_no_customer(tmp_path: Path) -> None:
    plan = plan_of(
        tmp_path, "clients",
        ["Client", "Contact", "Town"], ["Ashdown Ltd", "Mary Hill", "Leeds"], ["Northgate Ltd", None, None],
        ["Total clients: 2"], ["* confidential *"], ["客户总数：2家"],
    )  # fmt: skip
    assert values(plan, "name") == ["Ashdown Ltd", "Northgate Ltd"]


def test_the_first_persons_phone_is_the_customers_even_if_the_second_has_the_mobile(tmp_path: Path) -> None:
    plan = plan_of(
        tmp_path, "特约企业",
        ["企业名称", "联系人1", "联系人1电话", "联系人2", "联系人2电话"],
        *([firm(i), "张三", f"021-6234567{i}", "李四", f"1390000000{i}"] for i in range(3)),
    )  # fmt: skip
    assert fields(plan)["联系人1电话"] == "phone"
    assert values(plan, "contact_person") == ["张三"] * 3
    assert [(p.name, p.ways.phones) for (p,) in values(plan, "persons")] == [
        ("李四", [f"1390000000{i}"]) for i in range(3)
    ]
    assert not any(row.extra for row in plan.rows)


def test_short_english_names(tmp_path: Path) -> None:
    rows = [[f"INV-{i}", f"{i + 1}/11/2026", f"Ashdown {i} Ltd", 10, "Tom"] for i in range(3)]
    plan = plan_of(tmp_path, "sales", ["Inv #", "Inv. Date", "Cust Name", "Amt", "Acct Mgr"], *rows)
    assert list(fields(plan).values()) == ["order_no", "ordered", "customer", "amount", "author"]
    assert values(plan, "ordered") == [date(2026, 11, day) for day in (1, 2, 3)]
    assert "1/11/2026 is read as 2026-11-01" in plan.notices[0]


def test_follow_ups_of_a_clinic_in_taiwan(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in (
        ["患者", "手機", "第一次追蹤", "第二次追蹤"],
        ["陳怡君", "0912-345-678", "115/10/1 電話：牙齒敏感", "115/10/15 已預約"],
        ["林志豪", 912345679.0, "10/20 未接", None],
    ):
        book.active.append(row)
    book.save(tmp_path / "回診.xlsx")
    plan = next(s for s in read([tmp_path / "回診.xlsx"], today=TODAY).sheets if s.kind == "interactions")
    assert values(plan, "occurred") == [date(2026, 10, 1), date(2026, 10, 15), date(2026, 10, 20)]
    assert values(plan, "phone")[2] == "+886912345679"


def test_answered_messages_are_feedback(tmp_path: Path) -> None:
    plan = plan_of(
        tmp_path, "意見回饋",
        ["留言日期", "來源", "誰", "內容", "回覆"],
        ["115/11/02", "LINE", "陳怡君", "櫃台很親切", "謝謝您"], ["115/11/03", "LINE", "黃淑芬", "希望週六也看診", None],
    )  # fmt: skip
    assert plan.kind == "feedback"
    assert values(plan, "answer") == ["謝謝您", None]


def test_a_turn_of_a_day_and_what_came_of_it(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in (
        ["姓名", "电话", "第一次回访", "第一次回访结果", "第二次回访", "第二次回访结果"],
        ["王小明", "13800138001", "3月5日", "已接通，满意", date(2026, 4, 1), "未接"],
    ):
        book.active.append(row)
    book.save(tmp_path / "回访2026.xlsx")
    plan = next(s for s in read([tmp_path / "回访2026.xlsx"], today=TODAY).sheets if s.kind == "interactions")
    assert values(plan, "occurred") == [date(2026, 3, 5), date(2026, 4, 1)]
    assert values(plan, "content") == ["已接通，满意", "未接"]


def test_amounts_by_month_in_english(tmp_path: Path) -> None:
    plan = plan_of(
        tmp_path, "revenue 2026",
        ["Client", "Jan", "February", "Mar", "Total"],
        ["Ashdown Ltd", 100, 200, 300, 600], ["Cobalt Ltd", None, 50, None, 50], ["Total", 100, 250, 300, 650],
    )  # fmt: skip
    assert values(plan, "ordered") == [date(2026, month, 1) for month in (1, 2, 3, 2)]
    assert values(plan, "amount") == [10000, 20000, 30000, 5000]


def test_a_known_name_over_merged_columns_is_still_two_lines(tmp_path: Path) -> None:
    (plan,) = plans_of(
        tmp_path, ["学员", "联系电话", "提交时间", "评分", None, "您的宝贵意见"],
        [None, None, None, "综合评分", "您愿意推荐我们吗(0-10分)", None],
        ["张建华", "13900000001", "2026-01-02", 3, 5, "价格偏高"], ["李文", "13900000002", "2026-03-13", 5, 8, "服务不错"],
        merged=("A1:A2", "B1:B2", "C1:C2", "D1:E1", "F1:F2"),
    )  # fmt: skip
    assert values(plan, "overall") == [3, 5] and values(plan, "nps") == [5, 8]


@pytest.mark.parametrize(
    ("given", "family", "shown", "field"),
    [("customer_first_name", "customer_last_name", "Full Name", "name"), ("FIRSTNAME", "LASTNAME", "Full Name", "name"),
     ("ContactFirstName", "ContactLastName", "Contact Name", "name")],
)  # fmt: skip
def test_names_in_two_columns_whoevers_they_are(
    tmp_path: Path, given: str, family: str, shown: str, field: str
) -> None:
    head = [given, family, "customer_email"]
    plan = plan_of(
        tmp_path, "customers", head, ["Ada", "Quill", "ada@q.example"], ["Bo", "Tamm", "bo@q.example"]
    )
    assert values(plan, "name") == ["Ada Quill", "Bo Tamm"] and fields(plan)[shown] == field


@pytest.mark.parametrize(("header", "field"), [("评完日期", "submitted"), ("到期日期", None)])
def test_one_day_under_a_name_for_days_is_that_of_its_row(
    tmp_path: Path, header: str, field: str | None
) -> None:
    head = ["客户名称", header, "总体满意度", "响应速度"]
    plan = plan_of(tmp_path, "答卷", head, [firm(0), "2026-11-05", 4, 5])
    assert fields(plan)[header] == field
