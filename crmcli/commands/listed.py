"""What the words of a command mean that works the due list: a row by its number, a row's id, or a customer.

A bare number is one of the list that this person saw last, if that was today, and never the id of a customer, at a
terminal or in a pipe: wherever a list was seen, it could be a row of that, and the contact a stranger's.
"""

from __future__ import annotations

import re
import unicodedata
from functools import partial
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from crmcli import errors, numbering, vocabulary
from crmcli.commands.offers import TO_DO, numbers
from crmcli.commands.shared import customer
from crmcli.i18n import _, ngettext, series
from crmcli.wording import label, shell_word

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from crmcli.context import Context
    from crmcli.database.connection import Record
    from crmcli.store import Store
    from crmcli.workflows.due.rows import DueRow

#: A complaint's id without one of its steps.
_WHOLE_COMPLAINT = re.compile(r"complaint:(\d+)", re.ASCII)
#: Longer numbers are phones and the like, unless the list is so long.
_DIGITS = 3
#: So many are a phone rather than the number of a row.
_PHONE = 7


#: Which row a command is about.
WhatRow = Annotated[
    str,
    typer.Argument(
        metavar="ROW",
        autocompletion=numbers("complaint", "task:", customers=True, states=TO_DO),
        help=_("A number of the due list, an id such as contact:345, a customer, or a complaint's number."),
    ),
]


class Listed(NamedTuple):
    """A row of the due list; its number, and the day until which that list looked, if it was named by that."""

    item: str
    number: int | None = None
    until: str | None = None

    def told(self, text: str) -> str:
        """A sentence about it, behind its number."""
        return numbered(text, self.number)


def numbered(text: str, number: int | None) -> str:
    """A sentence about a row of the list, behind the number by which it was named."""
    return text if number is None else _("Row %(row)d – %(text)s") % {"row": number, "text": text}


def remember(crm: Context, rows: Sequence[DueRow], until: date) -> None:
    """Keeps the numbers of today's list that is shown, and looks until a day; those of a past day's name nothing."""
    if crm.as_of.on != crm.today:
        return
    shown = numbering.Shown([row.item for row in rows], until.isoformat())
    numbering.remember(crm.location.key, crm.actor.name, crm.as_of.on.isoformat(), shown)


def listed_row(crm: Context, text: str) -> Listed:
    """The row that a number, an id such as `contact:345`, or a customer names. NotFound or Ambiguous otherwise."""
    if ":" in (text := _item(text)):
        return Listed(text)
    shown = _shown(crm)
    if _is_number(text, shown):
        return Listed(_numbered(shown, text), int(text), shown and shown.until)
    return Listed(f"contact:{_named(crm, text)['id']}")


def _item(text: str) -> str:
    """A row's id, whose kind may be told by any word for it: 任务：1 is task:1; other texts as they are."""
    kind, colon, rest = unicodedata.normalize("NFKC", text).partition(":")
    return f"{vocabulary.parse_word('due_kind', kind) or kind}:{rest}" if colon else text


def due_row(crm: Context, text: str, way_out: Callable[[str], str]) -> Listed:
    """Like `listed_row`; a complaint's number or id names its next clock, and a customer whose contact isn't due the row
    that stands on today's list. Invalid for a complaint without a clock, Ambiguous for a customer with several rows,
    where `way_out` says by which command to name one of them."""
    from crmcli.workflows.due.of_customer import row_of_complaint, row_of_customer

    text = _item(text)
    if whole := _WHOLE_COMPLAINT.fullmatch(text):
        return Listed(row_of_complaint(crm.view, crm.store.complaints.get(int(whole[1]))))
    if ":" in text or _is_number(text, _shown(crm)):
        return listed_row(crm, text)
    number = unicodedata.normalize("NFKC", text).strip().upper()
    for complaint in crm.store.complaints.numbered(number):
        if complaint["number"] == number:
            return Listed(row_of_complaint(crm.view, complaint))
    return Listed(row_of_customer(crm.view, _named(crm, text), way_out))


def listed_customer(crm: Context, text: str) -> tuple[Record, Listed]:
    """The customer of a row, or whom the text names; and the row, without a number the contact's. `contact:3` is an id."""
    text = _item(text)
    if text.startswith("contact:") and text[8:].isdecimal():
        return crm.store.customers.get(int(text[8:])), Listed(text)
    shown = _shown(crm)
    if not _is_number(text, shown):
        found = _named(crm, text)
        return found, Listed(f"contact:{found['id']}")
    item = _numbered(shown, text)
    of_row = (
        None
        if item.startswith(("task:", "feedback:", "training:", "policy:", "check:", "alarm:", "improvement:"))
        else customer_of(crm, item)
    )
    if of_row is None:
        raise errors.Usage(
            _("Row %(text)s is %(item)s and no customer.") % {"text": text, "item": item},
            _("Use: crmcli done %(text)s") % {"text": text},
        )
    return of_row, Listed(item, int(text))


