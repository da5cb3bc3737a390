"""Tasks and feedback of an import: who they are about, how a newer sheet finds them, and how they are taken back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from crmcli import errors

from .conftest import Crm
from .test_import import book, rows, totals

#: What engines do with it is tried elsewhere.
pytestmark = pytest.mark.file

TASKS = ["任务名称", "截止日期", "负责人", "客户名称", "状态", "完成进度", "难度"]
FEEDBACK = ["反馈日期", "反馈类别", "客户名称", "反馈员工", "反馈内容", "处理人", "答复内容", "是否采纳"]


@pytest.fixture
def known(crm: Crm) -> Crm:
    crm.ok("add", "甲乙商贸有限公司", "--phone", "13900000001")
    return crm


def _tasks(path: Path, *lines: list[Any]) -> str:
    return str(book(path, TASKS, *lines))


def test_a_newer_sheet_brings_tasks_forward(known: Crm, tmp_path: Path) -> None:
    first = _tasks(
        tmp_path / "任务.xlsx",
        ["寄样品", "2026-12-01", "王芳", "甲乙商贸", "进行中", "30%", "高"],
        ["整理资料", "2026-12-05 17:30", "王芳", "", "", "", ""],
    )
    assert totals(known, first) == {"created": 2}
    assert totals(known, first) == {"unchanged": 2}
    sent, tidied = rows(known, "tasks")
    assert (sent["customer"], sent["owner"], sent["state"], sent["percent_done"]) == (
        "甲乙商贸有限公司", "王芳", "open", 30,
    )  # fmt: skip
    assert (sent["due"], sent["custom.难度"]) == ("2026-12-01", "高")
    assert (tidied["customer"], tidied["due"]) == (None, "2026-12-05T09:30:00Z")
    newer = _tasks(
        tmp_path / "b.xlsx",
        ["寄样品", "2026-12-01", "王芳", "甲乙商贸", "已完成", "100%", "高"],
        ["回电", "2026-12-02", "王芳", "甲乙商贸", "", "", ""],
    )
    assert totals(known, newer, "--update-only") == {"updated": 1, "skipped": 1}
    assert [(r["title"], r["state"], r["percent_done"]) for r in rows(known, "tasks")] == [
        ("寄样品", "done", 100), ("整理资料", "open", 0),
    ]  # fmt: skip
    undone = known.json("import", "undo", str(known.json("import", "list")[0]["number"]))
    assert {row["outcome"] for row in undone["rows"]} == {"reversed"}
    assert {r["state"] for r in rows(known, "tasks")} == {"open"}


def test_only_what_is_lacking_or_every_row_anew(known: Crm, tmp_path: Path) -> None:
    totals(known, _tasks(tmp_path / "a.xlsx", ["寄样品", "2026-12-01", "王芳", "甲乙商贸", "", "30%", ""]))
    newer = _tasks(tmp_path / "b.xlsx", ["寄样品", "2026-12-01", "李娜", "甲乙商贸", "", "60%", ""])
    assert totals(known, newer, "--fill-empty") == {"unchanged": 1}
    assert [r["owner"] for r in rows(known, "tasks")] == ["王芳"]
    totals(known, newer, "--create-only")
    assert [r["owner"] for r in rows(known, "tasks")] == ["王芳", "李娜"]


def test_the_same_words_for_another_day_are_another_task(known: Crm, tmp_path: Path) -> None:
    """The monthly call of December is not that of November moved."""
    for n, day in enumerate(("2026-11-30", "2026-12-31")):
        row = ["月度回访", day, "王芳", "甲乙商贸", "", "", ""]
        assert totals(known, _tasks(tmp_path / f"{n}.xlsx", row)) == {"created": 1}
    undated = ["月度回访", "", "王芳", "甲乙商贸", "", "", ""]
    assert totals(known, _tasks(tmp_path / "c.xlsx", undated)) == {"created": 1}
    assert [r["due"] for r in rows(known, "tasks")] == ["2026-11-30", "2026-12-31", None]


def test_a_task_without_a_title_and_one_of_a_stranger_are_rejected(known: Crm, tmp_path: Path) -> None:
    sheet = _tasks(
        tmp_path / "a.xlsx",
        ["", "2026-12-01", "王芳", "甲乙商贸", "", "", ""],
        ["寄样品", "2026-12-01", "王芳", "陌生客户公司", "", "", ""],
    )
    run = known("import", sheet, "--yes", "--format", "json")
    assert run.status == errors.Invalid.status
    assert [bool(r["reasons"]) for r in run.json["data"]["rejected"]] == [True, True]
    assert rows(known, "tasks") == []


def test_feedback_comes_from_customers_and_staff_and_gets_its_answer(known: Crm, tmp_path: Path) -> None:
    asked = ["2026-11-02 10:00", "建议", "甲乙商贸", "", "希望周末配送", "王芳", "", ""]
    inside = ["2026-11-03", "问题", "", "李娜", "打印机常坏", "王芳", "", ""]
    first = str(book(tmp_path / "客户反馈.xlsx", FEEDBACK, asked, inside))
    assert totals(known, first) == {"created": 2}
    assert totals(known, first) == {"unchanged": 2}
    answered = [*asked[:6], "下月开始", "是"]
    assert totals(known, str(book(tmp_path / "b.xlsx", FEEDBACK, answered, inside))) == {
        "updated": 1,
        "unchanged": 1,
    }
    one, two = rows(known, "feedback")
    assert (one["kind"], one["state"], one["answer"], one["adopted"]) == (
        "suggestion",
        "answered",
        "下月开始",
        1,
    )
    assert (two["customer"], two["staff"], two["state"], two["handler"]) == (None, "李娜", "open", "王芳")


def test_the_chosen_key_tells_records_apart(known: Crm, tmp_path: Path) -> None:
    head = ["订单行编号", "订单号", "下单日期", "客户名称", "产品", "金额"]
    one = ["L1", "A1", "2026-10-01", "甲乙商贸", "保洁", 100]
    totals(known, str(book(tmp_path / "a.xlsx", head, one)))
    other_name = ["L1", "A9", "2026-10-01", "甲乙商贸", "擦窗", 120]
    assert totals(known, str(book(tmp_path / "b.xlsx", head, other_name)), "--key", "external_id") == {
        "updated": 1
    }
    assert [(r["product"], r["amount"]) for r in rows(known, "purchases")] == [("擦窗", 120)]
    twins = [
        ["L2", "A1", "2026-10-02", "甲乙商贸", "保洁", 5],
        ["L3", "A1", "2026-10-02", "甲乙商贸", "保洁", 6],
    ]
    totals(known, str(book(tmp_path / "c.xlsx", head, *twins)))
    run = known(
        "import",
        str(book(tmp_path / "d.xlsx", head, ["", "A1", "2026-10-02", "甲乙商贸", "保洁", 7])),
        "--yes",
        "--key",
        "order_no",
    )
    assert run.status == errors.Invalid.status


@pytest.mark.parametrize("key", ["phone", "member_no", "name"])
def test_a_key_of_no_sheet_is_refused_in_one_sentence(known: Crm, tmp_path: Path, key: str) -> None:
    sheet = str(
        book(
            tmp_path / "o.xlsx",
            ["订单号", "下单日期", "客户名称", "金额"],
            ["A1", "2026-10-01", "甲乙商贸", 1],
        )
    )
    run = known("import", sheet, "--yes", "--key", key)
    assert (run.status, run.out) == (errors.Usage.status, "")
    assert "order_no" in run.err and rows(known, "purchases") == []


@pytest.mark.file  # a server has logins of its own
def test_only_a_manager_pins_by_a_sheet(known: Crm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    head = ["客户名称", "联系电话", "锁定类别", "锁定理由", "锁定至"]
    sheet = str(
        book(tmp_path / "p.xlsx", head, ["甲乙商贸有限公司", "13900000001", "重点客户", "战略", "2027-06-30"])
    )
    known.ok("staff", "add", "Rep", "--role", "rep", "--login", "rep")
    monkeypatch.setenv("LOGNAME", "rep")
    run = known("import", sheet, "--yes", "--format", "json")
    assert len(run.json["warnings"]) == 1
    assert rows(known, "customers")[0]["pinned_tier"] is None
    monkeypatch.setenv("LOGNAME", "tester")
    newer = str(
        book(
            tmp_path / "q.xlsx",
            head,
            ["甲乙商贸有限公司", "13900000001", "重点客户", "战略客户", "2027-06-30"],
        )
    )
    assert totals(known, newer) == {"updated": 1}
    assert rows(known, "customers")[0]["pinned_tier"] == "key"


@pytest.mark.parametrize("kind", ["tasks", "feedback"])
@pytest.mark.parametrize("lang", ["en", "zh_CN"])
def test_a_template_comes_back_without_a_question(known: Crm, tmp_path: Path, kind: str, lang: str) -> None:
    import openpyxl

    path = tmp_path / "t.xlsx"
    known.ok("import", "--template", kind, "-o", str(path), "--lang", lang)
    workbook = openpyxl.load_workbook(path)
    sheet: Any = workbook.active
    titles = [cell.value.removeprefix("*") for cell in sheet[1]]
    values = {"Task": "寄样品", "任务内容": "寄样品", "Feedback date": "2026-11-01", "反馈日期": "2026-11-01",
              "What was said": "2026-11-20", "反馈原话": "2026-11-20"}  # fmt: skip
    for column, title in enumerate(titles, 1):
        sheet.cell(2, column).value = values.get(title)
    workbook.save(path)
    assert totals(known, str(path)) == {"created": 1}


def test_of_two_steps_of_the_same_words_the_one_is_ticked_off_that_was(known: Crm) -> None:
    known.ok("task", "add", "盘点")
    for _twice in range(2):
        known.ok("task", "step", "1", "数箱子")
    known.ok("task", "check", "1", "1")
    told = rows(known, "tasks")[0]["checklist"]
    known.ok("export", "tasks", "-o", "任务.xlsx")
    known.ok("undo")
    known.ok("import", "任务.xlsx", "--yes")
    assert rows(known, "tasks")[0]["checklist"] == told and told.count("[x]") == 1
