"""Whose customers an operation gave to others: each is told of on the spot, and the colleague by their list."""

from __future__ import annotations

import json
from typing import NamedTuple

from crmcli.store import Work


class Taken(NamedTuple):
    """A customer (its id and name as they were), and the name of the colleague whose it was until then."""

    id: int
    customer: str
    before: str


def taken_by(work: Work) -> list[Taken]:
    """Customers of colleagues of the actor that the operation gave to somebody else or nobody so far, by merging too, by name."""
    whose: dict[int, tuple[int, str]] = {}
    for change in work.op.changes:
        if change.table == "customer" and change.before and '"owner_id"' in change.before:
            before = json.loads(change.before)
            if before.get("owner_id") is not None:
                whose.setdefault(change.row_id, (before["owner_id"], before.get("name", "")))
    now = {row["id"]: row for row in work.store.customers.many(sorted(whose))}
    names, mine = work.store.staff.names(), work.op.actor.id
    merged = work.store.owners.merged_into(sorted(whose.keys() - now.keys()))
    found = []
    for key, (owner_id, name) in whose.items():
        row = now.get(key)
        owner_now = row["owner_id"] if row else merged.get(key)
        if owner_id not in (mine, owner_now):
            found.append(Taken(key, row["name"] if row else name, names.get(owner_id, "—")))
    return sorted(found, key=lambda each: (each.customer, each.id))
