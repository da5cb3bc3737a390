"""A customer as an import brings it, put together row by row."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from crmcli.matching.names import fold_name
from crmcli.matching.places import PLACES, missing_places
from crmcli.matching.text import clean_text
from crmcli.sheets.addresses import PARTS, Address
from crmcli.sheets.further_persons import FurtherPerson
from crmcli.sheets.headers import header_of, synonyms
from crmcli.workflows.importing.fates import Entry
from crmcli.workflows.importing.folding import Candidate, Group
from crmcli.workflows.importing.joining import JOINED, joined, told_otherwise
from crmcli.workflows.importing.people import Team
from crmcli.workflows.importing.ways import OTHER_WAYS, Beside, Way, unconfirmed_phones

#: A tier that a manager fixed, with its reason and end.
PINS = ("pinned_tier", "pin_reason", "pin_until")
#: Fields of a row that are columns of the customer as they stand.
PLAIN = (
    "external_id", "industry", "size", "region", "country", "province", "city", "district", "street", "source",
    "referrer", "department", "stated_tier", "birthday", "birthday_calendar", "cooperation_start", "status", "note",
    "pain_points", "budget", "decision_chain", "timing", "competitors", "member_no", "member_level", "member_since",
    "postcode", "language", "time_zone", "preferences", "paused_until", "verified_on", "cadence_days", "potential_override",
    "potential_note", *PINS,
)  # fmt: skip
_PLAIN = frozenset(PLAIN)
#: Of a row about a person at a company, what belongs to the person; the company's address is its own, or this one.
_PERSONAL = frozenset({"birthday", "birthday_calendar", "note", "external_id", "department", *PARTS})
_NOT_PERSONAL = _PLAIN - _PERSONAL
_PERSON_FIELDS = (
    "email",
    "wechat",
    "birthday",
    "birthday_calendar",
    "decision_role",
    "is_key",
    "note",
    "department",
)
_BESIDE = frozenset(
    {"parent", "points", "opening_amount", "last_contact_on", "next_contact_on", "pinned_tier"}
)
_FURTHER = ("phones", "emails", "wechats")
_HAS_BESIDE = frozenset({*OTHER_WAYS, "unconfirmed_phones", "addresses"})
_MEMBER_FIELDS = frozenset({"member_no", "member_level", "member_since", "points"})


@dataclass(slots=True)
class Incoming:
    """One customer of the run: what all its rows say, the first non-empty value of each field."""

    entries: list[Entry]
    person: bool
    existing: dict[str, Any] | None = None
    name: str = ""
    folded: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    phones: list[str] = field(default_factory=list)
    emails: list[str] = field(default_factory=list)
    wechats: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    custom: dict[str, str] = field(default_factory=dict)
    persons: dict[str, dict[str, Any]] = field(default_factory=dict)
    #: By folded name of the contact person, the customer's own under an empty one.
    beside: defaultdict[str, Beside] = field(default_factory=lambda: defaultdict(Beside))
    aliases: list[str] = field(default_factory=list)
    parent: str = ""
    points: int | None = None
    opening: tuple[int, int] | None = None
    known_since: str | None = None
    last_contact: date | None = None
    next_contact: date | None = None
    #: Whether a list of customers or members speaks, which may change what is known; an address book only fills.
    leading: bool = False
    #: Entries that said nothing but what an earlier one of the run had said.
    repeats: frozenset[int] = frozenset()
    #: Whether our own export of customers is among the rows: what it leaves empty is empty.
    complete: bool = False
    #: Further phones, e-mails and WeChat names that rows name as the customer's own.
    told: frozenset[str] = frozenset()
    kinds: tuple[str, ...] = ()
    #: What further rows say otherwise than the first one, in words.
    told_otherwise: list[str] = field(default_factory=list)
    id: int = 0


def incoming_of(
    group: Group, entries: Sequence[Entry], rows: Sequence[Candidate], known: Known, team: Team, offset: int
) -> Incoming:
    members = [m - offset for m in group.members if m >= offset]
    mine = [rows[m] for m in members]
    existing = known.customers[group.existing] if group.existing is not None else None
    listed = [row.person for row in mine if not row.card] or [row.person for row in mine]
    person = existing["kind"] == "person" if existing else all(listed)
    incoming = Incoming([entries[m] for m in members], person, existing)
    # The name that the first row of the customer's own sort gives; a company's before a person's.
    first = min(range(len(mine)), key=lambda i: (mine[i].person != person, mine[i].card)) if mine[1:] else 0
    incoming.name, incoming.folded = _name(incoming.entries[first]), mine[first].name
    for entry, row in zip(incoming.entries, mine, strict=True):
        if row.card and row.name == incoming.folded:
            itself = person or row.loose or entry.values.get("kind") == "company"
            own = itself and fold_name(entry.values["name"]) == incoming.folded
        else:
            own = person or (not row.card and (not row.person or row.name == incoming.folded))
        _contribute(incoming, entry, row.phones, own, team)
    _settle_address(incoming)
    complete_place(incoming)
    return incoming


#: What stands between the places of a region.
_BETWEEN_PLACES = re.compile(r"[\s/\\|>,，、·-]+")


def complete_place(incoming: Incoming) -> None:
    """Fills what no row says of province, city and district from the customer's region (江苏省/南京市/栖霞区) or address."""
    said, known = incoming.values, incoming.existing or {}
    for text in (_BETWEEN_PLACES.sub("", said.get("region") or ""), said.get("street")):
        if text:
            said |= missing_places(text, {part: said.get(part) or known.get(part) for part in PLACES})


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
            _add(incoming.tags, tag)
    _contribute_rest(incoming, entry, team)
    if entry.kind == "contacts" and not entry.sheet.whole:
        _keep_number(incoming, values.get("customer_no"))
    # A second row of one list is a repeat even if it filled a blank; a further card only if it added nothing.
    if repeated and (entry.kind != "contacts" or before == _size(incoming)):
        incoming.repeats |= {id(entry)}
    incoming.kinds = (*incoming.kinds, entry.kind)


