"""Calendar months as people count them. Pure."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

_NUMBERED = re.compile(r"(\d{4})[-/.年](\d{1,2})月?")
_ALONE = re.compile(r"(\d{1,2})月份?")
_SPOKEN = {
    "上月": -1, "上个月": -1, "上個月": -1, "last month": -1, "本月": 0, "这个月": 0, "這個月": 0, "this month": 0, "上上月": -2,
    "上上个月": -2,
}  # fmt: skip


def parse_month(text: str, today: date) -> date | None:
    """The first day of the month that a text names (2026-11, 2026年11月, 11月, 上月, last month), one without a year of those that
    have begun; None if it names none."""
    text = text.strip().lower()
    if text in _SPOKEN:
        return add_months(today.replace(day=1), _SPOKEN[text])
    numbered, alone = _NUMBERED.fullmatch(text), _ALONE.fullmatch(text)
    if not numbered and not alone:
        return None
    try:
        if numbered:
            return date(int(numbered[1]), int(numbered[2]), 1)
        first = date(today.year, int(alone[1]), 1) if alone else today
    except ValueError:
        return None
    return first if first <= today else add_months(first, -12)


def add_months(day: date, months: int) -> date:
    """The same day `months` later or earlier; the 31st becomes the month's last day where it has none."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
