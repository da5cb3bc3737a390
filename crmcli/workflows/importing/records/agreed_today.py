"""What results on our sheet for the day settle: whatever was agreed with their customers up to that day."""

from __future__ import annotations

from collections.abc import Sequence

from crmcli.i18n import _, titled
from crmcli.workflows.contacts import agreed_text
from crmcli.workflows.importing.fates import Entry, place
from crmcli.workflows.importing.job import Job


def settle_agreed(job: Job, results: Sequence[Entry]) -> None:
    """The rows tell what became of today's appointments: these are open no longer, even before their time; says so.
    What the rows themselves agree stands."""
    whose = {entry.customer_id: entry for entry in results if entry.customer_id}
    if not whose:
        return
    work, made = job.work, {entry.target_id for entry in results}
    settled = [
        row
        for row in work.store.appointments.open(list(whose), work.day, work.op.at_text)
        if row["next_on"] <= work.day and row["id"] not in made
    ]
    work.store.appointments.end(work.op, settled, work.op.at_text)
    job.fates.warnings += [
        titled(
            place(whose[row["customer_id"]]), _("Settled: %(what)s") % {"what": agreed_text(row, work.zone)}
        )
        for row in settled
    ]
