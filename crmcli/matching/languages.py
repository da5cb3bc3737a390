"""Languages: which one a word or a code means, whoever's word it is.

Pure functions of text. The table (data/languages.txt, made by tools/make_languages.py) is loaded on first use.
"""

from __future__ import annotations

import re
from functools import cache

from crmcli.matching.countries import fold_country
from crmcli.matching.near import nearest
from crmcli.resources import data_text

#: A code may name a script or a country, too: zh-Hant, pt_BR.
_CODE = re.compile(r"([a-z]{2,3})(?:[-_][a-z0-9]{2,8})+", re.IGNORECASE)


def language_code(text: str) -> str | None:
    """The code of what a cell calls a language: de, de-AT, German, 德语; None for anything else."""
    word = text.strip()
    coded = _CODE.fullmatch(word)
    # `German (de)`, `中文/英文`: the first that is one.
    parts = (coded[1] if coded else word, *re.split(r"\s*[(（)）/、,，]\s*|\s+[-–]\s+", word))
    return next((code for part in parts if (code := _names().get(fold_country(part)))), None)


def near_languages(text: str) -> list[tuple[str, str]]:
    """Languages whose names resemble a word that is none's, each with its code."""
    return nearest(fold_country(text), _names())


@cache
def _names() -> dict[str, str]:
    names: dict[str, str] = {}
    for line in data_text("languages.txt").splitlines():
        code, words = line.split("\t")
        # A word for two languages is the first one's, but every code is its own.
        names = dict.fromkeys(words.split("|"), code) | names | {code: code}
    return names
