"""Rows of a text table that are longer or shorter than the others: a stray delimiter shifts what stands behind it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from crmcli.i18n import ngettext

#: The first filled line names the columns, unless so many lines agree on another width.
_MOST = 0.6


def _usual(rows: Sequence[Sequence[str]]) -> int:
    """The number of a table's columns; 0 where no line has several cells."""
    lengths = [len(row) for row in rows if sum(map(bool, row)) > 1]
    if not lengths:
        return 0
    width, times = Counter(lengths).most_common(1)[0]
    return width if times >= _MOST * len(lengths) else lengths[0]


class Widths:
    """Looks at rows in blocks, and tells of those whose number of cells differs from their table's."""

    def __init__(self) -> None:
        self._usual = self._line = 0
        self._inside = False
        self._long: list[int] = []
        self._short: list[int] = []

    def take(self, rows: Sequence[Sequence[str]]) -> None:
        """The next rows, as they were divided. Titles above a table, and what stands below a blank line, have widths of
        their own.
        """
        lengths = list(map(len, rows))
        if not self._usual:
            self._usual = _usual(rows)
        if self._inside and lengths.count(self._usual) == len(lengths):
            self._line += len(rows)
            return
        for row, length in zip(rows, lengths, strict=True):
            self._line += 1
            if length == self._usual:
                self._inside = True
            elif not any(row):
                self._inside = False
            elif self._inside:
                self._look_at(row, length)

    def _look_at(self, row: Sequence[str], length: int) -> None:
        if any(cell.strip() for cell in row[self._usual :]):
            self._long.append(self._line)
        elif 1 < length < self._usual and sum(map(bool, row)) > 1:
            self._short.append(self._line)

    def warnings(self) -> list[str]:
        """What is to be told."""
        told = []
        if n := len(self._long):
            text = ngettext(
                "Line %(line)d has more cells than the table has columns; check that nothing in it is shifted.",
                "%(n)d lines have more cells than the table has columns, the first is line %(line)d; check that nothing in"
                " them is shifted.",
                n,
            )
            told.append(text % {"n": n, "line": self._long[0]})
        if n := len(self._short):
            text = ngettext(
                "Line %(line)d has fewer cells than the table has columns; the last ones were taken as empty.",
                "%(n)d lines have fewer cells than the table has columns, the first is line %(line)d; the last ones were"
                " taken as empty.",
                n,
            )
            told.append(text % {"n": n, "line": self._short[0]})
        return told
