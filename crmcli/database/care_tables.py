"""What the twelfth migration adds for care: the outbox, and indexes by which the days of care are found."""

from __future__ import annotations

from crmcli.database.first_tables import Columns

TABLES: dict[str, Columns] = {
    # A message to a customer. `key` says for what it is (birthday:c12:2026), so that it is made once. It is planned, then
    # sending (since `claimed_at`), then sent, failed or unknown; one that a platform sends is handed over. Its day is
    # `occasion_on`; when it left, or was handed over, is `done_at`. `occasion` is the one of its key, `kind` which sort that is.
    "outbox": {
        "id": "int#", "key": "text!", "kind": "text!", "occasion": "text!", "occasion_on": "text!", "customer_id": "int!>customer",
        "contact_person_id": "int>contact_person", "channel": "text!", "address": "text!", "subject": "text", "body": "text!",
        "gift": "text", "cost_cents": "int!", "state": "text!", "error": "text", "planned_at": "text!", "planned_on": "text!",
        "claimed_at": "text", "done_at": "text", "done_on": "text", "staff_id": "int>staff", "interaction_id": "int>interaction",
    },
}  # fmt: skip
INDEXES: tuple[tuple[str, ...], ...] = (
    ("!outbox", "key"),
    ("outbox", "state"),
    ("outbox", "occasion_on"),
    ("outbox", "customer_id"),
    ("outbox", "address"),
    ("outbox", "contact_person_id"),
    ("outbox", "interaction_id"),
    ("customer", "birthday", "birthday_calendar"),
    ("customer", "cooperation_start"),
    ("contact_person", "birthday", "birthday_calendar", "customer_id", "left_on"),
)
