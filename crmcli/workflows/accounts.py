"""Accounts on social platforms by hand: those of a customer, or of a contact person, as one field."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any

from crmcli.store import Store, Work

#: The field that holds them, and what stands between several.
FIELD, _BETWEEN = "social", ";"


def each(accounts: str) -> list[str]:
    """The accounts of the field one by one; what has no ; in it is one."""
    return [account for account in accounts.split(_BETWEEN) if account]


def taken(values: MutableMapping[str, Any]) -> str | None:
    """The accounts that were given, taken out of the values of a record's own row; None if none were, empty for none any more."""
    return (values.pop(FIELD) or "") if FIELD in values else None


def told(store: Store, customer_id: int, person_id: int | None = None) -> str | None:
    """The accounts of a customer, or of one of its contact persons, as they are typed; None for none."""
    ways = store.customers.contact_ways(customer_id)
    own = [w["value"] for w in ways if w["kind"] == FIELD and w["contact_person_id"] == person_id]
    return _BETWEEN.join(own) or None


def keep(work: Work, customer_id: int, accounts: str | None, person_id: int | None = None) -> bool:
    """Makes these the accounts of a customer or a contact person; False if they were, and where None leaves them."""
    if accounts is None or accounts == (told(work.store, customer_id, person_id) or ""):
        return False
    wanted = each(accounts)
    for way in work.store.customers.contact_ways(customer_id):
        if way["kind"] == FIELD and way["contact_person_id"] == person_id:
            if way["value"] in wanted:
                wanted.remove(way["value"])
            else:
                work.op.delete("contact_way", way["id"])
    for account in wanted:
        row = {"customer_id": customer_id, "contact_person_id": person_id, "kind": FIELD, "value": account}
        work.op.insert("contact_way", {**row, "confirmed": 1})
    return True
