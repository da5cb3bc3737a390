"""The due queue: one list of everything a person must do, each row with why and how urgent.

Without --as-of it reads stored next steps; for another day everything is worked out for that day and nothing stored.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from crmcli import clock
from crmcli.clock import AsOf
from crmcli.judging.scoring import urgency_of
from crmcli.policy import Policy
from crmcli.store import Store
from crmcli.wording import label
from crmcli.workflows.due.next_steps import NextSteps
from crmcli.workflows.due.rows import Candidates, DueRow, Wanted
from crmcli.workflows.due.service import handed_complaints, inbound


class Queue(NamedTuple):
    """The rows, the most urgent first, how many there are in all, and what waits as backlog."""

    rows: list[DueRow]
    total: int
    backlog: int
    next_release: str | None


def build(store: Store, policy: Policy, as_of: AsOf, wanted: Wanted) -> Queue:
    """The queue for the as-of; only its first `most` rows get words, names and phones."""
    found = Candidates(wanted, store.tasks.snoozes(as_of.on))
    if "complaint" in wanted.kinds:
        from crmcli.workflows.due.complaints import complaint_clocks

        complaint_clocks(store, policy, as_of, wanted, found)
    for row in _Events(store, policy, as_of, wanted).rows():
        found.take(row)
    steps = NextSteps(store, policy, as_of, wanted, found)
    if as_of.explicit:
        steps.judged()
    else:
        steps.stored()
    queue = Queue(found.rows(), found.total, *steps.backlog)
    return queue._replace(rows=_dressed(store, queue.rows, as_of.on))


class _Events:
    """What is due by an event of its own: tasks, feedback, who came in and waits."""

    def __init__(self, store: Store, policy: Policy, as_of: AsOf, wanted: Wanted) -> None:
        self._store, self._policy, self._as_of, self._wanted = store, policy, as_of, wanted
        self._zone = clock.zone(policy.team.time_zone)
        self._past = as_of.instant if as_of.explicit else None

    def rows(self) -> Iterator[DueRow]:
        sources = {"task": self._tasks, "feedback": self._feedback}
        for kind, source in sources.items():
            if kind in self._wanted.kinds:
                yield from source()
        for kind, service in {"complaint": handed_complaints, "inbound": inbound}.items():
            if kind in self._wanted.kinds:
                yield from service(self._store, self._policy, self._as_of, self._wanted)

    def _tasks(self) -> Iterator[DueRow]:
        at = clock.iso(self._past) if self._past else None
        for row in self._store.tasks.open_due(self._wanted.until, self._wanted.owner_id, at):
            overdue = (self._as_of.on - date.fromisoformat(row["due_on"])).days
            points, parts = urgency_of(self._policy.urgency, "task", overdue)
            yield DueRow(
                item=f"task:{row['id']}",
                kind="task",
                customer_id=row["customer_id"],
                due_at=row["due_at"] or row["due_on"],
                overdue_days=max(0, overdue),
                urgency=points,
                terms=parts,
                why=row["title"],
                channel=None,
                owner_id=row["owner_id"],
            )

    def _feedback(self) -> Iterator[DueRow]:
        at = clock.iso(self._past) if self._past else None
        for row in self._store.feedback.open_due(self._wanted.owner_id, at):
            due = date.fromisoformat(row["occurred_on"]) + timedelta(days=self._policy.due.feedback_days)
            overdue = (self._as_of.on - due).days
            points, parts = urgency_of(self._policy.urgency, "feedback", overdue)
            why = f"{label('feedback_kind', row['kind'])}: {row['content'][:60]}"
            yield DueRow(
                item=f"feedback:{row['id']}",
                kind="feedback",
                customer_id=row["customer_id"],
                due_at=due.isoformat(),
                overdue_days=max(0, overdue),
                urgency=points,
                terms=parts,
                why=why,
                channel=row["channel"],
                owner_id=row["handler_id"],
            )


def _dressed(store: Store, rows: list[DueRow], on: date) -> list[DueRow]:
    """The rows that will be shown, with names, phones and last words."""
    people = store.due.people(sorted({r.customer_id for r in rows if r.customer_id}), on.isoformat())
    names = store.staff.names()
    dressed = []
    for row in rows:
        person = people.get(row.customer_id or 0, {})
        dressed.append(
            row._replace(
                owner=names.get(row.owner_id or 0),
                customer=person.get("name"),
                phone=person.get("phone"),
                contact=person.get("contact"),
                last_words=person.get("last_words"),
            )
        )
    return dressed
