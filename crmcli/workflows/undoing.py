"""Taking an operation back: before-images are replayed backwards, field by field.

A field is restored only if nothing later changed it; a record that others use by now stays. Ledgers get reversals.
Of an import it is said for every row that was taken in what became of it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, NamedTuple

from crmcli import errors
from crmcli.database.connection import Row
from crmcli.database.operation import Operation
from crmcli.i18n import _
from crmcli.store import Store, Work
from crmcli.workflows.duplicates import unmerging

#: Append-only: an entry is reversed, never removed.
_LEDGERS = frozenset({"points_entry"})
#: What an import read stays on record; its batch is marked instead.
_RECORDS = frozenset({"import_batch", "import_row"})
#: Fields that every edit touches.
_BOOKKEEPING = frozenset({"version", "updated_at"})
#: An approval is no edit: a customer whom nobody changed since goes with what brought it.
_REVIEW = frozenset({"review_state", "review_note", "reviewed_on"})


@dataclass(slots=True)
class Undone:
    """What came of an undo: how many rows went back, what was kept and why, whose customers are touched."""

    reversed: int = 0
    #: What stayed: `outcome` is kept (somebody changed it since; who and when) or impossible, `why` says it in words.
    kept: list[dict[str, Any]] = field(default_factory=list)
    customers: set[int] = field(default_factory=set)
    #: Of an import, what became of each row that it had taken in: reversed, kept or impossible.
    rows: list[dict[str, Any]] = field(default_factory=list)
    #: Another policy is in force now, so everybody is to be judged anew.
    policy: bool = False


def undo(work: Work, target: Row, merge_id: int | None = None) -> Undone:
    """Reverses everything of `target` that can be, or of many merges only this one; Invalid if it was undone already or
    can't be undone."""
    # Read again: somebody else may have undone it while this waited for the lock.
    target = work.store.history.operation(target["number"]) or target
    if target["undone_by"] is not None:
        raise errors.Invalid(
            _("Operation %(n)d was undone already.") % {"n": target["number"]}, _("See: crmcli history")
        )
    if target["command"] in ("init", "move", "restore"):
        raise errors.Invalid(
            _("Making, moving or restoring the database can't be undone."), _("See: crmcli restore --help")
        )
    result = Undone()
    changes = whole = work.store.history.of_operation(target["number"])
    if merge_id is not None:
        changes = unmerging.part_of(whole, merge_id)
    merges = unmerging.standing_merges(work.store, changes)
    if len(changes) == len(whole):
        work.op.undoes = target["id"]
    batch = work.store.imports.batch(target["number"])
    # Read before their customers go.
    taken_in = work.store.imports.rows_of(batch["id"], ("created", "updated")) if batch else []
    made = [
        (c["row_id"], c["last_row_id"])
        for c in changes
        if c["action"] == "insert" and c["table_name"] == "customer"
    ]
    for (table, action), run in groupby(reversed(changes), key=lambda c: (c["table_name"], c["action"])):
        if table in _RECORDS and action == "insert":
            continue
        if action == "update":
            _restore(work, changes[-1]["id"], list(run), result)
        else:
            for change in run:
                if action == "insert":
                    _remove(work, change, result, made)
                else:
                    _put_back(work, change, result)
    result.customers |= unmerging.settle(work, merges)
    result.policy = any(c["table_name"] == "policy_version" for c in changes)
    if result.policy:
        work.store.policies.forget()
    work.store.imports.mark_undone(work.op, target["id"])
    result.rows = list(_rows(taken_in, result))
    return result


def _remove(work: Work, change: Row, result: Undone, made: list[tuple[int, int]]) -> None:
    """Takes inserted rows away, except those that people changed or other records use by now.

    Entries of a ledger are reversed; those of a customer whom the same operation made go with the customer.
    """
    table, first = change["table_name"], change["row_id"]
    last = change["last_row_id"] or first
    rows = {row["id"]: row for row in work.store.history.between(table, first, last)}
    result.customers.update(c for c in (_customer_of(table, row) for row in rows.values()) if c)
    if table in _LEDGERS:
        for row in list(rows.values()):
            if not any(a <= row["customer_id"] <= b for a, b in made):
                _reverse(work.op, table, row)
                result.reversed += 1
                del rows[row["id"]]
    edited = work.store.history.edited_later(change)
    later = _later(work.store, change["id"], table, list(edited))
    edited = {
        i: max(edits.values(), key=lambda by: int(by["id"]))
        for i in edited
        if i in rows and (edits := _changed(rows[i], later.get(i, {}), _REVIEW))
    }
    used = work.store.history.used_between(table, first, last)
    if table == "complaint_event":
        used |= dict.fromkeys(work.store.complaints.openings_in_use(first, last), table)
    elif table == "survey_question":
        used |= dict.fromkeys(work.store.surveys.questions_in_use(first, last), "survey_form")
    for i in rows:
        if i in edited:
            result.kept.append(_edited(table, rows[i], "", edited[i]))
        elif i in used:
            why = _("used by later records (%(table)s)") % {"table": used[i]}
            result.kept.append(_kept(table, rows[i], "", "impossible", why))
    free = [i for i in rows if i not in edited and i not in used]
    if table == "customer":
        work.store.standings.forget(free)
    result.reversed += work.op.delete_many(table, free)


