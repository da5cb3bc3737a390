"""The import of what was read from files: everything of one run in one operation.

Rows that were applied before are left alone; customers, members and address books come first and fold into customers;
then what refers to them. At the end the rules judge whom the import touched, and what was already overdue becomes
backlog.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from crmcli import errors
from crmcli.i18n import _, clauses, ngettext, sentences, series, titled
from crmcli.sheets.columns.fields import OUR_PEOPLE
from crmcli.sheets.rows.plans import SheetPlan
from crmcli.store import Work
from crmcli.workflows.due.still_open import way_to_end
from crmcli.workflows.importing.applied import tell_applied
from crmcli.workflows.importing.conflicts import Conflicts
from crmcli.workflows.importing.customers.large import Large
from crmcli.workflows.importing.doubts import FAIR
from crmcli.workflows.importing.entries import (
    due_item,
    due_step,
    entries_of,
    is_due_row,
    is_no_due_row,
    is_unfilled,
)
from crmcli.workflows.importing.fates import Entry, Fates, judge_problems, place, refuse_future
from crmcli.workflows.importing.importer import KINDS, PEOPLE, RECORDS, Importer, Progress, names_somebody
from crmcli.workflows.importing.job import Job
from crmcli.workflows.importing.kept import codes_of
from crmcli.workflows.importing.options import KEYS, RECORD_KEYS, Options
from crmcli.workflows.importing.own_columns import OwnColumns
from crmcli.workflows.importing.past import Past
from crmcli.workflows.importing.people import Team
from crmcli.workflows.importing.records.interactions import author_hint
from crmcli.workflows.importing.records.survey_forms import SurveyForms

#: What a record can't do without, by kind.
_NEEDED = {
    "interactions": ("occurred",),
    "contracts": ("start", "amount"),
    "purchases": ("ordered", "amount"),
    "complaints": ("opened",),
    "tasks": ("title",),
    "feedback": ("occurred", "content"),
    "trainings": ("staff", "topic", "held"),
    "consents": ("agreed", "said"),
}


class Refused(Exception):
    """Rows were rejected and only some of the rows were not wanted; carries what would have become of all."""

    def __init__(self, fates: Fates) -> None:
        super().__init__()
        self.fates = fates


class Rehearsed(Exception):
    """Leaves the operation of a dry run without a trace; carries its report."""

    def __init__(self, fates: Fates) -> None:
        super().__init__()
        self.fates = fates


def ordered(sheets: Sequence[SheetPlan]) -> list[SheetPlan]:
    """The sheets in the order in which they need each other; those of no kind of ours last."""
    rank = {kind: i for i, kind in enumerate(KINDS)}
    return sorted(sheets, key=lambda s: rank.get(str(s.kind), len(rank)))


def run(
    work: Work,
    sheets: Sequence[SheetPlan],
    options: Options,
    tell: Progress,
) -> Fates:
    """Takes the sheets' rows in, inside `op`. Refused if any row is rejected and not `partial`; Usage if a key is chosen
    that tells none of the sheets' records apart."""
    sheets = ordered(sheets)
    _check_keys(sheets, options)
    own = OwnColumns(work.policy, work.as_of.on)
    fates = Fates(entries_of(sheets, options.owner_map, own), sheets)
    team = Team(work, options.owner_map)
    job = Job(work, options, fates, team, Conflicts(work, fates, team))
    forms = SurveyForms(job)
    forms.read()
    look = partial(_look, job)
    look(fates.entries)
    large = None
    if any(sheet.blocks for sheet in sheets):
        tell(_("Looking through the rows"))
        large = Large(fates, options, own)
        large.read(look, _names_of)
    forms.tie()
    _learn_people(team, fates)
    tell(_("Matching customers"))
    importer = Importer(job, forms, large)
    importer.people()
    importer.records(tell)
    fates.warnings += [
        _still_open(entry, way)
        for entry in fates.entries
        if entry.fate in ("created", "updated", "duplicate")
        and (step := due_step(entry))
        and (way := way_to_end(work, step))
    ]
    job.conflicts.settle()
    fates.staff_added, fates.unknown_owners = team.added, team.unknown
    if fates.rejected() and not options.partial:
        raise Refused(fates)
    fates.codes = codes_of(work.store, fates.incomplete())
    if work.op.changed:
        tell(_("Judging customers"))
        importer.finish()
    fates.written, fates.added_customers = work.op.changed, work.op.inserted("customer") is not None
    return fates


