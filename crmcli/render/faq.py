"""Knowledge for customers as one HTML file: opens without a network, is searched by a few lines of its own, and reads as well
without them."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from crmcli import i18n
from crmcli.i18n import _
from crmcli.wording import clean

_STYLE = """
body { font: 16px/1.6 -apple-system, "Segoe UI", "Noto Sans", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC",
  sans-serif; color: #1f2933; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.6rem; } h2 { font-size: 1.1rem; margin: 2rem 0 .3rem; color: #2f6fab; }
details { border-bottom: 1px solid #e4e7eb; padding: .5rem 0; }
summary { font-weight: 600; cursor: pointer; } p { margin: .4rem 0; white-space: pre-line; overflow-wrap: anywhere; }
input { font: inherit; width: 100%; box-sizing: border-box; padding: .5rem .7rem; border: 1px solid #9aa5b1; }
@media print { form { display: none; } }
"""
#: Shows the box, and of the entries only those in which every word stands.
_SCRIPT = """
var box = document.getElementById("q"), none = document.getElementById("none");
box.form.hidden = false;
box.form.onsubmit = function () { return false; };
box.oninput = function () {
  var words = box.value.toLowerCase().split(/\\s+/), left = 0;
  document.querySelectorAll("details").forEach(function (entry) {
    var text = entry.textContent.toLowerCase();
    entry.hidden = !words.every(function (word) { return text.indexOf(word) >= 0; });
    left += entry.hidden ? 0 : 1;
  });
  document.querySelectorAll("section").forEach(function (part) {
    part.hidden = !part.querySelector("details:not([hidden])");
  });
  none.hidden = left > 0;
};
"""


def as_html(title: str, entries: Sequence[Mapping[str, Any]]) -> str:
    """The whole file: the entries by category in their order, those without one first and under no heading."""
    parts: dict[str, list[str]] = {}
    for entry in entries:
        shown = f"<details open><summary>{_text(entry['title'])}</summary><p>{_lines(entry['answer'])}</p></details>"
        parts.setdefault(entry["category"] or "", []).append(shown)
    body = "".join(_section(name, parts[name]) for name in sorted(parts, key=bool))
    policy = f"default-src 'none'; style-src {_hash(_STYLE)}; script-src {_hash(_SCRIPT)}; form-action 'none'; base-uri 'none'"
    return (
        f'<!DOCTYPE html>\n<html lang="{i18n.language().replace("_", "-")}"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{_text(title)}</title><style>{_STYLE}</style></head><body><h1>{_text(title)}</h1>"
        f'<form hidden><input id="q" type="search" autocomplete="off" placeholder="{_text(_("Search"))}"'
        f' aria-label="{_text(_("Search"))}"></form>{body}'
        f'<p id="none" hidden>{_text(_("Nothing holds these words."))}</p><script>{_SCRIPT}</script></body></html>\n'
    )


def _section(name: str, entries: Sequence[str]) -> str:
    head = f"<h2>{_text(name)}</h2>" if name else ""
    return f"<section>{head}{''.join(entries)}</section>"


def _hash(text: str) -> str:
    """What the browser compares an inline text with before it takes it."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _text(text: str) -> str:
    return escape(clean(text))


def _lines(text: str) -> str:
    return "\n".join(map(_text, text.splitlines()))
