"""Which of the rows that an operation added stay when it is taken back, and why: a record stays whole or goes whole.

A row stays that somebody changed since, or that others use by now. With it stays what it is part of, what it refers to
and what it is made of: a complaint with its steps, an order with all its lines and refunds.
"""

from __future__ import annotations

import json
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import chain
from operator import itemgetter
from typing import NamedTuple

from crmcli.database import migrations
from crmcli.database.connection import Row
from crmcli.database.migrations import PARTS, REFERENCES
from crmcli.queries.complaints import CACHED
from crmcli.queries.history import Span
from crmcli.store import Store
from crmcli.workflows.complaint_guards import ASIDE, STATES
from crmcli.workflows.undoing.edits import edited_fields, later_changes

#: What changes without an edit: an approval, and what follows from a complaint's steps.
_ASIDE = {
    "customer": frozenset({"review_state", "review_note", "reviewed_on"}),
    "complaint": CACHED,
}

#: Steps of a complaint, and those of them without which a later one makes no sense.
_STEPS = tuple(kind for kind in STATES if kind not in (*ASIDE, "severity"))
_LEADING = ("waiting", "resolved", "revisited", "reopened")


class Reason(NamedTuple):
    """Why a row stays: the last later change of it or of a part of it, else the table of rows that use it."""

    by: Row | None = None
    user: str = ""
    #: False of a part that nobody touched: it stays for its record alone.
    told: bool = True


