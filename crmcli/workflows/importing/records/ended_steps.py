"""What the contacts of an import did to steps that were agreed before it: said as after any other contact."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from crmcli.database.connection import Row
from crmcli.i18n import _, titled
from crmcli.workflows.contacts import Steps, step_lines
from crmcli.workflows.importing.job import Job

#: So many ids stand in one statement, and so many steps are told one by one.
_AT_ONCE, _MOST = 5_000, 20


def standing(job: Job, ids: Collection[int]) -> list[Row]:
    """The steps that are open with these customers now."""
    now, wanted, found = job.work.present, sorted(ids), list[Row]()
    for start in range(0, len(wanted), _AT_ONCE):
        found += job.work.store.appointments.open(wanted[start : start + _AT_ONCE], now.day, now.at)
    return found


def tell_ended(job: Job, before: Sequence[Row], written: Iterable[Mapping[str, Any]]) -> None:
    """Says of each step of before what the contacts written since did to it: settled, replaced, or left it open."""
    if not before:
        return
    left = {row["id"] for row in standing(job, {row["customer_id"] for row in before})}
    talks: dict[int, list[Mapping[str, Any]]] = {}
    for row in written:
        talks.setdefault(row["customer_id"], []).append(row)
    shown = sorted(before, key=lambda row: row["id"] in left)[:_MOST]
    names = {
        row["id"]: row["name"] for row in job.work.store.customers.many([r["customer_id"] for r in shown])
    }
    for step in shown:
        kept = step["id"] in left
        settled = not kept and any(_settles(talk, step) for talk in talks.get(step["customer_id"], ()))
        fates = ([step] if here else [] for here in (settled, not (settled or kept), False, kept))
        lines = step_lines(Steps(*fates), job.work.zone)
        job.fates.warnings += [titled(names[step["customer_id"]], line) for line in lines]
    if len(before) > _MOST:
        job.fates.warnings.append(_("And %(n)d more agreed steps.") % {"n": len(before) - _MOST})


def _settles(talk: Mapping[str, Any], step: Row) -> bool:
    """Whether a contact ended a step by its day; else it was another step that took its place."""
    day = step["next_on"] if step["next_at"] or talk["next_step"] else step["next_settles_on"]
    return bool(talk["effective"] and talk["occurred_on"] >= (day or step["next_on"]))
