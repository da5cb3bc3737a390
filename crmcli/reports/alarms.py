"""The alarms of the last month and quarter that are over, with the figures behind them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from crmcli import clock
from crmcli.database.connection import Row
from crmcli.dates.periods import Period
from crmcli.i18n import N_, _
from crmcli.judging.alarms import Fired, Measured, last_day, last_month, needed, raised
from crmcli.reports.days import Days
from crmcli.reports.monthly import figures_of
from crmcli.reports.request import Filtered, Request
from crmcli.reports.targets import LACKING, behind
from crmcli.store import View
from crmcli.wording import known_word


def work_out(view: View, filtered: Filtered, month: str = "") -> list[Fired]:
    """The alarms that stand at the end of a month, by default the last one that is over; `filtered` finds the customers of
    targets."""
    month = month or last_month(view.as_of.on)
    rules, days = view.policy.alarm, Days(Request(view))
    months: dict[str, dict[str, Measured]] = {}
    for each, keys in needed(month, rules).items():
        months[each] = figures_of(view, each, keys, days)
    months[month] |= _counted(view, month, filtered)
    return raised(months, month, rules)


def _counted(view: View, month: str, filtered: Filtered) -> dict[str, Measured]:
    """How many of what shouldn't be, and of how many."""
    handed, budgets = handoffs(view, month), spent(view, month)
    targets = behind(view, last_day(month), filtered)
    return {
        "handoffs_late": (sum(row["late"] for row in handed), len(handed)),
        "budgets_over": (sum(row["over"] for row in budgets), len(budgets)),
        "targets_behind": (sum(found.state in LACKING for _row, found in targets), len(targets)),
    }


def handoffs(view: View, month: str) -> list[dict[str, Any]]:
    """What departments were to do for one another by a day of a month, and whether that was late."""
    end = last_day(month)
    rows = view.store.alarms.crossing(end.replace(day=1).isoformat(), end.isoformat())
    return [{**dict(row), "late": _is_late(view, row)} for row in rows]


def _is_late(view: View, row: Row) -> bool:
    done = row["done_on"]
    if done and len(done) > len("2026-01-01"):
        done = clock.local_date(clock.parse_iso(done), view.zone).isoformat()
    return done is None or done > row["due_on"]


def spent(view: View, month: str) -> list[dict[str, Any]]:
    """What was spent by a month's end of each budget of the month and its year, and whether that is too much."""
    most = view.policy.alarm.budget_share_max
    rows = view.store.alarms.budgets((month[:4], month), last_day(month).isoformat())
    return [{**dict(row), "over": row["spent_cents"] > row["amount_cents"] * most} for row in rows]


def period_of(fired: Fired) -> Period:
    """The days of an alarm's month or quarter."""
    if "Q" not in fired.period:
        end = last_day(fired.period)
        return Period(end.replace(day=1), end)
    year, quarter = fired.period.split("-Q")
    return Period(date(int(year), 3 * int(quarter) - 2, 1), last_day(f"{year}-{3 * int(quarter):02d}"))


_KPI, _COMPLAINTS, _RECORDS = (
    N_("crmcli report kpi --from %(start)s --to %(end)s"),
    N_("crmcli report complaints --from %(start)s --to %(end)s"),
    N_("crmcli alarm show %(alarm)s"),
)
#: The command that shows what an alarm rests on; the days are those of its period.
_COMMANDS = {
    "repurchase_rate": _KPI,
    "complaint_growth": _COMPLAINTS,
    "churn_rate": N_("crmcli report churn --to %(end)s"),
    "contacts_per_day": _KPI,
    "lead_days": N_("crmcli report pipeline --from %(start)s --to %(end)s"),
    "lifetime_value": _KPI,
    "timeliness": _KPI,
    "clock_compliance": _COMPLAINTS,
    "satisfaction": N_("crmcli report satisfaction --from %(start)s --to %(end)s"),
    "late_handoffs": _RECORDS,
    "budget": _RECORDS,
    "targets": N_("crmcli target list"),
}


def command_of(fired: Fired) -> str:
    """The command line that shows what an alarm rests on."""
    period = period_of(fired)
    told = {"start": period.start, "end": period.end, "alarm": known_word("alarm", fired.alarm)}
    return _(_COMMANDS[fired.alarm]) % told


def worst_first(found: Sequence[Fired]) -> list[Fired]:
    """Alarms by how far they are beyond their limit, as a share of it; counts behind them."""

    def beyond(one: Fired) -> float:
        if one.value is None or not one.limit:
            return 0.0
        return abs(one.value - one.limit) / abs(one.limit)

    return sorted(found, key=beyond, reverse=True)
