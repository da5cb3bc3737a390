"""Texts for customers with places that are filled in, such as {customer} and {deadline}. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping

#: What a text may have filled in.
PLACES = ("customer", "number", "handler", "deadline", "text")
_PLACE = re.compile(r"\{([^{}]*)\}")
_STOPS = tuple(".!?…。！？；;")


def unknown_places(template: str) -> list[str]:
    """The places of a template that nothing can fill, each once; a brace without its other one stands for itself."""
    stray = re.findall(r"[{}]", _PLACE.sub("", template))
    named = [name for name in _PLACE.findall(template) if name not in PLACES]
    return list(dict.fromkeys(["{" + name + "}" for name in named] + stray))


def fill(template: str, values: Mapping[str, str]) -> str:
    """The template with its places filled; words of one's own end in a full stop, and leave no gap where there are
    none."""
    own = values.get("text", "").strip()
    if own and not own.endswith(_STOPS):
        own += "." if own[-1].isascii() else "。"
    told = {**values, "text": own}
    filled = _PLACE.sub(lambda place: told.get(place[1], place[0]), template)
    return re.sub(r" {2,}", " ", filled).strip()
