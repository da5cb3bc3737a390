"""What the fifth migration adds: what became of orders step by step, and days of deals that nobody told."""

from __future__ import annotations

from crmcli.database.first_tables import Columns

TABLES: dict[str, Columns] = {
    # A step of an order: the state that it came into, the day that was promised, words; NULL for what it says nothing of.
    # `told_at` is when its customer knew of it, NULL until then.
    "purchase_event": {
        "id": "int#", "purchase_id": "int!>purchase", "at": "text!", "on_day": "text!", "status": "text", "promised_on": "text",
        "text": "text", "staff_id": "int>staff", "told_at": "text",
    },
}  # fmt: skip
COLUMNS: dict[str, Columns] = {
    # 0 where nobody told on which day an opportunity ended: the step lies as early as it can.
    "opportunity_event": {"at_known": "int"},
}
INDEXES: tuple[tuple[str, ...], ...] = (
    ("purchase_event", "purchase_id"),
    ("purchase_event", "told_at"),
    ("purchase", "promised_on"),
)
