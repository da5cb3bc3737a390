"""Handing work on, and leaving with everything handed over."""

from __future__ import annotations

from datetime import datetime

import pytest

from tests.cli.conftest import Crm, beginning

#: What engines do with it is tried elsewhere.
pytestmark = pytest.mark.file


@beginning
def team(crm: Crm) -> None:
    """Lee owns a customer with a complaint and a task; 李娜 and 王强 may take over."""
    for words in (
        ("staff", "add", "李娜", "--role", "客服", "--department", "售后部"),
        ("staff", "add", "王强", "--role", "销售", "--department", "市场部", "--login", "wang"),
        ("add", "成都远鑫酒店管理有限公司", "--phone", "13911829855"),
        ("task", "add", "寄样品", "--due", "+3d", "--customer", "远鑫"),
        ("complaint", "open", "远鑫", "漏水"),
    ):
        crm.ok(*words)


def test_a_task_changes_hands_at_once_and_remembers_who_gave_it(team: Crm) -> None:
    told = team.json("handoff", "task:1", "--to", "王强", "--by", "tomorrow", "--note", "in his district")
    assert (told["id"], told["giver"], told["receiver"]) == ("task:1", "Lee", "王强")
    assert team.json("due", "--owner", "王强", "--days", "1")[0]["id"] == "task:1"
    assert "task:1" not in [row["id"] for row in team.json("due", "--owner", "Lee", "--days", "3")]
    task = team.json("task", "show", "1")
    assert (task["owner"], task["due_on"], task["department"]) == ("王强", "2026-11-21", "市场部")
    assert [(h["giver"], h["receiver"], h["note"]) for h in task["handoffs"]] == [
        ("Lee", "王强", "in his district")
    ]
    assert [row["id"] for row in team.json("handoff")] == ["task:1"], "the giver still sees it"
    team.ok("undo")
    assert (team.json("task", "show", "1")["owner"], team.json("handoff")) == ("Lee", [])
    team.ok("handoff", "task:1", "--to", "王强")
    team.ok("task", "done", "1")
    assert team.json("handoff") == []
    assert [row["state"] for row in team.json("handoff", "--all")] == ["done"]


def test_a_complaint_has_a_deadline_of_the_handoff_besides_its_own(team: Crm) -> None:
    team.ok("交接", "TS2026-0001", "--部门", "售后部", "--期限", "明天", "--备注", "需上门")
    assert team.json("complaint", "show", "1")["handler"] == "李娜"
    rows = {
        row["id"]: row for row in team.json("due", "--owner", "李娜", "--days", "1", "--kind", "complaint")
    }
    assert (rows["complaint:1:handoff"]["due_at"], "需上门" in rows["complaint:1:handoff"]["why"]) == (
        "2026-11-21",
        True,
    )
    assert "complaint:1:respond" in rows
    before = {row["id"] for row in team.json("due", "--team", "--days", "9", "--as-of", "2026-11-20 09:59")}
    assert "complaint:1:handoff" not in before
    team.ok("done", "complaint:1:handoff")
    assert team.json("handoff") == [] and len(team.json("handoff", "--all")) == 1
    assert "complaint:1:handoff" not in [row["id"] for row in team.json("due", "--team", "--days", "9")]
    assert team("done", "complaint:1:handoff").status == 5
    team.ok("undo")
    assert "complaint:1:handoff" in [row["id"] for row in team.json("due", "--team", "--days", "9")]


def test_who_was_handed_a_complaint_last_has_its_deadline(team: Crm) -> None:
    team.ok("handoff", "complaint:1", "--to", "李娜", "--by", "tomorrow")
    team.ok("handoff", "complaint:1:respond", "--to", "王强")
    team.ok("handoff", "complaint:1", "--to", "李娜", "--by", "2026-11-21 12:00")
    assert "to be done by 2026-11-21 12:00" in team.ok("complaint", "show", "1").out
    assert "2026-11-21 12:00" in team.ok("handoff", "--all").out
    team.ok("handoff", "complaint:1", "--to", "王强")
    assert [row["id"] for row in team.json("due", "--team", "--days", "1") if "handoff" in row["id"]] == []


_REFUSED = [
    (("task:1",), 2), (("task:1", "--to", "王强", "--department", "市场部"), 2), (("task:1", "--to", "Lee"), 5),
    (("task:1", "--to", "谁"), 4), (("task:9", "--to", "王强"), 4), (("task:1", "--department", "财务部"), 4),
    (("task:2", "--to", "王强"), 2), (("contact:1", "--to", "王强"), 2), (("complaint:2", "--to", "王强"), 5),
    (("--to", "王强"), 2), (("task:1", "--to", "看客"), 5),
]  # fmt: skip


def test_refusals(team: Crm) -> None:
    team.ok("task", "add", "whenever")
    team.ok("complaint", "open", "远鑫", "粗鲁", "--accused", "王强")
    team.ok("staff", "add", "看客", "--role", "viewer")
    team.refuses((("handoff", *words), status) for words, status in _REFUSED)


@pytest.mark.parametrize(
    ("lang", "said", "way"),
    [
        ("en", "青城客栈 has no open complaint", "owner=王强"),
        ("zh", "青城客栈没有未办结的投诉", "修改 青城客栈 负责人=王强"),
    ],
)
def test_who_hands_over_a_customer_is_told_how_to_give_them(
    team: Crm, lang: str, said: str, way: str
) -> None:
    team.ok("add", "青城客栈", "--phone", "13911829866")
    run = team("handoff", "青城客栈", "--to", "王强", "--lang", lang)
    assert (run.status, said in run.err, way in run.err) == (4, True, True), run.err


