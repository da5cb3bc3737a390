"""A new customer, after a look for the same one."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from crmcli import errors
from crmcli.database.connection import Row
from crmcli.i18n import _
from crmcli.store import Work
from crmcli.workflows import classifying, online_ways
from crmcli.workflows.customers import refuse_taken_number
from crmcli.workflows.reviewing import state_of_added


def add_customer(
    work: Work, values: Mapping[str, Any], contact: str | None, beside: Collection[int] | None = ()
) -> int:
    """Adds a customer with these checked values, and the contact person who is named; its id.

    Invalid where its number is another's, or it resembles customers who are not among those that it may stand `beside`; with
    None it may beside anybody.
    """
    from crmcli.workflows.duplicates.finding import resembling

    store, own = work.store, dict(values)
    ways = online_ways.taken(own)
    refuse_taken_number(store, values.get("external_id"))
    if values.get("member_no"):
        raise errors.Invalid(
            _("A new customer is no member yet."),
            _("Add them without the number, then: crmcli loyalty join CUSTOMER --number NUMBER"),
        )
    row = {
        "kind": kind_of(values["name"]),
        **own,
        "review_state": state_of_added(work.policy, work.op.actor),
    }
    if beside is not None:
        same = [
            other for other, _pair in resembling(store, {**row, **ways}, contact) if other["id"] not in beside
        ]
        _refuse(row["name"], same)
    customer_id = store.customers.add(work.op, row, work.day)
    online_ways.keep(work, customer_id, ways)
    if contact:
        store.persons.add(work.op, customer_id, {"name": contact, "phone": values.get("phone"), "is_key": 1})
    classifying.refresh(work, [customer_id])
    return customer_id


def kind_of(name: str) -> str:
    """Whether a name is that of a person or of a company."""
    from crmcli.matching.name_kinds import looks_like_person

    return "person" if looks_like_person(name) else "company"


def lines_of(same: Sequence[Row]) -> list[str]:
    """Customers as they are offered to pick from."""
    return [f"{r['code']}  {r['name']}  {r['phone'] or ''}" for r in same]


def _refuse(name: str, same: Sequence[Row]) -> None:
    """Invalid if there are customers whom the new one resembles."""
    if same:
        raise errors.Invalid(
            _("%(name)s seems to be there already.") % {"name": name},
            _("Change it with: crmcli edit %(code)s FIELD=VALUE   or add it all the same with --force.")
            % {"code": same[0]["code"]},
            candidates=lines_of(same),
        )
