"""Are two customers the same? A score from named terms. Pure.

Every term has a weight; their sum decides between certain, likely, possible and nothing. `duplicate_search` finds the
pairs worth comparing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any, NamedTuple

from rapidfuzz.distance import OSA
from rapidfuzz.fuzz import ratio

from crmcli.matching import company_names
from crmcli.matching.text import search_key

#: From what sum on a pair is what. Where these stand on known answers is measured by bench/duplicates.py.
CERTAIN, LIKELY, POSSIBLE = 90, 70, 50
CLASSES = ("certain", "likely", "possible")

#: What each term is worth.
WEIGHTS: Mapping[str, int] = {
    "name": 55, "core_name": 55, "similar_name": 36, "short_name": 34, "other_name": -30, "person_of": 40,
    "phone": 38, "email": 36, "wechat": 38, "phone_typo": 18, "email_typo": 14, "contact": 12,
    "street": 22, "similar_street": 14, "postcode": 5, "city": 6, "registered": 21, "birthday": 28, "birthday_typo": 14,
    "other_city": -26, "other_phone": -6, "other_birthday": -24, "other_street": -6,
}  # fmt: skip
_STRONG = frozenset({"phone", "email", "wechat"})
#: Too few letters to be a company's own name for sure.
_SHORT = 3
_AGAINST = frozenset({"other_name", "other_city", "other_birthday"})


class Term(NamedTuple):
    """One reason for or against, what it is worth, and the values that show it."""

    reason: str
    weight: int
    shown: str = ""


@cache
def _term(reason: str) -> Term:
    """A term that shows no value: one object, of which millions may be held."""
    return Term(reason, WEIGHTS[reason])


@dataclass(slots=True)
class Profile:
    """A customer as far as telling whether two are one goes. Everything is normalised."""

    id: int
    person: bool
    full: str
    core: str
    cities: frozenset[str] = frozenset()
    branch: str = ""
    numbers: tuple[str, ...] = ()
    # Tuples, because a set takes four times the memory.
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    wechats: tuple[str, ...] = ()
    contact_persons: tuple[str, ...] = ()
    city: str = ""
    street: str = ""
    postcode: str = ""
    birthday: str = ""


@dataclass(slots=True)
class Pair:
    """Two customers (lower id left) who may be one: a score of 0 to 100, their class and terms."""

    left_id: int
    right_id: int
    score: int
    cls: str
    terms: list[Term] = field(default_factory=list)


def profile(
    row: Sequence[Any], ways: Sequence[Sequence[Any]] = (), persons: Sequence[Sequence[Any]] = ()
) -> Profile:
    """From id, name, folded name, kind, phone, email, wechat, city, street, postcode, birthday; further contact ways as
    (kind, value); contact persons as (folded name, phone, email, wechat)."""
    key, name, folded, kind, phone, email, wechat, city, street, postcode, birthday = row
    contact_persons = tuple(dict.fromkeys(p[0] for p in persons)) if persons else ()
    made = Profile(
        key,
        kind == "person",
        folded,
        folded,
        phones=_held("phone", 1, phone, ways, persons),
        emails=_held("email", 2, email, ways, persons),
        wechats=_held("wechat", 3, wechat, ways, persons),
        contact_persons=contact_persons,
        city=_place(city) if city else "",
        street=_street(street) if street else "",
        postcode=postcode or "",
        birthday=birthday or "",
    )
    if made.person:
        made.core = _person_core(name, folded)
    else:
        made.core, made.cities, made.branch, made.numbers = company_names.company_name(name)
    return made


_NO_CITY: frozenset[str] = frozenset()


def _held(
    kind: str,
    column: int,
    main: str | None,
    ways: Sequence[Sequence[Any]],
    persons: Sequence[Sequence[Any]],
) -> tuple[str, ...]:
    """All phones (or addresses) of one customer."""
    if ways or persons:
        values = (main, *(p[1] for p in ways if p[0] == kind), *(p[column] for p in persons))
        return tuple(dict.fromkeys(v for v in values if v))
    return (main,) if main else ()


def _both(a: tuple[str, ...], b: tuple[str, ...]) -> str:
    """The first of what two hold in common, or nothing."""
    return next((v for v in a if v in b), "") if a and b else ""


_WORDS = re.compile(r"[\W_]+")


def _person_core(name: str, folded: str) -> str:
    """A Western name's words in order of the alphabet, so that given name and surname may be swapped."""
    if not folded.isascii():
        return folded
    words = [w for w in _WORDS.split(name.casefold()) if w]
    return " ".join(sorted(words)) or folded


@lru_cache(maxsize=4096)
def _place(city: str) -> str:
    text = search_key(city)
    return text[:-1] if len(text) > 2 and text[-1] in "市县区" else text


def _street(street: str) -> str:
    return _WORDS.sub("", search_key(street))


# --- two of them ---------------------------------------------------------------------------------------------------


def compare(a: Profile, b: Profile) -> Pair | None:
    """The pair with its score, or None where it isn't worth anybody's time.

    A branch is not its head office, and number 2 is not number 1, whatever else they share.
    """
    if not (a.person or b.person) and (a.branch != b.branch or a.numbers != b.numbers):
        return None
    terms = [_name_term(a, b), *_identifier_terms(a, b), *_place_terms(a, b)]
    terms += _birthday_terms(a, b)
    score = max(0, min(100, sum(term.weight for term in terms)))
    reasons = {term.reason for term in terms}
    if score < POSSIBLE and (reasons & _STRONG or "name" in reasons) and _worth_a_look(a, b, reasons):
        score = POSSIBLE
    if score < POSSIBLE:
        return None
    left, right = sorted((a.id, b.id))
    return Pair(left, right, score, _class(score, terms, reasons), terms)


