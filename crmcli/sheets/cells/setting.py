"""What reading one cell needs to know, and what it may come to."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Any

from crmcli.sheets.cells.dates import DateContext
from crmcli.sheets.cells.score_scales import USUAL_POINTS, Points
from crmcli.sheets.cells.texts import text_of
from crmcli.sheets.columns.headers import Header


def word_set(words: str) -> frozenset[str]:
    return frozenset(words.split())


#: What people write into a cell that has nothing to say.
EMPTY_WORDS = word_set(
    "- -- — —— / \\ ** *** **** ***** ****** 无 無 空 暂无 暫無 没有 未知 匿名 匿名用户 @微信 不详 不詳 n/a na none null nil nan #n/a #value! #ref! 待定 未定 待补充 待完善 tbd tba unknown ? ？ . 。 * 0/0/00 0/0/0000 0.0.00 0.0.0000"
)
#: What programs write for a value that isn't there.
NOTHING = frozenset(("NULL", "null", "\\N", "#N/A", "NaN", "nan", "None", "undefined", "<null>"))
#: What survey platforms write for a question without an answer.
UNANSWERED = frozenset(("(空)", "（空）", "(跳过)", "（跳过）", "跳过", "未作答"))
YES = word_set(
    "是 已 有 对 y yes t true 1 √ ✓ ✔ ☑ ● 完成 已完成 已解决 已回复 已处理 已响应 已结案 已办结 有效 接通 已接通 成功 ok done ja oui si sí sim tak evet да"
)
NO = word_set(
    "否 未 没 不 n no f false 0 × ✗ ✘ ☐ 无效 未接通 未接 未解决 未回复 未处理 未完成 失败 nein nej nee non não nie hayır нет"
)


_ANSWERS = word_set("是 否 有 无 y n yes no true false 1 0 ja nein oui non")


@dataclass(frozen=True, slots=True)
class Bad:
    """A cell that can't be right, the problem's code, and, where it helps, a sentence on what may stand there."""

    reason: str
    allowed: str = ""


@dataclass(frozen=True, slots=True)
class Parts:
    """A cell that holds values for several fields; `aside` if its text says more than they do."""

    values: tuple[tuple[str, Any], ...]
    aside: bool = False
    #: What whoever imports is to be told of: `rough` for an amount that isn't exact.
    note: str = ""


class Aside:
    """A cell whose text is kept as it stands, because its field can't hold it."""


ASIDE = Aside()
#: A cell of which a part is hidden: it is kept as it stands, and told.
HIDDEN = Parts((), aside=True, note="hidden")
#: Names and numbers that rows are found by are no longer than this: a server's indexes hold no more.
LONGEST_KEY = 500


@dataclass(frozen=True, slots=True)
class Setting:
    """What a converter needs to know of its column and sheet."""

    header: Header
    dates: DateContext
    country: str = "CN"
    #: The scale of its scores.
    points: Points = USUAL_POINTS
    #: Whether the sheet is this program's own, whose phones stand in our form.
    own: bool = False
    #: The team's own country, where a number that can't be one of the sheet's may be from; empty if there is no doubt.
    home: str = ""
    #: The sign before the decimals of the column's numbers: see `decimals`.
    decimal: str = "."


#: What programs write for a day that nobody told.
_NO_DATE = re.compile(r"(?:0{4}[-/.]00[-/.]00|00[-/.]00[-/.]0{4})(?:[ T]00:00(?::00)?)?")


def is_empty_word(text: str) -> bool:
    """Whether a cell's text only says that there is nothing (-, /, 无, N/A)."""
    if text.startswith("00") and _NO_DATE.fullmatch(text):
        return True
    return len(text) < 9 and (
        text.lower() in EMPTY_WORDS or text in UNANSWERED or not text.strip("-—_/\\ 　")
    )


def asks_for_company(key: str) -> bool:
    """Whether a column of yes and no asks if a customer is a company: Is a Company."""
    return bool(_COMPANY_ASKED.fullmatch(key))


_COMPANY_ASKED = re.compile(r"is (?:a )?(?:company|organi[sz]ation|business)|是否(?:为)?(?:公司|企业|单位)")


def is_answer(text: str) -> bool:
    """Whether a cell says no more than yes or no."""
    return text.strip().lower() in _ANSWERS


#: Small pictures in front of a word: 🟢 Active.
_FIRST_PICTURE, _LAST_PICTURE = "\U0001f000", "\U0001faff"
_PICTURES = "".join(map(chr, range(0x1F000, 0x1FB00))) + "\ufe0f\u200d "


def without_picture(text: str) -> str:
    """A text without the small pictures in front of its words."""
    return text.lstrip(_PICTURES) or text if _FIRST_PICTURE <= text[:1] <= _LAST_PICTURE else text


def plain_text(cell: Any) -> str:
    """The cell's text in half-width characters, empty for words that mean nothing."""
    text = unicodedata.normalize("NFKC", text_of(cell)).strip()
    text = without_picture(text)
    return "" if is_empty_word(text) else text


def label_text(cell: Any, _setting: Setting, _domain: str) -> Any:
    """Short text on one line; words for nothing are empty."""
    text = text_of(cell)
    if not text.isprintable() or "  " in text:
        text = " ".join(text.split())
    return None if is_empty_word(text) else text
