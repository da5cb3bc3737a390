"""The steps of one import: people first, then what refers to them; at the end whom it touched is judged."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from itertools import islice
from shlex import quote
from typing import Any, NamedTuple

from crmcli.actors import MANAGERS
from crmcli.i18n import _, ngettext
from crmcli.matching.names import fold_name
from crmcli.queries.appointments import settles_from
from crmcli.workflows import classifying
from crmcli.workflows.importing.customers.candidates import phones_of
from crmcli.workflows.importing.customers.gathering import gather
from crmcli.workflows.importing.customers.incoming import PINS, Incoming, Known
from crmcli.workflows.importing.customers.large import Large
from crmcli.workflows.importing.customers.same_persons import same_persons
from crmcli.workflows.importing.customers.writing import CustomerWriter
from crmcli.workflows.importing.entries import due_customer, due_item, is_due_row
from crmcli.workflows.importing.fates import Entry
from crmcli.workflows.importing.job import Job
from crmcli.workflows.importing.named import named_in
from crmcli.workflows.importing.records.complaints import ComplaintWriter
from crmcli.workflows.importing.records.consents import ConsentWriter
from crmcli.workflows.importing.records.contracts import ContractWriter
from crmcli.workflows.importing.records.day_sheet import OF_NOBODY, take_ticks
from crmcli.workflows.importing.records.feedback import FeedbackWriter
from crmcli.workflows.importing.records.interactions import InteractionWriter
from crmcli.workflows.importing.records.mail_files import keep_files
from crmcli.workflows.importing.records.opportunities import OpportunityWriter
from crmcli.workflows.importing.records.orders import OrderWriter
from crmcli.workflows.importing.records.put_offs import put_off
from crmcli.workflows.importing.records.survey_answers import SurveyWriter
from crmcli.workflows.importing.records.survey_forms import SurveyForms
from crmcli.workflows.importing.records.tasks import TaskWriter
from crmcli.workflows.importing.records.trainings import TrainingWriter
from crmcli.workflows.importing.references import Resolver, meant_by
from crmcli.workflows.importing.suspicions import describe, name_pairs
from crmcli.workflows.taken import taken_by

#: The kinds that are taken in, in the order in which they need each other.
PEOPLE = ("customers", "members", "contacts")
RECORDS = (
    "contracts",
    "purchases",
    "interactions",
    "complaints",
    "survey_answers",
    "tasks",
    "feedback",
    "opportunities",
    "trainings",
    "consents",
)
KINDS = (*PEOPLE, *RECORDS)
#: Kinds whose rows may be about no customer.
_OF_NOBODY = frozenset({"survey_answers", "tasks", "feedback", "trainings"})

#: Customers whose contacts are written at a time, and customers that are put together before they are written.
_AT_ONCE, _WRITTEN = 20_000, 2_500

Progress = Callable[[str], None]


class _Dated(NamedTuple):
    """A customer and the contacts that its list tells of."""

    new: bool
    id: int
    last_contact: date | None
    next_contact: date | None
    next_step: str
    owner_id: int | None


class Importer:
    """One run, in its steps."""

    def __init__(self, job: Job, forms: SurveyForms, large: Large | None) -> None:
        self._job, self._store, self._op = job, job.work.store, job.work.op
        self._options, self._fates, self._team, self._forms = job.options, job.fates, job.team, forms
        self._large = large
        self._dated: list[_Dated] = []
        #: Customers of whom a list told a contact that nobody knew of.
        self._contacted: set[int] = set()
        self._told: list[tuple[int, str]] = []
        self._pins = 0
        self._customers = CustomerWriter(job)

    def people(self) -> None:
        """Customer lists, member lists, address books."""
        if self._large is None:
            listed = [e for e in self._fates.entries if e.kind in PEOPLE]
            before = [e for e in listed if e.fate == "unchanged"]
            mine = [e for e in listed if e.open]
            with self._filling(len(mine)):
                found, known = self._gather(mine, read_before=before)
                self._write_all(found, known)
        else:
            with self._filling(len(self._large)):
                self._write_batches(self._large)
        self._customers.tie()
        self._customers.pins.tell()
        if self._pins:
            self._fates.warnings.append(
                ngettext(
                    "%(n)d row pins a tier. Only a manager may, so the pin was left out.",
                    "%(n)d rows pin a tier. Only a manager may, so the pins were left out.",
                    self._pins,
                )
                % {"n": self._pins}
            )
        self._fates.same_persons = same_persons(self._store, self._op)
        name_pairs(self._fates.possible_duplicates)
        describe(self._store, self._fates.possible_duplicates)

    @contextmanager
    def _filling(self, rows: int) -> Iterator[None]:
        """For writing the customers of about so many rows."""
        with self._store.search_texts.helped(rows), self._store.db.filling("customer", rows):
            yield
            self._store.follow(self._op)

    def _write_all(self, found: Iterator[Incoming], known: Known) -> None:
        while items := list(islice(found, _WRITTEN)):
            self._write(items, known)
            put_off(self._job, [entry for item in items for entry in item.entries])
            for item in items:
                for entry in item.entries:
                    entry.forget()
            # The next ones need the room.
            items.clear()

    def _write_batches(self, large: Large) -> None:
        """A large list. Whoever is first named in the part of a later batch is written with that, so that customers
        are numbered in the order of the rows.
        """
        waiting: dict[int, list[Incoming]] = {}
        for batch, entries in large.batches(self._store):
            found, known = self._gather([e for e in entries if e.open], batch.known)
            mine = waiting.pop(batch.start, [])
            for item in found:
                first = large.number(item.entries[0])
                if item.existing is None and first >= batch.stop:
                    waiting.setdefault(large.batch_of(first).start, []).append(item)
                else:
                    mine.append(item)
            mine.sort(key=lambda item: large.number(item.entries[0]))
            self._write(mine, known)
            taken = [entry for item in mine for entry in item.entries]
            put_off(self._job, taken)
            for entry in (*taken, *(e for e in entries if e.fate in ("rejected", "skipped"))):
                self._fates.settle(entry)
            self._fates.cap()
            name_pairs(self._fates.possible_duplicates, written=True)

    def _gather(
        self, entries: Sequence[Entry], ids: Collection[int] | None = None, read_before: Sequence[Entry] = ()
    ) -> tuple[Iterator[Incoming], Known]:
        """The customers of some rows, one by one. `ids` are those of the known ones that share a key with them, if that is known."""
        if self._op.actor.role not in MANAGERS:
            self._leave_pins_out(entries)
        elif any("pinned_tier" in entry.values for entry in entries):
            # Taking them back is a manager's, too.
            self._op.needs = MANAGERS
        found, known = gather(
            self._store,
            entries,
            self._team,
            fates=self._fates,
            options=self._options,
            ids=ids,
            read_before=read_before,
        )
        return (item for item in found if self._is_taken(item)), known

    def _is_taken(self, item: Incoming) -> bool:
        """Whether a customer is to be written: nobody knows it, and only known ones are updated, else."""
        if item.existing is None and not self._options.may_add():
            for entry in item.entries:
                entry.leave_out()
        return item.entries[0].open

    def _write(self, items: Sequence[Incoming], known: Known) -> None:
        # Those before: they were being written while these were put together.
        self._store.follow(self._op)
        self._customers.write(items, known)
        self._dated += [
            _Dated(
                i.existing is None,
                i.id,
                i.last_contact,
                i.next_contact,
                i.next_step,
                i.values.get("owner_id"),
            )
            for i in items
            if i.last_contact or i.next_contact
        ]

    def _leave_pins_out(self, entries: Sequence[Entry]) -> None:
        """Only a manager pins a tier, by hand or by a sheet."""
        for entry in entries:
            if "pinned_tier" in entry.values:
                entry.values = {name: value for name, value in entry.values.items() if name not in PINS}
                self._pins += 1

    def records(self, tell: Progress) -> None:
        """What refers to customers, each kind in one go."""
        waiting = [e for e in self._fates.entries if e.open]
        if waiting:
            tell(_("Looking up customers"))
            self._refer([e for e in waiting if e.customer_id is None])
            self._forms.tie_by_customer(waiting)
        kinds = {kind: [e for e in waiting if e.open and e.kind == kind] for kind in RECORDS}
        before = {
            kind: [
                e for e in self._fates.entries if e.applied and e.target_id and e.kind == kind and not e.open
            ]
            for kind in RECORDS
        }
        if any(kinds.values()):
            tell(_("Writing records"))
        contracts = ContractWriter(self._job) if kinds["contracts"] or before["contracts"] else None
        if contracts:
            contracts.write(kinds["contracts"], before["contracts"])
        if kinds["purchases"] or before["purchases"]:
            OrderWriter(self._job).write(kinds["purchases"], before["purchases"])
        if contracts:
            contracts.settle()
        take_ticks(self._job, kinds["interactions"])
        kinds["interactions"] = [e for e in kinds["interactions"] if e.open]
        if kinds["interactions"] or before["interactions"]:
            InteractionWriter(self._job).write(kinds["interactions"], before["interactions"])
        if kinds["complaints"] or before["complaints"]:
            ComplaintWriter(self._job).write(kinds["complaints"], before["complaints"])
        if kinds["survey_answers"] or before["survey_answers"]:
            SurveyWriter(self._job, self._forms).write(kinds["survey_answers"], before["survey_answers"])
        for plain in (TaskWriter, FeedbackWriter, OpportunityWriter, TrainingWriter, ConsentWriter):
            if kinds[plain.kind] or before[plain.kind]:
                plain(self._job).write(kinds[plain.kind], before[plain.kind])
        keep_files(self._job, waiting)
        put_off(self._job, waiting)
        self._write_contact_dates()

    def _refer(self, entries: Sequence[Entry]) -> None:
        """Finds each row's customer, or rejects the row, or makes the customer if that was asked for."""
        told = meant_by(self._store, self._options)
        resolver = Resolver(self._store, entries, told)
        due = {i for e in entries if is_due_row(e) and (i := due_customer(e))}
        existing = set(self._store.imports.customers(due))
        now = {i: away["survivor_id"] for i in due - existing if (away := self._store.merges.away(i))}
        # Orders may name nothing but their contract.
        for entry in sorted(entries, key=lambda each: each.kind != "contracts"):
            listed = due_customer(entry) if is_due_row(entry) else None
            listed = now.get(listed, listed) if listed else None
            if listed in existing or listed in now.values():
                entry.customer_id = listed
                continue
            if (entry.kind in _OF_NOBODY or due_item(entry).startswith(OF_NOBODY)) and not names_somebody(
                entry
            ):
                continue
            found = resolver.find(entry)
            if found.customer_id is not None:
                entry.customer_id = found.customer_id
                resolver.learn_contract(entry)
                entry.keep_beside(resolver.unknown_of(entry, found.customer_id))
                name = str(entry.values.get("customer") or "")
                if name and ("meant" in entry.values or fold_name(name) in told):
                    # Somebody said whom it means: from then on the customer goes by it.
                    self._told.append((found.customer_id, name))
            elif found.unknown and self._options.create_missing:
                entry.customer_id = self._create(entry, resolver)
                resolver.learn_contract(entry)
                if found.candidate:
                    added = self._store.customers.get(entry.customer_id)["name"]
                    self._fates.warnings.append(_added_beside(added, found.candidate))
            elif found.unknown and not self._options.may_add():
                entry.leave_out()
            else:
                entry.candidate = found.candidate
                entry.reject(found.reason)
        if self._told:
            self._store.customers.add_aliases(self._op, self._told)

    def _create(self, entry: Entry, resolver: Resolver) -> int:
        customer = named_in(entry, self._job.work.as_of.on)
        self._customers.write([customer], Known({}, {}, {}))
        resolver.learn(customer.id, customer.name, entry)
        return customer.id

    def _write_contact_dates(self) -> None:
        """Dates of the last and the next contact in a customer list, where no record of a contact says the same."""
        self._dated.sort(key=lambda item: (item.new, item.id))
        for start in range(0, len(self._dated), _AT_ONCE):
            items = self._dated[start : start + _AT_ONCE]
            known: dict[int, list[Mapping[str, Any]]] = {}
            for row in self._store.interactions.of_many([i.id for i in items]):
                known.setdefault(row["customer_id"], []).append(dict(row))
            rows = [row for item in items for row in self._contact_dates(item, known.get(item.id, []))]
            self._store.interactions.add_many(self._op, rows)
            self._contacted |= {row["customer_id"] for row in rows}
        self._fates.renew(self._contacted & {item.id for item in self._dated if not item.new})

    def _contact_dates(self, item: _Dated, known: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """At most one interaction: on the last contact's day, or, with only a next date, one made today that agrees it."""
        agreed = self._agreed(item)
        # What a customer's sheet doesn't tell may be told by another.
        told = {name: value for name, value in agreed.items() if value}
        if any(all(r[name] == value for name, value in told.items()) for r in known):
            agreed = {}
        day = item.last_contact
        if (
            day
            and day <= self._job.work.as_of.on
            and not any(r["occurred_on"] >= day.isoformat() for r in known if not _only_agrees(r))
        ):
            effective = 1
        elif agreed:
            day, effective = self._job.work.as_of.on, 0
        else:
            return []
        at, on = self._job.instant(day)
        row = {
            **agreed,
            "customer_id": item.id,
            "channel": "other",
            "occurred_at": at,
            "occurred_on": on,
            "next_settles_on": settles_from(
                agreed.get("next_on"), on, self._job.work.policy.contact.early_days
            ),
            "effective": effective,
            "care": 0,
            "imported": 1,
            "author_id": item.owner_id,
            "content": None,
        }
        return [row]

    def _agreed(self, item: _Dated) -> dict[str, str | None]:
        """What a customer list says of the next contact: its day, its instant where a time is told, and what for."""
        if item.next_contact is None:
            return {}
        at, on = self._job.instant(item.next_contact)
        timed = isinstance(item.next_contact, datetime)
        return {"next_on": on, "next_at": at if timed else None, "next_step": item.next_step or None}

    def finish(self) -> None:
        """Keeps the batch with every row's fate; judges whom it touched; sets the backlog aside."""
        files = list(dict.fromkeys(s.file for s in self._fates.sheets))
        self._store.imports.add_batch(
            self._op, self._job.work.day, files, self._fates.totals(), self._fates.rows()
        )
        touched = {*self._fates.touched(), *self._contacted}
        self._fates.taken = taken_by(self._job.work)
        classifying.refresh(self._job.work, sorted(touched))
        classifying.plan_backlog(self._job.work, self._op.inserted("interaction"))


def _only_agrees(row: Mapping[str, Any]) -> bool:
    """Whether it is no contact: a list told nothing but the next one."""
    return bool(row["imported"] and row["next_on"]) and not (row["effective"] or row["content"])


def names_somebody(entry: Entry) -> bool:
    values = entry.values
    told = ("customer", "customer_no", "email")
    return any(values.get(name) for name in told) or bool(phones_of(values))


def _added_beside(name: str, candidate: str) -> str:
    return _(
        "%(name)s was added although it may mean %(candidate)s; if so: crmcli merge %(code)s %(added)s"
    ) % {"name": name, "candidate": candidate, "code": candidate.partition(" ")[0], "added": quote(name)}
