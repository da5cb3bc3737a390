"""The sheet for the day: written, filled in by people in their own words, and read back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.cli.conftest import Crm, beginning

#: What engines do with it is tried elsewhere.
pytestmark = pytest.mark.file

WORDS = {"zh_CN": ("结果", "下次时间", "编号"), "en": ("Result", "Next time", "Id")}


@beginning
def busy(crm: Crm) -> None:
    """Three customers to contact, and one who complained."""
    for name in ("甲公司", "乙公司", "丙公司"):
        crm.ok("add", name, "--contact", "王芳", "--owner", "Lee")
    crm.ok("complaint", "open", "丙公司", "漏水", "--severity", "urgent")


def filled(
    crm: Crm, sheet: Path, results: dict[str, tuple[str, str]], *words: str, language: str = "zh_CN"
) -> Path:
    """The day's sheet of 23 November, filled in for the rows of these ids; the others are taken out."""
    crm.at("2026-11-23T01:00:00Z")
    crm.ok("--lang", language, "due", "--team", *words, "-o", str(sheet))
    book = load_workbook(sheet)
    page = book.active
    heads = [cell.value for cell in page[1]]
    result, next_on, key = (heads.index(word) + 1 for word in WORDS[language])
    for number in range(page.max_row, 1, -1):
        told = results.get(page.cell(number, key).value)
        if told is None:
            page.delete_rows(number)
        else:
            page.cell(number, result).value, page.cell(number, next_on).value = told[0], told[1] or None
    book.save(sheet)
    crm.at("2026-11-23T09:00:00Z")
    return sheet


def contacts(crm: Crm) -> list[tuple[Any, ...]]:
    return [(row["customer"], row["content"], row["next_on"]) for row in crm.json("export", "interactions")]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("", None),
        ("明天", "2026-11-24"),
        ("下周三", "2026-12-02"),
        ("后天下午3点", "2026-11-25T07:00:00Z"),
        ("后天下午三点半", "2026-11-25T07:30:00Z"),
        ("周五上午10点", "2026-11-27T02:00:00Z"),
        ("明天 15:00", "2026-11-24T07:00:00Z"),
        ("明天晚上12点", "2026-11-24T16:00:00Z"),
        ("明天凌晨12点", "2026-11-23T16:00:00Z"),
        ("明天下午3:30", "2026-11-24T07:30:00Z"),
        ("明早9点", "2026-11-24T01:00:00Z"),
        ("明晚8点", "2026-11-24T12:00:00Z"),
        ("tomorrow 3pm", "2026-11-24T07:00:00Z"),
        ("next wednesday at 3:30 pm", "2026-11-25T07:30:00Z"),
        ("11/26 下午3:30", "2026-11-26T07:30:00Z"),
        ("2026-12-01 3pm", "2026-12-01T07:00:00Z"),
        ("11/26", "2026-11-26"),
        ("2026-12-01 10:00", "2026-12-01T02:00:00Z"),
        ("两周后", "2026-12-07"),
        ("tomorrow morning", "2026-11-24"),
    ],
)
def test_one_row_with_the_next_time_in_words(busy: Crm, tmp_path: Path, text: str, day: str | None) -> None:
    sheet = filled(busy, tmp_path / "今天.xlsx", {"contact:1": ("要新报价", text)})
    assert busy.ok("import", str(sheet), "--yes").status == 0
    assert contacts(busy) == [("甲公司", "要新报价", day)]
    assert busy.json("import", str(sheet), "--yes")["totals"]["unchanged"] == 1


@pytest.mark.parametrize("text", ["", "后天", "下周三", "明天下午3点", "下午6点", "2026-12-01"])
def test_the_same_sheet_another_day_changes_nothing(busy: Crm, tmp_path: Path, text: str) -> None:
    sheet = filled(busy, tmp_path / "d.xlsx", {"contact:1": ("聊了", text)})
    assert busy.json("import", str(sheet), "--yes")["totals"]["created"] == 1
    told = contacts(busy)
    for day in ("2026-11-24T02:00:00Z", "2026-12-03T02:00:00Z"):
        busy.at(day)
        assert busy.json("import", str(sheet), "--yes")["totals"]["unchanged"] == 1
        assert contacts(busy) == told


