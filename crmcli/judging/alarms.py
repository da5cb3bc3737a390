"""Which alarms the figures of some months raise. Pure: months in, alarms out.

An alarm is of a month (2026-10) or a quarter (2026-Q3) that is over. What is unknown, or rests on fewer than
`alarm.min_n`, is none; counts of what shouldn't be (late hand-offs, budgets beyond, targets behind) need no such number.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from fractions import Fraction
from typing import NamedTuple

from crmcli.dates.months import add_months
from crmcli.policy.alarms import Alarm

Number = int | float
#: A figure's value and the n it rests on.
Measured = tuple[Number | None, int | None]
#: Figures by key, by month.
Months = Mapping[str, Mapping[str, Measured]]

#: The figures that alarms look at which are no key figures: how many, and of how many.
COUNTED = ("handoffs_late", "budgets_over", "targets_behind")
_OF_MONTH = (
    "churn_rate",
    "clock_compliance",
    "contacts_per_salesperson_day",
    "days_to_deal",
    "information_timeliness",
    *COUNTED,
)
_BESIDE_THE_MONTH_BEFORE = ("complaint_count", "satisfaction_mean")


class Fired(NamedTuple):
    """An alarm of a period: what was measured, its limit, the n, and the figures behind it by what they are called."""

    alarm: str
    period: str
    value: Number | None
    limit: Number
    n: int | None
    terms: Mapping[str, Number | None]


def last_month(on: date) -> str:
    """The last month that is over on a day."""
    return f"{on.replace(day=1) - timedelta(days=1):%Y-%m}"


def last_day(month: str) -> date:
    """The last day of a month."""
    return add_months(date.fromisoformat(f"{month}-01"), 1) - timedelta(days=1)


def shifted(month: str, months: int) -> str:
    """The month so many months later or earlier."""
    return f"{add_months(date.fromisoformat(f'{month}-01'), months):%Y-%m}"


def quarter_end(month: str) -> str:
    """The last month of the last quarter that is over at a month's end."""
    return shifted(month, -(int(month[5:]) % 3))


def quarter_of(month: str) -> str:
    """The quarter that a month belongs to."""
    return f"{month[:4]}-Q{(int(month[5:]) + 2) // 3}"


def needed(month: str, rules: Alarm) -> dict[str, set[str]]:
    """The figures of which months it takes to say which alarms a month's end raises."""
    wanted: dict[str, set[str]] = {month: {*_OF_MONTH, *_BESIDE_THE_MONTH_BEFORE}}
    wanted.setdefault(shifted(month, -1), set()).update(_BESIDE_THE_MONTH_BEFORE)
    end = quarter_end(month)
    for quarter in range(rules.repurchase_quarters):
        wanted.setdefault(shifted(end, -3 * quarter), set()).add("repurchase_rate")
    for at in (end, shifted(end, -12)):
        wanted.setdefault(at, set()).add("lifetime_value")
    return wanted


def raised(months: Months, month: str, rules: Alarm) -> list[Fired]:
    """The alarms that stand at a month's end."""
    return [
        *_repurchase(months, quarter_end(month), rules),
        *_complaints(months, month, rules),
        *_below(months, month, rules),
        *_lifetime(months, quarter_end(month), rules),
        *_satisfaction(months, month, rules),
        *_counted(months, month, rules),
    ]


def _of(months: Months, month: str, key: str) -> Measured:
    return months.get(month, {}).get(key, (None, None))


def _rests(n: int | None, rules: Alarm) -> bool:
    return n is not None and n >= rules.min_n


def _repurchase(months: Months, end: str, rules: Alarm) -> Iterator[Fired]:
    """Too few buy again, for so many quarters running."""
    ends = [shifted(end, -3 * n) for n in range(rules.repurchase_quarters)]
    found = [_of(months, each, "repurchase_rate") for each in ends]
    low = [value is not None and value < rules.repurchase_rate_min and _rests(n, rules) for value, n in found]
    if all(low):
        terms = {quarter_of(each): value for each, (value, _n) in zip(ends, found, strict=True)}
        value, n = found[0]
        yield Fired("repurchase_rate", quarter_of(end), value, rules.repurchase_rate_min, n, terms)


