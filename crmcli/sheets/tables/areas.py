"""Several tables in one sheet: under one another, or side by side. Each becomes a table of its own."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from typing import Any

from crmcli.matching.name_kinds import looks_like_company
from crmcli.sheets.columns.headers import header_of, known_score, synonyms
from crmcli.sheets.model import Table
from crmcli.sheets.tables.forms import form_of
from crmcli.sheets.tables.heading import row_score
from crmcli.sheets.tables.layout import SEARCHED

#: Column names in this share of a line's cells make it a header.
_MOSTLY = 0.6
#: No header is longer.
_LONGEST_NAME = 20
_CAPTION, _MOST_CAPTIONS = re.compile(r"\s*[^:：\d]{1,8}\s*[:：]\s*\S"), 4
#: Further headers are looked for at so many places of a sheet; more are blank lines between records.
_MOST_PLACES = 5000


def areas_of(table: Table, header_row: int | None = None) -> list[Table]:
    """The tables that a sheet holds, from top to bottom and left to right; usually the sheet itself.

    A told `header_row` (from 1) means one table.
    """
    if header_row is not None or table.height < 2:
        return [table]
    return [part for block in _under_one_another(table) for part in _side_by_side(block)]


def _under_one_another(table: Table) -> list[Table]:
    sparse = _sparse_rows(table)
    headers = _header_rows(table, sparse)
    starts = [0, *(_start(table, row, set(sparse)) for row in headers[1:])]
    if headers and (
        below := _below_form(table, headers[0], set(sparse)) or _below_list(table, headers[0], set(sparse))
    ):
        starts[1:1] = [below]
    if len(starts) < 2:
        return [table]
    ends = [*starts[1:], table.height]
    return [cut(table, rows=pair) for pair in zip(starts, ends, strict=True)]


def _below_form(table: Table, header: int, sparse: set[int]) -> int:
    """Where a list begins below a customer's form; 0 if what stands above the first header is none."""
    start = _start(table, header, sparse)
    form = form_of(cut(table, rows=(0, start))) if start > 1 else None
    return start if form is not None and form.records else 0


#: So many filled lines above the first known header are a table of their own.
_LEAST_LINES = 3


def _below_list(table: Table, header: int, sparse: set[int]) -> int:
    """Where the first known header's table begins, if a list with rarer names stands above it; 0 if none does."""
    start = _start(table, header, sparse)
    filled = [row for row in range(start) if row not in sparse]
    if len(filled) <= _LEAST_LINES or start - filled[-1] < 1:
        return 0
    first = table.row(filled[0])
    named = sum(known_score(header_of(cell)) > 0 for cell in first if isinstance(cell, str))
    return start if named >= 2 and row_score(first)[0] > 0 else 0


def _sparse_rows(table: Table) -> list[int]:
    """Lines with one cell at most: blank ones, titles, notes."""
    least = len(table.columns) - 1
    if least < 1:
        return list(range(table.height))
    # Such a line is empty in one of any two columns, so the two fullest tell quickly which lines to look at.
    first, second = sorted(table.columns, key=lambda cells: cells.count(None))[:2]
    gaps = (i for i, (a, b) in enumerate(zip(first, second, strict=True)) if a is None or b is None)
    return [i for i in gaps if table.row(i).count(None) >= least]


def _header_rows(table: Table, sparse: list[int]) -> list[int]:
    """The lines that begin a table: the first header, and others that differ from it or stand below a title."""
    found: list[int] = []
    keys: list[str] = []
    blank = set(sparse)
    for row in _places(table, sparse):
        line = table.row(row)
        below = found and (row - 1 in blank or _is_caption(table, row - 1)) and _heads(table, row)
        if not (_is_header(line) or below) or (
            found and (row == found[-1] + 1 or _again(table, found[-1], row))
        ):
            continue
        mine = [header_of(cell).key for cell in line if isinstance(cell, str)]
        titled = row > 0 and _is_lone(table, row - 1)
        if mine != keys or titled:
            found.append(row)
            keys = mine
    return found


