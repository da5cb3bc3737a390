"""What commands say of agreed steps: when one is to be, and what became of those that were open."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from crmcli import clock
from crmcli.i18n import _
from crmcli.wording import follow_up
from crmcli.workflows.contacts import Contact, Steps, agreed_text

if TYPE_CHECKING:
    from crmcli.context import Context
    from crmcli.database.connection import Row

_NONE = ("none", "无", "無", "取消", "不用了", "不再跟进")


def is_none(text: str | None) -> bool:
    """Whether `--next` says that nothing is agreed any more."""
    return text is not None and text.strip().lower() in _NONE


def when_agreed(crm: Context, text: str | None) -> tuple[date | None, datetime | None]:
    """The day of a next step, and its instant if it has a time of day. Usage if it can't be read."""
    if not text or is_none(text):
        return None, None
    when = clock.parse_when(text, crm.today, crm.tz, lean=1)
    if isinstance(when, datetime):
        return clock.local_date(when, crm.tz), when
    return when, None


def step_lines(crm: Context, steps: Steps | None) -> list[str]:
    """A line for each step that was open before a contact."""
    if steps is None:
        return []
    told = {
        _("Settled: %(what)s"): steps.settled,
        _("Replaced: %(what)s"): steps.replaced,
        _("Cancelled: %(what)s"): steps.cancelled,
        _("Still open: %(what)s"): steps.kept,
    }
    return [title % {"what": agreed_text(row, crm.tz)} for title, rows in told.items() for row in rows]


def agreed_line(crm: Context, contact: Contact, *, stands: bool) -> str:
    """What was agreed just now, where something else comes first; or, of a contact that was dated back, where a later
    one has settled or replaced it."""
    time = contact.next_at and contact.next_at.astimezone(crm.tz).strftime("%H:%M")
    made = clock.local_date(contact.at, crm.tz).isoformat()
    told = {"made": made, "due": str(contact.next_on), "time": time, "text": contact.next_step}
    line = (
        _("Then: %(what)s") if stands else _("Not open, for a later contact settled or replaced it: %(what)s")
    )
    return line % {"what": follow_up(told)}


def steps_data(steps: Steps) -> dict[str, list[dict[str, Any]]]:
    """The same for scripts."""
    return {fate: [_data(row) for row in rows] for fate, rows in steps._asdict().items()}


def _data(row: Row) -> dict[str, Any]:
    return {
        "id": row["id"],
        "made": row["occurred_on"],
        "due": row["next_at"] or row["next_on"],
        "text": row["next_step"],
    }
