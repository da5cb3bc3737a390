"""Names that resemble a word which is none of them, for whoever mistyped one. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import SequenceMatcher, get_close_matches

#: How alike a name has to be, and how many are worth naming.
_ALIKE, _MOST = 0.7, 3


def nearest(word: str, names: Mapping[str, str]) -> list[tuple[str, str]]:
    """The codes of the most alike names, each once, with the name: the most alike first, exchanged letters before others."""

    def unlike(name: str) -> float:
        letters = SequenceMatcher(None, sorted(word), sorted(name)).ratio()
        return -SequenceMatcher(None, word, name).ratio() - letters

    found: dict[str, str] = {}
    for name in sorted(get_close_matches(word, list(names), 3 * _MOST, _ALIKE), key=unlike):
        found.setdefault(names[name], name)
    return list(found.items())[:_MOST]
