"""Days told in words, counted from another."""

from __future__ import annotations

from datetime import date

import pytest

from crmcli.sheets.cells.amounts import parse_amount, rough_amount
from crmcli.sheets.cells.contact_ways import ways_of
from crmcli.sheets.cells.dates import day_in
from crmcli.sheets.cells.relative import day_after, day_before, is_relative, lunar_day

THURSDAY = date(2026, 10, 1)


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("明天", "2026-10-02"), ("后天上午", "2026-10-03"), ("三天后", "2026-10-04"), ("一周后", "2026-10-08"),
        ("两周后", "2026-10-15"), ("1个月后", "2026-11-01"), ("半个月后", "2026-10-16"), ("周五", "2026-10-02"),
        ("周三", "2026-10-07"), ("下周三", "2026-10-07"), ("下下周一", "2026-10-12"), ("本周日", "2026-10-04"),
        ("下周", "2026-10-05"), ("月底", "2026-10-31"), ("下月初", "2026-11-01"), ("下月5号", "2026-11-05"),
        ("15号", "2026-10-15"), ("下个月底", "2026-11-30"), ("年底", "2026-12-31"), ("tomorrow", "2026-10-02"),
        ("next Monday", "2026-10-05"), ("in 3 days", "2026-10-04"), ("下周三前", "2026-10-07"),
        ("+7d", "2026-10-08"), ("12月底", "2026-12-31"), ("三个月后", "2027-01-01"), ("元旦", "2027-01-01"), ("春节", "2027-02-06"), ("下周三上午", "2026-10-07"),
    ],
)  # fmt: skip
def test_words_for_days(words: str, day: str) -> None:
    assert is_relative(words)
    assert day_after(words, THURSDAY) == date.fromisoformat(day)


@pytest.mark.parametrize(
    "words", ["节后", "等通知", "上周三", "三天前", "2026-10-05", "周八", "32号", "五月", "5月", "元旦后"]
)
def test_what_is_no_day_ahead(words: str) -> None:
    assert day_after(words, THURSDAY) is None


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("今天", "2026-10-01"), ("昨天下午", "2026-09-30"), ("前天", "2026-09-29"), ("大前天", "2026-09-28"), ("3天前", "2026-09-28"),
        ("两周前", "2026-09-17"), ("一个月前", "2026-09-01"), ("上周五", "2026-09-25"), ("上礼拜天", "2026-09-27"), ("周二", "2026-09-29"),
        ("周四", "2026-10-01"), ("周五", "2026-09-25"), ("本周一", "2026-09-28"), ("本周五", None), ("上上周一", "2026-09-14"),
        ("上月5号", "2026-09-05"), ("上个月31号", None), ("本月1日", "2026-10-01"), ("yesterday", "2026-09-30"),
        ("last Friday", "2026-09-25"), ("2 days ago", "2026-09-29"), ("下周三", None), ("不久前", None), ("2026-09-30", None),
    ],
)  # fmt: skip
def test_words_for_days_past(words: str, day: str | None) -> None:
    assert day_before(words, THURSDAY) == (date.fromisoformat(day) if day else None)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("拜访日报 2026年3月5日", "2026-03-05"), ("日报20260305", "2026-03-05"), ("2026-3-5", "2026-03-05"), ("报表2026.03.05(1)", "2026-03-05"),
        ("2026年3月", None), ("2026-03-01至2026-03-05", None), ("单号20261305", None), ("12026030512", None),
    ],
)  # fmt: skip
def test_the_day_of_a_title(text: str, day: str | None) -> None:
    assert day_in(text) == (date.fromisoformat(day) if day else None)


def test_lunar_days_become_solar_ones() -> None:
    assert lunar_day("农历八月十五", 2026, date(2026, 11, 20)) == date(2026, 9, 25)
    assert lunar_day("农历腊月二十三", 0, date(2026, 11, 20)) == date(2026, 2, 10)
    assert lunar_day("农历八月四十", 2026, date(2026, 11, 20)) is None
    assert lunar_day("八月十五", 2026, date(2026, 11, 20)) is None


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("三万", 30_000), ("壹万贰仟元整", 12_000), ("十二万五", 125_000), ("一百零五元", 105), ("两千三百", 2300), ("3500元", 3500),
        ("伍佰元叁角", 500.3), ("二〇二四", None), ("三", None), ("约3万", None),
    ],
)  # fmt: skip
def test_amounts_in_numerals(text: str, amount: float | None) -> None:
    found = parse_amount(text)
    assert found == amount if amount is None else found is not None and float(found) == amount


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("约3万", 30_000),
        ("3万左右", 30_000),
        ("5000多", 5000),
        ("3万多元", 30_000),
        ("3-5万", None),
        ("3万", None),
        ("左右", None),
    ],
)
def test_rough_amounts(text: str, amount: int | None) -> None:
    assert rough_amount(text) == amount


def test_what_a_cell_of_contact_ways_holds() -> None:
    found = ways_of("张经理 138-1111-0001 / 微信：zhang_1 / z@x.example")
    assert (found.phones, found.wechat, found.email, found.person) == (
        ["13811110001"], "zhang_1", "z@x.example", "张经理",
    )  # fmt: skip
    assert ways_of("zhang_1").wechat == "" and ways_of("zhang_1", ids=True).wechat == "zhang_1"
    assert ways_of("13811110001（微信同号）").wechat == "13811110001"
    assert ways_of("销售部值班电话 13811110001").person == ""
