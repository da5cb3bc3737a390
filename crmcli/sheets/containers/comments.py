"""The comments (批注) that the cells of a workbook bear. Run in the reading child process; imports nothing of crmcli."""

from __future__ import annotations

import html
import re
import zipfile
import zlib
from collections.abc import Iterable
from posixpath import dirname, join, normpath
from typing import Any
from xml.parsers import expat

#: Row and column of the cell, from 0, and what is said of it.
Comment = tuple[int, int, str]
#: So much of a part is read, and no more comments are taken from a sheet.
_MOST_BYTES, _MOST = 1 << 26, 20_000
_LINK = re.compile(r"<(?:\w+:)?Relationship\b[^>]*>")
_COMMENT = re.compile(r'<(?:\w+:)?comment\s[^>]*?ref="([A-Z]{1,3}\d{1,7})".*?</(?:\w+:)?comment>', re.DOTALL)
_THREADED = re.compile(
    r'<(?:\w+:)?threadedComment\s[^>]*?ref="([A-Z]{1,3}\d{1,7})".*?</(?:\w+:)?threadedComment>', re.DOTALL
)
_TEXT = re.compile(r"<(?:\w+:)?(?:t|text)(?:\s[^>]*)?>([^<]*)</")
_PHONETIC = re.compile(r"<(?:\w+:)?rPh\b.*?</(?:\w+:)?rPh>", re.DOTALL)
_BROKEN = (OSError, KeyError, ValueError, zipfile.BadZipFile, RuntimeError, NotImplementedError, zlib.error, expat.ExpatError)  # fmt: skip


def comments_of(path: str, parts: dict[str, str]) -> dict[str, list[Comment]]:
    """sheet → its comments. `parts` says where in an archive of .xlsx each sheet lies; nothing for other formats."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            if parts:
                return {sheet: _of_part(archive, part, names) for sheet, part in parts.items()}
            return _of_content(archive) if "content.xml" in names else {}
    except _BROKEN:
        return {}


def _of_part(archive: zipfile.ZipFile, part: str, names: set[str]) -> list[Comment]:
    """The comments of one sheet; of a thread what everybody said, instead of the copy for older programs."""
    folder, _slash, name = part.rpartition("/")
    links = f"{folder}/_rels/{name}.rels"
    if links not in names:
        return []
    found: dict[tuple[int, int], list[str]] = {}
    targets = [_target(tag, part) for tag in _LINK.findall(_read(archive, links))]
    for target in sorted(t for t in targets if t in names and "omment" in t and t.endswith(".xml")):
        threaded = "threaded" in target.lower()
        mine: dict[tuple[int, int], list[str]] = {}
        for said in (_THREADED if threaded else _COMMENT).finditer(_read(archive, target)):
            text = "".join(map(html.unescape, _TEXT.findall(_PHONETIC.sub("", said[0]))))
            mine.setdefault(_place(said[1]), []).append(text.replace("_x000a_", "\n"))
        found = found | mine if threaded else mine | found
    return _clean((row, column, "\n".join(texts)) for (row, column), texts in found.items())


def _target(tag: str, part: str) -> str:
    target = re.search(r'\sTarget="([^"]*)"', tag)
    path = html.unescape(target[1]) if target else ""
    return path.lstrip("/") if path.startswith("/") else normpath(join(dirname(part), path))


def _read(archive: zipfile.ZipFile, name: str) -> str:
    with archive.open(name) as file:
        return file.read(_MOST_BYTES).decode("utf-8", "replace")


def _place(reference: str) -> tuple[int, int]:
    """B3 → (2, 1)."""
    column = 0
    letters = reference.rstrip("0123456789")
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return int(reference[len(letters) :]) - 1, column - 1


def cleaned(found: dict[str, list[Comment]]) -> dict[str, list[Comment]]:
    """Each sheet's comments that say something, in the order of the rows."""
    return {sheet: _clean(comments) for sheet, comments in found.items()}


def _clean(comments: Iterable[Comment]) -> list[Comment]:
    """Those that say something, without control characters, in the order of the rows."""
    found = [
        (row, column, "".join(c for c in text if c.isprintable() or c == "\n").strip())
        for row, column, text in comments
    ]
    return sorted(comment for comment in found if comment[2])[:_MOST]


def _of_content(archive: zipfile.ZipFile) -> dict[str, list[Comment]]:
    with archive.open("content.xml") as file:
        content = file.read(_MOST_BYTES)
    if b"<office:annotation" not in content:
        return {}
    reader, parser = _Annotations(), expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = reader.start, reader.end
    parser.CharacterDataHandler = reader.data
    parser.EntityDeclHandler = _no_entities
    parser.Parse(content, True)
    return {sheet: _clean(comments) for sheet, comments in reader.found.items()}


def _no_entities(*_declaration: Any) -> None:
    raise ValueError("a sheet declares no entities")


class _Annotations:
    """Follows the tags of OpenDocument to the comments in its cells."""

    def __init__(self) -> None:
        self.found: dict[str, list[Comment]] = {}
        self._mine: list[Comment] = []
        self._row = self._next_row = self._column = self._next_column = 0
        self._text: list[str] | None = None
        self._inside = ""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "table:table":
            self._mine = self.found.setdefault(attributes.get("table:name", ""), [])
            self._next_row = 0
        elif tag == "table:table-row":
            self._row, self._next_column = self._next_row, 0
            self._next_row += _times(attributes, "rows")
        elif tag in ("table:table-cell", "table:covered-table-cell"):
            self._column = self._next_column
            self._next_column += _times(attributes, "columns")
        elif tag == "office:annotation":
            self._text = []
        elif self._text and tag == "text:p":
            self._text.append("\n")
        self._inside = tag

    def end(self, tag: str) -> None:
        if tag == "office:annotation" and self._text is not None:
            self._mine.append((self._row, self._column, "".join(self._text)))
            self._text = None
        self._inside = ""

    def data(self, text: str) -> None:
        # Who said it and when stand beside what was said.
        if self._text is not None and not self._inside.startswith(("dc:", "meta:")):
            self._text.append(text)


def _times(attributes: dict[str, str], what: str) -> int:
    return int(attributes.get(f"table:number-{what}-repeated", "1")[:8] or 1)
