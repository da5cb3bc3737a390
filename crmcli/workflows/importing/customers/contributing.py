"""What each row contributes to a customer of an import: of the customer itself, or of its contact persons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from crmcli.matching.names import fold_name
from crmcli.matching.text import clean_text
from crmcli.sheets.columns.headers import is_numbering
from crmcli.sheets.tables.addresses import PARTS, Address
from crmcli.sheets.tables.further_persons import FurtherPerson
from crmcli.workflows.importing.customers.folding import Group
from crmcli.workflows.importing.customers.incoming import (
    PLAIN,
    Incoming,
    Known,
    add_person,
    complete_place,
    own_ways,
    stored,
    take,
    with_person,
)
from crmcli.workflows.importing.customers.keys import Candidate
from crmcli.workflows.importing.customers.ways import OTHER_WAYS, Way, unconfirmed_phones
from crmcli.workflows.importing.entries import cell_of
from crmcli.workflows.importing.fates import Entry
from crmcli.workflows.importing.joining import JOINED, joined
from crmcli.workflows.importing.people import Team

_PLAIN = frozenset(PLAIN)
#: Of a row about a person at a company, what belongs to the person; the company's address is its own, or this one.
_PERSONAL = frozenset({"birthday", "birthday_calendar", "note", "external_id", "department", *PARTS})
_NOT_PERSONAL = _PLAIN - _PERSONAL
_PERSON_FIELDS = (
    "email", "wechat", "birthday", "birthday_calendar", "decision_role", "is_key", "note", "department",
    "consent", "left_on", "moved_to",
)  # fmt: skip
#: What only a contact person has.
_OF_PERSON = ("decision_role", "consent", "left_on", "moved_to")
_BESIDE = frozenset(
    {"parent", "points", "opening_amount", "last_contact_on", "next_contact_on", "next_step", "pinned_tier"}
)
_FURTHER = frozenset(("phones", "emails", "wechats"))
_HAS_BESIDE = frozenset({*OTHER_WAYS, "unconfirmed_phones", "addresses"})
_MEMBER_FIELDS = frozenset({"member_no", "member_level", "member_since", "points"})


def incoming_of(
    group: Group, entries: Sequence[Entry], rows: Sequence[Candidate], known: Known, team: Team, offset: int
) -> Incoming:
    members = [m - offset for m in group.members if m >= offset] if offset else group.members
    mine = [rows[m] for m in members]
    existing = known.customers[group.existing] if group.existing is not None else None
    person = existing["kind"] == "person" if existing else _all_persons(mine)
    incoming = Incoming([entries[m] for m in members], person, existing)
    # The name that the first row of the customer's own sort gives; a company's before a person's.
    first = min(range(len(mine)), key=lambda i: (mine[i].person != person, mine[i].card)) if mine[1:] else 0
    incoming.name, incoming.folded = _name(incoming.entries[first]), mine[first].name
    if existing and all(row.firms for row in mine):
        incoming.name, incoming.folded = existing["name"], existing["name_folded"]
    for entry, row in zip(incoming.entries, mine, strict=True):
        if row.card and row.name == incoming.folded:
            itself = person or row.loose or entry.values.get("kind") == "company"
            own = itself and fold_name(entry.values["name"]) == incoming.folded
        else:
            own = person or (not row.card and (not row.person or row.name == incoming.folded))
        _contribute(incoming, entry, row.phones, own, team)
        own_name = not row.card and row.person == person and row.name != incoming.folded
        if own_name and row.name not in incoming.folded and incoming.folded not in row.name:
            incoming.say_otherwise(entry, "name", incoming.name, _name(entry))
    if incoming.beside:
        _settle_address(incoming)
    complete_place(incoming)
    return incoming


def _all_persons(rows: Sequence[Candidate]) -> bool:
    """Whether all rows are of persons, of cards only where there are no others."""
    if not rows[1:]:
        return rows[0].person
    return all([row.person for row in rows if not row.card] or [row.person for row in rows])


def _name(entry: Entry) -> str:
    company = entry.values.get("customer") if entry.kind == "contacts" else None
    return clean_text(str(company or entry.values["name"]))


def _contribute(incoming: Incoming, entry: Entry, phones: Sequence[str], own: bool, team: Team) -> None:
    """Adds what a row says: of the customer itself (`own`), or of a contact person."""
    values, repeated = entry.values, entry.kind in incoming.kinds
    before = _size(incoming) if repeated else 0
    incoming.leading = incoming.leading or entry.kind != "contacts"
    said = incoming.values
    wanted = _PLAIN if own else _NOT_PERSONAL
    for name, value in values.items():
        if name in wanted:
            told = value if type(value) is str else stored(value)
            if name not in said:
                said[name] = told
            elif said[name] != told:
                _say_again(incoming, entry, name, told)
    person = "" if own else _contribute_person(incoming, entry, phones)
    if own:
        _contribute_own(incoming, entry, phones)
    _contribute_beside_fields(incoming, entry, person)
    # Our own list of customers says itself which phones are the customer's.
    if own or not incoming.complete:
        for phone in phones if own else phones[:1]:
            _add(incoming.phones, phone)
    if "tags" in values:
        for tag in _tags(values["tags"]):
            if tag not in incoming.tags:
                incoming.tags += (tag,)
    _contribute_rest(incoming, entry, team)
    if entry.kind == "contacts" and not entry.sheet.whole:
        _keep_number(incoming, entry, entry.sheet.numbers_firms and own)
    # A second row of one list is a repeat even if it filled a blank; a further card only if it added nothing.
    if repeated and (entry.kind != "contacts" or before == _size(incoming)):
        incoming.repeats |= {id(entry)}
    incoming.kinds = (*incoming.kinds, entry.kind)


def _keep_number(incoming: Incoming, entry: Entry, of_firm: bool) -> None:
    """The number that a card gives its company is a new company's own; of a known one another number stays beside, and so
    does that of a firm that nobody knows beside its person.
    """
    known, number = incoming.existing, entry.values.get("customer_no")
    column = entry.column_of("customer_no")
    if number and of_firm:
        incoming.custom.setdefault(column, number)
    elif number and known is None:
        incoming.values.setdefault("external_id", number)
    elif number and known is not None and number not in (known["external_id"], known["code"]):
        incoming.custom.setdefault(column, number)


def _say_again(incoming: Incoming, entry: Entry, name: str, told: Any) -> None:
    """Another value of a field that has one: words are joined, of all others the first is kept."""
    first = incoming.values[name]
    if name in JOINED:
        incoming.values[name] = joined(first, told)
    else:
        incoming.say_otherwise(entry, name, first, told)


def _contribute_person(incoming: Incoming, entry: Entry, phones: Sequence[str]) -> str:
    """Adds what a row says of a contact person; the folded name, empty for the customer itself."""
    values = entry.values
    fields = {f: values.get(f) for f in _PERSON_FIELDS} | {
        "phone": next(iter(phones), None),
        "title": values.get("title") or values.get("contact_title"),
    }
    named = add_person(incoming, values.get("name"), fields, entry)
    folded = fold_name(str(values["name"])) if named else ""
    further = [("phone", p) for p in phones[1:]] + [
        (kind, value) for kind in ("email", "wechat") for value in values.get(f"{kind}s", ())
    ]
    own = Address("", **{part: str(values[part]) for part in PARTS if values.get(part)})
    incoming.beside_of(folded).take((Way(*way) for way in further), [own] if any(own) else ())
    return folded


def _contribute_beside_fields(incoming: Incoming, entry: Entry, person: str) -> None:
    """Adds what stands in tables of its own, and the columns that have no field."""
    values, extra = entry.values, entry.extra
    if not extra and not entry.incomplete and _HAS_BESIDE.isdisjoint(values):
        return
    beside = incoming.beside_of(person) if _HAS_BESIDE & values.keys() or entry.incomplete else None
    unread = unconfirmed_phones(entry) if entry.incomplete else {}
    if beside is not None:
        ways = [Way(kind, value) for name, kind in OTHER_WAYS.items() for value in values.get(name, ())]
        texts = (*values.get("unconfirmed_phones", ()), *unread.values())
        beside.take([*ways, *(Way("phone", text, False) for text in texts)], values.get("addresses", ()))
    custom = incoming.persons[person].setdefault("custom", {}) if person else incoming.custom
    for key, text in extra.items():
        if key in custom and key not in unread and not _counts(key, text):
            custom[key] = joined(custom[key], text, "; ")
        elif key not in unread and custom.setdefault(key, text) != text and not _counts(key, text):
            incoming.say_otherwise(entry, key, custom[key], text)


def _counts(key: str, text: str) -> bool:
    """Whether a cell only numbers its row; a longer number is somebody's, or a letter in it."""
    return len(text) < _LEAST_NUMBER and text.isdecimal() and is_numbering(key)


