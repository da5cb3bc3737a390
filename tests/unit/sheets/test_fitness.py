"""What the values under a name say of it: answers, units, codes, results."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from .test_layouts import fields, firm, plan_of, values


@pytest.mark.parametrize(
    ("head", "answers"),
    [
        ("Customer", (True, False, True)), ("Customer", ("TRUE", "TRUE", "TRUE")), ("客户", ("是", "否", "是")),
        ("微信", ("是", "是", "否")), ("WeChat", ("Yes", "No", "Yes")), ("Email Opt Out", ("false", "false", "true")),
        ("联系人", ("有", "有", "有")), ("Account", (1, 0, 1)), ("Do Not Phone", ("0", "1", "0")), ("Contact", ("y", "n", "y")),
    ],
)  # fmt: skip
def test_answers_are_flags_and_kept_beside(tmp_path: Path, head: str, answers: tuple[Any, ...]) -> None:
    rows = [[firm(i), f"1390000000{i}", answer, "杭州市"] for i, answer in enumerate(answers)]
    plan = plan_of(tmp_path, "客户", ["客户名称", "手机", head, "城市"], *rows)
    assert fields(plan)[head] is None
    assert values(plan, "name") == [firm(i) for i in range(3)]
    assert all(row.extra[head] for row in plan.rows)


@pytest.mark.parametrize("units", [("个", "箱", "台"), ("件", "件", "件"), ("PCS", "kg", "box")])
def test_a_column_of_units_is_no_customer(tmp_path: Path, units: tuple[str, ...]) -> None:
    rows = [[f"D{i}", "2026-03-05", f"K{i:03}", "杯子", unit, 2, 10] for i, unit in enumerate(units)]
    plan = plan_of(tmp_path, "销售", ["单号", "日期", "客户编号", "品名", "单位", "数量", "金额"], *rows)
    assert (plan.kind, fields(plan)["单位"], fields(plan)["客户编号"]) == ("purchases", None, "customer_no")


def test_a_column_of_companies_called_单位_still_is(tmp_path: Path) -> None:
    rows = [[f"D{i}", "2026-03-05", firm(i), "杯子", 10] for i in range(3)]
    plan = plan_of(tmp_path, "销售", ["单号", "日期", "单位", "品名", "金额"], *rows)
    assert values(plan, "customer") == [firm(i) for i in range(3)]


@pytest.mark.parametrize(
    ("head", "numbers"),
    [("Customer", (17850, 17851, 17852)), ("客户", ("1", "2", "3")), ("Customer", ("CUST-1", "CUST-2", "CUST-3")),
     ("Client", ("0016F00002abcDE", "0016F00002abcDF", "0016F00002abcDG"))],
)  # fmt: skip
def test_numbers_under_a_name_are_numbers(tmp_path: Path, head: str, numbers: tuple[Any, ...]) -> None:
    rows = [[f"A{i}", "2026-03-05", number, "Tea", 10] for i, number in enumerate(numbers)]
    plan = plan_of(tmp_path, "orders", ["Order no", "Order date", head, "Product", "Amount"], *rows)
    assert fields(plan)[head] == "customer_no"
    assert values(plan, "customer_no") == [str(number) for number in numbers]


def test_the_number_that_several_rows_share_is_nobodys_own(tmp_path: Path) -> None:
    rows = [[f"003x{i}", f"001x{i // 3}", f"Ada Quill{'abcdef'[i]}", f"a{i}@q.example"] for i in range(6)]
    plan = plan_of(tmp_path, "contacts", ["Id", "Account Id", "Full name", "Email"], *rows)
    numbers = {row.values.get("external_id") for row in plan.rows}
    assert not any(number and number.startswith("001x") for number in numbers)


@pytest.mark.parametrize(
    ("said", "result"),
    [
        ("跟进内容", "跟进结果"),
        ("内容", "结果"),
        ("沟通内容", "沟通结果"),
        ("Notes", "Result"),
        ("Call notes", "Call outcome"),
    ],
)
def test_the_result_beside_what_was_said_is_the_reaction(tmp_path: Path, said: str, result: str) -> None:
    rows = [[firm(i), "2026-03-05", f"介绍了第{i}套方案，谈了价格", f"有意向{i}"] for i in range(3)]
    plan = plan_of(tmp_path, "跟进", ["客户名称", "跟进日期", said, result], *rows)
    assert values(plan, "content") == [f"介绍了第{i}套方案，谈了价格" for i in range(3)]
    assert values(plan, "feedback") == [f"有意向{i}" for i in range(3)]


def test_a_result_alone_is_what_was_said_and_a_third_text_is_kept(tmp_path: Path) -> None:
    alone = plan_of(
        tmp_path, "跟进", ["客户名称", "跟进日期", "跟进结果"], [firm(0), "2026-03-05", "谈了价格，有意向"]
    )
    assert values(alone, "content") == ["谈了价格，有意向"]
    three = plan_of(tmp_path, "跟进2", ["客户名称", "跟进日期", "跟进内容", "跟进结果", "客户反馈"],
                    [firm(0), "2026-03-05", "谈了价格", "有意向", "偏贵"])  # fmt: skip
    assert values(three, "feedback") == ["偏贵"] and three.rows[0].extra == {"跟进结果": "有意向"}


@pytest.mark.parametrize(
    ("lines", "kept"), [((1, 2, 3, 1, 2), False), ((1, 1, 1, 1, 1), True), ((3, 1, 2, 9, 4), True)]
)
def test_numbers_of_lines_begin_again_with_each_group(
    tmp_path: Path, lines: tuple[int, ...], kept: bool
) -> None:
    rows = [[line, firm(i), f"1390000000{i}"] for i, line in enumerate(lines)]
    plan = plan_of(tmp_path, "客户", ["序号", "客户名称", "手机"], *rows)
    assert any(column.header == "序号" and not column.why for column in plan.columns) == kept
