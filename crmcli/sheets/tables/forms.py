"""Sheets that are forms and not lists: a label beside each value, one customer or several; or a list on its side."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from crmcli.sheets.cells.texts import text_of
from crmcli.sheets.columns.headers import Header, header_of, known_score, synonyms
from crmcli.sheets.model import Table

#: No form is larger.
_MOST_ROWS, _MOST_COLUMNS = 120, 40
_LEAST_LABELS = 3
#: So many names beside each other near the top are the header of a list.
_SIDE_BY_SIDE, _FIRST_LINES = 4, 5
_INLINE = re.compile(r"\s*([^:：]{2,12})\s*[:：]\s*(\S.*)", re.DOTALL)


@dataclass(slots=True)
class Form:
    """What a form says: its column names, and a line of cells for each customer with its row in the table."""

    headers: list[Header]
    records: list[list[Any]] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)

    def table(self, source: Table) -> Table:
        """The form as a list."""
        columns = [list(cells) for cells in zip(*self.records, strict=True)] or [[] for _h in self.headers]
        return Table(
            source.file,
            source.sheet,
            columns,
            len(self.records),
            date1904=source.date1904,
            first_row=source.first_row,
        )


_Pairs = list[tuple[int, str, Any]]


def form_of(table: Table) -> Form | None:
    """The form that a table is, None if it is a list. A form that nobody filled in has no records."""
    if table.height > _MOST_ROWS or len(table.columns) > _MOST_COLUMNS:
        return None
    if any(_is_list_header(table.row(row)) for row in range(min(table.height, _FIRST_LINES))):
        return None
    columns = _label_columns(table)
    if _stand_behind_data(table, columns):
        return None
    if columns == [0] and (turned := _turned(table)):
        return turned
    pairs = [pair for row in range(table.height) for pair in _pairs_of(table.row(row), row, columns)]
    _take_text_below(table, pairs)
    lines = {row for row, _label, _value in pairs}
    filled = sum(len([c for c in table.row(row) if c is not None]) > 1 for row in range(table.height))
    if len(pairs) < _LEAST_LABELS or len(lines) < 2 or 2 * len(lines) < filled:
        return None
    if not any(_is_subject(label) for _row, label, _value in pairs):
        return None
    return _collect(pairs)


def _is_list_header(line: list[Any]) -> bool:
    """Whether names stand side by side as no form has them, even if a short list's words (company) are names, too."""
    run = 0
    for cell in line:
        run = run + 1 if _is_label(cell) else 0
        if run == _SIDE_BY_SIDE:
            return True
    return False


def _label_columns(table: Table) -> list[int]:
    """The columns whose cells are mostly column names, each once."""
    found = []
    for column, cells in enumerate(table.columns):
        told = [cell for cell in cells if cell is not None]
        labels = [cell for cell in told if _is_label(cell)]
        named = [header_of(cell).key for cell in labels]
        keys = set(named)
        once = 2 * len(keys) > len(labels) or _comes_again(named)
        if len(keys) >= 2 and 2 * len(labels) >= len(told) and once:
            found.append(column)
    beside = [c for c in found if c - 1 not in found]
    # Names side by side are the header of a list.
    return beside if len(beside) == len(found) else []


def _comes_again(names: list[str]) -> bool:
    """Whether names stand below each other in the same order again and again, as on a card for each customer."""
    card = list(dict.fromkeys(names))
    return len(card) >= _LEAST_LABELS and all(name == card[i % len(card)] for i, name in enumerate(names))


def _stand_behind_data(table: Table, columns: list[int]) -> bool:
    """Whether other cells stand before the first labels of most lines: words of a list that name columns, too."""
    if not columns:
        return False
    first = min(columns)
    lines = [table.row(row)[:first] for row in range(table.height) if _is_label(table.columns[first][row])]
    behind = sum(any(cell is not None and not _is_label(cell) for cell in line) for line in lines)
    return 2 * behind > len(lines)


def _is_label(cell: Any) -> bool:
    if not isinstance(cell, str) or len(cell) > 16:
        return False
    header = header_of(cell)
    return bool(header.key) and (known_score(header) > 0.5 or cell.strip().endswith((":", "：")))


def _is_subject(label: str) -> bool:
    words = synonyms().kinds["customers"]["name"]
    return header_of(label).key in words


def _pairs_of(line: list[Any], row: int, columns: list[int]) -> _Pairs:
    """(row, label, value) of one line: cells beside labels, and `label：value` in one cell."""
    pairs: _Pairs = []
    for column, cell in enumerate(line):
        if column in columns and _is_label(cell):
            pairs.append((row, cell, None))
            continue
        inline = _INLINE.fullmatch(cell) if isinstance(cell, str) else None
        if inline and known_score(header_of(inline[1])) > 0.5:
            pairs.append((row, inline[1], inline[2]))
        elif cell is not None and pairs and columns:
            told = pairs[-1][2]
            pairs[-1] = (row, pairs[-1][1], cell if told is None else f"{text_of(told)} {text_of(cell)}")
    return pairs


def _take_text_below(table: Table, pairs: _Pairs) -> None:
    """A label alone in its line has its text in the next one."""
    rows = [row for row, _label, _value in pairs]
    for i, (row, label, value) in enumerate(pairs):
        if value is not None or rows.count(row) > 1 or row + 1 in rows or row + 1 >= table.height:
            continue
        below = [cell for cell in table.row(row + 1) if cell is not None]
        if len(below) == 1:
            pairs[i] = (row, label, below[0])


def _collect(pairs: _Pairs) -> Form:
    """One record for each time that the first subject's label comes again."""
    start = next(label for _row, label, _value in pairs if _is_subject(label))
    groups: list[_Pairs] = [[]]
    for pair in pairs:
        if pair[1] == start and any(label == start for _row, label, _value in groups[-1]):
            groups.append([])
        groups[-1].append(pair)
    names: list[tuple[str, int]] = []
    records = []
    for group in groups:
        cells: dict[tuple[str, int], Any] = {}
        for _row, label, value in group:
            turn = sum(1 for name, _n in cells if name == label)
            cells[label, turn] = value
        names += [name for name in cells if name not in names]
        if any(value is not None for value in cells.values()):
            records.append(
                (cells, next(row for row, label, _v in group if label == start or len(group) == 1))
            )
    form = Form([header_of(label) for label, _turn in names])
    form.records = [[cells.get(name) for name in names] for cells, _row in records]
    form.rows = [row for _cells, row in records]
    return form


def _turned(table: Table) -> Form | None:
    """A list on its side: names of columns down the first column, a customer in each further one."""
    rows = [row for row in range(table.height) if _is_label(table.columns[0][row])]
    wide = [sum(column[row] is not None for column in table.columns[1:]) for row in rows]
    subject = next((i for i, row in enumerate(rows) if _is_subject(table.columns[0][row])), None)
    if subject is None or wide[subject] < 2 or len(rows) < _LEAST_LABELS or max(wide) > wide[subject]:
        return None
    if sum(count >= 2 for count in wide) < 2:
        return None
    if any(_is_label(column[row]) for column in table.columns[1:] for row in rows):
        return None
    form = Form([header_of(table.columns[0][row]) for row in rows])
    for column in table.columns[1:]:
        if column[rows[subject]] is not None:
            form.records.append([column[row] for row in rows])
            form.rows.append(rows[subject])
    return form