@pytest.mark.parametrize("language", WORDS)
def test_several_rows_in_either_language(busy: Crm, tmp_path: Path, language: str) -> None:
    told = {"contact:1": ("已拜访", "2026-12-01"), "contact:2": ("没空", "明天"), "contact:3": ("", "")}
    sheet = filled(busy, tmp_path / "d.xlsx", told, language=language)
    totals = busy.json("import", str(sheet), "--yes")["totals"]
    assert (totals["created"], totals["skipped"]) == (2, 1)
    assert contacts(busy) == [("甲公司", "已拜访", "2026-12-01"), ("乙公司", "没空", "2026-11-24")]


def test_only_complaints(busy: Crm, tmp_path: Path) -> None:
    told = {"complaint:1:respond": ("已致歉", "后天"), "complaint:1:resolve": ("", "")}
    sheet = filled(busy, tmp_path / "d.xlsx", told, "--kind", "complaint")
    run = busy.ok("import", str(sheet), "--yes")
    assert contacts(busy) == [("丙公司", "已致歉", "2026-11-25")]
    # The row's own date on the sheet is its deadline.
    assert "counted from today" in run.err and "row's own date" not in run.err
    assert "crmcli done complaint:1:respond" in run.err
    # Nor does a contact end the revisit of a resolved one, by hand or in the sheet.
    busy.ok("complaint", "resolve", "1", "补做")
    sheet = filled(busy, tmp_path / "e.xlsx", {"complaint:1:revisit": ("满意", "")}, "--days", "3")
    assert "crmcli complaint revisit TS2026-0001" in busy.ok("import", str(sheet), "--yes").err
    busy.ok("due", "--kind", "complaint", "--days", "3")
    by_hand = busy.ok("log-contact", "1", "phone", "好").out
    assert "still open. Write: crmcli complaint progress TS2026-0001 “what was said” --satisfied" in by_hand


def test_a_result_beside_feedback_answers_nothing_and_says_so(busy: Crm, tmp_path: Path) -> None:
    busy.ok("feedback", "add", "甲公司", "希望有夜间热线")
    busy.ok("feedback", "add", "-", "打印机太慢")
    told = {"feedback:1": ("说了下月开通", ""), "feedback:2": ("下月换新的", "")}
    run = busy.ok(
        "import", str(filled(busy, tmp_path / "d.xlsx", told, "--kind", "feedback", "--days", "9")), "--yes"
    )
    assert "the step itself is still open. When it is done: crmcli feedback answer 1 “TEXT”" in run.err
    assert busy.json("feedback", "show", "1")["state"] == "open"
    # A colleague's is answered by it: there is nobody to be in contact with.
    answered = busy.json("feedback", "show", "2")
    assert (answered["state"], answered["answer"]) == ("answered", "下月换新的")
    assert run.err.count("The answer is recorded.") == 1


def test_the_result_of_a_birthday_is_the_greeting(busy: Crm, tmp_path: Path) -> None:
    busy.ok("edit", "甲公司", "birthday=1990-11-25")
    sheet = filled(busy, tmp_path / "d.xlsx", {"birthday:1": ("已祝福", "")})
    busy.ok("import", str(sheet), "--yes")
    assert contacts(busy) == [("甲公司", "已祝福", None)]
    assert busy.json("due", "--kind", "生日", "--days", "9") == []
    busy.ok("undo")
    assert len(busy.json("due", "--kind", "生日")) == 1


def test_a_row_whose_id_names_nothing_is_refused(busy: Crm, tmp_path: Path) -> None:
    sheet = filled(
        busy,
        tmp_path / "d.xlsx",
        dict.fromkeys(("contact:1", "contact:2", "complaint:1:respond"), ("好", "")),
    )
    book = load_workbook(sheet)
    for row in book.active.iter_rows(min_row=2):
        for cell in row:
            if cell.value in ("contact:1", "complaint:1:respond"):
                cell.value = {"contact:1": "contact:1:"}.get(cell.value, "complaint:1:")
    book.save(sheet)
    assert busy("import", str(sheet), "--yes").status == 5
    assert contacts(busy) == []
    run = busy("import", str(sheet), "--yes", "--partial", "--format", "json")
    told = [reason for row in run.json["data"]["rejected"] for reason in row["reasons"]]
    assert sorted(told) == [f"There is no {item} on the due list." for item in ("complaint:1:", "contact:1:")]
    assert contacts(busy) == [("乙公司", "好", None)]


