"""What the eighth migration adds: files at records, and what is in them."""

from __future__ import annotations

from crmcli.database.first_tables import Columns

#: Besides customers what a file can be attached to, each with the column that names it.
HOLDERS: dict[str, str] = {
    table: f"{table}_id"
    for table in (
        "contact_person", "interaction", "purchase", "contract", "opportunity", "complaint", "feedback", "task", "knowledge",
        "training",
    )
}  # fmt: skip
#: Those of them that belong to no customer.
OF_NOBODY = frozenset({"knowledge", "training"})
TABLES: dict[str, Columns] = {
    # What is in a file, once for each digest (SHA-256, hexadecimal) however many records have it. It is written once and stays
    # as it is: what was removed can be brought back.
    "attachment_content": {"id": "int#", "digest": "text!", "size": "int!", "content": "blob!"},
    # A file at a record: at the customer itself where no other record is named.
    "attachment": {
        "id": "int#", "content_id": "int!>attachment_content", "name": "text!", "media_type": "text!", "note": "text",
        "customer_id": "int>customer", **{column: f"int>{table}" for table, column in HOLDERS.items()},
        "staff_id": "int>staff", "created_at": "text!",
    },
}  # fmt: skip
INDEXES: tuple[tuple[str, ...], ...] = (
    ("!attachment_content", "digest"),
    ("attachment", "content_id"),
    ("attachment", "customer_id"),
    *(("attachment", column) for column in HOLDERS.values()),
)
