"""Column names: their normal form, and the synonym table of data/headers.toml.

A header loses decoration first (`*联系电话（必填）：` → `联系电话`); units and calendars in brackets are
kept apart.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from typing import Any

from crmcli.matching.text import to_simplified, without_accents
from crmcli.sheets.columns.asked import without_question
from crmcli.sheets.columns.compounds import split_name, whole_table
from crmcli.sheets.columns.endings import allows, by_ending, is_beside
from crmcli.sheets.columns.fields import KEPT_TITLES, MEANT_TITLES, TYPES

_BRACKETS = re.compile(r"[(\[{【〔<《「](?![起始止终讫]\))(.*?)[)\]}】〕>》」]")
_NUMBERING = re.compile(
    r"^(?:q|第)?\d{1,3}\s*[、.:)题]\s*(?!\d)|^[一二三四五六七八九十]{1,3}、|^\(?[a-z]\d?[.)、]\s*",
    re.IGNORECASE,
)
_DECORATION = re.compile(r"^[*＊※★●·#\s:：、.\-—]+|[*＊※★●#\s:：、。.\-—?？!！]+$")
#: Of something that the record points to its name is told: Country/Display Name.
_OF_RELATED = re.compile(r"(?<=\w)\s*/\s*display name$")
#: `Complaint #` is its number, `Complaint` what was said.
_NUMBER_SIGN = re.compile(r"(?<=[a-z])\s*#s?\s*$")
_UNIT = re.compile(
    r"[/:]?\s*(?:单位[:：]?\s*)?(万元|千元|亿元|元|万|rmb|cny|usd|twd|ntd|nt\$|hkd|eur|美元|美金|台币|新台币|港币|欧元|日元|k|￥|¥|\$|€)$",
    re.IGNORECASE,
)
_FACTORS = {"万元": 10_000, "万": 10_000, "千元": 1000, "k": 1000, "亿元": 100_000_000}
_CURRENCIES = {"rmb": "CNY", "cny": "CNY", "usd": "USD", "美元": "USD", "美金": "USD", "twd": "TWD",
"ntd": "TWD", "nt$": "TWD", "台币": "TWD", "新台币": "TWD", "hkd": "HKD", "港币": "HKD", "eur": "EUR",
"欧元": "EUR", "€": "EUR", "日元": "JPY"}  # fmt: skip
#: Words that stand for others in column names, wherever they come: Acct Mgr, Inv Date; 回覆 as written in Taiwan.
_SHORT = {"acct": "account", "mgr": "manager", "inv": "invoice", "cust": "customer", "amt": "amount", "qty": "quantity",
          "addr": "address", "dept": "department", "desc": "description"}  # fmt: skip
_SHORT_WORD = re.compile(r"(?<![a-z])(" + "|".join(_SHORT) + r")(?![a-z])\.?")
_REPLY = re.compile("(?<=[回答])覆")
_SCALE = re.compile(
    r"(?:满分|out of|(?<!\d)[/／]|(?P<low>[01])\s*分?\s*(?:[-–—~〜到至]|to)\s*)\s*(?P<high>5|10|100)(?![\d/／])"
    r"|(?<!\d)(?P<of>5|10|100)\s*(?:分制|星制|[- ]?point)"
)


@dataclass(frozen=True, slots=True)
class Header:
    """A column name: as shown, folded, what stood in brackets, and the unit of its numbers."""

    shown: str
    key: str
    hint: str = ""
    factor: int = 1
    currency: str = ""
    #: The lower line alone, where the header has two.
    last: str = ""

    @property
    def scale(self) -> int:
        """The largest score that the header announces (1-5分, 满分10), 0 if it doesn't."""
        found = self._told_scale
        return int(found["high"] or found["of"]) if found else 0

    @property
    def lowest(self) -> int:
        """The smallest score that the header announces (0-5), 1 if it doesn't."""
        found = self._told_scale
        return int(found["low"]) if found and found["low"] else 1

    @property
    def _told_scale(self) -> re.Match[str] | None:
        return _SCALE.search(self.hint) or _SCALE.search(self.key)


def is_numbering(name: str) -> bool:
    """Whether a column of this name, if it is no field, numbers the rows of its sheet."""
    key, index = header_of(name).key, synonyms().index
    # In two languages: No. 序号.
    return key in index or any(key[:i] in index and key[i:].strip() in index for i in range(1, len(key)))


