"""Scores of surveys: digits, stars, and what people tick instead (很满意)."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from crmcli.matching.text import to_simplified
from crmcli.sheets.cells.texts import text_of

#: The fields of an answer that hold a score.
SCORED = (
    "overall", "nps", "response_speed", "problem_solving", "cooperation", "product_quality", "after_sales",
)  # fmt: skip
_SCORE_WORDS = (
    ("非常不满意", 1), ("很不满意", 1), ("极不满意", 1), ("十分不满意", 1), ("very dissatisfied", 1),
    ("very poor", 1), ("strongly disagree", 1), ("非常差", 1), ("很差", 1),
    ("比较不满意", 2), ("较不满意", 2), ("不太满意", 2), ("不满意", 2), ("dissatisfied", 2), ("poor", 2),
    ("disagree", 2), ("较差", 2), ("差", 2),
    ("非常满意", 5), ("很满意", 5), ("十分满意", 5), ("极满意", 5), ("very satisfied", 5), ("excellent",
    5), ("strongly agree", 5), ("非常好", 5), ("很好", 5), ("优秀", 5), ("优", 5),
    ("比较满意", 4), ("较满意", 4), ("基本满意", 4), ("满意", 4), ("satisfied", 4), ("good", 4),
    ("agree", 4), ("良好", 4), ("较好", 4), ("好", 4), ("良", 4),
    ("一般", 3), ("中立", 3), ("还行", 3), ("普通", 3), ("尚可", 3), ("neutral", 3), ("average", 3),
    ("fair", 3), ("中", 3),
)  # fmt: skip
#: How a degree is told of whatever is asked: Extremely responsive, Not so helpful.
_DEGREES = {
    "not at all": 1,
    "not so": 2,
    "not very": 2,
    "somewhat": 3,
    "neither": 3,
    "moderately": 3,
    "very": 4,
    "extremely": 5,
}
_DEGREE = re.compile(rf"({'|'.join(_DEGREES)}) \w+")
#: What is a judgement by itself.
_JUDGED = re.compile(r"satisfied|poor|good|agree")
#: What makes two scores of one, so that neither is told.
_RANGE = re.compile(r"\s*(?:[-–~至到或]|or|to)\s*\d")
#: Of how many points a score is: 4/5, 8 out of 10.
_OUT_OF = re.compile(r"\s*分?\s*(?:/|out of|of)\s*(\d{1,3})(?!\d)")


def tells_degree(text: str) -> bool:
    """Whether a text is an answer of a few words that begin with a degree: Neither satisfied nor dissatisfied."""
    return len(text) < _LONGEST and bool(_DEGREE.match(text.lower()))


_LONGEST = 40


def parse_score(cell: Any, largest: int) -> int | None:
    """A whole score from 0 to `largest`: 5, 5分, 五星, 5 非常满意, ★★★★☆, 很满意 (words on a scale of five); None for 3-4."""
    text = unicodedata.normalize("NFKC", text_of(cell)).strip().lower()
    stars = text.count("★") or text.count("⭐")
    if stars and not re.search(r"\d", text):
        return stars if stars <= largest else None
    told = re.fullmatch(r"([一二三四五六七八九十])\s*(?:颗?星级?|分)(?:好评)?", text)
    if told:
        score = "一二三四五六七八九十".index(told[1]) + 1
        return score if score <= largest else None
    found = re.match(r"[^\d\-]{0,12}?(\d{1,3})(\.\d+)?(?!\d)", text)
    if found:
        if _RANGE.match(text, found.end()):
            return None
        out_of = _OUT_OF.match(text, found.end())
        if out_of and int(out_of[1]) != largest:
            return None
        whole = int(found[1])
        return whole if not (found[2] and found[2].strip(".0")) and whole <= largest else None
    simple = to_simplified(text)
    degree = _DEGREE.match(simple)
    if degree and (degree[1] == "neither" or not _JUDGED.search(simple)):
        return _DEGREES[degree[1]] * (largest // 5) or None
    word = next((score for word, score in _SCORE_WORDS if simple == word), None)
    word = word or next((score for word, score in _SCORE_WORDS if len(word) > 1 and word in simple), None)
    return word * (largest // 5) if word and largest >= 5 else None
