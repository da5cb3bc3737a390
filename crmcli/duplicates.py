"""Are two customers the same? A score from named terms, and the search for pairs worth scoring. Pure.

Every term is worth points; their sum decides between certain, likely, possible and nothing. Names are compared letter by
letter (rapidfuzz) only inside blocks of records that share something, in batches.
"""

from __future__ import annotations

import gc
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache, lru_cache
from operator import attrgetter
from typing import Any, NamedTuple

from rapidfuzz.distance import OSA
from rapidfuzz.fuzz import ratio
from rapidfuzz.process import extract

from crmcli import company_names, matching

#: From how many points on a pair is what. Where these stand on known answers is measured by bench/duplicates.py.
CERTAIN, LIKELY, POSSIBLE = 90, 70, 50
CLASSES = ("certain", "likely", "possible")
#: A phone or address that more customers than this share is a switchboard or an agency: it proves nothing.
SHARED_BY = 5
#: A name that more customers than this have is looked at only where something else is the same too.
_NAMESAKES = 40
#: In a big block each record is compared with so many that follow it in the order of names.
WINDOW = 200
#: How alike (0 to 100) two names must be to be scored: where nothing else, little else, something telling is shared.
NEARLY, ALIKE, LOOSELY = 88, 74, 55

#: What each term is worth.
POINTS: Mapping[str, int] = {
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
    points: int
    shown: str = ""


@cache
def _term(reason: str) -> Term:
    """A term that shows no value: one object, of which millions may be held."""
    return Term(reason, POINTS[reason])


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
    contacts: tuple[str, ...] = ()
    city: str = ""
    street: str = ""
    postcode: str = ""
    birthday: str = ""


@dataclass(slots=True)
class Pair:
    """Two customers (lower id left) who may be one: points 0 to 100, their class and terms."""

    left_id: int
    right_id: int
    score: int
    cls: str
    terms: list[Term] = field(default_factory=list)


def profile(
    row: Sequence[Any], points: Sequence[Sequence[Any]] = (), persons: Sequence[Sequence[Any]] = ()
) -> Profile:
    """From id, name, folded name, kind, phone, email, wechat, city, street, postcode, birthday; further points as
    (kind, value); contact persons as (folded name, phone, email, wechat)."""
    key, name, folded, kind, phone, email, wechat, city, street, postcode, birthday = row
    contacts = tuple(dict.fromkeys(p[0] for p in persons)) if persons else ()
    made = Profile(
        key, kind == "person", folded, folded, phones=_held("phone", 1, phone, points, persons),
        emails=_held("email", 2, email, points, persons), wechats=_held("wechat", 3, wechat, points, persons),
        contacts=contacts, city=_place(city) if city else "", street=_street(street) if street else "",
        postcode=postcode or "", birthday=birthday or "",
    )  # fmt: skip
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
    points: Sequence[Sequence[Any]],
    persons: Sequence[Sequence[Any]],
) -> tuple[str, ...]:
    """All phones (or addresses) of one customer."""
    if points or persons:
        values = (main, *(p[1] for p in points if p[0] == kind), *(p[column] for p in persons))
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
    text = matching.search_key(city)
    return text[:-1] if len(text) > 2 and text[-1] in "市县区" else text


def _street(street: str) -> str:
    return _WORDS.sub("", matching.search_key(street))


# --- two of them ---------------------------------------------------------------------------------------------------