def test_results_in_the_same_words_do_what_each_row_asks_for(busy: Crm, tmp_path: Path) -> None:
    busy.ok("edit", "丙公司", "birthday=1990-11-25")
    busy.ok("log-contact", "丙公司", "phone", "约好", "--next", "2026-11-23 23:00", "--at", "2026-11-20")
    told = dict.fromkeys(("complaint:1:respond", "contact:3", "birthday:3"), ("打了电话", ""))
    run = busy.ok("import", str(filled(busy, tmp_path / "d.xlsx", told)), "--yes")
    assert contacts(busy)[-1:] == [("丙公司", "打了电话", None)]
    assert "crmcli done complaint:1:respond" in run.err
    assert busy.json("due", "--kind", "生日", "--days", "9") == []
    assert [row["customer_id"] for row in busy.json("due", "--kind", "contact", "--days", "9")] == [1, 2]


def test_two_rows_of_one_customer_agree_on_two_steps(busy: Crm, tmp_path: Path) -> None:
    busy.ok("contract", "add", "甲公司", "12000", "--start", "2026-01-01", "--end", "2026-12-20")
    results = {"contact:1": ("条款核对", "11月27日 15:00"), "contract:1:renewal": ("说续", "12月2日")}
    busy.ok("import", str(filled(busy, tmp_path / "day.xlsx", results)), "--yes")
    busy.at("2026-12-02T09:00:00Z")
    due = next(row for row in busy.json("due", "--team") if row["id"] == "contact:1")
    assert "agreed on 2026-11-23 for 2026-11-27 15:00" in due["why"]
    assert "agreed on 2026-11-23 for 2026-12-02" in due["why"]


def test_a_row_of_the_managers_list_comes_back(busy: Crm, tmp_path: Path) -> None:
    busy.ok("staff", "add", "李娜", "--role", "sales")
    busy.ok("edit", "丙公司", "owner=李娜")
    busy.ok("complaint", "open", "丙公司", "又漏水", "--severity", "urgent", "--new", "--handler", "李娜")
    told = {"complaint:2:respond:escalated": ("催过李娜", "")}
    sheet = filled(busy, tmp_path / "d.xlsx", told, "--owner", "Lee")
    busy.ok("import", str(sheet), "--yes")
    assert contacts(busy) == [("丙公司", "催过李娜", None)]


def test_a_result_settles_what_was_agreed_for_the_day_even_before_its_time(busy: Crm, tmp_path: Path) -> None:
    busy.ok("log-contact", "甲公司", "电话", "谈过", "--next", "2026-11-23 18:00", "--step", "报价")
    busy.ok("log-contact", "乙公司", "电话", "谈过", "--next", "2026-11-23 18:00", "--step", "看样")
    sheet = filled(busy, tmp_path / "d.xlsx", {"contact:1": ("已报价", ""), "contact:2": ("未接", "")})
    run = busy.ok("import", str(sheet), "--yes")
    assert "row 2: Settled: agreed on 2026-11-20 for 2026-11-23 18:00: 报价" in run.err
    assert "row 3: Still open: agreed on 2026-11-20 for 2026-11-23 18:00: 看样" in run.err
    assert [row["id"] for row in busy.json("due", "--kind", "contact")] == ["contact:3", "contact:2"]
    assert busy.json("import", str(sheet), "--yes")["totals"]["unchanged"] == 2
    busy.ok("undo")
    assert "contact:1" in [row["id"] for row in busy.json("due", "--kind", "contact")]


@pytest.mark.parametrize("language", WORDS)
def test_what_we_wrote_ourselves_is_no_fault_and_not_kept_beside_the_contact(
    busy: Crm, tmp_path: Path, language: str
) -> None:
    (tmp_path / "c.csv").write_text("客户名称,电话\n丁公司,138-0000 转总机\n", encoding="utf-8")
    assert busy("import", str(tmp_path / "c.csv"), "--yes").status == 3
    told = {"contact:1": ("已拜访", ""), "contact:4": ("谈过", "")}
    sheet = filled(busy, tmp_path / "d.xlsx", told, language=language)
    assert busy.json("import", str(sheet), "--yes")["totals"]["created"] == 2
    rows = busy.json("export", "interactions")
    assert [row["content"] for row in rows] == ["已拜访", "谈过"]
    kept = str([dict(row) for row in rows])
    assert not [
        word for word in ("138-0000", "原因", "上次内容", "Why", "Last words", "48 hours") if word in kept
    ]


