"""Times of day as people say and write them, brought into the forms that days are read with. Pure."""

from __future__ import annotations

import re

_HOUR = re.compile("(十[一二]?|[一二两三四五六七八九])(?=[点點])")
_HOURS = {char: i for i, char in enumerate("一二三四五六七八九十", 1)} | {"两": 2, "十一": 11, "十二": 12}
#: 明早, 今晚: a day and its part in one word.
_SHORT_DAY = re.compile("([今明昨后後])([早晚])上?")
#: 周三晚8点.
_SHORT_PART = re.compile(r"([早晚])(?=\s*\d)")
#: Digits behind a part of the day count twelve hours: 下午3:30.
_TWELVE = re.compile(r"(凌晨|上午|早上|中午|下午|傍晚|晚上)\s*(\d{1,2})\s*[:：]\s*(\d\d)(?![\d:：])")
_AT = re.compile(r"\bat\s+(?=\d)", re.IGNORECASE)
_MERIDIEM = re.compile(
    r"(?<![\d:：])(0?[1-9]|1[0-2])(?:\s*[:：]\s*(\d\d))?\s*([ap])\.?m\b\.?", re.IGNORECASE | re.ASCII
)


def plain_hours(text: str) -> str:
    """The text with its time of day in full: 下午三点半 as 下午3点半, 下午3:30 as 下午3点30分, 明早 as 明天早上, 3pm as
    15:00."""
    text = _HOUR.sub(lambda found: str(_HOURS[found[1]]), text)
    text = _SHORT_PART.sub(r"\1上", _SHORT_DAY.sub(r"\1天\2上", text))
    text = _TWELVE.sub(r"\1\2点\3分", text)
    return _MERIDIEM.sub(_of_24, _AT.sub("", text))


def _of_24(found: re.Match[str]) -> str:
    hour, minute, half = found.groups()
    return f"{int(hour) % 12 + 12 * (half in 'pP')}:{minute or '00'}"
