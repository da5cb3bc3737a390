"""Which customers have a contact plan of their own, today or on a past day."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from crmcli.store import View
from crmcli.verdicts.standings import gathered


def exceptions(view: View) -> list[dict[str, Any]]:
    """Who has a rhythm or channel of their own or is paused, with the reason and the owner, by name."""
    if not view.as_of.explicit:
        return [dict(row) for row in view.store.customers.exceptions()]
    names = view.store.staff.names()
    found = [
        {
            "id": facts.customer_id,
            "customer": facts.name,
            "owner": names.get(facts.owner_id or 0),
            "cadence_days": facts.cadence_override_days,
            "plan_channel": facts.plan_channel,
            "plan_reason": facts.plan_reason,
            "paused_until": facts.paused_until.isoformat() if facts.paused_until else None,
        }
        for facts in gathered(view)
        if facts.cadence_override_days or facts.plan_channel or facts.plan_reason or facts.status == "paused"
    ]
    return sorted(with_codes(view, found), key=lambda row: (row["customer"], row["id"]))


def with_codes(view: View, rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows of a past day with what of their customers is no dated fact: number, city, tags."""
    rows = list(rows)
    now = {row["id"]: row for row in view.store.customers.many([row["id"] for row in rows])}
    return [{**row, **{key: now[row["id"]][key] for key in ("code", "city", "tags")}} for row in rows]
