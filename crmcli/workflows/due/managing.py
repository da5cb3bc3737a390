"""Whether a list of what is due is a manager's, who is told what others missed, whether they put it off or not."""

from __future__ import annotations

from crmcli.actors import MANAGERS
from crmcli.database.connection import Row
from crmcli.i18n import _
from crmcli.store import View
from crmcli.workflows.due.rows import Wanted


def is_managers(view: View, wanted: Wanted) -> bool:
    """Whether a list is told what others missed: it is that of a manager."""
    return wanted.missed or (wanted.owner_id is not None and _role(view, wanted.owner_id) in MANAGERS)


def put_off_by_others(view: View) -> dict[str, Row]:
    """The rows of complaints that somebody put off who is no manager: from the managers that hides nothing that was missed."""
    roles: dict[int, str] = {}
    found = {}
    for item, row in view.store.tasks.snoozes(view.day, view.at).items():
        if item.startswith("complaint:") and row["staff_id"]:
            if row["staff_id"] not in roles:
                roles[row["staff_id"]] = _role(view, row["staff_id"])
            if roles[row["staff_id"]] not in MANAGERS:
                found[item] = row
    return found


def why_put_off(view: View, why: str, snooze: Row | None) -> str:
    """Why a row is due, with who put it off until when, if anybody did."""
    if snooze is None:
        return why
    names = view.store.staff.names()
    told = {"person": names.get(snooze["staff_id"], "—"), "day": snooze["until_on"], "why": why}
    return _("%(person)s put it off to %(day)s: %(why)s") % told


def _role(view: View, staff_id: int) -> str:
    """A person's role, or what it was at a past instant."""
    person = view.store.staff.get(staff_id)
    then = view.store.former.then("staff", [person], view.past)[0] if view.past else person
    return str(then["role"])
