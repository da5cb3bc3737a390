"""What reading a file gives: plain values that the import workflow turns into records."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple


class Message(NamedTuple):
    """What somebody said: the line or row, from 0, the day as written, the clock as HH:MM:SS, who, and the words.

    Where the log tells them: the other party, and whether it was sent by whoever wrote the log.
    """

    line: int
    date: str
    clock: str
    who: str
    text: str
    partner: str = ""
    sent: bool = False


class Address(NamedTuple):
    """An e-mail address in normal form, and the name beside it, perhaps none."""

    email: str
    name: str = ""


class MailFile(NamedTuple):
    """A file with a mail: what it is called, and whether it is a picture inside the text, as signatures have them."""

    name: str
    is_inside: bool = False


class Mail(NamedTuple):
    """One mail: its place in its mailbox, from 0, its own number (Message-ID), the moment as a sheet would write it or as it
    stands there, who wrote to whom (To and Cc), whose mailbox it came to, and what it says.

    `files` are the files with it, in their order, and `source` and `offset` the file that holds it and where it begins there, to
    read them when they are wanted; `is_whole` is False if only its beginning was read. `answers` are the numbers of the mails before it in the exchange,
    `is_answer` tells whether it answers any, `automatic` whether a program wrote it.
    """

    number: int
    id: str
    date: str
    sender: Address | None
    to: tuple[Address, ...]
    delivered_to: tuple[str, ...]
    subject: str
    text: str
    files: tuple[MailFile, ...]
    answers: tuple[str, ...]
    is_answer: bool
    automatic: bool
    source: str = ""
    offset: int = 0
    is_whole: bool = True


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
    #: What was said of single cells: row and column, from 0, and the text.
    comments: list[tuple[int, int, str]] = field(default_factory=list)
    #: What was said in it, if the file is the log of a chat as messengers write it; it has no header then.
    messages: list[Message] = field(default_factory=list)
    #: The mails in it, if the file is one or holds some; it has no header then.
    mails: list[Mail] = field(default_factory=list)

    def row(self, index: int) -> list[Any]:
        """The cells of one row, from 0."""
        return [column[index] for column in self.columns]


@dataclass(frozen=True, slots=True)
class Problem:
    """A cell, or a missing one, that keeps its row from being taken as it stands.

    `column` is the name of the cell's column, `allowed` a sentence on what may stand there. `reason` is a code: missing_name, no_reference, bad_phone, bad_email, bad_date, no_anchor, bad_amount,
    bad_quantity, bad_percent, bad_score, off_scale, bad_word, bad_status, lost_digits, too_long.
    """

    field: str
    value: str
    reason: str
    column: str = ""
    allowed: str = ""


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
