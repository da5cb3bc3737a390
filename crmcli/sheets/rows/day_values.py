"""Cells with days and times as converters answer them: see `values`."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

from crmcli.dates.hours import day_told
from crmcli.dates.spoken import is_month
from crmcli.figures.passes import tells_span
from crmcli.sheets.cells.dates import DateContext, parse_birthday, parse_date
from crmcli.sheets.cells.relative import day_before
from crmcli.sheets.cells.setting import NO, YES, Bad, Parts, Setting, plain_text, word_set

NO_DATE = word_set(
    "长期 不定期 未约定 未跟进 不再跟进 无需 无需跟进 未解决 未完成 未回复 未处理 处理中 进行中 未结案 未办结 待回访 未回访 pending open ongoing"
)


#: By when at the latest: 10.12前, by 10 Dec.
_BY = re.compile(r"^by (?=.*\d)|(?<=[\d日号])(?:之前|以前|前)$", re.IGNORECASE)


def read_date(cell: Any, setting: Setting, _domain: str) -> Any:
    """A date or a datetime."""
    if isinstance(cell, str):
        text = plain_text(cell)
        if not text or text.lower() in NO_DATE:
            return None
        if setting.dates.ahead:
            text = _BY.sub("", text) or text
        return parse_date(text, setting.dates) or _less_exact(text, setting.dates)
    if cell == 0 or isinstance(cell, bool):
        return None
    if setting.dates.rough and type(cell) is int:
        return parse_date(cell, setting.dates) or _less_exact(str(cell), setting.dates)
    return parse_date(cell, setting.dates) or Bad("only_year" if _YEAR.fullmatch(str(cell)) else "bad_date")


#: A year alone: 2018, 2018年.
_YEAR = re.compile(r"(?:19|20)\d\d ?年?")


def _less_exact(text: str, context: DateContext) -> date | Parts | Bad:
    """What is no exact day: a month where that may do, if it is told; the first of several; else words. Nobody guesses the day
    of what is ahead.
    """
    if context.rough and (day := parse_date(text, replace(context, month_is_enough=True))):
        return Parts((("self", day),), aside=True, note="rough_day")
    if context.ahead and is_month(text):
        return Parts((), aside=True, note="month")
    if (
        (span := _SPAN.fullmatch(text))
        and (first := parse_date(span[1], context))
        and parse_date(span[2], context)
    ):
        return Parts((("self", first),), aside=True)
    return _day_in_words(text, context)


#: From one day to another: 2026-10-01至2026-10-03.
_SPAN = re.compile(r"(\d{4}\D\d{1,2}\D\d{1,2}日?)\s*(?:[-–—~至到]|to|bis)+\s*(\d{4}\D\d{1,2}\D\d{1,2}日?)")


def _day_in_words(text: str, context: DateContext) -> date | Bad:
    """昨天, 上周五: counted from the day on which the sheet was written, if it tells that."""
    if context.ahead or day_before(text, context.today) is None:
        return Bad("only_year" if _YEAR.fullmatch(text) else "bad_date")
    found = day_before(text, context.written) if context.written else None
    return found or Bad("no_anchor")


def read_day(cell: Any, setting: Setting, domain: str) -> Any:
    """A date without a time of day; one that a cell tells isn't kept, and told to be."""
    found = read_date(cell, setting, domain)
    if not isinstance(found, datetime):
        return found
    day = day_told(found, cell)
    return Parts((("self", day),), note="only_day") if found.time() != time() else day


def read_until(cell: Any, setting: Setting, domain: str) -> Any:
    """Until when something holds: a date, or how long as it is written (1年, 长期)."""
    text = plain_text(cell)
    return text if isinstance(cell, str) and tells_span(text) else read_day(cell, setting, domain)


def read_done(cell: Any, setting: Setting, _domain: str) -> Any:
    """When a step was done, or only that it was (`yes`)."""
    text = plain_text(cell).lower()
    if text in YES and not isinstance(cell, date):
        return Parts((("flag", "yes"),))
    if text in NO:
        return None
    found = read_date(cell, setting, "")
    return (
        Parts((("flag", "yes"),), aside=True) if isinstance(found, Bad) and text.startswith("已") else found
    )


#: Nobody who is served was born so many years ago.
_OLDEST = 120


def read_birthday(cell: Any, setting: Setting, _domain: str) -> Any:
    text = plain_text(cell)
    if not text or cell == 0:
        return None
    found = parse_birthday(cell, setting.dates)
    if found is None:
        return Bad("bad_date")
    old = found[0][:4].isdecimal() and int(found[0][:4]) < setting.dates.today.year - _OLDEST
    lunar = found[1] == "lunar" or re.search("农历|阴历|农曆|陰曆|農曆|lunar", setting.header.shown.lower())
    values = (("birthday", found[0]), ("birthday_calendar", "lunar" if lunar else "solar"))
    moment = parse_date(text if isinstance(cell, str) else cell, setting.dates)
    timed = isinstance(moment, datetime) and moment.time() != time()
    return Parts(values, note="old_birthday" if old else "only_day" if timed else "")
