"""A word that most column names of a table share: tel_client, adresse_client; Lead Phone, Lead City. Pure."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

from crmcli.sheets.columns.headers import Header, synonyms

#: Words for the record itself: a name means the same without them.
_RECORD = frozenset((
    "client", "clients", "customer", "cust", "contact", "lead", "prospect", "member", "subscriber", "person", "guest", "donor",
    "patient", "student", "attendee", "participant", "buyer", "account", "ticket", "kunde", "klant", "cliente", "klient",
))  # fmt: skip
_LEAST, _SHARE = 3, 0.4
#: Whose name it is, in brackets behind a name: Name (Unternehmen), Name (natürliche Person).
_FIRM = re.compile(
    r"unternehmen|firma|compan|business|organi[sz]ation|societe|entreprise|empresa|azienda|公司|企业|单位"
)
_PERSON = re.compile(r"person|privat|individual|particulier|particular|个人|自然人")
_FAMILY = re.compile(r"name|nachname|surname|last name|nom|apellidos?|cognome")
_GIVEN = re.compile(r"vorname|first name|given name|forename|prenom|nombre|nome")


def with_bearers(headers: list[Header]) -> list[Header]:
    """The headers of which the brackets tell whose name they are by the name of a firm's or of a person's."""
    given = any(_GIVEN.fullmatch(h.key) and _PERSON.search(h.hint) for h in headers)
    keys = [
        ("company name" if _FIRM.search(h.hint) else ("last name" if given else "full name"))
        if _FAMILY.fullmatch(h.key) and (_FIRM.search(h.hint) or _PERSON.search(h.hint))
        else h.key
        for h in headers
    ]
    return [replace(h, key=key) if key != h.key else h for h, key in zip(headers, keys, strict=True)]


def in_one_language(headers: list[Header]) -> list[Header]:
    """The headers in the language that comes first, where most are told in two: Vorname/Prénom, Ort/Lieu."""
    two = [header.key.split("/") for header in headers]
    named = sum(bool(header.key) for header in headers)
    if sum(len(words) == _LANGUAGES for words in two) < max(_LEAST, 0.5 * named):
        return headers
    return [
        replace(header, key=words[0].rstrip(".")) if len(words) == _LANGUAGES and all(words) else header
        for header, words in zip(headers, two, strict=True)
    ]


_LANGUAGES = 2


def without_shared_words(headers: list[Header]) -> list[Header]:
    """The headers whose names nobody knows without the word for the record that many of them begin or end with."""
    ends = Counter(word for header in headers for word in {*_ends(header.key)} if word in _RECORD)
    shared = {word for word, n in ends.items() if n >= max(_LEAST, _SHARE * len(headers))}
    return [_bare(header, shared) for header in headers] if shared else headers


def _ends(key: str) -> tuple[str, ...]:
    words = key.split()
    return (words[0], words[-1]) if len(words) > 1 else ()


def _bare(header: Header, shared: set[str]) -> Header:
    known = synonyms().known
    if header.key in known or not shared.intersection(_ends(header.key)):
        return header
    words = "|".join(shared)
    rest = re.sub(rf"^(?:{words}) | (?:{words})$", "", header.key)
    return replace(header, key=rest, last=header.key) if rest in known else header
