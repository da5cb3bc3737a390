"""The rows of sheets as entries of an import: owners renamed as asked, contents hashed, rows of our own due list told."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from itertools import product
from operator import itemgetter
from typing import Any

from crmcli.matching.as_written import as_written
from crmcli.service.items import OF_CUSTOMER, is_like_item, item_of
from crmcli.sheets.cells.texts import text_of
from crmcli.sheets.columns.export_columns import DAY_SHEET
from crmcli.sheets.columns.fields import OF_CONTACT, OUR_PEOPLE, REASON_TITLES
from crmcli.sheets.columns.headers import is_numbering
from crmcli.sheets.model import Row
from crmcli.sheets.rows.plans import SheetPlan
from crmcli.workflows.contacts import is_none
from crmcli.workflows.importing.fates import FORGOTTEN, NO_PROBLEMS, Entry
from crmcli.workflows.importing.own_columns import OwnColumns
from crmcli.workflows.importing.people import split_names

#: A day as text; the same few stand in many rows.
iso = lru_cache(maxsize=4096)(date.isoformat)
_NOTHING: tuple[object, ...] = (None, "", [])
#: What a workbook of rows to be mended adds, to be left out again.
_OWN_COLUMNS = frozenset(title.lower() for title in REASON_TITLES.values())
#: The fields of our sheet for the day that people fill in, and what its columns are called.
_FILLED_IN = ("content", "next_on")
_OF_DAY_SHEET = frozenset(title for column in DAY_SHEET for title in (column.english, column.chinese))


def entries_of(sheets: Sequence[SheetPlan], owner_map: Mapping[str, str], own: OwnColumns) -> list[Entry]:
    """The rows of all sheets but the large ones, with owners renamed as asked and their content hashed."""
    return [entry for sheet in sheets for entry in entries_from(sheet, enumerate(sheet.rows), owner_map, own)]


def entries_from(
    sheet: SheetPlan,
    rows: Iterable[tuple[int, Row | None]],
    owner_map: Mapping[str, str],
    own: OwnColumns,
    hash_of: Callable[[int], str] | None = None,
) -> list[Entry]:
    """The same of some rows of a sheet, each with its place; `hash_of` has the hashes where they are known."""
    left_out, numbering = _left_out(sheet), _numbering(sheet)
    declared = own.of(sheet)
    found = []
    for place, row in rows:
        for each in _apart(sheet, row) if row is not None else ():
            entry = _entry(sheet, each, owner_map, left_out)
            entry.place = place
            entry.hash = hash_of(place) if hash_of else _hash(entry, numbering)
            # What a row says is the same whatever the team declares later.
            if declared:
                own.read(entry, declared)
            found.append(entry)
    return found


def _apart(sheet: SheetPlan, row: Row) -> list[Row]:
    """A row of a list of trainings once for each of ours whom it names: each was trained, and with these results. One of a list of
    consents once for each purpose and channel."""
    if sheet.kind == "consents":
        several = {f: _parts(row.values[f]) for f in ("purpose", "channel") if row.values.get(f)}
        rows = [dict(zip(several, each, strict=True)) for each in product(*several.values())]
        return [replace(row, values={**row.values, **each}) for each in rows] if len(rows) > 1 else [row]
    names = split_names(str(row.values.get("staff") or "")) if sheet.kind == "trainings" else []
    return [replace(row, values={**row.values, "staff": name}) for name in names] if len(names) > 1 else [row]


def _parts(text: str) -> list[str]:
    return [part for each in re.split("[,，、;；/+]", text) if (part := each.strip())] or [text]


def _numbering(sheet: SheetPlan) -> frozenset[str]:
    """The columns that number the rows of a sheet: where a row stands is nothing that it says. Of answers without a name
    it is all that tells two of them apart.
    """
    if sheet.kind == "survey_answers":
        return frozenset()
    return frozenset(c.header for c in sheet.columns if c.field is None and is_numbering(c.header))


def _hash(entry: Entry, numbering: Collection[str]) -> str:
    said = {k: v for k, v in entry.extra.items() if k not in numbering} if numbering else entry.extra
    values = entry.values
    if is_due_row(entry) and (words := cell_of(entry, "next_on")):
        # 后天 is counted from the day on which the sheet comes back, and may be over by then: the same words are nothing new.
        values = values | {"next_on": words}
        unread = {as_written(p.column or p.field) for p in entry.problems if p.field == "next_on"}
        said = {k: v for k, v in said.items() if k not in unread}
    return content_hash(entry.sheet, values, said)


def _left_out(sheet: SheetPlan) -> frozenset[str]:
    """The columns, in lower case, of which nothing is kept."""
    told = {column.header.strip().lower() for column in sheet.columns if column.left_out}
    return _OWN_COLUMNS | told


def _entry(sheet: SheetPlan, row: Row, owner_map: Mapping[str, str], left_out: Collection[str]) -> Entry:
    values = row.values
    if not row.extra and not row.problems:
        row.extra, row.problems = FORGOTTEN, NO_PROBLEMS
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
        if is_none(cell_of(entry, "next_on")):
            entry.values["cancels"] = True
            entry.problems = [p for p in entry.problems if p.field != "next_on"]
        ours = {as_written(p.column or p.field) for p in row.problems if p.field not in _FILLED_IN}
        entry.extra = {k: v for k, v in extra.items() if k not in ours and k.strip() not in _OF_DAY_SHEET}
        entry.extra |= {as_written(p.column or p.field): p.value for p in entry.problems if p.value}
    return entry


def cell_of(entry: Entry, field_name: str) -> str:
    """What a row's cell of a field says, as it stands there."""
    columns = zip(entry.sheet.columns, entry.row.raw, strict=False)
    return next((text_of(cell) for column, cell in columns if column.field == field_name), "")


