"""The figures of a month that is over, and of any period some of them: what alarms, targets and improvements look at."""

from __future__ import annotations

from collections.abc import Collection

from crmcli.dates.periods import Period
from crmcli.judging.alarms import COUNTED, last_day
from crmcli.reports import kpi
from crmcli.reports.days import Days
from crmcli.reports.kpi import Measured
from crmcli.reports.request import Request
from crmcli.store import View


def figures_of(
    view: View, month: str, keys: Collection[str], days: Days | None = None
) -> dict[str, Measured]:
    """Key figures of a month that is over, value and n; `days` may hold what was made of its days before."""
    end = last_day(month)
    return measured(view, keys, Period(end.replace(day=1), end), days)


def measured(
    view: View, keys: Collection[str], period: Period, days: Days | None = None
) -> dict[str, Measured]:
    """The same of any period with a start that has begun."""
    request = Request(view, period.start, period.end)
    wanted = [key for key in keys if key not in COUNTED]
    found = kpi.some(request, days or Days(request), wanted, period) if wanted else {}
    if "contacts_per_salesperson_day" in found and not view.store.alarms.contacted_by(period.end.isoformat()):
        # Before anybody was in touch with a customer, nobody was in touch too seldom.
        found["contacts_per_salesperson_day"] = (None, 0)
    return found
