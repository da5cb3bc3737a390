"""Judges customers: tier, classes, scores and next contact, composed from the pure rules.

`Judge(policy, on)` holds what is the same for all customers of one run; `standing(facts)` then takes some ten
microseconds, so that a hundred thousand customers are judged while the user watches. Nothing here does
input or output.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from crmcli import rules
from crmcli.dates.calendars import Calendar
from crmcli.dates.lunar import birthday_on
from crmcli.facts import Derived, Facts, derive
from crmcli.judging import scoring
from crmcli.judging.staleness import Staleness
from crmcli.judging.standing import Standing
from crmcli.policy import Policy


class Classes(NamedTuple):
    """What a customer is, without what follows for it."""

    tier: str
    value_class: str
    lifecycle: str
    health: int | None
    health_band: str | None


class Judge:
    """The rules of one policy on one day, applied to many customers."""

    def __init__(self, policy: Policy, on: date) -> None:
        self.policy = policy
        self.on = on
        spec = policy.calendar[policy.contact.calendar]
        self._calendar = Calendar(spec, ZoneInfo(policy.team.time_zone))
        self._staleness = Staleness(policy)
        self._workdays: dict[date, date] = {}
        self._birthdays: dict[tuple[str, str], tuple[date | None, date | None]] = {}
        self._bases: dict[tuple[str, str, str, str | None], int] = {}
        self._greeted_since = on - timedelta(days=policy.due.greeting_days)

    def standing(self, facts: Facts) -> Standing:
        """The standing of one customer."""
        policy, on = self.policy, self.on
        derived, potential_terms, tier_rule, value_rule = self._classed(facts)
        potential, tier = derived["potential"], derived["tier"]
        value, stage = derived["value_class"], derived["lifecycle"]
        plan = rules.plan_of(facts, derived, policy, tier)
        following = self._following(facts, plan, tier)
        age = contact_age(facts, plan, policy, on)
        health, health_terms, band = self._health(facts, plan.cadence_days, age)
        signals, risk, level = self._risk(
            facts, derived, stage, _is_late(following, age > plan.cadence_days, on)
        )
        standing = Standing(
            customer_id=facts.customer_id,
            tier=tier,
            tier_rule=tier_rule,
            value_class=value,
            value_rule=value_rule,
            lifecycle=stage,
            potential=potential,
            potential_terms=potential_terms,
            health=health,
            health_terms=health_terms,
            health_band=band,
            risk=risk,
            risk_signals=signals,
            risk_level=level,
            segment=scoring.segment(facts, potential, policy.potential),
            next_contact_on=following.on,
            contact_since=following.since,
            contact_reasons=following.reasons,
            contact_channel=following.channel,
            contact_base=self._base(following, tier, value, level),
            rhythm_days=plan.rhythm_days,
        )
        if following.on is not None:
            standing.birthday_on, standing.greet_on = self._birthday(facts)
            standing.verify_on = verify_on(facts, policy)
        standing.stale_on = self._staleness.stale_on(
            facts, derived, standing, cadence_days=plan.cadence_days, contact_age=age, on=on
        )
        return standing

    def classes(self, facts: Facts) -> Classes:
        """The classes and the health alone, in half the time."""
        derived, *_rules = self._classed(facts)
        tier, health, band = derived["tier"], None, None
        if facts.has_purchased:
            plan = rules.plan_of(facts, derived, self.policy, tier)
            age = contact_age(facts, plan, self.policy, self.on)
            health, _terms, band = self._health(facts, plan.cadence_days, age)
        return Classes(tier, derived["value_class"], derived["lifecycle"], health, band)

    def _classed(self, facts: Facts) -> tuple[Derived, tuple[float, ...], str, str]:
        """What follows from facts, with the classes among it; the terms of the potential, the rules of tier and value."""
        policy, on = self.policy, self.on
        derived = derive(facts, on)
        derived["potential"], terms = scoring.potential(facts, policy.potential)
        tier, tier_rule = rules.tier(facts, derived, policy, on)
        derived["value_class"], value_rule = rules.value_class(facts, derived, policy)
        cadence = rules.cadence_of(facts, policy.contact, tier)
        derived["lifecycle"] = rules.lifecycle(facts, derived, policy.lifecycle, cadence, on)
        derived["tier"] = tier
        return derived, terms, tier_rule, value_rule

    def _following(self, facts: Facts, plan: rules.ContactPlan, tier: str) -> rules.NextContact:
        """The next contact; of who is paused, not before the pause ends, so that it stands on the list of that day."""
        back = facts.paused_until if facts.status == "paused" else None
        day = max(back, self.on) if back else self.on
        found = rules.next_contact(facts, plan, self.policy.contact, tier=tier, on=day, workday=self.workday)
        if found.on is None or found.since is None or day <= self.on:
            return found
        return found._replace(on=max(found.on, day), since=max(found.since, day))

    def workday(self, day: date) -> date:
        """`day`, or the next working day of the contact plan's calendar."""
        found = self._workdays.get(day)
        if found is None:
            found = self._workdays[day] = self._calendar.next_workday(day)
        return found

    def _health(
        self, facts: Facts, cadence_days: int, age: int
    ) -> tuple[int | None, tuple[float, ...], str | None]:
        """Score, terms and band; who bought nothing that is known has none."""
        if not facts.has_purchased:
            return None, (), None
        return scoring.health(facts, self.policy.health, cadence_days, age, self.on)

    def _risk(
        self, facts: Facts, derived: Derived, stage: str, is_late: bool
    ) -> tuple[tuple[str, ...], int | None, str | None]:
        if stage not in ("new", "active") or not facts.has_purchased:
            return (), None, None
        policy = self.policy
        signals = scoring.churn_signals(
            facts, derived, policy.churn, survey=policy.survey, contact_overdue=is_late
        )
        return signals, *scoring.churn(signals, policy.churn)

    def _base(self, following: rules.NextContact, tier: str, value: str, level: str | None) -> int:
        if following.kind is None:
            return 0
        key = (following.kind, tier, value, level)
        if key not in self._bases:
            terms = scoring.contact_base_terms(self.policy.urgency, *key)
            self._bases[key] = max(0, min(100, int(sum(points for _, points in terms) + 0.5)))
        return self._bases[key]

    def _birthday(self, facts: Facts) -> tuple[date | None, date | None]:
        """The birthday to greet for, and the day to do it: of a day off the working day before."""
        if not facts.birthday:
            return None, None
        key = (facts.birthday[-5:], facts.birthday_calendar)
        if key not in self._birthdays:
            day = birthday_on(facts.birthday, facts.birthday_calendar, self._greeted_since)
            self._birthdays[key] = day, day and self._calendar.last_workday(day)
        return self._birthdays[key]


