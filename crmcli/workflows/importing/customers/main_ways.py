"""The ways to reach a customer that the rows of an import tell: which is its main one, and which are its persons'."""

from __future__ import annotations

from collections.abc import Sequence

from crmcli.workflows.importing.customers.incoming import Incoming, Known


def ways_of(item: Incoming) -> tuple[tuple[str, list[str]], ...]:
    return ("phone", item.phones), ("email", item.emails), ("wechat", item.wechats)


def main_way(item: Incoming, values: Sequence[str]) -> str | None:
    """The first is the main one, unless our own export says that there are only further ones."""
    return values[0] if values and not (item.complete and values[0] in item.told) else None


def on_persons(item: Incoming, kind: str) -> set[str]:
    """What the contact persons of the rows will have: it needs no place beside."""
    found = (p.get(kind) or p.get(f"{kind}_guess") for p in item.persons.values())
    return {str(value) for value in found if value}


def main_ways(item: Incoming, known: Known) -> set[tuple[str, str]]:
    """The main ways of a known customer and its contact persons."""
    rows = [item.existing or {}, *known.persons.get(item.id, ())]
    return {(kind, row[kind]) for row in rows for kind in ("phone", "email", "wechat") if row.get(kind)}
