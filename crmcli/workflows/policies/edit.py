"""Changes one value in a policy's TOML text and keeps everything else, comments included."""

from __future__ import annotations

import re
import tomllib
from typing import Any

from crmcli.errors import PolicyError
from crmcli.i18n import _
from crmcli.policy import parse

_HEADER = re.compile(r"\s*(\[\[?)\s*([^\[\]]+?)\s*\]\]?\s*(?:#.*)?")
_ASSIGNMENT = re.compile(r"\s*([^\s=#\[]+)\s*=\s*")


def set_value(text: str, path: str, value_text: str) -> str:
    """The text with the value at a dotted path (`churn.high`, `tier[0].all`) replaced by `value_text`.

    A key that a table lacks is added to it. The new value has the old one's kind; a text needs no quotes.
    PolicyError if there is no such place or the value is of another kind.
    """
    lines = text.splitlines()
    found = _locate(lines, path)
    if found is None:
        return _add(text, lines, path, value_text)
    first, last, start = found
    old = tomllib.loads("\n".join(lines[first : last + 1]))
    (previous,) = old.values()
    value = _value(path, previous, value_text)
    comment = _comment("\n".join([lines[first][start:], *lines[first + 1 : last + 1]]))
    lines[first : last + 1] = [lines[first][:start] + value + comment]
    return _joined(text, lines)


def _locate(lines: list[str], path: str) -> tuple[int, int, int] | None:
    """First and last line of a value, and the column where it starts."""
    tables: dict[str, int] = {}
    table = ""
    number = 0
    while number < len(lines):
        line = lines[number]
        header, assignment = _HEADER.fullmatch(line), _ASSIGNMENT.match(line)
        last = number
        if header:
            table = _table_path(header, tables)
        elif assignment:
            last = _end_of_value(lines, number)
            key = assignment[1].strip("\"'")
            if (f"{table}.{key}" if table else key) == path:
                return number, last, assignment.end()
        number = last + 1
    return None


def _table_path(header: re.Match[str], tables: dict[str, int]) -> str:
    name = header[2]
    if header[1] == "[":
        return name
    tables[name] = tables.get(name, -1) + 1
    return f"{name}[{tables[name]}]"


def _end_of_value(lines: list[str], first: int) -> int:
    """The line that completes an assignment; a list may run over several."""
    for last in range(first, len(lines)):
        try:
            tomllib.loads("\n".join(lines[first : last + 1]))
        except tomllib.TOMLDecodeError:
            continue
        return last
    return first


def _comment(written: str) -> str:
    """The comment behind a value, with the space before it."""
    for mark in re.finditer(r"[ \t]*#", written):
        try:
            tomllib.loads("x = " + written[: mark.start()])
        except tomllib.TOMLDecodeError:
            continue
        return written[mark.start() :]
    return ""


def _value(path: str, previous: Any, value_text: str) -> str:
    """The TOML of a new value of the same kind as the previous one."""
    written = value_text.strip()
    if isinstance(previous, str) and not written.startswith(('"', "'")):
        written = '"' + written.replace("\\", "\\\\").replace('"', '\\"') + '"'
    try:
        value = tomllib.loads(f"x = {written}")["x"]
    except tomllib.TOMLDecodeError as error:
        message = _("%(path)s can't be set to %(value)s: that is not a TOML value.")
        raise PolicyError(
            message % {"path": path, "value": value_text},
            _('Write a number, true or false, a word, or a list like ["a", "b"].'),
        ) from error
    if _kind(value) != _kind(previous):
        message = _("%(path)s is now %(old)s; %(value)s is of another kind.")
        raise PolicyError(
            message % {"path": path, "old": previous, "value": value_text},
            _("Give a value like the present one."),
        )
    return written


def _kind(value: Any) -> type:
    return float if isinstance(value, (int, float)) and not isinstance(value, bool) else type(value)


def _add(text: str, lines: list[str], path: str, value_text: str) -> str:
    """Adds a key to its table, and the table where the text has none, if a policy may have them."""
    from crmcli.workflows.policies.schema import shape_problems

    table, _dot, key = path.rpartition(".")
    if table and re.fullmatch(r"\w+", key):
        name = key if key.isascii() else f'"{key}"'
        added = [f"{name} = {_toml(value_text)}"]
        tables: dict[str, int] = {}
        headers = [header and _table_path(header, tables) for header in map(_HEADER.fullmatch, lines)]
        at = headers.index(table) + 1 if table in headers else len(lines)
        if table not in headers:
            added = ["", f"[{table}]", *added]
        changed = _joined(text, [*lines[:at], *added, *lines[at:]])
        if _parses(changed) and not shape_problems(parse(changed)):
            return changed
    raise PolicyError(
        _("The policy has nothing at %(path)s.") % {"path": path},
        _("See the places with: crmcli policy show"),
    )


def _toml(value_text: str) -> str:
    """A value as it was typed, in quotes where it is a plain word."""
    try:
        tomllib.loads(f"x = {value_text}")
    except tomllib.TOMLDecodeError:
        return '"' + value_text.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return value_text


def _parses(text: str) -> bool:
    try:
        parse(text)
    except PolicyError:
        return False
    return True


def _joined(text: str, lines: list[str]) -> str:
    return "\n".join(lines) + ("\n" if text.endswith("\n") else "")
