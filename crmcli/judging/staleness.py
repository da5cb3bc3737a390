"""When a standing can change merely because time passes: a safe lower bound, simple rather than tight.

Each term below gives days until something *may* change; the smallest one counts. Where a fact does not say
when its window moves, the answer is tomorrow.
"""

from __future__ import annotations

from bisect import bisect_right
from datetime import date, timedelta
from math import floor
from typing import TYPE_CHECKING

from crmcli.dates.months import add_months
from crmcli.facts import Derived, Facts
from crmcli.judging.scoring import silence_limit
from crmcli.policy import Policy
from crmcli.rules import lost_after_days, pin_in_force, stated_until

if TYPE_CHECKING:
    from crmcli.judging.standing import Standing

_FOREVER = 10**6
_AGES = (
    "days_since_purchase",
    "days_since_effective",
    "days_since_contact",
    "days_since_activity",
    "days_known",
)
_YEAR = 365


class Staleness:
    """The thresholds on ages of one policy."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        conditions = [
            condition
            for rule in (*policy.tier, *policy.value_class, *policy.overlays)
            for condition in (*rule.all, *rule.any)
        ]
        self._tests_years = any(condition.fact == "years_cooperation" for condition in conditions)
        self._steps: list[tuple[str, list[int]]] = []
        for age in _AGES:
            values = [c.value for c in conditions if c.fact == age]
            flat = [v for value in values for v in (value if isinstance(value, tuple) else (value,))]
            if flat:
                self._steps.append((age, sorted({step for v in flat for step in (floor(v), floor(v) + 1)})))

    def stale_on(
        self,
        facts: Facts,
        derived: Derived,
        standing: Standing,
        cadence_days: int,
        contact_age: int,
        on: date,
    ) -> date | None:
        """The first day after `on` on which the standing may differ; None if time alone never changes it."""
        left = _contacts(
            derived, standing, cadence_days, age=contact_age, zero=self._policy.health.cadence_zero, on=on
        )
        if left > 1:
            left = min(
                left,
                self._ages(derived),
                self._purchases(facts, derived, on),
                self._dates(facts, standing, on),
            )
        window = _windows(facts, on) if left > 1 else None
        if window is not None:
            left = min(left, window.toordinal() - on.toordinal())
        return None if left >= _FOREVER else on + timedelta(days=max(1, left))

    def _ages(self, derived: Derived) -> int:
        left = _FOREVER
        for age, steps in self._steps:
            now = derived[age]
            at = bisect_right(steps, now)
            if at < len(steps) and steps[at] - now < left:
                left = steps[at] - now
        return left

    def _purchases(self, facts: Facts, derived: Derived, on: date) -> int:
        """New becomes active, active lost, silence a signal; expected orders grow in the first year."""
        first = facts.first_purchase(on)
        if first is None and not facts.has_purchased:
            return _FOREVER
        steps, silent = [], derived["days_since_purchase"]
        steps.append(floor(lost_after_days(facts, self._policy.lifecycle)) + 1 - silent)
        steps.append(floor(silence_limit(facts, self._policy.churn)) + 1 - silent)
        if first:
            steps.append(self._policy.lifecycle.new_days + 1 - (on.toordinal() - first.toordinal()))
        if facts.first_purchase_on:
            age = on.toordinal() - facts.first_purchase_on.toordinal()
            if age < _YEAR and facts.orders_12m > 0:
                full_until = floor(_YEAR * facts.orders_12m / self._policy.health.orders_full)
                steps.append(max(1, full_until + 1 - age))
        return min((step for step in steps if step > 0), default=_FOREVER)

    def _dates(self, facts: Facts, standing: Standing, on: date) -> int:
        """Days on which somebody's decision ends, a birthday passes, or a dated row starts to count."""
        if facts.complaints_open > facts.complaints_breached:
            return 1
        today = on.toordinal()
        days = []
        if facts.pin_until and pin_in_force(facts, on):
            days.append(facts.pin_until.toordinal() + 1)
        if facts.stated_on:
            days.append(stated_until(facts.stated_on, self._policy.backlog).toordinal())
        if facts.cooperation_start:
            days.append(facts.cooperation_start.toordinal())
        if facts.status == "paused" and facts.paused_until:
            days.append(facts.paused_until.toordinal())
        if standing.birthday_on:
            days.append(standing.birthday_on.toordinal() + self._policy.due.greeting_days + 1)
        if facts.cooperation_start:
            days.append(facts.cooperation_start.toordinal())
        if facts.changes_on:
            days.append(facts.changes_on.toordinal())
        if facts.low_score_open_on and facts.low_score_recorded_on is None:
            days.append(facts.low_score_open_on.toordinal() + self._policy.contact.low_score_age_days)
        if self._tests_years and facts.cooperation_start:
            days.append(_anniversary(facts.cooperation_start, on).toordinal())
        return min((day - today for day in days if day > today), default=_FOREVER)


def _contacts(
    derived: Derived, standing: Standing, cadence_days: int, age: int, zero: float, on: date
) -> int:
    """A contact falls due or becomes overdue; the interaction term falls daily beyond the cadence."""
    if standing.health is not None and cadence_days < age < zero * cadence_days:
        return 1
    steps = [cadence_days + 1 - age, cadence_days + 1 - derived["days_since_effective"]]
    if standing.next_contact_on:
        today = on.toordinal()
        steps.append(standing.next_contact_on.toordinal() + 1 - today)
        if len(standing.contact_reasons) > 1:
            dues = (date.fromisoformat(reason[1]["due"]) for reason in standing.contact_reasons)
            steps.extend(due.toordinal() + ahead - today for due in dues for ahead in (0, 1))
    return min((step for step in steps if step > 0), default=_FOREVER)


def _windows(facts: Facts, on: date) -> date | None:
    """When the first order, contact or complaint leaves its window; tomorrow where that isn't known."""
    edges = []
    tomorrow = on + timedelta(days=1)
    if facts.orders_12m or facts.spend_12m or facts.spend_prev_6m:
        edges.append(add_months(facts.oldest_12m_on, 12) if facts.oldest_12m_on else tomorrow)
    if facts.spend_6m:
        edges.append(add_months(facts.oldest_6m_on, 6) if facts.oldest_6m_on else tomorrow)
    if facts.effective_90d:
        oldest = facts.oldest_effective_90d_on
        edges.append(oldest + timedelta(days=90) if oldest else tomorrow)
    if facts.complaints_12m:
        oldest = facts.oldest_complaint_12m_on
        edges.append(add_months(oldest, 12) if oldest else tomorrow)
    return min((max(edge, tomorrow) for edge in edges), default=None)


def _anniversary(start: date, on: date) -> date:
    """The next anniversary after `on`, or a day before it for 29 February."""
    day = start.day if (start.month, start.day) != (2, 29) else 28
    this_year = date(on.year, start.month, day)
    return this_year if this_year > on else date(on.year + 1, start.month, day)
