"""The tables and columns of the contact plan: who stands in for whom, which changes of owners were seen, and what holds for one customer alone."""

from __future__ import annotations

from crmcli.database.first_tables import Columns

TABLES: dict[str, Columns] = {
    # The days on which somebody is away, both included, and who does their work then. One that was cancelled held until then.
    "absence": {
        "id": "int#", "staff_id": "int!>staff", "stand_in_id": "int!>staff", "from_on": "text!", "until_on": "text!",
        "reason": "text", "at": "text!", "cancelled_at": "text",
    },
    # Until when somebody has seen which customers of theirs went to others.
    "owner_notice": {"id": "int#", "staff_id": "int!>staff", "seen_at": "text!"},
}  # fmt: skip
COLUMNS: dict[str, Columns] = {
    # By which channel this customer is contacted whatever its tier says, and why its plan is another.
    "customer": {"plan_channel": "text", "plan_reason": "text"},
}
INDEXES: tuple[tuple[str, ...], ...] = (("absence", "until_on"), ("owner_notice", "staff_id"))
