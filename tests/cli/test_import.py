"""The import as a user meets it: layouts, fates, refusals, and that a second time changes nothing."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from crmcli import errors

from .conftest import Crm

CUSTOMERS: list[list[Any]] = [
    ["客户名称", "联系人", "电话", "邮箱", "负责人", "首次合作日期"],
    ["成都远鑫酒店管理有限公司", "张建华", "13911829855", "a@example.com", "李娜", "2024-12-24"],
    ["刘帆", "", 18877233283, "b@example.com", "王芳", date(2024, 7, 10)],
    ["上海瑞景餐饮有限公司", "王梅", "021-62345678", "", "李娜", "2025/3/1"],
]
ORDERS: list[list[Any]] = [
    ["订单号", "下单日期", "客户名称", "联系电话", "产品", "数量", "金额", "状态"],
    ["A1", "2026-10-01", "成都远鑫酒店管理", "", "保洁", 1, "¥1,200.50", "已完成"],
    ["A2", "2026-10-02", "", "18877233283", "礼盒", 2, 300, "已付款"],
    ["A3", "2026-10-03", "瑞景餐饮", "02162345678", "礼盒", 1, 80, "已退款"],
]


def book(path: Path, *rows: Sequence[Any], sheet: str = "Sheet1") -> Path:
    workbook = openpyxl.Workbook()
    assert workbook.active is not None
    workbook.active.title = sheet
    for row in rows:
        workbook.active.append(row)
    workbook.save(path)
    return path


def table(path: Path, *rows: Sequence[Any], encoding: str = "utf-8") -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def totals(crm: Crm, *words: str) -> dict[str, int]:
    run = crm("import", *words, "--yes", "--format", "json")
    assert run.status in (0, 3), run.err
    found: dict[str, int] = run.json["data"]["totals"]
    assert found["rows"] == sum(v for k, v in found.items() if k != "rows")
    return {k: v for k, v in found.items() if v and k != "rows"}


def rows(crm: Crm, kind: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = crm.json("export", kind)
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "in"
    path.mkdir()
    return path


def test_a_folder_comes_in_by_one_operation(crm: Crm, folder: Path) -> None:
    book(folder / "z客户.xlsx", *CUSTOMERS)
    table(folder / "a订单.csv", *ORDERS, encoding="gb18030")
    assert totals(crm, str(folder)) == {"created": 6}
    customers = {r["name"]: r for r in rows(crm, "customers")}
    assert customers["刘帆"]["kind"] == "person"
    assert customers["刘帆"]["phone"] == "18877233283"
    assert customers["上海瑞景餐饮有限公司"]["owner"] == "李娜"
    assert customers["成都远鑫酒店管理有限公司"]["known_since"] == "2024-12-24"
    orders = {r["order_no"]: r for r in rows(crm, "purchases")}
    assert orders["A1"]["customer"] == "成都远鑫酒店管理有限公司"
    assert (orders["A1"]["amount"], orders["A2"]["customer"], orders["A3"]["status"]) == (
        1200.5,
        "刘帆",
        "refunded",
    )
    assert [p["name"] for p in rows(crm, "contacts")] == ["张建华", "王梅"]
    assert [o["command"] for o in crm.json("history")][:1] == ["import"]


def test_the_same_rows_again_change_nothing_however_the_file_is_called(crm: Crm, folder: Path) -> None:
    book(folder / "客户.xlsx", *CUSTOMERS)
    table(folder / "订单.csv", *ORDERS)
    totals(crm, str(folder))
    before = crm.json("history")
    (folder / "客户.xlsx").rename(folder / "renamed.xlsx")
    book(folder / "订单.xlsx", ["订单台账"], [], *ORDERS, ["合计", "", "", "", "", "", 1580.5, ""])
    assert totals(crm, str(folder)) == {"unchanged": 9}
    assert crm.json("history") == before


def test_an_import_that_was_taken_back_can_be_done_again(crm: Crm, folder: Path) -> None:
    book(folder / "客户.xlsx", *CUSTOMERS)
    totals(crm, str(folder))
    crm.ok("undo")
    assert rows(crm, "customers") == []
    assert totals(crm, str(folder)) == {"created": 3}


def test_repeated_customers_of_a_run_become_one(crm: Crm, folder: Path) -> None:
    book(
        folder / "客户.xlsx", CUSTOMERS[0],
        ["成都远鑫酒店管理有限公司", "", "13911829855", "", "", ""],
        ["成都遠鑫酒店管理", "", "+86 139-1182-9855", "a@example.com", "", ""],
        ["成都远鑫酒店管理（有限公司）", "", "", "", "", ""],
        ["深圳启航商贸有限公司", "", "13911829855", "", "", ""],
    )  # fmt: skip
    run = crm("import", str(folder), "--yes", "--format", "json")
    assert run.json["data"]["totals"]["created"] == 2
    assert run.json["data"]["totals"]["duplicate"] == 2
    (pair,) = run.json["data"]["possible_duplicates"]
    assert {c["name"] for c in pair["customers"]} == {"成都远鑫酒店管理有限公司", "深圳启航商贸有限公司"}
    first = rows(crm, "customers")[0]
    assert (first["name"], first["email"]) == ("成都远鑫酒店管理有限公司", "a@example.com")


def test_newer_values_update_and_empty_cells_do_not_erase(crm: Crm, folder: Path) -> None:
    totals(crm, str(book(folder / "a.xlsx", *CUSTOMERS)))
    newer = book(
        folder / "b.xlsx", CUSTOMERS[0], ["成都遠鑫酒店管理", "", "13911829855", "new@example.com", "", ""]
    )
    assert totals(crm, str(newer)) == {"updated": 1}
    row = next(r for r in rows(crm, "customers") if r["phone"] == "13911829855")
    assert row["name"] == "成都远鑫酒店管理有限公司"
    assert (row["email"], row["owner"]) == ("new@example.com", "李娜")


def test_a_value_that_a_person_edited_is_kept_and_reported(crm: Crm, folder: Path) -> None:
    totals(crm, str(book(folder / "a.xlsx", *CUSTOMERS)))
    crm.ok("edit", "刘帆", "email=mine@example.com")
    newer = book(folder / "b.xlsx", CUSTOMERS[0], ["刘帆", "", "18877233283", "theirs@example.com", "", ""])
    run = crm("import", str(newer), "--yes", "--format", "json")
    (conflict,) = run.json["data"]["conflicts"]
    assert (conflict["field"], conflict["kept"], conflict["sheet"]) == (
        "email",
        "mine@example.com",
        "theirs@example.com",
    )
    assert next(r for r in rows(crm, "customers") if r["name"] == "刘帆")["email"] == "mine@example.com"


BAD: list[list[Any]] = [
    CUSTOMERS[0],
    CUSTOMERS[1],
    ["刘帆", "", "12ab", "not-an-email", "", "2025-13-45"],
    ["", "", "13900000001", "", "", ""],
]


def test_a_bad_row_refuses_everything(crm: Crm, folder: Path) -> None:
    run = crm("import", str(book(folder / "a.xlsx", *BAD)), "--yes", "--format", "json")
    assert run.status == errors.Invalid.status
    assert "--partial" in run.err
    assert [len(r["reasons"]) for r in run.json["data"]["rejected"]] == [1]
    assert rows(crm, "customers") == []


def test_partial_keeps_the_good_rows_and_the_mended_workbook_comes_in(
    crm: Crm, folder: Path, tmp_path: Path
) -> None:
    rejects = tmp_path / "out.xlsx"
    run = crm(
        "import",
        str(book(folder / "a.xlsx", *BAD)),
        "--yes",
        "--partial",
        "--rejects",
        str(rejects),
        "--format",
        "json",
    )
    assert run.status == errors.REJECTED_ROWS
    assert run.json["data"]["rejects_file"] == str(rejects)
    workbook = openpyxl.load_workbook(rejects)
    sheet = workbook.active
    assert sheet is not None
    assert [c.value for c in sheet[1]] == [*CUSTOMERS[0], "What to mend", "Kept as"]
    assert "12ab" in str(sheet["G2"].value)
    assert [row[7].value for row in sheet.iter_rows(min_row=2)] == ["C000002", None]
    for cell, value in {
        "C2": "18877233283",
        "D2": "b@example.com",
        "F2": "2025-01-03",
        "A3": "新客户甲商行",
    }.items():
        sheet[cell].value = value
    workbook.save(rejects)
    # What is read is never written over, whatever was said.
    run = crm("import", str(rejects), "--yes", "--partial", "--rejects", str(rejects), "--force")
    assert (run.status, run.out) == (2, "") and "is read" in run.err
    assert totals(crm, str(rejects)) == {"updated": 1, "created": 1}
    assert {r["name"] for r in rows(crm, "customers")} == {"成都远鑫酒店管理有限公司", "刘帆", "新客户甲商行"}
    assert not any(key.startswith("custom.") for r in rows(crm, "customers") for key in r)


def test_a_dry_run_shows_everything_and_writes_nothing(crm: Crm, folder: Path) -> None:
    before = crm.json("history")
    run = crm("import", str(book(folder / "a.xlsx", *CUSTOMERS)), "--dry-run", "--format", "json")
    assert run.status == 0
    assert run.json["data"]["totals"]["created"] == 3
    assert crm.json("history") == before
    assert rows(crm, "customers") == []


def test_references_that_are_unknown_or_ambiguous_are_rejected_with_candidates(
    crm: Crm, folder: Path, tmp_path: Path
) -> None:
    totals(
        crm,
        str(
            book(
                folder / "a.xlsx",
                *CUSTOMERS,
                ["王伟", "", "13800000001", "", "", ""],
                ["王伟", "", "13800000002", "", "", ""],
            )
        ),
    )
    orders = book(
        folder / "o.xlsx", ORDERS[0],
        ["B1", "2026-10-01", "王伟", "", "保洁", 1, 10, "已完成"],
        ["B2", "2026-10-01", "瑞景餐饮集团总部", "", "保洁", 1, 10, "已完成"],
        ["B3", "2026-10-01", "王伟", "13800000002", "保洁", 1, 10, "已完成"],
    )  # fmt: skip
    run = crm(
        "import", str(orders), "--yes", "--partial", "--rejects", str(tmp_path / "r.xlsx"), "--format", "json"
    )
    first, second = run.json["data"]["rejected"]
    assert "王伟" in first["reasons"][0] and "13800000001" in first["reasons"][0]
    assert "瑞景餐饮集团总部" in second["reasons"][0]
    assert [r["order_no"] for r in rows(crm, "purchases")] == ["B3"]
    created = crm(
        "import",
        str(orders),
        "--yes",
        "--create-missing",
        "--partial",
        "--rejects",
        str(tmp_path / "s.xlsx"),
        "--format",
        "json",
    )
    assert (
        created.json["data"]["totals"] | {"rows": 3, "created": 1, "rejected": 1, "unchanged": 1}
        == created.json["data"]["totals"]
    )
    assert any(r["name"] == "瑞景餐饮集团总部" for r in rows(crm, "customers"))


def test_a_later_status_updates_the_order(crm: Crm, folder: Path) -> None:
    book(folder / "a.xlsx", *CUSTOMERS)
    table(folder / "o.csv", *ORDERS)
    totals(crm, str(folder))
    later = table(folder / "later.csv", ORDERS[0], [*ORDERS[1][:7], "已退款"])
    assert totals(crm, str(later)) == {"updated": 1}
    assert {r["order_no"]: r["status"] for r in rows(crm, "purchases")}["A1"] == "refunded"


def test_lines_of_one_order_stay_apart(crm: Crm, folder: Path) -> None:
    book(folder / "a.xlsx", *CUSTOMERS)
    table(
        folder / "o.csv",
        ORDERS[0],
        ["A1", "2026-10-01", "刘帆", "", "保洁", 1, 10, "已完成"],
        ["A1", "2026-10-01", "刘帆", "", "礼盒", 1, 20, "已完成"],
    )
    assert totals(crm, str(folder)) == {"created": 5}
    assert sorted(r["amount"] for r in rows(crm, "purchases")) == [10, 20]


@pytest.mark.file
def test_contacts_take_their_author_from_the_file_and_their_effect_from_the_text(
    crm: Crm, folder: Path
) -> None:
    book(folder / "客户.xlsx", *CUSTOMERS)
    head = ["日期", "客户", "跟进方式", "沟通内容", "下次跟进"]
    book(
        folder / "跟进表-陈静.xlsx", ["陈静客户跟进表"], [], head,
        ["2026-11-01", "成都远鑫酒店管理", "电话", "同意续约", "2026-12-01"],
        ["2026-11-02", "刘帆女士", "电话", "无人接听", ""],
        ["2026-11-02", "刘帆女士", "电话", "无人接听", ""],
        ["2026-11-03", "瑞景餐饮", "微信", "群发节日祝福", ""],
    )  # fmt: skip
    run = crm(
        "import",
        str(folder),
        "--yes",
        "--partial",
        "--rejects",
        str(folder.parent / "r.xlsx"),
        "--format",
        "json",
    )
    by_file = {f["file"]: f for f in run.json["data"]["files"]}["跟进表-陈静.xlsx"]
    assert (by_file["created"], by_file["duplicate"], by_file["rejected"], by_file["header_row"]) == (
        2,
        1,
        1,
        3,
    )
    found = rows(crm, "interactions")
    assert [(r["customer"], r["author"], r["effective"], r["next_on"]) for r in found] == [
        ("成都远鑫酒店管理有限公司", "陈静", 1, "2026-12-01"), ("刘帆", "陈静", 0, None),
    ]  # fmt: skip
    assert "陈静" in run.json["data"]["staff_added"]


@pytest.mark.file
def test_a_form_of_address_is_asked_about_once_and_settled_by_the_map(crm: Crm, folder: Path) -> None:
    crm.ok("staff", "add", "王芳")
    path = book(
        folder / "a.xlsx",
        ["客户名称", "电话", "负责人"],
        ["甲乙商贸有限公司", "13900000001", "王经理"],
        ["丙丁商贸有限公司", "13900000002", "王经理"],
    )
    run = crm("import", str(path), "--yes", "--format", "json")
    assert run.json["data"]["unknown_owners"] == {"王经理": "王芳"}
    assert [r["owner"] for r in rows(crm, "customers")] == [None, None]
    assert totals(crm, str(path), "--owner-map", "王经理=王芳") == {"updated": 2}
    assert [r["owner"] for r in rows(crm, "customers")] == ["王芳", "王芳"]


def test_members_get_level_and_points_and_later_points_adjust(crm: Crm, folder: Path) -> None:
    head = ["會員姓名", "手機", "會員等級", "積分"]
    path = table(
        folder / "會員.csv",
        head,
        ["林志明", "13900000001", "金卡", 500],
        ["陳美玲", "13900000002", "普通會員", 0],
        encoding="big5",
    )
    assert totals(crm, str(path)) == {"created": 2}
    newer = table(folder / "b.csv", head, ["林志明", "13900000001", "金卡", 420])
    assert totals(crm, str(newer)) == {"updated": 1}
    members = {r["name"]: r for r in rows(crm, "members")}
    assert (members["林志明"]["member_level"], members["林志明"]["points"]) == ("gold", 420)


def test_cards_match_people_already_known(crm: Crm, folder: Path) -> None:
    book(folder / "客户.xlsx", *CUSTOMERS)
    cards = (
        "BEGIN:VCARD\nVERSION:3.0\nFN:张建华\nORG:成都远鑫酒店管理有限公司\nTEL;TYPE=CELL:13911829855\nTITLE:店长\nEND:VCARD\n"
        "BEGIN:VCARD\nVERSION:3.0\nFN:刘帆\nTEL;TYPE=CELL:18877233283\nEMAIL:b2@example.com\nEND:VCARD\n"
        "BEGIN:VCARD\nVERSION:3.0\nFN:赵云\nORG:武汉新图科技有限公司\nTEL;TYPE=CELL:13700000009\nEND:VCARD\n"
    )
    (folder / "cards.vcf").write_text(cards, encoding="utf-8")
    assert totals(crm, str(folder)) == {"created": 4, "updated": 2}
    customers = {r["name"]: r for r in rows(crm, "customers")}
    assert set(customers) == {
        "成都远鑫酒店管理有限公司",
        "刘帆",
        "上海瑞景餐饮有限公司",
        "武汉新图科技有限公司",
    }
    persons = {p["name"]: p for p in rows(crm, "contacts")}
    assert (persons["张建华"]["title"], persons["赵云"]["customer"]) == ("店长", "武汉新图科技有限公司")


COMPLAINTS: list[list[Any]] = [
    [
        "投诉编号",
        "投诉时间",
        "客户",
        "投诉内容",
        "严重程度",
        "处理人",
        "首次回复时间",
        "解决时间",
        "回访结果",
    ],
    [
        "K-1",
        "2026-11-01 09:00",
        "刘帆",
        "重复收费",
        "紧急",
        "赵敏",
        "2026-11-01 11:30",
        "2026-11-02 09:00",
        "满意",
    ],
    ["K-2", "2026-11-18 09:00", "瑞景餐饮", "未上门", "一般", "赵敏", "", "", ""],
]


def test_complaints_keep_their_steps_and_closed_ones_start_no_clock(crm: Crm, folder: Path) -> None:
    book(
        folder / "客户.xlsx",
        *[CUSTOMERS[0], CUSTOMERS[2], ["瑞景餐饮有限公司", "", "021-62345678", "", "", ""]],
    )
    path = book(folder / "投诉.xlsx", *COMPLAINTS)
    totals(crm, str(folder))
    found = {c["number"]: c for c in crm.json("complaint", "list", "--all")}
    assert found["K-1"]["clocks"]["respond"]["state"] == "met_late"
    assert found["K-1"]["clocks"]["revisit"]["state"] == "none"
    assert found["K-2"]["clocks"]["respond"]["state"] == "breached"
    path.unlink()
    answered = book(folder / "b.xlsx", COMPLAINTS[0], [*COMPLAINTS[2][:6], "2026-11-18 10:00", "", ""])
    assert totals(crm, str(answered)) == {"updated": 1}
    assert {c["number"]: c["clocks"]["respond"]["state"] for c in crm.json("complaint", "list", "--all")}[
        "K-2"
    ] != "breached"


def test_answers_without_any_name_are_kept_and_strangers_are_not(
    crm: Crm, folder: Path, tmp_path: Path
) -> None:
    book(folder / "客户.xlsx", *CUSTOMERS)
    head = [
        "序号",
        "提交答卷时间",
        "您的手机号",
        "总体满意度",
        "您有多大可能把我们推荐给朋友？(0-10)",
        "您最喜欢哪项服务",
        "意见建议",
    ]
    at = datetime(2026, 11, 10, 9, 30)
    book(
        folder / "问卷.xlsx", head,
        [1, at, "18877233283", 1, 3, "保洁", "慢"], [2, at, "", 5, 10, "礼盒", ""], [3, at, "13999999999", 4, 9, "", ""],
    )  # fmt: skip
    run = crm(
        "import", str(folder), "--yes", "--partial", "--rejects", str(tmp_path / "r.xlsx"), "--format", "json"
    )
    assert run.json["data"]["totals"]["rejected"] == 1
    answers = rows(crm, "survey_answers")
    assert [(a["customer"], a["overall"], a["nps"]) for a in answers] == [("刘帆", 1, 3), (None, 5, 10)]
    assert "保洁" in answers[0].values()


@pytest.mark.file
def test_totals_of_the_time_before_and_contact_dates_become_records(crm: Crm, folder: Path) -> None:
    path = book(
        folder / "a.xlsx", ["客户名称", "电话", "建档日期", "累计消费", "最后跟进时间", "下次跟进时间"],
        ["甲乙商贸有限公司", "13900000001", "2024-01-05", 80000, "2026-11-10", "2026-12-01"],
        ["丙丁商贸有限公司", "13900000002", "2024-01-05", "", "", "2026-11-30"],
    )  # fmt: skip
    assert totals(crm, str(path)) == {"created": 2}
    first, second = rows(crm, "customers")
    assert (first["opening_amount"], second["opening_amount"]) == (80000, None)
    made = {r["customer"]: r for r in rows(crm, "interactions")}
    assert made["甲乙商贸有限公司"]["occurred_at"].startswith("2026-11-10")
    assert {name: r["next_on"] for name, r in made.items()} == {
        "甲乙商贸有限公司": "2026-12-01",
        "丙丁商贸有限公司": "2026-11-30",
    }
    assert (made["甲乙商贸有限公司"]["effective"], made["丙丁商贸有限公司"]["effective"]) == (1, 0)


@pytest.mark.file
def test_columns_without_a_field_are_kept(crm: Crm, folder: Path) -> None:
    path = book(
        folder / "a.xlsx", ["客户名称", "电话", "车牌号"], ["甲乙商贸有限公司", "13900000001", "川A12345"]
    )
    totals(crm, str(path))
    assert rows(crm, "customers")[0]["custom.车牌号"] == "川A12345"


@pytest.mark.file
def test_english_sheets_with_other_layouts(crm: Crm, folder: Path) -> None:
    table(
        folder / "accounts.csv", ["Account", "Mobile", "E-mail", "Owner", "Lead source", "Notes"],
        ["Bright Foods Ltd.", "+86 138 0000 0001", "hi@bright.example", "Anna Smith", "Exhibition", "x"],
    )  # fmt: skip
    table(
        folder / "log.tsv.csv", ["Visit date", "Account", "Type", "Notes", "Next follow-up"],
        ["2026-11-03", "bright foods", "Phone call", "asked for a quote", "2026-11-25"],
    )  # fmt: skip
    assert totals(crm, str(folder)) == {"created": 2}
    (made,) = rows(crm, "interactions")
    assert (made["customer"], made["channel"], made["next_on"]) == (
        "Bright Foods Ltd.",
        "phone",
        "2026-11-25",
    )


@pytest.mark.file
@pytest.mark.parametrize("kind", ["customers", "contacts"])
def test_two_people_of_a_company_abroad_are_one_customer(crm: Crm, folder: Path, kind: str) -> None:
    people = [
        ["Ann Moore", "Director", "+14155550101", "ann@bluepeak.com"],
        ["Bob Stone", "Buyer", "+14155550102", "bob@bluepeak.com"],
    ]
    titles = ["Company", "Contact Person", "Job Title", "Mobile No.", "Email Address", "Account Manager"]
    sheet = table(
        folder / "people.csv",
        [*titles, "Customer Since"],
        *(["Blue Peak Cleaning", *person, "Tom Reed", "13/05/2024"] for person in people),
    )
    run = crm.ok("import", str(sheet), "--kind", kind, "--dry-run")
    assert "1 person would be added to the staff list: Tom Reed" in run.err
    totals(crm, str(sheet), "--kind", kind)
    (company,) = rows(crm, "customers")
    said = [company[f] for f in ("name", "kind", "owner", "cooperation_start", "phones")]
    assert said == ["Blue Peak Cleaning", "company", "Tom Reed", "2024-05-13", None]
    assert [[p[f] for f in ("name", "title", "phone", "email")] for p in rows(crm, "contacts")] == people


@pytest.mark.file
def test_members_of_an_order_sheet_are_no_staff(crm: Crm, folder: Path) -> None:
    names = ["Ann Moore", "Bob Stone", "Cara Hill"]
    book(folder / "a.xlsx", ["Member name", "Phone"], *([n, f"1390000000{i}"] for i, n in enumerate(names)))
    book(
        folder / "b.xlsx",
        ["Date", "Member name", "Product", "Amount", "Sales rep"],
        *([f"2026-10-0{i + 1}", n, "Tea", 10 + i, "Tom Reed"] for i, n in enumerate(names)),
        sheet="Member sales",
    )
    assert totals(crm, str(folder)) == {"created": 6}
    assert {p["name"] for p in crm.json("staff", "list")} == {"Lee", "Tom Reed"}
    assert {p["customer"] for p in rows(crm, "purchases")} == set(names)


@pytest.mark.file
def test_a_result_for_a_step_of_a_complaint_does_not_end_it(crm: Crm, folder: Path) -> None:
    totals(crm, str(book(folder / "a.xlsx", *CUSTOMERS)))
    crm.ok("complaint", "open", "刘帆", "茶凉了")
    sheet = folder / "due.xlsx"
    crm.ok("due", "--team", "--all", "-o", str(sheet))
    workbook = openpyxl.load_workbook(sheet)
    assert workbook.active is not None
    column = {cell.value: cell.column for cell in workbook.active[1]}
    for (cell,) in workbook.active.iter_rows(min_row=2, max_col=1):
        workbook.active.cell(cell.row, column["Result"]).value = "called back"
    workbook.save(sheet)
    run = crm("import", str(sheet), "--yes")
    assert "crmcli done complaint:1:respond" in run.err


@pytest.mark.file
def test_a_result_for_a_step_that_is_the_customers_word_says_how_to_write_it(
    crm: Crm, tmp_path: Path
) -> None:
    crm.ok("add", "刘帆")
    crm.ok("complaint", "open", "刘帆", "茶凉了")
    sheet = tmp_path / "due.csv"
    sheet.write_text(
        "结果,客户,编号\n说还行,刘帆,complaint:1:satisfaction\n说好了,刘帆,complaint:1:revisit\n"
        "说好,刘帆,complaint:9:revisit\n", encoding="utf-8",
    )  # fmt: skip
    told = crm.ok("import", str(sheet), "--yes").err
    command = "crmcli complaint progress TS2026-0001 “what was said” --satisfied yes"
    assert f"the step itself is still open. Write: {command}" in told
    # What is not resolved, or is open again, waits for no revisit.
    assert "complaint revisit" not in told


@pytest.mark.file
def test_the_daily_sheet_comes_back_as_contacts(crm: Crm, folder: Path, tmp_path: Path) -> None:
    totals(
        crm,
        str(
            book(
                folder / "a.xlsx",
                ["客户名称", "电话", "下次跟进时间"],
                ["甲乙商贸有限公司", "13900000001", "2026-11-19"],
                ["丙丁商贸有限公司", "13900000002", "2026-11-20"],
            )
        ),
    )
    sheet_file = tmp_path / "today.xlsx"
    crm.ok("due", "--team", "--all", "-o", str(sheet_file))
    workbook = openpyxl.load_workbook(sheet_file)
    sheet = workbook.active
    assert sheet is not None
    column = {cell.value: cell.column for cell in sheet[1]}
    sheet.cell(2, column["Result"]).value = "客户同意续约"
    sheet.cell(2, column["Next time"]).value = date(2026, 12, 5)
    workbook.save(sheet_file)
    found = totals(crm, str(sheet_file))
    assert found["created"] == 1
    assert totals(crm, str(sheet_file)).get("unchanged") == 1
    (made,) = [r for r in rows(crm, "interactions") if r["content"] == "客户同意续约"]
    assert (made["author"], made["occurred_at"], made["next_on"]) == (
        "Lee",
        "2026-11-20T02:00:00Z",
        "2026-12-05",
    )


@pytest.mark.file
@pytest.mark.parametrize(
    ("words", "status"),
    [
        (["none.xlsx", "--yes"], errors.MissingFile.status),
        (["none.xlsx"], errors.MissingFile.status),
        (["good.csv"], errors.Usage.status),
        (["empty.csv", "--yes"], errors.Unreadable.status),
        (["fake.xlsx", "--yes"], errors.Unreadable.status),
        (["prose.txt", "--yes"], errors.Unreadable.status),
        (["good.csv", "--yes", "--map", "电话"], errors.Usage.status),
        (["good.csv", "--yes", "--map", "电话=nothing"], errors.Usage.status),
        (["good.csv", "--yes", "--kind", "cars"], errors.Usage.status),
        (["good.csv", "--yes", "--encoding", "klingon"], errors.Usage.status),
        (["good.csv", "--yes", "--owner-map", "王经理=某某某某某"], errors.Usage.status),
        (["good.csv", "fake.xlsx", "--yes"], errors.Unreadable.status),
    ],
)
def test_what_can_not_be_imported_is_said_with_its_status(
    crm: Crm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], status: int
) -> None:
    monkeypatch.chdir(tmp_path)
    table(tmp_path / "good.csv", *CUSTOMERS)
    (tmp_path / "empty.csv").write_bytes(b"")
    (tmp_path / "fake.xlsx").write_bytes(b"\x00\x01\x02\x03" * 50)
    (tmp_path / "prose.txt").write_text("Dear all,\nnothing here is a table.\n", encoding="utf-8")
    before = crm.json("history")
    run = crm("import", *words)
    assert run.status == status
    assert "Traceback" not in run.err
    assert crm.json("history") == before


def test_a_code_of_another_database_joins_nobody(crm: Crm, tmp_path: Path) -> None:
    crm.ok("add", "远鑫酒店用品有限公司", "--phone", "13900000001")
    sheet = book(
        tmp_path / "a.xlsx",
        ["Customer no.", "Customer", "Phone"],
        ["C000001", "博金教育科技有限公司", "13900000009"],
    )
    run = crm("import", str(sheet), "--yes")
    assert run.status == errors.Invalid.status
    assert "C000001 is 远鑫酒店用品有限公司 here" in run.out
    crm.ok("import", str(sheet), "--yes", "--key", "phone", "--key", "name")
    assert sorted(c["phone"] for c in crm.json("find")) == ["13900000001", "13900000009"]
