"""How far the numbers of a policy go, and the facts that its conditions test: what nothing can reach, or everything does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from crmcli import vocabulary
from crmcli.i18n import _, series
from crmcli.judging.scorecard import TERMS
from crmcli.policy import TIERS, default_dict
from crmcli.policy.conditions import (
    DERIVED_NUMBERS,
    DERIVED_TEXTS,
    FLAGS,
    MONEY,
    NUMBERS,
    TEXTS,
    BadCondition,
    Condition,
    compile_condition,
)
from crmcli.wording import known_word

#: Where a score ends.
SCORE = 100
#: The most that a number can be: scores end at 100, answers at 5 or 10, shares at 1; beyond the others nothing comes.
_MOST = {
    **dict.fromkeys((
        "churn.high", "churn.medium", "churn.silence", "churn.spend_drop", "churn.complaint", "churn.low_survey",
        "churn.contact_overdue", "churn.silence_gap_factor", "health.healthy", "health.watch", "health.breached_cost",
        "health.cadence_zero", "potential.segment_a", "lifecycle.lost_gap_factor", "lifecycle.gap_min_purchases",
        "urgency.overdue_per_day", "urgency.overdue_max", "urgency.early_per_day", "urgency.early_max", "pool.cadences",
        "training.pass_theory", "training.pass_practice", "scorecard.min_weight",
        *(f"scorecard.weight.{term}" for term in TERMS),
    ), 100),
    **dict.fromkeys(("survey.satisfied_from", "survey.low_max", "potential.needs_fields"), 5),
    **dict.fromkeys(("survey.promoter_min", "survey.detractor_max", "health.complaint_ratio_zero"), 10),
    **dict.fromkeys(("response.phone_seconds", "response.chat_seconds"), 86_400),
    **dict.fromkeys((
        "potential.engagement_contacts", "quality.sample_per_person", "alarm.contacts_per_day_min",
        *(f"points.level_factor.{level}" for level in ("regular", "silver", "gold", "platinum")),
        *(f"points.tier_factor.{tier}" for tier in TIERS),
    ), 1_000),
    **dict.fromkeys(("health.orders_full", "due.rows", "backlog.per_day", "survey.min_n", "campaign.min_n", "retain.min_n", "scorecard.min_n", "scorecard.min_people", "alarm.min_n", "improvement.min_n", "diagnosis.min_n", "alarm.late_handoffs_max"), 10_000),
    "points.per_unit": 1_000_000, **dict.fromkeys(("points.per_cash", "points.welcome", "points.referral"), 10**9),
    "attachment.max_mb": 100, "recommendation.late_gaps": 100, "recommendation.products": 100, "recommendation.test_months": 120, "alarm.lead_days_max": 36_500, "alarm.repurchase_quarters": 40, "alarm.satisfaction_drop_max": 4, "alarm.budget_share_max": 100,
    **dict.fromkeys((
        "churn.spend_drop_ratio", "alarm.repurchase_rate_min", "alarm.repurchase_trade_average",
        "alarm.complaint_growth_max", "alarm.churn_rate_max", "alarm.lifetime_change_min", "alarm.timeliness_min",
        "alarm.clock_compliance_min", "diagnosis.completeness_min",
        *(f"points.level_clock.{level}" for level in ("regular", "silver", "gold", "platinum")),
    ), 1),
}  # fmt: skip
#: What a number must be more than: whatever is measured is that much, so that nothing is ever below it, or all is above.
_MORE_THAN = {
    **dict.fromkeys((
        "churn.medium", "churn.silence_gap_factor", "churn.spend_drop_ratio", "health.watch", "potential.segment_a",
        "survey.low_max", "kpi.gross_margin", "alarm.repurchase_rate_min", "alarm.repurchase_quarters",
        "alarm.contacts_per_day_min", "alarm.lead_days_max", "alarm.timeliness_min", "alarm.clock_compliance_min", "alarm.budget_share_max", "attachment.max_mb",
        *(f"points.level_clock.{level}" for level in ("regular", "silver", "gold", "platinum")),
        "recommendation.products", "recommendation.test_months", "recommendation.least_tested",
    ), 0),
    # Points fall from one cadence on; one purchase is no interval.
    **dict.fromkeys(("health.cadence_zero", "lifecycle.gap_min_purchases", "recommendation.least_days"), 1),
}  # fmt: skip
#: Shares that are never beyond one, so that an alarm at it never comes.
_LESS_THAN = {"alarm.churn_rate_max": 1}
#: The same for the facts that conditions test: the least that they are, and the most.
_LEAST_OF_FACT = {"last_overall": 1}
_MOST_OF_FACT = {
    "potential": 100, "last_overall": 5, "last_nps": 10, "needs_known": 5, "median_gap_days": 36_500,
    "years_cooperation": 100, **dict.fromkeys((fact for fact in DERIVED_NUMBERS if fact.startswith("days_")), 36_500),
    **dict.fromkeys((fact for fact in NUMBERS if fact.startswith(("orders_", "complaints_", "effective_"))), 1_000_000),
    "purchase_days": 36_500, **dict.fromkeys(MONEY, 10**14),
}  # fmt: skip
#: Facts that may be unknown: at least 0 asks whether they are known.
_MAY_BE_UNKNOWN = frozenset({"last_overall", "last_nps", "median_gap_days"})
#: Facts that are one of some words.
_WORDS_OF_FACT = {
    "tier": "tier", "value_class": "value_class", "lifecycle": "lifecycle", "kind": "customer_kind", "status": "customer_status",
    "size": "size", "stated_tier": "tier",
}  # fmt: skip


def beyond(table: Mapping[str, Any]) -> Iterator[str]:
    """Thresholds that nothing can reach, or that everything does."""
    sentence = _("%(place)s: must not be more than %(le)s")
    for place, most in _MOST.items():
        if value_of(table, place) > most:
            yield sentence % {"place": place, "le": most}
    for place, least in _MORE_THAN.items():
        if value_of(table, place) <= least:
            yield _("%(place)s: must be more than %(gt)s") % {"place": place, "gt": least}
    for place, end in _LESS_THAN.items():
        if value_of(table, place) == end:
            yield _("%(place)s: must be less than %(lt)s") % {"place": place, "lt": end}
    for name, weights in at(table, "urgency", {}).items():
        for key, weight in weights.items() if isinstance(weights, Mapping) else ():
            if weight > SCORE:
                yield sentence % {"place": f"urgency.{name}.{key}", "le": SCORE}


def untrue(table: Mapping[str, Any]) -> Iterator[str]:
    """Conditions that no customer, or every one, fulfils."""
    sources = value_of(table, "lists.sources")
    for place, text in _conditions(table):
        try:
            condition = compile_condition(text, DERIVED_TEXTS)
        except BadCondition:
            continue
        fact, value = condition.fact, condition.value
        values = value if isinstance(value, tuple) else (value,)
        if fact in _WORDS_OF_FACT or fact == "source":
            known = sources if fact == "source" else vocabulary.choices(_WORDS_OF_FACT[fact])
            yield from unknown_words(place, filter(None, values), known)
        elif fact not in TEXTS and fact not in FLAGS:
            yield from _out_of_reach(place, condition, values)


def unknown_words(
    place: str, words: Iterable[str], known: Sequence[str], domain: str | None = None
) -> Iterator[str]:
    """Those of some words that are not known, each a sentence; words of a domain are told as people type them."""
    for word in words:
        if word not in known:
            shown = (
                (word, *known) if domain is None else [known_word(domain, each) for each in (word, *known)]
            )
            told = {"place": place, "what": shown[0], "known": series(shown[1:])}
            yield _("%(place)s: %(what)s is none of %(known)s") % told


def _out_of_reach(place: str, condition: Condition, values: Sequence[Any]) -> Iterator[str]:
    """What no customer's number can be, or every one is, as far as its scale goes."""
    fact, op = condition.fact, condition.op
    least, most = _LEAST_OF_FACT.get(fact, 0), _MOST_OF_FACT[fact]
    if min(values) < least:
        yield _("%(place)s: must not be less than %(ge)s") % {"place": place, "ge": least}
    elif max(values) > most:
        told = most // 100 if fact in MONEY else most
        yield _("%(place)s: must not be more than %(le)s") % {"place": place, "le": told}
    elif values == (least,) and (op == "<" or (op == ">=" and fact not in _MAY_BE_UNKNOWN)):
        yield _("%(place)s: must be more than %(gt)s") % {"place": place, "gt": least}
    elif values == (most,) and (op == ">" or (op == "<=" and fact not in _MAY_BE_UNKNOWN)):
        yield _("%(place)s: must be less than %(lt)s") % {"place": place, "lt": most}


def _conditions(table: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Every condition with its place."""
    for name in ("tier", "value_class", "contact.overlay"):
        for i, rule in enumerate(at(table, name, [])):
            for group in ("all", "any"):
                for j, text in enumerate(rule.get(group, [])):
                    yield f"{name}[{i}].{group}[{j}]", text


def value_of(table: Mapping[str, Any], path: str) -> Any:
    """What a policy has at a path: its own, else the default."""
    return at(table, path, at(default_dict(), path))


def at(table: Mapping[str, Any], path: str, otherwise: Any = None) -> Any:
    value: Any = table
    for key in path.split("."):
        value = value.get(key) if isinstance(value, Mapping) else None
    return otherwise if value is None else value
