"""Days told roughly, and steps told by another time of their row."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from crmcli.sheets.cells.dates import DateContext, parse_birthday, parse_date

from .test_layouts import firm, plan_of, values

PLAIN = DateContext(date(2026, 11, 20))
ENOUGH = replace(PLAIN, month_is_enough=True)
AHEAD = replace(PLAIN, ahead=True)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("24年8月", date(2024, 8, 1)), ("98年8月份", date(1998, 8, 1)), ("2024年8月", date(2024, 8, 1)), ("去年10月", date(2025, 10, 1)),
        ("去年10月15日", date(2025, 10, 15)), ("前年3月底", date(2024, 3, 31)), ("2024年2月底", date(2024, 2, 29)),
        ("8月初", date(2026, 8, 1)), ("12月中旬", date(2025, 12, 15)), ("去年底", date(2025, 12, 31)), ("2025年初", date(2025, 1, 1)),
        ("今年5月20日", date(2026, 5, 20)), ("3月下旬", date(2026, 3, 21)),
    ],
)  # fmt: skip
def test_a_month_or_a_part_of_one(typed: str, day: date) -> None:
    assert parse_date(typed, ENOUGH) == day


@pytest.mark.parametrize(
    ("typed", "day"),
    [("12月初", date(2026, 12, 1)), ("年底", date(2026, 12, 31)), ("明年3月初", date(2027, 3, 1)), ("12月底前", date(2026, 12, 31)),
     ("2026年12月初", date(2026, 12, 1)), ("明年初", date(2027, 1, 1))],
)  # fmt: skip
def test_what_lies_ahead(typed: str, day: date) -> None:
    assert parse_date(typed, AHEAD) == day


@pytest.mark.parametrize("typed", ["12月", "五月", "明年3月", "2026年12月", "2026-12"])
def test_nobody_guesses_the_day_of_what_lies_ahead(typed: str) -> None:
    assert parse_date(typed, AHEAD) is None


def test_a_month_without_a_day_is_told_and_kept(tmp_path: Path) -> None:
    head = ["客户名称", "跟进时间", "跟进内容", "下次时间"]
    plan = plan_of(
        tmp_path, "跟进", head, [firm(0), "2026-11-02", "谈价", "5月"], [firm(1), "2026-11-03", "询价", "五月"],
        [firm(2), "2026-11-03", "询价", "三个月后"], [firm(0), "2026-11-04", "送样", "2026-12-08"],
    )  # fmt: skip
    assert values(plan, "next_on") == [None, None, date(2027, 2, 3), date(2026, 12, 8)]
    assert [row.extra.get("下次时间") for row in plan.rows] == ["5月", "五月", "三个月后", None]
    assert not any(row.problems for row in plan.rows)
    assert any("2 cells name only a month" in notice for notice in plan.notices)


def test_a_time_of_day_that_no_field_keeps_is_told_once_a_column(tmp_path: Path) -> None:
    head = ["订单号", "客户名称", "下单时间", "金额", "交货日期", "退款日期"]
    plan = plan_of(
        tmp_path, "订单", head, ["Z1", firm(0), "2026-11-01 10:00", 100, datetime(2026, 12, 1, 14, 30), None],
        ["Z2", firm(1), "2026-11-02 10:00", 200, "2026-12-02 下午3点", datetime(2026, 11, 5)],
        ["Z3", firm(1), "2026-11-03 10:00", 300, datetime(2026, 12, 3), None],
    )  # fmt: skip
    assert values(plan, "promised_on") == [date(2026, 12, 1), date(2026, 12, 2), date(2026, 12, 3)]
    said = [notice for notice in plan.notices if "times of day" in notice or "time of day" in notice]
    assert said == ["交货日期: 2 cells tell times of day; only their days are kept."]


@pytest.mark.parametrize("typed", ["24年13月", "去年", "24年8月", "12月初", "年底", "月初的时候"])
def test_where_a_day_is_needed_a_month_is_none(typed: str) -> None:
    assert parse_date(typed, PLAIN) is None


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("1900-04-04", "1900-04-04"),
        ("1899-12-31", "1899-12-31"),
        (datetime(1900, 4, 4), "1900-04-04"),
        ("1901-04-04", "1901-04-04"),
    ],
)
def test_old_birthdays_exist(typed: object, day: str) -> None:
    assert parse_birthday(typed, PLAIN) == (day, "solar")


@pytest.mark.parametrize("typed", ["1900-01-01", datetime(1899, 12, 31)])
def test_other_dates_are_not_so_old(typed: object) -> None:
    assert parse_date(typed, PLAIN) is None


def test_old_birthdays_are_told(tmp_path: Path) -> None:
    plan = plan_of(
        tmp_path,
        "客户",
        ["姓名", "手机", "生日"],
        ["李一", "13900000001", "1900-04-04"],
        ["王二", "13900000002", "1990-04-04"],
    )
    assert values(plan, "birthday") == ["1900-04-04", "1990-04-04"]
    assert any("120" in notice for notice in plan.notices)


def test_the_month_of_an_order_is_told(tmp_path: Path) -> None:
    head = ["订单号", "订单日期", "客户名称", "金额"]
    plan = plan_of(tmp_path, "订单", head, ["A1", "24年8月", firm(0), 5], ["A2", "2024-09-03", firm(1), 5])
    assert values(plan, "ordered") == [date(2024, 8, 1), date(2024, 9, 3)]
    assert plan.rows[0].extra == {"订单日期": "24年8月"}
    assert any("month" in notice for notice in plan.notices)


COMPLAINT = ["客户名称", "投诉时间", "投诉内容", "首次回复时间", "解决时间", "回访时间"]


@pytest.mark.parametrize(
    ("step", "moment"),
    [
        ("当天14:00", datetime(2026, 10, 5, 14)), ("当日下午3点", datetime(2026, 10, 5, 15)), ("次日 10:30", datetime(2026, 10, 6, 10, 30)),
        ("第二天", date(2026, 10, 6)), ("3天后", date(2026, 10, 8)), ("同日", date(2026, 10, 5)), ("same day 14:00", datetime(2026, 10, 5, 14)),
        ("next day", date(2026, 10, 6)),
    ],
)  # fmt: skip
def test_a_step_told_by_the_opening_of_its_row(tmp_path: Path, step: str, moment: date) -> None:
    plan = plan_of(
        tmp_path, "投诉", COMPLAINT, [firm(0), "2026-10-05 09:00", "送错货", "2026-10-05 09:30", step, None],
        [firm(1), "2026-10-06 09:00", "包装破损", "2026-10-06 09:10", "2026-10-07 10:00", None],
    )  # fmt: skip
    assert values(plan, "resolved")[0] == moment


def test_a_revisit_is_told_by_the_solution(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, "投诉", COMPLAINT, [firm(0), "2026-10-05 09:00", "送错货", "当天", "次日15:00", "次日"],
                   [firm(1), "2026-10-06 09:00", "包装破损", "当天已回复", "2026-10-07 10:00", None])  # fmt: skip
    assert values(plan, "revisited")[0] == date(2026, 10, 7)
    assert values(plan, "responded") == [date(2026, 10, 5), date(2026, 10, 6)]
    assert plan.rows[1].extra == {"首次回复时间": "当天已回复"}
