"""Reports of people: whom they may be about, and what is due for each, which no report can look up itself."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from crmcli import errors
from crmcli.actors import MANAGERS
from crmcli.catalogue import spoken
from crmcli.i18n import _

if TYPE_CHECKING:
    from crmcli.context import Context
    from crmcli.reports.request import Request

#: The reports that managers see of everybody, and others of themselves.
NAMES = frozenset({"team", "scorecard"})


def about(crm: Context, name: str, request: Request, person: str | None) -> Request:
    """The request, about the one person that was asked for, or who may see no other. NotAllowed for somebody else's figures."""
    own = crm.actor.name
    only = str(crm.store.staff.resolve(person)["name"]) if person else None
    if crm.actor.role not in MANAGERS:
        if (only or own) != own or crm.actor.id is None or request.by == "department":
            raise errors.NotAllowed(
                _("Only a manager sees other people's figures."),
                _("Your own: crmcli %(command)s") % {"command": spoken(f"report {name}")},
            )
        only = own
    return replace(request, only=only, due=_due(request) if name == "team" else {})


def _due(request: Request) -> dict[int | None, tuple[int, int]]:
    """By whose it is how many things are due by the end of the period, and how many of them are overdue."""
    from crmcli.reports.pipeline_ended import view_of
    from crmcli.workflows.due.queue import bare
    from crmcli.workflows.due.rows import Wanted

    view = view_of(request, request.period.end)
    counts: dict[int | None, tuple[int, int]] = {}
    for row in bare(view, Wanted(None, view.as_of.on)).rows:
        n, late = counts.get(row.owner_id, (0, 0))
        counts[row.owner_id] = (n + 1, late + (row.overdue_days > 0))
    return counts
