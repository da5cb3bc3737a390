"""Tables as a workbook for people: typed cells, a frozen bold header, filters, widths that suit Chinese.

A text is always text, never a formula.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time, tzinfo
from decimal import Decimal
from pathlib import Path
from typing import Any

from crmcli import clock
from crmcli.render import cells
from crmcli.result import Column, Table
from crmcli.saving import save

_FORMATS = {"money": "#,##0.00", "percent": "0.0%", "date": "yyyy-mm-dd", "instant": "yyyy-mm-dd hh:mm"}
_NOT_IN_NAMES = re.compile(r"[\\/*?:\[\]\t\n\r]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")
_NARROWEST, _WIDEST = 6, 48
#: Points that a line is high, and for how many lines on paper there is room at least, to write by hand.
_LINE, _LINES_LEAST = 16.5, 2
#: How workbooks call a size of paper.
_A4 = 9
#: Rows that decide how wide a column is.
_SAMPLE = 300


def write_tables(path: Path, tables: Sequence[Table], zone: tzinfo) -> Path:
    """Writes one sheet per table, instants in `zone`; returns where (beside `path` if that file is open elsewhere). ReadOnly if it can't."""
    # In memory first: what openpyxl leaves half-written on a full disk complains on its own way out.
    return save(path, xlsx_bytes(tables, zone))


def xlsx_bytes(tables: Sequence[Table], zone: tzinfo) -> bytes:
    """A workbook with one sheet per table."""
    from crmcli.render.unnamed import new_book

    book = new_book(write_only=True)
    names: set[str] = set()
    for table in tables:
        _write_sheet(book, table, _sheet_name(table, names), zone)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _write_sheet(book: Any, table: Table, name: str, zone: tzinfo) -> None:
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    sheet = book.create_sheet(name)
    if table.printed:
        _set_up_page(sheet)
    sheet.freeze_panes = "A2"
    for index, column in enumerate(table.columns, 1):
        sheet.column_dimensions[get_column_letter(index)].width = _width(table, column, zone)
    if table.columns:
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(table.columns))}{len(table.rows) + 1}"
    heads = [_text_cell(sheet, _CONTROL.sub("", column.title)) for column in table.columns]
    for head in heads:
        head.font = Font(bold=True)
    sheet.append(heads)
    writers = [_writer(sheet, column, zone) for column in table.columns]
    for index, column in enumerate(table.columns, 1):
        if column.choices:
            _offer(sheet, get_column_letter(index), len(table.rows), column.choices)
    keys = [column.key for column in table.columns]
    for number, row in enumerate(table.rows, 2):
        line = [write(row.get(key)) for key, write in zip(keys, writers, strict=True)]
        if table.printed:
            lines = max(_lines(column, row, zone) for column in table.columns)
            sheet.row_dimensions[number].height = _LINE * max(lines, _LINES_LEAST)
        sheet.append([_wrapped(sheet, cell) for cell in line] if table.printed else line)


