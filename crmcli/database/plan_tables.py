"""The tables of the contact plan: who stands in for whom."""

from __future__ import annotations

from crmcli.database.first_tables import Columns

TABLES: dict[str, Columns] = {
    # The days on which somebody is away, both included, and who does their work then. One that was cancelled held until then.
    "absence": {
        "id": "int#", "staff_id": "int!>staff", "stand_in_id": "int!>staff", "from_on": "text!", "until_on": "text!",
        "reason": "text", "at": "text!", "cancelled_at": "text",
    },
}  # fmt: skip
INDEXES: tuple[tuple[str, ...], ...] = (("absence", "until_on"),)
