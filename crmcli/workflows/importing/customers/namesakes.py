"""Persons of one name without a number that tells them apart: which of them are one? Pure.

The same birthday or the same home makes two one; another birthday, or another home on another line of one list, makes them
two. Rows that say nothing but the name mean the only one of that name, or, where there are several, nobody of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from rapidfuzz.distance import OSA

#: How people are called by their surname.
_POLITE = re.compile(r"(.{1,2}?)(?:先生|女士|小姐|太太|夫人|师傅|老师|老板|经理|主任|医生|总|哥|姐|叔|阿姨)")


def is_short_for(short: str, name: str) -> bool:
    """Whether a folded name of a person is another one written shorter: 王芳 and 王芳丽, 刘先生 and 刘帆."""
    polite = _POLITE.fullmatch(short)
    return short in name or bool(polite and name.startswith(polite[1]))


@dataclass(slots=True)
class Namesake:
    """What tells a person, or several rows of one, from others of the name."""

    known: bool
    phones: set[str]
    birthdays: set[str]
    homes: set[str]
    #: The lists in which it has lines.
    lists: set[str]
    #: Its places among those that were asked about.
    places: list[int] = field(default_factory=list)

    @property
    def is_bare(self) -> bool:
        return not (self.known or self.phones or self.birthdays or self.homes)

    def take(self, other: Namesake) -> None:
        self.known |= other.known
        for mine, theirs in (
            (self.phones, other.phones),
            (self.birthdays, other.birthdays),
            (self.homes, other.homes),
            (self.lists, other.lists),
        ):
            mine |= theirs
        self.places += other.places


def persons_among(namesakes: Sequence[Namesake], differ: Callable[[int, int], bool]) -> list[list[int]]:
    """The places of those who are one, in order. `differ` says of two places that their own numbers make them two."""
    found = list(namesakes)
    for place, one in enumerate(found):
        one.places.append(place)

    def apart(a: Namesake, b: Namesake) -> bool:
        return _contradict(a, b) or any(differ(i, j) for i in a.places for j in b.places)

    found = _join(found, lambda a, b: bool(a.birthdays & b.birthdays) and not apart(a, b))
    found = _join_by_home(found, apart)
    whole = [one for one in found if not one.is_bare]
    if all(not apart(a, b) for a, b in combinations(whole, 2)):
        found = _join(found, lambda a, b: not apart(a, b))
    else:
        found = _join(found, lambda a, b: a.is_bare and b.is_bare and not apart(a, b))
    return sorted(sorted(one.places) for one in found)


def _join(found: list[Namesake], same: Callable[[Namesake, Namesake], bool]) -> list[Namesake]:
    joined: list[Namesake] = []
    for one in found:
        mate = next((other for other in joined if same(other, one)), None)
        if mate is None:
            joined.append(one)
        else:
            mate.take(one)
    return joined


def _join_by_home(found: list[Namesake], apart: Callable[[Namesake, Namesake], bool]) -> list[Namesake]:
    """Joins who live in one place, unless two there are two: then nobody could say whose a row without a birthday is."""
    crowded = {home for a, b in combinations(found, 2) if apart(a, b) for home in a.homes & b.homes}
    return _join(found, lambda a, b: bool((a.homes & b.homes) - crowded) and not apart(a, b))


def _contradict(a: Namesake, b: Namesake) -> bool:
    if a.known and b.known:
        return True
    if a.phones and b.phones and a.phones.isdisjoint(b.phones):
        return True
    if a.birthdays and b.birthdays:
        return not any(_same_but_for_a_slip(x, y) for x in a.birthdays for y in b.birthdays)
    return bool(a.homes and b.homes and a.homes.isdisjoint(b.homes) and a.lists & b.lists)


def _same_but_for_a_slip(one: str, other: str) -> bool:
    return OSA.distance(one, other, score_cutoff=1) <= 1 or sorted(one) == sorted(other)
