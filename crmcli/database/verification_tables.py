"""What the twelfth migration adds beside consents: who was asked whether their contact data are still right, and what customers may
read of what the team knows."""

from __future__ import annotations

from crmcli.database.first_tables import Columns

TABLES: dict[str, Columns] = {
    # `answer` is yes, changed or gone, and stop for who wants no such message; `words` is what was written.
    "verification": {
        "id": "int#", "customer_id": "int!>customer", "contact_person_id": "int>contact_person", "code": "text!", "sent_at": "text!",
        "sent_on": "text!", "answer": "text", "answered_at": "text", "words": "text", "recorder_id": "int>staff",
    },
}  # fmt: skip
#: Whether customers may read it.
COLUMNS: dict[str, Columns] = {"knowledge": {"public": "int"}}
INDEXES: tuple[tuple[str, ...], ...] = (
    ("!verification", "code"),
    ("verification", "customer_id"),
    ("verification", "contact_person_id"),
    ("verification", "sent_on"),
)
