"""Tier, value class and lifecycle: every rule and its boundaries."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli import rules
from crmcli.dates.months import add_months
from crmcli.facts import Facts, derive, full_years
from crmcli.judging.scoring import potential
from crmcli.policy import TIERS, Policy, default_policy
from tests.unit.made_facts import ON, ago, new_facts

POLICY = default_policy()


def derived_of(facts: Facts) -> dict:
    return derive(facts, ON) | {"potential": potential(facts, POLICY.potential)[0]}


def tier_of(**values) -> str:
    facts = new_facts(**values)
    return rules.tier(facts, derived_of(facts), POLICY, ON)[0]


HIGH = {"potential_override": 60.0}


@pytest.mark.parametrize(
    "values, tier",
    [
        ({"spend_12m": 5_000_000}, "key"),
        ({"spend_12m": 4_999_999, "last_purchase_on": ago(10)}, "general"),
        ({**HIGH, "last_purchase_on": ago(180)}, "potential"),
        ({**HIGH, "last_effective_on": ago(180)}, "potential"),
        ({**HIGH, "last_survey_on": ago(180)}, "potential"),
        ({**HIGH, "last_survey_on": ago(181)}, "cold"),
        ({**HIGH, "contract_in_force": True}, "potential"),
        ({**HIGH, "last_contact_on": ago(1)}, "cold"),
        ({"potential_override": 59.9, "last_purchase_on": ago(10)}, "general"),
        ({}, "cold"),
        ({"last_purchase_on": ago(180)}, "cold"),
        ({"last_purchase_on": ago(179)}, "general"),
        ({"last_effective_on": ago(90)}, "cold"),
        # Without either since it came here.
        ({"created_on": ago(180)}, "cold"),
        ({"created_on": ago(179)}, "general"),
        ({"last_effective_on": ago(89)}, "general"),
        ({"created_on": ago(30)}, "general"),
        ({"known_since": ago(30)}, "general"),
        # Known for long, but not here.
        ({"known_since": ago(400), "created_on": ago(1), "imported_on": ago(1)}, "general"),
        ({"created_on": ago(1), "imported_on": ago(1)}, "general"),
        ({"created_on": ago(180), "imported_on": ago(180)}, "cold"),
    ],
)
def test_tier(values, tier):
    assert tier_of(**values) == tier


def test_the_rule_that_fired_is_named():
    facts = new_facts(spend_12m=5_000_000)
    assert rules.tier(facts, derived_of(facts), POLICY, ON) == ("key", "tier[0]")


@pytest.mark.parametrize("until, tier", [(None, "key"), (ON, "key"), (ago(1), "cold")])
def test_a_pin_holds_to_the_end_of_its_last_day(until, tier):
    assert tier_of(pinned_tier="key", pin_until=until) == tier


def test_rules_may_test_any_fact_and_come_in_any_order():
    tiers = [
        {"key": "cold", "all": ["industry == 物流"]},
        {"key": "key", "any": ["contract_value >= 100000", "years_cooperation >= 3"]},
        {"key": "general"},
    ]
    policy = Policy.from_dict({"tier": tiers}, 1)
    for values, tier in (
        ({"industry": "物流", "contract_value": 10_000_000}, "cold"),
        ({"contract_value": 10_000_000}, "key"),
        ({"cooperation_start": date(2023, 11, 20)}, "key"),
        ({"cooperation_start": date(2023, 11, 21)}, "general"),
    ):
        facts = new_facts(**values)
        assert rules.tier(facts, derived_of(facts), policy, ON)[0] == tier


@given(
    spend=st.integers(0, 10_000_000),
    more=st.integers(0, 10_000_000),
    before=st.integers(0, 5_000_000),
    bought=st.integers(0, 400),
    met=st.integers(0, 400),
    contacts=st.integers(0, 4),
)
def test_more_spend_never_lowers_the_tier(spend, more, before, bought, met, contacts):
    def rank(extra: int) -> int:
        tier = tier_of(
            spend_6m=spend + extra, spend_prev_6m=before, spend_12m=spend + extra + before, size="large",
            last_purchase_on=ago(bought), last_effective_on=ago(met), effective_90d=contacts, needs_known=3,
        )  # fmt: skip
        return TIERS.index(tier)

    assert rank(more) <= rank(0)


@pytest.mark.parametrize(
    "values, value_class",
    [
        ({"spend_12m": 5_000_000}, "important"),
        ({"spend_12m": 4_999_999, "orders_12m": 5}, "general"),
        ({"spend_12m": 2_000_000, "orders_12m": 6}, "important"),
        ({"spend_12m": 1_999_999, "orders_12m": 6}, "general"),
        ({"spend_12m": 5_000_000, **HIGH}, "important"),
        ({**HIGH}, "develop"),
        ({"spend_12m": 199_999, "orders_12m": 1}, "low"),
        ({"spend_12m": 200_000, "orders_12m": 1}, "general"),
        ({"spend_12m": 199_999, "orders_12m": 2}, "general"),
    ],
)
def test_value_class(values, value_class):
    facts = new_facts(**values)
    assert rules.value_class(facts, derived_of(facts), POLICY)[0] == value_class


def stage_of(**values) -> str:
    facts = new_facts(**values)
    return rules.lifecycle(facts, derived_of(facts), POLICY.lifecycle, 60, ON)


def bought(last: int, first: int = 700, **values) -> dict:
    return {"orders_total": 2, "first_purchase_on": ago(first), "last_purchase_on": ago(last), **values}


@pytest.mark.parametrize(
    "values, stage",
    [
        ({}, "prospect"),
        ({"contract_in_force": True}, "prospect"),
        (bought(90, 90), "new"),
        (bought(91, 91), "active"),
        (bought(365), "active"),
        (bought(366), "lost"),
        # Three orders give an interval of their own.
        (bought(90, median_gap_days=10.0), "active"),
        (bought(91, median_gap_days=10.0), "lost"),
        (bought(120, median_gap_days=40.0), "active"),
        (bought(121, median_gap_days=40.0), "lost"),
        (bought(540, median_gap_days=400.0), "active"),
        (bought(541, median_gap_days=400.0), "lost"),
        (bought(366, contract_in_force=True), "active"),
        (bought(366, last_effective_on=ago(60)), "active"),
        (bought(366, last_effective_on=ago(61)), "lost"),
        # An undated opening balance was bought at the latest on the day of the import.
        ({"spend_total": 100, "imported_on": ago(365)}, "active"),
        ({"spend_total": 100, "imported_on": ago(366)}, "lost"),
    ],
)
def test_lifecycle(values, stage):
    assert stage_of(**values) == stage


@pytest.mark.parametrize(
    "day, months, result",
    [
        (date(2026, 8, 31), -6, date(2026, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 1, 15), -1, date(2025, 12, 15)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
    ],
)
def test_add_months(day, months, result):
    assert add_months(day, months) == result


def test_full_years_count_from_the_anniversary():
    assert full_years(date(2020, 11, 20), ON) == 6
    assert full_years(date(2020, 11, 21), ON) == 5
    assert full_years(date(2027, 1, 1), ON) == 0
