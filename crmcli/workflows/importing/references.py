"""Which customer does a row of orders, contacts, complaints or answers mean?

By the number that its own system gave it, else by phone, e-mail, exact name, or the name without legal form, spacing
and honorific; never by a guess.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from crmcli import errors
from crmcli.i18n import _, clauses
from crmcli.matching.chinese_phones import at_home, lacks_area
from crmcli.matching.name_kinds import is_addressed, is_masked, looks_like_company, looks_like_person
from crmcli.matching.names import fold_name
from crmcli.matching.online import FREE_MAIL
from crmcli.matching.phones import read_phone
from crmcli.matching.text import clean_text
from crmcli.store import Store
from crmcli.workflows.importing.beside import asked_for
from crmcli.workflows.importing.customers.candidates import phones_of
from crmcli.workflows.importing.fates import Entry
from crmcli.workflows.importing.options import Options
from crmcli.workflows.importing.short_names import MOST_SEARCHES, resembling

#: Fields that may hold a customer's number; `code` is the one of a survey's invitation.
_NUMBER_FIELDS = ("customer_no", "code")
_MOST_CANDIDATES = 5


@dataclass(frozen=True, slots=True)
class Found:
    """The customer, or why none was found. `unknown` where nobody fits, so that one could be created."""

    customer_id: int | None
    reason: str = ""
    unknown: bool = False
    #: Whom the name most likely means, as `C000001 name`; somebody has to say so.
    candidate: str = ""


def meant_by(store: Store, options: Options) -> dict[str, int]:
    """Which customer each folded name means by what was told, once the sheets' customers are there.

    NotFound if nobody is called as was told, Ambiguous if several are.
    """
    told = dict(options.customer_map)
    found = store.imports.ids_by("folded", map(fold_name, options.brought_map.values()))
    for name, text in options.brought_map.items():
        ids = found.get(fold_name(text), [])
        if not ids:
            raise errors.NotFound(
                _("No customer is called %(text)s.") % {"text": text}, _("Neither does a sheet bring one.")
            )
        if len(ids) > 1:
            raise errors.Ambiguous(_("%(n)d customers match %(text)s.") % {"n": len(ids), "text": text})
        told[name] = ids[0]
    return told


class Resolver:
    """Finds the customers of many rows with a few look-ups."""

    def __init__(self, store: Store, entries: Sequence[Entry], told: Mapping[str, int]) -> None:
        """`told` says which customer a folded name means."""
        self._store, self._told = store, told
        names = [n for e in entries if (n := _name(e))]
        folded = {fold_name(n) for n in names}
        asked = [
            (_name(e), str(e.values["contact_person"])) for e in entries if e.values.get("contact_person")
        ]
        folded |= {fold_name(text) for firm, person in asked for text in (person, f"{firm} {person}")}
        imports = store.imports
        self._country = store.policies.country()
        ways = {way for e in entries if (way := self._way(e))}
        self._phones = self._by_phone({p for e in entries for p in phones_of(e.values)} | ways)
        emails = {m for e in entries if (m := email_of(e))}
        self._emails = imports.ids_by("email", emails | {way for way in ways if "@" in way})
        meant = (code for e in entries if (code := _meant(e)))
        stated = (str(e.values[f]) for e in entries for f in _NUMBER_FIELDS if e.values.get(f))
        numbers = [*names, *meant, *stated]
        self._codes = imports.ids_by("code", numbers)
        self._external = imports.ids_by("external_id", numbers)
        self._members = imports.ids_by("member_no", numbers)
        self._exact = imports.ids_by("name", names)
        self._folded = imports.ids_by("folded", folded)
        self._persons = imports.ids_by("person", folded)
        named = {number for e in entries if (number := contract_of(e))}
        self._contracts: dict[str, set[int]] = {}
        for row in store.contracts.of_numbers(named) if named else ():
            for number in filter(None, (row["external_id"], row["number"])):
                self._contracts.setdefault(number, set()).add(row["customer_id"])
        self._similar: dict[str, list[str]] = {}
        self._candidates: dict[str, str] = {}
        #: The number of its own system that a customer has, of those whom rows with a number may mean.
        self._own: dict[int, str | None] = {}
        if any(number_of(e) for e in entries):
            self._read_own()

    def _by_phone(self, wanted: set[str]) -> dict[str, list[int]]:
        """The customers of phones; where nobody has one as it stands, of a landline with or without the area code."""
        local = {phone: number for phone in wanted if (number := at_home(phone))}
        found = self._store.imports.ids_by("phone", wanted | set(local.values()))
        found |= {p: found[number] for p, number in local.items() if p not in found and number in found}
        bare = {phone for phone in wanted if lacks_area(phone)} - found.keys()
        bearers: dict[str, list[tuple[str, int]]] = {}
        for phone, customer in self._store.search.landlines() if bare else ():
            if at_home(phone) in bare:
                bearers.setdefault(at_home(phone), []).append((phone, customer))
        for number, known in bearers.items():
            area = self._store.search.with_our_area(number)
            ours = [c for phone, c in known if area and phone.startswith(area)]
            found[number] = sorted(set(ours or [c for _phone, c in known]))
        return found

    def _read_own(self) -> None:
        maps = (self._phones, self._emails, self._exact, self._folded, self._persons, self._external)
        ids = {i for found in maps for bearers in found.values() for i in bearers}
        rows = self._store.imports.customers(ids)
        self._own = {i: row["external_id"] for i, row in rows.items()}

    def learn(self, customer_id: int, name: str, entry: Entry) -> None:
        """Makes a customer that was just created of a row findable."""
        number, email = number_of(entry), email_of(entry)
        self._own[customer_id] = number or None
        self._exact.setdefault(name, []).append(customer_id)
        self._folded.setdefault(fold_name(name), []).append(customer_id)
        for phone in phones_of(entry.values):
            self._phones.setdefault(phone, []).append(customer_id)
        if email:
            self._emails.setdefault(email, []).append(customer_id)
        if number:
            self._external.setdefault(number, []).append(customer_id)

    def learn_contract(self, entry: Entry) -> None:
        """Makes the customer of a contract of this import findable by its number."""
        if entry.kind == "contracts" and entry.customer_id and (number := entry.values.get("external_id")):
            self._contracts.setdefault(str(number), set()).add(entry.customer_id)

    def find(self, entry: Entry) -> Found:
        """The customer of one row."""
        phones, name, email, number = phones_of(entry.values), _name(entry), email_of(entry), number_of(entry)
        said = self._codes.get(_meant(entry)) or [self._told.get(fold_name(name), 0)]
        if said[0]:
            return Found(said[0])
        by_name = self._by_name(name, entry.values.get("contact_person"))
        by_phone = sorted({i for p in phones for i in self._phones.get(p, ())})
        own = self._external.get(number, ()) if number else ()
        # The same number is the same customer, unless both its name and its phone are another's.
        own = [i for i in own if not (name and phones) or i in by_name or i in by_phone]
        if len(own) == 1:
            return Found(own[0])
        by_name, by_phone = self._may_have(number, by_name), self._may_have(number, by_phone)
        by_email = self._may_have(number, self._emails.get(email, ()))
        if not by_name and _is_asked_for_by_another(name, entry):
            by_phone, by_email = [], []
        both = [i for i in by_phone if i in by_name]
        for ids in (both, by_phone, [i for i in by_email if i in by_name], by_name or by_email):
            if len(ids) == 1:
                return Found(ids[0])
        # Our own numbers are another's in another database: beside a name they only choose among its bearers.
        numbered = self._by_number(number)
        among = [i for i in numbered if i in (both or by_phone or by_name or by_email)]
        if len(among) == 1:
            return Found(among[0])
        if by_phone or by_name or by_email:
            several = both or by_phone or by_name or by_email
            return Found(None, self._ambiguous(several, name or next(iter(phones), email)))
        if ids := self._by_way(self._way(entry)):
            return Found(ids[0]) if len(ids) == 1 else Found(None, self._ambiguous(ids, name or number))
        alone = clean_text(str(entry.values.get("contact_person") or ""))
        by_contract = None if name or phones or email else self._by_contract(contract_of(entry))
        return (
            self._by_number_alone(entry, name)
            or by_contract
            or self._stranger(name or alone, phones, email, number)
        )

    def _way(self, entry: Entry) -> str:
        """The phone or e-mail that stands where the row should name its customer, empty for none."""
        if phones_of(entry.values) or email_of(entry):
            return ""
        text = _name(entry) or number_of(entry)
        if "@" in text:
            return text.lower()
        return (read_phone(text, self._country) or "") if text and not text.isalpha() else ""

    def _by_way(self, way: str) -> list[int]:
        return self._phones.get(way) or self._emails.get(way) or []

    def unknown_of(self, entry: Entry, customer_id: int) -> dict[str, str]:
        """What a row says of its customer's phone, e-mail and number that is not known of that customer, by field."""
        email, number, phone = email_of(entry), number_of(entry), entry.values.get("phone")
        known = {
            "phone": not phone or customer_id in self._phones.get(phone, ()),
            "email": not email or customer_id in self._emails.get(email, ()),
            "customer_no": not number or customer_id in self._by_number(number),
        }
        return {field: str(entry.values[field]) for field, is_known in known.items() if not is_known}

    def _by_number_alone(self, entry: Entry, name: str) -> Found | None:
        for field in _NUMBER_FIELDS:
            if not (field == "customer_no" and name):
                ids = self._by_number(str(entry.values.get(field) or ""))
                if len(ids) == 1:
                    return Found(ids[0])
        return None

    def _by_contract(self, number: str) -> Found | None:
        """The one customer with a contract of this number, which is all that an order tells."""
        ids = self._contracts.get(number, set())
        if len(ids) == 1:
            return Found(next(iter(ids)))
        if ids:
            return Found(None, self._ambiguous(sorted(ids), number))
        return (
            Found(None, _("No contract has the number %(number)s.") % {"number": number}) if number else None
        )

    def _stranger(self, name: str, phones: Sequence[str], email: str, number: str) -> Found:
        """Nobody has what the row says: what to tell, and whether it names a customer that could be made."""
        if name or phones:
            return Found(None, self._unknown(name or phones[0]), True, self._candidate(name))
        if email:
            reason = _("No customer has the e-mail %(email)s.") % {"email": email}
            return Found(None, reason, unknown=True, candidate=self._colleague(email))
        if number:
            return Found(None, _("No customer has the number %(number)s.") % {"number": number})
        return Found(None, _("It says neither which customer nor which phone."))

    def _may_have(self, number: str, ids: Iterable[int]) -> list[int]:
        """Those who may have the number: whoever has another one of the same system is somebody else."""
        return [i for i in ids if not (number and _are_two(number, self._own.get(i) or ""))]

    def _by_number(self, text: str) -> list[int]:
        return self._codes.get(text) or self._external.get(text) or self._members.get(text) or []

    def _by_name(self, name: str, contact: Any) -> list[int]:
        """Everyone of this name, by the strictest way that finds somebody."""
        if not name:
            asked_for = fold_name(str(contact or ""))
            return (self._persons.get(asked_for) or self._folded.get(asked_for, [])) if asked_for else []
        if is_masked(name):
            return []
        folded = fold_name(name)
        return (
            self._exact.get(name)
            or self._folded.get(folded)
            or self._by_number(name)
            or self._persons.get(folded)
            # Somebody may have entered both as one name.
            or (self._folded.get(fold_name(f"{name} {contact}")) if contact else None)
            or []
        )

    def _ambiguous(self, ids: Sequence[int], text: str) -> str:
        rows = self._store.customers.many(list(ids)[:_MOST_CANDIDATES])
        names = clauses(f"{r['code']} {r['name']} {r['phone'] or ''}".strip() for r in rows)
        return _("%(text)s may be any of these customers: %(names)s") % {"text": text, "names": names}

    def _unknown(self, text: str) -> str:
        if text not in self._similar and len(self._similar) < MOST_SEARCHES:
            ids = [
                match.customer_id for match in self._store.search.matches(text)
            ] or self._store.search.nearest(text)
            self._similar[text] = [r["name"] for r in self._store.customers.many(ids[:_MOST_CANDIDATES])]
        near = self._similar.get(text)
        if near:
            return _("No customer is called %(text)s. Similar: %(names)s") % {
                "text": text,
                "names": clauses(near),
            }
        return _("No customer is called %(text)s.") % {"text": text}

    def _colleague(self, email: str) -> str:
        """The one customer of whom somebody has an address at the same domain, where not anybody may have one."""
        domain = email.partition("@")[2]
        if (
            domain not in FREE_MAIL
            and domain not in self._candidates
            and len(self._candidates) < MOST_SEARCHES
        ):
            ids = self._store.imports.at_domain(domain)
            row = self._store.customers.get(ids[0]) if len(ids) == 1 else None
            self._candidates[domain] = f"{row['code']} {row['name']}" if row else ""
        return self._candidates.get(domain, "")

    def _candidate(self, name: str) -> str:
        if name not in self._candidates and len(self._candidates) < MOST_SEARCHES:
            found = resembling(self._store, name)
            self._candidates[name] = f"{found['code']} {found['name']}" if found else ""
        return self._candidates.get(name, "")


