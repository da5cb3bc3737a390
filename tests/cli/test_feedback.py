"""Feedback at the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Crm
from tests.cli.conftest import beginning

WHO = "成都远鑫酒店管理有限公司"


@beginning
def shop(crm: Crm) -> None:
    crm.ok("staff", "add", "李娜", "--role", "客服")
    crm.ok("add", WHO, "--phone", "13911829855", "--owner", "李娜")


def test_feedback_waits_for_the_customers_owner(shop: Crm) -> None:
    row = shop.json(
        "反馈", "新增", "远鑫", "希望有夜间热线", "--类型", "需求", "--渠道", "电话", "--评分", "4"
    )
    assert (row["kind"], row["channel"], row["score"]) == ("need", "phone", 4)
    assert (row["state"], row["handler"], row["occurred_on"]) == ("open", "李娜", "2026-11-20")


def test_feedback_for_a_department_waits_for_it(shop: Crm) -> None:
    shop.ok("staff", "add", "王芳", "--department", "财务部")
    add = ("feedback", "add", "远鑫", "Invoices by e-mail", "--department")
    assert shop.json(*add, "财务部")["handler"] == "王芳"
    shop.ok("staff", "add", "赵敏", "--department", "财务部")
    # Of several nobody is chosen: it stands on the team's list.
    assert shop.json(*add, "财务部")["handler"] is None
    assert shop.json(*add, "财务部", "--handler", "赵敏")["handler"] == "赵敏"
    assert [row["owner"] for row in shop.json("due", "--team", "--kind", "feedback", "--days", "9")] == [
        "王芳", None, "赵敏",
    ]  # fmt: skip
    assert shop.json("due", "--owner", "李娜", "--kind", "feedback", "--days", "9") == []


def test_a_complaint_is_no_feedback(shop: Crm) -> None:
    for word in ("投诉", "complaint", "抱怨"):
        words = ("feedback", "add", "远鑫", "门 坏了", "--kind", word)
        shop.refuses([(words, 2)])
        assert "Open it with: crmcli complaint open 远鑫 '门 坏了'" in shop(*words).err
    said = ("--channel", "电话", "--at", "yesterday 15:00", "--score", "2", "--handler", "李娜")
    told = shop("feedback", "add", "远鑫", "门坏了", "--kind", "投诉", *said).err
    assert "It has no place for --score 2." in told
    assert "complaint open 远鑫 门坏了 --channel 电话 --handler 李娜 --at 'yesterday 15:00'\n" in told
    told = shop("--lang", "zh", "反馈", "新增", "-", "门坏了", "--kind", "投诉", *said).err
    assert "门坏了 --渠道 电话 --评分 2 --处理人 李娜 --时间 'yesterday 15:00' --类型 问题" in told
    (shop.folder / "f.csv").write_text(
        "客户名称,反馈时间,反馈类型,反馈内容\n成都远鑫酒店管理有限公司,2026-11-18,投诉,门坏了\n"
        "成都远鑫酒店管理有限公司,2026-11-18,建议,开夜班\n成都远鑫酒店管理有限公司,2026-11-18,需求,开早班\n",
        encoding="utf-8",
    )
    told = shop.ok("import", str(shop.folder / "f.csv"), "--yes").err
    assert told.count("called a complaint") == 1 and "crmcli feedback promote 1 complaint" in told
    assert shop.json("feedback", "promote", "1", "complaint")["complaint"] == "TS2026-0001"


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


def test_a_second_answer_stands_beside_the_first(shop: Crm) -> None:
    shop.ok("feedback", "add", "远鑫", "希望有夜间热线")
    shop.ok("kb", "add", "热线时间", "九点到十八点")
    assert shop.json("feedback", "answer", "1", "--kb", "1")["answer"] == "九点到十八点"
    shop.at("2026-11-21T02:00:00Z")
    assert "kept beside" in shop.ok("feedback", "answer", "1", "下月开通", "--采纳").out
    shown = shop.json("feedback", "show", "1")
    assert (shown["adopted"], shown["answered_at"]) == (1, "2026-11-20T02:00:00Z")
    assert shown["answers"] == [
        {"text": "九点到十八点", "at": "2026-11-20T02:00:00Z", "staff": "Lee"},
        {"text": "下月开通", "at": "2026-11-21T02:00:00Z", "staff": "Lee"},
    ]
    text = shop.ok("feedback", "show", "1").out
    assert "九点到十八点" in text and "下月开通" in text
    assert shop.json("kb", "show", "1")["uses"][0]["feedback_id"] == 1
    shop.ok("undo")
    assert [answer["text"] for answer in shop.json("feedback", "show", "1")["answers"]] == ["九点到十八点"]


def test_feedback_is_due_until_the_deadline_of_the_policy(shop: Crm) -> None:
    shop.ok("policy", "set", "due.feedback_days", "2")
    for text, day in (("old", "11/15"), ("new", "11/20"), ("closed", "11/19")):
        shop.ok("feedback", "add", "远鑫", text, "--at", day)
    due = ("due", "--team", "--kind", "feedback")
    rows = {row["id"]: (row["due_at"], row["overdue_days"]) for row in shop.json(*due)}
    assert rows == {
        "feedback:1": ("2026-11-17", 3),
        "feedback:2": ("2026-11-22", 0),
        "feedback:3": ("2026-11-21", 0),
    }
    assert [row["content"] for row in shop.json("feedback", "list", "--overdue")] == ["old"]
    shop.at("2026-11-21T02:00:00Z")
    assert shop("feedback", "close", "3").status == 5
    assert shop.json("feedback", "close", "3", "--reason", "asked twice")["close_reason"] == "asked twice"
    shop.ok("feedback", "answer", "1", "done")
    shop.at("2026-11-22T02:00:00Z")
    shop.ok("feedback", "answer", "1", "done again")
    assert [row["id"] for row in shop.json(*due)] == ["feedback:2"]
    # What awaited its answer on another day: neither a later closing nor a second answer changes that.
    assert len(shop.json(*due, "--as-of", "2026-11-20")) == 3
    assert [row["id"] for row in shop.json(*due, "--as-of", "2026-11-21")] == ["feedback:2"]


def test_feedback_becomes_a_complaint_that_takes_it_on(shop: Crm) -> None:
    shop.ok("feedback", "add", "远鑫", "夜里没人接电话", "--channel", "phone", "--product", "热线")
    row = shop.json("feedback", "promote", "1", "投诉", "--severity", "serious", "--category", "服务")
    assert (row["state"], row["complaint"], row["complaint_id"]) == ("closed", "TS2026-0001", 1)
    complaint = shop.json("complaint", "show", "1")
    assert (complaint["feedback"], complaint["handler"], complaint["severity"]) == ([1], "李娜", "serious")
    assert (complaint["content"], complaint["channel"], complaint["product"], complaint["category"]) == (
        "夜里没人接电话",
        "phone",
        "热线",
        "服务",
    )
    assert complaint["clocks"]["respond"]["due_at"] == "2026-11-20T03:00:00Z"
    assert shop.json("due", "--team", "--kind", "feedback") == []
    assert shop("feedback", "promote", "1", "task").status == 5
    shop.ok("undo")
    assert shop.json("feedback", "show", "1")["state"] == "open"
    assert shop.json("complaint", "list", "--all") == []


def test_feedback_becomes_a_task_and_still_awaits_its_answer(shop: Crm) -> None:
    shop.ok("feedback", "add", "-", "打印机太慢", "--department", "行政部")
    assert shop("feedback", "promote", "1", "complaint").status == 5
    shop.ok("反馈", "分派", "1", "--处理人", "李娜")
    row = shop.json("feedback", "promote", "1", "task", "--due", "tomorrow")
    assert (row["state"], row["task_id"], row["handler"]) == ("open", 1, "李娜")
    task = shop.json("task", "show", "1")
    assert (task["feedback"], task["owner"], task["title"]) == ([1], "李娜", "打印机太慢")
    assert (task["due_on"], task["department"]) == ("2026-11-21", "行政部")


def test_feedback_of_a_list_waits_for_who_would_answer_it_by_hand(shop: Crm) -> None:
    shop.ok("staff", "add", "王芳", "--department", "财务部")
    lines = [
        "客户,反馈时间,反馈类型,反馈内容,接收部门,答复", f"{WHO},2026-11-18,建议,a,财务部,", f"{WHO},2026-11-18,建议,b,保洁部,",
        f"{WHO},2026-11-18,建议,c,,", f"{WHO},2026-11-18,建议,e,财务部,已开通",
    ]  # fmt: skip
    (shop.folder / "反馈.csv").write_text("\n".join(lines), encoding="utf-8")
    for _again in range(2):
        shop.ok("import", "反馈.csv", "--yes")
        found = {row["content"]: row["handler"] for row in shop.json("feedback", "list", "--all")}
        assert found == {"a": "王芳", "b": None, "c": "李娜", "e": None}


def test_a_department_that_is_given_feedback_answers_it(shop: Crm) -> None:
    shop.ok("staff", "add", "赵敏", "--role", "service", "--department", "客服部")
    shop.ok("feedback", "add", "-", "毛巾有异味", "--handler", "李娜")
    assert "赵敏" in shop.ok("feedback", "assign", "1", "--department", "客服部").out
    assert [row["owner"] for row in shop.json("due", "--team", "--kind", "feedback")] == ["赵敏"]
    shop.ok("staff", "add", "孙伟", "--role", "service", "--department", "客服部")
    # Of several, or nobody, whoever takes it from the team's list, as where it is recorded.
    for department in ("客服部", "财务部"):
        shop.ok("feedback", "assign", "1", "--department", department)
        assert [row["owner"] for row in shop.json("due", "--team", "--kind", "feedback")] == [None]
    shop.ok("feedback", "assign", "1", "--department", "财务部", "--handler", "孙伟")
    row = shop.json("feedback", "show", "1")
    assert (row["handler"], row["department"]) == ("孙伟", "财务部")


def test_the_summary_compares_with_the_period_before(shop: Crm) -> None:
    for n, day in enumerate(("11/03", "11/10", "11/17"), 1):
        shop.ok(
            "feedback",
            "add",
            "远鑫",
            f"夜间热线{n}次没人接",
            "--kind",
            "problem",
            "--channel",
            "phone",
            "--at",
            day,
        )
    shop.ok("feedback", "add", "-", "打印机太慢", "--at", "11/18", "--product", "办公")
    for text in ("发票寄得慢", "价格偏高", "师傅很专业"):
        shop.ok("feedback", "add", "远鑫", text, "--kind", "praise", "--at", "10/20")
    shop.ok("feedback", "add", "远鑫", "later than the same days", "--at", "10/21")
    shop.ok("feedback", "answer", "1", "done", "--adopted")
    found = shop.json("feedback", "summary", "--from", "2026-11-01")
    assert (found["from"], found["to"], found["before_from"], found["before_to"]) == (
        "2026-11-01", "2026-11-20", "2026-10-01", "2026-10-20",
    )  # fmt: skip
    assert (found["total"], found["total_before"]) == (4, 3)
    assert found["by"]["kind"] == [
        {"key": "problem", "now": 3, "before": 0, "waiting": 2, "adopted": 1},
        {"key": "suggestion", "now": 1, "before": 0, "waiting": 1, "adopted": 0},
        {"key": "praise", "now": 0, "before": 3, "waiting": 0, "adopted": 0},
    ]
    assert [(row["key"], row["now"]) for row in found["by"]["channel"]] == [("phone", 3), (None, 1)]
    assert [(row["key"], row["now"]) for row in found["by"]["product"]] == [(None, 3), ("办公", 1)]
    assert {row["key"] for row in found["by"]["tier"]} == {"general", None}
    assert [row["now"] for row in found["times"]] == [0, 1, 1, 2]
    (theme,) = found["themes"]
    assert (theme["phrase"], theme["now"], theme["before"]) == ("夜间热线", 3, 0)
    assert theme["examples"][0] == {"id": 1, "content": "夜间热线1次没人接"}
    text = shop.ok("反馈", "汇总", "--从", "2026-11-01").out
    assert "夜间热线" in text and "1: 夜间热线1次没人接" in text


_REFUSED = [
    (("add", "没有的公司", "x"), 4), (("add", "远鑫", " "), 2), (("add", "远鑫", "x", "--score", "9"), 2),
    (("add", "远鑫", "x", "--kind", "weird"), 2), (("add", "远鑫", "x", "--at", "明天"), 5),
    (("answer", "7", "x"), 4), (("show", "7"), 4), (("assign", "7", "--handler", "Lee"), 4),
    (("close", "7", "--reason", "x"), 4), (("promote", "7", "task"), 4),
    (("summary", "--from", "2026-11-10", "--to", "2026-11-01"), 2), (("list", "--customer", "没有的公司"), 4),
    (("answer", "1"), 5), (("answer", "1", " "), 2), (("answer", "1", "--kb", "3"), 4), (("assign", "1"), 2),
    (("assign", "1", "--handler", "Nobody"), 4), (("promote", "1", "poem"), 2), (("close", "1"), 5),
    (("promote", "1", "task", "--severity", "serious"), 2), (("promote", "1", "complaint", "--due", "11/30"), 2),
]  # fmt: skip


@pytest.mark.file
def test_refusals(shop: Crm) -> None:
    shop.ok("feedback", "add", "远鑫", "希望有夜间热线")
    shop.refuses((("feedback", *words), status) for words, status in _REFUSED)
