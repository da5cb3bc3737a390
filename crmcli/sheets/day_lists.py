"""Lists of days off out of files: the announcement in a sheet, a day a row, or a calendar file (.ics).

A sheet may have columns for the first and the last day, the name, whether a day is off (休, 班), and the make-up days;
without known columns each row is read like a typed line.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from crmcli import intake
from crmcli.dates.days_off import LONGEST, is_part_of_day
from crmcli.errors import Unreadable
from crmcli.i18n import _
from crmcli.sheets.cells.dates import DateContext, parse_date
from crmcli.sheets.cells.texts import text_of
from crmcli.sheets.cells.typed_days import (
    Days,
    has_day,
    is_work,
    plain_name,
    read_days,
    spans_in,
    tells_kind,
    year_in,
)
from crmcli.sheets.containers import calendar_files
from crmcli.sheets.model import Table
from crmcli.sheets.reading import tables_of
from crmcli.sheets.tables.layout import fill_merged

#: Columns that ask, and what their answers mean.
_ASKED = {"是否放假": {"是": "休", "否": "班"}, "是否上班": {"是": "班", "否": "休"}}
#: What a column is called that holds each of these.
_COLUMNS: Mapping[str, frozenset[str]] = {
    "first": frozenset((
        "日期", "放假日期", "放假时间", "放假", "放假安排", "休假日期", "节日日期", "放假开始", "放假起", "开始", "开始日期", "开始时间", "起始日期", "起", "从",
        "date", "day", "days off", "holiday date", "start", "start date", "from", "first day", "begins",
    )),
    "last": frozenset((
        "放假结束", "放假止", "结束", "结束日期", "结束时间", "截止日期", "止", "至", "到", "end", "end date", "to", "until", "last day", "ends",
    )),
    "name": frozenset((
        "节日", "节日名称", "节假日", "节假日名称", "假日", "假期", "假期名称", "名称", "节日名", "holiday", "holiday name", "name", "occasion",
        "subject", "summary", "title", "description", "public holiday", "bank holiday",
    )),
    "kind": frozenset((
        "类型", "类别", "性质", "状态", "休班", "班休", "休/班", "班/休", *_ASKED, "type", "kind", "status", "day type",
    )),
    "work": frozenset((
        "调休上班", "调休", "调休日期", "调休上班日期", "上班", "上班日期", "补班", "补班日期", "调班", "make-up days", "make-up", "make up days",
        "makeup days", "make-up workdays", "working days", "workdays", "work days", "worked instead",
    )),
}  # fmt: skip
#: So many rows may stand above the header.
_HEADER_WITHIN = 30


@dataclass(slots=True)
class DayList:
    """What a file says: its days, and the rows that can't be read, with their numbers and texts."""

    days: Days = field(default_factory=Days)
    rejected: list[tuple[int, str]] = field(default_factory=list)


def read_day_list(path: Path, today: date) -> DayList:
    """The days off and make-up days of a file. MissingFile, or Unreadable if it names no day at all.

    Days without a year belong to the year in the file's name, the sheet's name or its title.
    """
    intake.require(path)
    found = DayList()
    if calendar_files.is_calendar(path):
        found.days = calendar_files.read_calendar(path)
    else:
        for table in tables_of(path):
            _Sheet(table, path.name, today, found).read()
    if not found.days:
        raise Unreadable(
            _("%(file)s names no day off that can be read.") % {"file": path.name},
            _("Write one a row, such as 2027-02-06..2027-02-12 and its name."),
        )
    return found


