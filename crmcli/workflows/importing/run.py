"""The import of what was read from files: everything of one run in one operation.

Rows that were applied before are left alone; customers, members and address books come first and fold into customers;
then what refers to them. At the end the rules judge whom the import touched, and what was already overdue becomes
backlog.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, datetime
from functools import partial
from typing import Any, NamedTuple

from crmcli import clock, errors
from crmcli.actors import MANAGERS
from crmcli.clock import AsOf
from crmcli.database.operation import Operation
from crmcli.i18n import _
from crmcli.matching import normal_forms
from crmcli.policy import Policy
from crmcli.sheets.plans import SheetPlan
from crmcli.store import Store
from crmcli.workflows import classifying
from crmcli.workflows.duplicates.finding import compared
from crmcli.workflows.importing.complaints import ComplaintWriter
from crmcli.workflows.importing.conflicts import Conflicts
from crmcli.workflows.importing.customers import PINS, Incoming, Known, gather, is_person, phones_of
from crmcli.workflows.importing.fates import (
    OUR_PEOPLE,
    Entry,
    Report,
    due_customer,
    due_step,
    entries_of,
    is_due_row,
    judge_problems,
    place,
)
from crmcli.workflows.importing.feedback import FeedbackWriter
from crmcli.workflows.importing.large import Large
from crmcli.workflows.importing.options import KEYS, RECORD_KEYS, Options
from crmcli.workflows.importing.past import Past
from crmcli.workflows.importing.people import Team
from crmcli.workflows.importing.records import Clock, RecordWriter, author_hint, needed
from crmcli.workflows.importing.references import Resolver
from crmcli.workflows.importing.survey_answers import SurveyWriter
from crmcli.workflows.importing.survey_forms import SurveyForms
from crmcli.workflows.importing.tasks import TaskWriter
from crmcli.workflows.importing.write_customers import CustomerWriter
from crmcli.workflows.reviewing import state_of_imported

#: The kinds that are taken in, in the order in which they need each other.
PEOPLE = ("customers", "members", "contacts")
RECORDS = ("purchases", "interactions", "complaints", "survey_answers", "tasks", "feedback")
KINDS = (*PEOPLE, *RECORDS)
#: Kinds whose rows may be about no customer.
_OF_NOBODY = frozenset({"survey_answers", "tasks", "feedback"})

#: Customers whose contacts are written at a time.
_AT_ONCE = 20_000

Progress = Callable[[str], None]


class _Dated(NamedTuple):
    """A customer and the contacts that its list tells of."""

    new: bool
    id: int
    last_contact: date | None
    next_contact: date | None
    owner_id: int | None


class Refused(Exception):
    """Rows were rejected and only some of the rows were not wanted; carries what would have become of all."""

    def __init__(self, report: Report) -> None:
        super().__init__()
        self.report = report


class Rehearsed(Exception):
    """Leaves the operation of a dry run without a trace; carries its report."""

    def __init__(self, report: Report) -> None:
        super().__init__()
        self.report = report


def ordered(sheets: Sequence[SheetPlan]) -> list[SheetPlan]:
    """The sheets in the order in which they need each other; those of no kind of ours last."""
    rank = {kind: i for i, kind in enumerate(KINDS)}
    return sorted(sheets, key=lambda s: rank.get(str(s.kind), len(rank)))


def run(
    store: Store,
    op: Operation,
    policy: Policy,
    as_of: AsOf,
    sheets: Sequence[SheetPlan],
    options: Options,
    tell: Progress,
) -> Report:
    """Takes the sheets' rows in, inside `op`. Refused if any row is rejected and not `partial`; Usage if a key is chosen
    that tells none of the sheets' records apart."""
    sheets = ordered(sheets)
    _check_keys(sheets, options)
    report = Report(entries_of(sheets, options.owner_map), sheets)
    team = Team(store, op, options.owner_map)
    forms = SurveyForms(store, op, options, report)
    forms.read()
    _sort_out(store, report, options, report.entries)
    large = None
    if any(sheet.blocks for sheet in sheets):
        tell(_("Looking through the rows"))
        large = Large(report, options)
        large.read(partial(_sort_out, store, report, options), _names_of)
    forms.tie()
    _learn_people(team, report)
    tell(_("Matching customers"))
    importer = _Import(
        store=store,
        op=op,
        policy=policy,
        as_of=as_of,
        options=options,
        report=report,
        team=team,
        forms=forms,
        large=large,
    )
    importer.people()
    importer.records(tell)
    report.warnings += [
        _("%(place)s: kept as a contact; the step itself is still open. When it is done: %(command)s")
        % {"place": place(entry), "command": f"crmcli done {step}"}
        for entry in report.entries
        if entry.fate == "created" and (step := due_step(entry))
    ]
    importer.conflicts.settle()
    report.staff_added, report.unknown_owners = team.added, team.unknown
    if report.rejected() and not options.partial:
        raise Refused(report)
    if op.changed:
        tell(_("Judging customers"))
        importer.finish()
    report.written = op.changed
    return report


