"""Results for people: aligned columns in a pipe, a rich table on a terminal."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence

from crmcli.i18n import _, ngettext
from crmcli.render import cells
from crmcli.result import Column, Result, Table


def print_text(result: Result, *, limit: int | None, colour: bool) -> None:
    """Lines, tables (at most `limit` rows of each), then what to do next."""
    for line in result.lines:
        print(_line(line))
    for number, table in enumerate(result.tables):
        if number or result.lines:
            print()
        _print_table(table, limit, colour)
    if result.after and (result.tables or result.lines):
        print()
    for line in result.after:
        print(_line(line))


def _line(text: str) -> str:
    return "\n".join(cells.clean(part) for part in text.split("\n"))


def _print_table(table: Table, limit: int | None, colour: bool) -> None:
    columns = [c for c in table.columns if c.key not in table.machine_only]
    shown = table.rows if limit is None else table.rows[:limit]
    body = [[cells.for_people(c, row.get(c.key)) for c in columns] for row in shown]
    heads = [cells.clean(c.title) for c in columns]
    if table.numbered:
        columns = [Column("#", "#", "int"), *columns]
        heads = ["#", *heads]
        body = [[str(n), *row] for n, row in enumerate(body, 1)]
    if table.title:
        print(_line(table.title))
    if not body:
        print(_("Nothing to show."))
    elif sys.stdout.isatty():
        _rich_table(columns, heads, body, colour)
    else:
        _plain_table(columns, heads, body)
    hidden = len(table.rows) - len(shown)
    if hidden:
        print(ngettext("… and %(n)d more row (--all shows all).", "… and %(n)d more rows (--all shows all).", hidden) % {"n": hidden})
    if table.note:
        print(_line(table.note))


def _plain_table(columns: Sequence[Column], heads: list[str], body: list[list[str]]) -> None:
    used = [max(cells.width(row[i]) for row in (heads, *body)) for i in range(len(columns))]
    for row in (heads, *body):
        parts = [_pad(text, used[i], cells.is_right(columns[i])) for i, text in enumerate(row)]
        print("  ".join(parts).rstrip())


def _pad(text: str, to: int, right: bool) -> str:
    space = " " * (to - cells.width(text))
    return space + text if right else text + space


def _rich_table(columns: Sequence[Column], heads: list[str], body: list[list[str]], colour: bool) -> None:
    """Names go in as Text: they are never parsed as markup."""
    from rich.box import Box
    from rich.console import Console
    from rich.table import Table as RichTable
    from rich.text import Text

    # Only glyphs that a GBK console has.
    box = Box("    \n    \n ─  \n    \n    \n    \n    \n    \n")
    columns_wide = shutil.get_terminal_size((80, 24)).columns
    grid = RichTable(box=box, pad_edge=False, show_edge=False, header_style="bold", padding=(0, 1, 0, 0))
    for column, head in zip(columns, heads, strict=True):
        right = cells.is_right(column)
        grid.add_column(
            Text(head), justify="right" if right else "left", no_wrap=right or column.kind in ("date", "instant", "word", "code"),
            overflow="fold",
        )  # fmt: skip
    for row in body:
        grid.add_row(*(Text(cell) for cell in row))
    Console(width=columns_wide, no_color=not colour, highlight=False).print(grid)
