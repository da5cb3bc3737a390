"""The rows of a large sheet: they stay packed in their columns, and are typed when they are asked for, block by block.

What a whole column decides (whether 3/5 is in March or in May) is decided once, over all of it.
"""

from __future__ import annotations

import pickle
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from crmcli.sheets.cells.dates import DateContext
from crmcli.sheets.columns.headers import Header
from crmcli.sheets.model import Row
from crmcli.sheets.recognising.recognition import Recognition
from crmcli.sheets.rows.notices import notes_of
from crmcli.sheets.rows.remarks import add_remarks
from crmcli.sheets.rows.typed import dates_of, type_rows

#: Rows that are typed at a time.
SIZE = 20_000
#: From so many rows in all of a reading's sheets on they are read so, except sheets of fewer than LEAST.
LARGE, LEAST = 120_000, 1_000
#: The kinds that are taken in block by block.
KINDS = frozenset({"customers", "members", "contacts"})

#: Told once, when every row was typed: what was noticed, and how many rows had nothing filled in.
Heard = Callable[[list[str], int], None]


class Blocks:
    """The rows of one sheet by their place, from 0. `columns` hold only its data rows, `numbers` their indices."""

    def __init__(
        self,
        columns: Sequence[Sequence[Any]],
        numbers: Sequence[int],
        headers: list[Header],
        reading: Recognition,
        dates: DateContext,
        decimals: Mapping[int, str],
        country: str,
        own: bool,
        home: str,
    ) -> None:
        self._columns, self._numbers, self._headers = columns, numbers, headers
        self._reading, self._dates, self._country, self._own = reading, dates, country, own
        self._decimals, self._home = decimals, home
        self._dates_of: dict[int, DateContext] | None = None
        self._aside: dict[int, bytes] = {}
        self._heard: list[Heard] = []
        self._filled = -1
        #: What the cells' comments say, by row number.
        self.remarks: Mapping[int, str] = {}

    def __len__(self) -> int:
        """How many rows there are, those with nothing filled in among them."""
        return len(self._numbers)

    def number(self, place: int) -> int:
        """The row as a spreadsheet counts it."""
        return self._numbers[place] + 1

    def when_read(self, heard: Heard) -> None:
        """Calls `heard` when every row has been typed once."""
        self._heard.append(heard)

    def count(self) -> int:
        """How many rows have something filled in: all are typed if they haven't been yet."""
        if self._filled < 0:
            for _start, _rows in self.all():
                pass
        return self._filled

    def all(self) -> Iterator[tuple[int, list[Row | None]]]:
        """All rows in blocks, each with the place of its first row; None stands for a row with nothing filled in."""
        told: Counter[tuple[str, str]] = Counter()
        empty = 0
        for start in range(0, len(self), SIZE):
            rows = self._typed(range(start, min(start + SIZE, len(self))), told)
            empty += rows.count(None)
            yield start, rows
        if self._filled < 0:
            self._filled = len(self) - empty
            for heard in self._heard:
                heard(notes_of(told), empty)

    def rows(self, places: Sequence[int]) -> list[Row | None]:
        """The rows at these places, in order."""
        return self._typed(places, Counter())

    def set_aside(self, places: Sequence[int]) -> None:
        """Lays rows ready that will be asked for once, among others that lie far from them. In order."""
        for place in places:
            self._aside[place] = pickle.dumps([cells[place] for cells in self._columns], 5)

    def _typed(self, places: Sequence[int], told: Counter[tuple[str, str]]) -> list[Row | None]:
        if self._dates_of is None:
            self._dates_of = self._decide()
        numbers = [self._numbers[place] for place in places]
        typed = type_rows(
            self._cells(places),
            numbers,
            self._headers,
            reading=self._reading,
            dates=self._dates,
            country=self._country,
            decimals=self._decimals,
            dates_by_column=self._dates_of,
            own=self._own,
            home=self._home,
        )
        if self.remarks:
            add_remarks(self._reading.kind or "", typed.rows, self.remarks)
        told += typed.told
        if len(typed.rows) == len(numbers):
            return list(typed.rows)
        found = {row.number: row for row in typed.rows}
        return [found.get(number + 1) for number in numbers]

    def _cells(self, places: Sequence[int]) -> list[list[Any]]:
        own = [place for place in places if place not in self._aside] if self._aside else places
        first = own[0] if own else 0
        stop = own[-1] + 1 if own else 0
        columns = [list(cells[first:stop]) for cells in self._columns]
        if len(own) == stop - first == len(places):
            return columns
        far = {place: pickle.loads(self._aside.pop(place)) for place in places if place in self._aside}
        return [
            [far[place][i] if place in far else cells[place - first] for place in places]
            for i, cells in enumerate(columns)
        ]

    def _decide(self) -> dict[int, DateContext]:
        """How dates are read in each column, by all its cells."""
        starts = range(0, len(self), SIZE)
        return {
            column: dates_of(
                claim.field,
                self._reading.kind or "",
                (self._columns[column][start : start + SIZE] for start in starts),
                self._dates,
            )
            for column, claim in self._reading.columns.items()
        }
