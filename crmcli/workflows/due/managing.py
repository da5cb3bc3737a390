"""Whether a list of what is due is a manager's, who is told what others missed."""

from __future__ import annotations

from crmcli.actors import MANAGERS
from crmcli.store import View
from crmcli.workflows.due.rows import Wanted


def is_managers(view: View, wanted: Wanted) -> bool:
    """Whether a list is told what others missed: it is that of a manager."""
    return wanted.missed or (wanted.owner_id is not None and _role(view, wanted.owner_id) in MANAGERS)


def _role(view: View, staff_id: int) -> str:
    """A person's role, or what it was at a past instant."""
    person = view.store.staff.get(staff_id)
    then = view.store.former.then("staff", [person], view.past)[0] if view.past else person
    return str(then["role"])
