"""The due queue: one list of everything a person must do, each row with why and how urgent.

Without --as-of it reads stored next steps; for another day everything is worked out for that day and nothing stored.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from crmcli import clock
from crmcli.clock import AsOf
from crmcli.i18n import _, ngettext
from crmcli.policy import Policy
from crmcli.render.cells import label
from crmcli.scoring import urgency_of
from crmcli.store import Store
from crmcli.workflows.due_rows import Candidates, DueRow, Wanted
from crmcli.workflows.next_steps import NextSteps


class Queue(NamedTuple):
    """The rows, the most urgent first, how many there are in all, and what waits as backlog."""

    rows: list[DueRow]
    total: int
    backlog: int
    next_release: str | None


def build(store: Store, policy: Policy, as_of: AsOf, wanted: Wanted) -> Queue:
    """The queue for the as-of; only its first `most` rows get words, names and phones."""
    found = Candidates(wanted, store.tasks.snoozes(as_of.on))
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
    """What is due by an event of its own: complaints, tasks, feedback."""

    def __init__(self, store: Store, policy: Policy, as_of: AsOf, wanted: Wanted) -> None:
        self._store, self._policy, self._as_of, self._wanted = store, policy, as_of, wanted
        self._zone = clock.zone(policy.team.time_zone)
        self._past = as_of.instant if as_of.explicit else None

    def rows(self) -> Iterator[DueRow]:
        sources = {"complaint": self._complaints, "task": self._tasks, "feedback": self._feedback}
        for kind, source in sources.items():
            if kind in self._wanted.kinds:
                yield from source()

    def _complaints(self) -> Iterator[DueRow]:
        store = self._store
        if self._past:
            rows = store.complaints.listed({"opened_by": clock.iso(self._past)})
        else:
            end = clock.at_local(self._wanted.until + timedelta(days=1), time(), self._zone)
            rows = store.complaints.many(store.due.complaint_ids(clock.iso(end), self._wanted.owner_id))
        if not rows:
            return
        from crmcli.clocks import open_clocks
        from crmcli.workflows.verdicts import verdicts

        judged = verdicts(store, rows, self._policy, self._as_of.instant)
        for row in rows:
            responsible = row["handler_id"] or row["owner_id"]
            if row["id"] not in judged or self._wanted.owner_id not in (None, responsible):
                continue
            for name, running in open_clocks(judged[row["id"]]):
                if running.due_at and clock.local_date(running.due_at, self._zone) <= self._wanted.until:
                    yield self._clock(row, name, running, responsible)

    def _clock(self, row: Any, name: str, running: Any, responsible: int | None) -> DueRow:
        due: datetime = running.due_at
        overdue = max(0, (self._as_of.instant - due).days) if due < self._as_of.instant else 0
        points, parts = urgency_of(
            self._policy.urgency, f"complaint_{running.state}", overdue, severity=row["severity"]
        )
        left = _remaining(due - self._as_of.instant)
        why = _("%(number)s %(clock)s: %(left)s – %(content)s") % {
            "number": row["number"], "clock": label("clock", name), "left": left, "content": row["content"][:60],
        }  # fmt: skip
        return DueRow(
            f"complaint:{row['id']}:{name}", "complaint", row["customer_id"], clock.iso(due), overdue, points, parts, why,
            "phone", responsible,
        )  # fmt: skip

    def _tasks(self) -> Iterator[DueRow]:
        at = clock.iso(self._past) if self._past else None
        for row in self._store.tasks.open_due(self._wanted.until, self._wanted.owner_id, at):
            overdue = (self._as_of.on - date.fromisoformat(row["due_on"])).days
            points, parts = urgency_of(self._policy.urgency, "task", overdue)
            yield DueRow(
                f"task:{row['id']}", "task", row["customer_id"], row["due_at"] or row["due_on"], max(0, overdue), points,
                parts, row["title"], None, row["owner_id"],
            )  # fmt: skip

    def _feedback(self) -> Iterator[DueRow]:
        at = clock.iso(self._past) if self._past else None
        for row in self._store.feedback.open_due(self._wanted.owner_id, at):
            overdue = (self._as_of.on - date.fromisoformat(row["occurred_on"])).days
            points, parts = urgency_of(self._policy.urgency, "feedback", overdue)
            why = f"{label('feedback_kind', row['kind'])}: {row['content'][:60]}"
            yield DueRow(
                f"feedback:{row['id']}", "feedback", row["customer_id"], row["occurred_on"], max(0, overdue), points,
                parts, why, row["channel"], row["handler_id"],
            )  # fmt: skip


def _dressed(store: Store, rows: list[DueRow], on: date) -> list[DueRow]:
    """The rows that will be shown, with names, phones and last words."""
    people = store.due.people(sorted({r.customer_id for r in rows if r.customer_id}), on.isoformat())
    names = store.staff.names()
    dressed = []
    for row in rows:
        person = people.get(row.customer_id or 0, {})
        dressed.append(row._replace(
            owner=names.get(row.owner_id or 0), customer=person.get("name"), phone=person.get("phone"),
            contact=person.get("contact"), last_words=person.get("last_words"),
        ))  # fmt: skip
    return dressed


def _remaining(left: timedelta) -> str:
    minutes = int(left.total_seconds() // 60)
    late, minutes = minutes < 0, abs(minutes)
    if minutes >= 48 * 60:
        days = minutes // (24 * 60)
        text = ngettext("%(n)d day", "%(n)d days", days) % {"n": days}
    elif minutes >= 60:
        text = _("%(h)d h %(m)d min") % {"h": minutes // 60, "m": minutes % 60}
    else:
        text = _("%(m)d min") % {"m": minutes}
    return (_("%(time)s late") if late else _("%(time)s left")) % {"time": text}
