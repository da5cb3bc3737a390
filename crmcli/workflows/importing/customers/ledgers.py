"""What customers of an import bring into ledgers of their own: points, and totals of the time before."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from crmcli.dates.months import add_months
from crmcli.workflows.importing.customers.incoming import Incoming
from crmcli.workflows.importing.job import Job

_POINTS = ("customer_id", "kind", "points", "occurred_at", "occurred_on", "expires_on")


def write_points(job: Job, items: Sequence[Incoming]) -> set[int]:
    """Points enter the ledger as an opening lot; a later sheet's other balance as an adjustment. The customers changed."""
    balances = job.work.store.imports.balances([i.id for i in items])
    at, today = job.work.op.at_text, job.work.as_of.on
    expires = add_months(today, job.work.policy.points.expire_months).isoformat()
    rows = []
    for item in items:
        difference = (item.points or 0) - balances.get(item.id, 0)
        if difference and not (job.options.fills and item.id in balances):
            kind = "adjust" if item.id in balances else "opening"
            rows.append((item.id, kind, difference, at, today.isoformat(), expires))
    job.work.op.insert_many("points_entry", _POINTS, rows)
    return {row[0] for row in rows}


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
