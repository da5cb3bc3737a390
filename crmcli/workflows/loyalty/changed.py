"""What of an operation's changes the members' points follow."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from crmcli.store import Work

#: Tables whose rows say what orders come to.
_ORDERS = frozenset({"purchase", "refund", "contract_order"})
#: What of an order line decides whether and what it earns.
_EARNING = frozenset({"amount_cents", "status", "currency", "ordered_on", "product"})
#: What of a customer decides which of their orders earn.
_MEMBERSHIP = frozenset({"is_member", "member_since"})


def concerns_orders(work: Work) -> bool:
    """Whether the operation changed what orders come to, or whose orders earn."""
    return any(change.table in _ORDERS for change in work.op.changes) or bool(joined(work))


def concerns_points(work: Work) -> bool:
    """Whether the operation added points or took some."""
    return any(change.table == "points_entry" for change in work.op.changes)


def joined(work: Work) -> set[int]:
    """The customers of whom the operation changed whether they are members, or since when."""
    return {row_id for row_id, before in updates(work, "customer", _MEMBERSHIP)}


def touched(work: Work) -> set[int]:
    """The order lines that the operation entered, or changed in what they earn."""
    found = {row_id for row_id, _before in updates(work, "purchase", _EARNING)}
    for change in work.op.changes:
        if change.table == "purchase" and change.action == "insert":
            found.update(range(change.row_id, (change.last_row_id or change.row_id) + 1))
        elif change.table == "contract_order" and change.action == "delete":
            found.add(json.loads(change.before or "{}")["purchase_id"])
    return found


def updates(work: Work, table: str, fields: Collection[str]) -> Iterator[tuple[int, dict[str, Any]]]:
    """The rows of a table of which the operation changed one of some fields, each with what stood in those that it changed."""
    for change in work.op.changes:
        if change.table == table and change.action == "update":
            before = json.loads(change.before or "{}")
            if not before.keys().isdisjoint(fields):
                yield change.row_id, before