def _complaints(months: Months, month: str, rules: Alarm) -> Iterator[Fired]:
    """More complaints than in the month before; after none at all, of enough."""
    now, before = (_of(months, each, "complaint_count")[0] for each in (month, shifted(month, -1)))
    if now is None or before is None or now < rules.min_n:
        return
    limit = rules.complaint_growth_max
    if now > before * (1 + Fraction(str(limit))):
        growth = now / before - 1 if before else None
        yield Fired("complaint_growth", month, growth, limit, int(now), {"now": now, "before": before})


class _Limit(NamedTuple):
    """A figure of a month that may not pass a limit of the policy."""

    alarm: str
    figure: str
    #: Whether the limit is the most.
    most: bool = False
    #: Whether it takes `min_n`: what people did not do at all has no n.
    rests: bool = True


_LIMITS = (
    _Limit("churn_rate", "churn_rate", most=True),
    _Limit("contacts_per_day", "contacts_per_salesperson_day", rests=False),
    _Limit("lead_days", "days_to_deal", most=True),
    _Limit("timeliness", "information_timeliness"),
    _Limit("clock_compliance", "clock_compliance"),
)


def _limit(rules: Alarm, alarm: str) -> Number:
    """The number of the policy that a figure is held against; 0 for what shouldn't be at all."""
    limits: dict[str, Number] = {
        "churn_rate": rules.churn_rate_max,
        "contacts_per_day": rules.contacts_per_day_min,
        "lead_days": rules.lead_days_max,
        "timeliness": rules.timeliness_min,
        "clock_compliance": rules.clock_compliance_min,
        "late_handoffs": rules.late_handoffs_max,
    }
    return limits.get(alarm, 0)


def _below(months: Months, month: str, rules: Alarm) -> Iterator[Fired]:
    """The figures of the month by themselves."""
    for one in _LIMITS:
        value, n = _of(months, month, one.figure)
        limit = _limit(rules, one.alarm)
        if value is None or (one.rests and not _rests(n, rules)):
            continue
        if value > limit if one.most else value < limit:
            yield Fired(one.alarm, month, value, limit, n, {one.figure: value})


def _lifetime(months: Months, end: str, rules: Alarm) -> Iterator[Fired]:
    """What a customer is worth grew by too little in a year, or fell."""
    (now, n), (before, _n) = (_of(months, each, "lifetime_value") for each in (end, shifted(end, -12)))
    if now is None or not before or not _rests(n, rules):
        return
    limit = rules.lifetime_change_min
    if now < before * (1 + limit):
        terms = {"now": now, "before": before}
        yield Fired("lifetime_value", quarter_of(end), now / before - 1, limit, n, terms)


def _satisfaction(months: Months, month: str, rules: Alarm) -> Iterator[Fired]:
    """Customers are less satisfied than in the month before."""
    (now, n), (before, old) = (_of(months, each, "satisfaction_mean") for each in (month, shifted(month, -1)))
    if now is None or before is None or not (_rests(n, rules) and _rests(old, rules)):
        return
    fallen = before - now
    if fallen > rules.satisfaction_drop_max:
        terms = {"now": now, "before": before}
        yield Fired("satisfaction", month, -fallen, -rules.satisfaction_drop_max, n, terms)


_COUNTS = {"handoffs_late": "late_handoffs", "budgets_over": "budget", "targets_behind": "targets"}


def _counted(months: Months, month: str, rules: Alarm) -> Iterator[Fired]:
    for figure in COUNTED:
        alarm = _COUNTS[figure]
        value, n = _of(months, month, figure)
        if value is not None and value > _limit(rules, alarm):
            yield Fired(alarm, month, value, _limit(rules, alarm), n, {figure: value})
