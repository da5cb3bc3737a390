"""The row of the due list for the last week's sample of records, once a week until it is checked: for the managers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from crmcli import errors
from crmcli.actors import MANAGERS
from crmcli.dates.weeks import Week
from crmcli.i18n import _, ngettext
from crmcli.judging.scoring import urgency_of
from crmcli.store import View
from crmcli.verdicts import checks
from crmcli.verdicts.trainings import team
from crmcli.workflows.due.managing import is_managers
from crmcli.workflows.due.rows import DueRow, Wanted


def check_rows(view: View, wanted: Wanted) -> Iterator[DueRow]:
    """A row for the last whole week, while records of its sample are left that the list's owner may check."""
    if wanted.owner_id is not None and not is_managers(view, wanted):
        return
    week = checks.last_week(view)
    due = _due(week)
    left = _left(view, week, wanted.owner_id)
    if not left or due > wanted.until:
        return
    overdue = (view.as_of.on - due).days
    score, parts = urgency_of(view.policy.urgency, "check", overdue)
    text = ngettext(
        "check %(n)d record of the week %(week)s",
        "check %(n)d records of the week %(week)s",
        left,
    )
    yield DueRow(
        item=f"check:{week.year}{week.number:02d}",
        kind="check",
        customer_id=None,
        due_at=due.isoformat(),
        overdue_days=max(0, overdue),
        urgency=score,
        terms=parts,
        why=text % {"n": left, "week": week},
    )


def _due(week: Week) -> date:
    """The Monday after it."""
    return week.last + timedelta(days=1)


def _left(view: View, week: Week, checker_id: int | None) -> int:
    """How many records of a week's sample nobody looked at, of those that the checker (without one, any manager) may check."""
    managers = {row["id"] for row in team(view) if row["role"] in MANAGERS}
    checkers = managers if checker_id is None else {checker_id}
    return sum(
        row["verdict"] is None and bool(checkers - {row["author_id"], row["recorder_id"]})
        for row in checks.sample(view, week)
    )


def due_on(view: View, number: int) -> date | None:
    """The day on which a week's sample is due; None if it is checked, or isn't the last week's."""
    week = week_numbered(number)
    if week != checks.last_week(view) or not _left(view, week, None):
        return None
    return _due(week)


def week_numbered(number: int) -> Week:
    """The week of a row (202648)."""
    return Week(*divmod(number, 100))


def refuse_tick(number: int) -> errors.Usage:
    """What to say where a tick doesn't tell what was found of each record."""
    return errors.Usage(
        _("Each record of the week is checked by itself."),
        _("See: crmcli review sample --week %(week)s") % {"week": week_numbered(number)},
    )