#: A list has hardly so many rows that their numbers are as long.
_LEAST_NUMBER = 5


def _settle_address(incoming: Incoming) -> None:
    """A company of which nothing tells the address is where the first of its people is."""
    known = incoming.existing or {}
    if any(incoming.values.get(part) or known.get(part) for part in PARTS if part != "country"):
        return
    for beside in incoming.beside.values():
        for address in beside.addresses:
            if not address.label:
                incoming.values |= {p: v for p, v in address._asdict().items() if v and p != "label"}
                beside.addresses.remove(address)
                return


def _contribute_own(incoming: Incoming, entry: Entry, phones: Sequence[str]) -> None:
    values = entry.values
    _add(incoming.emails, values.get("email"))
    _add(incoming.wechats, values.get("wechat"))
    for name in values.get("aliases", ()):
        if name and name not in incoming.aliases:
            incoming.aliases += (name,)
    incoming.complete = incoming.complete or (entry.sheet.whole and entry.kind == "customers")
    if not _FURTHER.isdisjoint(values):
        _contribute_further(incoming, values)
    name, title = values.get("contact_person"), values.get("contact_title") or values.get("title")
    department = values.get("contact_department")
    if name or title or department:
        position = {"title": title, "department": department}
        with_person(incoming, name, position, own_ways(phones, values.get("email")), entry)
    if entry.sheet.lists_people:
        _give_birthday(incoming, name)
    for person in values.get("persons", ()):
        _contribute_further_person(incoming, person)
    if entry.kind == "contacts":
        # Of a person without a record of his company; a customer's own department is ours.
        told = {"customer": values.get("customer"), "department": incoming.values.pop("department", None)}
        told |= {field: cell_of(entry, field) for field in _OF_PERSON if values.get(field)}
        for name, value in told.items():
            if value and value != values.get("name"):
                incoming.custom.setdefault(entry.column_of(name), str(value))


