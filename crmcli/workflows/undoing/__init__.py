"""Taking an operation back: before-images are replayed backwards, field by field.

A field is restored only if nothing later changed it; a record that others use by now stays, with all that it is made
of. Ledgers get reversals. Of an import it is said for every row that was taken in what became of it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from crmcli import errors
from crmcli.database import migrations
from crmcli.database.connection import Row
from crmcli.database.operation import Operation
from crmcli.i18n import _
from crmcli.queries.complaints import CACHED
from crmcli.queries.history import LASTING, NOT_COUNTED
from crmcli.store import Store, Work
from crmcli.verdicts.pilots import Pilots
from crmcli.workflows import complaints
from crmcli.workflows.duplicates import unmerging
from crmcli.workflows.undoing.barring import barred, counted_on
from crmcli.workflows.undoing.edits import BOOKKEEPING, edited_fields, later_changes
from crmcli.workflows.undoing.kept import customer_of, edited_row, kept_row, removed_row, staying_row
from crmcli.workflows.undoing.rows import ALONG, fates, part_of, record_of
from crmcli.workflows.undoing.staying import Staying

#: Append-only: an entry is reversed, never removed.
_LEDGERS = frozenset({"points_entry"})
#: What an import read stays on record; its batch is marked instead.
_RECORDS = frozenset({"import_batch", "import_row"})


@dataclass(slots=True)
class Undone:
    """What came of an undo: how many changes went back, what was kept and why, whose customers are touched."""

    #: Counted like the changes of an operation in the history.
    reversed: int = 0
    #: What stayed: `outcome` is kept (somebody changed it since; who and when) or impossible, `why` says it in words.
    kept: list[dict[str, Any]] = field(default_factory=list)
    customers: set[int] = field(default_factory=set)
    #: Complaints that got back or lost steps.
    complaints: set[int] = field(default_factory=set)
    #: Opportunities that did.
    opportunities: set[int] = field(default_factory=set)
    #: Of an import, what became of each row that it had taken in: reversed, kept or impossible.
    rows: list[dict[str, Any]] = field(default_factory=list)
    #: By record (table, id) which of its fields and parts went back: see `rows.part_of`.
    back: dict[tuple[str, int], list[str]] = field(default_factory=dict)
    #: Another policy is in force now, so everybody is to be judged anew.
    policy: bool = False

    def touch(self, table: str, row: Any) -> None:
        """Notes whom a row belongs to."""
        customer = customer_of(table, row)
        if customer:
            self.customers.add(customer)
        if table == "complaint_event":
            self.complaints.add(row["complaint_id"])
        if table == "opportunity_event":
            self.opportunities.add(row["opportunity_id"])

    def tell_back(self, table: str, row: Any, names: Iterable[str]) -> None:
        """Notes what of a row went back, by its fields, '' for all of it."""
        record = record_of(table, row["id"], customer_of(table, row))
        self.back.setdefault(record, []).extend(part_of(table, name) for name in names)


def undo(work: Work, target: Row, merge_id: int | None = None) -> Undone:
    """Reverses everything of `target` that can be, or of many merges only this one; Invalid if it was undone already or
    can't be undone."""
    # Read again: somebody else may have undone it while this waited for the lock.
    target = work.store.history.operation(target["number"]) or target
    require_undoable(work.store, target)
    result = Undone()
    work.op.restores = True
    changes = whole = work.store.history.of_operation(target["number"])
    if merge_id is not None:
        changes = unmerging.part_of(whole, merge_id)
    merges = unmerging.standing_merges(work.store, changes)
    entire = len(changes) == len(whole)
    batch = work.store.imports.batch(target["number"])
    # Read before their customers go.
    taken_in = work.store.imports.rows_of(batch["id"], ("created", "updated")) if batch else []
    changes = [c for c in changes if c["table_name"] not in _RECORDS or c["action"] != "insert"]
    _replay(work, changes, Staying(work.store, target["id"], changes), result)
    result.customers |= unmerging.settle(work, merges)
    _settle_complaints(work, result)
    _settle_contracts(work, changes)
    work.store.opportunities.settle(work.op, result.opportunities)
    changed = {c["table_name"] for c in changes}
    result.policy = bool(changed & {"policy_version", "policy_pilot"}) or (
        "staff" in changed and Pilots(work).any()
    )
    if result.policy:
        work.store.policies.forget()
    if result.reversed or not result.kept:
        # What stays as it is can be taken back later, once what stands on it is gone.
        work.op.undoes = target["id"] if entire else None
        work.store.imports.mark_undone(work.op, target["id"])
    result.rows = list(fates(taken_in, result.kept, result.back))
    return result


