"""Records of an import that stand in one table: known ones are found by their number elsewhere, else by what they say."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Any, ClassVar

from crmcli.database.connection import Row
from crmcli.workflows.importing.fates import Entry
from crmcli.workflows.importing.job import Job
from crmcli.workflows.importing.kept import record_id
from crmcli.workflows.importing.records import repeat


class PlainWriter(ABC):
    """Writes the rows of one kind inside the import's operation.

    `changing` names the columns that a later sheet may fill or change, `defaults` what stands in those of a new record
    that the sheet says nothing of.
    """

    kind: ClassVar[str]
    table: ClassVar[str]
    columns: ClassVar[tuple[str, ...]]
    changing: ClassVar[tuple[str, ...]]
    defaults: ClassVar[Mapping[str, Any]]

    def __init__(self, job: Job) -> None:
        self._job, self._store, self._op, self._team = job, job.work.store, job.work.op, job.team
        self._options, self._conflicts = job.options, job.conflicts

    def write(self, entries: Sequence[Entry]) -> None:
        """Writes them all and decides their fates."""
        rows = [self._row(entry) for entry in entries]
        by_number: dict[str, list[dict[str, Any]]] = {}
        by_words: dict[Hashable, list[dict[str, Any]]] = {}

        def learn(row: dict[str, Any]) -> None:
            if row["external_id"]:
                by_number.setdefault(row["external_id"], []).append(row)
            by_words.setdefault(self._words(row), []).append(row)

        stored = [dict(row) for row in self._known(rows)] if self._options.mode != "create" else []
        kept = self._store.imports.records(self.table, {i for e in entries if (i := record_id(e))})
        edited = self._store.imports.edited_fields(self.table, [row["id"] for row in stored])
        for row in stored:
            learn(row)
        new: list[tuple[Entry, dict[str, Any]]] = []
        updates: dict[int, dict[str, Any]] = {}
        for entry, row in zip(entries, rows, strict=True):
            before = kept.get(record_id(entry) or 0)
            before = before or self._find(row, by_number, by_words.get(self._words(row), ()))
            if before is not None:
                wanted = self._changes(row, before)
                if "id" in before:
                    theirs = edited.get(before["id"], {})
                    wanted = self._conflicts.keep(
                        self.table, before, wanted, theirs, whose=self._whose(row), entry=entry
                    )
                repeat(entry, before, wanted, updates, self._options)
            elif not self._options.may_add():
                entry.leave_out()
            else:
                if self._options.mode != "create":
                    learn(row)
                new.append((entry, row))
        self._insert(new)
        self._op.update_many(self.table, updates)

    def _insert(self, new: Sequence[tuple[Entry, dict[str, Any]]]) -> None:
        def filled(row: Mapping[str, Any]) -> tuple[Any, ...]:
            return tuple(self.defaults.get(c) if row.get(c) is None else row[c] for c in self.columns)

        ids = self._op.insert_many(self.table, self.columns, [filled(row) for _entry, row in new])
        for (entry, _row), row_id in zip(new, ids, strict=True):
            entry.end("created", entry.customer_id, row_id)

    def _find(
        self,
        row: Mapping[str, Any],
        by_number: Mapping[str, Sequence[dict[str, Any]]],
        candidates: Sequence[dict[str, Any]],
    ) -> dict[str, Any] | None:
        if self._options.mode == "create":
            return None
        number = row["external_id"]
        bearers = by_number.get(number, ()) if number else ()
        if self._options.key_of(self.kind):
            return bearers[0] if bearers else None
        # Numbers start again each year: beside them the customer and the day or the words agree, too.
        same = (c for c in bearers if c["customer_id"] == row["customer_id"] and self._agrees(row, c))
        if found := next(same, None):
            return found
        # Who has another number is another record.
        return self._same(row, [c for c in candidates if not (number and c["external_id"])])

    def _changes(self, row: Mapping[str, Any], before: Mapping[str, Any]) -> dict[str, Any]:
        """What the row says otherwise; an empty cell says nothing."""
        return {c: row[c] for c in self.changing if row[c] is not None and row[c] != before[c]}

    def _custom(self, entry: Entry, people: Mapping[str, int | None]) -> str | None:
        """What has no column of its own, as JSON: further columns, and names that are nobody's of the team."""
        unknown = {field: str(entry.values[field]) for field, found in people.items() if found is None}
        extra = entry.extra | {field: text for field, text in unknown.items() if text}
        return json.dumps(extra, ensure_ascii=False, sort_keys=True) if extra else None

    def _people(self, entry: Entry, fields: Iterable[str]) -> dict[str, int | None]:
        """The members of staff whom these fields of a row name, None for a name that is nobody's."""
        return {f: self._team.id(str(entry.values[f])) for f in fields if entry.values.get(f)}

    @abstractmethod
    def _row(self, entry: Entry) -> dict[str, Any]:
        """The columns of a row; those of which the sheet says nothing are None."""

    @abstractmethod
    def _known(self, rows: Sequence[Mapping[str, Any]]) -> Sequence[Row]:
        """The stored records that any of these rows may be."""

    @abstractmethod
    def _words(self, row: Mapping[str, Any]) -> Hashable:
        """What two records that may be the same have in common."""

    @abstractmethod
    def _same(self, row: Mapping[str, Any], candidates: Sequence[dict[str, Any]]) -> dict[str, Any] | None:
        """The one among records in the same words that the row is."""

    @abstractmethod
    def _agrees(self, row: Mapping[str, Any], before: Mapping[str, Any]) -> bool:
        """Whether the day or the words of two records with one number are the same."""

    @abstractmethod
    def _whose(self, row: Mapping[str, Any]) -> str:
        """What a record is called in a list of conflicts."""
