"""Contact persons whom an import brought, or whose ways it changed, and who have those of one at another customer."""

from __future__ import annotations

import json
from typing import Any

from crmcli.database.operation import Operation
from crmcli.queries.persons import OWN
from crmcli.store import Store

#: Nobody has an id below 1.
_NOBODY = (0, 0)
_SHOWN = ("id", "name", "customer_id", "customer", "customer_code")


def same_persons(store: Store, op: Operation) -> list[dict[str, Any]]:
    """Those who may be one person at several customers, as by hand: each with the `value` that they share. Those who share
    several stand there once."""
    new, changed = op.inserted("contact_person"), {field: _changed(op, field) for field in OWN}
    if new is None and not any(changed.values()):
        return []
    found: dict[tuple[int, ...], dict[str, Any]] = {}
    for value, rows in store.persons.at_several(new or _NOBODY, changed):
        persons = [{key: row[key] for key in _SHOWN} for row in rows]
        found.setdefault(tuple(row["id"] for row in rows), {"value": value, "persons": persons})
    return list(found.values())


def _changed(op: Operation, field: str) -> set[int]:
    """Whose phone, e-mail or WeChat name was changed."""
    return {
        change.row_id
        for change in op.changes
        if change.table == "contact_person"
        and change.action == "update"
        and field in json.loads(change.before or "{}")
    }
