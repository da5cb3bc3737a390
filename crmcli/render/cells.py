"""One value of one column, as people and as machines read it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime, tzinfo
from typing import Any

from crmcli import clock
from crmcli.result import Column
from crmcli.wording import clean, label

#: Shown where there is no value or a zero denominator.
NONE = "—"
_RIGHT = {"int", "number", "money", "percent", "figure"}

#: What a line may break between: spaces, wide characters, runs of anything else. Compiled when first used.
_PIECE = r"\s+|[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]|[^\s\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]+"
_NO_START = set("，。；：、！？）」』”’,.;:!?)")


def width(text: str) -> int:
    """Columns that the text takes on a terminal: wide characters two, combining marks none."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text
    )


def wrap(text: str, limit: int) -> list[str]:
    """Lines of at most `limit` columns (but for longer words); Chinese breaks between any two characters but before
    a stop, which takes the character in front of it along."""
    lines, line = [], ""
    for piece in re.findall(_PIECE, text.strip()):
        if width(line) + width(piece) > limit and line.strip():
            cut = len(line) - (piece in _NO_START and len(line.strip()) > 1)
            lines.append(line[:cut].rstrip())
            line = line[cut:] + piece.lstrip()
        else:
            line += " " if piece.isspace() else piece
    return [*lines, line.rstrip()] if line.strip() else lines


def is_right(column: Column) -> bool:
    return column.kind in _RIGHT


def money(cents: int) -> str:
    """1 234 567 cents as 12,345.67."""
    sign = "-" if cents < 0 else ""
    return f"{sign}{abs(cents) // 100:,}.{abs(cents) % 100:02d}"


def for_people(column: Column, value: Any, zone: tzinfo) -> str:
    """The cell's text in the reader's language; instants in the team's `zone`."""
    if value is None or value == "":
        return ""
    match column.kind:
        case "money":
            return money(int(value))
        case "int":
            return str(int(value))
        case "number":
            return f"{float(value):,.2f}".rstrip("0").rstrip(".")
        case "percent":
            return f"{float(value) * 100:.1f}%"
        case "instant":
            return instant(value, zone)
        case "word":
            return label(column.domain, str(value))
    return clean(value.isoformat() if isinstance(value, date) else str(value))


def instant(value: str | datetime, zone: tzinfo) -> str:
    """A stored instant as date and minute of a zone; a day whose time nobody told as itself."""
    if isinstance(value, str) and len(value) == 10:
        return value
    moment = value if isinstance(value, datetime) else clock.parse_iso(value)
    return moment.astimezone(zone).strftime("%Y-%m-%d %H:%M")


def for_machines(column: Column, value: Any) -> Any:
    """The cell as json and csv carry it: money as units, everything else as stored."""
    if column.kind == "money" and value is not None:
        return units(int(value))
    return plain(value)


def units(cents: int) -> float | int:
    """Cents as a number of units; the decimal point is exact because the text of a double keeps 15 digits."""
    return cents // 100 if cents % 100 == 0 else cents / 100


def plain(value: Any) -> Any:
    """A value that JSON can hold."""
    if value is None or isinstance(value, (str, int, float)):
        return value
    if isinstance(value, datetime):
        return clock.iso(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(v) for v in value]
    # What is left is a Decimal; importing its module would cost every list a millisecond.
    return int(value) if value == int(value) else float(value)
