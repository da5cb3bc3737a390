"""Which line of a table holds the names of its columns, alone or together with the line above or below."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date, datetime
from functools import cache
from typing import Any

from crmcli.matching.online import normalize_email
from crmcli.matching.phones import normalize_phone
from crmcli.sheets.cells.dates import looks_like_date, time_of_day
from crmcli.sheets.cells.setting import is_empty_word
from crmcli.sheets.cells.texts import text_of
from crmcli.sheets.columns.fields import TYPES
from crmcli.sheets.columns.headers import Header, header_of, known_score, matches, without_prefix
from crmcli.sheets.model import Table
from crmcli.sheets.tables.day_columns import days_named
from crmcli.sheets.tables.wide import is_month

#: No column is called by a longer text, not even a survey's question.
_LONGEST_NAME = 200
#: How well a text is known that is a column's name as a whole.
_KNOWN = 0.6
#: From so many months in one line on they name its columns.
_LEAST_MONTHS, _LONGEST_MONTH = 3, 20
_NUMBER = re.compile(r"[-+¥$€£]?[\d,.]+[%元]?")
#: A column's name as programs write it.
_CODE = re.compile(r"[A-Za-z][A-Za-z0-9_.\- ]*", re.ASCII)
#: What no name of a person, a firm or a thing has: words joined by a line, a capital behind a small letter.
_TECHNICAL = re.compile(r"^[A-Za-z]+_\w+$|^[A-Za-z]*[a-z][A-Z][A-Za-z]*$|^F[A-Z][a-z]+$")
_YEAR = re.compile(r"(?:19|20)\d\d")
_WHOLE_DATE = re.compile(r"\d{4}\D{1,2}\d{1,2}\D{1,2}\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}|\d{8}")


def find_heading(table: Table, top: list[list[Any]]) -> tuple[int, list[Header] | None] | None:
    """(the lower header line, the names joined of two lines or None); None where no line is a header.

    A line that holds a phone, a date, a mail or a number is data, whatever word stands in it, unless most of its cells
    are known names.
    """
    scores = [row_score(row) for row in top]
    ranks = [(not _is_data_line(row, known), score) for row, (score, known) in zip(top, scores, strict=True)]
    best = max(range(len(top)), key=lambda i: (ranks[i], -i), default=-1)
    width = sum(any(cell is not None for cell in column) for column in table.columns)
    if best >= 0 and ranks[best][0] and scores[best][0] > 0.5 and scores[best][1] >= (2 if width > 2 else 1):
        return _with_two_lines(table, top, best, scores)
    unknown = _unknown_names(top)
    return None if unknown is None else (unknown, None)


def _is_data_line(row: list[Any], known: float) -> bool:
    cells = [cell for cell in row if cell is not None]
    return known < 0.6 * len(cells) and any(map(is_data, cells))


def is_data(cell: Any) -> bool:
    """Whether a cell can't be the name of a column: a phone, a whole date, a mail, a number other than a year."""
    if isinstance(cell, date):
        return cell.day != 1 or (isinstance(cell, datetime) and cell.hour > 0)
    if not isinstance(cell, str):
        return not (isinstance(cell, int | float) and _YEAR.fullmatch(text_of(cell)))
    if len(cell) > _LONGEST_NAME:
        return False
    if _NUMBER.fullmatch(cell):
        return not _YEAR.fullmatch(cell) and any(map(str.isdigit, cell))
    if "@" in cell or any(map(str.isdigit, cell)):
        dated = bool(_WHOLE_DATE.match(cell)) and looks_like_date(cell)
        return bool(
            dated
            or normalize_email(cell)
            or (cell.isascii() and normalize_phone(cell))
            or time_of_day(cell) is not None
        )
    return False


def names_again(cells: list[tuple[int, Any]], headers: list[Header]) -> bool:
    """Whether a line below the header calls the same columns by other names: the codes that import templates hold."""
    texts = [(headers[column], cell) for column, cell in cells if isinstance(cell, str)]
    if len(texts) < max(2, len(cells)) or any(len(cell) > 40 for _header, cell in texts):
        return False
    codes = all(_CODE.fullmatch(cell) for _header, cell in texts)
    translated = all(header.shown.isascii() and not cell.isascii() for header, cell in texts)
    alike = sum(
        known_score(code := header_of(cell)) >= _KNOWN
        and not _meanings(header.key).isdisjoint(_meanings(code.key))
        for header, cell in texts
    )
    if codes and not any(header.shown.isascii() for header, _cell in texts):
        coded = sum(bool(_TECHNICAL.search(cell)) for _header, cell in texts)
        return alike >= max(2, len(texts) / 2) or coded >= max(2, 0.8 * len(texts))
    return (codes or translated) and alike >= max(2, len(texts) / 2)


@cache
def _meanings(key: str) -> frozenset[tuple[str, str]]:
    """Every field of every kind that a folded name may stand for."""
    header = Header(key, key)
    return frozenset(
        (kind, match.field) for kind in TYPES for match in matches(kind, header) if match.score > 0.5
    )


