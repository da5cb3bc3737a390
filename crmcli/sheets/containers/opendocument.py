"""Flat OpenDocument sheets (.fods): the one XML file that holds what .ods keeps in an archive."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from crmcli.sheets.model import Table

NAMESPACE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
_MAX_COLUMNS = 512
#: Rows and cells say how often they repeat; empty ones to the edge of the sheet.
_MOST_REPEATS = 5000
_MOST_CELLS = 20_000_000
_HIDDEN = ("collapse", "filter")
#: Who made a comment and when stand beside what it says.
_ABOUT_COMMENTS = ("creator", "date", "date-string", "creator-initials")


class FlatSheets:
    """Handlers for an XML parser with namespaces; `tables` holds what they found."""

    def __init__(self, file: str, refuse: Callable[[], Exception]) -> None:
        self._file, self._refuse = file, refuse
        self.tables: list[Table] = []
        self._grid: list[list[Any]] = []
        self._row: list[Any] = []
        self._cell: dict[str, str] = {}
        self._text: list[str] | None = None
        self._merged: list[tuple[tuple[int, int], tuple[int, int]]] = []
        self._hidden_rows: list[int] = []
        self._hidden_columns: list[int] = []
        self._hidden_styles: set[str] = set()
        self._style = ""
        self._columns = self._times = self._cells = 0
        self._silent = 0
        self._comments: list[tuple[int, int, str]] = []
        self._said: list[str] = []
        self._inside = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """A tag begins."""
        tag = name.rpartition(" ")[2]
        plain = {key.rpartition(" ")[2]: value for key, value in attributes.items()}
        if tag == "style":
            self._style = plain.get("name", "")
        elif tag == "table-properties" and plain.get("display") == "false":
            self._hidden_styles.add(self._style)
        elif tag == "table":
            self._begin(plain)
        elif tag == "table-column":
            self._column(plain)
        elif tag == "table-row":
            self._row, self._times = [], _times(plain.get("number-rows-repeated"))
            if plain.get("visibility") in _HIDDEN:
                self._hidden_rows += range(len(self._grid), len(self._grid) + self._times)
        elif tag in ("table-cell", "covered-table-cell"):
            self._cell, self._text = plain, None
        elif tag == "p" and not self._silent:
            self._text = [*self._text, "\n"] if self._text else []
        elif tag == "annotation":
            self._silent += 1
            self._said = []
        elif tag == "p" and self._said:
            self._said.append("\n")
        self._inside = tag

    def end(self, name: str) -> None:
        """A tag ends."""
        tag = name.rpartition(" ")[2]
        if tag in ("table-cell", "covered-table-cell"):
            self._end_cell(covered=tag.startswith("covered"))
        elif tag == "table-row":
            self._end_row()
        elif tag == "table":
            self._end_table()
        elif tag == "annotation":
            self._silent -= 1
            if said := "".join(self._said).strip():
                self._comments.append((len(self._grid), len(self._row), said))
        self._inside = ""

    def data(self, text: str) -> None:
        """Text inside a tag."""
        if self._silent and self._inside not in _ABOUT_COMMENTS:
            self._said.append(text)
        elif self._text is not None and not self._silent:
            self._text.append(text)

    def _begin(self, attributes: dict[str, str]) -> None:
        name, style = attributes.get("name", ""), attributes.get("style-name")
        self.tables.append(Table(self._file, name, [], 0, hidden=style in self._hidden_styles))
        self._grid, self._merged, self._hidden_rows, self._hidden_columns, self._columns = [], [], [], [], 0
        self._comments = []

    def _column(self, attributes: dict[str, str]) -> None:
        times = _times(attributes.get("number-columns-repeated"))
        if attributes.get("visibility") in _HIDDEN:
            self._hidden_columns += range(self._columns, min(self._columns + times, _MAX_COLUMNS))
        self._columns += times

    def _end_cell(self, covered: bool) -> None:
        attributes, column = self._cell, len(self._row)
        value = None if covered else _value(attributes, "".join(self._text or ()).strip())
        times = _times(attributes.get("number-columns-repeated"))
        down, right = (_times(attributes.get(f"number-{side}-spanned")) for side in ("rows", "columns"))
        if value is not None and (down > 1 or right > 1):
            corner = (len(self._grid), column)
            self._merged.append((corner, (corner[0] + down - 1, column + right - 1)))
        self._row += [value] * max(0, min(times, _MAX_COLUMNS - column))
        self._text = None

    def _end_row(self) -> None:
        while self._row and self._row[-1] is None:
            self._row.pop()
        self._cells += (len(self._row) + 1) * self._times
        if self._cells > _MOST_CELLS:
            raise self._refuse()
        self._grid += [list(self._row) for _time in range(self._times)]

    def _end_table(self) -> None:
        while self._grid and not self._grid[-1]:
            self._grid.pop()
        width, table = max(map(len, self._grid), default=0), self.tables[-1]
        table.columns = [[row[i] if i < len(row) else None for row in self._grid] for i in range(width)]
        table.height, table.merged = len(self._grid), self._merged
        table.comments = [comment for comment in self._comments if comment[0] < table.height]
        table.hidden_rows = tuple(row for row in self._hidden_rows if row < table.height)
        table.hidden_columns = tuple(column for column in self._hidden_columns if column < width)


def _times(text: str | None) -> int:
    number = int(text) if text and text.isascii() and text.isdigit() and len(text) < 9 else 1
    return max(1, min(number, _MOST_REPEATS))


def _value(attributes: dict[str, str], text: str) -> Any:
    kind = attributes.get("value-type", "string")
    told = attributes.get("value", "")
    if kind in ("float", "currency", "percentage") and re.fullmatch(r"-?\d+(\.\d+)?([eE][+\-]?\d+)?", told):
        number = float(told)
        return int(number) if number.is_integer() and abs(number) < 1e15 else number
    if kind == "date":
        return _moment(attributes.get("date-value", "")) or text or None
    return text or None


def _moment(text: str) -> date | datetime | None:
    try:
        return datetime.fromisoformat(text).replace(tzinfo=None) if "T" in text else date.fromisoformat(text)
    except ValueError:
        return None
