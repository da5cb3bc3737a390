"""Times of day as people say and write them, brought into the forms that days are read with. Pure."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time, timedelta

#: Parts of the day whose twelve o'clock is its end, not noon.
NIGHT = "晚上|夜里|夜间|深夜|半夜|午夜"
_HOUR = re.compile("(十[一二]?|[零〇一二两三四五六七八九])(?=[点點])")
_HOURS = {char: i for i, char in enumerate("零一二三四五六七八九十")} | {"〇": 0, "两": 2, "十一": 11, "十二": 12}  # fmt: skip
#: 明早, 今晚: a day and its part in one word.
_SHORT_DAY = re.compile("([今明昨后後])([早晚])上?")
#: 周三晚8点.
_SHORT_PART = re.compile(r"([早晚])(?=\s*\d)")
#: Digits behind a part of the day count twelve hours: 下午3:30.
_TWELVE = re.compile(rf"(凌晨|上午|早上|中午|下午|傍晚|{NIGHT})\s*(\d{{1,2}})\s*[:：]\s*(\d\d)(?![\d:：])")
_MIDNIGHT = re.compile(r"\b(?:12(?::00)?\s*)?midnight\b|午夜\s*$", re.IGNORECASE)
_NOON = re.compile(r"\b(?:12(?::00)?\s*)?noon\b|中午\s*$", re.IGNORECASE)
_END = re.compile(rf"(?<!\d)24\s*[:点點时時]|{NIGHT}|midnight", re.IGNORECASE)
#: The beginning of a day as people say it; programs write 00:00 or 12:00 AM behind a day without a time, too.
_BEGINNING = re.compile(r"[点點]|凌晨|(?<![\d:])12\s*a\.?m", re.IGNORECASE)
_NIGHT = frozenset(NIGHT.split("|"))
_EARLY = frozenset(("凌晨", "上午", "am"))
#: From which hour on, and up to which, those of a part of the day are of the afternoon or the evening.
_LATE = {"下午": (0, 12), "傍晚": (0, 12), "pm": (0, 12), "中午": (0, 10)} | dict.fromkeys(_NIGHT, (5, 12))
_AT = re.compile(r"\bat\s+(?=\d)", re.IGNORECASE)
_MERIDIEM = re.compile(
    r"(?<![\d:：])(0?[1-9]|1[0-2])(?:\s*[:：]\s*(\d\d))?\s*([ap])\.?m\b\.?", re.IGNORECASE | re.ASCII
)
#: A part of the day behind a day, without an hour.
_PART = re.compile(
    rf"(?<=\S)\s*(上午|早上|下午|傍晚|{NIGHT})$|(?<=\S)\s+(?:in the )?(morning|afternoon|evening)$",
    re.IGNORECASE,
)


def plain_hours(text: str) -> str:
    """The text with its time of day in full: 下午三点半 as 下午3点半, 下午3:30 as 下午3点30分, 明早 as 明天早上, 3pm as
    15:00, midnight and 午夜 as 24:00, noon and 正午 as 12:00."""
    text = _HOUR.sub(lambda found: str(_HOURS[found[1]]), text)
    text = _SHORT_PART.sub(r"\1上", _SHORT_DAY.sub(r"\1天\2上", text))
    text = _TWELVE.sub(r"\1\2点\3分", text)
    text = _NOON.sub(" 12:00", _MIDNIGHT.sub(" 24:00", text.replace("正午", "中午")))
    return _MERIDIEM.sub(_of_24, _AT.sub("", text))


def without_part(text: str) -> str:
    """A day's words (in `plain_hours`) without the part of the day that is told of it: 明天上午 is tomorrow."""
    return _PART.sub("", text)


def part_of_day(text: str) -> str:
    """The part of the day that the words for a day tell instead of an hour: 明天上午, tomorrow morning; "" if none."""
    found = _PART.search(plain_hours(unicodedata.normalize("NFKC", text).strip()))
    return (found[1] or found[2].lower()) if found else ""


def with_part(part: str, words: str | None) -> str | None:
    """What is agreed for a day, with the part of the day (or the time) in front: no hour is made of it."""
    told = [text for text in (part, words) if text]
    between = ", " if all(map(str.isascii, told)) else "，"
    return between.join(told) or None


def says_midnight(text: str) -> bool:
    """Whether the text of a moment at midnight tells this time of day, and not the day alone as programs write it."""
    return _is_end(text) or bool(_BEGINNING.search(text))


def day_told(at: datetime, cell: object) -> date:
    """The day of a moment that a cell tells: 24:00 and 晚上12点 are the end of the day before."""
    return at.date() - timedelta(days=at.hour == 0 and isinstance(cell, str) and _is_end(cell))


def _is_end(text: str) -> bool:
    return bool(_END.search(unicodedata.normalize("NFKC", text)))


def time_at(hour: int, minute: int, second: int) -> time:
    """A time of day; the end of the day (24:00) with a `fold`, see `moment`. ValueError if there is none such."""
    return time(0 if hour == 24 else hour, minute, second, fold=hour == 24)


def moment(day: date, clock: time) -> datetime:
    """A day's time of day. A `fold` marks what comes after its last minute: 晚上12点 is the first of the next day."""
    return datetime.combine(day + timedelta(days=clock.fold), clock.replace(fold=0))


def hour_of_day(part: str, hour: int) -> int:
    """An hour that is said with a part of the day (下午, am), from 0 to 24: 凌晨12点 begins the day, 晚上12点 ends it."""
    if part in _NIGHT and hour in (0, 12):
        return 24
    if part in _EARLY and hour == 12:
        return 0
    first, last = _LATE.get(part, (0, 0))
    return hour + 12 * (first <= hour < last)


def _of_24(found: re.Match[str]) -> str:
    hour, minute, half = found.groups()
    return f"{int(hour) % 12 + 12 * (half in 'pP')}:{minute or '00'}"
