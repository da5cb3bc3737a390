"""What is to be done better, through its life: open, done on a day, or no longer wanted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from crmcli import errors
from crmcli.i18n import _
from crmcli.store import Work


def require_open(work: Work, improvement_id: int) -> None:
    """Invalid if an improvement is done or cancelled."""
    if work.store.improvements.get(improvement_id)["state"] != "open":
        raise errors.Invalid(
            _("Improvement %(id)d is no longer open.") % {"id": improvement_id},
            _("See: crmcli improve list --all"),
        )


def edit(work: Work, improvement_id: int, values: Mapping[str, Any]) -> bool:
    """Changes columns of an open one; False if they had these values already."""
    require_open(work, improvement_id)
    return work.store.improvements.edit(work.op, improvement_id, values)


def done(work: Work, improvement_id: int, day: date, result: str) -> None:
    """Marks an open one as done on a day that isn't ahead; with what came of it."""
    require_open(work, improvement_id)
    if day > work.as_of.on:
        raise errors.Invalid(
            _("%(day)s is still ahead.") % {"day": day}, _("See: crmcli improve done --help")
        )
    values = {"state": "done", "done_on": day.isoformat()} | ({"result": result} if result else {})
    work.store.improvements.edit(work.op, improvement_id, values)


def cancel(work: Work, improvement_id: int, why: str) -> None:
    """Marks an open one as no longer wanted."""
    require_open(work, improvement_id)
    values = {"state": "cancelled"} | ({"result": why} if why else {})
    work.store.improvements.edit(work.op, improvement_id, values)


def finish(work: Work, improvement_id: int, note: str) -> str:
    """Ticks one off the due list; says so."""
    done(work, improvement_id, work.as_of.on, note)
    title = work.store.improvements.get(improvement_id)["title"]
    return _("Improvement %(id)d is done: %(title)s.") % {"id": improvement_id, "title": title}
