"""Who looks after the customers of each tier, where the policy says so: people by name, departments, roles.

Nothing moves by itself. By command, customers in the contact plan that are nobody's, or somebody's whom the policy doesn't
name, go to those of the named people who look after the fewest.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from crmcli import vocabulary
from crmcli.actors import READERS
from crmcli.store import View, Work
from crmcli.workflows import classifying


class Handover(NamedTuple):
    """A customer (id, code, name, tier) that goes from one person, or nobody, to another; ids and names of both."""

    row: Mapping[str, Any]
    before: str | None
    owner_id: int
    owner: str

    def as_data(self) -> dict[str, Any]:
        told = {key: self.row[key] for key in ("id", "code", "customer", "tier")}
        return {**told, "before": self.before, "owner": self.owner}


def handovers(view: View) -> list[Handover]:
    """The customers that are not with whom the policy names for their tier as stored, by name, and to whom each would go."""
    able = {
        tier: people
        for tier, plan in view.policy.contact.plan.items()
        if (people := _able(view, plan.owners))
    }
    if not able:
        return []
    names, load = view.store.staff.names(), view.store.owners.load()
    found = []
    for row in view.store.owners.of_tiers(sorted(able)):
        people = able[row["tier"]]
        if row["owner_id"] in people:
            continue
        to = min(people, key=lambda key: (load.get(key, 0), key))
        load[to] = load.get(to, 0) + 1
        found.append(Handover(dict(row), row["owner"], to, names[to]))
    return found


def hand_over(work: Work) -> list[Handover]:
    """Moves them all, and judges them anew."""
    found = handovers(work)
    ids = [each.row["id"] for each in found]
    work.op.update_many("customer", {each.row["id"]: {"owner_id": each.owner_id} for each in found})
    classifying.refresh(work, ids)
    return found


def unknown(view: View) -> list[str]:
    """Names of the policy that mean nobody who could look after a customer."""
    names = dict.fromkeys(name for plan in view.policy.contact.plan.values() for name in plan.owners)
    return [name for name in names if not _able(view, [name])]


def _able(view: View, names: Sequence[str]) -> list[int]:
    """The people whom names mean who work here and may write."""
    wanted = {name.strip().lower() for name in names}
    roles = {role for name in names if (role := vocabulary.parse_word("role", name.strip()))}
    return [
        int(person["id"])
        for person in view.store.staff.all()
        if person["active"]
        and person["role"] not in READERS
        and (
            person["name"].lower() in wanted
            or (person["department"] or "").lower() in wanted - {""}
            or person["role"] in roles
        )
    ]
