"""Values that a person changed since they were imported: the person's stay, and the sheet's are listed beside them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crmcli.i18n import _
from crmcli.queries.imports import Edited
from crmcli.store import Store
from crmcli.workflows.importing.fates import Entry, Fates, place
from crmcli.workflows.importing.people import Team

#: Columns that follow from the name.
_OF_NAME = frozenset({"name_folded"})
_EMPTY = (None, "")


class Conflicts:
    """Collects the conflicts of one import into its report."""

    def __init__(self, store: Store, fates: Fates, team: Team) -> None:
        self._store, self._fates, self._team = store, fates, team
        #: Conflicts of which it isn't known yet whether the value before was a sheet's: with table and row.
        self._open: list[tuple[dict[str, Any], str, int]] = []

    def keep(
        self,
        table: str,
        row: Mapping[str, Any],
        wanted: Mapping[str, Any],
        edited: Mapping[str, Edited],
        *,
        whose: str,
        entry: Entry,
    ) -> dict[str, Any]:
        """What of the sheet's values may be written. The others are listed; `whose` is the record's name for people.

        A field that the person emptied takes the sheet's value, and an empty one of the sheet changes nothing.
        """
        kept = {
            f
            for f, v in wanted.items()
            if f in edited and row[f] not in _EMPTY and v not in _EMPTY and v != row[f]
        }
        for name in sorted(kept - _OF_NAME):
            conflict = {
                "customer_id": row["id"] if table == "customer" else row.get("customer_id"),
                "customer": whose,
                **self._values(name, row[name], wanted[name], edited[name].before),
                "place": place(entry),
            }
            self._fates.conflicts.append(conflict)
            if not edited[name].imported:
                self._open.append((conflict, table, row["id"]))
        if "name" in kept:
            kept |= _OF_NAME
        return {f: v for f, v in wanted.items() if f not in kept}

    def tell_renamed(self, row: Mapping[str, Any], changes: Mapping[str, Any]) -> None:
        """Says that a known person gets another name by the phone or address alone, which may be a second person."""
        old, new = row["name_folded"], changes.get("name_folded", "")
        if new and old not in new and new not in old:
            self._fates.warnings.append(
                _(
                    "%(old)s is called %(new)s now, for the phone or address is the same."
                    " Two people? Take it back: crmcli undo   and import with --key name."
                )
                % {"old": row["name"], "new": changes["name"]}
            )

    def _values(self, name: str, yours: Any, theirs: Any, before: Any) -> dict[str, Any]:
        """The field and its three values as people read them."""
        shown = [yours, theirs, before]
        if name == "owner_id":
            name, shown = "owner", [None if v is None else self._team.name(v) for v in shown]
        elif name.endswith("_cents"):
            name, shown = name.removesuffix("_cents"), [None if v is None else v / 100 for v in shown]
        return {"field": name, **dict(zip(("kept", "sheet", "last_imported"), shown, strict=True))}

    def settle(self) -> None:
        """What stood in a record that a person had added was imported by nobody."""
        tables: dict[str, set[int]] = {}
        for _conflict, table, row_id in self._open:
            tables.setdefault(table, set()).add(row_id)
        imported = {table: self._store.imports.made_by_import(table, ids) for table, ids in tables.items()}
        for conflict, table, row_id in self._open:
            if row_id not in imported[table]:
                conflict["last_imported"] = None
