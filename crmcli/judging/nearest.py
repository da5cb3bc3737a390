"""The nearest change that would move a customer to another class of ordered rules. Pure.

Each candidate is the smallest change of the facts that a rule still lacks, or that takes away one that holds.
It counts only if judging the changed facts really gives the class. The smallest steps win, each in proportion
to its threshold. Nobody gets younger: how long a customer is known can't be lowered.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import chain
from typing import Any

from crmcli.facts import NEVER, Derived, Facts
from crmcli.policy.conditions import Condition, Rule, first_match

Change = dict[str, Any]
_Values = dict[str, tuple[Condition, Any]]
_ONLY_GROWS = ("days_known", "years_cooperation")


def nearest_class(
    key: str, rules: tuple[Rule, ...], order: tuple[str, ...], facts: Facts, derived: Derived
) -> Change | None:
    """`{"fact", "from", "to", "gives"}`, with `also` for further facts; None if no number does it.

    A better class by `order` is sought; for the best one, the nearest change that loses it.
    """
    rank = order.index(key)
    found = []
    for values in _candidates(rules, facts, derived):
        gives = _judge(values, rules, facts, derived)
        better = gives in order and order.index(gives) < rank
        if better or (rank == 0 and gives != key):
            found.append((_distance(values, facts, derived), len(values), gives, values))
    if not found:
        return None
    _, _, gives, values = min(found, key=lambda item: (item[0], item[1], item[2]))
    changes = [_described(condition, to, facts, derived) for condition, to in values.values()]
    first = changes[0] | {"gives": gives}
    return first | {"also": changes[1:]} if changes[1:] else first


def _candidates(rules: tuple[Rule, ...], facts: Facts, derived: Derived) -> list[_Values]:
    """What each rule lacks, and what would break each rule that holds."""
    return list(
        chain.from_iterable(
            _breaking(rule, facts, derived) if rule.holds(facts, derived) else _lacking(rule, facts, derived)
            for rule in rules
        )
    )


def _lacking(rule: Rule, facts: Facts, derived: Derived) -> list[_Values]:
    needed: _Values = {}
    for condition in rule.all:
        if not condition.test(facts, derived):
            to = _satisfying(condition)
            if to is None:
                return []
            needed[condition.fact] = (condition, to)
    if not rule.any or any(condition.test(facts, derived) for condition in rule.any):
        return [needed]
    choices = [(condition, _satisfying(condition)) for condition in rule.any]
    return [needed | {c.fact: (c, to)} for c, to in choices if to is not None]


def _breaking(rule: Rule, facts: Facts, derived: Derived) -> list[_Values]:
    choices = [(condition, _violating(condition)) for condition in rule.all]
    return [{c.fact: (c, to)} for c, to in choices if to is not None]


def _satisfying(condition: Condition) -> Any:
    """The nearest value that satisfies a failed numeric condition; None for texts and flags."""
    value, step = condition.value, _step(condition)
    if not _numeric(value):
        return None
    return {">=": value, "==": value, "<=": value, ">": value + step, "<": value - step}.get(condition.op)


def _violating(condition: Condition) -> Any:
    """The nearest value that violates a numeric condition that holds."""
    value, step = condition.value, _step(condition)
    if not _numeric(value) or (condition.fact in _ONLY_GROWS and condition.op in (">", ">=")):
        return None
    return {">=": value - step, ">": value, "<=": value + step, "<": value}.get(condition.op)


def _step(condition: Condition) -> float:
    """The smallest step of a fact: a tenth of a point of potential, else one (cent, order, day)."""
    return 0.1 if condition.fact == "potential" else 1


def _numeric(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _judge(values: _Values, rules: tuple[Rule, ...], facts: Facts, derived: Derived) -> str:
    own = {fact: to for fact, (condition, to) in values.items() if not condition.derived}
    other = {fact: to for fact, (condition, to) in values.items() if condition.derived}
    return first_match(rules, replace(facts, **own), derived | other).key


def _distance(values: _Values, facts: Facts, derived: Derived) -> float:
    """How far the changes go, each in proportion to its threshold."""
    total = 0.0
    for condition, to in values.values():
        actual = condition.actual(facts, derived) or 0
        total += abs(to - actual) / max(1.0, abs(to), abs(condition.value))
    return total


def _described(condition: Condition, to: Any, facts: Facts, derived: Derived) -> Change:
    actual = condition.actual(facts, derived)
    return {"fact": condition.fact, "from": None if actual == NEVER else actual, "to": to}