def _restore(work: Work, last: int, changes: Sequence[Row], result: Undone) -> None:
    """Puts the fields of one table's rows back that nothing changed after the change `last`. `changes` are the newest
    first."""
    table = changes[0]["table_name"]
    images: dict[int, dict[str, Any]] = {}
    for change in changes:
        # Of a row that was changed twice the older image is the one to go back to.
        before = json.loads(change["before"])
        images.setdefault(change["row_id"], {}).update(
            {k: v for k, v in before.items() if k not in _BOOKKEEPING}
        )
    rows = work.store.history.currents(table, list(images))
    later = _later(work.store, last, table, list(images))
    updates = {}
    for row_id, image in images.items():
        row = rows.get(row_id)
        if row is None:
            by = later.get(row_id, {}).get("")
            result.kept.append(_removed(table, row_id, by.change if by else None))
            continue
        edits = _changed(row, later.get(row_id, {}))
        result.kept += [_edited(table, row, k, edits[k]) for k in image if k in edits and row[k] != image[k]]
        updates[row_id] = {k: v for k, v in image.items() if k not in edits}
        customer = _customer_of(table, row)
        if customer:
            result.customers.add(customer)
    result.reversed += work.op.update_many(table, updates)


class _Later(NamedTuple):
    """The last later change of a field, and what stood there before the first one."""

    change: Row
    left: Any


def _later(store: Store, last: int, table: str, ids: Sequence[int]) -> dict[int, dict[str, _Later]]:
    """By row and field, what changed after the change `last`; whoever removed a row stands under ''."""
    later: dict[int, dict[str, _Later]] = {}
    for change in store.history.later_than(last, table, ids):
        fields = json.loads(change["before"] or "{}") if change["action"] == "update" else {"": None}
        found = later.setdefault(change["row_id"], {})
        found |= {k: _Later(change, found[k].left if k in found else v) for k, v in fields.items()}
    return later


def _changed(row: Row, later: Mapping[str, _Later], aside: frozenset[str] = frozenset()) -> dict[str, Row]:
    """The fields that hold something else by now, and who changed each last: what came and went counts for nothing.

    Fields to be put aside are not looked at.
    """
    return {
        k: by.change for k, by in later.items() if k and k not in _BOOKKEEPING | aside and row[k] != by.left
    }


def _put_back(work: Work, change: Row, result: Undone) -> None:
    values = json.loads(change["before"])
    if work.store.history.current(change["table_name"], change["row_id"]) is None:
        work.op.put_back(change["table_name"], values)
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


def _kept(table: str, row: Any, name: str, outcome: str, why: str) -> dict[str, Any]:
    return {
        "table": table,
        "row_id": row["id"],
        "field": name,
        "outcome": outcome,
        "why": why,
        "who": None,
        "at": None,
        "customer_id": _customer_of(table, row),
    }


def _edited(table: str, row: Any, name: str, by: Row) -> dict[str, Any]:
    why = _("changed since by %(who)s") % {"who": by["actor"]}
    return {**_kept(table, row, name, "kept", why), "who": by["actor"], "at": by["at"]}


def _removed(table: str, row_id: int, by: Row | None) -> dict[str, Any]:
    gone = _kept(table, {"id": row_id}, "", "impossible", _("no longer there"))
    return {**gone, "who": by["actor"], "at": by["at"]} if by else gone


# -- the rows of an import --------------------------------------------------------------------------------------------

#: Where the record of a row stands, by the kind of its sheet.
_TARGETS = {
    "customers": "customer", "members": "customer", "contacts": "customer", "interactions": "interaction",
    "purchases": "purchase", "complaints": "complaint", "survey_answers": "survey_response", "tasks": "task",
    "feedback": "feedback",
}  # fmt: skip
#: What a row of customers brings along: it has no row of its own.
_ALONG = frozenset({"contact_person", "contact_way", "address", "customer_alias", "points_entry", "purchase"})


def _rows(taken_in: Sequence[Row], result: Undone) -> Iterator[dict[str, Any]]:
    """What became of each row that the import had taken in."""
    of_record: dict[tuple[str, int], list[Mapping[str, Any]]] = {}
    for kept in result.kept:
        of_record.setdefault((kept["table"], kept["row_id"]), []).append(kept)
        if kept["table"] in _ALONG and kept["customer_id"]:
            of_record.setdefault(("customer", kept["customer_id"]), []).append(kept)
    for row in taken_in:
        table = _TARGETS.get(row["kind"], row["kind"])
        found = of_record.get((table, row["target_id"]), [])
        last = max(found, key=lambda k: k["at"] or "", default=None)
        yield {
            "file": row["file"],
            "sheet": row["sheet"],
            "row": row["row_number"],
            "kind": row["kind"],
            "fate": row["fate"],
            "outcome": _worst(found),
            "field": ", ".join(dict.fromkeys(k["field"] for k in found if k["field"])),
            "why": "; ".join(dict.fromkeys(k["why"] for k in found)),
            "who": last["who"] if last else None,
            "at": last["at"] if last else None,
            "customer_id": row["customer_id"],
            "customer": row["customer"],
        }


def _worst(found: Sequence[Mapping[str, Any]]) -> str:
    outcomes = {kept["outcome"] for kept in found}
    return "impossible" if "impossible" in outcomes else "kept" if outcomes else "reversed"
