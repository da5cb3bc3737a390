"""What became of every row of an import, and the words for why one could not be taken in.

A row ends as exactly one of FATES, so the counts of a sheet add up to its rows.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import zip_longest
from operator import attrgetter
from typing import Any

from crmcli import i18n
from crmcli.i18n import _, clauses
from crmcli.matching.as_written import as_written
from crmcli.sheets.export_columns import DAY_SHEET
from crmcli.sheets.fields import OUR_PEOPLE, REASON_TITLES
from crmcli.sheets.headers import is_numbering
from crmcli.sheets.model import Problem, Row
from crmcli.sheets.plans import SheetPlan
from crmcli.workflows.contacts import is_none
from crmcli.workflows.importing.past import FATES, Past
from crmcli.workflows.importing.reasons import is_fatal, why

#: Of the warnings about the rows of a large sheet, and of the possible duplicates in it, so many are listed.
MOST_TOLD = 1_000
#: The id of a row of our due list, with the customer in it where it is one of contacts.
_DUE_ID = re.compile(r"([a-z_]+):(\d+)(?::[a-z_]+){0,2}")
_DUE_OF_CUSTOMER = frozenset({"contact", "birthday", "verify"})
#: The author's column in a workbook of rows to be mended, and what else such a workbook adds to be left out again.
_AUTHOR = {"en": "Author", "zh": "跟进人"}
_NOTHING: tuple[object, ...] = (None, "", [])
_OWN_COLUMNS = frozenset(title.lower() for title in REASON_TITLES.values())

#: The fields of our sheet for the day that people fill in, and what its columns are called.
_FILLED_IN = ("content", "next_on")
_OF_DAY_SHEET = frozenset(title for column in DAY_SHEET for title in (column.english, column.chinese))


#: Stand for what many rows said, and for what most never say.
_FORGOTTEN: dict[str, Any] = {}
_NO_PROBLEMS: list[Problem] = []


@dataclass(slots=True)
class Entry:
    """One row on its way through an import."""

    sheet: SheetPlan
    row: Row
    hash: str
    values: dict[str, Any]
    extra: dict[str, str]
    problems: list[Problem]
    fate: str = ""
    reasons: tuple[str, ...] = ()
    customer_id: int | None = None
    target_id: int | None = None
    #: The operation that took in just this content before; 0 where none did.
    applied: int = 0
    #: Among the rows of its sheet, from 0.
    place: int = 0
    #: The customer that it most likely means, where nobody is called so.
    candidate: str = ""
    #: What of it could not be read and is kept as written beside its record.
    incomplete: tuple[Problem, ...] = ()
    kind: str = field(init=False)

    def __post_init__(self) -> None:
        self.kind = str(self.sheet.kind)

    @property
    def open(self) -> bool:
        """Whether its fate is still to be decided."""
        return not self.fate

    def reject(self, *reasons: str) -> None:
        self.fate, self.reasons = "rejected", (*self.reasons, *reasons)

    @property
    def is_incomplete(self) -> bool:
        """Whether it brought a record something that can't be read."""
        return bool(self.incomplete) and self.fate in ("created", "updated")

    @property
    def faults(self) -> tuple[str, ...]:
        """Why it was not taken in, or not whole."""
        return (*self.reasons, *map(why, self.incomplete)) if self.is_incomplete else self.reasons

    def missing(self, field_name: str) -> None:
        """Rejects the row because a field that it needs is empty."""
        self.reject(why(Problem(field_name, "", "missing")))

    def keep_beside(self, values: Mapping[str, str]) -> None:
        """Keeps the values of some fields beside the record, under the names of their columns."""
        names = {column.field: column.header for column in self.sheet.columns} if values else {}
        if values:
            self.extra = self.extra | {names.get(field) or field: text for field, text in values.items()}

    def leave_out(self) -> None:
        """Skips a row that would be a new record where only known ones are updated."""
        self.end("skipped")
        self.reasons += (_("It is not known yet, and only known records are updated."),)

    def was_applied(
        self, operation: int, customer_id: int | None, target_id: int | None, again: bool
    ) -> None:
        """Notes that its content was taken in before: it changes nothing, unless it is wanted `again`."""
        self.applied = operation
        if again:
            self.target_id = target_id
        else:
            self.end("unchanged", customer_id, target_id)

    def forget(self) -> None:
        """Lets go of what a whole row said, once it is written: of a large list that is most of the memory."""
        if not self.faults:
            self.values = self.extra = self.row.values = self.row.extra = _FORGOTTEN
            self.row.raw, self.problems, self.row.problems = (), _NO_PROBLEMS, _NO_PROBLEMS

    def end(self, fate: str, customer_id: int | None = None, target_id: int | None = None) -> None:
        self.fate, self.customer_id, self.target_id = fate, customer_id, target_id


