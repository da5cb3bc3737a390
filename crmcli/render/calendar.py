"""Due items as a calendar file (iCalendar, RFC 5545) for the calendars that people use anyway.

Days are written as days, instants in UTC, which every calendar shows in its own zone; so no zone table is needed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from crmcli.render.files import folded

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")
#: How long an instant's entry is, so that it can be seen and tapped.
_LENGTH = timedelta(minutes=30)


class Event(NamedTuple):
    """One entry: `uid` stays the same from file to file, so that a calendar moves the entry instead of adding one.

    `start` is a day or an aware instant. `until` is the last day, or the instant, that the entry reaches; None for
    one day or half an hour.
    """

    uid: str
    start: date | datetime
    until: date | datetime | None
    summary: str
    description: str
    category: str


def ics_bytes(events: Iterable[Event], name: str, stamp: datetime) -> bytes:
    """The whole calendar, called `name`, as made at `stamp`."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//crmcli//due//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{escaped(name)}",
    ]
    for event in events:
        lines += _entry(event, stamp)
    return "".join(folded(line) for line in (*lines, "END:VCALENDAR")).encode()


def _entry(event: Event, stamp: datetime) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{event.uid}"
    yield f"DTSTAMP:{_utc(stamp)}"
    if isinstance(event.start, datetime):
        until = event.until if isinstance(event.until, datetime) else event.start + _LENGTH
        yield f"DTSTART:{_utc(event.start)}"
        yield f"DTEND:{_utc(max(until, event.start + _LENGTH))}"
    else:
        last = event.until or event.start
        # The end of a whole day is the day after.
        yield f"DTSTART;VALUE=DATE:{event.start:%Y%m%d}"
        yield f"DTEND;VALUE=DATE:{max(last, event.start) + timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{escaped(event.summary)}"
    if event.description:
        yield f"DESCRIPTION:{escaped(event.description)}"
    yield f"CATEGORIES:{escaped(event.category)}"
    # Nobody is busy because something is due.
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _utc(instant: datetime) -> str:
    return instant.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def escaped(text: str) -> str:
    """A text value: backslashes, semicolons, commas and line breaks written as the standard asks."""
    text = _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")
