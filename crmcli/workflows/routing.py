"""Who gets a complaint or feedback: whom a command names, else whom the policy's rules say, else who looks after the
customer. Of several whom the policy names the first who can take it, the others stand in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from crmcli.actors import READERS
from crmcli.database.connection import Record, Row
from crmcli.i18n import _, series
from crmcli.judging.routes import Matter, first_fitting
from crmcli.policy import Policy
from crmcli.policy.sections import Process, Route
from crmcli.store import Store, View, Work
from crmcli.wording import label
from crmcli.workflows.complaint_guards import check_accused, is_accused
from crmcli.workflows.handoffs import head_of

_AREAS = ("region", "province", "city", "district")


class Chosen(NamedTuple):
    """Who takes it (None: whoever of the department comes first), for which department, by which of the rules (from 1), and
    why in a sentence."""

    staff_id: int | None
    department: str | None
    rule: int | None
    why: str


def matter_of(of: Any, values: Mapping[str, Any], customer: Record | None) -> Matter:
    """What a new complaint's or feedback's columns say to the rules; the category of feedback is its kind."""
    category = values.get("kind") if of == "feedback" else values.get("category")
    areas = tuple(customer[name] for name in _AREAS) if customer is not None else ()
    return Matter(of, category, values.get("product"), values.get("channel"), values.get("severity"), areas)


def handler_of(work: Work, customer: Record, values: Mapping[str, Any], named: str | None) -> Chosen:
    """Who handles a new complaint: the one named, else whom a rule names, else the customer's owner unless they left, else who
    answers for complaints, else the actor.

    The accused is passed over; Invalid if nobody else is left or the one named is accused.
    """
    store, accused, actor = work.store, values.get("accused"), work.op.actor
    if named:
        person = store.staff.present(named)
        check_accused(store, accused, person["id"], person["name"])
        return Chosen(int(person["id"]), None, None, _("It was given to whom the command names."))
    routed = routed_by(work, matter_of("complaint", values, customer), accused)
    if routed is not None and routed.staff_id is not None:
        return routed
    if owner_id := _owner(store, customer, accused):
        return Chosen(owner_id, None, None, _("No rule names anybody: it is the customer's owner's."))
    if (found := process_owner(work, "complaints", accused)) is not None:
        why = _(
            "No rule names anybody, nor has the customer an owner: it is whose who answers for complaints."
        )
        return Chosen(found, None, None, why)
    if actor.id is not None:
        check_accused(store, accused, actor.id, actor.name)
    return Chosen(actor.id, None, None, _("Nobody else can take it: it is whose who entered it."))


def _owner(store: Store, customer: Record, accused: str | None) -> int | None:
    owner_id = customer["owner_id"]
    if not owner_id or not store.staff.get(owner_id)["active"]:
        return None
    return None if accused and is_accused(store, accused, owner_id, customer["owner"]) else int(owner_id)


def answerer_of(
    view: View, customer: Record | None, values: Mapping[str, Any], actor_id: int | None
) -> Chosen:
    """Who answers new feedback that nobody and no department was named for: whom a rule names, else the customer's owner, else
    the actor."""
    routed = routed_by(view, matter_of("feedback", values, customer))
    if routed is not None:
        return routed
    if customer is not None and customer["owner_id"]:
        return Chosen(
            customer["owner_id"], None, None, _("No rule names anybody: it is the customer's owner's.")
        )
    return Chosen(actor_id, None, None, _("Nobody else can take it: it is whose who entered it."))


def process_owner(view: View, process: str, accused: str | None = None) -> int | None:
    """Who answers for a process (`complaints`, `review` …): the first of those whom the policy names who can; None for nobody."""
    names = getattr(view.policy.process, process)
    return next((p for p, _name in _able(view.store, names, accused) if p is not None), None)


def answers_for(view: View) -> dict[int, list[str]]:
    """By person the processes that they answer for now."""
    found: dict[int, list[str]] = {}
    for process in Process._fields:
        if (owner_id := process_owner(view, process)) is not None:
            found.setdefault(owner_id, []).append(process)
    return found


def conditions_told(route: Route) -> str:
    """What a rule asks for, in words."""
    told = {
        _("category"): route.category, _("product"): route.product,
        _("channel"): route.channel and label("channel", route.channel),
        _("severity"): route.severity and label("severity", route.severity), _("area"): route.area,
    }  # fmt: skip
    return series(f"{name} = {value}" for name, value in told.items() if value) or _("everything")


def rule_told(policy: Policy, rule: int) -> str:
    """Which rule of a policy decided, in a sentence."""
    told = {"n": rule, "version": policy.version, "conditions": conditions_told(policy.routing[rule - 1])}
    return _("By rule %(n)d of the policy's version %(version)d (%(conditions)s).") % told


def routed_by(view: View, matter: Matter, accused: str | None = None) -> Chosen | None:
    """Who gets it by the first rule that fits; None if none does, or nobody whom it names can take it."""
    place = first_fitting(view.policy.routing, matter)
    if place is None:
        return None
    found = list(_able(view.store, view.policy.routing[place].to, accused))
    if not found:
        return None
    staff_id, department = next(((p, d) for p, d in found if p is not None), found[0])
    return Chosen(staff_id, department, place + 1, rule_told(view.policy, place + 1))


def _able(store: Store, names: Sequence[str], accused: str | None) -> list[tuple[int | None, str | None]]:
    """Of these people and departments those who can take something: a person, or a department with who answers for it (None:
    several might)."""
    found: list[tuple[int | None, str | None]] = []
    departments = {
        (row["department"] or "").lower(): row["department"] for row in store.staff.all() if row["active"]
    }
    for name in names:
        person = store.staff.by_name(name)
        department = None if person else departments.get(name.strip().lower())
        head = head_of(store, department) if department else person
        if head is None and department:
            found.append((None, department))
        elif head is not None and _can_take(store, head, accused):
            found.append((head["id"], department))
    return found


def _can_take(store: Store, person: Row, accused: str | None) -> bool:
    """Whether somebody works here, may write, and isn't whom a complaint accuses."""
    able = person["active"] and person["role"] not in READERS
    return bool(able) and not (accused and is_accused(store, accused, person["id"], person["name"]))
