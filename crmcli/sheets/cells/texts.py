"""The text of a cell, as a person sees it."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from crmcli.matching.text import clean_text

#: Spreadsheets keep 15 digits of a number; from here on its last ones are made up.
LOSSY = 1e15


def text_of(cell: Any) -> str:
    """The cell as the text a person sees, cleaned; whole numbers without a decimal point."""
    if isinstance(cell, str):
        return clean_text(cell)
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell)) if abs(cell) < LOSSY else repr(cell).upper()
    if isinstance(cell, datetime):
        return cell.strftime("%Y-%m-%d" if cell.time() == time() else "%Y-%m-%d %H:%M:%S")
    return cell.strftime("%H:%M:%S" if cell.second else "%H:%M") if isinstance(cell, time) else str(cell)


def letters(column: int) -> str:
    """A column (from 0) as spreadsheets call it: A, B … Z, AA."""
    return (letters(column // 26 - 1) if column > 25 else "") + chr(ord("A") + column % 26)
