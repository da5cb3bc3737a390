"""Rows of the due list about measures to keep customers or win them back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from crmcli import errors
from crmcli.i18n import _, titled
from crmcli.judging.scoring import urgency_of
from crmcli.store import View, Work
from crmcli.verdicts.retention import undecided
from crmcli.wording import label
from crmcli.workflows.contacts import Contact, as_said, log, unreached_told
from crmcli.workflows.due.rows import DueRow, Wanted, reachable
from crmcli.workflows.retention import steps

#: The contact that ticking off a measure records: its channel and the level of its meeting.
_CONTACTS = {"call": ("phone", None), "visit": ("visit", None), "executive": ("visit", "high")}


def retention_rows(view: View, wanted: Wanted) -> Iterator[DueRow]:
    """A row a measure that is due by the day that the list looks until, of a case that is open."""
    until = wanted.until.isoformat()
    rows = [row for row in open_steps(view) if row["due_on"] <= until]
    return (_row(view, row) for row in rows if wanted.owner_id in (None, row["owner_id"]))


def open_steps(view: View) -> list[dict[str, Any]]:
    """The measures to take of open cases, by their days."""
    rows = [
        row
        for row in view.store.retention.undone(view.past)
        if not row["held_out"] and row["customer_status"] in ("active", None)
    ]
    of_cases = {row["case_id"]: {**row, "id": row["case_id"]} for row in rows}
    running = undecided(view, list(of_cases.values()))
    return [row for row in rows if row["case_id"] in running]


def due_on(view: View, step_id: int) -> date | None:
    """The day of a measure that is to be taken; None for one that isn't any more."""
    found = (row["due_on"] for row in open_steps(view) if row["id"] == step_id)
    return next(map(date.fromisoformat, found), None)


def finish_step(work: Work, step_id: int, note: str) -> str:
    """A measure was taken today; a call, a visit and an executive contact are recorded as contacts. Invalid for one that was
    taken, or of a case that is over."""
    step = work.store.retention.step(step_id)
    if step["done_on"]:
        raise errors.Invalid(
            _("Measure %(id)d was taken on %(day)s.") % {"id": step_id, "day": step["done_on"]},
            _("See: crmcli retain show %(id)d") % {"id": step["case_id"]},
        )
    steps.refuse_over(work, work.store.retention.get(step["case_id"]))
    contact_id = None
    if step["kind"] in _CONTACTS:
        channel, level = _CONTACTS[step["kind"]]
        ways = work.store.due.people([step["customer_id"]], work.day)[step["customer_id"]]
        channel = reachable(channel, ways) or "other"
        said = note or titled(label("retention_measure", step["kind"]), step["what"] or "—")
        contact = as_said(Contact(step["customer_id"], channel, said, work.op.at, level=level))
        contact_id, _fates = log(work, contact)
        if not contact.reached:
            return unreached_told(contact, contact_id)
    steps.take(work, work.store.retention.step(step_id), work.as_of.on, note or None, contact_id)
    told = {"id": step_id, "customer": step["customer"], "kind": label("retention_measure", step["kind"])}
    return (
        _("Measure %(id)d to keep %(customer)s was taken: %(kind)s.") % told + "\n" + way_on(step["case_id"])
    )


def way_on(case_id: int) -> str:
    """The sentence with the commands by which a case goes on."""
    return _(
        "Next: crmcli retain step %(id)d MEASURE --due DAY   or, when it is settled: crmcli retain close %(id)d OUTCOME"
    ) % {"id": case_id}


def _row(view: View, row: dict[str, Any]) -> DueRow:
    overdue = (view.as_of.on - date.fromisoformat(row["due_on"])).days
    score, parts = urgency_of(view.policy.urgency, "retain", overdue)
    aim = _("win back") if row["stage"] == "lost" else _("keep")
    why = " ".join(filter(None, (titled(aim, label("retention_measure", row["kind"])), row["what"])))
    return DueRow(
        item=f"retain:{row['id']}",
        kind="retain",
        customer_id=row["customer_id"],
        due_at=row["due_on"],
        overdue_days=max(0, overdue),
        urgency=score,
        terms=parts,
        why=why,
        channel=_CONTACTS.get(row["kind"], (None,))[0],
        owner_id=row["owner_id"],
    )
