"""Midnight where a time of day was told, beside days alone: the one keeps its time, the other stays a day."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from crmcli.sheets.columns.export_columns import FIELDS
from tests.unit.sheets.test_reading import read_one, sheet, values

#: (head, row of a told midnight, row of a day alone, with {} for the cell; the field).
SHEETS = [
    ("任务编号,任务标题,负责人,截止日期", "T1,送货,李娜,{}", "T2,收款,李娜,{}", "due"),
    ("订单号,客户名称,下单日期,订单金额", "D1,甲公司,{},100", "D2,甲公司,{},200", "ordered"),
    ("Feedback no,Feedback date,Customer,Feedback kind,What was said", "F1,{},Alpha,suggestion,fast", "F2,{},Alpha,praise,kind", "occurred"),
    ("客户名称,联系日期,沟通内容,渠道", "甲公司,{},报价,电话", "甲公司,{},签约,电话", "occurred"),
    ("客户名称,联系日期,沟通内容,渠道,下次联系日期", "甲公司,2026-11-02,报价,电话,{}", "甲公司,2026-11-03,签约,电话,{}", "next_on"),
    ("投诉编号,客户名称,投诉日期,投诉内容,解决时间", "C1,甲公司,2026-11-02,漏水,{}", "C2,甲公司,2026-11-03,异响,{}", "resolved"),
]  # fmt: skip


@pytest.mark.parametrize(("head", "first", "second", "name"), SHEETS)
def test_a_told_midnight_is_no_day_alone(
    tmp_path: Path, head: str, first: str, second: str, name: str
) -> None:
    path = tmp_path / "a.csv"
    path.write_text("\n".join((head, first.format("2026-11-28 24:00"), second.format("2026-11-28"))), "utf-8")
    found = [row[name] for row in values(read_one(path))]
    assert found == [datetime(2026, 11, 29), date(2026, 11, 28)] and type(found[1]) is date


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        ("2026-11-07 晚上12点", datetime(2026, 11, 8)), ("2026-11-07 午夜", datetime(2026, 11, 8)), ("2026-11-07 midnight", datetime(2026, 11, 8)),
        ("2026-11-07 零点", datetime(2026, 11, 7)), ("2026-11-07 凌晨12点", datetime(2026, 11, 7)), ("2026-11-07 12am", datetime(2026, 11, 7)),
        ("20261107 24:00", datetime(2026, 11, 8)), ("2026/11/7 0:00", date(2026, 11, 7)), ("2026-11-07 00:00:00", date(2026, 11, 7)),
        ("11/7/2026 12:00:00 AM", date(2026, 11, 7)),
    ],
)  # fmt: skip
def test_midnight_is_told_in_words_and_a_day_is_not(tmp_path: Path, cell: str, read: date) -> None:
    path = tmp_path / "a.csv"
    head, first, second, name = SHEETS[3]
    path.write_text("\n".join((head, first.format(cell), second.format("2026-11-06"))), "utf-8")
    found = [row[name] for row in values(read_one(path))]
    assert found == [read, date(2026, 11, 6)] and type(found[0]) is type(read)


def test_our_own_lists_write_a_day_alone_without_a_time(tmp_path: Path) -> None:
    told = {
        "occurred_at": ("2026-11-07 00:00", "2026-11-06"),
        "customer": ("Alpha", "Beta"),
        "content": ("a", "b"),
    }
    rows = [",".join(told.get(field.key, ("", ""))[i] for field in FIELDS["interactions"]) for i in (0, 1)]
    path = tmp_path / "a.csv"
    path.write_text("\n".join((",".join(field.english for field in FIELDS["interactions"]), *rows)), "utf-8")
    assert [row["occurred"] for row in values(read_one(path))] == [datetime(2026, 11, 7), date(2026, 11, 6)]


def test_date_cells_beside_a_told_midnight_stay_days(tmp_path: Path) -> None:
    whens = (datetime(2026, 11, 28), "2026-11-28 24:00", datetime(2026, 11, 27))
    rows = [["日期", "客户", "方式", "内容"], *([when, "甲公司", "电话", f"报价{when}"] for when in whens)]
    found = [row["occurred"] for row in values(read_one(sheet(tmp_path, rows)))]
    assert found == [date(2026, 11, 28), datetime(2026, 11, 29), date(2026, 11, 27)]
    assert [type(when) for when in found] == [date, datetime, date]


def test_the_end_of_a_day_is_that_day_where_only_days_are_kept(tmp_path: Path) -> None:
    cells = (
        "2026-11-28 24:00",
        "2026-11-28 晚上12点",
        "2026-11-28 午夜",
        "2026-11-28 零点",
        "2026-11-28 17:00",
    )
    rows = [f"D{i},甲公司,2026-11-01,100,{cell}" for i, cell in enumerate(cells)]
    path = tmp_path / "a.csv"
    path.write_text("\n".join(("订单号,客户名称,下单日期,订单金额,交货日期", *rows)), "utf-8")
    assert [row["promised_on"] for row in values(read_one(path))] == [date(2026, 11, 28)] * len(cells)