def test_an_empty_name_is_nobody(team: Crm) -> None:
    """A script's empty variable hands nothing to whoever has no department, and adds nobody."""
    for words in (
        ("handoff", "task:1", "--to", ""), ("handoff", "task:1", "--department", ""),
        ("staff", "leave", "李娜", "--to", " "), ("staff", "add", ""), ("staff", "edit", "李娜", "--name", ""),
    ):  # fmt: skip
        assert team(*words).status == 2, words
    assert team.json("task", "show", "1")["owner"] == "Lee"
    assert len(team.json("staff", "list")) == 3


def test_a_department_is_its_manager_or_its_only_member(team: Crm) -> None:
    team.ok("staff", "add", "赵敏", "--role", "客服", "--department", "售后部")
    run = team("handoff", "task:1", "--department", "售后部")
    assert (run.status, "李娜" in run.err, "赵敏" in run.err) == (4, True, True)
    team.ok("staff", "edit", "赵敏", "--role", "经理")
    assert team.json("handoff", "task:1", "--department", "售后部")["receiver"] == "赵敏"


def test_leaving_hands_everything_over_in_one_operation(team: Crm) -> None:
    team.ok("edit", "1", "--owner", "王强")
    team.ok("handoff", "task:1", "--to", "王强")
    team.ok("handoff", "complaint:1", "--to", "王强", "--by", "明天")
    team.ok("feedback", "add", "1", "要发票", "--kind", "建议")
    team.ok("log-contact", "#1", "电话", "聊过", "--by", "王强")
    team.ok("trial", "start", "1", "净水器", "--days", "9", "--owner", "王强")
    before = team.json("task", "workload")
    told = team.json("staff", "leave", "王强", "--to", "李娜", "-o", "handover.xlsx")
    assert told["moved"] == {
        "customers": 1,
        "tasks": 1,
        "complaints": 1,
        "feedback": 1,
        "opportunities": 0,
        "contracts": 0,
        "inbound": 0,
        "trials": 1,
        "retention_cases": 0,
        "retention_steps": 0,
    }
    load = {row["person"]: row for row in team.json("task", "workload")}
    assert "王强" not in load
    assert [load["李娜"][k] for k in ("tasks", "complaints", "feedback", "customers")] == [1, 1, 1, 1]
    assert team.json("export", "interactions")[0]["author"] == "王强", "who wrote what stays"
    assert team("due", "--owner", "李娜", "--check").status == 30
    agreed = [
        row
        for row in team.json("due", "--owner", "李娜", "--days", "1")
        if row["id"] == "complaint:1:handoff"
    ]
    assert [row["due_at"] for row in agreed] == ["2026-11-21"], (
        "what was agreed with who left is not forgotten"
    )
    team.ok("undo")
    assert team.json("task", "workload") == before
    assert {row["name"]: row["active"] for row in team.json("staff", "list")}["王强"] == 1


def test_the_sheet_to_sign_has_a_cover_and_a_sheet_for_each_kind(team: Crm) -> None:
    import openpyxl

    team.ok("staff", "edit", "李娜", "--role", "经理", "--login", "lina")
    team.ok("log-contact", "#1", "phone", "agreed", "--next", "2026-11-24 15:00", "--step", "sign")
    team.ok("log-contact", "#1", "phone", "agreed", "--next", "2026-11-26", "--step", "pay", "--by", "王强")
    team.ok("task", "edit", "1", "--due", "2026-11-23 16:30")
    team.ok("staff", "leave", "Lee", "--to", "李娜", "-o", "handover.xlsx")
    book = openpyxl.load_workbook(team.folder / "handover.xlsx")
    assert book.sheetnames == ["Handover", "Their customers", "Tasks", "Complaints"]
    cover = [[cell.value for cell in row] for row in book["Handover"].rows]
    assert ["Handed over by", "Lee"] in cover and ["Their customers", 1] in cover
    customer = {head.value: cell.value for head, cell in zip(*book["Their customers"].rows, strict=True)}
    assert customer["Customer"] == "成都远鑫酒店管理有限公司"
    assert customer["Next step"] == "2026-11-24 15:00 sign; 2026-11-26 pay"
    assert datetime(2026, 11, 23, 16, 30) in [cell.value for cell in book["Tasks"][2]]


def test_leaving_is_refused_as_a_whole(team: Crm) -> None:
    assert team("staff", "leave", "王强", "--to", "王强").status == 5
    assert team("staff", "leave", "Lee", "--to", "王强").status == 5, "nobody could manage the team"
    assert team("staff", "leave", "王强", "--to", "李娜", "-o", "sheet.pdf").status == 2
    assert team("staff", "leave", "王强", "--to", "李娜", "-o", "nowhere/sheet.xlsx").status == 4
    team.ok("handoff", "complaint:1", "--to", "李娜")
    team.ok("complaint", "open", "远鑫", "粗鲁", "--accused", "王强", "--handler", "李娜")
    run = team("staff", "leave", "李娜", "--to", "王强")
    assert (run.status, "TS2026-0002" in run.err) == (5, True)
    assert all(row["active"] for row in team.json("staff", "list"))
    assert team.json("complaint", "show", "1")["handler"] == "李娜"


def test_who_left_may_do_nothing_any_more(team: Crm) -> None:
    team.ok("staff", "leave", "王强", "--to", "李娜")
    team.become("wang", group="writers" if team.server is None else "readers")
    assert team("task", "add", "x").status == 12
