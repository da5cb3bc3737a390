"""The contact person somebody spoke to, who may be new."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmcli import asking, errors
from crmcli.commands.shared import contact_person
from crmcli.i18n import _

if TYPE_CHECKING:
    from crmcli.context import Context
    from crmcli.database.connection import Record
    from crmcli.store import Work


def check_person(crm: Context, about: Record, name: str | None, new: bool) -> bool:
    """Whether the person of this name is to be added: asked at a terminal, elsewhere said with `new`.

    NotFound for somebody who is not there and is not to be added.
    """
    try:
        contact_person(crm, about, name)
    except errors.NotFound as missing:
        if new or (crm.interactive and _wanted(about, name)):
            return True
        if not crm.interactive:
            missing.hint = _("Add --new-person to add them, or see: crmcli show %(code)s") % {
                "code": about["code"]
            }
        raise
    return False


def person_id(work: Work, about: Record, name: str | None) -> int | None:
    """The id of the customer's contact person of this name, who is added if there is none; None without a name."""
    if not name:
        return None
    known = work.store.persons.called(about["id"], name)
    if known is not None:
        return int(known["id"])
    return work.store.persons.add(work.op, about["id"], {"name": name.strip()})


def _wanted(about: Record, name: str | None) -> bool:
    told = {"customer": about["name"], "name": name}
    return asking.agreed(_("%(customer)s has no contact person called %(name)s. Add them?") % told)
