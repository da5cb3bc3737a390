"""Who is on the phone: a customer by name or number, by the number's last four digits, or somebody unknown yet."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from crmcli import errors
from crmcli.asking import pick
from crmcli.commands.shared import customer
from crmcli.i18n import _

if TYPE_CHECKING:
    from crmcli.context import Context
    from crmcli.database.connection import Record, Row
    from crmcli.store import Work

#: Shorter numbers are extensions and service numbers: nobody's own.
_SHORTEST = 7
#: More are not offered to pick from.
_MANY = 20


class Caller(NamedTuple):
    """Whose matter it is. Without an `about` nobody has the number `phone` yet.

    `person_id` is the contact person whose number it is; `name` is who the caller says they are.
    """

    about: Record | None
    phone: str | None
    person_id: int | None
    name: str | None


def caller(crm: Context, text: str, name: str | None) -> Caller:
    """Who is meant by a name, a number or its last four digits.

    NotFound if nobody is and the text isn't a whole phone number either; Ambiguous if several are. A terminal offers them.
    """
    from crmcli.matching.phones import normalize_phone

    words = unicodedata.normalize("NFKC", text).strip()
    if re.fullmatch(r"\d{4}", words):
        return _by_ending(crm, words, name)
    phone = normalize_phone(words, crm.store.policies.country())
    if phone is None or len(re.sub(r"\D", "", phone)) < _SHORTEST:
        return Caller(customer(crm, text), None, None, name)
    if not crm.store.customers.named(text):
        return Caller(None, phone, None, name)
    about = customer(crm, text)
    return Caller(about, phone, _person(crm.store.customers.callers(phone), about["id"]), name)


def _by_ending(crm: Context, digits: str, name: str | None) -> Caller:
    """The one whose number ends so; a customer whose id or code the four digits are counts too, but 0012 is no id."""
    found = crm.store.customers.callers(digits, ending=True)
    lines = {row["id"]: _line(row, row["person"]) for row in found}
    named = (
        row
        for row in crm.store.customers.named(digits)
        if str(row["id"]) != digits.lstrip("0") or digits[0] != "0"
    )
    lines |= {row["id"]: _line(row) for row in named if row["id"] not in lines}
    if not lines:
        raise errors.NotFound(
            _("No phone number ends in %(digits)s.") % {"digits": digits},
            _("Give the whole number: a caller whom nobody knows yet is taken in by it."),
        )
    ids = list(lines)
    chosen = ids[0] if len(ids) == 1 else _chosen(crm, digits, lines)
    numbers = {row["phone"] for row in found if row["id"] == chosen}
    phone = numbers.pop() if len(numbers) == 1 else None
    return Caller(crm.store.customers.get(chosen), phone, _person(found, chosen), name)


def _chosen(crm: Context, digits: str, lines: dict[int, str]) -> int:
    if crm.interactive and len(lines) <= _MANY:
        return list(lines)[pick(digits, list(lines.values()))]
    raise errors.Ambiguous(
        _("%(n)d customers match %(text)s.") % {"n": len(lines), "text": digits},
        _("Give the whole number, or #ID with the number in front."),
        candidates=list(lines.values()),
    )


def _line(row: Row, person: str | None = None) -> str:
    return "  ".join(filter(None, (str(row["id"]), row["name"], row["phone"], person)))


def _person(found: Sequence[Row], customer_id: int) -> int | None:
    """The contact person whose number it is, if it is only one's."""
    persons = {row["person_id"] for row in found if row["id"] == customer_id and row["person_id"]}
    return persons.pop() if len(persons) == 1 else None


def take_in(work: Work, who: Caller) -> int:
    """The id of the customer who calls; somebody unknown is added, marked as provisional, unless just added by another."""
    from crmcli.matching.name_kinds import looks_like_person
    from crmcli.workflows.reviewing import state_of_added

    if who.about is not None:
        return int(who.about["id"])
    phone = who.phone or ""
    known = work.store.customers.by_contact_way(phone)
    if known:
        return known[0]
    name = who.name or phone
    company = who.name is not None and not looks_like_person(who.name)
    values = {
        "name": name,
        "phone": phone,
        "kind": "company" if company else "person",
        "source": "phone",
        "owner_id": work.op.actor.id,
        "tags": _("provisional"),
        "review_state": state_of_added(work.policy, work.op.actor),
    }
    return work.store.customers.add(work.op, values, work.day)


def person_of(work: Work, who: Caller, named_id: int | None) -> int | None:
    """The contact person who calls; a name that is neither the customer's nor known there becomes a new one."""
    from crmcli.matching.names import fold_name

    if named_id is not None or who.about is None or not who.name:
        return named_id or who.person_id
    if fold_name(who.name) == fold_name(who.about["name"]):
        return who.person_id
    known = work.store.persons.called(who.about["id"], who.name)
    if known is not None:
        return int(known["id"])
    return work.store.persons.add(work.op, who.about["id"], {"name": who.name})


def unknown_lines(crm: Context, row: Row) -> list[str]:
    """Says plainly that the caller was taken in, and whom they may be."""
    from crmcli.workflows.duplicates.finding import resembling

    told = {"name": row["name"], "code": row["code"], "tag": _("provisional")}
    lines = [
        _("Nobody has this number: %(name)s is a provisional customer now (%(code)s, tag “%(tag)s”).") % told
    ]
    if row["review_state"]:
        lines.append(_("It waits for approval by a manager; it is in the contact plan from then on."))
    values = {key: row[key] for key in ("name", "kind", "phone")}
    for like, _pair in resembling(crm.store, values):
        if like["id"] != row["id"]:
            told = {"a": like["id"], "name": like["name"], "b": row["id"]}
            lines.append(_("It may be %(name)s: then crmcli merge %(a)d %(b)d") % told)
    return lines
