"""The command lines that the program prints: which there are, read from its source, and how one is found in output."""

from __future__ import annotations

import ast
import re
import shlex
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from crmcli import catalogue

_PACKAGE = Path(__file__).parents[3] / "crmcli"
#: A command's name, an option or a word filled in follows the program's name where a command line begins.
_BEGIN = re.compile(r"crmcli (?=(?:(?P<name>\w[\w-]*)|%\(|\{|-))")
#: What a module with a command line has in its text; imports and prose of docstrings are no reason to read on.
_NAMED = re.compile(r"(?<!from )(?<!\"\"\")\bcrmcli [\w{%-]")
_FILLED = re.compile(r"%\(\w+\)[-.\d]*[sdfg]|\{\}")
#: What ends a command line: the line, a wide gap, or a mark of the sentence that it stands in.
_END = re.compile(r"\n| {3}|[,;.)]?(?:\s*$|(?<=[,;.)]) )|[，；。、（）]|(?= \()")
#: Words to be replaced are between quotes of print, or in capitals; in Chinese they are in the tests' table.
_QUOTED = re.compile("“[^”]*”")


@cache
def templates() -> frozenset[str]:
    """Every text of the program with a command line in it. Examples and help are not printed
    by commands at work; the documents' tests read them."""
    found: set[str] = set()
    for path in sorted(_PACKAGE.rglob("*.py")):
        source = path.read_text(encoding="utf-8")
        if _NAMED.search(source):
            found |= {text for text in _texts(ast.parse(source)) if _has_command(text)}
    return frozenset(found)


def _texts(tree: ast.Module) -> Iterator[str]:
    apart = {id(inner) for node in ast.walk(tree) for left in _left_out(node) for inner in ast.walk(left)}
    for node in ast.walk(tree):
        if id(node) in apart:
            continue
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        elif isinstance(node, ast.JoinedStr):
            yield "".join(part.value if isinstance(part, ast.Constant) else "{}" for part in node.values)


def _left_out(node: ast.AST) -> Iterator[ast.AST]:
    """Docstrings, examples (those of reports are a table), help of options, the second form of a plural, and the pieces of an f-string, which is read as
    a whole."""
    if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef) and ast.get_docstring(node) is not None:
        yield node.body[0]
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        yield from {"example": node.args, "ngettext": node.args[1:2]}.get(node.func.id, [])
    if isinstance(node, ast.Assign) and any(
        isinstance(t, ast.Name) and t.id == "_PLAIN" for t in node.targets
    ):
        yield node.value
    if isinstance(node, ast.keyword) and node.arg in ("help", "epilog"):
        yield node.value
    if isinstance(node, ast.JoinedStr):
        yield from node.values


def _has_command(text: str) -> bool:
    return any(
        not match["name"] or catalogue.find_entry(match["name"]) or match["name"].isupper()
        for match in _BEGIN.finditer(text)
    )


def occurrence(template: str, output: str) -> str | None:
    """The text as the output has it, its values filled in, and what follows it in the line; None if it isn't there."""
    pieces = [re.escape(piece) for piece in _FILLED.split(template)]
    pattern = re.compile(".+?".join(pieces) + ".*")
    # What was wrapped to the width of a help page is one line again.
    match = pattern.search(output) or pattern.search(re.sub(r"\s*\n\s*", " ", output))
    return match and match[0]


def command_lines(text: str) -> list[str]:
    """The command lines in a text, each without `crmcli` in front."""
    return [
        _cut(text[match.end() :])
        for match in _BEGIN.finditer(text)
        if _has_command(match[0] + text[match.end() :])
    ]


def _cut(rest: str) -> str:
    """A command line up to where it ends outside quotes."""
    plain = re.sub(r"“[^”]*”|'[^']*'|\"[^\"]*\"", lambda quoted: "x" * len(quoted[0]), rest)
    end = _END.search(plain)
    return rest[: end.start()] if end else rest


def typed(line: str, blanks: Mapping[str, str]) -> list[str]:
    """The words that a shell would hand over, with the words that stand for something replaced."""
    for quoted in _QUOTED.findall(line):
        line = line.replace(quoted, shlex.quote(blanks[quoted]), 1)
    words = [blanks.get(word, word) for word in shlex.split(line)]
    return [word for word in words if word]
