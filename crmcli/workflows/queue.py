"""The due queue: one list of everything a person must do, each row with why and how urgent.

Without --as-of it reads stored next steps; for another day everything is worked out for that day and nothing stored.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from crmcli import clock, wording
from crmcli.clock import AsOf
from crmcli.i18n import _, ngettext
from crmcli.policy import Policy
from crmcli.render.cells import label
from crmcli.scoring import urgency, urgency_of
from crmcli.store import Store

KINDS = ("contact", "complaint", "task", "feedback", "birthday", "verify")


@dataclass(slots=True)
class DueRow:
    """One thing to do. `item` is what done and snooze accept: `contact:345`, `complaint:7:respond`."""

    item: str
    kind: str
    customer_id: int | None
    due_at: str
    overdue_days: int
    urgency: int
    terms: Sequence[tuple[str, float]]
    why: str
    channel: str | None = None
    owner_id: int | None = None
    owner: str | None = None
    customer: str | None = None
    phone: str | None = None
    contact: str | None = None
    last_words: str | None = None


@dataclass(slots=True)
class Queue:
    """The rows, the most urgent first, how many there are in all, and what waits as backlog."""

    rows: list[DueRow] = field(default_factory=list)
    total: int = 0
    backlog: int = 0
    next_release: str | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the list is asked for: whose (None: everybody's), how many days ahead, which kinds, how many rows."""

    owner_id: int | None
    until: date
    kinds: frozenset[str] = frozenset(KINDS)
    overdue_only: bool = False
    most: int | None = None


def build(store: Store, policy: Policy, as_of: AsOf, wanted: Wanted) -> Queue:
    """The queue for the as-of; only its first `most` rows get names, phones and last words."""
    builder = _Builder(store, policy, as_of, wanted)
    rows = [row for row in builder.rows() if not (wanted.overdue_only and row.overdue_days <= 0)]
    rows.sort(key=lambda r: (-r.urgency, r.due_at, r.item))
    queue = Queue(rows[: wanted.most], max(len(rows), builder.total(rows)), *builder.backlog)
    _dress(store, queue.rows, as_of.on)
    return queue


