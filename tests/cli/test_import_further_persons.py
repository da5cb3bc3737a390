"""A customer's second and third contact person, who stand in columns of their own beside the first."""

from __future__ import annotations

from pathlib import Path

import pytest

from .conftest import Crm
from .test_import import book, rows, totals

#: What engines do with it is tried elsewhere.
pytestmark = pytest.mark.file

CHINESE = ["客户名称", "联系人1", "电话1", "邮箱1", "联系人2", "职务2", "电话2", "邮箱2"]
ENGLISH = ["Company", "Primary Contact", "Primary Phone", "Primary Email", "Secondary Contact", "Secondary Contact Title",
           "Secondary Phone", "Secondary Email"]  # fmt: skip
SPARE = [
    "客户名称",
    "联系人",
    "电话",
    "邮箱",
    "备用联系人",
    "备用联系人职务",
    "备用联系人电话",
    "备用联系人邮箱",
]


@pytest.mark.parametrize("head", [CHINESE, ENGLISH, SPARE])
def test_each_person_has_what_is_told_of_him(crm: Crm, tmp_path: Path, head: list[str]) -> None:
    path = book(
        tmp_path / "c.xlsx",
        head,
        ["甲乙商贸有限公司", "王芳", "13800138001", "wf@a.example", "李强", "会计", "13900139002", "lq@a.example"],
        ["丙丁机电有限公司", "赵敏", "13800138003", None, "孙伟", None, "0512-65123456", "sw@b.example"],
        ["戊己物流有限公司", "周洁", "13800138004", None, None, None, None, None],
    )  # fmt: skip
    assert totals(crm, str(path)) == {"created": 3}
    told = {row["name"]: (row["title"], row["phone"], row["email"]) for row in rows(crm, "contacts")}
    assert told == {
        "王芳": (None, "13800138001", "wf@a.example"),
        "李强": ("会计", "13900139002", "lq@a.example"),
        "赵敏": (None, "13800138003", None),
        "孙伟": (None, "0512-65123456", "sw@b.example"),
        "周洁": (None, "13800138004", None),
    }
    assert {row["email"] for row in rows(crm, "customers")} == {"wf@a.example", None}
    assert totals(crm, str(path)) == {"unchanged": 3}


def test_a_second_person_without_a_name_leaves_his_number_to_the_customer(crm: Crm, tmp_path: Path) -> None:
    path = book(
        tmp_path / "c.xlsx", CHINESE,
        ["甲乙商贸有限公司", "王芳", "13800138001", None, "李强", None, "13900139002", None],
        ["丙丁机电有限公司", "赵敏", "13800138003", None, None, None, "13900139004", "sw@b.example"],
    )  # fmt: skip
    assert totals(crm, str(path)) == {"created": 2}
    assert sorted(row["name"] for row in rows(crm, "contacts")) == ["李强", "王芳", "赵敏"]
    (second,) = (row for row in rows(crm, "customers") if row["name"].startswith("丙丁"))
    assert "13900139004" in str(second) and "sw@b.example" in str(second)


def test_numbers_under_a_second_contact_are_no_persons(crm: Crm, tmp_path: Path) -> None:
    path = book(
        tmp_path / "c.xlsx",
        ["Customer Name", "City", "Phone", "Contact 2"],
        ["Ashdown Ltd", "Leeds", "+44 20 7946 0011", "+44 20 7946 0012"],
        ["Fernhill Ltd", "Bristol", "+44 20 7946 0013", None],
    )
    assert totals(crm, str(path)) == {"created": 2}
    assert rows(crm, "contacts") == []
    assert "+442079460012" in str(rows(crm, "customers"))


def test_what_nobody_can_read_of_a_person_is_kept(crm: Crm, tmp_path: Path) -> None:
    path = book(
        tmp_path / "c.xlsx", CHINESE,
        ["甲乙商贸有限公司", "王芳", "13800138001", None, "李强", None, "转王总", None],
    )  # fmt: skip
    totals(crm, str(path))
    assert "转王总" in crm.ok("show", "1").out
