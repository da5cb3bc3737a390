"""Dates in the shapes that people type."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest

from crmcli.sheets.cells.dates import (
    DateContext,
    looks_like_date,
    parse_birthday,
    parse_date,
    time_of_day,
)

PLAIN = DateContext(date(2026, 11, 20))
TAIWAN = DateContext(date(2026, 11, 20), taiwan=True)
DAY = date(2024, 3, 5)


@pytest.mark.parametrize(
    "typed",
    [
        "2024/3/5", "2024.3.5", "2024-03-05", "2024年3月5日", "2024 年 3 月 5 日", "20240305", 20240305, "24/3/5", 45356, "45356",
        45356.0, "二〇二四年三月五日", "二零二四年三月5号", "民國113/3/5", "民国113年3月5日", "113.3.5", "２０２４/３/５", "5 Mar 2024",
        "March 5, 2024",
        "5-Mar-24",
        "3/5/2024",
        "2024-3-5 星期二", "2024.03.05.", DAY,
    ],
)  # fmt: skip
def test_one_day_in_every_shape(typed: object) -> None:
    assert parse_date(typed, PLAIN) == DAY


@pytest.mark.parametrize(
    "typed",
    [
        "2024-3-5 14:30", "2024年3月5日下午2点30分", "2024/3/5 下午 2:30", "2024年3月5日14时30分", "202403051430", "2024-03-05T14:30:00",
        "2024/3/5 2:30 PM", "二〇二四年三月五日下午两点半", "2024-03-05 14:30:00.000", 45356 + 14.5 / 24, "2024-3-5 下午2点半",
    ],
)  # fmt: skip
def test_one_moment_in_every_shape(typed: object) -> None:
    assert parse_date(typed, PLAIN) == datetime(2024, 3, 5, 14, 30)


def test_iso_instants_keep_their_zone() -> None:
    assert parse_date("2024-03-05T14:30:00Z", PLAIN) == datetime(2024, 3, 5, 14, 30, tzinfo=UTC)
    eight = timezone(timedelta(hours=8))
    assert parse_date("2024-03-05T14:30:00+08:00", PLAIN) == datetime(2024, 3, 5, 14, 30, tzinfo=eight)


@pytest.mark.parametrize(
    ("typed", "hours"),
    [
        ("2024/03/05 2:30:00 PM GMT+8", 8), ("2024/3/5 下午 2:30:00 [GMT+8]", 8), ("2024/3/5 14:30:00 UTC", 0),
        ("2024/03/05 2:30:00 PM GMT-3:30", -3.5), ("2024-03-05 14:30 UTC+0530", 5.5), ("2024/03/05 2:30 PM [GMT]", 0),
    ],
)  # fmt: skip
def test_form_services_name_the_zone(typed: str, hours: float) -> None:
    found = parse_date(typed, PLAIN)
    assert isinstance(found, datetime)
    assert found == datetime(2024, 3, 5, 14, 30, tzinfo=timezone(timedelta(hours=hours)))
    assert found.utcoffset() == timedelta(hours=hours)


@pytest.mark.parametrize(
    "typed", ["2024-03-05T14:30:00+99:00", "2024/3/5 14:30 GMT+30", "2024/3/5 14:30+0875"]
)
def test_no_such_zone_is_no_date(typed: str) -> None:
    assert parse_date(typed, PLAIN) is None


@pytest.mark.parametrize(
    "typed",
    [
        "2025-13-45",
        "2024-02-30",
        "2024/0/1",
        "昨天",
        "无",
        "13812345678",
        13812345678,
        3.5,
        "2024-3-5 25:00",
        True,
        None,
        "3024-1-1",
    ],
)
def test_impossible_dates(typed: object) -> None:
    assert parse_date(typed, PLAIN) is None


def test_dates_without_a_year() -> None:
    assert parse_date("3月5日", PLAIN) == date(2026, 3, 5)
    assert parse_date("12/25", PLAIN) == date(2025, 12, 25)
    assert parse_date("12/25", DateContext(PLAIN.today, year=2023)) == date(2023, 12, 25)
    assert parse_date("12/25", DateContext(PLAIN.today, ahead=True)) == date(2026, 12, 25)
    assert parse_date("1/8", DateContext(PLAIN.today, ahead=True, since=date(2024, 12, 30))) == date(
        2025, 1, 8
    )
    assert parse_date("2月29日", PLAIN) == date(2024, 2, 29)


def test_the_epoch_of_1904() -> None:
    assert parse_date(45356 - 1462, DateContext(PLAIN.today, epoch1904=True)) == DAY


def test_seven_digits_are_a_date_in_taiwan_only() -> None:
    assert parse_date("1130305", TAIWAN) == DAY
    assert parse_date("1130305", PLAIN) is None


def test_a_month_is_enough_for_a_start() -> None:
    assert parse_date("2024年3月", DateContext(PLAIN.today, month_is_enough=True)) == date(2024, 3, 1)
    assert parse_date("2024年3月", PLAIN) is None


def test_what_looks_like_a_date() -> None:
    assert looks_like_date("2025-13-45") and looks_like_date("3月5日") and looks_like_date(DAY)
    assert (
        not looks_like_date("13812345678")
        and not looks_like_date("电话")
        and not looks_like_date("021-62345678")
    )


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("1990-05-20", ("1990-05-20", "solar")), ("5月20日", ("--05-20", "solar")), ("05-20", ("--05-20",
        "solar")),
        ("--05-20", ("--05-20", "solar")), ("5.20", ("--05-20", "solar")), ("八月十五", ("--08-15", "lunar")),
        ("农历八月十五", ("--08-15", "lunar")), ("腊月廿三", ("--12-23", "lunar")),
        ("农历1990年八月初一", ("1990-08-01", "lunar")),
        ("1990/5/20(农历)", ("1990-05-20", "lunar")), ("国历79/5/20", ("1979-05-20", "solar")),
        ("农历10-14", ("--10-14", "lunar")), ("10-14 (lunar)", ("--10-14", "lunar")), ("13-40", None), ("x", None),
        (date(1990, 5, 20), ("1990-05-20", "solar")),
        ("2990-1-1", None), ("正月三十一", None), ("张三", None),
    ],
)  # fmt: skip
def test_birthdays(typed: object, expected: tuple[str, str] | None) -> None:
    assert parse_birthday(typed, PLAIN) == expected


@pytest.mark.parametrize(
    ("typed", "day", "hour"),
    [
        ("2024-3-5 凌晨12点", 5, 0), ("2024-3-5 12:00 AM", 5, 0), ("2024-3-5 晚上12点", 6, 0), ("2024年3月5日午夜12点", 6, 0),
        ("2024-3-5 半夜12:00", 6, 0), ("2024-3-5 24:00", 6, 0), ("2024-3-5 12 midnight", 6, 0), ("2024-3-5 中午12点", 5, 12),
        ("2024-3-5 12:00 PM", 5, 12), ("2024-3-5 晚上8点", 5, 20), ("2024-3-5 深夜11点", 5, 23),
        ("2024-3-5 午夜", 6, 0), ("2024-3-5零点", 5, 0), ("2024-3-5 正午", 5, 12), ("2024-3-5 正午12点", 5, 12), ("2024-3-5 noon", 5, 12),
        ("2024-3-5 12:00 noon", 5, 12), ("2024-3-5 中午", 5, 12), ("20240305 24:00", 6, 0),
    ],
)  # fmt: skip
def test_twelve_at_night_is_no_noon(typed: str, day: int, hour: int) -> None:
    assert parse_date(typed, PLAIN) == datetime(2024, 3, day, hour)


def test_times_of_day() -> None:
    assert time_of_day("下午2:30") == time(14, 30)
    assert time_of_day("9点") == time(9)
    assert time_of_day("正午") == time(12)
    assert time_of_day("零点") == time(0)
    assert time_of_day("99:99") is None
    assert time_of_day("2024-3-5 14:30") is None


def test_an_amount_is_no_date() -> None:
    assert not any(map(looks_like_date, ("4171.82", "5.92", "13.50", " 2100.00")))
    assert all(map(looks_like_date, ("3.15", "2026.3", "12.31")))


def test_birthdays_of_taiwan_count_from_1911() -> None:
    taiwan = DateContext(date(2026, 11, 20), taiwan=True)
    assert parse_birthday("64/9/1", taiwan) == ("1975-09-01", "solar")
    assert parse_birthday("64/9/1", DateContext(date(2026, 11, 20))) == ("1964-09-01", "solar")


def test_a_sheet_that_writes_the_year_last_writes_it_last_in_short_dates() -> None:
    british = DateContext(PLAIN.today, day_first=True, year_last=True)
    assert parse_date("2/3/24", british) == date(2024, 3, 2)
    assert parse_date("3/2/24", DateContext(PLAIN.today, year_last=True)) == date(2024, 3, 2)


@pytest.mark.parametrize("typed", ["5 May", "May 5th", "5th of May"])
def test_birthdays_in_english_without_a_year(typed: str) -> None:
    assert parse_birthday(typed, PLAIN) == ("--05-05", "solar")


def test_a_day_that_never_was_in_taiwan_is_no_day_of_another_century() -> None:
    assert parse_birthday("72/2/29", DateContext(date(2026, 11, 20), taiwan=True)) is None
