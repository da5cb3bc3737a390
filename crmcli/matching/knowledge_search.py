"""Which standard answers a few words mean, the best first, and where the words stand in a text. Pure.

Texts are compared folded: width, script (Traditional and Simplified), case and accents make no difference. A Western word
finds what begins with it; a Chinese one is found anywhere, and one of three or more characters also where only its
pairs of characters stand (退款多久 finds 退款一般要多久).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from crmcli.matching.text import straight, to_simplified, without_accents

#: Characters of scripts that are written without spaces.
HAN = "\u2e80-\u2fdf\u3005-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_WORDS = re.compile(rf"[{HAN}]+|[^\W_{HAN}]+")
_WESTERN = re.compile(rf"[^\W_{HAN}]")
#: So much of a word's worth is left where only its pairs are found, and so many of them must be.
_PIECEMEAL, _LEAST_PAIRS = 0.8, 0.25


class Word(NamedTuple):
    """A word that is looked for; `parts` are the pairs of characters of a longer Chinese one, else itself."""

    text: str
    parts: tuple[str, ...]


class Entry(NamedTuple):
    """What a search needs of an entry: folded texts, and how often it was used."""

    id: int
    title: str
    text: str
    used: int = 0


class Hit(NamedTuple):
    """An entry that was found; better ones are greater.

    `found` is the share of the words that stand in it, `in_title` the share in its title; `phrase` is 2 if the words
    stand together as typed in the title, 1 if in the rest.
    """

    found: float
    in_title: float
    phrase: int
    used: int
    brevity: int
    id: int


def fold(text: str) -> str:
    """The text as it is compared: narrow, simplified, small letters, every gap one space, and none between Chinese
    lines."""
    return _folded(text)[0]


def words_of(query: str) -> tuple[Word, ...]:
    """The words of a query, each once."""
    found = dict.fromkeys(_WORDS.findall(fold(query)))
    return tuple(Word(text, _parts(text)) for text in found)


def rank(query: str, entries: Iterable[Entry]) -> list[Hit]:
    """The entries that hold any of the words: all words before some, title before the rest, the phrase as typed
    before its words apart, then what was used more often and says it shorter."""
    words, phrase = words_of(query), fold(query).strip()
    hits = (_hit(words, phrase, entry) for entry in entries if words)
    return sorted((hit for hit in hits if hit.found), reverse=True)


def spans(text: str, words: Sequence[Word]) -> list[tuple[int, int]]:
    """Where the words stand in a text as it is shown: starts and ends, in order, none overlapping."""
    folded, places = _folded(text)
    marked: set[int] = set()
    for word in words:
        whole = list(_occurrences(word.text, folded))
        for piece in [word.text] if whole else word.parts:
            for at in _occurrences(piece, folded):
                marked.update(range(places[at], places[at + len(piece) - 1] + 1))
    found: list[tuple[int, int]] = []
    for place in sorted(marked):
        if found and found[-1][1] == place:
            found[-1] = (found[-1][0], place + 1)
        else:
            found.append((place, place + 1))
    return found


def excerpt(text: str, words: Sequence[Word], room: int = 60) -> str:
    """About `room` columns of a text around the first of the words, in one line."""
    line = " ".join(text.split())
    if sum(map(_columns, line)) <= room:
        return line
    first = next(iter(spans(line, words)), (0, 0))[0]
    start = _back(line, first, room // 4)
    end, used = start, 0
    while end < len(line) and used < room:
        used += _columns(line[end])
        end += 1
    return ("…" if start else "") + line[start:end] + ("…" if end < len(line) else "")


def _back(line: str, place: int, room: int) -> int:
    """The start of a piece that shows `room` columns in front of a place."""
    while place and room > 0:
        place -= 1
        room -= _columns(line[place])
    return place


def _columns(char: str) -> int:
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def _parts(word: str) -> tuple[str, ...]:
    if len(word) < 3 or _is_western(word):
        return (word,)
    return tuple(dict.fromkeys(word[i : i + 2] for i in range(len(word) - 1)))


def _hit(words: Sequence[Word], phrase: str, entry: Entry) -> Hit:
    titles = [_share(word, entry.title) for word in words]
    either = [
        own if own == 1 else max(own, _share(word, entry.text))
        for word, own in zip(words, titles, strict=True)
    ]
    together = 2 if _holds(entry.title, phrase) else int(_holds(entry.text, phrase))
    return Hit(
        found=sum(either) / len(words),
        in_title=sum(titles) / len(words),
        phrase=together,
        used=entry.used,
        brevity=-len(entry.title),
        id=entry.id,
    )


def _share(word: Word, text: str) -> float:
    """How much of a word stands in a folded text: 1 for the whole, less for enough of its pairs."""
    if _holds(text, word.text):
        return 1.0
    pairs = sum(part in text for part in word.parts) / len(word.parts) if len(word.parts) > 1 else 0.0
    return _PIECEMEAL * pairs if pairs >= _LEAST_PAIRS else 0.0


def _holds(text: str, word: str) -> bool:
    return word in text and (not _is_western(word) or next(_occurrences(word, text), None) is not None)


@lru_cache(maxsize=1024)
def _is_western(word: str) -> bool:
    return bool(_WESTERN.match(word))


def _occurrences(word: str, text: str) -> Iterator[int]:
    """Where a word starts in a folded text; a Western one only where a word begins."""
    western = _is_western(word)
    at = text.find(word)
    while at >= 0:
        if not western or not at or not _WESTERN.match(text[at - 1]):
            yield at
        at = text.find(word, at + 1)


def _folded(text: str) -> tuple[str, list[int]]:
    """The folded text, and for each of its characters the place in the text that it comes from."""
    chars: list[str] = []
    places: list[int] = []
    for place, char in enumerate(text):
        if char.isspace():
            if (char == "\n" and _between_han(text, place)) or chars[-1:] == [" "]:
                continue
            new = " "
        else:
            new = _fold_char(char)
        chars.extend(new)
        places.extend([place] * len(new))
    return "".join(chars), places


def _between_han(text: str, place: int) -> bool:
    """Whether a line break has Chinese on both sides, so that it parts no words."""
    around = text[max(0, place - 1) : place] + text[place + 1 : place + 2]
    return len(around) == 2 and not _WESTERN.search(around) and not around.isascii()


@lru_cache(maxsize=65536)
def _fold_char(char: str) -> str:
    return without_accents(to_simplified(straight(unicodedata.normalize("NFKC", char))).casefold())
