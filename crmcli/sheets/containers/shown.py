"""Numbers that a workbook shows with zeros before them: 12 in the format 00000 is 00012 to whoever reads the sheet.

Only .xlsx is looked into. Run in the reading child process, beside the reader. Imports nothing of crmcli.
"""

from __future__ import annotations

import html
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

#: More such cells aren't looked for, nor further into a sheet's XML.
_MOST_CELLS, _SCANNED = 2_000_000, 1 << 30
_FORMAT = re.compile(rb"<numFmt\b[^>]*>")
_STYLES = re.compile(rb"<cellXfs\b.*?</cellXfs>", re.DOTALL)
_STYLE = re.compile(rb"<xf\b[^>]*>")
#: Zeros for digits, and what stands between them as it is: "C"00000, 000\-0000\-0000, 00000-0000.
_CODE = re.compile(r'(?:0|"[^"]*"|\\.|[-() /])+')
_PIECE = re.compile(r'0|"([^"]*)"|\\(.)|([-() /])')
_BROKEN = (
    OSError, KeyError, ValueError, IndexError, zipfile.BadZipFile, RuntimeError, NotImplementedError, zlib.error,
)  # fmt: skip


def zero_formats(path: str) -> dict[bytes, str]:
    """style → its format, for the styles of a workbook that show zeros before a number."""
    try:
        with zipfile.ZipFile(path) as archive, archive.open("xl/styles.xml") as part:
            styles = part.read(1 << 24)
    except _BROKEN:
        return {}
    formats = {
        _attribute(tag, b"numFmtId"): _attribute(tag, b"formatCode") for tag in _FORMAT.findall(styles)
    }
    padding = {
        number: code
        for number, raw in formats.items()
        if _pads(code := html.unescape(raw.decode("utf-8", "replace")).split(";")[0].removesuffix("@"))
    }
    found = _STYLES.search(styles) if padding else None
    cells = _STYLE.findall(found[0]) if found else []
    told = ((str(i).encode(), _attribute(tag, b"numFmtId")) for i, tag in enumerate(cells))
    return {style: padding[number] for style, number in told if number in padding}


def _pads(code: str) -> bool:
    return bool(_CODE.fullmatch(code)) and _PIECE.sub(lambda found: found[0][:1], code).count("0") > 1


def show_zeros(columns: list[tuple[str, Any]], path: str, part: str, formats: dict[bytes, str]) -> None:
    """Puts such cells of a sheet, packed as the reader packs them, as people see them."""
    for row, column, code in padded_cells(path, part, formats):
        form, cells = columns[column] if column < len(columns) else ("text", [])
        number = cells[row] if form != "text" and row < len(cells) else None
        if type(number) is int and number >= 0:
            cells[row] = as_shown(number, code)


def padded_cells(path: str, part: str, formats: dict[bytes, str]) -> Iterator[tuple[int, int, str]]:
    """(row, column, format) of the cells of a sheet's part that are written so, from 0."""
    cell = re.compile(rb'<c\b[^>]*?\ss="(' + b"|".join(sorted(formats)) + rb')"[^>]*>')
    try:
        with zipfile.ZipFile(path) as archive, archive.open(part) as file:
            rest, read, count = b"", 0, 0
            while (chunk := file.read(1 << 20)) and read < _SCANNED and count < _MOST_CELLS:
                read += len(chunk)
                chunk = rest + chunk
                cut = max(chunk.rfind(b"<"), 0)
                rest = chunk[cut:]
                for found in cell.finditer(chunk[:cut]):
                    count += 1
                    if place := re.search(rb'\sr="([A-Z]{1,3})(\d{1,7})"', found[0]):
                        yield int(place[2]) - 1, _column(place[1]), formats[found[1]]
    except _BROKEN:
        return


def as_shown(number: int, code: str) -> str:
    """The number in such a format: digits that no zero waits for stand before the others."""
    digits = list(str(number))
    pieces = [
        found[0] if found[0] == "0" else "".join(filter(None, found.groups()))
        for found in _PIECE.finditer(code)
    ]
    first = pieces.index("0")
    for place in range(len(pieces) - 1, -1, -1):
        if pieces[place] == "0":
            pieces[place] = "".join(digits) if place == first and digits else digits.pop() if digits else "0"
    return "".join(pieces)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


def _attribute(tag: bytes, name: bytes) -> bytes:
    found = re.search(rb"\s" + name + rb'="([^"]*)"', tag)
    return found[1] if found else b""
