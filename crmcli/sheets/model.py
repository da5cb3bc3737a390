"""What reading a file gives: plain values that the import workflow turns into records."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from crmcli.sheets.settled import Settled

if TYPE_CHECKING:
    from crmcli.sheets.blocks import Blocks


@dataclass(slots=True)
class Table:
    """A sheet as it lies in the file: cells by column, empty ones None, nothing interpreted."""

    file: str
    sheet: str
    columns: list[list[Any]]
    height: int
    #: Merged cells as ((first row, first column), (last row, last column)), from 0.
    merged: list[tuple[tuple[int, int], tuple[int, int]]] = field(default_factory=list)
    date1904: bool = False
    hidden: bool = False
    warnings: list[str] = field(default_factory=list)
    #: The place in its sheet of the table's first row, from 0.
    first_row: int = 0
    #: Rows that the sheet hides, from 0.
    hidden_rows: tuple[int, ...] = ()
    #: Columns that the sheet hides, from 0.
    hidden_columns: tuple[int, ...] = ()

    def row(self, index: int) -> list[Any]:
        """The cells of one row, from 0."""
        return [column[index] for column in self.columns]


@dataclass(frozen=True, slots=True)
class Problem:
    """A cell, or a missing one, that keeps its row from being taken as it stands.

    `reason` is a code: missing_name, no_reference, bad_phone, bad_email, bad_date, no_anchor, bad_amount,
    bad_quantity, bad_score, bad_word, lost_digits, too_long.
    """

    field: str
    value: str
    reason: str


@dataclass(slots=True)
class Row:
    """One row of a table, typed.

    `number` is the row as Excel counts it. `values` holds only fields that have a value: dates, aware or
    naive datetimes (naive ones in the team's zone), money as int cents, phones and e-mails in normal form,
    vocabulary keys.
    A field with a problem is absent from `values`. `extra` keeps the text of every column that has no field.
    """

    number: int
    values: dict[str, Any]
    problems: list[Problem]
    raw: Sequence[Any]
    extra: dict[str, str]


@dataclass(frozen=True, slots=True)
class ColumnPlan:
    """What one column (index from 0) was taken for, how sure that is (0–1), and why.

    `why` is the word in its name, `values`, `told`, `left out`, or nothing where it is only kept beside the record.
    """

    index: int
    header: str
    field: str | None
    confidence: float
    why: str
    examples: tuple[str, ...]


@dataclass(slots=True)
class SheetPlan:
    """One sheet understood. A sheet that is none of ours has kind None, no rows, and a note that says so."""

    file: str
    sheet: str
    kind: str | None
    confidence: float
    header_row: int
    columns: list[ColumnPlan]
    headers: list[str]
    #: Empty where the sheet is so large that its rows are typed when they are needed: see `blocks`.
    rows: list[Row]
    notes: list[str]
    title: str
    author_hint: str | None
    #: What was taken in otherwise than it stands, to be told to whoever imports.
    notices: list[str] = field(default_factory=list)
    #: The largest possible score of each survey field, as found: 5, 10 or 100.
    scales: dict[str, int] = field(default_factory=dict)
    #: What was settled for its columns before, if anything.
    settled: Settled | None = None
    #: Whether every column of our own export is there.
    whole: bool = False
    #: Points of the kinds that it might have been, its own among them; empty where the kind was told.
    rivals: dict[str, float] = field(default_factory=dict)
    blocks: Blocks | None = None

    @property
    def filled(self) -> bool:
        """Whether there are any rows."""
        return bool(self.rows or self.blocks)

    def each(self) -> Iterator[Row]:
        """All rows, typed as they are needed."""
        if self.blocks is None:
            yield from self.rows
        else:
            for _start, rows in self.blocks.all():
                yield from filter(None, rows)

    def count(self) -> int:
        """How many rows there are; those of a large sheet are typed for it."""
        return self.blocks.count() if self.blocks else len(self.rows)


@dataclass(slots=True)
class Reading:
    """All sheets of all files, what was left out, and the files that could not be read, with the reason."""

    sheets: list[SheetPlan] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    errors: list[tuple[str, str]] = field(default_factory=list)
