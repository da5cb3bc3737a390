"""Countries: which one a word or a code means in any language, which one a time zone lies in, and what it pays with.

Pure functions of text. The table (data/countries.txt, made by tools/make_countries.py) is loaded on first use.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import NamedTuple

from crmcli.matching.near import nearest
from crmcli.matching.text import narrow, to_simplified
from crmcli.resources import data_text


class _Countries(NamedTuple):
    codes: frozenset[str]
    names: dict[str, str]
    zones: dict[str, str]
    currencies: dict[str, str]
    called: dict[str, tuple[str, str]]


def fold_country(name: str) -> str:
    """A country's name without case, accents, spaces and punctuation."""
    plain = unicodedata.normalize("NFKD", to_simplified(narrow(name)).casefold())
    letters = unicodedata.normalize(
        "NFC", "".join(char for char in plain if unicodedata.category(char) != "Mn")
    )
    return re.sub(r"[\W_]+", "", letters)


@lru_cache(maxsize=4096)
def country_code(text: str) -> str | None:
    """The ISO code (two capitals) of what a cell calls a country: DE, deu, Germany, 德国, +49; None for anything else."""
    word = " ".join(text.split())
    if dialled := re.fullmatch(r"(?:\+|00)?([1-9]\d{0,2})", word):
        return _by_dialling_code(int(dialled[1]))
    if word.upper() in _countries().codes:
        return word.upper()
    # `Germany (DE)`, `DE - Germany`
    parts = (word, *re.split(r" ?[(（)）/] ?| [-–] ", word))
    found = (_countries().names.get(fold_country(part)) or _as_code(part) for part in parts)
    return next((code for code in found if code), None)


def _as_code(part: str) -> str | None:
    return part if part in _countries().codes else None


def near_countries(text: str) -> list[tuple[str, str]]:
    """Countries whose names resemble a word that is none's, each with its code."""
    return nearest(fold_country(text), _countries().names)


def country_of_zone(zone: str) -> str | None:
    """The country in which a time zone (Europe/Berlin) lies, None for UTC and the like."""
    return _countries().zones.get(zone)


def zones_of_country(code: str) -> tuple[str, ...]:
    """The time zones of a country (an ISO code); none for a code that is none."""
    return tuple(zone for zone, lies_in in _countries().zones.items() if lies_in == code)


def all_zones() -> tuple[str, ...]:
    """The names of the time zones that lie in countries."""
    return tuple(_countries().zones)


def currency_of_country(code: str) -> str | None:
    """The ISO code of the money in use in a country (an ISO code, too), None where it has none of its own."""
    return _countries().currencies.get(code) or None


def country_name(code: str, language: str) -> str:
    """What a country (an ISO code) is called, in Chinese where the language is "zh", else in English; the code itself if there
    is none of that code."""
    return _countries().called.get(code, (code, code))[language != "zh"]


@cache
def _countries() -> _Countries:
    names: dict[str, str] = {}
    zones: dict[str, str] = {}
    currencies: dict[str, str] = {}
    called: dict[str, tuple[str, str]] = {}
    for line in data_text("countries.txt").splitlines():
        code, words, places, currencies[code], *both = line.split("\t")
        called[code] = both[0], both[1]
        names.update(dict.fromkeys(words.split("|"), code))
        zones.update(dict.fromkeys(places.split(), code))
    return _Countries(frozenset(currencies), names, zones, currencies, called)


def _by_dialling_code(code: int) -> str | None:
    import phonenumbers

    region = phonenumbers.region_code_for_country_code(code)
    return None if region in ("ZZ", "001") else str(region)