def _check_keys(sheets: Sequence[SheetPlan], options: Options) -> None:
    kinds = [kind for kind in KINDS if any(sheet.kind == kind for sheet in sheets)]
    keys = {kind: KEYS if kind in PEOPLE else RECORD_KEYS.get(kind, ()) for kind in kinds}
    for key in sorted(options.keys):
        if kinds and not any(key in known for known in keys.values()):
            known = "; ".join(f"{kind}: {', '.join(known)}" for kind, known in keys.items() if known)
            raise errors.Usage(
                _("--key %(key)s tells nothing apart in these sheets: %(kinds)s.")
                % {"key": key, "kinds": ", ".join(kinds)},
                _("Keys: %(known)s") % {"known": known or "-"},
            )


def _sort_out(store: Store, report: Report, options: Options, rows: Sequence[Entry]) -> None:
    """The fates that need no look at customers: no kind of ours, applied before, repeated, with problems."""
    by_kind: dict[str, list[Entry]] = {}
    for entry in rows:
        unfilled = entry.kind == "interactions" and is_due_row(entry) and not entry.values.get("content")
        if unfilled and entry.values.get("next_on"):
            report.warnings.append(
                _("%(place)s: left out: a next date without a result. Write what was said.")
                % {"place": place(entry)}
            )
        if entry.kind not in KINDS or unfilled:
            entry.end("skipped")
        else:
            by_kind.setdefault(entry.kind, []).append(entry)
    for kind, entries in by_kind.items():
        matching_any = options.mode != "create"
        applied = store.imports.applied(kind, list({e.hash for e in entries})) if matching_any else set()
        seen: set[str] = set()
        for entry in entries:
            if entry.problems:
                report.warnings += judge_problems(entry, options.lenient)
            if not entry.open:
                continue
            if entry.hash in applied:
                entry.end("unchanged")
            elif matching_any and entry.hash in seen and kind in RECORDS and not _is_nameless_answer(entry):
                entry.end("duplicate")
            elif kind in RECORDS and needed(entry):
                seen.add(entry.hash)


def _is_nameless_answer(entry: Entry) -> bool:
    """Whether the row is a survey answer that nothing identifies: two people may well have ticked the same."""
    return entry.kind == "survey_answers" and not (
        _names_somebody(entry)
        or entry.values.get("external_id")
        or isinstance(entry.values.get("submitted"), datetime)
    )


def _learn_people(team: Team, report: Report) -> None:
    """Owners and authors first: who is both owner and handler is a salesperson."""
    told: dict[str, dict[str, None]] = {}
    for _sheet, rows in report.of_sheets():
        for field, names in (rows.names if isinstance(rows, Past) else _names_of(rows)).items():
            told.setdefault(field, {}).update(names)
    team.learn(told.pop("owner", ()))
    team.learn(told.pop("author", ()))
    hints = {
        hint
        for e in report.entries
        if e.open
        and e.kind == "interactions"
        and not e.values.get("author")
        and (hint := author_hint(e, team))
    }
    team.learn(sorted(hints))
    team.learn(told.pop("handler", ()), "service")
    for _field, names in sorted(told.items()):
        team.learn(names)


def _names_of(entries: Sequence[Entry]) -> dict[str, dict[str, None]]:
    """The names of our people in the rows that are still open, by field, each once."""
    alive = [e.values for e in entries if e.open]
    named = OUR_PEOPLE & set().union(*alive)
    return {field: dict.fromkeys(str(v[field]) for v in alive if v.get(field)) for field in named}


