"""Conditions of a policy, `spend_12m >= 50000`, compiled once into fast tests of a customer's facts.

A condition is `fact op value`; ops are >= > <= < == != in. Money is written in currency units and compared in
cents. A fact that is unknown (None) satisfies no condition. Rules are tried in their order; the first match
wins.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from operator import attrgetter, eq, ge, gt, le, lt, ne
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from crmcli.facts import Derived, Facts

#: Facts that a policy's condition may test, by type. Money is written in currency units there.
MONEY = frozenset({"spend_12m", "spend_total", "spend_6m", "spend_prev_6m", "contract_value"})
NUMBERS = frozenset({
    "orders_12m", "orders_total", "purchase_days", "median_gap_days", "effective_90d", "complaints_12m",
    "complaints_open", "complaints_breached", "last_overall", "last_nps", "needs_known",
})  # fmt: skip
TEXTS = frozenset({"kind", "status", "industry", "size", "source", "region", "country", "city", "stated_tier",
                   "member_level"})  # fmt: skip
FLAGS = frozenset({"contract_in_force", "is_member"})
#: Computed by `derive` and the rules; the last three only exist once the classes are known (overlays).
DERIVED_NUMBERS = frozenset({
    "potential", "days_since_purchase", "days_since_effective", "days_since_contact", "days_since_activity",
    "days_known", "years_cooperation",
})  # fmt: skip
DERIVED_TEXTS = frozenset({"tier", "value_class", "lifecycle"})

OPS: dict[str, Callable[[Any, Any], bool]] = {">=": ge, ">": gt, "<=": le, "<": lt, "==": eq, "!=": ne}
TEXT_OPS = ("==", "!=", "in")
_PATTERN = re.compile(r"\s*(\w+)\s*(>=|<=|==|!=|>|<|in\b)\s*(.*?)\s*", re.DOTALL)
#: No amount of a team is longer, and no number is that Python reads without end.
_NUMBER = re.compile(r"(-?\d{1,15})(?:\.(\d{1,15}))?")

Test = Callable[["Facts", "Derived"], bool]


class BadCondition(ValueError):
    """A condition that can't be compiled. `problem` is syntax, fact, op or value; `word` is what is wrong."""

    def __init__(self, problem: str, word: str) -> None:
        super().__init__(f"{problem}: {word}")
        self.problem = problem
        self.word = word


class Condition(NamedTuple):
    """One compiled condition. `value` is in cents for money, a tuple for `in`."""

    text: str
    fact: str
    op: str
    value: Any
    derived: bool
    test: Test

    def actual(self, facts: Facts, derived: Derived) -> Any:
        """What the tested fact is now."""
        return derived[self.fact] if self.derived else getattr(facts, self.fact)


class Rule(NamedTuple):
    """`key` holds if all of `all` and, where there are any, one of `any` hold.

    `name` says where it stands.
    """

    name: str
    key: str
    all: tuple[Condition, ...]
    any: tuple[Condition, ...]

    def holds(self, facts: Facts, derived: Derived) -> bool:
        """Whether the rule fires."""
        for condition in self.all:
            if not condition.test(facts, derived):
                return False
        if not self.any:
            return True
        return any(condition.test(facts, derived) for condition in self.any)


def first_match(rules: Iterable[Rule], facts: Facts, derived: Derived) -> Rule:
    """The first rule that holds; the last one of a policy has no conditions, so that one always does."""
    for rule in rules:
        if rule.holds(facts, derived):
            return rule
    raise LookupError("no rule holds")


def compile_rule(table: Mapping[str, Any], name: str, extra: frozenset[str] = frozenset()) -> Rule:
    """A rule from its table (`key`, `all`, `any`). `extra` allows derived texts such as the tier."""
    parts = {
        group: tuple(
            _placed(text, f"{name}.{group}[{i}]", extra) for i, text in enumerate(table.get(group, ()))
        )
        for group in ("all", "any")
    }
    return Rule(name, str(table["key"]), parts["all"], parts["any"])


def _placed(text: str, place: str, extra: frozenset[str]) -> Condition:
    try:
        return compile_condition(text, extra)
    except BadCondition as error:
        error.args = (place,)
        raise


def compile_condition(text: str, extra: frozenset[str] = frozenset()) -> Condition:
    """A condition from its text; BadCondition if its form, fact, op or value is wrong."""
    match = _PATTERN.fullmatch(text)
    if not match or not match[3]:
        raise BadCondition("syntax", text)
    fact, op, written = match[1], match[2], match[3]
    value = _value(fact, op, written, extra)
    derived = fact in DERIVED_NUMBERS or fact in DERIVED_TEXTS
    return Condition(
        text=text.strip(),
        fact=fact,
        op=op,
        value=value,
        derived=derived,
        test=_test(fact, op, value, derived),
    )


def _value(fact: str, op: str, written: str, extra: frozenset[str]) -> Any:
    if fact in FLAGS:
        if op not in ("==", "!="):
            raise BadCondition("op", op)
        if written not in ("true", "false"):
            raise BadCondition("value", written)
        return written == "true"
    if fact in TEXTS or (fact in DERIVED_TEXTS and fact in extra):
        if op not in TEXT_OPS:
            raise BadCondition("op", op)
        return _words(written) if op == "in" else written.strip("\"'")
    if fact not in MONEY and fact not in NUMBERS and fact not in DERIVED_NUMBERS:
        raise BadCondition("fact", fact)
    if op == "in":
        return tuple(_number(fact, word) for word in _words(written))
    return _number(fact, written)


def _words(written: str) -> tuple[str, ...]:
    words = [word.strip(" \"'") for word in re.split("[,，、]", written.strip("[]"))]
    if not all(words):
        raise BadCondition("value", written)
    return tuple(words)


def _number(fact: str, written: str) -> int | float:
    """The number as the fact has it: money in whole cents, by text so that no binary fraction comes in."""
    match = _NUMBER.fullmatch(written.replace("_", ""))
    if not match or (fact in MONEY and len(match[2] or "") > 2):
        raise BadCondition("value", written)
    whole, fraction = match[1], match[2] or ""
    if fact in MONEY:
        return int(whole + fraction.ljust(2, "0"))
    return float(f"{whole}.{fraction}") if fraction.strip("0") else int(whole)


def _test(fact: str, op: str, value: Any, derived: bool) -> Test:
    if op == "in":
        return _membership(fact, frozenset(value), derived)
    compare = OPS[op]
    if derived:
        return lambda facts, row: compare(row[fact], value)
    get = attrgetter(fact)

    def test(facts: Facts, row: Derived) -> bool:
        actual = get(facts)
        return actual is not None and compare(actual, value)

    return test


def _membership(fact: str, values: frozenset[Any], derived: bool) -> Test:
    if derived:
        return lambda facts, row: row[fact] in values
    get = attrgetter(fact)
    return lambda facts, row: get(facts) in values
