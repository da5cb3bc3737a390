"""What a customer is found by, as one text; and what somebody searches for, as needles for it.

The text has sections, in each of which every entry stands on a line of its own: so one look through the texts of all
customers answers any search, and what was found tells how good it is. See docs/explanation/matching.md. Pure functions.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from itertools import islice
from typing import Any, NamedTuple

from crmcli.matching.chinese_phones import at_home
from crmcli.matching.online import site_key
from crmcli.matching.pinyin import Spelled, readings, spelled_each
from crmcli.matching.social import normalize_social
from crmcli.matching.text import NOT_WORD, narrow, search_key

#: Between sections, and between entries and customers while they are folded; nothing that people type holds them.
_SECTION = "\x01"
_ENTRY = "\x02"
_CUSTOMER = "\x03"
#: What is no letter and no digit, those signs aside.
_BARE = re.compile(r"(?:[^\w\x02\x03]|_)+")
_BETWEEN = f"\n{_SECTION}\n"
#: The columns that hold what people wrote about a customer.
NOTES = ("note", "tags", "pain_points", "budget", "decision_chain", "timing", "competitors", "preferences")
#: So many digits are looked for within phones; fewer are in too many.
LEAST_DIGITS = 4
#: Nobody is called longer: such a text finds nobody.
LONGEST = 200
_NUMBER = re.compile(r"[\d\s+\-–().（）/#*]+")
#: An address of the web.
_SITE = re.compile(r"(?:https?://|www\.)[^\s/]+\.\S+$", re.IGNORECASE)
#: A number and its extension, in normal form.
_WITH_EXTENSION = re.compile(r"(0\d{2,3}-\d{7,8}|\+?\d{5,15})-\d{1,6}")


class Place(IntEnum):
    """Where a search was answered, the best first."""

    WHOLE = 0  #: a whole name, code or contact way
    NAME = 1  #: part of a name, its initials or pinyin; the beginning of a code; the end of a phone
    WITHIN = 2  #: inside a phone, address or code
    NOTE = 3  #: notes, tags and own columns


@dataclass(frozen=True, slots=True)
class Word:
    """A word that is searched for: any of the `needles` answers it, or a `reading` of it in pinyin.

    `lines` answer it only as whole entries.
    """

    needles: tuple[str, ...]
    lines: tuple[str, ...] = ()
    readings: tuple[str, ...] = ()
    digits: bool = False


class Told(NamedTuple):
    """What tells who a customer is; `phones` in normal form, `custom` as stored: texts by column in JSON."""

    names: list[str]
    codes: list[str]
    phones: list[str]
    ways: list[str]
    notes: list[str]
    custom: list[str]


#: Rows of customers, each with the customer's id in front, of one table after the other: the place of each part in Told, and
#: from where to where in a row its texts stand; the rows. Whoever has no row in the first table is not there.
Block = list[tuple[list[tuple[int, int, int]], list[tuple[Any, ...]]]]


def texts_of(block: Block) -> Iterable[tuple[int, str]]:
    """The texts by which the customers of a block are found, with their ids."""
    found: dict[int, Told] = {row[0]: Told([], [], [], [], [], []) for row in block[0][1]}
    for spans, rows in block:
        for row in rows:
            told = found[row[0]]
            for place, first, last in spans:
                told[place].extend(filter(None, row[first:last]))
    return zip(found, searchable_each(list(found.values())), strict=True)


def searchable(told: Told) -> str:
    """The text by which a customer is found. It is stored: whoever makes it otherwise migrates what is there."""
    return searchable_each([told])[0]


def searchable_each(told: Sequence[Told]) -> list[str]:
    """The texts by which many customers are found: together they take half the time, as they are folded at once."""
    if not told:
        return []
    names, others = [], []
    for text in search_key(_CUSTOMER.join(map(_unfolded, told))).split(_CUSTOMER):
        name, *rest = text.split(_SECTION)
        names.append(name)
        others.append(rest)
    bare = [text.split(_ENTRY) for text in _BARE.sub("", _CUSTOMER.join(names)).split(_CUSTOMER)]
    spellings = iter(spelled_each([key for keys in bare for key in keys if not key.isascii()]))
    return [
        _text(keys, name.split(_ENTRY), rest, list(islice(spellings, sum(not key.isascii() for key in keys))))
        for keys, name, rest in zip(bare, names, others, strict=True)
    ]


def _unfolded(told: Told) -> str:
    numbers = [digits for phone in told.phones for digits in _digits(phone)]
    custom = [text for texts in told.custom for text in _values(texts)]
    parts = (told.names, told.codes, numbers + told.ways, told.notes + custom)
    return _SECTION.join(map(_ENTRY.join, parts)).replace(_CUSTOMER, "")


def _text(bare: list[str], keys: list[str], others: list[str], spellings: list[Spelled]) -> str:
    """One customer's text: of the names what is compared and, where that differs, what was written; the `others` as they
    are."""
    lines = bare if bare == keys else [*dict.fromkeys(bare + keys)]
    syllables = "\n".join([one.syllables for one in spellings])
    sections = (
        "\n".join([*lines, *[one.initials for one in spellings]]),
        *[text.strip(_ENTRY) for text in others],
        syllables,
        syllables.replace(" ", ""),
    )
    return f"\n{_BETWEEN.join(sections)}\n".replace(_ENTRY, "\n")


@lru_cache(maxsize=1024)
def _values(texts: str) -> tuple[str, ...]:
    """The texts of own columns; those of one customer are often those of many."""
    return tuple(map(str, json.loads(texts).values()))


def words_of(term: str, phones: Sequence[str]) -> list[Word]:
    """The words of a search. `phones` are the normal forms that the whole of it may have: a phone is one word, however
    it is written."""
    text = narrow(term).strip()
    if len(text) > LONGEST:
        return []
    if address := _address(text):
        return [address]
    if phones or (_NUMBER.fullmatch(text) and sum(map(str.isdigit, text)) >= LEAST_DIGITS):
        return [_number(text, phones)]
    return [word for part in text.split() if (word := _word(part))]


def _address(text: str) -> Word | None:
    """The website, or the account on a social platform, whose address somebody searches for; None for any other text."""
    if account := normalize_social(text) if "/" in text or ":" in text else None:
        return Word((search_key(account),))
    return Word((search_key(site_key(text)),)) if _SITE.match(text) else None


def _word(part: str) -> Word | None:
    key = search_key(part)
    bare = NOT_WORD.sub("", key)
    needles = tuple(dict.fromkeys(needle for needle in (bare, key) if needle))
    return Word(needles, readings=tuple(readings(bare)), digits=bare.isdigit()) if needles else None


def _number(text: str, phones: Sequence[str]) -> Word:
    raw = re.sub(r"\D", "", text)
    # The zero in front is only dialled at home.
    typed = [raw, raw.lstrip("0")] if len(raw.lstrip("0")) >= LEAST_DIGITS else [raw]
    forms = [form for phone in phones for form in _digits(phone)] or typed
    local = tuple(number for phone in phones if (number := at_home(phone)))
    # What only looks like a phone may stand in a note as it is written: 2026-13-01.
    return Word(tuple(dict.fromkeys([*forms, search_key(text)])), lines=local, digits=True)


def _digits(phone: str) -> list[str]:
    """The digits of a phone in normal form, those of one with an extension also without it."""
    if phone.isdigit():
        return [phone]
    found = _WITH_EXTENSION.fullmatch(phone)
    parts = [found[1], phone] if found else [phone]
    return [digits for part in parts if (digits := re.sub(r"\D", "", part))]


def place_of(text: str, words: Sequence[Word]) -> Place | None:
    """How well a customer's text answers a search; None if it does so only by a beginning in mid-syllable or by a few
    digits inside a phone."""
    sections = text.split(_SECTION)
    found = [_place(sections, word) for word in words]
    return None if None in found else Place(max(place for place in found if place is not None))


def _place(sections: Sequence[str], word: Word) -> Place | None:
    names, codes, ways, notes, spellings, _joined = sections
    best: Place | None = None
    for needle in word.needles:
        line, end = f"\n{needle}\n", f"{needle}\n"
        if line in names or line in codes or line in ways:
            return Place.WHOLE
        long = not word.digits or len(needle) >= LEAST_DIGITS
        if needle in names or f"\n{needle}" in codes or (word.digits and long and end in ways):
            best = Place.NAME
        elif long and (needle in ways or needle in codes):
            best = min(best or Place.WITHIN, Place.WITHIN)
        elif needle in notes:
            best = Place.NOTE if best is None else best
    if any(f"\n{line}\n" in ways for line in word.lines):
        return Place.NAME
    if best is not Place.NAME and any(reading in spellings for reading in word.readings):
        return Place.NAME
    return best
