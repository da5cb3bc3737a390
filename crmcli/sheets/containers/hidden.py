"""What a workbook holds that its reader does not tell: hidden rows, columns and sheets, merged cells of .ods and .xlsb.

Run in the reading child process, beside the reader. Imports nothing of crmcli.
"""

from __future__ import annotations

import html
import re
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator

#: More hidden rows aren't counted, columns beyond these aren't read, and so much of a sheet's XML is looked through.
_MOST_ROWS, _MOST_COLUMNS, _SCANNED = 100_000, 512, 1 << 29
#: `<row r="5" … hidden="1"`, whatever stands between.
_ROW = re.compile(rb'<row\b(?=[^>]*\shidden="(?:1|true)")[^>]*?\sr="(\d+)"')
_COLUMN = re.compile(rb'<col\b(?=[^>]*\shidden="(?:1|true)")[^>]*>')
_BROKEN = (
    OSError,
    KeyError,
    ValueError,
    IndexError,
    struct.error,
    zipfile.BadZipFile,
    RuntimeError,
    NotImplementedError,
    zlib.error,
)


#: The first and the last cell.
_Range = tuple[tuple[int, int], tuple[int, int]]


class Hidden:
    """The rows and columns that a sheet hides, from 0, whether it is hidden itself, and its merged cells."""

    # Loading dataclasses takes a quarter as long as reading a small workbook.
    def __init__(self, *, sheet: bool = False, merged: Iterable[_Range] = ()) -> None:
        self.sheet = sheet
        self.rows: list[int] = []
        self.columns: list[int] = []
        self.merged = list(merged)


def hidden_of(path: str) -> dict[str, Hidden]:
    """sheet → what it hides; nothing for formats that aren't looked into."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            if "xl/workbook.xml" in names:
                return {name: _in_part(archive, part) for name, part in sheet_parts(archive).items()}
            if "xl/workbook.bin" in names:
                return _in_binary(archive)
            return _in_content(archive) if "content.xml" in names else {}
    except _BROKEN:
        return {}


def parts_of(path: str) -> dict[str, str]:
    """sheet → its part of an .xlsx archive; nothing for other formats."""
    try:
        with zipfile.ZipFile(path) as archive:
            return sheet_parts(archive) if "xl/workbook.xml" in archive.namelist() else {}
    except _BROKEN:
        return {}


def sheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """sheet → its part of the archive."""
    with archive.open("xl/workbook.xml") as part:
        book = part.read(1 << 20).decode("utf-8", "replace")
    with archive.open("xl/_rels/workbook.xml.rels") as part:
        links = part.read(1 << 20).decode("utf-8", "replace")
    targets = {}
    for link in re.findall(r"<Relationship\b[^>]*>", links):
        targets[_attribute(link, "Id")] = _attribute(link, "Target")
    sheets = re.findall(r"<(?:\w+:)?sheet\b[^>]*>", book)
    found = {html.unescape(_attribute(s, "name")): targets.get(_attribute(s, "id"), "") for s in sheets}
    return {
        name: target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        for name, target in found.items()
        if target
    }


def _attribute(tag: str, name: str) -> str:
    found = re.search(rf'[\s:]{name}="([^"]*)"', tag)
    return found[1] if found else ""


def _chunks(archive: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    """The part in pieces that end between tags."""
    rest = b""
    with archive.open(part) as file:
        read = 0
        while (chunk := file.read(1 << 20)) and read < _SCANNED:
            read += len(chunk)
            chunk = rest + chunk
            cut = chunk.rfind(b"<") if b"<" in chunk[-4096:] else len(chunk)
            yield chunk[:cut]
            rest = chunk[cut:]
    yield rest


def _in_part(archive: zipfile.ZipFile, part: str) -> Hidden:
    found = Hidden()
    for chunk in _chunks(archive, part):
        if b'hidden="' in chunk:
            found.rows += [int(number) - 1 for number in _ROW.findall(chunk) if len(number) < 8]
            for tag in _COLUMN.findall(chunk):
                text = tag.decode("ascii", "replace")
                first, last = (int(_attribute(text, name)[:6] or 0) for name in ("min", "max"))
                found.columns += range(max(first, 1) - 1, min(last, _MOST_COLUMNS))
        if len(found.rows) > _MOST_ROWS:
            break
    found.rows = sorted(set(found.rows))[:_MOST_ROWS]
    return found


#: The record of a sheet in .xlsb (state, number, link, name), and its list of merged cells.
_BUNDLE = re.compile(rb"\x9c\x01", re.DOTALL)
_MERGED = re.compile(rb"\xb1\x01\x04....((?:\xb0\x01\x10.{16})+)\xb2\x01", re.DOTALL)
_TAIL = 1 << 20


def _in_binary(archive: zipfile.ZipFile) -> dict[str, Hidden]:
    """The merged cells of .xlsb, whose list stands at the end of each sheet."""
    links = archive.read("xl/_rels/workbook.bin.rels").decode("utf-8", "replace")
    tags = re.findall(r"<Relationship\b[^>]*>", links)
    targets = {_attribute(tag, "Id"): _attribute(tag, "Target") for tag in tags}
    book, found = archive.read("xl/workbook.bin"), {}
    for mark in _BUNDLE.finditer(book):
        link, name = _strings(book[mark.end() :])
        if link in targets:
            found[name] = Hidden(merged=_merged_in(archive, f"xl/{targets[link]}"))
    return found


def _strings(data: bytes) -> tuple[str, str]:
    """The link and the name behind the start of a sheet's record."""
    texts, place = [], 9 if data[0] < 0x80 else 10
    for _text in range(2):
        size = int.from_bytes(data[place : place + 4], "little")
        texts.append(data[place + 4 : place + 4 + 2 * min(size, 255)].decode("utf-16-le", "replace"))
        place += 4 + 2 * size
    return texts[0], texts[1]


