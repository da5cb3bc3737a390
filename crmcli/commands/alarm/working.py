"""Alarms worked out for a command, and kept for the list of what is due."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmcli.judging.alarms import Fired, last_month
from crmcli.store import View
from crmcli.verdicts.alarms import as_kept

if TYPE_CHECKING:
    from collections.abc import Collection

    from crmcli.context import Context


def filtered(view: View, text: str) -> Collection[int]:
    """The customers that a target's filter finds."""
    from crmcli.workflows.filtering import filtered as found

    return found(view, text)


def worked_out(crm: Context) -> list[Fired]:
    """The alarms that stand by the as-of, the worst first."""
    from crmcli.reports.alarms import work_out, worst_first

    with crm.store.db.snapshot():
        return worst_first(work_out(crm.view, filtered))


def keep(crm: Context) -> list[Fired]:
    """Works out and keeps the alarms of the last month that is over, unless nothing was recorded since; returns those that nobody has seen."""
    from crmcli.verdicts.alarms import kept, unseen

    month = last_month(crm.today)
    row = crm.store.alarms.kept(month)
    now = crm.store.history.latest_id(), crm.policy.version
    if row is None or (row["operation_id"], row["policy_version"]) != now:
        found = worked_out(crm)
        with crm.work() as work:
            work.store.alarms.keep(as_kept(work, month, found))
    return unseen(crm.view, kept(crm.view) or [])
