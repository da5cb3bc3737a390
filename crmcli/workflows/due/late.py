"""Contacts that are so late that their owner and the managers are told by name."""

from __future__ import annotations

from datetime import date

from crmcli.store import View


def late_contacts(
    view: View, owner_id: int | None, by: date, most: int
) -> tuple[list[tuple[str, str | None]], int]:
    """Contacts due by a day and not made, backlog and what was put off apart: the names of the customers and owners of
    `most` of the most urgent, and how many there are."""
    due, until = view.store.due, by.isoformat()
    snoozes = view.store.tasks.snoozes(view.day, view.at)
    hidden = [int(item.partition(":")[2]) for item in snoozes if item.startswith("contact:")]
    total = due.count("late", "", until, by=until, owner=owner_id, but=hidden)
    rows = due.late(until, owner_id, most + len(hidden)) if total else []
    named = [(row["name"], row["owner"]) for row in rows if row["customer_id"] not in hidden]
    return named[:most], total
