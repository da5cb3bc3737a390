"""Results for people: aligned columns in a pipe, a rich table on a terminal."""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Callable, Sequence
from datetime import tzinfo
from functools import partial
from typing import TextIO

from crmcli.i18n import _, ngettext
from crmcli.render import cells
from crmcli.result import Column, Result, Table
from crmcli.wording import clean

#: No column is made narrower than this; a screen too small for that folds.
_NARROWEST = 8
#: The columns between two columns.
_GAP = 2
#: A phone, an order's number, a code: broken in two it can't be copied.
_CODE = re.compile(r"(?=[^\d]*\d)[+\w-][\w+()/-]{2,23}", re.ASCII)


def printer(
    result: Result, zone: tzinfo, *, limit: int | None, has_all: bool = False, colour: bool
) -> Callable[[], None]:
    """What prints lines, tables (at most `limit` rows of each, and how to see the others), then what to do next."""
    bodies = [_body(table, zone, limit) for table in result.tables]
    return partial(_print_text, result, bodies, limit, has_all, colour)


def print_text(
    result: Result, zone: tzinfo, *, limit: int | None, has_all: bool = False, colour: bool
) -> None:
    """Prints at once."""
    printer(result, zone, limit=limit, has_all=has_all, colour=colour)()


def _print_text(
    result: Result, bodies: Sequence[list[list[str]]], limit: int | None, has_all: bool, colour: bool
) -> None:
    for line in result.lines:
        print("\n".join(piece for part in line.split("\n") for piece in fitted(part, sys.stdout)))
    for number, (table, body) in enumerate(zip(result.tables, bodies, strict=True)):
        if number or result.lines:
            print()
        _print_table(table, body, limit, has_all, colour)
    if result.after and (result.tables or result.lines):
        print()
    for line in result.after:
        print("\n".join(fitted(line, sys.stdout)))


def _line(text: str) -> str:
    return "\n".join(clean(part) for part in text.split("\n"))


def fitted(line: str, stream: TextIO) -> list[str]:
    """The line in pieces that fit the terminal, each behind the line's own indent; in a pipe as it is."""
    room = shutil.get_terminal_size((80, 24)).columns
    if not stream.isatty() or cells.width(line) <= room:
        return [_line(line)]
    indent = line[: len(line) - len(line.lstrip(" "))]
    return [indent + piece for piece in cells.wrap(clean(line.lstrip(" ")), room - len(indent))]


def _columns(table: Table) -> list[Column]:
    return [c for c in table.columns if c.key not in table.machine_only]


def _body(table: Table, zone: tzinfo, limit: int | None) -> list[list[str]]:
    """The cells of the rows that are shown."""
    columns = _columns(table)
    return [[cells.for_people(c, row.get(c.key), zone) for c in columns] for row in table.rows[:limit]]


def _print_table(table: Table, body: list[list[str]], limit: int | None, has_all: bool, colour: bool) -> None:
    columns = every = _columns(table)
    if body and sys.stdout.isatty() and not table.below:
        numbers = (len(str(len(body))) + _GAP) * table.numbered
        places = _that_fit(columns, body, shutil.get_terminal_size((80, 24)).columns - numbers)
        columns, body = [columns[i] for i in places], [[row[i] for i in places] for row in body]
    heads = [clean(c.title) for c in columns]
    if table.numbered:
        columns = [Column("#", "#", "int"), *columns]
        heads = ["#", *heads]
        body = [[str(n), *row] for n, row in enumerate(body, 1)]
    if table.title:
        print(_line(table.title))
    if not body:
        print(_("Nothing to show."))
    elif not sys.stdout.isatty():
        _plain_table(columns, heads, body)
    elif table.below:
        _two_line_table(columns, heads, body, table.below)
    else:
        _rich_table(columns, heads, body, colour, table.hits)
    hidden = max(len(table.rows) - limit, 0) if limit is not None else 0
    if hidden:
        print(_more(hidden, has_all))
    # A bar has no title: it says what another column does.
    left_out = sum(bool(column.title) and column not in columns for column in every)
    if left_out:
        text = ngettext(
            "%(n)d more column is in --format csv and json.",
            "%(n)d more columns are in --format csv and json.",
            left_out,
        )
        print(text % {"n": left_out})
    if table.note:
        print(_line(table.note))


def _more(hidden: int, has_all: bool) -> str:
    text = (
        ngettext(
            "… and %(n)d more row (--all shows all).", "… and %(n)d more rows (--all shows all).", hidden
        )
        if has_all
        else ngettext(
            "… and %(n)d more row (in --format json).", "… and %(n)d more rows (in --format json).", hidden
        )
    )
    return text % {"n": hidden}


