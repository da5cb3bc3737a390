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
    """Names the steps of before that the contacts written since settled or replaced."""
    if not before:
        return
    left = {row["id"] for row in standing(job, {row["customer_id"] for row in before})}
    ended = [row for row in before if row["id"] not in left]
    talks: dict[int, list[Mapping[str, Any]]] = {}
    for row in written:
        talks.setdefault(row["customer_id"], []).append(row)
    names = {
        row["id"]: row["name"]
        for row in job.work.store.customers.many([r["customer_id"] for r in ended[:_MOST]])
    }
    for step in ended[:_MOST]:
        settled = any(_settles(talk, step) for talk in talks.get(step["customer_id"], ()))
        steps = Steps([step] if settled else [], [] if settled else [step], [], [])
        lines = step_lines(steps, job.work.zone)
        job.fates.warnings += [titled(names[step["customer_id"]], line) for line in lines]
    if len(ended) > _MOST:
        job.fates.warnings.append(
            _("%(n)d more agreed steps were settled or replaced.") % {"n": len(ended) - _MOST}
        )


def _settles(talk: Mapping[str, Any], step: Row) -> bool:
    """Whether a contact ended a step by its day; else it was another step that took its place."""
    day = step["next_on"] if step["next_at"] or talk["next_step"] else step["next_settles_on"]
    return bool(talk["effective"] and talk["occurred_on"] >= (day or step["next_on"]))