def due_item(entry: Entry) -> str:
    """The row of the due list that a row of our sheet for the day is: `contact:345`."""
    return str(entry.values.get("external_id") or "")


def is_due_row(entry: Entry) -> bool:
    """Whether the row comes from a due list that we wrote."""
    return entry.kind == "interactions" and item_of(due_item(entry)) is not None


def is_no_due_row(entry: Entry) -> bool:
    """Whether the row names one of a due list that can't be: `contact:3:`."""
    return entry.kind == "interactions" and is_like_item(due_item(entry)) and not is_due_row(entry)


def is_contact_row(entry: Entry) -> bool:
    """Whether the row is a customer's to be contacted, with what was agreed, on a due list that we wrote."""
    return is_due_row(entry) and due_item(entry).startswith("contact:")


def is_unfilled(entry: Entry) -> bool:
    """Whether the row of a prepared list of contacts names whom to contact, and nobody wrote what came of it."""
    if entry.kind != "interactions":
        return False
    if is_due_row(entry):
        return not entry.values.get("content")
    told = {*entry.values, *(problem.field for problem in entry.problems)}
    return told.isdisjoint(OF_CONTACT)


def is_due_sheet(sheet: SheetPlan) -> bool:
    """Whether the sheet is a due list that we wrote."""
    first = sheet.rows[0].values.get("external_id") if sheet.rows else ""
    return sheet.kind == "interactions" and item_of(str(first or "")) is not None


def due_customer(entry: Entry) -> int | None:
    """The customer that a row of a due list names by its id; None for complaints, tasks and the like."""
    found = item_of(due_item(entry))
    return found.number if found and found.kind in OF_CUSTOMER else None


def due_step(entry: Entry) -> str:
    """What a row of a due list is about, else an empty text."""
    return due_item(entry) if is_due_row(entry) else ""


def content_hash(sheet: SheetPlan, values: Mapping[str, Any], extra: Mapping[str, str]) -> str:
    """The row's normalised content: the same however the file is named, saved or ordered."""
    hint = sheet.author_hint if sheet.kind == "interactions" and not values.get("author") else ""
    more = sorted([f"{name}={text}" for name, text in extra.items()]) if extra else ()
    # No cell holds control characters: they were cleaned away.
    text = "\x1f".join((sheet.kind or "", hint or "", *_given(values), "", *more))
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def _given(values: Mapping[str, Any]) -> Sequence[str]:
    """`name=value` of what is filled in, in the order of the names; of most rows, where all is, as one text."""
    cells_of, form = _form(tuple(values))
    if cells_of and all(cells := cells_of(values)):
        return (form % cells,)
    return sorted(
        [
            f"{name}={iso(value) if type(value) is date else value}"
            for name, value in values.items()
            if value or value not in _NOTHING
        ]
    )


@lru_cache(maxsize=1024)
def _form(names: tuple[str, ...]) -> tuple[Callable[[Mapping[str, Any]], tuple[Any, ...]] | None, str]:
    """Takes the values of several names in their order, and the text that they are put into: a sheet has few sets of names."""
    if len(names) < 2 or any("=" in name for name in names):
        return None, ""
    ordered = sorted(names, key="{}=".format)
    return itemgetter(*ordered), "\x1f".join(f"{name.replace('%', '%%')}=%s" for name in ordered)
