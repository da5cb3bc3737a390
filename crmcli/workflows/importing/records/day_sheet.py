"""What results on our sheet for the day do beside being contacts: steps that were agreed, tasks, data to be verified."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from crmcli import clock, errors
from crmcli.i18n import _, titled
from crmcli.workflows.contacts import Contact, Steps, outcome, step_lines
from crmcli.workflows.due.finishing import finish
from crmcli.workflows.due.news import is_news
from crmcli.workflows.importing.entries import due_item, is_contact_row, is_due_row
from crmcli.workflows.importing.fates import Entry, place
from crmcli.workflows.importing.job import Job
from crmcli.workflows.importing.records.ended_steps import go_on, told_step

#: How the rows begin that may be of no customer.
OF_NOBODY = ("task:", "feedback:", "training:", "policy:", "check:")
#: Customers' rows whose result is no contact, either.
_NO_CONTACT = ("verify", "news")
#: Results that say that a task is done, whatever stands behind them.
_DONE = ("已完成", "完成", "已办", "办完", "做完", "搞定", "done", "finished", "completed")


def take_ticks(job: Job, entries: Sequence[Entry]) -> None:
    """Takes in the results that are no contacts: of tasks and feedback of no customer, of data that were verified, and of
    news that was seen."""
    for entry in entries:
        if not (entry.open and is_due_row(entry)):
            continue
        kind, _colon, rest = due_item(entry).partition(":")
        if kind in _NO_CONTACT or (f"{kind}:" in OF_NOBODY and entry.customer_id is None):
            _tick(job, entry, kind, int(rest))


def _tick(job: Job, entry: Entry, kind: str, key: int) -> None:
    work, words = job.work, str(entry.values["content"])
    if kind == "news" and entry.customer_id and not is_news(work, entry.customer_id):
        # Seen since the list was written, or followed by a contact: nothing is left to be done, and nothing is wrong.
        entry.end("unchanged", entry.customer_id)
        return
    try:
        if kind in _NO_CONTACT:
            line, _steps = finish(work, f"{kind}:{entry.customer_id}", words)
        elif kind == "feedback":
            # What was said to a colleague is the answer.
            line, _steps = finish(work, f"feedback:{key}", words)
        elif kind in ("training", "policy", "check"):
            line, _steps = finish(work, f"{kind}:{key}", words)
        else:
            line = _task(job, key, words)
    except (errors.Invalid, errors.NotFound, errors.NotAllowed, errors.Usage) as error:
        entry.reject(str(error))
        return
    entry.end("updated", entry.customer_id)
    job.fates.warnings.append(titled(place(entry), line))
    if entry.values.get("next_on"):
        job.fates.warnings.append(
            titled(
                place(entry),
                _("The next time was left out: only a contact agrees one."),
            )
        )


def _task(job: Job, key: int, words: str) -> str:
    """The result becomes a remark on the task, which is done if that is what it says."""
    work = job.work
    task = work.store.tasks.get(key)
    work.store.tasks.comment(work.op, key, words)
    if task["state"] == "open" and words.strip().lower().startswith(_DONE):
        return finish(work, f"task:{key}", "")[0]
    return _("Noted with the task %(title)s.") % {"title": task["title"]}


class AgreedSteps:
    """What becomes of the steps that were open with the customers of the day's results; says it like any contact does.

    Made before the results are written; what they agree themselves stands.
    """

    def __init__(self, job: Job, results: Sequence[Entry]) -> None:
        self._job = job
        self._left: dict[int, list[Any]] = {}
        ids = {entry.customer_id for entry in results if entry.customer_id}
        if ids:
            for row in job.work.store.appointments.open(ids, job.work.day, job.work.op.at_text):
                self._left.setdefault(row["customer_id"], []).append(row)

    def go_on(self, rows: Sequence[dict[str, Any]]) -> None:
        """What was agreed goes on in a result, still to be written, that names its day again."""
        go_on(rows, self._left)

    def settle(self, written: Sequence[tuple[Entry, Mapping[str, Any]]]) -> None:
        """Ends what the written results settle, even before its time, or cancel; what is left is told last."""
        last: dict[int, Entry] = {}
        for entry, row in written:
            if self._left.get(row["customer_id"]):
                if _is_undated(entry):
                    ahead = [a["id"] for a in self._left[row["customer_id"]] if not _has_come(a, row)]
                    self._job.work.store.appointments.keep(self._job.work.op, ahead)
                steps = outcome(
                    self._job.work,
                    self._contact(entry, row),
                    row["author_id"],
                    self._left[row["customer_id"]],
                )
                self._left[row["customer_id"]] = steps.kept
                last[row["customer_id"]] = entry
                self._tell(entry, steps._replace(kept=[]))
        for customer_id, entry in last.items():
            self._tell(entry, Steps([], [], [], self._left[customer_id]))
        self._keep_all(written)

    def _keep_all(self, written: Sequence[tuple[Entry, Mapping[str, Any]]]) -> None:
        """Several rows of one customer are about several matters: what each agrees stands beside the others'."""
        agreed: dict[int, dict[tuple[str, str | None], int]] = {}
        for entry, row in written:
            if row["next_on"] and entry.target_id:
                steps = agreed.setdefault(row["customer_id"], {})
                steps[row["next_on"], row["next_at"]] = entry.target_id
        ids = [each for steps in agreed.values() if len(steps) > 1 for each in steps.values()]
        self._job.work.store.appointments.keep(self._job.work.op, ids)

    def _contact(self, entry: Entry, row: Mapping[str, Any]) -> Contact:
        next_on, next_at, next_step = told_step(row)
        settles = is_contact_row(entry) and row["effective"] and not _is_undated(entry)
        return Contact(
            row["customer_id"],
            row["channel"],
            row["content"],
            clock.parse_iso(row["occurred_at"]),
            next_on=next_on,
            next_at=next_at,
            next_step=next_step,
            reached=bool(row["effective"]),
            settles=self._job.work.as_of.on if settles else None,
            cancels=bool(entry.values.get("cancels")),
        )

    def _tell(self, entry: Entry, steps: Steps) -> None:
        lines = step_lines(steps, self._job.work.zone)
        self._job.fates.warnings += [titled(place(entry), line) for line in lines]


def _has_come(step: Mapping[str, Any], contact: Mapping[str, Any]) -> bool:
    """Whether a contact was on the day of a step, or at its time where one was agreed, or later: that settles it."""
    if step["next_at"]:
        return bool(contact["occurred_at"] >= step["next_at"])
    return bool(contact["occurred_on"] >= step["next_on"])


def _is_undated(entry: Entry) -> bool:
    """Whether a next time is told that is no day (尽快): what was agreed for later stands until one is."""
    return any(problem.field == "next_on" for problem in (*entry.problems, *entry.incomplete))
