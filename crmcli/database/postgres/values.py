"""Between our statements and rows and the driver's: parameter marks, rows by name, numbers, the text of COPY."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from psycopg2 import BINARY, extensions

if TYPE_CHECKING:
    from psycopg2.extensions import cursor as Cursor

_MARK = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|%|\?|(?<!:):([a-z_]\w*)", re.ASCII)


@lru_cache(maxsize=512)
def adapted(sql: str) -> str:
    """Portable SQL with the marks of the driver: `%(x)s` for `:x`, `%s` for `?`."""

    def mark(found: re.Match[str]) -> str:
        text = found[0]
        if found[1]:
            return f"%({found[1]})s"
        return "%s" if text == "?" else text.replace("%", "%%")

    return _MARK.sub(mark, sql)


class Tuple(tuple[Any, ...]):
    """A row: each result has a subclass of its own that knows the positions of its columns."""

    positions: Mapping[str, int] = {}

    def __getitem__(self, key: Any) -> Any:
        return tuple.__getitem__(self, self.positions[key] if isinstance(key, str) else key)

    def keys(self) -> Iterable[str]:
        return self.positions.keys()


@lru_cache(maxsize=256)
def _named(names: tuple[str, ...]) -> type[Tuple]:
    positions: dict[str, int] = {}
    for position, name in enumerate(names):
        positions.setdefault(name, position)
    return type("Tuple", (Tuple,), {"positions": positions})


def row_class(cursor: Cursor) -> type[Tuple]:
    return _named(tuple(column[0] for column in cursor.description or ()))


class Lines:
    """Rows as the text of COPY, read piece by piece."""

    _ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
    _SPECIAL = re.compile(r"[\\\n\r]")

    def __init__(self, rows: Iterable[Sequence[Any]]) -> None:
        self._rows = iter(rows)
        self._left = ""
        #: What kept the rows from being read.
        self.trouble: BaseException | None = None

    def read(self, size: int) -> str:
        try:
            return self._read(size)
        except BaseException as error:
            self.trouble = error
            raise

    def _read(self, size: int) -> str:
        lines, there = [self._left], len(self._left)
        # Row by row: a row may be as large as a file.
        while there < size and (row := next(self._rows, None)) is not None:
            lines.append(self._line(row) + "\n")
            there += len(lines[-1])
        self._left = "".join(lines)
        piece, self._left = self._left[:size], self._left[size:]
        return piece

    def _line(self, row: Sequence[Any]) -> str:
        # No text holds NUL, so it can stand for NULL's backslash until it is known whether anything needs escapes.
        cells = ["\0N" if v is None else v if v.__class__ is str else _cell(v) for v in row]
        line = "\t".join(cells)
        if self._SPECIAL.search(line) or line.count("\t") != len(row) - 1:
            line = "\t".join(cell.translate(self._ESCAPES) for cell in cells)
        return line.replace("\0", "\\")


def _cell(value: Any) -> str:
    return "\\x" + value.hex() if isinstance(value, bytes) else str(value)


def _bytes(value: Any, cursor: Any) -> bytes | None:
    return None if value is None else bytes(BINARY(value, cursor))


def _number(value: Any, _cursor: Any) -> int | float | None:
    """Sums and averages come as decimals: as integers where they are whole, as SQLite gives them."""
    return None if value is None else float(value) if "." in value else int(value)


extensions.register_type(extensions.new_type((1700,), "crmcli_number", _number))
extensions.register_type(
    extensions.new_type(
        (16,), "crmcli_flag", lambda value, _cursor: None if value is None else int(value == "t")
    )
)
extensions.register_type(extensions.new_type((17,), "crmcli_bytes", _bytes))
extensions.register_adapter(bool, lambda value: extensions.AsIs(int(value)))