@dataclass(slots=True)
class Fates:
    """Everything that an import has to say for itself."""

    entries: list[Entry] = field(default_factory=list)
    sheets: list[SheetPlan] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    possible_duplicates: list[dict[str, Any]] = field(default_factory=list)
    conflicts: list[dict[str, Any]] = field(default_factory=list)
    staff_added: list[str] = field(default_factory=list)
    unknown_owners: dict[str, str] = field(default_factory=dict)
    written: bool = False
    #: The rows of large sheets, by the id of the sheet: they are not among the entries.
    pasts: dict[int, Past] = field(default_factory=dict)
    #: By the id() of a row that is not whole: the code of its record.
    codes: dict[int, str | None] = field(default_factory=dict)
    #: How many further warnings and possible duplicates of large sheets are not listed.
    more_warnings: int = 0
    more_duplicates: int = 0
    _by_sheet: dict[int, list[Entry]] = field(default_factory=dict)

    def of_sheets(self) -> list[tuple[SheetPlan, Past | list[Entry]]]:
        """The sheets with their rows, in the order they were read."""
        if not self._by_sheet:
            self._by_sheet |= {id(s): [] for s in self.sheets}
            for entry in self.entries:
                self._by_sheet[id(entry.sheet)].append(entry)
        return [(s, self.pasts.get(id(s)) or self._by_sheet[id(s)]) for s in self.sheets]

    def rejected(self) -> list[Entry]:
        return [
            e
            for _sheet, rows in self.of_sheets()
            for e in (rows.rejected() if isinstance(rows, Past) else rows)
            if e.fate == "rejected"
        ]

    def incomplete(self) -> list[Entry]:
        """Rows that were kept although something of them can't be read."""
        return [
            e
            for _sheet, rows in self.of_sheets()
            for e in (rows.incomplete() if isinstance(rows, Past) else filter(_FAULTS_OF, rows))
            if e.is_incomplete
        ]

    def to_mend(self) -> list[Entry]:
        """Rejected and incomplete rows, sheet by sheet in their order."""
        found = [*self.rejected(), *self.incomplete()]
        ranks = {id(sheet): rank for rank, sheet in enumerate(self.sheets)}
        return sorted(found, key=lambda e: (ranks[id(e.sheet)], e.row.number))

    def totals(self) -> dict[str, int]:
        """How many rows there are in all, and how many ended in each way."""
        return counts(rows for _sheet, rows in self.of_sheets())

    def files(self) -> list[dict[str, Any]]:
        """One line of counts per sheet, in the order they were read."""
        return [
            {
                "file": s.file,
                "sheet": s.sheet,
                "kind": s.kind,
                "header_row": s.header_row,
                **counts([rows]),
            }
            for s, rows in self.of_sheets()
        ]

    def settle(self, entry: Entry) -> None:
        """Keeps the fate of a row of a large sheet."""
        past = self.pasts.get(id(entry.sheet))
        if past:
            past.end(entry)

    def rows(self) -> Iterator[tuple[Any, ...]]:
        """Every row as a batch keeps it."""
        for _sheet, rows in self.of_sheets():
            if isinstance(rows, Past):
                yield from ((*values, raw(entry) if entry else None) for *values, entry in rows.rows())
                continue
            for e in rows:
                yield (
                    e.sheet.file,
                    e.sheet.sheet or "",
                    e.row.number,
                    e.kind,
                    e.fate,
                    clauses(e.faults) or None,
                    e.customer_id,
                    e.target_id,
                    e.hash,
                    raw(e),
                )

    def touched(self) -> list[int]:
        """The customers that rows made or changed, in order."""
        found = {e.customer_id for e in self.entries if e.customer_id and e.fate in ("created", "updated")}
        for past in self.pasts.values():
            found.update(past.touched())
        return sorted(found)

    def cap(self) -> None:
        """Counts what is too much to be listed: a large sheet can give cause for a million warnings."""
        self.more_warnings += len(self.warnings[MOST_TOLD:])
        self.more_duplicates += len(self.possible_duplicates[MOST_TOLD:])
        self.more_warnings += len(self.conflicts[MOST_TOLD:])
        del self.warnings[MOST_TOLD:], self.possible_duplicates[MOST_TOLD:], self.conflicts[MOST_TOLD:]


