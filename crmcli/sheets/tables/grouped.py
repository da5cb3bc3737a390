"""Reports in groups: the customer stands alone in a line above his orders, a sum below them (sales by customer)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from crmcli.sheets.cells.texts import text_of
from crmcli.sheets.columns.headers import Header, header_of
from crmcli.sheets.model import Table

#: What the names around a report say where its groups are customers.
_BY_CUSTOMER = re.compile(
    r"\bby (?:customer|client|account)\b|\b(?:customer|client) (?:sales|balance|transaction|invoice)|客户|往来|顾客|得意先|거래처|kunde|cliente|\bclient\b",
    re.IGNORECASE,
)
#: A line that says itself whose the lines below it are.
_LABELLED = re.compile(
    r"(?P<label>客户(?:名称|全称)?|往来单位|购货单位|单位名称|customer(?: name)?|client|kunde|cliente|得意先|거래처)\s*[:：]\s*(?P<name>\S.*)",
    re.IGNORECASE,
)
_SUM = re.compile(r"(?:sub|grand )?total\b.*|.*(?:合计|小计|总计|計)\s*[:：]?", re.IGNORECASE)


def take_groups(table: Table, headers: list[Header], start: int, around: Sequence[str]) -> set[int]:
    """Hands each line from `start` on the customer whose group it stands in, in place, in a column named for it, and
    returns the lines that are none themselves. Only where every such line plainly is one.
    """
    if not table.columns or start >= table.height:
        return set()
    if not headers[0].shown and any(map(_BY_CUSTOMER.search, around)):
        return _take_unnamed(table, headers, start)
    first = table.columns[0]
    labelled = {
        row: found
        for row in range(start, table.height)
        if isinstance(cell := first[row], str) and (found := _LABELLED.fullmatch(cell.strip()))
    }
    alone = {row: found["name"] for row, found in labelled.items() if _is_alone(table, row)}
    if not alone or len(alone) < len(labelled):
        return set()
    label = header_of(next(iter(labelled.values()))["label"])
    if any(header.key == label.key for header in headers):
        return set()
    headers.append(label)
    table.columns.append([None] * table.height)
    _hand_down(table.columns[-1], alone, start, blank=set())
    return set(alone)


def _take_unnamed(table: Table, headers: list[Header], start: int) -> set[int]:
    """The groups that a first column without a name names."""
    named: dict[int, str] = {}
    sums: set[int] = set()
    for row in range(start, table.height):
        text = text_of(table.columns[0][row])
        if not text:
            continue
        if _SUM.fullmatch(text):
            sums.add(row)
        elif _is_alone(table, row):
            named[row] = text
        else:
            return set()
    if not named or not sums:
        return set()
    headers[0] = header_of("Customer")
    _hand_down(table.columns[0], named, start, blank=sums)
    return named.keys() | sums


def _hand_down(cells: list[Any], named: dict[int, str], start: int, blank: set[int]) -> None:
    """Fills a column with the name of each line's group; the sum of one ends it."""
    name: str | None = None
    for row in range(start, len(cells)):
        name = named.get(row, None if row in blank else name)
        cells[row] = name


def _is_alone(table: Table, row: int) -> bool:
    return all(column[row] is None for column in table.columns[1:])
