"""Which customer does a row of orders, contacts, complaints or answers mean?

By phone or e-mail, else by number, exact name, or the name without legal form, spacing and honorific; never by a guess.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from crmcli.database.connection import Record
from crmcli.i18n import _
from crmcli.matching.names import fold_name
from crmcli.matching.text import clean_text
from crmcli.sheets.plans import SheetPlan
from crmcli.store import Store
from crmcli.workflows.importing.fates import Entry
from crmcli.workflows.importing.incoming import phones_of

#: Fields that may hold a customer's number; `code` is the one of a survey's invitation.
_NUMBER_FIELDS = ("customer_no", "code")
_MOST_CANDIDATES = 5
#: A shorter name is part of too many.
_SHORTEST, _SHORTEST_LATIN = 2, 4
#: So many unknown names are looked for among similar ones; a sheet of strangers would take forever.
_MOST_SEARCHES = 200


@dataclass(frozen=True, slots=True)
class Found:
    """The customer, or why none was found. `unknown` where nobody fits, so that one could be created."""

    customer_id: int | None
    reason: str = ""
    unknown: bool = False
    #: Whom the name most likely means, as `C000001 name`; somebody has to say so.
    candidate: str = ""


class Resolver:
    """Finds the customers of many rows with a few look-ups."""

    def __init__(self, store: Store, entries: Sequence[Entry], told: Mapping[str, int]) -> None:
        """`told` says which customer a folded name means."""
        self._store, self._told = store, told
        names = [n for e in entries if (n := _name(e))]
        folded = {fold_name(n) for n in names}
        folded |= {
            fold_name(str(e.values["contact_person"])) for e in entries if e.values.get("contact_person")
        }
        imports = store.imports
        self._phones = imports.ids_by("phone", (p for e in entries for p in phones_of(e.values)))
        self._mails = imports.ids_by("email", (e.values["email"] for e in entries if e.values.get("email")))
        meant = (code for e in entries if (code := _meant(e)))
        numbers = [
            *names,
            *meant,
            *(str(e.values[f]) for e in entries for f in _NUMBER_FIELDS if e.values.get(f)),
        ]
        self._codes = imports.ids_by("code", numbers)
        self._external = imports.ids_by("external_id", numbers)
        self._members = imports.ids_by("member_no", numbers)
        self._exact = imports.ids_by("name", names)
        self._folded = imports.ids_by("folded", folded)
        self._persons = imports.ids_by("person", folded)
        self._similar: dict[str, list[str]] = {}
        self._candidates: dict[str, str] = {}

    def learn(self, customer_id: int, name: str, phones: Sequence[str]) -> None:
        """Makes a customer that was just created findable."""
        self._exact.setdefault(name, []).append(customer_id)
        self._folded.setdefault(fold_name(name), []).append(customer_id)
        for phone in phones:
            self._phones.setdefault(phone, []).append(customer_id)

    def find(self, entry: Entry) -> Found:
        """The customer of one row."""
        phones, name = phones_of(entry.values), _name(entry)
        said = self._codes.get(_meant(entry)) or [self._told.get(fold_name(name), 0)]
        if said[0]:
            return Found(said[0])
        by_name = self._by_name(name, entry.values.get("contact_person"))
        by_way = sorted({i for p in phones for i in self._phones.get(p, ())})
        by_way = by_way or self._mails.get(str(entry.values.get("email") or ""), [])
        both = [i for i in by_way if i in by_name]
        for ids in (both, by_way, by_name):
            if len(ids) == 1:
                return Found(ids[0])
        # Our own numbers are another's in another database: beside a name they only choose among its bearers.
        numbered = self._by_number(str(entry.values.get("customer_no") or ""))
        among = [i for i in numbered if i in (both or by_way or by_name)]
        if len(among) == 1:
            return Found(among[0])
        if by_way or by_name:
            told = name or next(iter(phones), "") or str(entry.values["email"])
            return Found(None, self._ambiguous(both or by_way or by_name, told))
        for field in _NUMBER_FIELDS:
            ids = (
                [] if field == "customer_no" and name else self._by_number(str(entry.values.get(field) or ""))
            )
            if len(ids) == 1:
                return Found(ids[0])
        if name or phones:
            return Found(None, self._unknown(name or phones[0]), True, self._candidate(name))
        return Found(None, _nobody(entry.values))

    def _by_number(self, text: str) -> list[int]:
        return self._codes.get(text) or self._external.get(text) or self._members.get(text) or []

    def _by_name(self, name: str, contact: Any) -> list[int]:
        """Everyone of this name, by the strictest way that finds somebody."""
        if not name:
            return self._persons.get(fold_name(str(contact)), []) if contact else []
        folded = fold_name(name)
        return (
            self._exact.get(name)
            or self._folded.get(folded)
            or self._by_number(name)
            or self._persons.get(folded)
            or []
        )

    def _ambiguous(self, ids: Sequence[int], text: str) -> str:
        rows = self._store.customers.many(list(ids)[:_MOST_CANDIDATES])
        names = "; ".join(f"{r['code']} {r['name']} {r['phone'] or ''}".strip() for r in rows)
        return _("%(text)s may be any of these customers: %(names)s") % {"text": text, "names": names}

    def _unknown(self, text: str) -> str:
        if text not in self._similar and len(self._similar) < _MOST_SEARCHES:
            ids = self._store.customers.search(text, _MOST_CANDIDATES) or self._search_start(text)
            self._similar[text] = [r["name"] for r in self._store.customers.many(ids[:_MOST_CANDIDATES])]
        near = self._similar.get(text)
        if near:
            return _("No customer is called %(text)s. Similar: %(names)s") % {
                "text": text,
                "names": "; ".join(near),
            }
        return _("No customer is called %(text)s.") % {"text": text}

    def _candidate(self, name: str) -> str:
        if name not in self._candidates and len(self._candidates) < _MOST_SEARCHES:
            found = resembling(self._store, name)
            self._candidates[name] = f"{found['code']} {found['name']}" if found else ""
        return self._candidates.get(name, "")

    def _search_start(self, text: str) -> list[int]:
        start = fold_name(text)[:4]
        return self._store.customers.search(start, _MOST_CANDIDATES) if len(start) >= 3 else []


def _nobody(values: Mapping[str, Any]) -> str:
    """Why a row without a name or phone finds nobody."""
    if number := values.get("customer_no"):
        return _("No customer has the number %(number)s.") % {"number": number}
    if email := values.get("email"):
        return _("No customer has the e-mail %(email)s.") % {"email": email}
    return _("It says neither which customer nor which phone.")


def unsettled(store: Store, sheets: Sequence[SheetPlan], told: Mapping[str, int]) -> dict[str, Record]:
    """Names by which records call customers though nobody is called so, each with the one whom it most likely means."""
    people = [s for s in sheets if s.kind in ("customers", "members", "contacts")]
    brought = {
        fold_name(str(r.values.get("customer") or r.values.get("name"))) for s in people for r in s.each()
    }
    rows = (r.values for s in sheets if s.kind and s not in people for r in s.each())
    names = dict.fromkeys(
        str(values["customer"]) for values in rows if values.get("customer") and not phones_of(values)
    )
    folded = {name: fold_name(name) for name in names}
    known: set[str] = set()
    for key, values in (
        ("folded", folded.values()), ("person", folded.values()), ("code", names), ("external_id", names), ("member_no", names),
    ):  # fmt: skip
        known |= store.imports.ids_by(key, values).keys()
    strange = [n for n, f in folded.items() if not {n, f} & known and f not in brought and f not in told]
    found = {name: resembling(store, name) for name in strange[:_MOST_SEARCHES]}
    return {name: row for name, row in found.items() if row}


def resembling(store: Store, name: str) -> Record | None:
    """The one customer of whose name a short name is plainly a part, None where there are several or none."""
    folded = fold_name(name)
    if len(folded) < (_SHORTEST_LATIN if folded.isascii() else _SHORTEST):
        return None
    found = store.customers.resembling(folded)
    return found[0] if len(found) == 1 else None


def _meant(entry: Entry) -> str:
    """The code of the customer that somebody says is meant."""
    return str(entry.values.get("meant") or "").partition(" ")[0]


def _name(entry: Entry) -> str:
    return clean_text(str(entry.values.get("customer") or ""))
