"""Why a customer stands where it stands: rules that fired, inputs, thresholds, the nearest change.

Everything is JSON-able; money is in cents, dates are ISO text. The words for it are the presenter's business.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from crmcli import rules
from crmcli.facts import NEVER, Derived, Facts, add_days, derive
from crmcli.figures.rounding import half_up
from crmcli.judging import scoring
from crmcli.judging.judge import Judge, contact_age
from crmcli.judging.nearest import nearest_class
from crmcli.judging.standing import Standing
from crmcli.policy import TIERS, VALUE_CLASSES, Policy
from crmcli.policy.conditions import DERIVED_NUMBERS, Condition, Rule, first_match
from crmcli.vocabulary import UNAPPROVED

Explanation = dict[str, Any]


def explain(facts: Facts, policy: Policy, on: date) -> Explanation:
    """Every judgement on a customer with its rule, inputs, thresholds, policy version, and nearest change."""
    judge = Judge(policy, on)
    standing = judge.standing(facts)
    derived = derive(facts, on)
    derived["potential"] = standing.potential
    classes = {"tier": standing.tier, "value_class": standing.value_class, "lifecycle": standing.lifecycle}
    plan = rules.plan_of(facts, derived | classes, policy, standing.tier)
    found: Explanation = {
        "customer_id": facts.customer_id,
        "on": on.isoformat(),
        "policy_version": policy.version,
        "tier": _tier(facts, derived, policy, standing),
        "value_class": _classified(
            standing.value_class,
            standing.value_rule,
            policy.value_class,
            order=VALUE_CLASSES,
            facts=facts,
            derived=derived,
        ),
        "lifecycle": _lifecycle(facts, derived, policy, standing, on),
        "potential": _potential(facts, policy, standing),
        "health": _health(facts, policy, standing, plan, on),
        "risk": _risk(facts, derived, policy, standing, on),
        "contact": _contact(facts, policy, standing, plan),
    }
    for part in (found["lifecycle"], found["health"], found["risk"]):
        if part and (never := [fact for fact in part["inputs"] if _is_never(fact, facts)]):
            part["never"] = never
    return found


def _tier(facts: Facts, derived: Derived, policy: Policy, standing: Standing) -> Explanation:
    if standing.tier_rule not in ("pin", "stated"):
        return _classified(
            standing.tier, standing.tier_rule, policy.tier, order=TIERS, facts=facts, derived=derived
        )
    computed = first_match(policy.tier, facts, derived).key
    told = {"class": standing.tier, "rule": standing.tier_rule, "computed": computed, "nearest": None}
    if standing.tier_rule == "pin":
        return told | {"pin_until": _iso(facts.pin_until), "pin_reason": facts.pin_reason}
    ends = rules.stated_until(facts.stated_on, policy.backlog) if facts.stated_on else None
    return told | {"stated_on": _iso(facts.stated_on), "rules_from": _iso(ends)}


def _classified(
    key: str,
    rule_name: str,
    ruleset: tuple[Rule, ...],
    order: tuple[str, ...],
    facts: Facts,
    derived: Derived,
) -> Explanation:
    """The rule that fired, the rules tried before it with their conditions, and the nearest change."""
    fired = next(i for i, rule in enumerate(ruleset) if rule.name == rule_name)
    return {
        "class": key,
        "rule": rule_name,
        "conditions": _conditions(ruleset[fired], facts, derived),
        "failed": [
            {"gives": rule.key, "rule": rule.name, "conditions": _conditions(rule, facts, derived)}
            for rule in ruleset[:fired]
        ],
        "nearest": nearest_class(key, ruleset, order, facts, derived),
    }


def _conditions(rule: Rule, facts: Facts, derived: Derived) -> list[Explanation]:
    return [_condition(condition, facts, derived) for condition in (*rule.all, *rule.any)]


def _condition(condition: Condition, facts: Facts, derived: Derived) -> Explanation:
    actual = condition.actual(facts, derived)
    return {
        "fact": condition.fact,
        "op": condition.op,
        "threshold": list(condition.value) if isinstance(condition.value, tuple) else condition.value,
        "value": None if condition.fact in DERIVED_NUMBERS and actual == NEVER else actual,
        "holds": condition.test(facts, derived),
        **({"never": True} if _is_never(condition.fact, facts) else {}),
    }


#: The days that facts count from; where there is none they count from when the customer became known.
_LASTS = {
    "days_since_purchase": "last_purchase_on",
    "days_since_effective": "last_effective_on",
    "days_since_contact": "last_contact_on",
}


def _is_never(fact: str, facts: Facts) -> bool:
    """Whether a fact counts days from what never was."""
    return fact in _LASTS and getattr(facts, _LASTS[fact]) is None


def _lifecycle(facts: Facts, derived: Derived, policy: Policy, standing: Standing, on: date) -> Explanation:
    lost_after = rules.lost_after_days(facts, policy.lifecycle)
    return {
        "class": standing.lifecycle,
        "rule": f"lifecycle.{standing.lifecycle}",
        "inputs": {
            "first_purchase_on": _iso(facts.first_purchase_on),
            "last_purchase_on": _iso(facts.last_purchase_on),
            "cooperation_start": _iso(facts.cooperation_start),
            "days_since_purchase": derived["days_since_purchase"],
            "median_gap_days": facts.median_gap_days,
            "contract_in_force": facts.contract_in_force,
            "last_effective_on": _iso(facts.last_effective_on),
        },
        "thresholds": {
            "new_days": policy.lifecycle.new_days,
            "lost_after_days": lost_after,
            "cadence_days": rules.cadence_of(facts, policy.contact, standing.tier),
        },
        "nearest": _lifecycle_change(
            standing.lifecycle,
            facts,
            on,
            new_days=policy.lifecycle.new_days,
            lasts=(
                (add_days(on, -derived["days_since_purchase"]), int(lost_after)),
                (facts.last_effective_on, rules.cadence_of(facts, policy.contact, standing.tier)),
            ),
        ),
    }


def _lifecycle_change(
    stage: str, facts: Facts, on: date, *, new_days: int, lasts: Sequence[tuple[date | None, int]]
) -> Explanation | None:
    """A prospect or lost customer comes by a purchase. Others change on a day if nothing happens: `new_days` from the first
    purchase a customer is new no longer; it is lost when the last of its `lasts` is so many days ago, unless a contract is
    in force."""
    if stage == "prospect":
        return {
            "fact": "orders_total",
            "from": facts.orders_total,
            "to": facts.orders_total + 1,
            "gives": "new",
        }
    if stage == "lost":
        bought = _iso(facts.last_purchase_on)
        return {"fact": "last_purchase_on", "from": bought, "to": on.isoformat(), "gives": "active"}
    first = facts.first_purchase(on)
    if stage == "new" and first:
        start, days, gives = first, new_days, "active"
    elif facts.contract_in_force:
        return None
    else:
        known = [(start, days) for start, days in lasts if start]
        (start, days), gives = max(known, key=lambda each: add_days(*each)), "lost"
    return {
        "fact": "on",
        "from": start.isoformat(),
        "to": add_days(start, days + 1).isoformat(),
        "gives": gives,
    }


def _potential(facts: Facts, policy: Policy, standing: Standing) -> Explanation:
    weights = [getattr(policy.potential, name) for name in scoring.POTENTIAL_TERMS]
    return {
        "value": standing.potential,
        "rule": "override" if facts.potential_override is not None else "potential",
        "terms": dict(zip(scoring.POTENTIAL_TERMS, standing.potential_terms, strict=True)),
        "computed": half_up(sum(standing.potential_terms), 1),
        "thresholds": dict(zip(scoring.POTENTIAL_TERMS, weights, strict=True)),
        "inputs": {
            "spend_6m": facts.spend_6m,
            "spend_prev_6m": facts.spend_prev_6m,
            "effective_90d": facts.effective_90d,
            "needs_known": facts.needs_known,
            "industry": facts.industry,
            "size": facts.size,
        },
        "segment": standing.segment,
    }


def _health(
    facts: Facts, policy: Policy, standing: Standing, plan: rules.ContactPlan, on: date
) -> Explanation | None:
    if standing.health is None:
        return None
    limits = policy.health
    better = {"watch": ("healthy", limits.healthy), "at_risk": ("watch", limits.watch)}
    nearest = None
    if standing.health_band in better:
        gives, needed = better[standing.health_band]
        nearest = {"fact": "health", "from": standing.health, "to": needed, "gives": gives}
    return {
        "value": standing.health,
        "class": standing.health_band,
        "rule": "health",
        "terms": dict(zip(scoring.HEALTH_TERMS, standing.health_terms, strict=True)),
        "inputs": {
            "orders_12m": facts.orders_12m,
            "first_purchase_on": _iso(facts.first_purchase_on),
            "complaints_12m": facts.complaints_12m,
            "complaints_breached": facts.complaints_breached,
            "days_since_contact": contact_age(facts, plan, policy, on),
        },
        "thresholds": {
            "deals": limits.deals,
            "complaints": limits.complaints,
            "interaction": limits.interaction,
            "orders_full": limits.orders_full,
            "complaint_ratio_zero": limits.complaint_ratio_zero,
            "breached_cost": limits.breached_cost,
            "cadence_days": plan.cadence_days,
            "cadence_zero": limits.cadence_zero,
            "healthy": limits.healthy,
            "watch": limits.watch,
        },
        "nearest": nearest,
    }


def _risk(facts: Facts, derived: Derived, policy: Policy, standing: Standing, on: date) -> Explanation | None:
    if standing.risk is None:
        return None
    churn = policy.churn
    return {
        "value": standing.risk,
        "class": standing.risk_level,
        "rule": "churn",
        "signals": {name: getattr(churn, name) for name in standing.risk_signals},
        "inputs": {
            "days_since_purchase": derived["days_since_purchase"],
            "median_gap_days": facts.median_gap_days,
            "spend_6m": facts.spend_6m,
            "spend_prev_6m": facts.spend_prev_6m,
            "complaints_open": facts.complaints_open,
            "complaints_breached": facts.complaints_breached,
            "last_overall": facts.last_overall,
            "last_nps": facts.last_nps,
            "next_contact_on": _iso(standing.next_contact_on),
        },
        "thresholds": {
            "silence_days": scoring.silence_limit(facts, churn),
            "spend_drop_ratio": churn.spend_drop_ratio,
            "low_max": policy.survey.low_max,
            "detractor_max": policy.survey.detractor_max,
            "high": churn.high,
            "medium": churn.medium,
        },
        "nearest": _risk_change(policy, standing),
    }


def _risk_change(policy: Policy, standing: Standing) -> Explanation | None:
    """The least signal whose coming or going gives another level; a lower one first."""
    shown = set(standing.risk_signals)
    flips = sorted(scoring.SIGNALS, key=lambda name: (name not in shown, getattr(policy.churn, name), name))
    for name in flips:
        risk, level = scoring.churn(tuple(shown ^ {name}), policy.churn)
        if level != standing.risk_level:
            return {
                "fact": name,
                "from": name in shown,
                "to": name not in shown,
                "gives": level,
                "risk": risk,
            }
    return None


def _contact(facts: Facts, policy: Policy, standing: Standing, plan: rules.ContactPlan) -> Explanation:
    kind = standing.contact_reasons[0][0] if standing.contact_reasons else None
    return {
        "next_on": _iso(standing.next_contact_on),
        "rule": kind or _kept_out(facts),
        "reasons": standing.contact_reasons,
        "channel": standing.contact_channel,
        "inputs": {
            "status": facts.status,
            "satisfied_on": _iso(rules.satisfied_on(facts, plan.satisfied_by, policy.contact)),
            "last_effective_on": _iso(facts.last_effective_on),
            "last_contact_on": _iso(facts.last_contact_on),
            "known_from": facts.known_from.isoformat(),
            "next_step_on": _iso(facts.appointments[0].on if facts.appointments else None),
        },
        "thresholds": {
            "cadence_days": plan.cadence_days,
            "working_days": plan.working_days,
            "satisfied_by": plan.satisfied_by,
        },
        "purposes": list(plan.purposes),
        "urgency_base": standing.contact_base,
    }


def _kept_out(facts: Facts) -> str:
    """Why a customer is in no plan."""
    if facts.review_state in UNAPPROVED:
        return f"review.{facts.review_state}"
    return f"status.{facts.status}"


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