def test_what_is_filled_in_stands_first_and_the_page_is_as_wide_as_the_sheet(
    busy: Crm, tmp_path: Path
) -> None:
    busy.at("2026-11-23T01:00:00Z")
    busy.ok("--lang", "zh_CN", "due", "--team", "-o", str(tmp_path / "d.xlsx"))
    page = load_workbook(tmp_path / "d.xlsx").active
    heads = [cell.value for cell in page[1]]
    assert heads == [
        "结果",
        "下次时间",
        "客户",
        "联系人",
        "电话",
        "原因",
        "上次内容",
        "到期",
        "负责人",
        "渠道",
        "会面层级",
        "提供内容",
        "类型",
        "编号",
    ]
    assert [page.column_dimensions[letter].width for letter in "AB"] == [36, 18]
    setup = page.page_setup
    assert (setup.orientation, int(setup.fitToWidth), int(setup.fitToHeight)) == ("landscape", 1, 0)
    assert page.sheet_properties.pageSetUpPr.fitToPage and page.print_title_rows == "$1:$1"
    assert page["F2"].alignment.wrap_text and page.row_dimensions[2].height >= 30


def test_the_next_time_cancels_replaces_or_is_told(busy: Crm, tmp_path: Path) -> None:
    agreed = "agreed on 2026-11-20 for 2026-12-10: 报价"
    cases = {
        "无": (f"Cancelled: {agreed}", None),
        "2026-11-01": ("next date: 2026-11-01 is before the contact", "2026-12-10"),
        "尽快": ("No day is told (next date): 尽快", "2026-12-10"),
        "11/30": (f"Replaced: {agreed}", "2026-11-30"),
        "": (f"Still open: {agreed}", "2026-12-10"),
        "下午3点": ("next date: 下午3点 is before the contact", "2026-12-10"),
    }
    for name in ("丁公司", "戊公司", "己公司"):
        busy.ok("add", name)
    for name in "甲乙丙丁戊己":
        busy.ok("log-contact", f"{name}公司", "电话", "谈过", "--next", "2026-12-10", "--step", "报价")
    told = {f"contact:{number}": ("谈过了", text) for number, text in enumerate(cases, 1)}
    sheet = filled(busy, tmp_path / "d.xlsx", told, "--days", "30")
    run = busy("import", str(sheet), "--yes")
    assert run.status == 3
    for number, (text, (line, day)) in enumerate(cases.items(), 1):
        assert line in run.out + run.err
        shown = busy.json("show", str(number))
        reasons = (data for code, data in shown["standing"]["contact_reasons"] if code == "follow_up")
        assert [data["due"] for data in reasons] == ([day] if day else []), text
    assert "尽快" in busy.ok("show", "丙公司").out
    assert busy.json("import", str(sheet), "--yes")["totals"]["unchanged"] == 6


def test_words_that_are_no_day_settle_what_has_come(busy: Crm, tmp_path: Path) -> None:
    busy.ok(
        "log-contact",
        "甲公司",
        "电话",
        "谈过",
        "--next",
        "2026-11-20",
        "--step",
        "报价",
        "--at",
        "2026-11-18 10:00",
    )
    sheet = filled(busy, tmp_path / "d.xlsx", {"contact:1": ("谈过了", "尽快")}, "--days", "30")
    run = busy("import", str(sheet), "--yes")
    assert run.status == 3 and "Settled: agreed on 2026-11-18 for 2026-11-20: 报价" in run.err


@pytest.mark.parametrize("next_on", ["2026-11-23 18:00", "2026-11-25"])
def test_words_that_are_no_day_settle_nothing_before(busy: Crm, tmp_path: Path, next_on: str) -> None:
    for name in "甲乙":
        words = ("电话", "谈过", "--next", next_on, "--step", "报价", "--at", "2026-11-18 10:00")
        busy.ok("log-contact", f"{name}公司", *words)
    told = {"contact:1": ("谈过了", "尽快"), "contact:2": ("谈过了", "")}
    run = busy("import", str(filled(busy, tmp_path / "d.xlsx", told, "--days", "30")), "--yes")
    assert run.status == 3 and "Still open: agreed on 2026-11-18 for 2026-11-2" in run.err
    due = {row["customer"]: row["why"] for row in busy.json("due", "--days", "9") if row["kind"] == "contact"}
    assert "报价" in due["甲公司"] and "报价" not in due.get("乙公司", "")
    # The next contact on its day settles it.
    busy.at("2026-11-26T02:00:00Z")
    assert "Settled" in busy.ok("log-contact", "甲公司", "电话", "定了").out


