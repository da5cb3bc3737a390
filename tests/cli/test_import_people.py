"""Nobody is invented: whom an import takes onto the staff list, and whom it doesn't."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from .conftest import Crm
from .test_import import book, rows

#: What engines do with it is tried elsewhere.
pytestmark = pytest.mark.file


def staff(crm: Crm) -> list[str]:
    return sorted(row["name"] for row in crm.json("staff", "list"))


def taken_in(crm: Crm, path: Path, *more: str) -> Any:
    run = crm("import", str(path), "--yes", "--partial", "--format", "json", *more)
    return run.json["data"]


@pytest.mark.parametrize(
    ("column", "cells"),
    [
        ("区域", ("华东", "华北", "西南")),
        ("销售渠道", ("金牛", "高新", "武侯")),
        ("Desk", ("Ann Lee", "Bob Ray", "Eve Ash")),
        ("Team city", ("Leeds", "York", "Hull")),
    ],
)
def test_a_few_words_again_and_again_are_no_people(
    crm: Crm, tmp_path: Path, column: str, cells: tuple[str, ...]
) -> None:
    before = staff(crm)
    lines = [
        [f"S{i}", "2024-03-05", f"第{i}商贸有限公司", cells[i % len(cells)], "清洗", 100 + i]
        for i in range(12)
    ]
    path = book(tmp_path / "a.xlsx", ["订单编号", "订单日期", "客户名称", column, "产品", "金额"], *lines)
    assert taken_in(crm, path, "--create-missing")["staff_added"] == []
    assert staff(crm) == before
    kept = [row[f"custom.{column}"] for row in rows(crm, "purchases")]
    assert kept == [line[3] for line in lines]


ORDERS = ["订单号", "业务员", "客户名称", "总金额", "订单日期"]
CONTACTS = ["日期", "客户", "跟进人", "跟进内容", "渠道"]
COMPLAINTS = ["投诉编号", "投诉时间", "客户名称", "投诉内容", "处理人"]


@pytest.mark.parametrize(
    ("head", "lost", "kept"),
    [
        (ORDERS, ["Q1", "周明远", "无此客户", 215, "2024-01-05"], ["Q2", "林小燕", "甲乙商贸", 51, "2024-01-08"]),
        (CONTACTS, ["2024-01-05", "无此客户", "周明远", "要报价", "电话"], ["2024-01-06", "甲乙商贸", "林小燕", "谈续约", "电话"]),
        (COMPLAINTS, ["T1", "2024-01-05", "无此客户", "漏水", "周明远"], ["T2", "2024-01-05", "甲乙商贸", "迟到", "林小燕"]),
        (COMPLAINTS, ["T1", "2027-01-05", "甲乙商贸", "漏水", "周明远"], ["T2", "2024-01-05", "甲乙商贸", "迟到", "林小燕"]),
    ],
)  # fmt: skip
def test_staff_come_from_rows_that_are_kept(
    crm: Crm, tmp_path: Path, head: list[Any], lost: list[Any], kept: list[Any]
) -> None:
    crm.ok("add", "甲乙商贸")
    before = staff(crm)
    assert taken_in(crm, book(tmp_path / "a.xlsx", head, lost))["staff_added"] == []
    assert staff(crm) == before
    found = taken_in(crm, book(tmp_path / "b.xlsx", head, lost, kept))
    assert (found["totals"]["rejected"], found["staff_added"]) == (1, ["林小燕"])


def test_a_form_of_address_in_a_rejected_row_is_nobodys_question(crm: Crm, tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", ORDERS, ["Q1", "王经理", "无此客户", 215, "2024-01-05"])
    assert taken_in(crm, path)["unknown_owners"] == {}


def test_new_people_are_listed_for_the_one_answer(crm: Crm, tmp_path: Path, answers: Any) -> None:
    head = ["客户名称", "电话", "业务员"]
    lines = [["甲乙商贸有限公司", "13900000001", "林小燕"], ["丙丁商贸有限公司", "13900000002", "周明远"]]
    answers("y")
    run = crm.ok("import", str(book(tmp_path / "a.xlsx", head, *lines)))
    asked = run.out.split("Import this?")[0]
    assert "Not on the staff list yet, added with their rows (业务员 100%): 林小燕, 周明远" in asked
    assert {"林小燕", "周明远"} <= set(staff(crm))


@pytest.mark.parametrize(
    ("name", "head", "line"),
    [
        ("员工花名册", ["工号", "姓名", "部门", "岗位", "手机", "入职日期"], ["007", "张三丰", "客服部", "专员", "13800138001", "2020-01-05"]),
        ("员工通讯录", ["姓名", "部门", "职位", "手机", "邮箱"], ["张三丰", "客服部", "专员", "13800138001", "a@x.com"]),
        ("people", ["Employee Number", "Name", "Department", "Job Title", "Hire Date", "Work Email"], ["E1", "Ann Lee", "Sales", "Rep", "2020-01-01", "a@x.com"]),
    ],
)  # fmt: skip
def test_a_list_of_staff_is_no_list_of_customers(
    crm: Crm, tmp_path: Path, name: str, head: list[Any], line: list[Any]
) -> None:
    before = staff(crm)
    run = crm("import", str(book(tmp_path / f"{name}.xlsx", head, line, line)), "--yes", "--partial")
    assert run.status == 5
    assert rows(crm, "customers") == []
    assert staff(crm) == before
