"""Which record a person means, of whatever kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from crmcli import errors, vocabulary
from crmcli.commands.complaint.lookup import named as complaint_named
from crmcli.commands.opportunity.shared import found as opportunity_named
from crmcli.commands.purchase.views import lines_of
from crmcli.commands.shared import contact_person, customer, row_id
from crmcli.i18n import _
from crmcli.workflows import contracts
from crmcli.workflows.attachments import Place

if TYPE_CHECKING:
    from crmcli.context import Context

#: How a record is found by what stands behind the word for its kind; all others by their id.
_FOUND: Mapping[str, Callable[[Context, str], int]] = {
    "customer": lambda crm, text: int(customer(crm, text)["id"]),
    "complaint": lambda crm, text: int(complaint_named(crm, text, None)["id"]),
    "contract": lambda crm, text: int(contracts.named(crm.view, text)["id"]),
    "purchase": lambda crm, text: int(lines_of(crm, text)[0]["id"]),
    "opportunity": lambda crm, text: int(opportunity_named(crm, text)["id"]),
}


def record_of(crm: Context, text: str, person: str | None = None) -> Place:
    """The record that `text` names: by the number of a complaint, contract or order, by the word for its kind and its number
    (`task:3`), or a customer as everywhere; with `person` that customer's contact person.

    NotFound or Ambiguous otherwise; Usage for a person at anything but a customer.
    """
    word, colon, rest = text.replace("：", ":").partition(":")
    kind = vocabulary.parse_word("attachable", word) if colon and rest.strip() else None
    if kind:
        # A row of the due list has its step behind the number.
        number = rest.strip().partition(":")[0]
        place = Place(kind, _FOUND[kind](crm, number) if kind in _FOUND else _by_id(crm, kind, number))
    else:
        place = _numbered(crm, text.strip()) or Place("customer", _customer(crm, text))
    if person is None:
        return place
    if place.kind != "customer":
        raise errors.Usage(
            _("Only customers have contact persons."), _("Name the customer, or leave out --contact.")
        )
    about = crm.store.customers.get(place.id)
    return Place("contact_person", contact_person(crm, about, person) or 0)


def _by_id(crm: Context, kind: str, number: str) -> int:
    found = row_id(number, "attachment")
    crm.store.attachments.customer_of(kind, found)
    return found


def _numbered(crm: Context, text: str) -> Place | None:
    """The complaint, contract or order that has this number; of digits alone, which may be anybody's, none."""
    if not text or text.isdecimal():
        return None
    store = crm.store
    found = {
        **{("complaint", row["number"]): row["id"] for row in store.complaints.numbered(text)},
        **{("contract", row["number"]): row["id"] for row in store.contracts.numbered(text, crm.view.day)},
    }
    if store.purchases.by_order_no(text):
        found["purchase", text] = lines_of(crm, text)[0]["id"]
    if len(found) > 1:
        raise errors.Ambiguous(
            _("Several records have the number %(text)s.") % {"text": text},
            _("Write what it is in front of it, as below."),
            candidates=[f"{vocabulary.label('attachable', kind, 'en')}:{number}" for kind, number in found],
        )
    return next((Place(kind, int(row_id)) for (kind, _number), row_id in found.items()), None)


def _customer(crm: Context, text: str) -> int:
    try:
        return int(customer(crm, text)["id"])
    except errors.Ambiguous:
        raise
    except errors.NotFound as error:
        raise errors.NotFound(
            _("No record is called %(text)s.") % {"text": text},
            _("Name a customer, a complaint's, contract's or order's number, or such as task:3."),
            **error.details,
        ) from error
