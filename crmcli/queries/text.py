"""Texts as SQL compares them."""

from __future__ import annotations

import string

from crmcli.matching.as_written import MARKS

#: What is kept beside a record holds a text that no field could take.
UNREAD = "(custom IS NOT NULL AND (" + " OR ".join(f"custom LIKE '%{mark}%'" for mark in MARKS) + "))"
#: The records that belong to customers, beside whom such a text may be kept.
RECORDS = ("interaction", "purchase", "complaint", "survey_response", "task", "feedback", "opportunity")

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
