"""Text in one form for comparing and searching: width, script, case, pinyin initials.

Pure functions. The character table (Traditional → Simplified, pinyin initials) is loaded on first use.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from crmcli.resources import data_text

NOT_WORD = re.compile(r"[\W_]+")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")


def clean_text(text: str) -> str:
    """The text without control and invisible characters and without space at the ends."""
    return text.strip() if text.isprintable() else _CONTROL.sub("", text).strip()


def search_key(name: str) -> str:
    """The name folded for a LIKE search: width, script, case, accents and curly quotes, without spaces."""
    return "".join(without_accents(to_simplified(straight(narrow(name))).casefold()).split())


_QUOTES = str.maketrans(dict.fromkeys("’‘ʼ", "'") | dict.fromkeys("“”„", '"'))


def straight(text: str) -> str:
    """Curly quotes, as word processors and telephones write them, as straight ones."""
    return text if text.isascii() else text.translate(_QUOTES)


def to_simplified(text: str) -> str:
    """Traditional characters as Simplified ones, one for one."""
    return text if text.isascii() else text.translate(_characters()[0])


def is_traditional(text: str) -> bool:
    """Whether the text holds characters that only Traditional script uses."""
    return to_simplified(text) != text


def initials_of_key(key: str) -> str:
    """Pinyin initials for finding a name by typing them, from its search key: 成都远鑫 → cdyx. Latin letters and digits
    stay."""
    text = NOT_WORD.sub("", key)
    letters = _PHRASE_PATTERN.sub(lambda found: _PHRASES[found[0]], text)
    if 2 <= len(text) <= 4 and text[0] in _SURNAMES:
        letters = _SURNAMES[text[0]] + letters[1:]
    return letters.translate(_characters()[1])


#: Surnames that are read otherwise than the character usually is.
_SURNAMES = {
    "单": "s", "仇": "q", "解": "x", "曾": "z", "区": "o", "查": "z", "朴": "p", "盖": "g", "乐": "y",
    "翟": "z", "缪": "m",
    "召": "s", "种": "c", "冼": "x", "员": "y", "秘": "b", "繁": "p", "郗": "x", "祭": "z", "覃": "q",
    "折": "s", "隗": "w",
    "重": "c", "长": "z", "沈": "s", "参": "s", "钭": "t", "尉": "w", "臧": "z", "黑": "h", "撒": "s",
    "么": "y",
}  # fmt: skip
#: Words in which a character is read otherwise than usual.
_PHRASES = {
    "重庆": "cq", "厦门": "xm", "银行": "yh", "商行": "sh", "车行": "ch", "琴行": "qh", "行业": "hy",
    "会计": "kj", "音乐": "yy",
    "长春": "cc", "长沙": "cs", "长城": "cc", "长江": "cj", "长安": "ca", "长虹": "ch", "长乐": "cl",
    "长治": "cz", "长兴": "cx",
    "长风": "cf", "长远": "cy", "长青": "cq", "长丰": "cf", "尉迟": "yc", "万俟": "mq", "长孙": "zs",
    "大厦": "ds", "乐器": "yq",
    "西藏": "xz", "调味": "tw", "人参": "rs", "都江": "dj", "朝阳": "cy",
}  # fmt: skip
_PHRASE_PATTERN = re.compile("|".join(_PHRASES))


#: Latin letters that no decomposition leads back to plain ones.
_PLAIN_LETTERS = str.maketrans({
    "ß": "ss", "ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ħ": "h",
    "Ø": "O", "Æ": "AE", "Œ": "OE", "Ł": "L", "Đ": "D", "Ð": "D", "Þ": "Th",
})  # fmt: skip
_ACCENTED = re.compile(r"[\u00c0-\u024f\u1e00-\u1eff][\u0300-\u036f]*")


def without_accents(text: str) -> str:
    """Latin letters without their accents (José → Jose, Łódź → Lodz); other scripts stay."""
    if text.isascii() or not _ACCENTED.search(text):
        return text
    return _ACCENTED.sub(_without_accent, text).translate(_PLAIN_LETTERS)


def _without_accent(letter: re.Match[str]) -> str:
    return "".join(
        char for char in unicodedata.normalize("NFD", letter[0]) if not unicodedata.combining(char)
    )


def narrow(text: str) -> str:
    """Full-width forms as half-width ones."""
    return text if text.isascii() else unicodedata.normalize("NFKC", text)


class _Letters(dict[int, str]):
    """Characters and their letters, for `str.translate`: ASCII stays, and what has no letter is dropped."""

    def __missing__(self, char: int) -> str:
        letter = self[char] = chr(char) if char < 128 else ""
        return letter


@cache
def _characters() -> tuple[dict[int, int], _Letters]:
    """(Traditional → Simplified, character → pinyin initial), made by tools/make_characters.py."""
    traditional, simplified, letters = data_text("characters.txt").split("\n")[:3]
    initial = {0x4E00 + i: letter for i, letter in enumerate(letters) if letter != "."}
    return str.maketrans(traditional, simplified), _Letters(initial)
