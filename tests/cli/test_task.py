"""Tasks at the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Crm
from tests.cli.conftest import beginning


@beginning
def team(crm: Crm) -> None:
    crm.ok("staff", "add", "李娜", "--role", "客服")
    crm.ok("add", "成都远鑫酒店管理有限公司", "--phone", "13911829855")


def test_a_task_is_ones_own_unless_given_to_somebody(team: Crm) -> None:
    mine = team.json("task", "add", "Send the quotation", "--due", "tomorrow", "--customer", "远鑫")
    assert (mine["owner"], mine["due_on"], mine["due_at"]) == ("Lee", "2026-11-21", None)
    assert mine["customer"] == "成都远鑫酒店管理有限公司"
    hers = team.json(
        "任务", "新增", "打印合同", "--期限", "11/20 17:00", "--负责人", "李娜", "--部门", "市场部"
    )
    assert (hers["owner"], hers["due_at"], hers["department"]) == ("李娜", "2026-11-20T09:00:00Z", "市场部")
    assert [row["id"] for row in team.json("task", "list")] == [1]
    assert [row["id"] for row in team.json("task", "list", "--owner", "李娜")] == [2]
    assert [row["id"] for row in team.json("task", "list", "--all")] == [2, 1]


def test_overdue_means_past_the_day_or_the_instant(team: Crm) -> None:
    for due in ("11/19", "11/20", "11/20 09:30", "11/20 10:30", "明天"):
        team.ok("task", "add", due, "--due", due)
    team.ok("task", "add", "whenever")
    assert [row["title"] for row in team.json("task", "list", "--overdue")] == ["11/19", "11/20 09:30"]
    assert [row["title"] for row in team.json("task", "list")][-1] == "whenever"
    assert "2026-11-20 09:30" in team.ok("task", "list", "--format", "md").out


def test_progress_and_the_end(team: Crm) -> None:
    team.ok("task", "add", "Plan the party", "--due", "+7d")
    row = team.json("task", "edit", "1", "--percent", "60", "--forecast", "+10d", "--owner", "李娜")
    assert (row["percent_done"], row["forecast_on"], row["owner"]) == (60, "2026-11-30", "李娜")
    assert (row["due_on"], row["state"]) == ("2026-11-27", "open")
    assert team.ok("task", "done", "task:1").out == "Task 1 is done: Plan the party.\n"
    assert team.json("task", "list", "--team") == []
    done = team.json("task", "list", "--all")[0]
    assert (done["state"], done["percent_done"], done["done_on"]) == ("done", 100, "2026-11-20")
    assert team.json("task", "list", "--owner", "李娜") == []


_REFUSED = [
    (("add", " "), 2), (("add", "x", "--due", "13/45"), 2), (("add", "x", "--owner", "谁"), 4),
    (("add", "x", "--step", " "), 2), (("add", "x", "--repeat", "sometimes"), 2), (("done", "9"), 4), (("done", "x"), 2),
    (("edit", "1"), 2), (("edit", "1", "--percent", "101"), 2), (("check", "1", "1"), 4), (("step", "1", "a", ""), 2),
    (("comment", "1", " "), 2), (("show", "9"), 4),
]  # fmt: skip


@pytest.mark.file
def test_refusals(team: Crm) -> None:
    team.ok("task", "add", "Only one")
    team.refuses((("task", *words), status) for words, status in _REFUSED)


def test_done_twice_is_refused(team: Crm) -> None:
    team.ok("task", "add", "Only one")
    team.ok("task", "done", "1")
    run = team("task", "done", "1")
    assert (run.status, "no longer open" in run.err) == (5, True)


def test_a_checklist_says_how_far_a_task_is(team: Crm) -> None:
    team.ok("task", "add", "Plan the party", "--step", "room", "--step", "guests")
    team.ok("task", "step", "1", "cake")
    row = team.json("任务", "勾选", "1", "1", "3")
    assert [(s["text"], s["done_by"]) for s in row["steps"]] == [
        ("room", "Lee"),
        ("guests", None),
        ("cake", "Lee"),
    ]
    assert row["percent_done"] == 66
    assert [team("task", "check", "1", *more).status for more in (("1", "3"), ("2", "--off"))] == [5, 5]
    assert team.json("task", "check", "1", "3", "--off")["percent_done"] == 33
    team.ok("undo")
    assert team.json("task", "show", "1")["percent_done"] == 66
    team.ok("task", "done", "1")
    assert team("task", "check", "1", "2").status == 5


def test_comments_say_who_and_when(team: Crm) -> None:
    team.ok("task", "add", "Print")
    team.ok("task", "comment", "1", "the printer is broken")
    team.at("2026-11-20T03:00:00Z")
    team.ok("task", "comment", "1", "repaired")
    said = team.json("task", "show", "1")["comments"]
    assert [(c["at"], c["author"], c["text"]) for c in said] == [
        ("2026-11-20T02:00:00Z", "Lee", "the printer is broken"), ("2026-11-20T03:00:00Z", "Lee", "repaired"),
    ]  # fmt: skip


def test_a_recurring_task_comes_again_on_the_rules_day_one_at_a_time(team: Crm) -> None:
    first = team.json("task", "add", "周报", "--repeat", "每周一", "--step", "数据", "--owner", "李娜")
    assert (first["due_on"], first["repeat_rule"]) == ("2026-11-23", "FREQ=WEEKLY;BYDAY=MO")
    team.ok("task", "check", "1", "1")
    team.at("2026-12-10T02:00:00Z")
    assert [row["id"] for row in team.json("task", "list", "--owner", "李娜")] == [1], (
        "missed ones don't pile up"
    )
    assert "task 2, 2026-12-14" in team.ok("done", "task:1").out
    following = team.json("task", "show", "2")
    assert (following["due_on"], following["owner"], following["percent_done"]) == ("2026-12-14", "李娜", 0)
    assert [(s["text"], s["done_at"]) for s in following["steps"]] == [("数据", None)]
    team.ok("undo")
    assert [row["id"] for row in team.json("task", "list", "--owner", "李娜")] == [1]
    assert team("task", "show", "2").status == 4


def test_an_explicit_deadline_stands_and_its_time_of_day_is_kept(team: Crm) -> None:
    row = team.json("task", "add", "盘点", "--due", "11/21 17:00", "--repeat", "weekly")
    assert row["due_at"] == "2026-11-21T09:00:00Z", "a Saturday, and it stays one"
    assert team.json("task", "done", "1")["next_id"] == 2
    assert team.json("task", "show", "2")["due_at"] == "2026-11-28T09:00:00Z"


def test_a_series_ends_by_its_rule_by_cancelling_or_on_demand(team: Crm) -> None:
    team.ok("task", "add", "x", "--repeat", "FREQ=DAILY;COUNT=1")
    assert "last one" in team.ok("task", "done", "1").out
    team.ok("task", "add", "y", "--repeat", "daily")
    team.ok("task", "cancel", "2")
    team.ok("task", "add", "z", "--repeat", "daily")
    team.ok("task", "edit", "3", "--repeat", "no")
    assert "next" not in team.ok("task", "done", "3").out
    assert team.json("task", "list") == []


def test_a_comment_on_a_finished_task_ends_no_series(team: Crm) -> None:
    team.ok("task", "add", "x", "--repeat", "daily")
    assert "task 2" in team.ok("task", "done", "1").out
    run = team.ok("task", "comment", "1", "good")
    assert run.out.splitlines() == ["Added a comment to task 1: x."]
    assert "next_id" not in team.json("task", "comment", "1", "well done")


def test_workload_counts_what_each_has_in_hand(team: Crm) -> None:
    for due in ("11/19", "11/20 09:00", "today", "11/22", "11/23"):
        team.ok("task", "add", due, "--due", due)
    team.ok("task", "add", "whenever", "--owner", "李娜")
    team.ok("complaint", "open", "远鑫", "漏水", "--handler", "李娜")
    load = {row["person"]: row for row in team.json("task", "workload")}
    keys = ("tasks", "overdue", "this_week", "complaints", "feedback", "customers")
    assert [load["Lee"][k] for k in keys] == [5, 2, 2, 0, 0, 1]
    assert [load["李娜"][k] for k in keys] == [1, 0, 0, 1, 0, 0]
    assert "李娜 left with work in hand" in team.ok("staff", "edit", "李娜", "--left").err
    assert "李娜 left with work in hand" in team.ok("task", "workload").err


@pytest.mark.file
def test_a_list_tells_a_deadline_with_its_time(crm: Crm) -> None:
    crm.ok("task", "add", "Write the offer", "--due", "2026-11-23 16:00")
    assert "2026-11-23 16:00" in crm.ok("task", "list").out
    row = crm.json("task", "list")[0]
    assert (row["due_on"], row["due_at"]) == ("2026-11-23", "2026-11-23T08:00:00Z")
