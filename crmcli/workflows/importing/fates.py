"""What became of every row of an import, and the words for why one could not be taken in.

A row ends as exactly one of FATES, so the counts of a sheet add up to its rows.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import zip_longest
from operator import attrgetter
from typing import Any

from crmcli import i18n
from crmcli.i18n import _, remarks
from crmcli.sheets.model import Problem, Row
from crmcli.sheets.rows.plans import SheetPlan
from crmcli.workflows.importing.past import FATES, Past
from crmcli.workflows.importing.reasons import is_fatal, lack_of, why
from crmcli.workflows.taken import Taken

#: Of the warnings about the rows of a large sheet, and of the possible duplicates in it, so many are listed.
MOST_TOLD = 1_000
#: The author's column in a workbook of rows to be mended.
_AUTHOR = {"en": "Author", "zh": "跟进人"}

#: Stand for what many rows said, and for what most never say.
FORGOTTEN: dict[str, Any] = {}
NO_PROBLEMS: list[Problem] = []


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
        self.reject(lack_of(field_name))

    def column_of(self, *fields: str) -> str:
        """What the sheet calls the first of these fields that it has."""
        names = {column.field: column.header for column in self.sheet.columns}
        return next((names[field] for field in fields if names.get(field)), fields[0])

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
        if not self.reasons and not (self.incomplete and self.is_incomplete):
            self.values = self.extra = self.row.values = self.row.extra = FORGOTTEN
            self.row.raw, self.problems, self.row.problems = (), NO_PROBLEMS, NO_PROBLEMS

    def end(self, fate: str, customer_id: int | None = None, target_id: int | None = None) -> None:
        self.fate, self.customer_id, self.target_id = fate, customer_id, target_id


@dataclass(slots=True)
class Fates:
    """Everything that an import has to say for itself."""

    entries: list[Entry] = field(default_factory=list)
    sheets: list[SheetPlan] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    possible_duplicates: list[dict[str, Any]] = field(default_factory=list)
    #: Contact persons of several customers who may be one: the `value` that they share, and the `persons`.
    same_persons: list[dict[str, Any]] = field(default_factory=list)
    conflicts: list[dict[str, Any]] = field(default_factory=list)
    #: Customers that were colleagues' until the import.
    taken: list[Taken] = field(default_factory=list)
    staff_added: list[str] = field(default_factory=list)
    unknown_owners: dict[str, str] = field(default_factory=dict)
    #: Rows that became open complaints and feedback and came in a few days ago: whoever wrote them waits for a receipt.
    received: list[Entry] = field(default_factory=list)
    #: How many files that came with mails were attached to their records.
    attached: int = 0
    written: bool = False
    #: Whether customers are new by it, those that other records named among them.
    added_customers: bool = False
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

    def renew(self, customers: Collection[int]) -> None:
        """Of these known customers the last or the next contact was news: the rows that told it are updated."""
        for sheet, rows in self.of_sheets() if customers else ():
            if _CONTACTS.isdisjoint(column.field for column in sheet.columns):
                continue
            if isinstance(rows, Past):
                rows.renew(customers)
                continue
            for entry in rows:
                if entry.fate == "unchanged" and not entry.applied and entry.customer_id in customers:
                    entry.fate = "updated"

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
                    # Most rows are whole, and there are many.
                    remarks(faults) if (e.reasons or e.incomplete) and (faults := e.faults) else None,
                    e.customer_id,
                    e.target_id,
                    e.hash,
                    raw(e) if e.incomplete or e.fate == "rejected" else None,
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


#: What a list of customers tells of contacts.
_CONTACTS = frozenset({"last_contact_on", "next_contact_on"})
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
    "survey_answers": "submitted", "contracts": "signed", "trainings": "held", "consents": "said",
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
