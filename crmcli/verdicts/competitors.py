"""What competitors had of our deals by a moment. Reads and judges, writes nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from crmcli.matching.text import search_key
from crmcli.queries.competitors import names_of
from crmcli.store import View
from crmcli.verdicts.opportunities import Standing, standings


class Rival(NamedTuple):
    """A competitor with the opportunities for which it is named: open ones, those that we won, those lost to it, and those lost
    otherwise; the customers whose needs name it, and the notes on it, the latest first."""

    row: Mapping[str, Any]
    open: Sequence[Standing]
    won: Sequence[Standing]
    lost_to: Sequence[Standing]
    lost_else: Sequence[Standing]
    customers: Sequence[Mapping[str, Any]]
    notes: Sequence[Mapping[str, Any]]

    @property
    def reasons(self) -> Counter[str]:
        """How often which reason was given for what was lost to it."""
        return Counter(one.row["lost_reason"] for one in self.lost_to if one.row["lost_reason"])


def rivals(view: View, deals: Sequence[Standing] | None = None) -> list[Rival]:
    """All competitors by the view's moment, by name; with opportunities as they stood then, if they are at hand."""
    area, day = view.store.competitors, view.day if view.past else None
    rows = area.listed(day)
    if not rows:
        return []
    found = {one.row["id"]: one for one in (standings(view, {}) if deals is None else deals)}
    named: dict[int, list[tuple[Standing, bool]]] = {}
    for key, each in area.in_play(None, day).items():
        for row in each if key in found else ():
            named.setdefault(row["competitor_id"], []).append((found[key], bool(row["won"])))
    notes: dict[int, list[Mapping[str, Any]]] = {}
    for note in area.notes(None, day, view.past):
        notes.setdefault(note["competitor_id"], []).append(dict(note))
    told = [dict(row) for row in area.wanted_by()]
    return [
        _rival(dict(row), names_of(row), named.get(row["id"], []), told, notes.get(row["id"], []))
        for row in rows
    ]


def _rival(
    row: Mapping[str, Any],
    names: Sequence[str],
    deals: Sequence[tuple[Standing, bool]],
    told: Sequence[Mapping[str, Any]],
    notes: Sequence[Mapping[str, Any]],
) -> Rival:
    def at(stage: str) -> list[tuple[Standing, bool]]:
        return [each for each in deals if each[0].row["stage"] == stage and each[0].row["closed_on"]]

    keys = [search_key(name) for name in names]
    return Rival(
        row,
        [one for one, _theirs in deals if one.row["closed_on"] is None],
        [one for one, _theirs in at("won")],
        [one for one, theirs in at("lost") if theirs],
        [one for one, theirs in at("lost") if not theirs],
        [each for each in told if any(key in search_key(each["competitors"]) for key in keys)],
        notes,
    )
