"""What of a row tells whose it is, and which of its values do."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from crmcli.matching.name_kinds import is_addressed, is_familiar, looks_like_company, looks_like_person
from crmcli.matching.names import fold_name
from crmcli.matching.text import NOT_WORD, search_key
from crmcli.sheets.recognising.bearers import is_personal
from crmcli.store import Store
from crmcli.workflows.importing.customers.keys import Candidate
from crmcli.workflows.importing.fates import Entry

#: A shorter street is none.
_A_HOME = 5


def candidate_of(entry: Entry) -> Candidate:
    """What of a row tells whose it is."""
    values = entry.values
    name, contact = values.get("name") or "", values.get("contact_person")
    loose = False
    if entry.kind == "contacts":
        contact, company = name, values.get("customer")
        loose = not company
        name = company or name
    stated = values.get("kind")
    called = (
        looks_like_person(name) or not looks_like_company(name) if loose else is_person(entry, name, contact)
    )
    person = stated == "person" if stated else called
    card = entry.kind == "contacts"
    # A card's number is its company's; beside a name it only chooses among its bearers.
    number = values.get("customer_no" if card else "external_id")
    return Candidate(
        name=fold_name(name),
        person=person,
        phones=_all(values.get("phone"), values.get("phones")),
        emails=_all(values.get("email"), values.get("emails")),
        wechats=_all(values.get("wechat"), values.get("wechats")),
        socials=tuple(values.get("social", ())),
        code=values.get("kept") or (None if card else number),
        external_id=number,
        contact_persons=[fold_name(contact)] if contact else (),
        loose=loose,
        firms=loose and entry.sheet.numbers_firms,
        card=card,
        birthday=str(values.get("birthday") or "") if person else "",
        home=home_of(values.get("street")) if person else "",
        member_no=values.get("member_no"),
        listed=None if card else entry.sheet.place,
    )


def home_of(street: str | None) -> str:
    """An address as it is compared: a few characters tell no home."""
    folded = NOT_WORD.sub("", search_key(street)) if street else ""
    return folded if len(folded) >= _A_HOME else ""


def survivors(store: Store, entries: Sequence[Entry]) -> dict[int, int]:
    """By customer that rows made or changed: the one that it is now, be it merged into; who was removed is left out."""
    made = {entry.target_id for entry in entries if entry.target_id}
    there = store.imports.customers(made)
    away = {i: row["survivor_id"] for i in made - there.keys() if (row := store.merges.away(i))}
    return {i: i for i in there} | away


def is_person(entry: Entry, name: str, contact: str | None) -> bool:
    """Whether a customer is a person: its column may tell, though a person's column may hold a company's name; whoever has
    somebody else to be asked for is a company, except a member, a pupil beside a parent, or who is named like a person in
    a column of persons.
    """
    # Of an address book the column of its people is meant, not that of their companies.
    bearers = entry.sheet.bearers if entry.kind != "contacts" else ""
    if contact and bearers != "company" and looks_like_person(contact) and name.startswith(f"{contact} ("):
        return True  # a buyer with his login: Ann Lee (annlee)
    asked = contact and entry.kind != "members" and not entry.sheet.has_wards
    if asked and not _same_person(name, str(contact)):
        return bearers == "person" and looks_like_person(name)
    if bearers == "person":
        if any(is_personal(column) for column in entry.extra):
            return True
        return not looks_like_company(name) or looks_like_person(name)
    if bearers == "company" or (not is_addressed(name) and not _OF_FIRMS.isdisjoint(entry.values)):
        return False
    familiar = is_familiar(name) and bool(_MOBILE.fullmatch(entry.values.get("phone") or ""))
    return familiar or looks_like_person(name)


#: What nobody but a person is called from, if the name is one among friends.
_MOBILE = re.compile(r"1[3-9]\d{9}")
#: What only a firm has: a name as short as a person's (安踏) is a firm's beside it.
_OF_FIRMS = frozenset(("industry", "size"))


def _same_person(name: str, contact: str) -> bool:
    """Whether a contact is the customer, perhaps written shorter (刘帆: 刘先生; Ann Lee: Ms Lee) or turned (Lee, Ann)."""
    one, two = fold_name(name), fold_name(contact)
    if sorted(NOT_WORD.split(name.lower())) == sorted(NOT_WORD.split(contact.lower())):
        return True
    return one in two or two in one or (not name.isascii() and one[:1] == two[:1])


def phones_of(values: Mapping[str, Any]) -> list[str]:
    """All phones of a row, the main one first."""
    return list(_all(values.get("phone"), values.get("phones")))


def all_of(values: Mapping[str, Any], kind: str) -> list[str]:
    """All e-mails or WeChat names of a row, the main one first."""
    return list(_all(values.get(kind), values.get(f"{kind}s")))


def _all(first: str | None, further: Iterable[str] | None) -> tuple[str, ...]:
    # In a million rows an empty tuple takes no room.
    if not further:
        return (first,) if first else ()
    return tuple(dict.fromkeys([first, *further] if first else further))
