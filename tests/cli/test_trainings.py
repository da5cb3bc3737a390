"""Trainings and exams of the staff: by hand, by a sheet, and what of them is due."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from crmcli import errors
from tests.cli.conftest import Crm, beginning

pytestmark = pytest.mark.file

_SHEET = """2026年度员工培训记录表
序号,工号,姓名,部门,培训内容,培训时间,理论成绩,实操成绩,考核结果,有效期,备注
1,A01,李娜,客服部,服务礼仪,2026.3.5,88,90,合格,1年,
2,A02,王 芳,客服部,投诉处理,2026年4月6日,70,90,,,补考
3,A03,赵敏,客服部,消防安全,2026-5-1,,,合格,长期,
"""


@beginning
def team(crm: Crm) -> None:
    """Somebody of customer service, who has to know two things."""
    crm.ok("staff", "add", "李娜", "--role", "service")
    crm.ok("policy", "set", "training.required.service", '["Fire safety", "Manners"]')


def _due(crm: Crm, *more: str) -> list[tuple[str, str, str]]:
    rows = crm.json("due", "--team", "--kind", "training", *more)
    return [(row["id"], row["due_at"], row["why"]) for row in rows]


def _stands(crm: Crm, *more: str) -> list[tuple[Any, ...]]:
    rows = crm.json("staff", "trainings", *more)
    return [(row["topic"], row["state"], row["valid_until"]) for row in rows]


def _take_in(crm: Crm, text: str, *more: str) -> dict[str, Any]:
    path = crm.folder / "培训.csv"
    path.write_text(text, encoding="utf-8")
    run = crm("import", str(path), "--yes", *more, "--format", "json")
    return {k: v for k, v in run.json["data"]["totals"].items() if v and k != "rows"}


def test_scores_decide_what_is_a_pass_and_how_long_it_holds(team: Crm) -> None:
    train = ("staff", "train", "李娜")
    team.ok(*train, "Manners", "--theory", "88", "--practice", "90", "--valid", "1y")
    team.ok(*train, "First aid", "--on", "2026-11-01", "--theory", "79")
    team.ok(*train, "Fire safety", "--on", "2025-12-01")
    assert _stands(team) == [
        ("Manners", "valid", "2027-11-19"),
        ("First aid", "failed", None),
        ("Fire safety", "expiring", "2026-11-30"),
    ]
    assert _stands(team, "--as-of", "2026-10-01") == [("Fire safety", "valid", "2026-11-30")]
    team.ok("staff", "correct-training", "2", "--theory", "80", "--valid", "forever")
    assert _stands(team, "--topic", "first aid") == [("First aid", "valid", None)]
    team.ok("staff", "remove-training", "1")
    assert len(_stands(team)) == 2
    team.step_back()
    assert len(_stands(team, "李娜")) == 3
    team.refuses([
        ((*train, "x", "--on", "+1d"), errors.Invalid.status), ((*train, "x", "--valid", "2020-01-01"), errors.Invalid.status),
        ((*train, "x", "--theory", "101"), 2), (("staff", "correct-training", "9", "--theory", "1"), errors.NotFound.status),
        (("staff", "correct-training", "1"), errors.Usage.status),
    ])  # fmt: skip


def test_what_is_missing_or_runs_out_is_due(team: Crm) -> None:
    assert _due(team) == []
    team.ok("staff", "train", "李娜", "ｍanners", "--valid", "2026-12-31")
    team.at("2026-12-21T02:00:00Z")
    told = "李娜: training Manners runs out on 2026-12-31; training Fire safety is missing"
    assert _due(team) == [("training:2", "2026-12-01", told)]
    # It is theirs, and a manager's.
    team.ok("add", "Alpha", "--owner", "Lee")
    assert [row["id"] for row in team.json("due", "--kind", "training")] == ["training:2"]
    assert len(team.json("due", "--owner", "李娜", "--kind", "training")) == 1
    run = team("done", "training:2")
    assert run.status == errors.Usage.status and "crmcli staff train 李娜 TOPIC" in run.err
    team.ok("snooze", "training:2", "2027-01-04")
    assert _due(team) == []
    team.at("2027-01-05T02:00:00Z")
    assert "Manners ran out on 2026-12-31" in _due(team)[0][2]
    for topic in ("Manners", "Fire safety"):
        team.ok("staff", "train", "李娜", topic)
    assert _due(team) == []
    assert len(_due(team, "--as-of", "2027-01-04")) == 1
    team.ok("staff", "edit", "李娜", "--left")
    assert _due(team, "--days", "3000") == []


def test_a_list_of_trainings_comes_in(team: Crm) -> None:
    assert _take_in(team, _SHEET) == {"created": 3}
    rows = team.json("staff", "trainings")
    assert [
        (row["staff"], row["held_on"], row["theory"], row["state"], row["valid_until"]) for row in rows
    ] == [
        ("赵敏", "2026-05-01", None, "valid", None),
        ("王芳", "2026-04-06", 70, "failed", None),
        ("李娜", "2026-03-05", 88, "valid", "2027-03-04"),
    ]
    assert _take_in(team, _SHEET) == {"unchanged": 3}
    again = (
        _SHEET.replace("70,90,", "85,90,")
        + "4,A04,小刘,,消防,2026-5-1,,,,,\n5,A05,李娜、赵敏,,消防,2026-5-1,,,,,\n"
    )
    assert _take_in(team, again, "--partial") == {"created": 2, "updated": 1, "unchanged": 2, "rejected": 1}
    assert _stands(team, "王芳") == [("投诉处理", "valid", "2027-04-05")]
    team.step_back()
    assert _stands(team, "王芳") == [("投诉处理", "failed", None)]
    team.step_back()
    assert _stands(team) == []


def test_a_sign_in_sheet_tells_its_topic_and_day_above(team: Crm) -> None:
    text = "培训签到表,,,\n培训主题：消防安全,,培训时间：2026年11月18日,\n序号,姓名,部门,签名\n1,李娜,客服部,√\n2,赵敏,销售部,√\n"
    assert _take_in(team, text) == {"created": 2}
    assert [(row["staff"], row["topic"], row["held_on"]) for row in team.json("staff", "trainings")] == [
        ("李娜", "消防安全", "2026-11-18"),
        ("赵敏", "消防安全", "2026-11-18"),
    ]


def test_only_a_manager_enters_trainings(team: Crm) -> None:
    team.ok("staff", "edit", "Lee", "--role", "manager")
    team.ok("staff", "add", "Kim", "--role", "manager", "--login", "kim")
    team.ok("staff", "edit", "Lee", "--role", "rep")
    assert _take_in(team, _SHEET, "--partial") == {"rejected": 3}
    assert team("staff", "train", "李娜", "x").status == errors.NotAllowed.status


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_an_export_comes_back_unchanged(team: Crm, lang: str, tmp_path: Path) -> None:
    _take_in(team, _SHEET)
    team.ok("staff", "train", "李娜", "x", "--theory", "87.5", "--note", "a · b")
    before = team.json("export", "trainings")
    for name in ("a.xlsx", "a.csv", "a.json"):
        path = str(tmp_path / name)
        team.ok("export", "trainings", "-o", path, "--lang", lang)
        totals = team.json("import", path, "--yes")["totals"]
        assert totals["unchanged"] == totals["rows"] == 4, name
    assert team.json("export", "trainings") == before