def _settle_contracts(work: Work, changes: Sequence[Row]) -> None:
    """What contracts bill still comes to their amounts where not everything could be taken back."""
    if any(c["table_name"] in ("contract", "contract_instalment") for c in changes):
        from crmcli.workflows.billing import settle  # seldom needed

        settle(work, changes)


def require_undoable(store: Store, target: Row) -> None:
    """Invalid if an operation was undone already or is of those that can't be undone."""
    by = store.history.undoer(target)
    if by is not None:
        raise errors.Invalid(
            _("Operation %(n)d was undone already.") % {"n": target["number"]},
            _("To do it again: crmcli undo %(n)d") % {"n": by["number"]},
        )
    if target["command"] in ("care send", "campaign send"):
        raise errors.Invalid(_("What was sent can't be taken back."), _("See what went out: crmcli care log"))
    if target["command"] in LASTING:
        raise errors.Invalid(
            _("Making, moving or restoring the database and wrong PINs can't be undone."),
            _("See: crmcli restore --help"),
        )


def _replay(work: Work, changes: Sequence[Row], staying: Staying, result: Undone) -> None:
    """Takes the changes back, the newest first."""
    for (table, row_id), reason in staying.held.items():
        result.kept += [
            staying_row(table, row, reason) for row in work.store.history.currents(table, [row_id]).values()
        ]
    for (table, action), run in groupby(reversed(changes), key=lambda c: (c["table_name"], c["action"])):
        if action == "insert":
            for change in run:
                _remove(work, change, staying, result)
        elif action == "update":
            mine = [c for c in run if staying.reason(table, c["row_id"]) is None]
            _restore(work, table, mine, staying, result)
        else:
            _put_back(work, table, list(run), result)


def _remove(work: Work, change: Row, staying: Staying, result: Undone) -> None:
    """Takes inserted rows away, except those that stay.

    Entries of a ledger are reversed; those of a customer who goes, go with the customer.
    """
    table, first = change["table_name"], change["row_id"]
    last = change["last_row_id"] or first
    if table == "customer":
        result.kept += _merged(work.store, first, last)
    free = []
    for row in work.store.history.between(table, first, last):
        result.touch(table, row)
        reason = staying.reason(table, row["id"])
        if reason is None:
            free.append(row)
            if table in ALONG and not staying.goes("customer", row["customer_id"]):
                result.tell_back(table, row, [""])
        elif reason.told:
            result.kept.append(staying_row(table, row, reason))
    if table in _LEDGERS:
        lasting = [row for row in free if not staying.goes("customer", row["customer_id"])]
        for row in lasting:
            _reverse(work.op, table, row)
        result.reversed += len(lasting)
        free = [row for row in free if staying.goes("customer", row["customer_id"])]
    ids = [row["id"] for row in free]
    if table == "customer":
        work.store.standings.forget(ids)
    gone = work.op.delete_many(table, ids)
    result.reversed += gone if table not in NOT_COUNTED else 0