def _lines(column: Column, row: Mapping[str, Any], zone: tzinfo) -> int:
    """How many lines a value takes in its column: programs don't work that out for a workbook that others wrote."""
    shown = cells.width(_shown(column, row.get(column.key), zone))
    return -(-shown // int(column.width - 1)) if column.width else 1


def _wrapped(sheet: Any, cell: Any) -> Any:
    """A framed cell that shows all of its text on paper."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Border, Side

    if not hasattr(cell, "alignment"):
        cell = WriteOnlyCell(sheet, cell)
    line = Side(style="hair")
    cell.alignment = Alignment(wrap_text=True, vertical="top", horizontal="left")
    cell.border = Border(left=line, right=line, top=line, bottom=line)
    return cell


def _set_up_page(sheet: Any) -> None:
    """A4 across, as many pages down as it takes, the heads on each."""
    from openpyxl.worksheet.properties import PageSetupProperties

    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", _A4
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.print_title_rows = "1:1"
    sheet.page_margins.left = sheet.page_margins.right = 0.4


def _offer(sheet: Any, letter: str, rows: int, choices: Sequence[str]) -> None:
    """A drop-down in every row of a column; other words may be written all the same."""
    from openpyxl.worksheet.datavalidation import DataValidation

    rule = DataValidation(
        type="list", formula1='"' + _CONTROL.sub("", ",".join(choices)) + '"', showErrorMessage=False
    )
    rule.add(f"{letter}2:{letter}{max(rows, 1) + 1}")
    sheet.data_validations.append(rule)


def _writer(sheet: Any, column: Column, zone: tzinfo) -> Callable[[Any], Any]:
    """What turns a raw value of this column into a cell."""
    form = _FORMATS.get(column.kind)

    def write(value: Any) -> Any:
        typed = typed_value(column, value, zone)
        if isinstance(typed, str):
            return _text_cell(sheet, typed) if typed[:1] in ("=", "'") else typed
        if column.kind == "instant" and type(typed) is date:
            # A day among instants has no time of day to show.
            return _formatted(sheet, typed, _FORMATS["date"])
        return _formatted(sheet, typed, form) if form and typed is not None else typed

    return write


def typed_value(column: Column, value: Any, zone: tzinfo) -> Any:
    """A raw value as a spreadsheet holds it: numbers, dates, or text without control characters."""
    if value is None or value == "":
        return None
    if column.kind == "money" and not isinstance(value, str):
        return Decimal(int(value)) / 100
    if column.kind in ("date", "instant") and isinstance(value, str):
        return _moment(value, zone)
    if column.kind in cells.WORDED and (column.domain or column.kind != "word"):
        return cells.in_words(column, cells.text(value))
    if column.kind == "log":
        value = cells.log(column, str(value))
    if isinstance(value, datetime):
        return (
            value.replace(tzinfo=None)
            if value.tzinfo is None
            else value.astimezone(zone).replace(tzinfo=None)
        )
    if isinstance(value, (int, float, Decimal, date)) and not isinstance(value, bool):
        return value
    return _CONTROL.sub("", cells.text(value))


def _moment(text: str, zone: tzinfo) -> Any:
    """A stored day or instant as the team's local time; anything else stays text."""
    try:
        if "T" in text:
            told = clock.as_told(clock.parse_iso(text), zone)
            # A spreadsheet's midnight is a day without a time.
            midnight = isinstance(told, datetime) and told.time() == time()
            return f"{told:%Y-%m-%d %H:%M}" if midnight else told
        return date.fromisoformat(text)
    except ValueError:
        return text


def _formatted(sheet: Any, value: Any, form: str) -> Any:
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(sheet, value)
    cell.number_format = form
    return cell


def _text_cell(sheet: Any, text: str) -> Any:
    """A cell that stays text whatever it starts with."""
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(sheet, text)
    cell.data_type = "s"
    return cell


def _width(table: Table, column: Column, zone: tzinfo) -> float:
    """As wide as the widest of the first rows, within bounds; a Chinese character takes two."""
    shown = [column.title, *(_shown(column, row.get(column.key), zone) for row in table.rows[:_SAMPLE])]
    if column.width:
        return column.width
    widest = max(cells.width(line) for text in shown for line in text.split("\n"))
    return min(max(widest + 3, _NARROWEST), _WIDEST)


def _shown(column: Column, value: Any, zone: tzinfo) -> str:
    typed = typed_value(column, value, zone)
    if isinstance(typed, datetime):
        return typed.strftime("%Y-%m-%d %H:%M")
    return (
        ""
        if typed is None
        else f"{typed:,.2f}"
        if column.kind == "money" and not isinstance(typed, str)
        else str(typed)
    )


def _sheet_name(table: Table, taken: set[str]) -> str:
    """A name that Excel allows and no other sheet has."""
    base = _NOT_IN_NAMES.sub(" ", _CONTROL.sub(" ", table.title or table.key)).strip(" '")[:31] or "Sheet"
    name, number = base, 1
    while name.lower() in taken:
        number += 1
        name = f"{base[: 31 - len(str(number)) - 1]} {number}"
    taken.add(name.lower())
    return name