class _Builder:
    def __init__(self, store: Store, policy: Policy, as_of: AsOf, wanted: Wanted) -> None:
        self._store, self._policy, self._as_of, self._wanted = store, policy, as_of, wanted
        self._zone = clock.zone(policy.team.time_zone)
        self._snoozed = store.tasks.snoozes(as_of.on)
        self._past = as_of.instant if as_of.explicit else None
        self._contacts_listed = 0
        self.backlog: tuple[int, str | None] = (0, None)

    def rows(self) -> Iterator[DueRow]:
        sources = {
            "contact": self._contacts, "complaint": self._complaints, "task": self._tasks, "feedback": self._feedback,
        }  # fmt: skip
        for kind, source in sources.items():
            if kind in self._wanted.kinds:
                yield from (row for row in source() if row.item not in self._snoozed)
        if not self._past and self._wanted.kinds & {"birthday", "verify"}:
            yield from (row for row in self._dated_stored() if row.item not in self._snoozed)

    def total(self, rows: Sequence[DueRow]) -> int:
        """How many rows there are, when only the most urgent contacts were read."""
        if self._past or self._wanted.most is None or "contact" not in self._wanted.kinds or self._wanted.overdue_only:
            return len(rows)
        listed = sum(row.kind == "contact" for row in rows)
        counted = self._store.due.contact_count(self._wanted.until.isoformat(), self._wanted.owner_id)
        return len(rows) - listed + max(listed, counted)

    # -- contacts, birthdays, verification -----------------------------------------------------------------------

    def _contacts(self) -> Iterator[DueRow]:
        until, owner = self._wanted.until.isoformat(), self._wanted.owner_id
        if self._past:
            yield from self._judged()
            return
        self.backlog = self._store.due.backlog(until, owner)
        most = None if self._wanted.most is None or self._wanted.overdue_only else self._wanted.most + len(self._snoozed)
        for row in self._store.due.contacts(until, owner, most):
            yield self._contact(dict(row), json.loads(row["contact_reasons"] or "[]"))

    def _contact(self, row: Mapping[str, Any], reasons: list[Any]) -> DueRow:
        from crmcli.contacts import due_reasons

        due = date.fromisoformat(row["next_contact_on"])
        overdue = (self._as_of.on - due).days
        points, parts = urgency(self._policy.urgency, row["contact_base"], overdue)
        shown = due_reasons(reasons, max(self._wanted.until, due))
        return DueRow(
            f"contact:{row['customer_id']}", "contact", row["customer_id"], row["next_contact_on"], max(0, overdue),
            points, parts, wording.why(shown), row["contact_channel"], row["owner_id"],
        )  # fmt: skip

    def _judged(self) -> Iterator[DueRow]:
        """Contacts, birthdays and verification worked out for a day that is not stored."""
        from crmcli.workflows.classifying import judge_all

        plan, waiting, releases = self._store.due.plan(), 0, set()
        first_share = {key: min(r for _, r in plan.values()) for key, _ in plan.values()} if plan else {}
        until, owner = self._wanted.until.isoformat(), self._wanted.owner_id
        for facts, standing in judge_all(self._store, self._policy, self._as_of):
            if standing.next_contact_on is None or (owner is not None and facts.owner_id != owner):
                continue
            day = standing.next_contact_on.isoformat()
            row = {
                "customer_id": facts.customer_id, "owner_id": facts.owner_id, "next_contact_on": day,
                "contact_base": standing.contact_base, "contact_channel": standing.contact_channel,
                "tier": standing.tier, "value_class": standing.value_class,
                "birthday_on": _text(standing.birthday_on), "verify_on": _text(standing.verify_on),
            }  # fmt: skip
            yield from self._dated(row)
            if day > until:
                continue
            fell_before, release = plan.get(facts.customer_id, ("", ""))
            # A day before the import shows the first share, as the day of the import did.
            shown_from = release if until >= fell_before or release != first_share.get(fell_before) else day
            if day < fell_before and shown_from > until:
                waiting += 1
                releases.add(release)
                continue
            yield self._contact(row, standing.contact_reasons)
        self.backlog = (waiting, min(releases, default=None))

    def _dated_stored(self) -> Iterator[DueRow]:
        due, owner = self._store.due, self._wanted.owner_id
        lead = (self._wanted.until + timedelta(days=self._policy.due.lead_days)).isoformat()
        for row in due.birthdays(self._as_of.on.isoformat(), lead, owner):
            yield from self._dated({**dict(row), "verify_on": None})
        for row in due.verifications(self._wanted.until.isoformat(), owner):
            yield from self._dated({**dict(row), "birthday_on": None})

    def _dated(self, row: Mapping[str, Any]) -> Iterator[DueRow]:
        lead = (self._wanted.until + timedelta(days=self._policy.due.lead_days)).isoformat()
        today, until = self._as_of.on.isoformat(), self._wanted.until.isoformat()
        birthday, verify = row["birthday_on"], row["verify_on"]
        if "birthday" in self._wanted.kinds and birthday and today <= birthday <= lead:
            yield self._simple(row, "birthday", birthday, _("birthday on %(day)s") % {"day": birthday}, "wechat")
        if "verify" in self._wanted.kinds and verify and verify <= until:
            years = _("contact data not verified since %(day)s or longer") % {"day": _year_before(verify, self._policy)}
            yield self._simple(row, "verify", verify, years, "phone")

    def _simple(self, row: Mapping[str, Any], kind: str, day: str, why: str, channel: str) -> DueRow:
        overdue = (self._as_of.on - date.fromisoformat(day)).days
        points, parts = urgency_of(
            self._policy.urgency, kind, overdue, tier=row["tier"], value_class=row["value_class"]
        )
        return DueRow(
            f"{kind}:{row['customer_id']}", kind, row["customer_id"], day, max(0, overdue), points, parts, why, channel,
            row["owner_id"],
        )  # fmt: skip

    # -- complaints, tasks, feedback -----------------------------------------------------------------------------

    def _complaints(self) -> Iterator[DueRow]:
        from crmcli.clocks import open_clocks
        from crmcli.workflows.verdicts import verdicts

        store = self._store
        if self._past:
            rows = store.complaints.listed({"opened_by": clock.iso(self._past)})
        else:
            rows = store.complaints.many(store.due.complaint_ids())
        judged = verdicts(store, rows, self._policy, self._as_of.instant) if rows else {}
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
        points, parts = urgency_of(self._policy.urgency, f"complaint_{running.state}", overdue, severity=row["severity"])
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


def _dress(store: Store, rows: Iterable[DueRow], on: date) -> None:
    """Adds names, phones and last words to the rows that will be shown."""
    rows = list(rows)
    people = store.due.people(sorted({r.customer_id for r in rows if r.customer_id}), on.isoformat())
    names = store.staff.names()
    for row in rows:
        person = people.get(row.customer_id or 0, {})
        row.customer, row.phone, row.contact = person.get("name"), person.get("phone"), person.get("contact")
        row.last_words = person.get("last_words")
        row.owner = names.get(row.owner_id or 0)


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


def _year_before(day: str, policy: Policy) -> str:
    return (date.fromisoformat(day) - timedelta(days=policy.due.verify_days)).isoformat()


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None
