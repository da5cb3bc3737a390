"""Two values for one field in rows of one customer: joined, listed or told, never dropped."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from .conftest import Crm
from .test_import import book, rows

# What sheets say is read the same for either engine.
pytestmark = pytest.mark.file


@pytest.mark.parametrize(
    "head",
    [
        ["客户名称", "联系电话", "备注", "标签", "服务项目", "来源"],
        ["Customer", "Phone", "Notes", "Tags", "Services", "Source"],
    ],
)
def test_notes_and_services_of_one_customers_rows_are_joined(
    crm: Crm, tmp_path: Path, head: list[str]
) -> None:
    lines: list[list[Any]] = [
        ["甲乙商贸有限公司", "13900000001", "要开专票", "老客户", "保洁", "官网"],
        ["甲乙商贸有限公司", "13900000001", "周五送货", "月结", "消杀", "官网"],
        ["甲乙商贸有限公司", "13900000001", "要开专票", "月结", "保洁", None],
    ]
    run = crm.ok("import", str(book(tmp_path / "a.xlsx", head, *lines)), "--yes", "--format", "json")
    (customer,) = rows(crm, "customers")
    assert customer["note"] == "要开专票\n周五送货"
    assert customer["tags"] == "老客户,月结"
    assert customer[f"custom.{head[4]}"] == "保洁; 消杀"
    assert run.json["warnings"] == []


def test_another_value_of_a_plain_field_is_told(crm: Crm, tmp_path: Path) -> None:
    path = book(
        tmp_path / "a.xlsx",
        ["客户名称", "联系电话", "城市", "行业"],
        ["甲乙商贸有限公司", "13900000001", "绵阳", "餐饮"],
        ["甲乙商贸有限公司", "13900000001", "德阳", "餐饮"],
    )
    run = crm.ok("import", str(path), "--yes", "--format", "json")
    assert run.json["warnings"] == [
        "甲乙商贸有限公司: 城市 is 绵阳 in one row and 德阳 in another; the first was kept."
    ]
    assert rows(crm, "customers")[0]["city"] == "绵阳"


def test_two_files_of_one_run_are_joined_too(crm: Crm, tmp_path: Path) -> None:
    book(
        tmp_path / "a.xlsx", ["客户名称", "联系电话", "备注"], ["甲乙商贸有限公司", "13900000001", "要开专票"]
    )
    book(tmp_path / "b.xlsx", ["客户名称", "联系电话", "备注"], ["甲乙商贸", "13900000001", "周五送货"])
    crm.ok("import", str(tmp_path / "a.xlsx"), str(tmp_path / "b.xlsx"), "--yes")
    assert rows(crm, "customers")[0]["note"] == "要开专票\n周五送货"
