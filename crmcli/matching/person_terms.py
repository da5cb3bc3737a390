"""What the names, homes and birthdays of two persons say about their being one. Pure.

Weights and rules: docs/explanation/matching.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rapidfuzz.distance import OSA
from rapidfuzz.fuzz import ratio

from crmcli.matching.profiles import Profile
from crmcli.matching.terms import NEARLY_SAME, OF_PERSONS, Term, one_off, term

#: How alike (0 to 100) two names are of which one is a slip of the other, nearly so, or half the other.
_VERY, _ALIKE, _HALF = 90, 80, 60
#: How alike two words of names, two streets, two towns are that mean the same.
_WORD, _STREET, _NEAR_STREET, _OTHER_STREET, _TOWN = 75, 85, 65, 50, 75
#: Less against it for another birthday where name and home are the same (a son may be
#: called like his father), more where only a part of the name is.
_AT_HOME, _HALF_NAMED = 8, -10
_LITTLE = 10
#: A shorter beginning of an address tells nothing.
_LONG = 8


def person_terms(a: Profile, b: Profile) -> Iterator[Term]:
    """The terms of name, home and birthday."""
    home = list(_home_terms(a, b))
    birthday = _birthday_term(a, b)
    name = _name_term(a, b, close=birthday is not None and birthday.weight > 0)
    yield name
    yield from home
    if birthday is None:
        return
    named = name.weight >= OF_PERSONS["similar_name"]
    if birthday.reason == "other_birthday" and named and sum(one.weight > 0 for one in home) > 1:
        birthday = birthday._replace(weight=birthday.weight + _AT_HOME)
    elif birthday.reason == "other_birthday" and name.reason == "part_name":
        birthday = birthday._replace(weight=birthday.weight + _HALF_NAMED)
    yield birthday


def _name_term(a: Profile, b: Profile, *, close: bool) -> Term:
    """`close` if the birthdays are the same or nearly so: then one name of two is enough to be noted."""
    if a.full == b.full:
        return term("name", persons=True)
    if a.core == b.core:
        return term("core_name", persons=True)
    alike = max(ratio(a.core, b.core), ratio(a.full, b.full))
    one, other = a.core.split(" "), b.core.split(" ")
    same = _same_words(one, other)
    shown = f"{alike / 100:.0%}"
    if alike >= _VERY:
        return Term("similar_name", NEARLY_SAME, shown)
    if alike >= _ALIKE or 1 < same == min(len(one), len(other)):
        return Term("similar_name", OF_PERSONS["similar_name"], shown)
    if same and close:
        return Term("part_name", OF_PERSONS["part_name"], shown)
    if same or alike >= _HALF:
        return Term("part_name", _LITTLE, shown)
    other_name = term("other_name", persons=True)
    return other_name._replace(weight=-_LITTLE) if close else other_name


def _same_words(one: Sequence[str], other: Sequence[str]) -> int:
    """How many words of one name are, but for slips, words of the other; a name of one word has none to compare."""
    if len(one) + len(other) < 3:
        return 0
    left = list(other)
    for word in one:
        best = max(left, key=lambda candidate: ratio(word, candidate), default="")
        if best and ratio(word, best) >= _WORD:
            left.remove(best)
    return len(other) - len(left)


def _home_terms(a: Profile, b: Profile) -> Iterator[Term]:
    if a.street and b.street:
        alike = max(ratio(a.street, b.street), _beginnings(a.street, b.street))
        if alike >= _STREET:
            yield Term("street", OF_PERSONS["street"], a.street)
        elif alike >= _NEAR_STREET:
            yield term("similar_street", persons=True)
        elif alike < _OTHER_STREET:
            yield term("other_street", persons=True)
    if a.postcode and b.postcode:
        if a.postcode == b.postcode:
            yield Term("postcode", OF_PERSONS["postcode"], a.postcode)
        elif one_off(a.postcode, b.postcode):
            yield term("postcode_typo", persons=True)
    if a.city and b.city and ratio(a.city, b.city) >= _TOWN:
        yield Term("city", OF_PERSONS["city"], a.city)


def _beginnings(a: str, b: str) -> float:
    """How alike two addresses are as far as the shorter goes: the other may say more, a floor or a part of the town."""
    shorter = min(len(a), len(b))
    return ratio(a[:shorter], b[:shorter]) if shorter >= _LONG else 0


def _birthday_term(a: Profile, b: Profile) -> Term | None:
    if not a.birthday or not b.birthday:
        return None
    if a.birthday == b.birthday:
        return Term("birthday", OF_PERSONS["birthday"], a.birthday)
    if OSA.distance(a.birthday, b.birthday, score_cutoff=2) <= 2 or sorted(a.birthday) == sorted(b.birthday):
        return term("birthday_typo", persons=True)
    parts = zip(a.birthday.rsplit("-", 2), b.birthday.rsplit("-", 2), strict=False)
    same = sum(x == y for x, y in parts)
    return term("birthday_part" if same > 1 else "other_birthday", persons=True)
