"""Columns that are called by days: of a month (5日, 5), by its weeks (第2周), or by the days of a week (周三). Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

#: What columns are called for a day of the month, a week of it, a day of the week.
_DAY = re.compile(r"(0?[1-9]|[12]\d|3[01])\s*[日号號]?")
_WEEK = re.compile(r"第\s*([1-6一二三四五六])\s*[周週]|(?:week|wk|w)\s*([1-6])", re.IGNORECASE)
_WEEKDAY = re.compile(
    r"(?:周|週|星期|礼拜)([一二三四五六日天])|(mon|tue|wed|thu|fri|sat|sun)[a-z]*", re.IGNORECASE
)
_NUMBERS, _WEEKDAYS = "一二三四五六日", ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
#: So many such columns make a grid.
_LEAST_DAYS, _LEAST_WEEKS = 5, 3


def days_named(names: Sequence[str]) -> tuple[dict[int, int], str]:
    """The columns of days with their numbers, days of the week from 0, and of what they are: `day`, `week`, `weekday`; none if
    there are too few, or they don't follow each other."""
    for shape, pattern, least in _SHAPES:
        told = ((column, pattern.fullmatch(name.strip())) for column, name in enumerate(names))
        found = {column: _number(match) for column, match in told if match}
        numbers = list(found.values())
        if len(found) >= least and numbers == sorted(set(numbers)):
            return found, shape
    return {}, ""


_SHAPES = (("day", _DAY, _LEAST_DAYS), ("week", _WEEK, _LEAST_WEEKS), ("weekday", _WEEKDAY, _LEAST_WEEKS))


def _number(told: re.Match[str]) -> int:
    text = next(filter(None, told.groups())).lower()
    if text.isdecimal():
        return int(text)
    if text in _WEEKDAYS:
        return _WEEKDAYS.index(text)
    place = _NUMBERS.index(text.replace("天", "日"))
    return place if told.re is _WEEKDAY else place + 1
