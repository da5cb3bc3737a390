"""Members' levels: up at once, down only when the time of the one they have is over."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from crmcli.judging.points import level_on, merited
from crmcli.store import View, Work
from crmcli.verdicts.points import level_inputs

#: By customer, from which level to which.
Moved = dict[int, tuple[str | None, str]]


def refresh(work: Work, ids: Collection[int]) -> Moved:
    """Judges the levels of members anew and keeps those that differ; who moved, from which to which."""
    updates, moved = _judged(work, ids)
    work.op.update_many("customer", updates)
    return moved


def fall(work: Work) -> Moved:
    """Judges those anew whose level's time is over; who moved."""
    return refresh(work, work.store.points.falling(work.day))


def falling(view: View) -> Moved:
    """Who would move by `fall`, which writes nothing here."""
    return _judged(view, view.store.points.falling(view.day))[1]


def _judged(view: View, ids: Collection[int]) -> tuple[dict[int, dict[str, Any]], Moved]:
    """What the levels of members and their times are by now, and who moved by that."""
    members = view.store.points.members(ids)
    inputs = level_inputs(view, sorted(members)) if members else {}
    rules, levels, moved = view.policy.points, {}, {}
    for key, row in members.items():
        if key not in inputs:
            continue
        merit = merited(rules, inputs[key])
        level, until = level_on(rules, row["member_level"], row["level_until"], merit, view.as_of.on)
        levels[key] = {"member_level": level, "level_until": until}
        if level != row["member_level"]:
            moved[key] = (row["member_level"], level)
    return levels, moved
