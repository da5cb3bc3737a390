"""Are two customers the same? A score from named terms. Pure.

Every term has a weight; their sum decides between certain, likely, possible and nothing. `duplicate_search` finds the
pairs worth comparing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from rapidfuzz.fuzz import ratio

from crmcli.matching import company_names
from crmcli.matching.chinese_phones import at_home, lacks_area
from crmcli.matching.person_terms import person_terms
from crmcli.matching.profiles import Profile
from crmcli.matching.terms import NEARLY_SAME, WEIGHTS, Term, one_off, term

#: From what sum on a pair is what. Where these stand on known answers is measured by bench/duplicates.py.
CERTAIN, LIKELY, POSSIBLE = 90, 70, 50
CLASSES = ("certain", "likely", "possible")

_STRONG = frozenset({"phone", "email", "wechat", "social"})
#: Too few letters to be a company's own name for sure.
_SHORT = 3
_AGAINST = frozenset({"other_name", "other_city", "other_birthday"})


_NO_CITY: frozenset[str] = frozenset()


@dataclass(slots=True)
class Pair:
    """Two customers (lower id left) who may be one: a score of 0 to 100, their class and terms."""

    left_id: int
    right_id: int
    score: int
    cls: str
    terms: list[Term] = field(default_factory=list)


def _both(a: tuple[str, ...], b: tuple[str, ...]) -> str:
    """The first of what two hold in common, or nothing."""
    return next((v for v in a if v in b), "") if a and b else ""


def compare(a: Profile, b: Profile) -> Pair | None:
    """The pair with its score, or None where it isn't worth anybody's time.

    A branch is not its head office, and number 2 is not number 1, whatever else they share.
    """
    if not (a.person or b.person) and (a.branch != b.branch or a.numbers != b.numbers):
        return None
    own = person_terms(a, b) if a.person and b.person else (_name_term(a, b), *_place_terms(a, b))
    terms = [*own, *_identifier_terms(a, b)]
    score = max(0, min(100, sum(one.weight for one in terms)))
    reasons = {one.reason for one in terms}
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
    """Certain needs something of one's own besides the name, and nothing against it: an identifier, a birthday with the home,
    an address with the contact person."""
    named = reasons & {"name", "core_name"} or any(
        one.reason == "similar_name" and one.weight >= NEARLY_SAME for one in terms
    )
    born = "birthday" in reasons and reasons & {"street", "postcode"}
    proven = reasons & _STRONG or born or {"street", "contact"} <= reasons
    if score >= CERTAIN and named and proven and not reasons & _AGAINST:
        return "certain"
    return "likely" if score >= LIKELY else "possible"


def _name_term(a: Profile, b: Profile) -> Term:
    if a.full == b.full:
        return term("name")
    if a.person != b.person:
        person, company = (a, b) if a.person else (b, a)
        if person.full in company.contact_persons:
            return term("person_of")
        return term("other_name")
    if a.core == b.core:
        return term("core_name")
    alike = _alike(a, b)
    short, long = sorted((a.core, b.core), key=len)
    if len(short) >= 2 and long.startswith(short):
        return term("short_name")
    if alike >= 0.74:
        return Term("similar_name", NEARLY_SAME if alike >= 0.88 else WEIGHTS["similar_name"], f"{alike:.0%}")
    return Term("other_name", WEIGHTS["other_name"] if alike < 0.5 else WEIGHTS["other_name"] // 2)


def _alike(a: Profile, b: Profile) -> float:
    """How alike two names are, 0 to 1; the better of as written and in order of the words."""
    return max(ratio(a.core, b.core), ratio(a.full, b.full)) / 100


def _identifier_terms(a: Profile, b: Profile) -> Iterator[Term]:
    phone = _both(a.phones, b.phones)
    if phone:
        yield Term("phone", WEIGHTS["phone"], phone)
    elif local := _local_phone(a, b):
        yield Term("local_phone", WEIGHTS["local_phone"], local)
    elif a.phones and b.phones:
        near = a.person and b.person and any(one_off(x, y) for x in a.phones for y in b.phones)
        yield term("phone_typo") if near else term("other_phone")
    email = _both(a.emails, b.emails)
    if email:
        yield Term("email", WEIGHTS["email"], email)
    elif a.emails and b.emails and any(one_off(x, y) for x in a.emails for y in b.emails):
        yield term("email_typo")
    wechat = _both(a.wechats, b.wechats)
    if wechat:
        yield Term("wechat", WEIGHTS["wechat"], wechat)
    social = _both(a.socials, b.socials)
    if social:
        yield Term("social", WEIGHTS["social"], social)
    contact = _both(a.contact_persons, b.contact_persons)
    if contact:
        yield Term("contact", WEIGHTS["contact"], contact)


def _local_phone(a: Profile, b: Profile) -> str:
    """The number that one of two gives without the area code that the other has."""
    for one, other in ((a, b), (b, a)):
        for phone in one.phones:
            if lacks_area(phone) and any(at_home(known) == phone for known in other.phones):
                return phone
    return ""


def _place_terms(a: Profile, b: Profile) -> Iterator[Term]:
    if a.street and b.street:
        alike = ratio(a.street, b.street)
        if alike >= 92:
            yield Term("street", WEIGHTS["street"], a.street)
        elif alike >= 75:
            yield term("similar_street")
        elif alike < 50:
            yield term("other_street")
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
