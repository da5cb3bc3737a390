"""Days in words as the digits that they are read with: 十二月二十号 is 12月20号, 去年10月 is of the year before. Pure."""

from __future__ import annotations

import re

_YEARS = {"前年": -2, "去年": -1, "上年": -1, "今年": 0, "本年": 0, "明年": 1, "后年": 2, "次年": 1}
_YEAR_WORD = re.compile("(" + "|".join(_YEARS) + r")度?的?\s*(?=\d|年?[初中底末])")
_ONES = {char: i for i, char in enumerate("零一二三四五六七八九十")} | {"〇": 0}
_UP_TO_TEN = "[一二三四五六七八九]"
_YEAR = re.compile("([二一][〇零一二三四五六七八九]{3})(?=年)")
_DAY = re.compile(
    rf"(?:(?P<month>十[一二]?|{_UP_TO_TEN})(?P<of>月(?:份的?)?))?"
    rf"(?P<day>三十一?|二十{_UP_TO_TEN}?|十{_UP_TO_TEN}?|{_UP_TO_TEN}|(?<=月)\d{{1,2}})(?=[号號日])"
)


def in_digits(text: str) -> str:
    """The text with its year, month and day as digits where they are written out: 二〇二六年三月五日, 二十号."""
    return _DAY.sub(_digits, _YEAR.sub(lambda found: "".join(str(_ONES[char]) for char in found[1]), text))


def plain_days(text: str, year: int) -> str:
    """The text in digits, with 去年 and its like as the year that they are in `year`."""
    return _YEAR_WORD.sub(lambda found: f"{year + _YEARS[found[1]]}年", in_digits(text))


def _digits(found: re.Match[str]) -> str:
    month = f"{_number(found['month'])}{found['of']}" if found["month"] else ""
    return f"{month}{_number(found['day'])}"


def _number(numeral: str) -> int:
    if numeral.isdecimal():
        return int(numeral)
    tens, ten, ones = numeral.rpartition("十")
    return (_ONES[tens] if tens else 1) * 10 * bool(ten) + (_ONES[ones] if ones else 0)
