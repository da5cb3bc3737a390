"""Tables that systems export as HTML, a web archive or XML, often under the name .xls."""

from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.parsers import expat

from crmcli.errors import Unreadable
from crmcli.i18n import _
from crmcli.sheets.containers import webarchive
from crmcli.sheets.containers.delimited import decode
from crmcli.sheets.containers.opendocument import NAMESPACE, FlatSheets
from crmcli.sheets.model import Table

MAX_BYTES = 200 << 20
_MAX_COLUMNS = 512
_CHARSET = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?([\w\-]+)""", re.IGNORECASE)


def read_markup(path: Path, encoding: str | None = None) -> list[Table]:
    """The tables of an HTML or XML file. Unreadable if there is none."""
    if path.stat().st_size > MAX_BYTES:
        raise Unreadable(
            _("%(file)s is too large to be a table.") % {"file": path.name}, _("Split it into smaller files.")
        )
    data = path.read_bytes()
    if webarchive.is_archive(data[:4096]):
        pages = webarchive.pages_of(data)
        tables = [
            table for name, page, charset in pages for table in _tables(path, page, encoding or charset, name)
        ]
    else:
        tables = _tables(path, data, encoding, "")
    if not tables:
        raise Unreadable(
            _("%(file)s is neither a workbook nor a table.") % {"file": path.name},
            _("Export it again as .xlsx or .csv."),
        )
    return tables


def _tables(path: Path, data: bytes, encoding: str | None, page: str) -> list[Table]:
    """The tables of one document; those without a name are called like the `page` or the file."""
    text, warnings = decode(data, path.name, _declared(data, encoding))
    if NAMESPACE in text[:20_000]:
        return _flat_sheets(text, path)
    is_workbook = "urn:schemas-microsoft-com:office:spreadsheet" in text[:20_000]
    found = _spreadsheet_xml(text, path) if is_workbook else _html(text)
    return [
        _table(path, name or page or path.stem, grid, merged, warnings)
        for name, grid, merged in found
        if grid
    ]


def _declared(data: bytes, told: str | None) -> str | None:
    """The encoding that is told or that a document declares, if the document really is in it."""
    found = _CHARSET.search(data[:4096])
    codec = (
        found[1].decode("ascii").lower() if found and not data.startswith((b"\xff\xfe", b"\xfe\xff")) else ""
    )
    codec = (told or codec).lower()
    codec = {"gb2312": "gb18030", "gbk": "gb18030", "big5": "cp950"}.get(codec, codec)
    try:
        data.decode(codec)
    except (LookupError, UnicodeDecodeError):
        return None
    return codec


_Grid = list[list[Any]]
_Merged = list[tuple[tuple[int, int], tuple[int, int]]]


def _table(path: Path, name: str, grid: _Grid, merged: _Merged, warnings: list[str]) -> Table:
    width = max(len(row) for row in grid)
    columns = [[row[i] if i < len(row) else None for row in grid] for i in range(width)]
    return Table(str(path), name, columns, len(grid), merged, warnings=list(warnings))


class _TableParser(HTMLParser):
    """Collects the cells of every table; cells of nested tables belong to the outer cell's text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[tuple[str, _Grid, _Merged]] = []
        self.depth = 0
        self.cell: list[str] | None = None
        self.span = (1, 1)
        self.taken: set[tuple[int, int]] = set()
        self.silent = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self.depth += 1
            if self.depth == 1:
                self.tables.append(("", [], []))
                self.taken = set()
        elif self.depth == 1 and tag == "tr":
            self._end_cell()
            self.tables[-1][1].append([])
        elif self.depth == 1 and tag in ("td", "th"):
            self._end_cell()
            values = {name: value or "" for name, value in attrs}
            self.span = (_span(values.get("rowspan")), _span(values.get("colspan")))
            self.cell = []
        elif tag in ("style", "script"):
            self.silent = True
        elif tag in ("br", "p", "div") and self.cell:
            self.cell.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if self.depth == 1 and tag in ("td", "th", "tr", "table"):
            self._end_cell()
        if tag == "table":
            self.depth = max(0, self.depth - 1)
        elif tag in ("style", "script"):
            self.silent = False

    def handle_data(self, data: str) -> None:
        if self.cell is not None and not self.silent:
            self.cell.append(data)

    def _end_cell(self) -> None:
        if self.cell is None or not self.tables:
            return
        _name, grid, merged = self.tables[-1]
        if not grid:
            grid.append([])
        text = re.sub(r"[ \t\xa0]+", " ", "".join(self.cell)).strip()
        self.cell = None
        row_index, row = len(grid) - 1, grid[-1]
        while (row_index, len(row)) in self.taken:
            row.append(None)
        rows, columns = self.span
        if rows > 1 or columns > 1:
            corner = (row_index, len(row))
            merged.append((corner, (corner[0] + rows - 1, corner[1] + columns - 1)))
            self.taken.update(
                (corner[0] + r, corner[1] + c) for r in range(1, min(rows, 5000)) for c in range(columns)
            )
        if len(row) + columns <= _MAX_COLUMNS:
            row.append(text or None)
            row.extend([None] * (columns - 1))


