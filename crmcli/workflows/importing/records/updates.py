"""What the rows of a run say of known records, field by field: which of it is written, and which is told.

Of the rows of one run the first that says something wins, and notes are joined; what a person changed since stays; what
was applied before is only told where it holds no more.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any, NamedTuple

from crmcli.sheets.columns.headers import is_numbering
from crmcli.workflows.importing.fates import Entry
from crmcli.workflows.importing.job import Job
from crmcli.workflows.importing.joining import JOINED, joined
from crmcli.workflows.importing.kept import BESIDE, apart, edited_apart, still_unread, together

_EMPTY: tuple[object, ...] = (None, "")
#: Stands before the name of a column that has no field of its own.


class _Told(NamedTuple):
    """What a row said of a field, and its sheet if it was applied before: it speaks for that sheet alone."""

    value: Any
    sheet: int | None


class Updates:
    """Collects what rows say of the records of one table, and writes it at the end."""

    def __init__(self, job: Job, table: str, known: Iterable[Mapping[str, Any]]) -> None:
        self._op, self._options, self._conflicts, self._table = (
            job.work.op,
            job.options,
            job.conflicts,
            table,
        )
        ids = [record["id"] for record in known]
        self._edited = job.work.store.imports.edited_fields(table, ids)
        self._touched = job.work.store.imports.last_changes(table, ids)
        self._said: dict[int, dict[str, _Told]] = {}
        #: The rows that become new records.
        self._begun: set[int] = set()
        self._changes: dict[int, dict[str, Any]] = {}

    def begin(self, row: dict[str, Any], said: Collection[str]) -> None:
        """A row that becomes a new record, and the fields that it speaks of."""
        values = apart(row)
        told = {f: _Told(values[f], None) for f in said if values.get(f) not in _EMPTY}
        told |= {f: _Told(v, None) for f, v in values.items() if _is_said_beside(f)}
        self._said[id(row)] = told
        self._begun.add(id(row))

    def tell(
        self,
        entry: Entry,
        before: Mapping[str, Any],
        row: Mapping[str, Any],
        said: Collection[str],
        whose: str,
    ) -> None:
        """A row that was applied before: where its record was changed since, what it says otherwise is told."""
        known, told = apart(before), self._said.setdefault(id(before), {})
        # A merge may have moved it.
        wanted = _wanted(before, row, [f for f in said if f != "customer_id"])
        for name, value in wanted.items():
            told.setdefault(name, _Told(value, id(entry.sheet)))
        if self._touched.get(before["id"], 0) > entry.applied:
            self._conflicts.keep(self._table, known, wanted, {}, whose=whose, entry=entry)

    def judge(
        self, entry: Entry, before: dict[str, Any], row: Mapping[str, Any], said: Collection[str], whose: str
    ) -> dict[str, Any]:
        """What of a row is to be written to the record that it is; the rest is told."""
        known, first = apart(before), self._said.setdefault(id(before), {})
        changes: dict[str, Any] = {}
        otherwise: dict[str, tuple[Any, Any]] = {}
        for name, value in _wanted(before, row, said).items():
            told = first.get(name)
            if told is None or told.sheet not in (None, id(entry.sheet)):
                first[name] = _Told(value, None)
            elif name in JOINED:
                value = joined(told.value, value)
                first[name] = _Told(value, None)
            elif told.value != value:
                otherwise[name] = told.value, value
                continue
            if value != known.get(name) and not (self._options.fills and known.get(name) not in _EMPTY):
                changes[name] = value
        self._conflicts.tell_otherwise(entry, otherwise, whose=whose)
        if "id" in before:
            edited = edited_apart(self._edited.get(before["id"], {}), known)
            changes = self._conflicts.keep(self._table, known, changes, edited, whose=whose, entry=entry)
        return together(before["custom"], lambda had: still_unread(entry, had), changes)

    def end(
        self, entry: Entry, before: dict[str, Any], changes: Mapping[str, Any], *, more: bool = False
    ) -> None:
        """Notes the changes and decides the fate of the row; `more` if it brought something besides."""
        before.update(changes)
        if changes and "id" in before:
            self._changes[before["id"]] = {**self._changes.get(before["id"], {}), **changes}
        repeats = id(before) in self._begun and id(entry) not in self._conflicts.otherwise
        same = "duplicate" if repeats else "unchanged"
        entry.end("updated" if changes or more else same, entry.customer_id, before.get("id"))

    def write(self) -> None:
        self._op.update_many(self._table, self._changes)


def _wanted(before: Mapping[str, Any], row: Mapping[str, Any], said: Collection[str]) -> dict[str, Any]:
    """What a row says: of the fields that it speaks of, and of columns that have none. Who is one of the team is the same
    however the name is written.
    """
    values = apart(row)
    told = {f: values[f] for f in said if values.get(f) not in _EMPTY}
    for name in ("author", "handler"):
        if told.get(f"{name}_id") is not None and told[f"{name}_id"] == before.get(f"{name}_id"):
            told.pop(name, None)
    return told | {f: v for f, v in values.items() if _is_said_beside(f)}


def _is_said_beside(name: str) -> bool:
    """Whether it is a column without a field that says something: which row of its sheet it was, is nothing."""
    return name.startswith(BESIDE) and not is_numbering(name.removeprefix(BESIDE))
