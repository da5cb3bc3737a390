"""When somebody leaves: all that they have in hand goes to somebody else in one operation. Who wrote what stays."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from crmcli import clock, errors
from crmcli.clock import AsOf
from crmcli.database.connection import Row
from crmcli.database.operation import Operation
from crmcli.i18n import _
from crmcli.policy import Policy
from crmcli.store import Store
from crmcli.workflows import classifying, team
from crmcli.workflows.handoffs import give_complaint, give_task

#: The column that says whose a record is.
_OWNER = {
    "customer": "owner_id",
    "task": "owner_id",
    "complaint": "handler_id",
    "feedback": "handler_id",
    "interaction": "answerer_id",
}


class Left(NamedTuple):
    """What changed hands, as ids by table, and what a server's administrator still has to run."""

    moved: Mapping[str, list[int]]
    for_administrator: list[str]


def leave(store: Store, op: Operation, policy: Policy, as_of: AsOf, person: Row, to: Row) -> Left:
    """Gives a person's customers and unfinished work to another and takes them off the team, with their rights.

    Invalid for the same person, for a complaint that accuses the other, or if nobody would be left who may manage
    the team.
    """
    if person["id"] == to["id"]:
        raise errors.Invalid(
            _("%(name)s can't take over from themselves.") % {"name": to["name"]},
            _("Name somebody else with --to."),
        )
    moved = store.handoffs.in_hand(person["id"])
    note = _("%(name)s leaves") % {"name": person["name"]}
    for task_id in moved["task"]:
        give_task(store, op, store.tasks.get(task_id), to, {}, note)
    zone = clock.zone(policy.team.time_zone)
    for complaint in store.complaints.many(moved["complaint"]):
        agreed = store.handoffs.open_of_complaint(complaint["id"])
        due = {key: agreed[key] for key in ("due_at", "due_on")} if agreed else {}
        give_complaint(store, op, zone, complaint, to, due, note)
    for table in ("customer", "feedback", "interaction"):
        op.update_many(table, {row_id: {_OWNER[table]: to["id"]} for row_id in moved[table]})
    classifying.refresh(store, op, policy, as_of, moved["customer"])
    store.staff.edit(op, person["id"], {"active": 0})
    team.require_manager(store, op.actor)
    return Left(moved, team.admit(store, person["login"]))


def sheet_rows(store: Store, moved: Mapping[str, list[int]], on: str) -> dict[str, list[dict[str, Any]]]:
    """What changed hands, as the rows of a sheet to sign: what each is, whom it is about, and where it stands."""
    customers = {row["id"]: dict(row) for row in store.customers.many(moved["customer"])}
    for row_id, known in store.due.people(moved["customer"], on).items():
        customers[row_id] |= {"contact": known["contact"], "last_words": known["last_words"]}
    tasks = [dict(store.tasks.get(task_id)) for task_id in moved["task"]]
    feedback = [dict(store.feedback.get(feedback_id)) for feedback_id in moved["feedback"]]
    waiting = [dict(store.interactions.get(row_id)) for row_id in moved["interaction"]]
    complaints = [dict(row) for row in store.complaints.many(moved["complaint"])]
    return {
        "customer": list(customers.values()),
        "task": tasks,
        "complaint": complaints,
        "feedback": feedback,
        "interaction": waiting,
    }
