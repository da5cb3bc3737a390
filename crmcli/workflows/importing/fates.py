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
from itertools import zip_longest
from typing import Any

from crmcli import i18n
from crmcli.i18n import N_, _
from crmcli.sheets.model import Problem, Row
from crmcli.sheets.plans import SheetPlan
from crmcli.workflows.importing.past import FATES, Past

#: Of the warnings about the rows of a large sheet, and of the possible duplicates in it, so many are listed.
MOST_TOLD = 1_000
#: What a field is called in a reason.
_FIELDS = {
    "name": N_("name"), "customer": N_("customer"), "phone": N_("phone"), "phones": N_("phone"), "email": N_("e-mail"),
    "wechat": N_("WeChat"), "birthday": N_("birthday"), "cooperation_start": N_("start of cooperation"),
    "created_on": N_("creation date"), "member_since": N_("member since"), "last_contact_on": N_("last contact"),
    "next_contact_on": N_("next contact"), "occurred": N_("date of the contact"), "next_on": N_("next date"),
    "ordered": N_("order date"), "promised_on": N_("promised date"), "amount": N_("amount"), "quantity": N_("quantity"),
    "opening_amount": N_("total so far"), "points": N_("points"), "opened": N_("date of the complaint"),
    "responded": N_("first response"), "proposed": N_("proposed solution"), "resolved": N_("resolution"),
    "revisited": N_("revisit"), "submitted": N_("date of the answer"), "overall": N_("overall satisfaction"),
    "nps": N_("recommendation"), "status": N_("status"), "channel": N_("channel"), "severity": N_("severity"),
    "product": N_("product"), "content": N_("content"), "title": N_("title"), "due": N_("deadline"),
    "paused_until": N_("paused until"), "verified_on": N_("verified on"), "cadence_days": N_("contact every (days)"),
    "pin_until": N_("pinned until"), "potential_override": N_("set potential"), "emails": N_("e-mail"),
    "recorded": N_("time of recording"), "forecast_on": N_("expected on"), "created": N_("creation date"),
    "done": N_("done at"), "answered": N_("time of the answer"), "score": N_("score"),
}  # fmt: skip
#: Why a value or a row can't be used, by the reader's code.
_REASONS = {
    "missing_name": N_("The name is missing."),
    "no_reference": N_("It says neither which customer nor which phone."),
    "bad_phone": N_("The phone can't be read: %(value)s"),
    "bad_email": N_("The e-mail address can't be read: %(value)s"),
    "bad_date": N_("There is no such date (%(field)s): %(value)s"),
    "no_anchor": N_("The sheet doesn't tell from which day %(value)s is counted (%(field)s)."),
    "bad_amount": N_("The amount can't be read (%(field)s): %(value)s"),
    "bad_score": N_("The score can't be read (%(field)s): %(value)s"),
    "bad_word": N_("Unknown word (%(field)s): %(value)s"),
    "lost_digits": N_("The sheet lost digits of this number (%(field)s): %(value)s"),
    "missing": N_("Something is missing: %(field)s"),
}
#: Fields without which a row of a kind means nothing: a bad one is never just left out.
_NEEDED = {
    "customers": {"name"}, "members": {"name"}, "contacts": {"name"}, "interactions": {"occurred"},
    "purchases": {"ordered"}, "complaints": {"opened"}, "survey_answers": set(), "tasks": {"title"},
    "feedback": {"occurred", "content"},
}  # fmt: skip
#: Fields that name people of ours.
OUR_PEOPLE = frozenset({
    "owner", "author", "handler", "creator", "recorder", "staff", "answerer", "answered_by", "pinned_by",
})  # fmt: skip
#: The id of a row of our due list, with the customer in it where it is one of contacts.
_DUE_ID = re.compile(r"([a-z_]+):(\d+)(?::[a-z_]+)?")
_DUE_OF_CUSTOMER = frozenset({"contact", "birthday", "verify"})
#: The author's column in a workbook of rejected rows, and what else such a workbook adds.
_AUTHOR = {"en": "Author", "zh": "跟进人"}
_NOTHING: tuple[object, ...] = (None, "", [])
_OWN_COLUMNS = {"导入失败原因", "why rejected"}


def why(problem: Problem) -> str:
    """A problem in the reader's language."""
    text = _(_REASONS.get(problem.reason, N_("This can't be read (%(field)s): %(value)s")))
    return text % {"field": _(_FIELDS.get(problem.field, problem.field)), "value": str(problem.value)[:80]}


def is_fatal(kind: str, problem: Problem) -> bool:
    """Whether even a lenient import must reject the row."""
    return problem.reason in ("missing_name", "no_reference", "missing") or problem.field in _NEEDED.get(
        kind, ()
    )


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
    #: Among the rows of its sheet, from 0.
    place: int = 0
    kind: str = field(init=False)

    def __post_init__(self) -> None:
        self.kind = str(self.sheet.kind)

    @property
    def open(self) -> bool:
        """Whether its fate is still to be decided."""
        return not self.fate

    def reject(self, *reasons: str) -> None:
        self.fate, self.reasons = "rejected", (*self.reasons, *reasons)

    def missing(self, field_name: str) -> None:
        """Rejects the row because a field that it needs is empty."""
        self.reject(why(Problem(field_name, "", "missing")))

    def leave_out(self) -> None:
        """Skips a row that would be a new record where only known ones are updated."""
        self.end("skipped")
        self.reasons += (_("It is not known yet, and only known records are updated."),)

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
    #: How many further warnings and possible duplicates of large sheets are not listed.
    more_warnings: int = 0
    more_duplicates: int = 0

    def of_sheets(self) -> list[tuple[SheetPlan, Past | list[Entry]]]:
        """The sheets with their rows, in the order they were read."""
        by_sheet: dict[int, list[Entry]] = {id(s): [] for s in self.sheets}
        for entry in self.entries:
            by_sheet[id(entry.sheet)].append(entry)
        return [(s, self.pasts.get(id(s)) or by_sheet[id(s)]) for s in self.sheets]

    def rejected(self) -> list[Entry]:
        return [
            e
            for _sheet, rows in self.of_sheets()
            for e in (rows.rejected() if isinstance(rows, Past) else rows)
            if e.fate == "rejected"
        ]

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
                    "; ".join(e.reasons) or None,
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
        del self.warnings[MOST_TOLD:], self.possible_duplicates[MOST_TOLD:]