def _span(value: str | None) -> int:
    return (
        max(1, min(_MAX_COLUMNS if value and len(value) < 4 else 1, int(value)))
        if value and value.isdigit()
        else 1
    )


def _html(text: str) -> list[tuple[str, _Grid, _Merged]]:
    parser = _TableParser()
    parser.feed(text)
    parser.close()
    return parser.tables


class _SpreadsheetParser:
    """Handlers for Excel 2003 XML."""

    def __init__(self) -> None:
        self.tables: list[tuple[str, _Grid, _Merged]] = []
        self.text: list[str] | None = None
        self.kind = ""
        #: The row that was begun last, and the place of its last cell.
        self.cell: tuple[list[Any], int] | None = None

    def start(self, name: str, attributes: dict[str, str]) -> None:
        plain = {key.rsplit(" ", 1)[-1]: value for key, value in attributes.items()}
        tag = name.rsplit(" ", 1)[-1]
        if tag == "Worksheet":
            self.tables.append((plain.get("Name", ""), [], []))
            self.cell = None
        elif tag == "Row" and self.tables:
            grid = self.tables[-1][1]
            gap = _number(plain.get("Index")) - 1 - len(grid)
            grid.extend([] for _ in range(min(max(gap, 0), 100_000)))
            grid.append([])
        elif tag == "Cell" and self.tables and self.tables[-1][1]:
            row = self.tables[-1][1][-1]
            gap = _number(plain.get("Index")) - 1 - len(row)
            row.extend([None] * min(max(gap, 0), _MAX_COLUMNS))
            row.append(None)
            self.cell = row, len(row) - 1
            self._merge(len(row) - 1, _count(plain.get("MergeDown")), _count(plain.get("MergeAcross")))
        elif tag == "Data":
            self.text, self.kind = [], plain.get("Type", "String")

    def _merge(self, column: int, down: int, right: int) -> None:
        _name, grid, merged = self.tables[-1]
        if down or right:
            merged.append(((len(grid) - 1, column), (len(grid) - 1 + down, column + right)))
            grid[-1].extend([None] * right)

    def end(self, name: str) -> None:
        if name.rsplit(" ", 1)[-1] != "Data" or self.text is None:
            return
        if self.cell:
            row, column = self.cell
            row[column] = _typed("".join(self.text).strip(), self.kind)
        self.text = None

    def data(self, data: str) -> None:
        if self.text is not None:
            self.text.append(data)


def _number(value: str | None) -> int:
    return int(value) if value and value.isascii() and value.isdigit() and len(value) < 9 else 0


def _count(value: str | None) -> int:
    return min(_number(value), 5000)


def _typed(text: str, kind: str) -> Any:
    if kind == "Number" and re.fullmatch(r"-?\d+(\.\d+)?([eE][+\-]?\d+)?", text):
        number = float(text)
        return int(number) if number.is_integer() and abs(number) < 1e15 else number
    return text.removesuffix(".000") or None if kind == "DateTime" else text or None


def _spreadsheet_xml(text: str, path: Path) -> list[tuple[str, _Grid, _Merged]]:
    parser = _SpreadsheetParser()
    _parse_xml(text, path, parser.start, parser.end, parser.data)
    return parser.tables


def _flat_sheets(text: str, path: Path) -> list[Table]:
    too_large = Unreadable(
        _("%(file)s is too large to be a table.") % {"file": path.name}, _("Split it into smaller files.")
    )
    sheets = FlatSheets(str(path), lambda: too_large)
    _parse_xml(text, path, sheets.start, sheets.end, sheets.data)
    return [table for table in sheets.tables if table.height]


def _parse_xml(
    text: str,
    path: Path,
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None],
    data: Callable[[str], None],
) -> None:
    """Hands a document's tags to handlers. Documents that declare entities are refused: nothing honest needs them."""

    def refuse(*_details: object) -> None:
        raise Unreadable(
            _("%(file)s declares entities; it was not read.") % {"file": path.name},
            _("Open it in Excel and save it as .xlsx."),
        )

    parser = expat.ParserCreate(encoding="utf-8", namespace_separator=" ")
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, data
    parser.EntityDeclHandler = refuse
    try:
        parser.Parse(re.sub(r"^\s*<\?xml[^>]*\?>", "", text).encode("utf-8"), True)
    except expat.ExpatError as error:
        raise Unreadable(
            _("%(file)s is broken XML in line %(line)d.") % {"file": path.name, "line": error.lineno},
            _("Open it in Excel and save it as .xlsx."),
        ) from error