def _places(table: Table, sparse: list[int]) -> list[int]:
    """Where a header may stand: near the top, up to two lines below a blank line or a title, and below data where one
    of the first cells is a plain column name.
    """
    below = [row + step for row in sparse[:_MOST_PLACES] for step in (1, 2)]
    known = synonyms().known
    named = [
        row
        for column in table.columns[:2]
        for row, cell in enumerate(column)
        if type(cell) is str and len(cell) < _LONGEST_NAME and cell in known
    ]
    near = range(min(table.height, SEARCHED))
    return sorted(row for row in {*near, *below, *named[:_MOST_PLACES]} if row < table.height)


def _is_header(line: list[Any]) -> bool:
    cells = [cell for cell in line if cell is not None]
    if len(cells) < 2 or not all(isinstance(cell, str) and _may_name(cell) for cell in cells):
        return False
    first = next(column for column, cell in enumerate(line) if cell is not None)
    last = max(column for column, cell in enumerate(line) if cell is not None)
    if 2 * (last - first + 1 - len(cells)) >= len(cells):  # the labels of a form
        return False
    known = sum(known_score(header_of(cell)) >= _MOSTLY for cell in cells)
    return known >= max(2, _MOSTLY * len(cells)) and len({header_of(cell).key for cell in cells}) >= 2


def _heads(table: Table, row: int) -> bool:
    """Whether a line of short, different words stands above a line with numbers or dates, and some of them are names."""
    cells = [cell for cell in table.row(row) if cell is not None]
    if (
        len(cells) < 3
        or row + 1 >= table.height
        or not all(map(_is_word, cells))
        or len({*cells}) < len(cells)
    ):
        return False
    known = sum(known_score(header_of(cell)) >= 0.5 for cell in cells)
    below = [cell for cell in table.row(row + 1) if cell is not None]
    return known >= max(2, 0.4 * len(cells)) and any(not _is_word(cell) for cell in below)


def _is_word(cell: Any) -> bool:
    """A text that may name a column: no number, date or company in it."""
    return (
        isinstance(cell, str)
        and _may_name(cell)
        and not any(map(str.isdigit, cell))
        and not (len(cell) > 5 and looks_like_company(cell))
    )


def _again(table: Table, header: int, row: int) -> bool:
    """Whether a line says the lower line of a header of two lines again."""
    if header + 1 >= table.height:
        return False
    lower = table.row(header + 1)
    return all(cell is None or cell == lower[column] for column, cell in enumerate(table.row(row)))


def _may_name(cell: str) -> bool:
    return (
        len(cell) <= _LONGEST_NAME
        and not cell.strip().endswith((":", "："))
        and sum(char.isdigit() for char in cell) < 5
    )


def _start(table: Table, header: int, sparse: set[int]) -> int:
    """The first line of the table with this header: its titles stand above it, a blank line or data above them."""
    start = header
    if start - 1 not in sparse and start - 2 in sparse and row_score(table.row(start - 1))[0] > 0:
        start -= 1  # the upper of two header lines
    while start > 0 and (
        _is_caption(table, start - 1) or (start - 1 in sparse and not _is_blank(table, start - 1))
    ):
        start -= 1
    if start == header and start - 1 in sparse and start - 2 in sparse and not _is_blank(table, start - 2):
        start -= 2  # a blank line between title and header
    return start


def _is_caption(table: Table, row: int) -> bool:
    """Whether a line tells something of the table below it: 部门：业务一部, 制表日期：2026-11-18."""
    cells = [cell for cell in table.row(row) if cell is not None]
    return 0 < len(cells) <= _MOST_CAPTIONS and all(
        isinstance(cell, str) and _CAPTION.match(cell) for cell in cells
    )


def _is_blank(table: Table, row: int) -> bool:
    return all(cell is None for cell in table.row(row))


