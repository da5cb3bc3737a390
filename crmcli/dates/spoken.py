"""Days as people say them: 5号, 下个月5号, 月底, 年底, 半个月后, 元旦; and a mere month, which is no day. Pure.

What they mean is the next such day with `lean` 1, the last one with -1, and this month's or year's with 0.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from crmcli.dates.days_off import clear_and_bright
from crmcli.dates.lunar import solar_day
from crmcli.dates.months import add_months

_MONTH = re.compile(
    r"(?:(?:\d{4}|\d\d)\s*年\s*|[去今明前后後]年)?(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])\s*月份?(?:[之以]?[后後前]|左右|以?内)?"
    r"|\d{4}\s*[-/.]\s*(?:1[0-2]|0?[1-9])"
    r"|(?:in )?(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\.?(?: \d{4})?",
    re.IGNORECASE,
)
_OF_MONTH = re.compile(
    r"(?P<which>上个?月|下个?月|次月|本月|[这這]个?月|当月)?(?:(?P<day>\d{1,2})[号號日]|(?P<part>初|中旬?|底|末)|(?P<word>月[初底末]|月中旬?))"
)
_OF_NAMED_MONTH = re.compile(r"(1[0-2]|0?[1-9])月份?(初|中旬?|底|末)")
_OF_YEAR = re.compile(r"(?P<year>\d{4})?年(?P<part>[初底末])")
_PARTS = {"初": 1, "中": 15, "中旬": 15}
_HALF_MONTH = re.compile(r"半个?月[之以]?[后後]?")
_FIXED = {
    "元旦": (1, 1), "情人节": (2, 14), "妇女节": (3, 8), "五一": (5, 1), "劳动节": (5, 1), "六一": (6, 1), "儿童节": (6, 1),
    "教师节": (9, 10), "国庆": (10, 1), "国庆节": (10, 1), "圣诞": (12, 25), "圣诞节": (12, 25), "christmas": (12, 25),
    "new year's day": (1, 1),
}  # fmt: skip
_LUNAR = {"春节": (1, 1), "元宵": (1, 15), "端午": (5, 5), "中秋": (8, 15)}


def is_month(text: str) -> bool:
    """Whether a text names a month and no day of it: 五月, 12月, 2027年3月, May."""
    return bool(_MONTH.fullmatch(text.strip()))


def spoken_day(text: str, today: date, lean: int) -> date | None:
    """The day that the words mean; None if they mean none."""
    if _HALF_MONTH.fullmatch(text):
        return today + timedelta(days=15)
    readers = (_of_month, _of_named_month, _of_year, _holiday)
    return next((day for reader in readers if (day := reader(text, today, lean))), None)


def is_holiday(text: str) -> bool:
    """Whether a text is the name of a holiday that has a day of its own."""
    return text in _FIXED or text.removesuffix("节") in _LUNAR or text in ("春节", "除夕", "清明", "清明节")


def _of_month(text: str, today: date, lean: int) -> date | None:
    found = _OF_MONTH.fullmatch(text)
    if found is None:
        return None
    which = found["which"]
    part = found["part"] or (found["word"] or "").removeprefix("月")
    # Not every month has a 30th, but of two that follow each other one has.
    shifts = ({"上": -1, "下": 1, "次": 1}.get(which[0], 0),) if which else (0, lean, 2 * lean)
    for months in shifts:
        first = add_months(today.replace(day=1), months)
        last = add_months(first, 1) - timedelta(days=1)
        number = int(found["day"]) if found["day"] else _PARTS.get(part, last.day)
        day = first.replace(day=number) if 1 <= number <= last.day else None
        if day and (which or (day - today).days * lean >= 0):
            return day
    return None


def _of_named_month(text: str, today: date, lean: int) -> date | None:
    """12月底, 3月初."""
    found = _OF_NAMED_MONTH.fullmatch(text)
    if found is None:
        return None
    for years in (0, lean):
        first = date(today.year + years, int(found[1]), 1)
        last = add_months(first, 1) - timedelta(days=1)
        day = first.replace(day=_PARTS.get(found[2], last.day))
        if (day - today).days * lean >= 0:
            return day
    return None


def _of_year(text: str, today: date, lean: int) -> date | None:
    found = _OF_YEAR.fullmatch(text)
    if found is None:
        return None
    first = found["part"] == "初"
    year = int(found["year"] or today.year)
    day = date(year, 1, 1) if first else date(year, 12, 31)
    passed = not found["year"] and (day - today).days * lean < 0
    return day.replace(year=year + lean) if passed else day


def _holiday(text: str, today: date, lean: int) -> date | None:
    if not is_holiday(text):
        return None
    days = (_in_year(text, today.year + years) for years in (0, lean))
    return next((day for day in days if (day - today).days * lean >= 0), None)


def _in_year(name: str, year: int) -> date:
    if name in _FIXED:
        return date(year, *_FIXED[name])
    if name.startswith("清明"):
        return date(year, 4, clear_and_bright(year))
    eve = name == "除夕"
    month, day = (1, 1) if eve else _LUNAR.get(name) or _LUNAR[name.removesuffix("节")]
    found = solar_day(year, month, day)
    if found is None:
        raise ValueError(year)
    return found - timedelta(days=eve)
