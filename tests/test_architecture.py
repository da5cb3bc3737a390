"""The house holds together: imports point one way, SQL and the wall clock each have their place, one door writes.

Read from the source, so that an import inside a function counts too. What only a type checker sees does not count.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from crmcli.database.migrations import AUDITED

_PACKAGE = Path(__file__).parents[1] / "crmcli"

#: A line a folder, and the root's files by layer: what each may import besides itself.
_FLOOR = "crmcli errors i18n resources intake"
_PURE = "vocabulary facts rules dates matching policy judging service figures"
_OUTER = "clock given result actors logins numbering wording naming partials saving sharing media"
_STORE = "store identity database queries"
_SHELL = "__main__ cli program catalogue usage placeholders retyping context typed completion asking"
_MAY = {
    _FLOOR: "",
    _PURE: _FLOOR,
    _OUTER: f"{_FLOOR} {_PURE}",
    "sheets": f"{_FLOOR} {_PURE}",
    _STORE: f"{_FLOOR} {_PURE} {_OUTER}",
    "verdicts": f"{_FLOOR} {_PURE} {_OUTER} {_STORE}",
    "reports": f"{_FLOOR} {_PURE} {_OUTER} {_STORE} verdicts",
    "workflows": f"{_FLOOR} {_PURE} {_OUTER} {_STORE} verdicts sheets",
    "notify": f"{_FLOOR} {_PURE} {_OUTER} {_STORE} reports",
    "render": f"{_FLOOR} {_PURE} {_OUTER} reports",
    _SHELL: f"{_FLOOR} {_PURE} {_OUTER} {_STORE} render",
    "commands": f"{_FLOOR} {_PURE} {_OUTER} {_STORE} {_SHELL} verdicts reports workflows render notify sheets demo",
    "demo": f"{_FLOOR} {_PURE} {_OUTER} {_SHELL}",
}
#: The rooms of `sheets`, from the file's columns to its rows: each may use those before it, and `model`.
_SHEETS = ("model", "columns", "cells", "tables", "containers", "recognising", "rows", "chats", "mails")
#: Modules of the library through which a pure function would reach the world.
_WORLDLY = {"os", "sys", "sqlite3", "time", "socket", "subprocess", "tempfile", "shutil"}

_SQL = re.compile(
    r"\b(SELECT\s[\s\S]*\sFROM|INSERT\s+INTO|UPDATE\s+\S+\s+SET|DELETE\s+FROM|PRAGMA)\s", re.ASCII
)
_SQL_PLACES = ("queries.", "database.", "store")
_WRITE = re.compile(r"\b(?:INSERT\s+INTO|UPDATE|DELETE\s+FROM)\s+(\w+|\{\})\s", re.ASCII)
_WALL_CLOCK = {"now", "today", "utcnow", "time", "time_ns", "localtime", "gmtime"}


@cache
def _modules() -> dict[str, ast.Module]:
    """Each module by its name without the package's."""
    found = {}
    for path in sorted(_PACKAGE.rglob("*.py")):
        name = ".".join(path.relative_to(_PACKAGE).with_suffix("").parts).removesuffix("__init__").rstrip(".")
        found[name or "crmcli"] = ast.parse(path.read_text(encoding="utf-8"))
    return found


def _room(module: str) -> str:
    """The folder of a module, or its own name in the root."""
    return module.partition(".")[0]


def _layer(module: str) -> str:
    """The layer of a module: the line above that names its room."""
    layers = [layer for layer in _MAY if _room(module) in layer.split()]
    assert layers, f"{module} belongs to no layer: say here where it stands"
    return layers[0]


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
            assert not node.level, "imports inside the package are absolute"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _ours(tree: ast.Module) -> Iterator[str]:
    """The modules of the package among the imports, without the package's name."""
    for name in _imports(tree):
        parts = name.split(".")
        if parts[0] != "crmcli":
            continue
        inner = ".".join(parts[1:])
        yield inner if inner in _modules() else ".".join(parts[1:-1]) or "crmcli"


