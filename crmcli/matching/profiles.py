"""A customer as far as telling whether two are one goes. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from crmcli.matching import company_names
from crmcli.matching.text import search_key


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
    #: Accounts on social platforms.
    socials: tuple[str, ...] = ()
    contact_persons: tuple[str, ...] = ()
    city: str = ""
    street: str = ""
    postcode: str = ""
    birthday: str = ""


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
        socials=tuple(dict.fromkeys(way[1] for way in ways if way[0] == "social")) if ways else (),
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
