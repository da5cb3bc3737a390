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


def like(text: str) -> str:
    """A LIKE pattern for a contained text, with `\\` as escape."""
    return f"%{escaped(text)}%"


def escaped(text: str) -> str:
    """A text as itself within a LIKE pattern."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