def _give_birthday(incoming: Incoming, name: Any) -> None:
    """The birthday in the row of a person of a company is that person's."""
    person = incoming.persons.get(fold_name(str(name))) if name and not incoming.person else None
    if person is not None:
        for key in incoming.values.keys() & {"birthday", "birthday_calendar"}:
            person.setdefault(key, incoming.values.pop(key))


def _contribute_further(incoming: Incoming, values: Mapping[str, Any]) -> None:
    incoming.told |= {way for name in _FURTHER for way in values.get(name, ())}
    for email in values.get("emails", ()):
        _add(incoming.emails, email)
    for wechat in values.get("wechats", ()):
        _add(incoming.wechats, wechat)


def _contribute_further_person(incoming: Incoming, person: FurtherPerson) -> None:
    """Adds a person whom a row of its customer names beside the first."""
    ways = person.ways
    own = {
        "title": person.title,
        "phone": next(iter(ways.phones), None),
        "email": ways.email,
        "wechat": ways.wechat,
    }
    known = {name: value for name, value in own.items() if value}
    named = add_person(incoming, person.name, known, incoming.entries[0])
    further = (Way("phone", phone) for phone in ways.phones[1:])
    incoming.beside_of(fold_name(person.name) if named else "").take(further, ())


def _contribute_rest(incoming: Incoming, entry: Entry, team: Team) -> None:
    values = entry.values
    owner = values.get("owner")
    if owner:
        owner_id, first = team.id(owner), incoming.values.get("owner_id")
        if owner_id is not None and first not in (None, owner_id):
            incoming.say_otherwise(entry, "owner", team.name(first), owner)
        take(incoming.values, "owner_id", owner_id)
        if not team.is_whole(owner):
            incoming.custom.setdefault(entry.column_of("owner"), owner)
    if entry.kind == "members" or not _MEMBER_FIELDS.isdisjoint(values):
        incoming.values["is_member"] = 1
    if not _BESIDE.isdisjoint(values):
        _contribute_beside(incoming, entry, team)
    since = values.get("created_on") or values.get("cooperation_start") or values.get("member_since")
    if since:
        told = stored(since)
        if incoming.known_since not in (None, told):
            incoming.say_otherwise(entry, "created_on", incoming.known_since, told)
        incoming.known_since = incoming.known_since or told


def _contribute_beside(incoming: Incoming, entry: Entry, team: Team) -> None:
    """What stands in other tables than the customer's, and who pinned its tier."""
    values = entry.values
    if values.get("next_step") and not values.get("next_contact_on"):
        # Without a day nothing is agreed; what is planned stays beside the customer.
        incoming.custom.setdefault(entry.column_of("next_step"), values["next_step"])
    if values.get("pinned_tier"):
        take(incoming.values, "pinned_by", team.id(values.get("pinned_by")))
    points, opening = values.get("points"), values.get("opening_amount")
    told = {
        "parent": values.get("parent"),
        "points": None if points is None else int(points),
        "opening": (int(opening), int(values.get("opening_orders") or 0)) if opening else None,
        "last_contact": values.get("last_contact_on"),
        "next_contact": values.get("next_contact_on"),
        "next_step": values.get("next_step") if values.get("next_contact_on") else None,
    }
    for name, value in told.items():
        first = getattr(incoming, name)
        if first in (None, ""):
            setattr(incoming, name, first if value is None else value)
        elif value not in (None, "", first):
            incoming.say_otherwise(entry, name, _amount(first), _amount(value))


def _amount(value: Any) -> Any:
    """A balance as people read it: of a total before, the money."""
    return value[0] / 100 if isinstance(value, tuple) else value


def _size(incoming: Incoming) -> int:
    """Grows with everything that a row adds."""
    persons = sum(1 + sum(v is not None for v in p.values()) for p in incoming.persons.values())
    persons += sum(len(b.ways) + len(b.addresses) for b in incoming.beside.values())
    lists = (
        incoming.phones,
        incoming.emails,
        incoming.wechats,
        incoming.tags,
        incoming.values,
        incoming.custom,
    )
    return persons + sum(len(item) for item in lists)


def _add(items: list[str], value: Any) -> None:
    if value and value not in items:
        items.append(str(value))


def _tags(value: Any) -> list[str]:
    parts = (
        value
        if isinstance(value, (list, tuple))
        else str(value or "").replace("，", ",").replace("、", ",").split(",")
    )
    return [p.strip() for p in parts if p.strip()]
