"""Records that belong to a customer."""

from __future__ import annotations

from crmcli.database.connection import Row


def owned(rows: list[Row]) -> list[Row]:
    """The rows with their `customer`; LookupError where that one is gone, which is damage and is told of."""
    for row in rows:
        if row["customer"] is None and row["customer_id"] is not None:
            raise LookupError(f"customer {row['customer_id']}")
    return rows
