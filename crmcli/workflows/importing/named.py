"""Customers that rows of orders, contacts, complaints … name and nobody knows, with all that the row says of them."""

from __future__ import annotations

from datetime import date

from crmcli.matching.name_kinds import looks_like_company, looks_like_person
from crmcli.matching.names import fold_name
from crmcli.matching.text import clean_text
from crmcli.sheets.cells.dates import DateContext
from crmcli.sheets.cells.setting import Parts, Setting
from crmcli.sheets.columns.fields import TYPES
from crmcli.sheets.columns.headers import header_of
from crmcli.sheets.rows.values import converter
from crmcli.workflows.importing.beside import columns_of_customer
from crmcli.workflows.importing.customers.candidates import is_person, phones_of
from crmcli.workflows.importing.customers.incoming import Incoming, complete_place, own_ways, with_person
from crmcli.workflows.importing.fates import Entry
from crmcli.workflows.importing.references import email_of, number_of


def named_in(entry: Entry, today: date) -> Incoming:
    """The new customer that a row names: by name, else as the person to be asked for, else by e-mail, else by phone."""
    values, phones, email = entry.values, phones_of(entry.values), email_of(entry)
    beside = _said_beside(entry, today)
    asked_for = clean_text(str(values.get("contact_person") or beside.pop("contact_person", "")))
    told = values.get("customer") or asked_for or email or (phones[0] if phones else "")
    name = clean_text(str(told))
    alone = not values.get("customer") and not (looks_like_company(name) and not looks_like_person(name))
    person = alone or is_person(entry, name, asked_for)
    customer = Incoming([], person, name=name, folded=fold_name(name) or name)
    customer.phones, customer.emails = phones, [email] if email else []
    further = beside.pop("emails", "")
    customer.emails += [further] if further and further != email else []
    customer.wechats = [wechat] if (wechat := beside.pop("wechat", "")) else []
    # Without a person these are the record's: an order's title.
    position = {
        name: beside.pop(f"contact_{name}", "") if asked_for else "" for name in ("title", "department")
    }
    with_person(
        customer,
        "" if asked_for == name or (person and name.startswith(f"{asked_for} (")) else asked_for,
        position,
        own_ways(phones, email),
        entry,
    )
    customer.values = dict(beside)
    if number_of(entry):
        customer.values["external_id"] = number_of(entry)
    complete_place(customer)
    return customer


def _said_beside(entry: Entry, today: date) -> dict[str, str]:
    """What the columns beside the record's own say of the customer, by field; what can't be read stays beside alone."""
    found: dict[str, str] = {}
    for column, field in columns_of_customer(tuple(entry.extra)).items():
        if (field, entry.kind) in (("source", "survey_answers"), ("region", "interactions")):
            continue  # how the answer came in; where they met
        convert = converter(TYPES["customers"][field], Setting(header_of(column), DateContext(today)))
        value = convert[entry.extra[column]]
        value = value[0] if isinstance(value, tuple) and value else value
        if field == "phone":
            # Whose it is may stand in the same cell: 王强 13600010001. The phone itself is the record's.
            person = dict(value.values).get("contact_person") if isinstance(value, Parts) else None
            found |= {"contact_person": person} if person and "contact_person" not in found else {}
        elif isinstance(value, str):
            found[field] = value
    return found
