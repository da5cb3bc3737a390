"""Websites, and accounts on social platforms, by hand: those of a customer or of a contact person, each kind as one field."""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from typing import Any

from crmcli.database.connection import Row
from crmcli.store import Store, Work

#: By the field that holds them, which contact ways they are.
KINDS = {"website": "url", "social": "social"}
#: What stands between several in one field.
_BETWEEN = ";"


def each(ways: str | None) -> list[str]:
    """The ways of a field one by one; what has no ; in it is one."""
    return [way for way in (ways or "").split(_BETWEEN) if way]


def taken(values: MutableMapping[str, Any]) -> dict[str, str]:
    """The fields that were given, taken out of the values of a record's own row; an empty text clears one."""
    return {field: values.pop(field) or "" for field in KINDS if field in values}


def told(store: Store, customer_id: int, person_id: int | None = None) -> dict[str, str | None]:
    """The fields of a customer, or of one of its contact persons, as they are typed; None for those that are empty."""
    return {
        field: _BETWEEN.join(way["value"] for way in _stored(store, kind, customer_id, person_id)) or None
        for field, kind in KINDS.items()
    }


def keep(work: Work, customer_id: int, given: Mapping[str, str], person_id: int | None = None) -> bool:
    """Makes these the ways of a customer or a contact person; False if they were."""
    had = told(work.store, customer_id, person_id)
    changed = {field: ways for field, ways in given.items() if ways != (had[field] or "")}
    for field, ways in changed.items():
        _keep(work, KINDS[field], customer_id, person_id, each(ways))
    return bool(changed)


def _keep(work: Work, kind: str, customer_id: int, person_id: int | None, wanted: list[str]) -> None:
    for way in _stored(work.store, kind, customer_id, person_id):
        if way["value"] in wanted:
            wanted.remove(way["value"])
        else:
            work.op.delete("contact_way", way["id"])
    for value in wanted:
        row = {"customer_id": customer_id, "contact_person_id": person_id, "kind": kind, "value": value}
        work.op.insert("contact_way", {**row, "confirmed": 1})


def _stored(store: Store, kind: str, customer_id: int, person_id: int | None) -> list[Row]:
    ways = store.customers.contact_ways(customer_id)
    return [way for way in ways if way["kind"] == kind and way["contact_person_id"] == person_id]