class Staying:
    """The rows that one operation added, and which of them stay."""

    def __init__(self, store: Store, operation_id: int, changes: Sequence[Row]) -> None:
        self._store, self.operation_id = store, operation_id
        self.last = changes[-1]["id"] if changes else 0
        self._added = _spans(changes)
        self._stays: dict[str, dict[int, Reason]] = {}
        #: Records that the operation changed and that somebody took further since: its changes to them stay.
        self.held: dict[tuple[str, int], Reason] = {}
        given_back = set(self._given_back(changes))
        for table, spans in self._added.items():
            for span in spans:
                self._find_edited(table, span)
                self._find_used(table, span, given_back)
        self._find_followed(changes)
        self._spread()

    def reason(self, table: str, row_id: int | None) -> Reason | None:
        """Why a row that the operation added or changed stays as it is; None if it doesn't."""
        return self._stays.get(table, {}).get(row_id or 0) or self.held.get((table, row_id or 0))

    def goes(self, table: str, row_id: int) -> bool:
        """Whether the operation added this row, and it doesn't stay."""
        return self._is_added(table, row_id) and self.reason(table, row_id) is None

    def _is_added(self, table: str, row_id: int) -> bool:
        spans = self._added.get(table, [])
        place = bisect_right(spans, row_id, key=itemgetter(0)) - 1
        return place >= 0 and row_id <= spans[place][1]

    def _keep(self, table: str, row_id: int, reason: Reason) -> bool:
        """Notes why an added row stays; False if it isn't one, or that is known."""
        known = self._stays.setdefault(table, {})
        if row_id in known or not self._is_added(table, row_id):
            return False
        known[row_id] = reason
        return True

    def _hold(self, table: str, row_id: int, reason: Reason) -> None:
        if not self._is_added(table, row_id):
            self.held[table, row_id] = reason

    # -- where it begins ------------------------------------------------------------------------------------------

    def _find_edited(self, table: str, span: Span) -> None:
        ids = self._store.history.edited_later(table, span, self.operation_id)
        later = later_changes(self._store, self.last, table, ids)
        for row_id, row in self._store.history.currents(table, ids).items():
            edits = edited_fields(row, later.get(row_id, {}), _ASIDE.get(table, frozenset()))
            if edits:
                self._keep(table, row_id, Reason(max(edits.values(), key=lambda by: int(by["id"]))))

    def _find_used(self, table: str, span: Span, given_back: set[tuple[str, str, int]]) -> None:
        """What rows refer to that the operation didn't add, unless they stop to."""
        for child, column in REFERENCES.get(table, ()):
            own = max(self._added.get(child, [(0, 0)]), key=lambda s: s[1] - s[0])
            rows = [
                row
                for row in self._store.history.referring(child, column, span, own)
                if not self._is_added(child, row["id"]) and (child, column, row["id"]) not in given_back
            ]
            by = (
                self._adders(child, sorted(row["id"] for row in rows))
                if _is_part(table, child, column)
                else {}
            )
            for row in rows:
                adder = by.get(row["id"])
                self._keep(table, row["target"], Reason(adder) if adder else Reason(user=child))
        if table == "points_entry":
            for row_id in self._store.history.counted_on(span, self.operation_id):
                self._keep(table, row_id, Reason(user=table))

    def _find_followed(self, changes: Sequence[Row]) -> None:
        """What later lines of the same order, steps of the same complaint and answers to the same feedback stand on."""
        for later in self._later_additions("purchase"):
            for span in self._added["purchase"]:
                for row in self._store.purchases.lines_joined(span, _span(later)):
                    self._keep("purchase", row["id"], Reason(later))
        taken = [self._store.complaints.stepped(s, _LEADING) for s in self._added.get("complaint_event", ())]
        for later in self._later_additions("complaint_event"):
            for complaint_id in set().union(*taken) & self._store.complaints.stepped(_span(later), _STEPS):
                self._hold("complaint", complaint_id, Reason(later))
        self._hold_answered(changes)

    def _hold_answered(self, changes: Sequence[Row]) -> None:
        """Feedback whose first answer the operation gave, and that was answered again since."""
        feedback = [c for c in changes if c["table_name"] == "feedback" and c["action"] == "update"]
        answered = sorted({c["row_id"] for c in feedback if "answer" in json.loads(c["before"])})
        for part in PARTS["feedback"]:
            ids = {row["id"]: row["target"] for row in self._store.history.parts_of(part, answered)}
            for row_id, later in self._adders(part.table, sorted(ids)).items():
                self._hold("feedback", ids[row_id], Reason(later))

    def _later_additions(self, table: str) -> Sequence[Row]:
        if table not in self._added:
            return ()
        return self._store.history.added_later(table, self.operation_id)

    def _adders(self, table: str, ids: Sequence[int]) -> dict[int, Row]:
        """Who added each of these rows after the operation."""
        found: dict[int, Row] = {}
        for added in self._store.history.added_later(table, self.operation_id) if ids else ():
            place = slice(bisect_left(ids, added["row_id"]), bisect_right(ids, added["last_row_id"]))
            found |= dict.fromkeys(ids[place], added)
        return found

    def _given_back(self, changes: Sequence[Row]) -> Iterator[tuple[str, str, int]]:
        """References to added rows that end with the operation: it changed them, and nobody did since."""
        images: dict[str, dict[int, set[str]]] = {}
        for change in changes:
            if change["action"] == "update":
                columns = migrations.references(change["table_name"])
                named = {
                    c for c, target in columns.items() if target in self._added and c in change["before"]
                }
                if named:
                    rows = images.setdefault(change["table_name"], {})
                    rows.setdefault(change["row_id"], set()).update(
                        named & json.loads(change["before"]).keys()
                    )
        for table, rows in images.items():
            later = later_changes(self._store, self.last, table, list(rows))
            for row_id, row in self._store.history.currents(table, list(rows)).items():
                edited = edited_fields(row, later.get(row_id, {}))
                yield from ((table, column, row_id) for column in rows[row_id] if column not in edited)

    # -- what it takes along --------------------------------------------------------------------------------------

    def _spread(self) -> None:
        for (table, row_id), reason in self.held.items():
            for part in PARTS[table]:
                for row in self._store.history.parts_of(part, [row_id]):
                    self._keep(part.table, row["id"], reason._replace(told=False))
        frontier = {table: list(reasons) for table, reasons in self._stays.items()}
        while frontier:
            reached: dict[str, list[int]] = {}
            for table, ids in frontier.items():
                for other, row_id, reason in self._along(table, ids):
                    if self._keep(other, row_id, reason):
                        reached.setdefault(other, []).append(row_id)
            frontier = reached

    def _along(self, table: str, ids: Sequence[int]) -> Iterator[tuple[str, int, Reason]]:
        return chain(self._above(table, ids), self._below(table, ids), self._beside(table, ids))

    def _above(self, table: str, ids: Sequence[int]) -> Iterator[tuple[str, int, Reason]]:
        """What these rows refer to; what they are part of stays for the same reason."""
        columns = {c: t for c, t in migrations.references(table).items() if t in self._added}
        for row_id, row in self._store.history.currents(table, ids).items() if columns else ():
            for column, target in columns.items():
                if row[column] is not None:
                    same = _is_part(target, table, column)
                    own = self._stays[table][row_id]
                    yield target, row[column], own._replace(told=True) if same else Reason(user=table)

    def _below(self, table: str, ids: Sequence[int]) -> Iterator[tuple[str, int, Reason]]:
        """What these rows are made of."""
        for part in PARTS.get(table, ()):
            for row in self._store.history.parts_of(part, ids) if part.table in self._added else ():
                yield part.table, row["id"], self._stays[table][row["target"]]._replace(told=False)

    def _beside(self, table: str, ids: Sequence[int]) -> Iterator[tuple[str, int, Reason]]:
        """The other lines of the same orders."""
        for row in self._store.purchases.lines_beside(ids) if table == "purchase" else ():
            yield table, row["id"], self._stays[table][row["target"]]


def _spans(changes: Sequence[Row]) -> dict[str, list[Span]]:
    """The ids of added rows by table, as ranges that don't touch, in order."""
    single: dict[str, list[Span]] = {}
    for change in changes:
        if change["action"] == "insert":
            first = change["row_id"]
            single.setdefault(change["table_name"], []).append((first, change["last_row_id"] or first))
    return {table: _joined(sorted(spans)) for table, spans in single.items()}


def _span(addition: Row) -> Span:
    return addition["row_id"], addition["last_row_id"]


def _joined(spans: Sequence[Span]) -> list[Span]:
    joined = [spans[0]]
    for first, last in spans[1:]:
        if first <= joined[-1][1] + 1:
            joined[-1] = (joined[-1][0], max(last, joined[-1][1]))
        else:
            joined.append((first, last))
    return joined


def _is_part(table: str, child: str, column: str) -> bool:
    """Whether rows that refer to a record by this column are parts of it."""
    return any(
        (part.table, part.column, part.condition) == (child, column, "") for part in PARTS.get(table, ())
    )
