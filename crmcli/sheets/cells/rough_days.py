"""Days that people tell roughly: 24年8月, 12月初, 去年10月, 年底. Pure."""

from __future__ import annotations

import re
from calendar import monthrange

_ROUGH = re.compile(
    r"(?:(?P<year>\d{4}|\d\d)\s*年\s*)?(?:(?P<month>\d{1,2})\s*月\s*(?P<part>份|初|上旬|中旬?|下旬|底|末)?|年?(?P<end>[初中底末]))"
    r"(?:左右|前后|之?前|以?内)?"
)
_PARTS = {"初": 1, "上旬": 1, "中": 15, "中旬": 15, "下旬": 21, "底": 31, "末": 31}
_OF_YEAR = {"初": (1, 1), "中": (7, 1), "底": (12, 31), "末": (12, 31)}


def rough_day(text: str, year: int) -> tuple[int, int, int] | None:
    """(year or 0, month, day) of a month, a part of one, or an end of a year: the first day that it may mean, the last one
    of an end. `year` completes years of two digits. None if the text is no such thing.
    """
    found = _ROUGH.fullmatch(text)
    if found is None or not (found["month"] or "年" in text):
        return None
    told = int(found["year"] or 0)
    told += 0 if told == 0 or told > 99 else 2000 if told <= year % 100 + 10 else 1900
    if found["end"]:
        return told, *_OF_YEAR[found["end"]]
    month = int(found["month"])
    if not 1 <= month <= 12:
        return None
    day = _PARTS.get(found["part"] or "", 1)
    return told, month, min(day, monthrange(told or 2024, month)[1])