def _keep_number(incoming: Incoming, number: str | None) -> None:
    """The number that a card gives its company is a new company's own; of a known one another number stays beside."""
    known = incoming.existing
    if number and known is None:
        incoming.values.setdefault("external_id", number)
    elif number and known is not None and number not in (known["external_id"], known["code"]):
        incoming.custom.setdefault("customer_no", number)


def _say_again(incoming: Incoming, entry: Entry, name: str, told: Any) -> None:
    """Another value of a field that has one: words are joined, of all others the first is kept."""
    first = incoming.values[name]
    if name in JOINED:
        incoming.values[name] = joined(first, told)
    else:
        incoming.told_otherwise.append(told_otherwise(entry, incoming.name, name, first, told))


def _contribute_person(incoming: Incoming, entry: Entry, phones: Sequence[str]) -> str:
    """Adds what a row says of a contact person; the folded name, empty for the customer itself."""
    values = entry.values
    fields = {f: values.get(f) for f in _PERSON_FIELDS} | {
        "phone": next(iter(phones), None),
        "title": values.get("title") or values.get("contact_title"),
    }
    named = _add_person(incoming, values.get("name"), fields)
    folded = fold_name(str(values["name"])) if named else ""
    further = [("phone", p) for p in phones[1:]] + [
        (kind, value) for kind in ("email", "wechat") for value in values.get(f"{kind}s", ())
    ]
    own = Address("", **{part: str(values[part]) for part in PARTS if values.get(part)})
    incoming.beside[folded].take((Way(*way) for way in further), [own] if any(own) else ())
    return folded


def _contribute_beside_fields(incoming: Incoming, entry: Entry, person: str) -> None:
    """Adds what stands in tables of its own, and the columns that have no field."""
    values, extra = entry.values, entry.extra
    beside = incoming.beside[person] if _HAS_BESIDE & values.keys() or entry.incomplete else None
    unread = unconfirmed_phones(entry)
    if beside is not None:
        ways = [Way(kind, value) for name, kind in OTHER_WAYS.items() for value in values.get(name, ())]
        texts = (*values.get("unconfirmed_phones", ()), *unread.values())
        beside.take([*ways, *(Way("phone", text, False) for text in texts)], values.get("addresses", ()))
    custom = incoming.persons[person].setdefault("custom", {}) if person else incoming.custom
    for key, text in extra.items():
        if key in custom and key not in unread and header_of(key).key not in synonyms().index:
            custom[key] = joined(custom[key], text, "; ")
        elif key not in unread:
            custom.setdefault(key, text)


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
        _add(incoming.aliases, name)
    incoming.complete = incoming.complete or (entry.sheet.whole and entry.kind == "customers")
    for name in _FURTHER:
        if name in values:
            incoming.told |= set(values[name])
    for email in values.get("emails", ()):
        _add(incoming.emails, email)
    for wechat in values.get("wechats", ()):
        _add(incoming.wechats, wechat)
    title = values.get("contact_title") or values.get("title")
    with_person(incoming, values.get("contact_person"), title, phones, values.get("email"))
    for person in values.get("persons", ()):
        _contribute_further_person(incoming, person)
    if entry.kind == "contacts":
        # Of a person without a record of his company; a customer's own department is ours.
        told = {"company": values.get("customer"), "department": incoming.values.pop("department", None)}
        for name, value in told.items():
            if value and value != values.get("name"):
                incoming.custom.setdefault(name, str(value))


