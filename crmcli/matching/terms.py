"""What speaks for and against two customers being one, and what it is worth. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from rapidfuzz.distance import OSA

WEIGHTS: Mapping[str, int] = {
    "name": 55, "core_name": 55, "similar_name": 36, "short_name": 34, "other_name": -30, "person_of": 40,
    "phone": 38, "local_phone": 30, "email": 36, "wechat": 38, "social": 36, "phone_typo": 18, "email_typo": 14, "contact": 12,
    "street": 22, "similar_street": 14, "postcode": 5, "city": 6, "registered": 21,
    "other_city": -26, "other_phone": -6, "other_street": -6,
}  # fmt: skip
#: Of two persons, of whom less is written down: many have no phone, and a birthday and a home tell nearly as much.
OF_PERSONS: Mapping[str, int] = {
    **WEIGHTS, "similar_name": 42, "part_name": 26,
    "street": 30, "similar_street": 18, "postcode": 14, "postcode_typo": 9, "city": 8,
    "birthday": 38, "birthday_typo": 24, "birthday_part": 12, "other_birthday": -24,
}  # fmt: skip


#: What a name is worth that differs in hardly more than a letter.
NEARLY_SAME = 44


class Term(NamedTuple):
    """One reason for or against, what it is worth, and the values that show it."""

    reason: str
    weight: int
    shown: str = ""


@cache
def term(reason: str, *, persons: bool = False) -> Term:
    """A term that shows no value: one object, of which millions may be held."""
    return Term(reason, (OF_PERSONS if persons else WEIGHTS)[reason])


def one_off(a: str, b: str) -> bool:
    """Whether one slip of the finger lies between two texts: a wrong, missing, added or swapped character."""
    return abs(len(a) - len(b)) <= 1 and OSA.distance(a, b, score_cutoff=1) <= 1
