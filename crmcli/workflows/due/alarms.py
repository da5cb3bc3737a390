"""Rows of the due list about alarms, for managers, until one of them has seen each for its month or quarter."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from crmcli import errors
from crmcli.actors import MANAGERS
from crmcli.i18n import _, titled
from crmcli.judging.alarms import Fired, last_day, last_month
from crmcli.judging.scoring import urgency_of
from crmcli.store import View, Work
from crmcli.verdicts.alarms import kept, unseen, why
from crmcli.wording import known_word, label
from crmcli.workflows.due.managing import is_managers
from crmcli.workflows.due.rows import DueRow, Wanted


def alarm_rows(view: View, wanted: Wanted) -> Iterator[DueRow]:
    """A row an alarm of the last month that is over, as far as it was worked out."""
    if wanted.owner_id is not None and not is_managers(view, wanted):
        return
    month = last_month(view.as_of.on)
    since = last_day(month) + timedelta(days=1)
    overdue = (view.as_of.on - since).days
    score, parts = urgency_of(view.policy.urgency, "alarm", overdue)
    for fired in unseen(view, kept(view) or []):
        yield DueRow(
            item=f"alarm:{month.replace('-', '')}:{fired.alarm}",
            kind="alarm",
            customer_id=None,
            due_at=since.isoformat(),
            overdue_days=overdue,
            urgency=score,
            terms=parts,
            why=titled(label("alarm", fired.alarm), why(fired, view)),
        )


def due_on(view: View, month: int, alarm: str) -> date | None:
    """Since when an alarm stands on the list; None for one that doesn't."""
    since = view.as_of.on.replace(day=1)
    if f"{month}" != last_month(view.as_of.on).replace("-", ""):
        return None
    return since if any(fired.alarm == alarm for fired in unseen(view, kept(view) or [])) else None


def finish_alarm(work: Work, month: int, alarm: str, note: str) -> str:
    """Notes that a manager has seen an alarm. Invalid for one that doesn't stand on the list."""
    found = next((one for one in kept(work) or [] if one.alarm == alarm), None)
    if found is None or due_on(work, month, alarm) is None:
        raise errors.Invalid(
            _("The alarm “%(alarm)s” of this month doesn't stand, or was seen.")
            % {"alarm": label("alarm", alarm)},
            _("See: crmcli alarm list"),
        )
    return see(work, found, note)


def see(work: Work, fired: Fired, note: str) -> str:
    """Keeps that the actor, a manager, has seen an alarm for its period; says so. NotAllowed for anybody else."""
    if work.op.actor.role not in MANAGERS:
        raise errors.NotAllowed(
            _("Only a manager acknowledges alarms."),
            _("See: crmcli alarm show %(key)s") % {"key": known_word("alarm", fired.alarm)},
        )
    values = {
        "alarm": fired.alarm,
        "period": fired.period,
        "value": None if fired.value is None else float(fired.value),
        "note": note or None,
    }
    work.store.alarms.see(work.op, values, work.day)
    told = {"alarm": label("alarm", fired.alarm), "period": fired.period}
    return _("Seen: %(alarm)s, %(period)s. It comes back if the next period brings it again.") % told
