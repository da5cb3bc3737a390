"""A manual on the screen, as Markdown and as HTML; as a Word document it is `handbook_docx`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from crmcli.i18n import _, titled
from crmcli.render import cells, html
from crmcli.render.machine import as_markdown
from crmcli.reports.handbook.model import Handbook, Node, Part
from crmcli.result import Column, Result, Table

SUFFIXES = (".docx", ".html", ".md")
_WIDE, _TALL, _GAP, _COLUMNS = 330, 84, 36, 2


def as_result(book: Handbook, command: str) -> Result:
    """The manual for standard output: each part's tables under its title."""
    tables: list[Table] = []
    for number, part in enumerate(book.parts, 1):
        tables += _on_screen(part, f"{number} {part.title}")
    data = {
        part.key: {"lines": list(part.lines), "tables": {t.key: [dict(row) for row in t.rows] for t in part.tables}}
        for part in book.parts
    }  # fmt: skip
    return Result(command, data=data, lines=[book.title, *book.intro], tables=tables, as_of=book.as_of)


def _on_screen(part: Part, title: str) -> list[Table]:
    """A part's tables, the first under its title with its lines below; one without any is a table of lines."""
    if part.nodes:
        return [
            Table(part.key, [Column("line", "")], [{"line": line} for line in flow_text(part.nodes)], title)
        ]
    if not part.tables:
        return [Table(part.key, [Column("line", "")], [{"line": line} for line in part.lines], title)]
    first, *rest = part.tables
    return [replace(first, title=title, note="\n".join(part.lines)), *rest]


def markdown(book: Handbook) -> bytes:
    """The manual as Markdown: a heading for each part."""
    told = [f"# {book.title}", *book.intro, _("As of %(day)s.") % {"day": book.as_of.told}]
    for number, part in enumerate(book.parts, 1):
        told.append(f"## {number} {part.title}")
        if part.nodes:
            told.append("\n".join(f"    {line}" for line in flow_text(part.nodes)))
        told += part.lines
        told += [
            as_markdown(Result("", tables=[replace(table, title="")]), book.zone) for table in part.tables
        ]
    return ("\n\n".join(told) + "\n").encode()


def page(book: Handbook) -> bytes:
    """The manual as one HTML file, with the process as a picture."""
    sections = [
        (f"{number} {part.title}", part.lines, part.tables, flow_svg(part.nodes) if part.nodes else "")
        for number, part in enumerate(book.parts, 1)
    ]
    return html.manual(book.title, book.as_of, book.intro, sections, book.zone).encode()


# -- the picture ----------------------------------------------------------------------------------------------------------


def flow_text(nodes: Sequence[Node]) -> list[str]:
    """The process as lines: the steps with arrows between."""
    lines: list[str] = []
    for number, node in enumerate(nodes, 1):
        lines += [
            f"{number}. {node.title}",
            f"   {titled(_('Owner'), node.who)}",
            f"   {titled(_('Deadline'), node.when)}",
        ]
        if number < len(nodes):
            lines.append("   ↓")
    return lines


def flow_svg(nodes: Sequence[Node]) -> str:
    """The process as inline SVG: boxes in two columns, read down the left one and then down the right one."""
    rows = -(-len(nodes) // _COLUMNS)
    boxes, arrows = [], []
    for index, node in enumerate(nodes):
        column, row = divmod(index, rows)
        x, y = 10 + column * (_WIDE + _GAP), 10 + row * (_TALL + _GAP)
        boxes.append(_box(x, y, index + 1, node))
        if index + 1 < len(nodes):
            arrows.append(_down(x, y) if row + 1 < rows else _across(x, y, rows))
    wide, tall = 20 + _COLUMNS * _WIDE + _GAP, 20 + rows * (_TALL + _GAP) - _GAP
    title = html.text(_("The process at a glance"))
    return (
        f'<svg role="img" aria-label="{title}" viewBox="0 0 {wide} {tall}" width="{wide}" height="{tall}"'
        f' xmlns="http://www.w3.org/2000/svg">{"".join(arrows)}{"".join(boxes)}</svg>'
    )


def _box(x: int, y: int, number: int, node: Node) -> str:
    """A step: its name above its owner and up to two lines of its deadline."""
    lines = [titled(_("Owner"), node.who), *_fit(titled(_("Deadline"), node.when), 2)]
    texts = "".join(
        f'<text x="{x + 12}" y="{y + 40 + 16 * n}" font-size="12">{html.text(_fit(line, 1)[0])}</text>'
        for n, line in enumerate(lines)
    )
    return (
        f'<rect x="{x}" y="{y}" width="{_WIDE}" height="{_TALL}" rx="6" fill="#eef4fa" stroke="#2f6fab"/>'
        f'<text x="{x + 12}" y="{y + 21}" style="font-size:14px;font-weight:600;fill:#1f2933">{number}. {html.text(node.title)}</text>{texts}'
    )


def _fit(text: str, most: int) -> list[str]:
    """The text in at most so many lines that fit into a box; what doesn't is cut with a sign of it."""
    room = (_WIDE - 24) // 7
    lines = cells.wrap(text, room)
    if len(lines) <= most:
        return lines
    last = lines[most - 1]
    while cells.width(last) > room - 1:
        last = last[:-1]
    return [*lines[: most - 1], last + "…"]


def _down(x: int, y: int) -> str:
    middle, top = x + _WIDE // 2, y + _TALL
    return _arrow(f"M{middle} {top} V{top + _GAP - 8}", middle, top + _GAP, "down")


def _across(x: int, y: int, rows: int) -> str:
    """From the foot of one column to the head of the next: out to the right, up, and in."""
    right, middle, head = x + _WIDE, y + _TALL // 2, 10 + _TALL // 2
    turn = right + _GAP // 2
    return _arrow(f"M{right} {middle} H{turn} V{head} H{right + _GAP - 8}", right + _GAP, head, "right")


def _arrow(path: str, x: int, y: int, way: str) -> str:
    tip = (
        f"{x - 6},{y - 9} {x + 6},{y - 9} {x},{y}"
        if way == "down"
        else f"{x - 9},{y - 6} {x - 9},{y + 6} {x},{y}"
    )
    return f'<path d="{path}" fill="none" stroke="#52606d" stroke-width="2"/><polygon points="{tip}" fill="#52606d"/>'
