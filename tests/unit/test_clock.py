"""How people write dates, and what a date means."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from crmcli import clock
from crmcli.dates.months import add_months
from crmcli.errors import Usage

SHANGHAI = clock.zone("Asia/Shanghai")
FRIDAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-11-20", date(2026, 11, 20)),
        ("2026/1/5", date(2026, 1, 5)),
        ("11/20", date(2026, 11, 20)),
        ("20261120", date(2026, 11, 20)),
        ("2026年11月20日", date(2026, 11, 20)),
        ("11月20日", date(2026, 11, 20)),
        ("２０２６－１１－２０", date(2026, 11, 20)),
        ("+3d", date(2026, 11, 23)),
        ("-1w", date(2026, 11, 13)),
        ("+1m", date(2026, 12, 20)),
        ("tomorrow", date(2026, 11, 21)),
        ("明天", date(2026, 11, 21)),
        ("3天后", date(2026, 11, 23)),
        ("三天后", date(2026, 11, 23)),
        ("两周后", date(2026, 12, 4)),
        ("下周一", date(2026, 11, 23)),
        ("上周五", date(2026, 11, 13)),
        ("周五", date(2026, 11, 20)),
        ("friday", date(2026, 11, 20)),
        ("next fri", date(2026, 11, 27)),
        ("周一", date(2026, 11, 23)),
        ("next monday", date(2026, 11, 23)),
        ("14:30", datetime(2026, 11, 20, 6, 30, tzinfo=UTC)),
        ("明天 9:00", datetime(2026, 11, 21, 1, 0, tzinfo=UTC)),
        ("明天14:30", datetime(2026, 11, 21, 6, 30, tzinfo=UTC)),
        ("昨天下午3点", datetime(2026, 11, 19, 7, 0, tzinfo=UTC)),
        ("后天下午三点半", datetime(2026, 11, 22, 7, 30, tzinfo=UTC)),
        ("明天上午十一点", datetime(2026, 11, 21, 3, 0, tzinfo=UTC)),
        ("11/18 9点半", datetime(2026, 11, 18, 1, 30, tzinfo=UTC)),
        ("中午12点", datetime(2026, 11, 20, 4, 0, tzinfo=UTC)),
        ("+3天", date(2026, 11, 23)),
        ("+2周", date(2026, 12, 4)),
        ("下周", date(2026, 11, 23)),
        ("next week", date(2026, 11, 23)),
        ("下个月", date(2026, 12, 20)),
        ("月底", date(2026, 11, 30)),
        ("3个月", date(2027, 2, 20)),
        ("三个月后", date(2027, 2, 20)),
        ("半个月后", date(2026, 12, 5)),
        ("下个月5号", date(2026, 12, 5)),
        ("下月底", date(2026, 12, 31)),
        ("12月底", date(2026, 12, 31)),
        ("年底", date(2026, 12, 31)),
        ("明年初", date(2027, 1, 1)),
        ("十二月二十号", date(2026, 12, 20)),
        ("十二月三十一日", date(2026, 12, 31)),
        ("二〇二七年二月三日", date(2027, 2, 3)),
        ("明年一月十号", date(2027, 1, 10)),
        ("下月五号", date(2026, 12, 5)),
        ("二十五号", date(2026, 11, 25)),
        ("十二月二十号下午三点", datetime(2026, 12, 20, 7, 0, tzinfo=UTC)),
        ("去年底", date(2025, 12, 31)),
        ("周三下午", date(2026, 11, 25)),
        ("下周三上午", date(2026, 11, 25)),
        ("tomorrow morning", date(2026, 11, 21)),
        ("next monday in the afternoon", date(2026, 11, 23)),
        ("明天中午", datetime(2026, 11, 21, 4, 0, tzinfo=UTC)),
        ("中午", datetime(2026, 11, 20, 4, 0, tzinfo=UTC)),
        ("两点", datetime(2026, 11, 20, 6, 0, tzinfo=UTC)),
        ("明天9点", datetime(2026, 11, 21, 1, 0, tzinfo=UTC)),
        ("明天下午3:30", datetime(2026, 11, 21, 7, 30, tzinfo=UTC)),
        ("明天上午 10：30", datetime(2026, 11, 21, 2, 30, tzinfo=UTC)),
        ("中午12:30", datetime(2026, 11, 20, 4, 30, tzinfo=UTC)),
        ("12/3 下午3:30", datetime(2026, 12, 3, 7, 30, tzinfo=UTC)),
        ("明早9点", datetime(2026, 11, 21, 1, 0, tzinfo=UTC)),
        ("明晚八点半", datetime(2026, 11, 21, 12, 30, tzinfo=UTC)),
        ("今晚", date(2026, 11, 20)),
        ("下周三晚8点", datetime(2026, 11, 25, 12, 0, tzinfo=UTC)),
        ("昨晚8:15", datetime(2026, 11, 19, 12, 15, tzinfo=UTC)),
        ("tomorrow 3pm", datetime(2026, 11, 21, 7, 0, tzinfo=UTC)),
        ("Tomorrow at 3:30 PM", datetime(2026, 11, 21, 7, 30, tzinfo=UTC)),
        ("next wednesday 9 a.m.", datetime(2026, 11, 25, 1, 0, tzinfo=UTC)),
        ("2026-12-03 12am", datetime(2026, 12, 2, 16, 0, tzinfo=UTC)),
        ("12:05pm", datetime(2026, 11, 20, 4, 5, tzinfo=UTC)),
        ("tomorrow at 15:30", datetime(2026, 11, 21, 7, 30, tzinfo=UTC)),
        ("明天凌晨12点", datetime(2026, 11, 20, 16, 0, tzinfo=UTC)),
        ("明天晚上12点", datetime(2026, 11, 21, 16, 0, tzinfo=UTC)),
        ("今晚十二点半", datetime(2026, 11, 20, 16, 30, tzinfo=UTC)),
        ("半夜12点", datetime(2026, 11, 20, 16, 0, tzinfo=UTC)),
        ("明天午夜12:00", datetime(2026, 11, 21, 16, 0, tzinfo=UTC)),
        ("明天夜里11点", datetime(2026, 11, 21, 15, 0, tzinfo=UTC)),
        ("明天中午12点", datetime(2026, 11, 21, 4, 0, tzinfo=UTC)),
        ("tomorrow 12 midnight", datetime(2026, 11, 21, 16, 0, tzinfo=UTC)),
        ("2026-11-21 24:00", datetime(2026, 11, 21, 16, 0, tzinfo=UTC)),
        ("凌晨2点", datetime(2026, 11, 19, 18, 0, tzinfo=UTC)),
        ("11/26 午夜", datetime(2026, 11, 26, 16, 0, tzinfo=UTC)),
        ("午夜", datetime(2026, 11, 20, 16, 0, tzinfo=UTC)),
        ("11/26正午", datetime(2026, 11, 26, 4, 0, tzinfo=UTC)),
        ("正午12点", datetime(2026, 11, 20, 4, 0, tzinfo=UTC)),
        ("tomorrow at noon", datetime(2026, 11, 21, 4, 0, tzinfo=UTC)),
        ("noon", datetime(2026, 11, 20, 4, 0, tzinfo=UTC)),
        ("明天零点", datetime(2026, 11, 20, 16, 0, tzinfo=UTC)),
        ("零点", datetime(2026, 11, 19, 16, 0, tzinfo=UTC)),
        ("今晚零点", datetime(2026, 11, 20, 16, 0, tzinfo=UTC)),
        # The instant that stands for a day alone, told to the second: a time was told.
        ("11/20 12:00:01", datetime(2026, 11, 20, 4, 0, tzinfo=UTC)),
        ("11/20 12:00:02", datetime(2026, 11, 20, 4, 0, 2, tzinfo=UTC)),
        ("2026-11-20T06:30:00Z", datetime(2026, 11, 20, 6, 30, tzinfo=UTC)),
        ("2026-11-20T06:30:00+08:00", datetime(2026, 11, 19, 22, 30, tzinfo=UTC)),
    ],
)
def test_what_people_type(text: str, expected: date | datetime) -> None:
    assert clock.parse_when(text, FRIDAY, SHANGHAI) == expected


@pytest.mark.parametrize(
    ("text", "lean", "expected"),
    [
        ("1/5", 0, date(2026, 1, 5)), ("1/5", 1, date(2027, 1, 5)), ("11/19", 1, date(2026, 11, 19)), ("11/21", -1, date(2026, 11, 21)),
        ("2026-01-05", 1, date(2026, 1, 5)), ("5号", 1, date(2026, 12, 5)), ("5号", -1, date(2026, 11, 5)), ("30号", 1, date(2026, 11, 30)),
        ("31号", 1, date(2026, 12, 31)), ("31号", -1, date(2026, 10, 31)), ("元旦", 1, date(2027, 1, 1)), ("国庆节", -1, date(2026, 10, 1)),
        ("春节", 1, date(2027, 2, 6)), ("除夕", 1, date(2027, 2, 5)), ("清明", 1, date(2027, 4, 5)), ("中秋节", 0, date(2026, 9, 25)),
    ],
)  # fmt: skip
def test_a_day_without_a_year_may_be_next_years(text: str, lean: int, expected: date) -> None:
    assert clock.parse_when(text, FRIDAY, SHANGHAI, lean) == expected


def test_in_january_december_is_last_years_where_the_past_is_meant() -> None:
    january = date(2027, 1, 4)
    assert clock.parse_when("12/30", january, SHANGHAI, -1) == date(2026, 12, 30)
    assert clock.parse_when("12/30", january, SHANGHAI) == date(2027, 12, 30)


def test_where_only_a_day_is_kept_no_time_is_lost() -> None:
    assert clock.parse_day("明天下午", FRIDAY, SHANGHAI) == date(2026, 11, 21)
    with pytest.raises(Usage, match="Only a day"):
        clock.parse_day("11/20 午夜", FRIDAY, SHANGHAI)


@pytest.mark.parametrize("text", ["2026-02-30", "13/45", "soon", "25:00", "2026-13-01"])
def test_what_is_no_date(text: str) -> None:
    with pytest.raises(Usage):
        clock.parse_when(text, FRIDAY, SHANGHAI)


@pytest.mark.parametrize(
    "text",
    [
        "五月",
        "5月",
        "12月",
        "十二月份",
        "5月后",
        "三月后",
        "明年3月",
        "2027年3月",
        "2027-03",
        "May",
        "in March",
    ],
)
def test_a_month_is_no_day(text: str) -> None:
    with pytest.raises(Usage, match="a month, not a day") as refused:
        clock.parse_when(text, FRIDAY, SHANGHAI, 1)
    assert "2026-11-27" in str(refused.value.hint)


def test_the_sample_of_a_refusal_lies_ahead() -> None:
    with pytest.raises(Usage) as refused:
        clock.parse_when("soon", date(2028, 2, 25), SHANGHAI)
    assert "2028-03-03, 3/3" in str(refused.value.hint)


def test_a_date_means_its_last_instant_in_the_team_zone() -> None:
    as_of = clock.AsOf.end_of(FRIDAY, SHANGHAI)
    assert as_of.instant == datetime(2026, 11, 20, 15, 59, 59, tzinfo=UTC)
    assert clock.local_date(as_of.instant, SHANGHAI) == FRIDAY


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2026, 12, 31), -6, date(2026, 6, 30)),
        (date(2024, 2, 29), -12, date(2023, 2, 28)),
        (date(2026, 11, 20), 2, date(2027, 1, 20)),
    ],
)
def test_months_end_where_the_month_does(start: date, months: int, end: date) -> None:
    assert add_months(start, months) == end


@pytest.mark.parametrize("name", ["Mars/Base", "很" * 300, "../etc/passwd", "12/" * 9_000])
def test_an_unknown_zone_is_named(name: str) -> None:
    with pytest.raises(Usage, match=name):
        clock.zone(name)
