"""Tier, value class and lifecycle stage of a customer. Pure functions of facts and policy.

Tier and value class are rules of the policy, tried in order; the lifecycle has a fixed form with the
policy's days.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from crmcli.policy import Policy
from crmcli.policy.conditions import first_match
from crmcli.policy.sections import Lifecycle

if TYPE_CHECKING:
    from crmcli.facts import Derived, Facts


def tier(facts: Facts, derived: Derived, policy: Policy, on: date) -> tuple[str, str]:
    """The tier and the name of the rule that gave it; `pin` where a manager's pin is in force."""
    if facts.pinned_tier and pin_in_force(facts, on):
        return facts.pinned_tier, "pin"
    rule = first_match(policy.tier, facts, derived)
    return rule.key, rule.name


def pin_in_force(facts: Facts, on: date) -> bool:
    """Whether a pinned tier holds on a day; the day that it expires is its last."""
    return bool(facts.pinned_tier) and (facts.pin_until is None or on <= facts.pin_until)


def value_class(facts: Facts, derived: Derived, policy: Policy) -> tuple[str, str]:
    """The value class and the name of the rule that gave it."""
    rule = first_match(policy.value_class, facts, derived)
    return rule.key, rule.name


def lifecycle(facts: Facts, derived: Derived, policy: Lifecycle, cadence_days: int, on: date) -> str:
    """prospect, new, active or lost. `cadence_days` is the customer's contact cadence.

    A contract in force, or an effective contact within the cadence, keeps a customer that bought before.
    """
    if not has_purchased(facts):
        return "prospect"
    first = facts.first_purchase_on
    if first and on.toordinal() - first.toordinal() <= policy.new_days:
        return "new"
    if days_silent(facts, derived, on) <= lost_after_days(facts, policy):
        return "active"
    if facts.contract_in_force or derived["days_since_effective"] <= cadence_days:
        return "active"
    return "lost"


def has_purchased(facts: Facts) -> bool:
    """Whether there is any counted purchase, an opening balance included."""
    return facts.orders_total > 0 or facts.spend_total > 0 or facts.last_purchase_on is not None


def days_silent(facts: Facts, derived: Derived, on: date) -> int:
    """Days since the last purchase.

    An undated one (an opening balance) is taken as late as it can have been.
    """
    if facts.last_purchase_on or not has_purchased(facts):
        return int(derived["days_since_purchase"])
    return on.toordinal() - (facts.imported_on or facts.created_on).toordinal()


def lost_after_days(facts: Facts, policy: Lifecycle) -> float:
    """More days than this without a purchase and the customer is lost."""
    gap = facts.median_gap_days
    if gap is None:
        return policy.lost_default_days
    return min(policy.lost_max_days, max(policy.lost_min_days, policy.lost_gap_factor * gap))
