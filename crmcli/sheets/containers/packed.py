"""Columns of large sheets in little memory: the cells lie joined in blocks, and one block at a time is unfolded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, overload

#: Rows in a block.
BLOCK = 20_000
#: So few different cells in a block are kept once each, instead of their joined text.
_FEW = BLOCK // 10
_SEPARATOR = "\0"


class Packed(Sequence[Any]):
    """A column, read like a list. Cells may be replaced; those of one block after another, that is quick."""

    def __init__(self) -> None:
        self._blocks: list[str | list[Any] | int] = []
        self._length = 0
        self._words: dict[str | None, str | None] = {}
        #: The block that is unfolded, its cells, and whether they were changed.
        self._open, self._cells, self._changed = -1, list[Any](), False

    @classmethod
    def of(cls, cells: list[Any]) -> Packed:
        """A column of these cells."""
        column = cls()
        for start in range(0, len(cells), BLOCK):
            column.extend(cells[start : start + BLOCK])
        return column

    def extend(self, cells: list[Any]) -> None:
        """Adds a block: of BLOCK cells, except the last one."""
        self._blocks.append(self._fold(cells))
        self._length += len(cells)

    def extend_empty(self, count: int) -> None:
        """Adds a block of `count` empty cells."""
        self._blocks.append(count)
        self._length += count

    def __len__(self) -> int:
        return self._length

    def __iter__(self) -> Iterator[Any]:
        return self.between(0, self._length)

    @overload
    def __getitem__(self, place: int) -> Any: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Any]: ...
    def __getitem__(self, place: int | slice) -> Any:
        if isinstance(place, slice):
            start, stop, step = place.indices(self._length)
            return (
                Part(self, start, max(start, stop))
                if step == 1
                else [self[i] for i in range(start, stop, step)]
            )
        if place < 0:
            place += self._length
        if not 0 <= place < self._length:
            raise IndexError(place)
        return self._at(place // BLOCK)[place % BLOCK]

    def __setitem__(self, place: int, cell: Any) -> None:
        self._at(place // BLOCK)[place % BLOCK] = cell
        self._changed = True

    def count(self, value: Any) -> int:
        self._keep()
        return sum(self._unfold(block).count(value) for block in self._blocks)

    def between(self, start: int, stop: int) -> Iterator[Any]:
        """The cells from `start` to before `stop`, in order."""
        self._keep()
        while start < stop:
            number, first = divmod(start, BLOCK)
            cells = self._unfold(self._blocks[number])
            last = min(len(cells), first + stop - start)
            yield from cells[first:last] if first or last < len(cells) else cells
            start += last - first

    def _at(self, number: int) -> list[Any]:
        if number != self._open:
            self._keep()
            self._cells = self._unfold(self._blocks[number])
            self._open = number
        return self._cells

    def _keep(self) -> None:
        """Folds the changed block again."""
        if self._changed:
            self._blocks[self._open] = self._fold(self._cells)
            self._changed = False

    def _fold(self, cells: list[Any]) -> str | list[Any] | int:
        kinds = set(map(type, cells))
        if kinds == {type(None)}:
            return len(cells)
        if not kinds <= {str, type(None)}:
            return list(cells)
        if len(set(cells)) <= _FEW:
            return [self._words.setdefault(cell, cell) for cell in cells]
        text = _SEPARATOR.join([cell or "" for cell in cells])
        return text if text.count(_SEPARATOR) == len(cells) - 1 else list(cells)

    @staticmethod
    def _unfold(block: str | list[Any] | int) -> list[Any]:
        if isinstance(block, str):
            return [cell or None for cell in block.split(_SEPARATOR)]
        return [None] * block if isinstance(block, int) else list(block)


class Part(Sequence[Any]):
    """Some rows of a packed column in a row; what is put there is put into the column."""

    def __init__(self, column: Packed, start: int, stop: int) -> None:
        self._column, self._start, self._stop = column, start, stop

    def __len__(self) -> int:
        return self._stop - self._start

    def __iter__(self) -> Iterator[Any]:
        return self._column.between(self._start, self._stop)

    @overload
    def __getitem__(self, place: int) -> Any: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Any]: ...
    def __getitem__(self, place: int | slice) -> Any:
        if isinstance(place, slice):
            start, stop, step = place.indices(len(self))
            return self._column[self._start + start : self._start + max(start, stop) : step]
        return self._column[self._own(place)]

    def __setitem__(self, place: int, cell: Any) -> None:
        self._column[self._own(place)] = cell

    def _own(self, place: int) -> int:
        if not -len(self) <= place < len(self):
            raise IndexError(place)
        return self._start + place % len(self)


class Chosen(Sequence[Any]):
    """Some rows of a packed column, not all in a row."""

    def __init__(self, column: Packed | Part, places: Sequence[int]) -> None:
        self._column, self._places = column, places

    def __len__(self) -> int:
        return len(self._places)

    @overload
    def __getitem__(self, place: int) -> Any: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Any]: ...
    def __getitem__(self, place: int | slice) -> Any:
        if isinstance(place, slice):
            return [self._column[i] for i in self._places[place]]
        return self._column[self._places[place]]

    def __iter__(self) -> Iterator[Any]:
        return (self._column[i] for i in self._places)
