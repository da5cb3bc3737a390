"""Texts as SQL compares them."""

from __future__ import annotations

import string
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    pass


_ASCII_LOWER = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)


def lower(text: str) -> str:
    """In lower case as SQL's lower() makes it: A to Z alone."""
    return text.translate(_ASCII_LOWER)


def like(text: str, start: bool = False) -> str:
    """A LIKE pattern for a contained (or leading) text, with `\\` as escape."""
    escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"{escaped}%" if start else f"%{escaped}%"