def _still_open(entry: Entry, way: str) -> str:
    """Says of a result that it ends no step of the due list, and which command does."""
    said = _("%(place)s: kept as a contact; the step itself is still open.") % {"place": place(entry)}
    return sentences(said, way)


def _check_keys(sheets: Sequence[SheetPlan], options: Options) -> None:
    kinds = [kind for kind in KINDS if any(sheet.kind == kind for sheet in sheets)]
    keys = {kind: KEYS if kind in PEOPLE else RECORD_KEYS.get(kind, ()) for kind in kinds}
    for key in sorted(options.keys):
        if kinds and not any(key in known for known in keys.values()):
            known = clauses(titled(kind, series(known)) for kind, known in keys.items() if known)
            raise errors.Usage(
                _("--key %(key)s tells nothing apart in these sheets: %(kinds)s.")
                % {"key": key, "kinds": series(kinds)},
                _("Keys: %(known)s") % {"known": known or "-"},
            )


def _look(job: Job, rows: Sequence[Entry]) -> None:
    """The first look at rows: fates that need no look at customers, and what was applied before and holds no more."""
    _sort_out(job.work, job.fates, job.options, rows)
    tell_applied(job, [e for e in rows if e.applied and not e.open and e.kind in PEOPLE])


def _sort_out(work: Work, fates: Fates, options: Options, rows: Sequence[Entry]) -> None:
    """The fates that need no look at customers: no kind of ours, applied before, repeated, with problems, in the future."""
    by_kind: dict[str, list[Entry]] = {}
    for entry in rows:
        unfilled = is_unfilled(entry)
        if unfilled and entry.values.get("next_on"):
            fates.warnings.append(
                _("%(place)s: left out: a next date without a result. Write what was said.")
                % {"place": place(entry)}
            )
        if entry.kind not in KINDS or unfilled:
            entry.end("skipped")
        else:
            by_kind.setdefault(entry.kind, []).append(entry)
    if bare := sum(is_unfilled(entry) and not is_due_row(entry) for entry in rows):
        fates.warnings.append(
            ngettext(
                "%(n)d row tells of no contact and was skipped.",
                "%(n)d rows tell of no contact and were skipped.",
                bare,
            )
            % {"n": bare}
        )
    for kind, entries in by_kind.items():
        matching_any = options.mode != "create"
        applied = work.store.imports.applied(kind, list({e.hash for e in entries})) if matching_any else {}
        seen: set[str] = set()
        for entry in entries:
            if entry.problems:
                judge_problems(entry, options.strict)
            if entry.open:
                refuse_future(entry, work.as_of.on)
            if not entry.open:
                continue
            if entry.hash in applied:
                entry.was_applied(*applied[entry.hash], again=options.again)
            if not entry.open:
                continue
            if matching_any and entry.hash in seen and kind in RECORDS and not _is_nameless_answer(entry):
                entry.end("duplicate")
            elif kind in RECORDS and _needed(entry):
                seen.add(entry.hash)


def _needed(entry: Entry) -> bool:
    """Rejects a record that lacks what it can't do without, or the row of a due list that is none; True if it may go on."""
    missing = next((f for f in _NEEDED.get(entry.kind, ()) if entry.values.get(f) is None), None)
    if is_no_due_row(entry):
        entry.reject(_("There is no %(item)s on the due list.") % {"item": due_item(entry)})
    elif missing and not is_due_row(entry):
        entry.missing(missing)
    return entry.open


def _is_nameless_answer(entry: Entry) -> bool:
    """Whether the row is a survey answer that nothing identifies: two people may well have ticked the same."""
    return entry.kind == "survey_answers" and not (
        names_somebody(entry)
        or entry.values.get("external_id")
        or isinstance(entry.values.get("submitted"), datetime)
    )


def _learn_people(team: Team, fates: Fates) -> None:
    """Owners and authors first: who is both owner and handler is a salesperson. A doubtful column names nobody."""
    told: dict[str, dict[str, None]] = {}
    for sheet, rows in fates.of_sheets():
        sure = sheet.people_columns(FAIR)
        for field, names in (rows.names if isinstance(rows, Past) else _names_of(rows)).items():
            if field in sure:
                told.setdefault(field, {}).update(names)
    team.learn(told.pop("owner", ()))
    team.learn(told.pop("author", ()))
    hints = {
        hint
        for e in fates.entries
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