class _Import:
    """One run, in its steps."""

    def __init__(
        self,
        store: Store,
        op: Operation,
        policy: Policy,
        as_of: AsOf,
        options: Options,
        report: Report,
        team: Team,
        forms: SurveyForms,
        large: Large | None,
    ) -> None:
        self._store, self._op, self._policy, self._as_of = store, op, policy, as_of
        self._options, self._report, self._team, self._forms = options, report, team, forms
        self._when = Clock(clock.zone(policy.team.time_zone), _now(op, as_of), as_of.on)
        self._large = large
        self._dated: list[_Dated] = []
        self._pins = 0
        self.conflicts = Conflicts(store, report, team)
        self._customers = CustomerWriter(
            store=store, op=op, policy=policy, today=as_of.on, options=options, conflicts=self.conflicts
        )

    def people(self) -> None:
        """Customer lists, member lists, address books."""
        if self._large is None:
            entries = [e for e in self._report.entries if e.open and e.kind in PEOPLE]
            self._write(*self._gather(entries))
        else:
            self._write_batches(self._large)
        self._customers.tie()
        if self._pins:
            self._report.warnings.append(
                _("%(n)d rows pin a tier. Only a manager may, so the pins were left out.") % {"n": self._pins}
            )
        _name_pairs(self._report.possible_duplicates)
        _describe(self._store, self._report.possible_duplicates)

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
            taken = (entry for item in mine for entry in item.entries)
            for entry in (*taken, *(e for e in entries if e.fate in ("rejected", "skipped"))):
                self._report.settle(entry)
            self._report.cap()
            _name_pairs(self._report.possible_duplicates, written=True)

    def _gather(
        self, entries: Sequence[Entry], ids: Collection[int] | None = None
    ) -> tuple[list[Incoming], Known]:
        """The customers of some rows. `ids` are those of the known ones that share a key with them, if that is known."""
        if self._op.actor.role not in MANAGERS:
            self._leave_pins_out(entries)
        found, known = gather(self._store, entries, self._team, self._report, self._options, ids)
        if not self._options.may_add():
            _leave_new_out(found)
        return [item for item in found if item.entries[0].open], known

    def _write(self, items: Sequence[Incoming], known: Known) -> None:
        self._customers.write(items, known)
        self._dated += [
            _Dated(i.existing is None, i.id, i.last_contact, i.next_contact, i.values.get("owner_id"))
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
        waiting = [e for e in self._report.entries if e.open]
        if waiting:
            tell(_("Looking up customers"))
            self._refer([e for e in waiting if e.customer_id is None])
            self._forms.tie_by_customer(waiting)
        kinds = {kind: [e for e in waiting if e.open and e.kind == kind] for kind in RECORDS}
        if any(kinds.values()):
            tell(_("Writing records"))
        writer = RecordWriter(
            store=self._store,
            op=self._op,
            team=self._team,
            when=self._when,
            currency=self._policy.team.currency,
            options=self._options,
            conflicts=self.conflicts,
        )
        if kinds["purchases"]:
            writer.purchases(kinds["purchases"])
        if kinds["interactions"]:
            writer.interactions(kinds["interactions"])
        if kinds["complaints"]:
            ComplaintWriter(
                store=self._store,
                op=self._op,
                policy=self._policy,
                as_of=self._as_of,
                team=self._team,
                when=self._when,
                options=self._options,
                conflicts=self.conflicts,
            ).write(kinds["complaints"])
        if kinds["survey_answers"]:
            writer_of_answers = SurveyWriter(
                store=self._store,
                op=self._op,
                policy=self._policy,
                team=self._team,
                when=self._when,
                options=self._options,
                forms=self._forms,
            )
            writer_of_answers.write(kinds["survey_answers"])
        for plain in (TaskWriter, FeedbackWriter):
            if kinds[plain.kind]:
                plain(self._store, self._op, self._team, self._when, self._options, self.conflicts).write(
                    kinds[plain.kind]
                )
        self._write_contact_dates()

    def _refer(self, entries: Sequence[Entry]) -> None:
        """Finds each row's customer, or rejects the row, or makes the customer if that was asked for."""
        resolver = Resolver(self._store, entries)
        due = {i for e in entries if is_due_row(e) and (i := due_customer(e))}
        existing = set(self._store.imports.customers(due))
        now = {i: away["survivor_id"] for i in due - existing if (away := self._store.merges.away(i))}
        for entry in entries:
            listed = due_customer(entry) if is_due_row(entry) else None
            listed = now.get(listed, listed) if listed else None
            if listed in existing or listed in now.values():
                entry.customer_id = listed
                continue
            if entry.kind in _OF_NOBODY and not _names_somebody(entry):
                continue
            found = resolver.find(entry)
            if found.customer_id is not None:
                entry.customer_id = found.customer_id
            elif found.unknown and self._options.create_missing:
                entry.customer_id = self._create(entry, resolver)
            elif found.unknown and not self._options.may_add():
                entry.leave_out()
            else:
                entry.reject(found.reason)

    def _create(self, entry: Entry, resolver: Resolver) -> int:
        phones = phones_of(entry.values)
        name = normal_forms.clean_text(str(entry.values.get("customer") or phones[0]))
        contact = entry.values.get("contact_person")
        person = is_person(entry.kind, name, contact) or not entry.values.get("customer")
        today = self._as_of.on.isoformat()
        customer_id = self._store.customers.add(
            self._op,
            {
                "name": name,
                "kind": "person" if person else "company",
                "phone": phones[0] if phones else None,
                "imported_on": today,
                "review_state": state_of_imported(self._policy),
            },
            today,
        )
        resolver.learn(customer_id, name, phones)
        return customer_id

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

    def _contact_dates(self, item: _Dated, known: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """At most one interaction: on the last contact's day, or, with only a next date, one made today that agrees it."""
        next_on = item.next_contact.isoformat() if item.next_contact else None
        if next_on and any(r["next_on"] == next_on for r in known):
            next_on = None
        day = item.last_contact
        if day and day <= self._as_of.on and not any(r["occurred_on"] >= day.isoformat() for r in known):
            effective = 1
        elif next_on:
            day, effective = self._as_of.on, 0
        else:
            return []
        at, on = self._when.instant(day)
        row = {
            "customer_id": item.id,
            "channel": "other",
            "occurred_at": at,
            "occurred_on": on,
            "next_on": next_on,
            "effective": effective,
            "care": 0,
            "imported": 1,
            "author_id": item.owner_id,
            "content": None,
        }
        return [row]

    def finish(self) -> None:
        """Keeps the batch with every row's fate; judges whom it touched; sets the backlog aside."""
        files = list(dict.fromkeys(s.file for s in self._report.sheets))
        self._store.imports.add_batch(
            self._op, self._as_of.on.isoformat(), files, self._report.totals(), self._report.rows()
        )
        touched = self._report.touched()
        classifying.refresh(self._store, self._op, self._policy, self._as_of, touched)
        classifying.plan_backlog(self._store, self._policy, self._as_of)


def _leave_new_out(items: Sequence[Incoming]) -> None:
    """Customers that nobody knows, where only known ones are updated."""
    for item in items:
        if item.existing is None:
            for entry in item.entries:
                entry.leave_out()


def _names_somebody(entry: Entry) -> bool:
    values = entry.values
    return bool(values.get("customer") or values.get("customer_no") or phones_of(values))


def _now(op: Operation, as_of: AsOf) -> datetime:
    return as_of.instant if as_of.explicit else op.at


def _describe(store: Store, suspicions: list[dict[str, Any]]) -> None:
    """Says who each two are, and how much speaks for their being one, by the same points as everywhere."""
    # Who was skipped is no customer.
    suspicions[:] = [s for s in suspicions if all(one["id"] for one in s["customers"])]
    pairs = [(s["customers"][0]["id"], s["customers"][1]["id"]) for s in suspicions]
    for suspicion, pair in zip(suspicions, compared(store, pairs), strict=True):
        suspicion |= {"score": pair.score if pair else 0, "class": pair.cls if pair else None}


def _name_pairs(suspicions: Sequence[dict[str, Any]], *, written: bool = False) -> None:
    """Names the two of each; if `written` only where both are written by now."""
    for suspicion in suspicions:
        pair = suspicion.get("pair", ())
        if pair and not (written and any(isinstance(one, Incoming) and not one.id for one in pair)):
            suspicion["customers"] = [_shown(one) for one in suspicion.pop("pair")]


def _shown(one: Incoming | Mapping[str, Any]) -> dict[str, Any]:
    return (
        {"id": one.id, "name": one.name}
        if isinstance(one, Incoming)
        else {"id": one["id"], "name": one["name"]}
    )
