"""Making two records of one customer one: fields are chosen, everything that refers to the other moves.

The other's row goes; its id, code, number and name find the survivor from then on. `unmerging` takes it back.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from crmcli import errors
from crmcli.database.connection import Record
from crmcli.i18n import _
from crmcli.queries.customers import name_forms
from crmcli.store import Work
from crmcli.workflows.duplicates.fields import Choice, choose

_WAYS = ("phone", "email", "wechat")
#: What tells a person's two records apart, and what one may fill in the other.
_TELLING = ("phone", "email", "wechat", "birthday")
_FILLED = (
    *_TELLING,
    "title",
    "department",
    "birthday_calendar",
    "decision_role",
    "consent",
    "note",
    "custom",
)


@dataclass(slots=True)
class Merged:
    """A merge that was made: its number, who stays, who went, what was chosen, how many rows moved by table."""

    id: int
    survivor_id: int
    loser: dict[str, Any]
    choices: list[Choice]
    moved: dict[str, int] = field(default_factory=dict)


def merge(
    work: Work,
    survivor_id: int,
    loser_id: int,
    take: Mapping[str, str] | None = None,
) -> Merged:
    """Merges `loser_id` into `survivor_id`; `take` says field → left (survivor) or right.

    The caller judges the survivor anew in the same operation. Conflict if one of them is gone, Usage if they are one.
    """
    if survivor_id == loser_id:
        raise errors.Usage(_("That is one and the same customer."), _("Name two customers."))
    rows = work.store.imports.customers({survivor_id, loser_id})
    if len(rows) < 2:
        raise errors.Conflict(
            _("One of the two was removed or merged meanwhile."), _("Look again with: crmcli dedupe")
        )
    left, right = rows[survivor_id], rows[loser_id]
    # What was agreed with either stands, whatever the other's contacts say.
    work.store.appointments.stand(work.op, (survivor_id, loser_id), work.day)
    choices = choose(left, right, take or {})
    moved = _move_ways(work, left, right, choices) + _move_persons(work, survivor_id, loser_id)
    counts = {"contact": moved} if moved else {}
    _move_decisions(work, survivor_id, loser_id)
    _drop_referrals(work, survivor_id, loser_id)
    for (table, column), ids in work.store.merges.references(loser_id).items():
        kept = [i for i in ids if (table, i) != ("customer", survivor_id)]
        count = work.op.update_many(table, {i: {column: survivor_id} for i in kept})
        counts[table] = max(counts.get(table, 0), count)
    work.op.update_many(
        "snooze",
        {i: {"item": f"{kind}:{survivor_id}"} for i, kind in work.store.merges.snoozed(loser_id).items()},
    )
    work.op.update("customer", survivor_id, _new_values(left, choices, loser_id))
    derived = work.store.merges.derived(loser_id)
    work.store.standings.forget([loser_id])
    work.op.delete("customer", loser_id)
    merge_id = work.store.merges.add(
        work.op, survivor_id, right, choices=[c.as_data() for c in choices], derived=derived, day=work.day
    )
    return Merged(merge_id, survivor_id, right, choices, {t: n for t, n in counts.items() if n})


def _new_values(left: Record, choices: list[Choice], loser_id: int) -> dict[str, Any]:
    """The survivor's columns after the merge. Nobody is a part of itself."""
    values = {c.field: c.value for c in choices}
    if values.get("parent_id", left["parent_id"]) in (left["id"], loser_id):
        values["parent_id"] = None
    if "name" in values and values["name"] != left["name"]:
        values |= name_forms(values["name"])
    return values


def _move_ways(work: Work, left: Record, right: Record, choices: list[Choice]) -> int:
    """Further phones and addresses move; the main ones that were not chosen become further ones; none stands twice."""
    chosen = {c.field: c.value for c in choices}
    held = {(p["kind"], p["value"]) for p in work.store.customers.contact_ways(left["id"])}
    main = {(kind, chosen.get(kind, left[kind])) for kind in _WAYS}
    moved = 0
    for way in work.store.customers.contact_ways(right["id"]):
        key = (way["kind"], way["value"])
        if key in held | main:
            work.op.delete("contact_way", way["id"])
        else:
            work.op.update("contact_way", way["id"], {"customer_id": left["id"]})
            held.add(key)
            moved += 1
    for kind in _WAYS:
        for value in (left[kind], right[kind]):
            if value and (kind, value) not in held | main:
                work.store.customers.add_contact_way(work.op, left["id"], kind, value)
                held.add((kind, value))
                moved += 1
    return moved


def _move_persons(work: Work, survivor_id: int, loser_id: int) -> int:
    """Contact persons move; one who is there already, by name and without contradiction, becomes one with that one."""
    there = {p["name_folded"]: p for p in work.store.persons.of(survivor_id)}
    persons = work.store.persons.of(loser_id)
    for person in persons:
        same = there.get(person["name_folded"])
        if same is None or not _are_one(same, person):
            work.op.update("contact_person", person["id"], {"customer_id": survivor_id})
            continue
        for table, ids in work.store.merges.of_person(person["id"]).items():
            work.op.update_many(table, {i: {"contact_person_id": same["id"]} for i in ids})
        work.op.update(
            "contact_person", same["id"], {f: person[f] for f in _FILLED if person[f] and not same[f]}
        )
        work.op.delete("contact_person", person["id"])
    return len(persons)


def _are_one(one: Record, two: Record) -> bool:
    """Whether nothing tells two contact persons of one name apart; who left is not who is there."""
    differ = any(one[f] and two[f] and one[f] != two[f] for f in _TELLING)
    return not differ and bool(one["left_on"]) == bool(two["left_on"])


def _drop_referrals(work: Work, survivor_id: int, loser_id: int) -> None:
    """Nobody refers themselves or is referred twice: such referrals go, the survivor's own stays."""
    by = work.store.loyalty.referral_of(loser_id)
    if by is not None and (by["referrer_id"] == survivor_id or work.store.loyalty.referral_of(survivor_id)):
        work.op.delete("referral", by["id"])
    own = work.store.loyalty.referral_of(survivor_id)
    if own is not None and own["referrer_id"] == loser_id:
        work.op.delete("referral", own["id"])


def _move_decisions(work: Work, survivor_id: int, loser_id: int) -> None:
    """Whom the other was said not to be, the survivor is not either; that the two differ was a mistake."""
    for row in work.store.duplicates.decisions_of(loser_id):
        pair = {row["left_id"], row["right_id"]} - {loser_id} | {survivor_id}
        if len(pair) == 1:
            work.op.delete("duplicate_decision", row["id"])
        else:
            work.op.update("duplicate_decision", row["id"], {"left_id": min(pair), "right_id": max(pair)})
