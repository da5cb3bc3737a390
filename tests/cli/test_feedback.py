"""Feedback at the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Crm


@pytest.fixture
def shop(crm: Crm) -> Crm:
    crm.ok("staff", "add", "李娜", "--role", "客服")
    crm.ok("add", "成都远鑫酒店管理有限公司", "--phone", "13911829855", "--owner", "李娜")
    return crm


def test_feedback_waits_for_the_customers_owner(shop: Crm) -> None:
    row = shop.json(
        "反馈",
        "新增",
        "远鑫",
        "希望有夜间热线",
        "--类型",
        "需求",
        "--渠道",
        "电话",
        "--评分",
        "4",
        "--部门",
        "客服部",
    )
    assert (row["kind"], row["channel"], row["score"], row["department"]) == ("need", "phone", 4, "客服部")
    assert (row["state"], row["handler"], row["occurred_on"]) == ("open", "李娜", "2026-11-20")


def test_praise_needs_no_answer_and_staff_may_speak(shop: Crm) -> None:
    assert shop.json("feedback", "add", "远鑫", "服务很好", "--kind", "表扬")["state"] == "closed"
    row = shop.json("feedback", "add", "-", "A shared calendar, please")
    assert (row["customer"], row["staff"], row["handler"]) == (None, "Lee", "Lee")
    assert row["kind"] == "suggestion"


def test_list_puts_what_waits_first(shop: Crm) -> None:
    shop.ok("feedback", "add", "远鑫", "first", "--at", "11/18")
    shop.ok("feedback", "add", "远鑫", "praise", "--kind", "praise")
    shop.ok("feedback", "add", "-", "second", "--kind", "problem")
    assert [row["content"] for row in shop.json("feedback", "list")] == ["first", "second", "praise"]
    answered = shop.json("feedback", "answer", "feedback:1", "Done", "--adopted")
    assert (answered["state"], answered["answer"], answered["adopted"]) == ("answered", "Done", 1)
    assert [row["content"] for row in shop.json("feedback", "list", "--open")] == ["second"]
    assert [row["content"] for row in shop.json("feedback", "list", "--customer", "远鑫")] == [
        "praise",
        "first",
    ]
    assert [row["content"] for row in shop.json("feedback", "list", "--handler", "李娜")] == [
        "praise",
        "first",
    ]


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (["add", "没有的公司", "x"], 4),
        (["add", "远鑫", " "], 5),
        (["add", "远鑫", "x", "--score", "9"], 2),
        (["add", "远鑫", "x", "--kind", "weird"], 2),
        (["add", "远鑫", "x", "--at", "明天"], 5),
        (["answer", "7", "x"], 4),
    ],
)
def test_refusals(shop: Crm, words: list[str], status: int) -> None:
    run = shop("feedback", *words)
    assert (run.status, run.out) == (status, "")
    assert shop.json("feedback", "list") == []
