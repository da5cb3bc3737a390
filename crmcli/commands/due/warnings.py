"""What an owner and the managers must know besides the rows: who was left waiting too long, what is out of date."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from crmcli.actors import MANAGERS, REVIEWERS
from crmcli.context import Context
from crmcli.dates.calendars import build as build_calendars
from crmcli.dates.calendars import holiday_warnings
from crmcli.i18n import _, ngettext, sentences
from crmcli.wording import shell_word
from crmcli.workflows.due.late import late_contacts

if TYPE_CHECKING:
    from crmcli.database.connection import Row

#: How many late ones are named.
_NAMED = 20


def warnings_of(crm: Context, owner_id: int | None, *, asked: bool) -> list[str]:
    """The lines below a list; a manager's speak of everybody's customers, unless one person's were `asked` for."""
    today = crm.today.isoformat()
    found = _late(crm, None if crm.actor.role in MANAGERS and not asked else owner_id)
    stale = crm.store.standings.stale_count(today)
    if stale:
        line = ngettext(
            "%(n)d standing is out of date; run: crmcli classify",
            "%(n)d standings are out of date; run: crmcli classify",
            stale,
        )
        found.append(line % {"n": stale})
    working = build_calendars(crm.policy.calendar, crm.policy.team.time_zone)
    found += holiday_warnings(working.values(), crm.today)
    return found + _pool(crm, owner_id) + _taken(crm) + waiting_for_approval(crm)


def _late(crm: Context, owner_id: int | None) -> list[str]:
    """Contacts that are long overdue, agreed or by plan, with the customers' names and whose they are."""
    hours = crm.policy.contact.late_warning_hours
    late, total = late_contacts(crm.view, owner_id, _NAMED)
    if not total:
        return []
    names = _(", ").join(
        name
        if owner in (None, crm.actor.name)
        else _("%(name)s (%(owner)s)") % {"name": name, "owner": owner}
        for name, owner in late
    )
    if total > len(late):
        names = _("%(names)s and %(n)d more") % {"names": names, "n": total - len(late)}
        command = _all_late(crm, owner_id)
    line = ngettext(
        "%(n)d contact is over %(hours)d hours late: %(names)s.",
        "%(n)d contacts are over %(hours)d hours late: %(names)s.",
        total,
    )
    told = line % {"n": total, "hours": hours, "names": names}
    if total > len(late):
        told = sentences(told, _("All of them: %(command)s") % {"command": command})
    return [told]


def _all_late(crm: Context, owner_id: int | None) -> str:
    """The command that lists all late contacts: everybody's, one's own or somebody else's."""
    if owner_id is None:
        return _("crmcli due --team --kind contact --overdue --all")
    if owner_id == crm.actor.id:
        return _("crmcli due --kind contact --overdue --all")
    name = shell_word(crm.store.staff.get(owner_id)["name"])
    return _("crmcli due --owner %(name)s --kind contact --overdue --all") % {"name": name}


def _pool(crm: Context, owner_id: int | None) -> list[str]:
    """Which customers go into the public pool soon unless somebody contacts them, to whose they are; to a manager all."""
    if not crm.policy.pool.active:
        return []
    from crmcli.workflows.pool import waiting

    found = waiting(crm.view, owner_id)
    line = ngettext(
        "%(n)d customer goes into the pool unless contacted: %(names)s",
        "%(n)d customers go into the pool unless contacted: %(names)s",
        len(found),
    )
    names = [
        _("%(name)s (%(owner)s)") % {"name": each.row["customer"], "owner": each.on}
        for each in found[:_NAMED]
    ]
    return [line % {"n": len(found), "names": _(", ").join(names)}] if found else []


def _taken(crm: Context) -> list[str]:
    """Which customers of the reader's went into the pool or to somebody else, until they have seen it."""
    taken = [] if crm.actor.id is None else crm.store.owners.taken(crm.actor.id)
    if not taken:
        return []
    names = [
        _("%(name)s (%(owner)s)") % {"name": row["customer"], "owner": row["owner"] or _("the pool")}
        for row in taken[:_NAMED]
    ]
    line = ngettext(
        "%(n)d customer of yours went to others: %(names)s.",
        "%(n)d customers of yours went to others: %(names)s.",
        len(taken),
    )
    told = line % {"n": len(taken), "names": _(", ").join(names)}
    return [sentences(told, _("When you have seen it: crmcli pool seen"))]


def away_lines(rows: Iterable[Row]) -> list[str]:
    """Who is away and who stands in, a line each."""
    line = _("%(person)s is away from %(from_on)s to %(until_on)s; %(stand_in)s stands in.")
    return [line % dict(row) for row in rows]


def waiting_for_approval(crm: Context) -> list[str]:
    """How many customers wait for approval, to those who may give it."""
    waiting = crm.store.reviews.count() if crm.actor.role in REVIEWERS else 0
    line = ngettext(
        "%(n)d customer waits for approval; see: crmcli review queue",
        "%(n)d customers wait for approval; see: crmcli review queue",
        waiting,
    )
    return [line % {"n": waiting}] if waiting else []
