"""One value of one column, as people and as machines read it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date, datetime, tzinfo
from typing import Any

from crmcli import clock, i18n
from crmcli.figures import told
from crmcli.figures.rounding import fixed, half_up, percent
from crmcli.i18n import _, titled
from crmcli.result import Column
from crmcli.vocabulary import choices
from crmcli.wording import clean, label, size_told, survey_rule

#: Shown where there is no value or a zero denominator.
NONE = told.NONE
_RIGHT = {"int", "number", "money", "percent", "figure", "bytes"}

#: What a line may break between: spaces, wide characters, runs of anything else. Compiled when first used.
_PIECE = r"\s+|[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]|[^\s\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]+"
#: What stays with the character in front of it, and what with the one behind it.
_NO_START = frozenset("，。；：、！？）】》」』”’…,.;:!?)]%")
_NO_END = frozenset("（【《「『“‘([")
#: Behind these a line ends best, so that no word is torn.
_STOPS = frozenset("，。；：、！？")
#: A line that ends there is at least so full; in a narrow column, where every line is dear, fuller.
_FULL, _FULL_NARROW, _NARROW = 1 / 3, 3 / 4, 40


def width(text: str) -> int:
    """Columns that the text takes on a terminal: wide characters two, combining marks none."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text
    )


def wrap(text: str, limit: int) -> list[str]:
    """Lines of at most `limit` columns (but for longer words). Chinese breaks behind a stop where the line is full enough,
    else between any two characters of which neither belongs to the other."""
    lines: list[str] = []
    line: list[str] = []
    for piece in re.findall(_PIECE, text.strip()):
        line.append(" " if piece.isspace() else piece)
        while width("".join(line).rstrip()) > limit and (cut := _cut(line, limit)):
            lines.append("".join(line[:cut]).rstrip())
            line = line[cut + line[cut].isspace() :]
    return [*lines, "".join(line).rstrip()] if line else lines


def _cut(line: Sequence[str], limit: int) -> int:
    """How many pieces of a line that is too long stay on it; 0 if it can't be broken."""
    places = [n for n in range(len(line) - 1, 0, -1) if _may_break(line[n - 1], line[n])]
    best = (n for n in places if _breaks_well(line[n - 1], line[n]) and _fills(line[:n], limit))
    return next(best, next(iter(places), 0))


def _may_break(before: str, after: str) -> bool:
    return before not in _NO_END and after not in _NO_START and after[:1] not in _NO_START


def _breaks_well(before: str, after: str) -> bool:
    return before in _STOPS or before.isspace() or after.isspace()


def _fills(line: Sequence[str], limit: int) -> bool:
    return width("".join(line)) >= limit * (_FULL_NARROW if limit < _NARROW else _FULL)


def cut(text: str, limit: int) -> str:
    """As much of the text as `limit` columns hold, with a sign where some is missing."""
    if width(text) <= limit:
        return text
    while text and width(text) > limit - 1:
        text = text[:-1]
    return text.rstrip() + "…"


def is_right(column: Column) -> bool:
    return column.kind in _RIGHT


def money(cents: int) -> str:
    """1 234 567 cents as 12,345.67."""
    return told.money(cents)


def for_people(column: Column, value: Any, zone: tzinfo) -> str:
    """The cell's text in the reader's language; instants in the team's `zone`. ValueError for what isn't of the column's kind."""
    if value is None or value == "":
        return ""
    if value == UNREAD:
        return UNREAD
    match column.kind:
        case "money":
            return money(int(value))
        case "int":
            return str(int(value))
        case "bytes":
            return size_told(int(value))
        case "number":
            return fixed(float(value), 2).rstrip("0").rstrip(".")
        case "percent":
            return percent(float(value))
        case "instant":
            return instant(value, zone)
        case "word" if column.domain in _CLOSED and value not in choices(column.domain):
            raise ValueError(value)
        case "word" | "scale" | "segment" | "rule":
            return in_words(column, text(value))
        case "date" if isinstance(value, str):
            return _day(value)
    return clean(value.isoformat() if isinstance(value, date) else text(value))


def text(value: object) -> str:
    """A value as text; ValueError for bytes, which no field holds unless it is damaged."""
    if isinstance(value, bytes):
        raise ValueError(value)
    return str(value)


