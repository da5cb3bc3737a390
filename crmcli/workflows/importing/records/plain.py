"""Records of an import that stand in one table: known ones are found by their number elsewhere, else by what they say."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

from crmcli.database.connection import Row
from crmcli.i18n import _
from crmcli.workflows.importing.fates import Entry
from crmcli.workflows.importing.job import Job
from crmcli.workflows.importing.kept import seen, targets
from crmcli.workflows.importing.records.recognising import Recognising, Traits
from crmcli.workflows.importing.records.updates import Updates


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
        self._options = job.options

    def write(self, entries: Sequence[Entry], read_before: Sequence[Entry]) -> None:
        """Writes them all and decides their fates; rows that were `read_before` change nothing."""
        there = self._store.imports.records(self.table, targets([*read_before, *entries]))
        listed = [*(entry for entry in read_before if entry.target_id in there), *entries]
        rows = [self._row(entry) for entry in listed]
        known = (
            {} if self._options.mode == "create" else {r["id"]: dict(r) for r in self._known(rows)} | there
        )
        updates = Updates(self._job, self.table, known.values())
        meant, find = self._recognised(listed, rows, known)
        new: dict[int, tuple[Entry, dict[str, Any]]] = {}
        for entry, row, before in zip(listed, rows, meant, strict=True):
            if not entry.open:
                updates.tell(entry, before, row, self._said(entry), self._whose(row))
            elif "id" in before or id(before) in new:
                self._take(updates, entry, row, before)
            elif other := find.of_another(self._traits(row)):
                entry.reject(self._told_of_another(other))
            elif not self._options.may_add():
                entry.leave_out()
            else:
                updates.begin(row, self._said(entry))
                new[id(row)] = entry, row
        self._insert(list(new.values()))
        updates.write()

    def _take(self, updates: Updates, entry: Entry, row: dict[str, Any], before: dict[str, Any]) -> None:
        """Takes in a row of a record that is known, or new with an earlier row."""
        whose = before.get("customer_id"), row.get("customer_id")
        if whose[0] != whose[1] and None not in whose:
            # Only a chosen key makes one of two customers' records.
            entry.reject(self._told_of_another(before))
            return
        changes = updates.judge(entry, before, row, self._said(entry), self._whose(row))
        changes = self._settled(changes, row, before)
        more = not self._options.fills and self._bring(entry, row, before, changes)
        updates.end(entry, before, changes, more=more)

    def _bring(
        self, entry: Entry, row: dict[str, Any], before: dict[str, Any], changes: dict[str, Any]
    ) -> bool:
        """Writes what a row brings to a record beside its columns; whether there was any."""
        return False

    def _recognised(
        self,
        entries: Sequence[Entry],
        rows: Sequence[dict[str, Any]],
        known: Mapping[int, dict[str, Any]],
    ) -> tuple[Sequence[dict[str, Any]], Recognising]:
        """The record that each row is, itself where it is a new one."""
        by_number = bool(self._options.key_of(self.kind))
        find = Recognising(known.values(), self._traits, by_number=by_number)
        if self._options.mode == "create":
            return rows, find
        return find.meant(seen(entries, rows, self._traits)), find

    def _insert(self, new: Sequence[tuple[Entry, dict[str, Any]]]) -> None:
        def filled(row: Mapping[str, Any]) -> tuple[Any, ...]:
            return tuple(self.defaults.get(c) if row.get(c) is None else row[c] for c in self.columns)

        ids = self._op.insert_many(self.table, self.columns, [filled(row) for _entry, row in new])
        for (entry, _row), row_id in zip(new, ids, strict=True):
            entry.end("created", entry.customer_id, row_id)

    def _said(self, entry: Entry) -> Sequence[str]:
        """The columns that a row speaks of; what stands in others follows from them, or from who imports."""
        return self.changing

    def _settled(
        self, changes: dict[str, Any], row: Mapping[str, Any], before: Mapping[str, Any]
    ) -> dict[str, Any]:
        """The changes with what follows from them."""
        return changes

    def _told_of_another(self, other: Mapping[str, Any]) -> str:
        """Why a row can't be taken in whose record is, by its number, another customer's here, or may be."""
        bearer = self._store.customers.get(other["customer_id"])
        told = {
            "number": other["external_id"],
            "what": self._whose(other),
            "customer": f"{bearer['code']} {bearer['name']}",
        }
        return _("Number %(number)s (%(what)s) is that of %(customer)s here.") % told

    def _custom(self, entry: Entry, people: Mapping[str, int | None]) -> str | None:
        """What has no column of its own, as JSON: further columns, and names that are nobody's of the team."""
        unknown = {
            entry.column_of(field): str(entry.values[field])
            for field, found in people.items()
            if found is None
        }
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
    def _traits(self, row: dict[str, Any]) -> Traits:
        """What tells a record from others."""

    @abstractmethod
    def _whose(self, row: Mapping[str, Any]) -> str:
        """What a record is called in a list of conflicts."""
