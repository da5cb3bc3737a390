"""The due queue: one list of everything a person must do, each row with why and how urgent.

Without --as-of it reads stored next steps; for another day everything is worked out for that day and nothing stored.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from types import MappingProxyType
from typing import NamedTuple

from crmcli.database.connection import Row
from crmcli.i18n import _, titled
from crmcli.judging.scoring import urgency_of
from crmcli.queries.moved import Moved
from crmcli.store import View
from crmcli.wording import label
from crmcli.workflows.absences import stands_in_for
from crmcli.workflows.due.local_times import other_zone
from crmcli.workflows.due.next_steps import NextSteps
from crmcli.workflows.due.put_off import put_off
from crmcli.workflows.due.rows import Candidates, DueRow, Wanted, reachable
from crmcli.workflows.due.service import handed_complaints, inbound


class Queue(NamedTuple):
    """The rows, the most urgent first, how many there are in all, what waits as backlog, and by customer what moved beyond
    the days that the list looks at."""

    rows: list[DueRow]
    total: int
    backlog: int
    next_release: str | None
    moved: Mapping[int, Moved] = MappingProxyType({})


def build(view: View, wanted: Wanted) -> Queue:
    """The queue for the as-of; only its first `most` rows get words, names and phones."""
    if wanted.customers is not None:
        whole = build(view, wanted._replace(customers=None, most=None))
        rows = [row for row in whole.rows if row.customer_id in wanted.customers]
        moved = {key: move for key, move in whole.moved.items() if key in wanted.customers}
        return Queue(rows[: wanted.most], len(rows), 0, None, moved)
    own = _of_one(view, wanted)
    absent = [] if wanted.owner_id is None else stands_in_for(view, wanted.owner_id)
    return _with_absent(view, wanted, own, absent) if absent else own


def _with_absent(view: View, wanted: Wanted, own: Queue, absent: list[Row]) -> Queue:
    """The queue together with those of the people for whom its owner stands in; nothing stands there twice."""
    rows, total, backlog = {row.item: row for row in own.rows}, own.total, own.backlog
    releases, moved = [own.next_release], dict(own.moved)
    for absence in absent:
        theirs = _of_one(view, wanted._replace(owner_id=absence["staff_id"], missed=False))
        # Missed deadlines stand on the lists of all managers.
        new = {row.item: row._replace(on_behalf_of=absence["person"]) for row in theirs.rows}
        total += theirs.total - len(rows.keys() & new.keys())
        rows, backlog = new | rows, backlog + theirs.backlog
        releases.append(theirs.next_release)
        moved |= theirs.moved
    told = sorted(rows.values(), key=lambda row: row.place)[: wanted.most]
    return Queue(told, total, backlog, min(filter(None, releases), default=None), moved)


def _of_one(view: View, wanted: Wanted) -> Queue:
    """The queue of one person, or of all."""
    queue = bare(view, wanted)
    return queue._replace(rows=_dressed(view, queue.rows))


def bare(view: View, wanted: Wanted) -> Queue:
    """The same without names, phones and last words, and of nobody for whom somebody stands in."""
    away = put_off(view, wanted.until)
    found = Candidates(wanted, away.hidden)
    if "complaint" in wanted.kinds:
        from crmcli.workflows.due.complaints import complaint_clocks

        complaint_clocks(view, wanted, found)
    # Teams that have none don't wait for what would judge them.
    if "opportunity" in wanted.kinds and view.store.opportunities.exist():
        from crmcli.workflows.due.opportunities import opportunities

        opportunities(view, wanted, found)
    for row in _Events(view, wanted).rows():
        found.take(row)
    steps = NextSteps(view, wanted, found)
    if view.as_of.explicit:
        steps.judged()
    else:
        steps.stored()
    rows = [_returning(row, away.returning.get(row.item)) for row in found.rows()]
    return Queue(rows, found.total, *steps.backlog, steps.moved)


def _returning(row: DueRow, day: str | None) -> DueRow:
    """The row, which says so if it was put off and comes back on a day ahead."""
    return (
        row
        if day is None
        else row._replace(
            why=_("put off to %(day)s: %(why)s") % {"day": day, "why": row.why},
            planned_from=row.planned_from and day,
        )
    )


class _Events:
    """What is due by an event of its own: tasks, feedback, who came in and waits."""

    def __init__(self, view: View, wanted: Wanted) -> None:
        self._view, self._wanted = view, wanted

    def rows(self) -> Iterator[DueRow]:
        sources = {"task": self._tasks, "feedback": self._feedback}
        for kind, source in sources.items():
            if kind in self._wanted.kinds:
                yield from source()
        if "contract" in self._wanted.kinds and self._view.store.contracts.any():
            from crmcli.workflows.due.contracts import (
                contract_rows,
            )  # where there are none, nothing is loaded for them

            yield from contract_rows(self._view, self._wanted)
        if "order" in self._wanted.kinds and self._view.store.progress.exist():
            from crmcli.workflows.due.orders import order_rows

            yield from order_rows(self._view, self._wanted)
        if "training" in self._wanted.kinds:
            from crmcli.verdicts.trainings import are_kept

            if are_kept(self._view):
                from crmcli.workflows.due.trainings import training_rows

                yield from training_rows(self._view, self._wanted)
        if "points" in self._wanted.kinds and self._view.store.points.exist():
            from crmcli.workflows.due.points import points_rows

            yield from points_rows(self._view, self._wanted)
        if "trial" in self._wanted.kinds and self._view.store.trials.exist():
            from crmcli.workflows.due.trials import trial_rows

            yield from trial_rows(self._view, self._wanted)
        if "retain" in self._wanted.kinds and self._view.store.retention.exist():
            from crmcli.workflows.due.retention import retention_rows

            yield from retention_rows(self._view, self._wanted)
        if "check" in self._wanted.kinds and self._view.store.staff.several():
            from crmcli.workflows.due.checks import check_rows

            yield from check_rows(self._view, self._wanted)
        if "improvement" in self._wanted.kinds and self._view.store.improvements.exist():
            from crmcli.workflows.due.improvements import improvement_rows

            yield from improvement_rows(self._view, self._wanted)
        if "alarm" in self._wanted.kinds and self._view.store.alarms.any_kept():
            from crmcli.workflows.due.alarms import alarm_rows

            yield from alarm_rows(self._view, self._wanted)
        if "policy" in self._wanted.kinds:
            from crmcli.workflows.due.policy_review import review_rows

            yield from review_rows(self._view, self._wanted)
        if (
            "news" in self._wanted.kinds
            and not self._wanted.overdue_only
            and self._view.store.staff.several()
        ):
            from crmcli.workflows.due.news import news_rows

            yield from news_rows(self._view, self._wanted)
        for kind, service in {"complaint": handed_complaints, "inbound": inbound}.items():
            if kind in self._wanted.kinds:
                yield from service(self._view, self._wanted)

    def _tasks(self) -> Iterator[DueRow]:
        view, wanted = self._view, self._wanted
        for row in view.store.tasks.open_due(wanted.until, wanted.owner_id, view.past):
            overdue = (view.as_of.on - date.fromisoformat(row["due_on"])).days
            score, parts = urgency_of(view.policy.urgency, "task", overdue)
            yield DueRow(
                item=f"task:{row['id']}",
                kind="task",
                customer_id=row["customer_id"],
                due_at=row["due_at"] or row["due_on"],
                overdue_days=max(0, overdue),
                urgency=score,
                terms=parts,
                why=row["title"],
                channel=None,
                owner_id=row["owner_id"],
            )

    def _feedback(self) -> Iterator[DueRow]:
        view = self._view
        for row in view.store.feedback.open_due(self._wanted.owner_id, view.past):
            due = date.fromisoformat(row["occurred_on"]) + timedelta(days=view.policy.due.feedback_days)
            overdue = (view.as_of.on - due).days
            score, parts = urgency_of(view.policy.urgency, "feedback", overdue)
            why = titled(label("feedback_kind", row["kind"]), row["content"][:60])
            yield DueRow(
                item=f"feedback:{row['id']}",
                kind="feedback",
                customer_id=row["customer_id"],
                due_at=due.isoformat(),
                overdue_days=max(0, overdue),
                urgency=score,
                terms=parts,
                why=why,
                channel=row["channel"],
                owner_id=row["handler_id"],
            )


#: Kinds whose channel is a suggestion; of the others it is the customer's own choice.
_SUGGESTED = frozenset({"contact", "birthday", "verify"})


def _dressed(view: View, rows: list[DueRow]) -> list[DueRow]:
    """The rows that will be shown, with names, phones and last words."""
    ids = sorted({r.customer_id for r in rows if r.customer_id})
    people = view.store.due.people(ids, view.day, view.past)
    names = view.store.staff.names()
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
                zone=other_zone(view, person) if person else None,
                channel=reachable(row.channel, person) if row.kind in _SUGGESTED else row.channel,
            )
        )
    return dressed
