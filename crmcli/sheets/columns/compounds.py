"""Column names written as one word, as programs do: companyName, BILLINGSTREET and zip_code are words run together. Pure.

A word that the table of column names knows stays whole (wechat, postcode), even if its capitals would divide it (WeChat).
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from typing import Any

from crmcli.resources import data_text

_CAPITAL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z](?!s$)[a-z])")
#: Signs between the words of a technical name; a hyphen with spaces beside it divides more than words.
_JOINTS = re.compile(r"(?<=_id)/|(?<=_ids)/|_+|(?<=[A-Za-z]{2})[.](?=[A-Za-z])")
_HYPHEN = re.compile(r"(?<=[A-Za-z])-(?=[A-Za-z])")
#: What Salesforce writes behind the names of a company's own columns.
_SUFFIX = re.compile(r"__[cr]$", re.IGNORECASE)
_WORD = re.compile(r"[A-Za-z]+(?:(?<=[A-Za-z]{3})\d{1,2}(?![\dA-Za-z]))?", re.ASCII)
_TECHNICAL = re.compile(r"[A-Za-z0-9_./\-]+", re.ASCII)
#: Words shorter than this may be a part of a longer one by chance, but for these.
_LEAST = 3
_SHORT = frozenset(("id", "no", "is", "to", "by", "on", "at", "of", "qq", "wx", "po"))
#: No name has more words than this, and none is longer.
_MOST, _LONGEST = 5, 80


def split_name(text: str) -> str:
    """The name with spaces between its words."""
    if not text.isascii() or len(text) > _LONGEST:
        return text.replace("_", " ")
    bare = _HYPHEN.sub(" ", _SUFFIX.sub("", text))
    if _TECHNICAL.fullmatch(bare):
        bare = _JOINTS.sub(" ", bare)
    return _WORD.sub(lambda found: _split_word(found[0]), bare.replace("_", " "))


def _split_word(word: str) -> str:
    letters = word.rstrip("0123456789")
    number = word[len(letters) :]
    parts = [letters] if letters.lower() in _words() else _CAPITAL.split(letters)
    words = [piece for part in parts for piece in _pieces(part)]
    return " ".join([*words, number] if number else words)


def _pieces(part: str) -> list[str]:
    """The known words that a part consists of, as few as possible; the part itself where it doesn't."""
    lower = part.lower()
    if lower in _words() or len(lower) < 2 * _LEAST - 1:
        return [part]
    best: list[list[str] | None] = [[]] + [None] * len(lower)
    for end in range(2, len(lower) + 1):
        for start in range(end - 1):
            before, piece = best[start], lower[start:end]
            fits = piece in _SHORT or (len(piece) >= _LEAST and piece in _words())
            if before is not None and fits and len(before) < len(best[end] or [""] * (_MOST + 1)) - 1:
                best[end] = [*before, piece]
    return best[-1] or [part]


@cache
def header_table() -> dict[str, Any]:
    """data/headers.toml as it stands."""
    return tomllib.loads(data_text("headers.toml"))


def whole_table() -> dict[str, Any]:
    """That with the names in other languages of Europe, whose words are too many to divide others by, and of Asia."""
    table: dict[str, Any] = header_table()
    for further in ("headers_europe.toml", "headers_east.toml", "headers_south.toml"):
        table = _joined(table, tomllib.loads(data_text(further)))
    return table


def _joined(one: Any, two: Any) -> Any:
    if isinstance(one, dict):
        names = dict.fromkeys([*one, *two])
        return {
            name: _joined(one[name], two[name])
            if name in one and name in two
            else one.get(name, two.get(name))
            for name in names
        }
    return [*one, *two]


@cache
def _words() -> frozenset[str]:
    """Every Latin word of the table's column names."""
    found: set[str] = set()
    _collect(header_table(), found)
    return frozenset(found)


def _collect(entry: Any, found: set[str]) -> None:
    if isinstance(entry, dict):
        for name, inner in entry.items():
            found.update(re.findall(r"[a-z]+", name))
            _collect(inner, found)
    elif isinstance(entry, list):
        for text in entry:
            found.update(word for word in re.findall(r"[a-z]+", text) if len(word) > 1)