_FATE_OF, _FAULTS_OF = attrgetter("fate"), attrgetter("incomplete")


def counts(sheets: Iterable[Past | Sequence[Entry]]) -> dict[str, int]:
    """rows, how many ended in each way, and how many of those that were taken in are incomplete."""
    found: Counter[str] = Counter()
    incomplete = 0
    for rows in sheets:
        found += rows.counts() if isinstance(rows, Past) else Counter(map(_FATE_OF, rows))
        kept = rows.incomplete() if isinstance(rows, Past) else filter(_FAULTS_OF, rows)
        incomplete += sum(entry.is_incomplete for entry in kept)
    return {"rows": found.total(), **{fate: found[fate] for fate in FATES}, "incomplete": incomplete}


def entries_of(sheets: Sequence[SheetPlan], owner_map: Mapping[str, str]) -> list[Entry]:
    """The rows of all sheets but the large ones, with owners renamed as asked and their content hashed."""
    return [entry for sheet in sheets for entry in entries_from(sheet, enumerate(sheet.rows), owner_map)]


def entries_from(
    sheet: SheetPlan,
    rows: Iterable[tuple[int, Row | None]],
    owner_map: Mapping[str, str],
    hash_of: Callable[[int], str] | None = None,
) -> list[Entry]:
    """The same of some rows of a sheet, each with its place; `hash_of` has the hashes where they are known."""
    left_out, numbering = _left_out(sheet), _numbering(sheet)
    found = []
    for place, row in rows:
        if row is not None:
            entry = _entry(sheet, row, owner_map, left_out)
            entry.place = place
            entry.hash = hash_of(place) if hash_of else _hash(entry, numbering)
            found.append(entry)
    return found


def _numbering(sheet: SheetPlan) -> frozenset[str]:
    """The columns that number the rows of a sheet: where a row stands is nothing that it says. Of answers without a name
    it is all that tells two of them apart.
    """
    if sheet.kind == "survey_answers":
        return frozenset()
    return frozenset(c.header for c in sheet.columns if c.field is None and is_numbering(c.header))


def _hash(entry: Entry, numbering: Collection[str]) -> str:
    said = {k: v for k, v in entry.extra.items() if k not in numbering} if numbering else entry.extra
    return content_hash(entry.sheet, entry.values, said)


def _left_out(sheet: SheetPlan) -> frozenset[str]:
    """The columns, in lower case, of which nothing is kept."""
    told = {column.header.strip().lower() for column in sheet.columns if column.left_out}
    return _OWN_COLUMNS | told


def _entry(sheet: SheetPlan, row: Row, owner_map: Mapping[str, str], left_out: Collection[str]) -> Entry:
    values = row.values
    if not row.extra and not row.problems:
        row.extra, row.problems = _FORGOTTEN, _NO_PROBLEMS
    if owner_map:
        values = {k: owner_map.get(v, v) if k in OUR_PEOPLE else v for k, v in values.items()}
    extra = (
        {k: v for k, v in row.extra.items() if k.strip().lower() not in left_out} if row.extra else row.extra
    )
    if row.problems:
        extra |= {as_written(p.column or p.field): p.value for p in row.problems if p.value}
    entry = Entry(sheet=sheet, row=row, hash="", values=values, extra=extra, problems=row.problems)
    if is_due_row(entry):
        # Its result is of today; what looks like a date of the contact are the last words exchanged. People write into
        # the result and the next time: what we wrote beside them is nothing that somebody said, nor anybody's fault.
        entry.values = {k: v for k, v in values.items() if k != "occurred"}
        entry.problems = [p for p in row.problems if p.field in _FILLED_IN]
        ours = {as_written(p.column or p.field) for p in row.problems if p.field not in _FILLED_IN}
        entry.extra = {k: v for k, v in extra.items() if k not in ours and k.strip() not in _OF_DAY_SHEET}
        entry.extra |= {as_written(p.column or p.field): p.value for p in entry.problems if p.value}
        if is_none(_cell(entry, "next_on")):
            entry.values["cancels"] = True
    return entry