#: Of a longer name the beginning says enough.
_LONGEST = 500


@lru_cache(maxsize=32_768)  # more than there are synonyms
def header_of(text: str, last: str = "") -> Header:
    """The parts of a column name. `last` is the lower of two header lines."""
    shown = " ".join(text[:_LONGEST].split())
    folded = without_accents(to_simplified(split_name(unicodedata.normalize("NFKC", shown))).lower())
    folded = _NUMBER_SIGN.sub(" no", _REPLY.sub("复", _OF_RELATED.sub("", folded)))
    folded = _SHORT_WORD.sub(lambda found: _SHORT[found[1]], without_question(folded))
    hints = " ".join(_BRACKETS.findall(folded))
    outside = _strip(_BRACKETS.sub(" ", folded))
    bare = outside or _strip(re.sub(r"[()\[\]{}【】〔〕<>《》「」]", "", folded)) or folded.strip()
    factor, currency, bare = _unit(bare, hints)
    return Header(
        shown=shown,
        key=_join(bare),
        hint=hints,
        factor=factor,
        currency=currency,
        last=header_of(last).key if last else "",
    )


def _strip(text: str) -> str:
    for _round in range(3):
        text = _DECORATION.sub("", _NUMBERING.sub("", text.strip()))
    return text


def _join(text: str) -> str:
    """Without spaces beside Chinese characters; one space between Latin words."""
    plain = re.sub(r"\s*/\s*", "/", " ".join(text.split()))
    return re.sub(r"(?<=[^\x00-\x7f])\s+|\s+(?=[^\x00-\x7f])", "", plain)


def _unit(bare: str, hints: str) -> tuple[int, str, str]:
    inside = _UNIT.search(hints)
    behind = None if inside or bare.endswith("美元") else _UNIT.search(bare)
    found = inside or (behind if behind and len(bare) > len(behind[0]) + 1 else None)
    if not found:
        return 1, "", bare
    unit = found[1].lower()
    cut = found is behind and not (unit.isalpha() and unit.isascii())
    rest = bare[: -len(found[0])].strip() if cut else bare
    return _FACTORS.get(unit, 1), _CURRENCIES.get(unit, ""), rest


#: What stands before every name of some exports: `Person - Name`, `Deal - Stage`.
_PREFIX = re.compile(r"^([A-Z][a-z]+) - (?=\S)")


def without_common_prefix(headers: list[Header]) -> list[Header]:
    """The headers without the word that nearly all of them begin with; it stays before the lower name (deal stage)."""
    found = [match for header in headers if (match := _PREFIX.match(header.shown))]
    if len(found) < max(3, 0.8 * len(headers)):
        return [_of_several(header) if _OTHER_THING.match(header.shown) else header for header in headers]
    if len({match[1] for match in found}) == 1:
        return [_behind_prefix(header) for header in headers]
    return [_of_several(header) for header in headers] if any(m[1] in _PERSONS for m in found) else headers


#: Whom and what the columns of an export of several things are about: `Person - Phone` beside `Deal - Value`.
_PERSONS, _FIRMS = ("Person", "Contact"), ("Organization", "Organisation", "Company")
#: What an export tells beside its own things: an activity's deal.
_OTHER_THING = re.compile(r"(?:Deal|Lead|Project|Opportunity|Campaign) - (?=\S)")


def _of_several(header: Header) -> Header:
    """The header of a person's column without the prefix, of a firm's with it as a word; of other things' without a key."""
    prefix = _PREFIX.match(header.shown)
    if prefix is None:
        return header
    rest = header.shown[prefix.end() :]
    if prefix[1] in _PERSONS:
        return replace(header_of(rest), shown=header.shown)
    return (
        replace(header_of(f"{prefix[1]} {rest}"), shown=header.shown)
        if prefix[1] in _FIRMS
        else replace(header, key="")
    )


def without_prefix(name: str) -> str:
    """A name without the word that many names of one export begin with."""
    return _PREFIX.sub("", name)


def _behind_prefix(header: Header) -> Header:
    prefix = _PREFIX.match(header.shown)
    if prefix is None:
        return header
    bare = header_of(header.shown[prefix.end() :])
    return replace(bare, shown=header.shown, last=f"{prefix[1].lower()} {bare.key}")


