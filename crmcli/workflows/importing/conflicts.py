"""Values of a sheet that are not written: beside those that a person changed since, or that another row says otherwise.

Each is told with its record, its field and both values.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from crmcli.i18n import _, ngettext, some
from crmcli.queries.imports import Edited
from crmcli.store import Work
from crmcli.workflows.importing.customers.cards import Shared
from crmcli.workflows.importing.fates import Entry, Fates, place
from crmcli.workflows.importing.joining import told_otherwise
from crmcli.workflows.importing.people import Team

#: Columns that follow from the name.
_OF_NAME = frozenset({"name_folded"})
#: Columns that follow from another one, or say the same in another form.
_WITH = {
    **dict.fromkeys(_OF_NAME, "name"),
    **{f"{name}_at": f"{name}_on" for name in ("due", "done", "ordered", "occurred", "opened", "created")},
    "submitted_at": "submitted_on", "handler_id": "handler", "author_id": "author",
}  # fmt: skip
_STAFF = frozenset(
    f"{name}_id"
    for name in ("owner", "handler", "author", "creator", "staff", "answered_by", "answerer", "recorder")
)
_EMPTY = (None, "")


class Conflicts:
    """Collects the conflicts of one import into its report."""

    def __init__(self, work: Work, fates: Fates, team: Team) -> None:
        self._store, self._fates, self._team, self._zone = work.store, fates, team, work.zone
        #: The rows that say otherwise than earlier ones.
        self.otherwise: set[int] = set()
        #: Conflicts of which it isn't known yet whether the value before was a sheet's: with table and row.
        self._open: list[tuple[dict[str, Any], str, int]] = []
        self._shared: list[Shared] = []

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

        A field that the person emptied takes the sheet's value, and an empty one of the sheet changes nothing. Of a row that
        was applied before nothing may be, unless it is wanted again: then all of it.
        """
        if entry.applied and not entry.open:
            self.tell_kept(table, row, wanted, whose=whose, entry=entry, why="applied")
            return {}
        if entry.applied:
            return dict(wanted)
        kept = {
            f
            for f, v in wanted.items()
            if f in edited and row[f] not in _EMPTY and v not in _EMPTY and v != row[f]
        }
        for name in _leading(kept):
            conflict = self._conflict(table, row, name, wanted[name], whose=whose, entry=entry)
            conflict |= self._values(name, row[name], wanted[name], edited[name].before)
            conflict["why"] = "edited"
            if not edited[name].imported:
                self._open.append((conflict, table, row["id"]))
        pairs = {_WITH.get(name, name) for name in kept}
        return {f: v for f, v in wanted.items() if f not in kept and _WITH.get(f, f) not in pairs}

    def tell_kept(
        self,
        table: str,
        row: Mapping[str, Any],
        wanted: Mapping[str, Any],
        *,
        whose: str,
        entry: Entry,
        why: str,
    ) -> None:
        """Lists what a row says otherwise than its record, which stays: because the row was `applied` before, or because
        what tells the record apart is never changed (`kept`)."""
        for name in _leading(f for f, v in wanted.items() if v not in _EMPTY and v != row.get(f)):
            self._conflict(table, row, name, wanted[name], whose=whose, entry=entry)["why"] = why

    def tell_otherwise(self, entry: Entry, fields: Mapping[str, tuple[Any, Any]], *, whose: str) -> None:
        """Says that a row says otherwise of a record than an earlier one of the run: by field the value that was kept, and
        the row's own."""
        for name in _leading(fields):
            self.otherwise.add(id(entry))
            shown = self._values(name, *fields[name], None)
            text = told_otherwise(
                entry, whose, shown["field"], shown["kept"], shown["sheet"], zone=self._zone
            )
            self._fates.warnings.append(text)

    def _conflict(
        self, table: str, row: Mapping[str, Any], name: str, wanted: Any, *, whose: str, entry: Entry
    ) -> dict[str, Any]:
        conflict = {
            "customer_id": row["id"] if table == "customer" else row.get("customer_id"),
            "customer": whose,
            **self._values(name, row.get(name), wanted, None),
            "place": place(entry),
        }
        self._fates.conflicts.append(conflict)
        return conflict

    def keep_shared(self, cards: Sequence[Shared]) -> None:
        """Keeps which member numbers are another customer's, to say so in the end."""
        self._shared += cards

    def _tell_shared(self) -> None:
        cards = self._shared
        if cards:
            text = ngettext(
                "%(n)d member number is another customer's and was kept beside: %(which)s.",
                "%(n)d member numbers are other customers' and were kept beside: %(which)s.",
                len(cards),
            )
            which = [_("%(number)s of %(name)s (%(holder)s has it)") % card._asdict() for card in cards]
            self._fates.warnings.append(text % {"n": len(cards), "which": some(which)})

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
        if name in _STAFF:
            name, shown = name.removesuffix("_id"), [None if v is None else self._team.name(v) for v in shown]
        elif name.endswith("_id") and name != "external_id":
            table = {"contact_person_id": "contact_person", "customer_id": "customer"}[name]
            known = self._store.imports.records(table, {v for v in shown if v is not None})
            name, shown = name.removesuffix("_id"), [known[v]["name"] if v in known else v for v in shown]
        elif name.endswith("_cents"):
            name, shown = name.removesuffix("_cents"), [None if v is None else v / 100 for v in shown]
        name = name.removeprefix("custom.")
        return {"field": name, **dict(zip(("kept", "sheet", "last_imported"), shown, strict=True))}

    def settle(self) -> None:
        """Tells whose member numbers are others'; what stood in a record that a person had added was imported by nobody."""
        self._tell_shared()
        tables: dict[str, set[int]] = {}
        for _conflict, table, row_id in self._open:
            tables.setdefault(table, set()).add(row_id)
        imported = {table: self._store.imports.made_by_import(table, ids) for table, ids in tables.items()}
        for conflict, table, row_id in self._open:
            if row_id not in imported[table]:
                conflict["last_imported"] = None
        self._fates.conflicts.sort(
            key=lambda c: (c["customer_id"] or 0, c["customer"], c["field"], c["place"])
        )


def _leading(names: Iterable[str]) -> list[str]:
    """The columns that are listed, in order: what follows from another one of them goes with it."""
    found = set(names)
    return sorted(name for name in found if _WITH.get(name) not in found)
