"""Taking an operation back: before-images are replayed backwards, field by field.

A field is restored only if nothing later changed it; a record that others use by now stays. Ledgers get reversals.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from crmcli import errors
from crmcli.database import Row
from crmcli.i18n import _
from crmcli.operation import Operation
from crmcli.store import Store

#: Append-only: an entry is reversed, never removed.
_LEDGERS = frozenset({"points_entry"})
#: What an import read stays on record; its batch is marked instead.
_RECORDS = frozenset({"import_batch", "import_row"})
#: Fields that every edit touches.
_BOOKKEEPING = frozenset({"version", "updated_at"})


@dataclass(slots=True)
class Undone:
    """What came of an undo: how many rows went back, what was kept and why, whose customers are touched."""

    reversed: int = 0
    kept: list[dict[str, Any]] = field(default_factory=list)
    customers: set[int] = field(default_factory=set)
    #: Another policy is in force now, so everybody is to be judged anew.
    policy: bool = False


def undo(store: Store, op: Operation, target: Row) -> Undone:
    """Reverses everything of `target` that can be; Invalid if it was undone already or can't be undone."""
    # Read again: somebody else may have undone it while this waited for the lock.
    target = store.history.operation(target["number"]) or target
    if target["undone_by"] is not None:
        raise errors.Invalid(
            _("Operation %(n)d was undone already.") % {"n": target["number"]}, _("See: crmcli history")
        )
    if target["command"] == "init":
        raise errors.Invalid(_("Making the database can't be undone."), _("Remove the file instead."))
    op.undoes = target["id"]
    result = Undone()
    changes = store.history.of_operation(target["number"])
    made = [
        (c["row_id"], c["last_row_id"])
        for c in changes
        if c["action"] == "insert" and c["table_name"] == "customer"
    ]
    for change in reversed(changes):
        if change["table_name"] in _RECORDS:
            continue
        match change["action"]:
            case "insert":
                _remove(store, op, change, result, made)
            case "update":
                _restore(store, op, change, result)
            case "delete":
                _put_back(store, op, change, result)
    result.policy = any(c["table_name"] == "policy_version" for c in changes)
    if result.policy:
        store.policies.forget()
    if target["command"] == "import":
        store.imports.mark_undone(op, target["id"])
    return result


def _remove(store: Store, op: Operation, change: Row, result: Undone, made: list[tuple[int, int]]) -> None:
    """Takes inserted rows away, except those that people changed or other records use by now.

    Entries of a ledger are reversed; those of a customer whom the same operation made go with the customer.
    """
    table, first = change["table_name"], change["row_id"]
    last = change["last_row_id"] or first
    rows = {row["id"]: row for row in store.history.between(table, first, last)}
    result.customers.update(c for c in (_customer_of(table, row) for row in rows.values()) if c)
    if table in _LEDGERS:
        for row in list(rows.values()):
            if not any(a <= row["customer_id"] <= b for a, b in made):
                _reverse(op, table, row)
                result.reversed += 1
                del rows[row["id"]]
    edited = store.history.edited_later(change)
    used = store.history.used_between(table, first, last) - set(edited)
    if table == "complaint_event":
        used |= store.complaints.openings_in_use(first, last)
    result.kept += [
        _kept(table, i, "", _("changed since by %(who)s") % {"who": who})
        for i, who in edited.items()
        if i in rows
    ]
    result.kept += [_kept(table, i, "", _("used by later records")) for i in sorted(used)]
    free = [i for i in rows if i not in edited and i not in used]
    if table == "customer":
        store.standings.forget(free)
    result.reversed += op.delete_many(table, free)


def _restore(store: Store, op: Operation, change: Row, result: Undone) -> None:
    table, row_id = change["table_name"], change["row_id"]
    row = store.history.current(table, row_id)
    if row is None:
        result.kept.append(_kept(table, row_id, "", _("no longer there")))
        return
    before = {k: v for k, v in json.loads(change["before"]).items() if k not in _BOOKKEEPING}
    later: dict[str, str] = {}
    for other in store.history.later(change):
        # An operation that changed the row twice is taken back as a whole.
        if other["operation_id"] not in (op.id, change["operation_id"]) and not other["undone"]:
            later.update({k: other["actor"] for k in json.loads(other["before"] or "{}")})
    values = {k: v for k, v in before.items() if k not in later}
    result.kept += [
        _kept(table, row_id, k, _("changed since by %(who)s") % {"who": later[k]})
        for k in before
        if k in later
    ]
    if values and op.update(table, row_id, values):
        result.reversed += 1
    customer = _customer_of(table, row)
    if customer:
        result.customers.add(customer)


def _put_back(store: Store, op: Operation, change: Row, result: Undone) -> None:
    values = json.loads(change["before"])
    if store.history.current(change["table_name"], change["row_id"]) is None:
        op.put_back(change["table_name"], values)
        result.reversed += 1
    customer = _customer_of(change["table_name"], values)
    if customer:
        result.customers.add(customer)


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


def _customer_of(table: str, row: Any) -> int | None:
    if table == "customer":
        return int(row["id"])
    keys = row.keys()
    return row["customer_id"] if "customer_id" in keys else None


def _kept(table: str, row_id: int, name: str, why: str) -> dict[str, Any]:
    return {"table": table, "row_id": row_id, "field": name, "why": why}
