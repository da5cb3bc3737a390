"""What commands say of agreed steps: when one is to be, and what became of those that were open."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from crmcli import clock
from crmcli.dates.hours import part_of_day, with_part
from crmcli.i18n import _
from crmcli.wording import follow_up, shell_word
from crmcli.workflows.contacts import Contact, Steps, is_none

if TYPE_CHECKING:
    from crmcli.context import Context
    from crmcli.database.connection import Record, Row


def when_agreed(crm: Context, text: str | None) -> tuple[date | None, datetime | None]:
    """The day of a next step, and its instant if it has a time of day. Usage if it can't be read."""
    if not text or is_none(text):
        return None, None
    when = clock.parse_when(text, crm.today, crm.tz, lean=1)
    if isinstance(when, datetime):
        return clock.local_date(when, crm.tz), when
    return when, None


def step_agreed(text: str | None, step: str | None, *, on: date | None) -> str | None:
    """What was agreed for a day, with the part of the day that its words tell (明天上午): no hour is made of a morning."""
    part = part_of_day(text or "")
    return with_part(part, step) if on and part else step


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


def whose_list(crm: Context, row: Record) -> list[str]:
    """Says of a step that was agreed with a customer whom somebody else looks after, or nobody, where it will stand."""
    if row["owner_id"] == crm.actor.id:
        return []
    if row["owner_id"]:
        return [_("It stands on the list of %(owner)s, who looks after them.") % {"owner": row["owner"]}]
    return [
        _("Nobody looks after them, so only the list of everybody shows it.")
        + "\n"
        + _("To take them over: crmcli edit %(code)s owner=%(name)s")
        % {"code": row["code"], "name": shell_word(crm.actor.name)}
    ]


def whose_news(crm: Context, row: Record) -> list[str]:
    """Says of a contact with a colleague's customer whose it is."""
    if row["owner_id"] in (None, crm.actor.id):
        return []
    return [_("%(owner)s looks after them, and is told of this contact.") % {"owner": row["owner"]}]


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
