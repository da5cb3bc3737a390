"""Rows in groups: a customer or an order is written once, the lines that belong to it follow with blanks."""

from __future__ import annotations

from typing import Any

from crmcli.sheets.recognising.recognition import Recognition

#: What names the customer, in the order of weight.
_REFERENCES = ("customer", "phone", "contact_person", "email", "customer_no")
#: What the lines of one order share. A log has only its author.
_SHARED = ("order_no", "ordered", "status", "author")
#: From this share of blank cells on they are a way of writing and not a slip.
_LEAST_BLANK = 0.2
_LEAST_ROWS = 3


def carry_down(columns: list[list[Any]], reading: Recognition) -> int:
    """Fills in place what a group's first line says for those below it; how many rows were filled.

    Only where it is plainly meant: a product without customer, number and day, where orders have them all; else where
    many lines name nobody, and in a log every customer that is named stands but once, among orders the number or the
    date is blank, too (a till's sale to nobody has both). A single line without a customer stays one.
    """
    names = [column for name in _REFERENCES if (column := reading.column_of(name)) is not None]
    if (
        reading.kind not in ("interactions", "purchases")
        or not names
        or columns[names[0]][:1] in ([], [None])
    ):
        return 0
    lines = _lines(columns, reading, names)
    _fill(columns, reading, names, lines)
    height = len(columns[names[0]])
    blank = [i for i in range(height) if all(columns[column][i] is None for column in names)]
    if len(blank) < max(_LEAST_ROWS, _LEAST_BLANK * height) or not _is_grouped(
        columns, reading, names[0], blank
    ):
        return len(lines)
    _fill(columns, reading, names, blank)
    return len(lines) + len(blank)


def _fill(columns: list[list[Any]], reading: Recognition, names: list[int], rows: list[int]) -> None:
    """Hands these rows what the one above each says."""
    shared = [column for name in _SHARED if (column := reading.column_of(name)) is not None]
    for i in rows:
        for column in (*names, *shared):
            if columns[column][i] is None:
                columns[column][i] = columns[column][i - 1]


def _lines(columns: list[list[Any]], reading: Recognition, names: list[int]) -> list[int]:
    """The rows that can only be a line of the order above: they have a product, and neither customer, number nor day."""
    order_no, day, product = (reading.column_of(name) for name in ("order_no", "ordered", "product"))
    if order_no is None or day is None or product is None or reading.kind != "purchases":
        return []
    blank = (*names, order_no, day)
    return [
        i
        for i, cell in enumerate(columns[product])
        if cell is not None and all(columns[column][i] is None for column in blank)
    ]


def _is_grouped(columns: list[list[Any]], reading: Recognition, name: int, blank: list[int]) -> bool:
    if reading.kind == "purchases":
        marks = (reading.column_of("order_no"), reading.column_of("ordered"))
        mark = next((column for column in marks if column is not None), None)
        return mark is not None and all(columns[mark][i] is None for i in blank)
    told = [cell for cell in columns[name] if cell is not None]
    return reading.column_of("external_id") is None and len(set(told)) >= 0.9 * len(told)
