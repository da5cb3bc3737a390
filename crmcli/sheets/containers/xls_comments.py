"""The comments of an old workbook (.xls): a compound file whose stream of records bears them. Run in the reading child process;
imports nothing of crmcli.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

#: Row and column of the cell, from 0, and what is said of it.
Comment = tuple[int, int, str]
_MAGIC = bytes.fromhex("D0CF11E0A1B11AE1")
#: Records: a sheet's place and name, an object, its text, a comment's cell, what continues the record before, an end.
_SHEET, _OBJECT, _TEXT, _NOTE, _CONTINUED, _END = 0x85, 0x5D, 0x1B6, 0x1C, 0x3C, 0x0A
#: Sectors above this are marks; so large a file is read and no more.
_LAST_SECTOR, _MOST_BYTES = 0xFFFFFFFA, 1 << 27


def comments_in(path: str) -> dict[str, list[Comment]]:
    """sheet → its comments; nothing for a file that is no compound file or is broken."""
    with open(path, "rb") as file:
        data = file.read(_MOST_BYTES)
    if not data.startswith(_MAGIC):
        return {}
    try:
        stream = _workbook(data)
        places = [_placed(body) for kind, body, _at in _records(stream, 0) if kind == _SHEET]
        return {name: list(_of_sheet(stream, place)) for place, name in places}
    except (struct.error, IndexError, ValueError):
        return {}


def _workbook(data: bytes) -> bytes:
    """The stream with the workbook's records; ValueError if there is none."""
    size = 1 << struct.unpack_from("<H", data, 30)[0]
    sectors = struct.unpack_from("<109I", data, 76)
    table = [n for at in sectors if at < _LAST_SECTOR for n in _numbers(data, at, size)]
    further = struct.unpack_from("<I", data, 68)[0]
    while further < _LAST_SECTOR:
        *more, further = _numbers(data, further, size)
        table += [n for at in more if at < _LAST_SECTOR for n in _numbers(data, at, size)]
    folder = _chain(data, table, struct.unpack_from("<I", data, 48)[0], size)
    entries = {_name(folder[i : i + 128]): folder[i : i + 128] for i in range(0, len(folder) - 127, 128)}
    entry = entries.get("Workbook") or entries.get("Book")
    if entry is None:
        raise ValueError("no workbook")
    start, length = struct.unpack_from("<II", entry, 116)
    if length >= struct.unpack_from("<I", data, 56)[0]:
        return _chain(data, table, start, size)[:length]
    # A short stream lies in small sectors of the root's.
    root = _chain(data, table, struct.unpack_from("<I", entries["Root Entry"], 116)[0], size)
    short = _chain(data, table, struct.unpack_from("<I", data, 60)[0], size)
    small = list(struct.unpack(f"<{len(short) // 4}I", short))
    return _chain(root, small, start, 1 << struct.unpack_from("<H", data, 32)[0], first=0)[:length]


def _numbers(data: bytes, sector: int, size: int) -> tuple[int, ...]:
    return struct.unpack_from(f"<{size // 4}I", data, (sector + 1) * size)


def _chain(data: bytes, table: list[int], sector: int, size: int, first: int = 1) -> bytes:
    """What the sectors hold that follow one another; sector 0 stands behind `first` others."""
    pieces: list[bytes] = []
    while sector < _LAST_SECTOR and len(pieces) <= len(table):
        pieces.append(data[(sector + first) * size : (sector + first + 1) * size])
        sector = table[sector]
    return b"".join(pieces)


def _name(entry: bytes) -> str:
    length = struct.unpack_from("<H", entry, 64)[0]
    return entry[: max(0, length - 2)].decode("utf-16-le", "replace")


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes, int]]:
    """Kind, content and place of each record up to the end of its part."""
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        yield kind, stream[at + 4 : at + 4 + length], at
        at += 4 + length
        if kind == _END:
            return


def _placed(body: bytes) -> tuple[int, str]:
    place = struct.unpack_from("<I", body)[0]
    return place, _string(body[8:], body[6], wide=bool(body[7] & 1))


def _string(data: bytes, length: int, wide: bool) -> str:
    return data[: 2 * length].decode("utf-16-le", "replace") if wide else data[:length].decode("latin-1")


def _of_sheet(stream: bytes, place: int) -> Iterator[Comment]:
    """A comment is a note with a cell, and an object with the same number and a text."""
    texts: dict[int, str] = {}
    cells: dict[int, tuple[int, int]] = {}
    number = left = 0
    for kind, body, _at in _records(stream, place):
        if kind == _OBJECT and len(body) > 7:
            number = struct.unpack_from("<H", body, 6)[0]
        elif kind == _TEXT and len(body) > 11:
            left, texts[number] = struct.unpack_from("<H", body, 10)[0], ""
        elif kind == _CONTINUED and left and body:
            piece = _string(body[1:], left, wide=bool(body[0] & 1))
            texts[number] += piece
            left -= len(piece)
        elif kind == _NOTE and len(body) > 7:
            row, column, _flags, said = struct.unpack_from("<4H", body)
            cells[said] = row, column
    for said, (row, column) in cells.items():
        if texts.get(said):
            yield row, column, texts[said]
