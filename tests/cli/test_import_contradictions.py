"""Rows that have one chosen key and say otherwise: both values are told, and a record of another customer is refused."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from crmcli import errors

from .conftest import Crm, Run
from .test_import import book, rows

#: What engines do with it is tried elsewhere.
pytestmark = pytest.mark.file

SHOPS = ["客户编号", "客户名称", "联系电话", "城市", "负责人"]
ENGLISH = ["Customer no", "Customer name", "Phone", "City", "Owner"]
ONE = ["K1", "北岸茶庄有限公司", "13911110001", "甲市", "王芳"]


def take_in(crm: Crm, path: Path, head: Sequence[str], *lines: Sequence[Any], key: str, kind: str) -> Run:
    sheet = book(path, list(head), *map(list, lines))
    words = ("--yes", "--key", key, "--kind", kind, "--create-missing", "--format", "json")
    return crm("import", str(sheet), *words)


def told(run: Run) -> str:
    return "\n".join(run.json["warnings"])


@pytest.mark.parametrize("head", [SHOPS, ENGLISH], ids=["zh", "en"])
@pytest.mark.parametrize(
    ("key", "other", "values"),
    [
        ("external_id", ["K1", "南岸酒楼有限公司", "13911110001", "甲市", "王芳"], ("北岸茶庄有限公司", "南岸酒楼有限公司")),
        ("external_id", ["K1", "北岸茶庄有限公司", "13911110001", "乙市", "王芳"], ("甲市", "乙市")),
        ("external_id", ["K1", "北岸茶庄有限公司", "13911110001", "甲市", "李娜"], ("王芳", "李娜")),
        ("name", ["K1", "北岸茶庄有限公司", "13911110001", "乙市", "王芳"], ("甲市", "乙市")),
    ],
)  # fmt: skip
def test_customers_of_one_key_that_say_otherwise(
    crm: Crm, tmp_path: Path, head: list[str], key: str, other: list[str], values: tuple[str, str]
) -> None:
    run = take_in(crm, tmp_path / "a.xlsx", head, ONE, other, key=key, kind="customers")
    assert run.status == errors.DONE, run.err
    assert all(value in told(run) for value in values)
    assert run.json["data"]["totals"]["duplicate"] == 0
    assert len(rows(crm, "customers")) == 1


def test_another_phone_of_one_key_is_kept_beside(crm: Crm, tmp_path: Path) -> None:
    other = ["K1", "北岸茶庄有限公司", "13911110002", "甲市", "王芳"]
    take_in(crm, tmp_path / "a.xlsx", SHOPS, ONE, other, key="external_id", kind="customers")
    (shop,) = rows(crm, "customers")
    assert (shop["phone"], shop["phones"]) == ("13911110001", "13911110002")


#: By kind: the columns of a list with numbers, and a row of a customer with a value.
NUMBERED: dict[str, tuple[list[str], Any]] = {
    "complaints": (
        ["投诉编号", "投诉时间", "客户名称", "客户电话", "投诉内容", "涉及产品"],
        lambda who, value: ["1", "2026-11-01", *who, "灯不亮", value],
    ),
    "tasks": (
        ["任务编号", "截止日期", "客户名称", "客户电话", "任务名称", "备注"],
        lambda who, value: ["1", "2026-12-01", *who, "寄样品", value],
    ),
    "feedback": (
        ["反馈编号", "反馈日期", "客户名称", "客户电话", "反馈内容", "产品"],
        lambda who, value: ["1", "2026-11-01", *who, "灯不亮", value],
    ),
    "purchases": (
        ["订单行编号", "下单日期", "客户名称", "客户电话", "产品", "金额"],
        lambda who, value: ["1", "2026-11-01", *who, value, 100],
    ),
    "interactions": (
        ["跟进编号", "跟进时间", "客户名称", "客户电话", "跟进内容", "跟进结果"],
        lambda who, value: ["1", "2026-11-01", *who, "谈续约", value],
    ),
}  # fmt: skip
NORTH, SOUTH = ("北岸茶庄", "13911110001"), ("南岸酒楼", "13911110002")


@pytest.mark.parametrize("kind", NUMBERED)
def test_records_of_one_key_that_say_otherwise(crm: Crm, tmp_path: Path, kind: str) -> None:
    head, make = NUMBERED[kind]
    lines = [make(NORTH, "吊灯"), make(NORTH, "壁灯")]
    run = take_in(crm, tmp_path / "a.xlsx", head, *lines, key="external_id", kind=kind)
    assert run.status == errors.DONE, run.err
    found = [value for row in rows(crm, kind) for value in map(str, row.values())]
    both = all(any(value in text for text in found) for value in ("吊灯", "壁灯"))
    assert both or all(value in told(run) for value in ("吊灯", "壁灯"))


@pytest.mark.parametrize("again", [False, True], ids=["in one list", "in a later one"])
@pytest.mark.parametrize("kind", NUMBERED)
def test_a_key_of_two_customers_records_is_refused(crm: Crm, tmp_path: Path, kind: str, again: bool) -> None:
    head, make = NUMBERED[kind]
    lists = (
        [[make(NORTH, "吊灯")], [make(SOUTH, "吊灯")]]
        if again
        else [[make(NORTH, "吊灯"), make(SOUTH, "吊灯")]]
    )
    runs = [
        take_in(crm, tmp_path / f"{n}.xlsx", head, *lines, key="external_id", kind=kind)
        for n, lines in enumerate(lists)
    ]
    assert runs[-1].status == errors.Invalid.status
    (reason,) = runs[-1].json["data"]["rejected"][0]["reasons"]
    assert NORTH[0] in reason
    assert {row["customer"] for row in rows(crm, kind)} == ({NORTH[0]} if again else set())
