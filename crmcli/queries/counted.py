"""Which orders count as bought, as a condition in SQL."""

from __future__ import annotations

#: Statuses of a purchase that count as one.
COUNTED = ("completed", "paid")
_COUNTED_SQL = ", ".join(f"'{s}'" for s in COUNTED)


def counted_sql(purchase: str, status: str) -> str:
    """SQL for whether an order of the table `purchase` counts by its `status`: it does until the days on which all its
    money went back. One that names its contract never does: what is paid of the contract counts."""
    given_back = f"(SELECT SUM(r.amount_cents) FROM refund r WHERE r.purchase_id = {purchase}.id)"
    counts = f"({status} IN ({_COUNTED_SQL}) OR ({status} = 'refunded' AND {given_back} >= {purchase}.amount_cents))"
    return f"({counts} AND {purchase}.id NOT IN (SELECT purchase_id FROM contract_order WHERE payment = 0))"
