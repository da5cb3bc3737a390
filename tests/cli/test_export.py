"""What is exported can be imported again, here without a change, elsewhere without a loss."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import icalendar
import openpyxl
import pytest

from crmcli import errors
from crmcli.database import migrations
from tests.cli.conftest import beginning
from tests.conftest import Databases

from .conftest import Crm
from .test_import import COMPLAINTS, CUSTOMERS, ORDERS, book, rows, table, totals

KINDS = (
    "customers", "members", "contacts", "interactions", "contracts", "purchases", "complaints", "survey_answers", "tasks", "feedback",
    "opportunities",
    "consents",
    "trainings",
)  # fmt: skip
#: Lists that an import leaves alone.
ONLY_OUT = ("invitations", "knowledge", "attachments")


@pytest.fixture
def full(crm: Crm, tmp_path: Path) -> Crm:
    """A little of everything."""
    folder = tmp_path / "in"
    folder.mkdir()
    book(
        folder / "客户.xlsx",
        [*CUSTOMERS[0], "车牌号"],
        *([*row, "川A1"] for row in CUSTOMERS[1:]),
        ["瑞景餐饮有限公司", "", "", "", "", "", ""],
    )
    table(folder / "订单.csv", *ORDERS[:3])
    book(folder / "投诉.xlsx", *COMPLAINTS)
    table(
        folder / "会员.csv",
        ["会员姓名", "手机", "会员等级", "积分", "生日"],
        ["林志明", "13900000001", "金卡", 500, "农历五月初六"],
    )
    book(
        folder / "跟进-李娜.xlsx",
        ["日期", "客户", "跟进方式", "沟通内容"],
        ["2026-11-01", "刘帆", "电话", "报价"],
    )
    book(
        folder / "问卷.xlsx",
        ["提交答卷时间", "手机号", "总体满意度", "意见建议"],
        ["2026-11-10 09:30:11", "18877233283", 2, "慢"],
        ["2026-11-10 10:30:11", "13911829855", 5, ""],
    )
    totals(crm, str(folder), "--partial", "--rejects", str(tmp_path / "r.xlsx"))
    crm.ok("log-contact", "刘帆", "phone", "=HYPERLINK 再联系")
    return crm


@pytest.mark.parametrize("lang", ["en", "zh_CN"])
def test_everything_comes_back_unchanged(full: Crm, tmp_path: Path, lang: str) -> None:
    path = tmp_path / "all.xlsx"
    full.ok("export", "all", "-o", str(path), "--lang", lang)
    before = full.json("history")
    found = totals(full, str(path))
    assert set(found) == {"unchanged"}, found
    assert full.json("history") == before


@pytest.mark.parametrize("lang", ["en", "zh_CN"])
def test_lunar_birthdays_and_complaints_of_nobody_stay_so(crm: Crm, tmp_path: Path, lang: str) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    table(
        folder / "联系人.csv",
        ["公司", "姓名", "职务", "手机", "生日"],
        ["远鑫酒店有限公司", "张建华", "经理", "13911829855", "农历五月初六"],
        ["远鑫酒店有限公司", "王梅", "采购", "13911829856", "5-7"],
    )
    table(
        folder / "客户.csv",
        ["客户名称", "客户类型", "电话", "负责人", "生日"],
        ["远鑫酒店有限公司", "企业", "021-62345678", "李娜", ""],
        ["刘帆", "个人", "18877233283", "李娜", "农历八月初一"],
    )
    table(
        folder / "投诉.csv",
        ["投诉编号", "投诉时间", "客户名称", "投诉内容", "处理人"],
        ["K1", "2026-11-18 09:00", "远鑫酒店有限公司", "脏", ""],
        ["K2", "2026-11-18 10:00", "刘帆", "慢", "王芳"],
    )
    totals(crm, str(folder))
    before = {kind: rows(crm, kind) for kind in KINDS}
    assert [p["birthday_calendar"] for p in before["contacts"]] == ["lunar", "solar"]
    assert [c["handler"] for c in before["complaints"]] == [None, "王芳"]
    path = tmp_path / "all.xlsx"
    crm.ok("export", "all", "-o", str(path), "--lang", lang)
    assert set(totals(crm, str(path))) == {"unchanged"}
    assert {kind: rows(crm, kind) for kind in KINDS} == before


@pytest.mark.parametrize(
    "kind",
    [
        kind
        for kind in KINDS
        if kind not in ("tasks", "feedback", "contracts", "opportunities", "trainings", "consents")
    ],
)
def test_each_list_comes_back_from_csv(full: Crm, tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"{kind}.csv"
    full.ok("export", kind, "-o", str(path))
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    assert set(totals(full, str(path))) == {"unchanged"}


def test_an_empty_database_gets_the_same_lists(
    full: Crm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "all.xlsx"
    full.ok("export", "all", "-o", str(path))
    before = {kind: rows(full, kind) for kind in KINDS}
    monkeypatch.setenv("CRMCLI_DB", str(tmp_path / "other.db"))
    full.ok("init", "--name", "Lee")
    totals(full, str(path))
    own = {"id", "code", "external_id", "customer_id", "form"}
    for kind in KINDS:
        there = [{k: v for k, v in row.items() if k not in own} for row in rows(full, kind)]
        here = [{k: v for k, v in row.items() if k not in own} for row in before[kind]]
        assert sorted(map(str, there)) == sorted(map(str, here)), kind


@pytest.mark.file
def test_an_address_book_comes_back(full: Crm, tmp_path: Path) -> None:
    path = tmp_path / "people.vcf"
    full.ok("export", "contacts", "-o", str(path))
    assert set(totals(full, str(path))) == {"unchanged"}


def test_scripts_get_the_models_names(full: Crm, tmp_path: Path) -> None:
    first = full.json("export")[0]
    assert {"id", "code", "external_id", "name", "phone", "owner", "tags"} <= set(first)
    path = tmp_path / "a.json"
    full.ok("export", "purchases", "-o", str(path))
    assert json.loads(path.read_text(encoding="utf-8"))["data"] == rows(full, "purchases")
    assert set(full.json("export", "all")) == {*KINDS, *ONLY_OUT}


def test_filters_choose_the_customers_of_every_list(full: Crm) -> None:
    assert {r["owner"] for r in full.json("export", "customers", "--owner", "李娜")} == {"李娜"}
    assert {r["customer"] for r in full.json("export", "purchases", "--owner", "李娜")} == {
        "成都远鑫酒店管理有限公司"
    }


@pytest.mark.file
def test_a_text_like_a_formula_stays_text(full: Crm, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    full.ok("export", "interactions", "-o", str(path))
    sheet = openpyxl.load_workbook(path).active
    assert sheet is not None
    cell = next(c for row in sheet.iter_rows() for c in row if str(c.value).startswith("=HYPERLINK"))
    assert cell.data_type == "s"


# -- folders ------------------------------------------------------------------------------------------------------


def _manifest(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    return found


@pytest.mark.file
@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_a_folder_holds_every_list_and_says_what_is_in_it(full: Crm, tmp_path: Path, form: str) -> None:
    folder = tmp_path / "everything"
    full.ok("export", "--all", "-o", str(folder), *(["--format", "csv"] if form == "csv" else []))
    manifest = _manifest(folder)
    assert [entry["kind"] for entry in manifest["files"]] == [*KINDS, *ONLY_OUT]
    assert (manifest["as_of"], manifest["schema_version"]) == ("2026-11-20T02:00:00Z", migrations.VERSION)
    for entry in manifest["files"]:
        content = (folder / entry["file"]).read_bytes()
        assert hashlib.sha256(content).hexdigest() == entry["sha256"]
        assert entry["rows"] == len(full.json("export", entry["kind"]))
    assert {path.name for path in folder.iterdir()} == {
        "manifest.json",
        *(e["file"] for e in manifest["files"]),
    }
    assert set(totals(full, str(folder))) == {"unchanged"}


@pytest.mark.file
def test_a_folder_is_renewed_but_never_one_that_holds_something_else(full: Crm, tmp_path: Path) -> None:
    folder = tmp_path / "everything"
    full.ok("export", "--all", "-o", str(folder), "--format", "csv")
    full.ok("export", "--all", "-o", str(folder))
    assert {path.suffix for path in folder.iterdir()} == {".xlsx", ".json"}
    other = tmp_path / "other"
    other.mkdir()
    (other / "mine.txt").write_text("mine")
    assert full("export", "--all", "-o", str(other)).status == errors.Usage.status
    assert [path.name for path in other.iterdir()] == ["mine.txt"]


@pytest.mark.file
def test_half_an_export_is_taken_away_again(
    full: Crm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from crmcli import saving

    save = saving.save

    def full_disk(path: Path, content: bytes) -> Path:
        if path.name.startswith("members"):
            raise errors.DiskFull("The disk is full.", "")
        return save(path, content)

    folder = tmp_path / "everything"
    with monkeypatch.context() as patched:
        patched.setattr(saving, "save", full_disk)
        assert full("export", "--all", "-o", str(folder)).status == errors.DiskFull.status
    assert list(folder.iterdir()) == []
    full.ok("export", "--all", "-o", str(folder))


# -- text for version control -------------------------------------------------------------------------------------


def test_diffable_text_has_a_line_per_field_and_nothing_of_the_run(full: Crm, tmp_path: Path) -> None:
    path = tmp_path / "records.txt"
    full.ok("export", "--diffable", "-o", str(path))
    text = path.read_text(encoding="utf-8")
    full.at("2026-11-25T02:00:00Z")
    assert full.ok("export", "--diffable", "--lang", "zh_CN").out.strip() == text.strip()
    assert 'customers "C000001"\n' in text
    full.ok("edit", "刘帆", "city=绵阳")
    after = full.ok("export", "--diffable").out.strip()
    changed = set(after.splitlines()) ^ set(text.splitlines())
    assert changed == {'  city: "绵阳"'}


def test_diffable_text_is_the_same_on_every_engine(full: Crm, databases: Databases, tmp_path: Path) -> None:
    """A copy on the other kind of place, and one that came by export and import, say the same."""
    before = full.ok("export", "--diffable").out
    full.ok("move", "--to", str(tmp_path / "copy.db"))
    assert full.ok("export", "--diffable", "--db", str(tmp_path / "copy.db")).out == before
    folder = tmp_path / "texts"
    full.ok("export", "--all", "--diffable", "-o", str(folder))
    texts = [(folder / f"{kind}.txt").read_text(encoding="utf-8") for kind in (*KINDS, *ONLY_OUT)]
    assert "".join(texts).strip() == before.strip()
    assert "as_of" not in _manifest(folder)


# -- calendars ----------------------------------------------------------------------------------------------------


def _events(path: Path) -> dict[str, Any]:
    content = path.read_bytes()
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    found = icalendar.Calendar.from_ical(content)
    return {str(event["UID"]).partition("@")[0]: event for event in found.walk("VEVENT")}


@pytest.mark.file
def test_what_is_due_opens_in_a_calendar(crm: Crm, tmp_path: Path) -> None:
    crm.ok("add", "远鑫, 酒店; \\ 有限公司", "--phone", "13911829855", "--contact", "张建华")
    crm.ok("task", "add", "报价, 含税; 两份\n寄出", "--due", "2026-11-25", "--customer", "13911829855")
    crm.ok("task", "add", "Call", "--due", "2026-11-24 15:00")
    path = tmp_path / "due.ics"
    crm.ok("export", "due", "-o", str(path))
    events = _events(path)
    assert set(events) == {"contact-1", "task-1", "task-2"}
    contact, day, hour = events["contact-1"], events["task-1"], events["task-2"]
    assert str(contact["SUMMARY"]) == "[contact] 远鑫, 酒店; \\ 有限公司"
    assert "张建华" in contact["DESCRIPTION"] and "13911829855" in contact["DESCRIPTION"]
    assert (day["DTSTART"].dt, day["DTEND"].dt) == (date(2026, 11, 25), date(2026, 11, 26))
    # 15:00 in Shanghai.
    assert hour["DTSTART"].dt == datetime(2026, 11, 24, 7, tzinfo=UTC)
    assert path.read_bytes().count(b"DTSTART;VALUE=DATE:") == 2


@pytest.mark.file
def test_an_entry_keeps_its_id_when_it_moves_and_a_late_one_lasts_until_today(
    crm: Crm, tmp_path: Path
) -> None:
    crm.ok("task", "add", "Call", "--due", "2026-11-22")
    one, two = tmp_path / "one.ics", tmp_path / "two.ics"
    crm.ok("export", "-o", str(one))
    before = icalendar.Calendar.from_ical(one.read_bytes()).walk("VEVENT")[0]
    crm.at("2026-11-25T02:00:00Z")
    crm.ok("due", "-o", str(two))
    (after,) = icalendar.Calendar.from_ical(two.read_bytes()).walk("VEVENT")
    assert after["UID"] == before["UID"]
    assert (after["DTSTART"].dt, after["DTEND"].dt) == (date(2026, 11, 22), date(2026, 11, 26))


def test_feedback_comes_back(full: Crm, tmp_path: Path) -> None:
    full.ok("feedback", "add", "刘帆", "希望周末配送", "--kind", "suggestion")
    path = tmp_path / "all.xlsx"
    full.ok("export", "all", "-o", str(path), "--lang", "zh_CN")
    assert "客户反馈" in openpyxl.load_workbook(path).sheetnames
    before = full.json("history")
    assert set(totals(full, str(path))) == {"unchanged"}
    assert full.json("history") == before


@pytest.mark.file
@pytest.mark.parametrize(
    ("words", "status"),
    [
        (["customers", "-o", "a.pdf"], errors.Usage.status),
        (["all", "-o", "a.csv"], errors.Usage.status),
        (["purchases", "-o", "a.vcf"], errors.Usage.status),
        (["cars"], errors.Usage.status),
        (["due", "-o", "a.xlsx"], errors.Usage.status),
        (["due"], errors.Usage.status),
        (["due", "-o", "a.ics", "--city", "成都"], errors.Usage.status),
        (["customers", "-o", "a.ics"], errors.Usage.status),
        (["customers", "--all"], errors.Usage.status),
        (["customers", "-o", "folder"], errors.Usage.status),
        (["--all", "-o", "none/folder"], errors.MissingFile.status),
        (["customers", "-o", "none/a.xlsx"], errors.MissingFile.status),
    ],
)
def test_bad_targets(
    crm: Crm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], status: int
) -> None:
    monkeypatch.chdir(tmp_path)
    assert crm("export", *words).status == status


@beginning
def busy(crm: Crm) -> None:
    """A wave with an answer, a recurring task that went through two hands, feedback answered twice, and knowledge."""
    crm.ok("staff", "add", "Kim", "--role", "rep")
    for number in (1, 2):
        crm.ok("add", f"Shop {number}", "--phone", f"1380000000{number}")
    code = crm.json("survey", "wave", "open", "Q4")["invitations"][0]["code"]
    crm.ok("survey", "record", "--code", code, "--overall", "2")
    crm.ok(
        "task", "add", "报表", "--repeat", "每周一", "--due", "2026-11-23", "--step", "取数", "--step", "排版"
    )
    crm.ok("task", "check", "1", "1")
    crm.ok("task", "comment", "1", "数据晚到\n等财务")
    crm.ok("handoff", "task:1", "--to", "Kim", "--by", "2026-11-24", "--note", "休假")
    crm.ok("feedback", "add", "Shop 1", "太慢", "--kind", "problem")
    crm.ok("feedback", "answer", "1", "在改")
    crm.ok("feedback", "answer", "1", "改好了")
    crm.ok("kb", "add", "发票怎么开", "三个工作日内")


@pytest.mark.parametrize("lang", ["en", "zh_CN"])
def test_answers_by_code_and_what_hangs_on_tasks_come_back(busy: Crm, tmp_path: Path, lang: str) -> None:
    path = tmp_path / "all.xlsx"
    busy.ok("export", "all", "-o", str(path), "--lang", lang)
    assert set(totals(busy, str(path))) == {"unchanged"}
    # An answer that was taken back comes in again, under its code.
    answers = tmp_path / "answers.csv"
    busy.ok("export", "survey_answers", "-o", str(answers), "--lang", lang)
    wave, lines = busy.json("survey", "wave", "show", "Q4"), answers.read_text(encoding="utf-8-sig")
    code = wave["invitations"][0]["code"]
    operation = next(o["number"] for o in busy.json("history") if o["command"] == "survey record")
    busy.ok("undo", str(operation))
    assert busy.json("survey", "wave", "show", "Q4")["answered"] == 0
    busy.ok("import", str(answers), "--yes")
    assert busy.json("survey", "wave", "show", "Q4")["answered"] == 1
    # Another answer under the same code is none.
    answers.write_text(
        lines.replace("2026-11-20 10:00:00", "2026-11-19 10:00:00").replace("10:00", "09:00"),
        encoding="utf-8-sig",
    )
    run = busy("import", str(answers), "--yes")
    assert (run.status, f"The code {code} was answered" in run.out) == (5, True)


def test_what_hangs_on_tasks_and_feedback_moves_to_another_database(
    busy: Crm, databases: Databases, tmp_path: Path
) -> None:
    path = tmp_path / "all.xlsx"
    busy.ok("export", "all", "-o", str(path))
    busy.place = databases.empty()
    db = ("--db", busy.place)
    busy.ok("init", "--name", "Lee", *db)
    busy.ok("staff", "add", "Kim", "--role", "rep", *db)
    busy.ok("import", str(path), "--yes", *db)
    task = busy.json("task", "show", "1", *db)
    assert (task["repeat_rule"], task["due_on"], task["owner"]) == (
        "FREQ=WEEKLY;BYDAY=MO",
        "2026-11-24",
        "Kim",
    )
    assert [(s["text"], s["done_by"]) for s in task["steps"]] == [("取数", "Lee"), ("排版", None)]
    assert [(c["author"], c["text"]) for c in task["comments"]] == [("Lee", "数据晚到\n等财务")]
    assert [(h["giver"], h["receiver"], h["due_on"], h["note"]) for h in task["handoffs"]] == [
        ("Lee", "Kim", "2026-11-24", "休假")
    ]
    assert [a["text"] for a in busy.json("feedback", "show", "1", *db)["answers"]] == ["在改", "改好了"]
    assert busy.json("task", "done", "1", *db)["next_id"] == 2
    assert busy.json("task", "show", "2", *db)["due_on"] == "2026-11-30"


def test_waves_and_knowledge_go_out(busy: Crm) -> None:
    invitations = busy.json("export", "invitations")
    assert [(i["wave"], i["form"], i["customer"], bool(i["answered_at"])) for i in invitations] == [
        ("Q4", "standard", "Shop 1", True), ("Q4", "standard", "Shop 2", False),
    ]  # fmt: skip
    assert [(k["title"], k["answer"], k["author"]) for k in busy.json("export", "知识")] == [
        ("发票怎么开", "三个工作日内", "Lee")
    ]
    assert busy.json("export", "knowledge", "--city", "成都") == []


#: By list the command for a record that happened at a time.
HAPPENED = {
    "purchases": ("purchase", "add", "Alpha", "100", "--at"),
    "interactions": ("log-contact", "Alpha", "phone", "x", "--at"),
    "complaints": ("complaint", "open", "Alpha", "y", "--at"),
    "feedback": ("feedback", "add", "Alpha", "z", "--at"),
}


@pytest.mark.file
@pytest.mark.parametrize("kind", HAPPENED)
def test_a_time_of_day_that_nobody_told_is_not_exported(crm: Crm, tmp_path: Path, kind: str) -> None:
    words = HAPPENED[kind]
    crm.ok("add", "Alpha")
    crm.ok(*words, "2026-10-07")
    crm.ok(*words, "2026-10-08 09:30")
    printed = crm.ok("export", kind).out
    assert "2026-10-07 " in printed and "12:00" not in printed and "2026-10-08 09:30" in printed
    keyed = crm.ok("export", kind, "--format", "csv").out
    assert ",2026-10-07," in keyed and ",2026-10-08T01:30:00Z," in keyed
    for suffix in (".csv", ".xlsx"):
        file = tmp_path / f"{kind}{suffix}"
        crm.ok("export", kind, "-o", str(file))
        if suffix == ".csv":
            text = file.read_text(encoding="utf-8")
            assert ",2026-10-07," in text and ",2026-10-08 09:30:00," in text
        else:
            told = [cell for line in openpyxl.load_workbook(file).active.values for cell in line]
            assert datetime(2026, 10, 7, 0) in told and datetime(2026, 10, 8, 9, 30) in told
        assert totals(crm, str(file))["unchanged"] == 2


@pytest.mark.file
def test_noon_and_midnight_are_hours_and_a_day_alone_is_none(crm: Crm, tmp_path: Path) -> None:
    crm.ok("add", "Alpha")
    told = ("2026-10-08 12:00", "2026-10-07 00:00", "2026-10-06")
    for when in told:
        crm.ok("complaint", "open", "Alpha", when, "--new", "--at", when)
        crm.ok("log-contact", "Alpha", "phone", when, "--at", when)
        crm.ok("purchase", "add", "Alpha", "5", "--product", when, "--at", when)
        crm.ok("feedback", "add", "Alpha", when, "--at", when)
        crm.ok("survey", "record", "Alpha", "--overall", "4", "--comment", when, "--at", when)
    kinds = ("complaints", "interactions", "purchases", "feedback", "survey_answers")
    before = {kind: crm.json("export", kind) for kind in kinds}
    for kind in kinds:
        lines = crm.ok("export", kind).out.splitlines()
        for when in told:
            # The words of the row, and when it was; no hour is told of the day alone.
            (line,) = [line for line in lines if line.count(when) > 1]
            assert f"{told[2]} 12" not in line
    crm.ok("export", "--all", "-o", str(tmp_path / "all.xlsx"))
    other = ("--db", str(tmp_path / "other.db"))
    crm.ok(*other, "init", "--name", "Lee")
    crm.ok(*other, "import", str(tmp_path / "all.xlsx"), "--yes")
    for kind in kinds:
        name = {"complaints": "opened_at", "purchases": "ordered_at", "survey_answers": "submitted_at"}.get(
            kind, "occurred_at"
        )
        after = crm.json(*other, "export", kind)
        assert [row[name] for row in after] == [row[name] for row in before[kind]], kind
