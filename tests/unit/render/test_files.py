"""Workbooks, csv, vcf, calendars and text for version control: what is written is what was meant, and nothing runs."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import icalendar
import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli import errors
from crmcli.render.calendar import Event, ics_bytes
from crmcli.render.diffable import blocks
from crmcli.render.files import csv_bytes, vcf_bytes
from crmcli.render.workbook import write_tables
from crmcli.result import Column, Table
from crmcli.sheets.containers.vcard import HEADERS, parse_cards

#: Six hours east of Greenwich.
ZONE = timezone(timedelta(hours=6))
COLUMNS = [
    Column("name", "名称"), Column("amount", "Amount", "money"), Column("on", "Day", "date"), Column("at", "When", "instant"),
    Column("severity", "Severity", "word", "severity"),
]  # fmt: skip
ROW = {
    "name": "=1+1",
    "amount": 123456,
    "on": "2026-11-20",
    "at": "2026-11-20T06:30:05Z",
    "severity": "urgent",
}


def test_cells_are_typed_and_text_is_never_a_formula(tmp_path: Path) -> None:
    path = write_tables(tmp_path / "a.xlsx", [Table("t", COLUMNS, [ROW], title="客户/资料")], ZONE)
    sheet = openpyxl.load_workbook(path)["客户 资料"]
    cells = [cell.value for cell in sheet[2]]
    assert cells == ["=1+1", 1234.56, datetime(2026, 11, 20), datetime(2026, 11, 20, 12, 30, 5), "urgent"]
    assert sheet["A2"].data_type == "s"
    assert sheet.freeze_panes == "A2"
    assert sheet["A1"].font.bold
    assert sheet.auto_filter.ref == "A1:E2"
    assert sheet.column_dimensions["A"].width >= 6


def test_a_day_among_instants_shows_no_time(tmp_path: Path) -> None:
    rows = [{"at": "2026-11-25"}, {"at": "2026-11-24T07:00:00Z"}]
    sheet = openpyxl.load_workbook(
        write_tables(tmp_path / "a.xlsx", [Table("t", COLUMNS[3:4], rows)], ZONE)
    ).active
    assert sheet is not None
    assert [row[0].number_format for row in sheet.iter_rows(min_row=2)] == ["yyyy-mm-dd", "yyyy-mm-dd hh:mm"]


def test_control_characters_and_equal_sheet_names_do_not_break_a_workbook(tmp_path: Path) -> None:
    tables = [Table("t", COLUMNS[:1], [{"name": "a\x00b\x1bc"}], title="Same")] * 2
    book = openpyxl.load_workbook(write_tables(tmp_path / "a.xlsx", tables, ZONE))
    assert book.sheetnames == ["Same", "Same 2"]
    assert book["Same"]["A2"].value == "abc"


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(errors.MissingFile):
        write_tables(tmp_path / "none" / "a.xlsx", [], ZONE)
    assert not list(tmp_path.iterdir())


@given(
    st.text(st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="\ufffe\uffff"), min_size=1)
)
def test_a_csv_cell_never_starts_a_formula(text: str) -> None:
    content = csv_bytes(Table("t", [Column("name", "名称")], [{"name": text}]), ZONE).decode("utf-8-sig")
    cell = next(iter(list(csv.reader(io.StringIO(content, newline="")))[1:]), [""])[0]
    assert not cell.startswith(("=", "@")) and cell.removeprefix("'") == text.removeprefix(
        "'" if cell == text else ""
    )


def test_csv_starts_with_a_byte_order_mark_and_shows_local_time() -> None:
    content = csv_bytes(Table("t", COLUMNS, [ROW]), ZONE)
    assert content.startswith(b"\xef\xbb\xbf")
    assert (
        content.decode("utf-8-sig").split("\r\n")[1] == "'=1+1,1234.56,2026-11-20,2026-11-20 12:30:05,urgent"
    )


@given(
    st.text(st.characters(blacklist_categories=("Cs", "Cc")), min_size=1).map(str.strip).filter(bool),
    st.text("客户;,\\ab", max_size=60),
)
def test_a_card_is_read_as_it_was_written(name: str, note: str) -> None:
    content = vcf_bytes([{"name": name, "phone": "13800001111", "note": note}]).decode()
    assert all(len(line.encode()) <= 75 for line in content.split("\r\n"))
    (card,) = parse_cards(content)
    assert told(card)["手机"] == "13800001111"


def told(card: Any) -> dict[str, str]:
    """What the import's columns say of a card."""
    return {name: value for name, value in zip(HEADERS, card.row(), strict=True) if value}


