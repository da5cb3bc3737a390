"""crmcli due --plan: the load of the coming days, by day and person."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from crmcli.i18n import _
from crmcli.result import Column, Result, Table
from crmcli.verdicts.known_now import EVERYTHING, known_now
from crmcli.workflows.due.coming import Load, coming
from crmcli.workflows.due.rows import Wanted

if TYPE_CHECKING:
    from crmcli.context import Context


def plan_of(
    crm: Context, owner_id: int | None, days: int, kinds: frozenset[str], customers: Collection[int] | None
) -> Result:
    """What one person, or everybody, has to do on each of the coming days, of some kinds and some customers."""
    only = None if customers is None else frozenset(customers)
    wanted = Wanted(owner_id, crm.as_of.on + timedelta(days=days), kinds, customers=only)
    with crm.store.db.snapshot():
        result = _shown(crm, coming(crm.view, wanted))
        result.known_now = known_now(crm.view, EVERYTHING)
    return result


def _shown(crm: Context, loads: Sequence[Load]) -> Result:
    """A row for each day and person that have something to do; below it what the figures mean."""
    policy = crm.policy.contact
    columns = [
        Column("day", _("Day"), "date"),
        Column("person", _("Person")),
        Column("total", _("In all"), "int"),
        Column("planned", _("Planned"), "int"),
        Column("moved", _("Moved here"), "int"),
        Column("agreed", _("Agreed"), "int"),
        Column("complaints", _("Complaints"), "int"),
        Column("other", _("Others"), "int"),
    ]
    rows = [_row(load) for load in loads]
    result = Result(crm.command, as_of=crm.as_of, data=rows, tables=[Table("plan", columns, rows)])
    told = {"n": policy.per_day, "days": policy.spread_days}
    result.after = [
        _("Of a day with over %(n)d things, planned contacts move by at most %(days)d days; all else stays.")
        % told
    ]
    return result


def _row(load: Load) -> dict[str, Any]:
    return {**load._asdict(), "day": load.day.isoformat(), "total": load.total}
