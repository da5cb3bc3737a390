"""Rows of the due list about trainings that somebody lacks or whose pass runs out: for themselves and for the managers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import groupby

from crmcli import errors
from crmcli.i18n import _, clauses, titled
from crmcli.judging.scoring import urgency_of
from crmcli.store import View
from crmcli.verdicts.trainings import Lack, lacking
from crmcli.wording import shell_word
from crmcli.workflows.due.managing import is_managers
from crmcli.workflows.due.rows import DueRow, Wanted


def training_rows(view: View, wanted: Wanted) -> Iterator[DueRow]:
    """A row for everybody who has to see to a training, with all topics."""
    everybody = wanted.owner_id is None or is_managers(view, wanted)
    for staff_id, lacks in groupby(lacking(view, wanted.until), key=lambda lack: lack.staff_id):
        if everybody or staff_id == wanted.owner_id:
            yield _row(view, list(lacks))


def _row(view: View, lacks: list[Lack]) -> DueRow:
    first = min(lack.due_on for lack in lacks)
    overdue = (view.as_of.on - first).days
    score, parts = urgency_of(view.policy.urgency, "training", overdue)
    return DueRow(
        item=f"training:{lacks[0].staff_id}",
        kind="training",
        customer_id=None,
        due_at=first.isoformat(),
        overdue_days=max(0, overdue),
        urgency=score,
        terms=parts,
        why=titled(lacks[0].name, clauses(_told(view, lack) for lack in lacks)),
        owner_id=lacks[0].staff_id,
    )


def _told(view: View, lack: Lack) -> str:
    told = {"topic": lack.topic, "day": lack.valid_until}
    if lack.valid_until is None:
        return _("training %(topic)s is missing") % told
    if lack.valid_until < view.as_of.on:
        return _("training %(topic)s ran out on %(day)s") % told
    return _("training %(topic)s runs out on %(day)s") % told


def due_on(view: View, staff_id: int) -> date | None:
    """The first day on which a training of somebody is or will be due; None if none ever is."""
    days = [lack.due_on for lack in lacking(view, date.max) if lack.staff_id == staff_id]
    return min(days, default=None)


def way_on(view: View, staff_id: int) -> str:
    """The sentence with the command that settles it."""
    name = shell_word(view.store.staff.get(staff_id)["name"])
    return _("When it is passed: crmcli staff train %(name)s TOPIC") % {"name": name}


def refuse_tick(view: View, staff_id: int) -> errors.Usage:
    """What to say where a tick doesn't tell which training was passed, and how."""
    return errors.Usage(_("A training says what it was about, and its scores."), way_on(view, staff_id))
