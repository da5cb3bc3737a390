"""Text in one form for comparing and searching: width, script, case, accents.

Pure functions. The character table (Traditional → Simplified) is loaded on first use.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from crmcli.resources import data_text

NOT_WORD = re.compile(r"[\W_]+")
_CONTROL = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)


def clean_text(text: str) -> str:
    """The text without control and invisible characters and without space at the ends."""
    return text.strip() if text.isprintable() else _CONTROL.sub("", text).strip()


def search_key(name: str) -> str:
    """The name folded for a LIKE search: width, script, case, accents and curly quotes, without spaces."""
    if name.isascii():
        return "".join(name.lower().split())
    return "".join(without_accents(to_simplified(straight(narrow(name))).casefold()).split())


_QUOTES = str.maketrans(dict.fromkeys("’‘ʼ", "'") | dict.fromkeys("“”„", '"'))
_CURLY = re.compile("[’‘ʼ“”„]")


def straight(text: str) -> str:
    """Curly quotes, as word processors and telephones write them, as straight ones."""
    return text.translate(_QUOTES) if _CURLY.search(text) else text


def to_simplified(text: str) -> str:
    """Traditional characters as Simplified ones, one for one."""
    if text.isascii():
        return text
    # Most texts have none, and looking characters up one by one takes twice as long as seeing that.
    traditional, simplified = _traditional()
    return text if traditional.isdisjoint(text) else text.translate(simplified)


def is_traditional(text: str) -> bool:
    """Whether the text holds characters that only Traditional script uses."""
    return to_simplified(text) != text


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


@cache
def _traditional() -> tuple[frozenset[str], dict[int, int]]:
    """The Traditional characters, and the Simplified one of each; made by tools/make_characters.py."""
    traditional, simplified = data_text("characters.txt").split("\n", 2)[:2]
    return frozenset(traditional), str.maketrans(traditional, simplified)
