"""Contacts that are so late that their owner and the managers are told by name."""

from __future__ import annotations

from datetime import date

from crmcli.store import View


def late_contacts(
    view: View, owner_id: int | None, by: date, most: int
) -> tuple[list[tuple[str, str | None]], int]:
    """Contacts that are due and on the list since a day, what was put off apart: the names of the customers and owners of
    the `most` most urgent, and how many there are."""
    due, today, until = view.store.due, view.day, by.isoformat()
    hidden = [
        int(i.partition(":")[2]) for i in view.store.tasks.snoozes(today, view.at) if i.startswith("contact:")
    ]
    total = due.count("contact", "", until, by=until, owner=owner_id, but=hidden)
    found: list[int] = []
    for base in due.bases(owner_id) if total else ():
        rows = due.contacts(until, until, owner_id, base, most + len(hidden))
        found += [row["customer_id"] for row in rows if row["customer_id"] not in hidden]
        if len(found) >= most:
            break
    return due.names(found[:most]), total
