"""Scores of a customer, each kept with its terms: potential, health, churn risk, and the urgency of due rows.

Pure functions of facts and policy. Ratios are floats; money enters only as whole cents.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from crmcli.figures.rounding import half_up
from crmcli.policy.sections import Churn, Health, Numbers, Potential, Survey, Urgency

if TYPE_CHECKING:
    from crmcli.facts import Derived, Facts

#: The order of `potential_terms` and `health_terms`.
POTENTIAL_TERMS = ("trend", "engagement", "needs", "industry", "size")
HEALTH_TERMS = ("deals", "complaints", "interaction")
SIGNALS = ("silence", "spend_drop", "complaint", "low_survey", "contact_overdue")
_YEAR = 365
#: Stands in a segment for what isn't known.
UNKNOWN = "?"

Terms = tuple[tuple[str, float], ...]


def potential(facts: Facts, policy: Potential) -> tuple[float, tuple[float, ...]]:
    """Potential 0-100 to one decimal, and its five terms.

    A person's own figure overrules the sum, not the terms.
    """
    terms = (
        half_up(policy.trend * trend_share(facts.spend_6m, facts.spend_prev_6m), 2),
        half_up(policy.engagement * min(1.0, facts.effective_90d / policy.engagement_contacts), 2),
        half_up(policy.needs * min(1.0, facts.needs_known / policy.needs_fields), 2),
        half_up(
            policy.industry * policy.industry_share.get(facts.industry or "", policy.industry_default), 2
        ),
        half_up(
            policy.size * policy.size_share.get(facts.size or "unknown", policy.size_share["unknown"]), 2
        ),
    )
    score = facts.potential_override if facts.potential_override is not None else sum(terms)
    return half_up(score, 1), terms


def trend_share(spend: int, before: int) -> float:
    """0 to 1 from a half-year's spend and the one before: a half when equal or without purchases."""
    most = max(spend, before)
    if most <= 0:
        return 0.5
    return min(1.0, max(0.0, 0.5 + (spend - before) / (2 * most)))


