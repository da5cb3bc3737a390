"""What a list of orders says of their money: the amount, and, where any order has it, its currency and what refunds left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from crmcli.database.connection import Row
from crmcli.i18n import _
from crmcli.queries.purchases import left_of, told_status
from crmcli.result import Column

Rows = Sequence[Mapping[str, Any]]


def with_left(row: Row | Mapping[str, Any]) -> dict[str, Any]:
    """An order with what is left of its amount after refunds, in cents, and its status as lists tell it."""
    return {**row, "left": left_of(row), "status": told_status(row)}


def money_columns(amount: str) -> list[Column]:
    """The columns of a list whose rows have been through `with_left`; `amount` is the key of the amount in cents."""
    return [
        Column(amount, _("Amount"), "money"),
        Column("currency", _("Currency"), "code"),
        Column("left", _("After refunds"), "money"),
    ]


def progress_columns() -> list[Column]:
    """The columns of how far the orders of a list are: their state, the promised day, the last words on it."""
    return [
        Column("status", _("Progress"), "word", "purchase_status"),
        Column("promised_on", _("Promised for"), "date"),
        Column("progress", _("News")),
    ]


def nothing_told(rows: Rows, own: str) -> frozenset[str]:
    """Those of the columns that would say nothing: all orders are in the team's `own` currency, none was refunded."""
    telling = {
        "currency": any(row["currency"] != own for row in rows),
        "left": any(row["left"] != row["amount_cents"] for row in rows),
        "promised_on": any(row["promised_on"] for row in rows),
        "progress": any(row.get("progress") for row in rows),
    }
    return frozenset(key for key, tells in telling.items() if not tells)
