"""Calendar files (.ics) of public holidays, as phones and governments give them out: their days off and make-up days.

Lines and their folding are those of address books, so these are read by the same code. What repeats by a rule is left
out: no holiday list that is worth its name needs one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from crmcli.sheets.cells.typed_days import Days, is_work, plain_name
from crmcli.sheets.containers.delimited import decode
from crmcli.sheets.containers.vcard import content_lines, unescape

#: How calendars of Chinese holidays mark a day: in the title, or in a property of Apple's.
_MARK = re.compile(r"[(（\[【](休|班)[)）\]】]|^(休|班)(?=[ :：])|(?<=[ 　])(休|班)$")
_APPLE = {"WORK-HOLIDAY": "休", "ALTERNATE-WORKDAY": "班"}
#: No list of holidays is larger.
_MOST_BYTES = 1 << 24
_APPLE_NAME = "X-APPLE-SPECIAL-DAY"


def is_calendar(path: Path) -> bool:
    """Whether a file is a calendar, by its content."""
    with path.open("rb") as file:
        head = file.read(100)
    return head.removeprefix(b"\xef\xbb\xbf").lstrip()[:15].upper() == b"BEGIN:VCALENDAR"


def read_calendar(path: Path) -> Days:
    """The days of a calendar. Where some are marked 休 or 班, the others (festivals at which people work) are left out."""
    with path.open("rb") as file:
        text, _warnings = decode(file.read(_MOST_BYTES), path.name, None)
    events = list(_events(text))
    marked = [event for event in events if _mark(event)]
    days = Days()
    for event in marked or events:
        span = _span(event)
        if span:
            title = event.get("SUMMARY", "")
            mark = _mark(event)
            works = mark == "班" if mark else is_work(title, span[0])
            days.add(*span, works=works, name=plain_name(_MARK.sub("", title)))
    return days


def _events(text: str) -> Iterator[dict[str, str]]:
    """The properties of each entry that doesn't repeat and wasn't called off."""
    event: dict[str, str] | None = None
    for name, _parameters, value in content_lines(text):
        if name == "BEGIN" and value.upper() == "VEVENT":
            event = {}
        elif name == "END" and value.upper() == "VEVENT":
            if event and "RRULE" not in event and event.get("STATUS", "").upper() != "CANCELLED":
                yield event
            event = None
        elif event is not None:
            event.setdefault(name, unescape(value))


def _mark(event: dict[str, str]) -> str:
    found = _MARK.search(event.get("SUMMARY", ""))
    return next(filter(None, found.groups())) if found else _APPLE.get(event.get(_APPLE_NAME, "").upper(), "")


def _span(event: dict[str, str]) -> tuple[date, date] | None:
    """The first and the last day: the end of an entry of whole days is the day after it."""
    first, end = _day(event.get("DTSTART", "")), _day(event.get("DTEND", ""))
    return (first, max(first, (end or first) - timedelta(days=1))) if first else None


def _day(text: str) -> date | None:
    """A day, or its midnight; an hour is no part of a holiday."""
    found = re.fullmatch(r"(\d{4})(\d\d)(\d\d)(?:T000000)?", text)
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:
        return None
