"""Every number of the policy is read by the rules, or stands on the list of those that nothing reads yet.

Read from the source: `policy.due.lead_days`, `survey.min_n` where `survey` is a parameter of that section's class or
was taken from a policy, and names put together for `getattr`.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_type_hints

from crmcli.judging.scoring import POTENTIAL_TERMS, SIGNALS
from crmcli.policy import sections
from crmcli.policy.sections import FLAT, NOT_USED, Process
from crmcli.reports.kpi import TARGETS

_PACKAGE = Path(sections.__file__).parents[1]
#: Sections by the name of their class, nested ones too.
_CLASSES = {kind.__name__: name for name, kind in FLAT.items()} | {
    "Complaint": "complaint", "Contact": "contact", "ContactChannel": "contact.channel",
}  # fmt: skip
_SECTIONS = {name.rpartition(".")[2]: name for name in _CLASSES.values()}
#: What stands in a variable where `getattr` is handed one.
_NAMED = {
    "alarm": tuple(TARGETS.values()), "churn": SIGNALS, "potential": POTENTIAL_TERMS,
    "process": Process._fields,
    "contact.channel": ("follow_up", "new_lead", "low_score"),
}  # fmt: skip


def _fields() -> set[str]:
    return {
        f"{section}.{field}"
        for name, section in _CLASSES.items()
        for field, kind in get_type_hints(getattr(sections, name)).items()
        if not hasattr(kind, "_fields")
    }


def _section_of(node: ast.expr, known: dict[str, str]) -> str | None:
    """The section that an expression stands for: `….due`, or a name that was bound to one."""
    if isinstance(node, ast.Attribute):
        return _SECTIONS.get(node.attr)
    return known.get(node.id) if isinstance(node, ast.Name) else None


def _bound(function: ast.AST) -> dict[str, str]:
    """Names of sections in a function: parameters by their class, variables by what they were taken from."""
    known = {}
    for node in ast.walk(function):
        if isinstance(node, ast.arg) and node.annotation is not None:
            section = _CLASSES.get(ast.unparse(node.annotation))
            if section:
                known[node.arg] = section
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            section = _section_of(node.value, {})
            if section:
                known[node.targets[0].id] = section
    return known


def _reads(function: ast.AST) -> Iterator[tuple[str, str]]:
    """(section, pattern of the field's name) of every read."""
    known = _bound(function)
    for node in ast.walk(function):
        if isinstance(node, ast.Attribute) and (section := _section_of(node.value, known)):
            yield section, node.attr
        elif isinstance(node, ast.Call) and ast.unparse(node.func) == "getattr":
            section = _section_of(node.args[0], known)
            if section and isinstance(node.args[1], ast.JoinedStr):
                parts = (str(p.value) if isinstance(p, ast.Constant) else r"\w+" for p in node.args[1].values)
                yield section, "".join(parts)
            elif section:
                yield from ((section, name) for name in _NAMED[section])


def test_every_number_is_read_or_said_not_to_be() -> None:
    read = set()
    for path in _PACKAGE.rglob("*.py"):
        if path.parent.name in ("policy", "policies"):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                read |= set(_reads(node))
    unread = {
        path
        for path in _fields()
        if not any(
            section == path.rpartition(".")[0] and re.fullmatch(name, path.rpartition(".")[2])
            for section, name in read
        )
    }
    assert unread == set(NOT_USED)
