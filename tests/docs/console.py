"""Runs the console blocks of a document, at a fixed time, in a folder of their own.

A block is ```console … ```: lines that begin with `$ ` are typed one after the other in one shell-like session
(`export NAME=VALUE` and `crmcli …`), the others are what came out. A line that is only `…` stands for any lines.

    python -m tests.docs.console README.md README.zh.md     renews the blocks; read the difference before you keep it
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from crmcli import cli, i18n
from tests import acting, holidays

ROOT = Path(__file__).parents[2]
NOW = "2026-11-20T02:00:00Z"
GAP = "…"
_BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Entry:
    """A typed line and the lines that follow it."""

    command: str
    expected: tuple[str, ...]


def blocks(text: str) -> list[list[Entry]]:
    """The console blocks of a document, in order."""
    return [_entries(found[1]) for found in _BLOCK.finditer(text)]


def _entries(block: str) -> list[Entry]:
    parts = re.split(r"^\$ ", block, flags=re.MULTILINE)
    assert not parts[0], "a console block begins with a command"
    lines = [part.rstrip("\n").split("\n") for part in parts[1:]]
    return [Entry(command, tuple(output)) for command, *output in lines]


@contextlib.contextmanager
def session(language: str) -> Iterator[Path]:
    """An empty folder to work in, a fixed clock, holidays of a fixed length, and nobody's settings."""
    settings = {
        "CRMCLI_NOW": NOW, "CRMCLI_LANG": language, "CRMCLI_CONFIG": os.devnull, "LOGNAME": "manager", "COLUMNS": "80",
    }  # fmt: skip
    kept, here = dict(os.environ), Path.cwd()
    with tempfile.TemporaryDirectory() as folder, holidays.to_2026():
        for name in [n for n in os.environ if n.startswith("CRMCLI_")]:
            del os.environ[name]
        os.environ.update(settings, XDG_STATE_HOME=f"{folder}/.state", XDG_DATA_HOME=f"{folder}/.data")
        os.chdir(folder)
        try:
            yield Path(folder)
        finally:
            os.chdir(here)
            os.environ.clear()
            os.environ.update(kept)
            i18n.choose("en")


def typed(command: str) -> tuple[str, ...]:
    """What one typed line prints, errors and warnings among it."""
    words = shlex.split(command)
    if words[0] == "export":
        for name, _equals, value in (word.partition("=") for word in words[1:]):
            os.environ[name] = value
        return ()
    assert words[0] == "crmcli", f"a console block runs only crmcli: {command}"
    output = io.StringIO()
    with contextlib.redirect_stdout(output), contextlib.redirect_stderr(output):
        cli.run(words[1:])
    lines = [line.rstrip() for line in output.getvalue().rstrip("\n").split("\n")]
    return () if lines == [""] else tuple(lines)


def agrees(expected: tuple[str, ...], lines: tuple[str, ...]) -> bool:
    """Whether the lines are the expected ones, with any lines for a gap."""
    if GAP not in expected:
        return expected == lines
    before, after = _around_gap(expected)
    return (
        len(lines) >= len(before) + len(after)
        and lines[: len(before)] == before
        and lines[len(lines) - len(after) :] == after
    )


def _around_gap(expected: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    gap = expected.index(GAP)
    return expected[:gap], expected[gap + 1 :]


def language_of(path: Path) -> str:
    return "zh_CN" if path.name.endswith(".zh.md") else "en"


def renew(path: Path) -> None:
    """Writes what comes out today into the document's blocks; gaps stay, with as many lines around them."""
    with session(language_of(path)):
        text = _BLOCK.sub(
            lambda found: f"```console\n{_renewed(found[1])}```", path.read_text(encoding="utf-8")
        )
    path.write_text(text, encoding="utf-8")


def _renewed(block: str) -> str:
    lines = []
    for entry in _entries(block):
        now = typed(entry.command)
        if GAP in entry.expected:
            before, after = _around_gap(entry.expected)
            now = (*now[: len(before)], GAP, *now[len(now) - len(after) :])
        lines += [f"$ {entry.command}", *now]
    return "".join(f"{line}\n" for line in lines)


if __name__ == "__main__":
    acting.settle()
    for name in sys.argv[1:]:
        renew(Path(name).resolve())
