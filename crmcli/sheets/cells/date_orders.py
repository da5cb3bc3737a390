"""Whether 3/5/2024 is in March or in May: what the dates of a column and of its sheet prove. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import islice

_SHORT_LAST = re.compile(r"\s*(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})(?!\d)")
_SHORT = re.compile(r"\s*(\d{1,2})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
#: A year of so long ago is one of late.
_OF_LATE = 15
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
        """Whether the day comes first, by most of them; None if nothing decides, or as much for one as for the other."""
        return None if self.days == self.months else self.days > self.months


def orders_in(cells: Iterable[object], short: bool = False) -> Orders:
    """What a column's dates with the year last prove, those with a `short` year among them if it is known to be last."""
    found = Orders()
    pattern = _SHORT_LAST if short else _YEAR_LAST
    for cell in dict.fromkeys(cells):
        match = pattern.match(cell) if isinstance(cell, str) else None
        if match:
            _take(found, int(match[1]), int(match[2]), match[0].strip())
    return found


def writes_year_last(cells: Iterable[object]) -> bool:
    """Whether the first texts of a column are dates with the year last."""
    texts = list(islice((cell for cell in cells if isinstance(cell, str)), _LOOKED_AT))
    return bool(texts) and all(_YEAR_LAST.match(text) for text in texts)


def years_last(cells: Iterable[object], year: int) -> bool:
    """Whether the years of two digits in a column's dates stand last (1/20/26): by what can be no month, else by which of
    the outer numbers are years of late, seen from `year`, or differ less.
    """
    texts = (cell for cell in dict.fromkeys(cells) if isinstance(cell, str))
    told = {found.groups() for text in texts if (found := _SHORT.match(text))}
    dates = {(int(first), int(second), int(third)) for first, second, third in told}
    if not dates or any(int(first) > 31 or len(third) < 2 for first, _second, third in told):
        return False
    if any(second > 12 for _first, second, _third in dates):
        return True
    first, last = ({date_[place] for date_ in dates} for place in (0, 2))
    late = {one % 100 for one in range(year - _OF_LATE, year + 2)}
    if first <= late and last <= late:
        return len(dates) > 2 and max(last) - min(last) < max(first) - min(first)
    return last <= late


def _take(found: Orders, first: int, second: int, text: str) -> None:
    if first > 12 >= second:
        found.day_first, found.days = found.day_first or text, found.days + 1
    elif second > 12 >= first:
        found.month_first, found.months = found.month_first or text, found.months + 1
    elif first != second and first <= 12 and first and second:
        found.open = found.open or text


def date_order(columns: Iterable[Iterable[object]], short: bool = False) -> tuple[bool | None, str]:
    """Whether the 3/5/2024 of a sheet's columns are day first, and one that may be read either way if none decides.

    Where none decides, the order is taken in which the dates of each column lie closer together: a log of some days,
    not the same day of several months. None if the sheet has no such dates; with `short` years of two digits are last,
    too.
    """
    pattern = _SHORT_LAST if short else _YEAR_LAST
    spans = [0, 0]
    example = ""
    seen = dotted = False
    for cells in columns:
        pairs = set()
        for cell in dict.fromkeys(cells):
            found = pattern.match(cell) if isinstance(cell, str) else None
            if not found:
                continue
            first, second, year = map(int, found.groups())
            year += 2000 if year < 100 else 0
            if (first > 12) != (second > 12):
                return first > 12, ""
            dotted = dotted or "." in found[0]
            if first <= 12 and first and second:
                pairs.add((first, second, year))
                example = example or (found[0].strip() if first != second else "")
        seen = seen or bool(pairs)
        for order, days in enumerate(
            ([date(y, a, b) for a, b, y in pairs], [date(y, b, a) for a, b, y in pairs])
        ):
            spans[order] += (max(days) - min(days)).days if days else 0
    # Whoever writes points between them writes the day first.
    return (True, "") if dotted else ((spans[1] < spans[0] if seen else None), example)