def _merged_in(archive: zipfile.ZipFile, part: str) -> list[_Range]:
    tail = b""
    with archive.open(part) as file:
        read = 0
        while (chunk := file.read(_TAIL)) and read < _SCANNED:
            read += len(chunk)
            tail = (tail + chunk)[-2 * _TAIL :]
    found = _MERGED.search(tail)
    cells = (
        [struct.unpack("<IIII", found[1][i + 3 : i + 19]) for i in range(0, len(found[1]), 19)]
        if found
        else []
    )
    return [((top, left), (bottom, right)) for top, bottom, left, right in cells]


_TAGS = re.compile(
    rb"<(?:style:style|style:table-properties|table:table|table:table-column|table:table-row|table:table-cell|table:covered-table-cell)\b[^>]*>"
)


def _in_content(archive: zipfile.ZipFile) -> dict[str, Hidden]:
    """What the tags of .ods tell; cells are counted only where some are merged."""
    reader = _Tags()
    for chunk in _chunks(archive, "content.xml"):
        for tag in map(bytes.decode, _TAGS.findall(chunk)):
            reader.take(tag)
    return reader.found


class _Tags:
    """Follows the tags of OpenDocument through rows and columns."""

    def __init__(self) -> None:
        self.found: dict[str, Hidden] = {}
        self._sheet = Hidden()
        self._style, self._hidden_styles = "", set[str]()
        self._row = self._next_row = self._column = self._cell = 0

    def take(self, tag: str) -> None:
        """The next tag."""
        kind = tag[1:].split(None, 1)[0].rstrip("/>")
        if kind == "style:style":
            self._style = _attribute(tag, "name")
        elif kind == "style:table-properties":
            self._hidden_styles |= {self._style} if _attribute(tag, "display") == "false" else set()
        elif kind == "table:table":
            hidden = _attribute(tag, "style-name") in self._hidden_styles
            self._sheet = self.found[html.unescape(_attribute(tag, "name"))] = Hidden(sheet=hidden)
            self._next_row = self._column = 0
        elif kind == "table:table-row":
            self._row, self._cell = self._next_row, 0
            self._next_row += self._count(tag, "rows", self._sheet.rows, self._row, _MOST_ROWS)
        elif kind == "table:table-column":
            self._column += self._count(tag, "columns", self._sheet.columns, self._column, _MOST_COLUMNS)
        else:
            self._take_cell(tag)

    def _count(self, tag: str, name: str, hidden: list[int], start: int, most: int) -> int:
        times = int(_attribute(tag, f"number-{name}-repeated")[:8] or 1)
        if _attribute(tag, "visibility") in ("collapse", "filter") and len(hidden) < most:
            hidden.extend(range(start, start + min(times, most)))
        return times

    def _take_cell(self, tag: str) -> None:
        times = int(_attribute(tag, "number-columns-repeated")[:8] or 1) if "repeated" in tag else 1
        if "-spanned" in tag:
            down, right = (
                int(_attribute(tag, f"number-{name}-spanned")[:8] or 1) for name in ("rows", "columns")
            )
            if down > 1 or right > 1:
                end = (self._row + down - 1, self._cell + right - 1)
                self._sheet.merged.append(((self._row, self._cell), end))
        self._cell += times