#: What a cell shows that can't be read.
UNREAD = "?"
#: Kinds of columns whose values are told in the reader's language.
WORDED = ("word", "scale", "segment", "rule")
#: Vocabularies to which a team can't add words of its own.
_CLOSED = frozenset(
    {"role", "customer_kind", "customer_status", "value_class", "lifecycle", "direction", "purchase_status", "severity",
     "complaint_state", "clock", "task_state", "feedback_kind", "feedback_state", "knowledge_kind", "knowledge_state"}
)  # fmt: skip


def in_words(column: Column, value: str) -> str:
    """What a cell of words says in the reader's language, on the screen as in files: a word of a list, a scale, a segment,
    a rule."""
    if column.kind == "word":
        return label(column.domain, value)
    return {"scale": _scale, "segment": _segment, "rule": survey_rule}[column.kind](value)


def log(column: Column, value: str) -> str:
    """A cell with a log of ours, its words in the reader's language; English reads the keys."""
    if i18n.words() != "zh":
        return value
    from crmcli.service import log_words

    told = {"steps": log_words.steps_told, "moves": log_words.moves_told, "progress": log_words.progress_told}
    return told.get(column.domain, log_words.put_offs_told)(value)


def _day(value: str) -> str:
    """A stored day, with or without a time of day; ValueError for what only begins like one."""
    day, time = value[:10], value[10:]
    date.fromisoformat(day)
    if time and not re.fullmatch(r"[ T]\d\d:\d\d\S*", time):
        raise ValueError(value)
    return clean(value)


def _scale(value: str) -> str:
    """A question's scale in words, but for points: 1-5, yes or no, choice: red|blue, text."""
    kind, _colon, options = value.partition(":")
    names = {"text": _("text"), "yes-no": _("yes or no"), "choice": _("choice")}
    name = names.get(kind, kind)
    return titled(name, clean(options)) if options else name


def _segment(value: str) -> str:
    """A segment of customers (industry–size–grade) in words, what isn't known among them."""
    from crmcli.judging.scoring import UNKNOWN

    industry, size, grade = value.rsplit("–", 2)
    kind = clean(industry) if industry != UNKNOWN else _("industry unknown")
    return "–".join((kind, label("size", size) if size != UNKNOWN else _("size unknown"), grade))


def instant(value: str | datetime, zone: tzinfo) -> str:
    """A stored instant as date and minute of a zone; a day whose time nobody told as itself."""
    if isinstance(value, str) and (value == UNREAD or len(value) == 10):
        return value if value == UNREAD else _day(value)
    moment = value if isinstance(value, datetime) else clock.parse_iso(value)
    return clock.shown(moment, zone)


#: Decimals of what machines get, by the kind of the column: people get fewer, of the same exact value.
_DECIMALS = {"percent": 4, "number": 3}


def for_machines(column: Column, value: Any) -> Any:
    """The cell as json carries it: money as units, shares and means to their decimals, everything else as stored. ValueError for what isn't of the column's kind."""
    if column.kind == "money" and value is not None:
        return units(int(value))
    if column.kind in _DECIMALS and isinstance(value, float):
        return half_up(value, _DECIMALS[column.kind])
    if column.kind == "date" and value and isinstance(value, str):
        _day(value)
    return plain(value)


def for_tables(column: Column, value: Any, zone: tzinfo) -> Any:
    """As for machines, but a day of which nobody told the time as the day alone."""
    if column.kind == "instant" and isinstance(value, str) and "T" in value:
        told = clock.as_told(clock.parse_iso(value), zone)
        return value if isinstance(told, datetime) else told.isoformat()
    return for_machines(column, value)


def units(cents: int) -> float | int:
    """Cents as a number of units; the decimal point is exact because the text of a double keeps 15 digits."""
    return cents // 100 if cents % 100 == 0 else cents / 100


def plain(value: Any) -> Any:
    """A value that JSON can hold."""
    if value is None or isinstance(value, (str, int, float)):
        return value
    if isinstance(value, datetime):
        return clock.iso(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(v) for v in value]
    # What is left is a Decimal; importing its module would cost every list a millisecond.
    return int(value) if value == int(value) else float(value)
