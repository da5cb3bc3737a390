"""Brings the translations in line with the source: collects messages, updates the .po files, compiles them.

    python tools/translations.py            # updates crmcli/locale/*/LC_MESSAGES/crmcli.po and .mo
    python tools/translations.py --check    # fails if a message has no translation, or the .mo is not the .po's

Messages are what stands in `_()`, `N_()` and `ngettext()`, and the docstrings of commands, which are their help.
"""

from __future__ import annotations

import ast
import gettext
import inspect
import io
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po, write_po

from tools.chinese_names import in_chinese

_PLACEHOLDER = re.compile(r"%\(\w+\)[-.\d]*[sdfg]|\{\w+\}")
ROOT = Path(__file__).resolve().parents[1]
LOCALES = ROOT / "crmcli" / "locale"
#: A date in the header that would change with every run says nothing.
_EPOCH = datetime(2026, 11, 1, tzinfo=UTC)
#: The marking functions and how many texts each takes.
_MARKS = {"_": 1, "N_": 1, "ngettext": 2}
#: An example by English names, which the Chinese help tells by Chinese ones.
_ENGLISH_EXAMPLE = re.compile(r"crmcli (?:--db \S+ )?[a-z-]+(?: .*)?$")


@cache
def collect() -> Catalog:
    """Every message of the source, without places, so that moved lines change nothing."""
    catalog = Catalog(project="crmcli", charset="utf-8", creation_date=_EPOCH)
    for path in sorted((ROOT / "crmcli").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            for message in (*_marked(node), *_help(node), *_examples(node)):
                catalog.add(message)
    return catalog


def _marked(node: ast.AST) -> Iterator[str | tuple[str, str]]:
    """The text of a marking call, wherever it stands, inside an f-string too."""
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _MARKS):
        return
    texts = [
        a.value
        for a in node.args[: _MARKS[node.func.id]]
        if isinstance(a, ast.Constant) and isinstance(a.value, str)
    ]
    if len(texts) == _MARKS[node.func.id]:
        yield texts[0] if len(texts) == 1 else (texts[0], texts[1])


def _help(node: ast.AST) -> Iterator[str]:
    """The docstring of a function registered as a command."""
    if isinstance(node, ast.FunctionDef) and any(".command(" in ast.unparse(d) for d in node.decorator_list):
        text = ast.get_docstring(node, clean=False)
        if text:
            yield inspect.cleandoc(text)


def _examples(node: ast.AST) -> Iterator[str]:
    """The command lines of a command's help."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "example":
        for argument in node.args:
            if isinstance(argument, ast.Constant) and _ENGLISH_EXAMPLE.match(argument.value):
                yield argument.value
    # Those of plain reports are a table.
    if isinstance(node, ast.Assign) and any(
        isinstance(t, ast.Name) and t.id == "_PLAIN" for t in node.targets
    ):
        texts = (part.value for part in ast.walk(node) if isinstance(part, ast.Constant))
        yield from (text for text in texts if isinstance(text, str) and _ENGLISH_EXAMPLE.match(text))


def update(path: Path, messages: Catalog) -> Catalog:
    """The language's catalogue with exactly these messages; translations that no longer fit are dropped."""
    with path.open("rb") as handle:
        catalog = read_po(handle, locale=path.parents[1].name)
    catalog.update(messages, no_fuzzy_matching=True)
    catalog.obsolete.clear()
    for message in catalog:
        if isinstance(message.id, str) and not message.string and _ENGLISH_EXAMPLE.match(message.id):
            # Only its names have to be told in Chinese.
            message.string = message.id
        if message.id and message.string:
            strings = [message.string] if isinstance(message.string, str) else message.string
            told = tuple(map(in_chinese, strings))
            message.string = told[0] if isinstance(message.string, str) else told
    catalog.revision_date = _EPOCH
    return catalog


def compiled(catalog: Catalog) -> bytes:
    """The .mo file's content."""
    out = io.BytesIO()
    write_mo(out, catalog)
    return out.getvalue()


def problems(catalog: Catalog, path: Path) -> list[str]:
    """Messages without a translation or with other placeholders, and a .mo that doesn't say what the .po says."""
    found = [f"no translation: {m.id!r}" for m in catalog if m.id and not _translated(m)]
    found += [
        f"other placeholders: {m.id!r}"
        for m in catalog
        if m.id and _translated(m) and not _same_placeholders(m)
    ]
    shipped = path.with_suffix(".mo")
    if not shipped.is_file() or _said(shipped.read_bytes()) != _said(compiled(catalog)):
        found.append(f"{shipped.name} is not compiled from {path.name}")
    return found


def _said(content: bytes) -> tuple[list[Any], list[str | None]]:
    """What a .mo file tells the program: its messages and how to read them. The bytes tell babel's version too."""
    messages = sorted(((m.id, m.string) for m in read_mo(io.BytesIO(content)) if m.id), key=repr)
    header = gettext.GNUTranslations(io.BytesIO(content)).info()
    return messages, [header.get(name) for name in ("content-type", "plural-forms")]


def _translated(message: Message) -> bool:
    return bool(message.string) and all(message.string)


def _same_placeholders(message: Message) -> bool:
    texts = [[x] if isinstance(x, str) else list(x) for x in (message.id, message.string)]
    found = [{p for text in side for p in _PLACEHOLDER.findall(text)} for side in texts]
    return found[0] == found[1]


def main(check: bool) -> int:
    """Updates or checks every language; the number of problems is the status."""
    messages, count = collect(), 0
    for path in sorted(LOCALES.glob("*/LC_MESSAGES/crmcli.po")):
        catalog = update(path, messages)
        if not check:
            with path.open("wb") as handle:
                write_po(handle, catalog, sort_output=True, omit_header=False, width=110)
            path.with_suffix(".mo").write_bytes(compiled(catalog))
        for problem in problems(catalog, path):
            print(f"{path.parents[1].name}: {problem}")
            count += 1
    return min(count, 1)


if __name__ == "__main__":
    sys.exit(main("--check" in sys.argv[1:]))