def _restore(work: Work, table: str, changes: Sequence[Row], staying: Staying, result: Undone) -> None:
    """Puts the fields of one table's rows back that nothing later changed. `changes` are the newest first."""
    images = _oldest(changes)
    rows = work.store.history.currents(table, list(images))
    later = later_changes(work.store, staying.last, table, list(images))
    derived = CACHED if table == "complaint" else frozenset()
    updates = {}
    for row_id, image in images.items():
        row = rows.get(row_id)
        if row is None:
            by = later.get(row_id, {}).get("")
            result.kept.append(removed_row(table, row_id, by.change if by else None))
            continue
        edits = edited_fields(row, later.get(row_id, {}))
        result.kept += [
            edited_row(table, row, k, edits[k])
            for k in image
            if k in edits and row[k] != image[k] and k not in derived
        ]
        updates[row_id] = {k: v for k, v in image.items() if k not in edits}
        result.touch(table, row)
    result.kept += _let_go(work.store, table, rows, updates, staying)
    work.op.update_many(table, updates)
    for row_id, fields in updates.items():
        result.tell_back(table, rows[row_id], (k for k in fields if k not in derived))
    result.reversed += sum(table not in NOT_COUNTED and bool(updates.get(c["row_id"])) for c in changes)


def _let_go(
    store: Store, table: str, rows: Mapping[int, Row], updates: dict[int, dict[str, Any]], staying: Staying
) -> Iterator[dict[str, Any]]:
    """Takes out of the updates what can't be given back, and tells of each."""
    hindered = barred(store, table, updates)
    if table in _LEDGERS:
        hindered |= counted_on(store, staying.operation_id, updates)
    for row_id, fields in hindered.items():
        yield from (kept_row(table, rows[row_id], k, "impossible", why) for k, why in fields.items())
        updates[row_id] = {k: v for k, v in updates[row_id].items() if k not in fields}
    for column, target in migrations.references(table).items():
        for row_id in [i for i, values in updates.items() if column in values]:
            # What the operation tied to a record that stays, stays tied to it.
            reason = staying.reason(target, rows[row_id][column])
            if reason:
                yield staying_row(table, rows[row_id], reason, column)
                del updates[row_id][column]


def _oldest(changes: Sequence[Row]) -> dict[int, dict[str, Any]]:
    """What stood in rows before changes, of which the newest come first."""
    images: dict[int, dict[str, Any]] = {}
    for change in changes:
        # Of a row that was changed twice the older image is the one to go back to.
        before = json.loads(change["before"])
        images.setdefault(change["row_id"], {}).update(
            {k: v for k, v in before.items() if k not in BOOKKEEPING}
        )
    return images


def _put_back(work: Work, table: str, changes: Sequence[Row], result: Undone) -> None:
    """Puts rows back that the operation removed, but not what belongs to something that is gone."""
    images = {change["row_id"]: json.loads(change["before"]) for change in changes}
    there = work.store.history.there(table, images)
    missing = {i: image for i, image in images.items() if i not in there}
    required = {k for k, spec in migrations.parsed(migrations.tables()[table]).items() if spec.required}
    hindered = barred(work.store, table, missing)
    for row_id, image in missing.items():
        fields = hindered.get(row_id, {})
        lacking = [why for k, why in fields.items() if k in required]
        if lacking:
            result.kept.append(kept_row(table, image, "", "impossible", lacking[0]))
            continue
        result.kept += [kept_row(table, image, k, "impossible", why) for k, why in fields.items()]
        work.op.put_back(table, image | dict.fromkeys(fields))
        result.reversed += 1
    for image in images.values():
        result.touch(table, image)


def _settle_complaints(work: Work, result: Undone) -> None:
    """Brings the deadlines of complaints in line with the steps that they have now."""
    rows = work.store.complaints.many(sorted(result.complaints))
    complaints.recache(work, [row["id"] for row in rows])
    result.customers.update(row["customer_id"] for row in rows)


def _merged(store: Store, first: int, last: int) -> Iterator[dict[str, Any]]:
    """Customers who were merged into others since: what they brought is those others' now."""
    for merge in store.merges.of_losers(first, last):
        yield edited_row("customer", {"id": merge["survivor_id"]}, "", merge)


def _reverse(op: Operation, table: str, row: Row) -> None:
    """A ledger entry of the opposite amount against the same lot."""
    entry = {k: row[k] for k in row.keys() if k != "id"}  # noqa: SIM118 - a Row iterates over values
    entry |= {
        "points": -row["points"],
        "kind": "reversal",
        "lot_id": row["lot_id"] or row["id"],
        "occurred_at": op.at_text,
    }
    op.insert(table, entry)
