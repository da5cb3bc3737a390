"""Contact persons by hand: who comes, who changes, who leaves, and where to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from crmcli import errors
from crmcli.database.connection import Record, Row
from crmcli.i18n import _
from crmcli.matching.phones import may_be_mobile
from crmcli.queries.persons import OWN
from crmcli.store import Store, Work
from crmcli.workflows import classifying, online_ways

#: What a person keeps at another firm: the rest, and a telephone on a desk, stays behind.
_KEPT = ("name", "wechat", "birthday", "birthday_calendar", "note")


def add(work: Work, customer: Record, values: Mapping[str, Any]) -> int:
    """A new contact person; the first one is the key one unless told otherwise. Invalid if one of this name is there."""
    persons = work.store.persons
    refuse_namesake(work.store, customer["id"], values["name"])
    first = all(row["left_on"] for row in persons.of(customer["id"]))
    own = dict(values)
    ways = online_ways.taken(own)
    person_id = persons.add(work.op, customer["id"], {"is_key": int(first), **own})
    online_ways.keep(work, customer["id"], ways, person_id)
    classifying.refresh(work, [customer["id"]])
    return person_id


def edit(work: Work, row: Record, values: Mapping[str, Any]) -> bool:
    """Changes fields; False if they had these values already."""
    if "name" in values:
        refuse_namesake(work.store, row["customer_id"], values["name"], row["id"])
    own = dict(values)
    ways = online_ways.taken(own)
    changed = work.store.persons.edit(work.op, row["id"], own) if own else False
    changed |= online_ways.keep(work, row["customer_id"], ways, row["id"])
    if changed:
        classifying.refresh(work, [row["customer_id"]])
    return changed


def leave(work: Work, row: Record, day: date) -> None:
    """Notes since when somebody is there no more."""
    work.store.persons.edit(work.op, row["id"], {"left_on": day.isoformat()})
    classifying.refresh(work, [row["customer_id"]])


def move(work: Work, row: Record, customer: Record, day: date, told: Mapping[str, Any]) -> int:
    """Who left for another customer is a contact person there from then on, with what is their own; what was said stays
    where it was said. `told` is what is known of the new post. Invalid if they are there already."""
    person_id = add(work, customer, _own(work.store, row) | dict(told))
    work.store.persons.edit(work.op, row["id"], {"left_on": day.isoformat(), "moved_to": customer["name"]})
    classifying.refresh(work, [row["customer_id"]])
    return person_id


def _own(store: Store, row: Record) -> dict[str, Any]:
    """What moves with a person: a mobile that isn't their old firm's own, too."""
    phone, firm = row["phone"], store.customers.get(row["customer_id"])
    own = phone and phone != firm["phone"] and may_be_mobile(phone)
    online = online_ways.told(store, row["customer_id"], row["id"])
    return {field: row[field] for field in (*_KEPT, *(["phone"] if own else [])) if row[field]} | {
        "social": online["social"]
    }


def refuse_namesake(store: Store, customer_id: int, name: str, person_id: int = 0) -> None:
    """Invalid if somebody else of this name is a contact person there: names tell them apart."""
    known = store.persons.called(customer_id, name)
    if known is not None and known["id"] != person_id and not known["left_on"]:
        raise errors.Invalid(
            _("%(customer)s has a contact person called %(name)s already.")
            % {"customer": store.customers.get(customer_id)["name"], "name": known["name"]},
            _("Change them with: crmcli contact edit %(id)d FIELD=VALUE") % {"id": known["id"]},
        )


def elsewhere(store: Store, customer_id: int, values: Mapping[str, Any]) -> list[str]:
    """That contact persons of other customers have the same phone, e-mail or WeChat name: they may be one person."""
    return [_same(row, values) for row in store.persons.sharing(customer_id, values)]


def _same(row: Row, values: Mapping[str, Any]) -> str:
    value = next(values[field] for field in OWN if values.get(field) and row[field] == values[field])
    told = {"name": row["name"], "customer": row["customer"], "code": row["customer_code"], "value": value}
    return _("%(name)s at %(customer)s (%(code)s) has %(value)s, too: perhaps the same person.") % told
