"""Whole files of other companies, in other layouts: what is read from them."""

from __future__ import annotations

import importlib.util
import os
import zipfile
from datetime import date, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from crmcli.errors import MissingFile, Unreadable
from crmcli.sheets.containers import workbook
from crmcli.sheets.model import Problem
from crmcli.sheets.reading import fields_for, read
from crmcli.sheets.rows.plans import Reading, SheetPlan

TODAY = date(2026, 11, 20)


def _maker() -> ModuleType:
    path = Path(__file__).parents[2] / "data" / "make_sheets.py"
    spec = importlib.util.spec_from_file_location("make_sheets", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


make = _maker()
FENGDA, HESHUN, DAMING = "甲地丰达商贸有限公司", "乙地和顺餐饮有限公司", "丙地大明酒店"


def read_one(path: Path, **options: Any) -> SheetPlan:
    """The only recognised sheet of a file."""
    reading = read([path], today=TODAY, **options)
    assert not reading.errors, reading.errors
    [plan] = [plan for plan in reading.sheets if plan.kind]
    return plan


def values(plan: SheetPlan) -> list[dict[str, Any]]:
    return [row.values for row in plan.rows]


def test_two_line_header_with_captions_totals_and_signatures(tmp_path: Path) -> None:
    plan = read_one(make.two_line_customers(tmp_path))
    assert (plan.kind, plan.header_row, plan.title, plan.author_hint) == (
        "customers",
        4,
        "客户信息登记表",
        "周敏",
    )
    assert [row.number for row in plan.rows] == [5, 6, 7]
    assert values(plan)[0] == {
        "name": FENGDA, "industry": "零售", "street": "甲地中山路1号", "contact_person": "李一",
        "phone": "13800000001",
        "stated_tier": "key", "opening_amount": 12_500_000,
    }  # fmt: skip
    assert values(plan)[1]["phone"] == "0512-62345678"
    assert values(plan)[2]["phone"] == "13800000003" and values(plan)[2]["phones"] == ["021-62345678"]
    assert not any(row.problems for row in plan.rows)


def test_english_customers_in_utf16_with_semicolons(tmp_path: Path) -> None:
    plan = read_one(make.english_customers(tmp_path))
    assert plan.kind == "customers"
    assert values(plan)[0] == {
        "phone": "+14155552671", "name": "Blue Harbor Ltd.", "industry": "Hospitality",
        "contact_person": "Jane Doe",
        "contact_title": "Buyer", "email": "jane@blue.example", "owner": "Tom Smith", "stated_tier": "key",
        "cooperation_start": date(2021, 3, 25),
    }  # fmt: skip
    assert plan.rows[1].extra == {"VAT ID": "X2"}


def test_taiwanese_log_in_big5_with_years_of_the_republic(tmp_path: Path) -> None:
    plan = read_one(make.traditional_log(tmp_path))
    assert plan.kind == "interactions"
    assert [row["occurred"] for row in values(plan)] == [
        date(2024, 3, 5),
        date(2024, 3, 8),
        date(2024, 3, 12),
    ]
    assert [row["phone"] for row in values(plan)] == ["+886912345678", "+886223456789", "+886912345678"]
    assert [row["channel"] for row in values(plan)] == ["visit", "phone", "chat"]
    assert values(plan)[2]["next_on"] == date(2024, 3, 20)


def test_a_page_called_xls(tmp_path: Path) -> None:
    plan = read_one(make.html_orders(tmp_path))
    assert (plan.kind, plan.header_row, len(plan.rows)) == ("purchases", 2, 3)
    assert [row["amount"] for row in values(plan)] == [10_000, 12_000, -1_200]
    assert [row["status"] for row in values(plan)] == ["paid", "paid", "cancelled"]
    assert values(plan)[0]["ordered"] == datetime(2024, 3, 5, 10, 20)
    assert plan.rows[0].extra == {"单价": "50.00"}


def test_tabbed_text_called_xls(tmp_path: Path) -> None:
    plan = read_one(make.tabbed_members(tmp_path))
    assert plan.kind == "members"
    assert values(plan)[0] == {
        "member_no": "V001", "name": "李一", "phone": "13800000001", "member_level": "platinum",
        "points": 1200,
        "birthday": "--08-15", "birthday_calendar": "lunar", "member_since": date(2023, 1, 5),
    }  # fmt: skip
    assert plan.rows[0].extra == {"累计积分": "5000"}
    assert plan.rows[1].problems == [Problem("phone", "1.38E+10", "lost_digits", "预留手机")]


def test_xml_of_excel_2003(tmp_path: Path) -> None:
    plan = read_one(make.xml_contacts(tmp_path))
    assert plan.kind == "contacts"
    assert values(plan)[0] == {
        "name": "钱四", "customer": FENGDA, "title": "总经理", "phone": "13800000004",
        "phones": ["021-62345678"],
        "email": "q4@example.com", "decision_role": "decision_maker",
    }  # fmt: skip


def test_merged_customers_repeated_header_and_dates_without_a_year(tmp_path: Path) -> None:
    plan = read_one(make.merged_follow_ups(tmp_path))
    assert (plan.kind, plan.author_hint, len(plan.rows)) == ("interactions", "吴昊", 4)
    assert [row["customer"] for row in values(plan)] == [FENGDA, FENGDA, HESHUN, DAMING]
    assert [row["occurred"] for row in values(plan)][:2] == [date(2025, 3, 5), date(2025, 3, 20)]
    assert values(plan)[3]["occurred"] == datetime(2025, 5, 6, 14, 30)
    assert values(plan)[1]["next_on"] == date(2025, 4, 2) and "next_on" not in values(plan)[3]


def test_follow_ups_in_columns_become_rows_beside_their_customers(tmp_path: Path) -> None:
    reading = read([make.wide_follow_ups(tmp_path)], today=TODAY)
    customers, log = reading.sheets
    assert (customers.kind, log.kind) == ("customers", "interactions")
    assert values(customers)[0] == {"name": FENGDA, "phone": "13800000001", "source": "referral"}
    assert [(row.number, row.values["occurred"], row.values["content"]) for row in log.rows] == [
        (2, date(2025, 3, 1), "初次介绍"), (2, date(2025, 3, 9), "报价"), (3, date(2025, 3, 2), "加了微信"),
    ]  # fmt: skip


def test_complaints_with_date_and_time_apart_in_an_old_workbook(tmp_path: Path) -> None:
    plan = read_one(make.complaint_ledger(tmp_path))
    assert plan.kind == "complaints"
    first, second = values(plan)
    assert first["opened"] == datetime(2025, 3, 1, 9, 30) and second["opened"] == datetime(2025, 3, 5, 14, 5)
    assert (first["severity"], second["severity"]) == ("urgent", "serious")
    assert (first["accused"], first["handler"]) == ("司机组", "周敏")
    assert first["responded_flag"] == "yes" and "responded_flag" not in second
    assert first["resolved"] == date(2025, 3, 2) and "resolved" not in second
    assert (first["revisit_result"], first["compensation"]) == ("satisfied", 20_000)


def test_a_survey_of_whole_questions(tmp_path: Path) -> None:
    plan = read_one(make.survey(tmp_path))
    assert (plan.kind, plan.scales) == ("survey_answers", {"overall": 5, "cooperation": 5, "nps": 10})
    assert [(row["overall"], row["cooperation"], row["nps"]) for row in values(plan)] == [
        (5, 5, 10),
        (2, 3, 4),
        (3, 4, 8),
    ]
    assert values(plan)[1]["comment"] == "送货再快些" and "comment" not in values(plan)[0]
    assert plan.rows[0].extra == {"Q6. 您了解我们的渠道": "展会┋朋友"}


def test_english_complaints(tmp_path: Path) -> None:
    plan = read_one(make.english_complaints(tmp_path))
    assert [row["severity"] for row in values(plan)] == ["urgent", "normal"]
    assert values(plan)[0]["responded"] == datetime(2025, 3, 1, 9, 40) and "responded" not in values(plan)[1]


def test_a_list_of_staff_is_left_out(tmp_path: Path) -> None:
    reading = read([make.staff_list(tmp_path)], today=TODAY)
    assert (
        [plan.kind for plan in reading.sheets] == [None] and len(reading.warnings) == 1 and not reading.errors
    )


def test_vcards_of_three_versions(tmp_path: Path) -> None:
    reading = read([make.vcards(tmp_path)], today=TODAY)
    assert [plan.kind for plan in reading.sheets] == ["contacts"] * 3
    rows = [row.values for plan in reading.sheets for row in plan.rows]
    assert [row["name"] for row in rows] == ["李一", "Jane Doe", "王二"]
    assert rows[0]["phone"] == "13800000001" and rows[2]["birthday"] == "--05-20"


def sheet(tmp_path: Path, rows: list[list[Any]], name: str = "工作簿1.xlsx", sheet: str = "Sheet1") -> Path:
    return Path(make.xlsx(tmp_path / name, {sheet: rows}))


LOG = [["日期", "客户", "联系方式", "内容"]]


def test_values_decide_what_a_way_of_contact_is(tmp_path: Path) -> None:
    ways = [
        [date(2025, 3, day), FENGDA, way, "客户要求报价"]
        for day, way in enumerate(("电话", "微信", "拜访"), 1)
    ]
    phones = [[date(2025, 3, day), FENGDA, 13800000000 + day, "客户要求报价"] for day in range(1, 4)]
    assert [row["channel"] for row in values(read_one(sheet(tmp_path, LOG + ways)))] == [
        "phone",
        "wechat",
        "visit",
    ]
    assert values(read_one(sheet(tmp_path, LOG + phones)))[0]["phone"] == "13800000001"


def test_a_plain_name_is_the_customer_unless_a_company_stands_beside_it(tmp_path: Path) -> None:
    people = [["姓名", "手机", "地址"], ["李一", 13800000001, "甲地"], ["王二", 13800000002, "乙地"]]
    assert values(read_one(sheet(tmp_path, people)))[0]["name"] == "李一"
    both = [
        ["姓名", "公司", "手机", "行业"],
        ["李一", FENGDA, 13800000001, "零售"],
        ["王二", HESHUN, 13800000002, "餐饮"],
    ]
    assert values(read_one(sheet(tmp_path, both)))[0] == {
        "contact_person": "李一", "name": FENGDA, "phone": "13800000001", "industry": "零售",
    }  # fmt: skip


def test_a_responsible_person_is_ours_or_the_customers_by_repetition(tmp_path: Path) -> None:
    def rows(people: list[str]) -> list[list[Any]]:
        return [
            ["客户名称", "电话", "负责人"],
            *([f"甲地{i}公司", 13800000000 + i, who] for i, who in enumerate(people)),
        ]

    ours = read_one(sheet(tmp_path, rows(["王芳", "李娜"] * 8)))
    theirs = read_one(sheet(tmp_path, rows([f"李{char}" for char in "一二三四五六七八九十天地玄黄宇宙"])))
    assert "owner" in values(ours)[0] and "contact_person" in values(theirs)[0]


@pytest.mark.parametrize("head", ["下次联系", "下次"])
def test_a_next_date_follows_its_row(tmp_path: Path, head: str) -> None:
    rows = [
        ["日期", "客户", "方式", "内容", head],
        *([date(2024, 12, 28), FENGDA, "电话", "报价", "1月5日"] for _ in range(3)),
    ]
    assert values(read_one(sheet(tmp_path, rows)))[0]["next_on"] == date(2025, 1, 5)


@pytest.mark.parametrize("head", ["下次联系", "下次"])
def test_a_next_step_in_words_is_no_date(tmp_path: Path, head: str) -> None:
    rows = [
        ["日期", "客户", "方式", "内容", head],
        *([date(2024, 12, 28), FENGDA, "电话", "报价", "寄样品"] for _ in range(3)),
    ]
    assert values(read_one(sheet(tmp_path, rows)))[0]["next_step"] == "寄样品"


def test_a_filled_in_list_of_what_is_due(tmp_path: Path) -> None:
    rows = [
        ["#", "编号", "客户", "联系人", "电话", "事由", "截止", "负责人", "结果", "下次时间"],
        [
            1,
            "contact:1",
            FENGDA,
            "李一",
            13800000001,
            "该联系了",
            date(2026, 11, 20),
            "王芳",
            "同意续约",
            "2026-12-01",
        ],
        [2, "contact:2", HESHUN, "王二", 13800000002, "该联系了", date(2026, 11, 20), "王芳", None, None],
    ]
    row, unfilled = read_one(sheet(tmp_path, rows, "today.xlsx", "due")).rows
    assert (
        row.number == 2 and row.values["content"] == "同意续约" and row.values["next_on"] == date(2026, 12, 1)
    )
    assert "occurred" not in row.values
    assert "content" not in unfilled.values


def test_a_table_without_a_header_by_its_values(tmp_path: Path) -> None:
    path = make.text(tmp_path / "a.csv", [["李一", "13800000001", FENGDA], ["王二", "13800000002", HESHUN]])
    plan = read_one(path)
    assert plan.header_row == 0 and values(plan)[0] == {
        "contact_person": "李一",
        "phone": "13800000001",
        "name": FENGDA,
    }


def test_given_and_family_names_are_joined(tmp_path: Path) -> None:
    rows = [
        ["First Name", "Last Name", "Organization Name", "Phone 1 - Value"],
        ["Jane", "Doe", "Blue Ltd", "+1 415 555 2671"],
    ]
    assert "Jane Doe" in values(read_one(make.text(tmp_path / "google.csv", rows)))[0].values()


def test_bad_rows_name_their_problems(tmp_path: Path) -> None:
    rows = [
        ["客户名称", "电话", "邮箱", "首次合作日期", "备注"],
        [FENGDA, "12ab", "a@b.cn", "2024-3-5", None],
        [None, 13800000001, None, "2024-3-5", "没有名字"],
        [HESHUN, 13800000002, "not-an-email", "2024-3-5", None],
        [DAMING, 13800000003, None, "2025-13-45", None],
    ]
    found = [
        [(problem.field, problem.reason) for problem in row.problems]
        for row in read_one(sheet(tmp_path, rows)).rows
    ]
    assert found == [
        [("phone", "bad_phone")],
        [("name", "missing_name")],
        [("email", "bad_email")],
        [("cooperation_start", "bad_date")],
    ]


def test_only_the_form_of_a_template_is_no_row(tmp_path: Path) -> None:
    rows = [
        ["序号", "客户名称", "电话"],
        [1, FENGDA, 13800000001],
        [2, None, None],
        [3, None, None],
        ["备注：每周更新", None, None],
    ]
    assert [row.number for row in read_one(sheet(tmp_path, rows)).rows] == [2]


def test_what_the_caller_says_rules(tmp_path: Path) -> None:
    rows = [["x", "y", "z"], ["电话", "名字", "别的"], [13800000001, FENGDA, "甲"]]
    path = sheet(tmp_path, rows)
    plan = read_one(
        path, kind="customers", header_row=2, mapping={"名字": "name", "别的": "tags", "电话": "-"}
    )
    assert values(plan) == [{"name": FENGDA, "tags": "甲"}] and plan.rows[0].extra == {"电话": "13800000001"}


def test_sheets_by_name(tmp_path: Path) -> None:
    rows = [["客户名称", "电话"], [FENGDA, 13800000001]]
    path = make.xlsx(tmp_path / "a.xlsx", {"一": rows, "二": rows})
    assert [plan.sheet for plan in read([path], today=TODAY, sheet="二").sheets] == ["二"]
    assert read([path], today=TODAY, sheet="三").errors


def test_fields_for_bare_headers() -> None:
    assert fields_for("customers", ["Name", "手机", "所属行业", "别的"]) == {
        "Name": "name",
        "手机": "phone",
        "所属行业": "industry",
    }


# --- files that can't be read
# -----------------------------------------------------------------------------------------


def refusal(path: Path) -> str:
    reading = read([path], today=TODAY)
    assert not any(plan.kind for plan in reading.sheets)
    [(file, reason)] = reading.errors
    assert file == str(path)
    return reason


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.xlsx", b"hello \x00\x01\x02\x03\x04\x05\x06 nothing", "neither a workbook nor a table"),
        ("b.xlsx", b"just a sentence\nand another", "neither a workbook nor a table"),
        ("c.csv", b"", "is empty"),
        ("d.csv", b"\xef\xbb\xbf\r\n  \r\n", "is empty"),
        ("e.xlsx", b"PK\x03\x04broken", "damaged"),
        ("f.xls", bytes.fromhex("D0CF11E0A1B11AE1") + b"x" * 2000, "damaged"),
        ("g.csv", "苹果,香蕉\n好吃,难吃\n".encode(), "No header"),
        (
            "h.xls",
            b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">&a;</Workbook>',
            "entities",
        ),
        ("i.xlsx", b"%PDF-1.4", "neither a workbook nor a table"),
    ],
)
def test_bad_files_are_refused_in_one_sentence(tmp_path: Path, name: str, content: bytes, words: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert words in refusal(path)


def test_an_encrypted_workbook(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(
        bytes.fromhex("D0CF11E0A1B11AE1") + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 600
    )
    assert "password" in refusal(path)


def test_an_empty_workbook(tmp_path: Path) -> None:
    assert "is empty" in refusal(sheet(tmp_path, []))


def test_a_workbook_with_a_cell_in_the_last_corner_is_still_read(tmp_path: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    page = book.worksheets[0]
    for row in [["客户名称", "电话"], [FENGDA, "13800000001"]]:
        page.append(row)
    page["XFD1048576"] = "x"
    book.save(tmp_path / "a.xlsx")
    reading = read([tmp_path / "a.xlsx"], today=TODAY)
    assert not reading.errors and values(reading.sheets[0])[0] == {"name": FENGDA, "phone": "13800000001"}


def test_a_bomb_is_refused_within_bounds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "_BASE_MEGABYTES", 200)
    plain = sheet(tmp_path, [["客户名称", "电话"], [FENGDA, "13800000001"]])
    huge = (
        b'<row r="3"><c r="A3" t="inlineStr"><is><t>'
        + b"A" * 250_000_000
        + b"</t></is></c></row></sheetData>"
    )
    with (
        zipfile.ZipFile(plain) as source,
        zipfile.ZipFile(tmp_path / "bomb.xlsx", "w", zipfile.ZIP_DEFLATED, compresslevel=1) as bomb,
    ):
        for name in source.namelist():
            part = source.read(name)
            bomb.writestr(name, part.replace(b"</sheetData>", huge) if name.endswith("sheet1.xml") else part)
    assert "more memory or time" in refusal(tmp_path / "bomb.xlsx")


def test_bare_day_numbers_count_from_the_books_own_epoch(tmp_path: Path) -> None:
    import openpyxl
    from openpyxl.utils.datetime import CALENDAR_MAC_1904

    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904
    for row in [["客户名称", "电话", "建档日期"], [FENGDA, "13800000001", 45356 - 1462]]:
        book.worksheets[0].append(row)
    book.save(tmp_path / "a.xlsx")
    assert values(read_one(tmp_path / "a.xlsx"))[0]["created_on"] == date(2024, 3, 5)


def test_a_missing_file_and_a_pipe(tmp_path: Path) -> None:
    with pytest.raises(MissingFile):
        read([tmp_path / "no.xlsx"], today=TODAY)
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe")
        with pytest.raises(Unreadable):
            read([tmp_path / "pipe"], today=TODAY)


def test_a_folder_reads_what_is_a_spreadsheet_and_names_the_rest(tmp_path: Path) -> None:
    good = sheet(tmp_path, [["客户名称", "电话"], [FENGDA, 13800000001]])
    for name in ("~$工作簿1.xlsx", ".hidden.csv", "photo.png", "客户-rejects.xlsx"):
        (tmp_path / name).write_bytes(b"x")
    reading = read([tmp_path], today=TODAY)
    assert [plan.file for plan in reading.sheets] == [str(good)] and not reading.errors
    assert sorted(warning.split(" ")[0] for warning in reading.warnings) == ["photo.png", "客户-rejects.xlsx"]


def test_one_bad_file_does_not_spoil_the_others(tmp_path: Path) -> None:
    sheet(tmp_path, [["客户名称", "电话"], [FENGDA, 13800000001]])
    (tmp_path / "broken.xlsx").write_bytes(b"PK\x03\x04broken")
    reading: Reading = read([tmp_path], today=TODAY)
    assert len(reading.errors) == 1 and sum(len(plan.rows) for plan in reading.sheets) == 1


# --- what one cell or column holds for several rows -------------------------------------------------------------------


def test_dated_entries_of_one_cell_become_interactions(tmp_path: Path) -> None:
    story = "2025年3月5日电话沟通，客户要报价\n3.9 上门报价；3月12日：签约"
    rows = [
        ["客户名称", "联系电话", "行业", "跟进情况"],
        [FENGDA, 13800000001, "零售", story],
        [HESHUN, 13800000002, "餐饮", None],
    ]
    customers, log = read([sheet(tmp_path, rows, "2025年客户表.xlsx")], today=TODAY).sheets
    assert (customers.kind, len(customers.rows), log.kind) == ("customers", 2, "interactions")
    assert [(row.values["customer"], row.values["occurred"], row.values["content"]) for row in log.rows] == [
        (FENGDA, date(2025, 3, 5), "电话沟通，客户要报价"), (FENGDA, date(2025, 3, 9), "上门报价"), (FENGDA, date(2025, 3, 12), "签约"),
    ]  # fmt: skip


def test_text_with_numbers_is_not_split(tmp_path: Path) -> None:
    rows = [
        ["客户名称", "联系电话", "行业", "跟进情况"],
        *([FENGDA, 13800000001, "零售", "3.5万预算，要2.8折"] for _ in range(3)),
    ]
    assert [plan.kind for plan in read([sheet(tmp_path, rows)], today=TODAY).sheets] == ["customers"]


def test_a_column_for_each_month_becomes_purchases(tmp_path: Path) -> None:
    rows = [
        ["客户名称", "1月", "2月", "3月", "合计"],
        [FENGDA, 100, None, 300.5, 400.5],
        [HESHUN, 0, 50, 0, 50],
        ["合计", 100, 50, 300.5, 450.5],
    ]
    plan = read_one(sheet(tmp_path, rows, "2025年消费统计.xlsx"))
    assert plan.kind == "purchases"
    assert [(row.values["customer"], row.values["ordered"], row.values["amount"]) for row in plan.rows] == [
        (FENGDA, date(2025, 1, 1), 10_000), (FENGDA, date(2025, 3, 1), 30_050), (HESHUN, date(2025, 2, 1), 5_000),
    ]  # fmt: skip


def test_a_date_above_the_table_belongs_to_its_rows(tmp_path: Path) -> None:
    rows = [
        ["销售日报"],
        ["姓名：王芳", None, "日期：2025-3-1"],
        ["序号", "拜访客户", "洽谈内容"],
        [1, FENGDA, "续约"],
        [2, HESHUN, "报价"],
    ]
    plan = read_one(sheet(tmp_path, rows))
    assert plan.author_hint == "王芳" and [row["occurred"] for row in values(plan)] == [date(2025, 3, 1)] * 2


def test_possible_deals_are_not_read_as_orders(tmp_path: Path) -> None:
    rows = [
        ["商机名称", "客户名称", "预计金额", "阶段", "预计成交时间"],
        ["保洁", FENGDA, 10_000, "方案", "2025-12-1"],
    ]
    assert [plan.kind for plan in read([sheet(tmp_path, rows)], today=TODAY).sheets] == ["opportunities"]


def test_numbering_is_nobodys_number(tmp_path: Path) -> None:
    rows = [
        ["编号", "日期", "客户", "投诉内容", "处理人"],
        *([i, "2025-3-1", FENGDA, "迟到", "王芳"] for i in range(1, 5)),
    ]
    plan = read_one(sheet(tmp_path, rows))
    assert plan.kind == "complaints" and "external_id" not in values(plan)[0]


def test_a_name_and_a_phone_are_enough(tmp_path: Path) -> None:
    rows = [["姓名", "电话"], ["李一", 13800000001], ["王二", 13800000002]]
    assert read_one(sheet(tmp_path, rows)).kind == "customers"
    assert [plan.kind for plan in read([sheet(tmp_path, rows, "员工通讯录.xlsx")], today=TODAY).sheets] == [
        None
    ]


def test_the_same_as_above(tmp_path: Path) -> None:
    rows = [
        [*LOG[0]],
        ["2025-3-1", FENGDA, "电话", "客户要求报价"],
        ["2025-3-2", "同上", "微信", "已发报价"],
        ["2025-3-3", "〃", "微信", "签约"],
    ]
    assert [row["customer"] for row in values(read_one(sheet(tmp_path, rows)))] == [FENGDA] * 3