def _is_lone(table: Table, row: int) -> bool:
    return sum(cell is not None for cell in table.row(row)) == 1


def _side_by_side(table: Table) -> list[Table]:
    header = next((row for row in range(min(table.height, SEARCHED)) if _is_header(table.row(row))), None)
    if header is None:
        return [table]
    keys = [header_of(cell).key if isinstance(cell, str) else "" for cell in table.row(header)]
    starts = _repeats(keys) or _apart(table, header, keys)
    ends = [*starts[1:], len(keys)]
    return [cut(table, columns=pair) for pair in zip(starts, ends, strict=True)] if starts else [table]


def _repeats(keys: list[str]) -> list[int]:
    """Where the same columns begin anew: 客户, 电话, 地址, 客户, 电话, 地址."""
    first = next((key for key in keys if key), "")
    starts = [column for column, key in enumerate(keys) if key == first]
    parts = [[key for key in keys[a:b] if key] for a, b in zip(starts, [*starts[1:], len(keys)], strict=True)]
    alike = len(parts) > 1 and all(len(part) > 1 and set(part) <= set(parts[0]) for part in parts)
    return starts if alike and any(key in _subjects(0.5) for key in parts[0]) else []


def _apart(table: Table, header: int, keys: list[str]) -> list[int]:
    """Where a table begins behind an empty column, if each says itself whom it is about, or plainly lists something else."""
    empty = [
        not key and not any(cell is not None for cell in column[header:])
        for key, column in zip(keys, table.columns, strict=True)
    ]
    starts = [i for i in range(len(keys)) if not empty[i] and (i == 0 or empty[i - 1])]
    for a, b in zip(starts, [*starts[1:], len(keys)], strict=True):
        named = [key for key in keys[a:b] if key]
        other = a > 0 and _is_other(named) and _stands_alone(table, header, (a, b))
        told = other or any(key in _subjects(1.0) for key in named)
        if not told or len(named) < 2:
            return []
    return starts if len(starts) > 1 else []


def _is_other(keys: list[str]) -> bool:
    """Whether all columns are those of a list that holds no customers: of what is sold, and its prices."""
    goods = synonyms().kinds["purchases"]["product"]
    return any(
        not words.isdisjoint(keys) and all(key in words or key in goods for key in keys)
        for words, _calls in synonyms().others.values()
    )


def _stands_alone(table: Table, header: int, part: tuple[int, int]) -> bool:
    """Whether some line below the header is filled on one side of these columns alone."""
    first, last = part
    lines = [table.row(row) for row in range(header + 1, table.height)]
    sides = [
        (any(c is not None for c in line[:first]), any(c is not None for c in line[first:last]))
        for line in lines
    ]
    return (True, False) in sides or (False, True) in sides


@cache
def _subjects(least: float) -> frozenset[str]:
    """The names of columns that say whom a line is about, of at least this weight."""
    words = {**synonyms().kinds["interactions"]["customer"], **synonyms().kinds["contacts"]["name"]}
    if least > _MOSTLY:
        words = synonyms().kinds["interactions"]["customer"]
    return frozenset(key for key, word in words.items() if word.weight >= least)


def cut(table: Table, rows: tuple[int, int] | None = None, columns: tuple[int, int] | None = None) -> Table:
    """A part of the table; its row numbers are told by `first_row`."""
    top, bottom = rows or (0, table.height)
    left, right = columns or (0, len(table.columns))
    merged = [
        ((first[0] - top, first[1] - left), (last[0] - top, last[1] - left))
        for first, last in table.merged
        if top <= first[0] < bottom and left <= first[1] < right
    ]
    comments = [
        (row - top, column - left, text)
        for row, column, text in table.comments
        if top <= row < bottom and left <= column < right
    ]
    parts = [column[top:bottom] for column in table.columns[left:right]]
    return replace(
        table,
        columns=parts,
        height=bottom - top,
        merged=merged,
        first_row=table.first_row + top,
        warnings=[],
        comments=comments,
    )
