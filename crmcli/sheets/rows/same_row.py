"""Steps whose day is told by another time of their row: 当天14:00, 次日, 3天后."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time
from typing import Any

from crmcli.dates.hours import moment
from crmcli.sheets.cells.dates import time_of_day
from crmcli.sheets.cells.relative import day_after, is_relative
from crmcli.sheets.cells.texts import text_of
from crmcli.sheets.columns.fields import FLAGS
from crmcli.sheets.columns.headers import Header
from crmcli.sheets.model import Row
from crmcli.sheets.recognising.recognition import Recognition

#: What a step's day is counted from, by step: the first of these that the row tells.
_BEFORE = {
    "responded": ("opened",), "proposed": ("opened",), "resolved": ("opened",), "revisited": ("resolved", "opened"),
    "answered": ("occurred",), "closed": ("answered", "occurred"),
}  # fmt: skip
_DAY = re.compile(
    r"(当[天日晚]|同[天日]|次日|翌日|隔[天日]|第[二三]天|(?:the )?same day|(?:the )?next day)[\s,，]*(.*)",
    re.IGNORECASE,
)
_WORDS = {"同天": "同日", "the same day": "same day"}


def anchor_steps(
    rows: list[Row], headers: list[Header], reading: Recognition, columns: list[list[Any]]
) -> None:
    """Gives the steps their days; what else such a cell says stays beside the record."""
    for name, anchors in _BEFORE.items():
        column = reading.column_of(name)
        if column is None or not any(map(_needs_a_day, columns[column])):
            continue
        for row, cell in zip(rows, columns[column], strict=True):
            start = next((row.values[anchor] for anchor in anchors if anchor in row.values), None)
            if isinstance(start, date) and type(cell) in (str, time):
                _anchor(row, name, text_of(cell), start=start, shown=headers[column].shown)


def _needs_a_day(cell: Any) -> bool:
    return isinstance(cell, time) or (
        type(cell) is str and (is_relative(cell[:8]) or (len(cell) < 9 and time_of_day(cell) is not None))
    )


def _anchor(row: Row, name: str, cell: str, start: date, shown: str) -> None:
    found = _step_day(cell, start.date() if isinstance(start, datetime) else start) or _same_day(cell, start)
    if found is None:
        return
    row.values[name], whole = found
    row.values.pop(FLAGS.get(name, ""), None)
    row.problems = [problem for problem in row.problems if problem.field != name]
    if not whole:
        row.extra[shown] = text_of(cell)


def _same_day(cell: str, start: date) -> tuple[datetime, bool] | None:
    """A time without a day is one of the same day, if it comes later on it."""
    clock = time_of_day(cell.strip()) if len(cell) < 9 else None
    if clock is None or not isinstance(start, datetime):
        return None
    found = moment(start.date(), clock).replace(tzinfo=start.tzinfo)
    return (found, True) if found >= start else None


def _step_day(cell: str, start: date) -> tuple[date, bool] | None:
    """The day or moment that a cell tells, and whether that is all it says; None if it counts from no other day."""
    text = unicodedata.normalize("NFKC", cell).strip().lower()
    found = _DAY.fullmatch(text)
    if found is None:
        day = day_after(text, start) if is_relative(text) else None
        return (day, True) if day else None
    day = day_after(_WORDS.get(found[1], found[1]), start)
    clock = time_of_day(found[2]) if found[2] else None
    if day is None:
        return None
    return (moment(day, clock), True) if clock else (day, not found[2])