def segment(facts: Facts, score: float, policy: Potential) -> str:
    """industry–size–grade, A at the top."""
    below = policy.segment_a - score
    grade = 0 if below <= 0 else min(4, 1 + int((below - 1e-9) // policy.segment_step))
    return f"{facts.industry or UNKNOWN}–{facts.size or UNKNOWN}–{'ABCDE'[grade]}"


def health(
    facts: Facts, policy: Health, cadence_days: int, contact_age: int, on: date
) -> tuple[int, tuple[float, ...], str]:
    """Health 0-100, its three terms and its band.

    `contact_age` is days since the last contact that counts.
    """
    full = policy.orders_full
    if facts.first_purchase_on:
        full = full * min(_YEAR, on.toordinal() - facts.first_purchase_on.toordinal()) / _YEAR
    deals = 1.0 if facts.orders_12m >= full else facts.orders_12m / full
    if facts.orders_12m <= 0:
        deals = 0.0
    terms = (
        half_up(policy.deals * deals, 2),
        half_up(_complaint_term(facts, policy), 2),
        half_up(policy.interaction * _contact_share(policy, cadence_days, contact_age), 2),
    )
    score = max(0, min(100, int(half_up(sum(terms)))))
    band = "healthy" if score >= policy.healthy else "watch" if score >= policy.watch else "at_risk"
    return score, terms, band


def _complaint_term(facts: Facts, policy: Health) -> float:
    score = float(policy.complaints)
    if facts.complaints_12m:
        ratio = facts.complaints_12m / facts.orders_12m if facts.orders_12m > 0 else 1.0
        score *= max(0.0, 1 - ratio / policy.complaint_ratio_zero)
    return max(0.0, score - policy.breached_cost * facts.complaints_breached)


def _contact_share(policy: Health, cadence_days: int, age: int) -> float:
    if age <= cadence_days:
        return 1.0
    end = policy.cadence_zero * cadence_days
    return max(0.0, (end - age) / (end - cadence_days)) if end > cadence_days else 0.0


def churn_signals(
    facts: Facts, derived: Derived, policy: Churn, survey: Survey, contact_overdue: bool
) -> tuple[str, ...]:
    """The names of the signals that a customer shows."""
    signals = []
    if derived["days_since_purchase"] > silence_limit(facts, policy):
        signals.append("silence")
    before = facts.spend_prev_6m
    if before > 0 and facts.spend_6m <= policy.spend_drop_ratio * before:
        signals.append("spend_drop")
    if facts.complaints_open or facts.complaints_breached:
        signals.append("complaint")
    if low_score(facts.last_overall, facts.last_nps, survey):
        signals.append("low_survey")
    if contact_overdue:
        signals.append("contact_overdue")
    return tuple(signals)


def silence_limit(facts: Facts, policy: Churn) -> float:
    """More days than this without a purchase are silence."""
    gap = facts.median_gap_days
    return policy.silence_days if gap is None else policy.silence_gap_factor * gap


def churn(signals: tuple[str, ...], policy: Churn) -> tuple[int, str]:
    """The risk 0-100 that signals add up to, and its level: high, medium or low."""
    risk = 0
    for name in signals:
        risk += getattr(policy, name)
    risk = min(100, risk)
    return risk, "high" if risk >= policy.high else "medium" if risk >= policy.medium else "low"


def low_score(overall: int | None, nps: int | None, policy: Survey) -> bool:
    """Whether an answer asks for a follow-up: a low score or a detractor."""
    return (overall is not None and overall <= policy.low_max) or (
        nps is not None and nps <= policy.detractor_max
    )


# -- urgency -------------------------------------------------------------------------------------------------


def contact_base_terms(
    policy: Urgency, kind: str, tier: str | None, value_class: str | None, risk_level: str | None
) -> Terms:
    """What a contact row's urgency starts from, whatever the day: its kind and whom it is about."""
    return (
        ("kind", policy.kind[kind]),
        ("tier", _score(policy.tier, tier)),
        ("value_class", _score(policy.value_class, value_class)),
        ("risk", _score(policy.risk, risk_level)),
    )


def urgency(policy: Urgency, base: float, overdue_days: float) -> tuple[int, Terms]:
    """Urgency 0-100 of any due row and its terms; never less for more days overdue.

    Negative days are days ahead.
    """
    if overdue_days >= 0:
        extra = min(policy.overdue_max, policy.overdue_per_day * overdue_days)
    else:
        extra = -min(policy.early_max, policy.early_per_day * -overdue_days)
    total = max(0, min(100, int(base + extra + 0.5)))
    return total, (("base", base), ("overdue", extra))


def urgency_of(
    policy: Urgency,
    kind: str,
    overdue_days: float = 0,
    *,
    severity: str | None = None,
    level: str | None = None,
    tier: str | None = None,
    value_class: str | None = None,
    risk_level: str | None = None,
) -> tuple[int, Terms]:
    """Urgency and terms of a row that isn't a contact; `kind` is a key of the policy's [urgency.kind].

    Complaints (`complaint_breached`, `complaint_warned` …) take a severity, the level of a member that shortens deadlines, and
    no customer classes, so that a breached clock always stands above a warned one.
    """
    parts: Terms
    if severity is not None:
        parts = (("kind", policy.kind[kind]), ("severity", _score(policy.severity, severity)))
        parts += (("level", _score(policy.level, level)),) if level else ()
    else:
        parts = contact_base_terms(policy, kind, tier, value_class, risk_level)
    total, (_base, overdue) = urgency(policy, sum(score for _, score in parts), overdue_days)
    return total, (*parts, overdue)


def _score(table: Numbers, key: str | None) -> float:
    return table.get(key, 0) if key else 0
