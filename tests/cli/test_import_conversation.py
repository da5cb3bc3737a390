"""The import explains itself, asks once, keeps what it was told, and goes on with no doubtful guess unasked."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from crmcli import errors

from .conftest import Crm
from .test_import import book, rows, table, totals

#: What engines do with it is tried elsewhere.
pytestmark = pytest.mark.file

ODD: list[list[Any]] = [
    ["客户名称", "联系电话", "老何那边", "内部编码"],
    ["甲乙商贸有限公司", "13900000001", "张建华", "X1"],
    ["丙丁商贸有限公司", "13900000002", "李文", "X2"],
]
#: Contacts made, or complaints: nothing tells.
DOUBTFUL: list[list[Any]] = [
    ["日期", "客户", "联系方式", "内容"],
    ["2026-10-01", "甲乙商贸有限公司", "13900000001", "说设备停了，要求上门看一看"],
    ["2026-10-02", "丙丁商贸有限公司", "13900000002", "来电说发货太慢，希望快一点"],
]


def test_somebody_agrees_after_a_correction(crm: Crm, tmp_path: Path, answers: Any) -> None:
    answers("老何那边=contact_person", "y")
    run = crm.ok("import", str(book(tmp_path / "a.xlsx", *ODD)))
    shown, corrected = run.out.split("Import this?")[:2]
    assert "(kept beside)" in shown and "张建华 | 李文" in shown
    assert "contact_person" in corrected
    assert [p["name"] for p in rows(crm, "contacts")] == ["张建华", "李文"]


def test_somebody_says_no_and_nothing_is_written(crm: Crm, tmp_path: Path, answers: Any) -> None:
    before = crm.json("history")
    answers("老何那边=no_such_field", "n")
    run = crm("import", str(book(tmp_path / "a.xlsx", *ODD)))
    assert run.status == errors.INTERRUPTED
    assert "no_such_field" in run.out
    assert crm.json("history") == before


@pytest.mark.parametrize(
    ("field", "key"),
    [
        ("联系人", "contact_person"),
        ("contact person", "contact_person"),
        ("介绍人", "referrer"),
        ("负责人", "owner"),
    ],
)
def test_a_field_may_be_called_by_its_name(
    crm: Crm, tmp_path: Path, answers: Any, field: str, key: str
) -> None:
    sheet = str(book(tmp_path / "a.xlsx", *ODD))
    told = crm.json("import", "--explain", sheet, "--map", f"老何那边={field}")["sheets"][0]["columns"]
    assert next(c["field"] for c in told if c["column"] == "老何那边") == key
    answers(f"老何那边＝{field}", "y")
    crm.ok("import", sheet)
    assert crm.json("import", "--explain", sheet)["sheets"][0]["columns"][2]["field"] == key


@pytest.mark.parametrize("word", ["投诉", "complaints", "类型=投诉", "kind = complaints"])
def test_the_kind_is_corrected_by_its_word(crm: Crm, tmp_path: Path, answers: Any, word: str) -> None:
    answers(word, "y")
    crm.ok("import", str(table(tmp_path / "x.csv", *DOUBTFUL)), "--create-missing")
    assert len(rows(crm, "complaints")) == 2


def test_an_error_stays_on_the_screen(crm: Crm, tmp_path: Path, answers: Any) -> None:
    answers("老何那边=no_such_field", "perhaps", "y")
    out = crm.ok("import", str(book(tmp_path / "a.xlsx", *ODD))).out
    assert out.count("老何那边") == 1 + out.count("no_such_field=")
    told, rest = out.split("no_such_field", 1)
    assert "Column" in told and "Column" not in rest.split("Imported")[0]
    assert "neither y nor n" in rest


def test_one_kind_is_no_answer_for_several_sheets(crm: Crm, tmp_path: Path, answers: Any) -> None:
    answers("投诉", "n")
    one, two = book(tmp_path / "a.xlsx", *ODD), table(tmp_path / "x.csv", *DOUBTFUL)
    run = crm("import", str(one), str(two))
    assert run.status == errors.INTERRUPTED
    assert "There are 2 sheets here." in run.out


def test_what_was_told_is_kept_for_the_same_columns_and_said(crm: Crm, tmp_path: Path) -> None:
    totals(
        crm, str(book(tmp_path / "a.xlsx", *ODD)), "--map", "老何那边=contact_person", "--map", "内部编码=-"
    )
    newer = book(tmp_path / "b.xlsx", ODD[0], ["戊己商贸有限公司", "13900000003", "周敏", "X3"])
    run = crm.ok("import", str(newer), "--yes", "--format", "json")
    (notice,) = [w for w in run.json["warnings"] if "settled on 2026-11-20" in w]
    assert "老何那边 = contact_person" in notice
    assert [p["name"] for p in rows(crm, "contacts")] == ["张建华", "李文", "周敏"]
    assert not any("custom.内部编码" in row for row in rows(crm, "customers"))
    other = book(tmp_path / "c.xlsx", ODD[0][:3], ["庚辛商贸有限公司", "13900000004", "赵云"])
    totals(crm, str(other))
    assert len(rows(crm, "contacts")) == 3


def test_a_later_word_replaces_what_was_settled_and_undo_forgets_it(crm: Crm, tmp_path: Path) -> None:
    totals(crm, str(book(tmp_path / "a.xlsx", *ODD)), "--map", "老何那边=contact_person")
    second = book(tmp_path / "b.xlsx", ODD[0], ["戊己商贸有限公司", "13900000003", "周敏", "X3"])
    totals(crm, str(second), "--map", "老何那边=owner")
    sheets = crm.json("import", "--explain", str(second))["sheets"]
    assert sheets[0]["columns"][2]["field"] == "owner"
    crm.ok("undo")
    sheets = crm.json("import", "--explain", str(second))["sheets"]
    assert sheets[0]["columns"][2]["field"] == "contact_person"


def test_the_mapping_file_is_written_edited_and_read(crm: Crm, tmp_path: Path) -> None:
    before = crm.json("history")
    path, sheet = tmp_path / "m.toml", str(book(tmp_path / "a.xlsx", *ODD))
    crm.ok("import", sheet, "--save-mapping", str(path))
    text = path.read_text(encoding="utf-8")
    written = tomllib.loads(text)["sheet"][0]
    assert written["kind"] == "customers"
    assert written["columns"] == {"客户名称": "name", "联系电话": "phone", "老何那边": "", "内部编码": ""}
    assert crm.json("history") == before
    path.write_text(text.replace('"老何那边" = ""', '"老何那边" = "contact_person"'), encoding="utf-8")
    assert totals(crm, sheet, "--mapping", str(path)) == {"created": 2}
    assert len(rows(crm, "contacts")) == 2
    # The columns are settled by now, without the file.
    more = book(tmp_path / "b.xlsx", ODD[0], ["戊己商贸有限公司", "13900000003", "周敏", "X3"])
    totals(crm, str(more))
    assert len(rows(crm, "contacts")) == 3


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("[[sheet]\n", 5), ("", 5), ('[[sheet]]\nkind = "cars"\n', 5),
        ('[[sheet]]\nkind = "customers"\n[sheet.columns]\n"老何那边" = "shoe"\n', 5), (None, 4),
    ],
)  # fmt: skip
def test_a_broken_mapping_file_is_refused(crm: Crm, tmp_path: Path, text: str | None, status: int) -> None:
    path = tmp_path / "m.toml"
    if text is not None:
        path.write_text(text, encoding="utf-8")
    run = crm("import", str(book(tmp_path / "a.xlsx", *ODD)), "--yes", "--mapping", str(path))
    assert run.status == status
    assert rows(crm, "customers") == []


def test_explain_says_why_and_writes_nothing(crm: Crm, tmp_path: Path) -> None:
    before = crm.json("history")
    path = str(book(tmp_path / "a.xlsx", *ODD))
    (sheet,) = crm.json("import", "--explain", path)["sheets"]
    assert (sheet["kind"], sheet["header_row"], sheet["rows"]) == ("customers", 1, 2)
    assert sheet["points"]["customers"] == max(sheet["points"].values())
    by_name = {c["column"]: c for c in sheet["columns"]}
    assert "联系电话" in by_name["联系电话"]["why"] and by_name["联系电话"]["confidence"] > 0.8
    assert by_name["内部编码"]["field"] is None
    text = crm.ok("import", "--explain", path).out
    assert "its name says 联系电话" in text and "13900000001" in text
    assert crm.json("history") == before


@pytest.mark.parametrize(
    ("language", "reason"),
    [("en", "its name and its values look like it"), ("zh", "其名称和内容看起来相符")],
)
def test_a_guess_by_part_of_the_name_gives_its_reason_in_words(
    crm: Crm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str, reason: str
) -> None:
    monkeypatch.setenv("CRMCLI_LANG", language)
    asked = ["客户名称", "提交时间", "总体来说您对我们满意吗"]
    sheet = table(
        tmp_path / "a.csv",
        asked,
        ["甲公司", "2026-10-25", "4分"],
        ["乙公司", "2026-10-26", "很满意"],
        ["丙公司", "2026-10-27", "2"],
    )
    assert reason in crm.ok("import", "--explain", str(sheet), "--kind", "survey_answers").out


def test_a_doubtful_guess_is_not_acted_upon_until_somebody_settles_it(crm: Crm, tmp_path: Path) -> None:
    totals(crm, str(book(tmp_path / "a.xlsx", *ODD)))
    sheet = str(table(tmp_path / "x.csv", *DOUBTFUL))
    run = crm("import", sheet, "--yes")
    assert run.status == errors.Invalid.status
    assert "--kind complaints" in run.err and "--kind interactions" in run.err
    rehearsed = crm.ok("import", sheet, "--dry-run")
    assert (rehearsed.out + rehearsed.err).count("Doubtful") == 1
    assert totals(crm, sheet, "--kind", "complaints") == {"created": 2}
    later = table(tmp_path / "y.csv", DOUBTFUL[0], ["2026-10-03", *DOUBTFUL[1][1:]])
    assert totals(crm, str(later)) == {"created": 1}
    assert len(rows(crm, "complaints")) == 3


def test_somebody_may_agree_to_a_doubtful_guess(crm: Crm, tmp_path: Path, answers: Any) -> None:
    totals(crm, str(book(tmp_path / "a.xlsx", *ODD)))
    sheet = str(table(tmp_path / "x.csv", *DOUBTFUL))
    answers("y")
    assert "Doubtful" in crm.ok("import", sheet).out
    assert len(rows(crm, "complaints")) + len(rows(crm, "interactions")) == 2


FILLED = {
    "en": {"Customer name": "Blue Peak Ltd", "Customer type": "company", "Contact person": "Ann Moore", "Phone": "13900000001",
           "Other phone": "13900000002", "Industry": "Tea", "Customer source": "referral", "Cooperation start": "2025-03-01"},
    "zh_CN": {"客户名称": "甲乙商贸有限公司", "客户类型": "企业", "联系人": "张建华", "联系电话": "13900000001",
              "备用电话": "13900000002", "行业": "茶叶", "客户来源": "转介绍", "首次合作日期": "2025-03-01"},
}  # fmt: skip


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_the_filled_template_comes_in_without_a_question(crm: Crm, tmp_path: Path, language: str) -> None:
    path = tmp_path / "t.xlsx"
    crm.ok("import", "--template", "customers", "-o", str(path), "--lang", language)
    workbook = openpyxl.load_workbook(path)
    sheet = workbook.active
    assert sheet is not None
    columns = {str(cell.value).lstrip("*"): cell.column for cell in sheet[1]}
    assert sheet.cell(1, 1).comment is not None
    lists = [rule.formula1 for rule in sheet.data_validations.dataValidation]
    assert any(FILLED[language].get("客户类型", "company") in text for text in lists)
    for name, value in FILLED[language].items():
        sheet.cell(2, columns[name]).value = value
    workbook.save(path)
    run = crm.ok("import", str(path), "--yes", "--format", "json")
    assert (run.json["data"]["totals"]["created"], run.json["warnings"]) == (1, [])
    (row,) = rows(crm, "customers")
    assert (row["kind"], row["source"], row["cooperation_start"]) == ("company", "referral", "2025-03-01")
    assert (row["phone"], row["phones"]) == ("13900000001", "13900000002")
    assert not any(key.startswith("custom.") for key in row)
    assert [p["name"] for p in rows(crm, "contacts")] == [FILLED[language].get("联系人", "Ann Moore")]


@pytest.mark.parametrize(
    "kind", ["customers", "members", "contacts", "interactions", "purchases", "complaints"]
)
@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_every_column_of_a_template_is_known(crm: Crm, tmp_path: Path, kind: str, language: str) -> None:
    path = tmp_path / "t.xlsx"
    crm.ok("import", "--template", kind, "-o", str(path), "--lang", language)
    (sheet,) = crm.json("import", "--explain", str(path))["sheets"]
    assert sheet["kind"] == kind
    # Further phones are known by their values.
    unknown = [c["column"] for c in sheet["columns"] if c["field"] is None]
    assert unknown in ([], ["Other phone"], ["备用电话"])


def test_there_is_no_template_of_answers(crm: Crm, tmp_path: Path) -> None:
    assert crm("import", "--template", "survey_answers").status == 2
    assert crm("import", "--template", "customers", "-o", str(tmp_path / "t.csv")).status == 2


def test_an_answer_that_is_none_is_asked_again(crm: Crm, tmp_path: Path, answers: Any) -> None:
    answers("help", "y")
    run = crm.ok("import", str(book(tmp_path / "a.xlsx", *ODD)))
    assert "That is neither y nor n, nor a correction" in run.out
    assert len(rows(crm, "customers")) == 2


def test_mended_rows_are_read_as_the_sheet_they_come_from(crm: Crm, tmp_path: Path) -> None:
    """One row alone would not tell that `Who` is the customer."""
    sheet = book(
        tmp_path / "suggestions.xlsx",
        ["Feedback date", "Who", "Feedback", "Feedback type"],
        *(
            ["2026-11-02", f"{name} Ltd", "Open on Saturdays", "suggestion"]
            for name in ("Ashdown", "Cobalt", "Dover")
        ),
    )
    for name in ("Ashdown Ltd", "Cobalt Ltd", "Northgate Ltd"):
        crm.ok("add", name)
    rejects = tmp_path / "rejects.xlsx"
    crm("import", str(sheet), "--yes", "--partial", "--rejects", str(rejects))
    workbook = openpyxl.load_workbook(rejects)
    assert workbook.active is not None
    workbook.active["B2"].value = "Northgate Ltd"
    workbook.save(rejects)
    run = crm.ok("import", str(rejects), "--yes")
    assert "when these rows were found wanting" in run.err
    assert {r["customer"] for r in rows(crm, "feedback")} == {"Ashdown Ltd", "Cobalt Ltd", "Northgate Ltd"}
