"""What a command hands to the renderer: rows and messages, never printed text.

Cell values are raw: cents for money, stored text for instants and dates, keys of the vocabulary for words.
`Column.kind` says how to show them: text int number money date instant percent word scale segment rule log figure (a number already in words) bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from crmcli.clock import AsOf


class Column(NamedTuple):
    """One column: `key` is stable and never translated, `title` is for people, `domain` names a vocabulary. A workbook
    offers `choices` to pick from."""

    key: str
    title: str
    kind: str = "text"
    domain: str = ""
    choices: tuple[str, ...] = ()
    #: How many characters wide in a workbook; 0 for as wide as its values.
    width: int = 0


@dataclass(slots=True)
class Table:
    """Rows under columns. `machine_only` columns appear in csv and json, not on a terminal; there `hits` says which
    pieces of a cell's text (start, end) stand out."""

    key: str
    columns: Sequence[Column]
    rows: Sequence[Mapping[str, Any]]
    title: str = ""
    numbered: bool = False
    machine_only: frozenset[str] = frozenset()
    note: str = ""
    hits: Callable[[str], Sequence[tuple[int, int]]] | None = None
    #: Columns that a screen too narrow for all shows in a line of their own below each row.
    below: tuple[str, ...] = ()
    #: Whether a workbook is made for paper: all columns on one page's width, long texts in several lines.
    printed: bool = False


@dataclass(slots=True)
class Result:
    """A finished command. `data` is what --format json shows; without it, the first table's rows."""

    command: str
    data: Any = None
    tables: list[Table] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    after: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    as_of: AsOf | None = None
    #: How many records of a past day were changed since, by kind (`verdicts.known_now`).
    known_now: Mapping[str, int] = field(default_factory=dict)
    status: int = 0
    #: Its command lines are for another place, or for somebody who comes there by another address.
    elsewhere: bool = False