def test_a_step_without_a_day_is_shown_and_told(busy: Crm, tmp_path: Path) -> None:
    (tmp_path / "跟进记录.csv").write_text(
        "客户名称,跟进时间,跟进方式,跟进内容,下一步计划,下次跟进时间\n"
        "甲公司,2026-11-19,电话,谈过,寄样品,尽快\n乙公司,2026-11-19,电话,谈过,寄样册,2026-11-01\n"
        "丙公司,2026-11-19,电话,谈过,无,无\n甲公司,2026-11-19 16:00,电话,又谈,看样,2026-11-19 15:00\n"
        "乙公司,2026-11-19 16:00,电话,又谈,看样,2026-11-19 16:30\n",
        encoding="utf-8",
    )
    run = busy("import", str(tmp_path / "跟进记录.csv"), "--yes")
    assert run.status == 3 and "No day is told (next date): 尽快" in run.out
    assert sorted(row[2] or "" for row in contacts(busy)) == [*[""] * 4, "2026-11-19T08:30:00Z"]
    assert "next date: 2026-11-19 15:00 is before the contact" in run.out
    assert "寄样品, 尽快" in busy.ok("show", "甲公司").out
    assert "寄样册, 2026-11-01" in busy.ok("show", "乙公司").out


def test_tasks_about_nobody_and_data_to_be_verified_are_no_contacts(busy: Crm, tmp_path: Path) -> None:
    busy.ok("task", "add", "写周报", "--due", "today")
    busy.ok("task", "add", "订会议室", "--due", "today")
    busy.ok("edit", "乙公司", "note=老客户")
    (tmp_path / "c.csv").write_text("客户名称,电话\n丁公司,138-0000 转总机\n", encoding="utf-8")
    assert busy("import", str(tmp_path / "c.csv"), "--yes").status == 3
    told = {"task:1": ("已完成", ""), "task:2": ("等回复", "明天"), "verify:4": ("电话对的", "")}
    run = busy.ok("import", str(filled(busy, tmp_path / "d.xlsx", told, "--days", "400")), "--yes")
    assert "Task done: 写周报" in run.err and "Noted with the task 订会议室." in run.err
    assert "The next time was left out" in run.err and "The words are kept as a note." in run.err
    tasks = [busy.json("task", "show", number) for number in ("1", "2")]
    assert [task["state"] for task in tasks] == ["done", "open"]
    assert [remark["text"] for task in tasks for remark in task["comments"]] == ["已完成", "等回复"]
    assert contacts(busy) == []
    customer = busy.json("show", "丁公司")
    assert (customer["verified_on"], customer["note"]) == ("2026-11-23", "电话对的")


def test_a_step_that_was_done_meanwhile_is_not_called_open(busy: Crm, tmp_path: Path) -> None:
    sheet = filled(busy, tmp_path / "d.xlsx", {"complaint:1:respond": ("已致歉", "")})
    busy.ok("complaint", "reply", "1", "致歉")
    run = busy.ok("import", str(sheet), "--yes")
    assert contacts(busy)[-1][1] == "已致歉" and "still open" not in run.err


def test_a_high_level_contact_is_asked_for_and_recorded_by_sheet_and_tick_alike(
    busy: Crm, tmp_path: Path
) -> None:
    for name in ("甲公司", "乙公司"):
        busy.ok("edit", name, "--pin", "key", "--reason", "大", "--until", "2027-06-30")
    busy.at("2027-03-20T01:00:00Z")
    busy.ok("due", "--team", "-o", str(tmp_path / "d.xlsx"))
    book = load_workbook(tmp_path / "d.xlsx")
    page = book.active
    row = next(row for row in page.iter_rows(min_row=2) if row[13].value == "contact:1")
    assert row[10].value == "high level" and "key: high-level every 90 days" in row[5].value
    # Whom nobody reached was given nothing, by sheet, tick and hand alike.
    row[0].value, row[1].value = "没接，晚点再打", "后天"
    book.save(tmp_path / "e.xlsx")
    busy.ok("import", str(tmp_path / "e.xlsx"), "--yes")
    busy.at("2027-03-20T01:30:00Z")
    told = busy.ok("done", "contact:2", "--note", "没接").out
    assert "Tried to reach 乙公司" in told and "interaction edit 2 --reached" in told
    assert "says that nobody was reached" in busy.ok("log-contact", "乙公司", "phone", "没接").out
    missed = [(r["effective"], r["level"], r["gave"]) for r in busy.json("export", "interactions")]
    assert missed == [(False, None, None)] * 3
    for _n in range(3):
        busy.step_back()
    row[0].value, row[1].value = "谈年度合作", None
    book.save(tmp_path / "d.xlsx")
    busy.ok("import", str(tmp_path / "d.xlsx"), "--yes")
    assert "high level, advice)." in busy.ok("done", "contact:2").out
    made = [(r["level"], r["gave"]) for r in busy.json("export", "interactions")]
    assert made == [("high", "advice"), ("high", "advice")]
