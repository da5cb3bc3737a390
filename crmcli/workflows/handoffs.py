"""Handing work on: a task or complaint changes hands at once, and who gave it, to whom and why stays on record."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crmcli import errors
from crmcli.actors import MANAGERS, READERS
from crmcli.database.connection import Row
from crmcli.i18n import _, sentences, series
from crmcli.store import Store, Work
from crmcli.wording import shell_word
from crmcli.workflows import complaints
from crmcli.workflows.complaint_guards import Step, check_state, is_accused


def receiver(store: Store, name: str | None, department: str | None) -> Row:
    """Who takes over: the person named, else the department's only manager, else its only member.

    NotFound or Ambiguous if there is nobody or several; Invalid for somebody who left or may only read.
    """
    person = store.staff.resolve(name) if name is not None else _head(store, department or "")
    if not person["active"] or person["role"] in READERS:
        raise errors.Invalid(
            _("%(name)s can't take work over: they left, or may only read.") % {"name": person["name"]},
            _("See: crmcli staff list"),
        )
    return person


def head_of(store: Store, department: str) -> Row | None:
    """Who answers for a department: its only manager, else its only member; None where there is nobody, or several."""
    members = _members(store, department)
    heads = [p for p in members if p["role"] in MANAGERS]
    found = heads if len(heads) == 1 else members
    return found[0] if len(found) == 1 else None


def _members(store: Store, department: str) -> list[Row]:
    wanted = department.strip().lower()
    return [p for p in _working(store) if (p["department"] or "").lower() == wanted]


def _working(store: Store) -> list[Row]:
    return [p for p in store.staff.all() if p["active"] and p["role"] not in READERS]


def _head(store: Store, department: str) -> Row:
    if (head := head_of(store, department)) is not None:
        return head
    members = _members(store, department)
    if not members:
        known = series(sorted({p["department"] for p in _working(store) if p["department"]}))
        raise errors.NotFound(
            _("Nobody on the team works in %(department)s.") % {"department": department},
            _("Departments: %(known)s") % {"known": known} if known else _("See: crmcli staff list"),
        )
    raise errors.Ambiguous(
        _("%(n)d people work in %(department)s.") % {"n": len(members), "department": department},
        _("Name one with --to."),
        candidates=[p["name"] for p in members],
    )


def hand_task(work: Work, task_id: int, to: Row, due: Mapping[str, Any], note: str | None) -> None:
    """Gives an open task to somebody, with a new deadline if one is given. Invalid if it would have none, is no longer
    open, or is theirs already."""
    row = work.store.tasks.get(task_id)
    work.store.tasks.require_open(task_id)
    _refuse_same(row["owner_id"], to)
    if not due and not row["due_on"]:
        raise errors.Usage(_("The task has no deadline."), _("Say by when: --by tomorrow"))
    give_task(work, row, to, due, note)


def give_task(work: Work, row: Row, to: Row, due: Mapping[str, Any], note: str | None) -> None:
    """Makes a task somebody's and keeps that it was given; without a new deadline it keeps its own."""
    agreed = dict(due) or {"due_at": row["due_at"], "due_on": row["due_on"]}
    owner = {"owner_id": to["id"], "department": to["department"] or row["department"]}
    work.store.tasks.edit(work.op, row["id"], {**owner, **agreed})
    work.store.handoffs.add(work.op, {"task_id": row["id"], **_hands(row["owner_id"], to, note), **agreed})


def hand_complaint(
    work: Work,
    complaint_id: int,
    to: Row,
    due: Mapping[str, Any],
    note: str | None,
) -> None:
    """Gives a complaint that is not archived to another handler. Invalid if it is theirs already or accuses them."""
    row = work.store.complaints.get(complaint_id)
    check_state(row, "note")
    _refuse_same(row["handler_id"] or row["owner_id"], to)
    give_complaint(work, row, to, due, note)


def give_complaint(work: Work, row: Row, to: Row, due: Mapping[str, Any], note: str | None) -> None:
    """Makes somebody a complaint's handler and keeps that it was given; its deadlines run on, one agreed here comes on
    top. Invalid if they are the accused."""
    giver = row["handler_id"] or row["owner_id"]
    if row["accused"] and is_accused(work.store, row["accused"], to["id"], to["name"]):
        raise errors.Invalid(
            _("%(name)s is accused in %(number)s and can't handle it.")
            % {"name": to["name"], "number": row["number"]},
            _("Give it to somebody else: crmcli handoff %(number)s --to NAME")
            % {"number": shell_word(row["number"])},
        )
    work.store.complaints.update(work.op, {row["id"]: {"handler_id": to["id"]}})
    work.store.handoffs.add(work.op, {"complaint_id": row["id"], **_hands(giver, to, note), **due})
    said = _("Handed over from %(giver)s to %(receiver)s.") % {
        "giver": work.store.staff.get(giver)["name"] if giver else "—",
        "receiver": to["name"],
    }
    complaints.record(work, row["id"], Step("note", work.op.at, sentences(said, note or "")))


def _refuse_same(giver: int | None, to: Row) -> None:
    if giver == to["id"]:
        raise errors.Invalid(
            _("It is with %(name)s already.") % {"name": to["name"]}, _("See: crmcli handoff")
        )


def _hands(giver: int | None, to: Row, note: str | None) -> dict[str, Any]:
    return {"from_id": giver, "to_id": to["id"], "department": to["department"], "note": note}
