"""The house holds together: imports point one way, SQL and the wall clock each have their place, one door writes.

Read from the source, so that an import inside a function counts too. What only a type checker sees does not count.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from crmcli.database.migrations import AUDITED

_PACKAGE = Path(__file__).parents[1] / "crmcli"

#: Every module belongs to one layer: here by name, a package with all that is in it.
_LAYERS = {
    # Words and normal forms: no clock, no files of the user, no database.
    "plain": "crmcli errors i18n resources",
    # What knows about the world outside.
    "outer": "clock result actors numbering",
    "pure": "vocabulary policy facts dates matching rules judging service figures",
    "sheets": "sheets",
    "store": "database queries store",
    "words": "render.cells wording",
    "workflows": "workflows verdicts",
    "reports": "reports",
    "render": "render",
    "shell": "context usage program cli __main__",
    "commands": "commands demo",
}
#: What each layer may import besides itself.
_MAY: dict[str, set[str]] = {
    "plain": set(),
    "outer": {"plain", "pure"},
    "pure": {"plain"},
    "sheets": {"plain", "pure"},
    "store": {"plain", "outer", "pure"},
    "words": {"plain", "outer", "pure"},
    "reports": {"plain", "outer", "pure", "store", "workflows"},
    "render": {"plain", "outer", "pure", "words", "reports"},
    "shell": {"plain", "outer", "pure", "store", "words", "render"},
    "commands": set(_LAYERS),
}
#: The bare program shows today's list: the one place below the commands that names one.
_EXCEPTIONS = {("program", "commands.today")}
#: Modules of the library through which a pure function would reach the world.
_WORLDLY = {"os", "sys", "sqlite3", "time", "socket", "subprocess", "tempfile", "shutil"}

_SQL = re.compile(
    r"\b(SELECT\s[\s\S]*\sFROM|INSERT\s+INTO|UPDATE\s+\S+\s+SET|DELETE\s+FROM|PRAGMA)\s", re.ASCII
)
_SQL_PLACES = ("queries.", "database.", "store")
_WRITE = re.compile(r"\b(?:INSERT\s+INTO|UPDATE|DELETE\s+FROM)\s+(\w+|\{\})\s", re.ASCII)
_WALL_CLOCK = {"now", "today", "utcnow", "time", "time_ns", "localtime", "gmtime"}


def _modules() -> dict[str, ast.Module]:
    found = {}
    for path in sorted(_PACKAGE.rglob("*.py")):
        name = ".".join(path.relative_to(_PACKAGE).with_suffix("").parts).removesuffix("__init__").rstrip(".")
        found[name or "crmcli"] = ast.parse(path.read_text(encoding="utf-8"))
    return found


MODULES = _modules()


def _layer(module: str) -> str:
    """The layer of a module: by its own name, else by its package's."""
    for name in (module, module.partition(".")[0]):
        for layer, members in _LAYERS.items():
            if name in members.split():
                return layer
    pytest.fail(f"{module} belongs to no layer: say here where it stands")


def _imports(tree: ast.Module) -> Iterator[str]:
    """Everything that a module may import when it runs, as absolute names."""
    hidden = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)
        for child in node.body
        for inner in ast.walk(child)
    }
    for node in ast.walk(tree):
        if id(node) in hidden:
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _ours(tree: ast.Module) -> Iterator[str]:
    """The modules of the package among the imports, without the package's name."""
    for name in _imports(tree):
        parts = name.split(".")
        if parts[0] != "crmcli":
            continue
        inner = ".".join(parts[1:])
        yield inner if inner in MODULES else ".".join(parts[1:-1]) or "crmcli"


def _texts(tree: ast.AST) -> Iterator[str]:
    """Every text of a tree; what an f-string fills in reads `{}`."""
    inside: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            inside.update(id(part) for part in ast.walk(node) if part is not node)
            yield "".join(str(p.value) if isinstance(p, ast.Constant) else "{}" for p in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in inside:
            yield node.value


@pytest.mark.parametrize("module", MODULES)
def test_imports_point_one_way(module: str) -> None:
    layer = _layer(module)
    wrong = {
        other
        for other in _ours(MODULES[module])
        if _layer(other) not in {layer, *_MAY[layer]} and (module, other) not in _EXCEPTIONS
    }
    assert not wrong, f"{module} ({layer}) must not import {sorted(wrong)}"


def test_no_two_layers_import_each_other() -> None:
    both = [(a, b) for a in _MAY for b in _MAY[a] if a != b and a in _MAY[b] and "commands" not in (a, b)]
    assert both == []


@pytest.mark.parametrize("module", [m for m in MODULES if _layer(m) == "pure"])
def test_rules_reach_nothing_outside(module: str) -> None:
    assert {name.partition(".")[0] for name in _imports(MODULES[module])} & _WORLDLY == set()


@pytest.mark.parametrize("module", [m for m in MODULES if not m.startswith(_SQL_PLACES)])
def test_sql_stands_in_its_place(module: str) -> None:
    assert [text for text in _texts(MODULES[module]) if _SQL.search(text + " ")] == []


@pytest.mark.parametrize("module", [m for m in MODULES if m != "database.operation"])
def test_only_an_operation_writes_what_is_audited(module: str) -> None:
    """A table's name that is filled in counts as audited if the same function names an audited table."""
    for function in ast.walk(MODULES[module]):
        if not isinstance(function, ast.FunctionDef):
            continue
        texts = list(_texts(function))
        tables = {table for text in texts for table in _WRITE.findall(text + " ")}
        if "{}" in tables:
            tables |= set(texts)
        assert tables & AUDITED == set(), (
            f"{module}.{function.name} writes {sorted(tables & AUDITED)} by itself"
        )


def test_the_write_door_is_found_by_this_test() -> None:
    writes = {table for text in _texts(MODULES["database.operation"]) for table in _WRITE.findall(text + " ")}
    assert "{}" in writes


@pytest.mark.parametrize("module", [m for m in MODULES if m != "clock"])
def test_only_the_clock_reads_the_wall_clock(module: str) -> None:
    calls = [
        ast.unparse(node.func)
        for node in ast.walk(MODULES[module])
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in _WALL_CLOCK
        and ast.unparse(node.func.value) in ("datetime", "datetime.datetime", "date", "datetime.date", "time")
        # `datetime.time(9, 30)` is a time of day.
        and ast.unparse(node.func) != "datetime.time"
    ]
    assert calls == []
    assert not [t for t in _texts(MODULES[module]) if re.search(r"CURRENT_(TIMESTAMP|DATE)|\('now'", t)]