def in_unit(header: Header, unit: str) -> Header:
    """The header with the unit that stands above its table, unless it names one itself."""
    own = _UNIT.search(header.hint) or _UNIT.search(
        to_simplified(unicodedata.normalize("NFKC", header.shown))
    )
    factor, currency = _FACTORS.get(unit.lower(), 1), _CURRENCIES.get(unit.lower(), "")
    return header if own else replace(header, factor=factor, currency=currency)


def names_two_units(header: Header) -> bool:
    """Whether a header contradicts itself: 金额(元)/万元."""
    behind = _UNIT.search(header.key)
    inside = _UNIT.search(header.hint)
    return bool(behind and inside and _factor(behind) != _factor(inside))


def _factor(unit: re.Match[str]) -> int:
    return _FACTORS.get(unit[1].lower(), 1)


@dataclass(frozen=True, slots=True)
class Word:
    """How much a header's word says: weight 0–1, whether it gives the kind away, its place in the list."""

    weight: float
    strong: bool
    place: int


@dataclass(slots=True)
class Synonyms:
    """The table of data/headers.toml, folded."""

    kinds: dict[str, dict[str, dict[str, Word]]] = field(default_factory=dict)
    others: dict[str, tuple[frozenset[str], tuple[str, ...]]] = field(default_factory=dict)
    names: dict[str, tuple[str, ...]] = field(default_factory=dict)
    #: Words at the start of column names that speak for a kind, whatever the columns hold.
    signs: dict[str, re.Pattern[str]] = field(default_factory=dict)
    stop: re.Pattern[str] = re.compile("(?!)")
    index: frozenset[str] = frozenset()
    known: dict[str, float] = field(default_factory=dict)


@cache
def synonyms() -> Synonyms:
    """The synonym table, read once."""
    data = whole_table()
    table = Synonyms(
        names={kind: tuple(map(_fold, words)) for kind, words in data["names"].items()},
        signs={kind: _any_of(words) for kind, words in data["signs"].items()},
        stop=_any_of(data["stop"]["words"]),
        index=frozenset(data["index"]["words"]),
    )
    own = {
        "kept": _words({}, [*KEPT_TITLES.values(), "kept"]),
        "meant": _words({}, [*MEANT_TITLES.values(), "meant"]),
    }
    for kind in TYPES:
        table.kinds[kind] = _kind_words(data, kind) | own
    for name, entry in data["other"].items():
        table.others[name] = (frozenset(map(_fold, entry["words"])), tuple(map(_fold, entry["names"])))
    for fields in table.kinds.values():
        for words in fields.values():
            for key, word in words.items():
                table.known[key] = max(word.weight, table.known.get(key, 0.0))
    return table


def _any_of(words: list[str]) -> re.Pattern[str]:
    """Any of these words; Latin ones only as whole words (`age` is not in `manager`)."""
    latin = (rf"(?<![a-z]){re.escape(word)}(?![a-z])" for word in words if word.isascii())
    return re.compile("|".join([*latin, *(re.escape(word) for word in words if not word.isascii())]))


def _fold(word: str) -> str:
    return header_of(word).key or word


def _kind_words(data: dict[str, Any], kind: str) -> dict[str, dict[str, Word]]:
    fields: dict[str, dict[str, Word]] = {}
    for name, words in data[kind].items():
        if name != "@":
            fields[name] = _words(data["groups"], words)
            _add(fields[name], name.replace("_", " "))
    for base in data[kind].get("@", ()):
        for name, inherited in _kind_words(data, base).items():
            mine = fields.setdefault(name, {})
            for word, weight in inherited.items():
                mine.setdefault(word, weight)
    return fields


def _words(groups: dict[str, list[str]], words: list[str]) -> dict[str, Word]:
    result: dict[str, Word] = {}
    for word in words:
        if word.startswith("@"):
            for key, entry in _words(groups, groups[word[1:]]).items():
                result.setdefault(key, Word(entry.weight, entry.strong, len(result)))
        elif "{" in word:
            group = word[word.index("{") + 1 : word.index("}")]
            for part in groups[group]:
                _add(result, word.replace(f"{{{group}}}", part))
        else:
            _add(result, word)
    return result


