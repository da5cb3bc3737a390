"""What of a customer is missing or not verified, and of that the most useful thing to ask for at the next word with them."""

from __future__ import annotations

from typing import NamedTuple

from crmcli.figures.quality import Record
from crmcli.store import View

#: The fields of the needs sheet.
_NEEDS = ("pain_points", "budget", "decision_chain", "timing", "competitors")
#: Tiers whose needs are to be followed.
_FOLLOWED = ("key", "potential")


class Gap(NamedTuple):
    """What is missing: `unread_phone` (with its text), `ways`, `verify` (since which day, in ISO), `person`, or `fields` with
    their names."""

    code: str
    what: tuple[str, ...] = ()


def gap_of(view: View, customer_id: int) -> Gap | None:
    """The most useful thing that is missing of a customer or not verified; None if nothing is, or nobody works with them.

    First how to reach them, then whether that is still right, then who is there, then what the record must say, then
    the needs of those whose needs are followed.
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
    return Gap("fields", tuple(missing)) if missing else None
