"""What of a customer is missing or not verified, and of that the most useful thing to ask for at the next word with them."""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple

from crmcli.database.connection import Row
from crmcli.figures.quality import Record
from crmcli.store import View
from crmcli.verdicts.pilots import Pilots

#: The fields of the needs sheet.
_NEEDS = ("pain_points", "budget", "decision_chain", "timing", "competitors")
#: Tiers whose needs are to be followed.
_FOLLOWED = ("key", "potential")


class Gap(NamedTuple):
    """What is missing: `unread_phone` (with its text), `ways`, `verify` (since which day, in ISO), `person`, `fields` with
    their names, or `content` with what the plan asks to be given and nobody gave in its days."""

    code: str
    what: tuple[str, ...] = ()


def gap_of(view: View, customer_id: int) -> Gap | None:
    """The most useful thing that is missing of a customer or not verified; None if nothing is, or nobody works with them.

    First how to reach them, then whether that is still right, then who is there, then what the record must say, then
    the needs of those whose needs are followed, then what the plan asks to be given.
    """
    store = view.store
    row = store.customers.get(customer_id)
    record = Record._make(row[name] for name in Record._fields)
    if not record.is_worked_with:
        return None
    if (text := store.due.unconfirmed_phone(customer_id)) != "":
        return Gap("unread_phone", (text,))
    known = store.due.people([customer_id], view.day)[customer_id]
    if not any(known[way] for way in ("phone", "email", "wechat")):
        return Gap("ways")
    standing = store.standings.of(customer_id) or {}
    if (standing.get("verify_on") or "9") <= view.day:
        return Gap("verify", (standing["verify_on"],))
    if record.kind == "company" and not known["contact"]:
        return Gap("person")
    required = [field.name for field in view.policy.own_fields if field.required]
    missing = [name for name, there in record.filled(required) if not there and name != "reachable"]
    if not missing and standing.get("tier") in _FOLLOWED:
        missing = [name for name in _NEEDS if not row[name]]
    if missing:
        return Gap("fields", tuple(missing))
    left = _to_give(view, row, standing.get("tier"))
    return Gap("content", left) if left else None


def _to_give(view: View, row: Row, tier: str | None) -> tuple[str, ...]:
    """What the plan of a tier asks to be given and nobody gave within its days."""
    plans = Pilots(view).policy(row["owner_id"]).contact.plan
    plan = next((plan for name, plan in plans.items() if name == tier), None)
    if plan is None or not plan.give:
        return ()
    since = view.as_of.on - timedelta(days=(row["cadence_days"] or plan.cadence_days) - 1)
    rows = view.store.interactions.given(since.isoformat(), view.day, view.past, row["id"])
    gave = {each for _customer, _day, what in rows for each in what.split(",")}
    return tuple(each for each in plan.give if each not in gave)