def _add(words: dict[str, Word], word: str) -> None:
    weak, strong = word.endswith("?"), word.endswith("!")
    plain = word[:-1] if weak or strong else word
    words.setdefault(_fold(plain), Word(0.6 if weak else 1.0, strong, len(words)))


@dataclass(frozen=True, slots=True)
class Match:
    """A field that a header may stand for in a kind, and how well."""

    field: str
    score: float
    strong: bool
    why: str


@lru_cache(maxsize=8192)
def matches(kind: str, header: Header) -> Sequence[Match]:
    """The fields of a kind that the header's words fit: exact synonyms, else longer headers that end in one."""
    table = synonyms()
    fields = table.kinds[kind]
    exact = [_exact(name, words, header.key) for name, words in fields.items()]
    found = [match for match in exact if match]
    if found or not header.key:
        return found
    if first := _numbered(fields, header.key):
        return [first]
    if table.stop.search(header.last or header.key) or is_beside(header.key):
        return []
    ending, score = by_ending(kind, fields, header.key)
    if ending:
        return [Match(ending, score, False, header.key)]
    if header.last:
        lower = [_exact(name, words, header.last) for name, words in fields.items()]
        lower = (
            lower if any(lower) else [_contained(name, words, header.last) for name, words in fields.items()]
        )
        found = [Match(match.field, match.score * 0.9, match.strong, match.why) for match in lower if match]
    return found or [
        match
        for name, words in fields.items()
        if allows(header.key, name) and (match := _contained(name, words, header.key))
    ]


#: Ways to reach somebody, and labels, of which columns are often numbered: Telefon1, 标签组2.
_NUMBERED = ("phone", "email", "wechat", "tags", "fax", "website")


def _numbered(fields: dict[str, dict[str, Word]], key: str) -> Match | None:
    """The field of a name that a number follows which is known without it."""
    bare = re.sub(r"(?<=[^\W\d]) ?[1-4]$", "", key)
    known = (_exact(name, fields[name], bare) for name in _NUMBERED if name in fields and bare != key)
    return next((Match(m.field, 0.97 * m.score, False, key) for m in known if m), None)


#: From this score on a name is plainly a field's.
_CALLED = 0.9


def field_called(kind: str, text: str) -> str | None:
    """The field of a kind that a person calls so: by its key, or by any of its names in either language."""
    if text in TYPES[kind]:
        return text
    found = max(matches(kind, header_of(text)), key=lambda match: match.score, default=None)
    return found.field if found and found.score >= _CALLED else None


def _exact(name: str, words: dict[str, Word], key: str) -> Match | None:
    word = words.get(key)
    return (
        Match(name, word.weight - 0.0005 * min(word.place, _LAST_PLACE), word.strong, key) if word else None
    )


#: Words further down in a list of names are worth no less than one at this place.
_LAST_PLACE = 200


def _contained(name: str, words: dict[str, Word], key: str) -> Match | None:
    """The best word inside a longer header: its end counts more than its middle; weak words don't count."""
    best: Match | None = None
    for text, word in words.items():
        if word.weight < 1 or len(text) < 2 or len(text) >= len(key) or text not in key:
            continue
        if text.isascii() and (len(text) < 4 or not re.search(rf"(?<![a-z]){re.escape(text)}(?![a-z])", key)):
            continue
        share = len(text) / len(key)
        score = 0.5 + 0.3 * share if key.endswith(text) else 0.3 + 0.35 * share
        if len(key) > 14 and word.strong:  # whole questions of a survey
            # What they are satisfied with tells more than that they are.
            score = max(score, 0.45 + 0.05 * min(4, len(text)) - 0.01 * (name == "overall"))
        if best is None or score > best.score:
            best = Match(name, score, word.strong and score > 0.6, text)
    return best


def known_score(header: Header) -> float:
    """How much a text looks like a column name of any kind: 1 known, 0.6 weak, 0.5 ends in one, else 0."""
    table = synonyms()
    for key in (header.key, header.last):
        if key and key in table.known:
            return table.known[key]
        if key in table.index:
            return 0.6
    if any(key in words for words, _names in table.others.values() for key in (header.key,)):
        return 0.8
    ends = any(
        header.key[-size:] in table.known and table.known[header.key[-size:]] == 1
        for size in range(2, min(8, len(header.key)))
    )
    return 0.5 if ends else 0.0