def _worth_a_look(a: Profile, b: Profile, reasons: set[str]) -> bool:
    """The same phone under another name, or the same company elsewhere: a person must say which."""
    return bool(reasons & _STRONG) or (not (a.person and b.person) and "other_city" not in reasons)


def _class(score: int, terms: Sequence[Term], reasons: set[str]) -> str:
    """Certain needs an identifier of one's own (or birthday or address) besides the name, and nothing against it."""
    named = reasons & {"name", "core_name"} or any(
        t.reason == "similar_name" and t.weight >= 40 for t in terms
    )
    proven = reasons & _STRONG or "birthday" in reasons or ("street" in reasons and "contact" in reasons)
    if score >= CERTAIN and named and proven and not reasons & _AGAINST:
        return "certain"
    return "likely" if score >= LIKELY else "possible"


def _name_term(a: Profile, b: Profile) -> Term:
    if a.full == b.full:
        return _term("name")
    if a.person != b.person:
        person, company = (a, b) if a.person else (b, a)
        if person.full in company.contact_persons:
            return _term("person_of")
        return _term("other_name")
    if a.core == b.core:
        return _term("core_name")
    alike = _alike(a, b)
    if a.person:
        if alike >= 0.8:
            return Term("similar_name", WEIGHTS["similar_name"] + (8 if alike >= 0.9 else 0), f"{alike:.0%}")
        return Term("similar_name", 10, f"{alike:.0%}") if alike >= 0.6 else _term("other_name")
    short, long = sorted((a.core, b.core), key=len)
    if len(short) >= 2 and long.startswith(short):
        return _term("short_name")
    if alike >= 0.74:
        return Term("similar_name", WEIGHTS["similar_name"] + (8 if alike >= 0.88 else 0), f"{alike:.0%}")
    return Term("other_name", WEIGHTS["other_name"] if alike < 0.5 else WEIGHTS["other_name"] // 2)


def _alike(a: Profile, b: Profile) -> float:
    """How alike two names are, 0 to 1; the better of as written and in order of the words."""
    return max(ratio(a.core, b.core), ratio(a.full, b.full)) / 100


def _identifier_terms(a: Profile, b: Profile) -> Iterator[Term]:
    phone = _both(a.phones, b.phones)
    if phone:
        yield Term("phone", WEIGHTS["phone"], phone)
    elif a.phones and b.phones:
        near = a.person and b.person and any(_one_off(x, y) for x in a.phones for y in b.phones)
        yield _term("phone_typo") if near else _term("other_phone")
    email = _both(a.emails, b.emails)
    if email:
        yield Term("email", WEIGHTS["email"], email)
    elif a.emails and b.emails and any(_one_off(x, y) for x in a.emails for y in b.emails):
        yield _term("email_typo")
    wechat = _both(a.wechats, b.wechats)
    if wechat:
        yield Term("wechat", WEIGHTS["wechat"], wechat)
    contact = _both(a.contact_persons, b.contact_persons)
    if contact:
        yield Term("contact", WEIGHTS["contact"], contact)


def _place_terms(a: Profile, b: Profile) -> Iterator[Term]:
    if a.street and b.street:
        alike = ratio(a.street, b.street)
        if alike >= 92:
            yield Term("street", WEIGHTS["street"], a.street)
        elif alike >= 75:
            yield _term("similar_street")
        elif alike < 50:
            yield _term("other_street")
    if a.postcode and a.postcode == b.postcode:
        yield Term("postcode", WEIGHTS["postcode"], a.postcode)
    one, two = a.cities or _only(a.city), b.cities or _only(b.city)
    if not a.person and not b.person and one and two and one.isdisjoint(two):
        yield Term("other_city", WEIGHTS["other_city"], f"{min(one)} / {min(two)}")
    elif (a.city and a.city == b.city) or not one.isdisjoint(two):
        # No two companies of one town are registered under one name.
        registered = not a.person and not b.person and a.core == b.core and len(a.core) > _SHORT
        yield Term(
            "registered" if registered else "city",
            WEIGHTS["registered" if registered else "city"],
            a.city or min(one),
        )


def _only(city: str) -> frozenset[str]:
    """The city of an address, where it is a city and not a district."""
    return frozenset((city,)) if company_names.is_city(city) else _NO_CITY


def _birthday_terms(a: Profile, b: Profile) -> Iterator[Term]:
    if not a.birthday or not b.birthday:
        return
    if a.birthday == b.birthday:
        yield Term("birthday", WEIGHTS["birthday"], a.birthday)
    elif _one_off(a.birthday, b.birthday) or sorted(a.birthday) == sorted(b.birthday):
        yield _term("birthday_typo")
    else:
        yield _term("other_birthday")


def _one_off(a: str, b: str) -> bool:
    """Whether one slip of the finger lies between two texts: a wrong, missing, added or swapped character."""
    return abs(len(a) - len(b)) <= 1 and OSA.distance(a, b, score_cutoff=1) <= 1
