"""The composed standing, when it goes stale, and how it is explained."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from datetime import date, timedelta
from itertools import pairwise
from statistics import median

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crmcli.dates.months import add_months
from crmcli.facts import Appointment, Facts
from crmcli.judging.explain import explain
from crmcli.judging.judge import Judge
from crmcli.judging.standing import Standing
from crmcli.policy import TIERS, Policy, default_policy
from tests.unit.made_facts import ON, ago, new_facts

POLICY = default_policy()


def agreed(on: date, made_on: date, time: str | None = None) -> Appointment:
    return Appointment(on, time, made_on, None)


def judge(facts: Facts, policy: Policy, on: date) -> Standing:
    return Judge(policy, on).standing(facts)


KEY = new_facts(
    spend_12m=6_000_000, spend_6m=3_000_000, spend_prev_6m=3_000_000, spend_total=9_000_000, orders_12m=8,
    orders_total=12, first_purchase_on=ago(700), last_purchase_on=ago(20), median_gap_days=45.0,
    purchase_days=12, last_effective_on=ago(10), last_contact_on=ago(10), last_high_level_on=ago(40),
    effective_90d=3, needs_known=5, industry="教育", size="large", birthday="1980-11-19",
)  # fmt: skip


def test_a_key_customer():
    found = judge(KEY, POLICY, ON)
    assert (found.tier, found.tier_rule) == ("key", "tier[0]")
    assert (found.value_class, found.value_rule, found.lifecycle) == ("important", "value_class[0]", "active")
    assert (found.potential, found.segment) == (77.5, "教育–large–B")
    assert (found.health, found.health_band) == (100, "healthy")
    assert (found.risk, found.risk_signals, found.risk_level) == (0, (), "low")
    assert found.next_contact_on == date(2026, 12, 10)
    assert [code for code, _ in found.contact_reasons] == ["working_cadence", "cadence"]
    assert found.contact_channel == "visit"
    # working_cadence 18 + key 10 + important 5
    assert found.contact_base == 33
    # Yesterday's birthday is still shown.
    assert (found.birthday_on, found.greet_on) == (date(2026, 11, 19), date(2026, 11, 19))
    assert found.verify_on == KEY.created_on + timedelta(days=365)


def test_prospects_have_no_health_and_no_risk():
    found = judge(new_facts(), POLICY, ON)
    assert found.lifecycle == "prospect"
    assert (found.health, found.health_terms, found.health_band) == (None, (), None)
    assert (found.risk, found.risk_signals, found.risk_level) == (None, (), None)


def test_lost_customers_have_health_but_no_risk():
    found = judge(
        new_facts(orders_total=1, first_purchase_on=ago(600), last_purchase_on=ago(600)), POLICY, ON
    )
    assert (found.lifecycle, found.risk) == ("lost", None)
    assert found.health_band == "at_risk"


def test_who_is_out_of_every_plan_has_no_dates():
    found = judge(replace(KEY, status="closed"), POLICY, ON)
    assert found.tier == "key"
    assert (found.next_contact_on, found.contact_reasons, found.contact_channel) == (None, [], None)
    assert (found.birthday_on, found.verify_on, found.contact_base) == (None, None, 0)


def test_an_overdue_contact_is_a_signal():
    found = judge(replace(KEY, last_effective_on=ago(50), last_contact_on=ago(50)), POLICY, ON)
    assert found.risk_signals == ("contact_overdue",)
    assert found.risk == 10


def test_a_contact_due_today_is_not_overdue():
    found = judge(replace(KEY, appointments=(agreed(ON, ago(10)),)), POLICY, ON)
    assert (found.next_contact_on, found.risk_signals) == (ON, ())


def test_a_cadence_skips_public_holidays():
    found = judge(
        new_facts(last_contact_on=date(2026, 8, 2), last_effective_on=date(2026, 8, 2)),
        POLICY,
        date(2026, 9, 1),
    )
    assert found.next_contact_on == date(2026, 10, 8)


@pytest.mark.parametrize(
    "values, verify",
    [
        ({"created_on": ago(100)}, ago(100)),
        ({"created_on": ago(900), "imported_on": ago(3)}, ago(3)),
        ({"created_on": ago(900), "imported_on": ago(3), "verified_on": ago(50)}, ago(3)),
        ({"created_on": ago(900), "imported_on": ago(30), "verified_on": ago(5)}, ago(5)),
    ],
)
def test_verification_starts_no_earlier_than_the_import(values, verify):
    assert judge(new_facts(**values), POLICY, ON).verify_on == verify + timedelta(days=365)


@pytest.mark.parametrize(
    "birthday, calendar, on, found",
    [
        ("1980-11-25", "solar", ON, ("2026-11-25", "2026-11-25")),
        # A Sunday, the Saturday before a working Sunday, the middle of the October holidays.
        ("1980-11-29", "solar", ON, ("2026-11-29", "2026-11-27")),
        ("--11-28", "solar", ON, ("2026-11-28", "2026-11-27")),
        ("1980-10-04", "solar", date(2026, 9, 25), ("2026-10-04", "2026-09-30")),
        ("2000-02-29", "solar", date(2027, 2, 1), ("2027-02-28", "2027-02-26")),
        # Greeted or not, it is in mind for a week, and then it is the next year's.
        ("1980-11-13", "solar", ON, ("2026-11-13", "2026-11-13")),
        ("1980-11-12", "solar", ON, ("2027-11-12", "2027-11-12")),
        ("1980-11-15", "solar", ON, ("2026-11-15", "2026-11-13")),
        # The 15th day of the 8th lunar month is a day off.
        ("1980-08-15", "lunar", date(2026, 9, 20), ("2026-09-25", "2026-09-24")),
    ],
)
def test_a_birthday_on_a_day_off_is_greeted_for_on_the_working_day_before(birthday, calendar, on, found):
    standing = judge(new_facts(birthday=birthday, birthday_calendar=calendar), POLICY, on)
    assert (str(standing.birthday_on), str(standing.greet_on)) == found


def test_the_contact_base_does_not_depend_on_the_day():
    facts = replace(KEY, appointments=(agreed(ago(-5), ago(10)),))
    bases = {judge(facts, POLICY, ON + timedelta(days=n)).contact_base for n in range(5)}
    assert len(bases) == 1


def test_reasons_and_terms_can_be_stored_as_json():
    found = judge(replace(KEY, appointments=(agreed(ago(1), ago(10), "15:00"),)), POLICY, ON)
    assert json.loads(json.dumps(found.contact_reasons)) == found.contact_reasons
    json.dumps([found.potential_terms, found.health_terms, found.risk_signals])


# -- staleness ----------------------------------------------------------------------------------------------

DAYS = st.integers(-20, 800).map(lambda n: ago(n))


@st.composite
def histories(draw):
    """Dated rows of one customer, some of them in the future."""
    return {
        "purchases": sorted(draw(st.lists(st.tuples(DAYS, st.integers(100, 4_000_000)), max_size=5))),
        "contacts": sorted(draw(st.lists(DAYS, max_size=4))),
        "complaints": sorted(draw(st.lists(DAYS, max_size=2))),
        "imported_on": draw(st.one_of(st.none(), st.just(ago(5)))),
        "pin_until": draw(st.one_of(st.none(), st.integers(0, 30).map(lambda n: ON + timedelta(days=n)))),
        "paused_until": draw(st.one_of(st.none(), st.none(), st.just(ON + timedelta(days=9)))),
        "birthday": draw(st.one_of(st.none(), st.just("1980-11-27"))),
        "low_on": draw(st.one_of(st.none(), st.integers(0, 20).map(ago))),
        "cooperation_start": draw(
            st.one_of(st.none(), st.sampled_from([date(2021, 12, 1), date(2026, 12, 1)]))
        ),
        "step": draw(st.one_of(st.none(), st.integers(1, 40).map(lambda n: ON + timedelta(days=n)))),
    }


def facts_at(history: dict, on: date) -> Facts:
    """What the store would gather from those rows on a day."""
    year, half = add_months(on, -12), add_months(on, -6)
    bought = [(day, cents) for day, cents in history["purchases"] if day <= on]
    days = sorted({day for day, _ in bought})
    met = [day for day in history["contacts"] if day <= on]
    recent = [day for day in met if day > on - timedelta(days=90)]
    upset = [day for day in history["complaints"] if year < day <= on]
    rows = [day for day, _ in history["purchases"]] + history["contacts"] + history["complaints"]
    gaps = [(b - a).days for a, b in pairwise(days)]
    return new_facts(
        imported_on=history["imported_on"], known_since=ago(730),
        spend_12m=sum(c for d, c in bought if d > year), orders_12m=sum(d > year for d, _ in bought),
        spend_6m=sum(c for d, c in bought if d > half),
        spend_prev_6m=sum(c for d, c in bought if year < d <= half),
        spend_total=sum(c for _, c in bought), orders_total=len(bought), purchase_days=len(days),
        first_purchase_on=days[0] if days else None, last_purchase_on=days[-1] if days else None,
        median_gap_days=float(median(gaps)) if len(days) >= 3 else None,
        oldest_12m_on=min((d for d in days if d > year), default=None),
        oldest_6m_on=min((d for d in days if d > half), default=None),
        last_effective_on=met[-1] if met else None, last_contact_on=met[-1] if met else None,
        effective_90d=len(recent), oldest_effective_90d_on=min(recent, default=None),
        complaints_12m=len(upset), oldest_complaint_12m_on=min(upset, default=None),
        changes_on=min((day for day in rows if day > on), default=None),
        pinned_tier="key" if history["pin_until"] else None, pin_until=history["pin_until"],
        status="paused" if history["paused_until"] else "active", paused_until=history["paused_until"],
        birthday=history["birthday"], low_score_open_on=history["low_on"],
        cooperation_start=history["cooperation_start"],
        appointments=(agreed(history["step"], ago(1)),) if history["step"] else (),
    )  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(histories())
def test_nothing_changes_before_a_standing_goes_stale(history):
    found = judge(facts_at(history, ON), POLICY, ON)
    expected = asdict(replace(found, stale_on=None))
    last = min(found.stale_on or ON + timedelta(days=60), ON + timedelta(days=60))
    day = ON + timedelta(days=1)
    while day < last:
        later = judge(facts_at(history, day), POLICY, day)
        assert asdict(replace(later, stale_on=None)) == expected
        day += timedelta(days=1)


FIRST = {"orders_total": 1, "orders_12m": 1, "first_purchase_on": ago(80), "last_purchase_on": ago(80)}
MET = {"last_effective_on": ago(5), "last_contact_on": ago(5)}


@pytest.mark.parametrize(
    "values, days",
    [
        # A new customer becomes an active one.
        ({**FIRST, **MET, "oldest_12m_on": ago(80)}, 11),
        # The oldest order of the half-year leaves it on 1 December.
        ({**FIRST, **MET, "first_purchase_on": ago(700), "spend_6m": 1, "oldest_12m_on": ago(172),
          "oldest_6m_on": date(2026, 6, 1)}, 11),
        # A prospect grows cold 90 days after the last effective contact.
        ({"last_effective_on": ago(85), "last_contact_on": ago(85)}, 5),
        # A key contact at high level is due on Wednesday, and leads the reasons from then on.
        ({**FIRST, **MET, "first_purchase_on": ago(700), "last_high_level_on": ago(85), "pinned_tier": "key",
          "oldest_12m_on": ago(80), "last_effective_on": ago(2)}, 5),
        ({**MET, "effective_90d": 2, "oldest_effective_90d_on": ago(80)}, 10),
        # Due today, it is overdue tomorrow.
        ({**FIRST, **MET, "first_purchase_on": ago(700), "last_high_level_on": ago(90), "pinned_tier": "key",
          "oldest_12m_on": ago(80), "last_effective_on": ago(2)}, 1),
        ({"status": "closed", "pinned_tier": "key", "pin_until": ago(-8)}, 9),
        ({"status": "paused", "paused_until": ago(-8)}, 8),
        ({**FIRST, **MET, "first_purchase_on": ago(700), "oldest_12m_on": date(2025, 12, 1)}, 11),
    ],
)  # fmt: skip
def test_the_day_on_which_a_standing_goes_stale(values, days):
    assert judge(new_facts(**values), POLICY, ON).stale_on == ON + timedelta(days=days)


def test_a_quiet_customer_stays_fresh_for_a_while():
    facts = new_facts(created_on=ago(100), last_contact_on=ago(10), last_effective_on=ago(10))
    assert judge(facts, POLICY, ON).stale_on == ago(10) + timedelta(days=61)
    assert judge(replace(facts, status="closed"), POLICY, ON).stale_on is not None


def test_unknown_windows_are_judged_again_the_next_day():
    facts = new_facts(orders_total=9, orders_12m=9, spend_12m=1_000_000, last_purchase_on=ago(1),
                      last_effective_on=ago(1), last_contact_on=ago(1))  # fmt: skip
    assert judge(facts, POLICY, ON).stale_on == ON + timedelta(days=1)
    assert judge(replace(facts, oldest_12m_on=ago(300)), POLICY, ON).stale_on > ON + timedelta(days=1)
    assert judge(replace(facts, oldest_12m_on=ago(300), complaints_open=1), POLICY, ON).stale_on == ago(-1)


# -- explanation --------------------------------------------------------------------------------------------


def test_an_explanation_is_json_and_says_which_policy():
    found = explain(KEY, Policy.from_dict({}, 7), ON)
    assert json.loads(json.dumps(found)) == found
    assert found["policy_version"] == 7
    assert found["tier"]["class"] == "key"
    assert found["tier"]["conditions"] == [
        {"fact": "spend_12m", "op": ">=", "threshold": 5_000_000, "value": 6_000_000, "holds": True}
    ]
    assert found["lifecycle"]["thresholds"]["lost_after_days"] == 135
    assert found["potential"]["terms"]["size"] == 15
    assert found["health"]["inputs"]["days_since_contact"] == 10
    assert found["contact"]["thresholds"]["working_days"] == 30


def test_the_nearest_change_to_a_better_tier():
    facts = replace(KEY, spend_12m=4_800_000, potential_override=30.0)
    assert explain(facts, POLICY, ON)["tier"]["nearest"] == {
        "fact": "spend_12m", "from": 4_800_000, "to": 5_000_000, "gives": "key",
    }  # fmt: skip


def test_the_nearest_change_that_loses_the_best_class():
    assert explain(KEY, POLICY, ON)["tier"]["nearest"] == {
        "fact": "spend_12m", "from": 6_000_000, "to": 4_999_999, "gives": "potential",
    }  # fmt: skip


def test_a_cold_customer_is_one_contact_from_general():
    facts = new_facts(last_effective_on=ago(95), last_purchase_on=ago(400), orders_total=1)
    nearest = explain(facts, POLICY, ON)["tier"]["nearest"]
    assert nearest == {"fact": "days_since_effective", "from": 95, "to": 89, "gives": "general"}


def test_two_small_steps_are_nearer_than_a_large_one():
    facts = new_facts(spend_12m=1_990_000, orders_12m=5)
    assert explain(facts, POLICY, ON)["value_class"]["nearest"] == {
        "fact": "spend_12m", "from": 1_990_000, "to": 2_000_000, "gives": "important",
        "also": [{"fact": "orders_12m", "from": 5, "to": 6}],
    }  # fmt: skip


def test_several_facts_may_have_to_change():
    policy = Policy.from_dict(
        {"tier": [{"key": "key", "all": ["spend_12m >= 100", "orders_12m >= 3"]}, {"key": "general"}]}, 1
    )
    assert explain(new_facts(), policy, ON)["tier"]["nearest"] == {
        "fact": "spend_12m", "from": 0, "to": 10_000, "gives": "key",
        "also": [{"fact": "orders_12m", "from": 0, "to": 3}],
    }  # fmt: skip


@settings(max_examples=100, deadline=None)
@given(
    spend=st.integers(0, 8_000_000),
    potential=st.integers(0, 100),
    bought=st.integers(0, 400),
    met=st.integers(0, 400),
)
def test_the_nearest_change_really_moves_the_customer(spend, potential, bought, met):
    facts = new_facts(
        spend_12m=spend, potential_override=float(potential), last_purchase_on=ago(bought),
        last_effective_on=ago(met), orders_total=1,
    )  # fmt: skip
    before = explain(facts, POLICY, ON)["tier"]
    nearest = before["nearest"]
    changes = [nearest, *nearest.get("also", ())]
    assert judge(_changed(facts, changes), POLICY, ON).tier == nearest["gives"]
    if before["class"] != "key":
        assert TIERS.index(nearest["gives"]) < TIERS.index(before["class"])


def _changed(facts: Facts, changes: list[dict]) -> Facts:
    """The facts after the changes; days since an activity are changed by a survey answer on that day."""
    for change in changes:
        match change["fact"]:
            case "spend_12m":
                facts = replace(facts, spend_12m=change["to"])
            case "potential":
                facts = replace(facts, potential_override=change["to"])
            case "days_since_purchase":
                facts = replace(facts, last_purchase_on=ago(change["to"]))
            case "days_since_effective":
                facts = replace(facts, last_effective_on=ago(change["to"]))
            case "days_since_activity":
                facts = replace(facts, last_survey_on=ago(change["to"]))
    return facts


def test_a_pin_is_explained_beside_what_the_rules_say():
    facts = replace(KEY, pinned_tier="cold", pin_until=ago(-3), pin_reason="dispute")
    found = explain(facts, POLICY, ON)["tier"]
    assert (found["class"], found["rule"], found["computed"]) == ("cold", "pin", "key")
    assert (found["pin_until"], found["pin_reason"]) == ("2026-11-23", "dispute")


@pytest.mark.parametrize(
    "values, nearest",
    [
        ({"last_purchase_on": ago(700), "median_gap_days": None}, "active"),
        ({}, "lost"),
        ({"first_purchase_on": ago(10), "last_purchase_on": ago(10)}, "active"),
    ],
)
def test_the_nearest_change_of_lifecycle(values, nearest):
    facts = replace(KEY, last_effective_on=ago(300), **values)
    found = explain(facts, POLICY, ON)["lifecycle"]
    assert found["nearest"]["gives"] == nearest


def test_time_alone_leads_to_the_next_stage_on_the_day_that_is_told():
    facts = new_facts(orders_total=1, first_purchase_on=ago(10), last_purchase_on=ago(10))
    told = date.fromisoformat(explain(facts, POLICY, ON)["lifecycle"]["nearest"]["to"])
    assert judge(facts, POLICY, told - timedelta(days=1)).lifecycle == "new"
    assert judge(facts, POLICY, told).lifecycle == "active"


def test_the_nearest_change_of_risk():
    facts = replace(KEY, spend_6m=0, complaints_open=1)
    found = explain(facts, POLICY, ON)["risk"]
    assert (found["class"], found["signals"]) == ("medium", {"spend_drop": 25, "complaint": 20})
    assert found["nearest"] == {"fact": "complaint", "from": True, "to": False, "gives": "low", "risk": 25}


def test_many_customers_share_one_judge():
    judged = [Judge(POLICY, ON).standing(KEY), Judge(POLICY, ON).standing(KEY)]
    one = Judge(POLICY, ON)
    assert [one.standing(KEY), one.standing(KEY)] == judged
