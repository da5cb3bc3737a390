"""What the twelfth migration adds: who agreed to what, and who took that back."""

from __future__ import annotations

from crmcli.database.first_tables import Columns

TABLES: dict[str, Columns] = {
    # A ledger: rows are added and stay as they are. Without a contact person a row is about the customer as a whole, without
    # a purpose about every purpose, without a channel about every channel. `evidence` is what proves it, in words or as
    # attachment:5; `notice` is what the customer was shown.
    "consent": {
        "id": "int#", "customer_id": "int!>customer", "contact_person_id": "int>contact_person", "purpose": "text", "channel": "text",
        "granted": "int!", "at": "text!", "on_day": "text!", "source": "text", "evidence": "text", "notice": "text",
        "recorder_id": "int>staff", "custom": "text", "created_at": "text!",
    },
}  # fmt: skip
INDEXES: tuple[tuple[str, ...], ...] = (
    ("consent", "customer_id"),
    ("consent", "contact_person_id"),
    ("consent", "at"),
)
