"""Text tables: encoding, delimiter, quotes. Every guess that could be wrong is told in the table's
warnings.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from pathlib import Path

from crmcli.errors import Unreadable
from crmcli.i18n import _, ngettext
from crmcli.matching.formulas import unguarded
from crmcli.sheets.cells.western import code_page
from crmcli.sheets.columns.own import own_kind
from crmcli.sheets.containers.eastern import candidates
from crmcli.sheets.containers.lines import is_lines, parse_lines
from crmcli.sheets.containers.ragged import Widths
from crmcli.sheets.model import Table

#: The largest text file that is read at all.
MAX_BYTES = 1 << 30
#: A line longer than this is no row that people made.
MAX_COLUMNS = 512
_DELIMITERS = (",", "\t", ";", "|", "^", "~", "，", "；")
csv.field_size_limit(1 << 24)
#: So many bytes tell which of the encodings that fit is meant.
SCORED = 200_000
#: A column of which none of so many rows holds an apostrophe in front is none of codes kept text.
_MARKED = 50


def read_text(path: Path, encoding: str | None = None) -> Table:
    """The table of a text file. Unreadable if no encoding fits, or the one that was asked for does not."""
    if path.stat().st_size > MAX_BYTES:
        raise Unreadable(
            _("%(file)s is too large to be a table.") % {"file": path.name}, _("Split it into smaller files.")
        )
    text, warnings = decode(path.read_bytes(), path.name, encoding)
    rows, more = (parse_lines(text), []) if is_lines(text) else parse(text)
    widths = Widths()
    widths.take(rows)
    if "'" in text or '="' in text:
        _strip_apostrophes(rows)
        rows = [list(map(unguarded, row)) for row in rows]
    return table_of(str(path), path.stem, rows, warnings + more + widths.warnings())


def _strip_apostrophes(rows: list[list[str]]) -> None:
    """Takes the sign that keeps codes text ('1234AB) off the columns in which all but plain numbers have it, in place;
    where an export of ours put a second one before it, it belongs to the text."""
    width = max(map(len, rows), default=0)
    for column in range(width):
        if not any(row[column][:1] == "'" for row in rows[1:_MARKED] if len(row) > column):
            continue
        cells = [row[column] for row in rows[1:] if len(row) > column and row[column]]
        marked = [cell for cell in cells if cell[:1] == "'"]
        if (
            marked
            and all(cell[:1] == "'" or cell.isdigit() for cell in cells)
            and all(map(_is_marked_code, marked))
        ):
            for row in rows[1:]:
                if len(row) > column:
                    row[column] = row[column].removeprefix("'")


def _is_marked_code(cell: str) -> bool:
    return any(map(str.isdigit, cell)) and (unguarded(cell) == cell or cell[1:].isdigit())


def table_of(file: str, sheet: str, rows: list[list[str]], warnings: list[str]) -> Table:
    """A table of rows of text; empty cells become None, short rows are filled up."""
    width = max((len(row) for row in rows), default=0)
    if width > MAX_COLUMNS:
        width = MAX_COLUMNS
        rows = [row[:MAX_COLUMNS] for row in rows]
        warnings = [*warnings, _("Only the first %(n)d columns were read.") % {"n": MAX_COLUMNS}]
    for row in rows:
        row.extend([""] * (width - len(row)))
    columns = [[cell.strip() or None for cell in column] for column in zip(*rows, strict=True)]
    return Table(file, sheet, list(columns), len(rows), warnings=warnings)


def decode(data: bytes, name: str, encoding: str | None = None) -> tuple[str, list[str]]:
    """The text of the bytes and warnings: by mark, strict UTF-8, UTF-16, else an encoding of the East by
    its usual characters.
    """
    if encoding:
        return _decode_as_told(data, name, encoding)
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace"), []
    if data[:4096].count(0) > len(data[:4096]) * 0.2:
        little = data[1:4096:2].count(0) > data[:4096:2].count(0)
        return data.decode("utf-16-le" if little else "utf-16-be", errors="replace"), []
    try:
        return data.decode("utf-8-sig"), []
    except UnicodeDecodeError as error:
        broken = error
    best = max(candidates(data[:SCORED], lambda codec: _decodes(data, codec)), default=None)
    if best is not None:
        return data.decode(best[1]), []
    return _decode_damaged(data, name, broken)


def _decode_as_told(data: bytes, name: str, encoding: str) -> tuple[str, list[str]]:
    try:
        text = data.decode("utf-8-sig" if encoding.lower() in ("utf-8", "utf8") else encoding)
    except LookupError as error:
        raise Unreadable(
            _("There is no encoding called %(encoding)s.") % {"encoding": encoding},
            _("Try utf-8, gb18030, big5 or utf-16."),
        ) from error
    except UnicodeError as error:
        raise Unreadable(
            _("%(file)s is not written in %(encoding)s.") % {"file": name, "encoding": encoding},
            _("Leave the encoding out: it is found by itself."),
        ) from error
    return text, []


def _decodes(data: bytes, codec: str) -> bool:
    try:
        data.decode(codec)
    except UnicodeDecodeError:
        return False
    return True


def _decode_damaged(data: bytes, name: str, broken: UnicodeDecodeError) -> tuple[str, list[str]]:
    """Text with a few broken bytes (or Western text): read with the losses shown, or refused."""
    lossy = [(data.decode(codec, errors="replace"), codec) for codec in ("utf-8-sig", "gb18030", "cp950")]
    text, _codec = min(lossy, key=lambda pair: pair[0].count("\ufffd"))
    lost = text.count("\ufffd")
    chinese = sum("\u4e00" <= char <= "\u9fff" for char in text[:100_000])
    if lost and lost <= max(1, len(text) // 1000) and chinese > 20 * lost:
        line = text[: text.index("\ufffd")].count("\n") + 1
        return text, [
            ngettext(
                "%(file)s: %(n)d character could not be read, in line %(line)d.",
                "%(file)s: %(n)d characters could not be read, the first in line %(line)d.",
                lost,
            )
            % {"file": name, "n": lost, "line": line}
        ]
    codec = code_page(data)
    if codec == "cp1251":
        return data.decode(codec, errors="replace"), [
            _("%(file)s was read as Cyrillic text.") % {"file": name}
        ]
    high = sum(byte >= 0x80 for byte in data)
    if high < len(data) * 0.1:
        told = {
            "cp1250": _("%(file)s was read as Central European text."),
            "cp1252": _("%(file)s was read as Western European text."),
        }
        return data.decode(codec, errors="replace"), [told[codec] % {"file": name}]
    raise Unreadable(
        _("The encoding of %(file)s is not recognised (byte %(at)d).") % {"file": name, "at": broken.start},
        _("Say it with --encoding, or save the file as UTF-8."),
    )


def parse(text: str, delimiter: str | None = None) -> tuple[list[list[str]], list[str]]:
    """The rows of a delimited text and warnings about quotation marks that are never closed."""
    text = text.replace("\0", "")
    told = told_delimiter(text)
    if told:
        text, delimiter = text[told.end() :], told[1]
    delimiter = delimiter or sniff_delimiter(text)
    lines = [
        line + "\n" for line in text.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n").split("\n")
    ]
    rows: list[list[str]] = []
    warnings: list[str] = []
    position = 0
    while position < len(lines):
        consumed, bad = _parse_run(lines, position, delimiter, rows)
        position += consumed
        if bad:
            warnings.append(
                _("Line %(line)d: a quotation mark is never closed; the line was read as it stands.")
                % {"line": position + 1}
            )
            rows.append([cell.strip().strip('"') for cell in lines[position].rstrip("\r\n").split(delimiter)])
            position += 1
    if told:
        rows.insert(0, [])
    return rows, warnings


def told_delimiter(text: str) -> re.Match[str] | None:
    """The line before the table that says how its columns are divided, if there is one."""
    return re.match(r'"?sep=(.)"?\r?\n', text)


def _parse_run(lines: list[str], start: int, delimiter: str, rows: list[list[str]]) -> tuple[int, bool]:
    """Reads on until the end or a stray quotation mark; (lines consumed, whether the next line has one).

    Rows are numbered like lines, so a record that spans several lines keeps its first line's number only
    where no field holds a line break; that is how Excel counts, too.
    """
    reader = csv.reader(iter(lines[start:] if start else lines), delimiter=delimiter, strict=True)
    done = 0
    try:
        for row in reader:
            if reader.line_num - done > 1 and swallowed(row, delimiter):
                return done, True
            rows.append(row)
            done = reader.line_num
    except csv.Error:
        return done, True
    return done, False


def swallowed(row: list[str], delimiter: str) -> bool:
    """Whether a field with line breaks looks like whole rows caught between two stray quotation marks."""
    for cell in row:
        lines = cell.split("\n")
        if len(lines) > 2:
            full = sum(line.count(delimiter) >= max(2, len(row) - 2) for line in lines[1:-1])
            if full > len(lines[1:-1]) * 0.6:
                return True
    return False


def sniff_delimiter(text: str) -> str:
    """The delimiter that cuts most of the first lines into the same number of parts."""
    lines = [line for line in text[:60_000].splitlines()[:60] if line.strip()]
    # Cells of several lines may hold more of another sign than the line with our own column names settles.
    ours = [delimiter for delimiter in _DELIMITERS if lines and own_kind(lines[0].split(delimiter))]
    if ours:
        return ours[0]
    # Where quoted cells hold line breaks, lines say little; where a quotation mark is stray, what is outside of them.
    whole = [line for line in _QUOTED.sub("", text[:60_000]).splitlines()[:60] if line.strip()]
    bare = [_QUOTED.sub("", line) for line in lines]
    return max(
        (_score(sample, sign), -place, sign)
        for sample in (bare, whole)
        for place, sign in enumerate(_DELIMITERS)
    )[2]


_QUOTED = re.compile(r'"[^"]*"')


def _score(lines: list[str], delimiter: str) -> float:
    """How evenly a delimiter cuts the lines."""
    counts = Counter(line.count(delimiter) for line in lines)
    counts.pop(0, None)
    if not counts:
        return 0.0
    number, times = counts.most_common(1)[0]
    return times / len(lines) * (1 + min(number, 20) / 20) + sum(counts.values()) / len(lines) / 4
