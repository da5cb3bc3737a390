"""Rows of the due list that service adds: who came in and waits for an answer, complaints handed over with a deadline."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING

from crmcli import clock
from crmcli.i18n import _, ngettext
from crmcli.judging.scoring import urgency_of
from crmcli.store import View
from crmcli.wording import label
from crmcli.workflows.due.managing import is_managers, put_off_by_others, why_put_off
from crmcli.workflows.due.rows import DueRow, Wanted

if TYPE_CHECKING:
    from crmcli.dates.calendars import Calendar
    from crmcli.service.timelines import Timeline


def inbound(view: View, wanted: Wanted) -> Iterator[DueRow]:
    """Contacts that came in and nobody answered, each with the deadline of its channel."""
    for row in view.store.interactions.waiting(wanted.owner_id, view.past):
        from crmcli.service import response  # seldom needed

        due = clock.parse_iso(row["received_at"]) + response.target(view.policy, row["channel"])
        left = due - view.as_of.instant
        overdue = max(0, -left // timedelta(days=1))
        score, parts = urgency_of(view.policy.urgency, "inbound", overdue)
        why = _("%(channel)s came in, %(left)s – %(content)s") % {
            "channel": label("channel", row["channel"]),
            "left": remaining(left),
            "content": row["content"][:60],
        }
        yield DueRow(
            item=f"inbound:{row['id']}",
            kind="inbound",
            customer_id=row["customer_id"],
            due_at=clock.iso(due),
            overdue_days=overdue,
            urgency=score,
            terms=parts,
            why=why,
            channel=row["channel"],
            owner_id=row["responsible_id"],
        )


def handed_complaints(view: View, wanted: Wanted) -> Iterator[DueRow]:
    """Unresolved complaints that were handed over with a deadline, for who took them."""
    now, on = view.at, view.day
    put_off = put_off_by_others(view) if is_managers(view, wanted) else {}
    for row in view.store.handoffs.complaints_due(wanted.until, wanted.owner_id, now, on, view.past):
        overdue = (view.as_of.on - date.fromisoformat(row["due_on"])).days
        late = row["due_on"] < on or (row["due_at"] or now) < now
        state = "breached" if late else "open"
        score, parts = urgency_of(
            view.policy.urgency, f"complaint_{state}", overdue, severity=row["severity"]
        )
        why = _("%(number)s handed over by %(giver)s: %(note)s") % {
            "number": row["number"],
            "giver": row["handed_by"] or row["giver"] or "—",
            "note": row["note"] or row["content"][:60],
        }
        item = f"complaint:{row['complaint_id']}:handoff"
        snooze = put_off.get(item) if late else None
        if snooze is not None and snooze["until_on"] > wanted.until.isoformat():
            item, why = f"{item}:escalated", why_put_off(view, why, snooze)
        yield DueRow(
            item=item,
            kind="complaint",
            customer_id=row["customer_id"],
            due_at=row["due_at"] or row["due_on"],
            overdue_days=max(0, overdue),
            urgency=score,
            terms=parts,
            why=why,
            channel=None,
            owner_id=row["to_id"],
        )


def clock_time(line: Timeline, calendar: Calendar) -> str:
    """How long there is for a complaint's step, or how late it is, in the time that its calendar counts; in words where
    that isn't running, or nobody told at which time of day it began."""
    state = line.verdict.state
    if state not in ("open", "warned", "breached") or not line.verdict.known:
        return label("clock_state", state)
    if state != "breached":
        return remaining(timedelta(seconds=line.left), working=not calendar.round_the_clock)
    # A deadline at closing time is missed though no working time has passed since.
    working = not calendar.round_the_clock and line.over > 0
    return remaining(-timedelta(seconds=line.over or line.late), working=working)


def remaining(left: timedelta, *, working: bool = False) -> str:
    """How long there is, or how late it is: to the minute, then hours, from two days on days unless it is `working` time.
    At its own second a deadline isn't missed yet; no minute is told that isn't full."""
    late, minutes = left < timedelta(0), abs(left) // timedelta(minutes=1)
    if not working and minutes >= 48 * 60:
        days = minutes // (24 * 60)
        text = ngettext("%(n)d day", "%(n)d days", days) % {"n": days}
    elif minutes >= 60:
        text = _("%(h)d h %(m)d min") % {"h": minutes // 60, "m": minutes % 60}
    elif minutes:
        text = _("%(m)d min") % {"m": minutes}
    else:
        text = _("less than 1 min")
    if working:
        told = _("%(time)s late (working time)") if late else _("%(time)s left (working time)")
    else:
        told = _("%(time)s late") if late else _("%(time)s left")
    return told % {"time": text}
