"""How Chinese names are spelled in pinyin, for finding them by what a keyboard without Chinese input types.

Pure functions of text in its search form. The character table is loaded on first use.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache
from typing import NamedTuple

from crmcli.matching.text import NOT_WORD
from crmcli.resources import data_text

#: Surnames that are read otherwise than the character usually is.
_SURNAMES = {
    "单": "shan", "仇": "qiu", "解": "xie", "曾": "zeng", "区": "ou", "查": "zha", "朴": "piao", "盖": "ge", "乐": "yue",
    "翟": "zhai", "缪": "miao", "召": "shao", "种": "chong", "冼": "xian", "员": "yun", "秘": "bi", "繁": "po",
    "郗": "xi", "祭": "zhai", "覃": "qin", "折": "she", "隗": "wei", "重": "chong", "长": "zhang", "沈": "shen",
    "参": "shen", "钭": "tou", "尉": "wei", "臧": "zang", "黑": "he", "撒": "sa", "么": "yao",
}  # fmt: skip
#: Words in which a character is read otherwise than usual.
_PHRASES = {
    "重庆": "chong qing", "厦门": "xia men", "银行": "yin hang", "商行": "shang hang", "车行": "che hang",
    "琴行": "qin hang", "行业": "hang ye", "会计": "kuai ji", "音乐": "yin yue", "长春": "chang chun",
    "长沙": "chang sha", "长城": "chang cheng", "长江": "chang jiang", "长安": "chang an", "长虹": "chang hong",
    "长乐": "chang le", "长治": "chang zhi", "长兴": "chang xing", "长风": "chang feng", "长远": "chang yuan",
    "长青": "chang qing", "长丰": "chang feng", "尉迟": "yu chi", "万俟": "mo qi", "长孙": "zhang sun",
    "大厦": "da sha", "乐器": "yue qi", "西藏": "xi zang", "调味": "tiao wei", "人参": "ren shen",
    "都江": "du jiang", "朝阳": "chao yang",
}  # fmt: skip
_PHRASE = re.compile("|".join(_PHRASES))
#: The first character of the table; and from here on characters of private use, which no word holds, stand for syllables.
_FIRST, _PRIVATE = 0x4E00, 0xE000
_VOWEL = re.compile("[aeiou]|[nl]v")
#: Longer words are no pinyin that anybody types, and of more readings the first ones are enough.
_LONGEST, _MOST_READINGS = 40, 12


class Spelled(NamedTuple):
    """A name in pinyin: its initials (成都远鑫 → cdyx) and its syllables, each after a blank. Latin letters and digits
    stay as they are."""

    initials: str
    syllables: str


def spelled(key: str) -> Spelled:
    """How a search key is spelled."""
    return spelled_each([NOT_WORD.sub("", key)])[0]


def spelled_each(words: Sequence[str]) -> list[Spelled]:
    """How each of many search keys without signs and blanks is spelled: together they take a third of the time."""
    marked = _PHRASE.sub(_mark_phrase, "\n".join(map(_mark_surname, words)))
    letters, syllables = (marked.translate(table) for table in _tables())
    sounds = f"{syllables}\n".replace("  ", " ").replace(" \n", "\n").split("\n")
    # Latin letters in front have no blank of their own.
    return [
        Spelled(initials, sound if sound[:1] in ("", " ") else f" {sound}")
        for _word, initials, sound in zip(words, letters.split("\n"), sounds, strict=False)
    ]


def _mark_surname(word: str) -> str:
    if word[:1] in _SURNAMES and 2 <= len(word) <= 4 and word[:2] not in _PHRASES:
        return _mark(_SURNAMES[word[0]]) + word[1:]
    return word


def _mark_phrase(found: re.Match[str]) -> str:
    return _mark(_PHRASES[found[0]])


@cache
def _mark(syllables: str) -> str:
    """Syllables as characters of private use."""
    known = _read_table()[0]
    return "".join(chr(_PRIVATE + known.index(syllable)) for syllable in syllables.split())


def readings(word: str) -> list[str]:
    """The syllables that a typed word may spell, each after a blank: yunqi → ` yun qi`; the last may be unfinished."""
    found: list[str] = []
    if word.isascii() and word.isalpha() and len(word) <= _LONGEST:
        _read_on(word, "", found)
    return found


def _read_on(rest: str, before: str, found: list[str]) -> None:
    whole, starts = _syllables()
    if rest in whole or rest in starts:
        found.append(f"{before} {rest}")
    for end in range(min(6, len(rest) - 1), 0, -1):
        if len(found) >= _MOST_READINGS:
            return
        if rest[:end] in whole:
            _read_on(rest[end:], f"{before} {rest[:end]}", found)


class _Marks(dict[int, str]):
    """Characters for `str.translate`, each made when it is first met: ASCII stays, and what has no syllable is dropped."""

    def __init__(self, made: Callable[[str], str]) -> None:
        super().__init__()
        self._made = made
        self._syllables, self._places = _read_table()

    def __missing__(self, char: int) -> str:
        syllable = self._syllable(char)
        self[char] = self._made(syllable) if syllable else chr(char) if char < 128 else ""
        return self[char]

    def _syllable(self, char: int) -> str:
        if _PRIVATE <= char < _PRIVATE + len(self._syllables):
            return self._syllables[char - _PRIVATE]
        place = self._places[2 * (char - _FIRST) : 2 * (char - _FIRST) + 2] if char >= _FIRST else ""
        return self._syllables[26 * (ord(place[0]) - 97) + ord(place[1]) - 97] if place.isalpha() else ""


@cache
def _read_table() -> tuple[list[str], str]:
    """All syllables, and for each character the place of its own: two letters, a number of base 26. Made by
    tools/make_characters.py."""
    syllables, places = data_text("characters.txt").split("\n")[2:4]
    return syllables.split(), places


@cache
def _tables() -> tuple[_Marks, _Marks]:
    """Characters → the first letter of its syllable, and → ` syllable `."""
    return _Marks(lambda syllable: syllable[0]), _Marks(lambda syllable: f" {syllable} ")


@cache
def _syllables() -> tuple[frozenset[str], frozenset[str]]:
    """Every syllable, and every beginning of one."""
    known = frozenset(syllable for syllable in _read_table()[0] if _VOWEL.search(syllable))
    return known, frozenset(syllable[:end] for syllable in known for end in range(1, len(syllable)))
