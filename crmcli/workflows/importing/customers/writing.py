"""Writes the customers of an import: new ones in bulk, known ones only where a value is new.

An empty cell never erases, names equal after folding never overwrite each other, and a value that a person changed
since stays and is reported.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache, partial
from typing import Any

from crmcli.matching.name_kinds import is_masked
from crmcli.matching.names import fold_name
from crmcli.queries.customers import name_forms
from crmcli.queries.imports import Edited
from crmcli.sheets.columns.headers import is_numbering
from crmcli.sheets.tables.addresses import Address
from crmcli.workflows.importing.customers.cards import keep_shared_beside
from crmcli.workflows.importing.customers.incoming import PLAIN, Incoming, Known, differs
from crmcli.workflows.importing.customers.ledgers import write_openings, write_points
from crmcli.workflows.importing.customers.main_ways import main_way, main_ways, on_persons, ways_of
from crmcli.workflows.importing.customers.pinning import StatedPins
from crmcli.workflows.importing.customers.ways import way_key
from crmcli.workflows.importing.job import Job
from crmcli.workflows.importing.kept import BESIDE, apart, edited_apart, still_unread, together
from crmcli.workflows.importing.options import Options
from crmcli.workflows.reviewing import state_of_imported

_NEW = (
    "code", "name", "name_folded", "kind", "phone", "email", "wechat", "stated_on", "owner_id", "pinned_by",
    "is_member", "tags", "custom", "known_since", "imported_on", "review_state", "created_on", "created_at", "updated_at", "version",
)  # fmt: skip
_PERSON = ("customer_id", "name", "name_folded", "title", "department", "phone", "email", "wechat", "birthday", "birthday_calendar",
           "decision_role", "note", "custom", "consent", "left_on", "moved_to", "is_key", "created_at")  # fmt: skip
_WAY = ("customer_id", "contact_person_id", "kind", "value", "confirmed")
_ADDRESS = ("customer_id", "contact_person_id", *Address._fields)


class CustomerWriter:
    """Writes the customers of one import inside its operation."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._store, self._op, self._policy = job.work.store, job.work.op, job.work.policy
        self._today, self._options, self._conflicts = job.work.as_of.on, job.options, job.conflicts
        self._ways: list[tuple[int, str, str]] = []
        self._persons: list[tuple[Any, ...]] = []
        #: Whom another name means, folded.
        self._aliases: Mapping[str, int] = {}
        #: By customer and folded name: the contact persons that were there before.
        self._known_persons: dict[tuple[int, str], int] = {}
        self._changed: set[int] = set()
        #: By customer whom it belongs to, and the column that says so.
        self._parents: dict[int, tuple[str, str]] = {}
        self.pins = StatedPins(job)

    def write(self, incoming: Sequence[Incoming], known: Known) -> None:
        """Writes all of them and decides the fate of their rows; further ones may follow, and at the end `tie`."""
        self._ways, self._persons, self._known_persons = [], [], {}
        self._aliases = known.aliases
        today = self._today.isoformat()
        for item in incoming:
            if item.known_since and item.known_since > today:
                item.known_since = None  # a start that lies ahead tells nothing of since when it is known
        self._conflicts.keep_shared(keep_shared_beside(incoming, self._store))
        new = [i for i in incoming if i.existing is None]
        old = [i for i in incoming if i.existing is not None]
        self._insert(new)
        self.pins.note_past()
        self._update(old, known)
        persons = self._op.insert_many("contact_person", _PERSON, self._persons)
        ids = {
            (row[0], row[2]): i for row, i in zip(self._persons, persons, strict=True)
        } | self._known_persons
        ways = [(customer, None, kind, value, 1) for customer, kind, value in self._ways]
        mended = {id(i) for i in incoming for e in i.entries if "kept" in e.values}
        with_more = [i for i in incoming if i.beside or id(i) in mended]
        self._write_beside(with_more, ways, ids, known)
        named = self._options.customer_map
        names = [
            (i.id, n) for i in incoming for n in (_other_names(i, self._options) if named else i.aliases)
        ]
        self._changed |= self._store.customers.add_aliases(self._op, names) if names else set()
        self._parents |= {i.id: (i.parent, _parent_column(i)) for i in incoming if i.parent}
        self._changed |= write_points(self._job, [i for i in incoming if i.points is not None])
        self._changed |= write_openings(self._job, [i for i in incoming if i.opening])
        for item in incoming:
            self._decide(item)

    def tell(self, incoming: Sequence[Incoming], known: Known) -> None:
        """Tells what rows that were applied before say otherwise than their customers and contact persons do by now."""
        self._update(incoming, known)

    def _decide(self, item: Incoming) -> None:
        first = "created" if item.existing is None else "updated" if item.id in self._changed else "unchanged"
        if len(item.entries) == 1 and not item.repeats:
            item.entries[0].end(first, item.id, item.id)
            return
        for number, entry in enumerate(item.entries):
            repeated = id(entry) in item.repeats
            later = "updated" if first == "created" else first
            if repeated:
                later = "unchanged" if id(entry) in item.otherwise else "duplicate"
            entry.end(first if number == 0 and not repeated else later, item.id, item.id)

    # -- new ones -------------------------------------------------------------------------------------------------

    def _insert(self, items: Sequence[Incoming]) -> None:
        if not items:
            return
        for item in items:
            item.values.setdefault("status", "active")
            if pinned := self.pins.of(item, item.values):
                item.values |= pinned
        codes = self._store.customers.new_codes(self._op, len(items))
        said = set().union(*(item.values for item in items))
        plain = [name for name in PLAIN if name in said]
        added = self._op.insert_many("customer", (*_NEW, *plain), self._new_rows(items, codes, plain))
        for item, customer_id in zip(items, added, strict=True):
            item.id = customer_id
            for kind, values in ways_of(item):
                if values and (further := values[1:] if main_way(item, values) else values):
                    theirs = on_persons(item, kind)
                    kept = (v for v in further if v in item.told or v not in theirs)
                    self._ways += [(customer_id, kind, v) for v in kept]
            for rank, (folded, person) in enumerate(item.persons.items()):
                self._persons.append(self._person_row(customer_id, folded, person, rank == 0))

    def _new_rows(
        self, items: Sequence[Incoming], codes: Sequence[str], plain: Sequence[str]
    ) -> list[tuple[Any, ...]]:
        """New customers' columns _NEW, and of the PLAIN ones those that are asked for."""
        at, today = self._op.at_text, self._today.isoformat()
        state = state_of_imported(self._policy)
        return [
            (
                code,
                item.name,
                item.folded or item.name,
                "person" if item.person else "company",
                main_way(item, item.phones),
                main_way(item, item.emails),
                main_way(item, item.wechats),
                today if (said := item.values.get)("stated_tier") else None,
                said("owner_id"),
                said("pinned_by"),
                said("is_member", 0),
                ",".join(item.tags) or None,
                _json(item.custom),
                item.known_since,
                today,
                state,
                item.known_since or today,
                at,
                at,
                1,
                *map(said, plain),
            )
            for item, code in zip(items, codes, strict=True)
        ]

    def _person_row(
        self, customer_id: int, folded: str, person: Mapping[str, Any], key: bool
    ) -> tuple[Any, ...]:
        given = {
            **person,
            "phone": person.get("phone") or person.get("phone_guess"),
            "email": person.get("email") or person.get("email_guess"),
            "customer_id": customer_id,
            "name_folded": folded,
            "is_key": int(person.get("is_key", key)),
            "custom": _json(person.get("custom", {})),
            "created_at": self._op.at_text,
        }
        return tuple(given.get(c) for c in _PERSON)

    # -- known ones -----------------------------------------------------------------------------------------------

    def _update(self, items: Sequence[Incoming], known: Known) -> None:
        edited = self._store.imports.edited_fields(
            "customer", [i.existing["id"] for i in items if i.existing]
        )
        known_persons = [
            p["id"] for i in items if i.existing for p in known.persons.get(i.existing["id"], ())
        ]
        edited_persons = self._store.imports.edited_fields("contact_person", known_persons)
        updates: dict[int, dict[str, Any]] = {}
        persons: dict[int, dict[str, Any]] = {}
        for item in items:
            assert item.existing is not None
            item.id = item.existing["id"]
            theirs = edited.get(item.id, {})
            row, entry = apart(item.existing), item.entries[0]
            wanted = self._wanted(item) | self._wanted_ways(item, known, theirs)
            changes = self._conflicts.keep(
                "customer", row, wanted, edited_apart(theirs, row), whose=row["name"], entry=entry
            )
            if entry.open:
                changes = together(row["custom"], partial(_unread, item), changes)
            if changes.get("stated_tier"):
                changes["stated_on"] = self._today.isoformat()
            changes |= self.pins.of(item, changes)
            if changes:
                if not self._options.customer_keys:
                    self._conflicts.tell_renamed(item.existing, changes)
                updates[item.id] = changes
                self._changed.add(item.id)
            self._update_persons(item, known, persons, edited_persons)
        self._op.update_many("customer", updates)
        self._op.update_many("contact_person", persons)

    def _wanted(self, item: Incoming) -> dict[str, Any]:
        """The columns that the rows would change. An address book only fills what is empty."""
        row = item.existing or {}
        fills = self._options.fills
        changing = item.leading and not fills
        empty = {f for f in item.values if row[f] in (None, "")}
        wanted = {f: v for f, v in item.values.items() if differs(row, f, v) and (changing or f in empty)}
        if wanted.get("external_id") == row["code"]:
            del wanted["external_id"]
        folded = row["name_folded"] if is_masked(item.name) else fold_name(item.name)
        renamed = folded != row["name_folded"] and self._aliases.get(folded) != item.id
        if renamed and changing and any(e.kind != "contacts" for e in item.entries):
            if item.person or self._is_told_by_key(item):
                wanted |= name_forms(item.name)
            else:
                told = {"whose": row["name"], "entry": item.entries[0], "why": "kept"}
                self._conflicts.tell_kept("customer", row, {"name": item.name}, **told)
        had = json.loads(row["custom"] or "{}")
        wanted |= {
            f"{BESIDE}{name}": text
            for name, text in item.custom.items()
            if had.get(name) != text and (name not in had or not (fills or is_numbering(name)))
        }
        tags = [t for t in (row["tags"] or "").split(",") if t]
        if not set(item.tags) <= set(tags) and not (fills and tags):
            wanted["tags"] = ",".join(dict.fromkeys([*tags, *item.tags]))
        if item.known_since and row["known_since"] is None and row["imported_on"]:
            wanted["known_since"] = item.known_since
        return wanted

    def _is_told_by_key(self, item: Incoming) -> bool:
        """Whether something else than its name tells which company is meant: the chosen key, or its own number."""
        row, number = item.existing or {}, item.values.get("external_id")
        chosen = bool(self._options.customer_keys) and "name" not in self._options.keys
        return chosen or (bool(number) and number in (row["external_id"], row["code"]))

    def _wanted_ways(self, item: Incoming, known: Known, edited: Mapping[str, Edited]) -> dict[str, Any]:
        """Phones, e-mails and WeChat names: a new one comes first, the one before it stays as a further one."""
        row = item.existing or {}
        wanted: dict[str, Any] = {}
        persons = known.persons.get(item.id, ())
        for kind, values in ways_of(item):
            further = {p["value"] for p in known.contact_ways.get(item.id, ()) if p["kind"] == kind}
            had, known_persons = further | {row[kind]}, {p[kind] for p in persons}
            theirs = known_persons | on_persons(item, kind)
            new = [v for v in values if v not in had and (item.leading or v not in theirs)]
            if not new:
                continue
            if self._options.fills:
                wanted |= {} if row[kind] else {kind: new[0]}
                continue
            replace = item.leading and not (had | known_persons) & set(values)
            if row[kind] is None or replace:
                wanted[kind] = new.pop(0)
            if row[kind] and replace and kind not in edited:
                new.append(row[kind])
            new = [v for v in new if v in item.told or v not in theirs]
            if new:
                self._ways += [(item.id, kind, v) for v in new]
                self._changed.add(item.id)
        return wanted

    def _update_persons(
        self,
        item: Incoming,
        known: Known,
        updates: dict[int, dict[str, Any]],
        edited: Mapping[int, Mapping[str, Edited]],
    ) -> None:
        rows = {p["name_folded"]: p for p in known.persons.get(item.id, ())}
        for folded, person in item.persons.items():
            row = rows.get(folded)
            if row is None:
                self._persons.append(self._person_row(item.id, folded, person, not rows))
                self._changed.add(item.id)
                continue
            self._known_persons[item.id, folded] = row["id"]
            had = json.loads(row["custom"] or "{}")
            together = _unread(item, had) | person.get("custom", {})
            person = {**person, "custom": row["custom"] if together == had else _json(together)}
            changes = {f: v for f, v in person.items() if f in _PERSON and f != "name" and differs(row, f, v)}
            for kind in ("phone", "email"):
                if row[kind] is None and person.get(f"{kind}_guess"):
                    changes.setdefault(kind, person[f"{kind}_guess"])
            if self._options.fills:
                changes = {f: v for f, v in changes.items() if row[f] in (None, "")}
            theirs = edited.get(row["id"], {})
            changes = self._conflicts.keep(
                "contact_person", row, changes, theirs, whose=row["name"], entry=item.entries[0]
            )
            if changes:
                updates[row["id"]] = changes
                self._changed.add(item.id)

    # -- what stands beside ---------------------------------------------------------------------------------------

    def _forget_mended(self, item: Incoming, known: Known, persons: Mapping[tuple[int, str], int]) -> None:
        """A phone that nobody could read goes when a mended row tells which it is."""
        for entry in item.entries:
            if "kept" in entry.values and "phone" in entry.values:
                name = str(entry.values.get("name") if entry.kind == "contacts" else "")
                whose = persons.get((item.id, fold_name(name)))
                for way in known.contact_ways.get(item.id, ()):
                    if not way["confirmed"] and way["contact_person_id"] == whose:
                        self._op.delete("contact_way", way["id"])

    def _write_beside(
        self,
        items: Sequence[Incoming],
        ways: list[tuple[Any, ...]],
        persons: Mapping[tuple[int, str], int],
        known: Known,
    ) -> None:
        """Further ways and addresses of customers and their contact persons that aren't known yet."""
        addresses: list[tuple[Any, ...]] = []
        stored = self._store.imports.addresses([i.id for i in items if i.existing])
        for item in items:
            held = {way_key(w["kind"], w["value"]) for w in known.contact_ways.get(item.id, ())}
            held |= main_ways(item, known)
            there = {tuple(row[f] or "" for f in _ADDRESS[1:]) for row in stored.get(item.id, ())}
            self._forget_mended(item, known, persons)
            for folded, beside in item.beside.items():
                whose = persons.get((item.id, folded))
                more = [way for way in beside.ways if way_key(way.kind, way.value) not in held]
                ways += [(item.id, whose, w.kind, w.value, int(w.confirmed)) for w in more]
                new = [a for a in beside.addresses if (whose or "", *a) not in there]
                addresses += [(item.id, whose, *(part or None for part in address)) for address in new]
                if more or new:
                    self._changed.add(item.id)
        self._op.insert_many("contact_way", _WAY, ways)
        self._op.insert_many("address", _ADDRESS, addresses)

    def tie(self) -> None:
        """Ties customers to those whom they belong to: anybody of this import may be one. The name of one who is not known,
        or of several, is kept beside.
        """
        folded = {i: fold_name(parent) for i, (parent, _column) in self._parents.items()}
        found = self._store.imports.ids_by("folded", folded.values())
        updates: dict[int, dict[str, Any]] = {
            i: {"parent_id": found[name][0]} for i, name in folded.items() if len(found.get(name, ())) == 1
        }
        self._op.update_many("customer", {i: u for i, u in updates.items() if u["parent_id"] != i})
        self._keep_strange_parents([i for i in self._parents if i not in updates])

    def _keep_strange_parents(self, ids: Sequence[int]) -> None:
        beside = {}
        for i, row in (self._store.imports.customers(ids) if ids else {}).items():
            parent, column = self._parents[i]
            custom = json.loads(row["custom"] or "{}")
            if row["parent_id"] is None and custom.get(column) != parent:
                beside[i] = {"custom": _json({**custom, column: parent})}
        self._op.update_many("customer", beside)


def _parent_column(item: Incoming) -> str:
    """The name of the column that says to whom a customer belongs."""
    named = (c.header for entry in item.entries for c in entry.sheet.columns if c.field == "parent")
    return next(named, "parent")


def _other_names(item: Incoming, options: Options) -> Sequence[str]:
    """The names that the rows give besides, and the one under which somebody said that it is this customer."""
    told = options.customer_map.get(fold_name(item.name)) == item.id
    return [*item.aliases, item.name] if told else item.aliases


def _unread(item: Incoming, custom: Mapping[str, str]) -> dict[str, str]:
    """What stands beside a record, without the texts that the rows say anew and readable."""
    found = dict(custom)
    for entry in item.entries:
        found = still_unread(entry, found)
    return found


def _json(custom: Mapping[str, str]) -> str | None:
    return _packed(tuple(sorted(custom.items()))) if custom else None


@lru_cache(maxsize=1024)
def _packed(custom: tuple[tuple[str, str], ...]) -> str:
    """As JSON; what stands beside one customer often stands beside many."""
    return json.dumps(dict(custom), ensure_ascii=False)
