"""Calendar months as people count them. Pure."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

_NUMBERED = re.compile(r"(\d{4})[-/.年](\d{1,2})月?")
_ALONE = re.compile(r"(\d{1,2})月份?")
_OF_YEAR = re.compile(r"([今去前]年)(\d{1,2})月份?")
_YEARS = {"今年": 0, "去年": -1, "前年": -2}
_ENGLISH = re.compile(r"([a-z]{3,9})\.?(?: (\d{4}))?")
_NAMES = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december")  # fmt: skip
_SPOKEN = {
    "last": -1, "当月": 0, "上上個月": -2, "上月": -1, "上个月": -1, "上個月": -1, "last month": -1, "本月": 0, "这个月": 0, "這個月": 0, "this month": 0, "上上月": -2,
    "上上个月": -2,
}  # fmt: skip


def parse_month(text: str, today: date) -> date | None:
    """The first day of the month that a text names (2026-11, 2026年11月, 去年11月, 11月, Nov, 上月, last month), one without a
    year of those that have begun; None if it names none."""
    text = text.strip().lower()
    if text in _SPOKEN:
        return add_months(today.replace(day=1), _SPOKEN[text])
    try:
        return _told_month(text, today)
    except ValueError:
        return None


def _told_month(text: str, today: date) -> date | None:
    """Like `parse_month`; ValueError for a month that is none."""
    if numbered := _NUMBERED.fullmatch(text):
        return date(int(numbered[1]), int(numbered[2]), 1)
    if told := _OF_YEAR.fullmatch(text):
        return date(today.year + _YEARS[told[1]], int(told[2]), 1)
    english = _ENGLISH.fullmatch(text)
    names = [
        n
        for n, name in enumerate(_NAMES, 1)
        if english and len(english[1]) >= 3 and name.startswith(english[1])
    ]
    if english and names and english[2]:
        return date(int(english[2]), names[0], 1)
    alone = _ALONE.fullmatch(text)
    if not names and not alone:
        return None
    first = date(today.year, names[0] if names else int(alone[1]) if alone else 0, 1)
    return first if first <= today else add_months(first, -12)


def add_months(day: date, months: int) -> date:
    """The same day `months` later or earlier; the 31st becomes the month's last day where it has none."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
