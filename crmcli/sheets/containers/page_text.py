"""The words of a web page, line by line, as somebody reads them: for mails that hold nothing else.

In time that grows with the page, whatever stands in it; the library's reader takes minutes over a million of `<`.
"""

from __future__ import annotations

import re
from html import unescape

#: What ends a line, what ends a cell, and what is never read.
_LINES = frozenset((
    "br", "p", "div", "tr", "li", "table", "ul", "ol", "blockquote", "hr", "pre", "section", "article", "header", "footer",
    "h1", "h2", "h3", "h4", "h5", "h6", "dt", "dd",
))  # fmt: skip
_CELLS, _SILENT = frozenset(("td", "th")), frozenset(("style", "script", "title", "template"))
_TAG = re.compile(r"(/?)([a-z][a-z0-9]*)(?![a-z0-9:\-])", re.IGNORECASE)
_SPACES = re.compile(r"[ \t\r\n\f\xa0]+")


def text_of_page(page: str) -> str:
    """The words of a page in HTML. Whatever it is, something comes of it; what only programs read is left out."""
    words: list[str] = []
    silent = ""
    for number, piece in enumerate(_without_comments(page).split("<")):
        tag, closed, said = piece.partition(">")
        if number == 0 or not (closed and (tag[:1] in "/!?" or tag[:1].isalpha())):
            # No tag: a sign that stands for itself.
            tag, said = "", piece if number == 0 else f"<{piece}"
        found = _TAG.match(tag)
        name, ends = (found[2].lower(), bool(found[1])) if found else ("", False)
        if silent:
            silent = "" if ends and name == silent else silent
        elif name in _SILENT and not ends:
            silent = name
        if silent:
            continue
        words.append("\n" if name in _LINES else " " if name in _CELLS and ends else "")
        words.append(_SPACES.sub(" ", unescape(said)))
    lines = (line.strip() for line in re.sub(r" {2,}", " ", "".join(words)).split("\n"))
    return re.sub(r"\n{2,}", "\n\n", "\n".join(lines)).strip()


def _without_comments(page: str) -> str:
    kept, at = [], 0
    while (start := page.find("<!--", at)) >= 0:
        kept.append(page[at:start])
        end = page.find("-->", start)
        at = len(page) if end < 0 else end + 3
    return "".join((*kept, page[at:]))
