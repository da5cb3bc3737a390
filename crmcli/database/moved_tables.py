"""Planned contacts that moved to another day, as their table first was. Never change it: the next migration does."""

from __future__ import annotations

from crmcli.database.first_tables import Columns

TABLES: dict[str, Columns] = {
    # A contact that the plan asks for on `due_on` stands on the list from `to_on` instead, for its person had so many things
    # (`load`) on the day that it left; the newest row of a customer and day holds.
    "moved_contact": {
        "id": "int#", "customer_id": "int!>customer", "due_on": "text!", "to_on": "text!", "load": "int!", "at": "text!",
    },
}  # fmt: skip
INDEXES: tuple[tuple[str, ...], ...] = (("moved_contact", "customer_id"),)
