"""A customer as an import brings it, put together row by row."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date
from typing import Any

from crmcli.matching.names import fold_name
from crmcli.matching.phones import may_be_mobile
from crmcli.matching.places import PLACES, missing_places
from crmcli.matching.text import clean_text
from crmcli.workflows.importing.customers.ways import Beside
from crmcli.workflows.importing.entries import iso
from crmcli.workflows.importing.fates import Entry
from crmcli.workflows.importing.joining import joined, told_otherwise

#: A tier that a manager fixed, with its reason and end.
PINS = ("pinned_tier", "pin_reason", "pin_until")
#: Fields of a row that are columns of the customer as they stand.
PLAIN = (
    "external_id", "industry", "size", "region", "country", "province", "city", "district", "street", "source",
    "referrer", "department", "stated_tier", "birthday", "birthday_calendar", "cooperation_start", "status", "note",
    "pain_points", "budget", "decision_chain", "timing", "competitors", "member_no", "member_level", "member_since",
    "postcode", "language", "time_zone", "preferences", "paused_until", "verified_on", "cadence_days", "plan_channel", "plan_reason", "potential_override",
    "potential_note", *PINS,
)  # fmt: skip


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
    tags: tuple[str, ...] = ()
    custom: dict[str, str] = field(default_factory=dict)
    persons: dict[str, dict[str, Any]] = field(default_factory=dict)
    #: By folded name of the contact person, the customer's own under an empty one.
    beside: dict[str, Beside] = field(default_factory=dict)
    aliases: tuple[str, ...] = ()
    parent: str = ""
    points: int | None = None
    opening: tuple[int, int] | None = None
    known_since: str | None = None
    last_contact: date | None = None
    #: When it is to be contacted next, a datetime where a time is told, and what for.
    next_contact: date | None = None
    next_step: str = ""
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
    told_otherwise: tuple[str, ...] = ()
    #: The rows that do.
    otherwise: frozenset[int] = frozenset()
    id: int = 0

    def beside_of(self, folded: str) -> Beside:
        """What stands beside it, or beside one of its contact persons."""
        return self.beside.setdefault(folded, Beside())

    def say_otherwise(self, entry: Entry, name: str, first: Any, told: Any) -> None:
        """Notes that a row says otherwise of a field than an earlier one."""
        self.told_otherwise += (told_otherwise(entry, self.name, name, first, told, zone=UTC),)
        self.otherwise |= {id(entry)}


@dataclass(slots=True)
class Known:
    """Customers in the database that rows of the run may mean, with everything that belongs to them."""

    customers: dict[int, dict[str, Any]]
    contact_ways: Mapping[int, Sequence[Mapping[str, Any]]]
    persons: Mapping[int, Sequence[Mapping[str, Any]]]
    #: Whom another name means, folded, where it means but one.
    aliases: Mapping[str, int] = field(default_factory=dict)


#: What stands between the places of a region.
_BETWEEN_PLACES = re.compile(r"[\s/\\|>,，、·-]+")


def complete_place(incoming: Incoming) -> None:
    """Fills what no row says of province, city and district from the customer's region (江苏省/南京市/栖霞区) or address."""
    said, known = incoming.values, incoming.existing or {}
    region, street = said.get("region"), said.get("street")
    if not (region or street):
        return
    for text in (_BETWEEN_PLACES.sub("", region or ""), street):
        if text:
            said |= missing_places(text, {part: said.get(part) or known.get(part) for part in PLACES})


def add_person(incoming: Incoming, name: Any, fields: Mapping[str, Any], entry: Entry) -> bool:
    """A contact person; whoever is named like the customer is the customer. False where there is none.

    `phone_guess` and `email_guess` are the customer's own: most likely this person's, but no reason to change what is
    known.
    """
    folded = fold_name(str(name)) if name else ""
    if not folded or folded == incoming.folded:
        return False
    person = incoming.persons.setdefault(folded, {"name": clean_text(str(name))})
    for key, value in fields.items():
        told = stored(value)
        if key == "note" and value and key in person:
            person[key] = joined(person[key], value)
        elif told not in (None, "") and person.get(key, told) != told and not key.endswith("_guess"):
            incoming.say_otherwise(entry, key, person[key], told)
        take(person, key, value)
    return True


def own_ways(phones: Iterable[str], email: str | None) -> dict[str, Any]:
    """What of a row's phones and e-mail is most likely the one's who is named with them."""
    return {"phone_guess": next(filter(may_be_mobile, phones), None), "email_guess": email}


def with_person(
    incoming: Incoming,
    name: Any,
    position: Mapping[str, str | None],
    guesses: Mapping[str, Any],
    entry: Entry,
) -> None:
    """Adds whom a row names as the one to be asked for at a customer; the title and department of nobody stay beside."""
    if not add_person(incoming, name, {**guesses, **position}, entry):
        for key, told in position.items():
            if told:
                incoming.custom.setdefault(entry.column_of(f"contact_{key}", key), str(told))


def differs(row: Mapping[str, Any], field_name: str, value: Any) -> bool:
    """Whether a value is another than a record's: a birthday that was typed without its calendar is a solar one."""
    if field_name == "birthday_calendar" and value == "solar" and row["birthday"] and row[field_name] is None:
        return False
    return bool(row[field_name] != value)


def take(target: dict[str, Any], key: str, value: Any) -> None:
    """The first non-empty value wins."""
    if value not in (None, "") and key not in target:
        target[key] = stored(value)


def stored(value: Any) -> Any:
    """A typed value as its column holds it: dates as ISO text."""
    if type(value) is date:
        return iso(value)
    return value.isoformat()[:10] if isinstance(value, date) else value
