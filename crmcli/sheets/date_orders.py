"""Whether 3/5/2024 is in March or in May: what the dates of a column and of its sheet prove. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import islice

#: So many texts of a column tell whether it holds dates.
_LOOKED_AT = 20
_YEAR_LAST = re.compile(r"\s*(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})")


@dataclass(slots=True)
class Orders:
    """Examples of a column's dates that can only have the day first or the month first, and of one that may be either,
    and how many there are of the first two.
    """

    day_first: str = ""
    month_first: str = ""
    open: str = ""
    days: int = 0
    months: int = 0

    @property
    def decided(self) -> bool | None:
        """Whether the day comes first, by most of them; None if nothing decides."""
        return None if not (self.days or self.months) else self.days >= self.months


def orders_in(cells: Iterable[object]) -> Orders:
    """What a column's dates with the year last prove."""
    found = Orders()
    for cell in dict.fromkeys(cells):
        match = _YEAR_LAST.match(cell) if isinstance(cell, str) else None
        if match:
            _take(found, int(match[1]), int(match[2]), match[0].strip())
    return found


def writes_year_last(cells: Iterable[object]) -> bool:
    """Whether the first texts of a column are dates with the year last."""
    texts = list(islice((cell for cell in cells if isinstance(cell, str)), _LOOKED_AT))
    return bool(texts) and all(_YEAR_LAST.match(text) for text in texts)


def _take(found: Orders, first: int, second: int, text: str) -> None:
    if first > 12 >= second:
        found.day_first, found.days = found.day_first or text, found.days + 1
    elif second > 12 >= first:
        found.month_first, found.months = found.month_first or text, found.months + 1
    elif first != second and first <= 12 and first and second:
        found.open = found.open or text


def date_order(columns: Iterable[Iterable[object]]) -> tuple[bool | None, str]:
    """Whether the 3/5/2024 of a sheet's columns are day first, and one that may be read either way if none decides.

    Where none decides, the order is taken in which the dates of each column lie closer together: a log of some days,
    not the same day of several months. None if the sheet has no such dates.
    """
    spans = [0, 0]
    example = ""
    seen = False
    for cells in columns:
        pairs = set()
        for cell in dict.fromkeys(cells):
            found = _YEAR_LAST.match(cell) if isinstance(cell, str) else None
            if not found:
                continue
            first, second, year = map(int, found.groups())
            if (first > 12) != (second > 12):
                return first > 12, ""
            if first <= 12 and first and second:
                pairs.add((first, second, year))
                example = example or (found[0].strip() if first != second else "")
        seen = seen or bool(pairs)
        for order, days in enumerate(
            ([date(y, a, b) for a, b, y in pairs], [date(y, b, a) for a, b, y in pairs])
        ):
            spans[order] += (max(days) - min(days)).days if days else 0
    return (spans[1] < spans[0] if seen else None), example
