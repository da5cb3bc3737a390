"""Texts that a spreadsheet would run as a formula, and the apostrophe that keeps it from doing so. Pure functions."""

from __future__ import annotations

import re

#: How a formula begins, in half and full width, behind whatever doesn't show; Excel takes a tab or a return away itself.
_FORMULA = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2060\ufeff]*[=+\-@＝＋－＠]|[\t\r]")
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?", re.ASCII)


def guarded(text: str) -> str:
    """The text as a cell that no spreadsheet runs; numbers stay as they are."""
    risky = text[:1] == "'" or (_FORMULA.match(text) and not _NUMBER.fullmatch(text))
    return "'" + text if risky else text


def unguarded(cell: str) -> str:
    """The cell without the sign that kept it from being run as a formula, or a number from losing digits."""
    if cell[:2] == '="' and cell[-1:] == '"' and len(cell) > 2:
        return cell[2:-1]
    text = cell[1:] if cell[:1] == "'" else ""
    return text if text[:1] == "'" or text.isdigit() or _FORMULA.match(text) else cell
