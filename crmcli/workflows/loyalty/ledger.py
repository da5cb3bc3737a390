"""Entries of the ledger: points come in as lots and are taken from lots, the soonest to expire first.

It is only ever added to. What is taken is never more than what is there. Whatever brings points in first makes up for what
is owed.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

from crmcli.judging.points import Lot, expiry, spend
from crmcli.store import Work
from crmcli.verdicts.points import open_lots, owed


def lot(
    work: Work, customer_id: int, points: int, kind: str, *, since: date | None = None, **about: Any
) -> dict[str, Any]:
    """The entry of a new lot, good for the policy's months from a day on (today); `about` says what for."""
    expires = expiry(work.policy.points, since or work.as_of.on).isoformat()
    entry = {"customer_id": customer_id, "kind": kind, "points": points, "expires_on": expires}
    return _dated(work, entry | about)


def give(work: Work, customer_id: int, points: int, kind: str, **about: Any) -> None:
    """Adds a new lot from today on; what is owed is taken from it."""
    work.store.points.add(work.op, [lot(work, customer_id, points, kind, **about)])
    make_up(work, [customer_id])


def make_up(work: Work, ids: Collection[int]) -> None:
    """Takes back what order lines earned customers beyond what they are worth by now, as far as there are points: from the lots
    that they brought, then from others."""
    for each in owed(work.present, ids):
        own = work.store.points.lots_of_purchases([each.purchase_id]).get(each.purchase_id, [])
        take(work, each.customer_id, each.points, "takeback", own, purchase_id=each.purchase_id)


def take(
    work: Work, customer_id: int, points: int, kind: str, first: Collection[int] = (), **about: Any
) -> None:
    """Takes so many points as far as there are any, from the lots named `first` before others."""
    lots = open_lots(work.present, [customer_id]).get(customer_id, [])
    parts = spend(lots, points, frozenset(first))
    entries = [
        {
            "customer_id": customer_id,
            "lot_id": each.id,
            "kind": kind,
            "points": -part,
            "expires_on": each.expires_on,
        }
        for each, part in parts
    ]
    work.store.points.add(work.op, [_dated(work, entry | about) for entry in entries])


def give_back(work: Work, redemption_id: int, points: int) -> int:
    """Gives points of a redemption back to the lots that they came from, the last to expire first; what has expired by now
    expires again, and what is owed is taken from the rest. How many there were."""
    left, entries, rows = points, [], work.store.points.of_redemption(redemption_id)
    whose = {row["customer_id"] for row in rows}
    expire(work, whose)
    for row in rows:
        part = min(left, int(row["points"]))
        left -= part
        if part:
            told = {key: row[key] for key in ("customer_id", "lot_id", "expires_on")}
            entries.append(
                _dated(work, told | {"kind": "return", "points": part, "redemption_id": redemption_id})
            )
    work.store.points.add(work.op, entries)
    expire(work, whose)
    make_up(work, whose)
    return points - left


def expire(work: Work, ids: Collection[int] | None = None) -> list[Lot]:
    """Books what expired before today, everybody's or some customers'; what is booked isn't booked again."""
    present = work.present
    yesterday = (present.as_of.on - timedelta(days=1)).isoformat()
    lots = work.store.points.expiring("", yesterday, ids)
    brought = work.store.points.brought_by([each.id for each in lots])
    entries = [
        {
            "customer_id": each.customer_id, "lot_id": each.id, "kind": "expire", "points": -each.left,
            "expires_on": each.expires_on, "purchase_id": brought.get(each.id),
        }
        for each in lots
    ]  # fmt: skip
    work.store.points.add(work.op, [_dated(work, entry) for entry in entries])
    return lots


def _dated(work: Work, entry: dict[str, Any]) -> dict[str, Any]:
    return entry | {"occurred_at": work.op.at_text, "occurred_on": work.present.day}