class _Sheet:
    """One sheet on its way into a list."""

    def __init__(self, table: Table, file: str, today: date, into: DayList) -> None:
        self._first_row, self._into = table.first_row, into
        header, self._columns = _header([table.row(i) for i in range(min(table.height, _HEADER_WITHIN))])
        fill_merged(table, header + 1)
        self._rows = [table.row(i) for i in range(table.height)]
        # Without a header the whole sheet is one text.
        title = " ".join(_joined(row) for row in self._rows[: header if self._columns else None])
        self._year = next((y for text in (title, table.sheet, file) if (y := year_in(text))), 0)
        self._body = header + 1 if self._columns else 0
        asked = text_of(self._rows[header][self._columns["kind"]]) if "kind" in self._columns else ""
        self._answers = _ASKED.get(asked, {})
        self._context = DateContext(
            today, self._year, epoch1904=table.date1904, day_first=_day_first(self._rows[self._body :])
        )

    def read(self) -> None:
        for number, row in enumerate(self._rows[self._body :], self._first_row + self._body + 1):
            text = _joined(row)
            if is_part_of_day(text) and has_day(text):
                self._into.rejected.append((number, text))
                continue
            try:
                self._into.days.update(self._row(row) if self._columns else self._line(row))
            except ValueError:
                self._into.rejected.append((number, text))

    def _line(self, row: Sequence[Any]) -> Days:
        """A row without known columns."""
        text, days = _joined(row), Days()
        if has_day(text):
            return read_days(text, self._year)
        filled = [cell for cell in row if not _empty(cell)]
        day = self._day(filled[0]) if filled else None
        if day:
            days.add(day, day, works=is_work(text, day), name=plain_name(_joined(filled[1:])))
        return days

    def _row(self, row: Sequence[Any]) -> Days:
        cells = {name: row[column] for name, column in self._columns.items()}
        name, kind = text_of(cells.get("name")), text_of(cells.get("kind"))
        kind = self._answers.get(kind, kind)
        days, first = Days(), None
        if not _empty(cells.get("first")):
            spans = self._spans(cells["first"], cells.get("last"))
            first = spans[0][0]
            if kind and not tells_kind(kind):
                raise ValueError(kind)
            for start, end in spans:
                days.add(start, end, works=is_work(kind or name, start), name=plain_name(name))
        if not _empty(cells.get("work")):
            days.update(self._work(cells["work"], first))
        return days

    def _spans(self, cell: Any, last: Any) -> list[tuple[date, date]]:
        """The days of a row; ValueError if its dates can't be read."""
        start, end = self._day(cell), self._day(last)
        if start is None and isinstance(cell, str):
            found = [(span.first, span.last) for span in spans_in(cell, self._year)]
        else:
            found = [(start, end or start)] if start and (end or _empty(last)) else []
        if not found:
            raise ValueError(cell)
        return [self._ordered(*span) for span in found]

    def _ordered(self, start: date, end: date) -> tuple[date, date]:
        """12月31日 to 1月2日 of a year's list begins in the year before."""
        start = start.replace(year=start.year - 1) if end < start and self._year else start
        if not 0 <= (end - start).days < LONGEST:
            raise ValueError(start)
        return start, end

    def _work(self, cell: Any, beside: date | None) -> Days:
        day = self._day(cell) if not isinstance(cell, str) else None
        if day is not None:
            return Days(work={day})
        text = text_of(cell)
        return read_days(text, 0 if beside else self._year, beside, works=True) if has_day(text) else Days()

    def _day(self, cell: Any) -> date | None:
        """The one day of a cell, with its year."""
        if isinstance(cell, str) and not self._year and not re.search(r"\d{4}", cell):
            return None
        found = None if _empty(cell) else parse_date(cell, self._context)
        return found.date() if isinstance(found, datetime) else found


def _header(rows: Sequence[Sequence[Any]]) -> tuple[int, dict[str, int]]:
    """The row that names the columns, and which column holds what; no columns where there is none."""
    for number, row in enumerate(rows):
        columns: dict[str, int] = {}
        for column, cell in enumerate(row):
            name = _column_of(text_of(cell))
            if name:
                columns.setdefault(name, column)
        if "first" in columns and len(columns) > 1:
            return number, columns
    return 0, {}


def _column_of(title: str) -> str:
    plain = unicodedata.normalize("NFKC", title).split("(")[0].strip().lower()
    return next((name for name, titles in _COLUMNS.items() if plain in titles), "")


def _day_first(rows: Sequence[Sequence[Any]]) -> bool:
    """Whether 3/5/2027 is the third of May here: another cell has a first number that is no month."""
    texts = [cell for row in rows for cell in row if isinstance(cell, str)]
    found = [match for text in texts if (match := re.match(r"\s*(\d{1,2})[-/.]\d{1,2}[-/.]\d{4}", text))]
    return any(int(match[1]) > 12 for match in found)


def _joined(row: Sequence[Any]) -> str:
    return " ".join(
        str(cell.date() if isinstance(cell, datetime) else cell) for cell in row if not _empty(cell)
    )


def _empty(cell: Any) -> bool:
    return cell is None or not text_of(cell).strip(" -–—/无")
