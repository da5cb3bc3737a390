"""What customers of an import bring into ledgers of their own: points, and totals of the time before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

from crmcli.judging.points import expiry, spend
from crmcli.verdicts.points import open_lots, owed
from crmcli.workflows.importing.customers.incoming import Incoming
from crmcli.workflows.importing.job import Job


def write_points(job: Job, items: Sequence[Incoming]) -> set[int]:
    """Points enter the ledger as an opening lot; what a later sheet tells otherwise is added, or taken from the lots that are
    there. What is owed is settled by it: the balance that the sheet tells is there afterwards. The customers changed."""
    work, ids = job.work, [i.id for i in items]
    known = work.store.imports.balances(ids)
    lots = open_lots(work.present, ids)
    debts = Counter[int]()
    for each in owed(work.present, ids):
        debts[each.customer_id] += each.points
    expires = expiry(work.policy.points, work.as_of.on).isoformat()
    entries: list[dict[str, Any]] = []
    for item in items:
        there = lots.get(item.id, [])
        difference = (item.points or 0) - sum(lot.left for lot in there) + debts[item.id]
        if not difference or (job.options.fills and item.id in known):
            continue
        entry = {"customer_id": item.id, "kind": "stated" if item.id in known else "opening"}
        if difference > 0:
            entries.append(entry | {"points": difference, "expires_on": expires})
        for lot, part in spend(there, -difference):
            entries.append(entry | {"points": -part, "lot_id": lot.id, "expires_on": lot.expires_on})
    dated = {"occurred_at": work.op.at_text, "occurred_on": work.as_of.on.isoformat()}
    work.store.points.add(work.op, [entry | dated for entry in entries])
    return {entry["customer_id"] for entry in entries}


def write_openings(job: Job, items: Sequence[Incoming]) -> set[int]:
    """Totals of the time before: they count in totals, never in the windows of 12 months. The customers changed."""
    op, known = job.work.op, job.work.store.imports.openings([i.id for i in items])
    changed, rows = set(), []
    for item in items:
        amount, orders = item.opening or (0, 0)
        told = {"amount_cents": amount, "orders": orders}
        if item.id not in known:
            rows.append(_opening(job, item) | told)
        elif not job.options.fills and op.update("purchase", known[item.id]["id"], told):
            changed.add(item.id)
    job.work.store.purchases.add_many(op, rows)
    return changed | {row["customer_id"] for row in rows}


def _opening(job: Job, item: Incoming) -> dict[str, Any]:
    """The order line that stands for all before the first of its own."""
    at, day = job.instant(date.fromisoformat(item.known_since) if item.known_since else job.work.as_of.on)
    currency = job.work.policy.team.currency
    return {"customer_id": item.id, "ordered_at": at, "ordered_on": day, "currency": currency, "opening": 1}
