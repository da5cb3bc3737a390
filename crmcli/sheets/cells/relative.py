"""Days told in words and counted from another: 下周三, 三天后, 月底, 下月5号; lunar days. Pure."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta

from crmcli.dates.lunar import solar_day
from crmcli.dates.months import add_months
from crmcli.dates.spoken import is_holiday, spoken_day
from crmcli.dates.written import plain_days

_RELATIVE = re.compile(
    r"^\+\d{1,3}[dw]$|same day|[去今明前]年|次日|翌日|第[二三]天|隔[天日]|当[天日晚]|同日|[今明后後昨前]天|昨日|[天日周週月]之?前|ago$|yesterday|上个?(?:周|週|星期|礼拜|月)|大后天|[天日周週月]之?[后後]|以后|(?:周|週|星期|礼拜)[一二三四五六日天]|下?下?个?(?:周|週|星期|礼拜|月)|[月年](?:底|末|初|中旬?)"
    r"|\d{1,2}[号日]|tomorrow|today|next |(?:in )?\d+ (?:day|week|month)s?(?![a-z])|(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*$",
    re.IGNORECASE,
)
_LONGEST = 14
_PART_OF_DAY = re.compile(
    r"[,，\s]*(?:上午|下午|中午|晚上|早上|左右|以?内|之?前(?=$)|再?(?:联系|跟进|拜访|回访|沟通))+$"
)


def is_relative(cell: object) -> bool:
    """Whether a cell's text is a day that only another day makes certain."""
    return (
        isinstance(cell, str)
        and len(cell) <= _LONGEST
        and (bool(_RELATIVE.search(cell)) or is_holiday(cell))
        and not _is_dated(cell)
    )


def _is_dated(text: str) -> bool:
    return bool(re.search(r"\d\s*[-/.月年]\s*\d", text))


def day_after(text: str, anchor: date) -> date | None:
    """The day that the words mean, seen from `anchor`; None if they mean none, or one before it."""
    bare = " ".join(unicodedata.normalize("NFKC", text).lower().split())
    bare = plain_days(re.sub("礼拜|禮拜", "周", bare), anchor.year)
    if not re.search(r"(?:天|日|周|月|年)前$", bare):
        bare = _PART_OF_DAY.sub("", bare)
    readers = (_spoken, _in_other_words, _counted, _weekday)
    found = next((day for reader in readers if (day := reader(bare, anchor))), None)
    return found if found is not None and found >= anchor else None


_NAMED = {
    "今天": 0, "当天": 0, "当日": 0, "当晚": 0, "同日": 0, "same day": 0, "today": 0, "明天": 1, "明日": 1, "次日": 1, "翌日": 1,
    "隔天": 1, "隔日": 1, "第二天": 1, "tomorrow": 1, "next day": 1, "the next day": 1, "第三天": 2, "后天": 2, "後天": 2, "大后天": 3, "大後天": 3,
}  # fmt: skip
_NUMBERS = {char: i for i, char in enumerate("一二三四五六七八九十", 1)} | {"两": 2}
#: Months are counted with 个: 三月 is a month itself.
_LATER = re.compile(
    r"(?:in )?(\d{1,3}|[一二两三四五六七八九十])\s*(?:个?\s*(天|日|周|星期|days?|weeks?|months?)|个\s*(月))(?:之?[后後]|以[后後])?"
)
_AHEAD = re.compile(r"\+(\d{1,3})([dw])")
_WEEKDAY = re.compile(
    r"(下下|下|本|这)?个?(?:周|週|星期)([一二三四五六日天])|(next )?(mon|tue|wed|thu|fri|sat|sun)[a-z]*"
)


def _counted(text: str, anchor: date) -> date | None:
    """明天, 三天后, 两周后, in 3 days, +7d."""
    if ahead := _AHEAD.fullmatch(text):
        return anchor + timedelta(days=int(ahead[1]) * (7 if ahead[2] == "w" else 1))
    if text in _NAMED:
        return anchor + timedelta(days=_NAMED[text])
    if text in ("下周", "下星期", "next week"):
        return anchor + timedelta(days=7 - anchor.weekday())
    if text in ("下月", "下个月", "next month"):
        return add_months(anchor, 1)
    found = _LATER.fullmatch(text)
    if found is None:
        return None
    number, unit = _NUMBERS.get(found[1]) or int(found[1]), found[2] or found[3]
    if unit.startswith(("月", "month")):
        return add_months(anchor, number)
    return anchor + timedelta(days=number * (7 if unit[0] in "周星w" else 1))


def _weekday(text: str, anchor: date) -> date | None:
    """下周三 is in the next week; 周三 alone the first one from the anchor on; next Wednesday the first one after it."""
    found = _WEEKDAY.fullmatch(text)
    if found is None:
        return None
    if found[4]:
        ahead = ("mon", "tue", "wed", "thu", "fri", "sat", "sun").index(found[4]) - anchor.weekday()
        return anchor + timedelta(days=ahead % 7 or 7)
    ahead = "一二三四五六日".index("日" if found[2] == "天" else found[2]) - anchor.weekday()
    if found[1] is None:
        return anchor + timedelta(days=ahead % 7)
    return anchor + timedelta(days=ahead + 7 * {"下下": 2, "下": 1}.get(found[1], 0))


