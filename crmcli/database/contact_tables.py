"""What was given at contacts, and what somebody has seen of those that others made, as their tables and columns first were. Never change them: the next migration does."""

from __future__ import annotations

from crmcli.database.first_tables import Columns

TABLES: dict[str, Columns] = {
    # Until when somebody has seen what others recorded of a customer; `staff_id` is whose customer it was then, for to
    # others it is no news.
    "news_seen": {"id": "int#", "staff_id": "int!>staff", "customer_id": "int!>customer", "seen_at": "text!"},
}
#: What the customer was given: words of `vocabulary.DOMAINS["given"]` in their order, with commas between.
COLUMNS: dict[str, Columns] = {"interaction": {"gave": "text"}}
INDEXES: tuple[tuple[str, ...], ...] = (
    ("news_seen", "customer_id"), ("news_seen", "staff_id"),
    # All that tells whether a contact is news; what somebody did by one command.
    ("interaction", "imported", "recorded_at", "recorder_id", "customer_id"), ("operation", "command", "at"),
)  # fmt: skip
