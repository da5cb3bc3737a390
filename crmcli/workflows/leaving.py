"""When somebody leaves: all that they have in hand goes to somebody else in one operation. Who wrote what stays."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from crmcli import clock, errors
from crmcli.database.connection import Row
from crmcli.i18n import _
from crmcli.store import View, Work
from crmcli.workflows import absences, classifying, team
from crmcli.workflows.handoffs import give_complaint, give_task

#: The column that says whose a record is.
OWNER = {
    "customer": "owner_id",
    "task": "owner_id",
    "complaint": "handler_id",
    "feedback": "handler_id",
    "contract": "owner_id",
    "interaction": "answerer_id",
    "opportunity": "owner_id",
    "trial": "owner_id",
    "retention_case": "owner_id",
    "retention_step": "owner_id",
}

#: What only changes its owner.
_OWNED = (
    "customer",
    "feedback",
    "contract",
    "interaction",
    "opportunity",
    "trial",
    "retention_case",
    "retention_step",
)


def is_in_hand(table: str, row: Mapping[str, Any]) -> bool:
    """Whether a customer, or work that is not done yet, still is somebody's to look after."""
    match table:
        case "customer":
            return True
        case "complaint":
            return bool(row["state"] != "archived")
        case "contract":
            return bool(row["ended_on"] is None)
        case "interaction":
            return row["received_at"] is not None and row["answered_at"] is None
        case "opportunity":
            return row["closed_on"] is None
        case "trial" | "retention_case":
            return row["outcome"] is None
        case "retention_step":
            return row["done_on"] is None
    return bool(row["state"] == "open")


class Left(NamedTuple):
    """What changed hands, as ids by table, and what a server's administrator still has to run."""

    moved: Mapping[str, list[int]]
    for_administrator: list[str]


def leave(work: Work, person: Row, to: Row) -> Left:
    """Gives a person's customers and unfinished work to another and takes them off the team, with their rights.

    Invalid for the same person, for one who left and has nothing in hand, for a complaint that accuses the other, or if nobody would be left who may manage
    the team.
    """
    if person["id"] == to["id"]:
        raise errors.Invalid(
            _("%(name)s can't take over from themselves.") % {"name": to["name"]},
            _("Name somebody else with --to."),
        )
    moved = work.store.handoffs.in_hand(person["id"])
    if not work.store.staff.get(person["id"])["active"] and not any(moved.values()):
        raise errors.Invalid(
            _("%(name)s has left already, with nothing in hand.") % {"name": person["name"]},
            _("See: crmcli staff list"),
        )
    note = _("%(name)s leaves") % {"name": person["name"]}
    for task_id in moved["task"]:
        give_task(work, work.store.tasks.get(task_id), to, {}, note)
    for complaint in work.store.complaints.many(moved["complaint"]):
        agreed = work.store.handoffs.open_of_complaint(complaint["id"])
        due = {key: agreed[key] for key in ("due_at", "due_on")} if agreed else {}
        give_complaint(work, complaint, to, due, note)
    for table in _OWNED:
        work.op.update_many(table, {row_id: {OWNER[table]: to["id"]} for row_id in moved[table]})
    classifying.refresh(work, moved["customer"])
    absences.pass_on(work, person, to)
    work.store.staff.edit(work.op, person["id"], {"active": 0})
    team.require_manager(work.store, work.op.actor)
    return Left(moved, team.admit(work.store, person["login"]))


def sheet_rows(view: View, moved: Mapping[str, list[int]]) -> dict[str, list[dict[str, Any]]]:
    """What changed hands, as the rows of a sheet to sign: what each is, whom it is about, and where it stands."""
    store = view.store
    customers = {row["id"]: dict(row) for row in store.customers.many(moved["customer"])}
    for row_id, known in store.due.people(moved["customer"], view.day).items():
        customers[row_id] |= {"contact": known["contact"], "last_words": known["last_words"]}
    _add_agreed(view, customers)
    tasks = [dict(store.tasks.get(task_id)) for task_id in moved["task"]]
    for task in tasks:
        task["due"] = task["due_at"] or task["due_on"]
    feedback = [dict(store.feedback.get(feedback_id)) for feedback_id in moved["feedback"]]
    agreed = [dict(store.contracts.get(contract_id, view.day)) for contract_id in moved["contract"]]
    waiting = [dict(store.interactions.get(row_id)) for row_id in moved["interaction"]]
    complaints = [dict(row) for row in store.complaints.many(moved["complaint"])]
    return {
        "customer": list(customers.values()),
        "task": tasks,
        "complaint": complaints,
        "feedback": feedback,
        "contract": agreed,
        "interaction": waiting,
        "opportunity": [dict(store.opportunities.get(row_id)) for row_id in moved["opportunity"]],
        "trial": [dict(store.trials.get(row_id)) for row_id in moved["trial"]],
        "retention_case": [dict(store.retention.get(row_id)) for row_id in moved["retention_case"]],
        "retention_step": [dict(store.retention.step(row_id)) for row_id in moved["retention_step"]],
    }


def _add_agreed(view: View, customers: Mapping[int, dict[str, Any]]) -> None:
    """Adds every step that is agreed with a customer: its day, its hour if it has one, its words."""
    for step in view.store.appointments.open(customers, view.day, view.at) if customers else ():
        customer, at = customers[step["customer_id"]], step["next_at"]
        when = f"{clock.parse_iso(at).astimezone(view.zone):%Y-%m-%d %H:%M}" if at else step["next_on"]
        words = " ".join(filter(None, (when, step["next_step"])))
        customer["agreed"] = _("; ").join(filter(None, (customer.get("agreed"), words)))
