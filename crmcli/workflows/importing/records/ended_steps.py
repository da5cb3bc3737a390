"""What the contacts of an import did to steps that were agreed before it: said as after any other contact."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from crmcli import clock
from crmcli.database.connection import Row
from crmcli.i18n import _, titled
from crmcli.workflows.contacts import Made, Steps, says_again, step_lines, what_goes_on
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
    """Whether a contact ended a step by its day; else it was another step of the same person that took its place."""
    whose = [(row["author_id"], None if row["author_id"] else row["author"] or "") for row in (talk, step)]
    replaces = talk["next_on"] and whose[0] == whose[1]
    waits = talk["next_step"] and not talk["next_on"]
    early = talk["direction"] == "out" and not (step["next_at"] or replaces or waits)
    day = step["next_settles_on"] if early else None
    return bool(talk["effective"] and talk["occurred_on"] >= (day or step["next_on"]))


def go_on(rows: Iterable[dict[str, Any]], steps: Mapping[int, Iterable[Row]]) -> None:
    """What was agreed with a customer goes on in a contact, still to be written, that names its day again."""
    for row in rows:
        day, author = date.fromisoformat(row["occurred_on"]), row["author_id"]
        made = Made(day, row["occurred_at"], author, bool(row["effective"]))
        for step in steps.get(row["customer_id"], ()) if row["next_on"] else ():
            if says_again(step, made, told_step(row)):
                row |= what_goes_on(step, row["occurred_at"])
                break


def told_step(row: Mapping[str, Any]) -> tuple[date | None, datetime | None, str | None]:
    """The day, time and words that a row agrees."""
    on, at = row["next_on"], row["next_at"]
    return on and date.fromisoformat(on), at and clock.parse_iso(at), row["next_step"]