def _contribute_further_person(incoming: Incoming, person: FurtherPerson) -> None:
    """Adds a person whom a row of its customer names beside the first."""
    ways = person.ways
    own = {
        "title": person.title,
        "phone": next(iter(ways.phones), None),
        "email": ways.email,
        "wechat": ways.wechat,
    }
    named = _add_person(incoming, person.name, {name: value for name, value in own.items() if value})
    further = (Way("phone", phone) for phone in ways.phones[1:])
    incoming.beside[fold_name(person.name) if named else ""].take(further, ())


def _contribute_rest(incoming: Incoming, entry: Entry, team: Team) -> None:
    values = entry.values
    owner = values.get("owner")
    if owner:
        _take(incoming.values, "owner_id", team.id(owner))
        if not team.is_whole(owner):
            incoming.custom.setdefault("owner", owner)
    if entry.kind == "members" or not _MEMBER_FIELDS.isdisjoint(values):
        incoming.values["is_member"] = 1
    if not _BESIDE.isdisjoint(values):
        _contribute_beside(incoming, values, team)
    since = values.get("created_on") or values.get("cooperation_start") or values.get("member_since")
    incoming.known_since = incoming.known_since or (stored(since) if since else None)


def _contribute_beside(incoming: Incoming, values: Mapping[str, Any], team: Team) -> None:
    """What stands in other tables than the customer's, and who pinned its tier."""
    if values.get("pinned_tier"):
        _take(incoming.values, "pinned_by", team.id(values.get("pinned_by")))
    incoming.parent = incoming.parent or values.get("parent") or ""
    if incoming.points is None and values.get("points") is not None:
        incoming.points = int(values["points"])
    if incoming.opening is None and values.get("opening_amount"):
        incoming.opening = (int(values["opening_amount"]), int(values.get("opening_orders") or 0))
    incoming.last_contact = incoming.last_contact or values.get("last_contact_on")
    incoming.next_contact = incoming.next_contact or values.get("next_contact_on")


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


def _add_person(incoming: Incoming, name: Any, fields: Mapping[str, Any]) -> bool:
    """A contact person; whoever is named like the customer is the customer. False where there is none.

    `phone_guess` and `email_guess` are the customer's own: most likely this person's, but no reason to change what is
    known.
    """
    folded = fold_name(str(name)) if name else ""
    if not folded or folded == incoming.folded:
        return False
    person = incoming.persons.setdefault(folded, {"name": clean_text(str(name))})
    for key, value in fields.items():
        if key == "note" and value and key in person:
            person[key] = joined(person[key], value)
        _take(person, key, value)
    return True


def with_person(
    incoming: Incoming, name: Any, title: str | None, phones: Iterable[str], email: str | None
) -> None:
    """Adds whom a row names as the one to be asked for at a customer; a title without one stays beside."""
    if not (name or title):
        return
    # A landline is the office's; of a number abroad nobody can tell, so it is the person's who is named with it.
    own = (p for p in phones if p.startswith("+") or (len(p) == 11 and p.startswith("1")))
    guesses = {"phone_guess": next(own, None), "email_guess": email, "title": title}
    if not _add_person(incoming, name, guesses) and title:
        incoming.custom.setdefault("title", str(title))


def _take(target: dict[str, Any], key: str, value: Any) -> None:
    """The first non-empty value wins."""
    if value not in (None, "") and key not in target:
        target[key] = stored(value)


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


def stored(value: Any) -> Any:
    """A typed value as its column holds it: dates as ISO text."""
    return value.isoformat()[:10] if isinstance(value, date) else value


@dataclass(slots=True)
class Known:
    """Customers in the database that rows of the run may mean, with everything that belongs to them."""

    customers: dict[int, dict[str, Any]]
    contact_ways: Mapping[int, Sequence[Mapping[str, Any]]]
    persons: Mapping[int, Sequence[Mapping[str, Any]]]
    #: Whom another name means, folded, where it means but one.
    aliases: Mapping[str, int] = field(default_factory=dict)