def compare(a: Profile, b: Profile) -> Pair | None:
    """The pair with its score, or None where it isn't worth anybody's time.

    A branch is not its head office, and number 2 is not number 1, whatever else they share.
    """
    if not (a.person or b.person) and (a.branch != b.branch or a.numbers != b.numbers):
        return None
    terms = [_name_term(a, b), *_identifier_terms(a, b), *_place_terms(a, b)]
    terms += _birthday_terms(a, b)
    score = max(0, min(100, sum(term.points for term in terms)))
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
        t.reason == "similar_name" and t.points >= 40 for t in terms
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
        if person.full in company.contacts:
            return _term("person_of")
        return _term("other_name")
    if a.core == b.core:
        return _term("core_name")
    alike = _alike(a, b)
    if a.person:
        if alike >= 0.8:
            return Term("similar_name", POINTS["similar_name"] + (8 if alike >= 0.9 else 0), f"{alike:.0%}")
        return Term("similar_name", 10, f"{alike:.0%}") if alike >= 0.6 else _term("other_name")
    short, long = sorted((a.core, b.core), key=len)
    if len(short) >= 2 and long.startswith(short):
        return _term("short_name")
    if alike >= 0.74:
        return Term("similar_name", POINTS["similar_name"] + (8 if alike >= 0.88 else 0), f"{alike:.0%}")
    return Term("other_name", POINTS["other_name"] if alike < 0.5 else POINTS["other_name"] // 2)


def _alike(a: Profile, b: Profile) -> float:
    """How alike two names are, 0 to 1; the better of as written and in order of the words."""
    return max(ratio(a.core, b.core), ratio(a.full, b.full)) / 100


def _identifier_terms(a: Profile, b: Profile) -> Iterator[Term]:
    phone = _both(a.phones, b.phones)
    if phone:
        yield Term("phone", POINTS["phone"], phone)
    elif a.phones and b.phones:
        near = a.person and b.person and any(_one_off(x, y) for x in a.phones for y in b.phones)
        yield _term("phone_typo") if near else _term("other_phone")
    email = _both(a.emails, b.emails)
    if email:
        yield Term("email", POINTS["email"], email)
    elif a.emails and b.emails and any(_one_off(x, y) for x in a.emails for y in b.emails):
        yield _term("email_typo")
    wechat = _both(a.wechats, b.wechats)
    if wechat:
        yield Term("wechat", POINTS["wechat"], wechat)
    contact = _both(a.contacts, b.contacts)
    if contact:
        yield Term("contact", POINTS["contact"], contact)


def _place_terms(a: Profile, b: Profile) -> Iterator[Term]:
    if a.street and b.street:
        alike = ratio(a.street, b.street)
        if alike >= 92:
            yield Term("street", POINTS["street"], a.street)
        elif alike >= 75:
            yield _term("similar_street")
        elif alike < 50:
            yield _term("other_street")
    if a.postcode and a.postcode == b.postcode:
        yield Term("postcode", POINTS["postcode"], a.postcode)
    one, two = a.cities or _only(a.city), b.cities or _only(b.city)
    if not a.person and not b.person and one and two and one.isdisjoint(two):
        yield Term("other_city", POINTS["other_city"], f"{min(one)} / {min(two)}")
    elif (a.city and a.city == b.city) or not one.isdisjoint(two):
        # No two companies of one town are registered under one name.
        registered = not a.person and not b.person and a.core == b.core and len(a.core) > _SHORT
        yield Term(
            "registered" if registered else "city",
            POINTS["registered" if registered else "city"],
            a.city or min(one),
        )


def _only(city: str) -> frozenset[str]:
    """The city of an address, where it is a city and not a district."""
    return frozenset((city,)) if company_names.is_city(city) else _NO_CITY


def _birthday_terms(a: Profile, b: Profile) -> Iterator[Term]:
    if not a.birthday or not b.birthday:
        return
    if a.birthday == b.birthday:
        yield Term("birthday", POINTS["birthday"], a.birthday)
    elif _one_off(a.birthday, b.birthday) or sorted(a.birthday) == sorted(b.birthday):
        yield _term("birthday_typo")
    else:
        yield _term("other_birthday")


def _one_off(a: str, b: str) -> bool:
    """Whether one slip of the finger lies between two texts: a wrong, missing, added or swapped character."""
    return abs(len(a) - len(b)) <= 1 and OSA.distance(a, b, score_cutoff=1) <= 1


# --- all of them ---------------------------------------------------------------------------------------------------


def find_pairs(
    profiles: Sequence[Profile], tell: Callable[[int, int], None] = lambda done, total: None
) -> list[Pair]:
    """Every pair worth a look, the surest first. `tell` hears how many of how many steps are done."""
    forget_shared(profiles)
    with no_collection():
        found = _scored(profiles, tell)
    found.sort(key=lambda p: (-p.score, CLASSES.index(p.cls), p.left_id, p.right_id))
    return found


def _scored(profiles: Sequence[Profile], tell: Callable[[int, int], None]) -> list[Pair]:
    seen: set[int] = set()
    found: list[Pair] = []
    count = len(profiles)
    steps = list(candidates(profiles))
    for number, pairs in enumerate(steps):
        tell(number, len(steps))
        for i, j in pairs:
            key = i * count + j
            if key not in seen:
                seen.add(key)
                pair = compare(profiles[i], profiles[j])
                if pair:
                    found.append(pair)
    return found


@contextmanager
def no_collection() -> Iterator[None]:
    """Millions of small objects come and stay; walking them again and again would find nothing."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def forget_shared(profiles: Sequence[Profile]) -> None:
    """Drops phones, e-mails and WeChat ids that too many share."""
    for name in ("phones", "emails", "wechats"):
        values = attrgetter(name)
        counts: dict[str, int] = defaultdict(int)
        for one in profiles:
            for value in values(one):
                counts[value] += 1
        shared = {value for value, n in counts.items() if n > SHARED_BY}
        for one in profiles if shared else ():
            if not shared.isdisjoint(values(one)):
                setattr(one, name, tuple(v for v in values(one) if v not in shared))


Indexes = Iterator[tuple[int, int]]


def candidates(profiles: Sequence[Profile]) -> Iterator[Indexes]:
    """The steps of the search, each giving pairs of indexes (the lower first); steps repeat each other's pairs."""
    yield _all_pairs(profiles, _identifiers)
    yield _all_pairs(profiles, _same_names)
    for keys, cutoff in BLOCKS:
        yield _alike_pairs(profiles, keys, cutoff)


def _identifiers(p: Profile) -> Iterator[str]:
    yield from p.phones
    yield from p.emails
    yield from (f"w{w}" for w in p.wechats)


def _same_names(p: Profile) -> Iterator[str]:
    yield p.full
    if p.core != p.full:
        yield p.core


# What few but records of one customer share, and a slip of the finger leaves half of: names may differ much.


def _by_street(p: Profile) -> Iterator[str]:
    if p.street:
        # Every town has a road of the people.
        yield f"s{p.city}{p.street[:6]}"
        yield f"e{p.city}{p.street[-6:]}"


def _by_phone(p: Profile) -> Iterator[str]:
    for phone in p.phones:
        yield "h" + phone[:8]
        yield "t" + phone[-7:]


def _by_person(p: Profile) -> Iterator[str]:
    for email in p.emails:
        yield "m" + email.partition("@")[0][:6]
    for contact in p.contacts:
        yield "k" + contact


def _by_day_or_place(p: Profile) -> Iterator[str]:
    """What many share: names must be much alike."""
    if p.birthday:
        yield p.birthday[:7]
        yield p.birthday[4:]
    if p.postcode:
        yield f"z{p.postcode}"


def _by_name(p: Profile) -> Iterator[str]:
    """Halves of a name, one of which a slip of the finger leaves whole. Chinese persons differ by one character."""
    if p.core.isascii():
        for word in p.core.split(" "):
            yield ("p" if p.person else "c") + word[:3]
    elif not p.person:
        yield p.core[:2]
        yield "2" + p.core[2:4]


#: The ways of putting records into blocks, each with how alike names must be there.
BLOCKS: tuple[tuple[Callable[[Profile], Iterator[str]], int], ...] = (
    (_by_street, LOOSELY), (_by_phone, LOOSELY), (_by_person, LOOSELY), (_by_day_or_place, ALIKE), (_by_name, NEARLY),
)  # fmt: skip


def blocks(profiles: Sequence[Profile], keys: Callable[[Profile], Iterator[str]]) -> Iterator[list[int]]:
    """Indexes of the records that share a key; those of a big block in the order of their names."""
    # Most keys are of one record alone, for which a list would take more room than all the rest.
    found: dict[str, int | list[int]] = {}
    for index, one in enumerate(profiles):
        for key in set(keys(one)):
            there = found.get(key)
            if there is None:
                found[key] = index
            elif isinstance(there, int):
                found[key] = [there, index]
            else:
                there.append(index)
    for block in found.values():
        if not isinstance(block, int):
            if len(block) > WINDOW:
                block.sort(key=lambda i: profiles[i].core)
            yield block


def _all_pairs(profiles: Sequence[Profile], keys: Callable[[Profile], Iterator[str]]) -> Indexes:
    for block in blocks(profiles, keys):
        if len(block) <= _NAMESAKES:
            for place, i in enumerate(block):
                for j in block[place + 1 :]:
                    yield (i, j) if i < j else (j, i)


def _alike_pairs(
    profiles: Sequence[Profile], keys: Callable[[Profile], Iterator[str]], cutoff: int
) -> Indexes:
    """Pairs of a block whose names are alike, each record compared with a batch of those that follow it."""
    for block in blocks(profiles, keys):
        names = [profiles[i].core for i in block]
        for place, i in enumerate(block[:-1]):
            following = names[place + 1 : place + 1 + WINDOW]
            for _name, _score, offset in extract(
                names[place], following, scorer=ratio, processor=None, score_cutoff=cutoff, limit=None
            ):
                j = block[place + 1 + offset]
                yield (i, j) if i < j else (j, i)
