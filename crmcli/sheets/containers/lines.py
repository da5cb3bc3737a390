"""Two old formats of one cell a line: SYLK (.slk) and DIF, which some systems still export. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

#: Rows and columns beyond these hold no table that people made.
_MOST_ROWS, _MOST_COLUMNS = 1_048_576, 512


#: SYLK begins with its maker and records of its own kinds; a table whose first column is called ID does not.
_SYLK = re.compile(r"ID;[^\r\n]*\r?\n(?:[BCFOP]|N[ENLU]|ID);")
_DIF = re.compile(r"TABLE\r?\n0,1\r?\n")


def is_lines(text: str) -> bool:
    """Whether a text is SYLK or DIF."""
    return bool(_SYLK.match(text) or _DIF.match(text))


def parse_lines(text: str) -> list[list[str]]:
    """The rows of a SYLK or DIF text."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return _sylk(lines) if text.startswith("ID;") else _dif(lines)


def _sylk(lines: list[str]) -> list[list[str]]:
    cells: dict[tuple[int, int], str] = {}
    row = column = 1
    for line in lines:
        record, *fields = re.split(r"(?<!;);(?!;)", line)
        if record not in ("C", "F"):
            continue
        value = None
        for field in fields:
            sign, rest = field[:1], field[1:]
            if sign in "XY" and rest.isdecimal():
                place = int(rest) if len(rest) < 8 else 0
                row, column = (row, place) if sign == "X" else (place, column)
            elif sign == "K" and record == "C":
                value = rest
        if value is not None and 0 < row <= _MOST_ROWS and 0 < column <= _MOST_COLUMNS:
            cells[row, column] = _bare(value.replace(";;", ";"))
    width = max((column for _row, column in cells), default=0)
    height = max((row for row, _column in cells), default=0)
    filled: dict[int, list[str]] = {}
    for (row, column), value in cells.items():
        filled.setdefault(row, [""] * width)[column - 1] = value
    return [filled.get(row, [""]) for row in range(1, height + 1)]


def _bare(value: str) -> str:
    value = value.strip()
    return value[1:-1].replace('""', '"') if len(value) > 1 and value[0] == value[-1] == '"' else value


def _dif(lines: list[str]) -> list[list[str]]:
    rows: list[list[str]] = []
    for kind, value in _pairs(lines):
        if kind.startswith("-1"):
            if value.strip() == "BOT":
                rows.append([])
        elif rows and len(rows[-1]) < _MOST_COLUMNS:
            number = kind.partition(",")[2].strip()
            rows[-1].append(_bare(value) if kind.startswith("1,") else number if value.strip() == "V" else "")
    return rows


def _pairs(lines: list[str]) -> Iterator[tuple[str, str]]:
    """The two lines of each cell behind the head."""
    start = next((i for i, line in enumerate(lines) if line.strip() == "DATA"), len(lines)) + 3
    return zip(lines[start::2], lines[start + 1 :: 2], strict=False)
