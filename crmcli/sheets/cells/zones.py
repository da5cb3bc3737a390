"""Zones of time that cells and column names tell. Pure."""

from __future__ import annotations

import re
from datetime import UTC, timedelta, timezone

_NAMED_ZONE = re.compile(r"(?:.* )?((?:gmt|utc)(?: ?[+-][01]?\d(?::?[0-5]\d)?)?)|北京时间")


def zone_named(text: str) -> timezone | None:
    """The zone that a column's folded name, or what stands in its brackets, tells for its moments: UTC, GMT+8, 北京时间."""
    found = _NAMED_ZONE.fullmatch(text)
    return found and offset((found[1] or "utc+8").replace(" ", ""))


def offset(text: str) -> timezone:
    """The zone of an offset as it is written: Z, +08:00, GMT+8."""
    found = re.search(r"([+-])(\d{1,2}):?(\d\d)?$", text)
    if found is None:
        return UTC
    ahead = timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
    return timezone(-ahead if found[1] == "-" else ahead)