def test_a_card_says_all_that_a_row_does() -> None:
    person = {
        "name": "王芳", "company": "远鑫; 酒店", "department": "采购部", "title": "店长", "birthday": "1990-05-20",
        "phone": "13800001111", "phones": "021-62345678;13800002222", "fax": "+49 228 1", "pager": "77",
        "email": "a@b.example", "emails": "c@b.example;d@b.example", "website": "https://b.example/x;y.example",
        "tags": "VIP,老客户,", "street": "解放路2号, 3楼", "city": "成都", "postcode": "610000", "country": "中国", "note": "a\nb",
    }  # fmt: skip
    (card,) = parse_cards(vcf_bytes([person]).decode())
    assert told(card) == {
        "姓名": "王芳", "公司": "远鑫; 酒店", "部门": "采购部", "职务": "店长", "生日": "1990-05-20", "手机": "13800001111",
        "其他电话": "021-62345678;13800002222", "传真": "+49 228 1", "寻呼机": "77", "邮箱": "a@b.example",
        "其他邮箱": "c@b.example;d@b.example", "网址": "https://b.example/x;y.example", "标签": "VIP,老客户",
        "地址": "解放路2号, 3楼", "城市": "成都", "邮政编码": "610000", "国家": "中国", "备注": "a\nb",
    }  # fmt: skip


# -- calendars ----------------------------------------------------------------------------------------------------

_TEXT = st.text(
    st.characters(blacklist_categories=("Cs", "Cc", "Zl", "Zp"), blacklist_characters="\ufeff\ufffe\uffff")
).filter(lambda text: "\\n" not in text.lower())  # icalendar reads an escaped backslash and n as a line break


@given(_TEXT, st.lists(_TEXT, max_size=3))
def test_a_calendar_is_read_as_it_was_written(summary: str, lines: list[str]) -> None:
    day = date(2026, 11, 20)
    event = Event("contact-1@x", day, None, summary, "\n".join(lines), "contact")
    content = ics_bytes([event], "Due; 待办", datetime(2026, 11, 20, 2, tzinfo=UTC))
    assert content.endswith(b"END:VCALENDAR\r\n")
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    (read,) = icalendar.Calendar.from_ical(content).walk("VEVENT")
    assert (str(read["SUMMARY"]), str(read.get("DESCRIPTION", ""))) == (summary, "\n".join(lines))
    assert (read["UID"], read["DTSTAMP"].dt) == ("contact-1@x", datetime(2026, 11, 20, 2, tzinfo=UTC))


@pytest.mark.parametrize(
    ("start", "until", "begins", "ends"),
    [
        (date(2026, 11, 25), date(2026, 11, 20), date(2026, 11, 25), date(2026, 11, 26)),
        (date(2026, 11, 18), date(2026, 11, 20), date(2026, 11, 18), date(2026, 11, 21)),
        (
            datetime(2026, 11, 25, 15, tzinfo=timezone(timedelta(hours=8))), datetime(2026, 11, 20, tzinfo=UTC),
            datetime(2026, 11, 25, 7, tzinfo=UTC), datetime(2026, 11, 25, 7, 30, tzinfo=UTC),
        ),
        (
            datetime(2026, 11, 19, 7, tzinfo=UTC), datetime(2026, 11, 20, 2, tzinfo=UTC),
            datetime(2026, 11, 19, 7, tzinfo=UTC), datetime(2026, 11, 20, 2, tzinfo=UTC),
        ),
    ],
)  # fmt: skip
def test_days_stay_days_and_instants_are_in_utc(start: date, until: date, begins: date, ends: date) -> None:
    content = ics_bytes(
        [Event("a@x", start, until, "s", "", "task")], "n", datetime(2026, 11, 20, tzinfo=UTC)
    )
    (read,) = icalendar.Calendar.from_ical(content).walk("VEVENT")
    assert (read["DTSTART"].dt, read["DTEND"].dt) == (begins, ends)


# -- text for version control -------------------------------------------------------------------------------------


def test_records_are_blocks_sorted_by_key_with_a_line_for_each_field() -> None:
    records = [
        ("b", {"name": "乙", "note": "two\nlines\u200b"}),
        ("a", {"phone": None, "city": "", "name": "甲", "amount": 1.5}),
    ]
    assert blocks("customers", records) == (
        'customers "a"\n  amount: 1.5\n  name: "甲"\n\ncustomers "b"\n  name: "乙"\n  note: "two\\nlines\\u200b"\n\n'
    )
    assert blocks("customers", reversed(records)) == blocks("customers", records)