def customer_of(crm: Context, item: str) -> Record | None:
    """The customer of a row of the due list; None for a row of none. NotFound if there is no such record."""
    from crmcli.service.items import COMPLAINT_STEPS, OF_CUSTOMER, item_of

    store, found = crm.store, item_of(item)
    if found is None:
        raise errors.NotFound(
            _("There is no %(item)s on the due list.") % {"item": item},
            _("The steps of a complaint are: %(steps)s") % {"steps": series(COMPLAINT_STEPS)}
            if item.startswith("complaint:")
            else _("See: crmcli due"),
        )
    records: dict[str, Callable[[int], Record]] = {
        "complaint": store.complaints.get, "task": store.tasks.get, "feedback": store.feedback.get,
        "inbound": store.interactions.get, "contract": partial(store.contracts.get, on=crm.view.day), "opportunity": store.opportunities.get,
        "order": partial(_order, store), "trial": store.trials.get, "retain": store.retention.step, "improvement": partial(_improvement, store),
    }  # fmt: skip
    if found.kind in ("training", "policy", "check", "alarm"):
        return None
    of_customer = found.kind in OF_CUSTOMER
    key = found.number if of_customer else records[found.kind](found.number)["customer_id"]
    return store.customers.get(key) if key else None


def _order(store: Store, purchase_id: int) -> Record:
    """An order line by its id; NotFound if there is none."""
    found = store.purchases.get(purchase_id)
    if found is None:
        raise errors.NotFound(_("There is no order %(text)s.") % {"text": purchase_id}, _("See: crmcli due"))
    return found


def _improvement(store: Store, key: int) -> Record:
    """An improvement with the customer of the complaint that it came from."""
    row = dict(store.improvements.get(key))
    return row | {"customer_id": row["complaint_customer_id"]}


def named(crm: Context, item: str) -> str:
    """Whom a row is about, else what: a task's title, a colleague's feedback, the colleague, the alarm, or the policy. NotFound if there is no such record."""
    if found := customer_of(crm, item):
        return str(found["name"])
    kind, _colon, number = item.partition(":")
    if kind == "task":
        return str(crm.store.tasks.get(int(number))["title"])
    if kind == "training":
        return str(crm.store.staff.get(int(number))["name"])
    if kind == "improvement":
        return str(crm.store.improvements.get(int(number))["title"])
    if kind == "alarm":
        return label("alarm", number.partition(":")[2])
    if kind == "policy":
        return _("the policy")
    if kind == "check":
        from crmcli.workflows.due.checks import week_numbered

        return _("the sample of the week %(week)s") % {"week": week_numbered(int(number))}
    return str(crm.store.feedback.get(int(number))["content"])


def _shown(crm: Context) -> numbering.Shown | None:
    """The list that this person saw last, if that was today."""
    return numbering.recall(crm.location.key, crm.actor.name, crm.today.isoformat())


def _numbered(shown: numbering.Shown | None, text: str) -> str:
    """The row of this number. NotFound if the list has none."""
    rows, number = shown.items if shown else [], int(text)
    if 1 <= number <= len(rows):
        return rows[number - 1]
    raise _no_row(shown, text)


def _no_row(shown: numbering.Shown | None, text: str) -> errors.NotFound:
    told, n = _("No list was shown to you today yet, so there is no row %(text)s."), 0
    if shown is not None:
        n = len(shown.items)
        told = ngettext(
            "Your last list of today had %(n)d row, and so no row %(text)s.",
            "Your last list of today had %(n)d rows, and so no row %(text)s.",
            n,
        )
    return errors.NotFound(
        told % {"n": n, "text": text},
        _("Show it again with: crmcli due   or name the customer, its code, or its id as %(id)s.")
        % {"id": shell_word(f"#{int(text)}")},
    )


def _named(crm: Context, text: str) -> Record:
    """The customer whom a text names; of bare digits by a number of its own or a phone alone. So many digits as a phone has
    are no row that is missing."""
    bare = _is_bare(text)
    if bare and len(text) < _PHONE and not crm.store.customers.named(text, by_id=False):
        raise _no_row(_shown(crm), text)
    return customer(crm, text, by_id=not bare)


def _is_number(text: str, shown: numbering.Shown | None) -> bool:
    digits = max(_DIGITS, len(str(len(shown.items)))) if shown else _DIGITS
    return _is_bare(text) and len(text) <= digits


def _is_bare(text: str) -> bool:
    return text.isascii() and text.isdigit()
