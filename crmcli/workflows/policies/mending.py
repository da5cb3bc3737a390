"""A policy's tables without what has a wrong shape, so that all else in them can be judged, too. Pure."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Mapping
from typing import Any

from crmcli.policy import default_dict

#: Where something stands in nested tables and lists.
Location = tuple[int | str, ...]
#: Stands for a condition that is no text, in its place.
_HOLDS = "potential >= 0"


def mended(table: Mapping[str, Any], wrong: Iterable[Location]) -> dict[str, Any]:
    """The tables with the defaults in place of what is wrong or missing, without what is unknown."""
    whole = copy.deepcopy(dict(table))
    for location in wrong:
        _mend(whole, location)
    return whole


def _mend(table: dict[str, Any], location: Location) -> None:
    # A key that is none of those that may stand there is taken out with its value.
    location = location[:-1] if location[-1] == "[key]" else location
    parent: Any = table
    default: Any = default_dict()
    for depth, part in enumerate(location):
        default = _inner(default, part)
        there = _inner(parent, part)
        if isinstance(there, dict | list) and depth < len(location) - 1:
            parent = there
        else:
            # What comes behind tells only of which kind it might be.
            _put(parent, part, default)
            return


def _inner(table: Any, part: int | str) -> Any:
    if isinstance(table, Mapping):
        return table.get(str(part))
    inside = isinstance(table, list) and isinstance(part, int) and part < len(table)
    return table[part] if inside else None


def _put(parent: Any, part: int | str, default: Any) -> None:
    if isinstance(parent, list) and isinstance(part, int) and part < len(parent):
        parent[part] = _HOLDS if default is None else copy.deepcopy(default)
    elif isinstance(parent, dict) and default is not None:
        parent[part] = copy.deepcopy(default)
    elif isinstance(parent, dict):
        parent.pop(part, None)


def rests_on(sentence: str, places: Iterable[str]) -> bool:
    """Whether a sentence about the mended tables tells of one of these places, or adds up what stands there."""
    place = re.split("[:：]", sentence, maxsplit=1)[0]
    return any(
        wrong in sentence
        or wrong.startswith(f"{place}.")
        or (wrong.startswith(f"{place}[") and ".key" not in wrong)
        for wrong in places
    )