def _cell(entry: Entry, field_name: str) -> str:
    """What a row's cell of a field says, as it stands there."""
    columns = zip(entry.sheet.columns, entry.row.raw, strict=False)
    return next((str(cell or "") for column, cell in columns if column.field == field_name), "")


def due_item(entry: Entry) -> str:
    """The row of the due list that a row of our sheet for the day is: `contact:345`."""
    return str(entry.values.get("external_id") or "")


def is_due_row(entry: Entry) -> bool:
    """Whether the row comes from a due list that we wrote."""
    return entry.kind == "interactions" and bool(_DUE_ID.fullmatch(due_item(entry)))


def is_contact_row(entry: Entry) -> bool:
    """Whether the row is a customer's to be contacted, with what was agreed, on a due list that we wrote."""
    return is_due_row(entry) and due_item(entry).startswith("contact:")


def is_due_sheet(sheet: SheetPlan) -> bool:
    """Whether the sheet is a due list that we wrote."""
    first = sheet.rows[0].values.get("external_id") if sheet.rows else ""
    return sheet.kind == "interactions" and bool(_DUE_ID.fullmatch(str(first or "")))


def due_customer(entry: Entry) -> int | None:
    """The customer that a row of a due list names by its id; None for complaints, tasks and the like."""
    found = _DUE_ID.fullmatch(due_item(entry))
    return int(found[2]) if found and found[1] in _DUE_OF_CUSTOMER else None


def due_step(entry: Entry) -> str:
    """The complaint's step or the task that a row of a due list names, else an empty text: a contact ends neither."""
    item = due_item(entry)
    return item if is_due_row(entry) and item.partition(":")[0] in ("complaint", "task") else ""


def content_hash(sheet: SheetPlan, values: Mapping[str, Any], extra: Mapping[str, str]) -> str:
    """The row's normalised content: the same however the file is named, saved or ordered."""
    hint = sheet.author_hint if sheet.kind == "interactions" and not values.get("author") else ""
    given = sorted([f"{name}={value}" for name, value in values.items() if value or value not in _NOTHING])
    more = sorted([f"{name}={text}" for name, text in extra.items()]) if extra else ()
    # No cell holds control characters: they were cleaned away.
    text = "\x1f".join((sheet.kind or "", hint or "", *given, "", *more))
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def judge_problems(entry: Entry, strict: bool) -> None:
    """Rejects a row that means nothing with its problems, or, if strict, has any; of others the bad fields stand aside."""
    if strict or any(is_fatal(entry.kind, p) for p in entry.problems):
        entry.reject(*map(why, entry.problems))
        return
    bad = {p.field for p in entry.problems}
    entry.values = {k: v for k, v in entry.values.items() if k not in bad or k == "phones"}
    entry.incomplete = tuple(entry.problems)


#: When what a row of a kind tells of happened.
_HAPPENED = {
    "interactions": "occurred", "purchases": "ordered", "complaints": "opened", "feedback": "occurred",
    "survey_answers": "submitted",
}  # fmt: skip


def refuse_future(entry: Entry, today: date) -> None:
    """Rejects a row about what can't have happened yet, as every command refuses such a day."""
    name = _HAPPENED.get(entry.kind, "")
    when = entry.values.get(name)
    if isinstance(when, date) and (when.date() if isinstance(when, datetime) else when) > today:
        entry.reject(why(Problem(name, str(when), "ahead")))


def cells_of(entry: Entry) -> list[tuple[str, Any]]:
    """The row's own columns and cells, with its author where only the file's name or title told who that is."""
    sheet = entry.sheet
    cells = [
        (str(header or ""), cell)
        for header, cell in zip_longest(sheet.headers, entry.row.raw[: len(sheet.headers)])
    ]
    told = any(column.field == "author" for column in sheet.columns)
    if sheet.author_hint and sheet.kind == "interactions" and not told:
        cells.append((_AUTHOR[i18n.words()], sheet.author_hint))
    return cells


def raw(entry: Entry) -> str | None:
    """The columns and cells of a row to be mended as JSON, so that its workbook can be written again; None for others."""
    mended = entry.fate == "rejected" or entry.is_incomplete
    return json.dumps(cells_of(entry), ensure_ascii=False, default=str) if mended else None


def place(entry: Entry) -> str:
    """Where a row stands: file, sheet, row number."""
    where = f"{entry.sheet.file} / {entry.sheet.sheet}" if entry.sheet.sheet else entry.sheet.file
    return _("%(where)s, row %(row)d") % {"where": where, "row": entry.row.number}
