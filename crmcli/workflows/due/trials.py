"""Rows of the due list about trials that end or are over without a word: whoever looks after one asks how it went."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from crmcli import errors
from crmcli.database.connection import Row
from crmcli.i18n import _
from crmcli.judging.scoring import urgency_of
from crmcli.judging.trials import ask_on
from crmcli.store import View, Work
from crmcli.workflows.contacts import Contact, as_said, log, unreached_told
from crmcli.workflows.due.rows import DueRow, Wanted, reachable


def trial_rows(view: View, wanted: Wanted) -> Iterator[DueRow]:
    """A row a trial whose customer is to be asked by the day that the list looks until."""
    for row, day in _asked(view, wanted.until):
        if day <= wanted.until and wanted.owner_id in (None, row["owner_id"]):
            yield _row(view, row, day)


def due_on(view: View, trial_id: int) -> date | None:
    """Since when, or from when on, the customer of a trial is to be asked; None if nobody is any more."""
    return next((day for row, day in _asked(view, date.max) if row["id"] == trial_id), None)


def _asked(view: View, until: date) -> Iterator[tuple[Row, date]]:
    """The undecided trials that end by a day or soon after, and when each customer is asked."""
    rules = view.policy.trial
    last = until + timedelta(days=min(rules.follow_up_days, (date.max - until).days))
    for row in view.store.trials.asked(last.isoformat(), view.day, view.past):
        yield row, ask_on(dict(row), rules)


def _row(view: View, row: Row, day: date) -> DueRow:
    overdue = (view.as_of.on - day).days
    score, parts = urgency_of(view.policy.urgency, "trial", overdue)
    over = row["end_on"] < view.day
    why = _("%(product)s: over since %(day)s, no word yet") if over else _("%(product)s: last day %(day)s")
    return DueRow(
        item=f"trial:{row['id']}",
        kind="trial",
        customer_id=row["customer_id"],
        due_at=day.isoformat(),
        overdue_days=max(0, overdue),
        urgency=score,
        terms=parts,
        why=why % {"product": row["product"], "day": row["end_on"]},
        owner_id=row["owner_id"],
    )


def finish_trial(work: Work, trial_id: int, note: str) -> str:
    """Whoever ticks it off has asked the customer, who is asked again later until the trial is ended or extended. Invalid for
    a row that isn't due."""
    row, since = work.store.trials.get(trial_id), due_on(work, trial_id)
    if since is None or since > work.as_of.on:
        raise errors.Invalid(
            _("The customer of trial %(id)d is not to be asked now.") % {"id": trial_id},
            _("See: crmcli trial show %(id)d") % {"id": trial_id},
        )
    ways = work.store.due.people([row["customer_id"]], work.day)[row["customer_id"]]
    channel = reachable("phone", ways) or "other"
    channel = channel if work.policy.can_be_effective(channel) else "other"
    said = note or _("asked about the trial of %(product)s") % {"product": row["product"]}
    contact = as_said(
        Contact(row["customer_id"], channel, said, work.op.at, person_id=row["contact_person_id"])
    )
    contact_id, _steps = log(work, contact)
    if not contact.reached:
        return unreached_told(contact, contact_id)
    told = _("%(name)s was asked about the trial of %(product)s.")
    return told % {"name": row["customer"], "product": row["product"]} + "\n" + way_on(trial_id)


def way_on(trial_id: int) -> str:
    """The sentence with the commands that settle it."""
    return _(
        "When they decide: crmcli trial end %(id)d OUTCOME   or give them longer: crmcli trial extend %(id)d DAY"
    ) % {"id": trial_id}