def _is_late(following: rules.NextContact, is_silent: bool, on: date) -> bool:
    """Whether a contact is late by what is known: one that was never had is only of a customer that is silent, who was
    not spoken to for a whole cadence."""
    if following.on is None or following.on >= on:
        return False
    late = (data for _code, data in following.reasons if data["due"] < on.isoformat())
    return any(is_silent or data.get("last", "") is not None for data in late)


def contact_age(facts: Facts, plan: rules.ContactPlan, policy: Policy, on: date) -> int:
    """Days since the last effective contact or what else satisfies the plan; without one, since it waits here."""
    last = rules.satisfied_on(facts, plan.satisfied_by, policy.contact)
    effective = facts.last_effective_on
    if effective and (last is None or effective > last):
        last = effective
    return max(0, on.toordinal() - (last or facts.waits_since).toordinal())


def verify_on(facts: Facts, policy: Policy) -> date:
    """When contact data is to be verified again; never counted from before an import. A phone that nobody could read is
    asked for at once, until somebody verified it.
    """
    if facts.unconfirmed and facts.verified_on is None:
        return facts.arrived_on
    start = facts.verified_on or facts.arrived_on
    if facts.imported_on and start < facts.imported_on:
        start = facts.imported_on
    return start + timedelta(days=policy.due.verify_days)