_PAST_NAMED = {
    "今天": 0, "今日": 0, "当天": 0, "today": 0, "昨天": 1, "昨日": 1, "昨晚": 1, "yesterday": 1, "前天": 2, "前日": 2, "大前天": 3,
}  # fmt: skip
_AGO = re.compile(
    r"(\d{1,3}|[一二两三四五六七八九十])\s*个?\s*(天|日|周|星期|月|days?|weeks?|months?)\s*(?:之?前|以前|ago)"
)
_PAST_WEEKDAY = re.compile(
    r"(上上|上|本|这)?个?(?:周|週|星期)([一二三四五六日天])|(last )(mon|tue|wed|thu|fri|sat|sun)[a-z]*"
)
_PAST_DAY = re.compile(r"(上个?月|本月|这个?月)(\d{1,2})[号日]")


def day_before(text: str, anchor: date) -> date | None:
    """The past day that the words mean, seen from `anchor`: 昨天, 上周五, 3天前, 上月5号; None if they mean none."""
    bare = " ".join(unicodedata.normalize("NFKC", text).lower().split())
    bare = plain_days(re.sub("礼拜|禮拜", "周", bare), anchor.year)
    bare = re.sub(r"(?:上午|下午|中午|晚上|早上)$", "", bare).strip()
    if bare in _PAST_NAMED:
        return anchor - timedelta(days=_PAST_NAMED[bare])
    if found := _AGO.fullmatch(bare):
        number = _NUMBERS.get(found[1]) or int(found[1])
        if found[2].startswith(("月", "month")):
            return add_months(anchor, -number)
        return anchor - timedelta(days=number * (7 if found[2][0] in "周星w" else 1))
    if found := _PAST_WEEKDAY.fullmatch(bare):
        return _past_weekday(found, anchor)
    found = _PAST_DAY.fullmatch(bare)
    if found is None:
        return None
    first = add_months(anchor.replace(day=1), -1 if found[1].startswith("上") else 0)
    last = (add_months(first, 1) - timedelta(days=1)).day
    day = first.replace(day=int(found[2])) if 1 <= int(found[2]) <= last else None
    return day if day and day <= anchor else None


def _past_weekday(found: re.Match[str], anchor: date) -> date | None:
    """上周五 is in the week before; 周五 alone and last Friday the last one before or on the anchor."""
    if found[4]:
        back = anchor.weekday() - ("mon", "tue", "wed", "thu", "fri", "sat", "sun").index(found[4])
        return anchor - timedelta(days=back % 7 or 7)
    ahead = "一二三四五六日".index("日" if found[2] == "天" else found[2]) - anchor.weekday()
    if found[1] is None:
        return anchor - timedelta(days=-ahead % 7)
    day = anchor + timedelta(days=ahead - 7 * {"上上": 2, "上": 1}.get(found[1], 0))
    return day if day <= anchor else None


def _spoken(text: str, anchor: date) -> date | None:
    return spoken_day(text, anchor, lean=1)


def _in_other_words(text: str, anchor: date) -> date | None:
    return date(anchor.year, 12, 31) if text in ("年底", "年末", "本年底", "今年底") else None


_CALENDAR = re.compile(r"^\s*(?:农历|農曆|阴历|陰曆|旧历)\s*")


def lunar_day(text: str, year: int, latest: date) -> date | None:
    """The solar day of 农历八月十五: in the lunar `year`, or if that is 0 the last one not after `latest`."""
    bare = _CALENDAR.sub("", text)
    told = parse_lunar(bare) if bare != text else None
    if told is None:
        return None
    named, month, day = told
    years = (named or year,) if named or year else (latest.year, latest.year - 1)
    days = [found for number in years if (found := solar_day(number, month, day))]
    return next((found for found in days if named or year or found <= latest), None)


_LUNAR_MONTHS = {"正": 1, "一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8,
"九": 9, "十": 10, "十一": 11, "冬": 11, "十二": 12, "腊": 12, "臘": 12}  # fmt: skip


#: A lunar day in Chinese numerals, with its year or without: 正月初一, 闰四月廿三.
LUNAR = re.compile(
    r"(?:(\d{4})\s*年)?\s*闰?(正|十[一二]?|冬|[腊臘]|[一二三四五六七八九])月\s*(初|十|廿|卅|二十|三十)?([一二三四五六七八九十])?日?"
)


def parse_lunar(text: str) -> tuple[int, int, int] | None:
    """(year or 0, month, day) of a lunar day in Chinese numerals; None if it is none."""
    found = LUNAR.fullmatch(text.strip())
    told = lunar_text(found) if found else None
    if found is None or told is None:
        return None
    month, day = told[0][-5:].split("-")
    return int(found[1] or 0), int(month), int(day)


def lunar_text(found: re.Match[str]) -> tuple[str, str] | None:
    """(`YYYY-MM-DD` or `--MM-DD`, lunar) of what `LUNAR` matched; None if a month has no such day."""
    tens = {"初": 0, "十": 10, "廿": 20, "二十": 20, "卅": 30, "三十": 30, None: 0}[found[3]]
    units = "零一二三四五六七八九十".index(found[4]) if found[4] else 0
    day = tens + units
    if not 1 <= day <= 30:
        return None
    rest = f"{_LUNAR_MONTHS[found[2]]:02d}-{day:02d}"
    return (f"{found[1]}-{rest}" if found[1] else f"--{rest}"), "lunar"