def _meant(entry: Entry) -> str:
    """The code of the customer that somebody says is meant."""
    return str(entry.values.get("meant") or "").partition(" ")[0]


def _name(entry: Entry) -> str:
    return clean_text(str(entry.values.get("customer") or ""))


def email_of(entry: Entry) -> str:
    """The e-mail by which a row names its customer, empty for none."""
    return str(entry.values.get("email") or "")


def number_of(entry: Entry) -> str:
    """The customer's number in the system that the row comes from, empty for none."""
    return str(entry.values.get("customer_no") or "")


def contract_of(entry: Entry) -> str:
    """The number of the contract that an order names, empty for none."""
    return str(entry.values.get("contract") or "") if entry.kind == "purchases" else ""


def _is_asked_for_by_another(name: str, entry: Entry) -> bool:
    """Whether the phone and the address of a row are those of somebody beside the person whom it names: a parent has several
    children.
    """
    other = asked_for(entry)
    if not name or not other or fold_name(other) == fold_name(name):
        return False
    wards = entry.sheet.has_wards and not looks_like_company(name)
    return wards or (looks_like_person(name) and not is_addressed(name) and looks_like_person(other))


def _are_two(one: str, two: str) -> bool:
    """Whether two numbers are different ones of one system, as their build tells: K12 and K7; 5531 is of another."""
    return bool(two) and one != two and _build(one) == _build(two)


def _build(number: str) -> str:
    return re.sub(r"[^\W\d_]+", "A", re.sub(r"\d+", "9", number))
