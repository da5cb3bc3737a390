"""What one test of a filter means: its value as the field has it, and whether what a customer has answers it. Pure.

What isn't known answers no test but `!=`, `!~` and the one for nothing (`city=none`, 城市=无).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, NamedTuple

from crmcli import vocabulary
from crmcli.errors import Usage
from crmcli.judging.filter_fields import Field
from crmcli.matching.text import search_key
from crmcli.policy.conditions import OPS as ORDERED

#: The value that stands for none at all.
NOTHING = frozenset({"", "none", "null", "无", "無", "空"})
_EQUAL = ("=", "!=", "in")
_LIKE = (*_EQUAL, "~", "!~")
_IN_ORDER = (*_EQUAL, "<", "<=", ">", ">=")
#: The operators that make sense of each type of field.
_ALLOWED = {
    "text": _LIKE, "phone": _LIKE, "open": _LIKE, "tags": _LIKE, "campaign": _LIKE, "retain": _EQUAL, "own": (*_IN_ORDER, "~", "!~"), "staff": _EQUAL,
    "word": _EQUAL, "flag": ("=", "!="), "number": _IN_ORDER, "money": _IN_ORDER, "day": _IN_ORDER,
}  # fmt: skip
#: Types whose values can be compared in the database as they are stored.
STORED = frozenset({"word", "number", "money", "day", "staff", "flag"})

Predicate = Callable[[Any], bool]


class Means(NamedTuple):
    """How values are read: days as people type them, phones of the team's country, and the numbers of the staff."""

    day: Callable[[str], date]
    phone: Callable[[str], str | None]
    staff: Mapping[str, int]


class BadValue(ValueError):
    """A value, by its place, or (`op`) an operator that the field can't be compared with."""

    def __init__(self, place: int, *, op: bool = False) -> None:
        super().__init__(place)
        self.place, self.op = place, op


def wanted(field: Field, op: str, values: tuple[str, ...], means: Means) -> tuple[Any, ...]:
    """The values of a test as the field stores them, None for none at all; BadValue for one that can't be."""
    if op not in _ALLOWED[field.type]:
        raise BadValue(0, op=True)
    return tuple(_wanted(field, text, place, means) for place, text in enumerate(values))


def _wanted(field: Field, text: str, place: int, means: Means) -> Any:
    if text.strip().lower() in NOTHING:
        return None
    found = _READERS[field.type](field, text.strip(), means)
    if found is None:
        raise BadValue(place)
    return found


def _flag(_field: Field, text: str, _means: Means) -> int | None:
    from crmcli.sheets.cells.setting import NO, YES

    return 1 if text.lower() in YES else 0 if text.lower() in NO else None


def _money(_field: Field, text: str, _means: Means) -> int | None:
    from crmcli.sheets.cells.amounts import parse_amount
    from crmcli.sheets.cells.decimals import two_ways

    units = None if two_ways(text) else parse_amount(text)
    return None if units is None else round(units * 100)


def _number(_field: Field, text: str, _means: Means) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if abs(number) < 1e15 else None


def _day(_field: Field, text: str, means: Means) -> str | None:
    try:
        return means.day(text).isoformat()
    except Usage:
        return None


_READERS: dict[str, Callable[[Field, str, Means], Any]] = {
    "text": lambda _field, text, _means: search_key(text),
    "tags": lambda _field, text, _means: search_key(text),
    "campaign": lambda _field, text, _means: search_key(text),
    "own": lambda _field, text, _means: text,
    "phone": lambda _field, text, means: means.phone(text) or search_key(text),
    "open": lambda field, text, _means: vocabulary.parse_word(field.domain, text) or text,
    "retain": lambda field, text, _means: vocabulary.parse_word(field.domain, text),
    "word": lambda field, text, _means: vocabulary.parse_word(field.domain, text),
    "staff": lambda _field, text, means: means.staff.get(text),
    "flag": _flag, "money": _money, "number": _number, "day": _day,
}  # fmt: skip


def predicate(field: Field, op: str, values: tuple[Any, ...]) -> Predicate:
    """Whether what a customer has in the field answers a test; `values` as `wanted` gives them."""
    if op in ("!=", "!~"):
        yes = predicate(field, "=" if op == "!=" else "~", values)
        return lambda actual: not yes(actual)
    if op == "in":
        each = [predicate(field, "=", (value,)) for value in values]
        return lambda actual: any(one(actual) for one in each)
    (value,) = values
    if value is None:
        return lambda actual: actual in (None, "")
    match = _MATCHES.get(field.type, _in_order)(op, value)
    return lambda actual: actual not in (None, "") and match(actual)


def _folded(op: str, value: Any) -> Predicate:
    key = search_key(str(value))
    if op == "=":
        return lambda actual: search_key(str(actual)) == key
    return lambda actual: key in search_key(str(actual))


def _of_tags(op: str, value: Any) -> Predicate:
    one = _folded(op, value)
    return lambda actual: any(map(one, str(actual).split(",")))


def _in_order(op: str, value: Any) -> Predicate:
    compare = ORDERED["==" if op == "=" else op]

    def match(actual: Any) -> bool:
        told = actual.isoformat() if isinstance(actual, date) else actual
        if isinstance(told, str) is not isinstance(value, str):
            raise LookupError("what filters compare")
        return compare(told, value)

    return match


def _own(op: str, value: str) -> Predicate:
    """A column of the team's own holds text: numbers are compared as numbers, all else as it is written."""
    if (op in ("=", "~") and _number_of(value) is None) or op == "~":
        return _folded(op, value)
    compare, number = ORDERED["==" if op == "=" else op], _number_of(value)

    def match(actual: Any) -> bool:
        theirs = _number_of(str(actual))
        if number is None or theirs is None:
            return compare(search_key(str(actual)), search_key(value))
        return compare(theirs, number)

    return match


def _number_of(text: str) -> float | None:
    from crmcli.sheets.cells.amounts import parse_amount

    found = parse_amount(text)
    return None if found is None else float(found)


_MATCHES: dict[str, Callable[[str, Any], Predicate]] = {
    "text": _folded, "phone": _folded, "open": _folded, "campaign": _folded, "tags": _of_tags, "own": _own,
}  # fmt: skip