def _that_fit(columns: Sequence[Column], body: Sequence[Sequence[str]], room: int) -> list[int]:
    """The places of the columns for a screen: of more than it can hold, the first that have a value anywhere."""
    every = range(len(columns))
    wanted = [
        max(cells.width(text) for text in (clean(c.title), *(row[i] for row in body)))
        for i, c in enumerate(columns)
    ]
    if sum(wanted) + _GAP * len(wanted) <= room:
        return list(every)
    filled = [i for i in every if any(row[i] for row in body)]
    most = room // _NARROWEST
    chosen: list[int] = []
    for i in filled if len(filled) <= most else filled[: most - 3]:
        whole = _is_whole(columns[i], [row[i] for row in body])
        room -= (wanted[i] if whole else min(wanted[i], _NARROWEST)) + _GAP
        if room < 0 and chosen:
            break
        chosen.append(i)
    return chosen or list(every)


def _is_whole(column: Column, values: Sequence[str]) -> bool:
    """Whether a column's values are never broken: numbers, days, words, codes, and phones by their look."""
    return (
        cells.is_right(column)
        or column.kind in ("date", "instant", "word", "code")
        or (any(values) and all(_CODE.fullmatch(value) for value in values if value))
    )


def _plain_table(columns: Sequence[Column], heads: list[str], body: list[list[str]]) -> None:
    print("\n".join(_aligned(columns, [heads, *body])))


def _aligned(columns: Sequence[Column], rows: Sequence[list[str]]) -> list[str]:
    widths = [[cells.width(text) for text in row] for row in rows]
    used = [max(column) for column in zip(*widths, strict=True)]
    right = [cells.is_right(column) for column in columns]
    lines = []
    for row, own in zip(rows, widths, strict=True):
        spaces = [" " * (to - width) for to, width in zip(used, own, strict=True)]
        parts = [s + text if r else text + s for s, text, r in zip(spaces, row, right, strict=True)]
        lines.append("  ".join(parts).rstrip())
    return lines


def _two_line_table(
    columns: Sequence[Column], heads: list[str], body: list[list[str]], below: Sequence[str]
) -> None:
    """A line a row where the screen has room for it, else those columns in a line below, each cut to the screen."""
    room = shutil.get_terminal_size((80, 24)).columns - 1
    wanted = [max(cells.width(row[i]) for row in (heads, *body)) for i in range(len(columns))]
    if sum(wanted) + 2 * (len(wanted) - 1) <= room:
        _plain_table(columns, heads, body)
        return
    main = [i for i, column in enumerate(columns) if column.key not in below]
    widest = max(main, key=lambda i: wanted[i])
    left = room - sum(wanted[i] + 2 for i in main if i != widest)
    shown = [[cells.cut(row[i], left) if i == widest else row[i] for i in main] for row in (heads, *body)]
    indent = " " * (wanted[main[0]] + 2)
    lines = _aligned([columns[i] for i in main], shown)
    print(lines[0])
    for line, row in zip(lines[1:], body, strict=True):
        print(line)
        for i, column in enumerate(columns):
            if column.key in below and row[i]:
                print(indent + cells.cut(row[i], room - len(indent)))


def _rich_table(
    columns: Sequence[Column],
    heads: list[str],
    body: list[list[str]],
    colour: bool,
    hits: Callable[[str], Sequence[tuple[int, int]]] | None,
) -> None:
    """Names go in as Text: they are never parsed as markup. What `hits` names stands out."""
    from rich.box import Box
    from rich.console import Console
    from rich.table import Table as RichTable
    from rich.text import Text

    # Only glyphs that a GBK console has.
    box = Box("    \n    \n ─  \n    \n    \n    \n    \n    \n")
    columns_wide = shutil.get_terminal_size((80, 24)).columns
    grid = RichTable(
        box=box, pad_edge=False, show_edge=False, header_style="bold" if colour else "", padding=(0, 1, 0, 0)
    )
    whole = [_is_whole(c, [row[i] for row in body]) for i, c in enumerate(columns)]
    wanted = [max(cells.width(row[i]) for row in (heads, *body)) for i in range(len(columns))]
    widths = _shares(wanted, whole, columns_wide)
    for column, head, width, fixed in zip(columns, heads, widths, whole, strict=True):
        grid.add_column(
            Text("\n".join(cells.wrap(head, width)) if head else ""),
            justify="right" if cells.is_right(column) else "left",
            no_wrap=fixed,
            overflow="fold",
        )
    for row in body:
        texts = [Text("\n".join(cells.wrap(cell, widths[i])) if cell else "") for i, cell in enumerate(row)]
        for text, column in zip(texts, columns, strict=True):
            for start, end in hits(text.plain) if hits and colour and column.kind == "text" else ():
                text.stylize("bold yellow", start, end)
        grid.add_row(*texts)
    for part, most in zip(grid.columns, widths, strict=True):
        part.max_width = most
    Console(width=columns_wide, no_color=not colour, highlight=False).print(grid)


def _shares(wanted: list[int], fixed: list[bool], screen: int) -> list[int]:
    """Widths of columns on a screen: fixed and narrow ones as they want, the wide ones an equal share of what is left."""
    room = screen - 2 * (len(wanted) - 1) - 1
    widths = list(wanted)
    order = sorted(range(len(wanted)), key=lambda i: (not fixed[i], wanted[i]))
    for done, index in enumerate(order):
        if not fixed[index]:
            widths[index] = min(wanted[index], max(room // (len(order) - done), _NARROWEST))
        room -= widths[index]
    return widths
