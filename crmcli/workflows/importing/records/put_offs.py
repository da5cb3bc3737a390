"""Rows of the due list that our own export tells were put off."""

from __future__ import annotations

from collections.abc import Sequence

from crmcli.workflows.importing.fates import Entry
from crmcli.workflows.importing.job import Job


def put_off(job: Job, entries: Sequence[Entry]) -> None:
    """Puts off what rows that were taken in say of their records, unless it is already."""
    told = {
        _item(entry.target_id, one.what): (entry, one)
        for entry in entries
        if entry.target_id and entry.fate in ("created", "updated", "unchanged")
        for one in entry.values.get("put_off") or ()
    }
    known = job.work.store.tasks.latest_snoozes(list(told))
    for item, (entry, one) in told.items():
        if item not in known or known[item]["until_on"] != one.until.isoformat():
            job.work.store.tasks.snooze(
                job.work.op, item, one.until, one.reason or None, staff_id=job.work.op.actor.id
            )
            if entry.fate == "unchanged":
                entry.fate = "updated"


def _item(record_id: int | None, what: str) -> str:
    about, _colon, step = what.partition(":")
    return ":".join(filter(None, (about, str(record_id), step)))