def _unknown_names(top: list[list[Any]]) -> int | None:
    """The first line of different words above columns of data, where no word is known: names in a language of their own."""
    row = next((i for i, line in enumerate(top) if sum(cell is not None for cell in line) > 1), None)
    if row is None or len(top) < row + 3:
        return None
    names = [cell for cell in top[row] if cell is not None]
    plain = all(isinstance(cell, str) and len(cell) < 40 and not is_empty_word(cell) for cell in names)
    if not plain or len(set(names)) < len(names) or any(map(is_data, names)):
        return None
    below = [[line[column] for line in top[row + 1 :]] for column in range(len(top[row])) if top[row][column]]
    filled = [[cell for cell in cells if cell is not None] for cells in below]
    return row if any(len(cells) > 1 and all(map(is_data, cells)) for cells in filled) else None


def row_score(row: list[Any]) -> tuple[float, float]:
    """(how much a row looks like a header, the weight of the names it knows)."""
    score = known = 0.0
    seen: set[str] = set()
    short = (
        cell
        for cell in row
        if cell is not None and not (isinstance(cell, str) and len(cell) > _LONGEST_MONTH)
    )
    months = {cell for cell in short if is_month(header_of(text_of(cell)))}
    months = months if len(months) >= _LEAST_MONTHS else set()
    days = _days_in(row)
    for column, cell in enumerate(row):
        if cell is None:
            continue
        if cell in months or column in days:
            score, known = score + 0.6, known + 0.6
            continue
        if not isinstance(cell, str) or looks_like_date(cell):
            score -= 0.7
            continue
        if len(cell) > _LONGEST_NAME:
            score -= 0.3
            continue
        header = header_of(without_prefix(cell))
        if header.key in seen:
            score -= 0.2
            continue
        seen.add(header.key)
        weight = _header_weight(cell, header)
        score += weight
        known += max(0.0, weight) if weight >= 0.5 else 0.0
    return score, known


def _days_in(row: list[Any]) -> Collection[int]:
    """The columns that a line calls by days, beside one that it calls by a known name."""
    texts = ["" if cell is None else text_of(cell) for cell in row]
    days, _shape = days_named(texts)
    named = (cell for cell in row if isinstance(cell, str) and len(cell) <= _LONGEST_MONTH)
    return days if days and any(known_score(header_of(cell)) >= _KNOWN for cell in named) else ()


def _header_weight(cell: str, header: Header) -> float:
    if (cell.isascii() and (normalize_phone(cell) or normalize_email(cell))) or _NUMBER.fullmatch(cell):
        return -1.0
    known = known_score(header)
    if known:
        return known
    return -0.3 if len(cell) > 40 else 0.1


def _with_two_lines(
    table: Table, top: list[list[Any]], best: int, scores: list[tuple[float, float]]
) -> tuple[int, list[Header] | None]:
    """The best row alone, or joined with the group names above it or the sub-names below it."""
    for upper, lower in ((best, best + 1), (best - 1, best)):
        if upper < 0 or lower >= len(top):
            continue
        merged = _is_merged_pair(table, upper, lower)
        if not merged and not _is_header_pair(table, top, upper, lower):
            continue
        groups = _spread(table, top, upper, lower)
        joined = [_joined(group, below) for group, below in zip(groups, top[lower], strict=True)]
        gain = sum(known_score(header) for header in joined if header.key) - scores[best][1]
        if gain > 0.4 or merged:
            return lower, joined
    return best, None


def _is_header_pair(table: Table, top: list[list[Any]], upper: int, lower: int) -> bool:
    above, below = top[upper], top[lower]
    texts = [cell for cell in above if cell is not None]
    sub_texts = [cell for cell in below if cell is not None]
    if (
        len(texts) < 2
        or not sub_texts
        or not all(isinstance(cell, str) and len(cell) < 40 for cell in texts + sub_texts)
    ):
        return False
    if (
        any(looks_like_date(cell) or re.fullmatch(r"[\d\s.,:+\-]+", cell) for cell in sub_texts)
        or row_score(below)[1] < 1
    ):
        return False
    merged = any(first[0] == upper and last[1] > first[1] for first, last in table.merged)
    gaps = sum(a is None and b is not None for a, b in zip(above, below, strict=True))
    return (merged or gaps > 0) and sum(
        b is None for a, b in zip(above, below, strict=True) if a is not None
    ) + gaps > 0


def _is_merged_pair(table: Table, upper: int, lower: int) -> bool:
    """Whether the cells themselves say so: names reach over both lines, and a group's name over several columns."""
    down = any(first[0] == upper and last[0] == lower for first, last in table.merged)
    across = any(
        first[0] == last[0] == upper
        and last[1] > first[1]
        and _is_row_of_names(table.row(lower)[first[1] : last[1] + 1])
        for first, last in table.merged
    )
    return down and across


def _is_row_of_names(cells: list[Any]) -> bool:
    return all(isinstance(cell, str) and not looks_like_date(cell) for cell in cells)


def _spread(table: Table, top: list[list[Any]], upper: int, lower: int) -> list[Any]:
    """The upper line with each group name over all its columns."""
    above = list(top[upper])
    current = None
    for column, cell in enumerate(above):
        if cell is not None:
            current = cell
        elif current is not None and top[lower][column] is not None:
            above[column] = current
    for first, last in table.merged:
        if first[0] <= upper <= last[0] and first[0] == upper:
            for column in range(first[1], min(last[1] + 1, len(above))):
                above[column] = top[upper][first[1]]
    return above


def _joined(group: Any, below: Any) -> Header:
    if below is None:
        return header_of(text_of(group))
    if group is None or text_of(group) == text_of(below):
        return header_of(text_of(below))
    return header_of(f"{text_of(group)} {text_of(below)}", text_of(below))
