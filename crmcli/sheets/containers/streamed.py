"""Large text tables, read line by line into packed columns: neither the text nor its rows are ever there as a whole."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator
from io import TextIOWrapper
from itertools import islice, zip_longest
from pathlib import Path
from typing import Any, cast

from crmcli.i18n import _
from crmcli.matching.formulas import unguarded
from crmcli.sheets.containers import delimited, packed
from crmcli.sheets.containers.eastern import candidates
from crmcli.sheets.containers.lines import is_lines
from crmcli.sheets.containers.packed import Packed
from crmcli.sheets.containers.ragged import Widths
from crmcli.sheets.model import Table

#: From this many bytes on a text is read so.
LARGE = 32 << 20
_CHUNK = 1 << 20
#: So much of a text tells how its columns are divided.
_HEAD = 1 << 18


def read_large(path: Path, encoding: str | None) -> Table | None:
    """The table of a large text file; None where it has to be read as a whole: it is small, its encoding is no usual one,
    or a quotation mark is never closed.
    """
    codec = _codec(path, encoding) if LARGE <= path.stat().st_size <= delimited.MAX_BYTES else None
    if codec is None:
        return None
    try:
        with path.open("r", encoding=codec, newline=None) as file:
            return _read(path, file)
    except (csv.Error, UnicodeError):
        return None


def _codec(path: Path, encoding: str | None) -> str | None:
    """The encoding, as `delimited.decode` would find it; None for the rare ones and for broken text."""
    with path.open("rb") as file:
        head = file.read(delimited.SCORED)
    if (
        encoding
        or head.startswith((b"\xff\xfe", b"\xfe\xff"))
        or head[:4096].count(0) > len(head[:4096]) * 0.2
    ):
        return None
    if _decodes(path, "utf-8"):
        return "utf-8-sig"
    best = max(candidates(head, lambda codec: _decodes(path, codec)), default=None)
    return best[1] if best else None


def _decodes(path: Path, codec: str) -> bool:
    decoder = codecs.getincrementaldecoder(codec)()
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _read(path: Path, file: TextIOWrapper) -> Table | None:
    head = file.read(_HEAD)
    file.seek(0)
    if is_lines(head) or delimited.told_delimiter(head):
        return None
    delimiter = delimited.sniff_delimiter(head)
    reader = csv.reader((line.replace("\0", "") for line in file), delimiter=delimiter, strict=True)
    columns: list[Packed] = []
    width = height = 0
    widths = Widths()
    lines = _checked(reader, delimiter)
    while rows := list(islice(lines, packed.BLOCK)):
        width = max(width, *map(len, rows))
        widths.take(rows)
        _add(columns, rows, height)
        height += len(rows)
    warnings = widths.warnings()
    if width > delimited.MAX_COLUMNS:
        warnings.append(_("Only the first %(n)d columns were read.") % {"n": delimited.MAX_COLUMNS})
    # A packed column is read like a list, and nothing adds to one or takes away.
    return Table(str(path), path.stem, cast(list[list[Any]], columns), height, warnings=warnings)


def _checked(reader: Any, delimiter: str) -> Iterator[list[str]]:
    """The rows; an error at one that a stray quotation mark made of several."""
    done = 0
    for row in reader:
        if reader.line_num - done > 1 and delimited.swallowed(row, delimiter):
            raise csv.Error
        done = reader.line_num
        yield row


def _add(columns: list[Packed], rows: list[list[str]], height: int) -> None:
    """A block of rows behind the `height` ones that are there."""
    found = list(zip_longest(*rows, fillvalue=""))[: delimited.MAX_COLUMNS]
    while len(columns) < len(found):
        columns.append(Packed())
        for start in range(0, height, packed.BLOCK):
            columns[-1].extend_empty(min(packed.BLOCK, height - start))
    for column, cells in zip_longest(columns, found):
        if cells is None:
            column.extend_empty(len(rows))
        else:
            column.extend([unguarded(cell).strip() or None for cell in cells])
