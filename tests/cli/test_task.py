"""Tasks at the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Crm


@pytest.fixture
def team(crm: Crm) -> Crm:
    crm.ok("staff", "add", "李娜", "--role", "客服")
    crm.ok("add", "成都远鑫酒店管理有限公司", "--phone", "13911829855")
    return crm


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


def test_progress_and_the_end(team: Crm) -> None:
    team.ok("task", "add", "Plan the party", "--due", "+7d")
    row = team.json("task", "edit", "1", "--percent", "60", "--forecast", "+10d", "--owner", "李娜")
    assert (row["percent_done"], row["forecast_on"], row["owner"]) == (60, "2026-11-30", "李娜")
    assert (row["due_on"], row["state"]) == ("2026-11-27", "open")
    assert team.ok("task", "done", "task:1").out == "Task 1 is done: Plan the party.\n"
    done = team.json("task", "list", "--all")[0]
    assert (done["state"], done["percent_done"], done["done_on"]) == ("done", 100, "2026-11-20")
    assert team.json("task", "list", "--owner", "李娜") == []


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (["add", " "], 5),
        (["add", "x", "--due", "13/45"], 2),
        (["add", "x", "--owner", "谁"], 4),
        (["done", "9"], 4),
        (["done", "x"], 2),
        (["edit", "1"], 2),
        (["edit", "1", "--percent", "101"], 2),
    ],
)
def test_refusals(team: Crm, words: list[str], status: int) -> None:
    team.ok("task", "add", "Only one")
    run = team("task", *words)
    assert (run.status, run.out) == (status, "")
    assert run.err.startswith("Error: ")
    assert len(team.json("task", "list", "--all")) == 1


def test_done_twice_is_refused(team: Crm) -> None:
    team.ok("task", "add", "Only one")
    team.ok("task", "done", "1")
    run = team("task", "done", "1")
    assert (run.status, "no longer open" in run.err) == (5, True)