def counts(sheets: Iterable[Past | Sequence[Entry]]) -> dict[str, int]:
    """rows, and how many ended in each way."""
    found: Counter[str] = Counter()
    for rows in sheets:
        found += rows.counts() if isinstance(rows, Past) else Counter(entry.fate for entry in rows)
    return {"rows": found.total(), **{fate: found[fate] for fate in FATES}}


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
    left_out = _left_out(sheet)
    found = []
    for place, row in rows:
        if row is not None:
            entry = _entry(sheet, row, owner_map, left_out)
            entry.place = place
            entry.hash = hash_of(place) if hash_of else content_hash(sheet, entry.values, entry.extra)
            found.append(entry)
    return found


def _left_out(sheet: SheetPlan) -> set[str]:
    """The columns, in lower case, of which nothing is kept."""
    told = {column.header.strip().lower() for column in sheet.columns if column.why == "left out"}
    return _OWN_COLUMNS | told


def _entry(sheet: SheetPlan, row: Row, owner_map: Mapping[str, str], left_out: Collection[str]) -> Entry:
    values = row.values
    if owner_map:
        values = {k: owner_map.get(v, v) if k in OUR_PEOPLE else v for k, v in values.items()}
    extra = {k: v for k, v in row.extra.items() if k.strip().lower() not in left_out} if row.extra else {}
    entry = Entry(sheet=sheet, row=row, hash="", values=values, extra=extra, problems=row.problems)
    if is_due_row(entry):
        # Its result is of today; what looks like a date of the contact are the last words exchanged.
        entry.values = {k: v for k, v in values.items() if k != "occurred"}
        entry.problems = [p for p in entry.problems if p.field != "occurred"]
    return entry


def is_due_row(entry: Entry) -> bool:
    """Whether the row comes from a due list that we wrote."""
    return entry.kind == "interactions" and bool(
        _DUE_ID.fullmatch(str(entry.values.get("external_id") or ""))
    )


def is_due_sheet(sheet: SheetPlan) -> bool:
    """Whether the sheet is a due list that we wrote."""
    first = sheet.rows[0].values.get("external_id") if sheet.rows else ""
    return sheet.kind == "interactions" and bool(_DUE_ID.fullmatch(str(first or "")))


def due_customer(entry: Entry) -> int | None:
    """The customer that a row of a due list names by its id; None for complaints, tasks and the like."""
    found = _DUE_ID.fullmatch(str(entry.values.get("external_id") or ""))
    return int(found[2]) if found and found[1] in _DUE_OF_CUSTOMER else None


def due_step(entry: Entry) -> str:
    """The complaint's step or the task that a row of a due list names, else an empty text: a contact ends neither."""
    item = str(entry.values.get("external_id") or "")
    return item if is_due_row(entry) and item.partition(":")[0] in ("complaint", "task") else ""


def content_hash(sheet: SheetPlan, values: Mapping[str, Any], extra: Mapping[str, str]) -> str:
    """The row's normalised content: the same however the file is named, saved or ordered."""
    hint = sheet.author_hint if sheet.kind == "interactions" and not values.get("author") else ""
    given = sorted([f"{name}={value}" for name, value in values.items() if value or value not in _NOTHING])
    more = sorted([f"{name}={text}" for name, text in extra.items()]) if extra else ()
    # No cell holds control characters: they were cleaned away.
    text = "\x1f".join((sheet.kind or "", hint or "", *given, "", *more))
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def judge_problems(entry: Entry, lenient: bool) -> list[str]:
    """Rejects a row that has problems, or, if lenient, leaves out its bad fields and says so."""
    problems = entry.problems
    if not lenient or any(is_fatal(entry.kind, p) for p in problems):
        entry.reject(*(why(p) for p in problems))
        return []
    bad = {p.field for p in problems}
    entry.values = {k: v for k, v in entry.values.items() if k not in bad or k == "phones"}
    if entry.kind == "purchases" and "amount" in bad:
        entry.values["amount"] = 0
    return [_("%(place)s: left out: %(why)s") % {"place": place(entry), "why": why(p)} for p in problems]


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
    """A rejected row's columns and cells as JSON, so that its workbook can be written again; None for other rows."""
    return json.dumps(cells_of(entry), ensure_ascii=False, default=str) if entry.fate == "rejected" else None


def place(entry: Entry) -> str:
    """Where a row stands: file, sheet, row number."""
    where = f"{entry.sheet.file} / {entry.sheet.sheet}" if entry.sheet.sheet else entry.sheet.file
    return _("%(where)s, row %(row)d") % {"where": where, "row": entry.row.number}
