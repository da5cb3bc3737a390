"""Files of days off as people have them: the announcement in a sheet, a day a row, calendars of phones."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from crmcli.dates.days_off import entries
from crmcli.errors import MissingFile, Unreadable
from crmcli.sheets.day_lists import DayList, read_day_list

TODAY = date(2026, 11, 20)
SPRING = ["2027-02-05..2027-02-11 春节"]


def _text(folder: Path, lines: str, name: str = "days.csv") -> DayList:
    (folder / name).write_text(lines, encoding="utf-8")
    return read_day_list(folder / name, TODAY)


def _workbook(folder: Path, rows: list[list[Any]], *merged: str) -> DayList:
    book = Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    for cells in merged:
        book.active.merge_cells(cells)
    book.save(folder / "days.xlsx")
    return read_day_list(folder / "days.xlsx", TODAY)


def _told(found: DayList) -> tuple[list[str], list[str]]:
    return entries(found.days.off), [f"{day:%m-%d}" for day in sorted(found.days.work)]


def test_the_announcement_in_a_sheet(tmp_path: Path) -> None:
    found = _text(
        tmp_path,
        "2027年部分节假日安排\n节日,放假开始,放假结束,天数,调休上班\n元旦,1月1日,1月3日,3,无\n"
        "春节,2月5日（周五）,2月11日（周四）,7,2月14日、2月20日\n劳动节,2027-05-01,2027-05-05,5,5月8日（周六）\n"
        "某节,31月1日,,1,\n注：以通知为准,,,,\n",
    )
    assert _told(found) == (
        ["2027-01-01..2027-01-03 元旦", *SPRING, "2027-05-01..2027-05-05 劳动节"], ["02-14", "02-20", "05-08"],
    )  # fmt: skip
    assert found.rejected == [(6, "某节 31月1日 1")]


def test_the_announcement_in_a_workbook(tmp_path: Path) -> None:
    rows = [
        ["国务院办公厅关于2027年部分节假日安排的通知"],
        ["节日", "放假时间", "调休上班"],
        ["元旦", "12月31日至1月2日", None],
        ["春节", "2月5日至2月11日", "2月14日（周日）、2月20日（周六）"],
        ["国庆节", date(2027, 10, 1), date(2027, 10, 9)],
    ]
    expected = ["2026-12-31..2027-01-02 元旦", *SPRING, "2027-10-01 国庆节"]
    assert _told(_workbook(tmp_path, rows)) == (expected, ["02-14", "02-20", "10-09"])


def test_the_words_of_the_announcement(tmp_path: Path) -> None:
    rows = [
        ["2027年放假通知"],
        [
            "二、春节：2月5日（农历除夕、周五）至11日（农历正月初六、周四）放假调休，共7天。2月14日（周日）上班。"
        ],
    ]
    assert _told(_workbook(tmp_path, rows)) == (SPRING, ["02-14"])


def test_a_day_a_row_under_one_name(tmp_path: Path) -> None:
    rows = [["日期", "节日", "类型"], [date(2027, 2, 5), "春节", "休"], [date(2027, 2, 6), None, "休"],
            [date(2027, 2, 14), None, "班"]]  # fmt: skip
    assert _told(_workbook(tmp_path, rows, "B2:B4")) == (["2027-02-05..2027-02-06 春节"], ["02-14"])


@pytest.mark.parametrize(
    ("lines", "off", "work"),
    [
        ("日期,是否放假,节日\n2027-02-05,是,春节\n2027-02-14,否,\n", ["2027-02-05 春节"], ["02-14"]),
        ("Date,Holiday\n\"Friday, 1 January 2027\",New Year's Day\n03/05/2027,Early May\n31/05/2027,Spring\n",
         ["2027-01-01 New Year's Day", "2027-05-03 Early May", "2027-05-31 Spring"], []),
        ("Start Date,End Date,Subject\n2027-12-24,2027-12-26,Christmas\n", ["2027-12-24..2027-12-26 Christmas"], []),
        ("2027-01-01,New Year\n03/05/2027,Early May\n31/05/2027,Spring\n",
         ["2027-01-01 New Year", "2027-05-03 Early May", "2027-05-31 Spring"], []),
    ],
)  # fmt: skip
def test_other_lists(tmp_path: Path, lines: str, off: list[str], work: list[str]) -> None:
    found = _text(tmp_path, lines)
    assert (_told(found), found.rejected) == ((off, work), [])


def test_a_row_that_says_neither_is_told(tmp_path: Path) -> None:
    found = _text(
        tmp_path, "Date,Name,Type\n2027-01-01,New Year,Public holiday\n2027-02-14,Valentine,Observance\n"
    )
    assert _told(found) == (["2027-01-01 New Year"], [])
    assert found.rejected == [(3, "2027-02-14 Valentine Observance")]


def _calendar(*events: str) -> str:
    lines = "".join(f"BEGIN:VEVENT\n{event}\nEND:VEVENT\n" for event in events)
    return f"BEGIN:VCALENDAR\nVERSION:2.0\n{lines}END:VCALENDAR\n".replace("\n", "\r\n")


@pytest.mark.parametrize(
    ("events", "off", "work"),
    [
        # As phones have it: festivals at which people work stand there too.
        (("DTSTART;VALUE=DATE:20270205\nDTEND;VALUE=DATE:20270212\nSUMMARY:春节（休）",
          "DTSTART;VALUE=DATE:20270214\nSUMMARY;LANGUAGE=zh-CN:春节（\n 班）",
          "DTSTART;VALUE=DATE:20270214\nSUMMARY:情人节",
          "DTSTART;VALUE=DATE:20271001\nDTEND;VALUE=DATE:20271003\nX-APPLE-SPECIAL-DAY:WORK-HOLIDAY\nSUMMARY:国庆节"),
         [*SPRING, "2027-10-01..2027-10-02 国庆节"], ["02-14"]),
        # As governments have it.
        (("DTSTART;VALUE=DATE:20270101\nDTEND;VALUE=DATE:20270102\nSUMMARY:New Year\\, observed",
          "DTSTART:20271225T000000\nDTEND:20271227T000000\nSUMMARY:Christmas",
          "DTSTART:20271228T090000Z\nSUMMARY:A meeting",
          "DTSTART;VALUE=DATE:20270102\nSTATUS:CANCELLED\nSUMMARY:Off",
          "DTSTART;VALUE=DATE:20200704\nRRULE:FREQ=YEARLY\nSUMMARY:Each year"),
         ["2027-01-01 New Year observed", "2027-12-25..2027-12-26 Christmas"], []),
    ],
)  # fmt: skip
def test_calendar_files(tmp_path: Path, events: tuple[str, ...], off: list[str], work: list[str]) -> None:
    assert _told(_text(tmp_path, _calendar(*events), "days.ics")) == (off, work)


@pytest.mark.parametrize(
    "lines", ["x,y\n1,2\n", "日期,节日\n31月9日,春节\n", _calendar(), "客户,电话\n甲,13800138000\n"]
)
def test_a_file_without_days(tmp_path: Path, lines: str) -> None:
    with pytest.raises(Unreadable):
        _text(tmp_path, lines)


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(MissingFile):
        read_day_list(tmp_path / "none.csv", TODAY)