def _texts(tree: ast.AST) -> Iterator[str]:
    """Every text of a tree; what an f-string fills in reads `{}`."""
    inside: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            inside.update(id(part) for part in ast.walk(node) if part is not node)
            yield "".join(str(p.value) if isinstance(p, ast.Constant) else "{}" for p in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in inside:
            yield node.value


def test_imports_point_one_way() -> None:
    wrong = [
        f"{module} must not import {other}"
        for module, tree in _modules().items()
        for other in _ours(tree)
        if _room(other) not in f"{_layer(module)} {_MAY[_layer(module)]}".split()
    ]
    assert wrong == []


def test_the_rooms_of_sheets_build_on_one_another() -> None:
    inner = {m: m.split(".")[1] for m in _modules() if m.startswith("sheets.") and m.split(".")[1] in _SHEETS}
    wrong = [
        f"{module} must not import {other}"
        for module, room in inner.items()
        for other in _ours(_modules()[module])
        if other.startswith("sheets.") and inner.get(other, "") not in _SHEETS[: _SHEETS.index(room) + 1]
    ]
    assert wrong == []


def test_nothing_imports_in_a_circle() -> None:
    """Takes away whatever imports nothing that is left, until nothing is left."""
    left = {module: set(_ours(tree)) - {module} for module, tree in _modules().items()}
    while settled := {module for module, others in left.items() if not others & left.keys()}:
        left = {module: others for module, others in left.items() if module not in settled}
    assert sorted(left) == []


def test_rules_reach_nothing_outside() -> None:
    found = {
        module: {name.partition(".")[0] for name in _imports(tree)} & _WORLDLY
        for module, tree in _modules().items()
        if _layer(module) == _PURE
    }
    assert {module: names for module, names in found.items() if names} == {}


def test_sql_stands_in_its_place() -> None:
    found = [
        (module, text)
        for module, tree in _modules().items()
        if not module.startswith(_SQL_PLACES)
        for text in _texts(tree)
        if _SQL.search(text + " ")
    ]
    assert found == []


def test_only_an_operation_writes_what_is_audited() -> None:
    """A table's name that is filled in counts as audited if the same function names an audited table. Only what follows from
    a policy's text, which is audited itself, is made anew when a database is brought up to date."""
    found = {
        f"{module}.{function.name}": tables
        for module, tree in _modules().items()
        if module != "database.operation"
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef) and (tables := _written(function) & AUDITED)
    }
    assert found == {"queries.policies.complete_anew": {"policy_version"}}


def _written(function: ast.FunctionDef) -> set[str]:
    texts = list(_texts(function))
    tables = {table for text in texts for table in _WRITE.findall(text + " ")}
    return tables | set(texts) if "{}" in tables else tables


def test_the_write_door_is_found_by_this_test() -> None:
    writes = {
        table for text in _texts(_modules()["database.operation"]) for table in _WRITE.findall(text + " ")
    }
    assert "{}" in writes


def test_only_the_clock_reads_the_wall_clock() -> None:
    others = {module: tree for module, tree in _modules().items() if module != "clock"}
    assert {module: calls for module, tree in others.items() if (calls := _asks_the_clock(tree))} == {}
    in_sql = re.compile(r"CURRENT_(TIMESTAMP|DATE)|\('now'")
    assert [(m, text) for m, tree in others.items() for text in _texts(tree) if in_sql.search(text)] == []


def _asks_the_clock(tree: ast.Module) -> list[str]:
    return [
        ast.unparse(node.func)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in _WALL_CLOCK
        and ast.unparse(node.func.value) in ("datetime", "datetime.datetime", "date", "datetime.date", "time")
        # `datetime.time(9, 30)` is a time of day.
        and ast.unparse(node.func) != "datetime.time"
    ]
