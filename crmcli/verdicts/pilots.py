"""By which policy a customer is judged: the team's, or that of a pilot of the department to which its owner belongs."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from crmcli import policy
from crmcli.policy import Policy
from crmcli.store import View

#: The sections that judge customers one by one, and so may differ between departments, with the fields of a policy that each fills.
SECTIONS: Mapping[str, tuple[str, ...]] = {
    "contact": ("contact", "overlays"), "tier": ("tier",), "value_class": ("value_class",), "lifecycle": ("lifecycle",),
    "potential": ("potential",), "health": ("health",), "churn": ("churn",),
}  # fmt: skip
#: Numbers of these that the facts of all customers rest on.
WHOLE = ("lifecycle.gap_min_purchases", "contact.calendar")
_INDEXED = re.compile(r"(.+)\[(\d+)\]")


class Pilots:
    """The pilots of a view's day."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._open = view.store.pilots.open_on(view.day)
        self._departments = _departments(view) if self._open else {}
        self._policies: dict[int, Policy] = {}

    def of(self, owner_id: int | None) -> dict[str, Any] | None:
        """The pilot by which the customers of an owner are judged, if one runs."""
        return next((row for row in self._mine(owner_id) if row["start_on"] <= self._view.day), None)

    def policy(self, owner_id: int | None) -> Policy:
        """The policy by which the customers of an owner are judged."""
        row = self.of(owner_id)
        if row is None:
            return self._view.policy
        if row["id"] not in self._policies:
            self._policies[row["id"]] = _tried(self._view, row["changes"])
        return self._policies[row["id"]]

    def begins(self, owner_id: int | None) -> date | None:
        """The day on which a pilot begins by which the customers of an owner will be judged."""
        days = [row["start_on"] for row in self._mine(owner_id) if row["start_on"] > self._view.day]
        return date.fromisoformat(min(days)) if days else None

    def any(self) -> bool:
        """Whether one runs or is to begin."""
        return bool(self._open)

    def _mine(self, owner_id: int | None) -> list[dict[str, Any]]:
        if not self._open:
            return []
        mine = self._departments.get(owner_id or 0)
        return [row for row in self._open if row["department"] == mine]


def _departments(view: View) -> dict[int, str | None]:
    """The department of everybody, or what it was at a past instant."""
    people = view.store.staff.all()
    then = view.store.former.then("staff", people, view.past) if view.past else people
    return {row["id"]: row["department"] for row in then}


def _tried(view: View, changes: Mapping[str, Any]) -> Policy:
    """The view's policy with the sections that a pilot changes."""
    row = view.store.policies.row(view.policy.version or view.store.policies.current_version())
    table = json.loads(row["data"]) if row else dict(policy.default_dict())
    table = applied(table, changes)
    whole = Policy.from_dict(table, view.policy.version)
    sections = {path.partition(".")[0].partition("[")[0] for path in changes}
    fields = [name for section in sections for name in SECTIONS[section]]
    return replace(view.policy, **{name: getattr(whole, name) for name in fields})


def applied(table: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """A copy of a policy's tables with other values at some paths (`churn.high`, `tier[0].all`); what is no more there stays out."""
    copy: dict[str, Any] = json.loads(json.dumps(table))
    for path, value in changes.items():
        _put(copy, path, value)
    return copy


def _put(table: Any, path: str, value: Any) -> None:
    name, _dot, rest = path.partition(".")
    if path in table or not rest:
        table[path] = value
        return
    indexed = _INDEXED.fullmatch(name)
    inner = table.get(indexed[1] if indexed else name)
    if indexed:
        inner = inner[int(indexed[2])] if isinstance(inner, list) and int(indexed[2]) < len(inner) else None
    if isinstance(inner, dict):
        _put(inner, rest, value)
