"""Members' levels: up at once, down only when the time of the one they have is over."""

from __future__ import annotations

from collections.abc import Collection

from crmcli.judging.points import level_on, merited
from crmcli.store import Work
from crmcli.verdicts.points import level_inputs


def refresh(work: Work, ids: Collection[int]) -> dict[int, tuple[str | None, str]]:
    """Judges the levels of members anew and keeps those that differ; who moved, from which to which."""
    members = work.store.points.members(ids)
    inputs = level_inputs(work, sorted(members)) if members else {}
    rules, updates, moved = work.policy.points, {}, {}
    for key, row in members.items():
        if key not in inputs:
            continue
        merit = merited(rules, inputs[key])
        level, until = level_on(rules, row["member_level"], row["level_until"], merit, work.as_of.on)
        updates[key] = {"member_level": level, "level_until": until}
        if level != row["member_level"]:
            moved[key] = (row["member_level"], level)
    work.op.update_many("customer", updates)
    return moved


def fall(work: Work) -> dict[int, tuple[str | None, str]]:
    """Judges those anew whose level's time is over."""
    return refresh(work, work.store.points.falling(work.day))
