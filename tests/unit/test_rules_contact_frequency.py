"""The contact plan: what satisfies it, what comes sooner, what is never moved or dropped."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from crmcli import rules
from crmcli.facts import Appointment, Facts, derive
from crmcli.policy import Policy, default_policy

#: A Friday. The workdays below know weekends only.
ON = date(2026, 11, 20)
POLICY = default_policy()


def ago(days: int) -> date:
    return ON - timedelta(days=days)


def agreed(on: date) -> Appointment:
    return Appointment(on, None, ago(10), "call")


def workday(day: date) -> date:
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)


def new_facts(**values) -> Facts:
    return Facts(**{"customer_id": 1, "created_on": ago(730), "last_contact_on": ago(700)} | values)


def following(
    tier: str = "general", *, policy: Policy = POLICY, on: date = ON, stage: str = "active", **values
):
    facts = new_facts(**values)
    derived = derive(facts, on) | {
        "tier": tier,
        "value_class": "general",
        "lifecycle": stage,
        "potential": 0.0,
    }
    plan = rules.plan_of(facts, derived, policy, tier)
    return rules.next_contact(facts, plan, policy.contact, tier, on, workday)


def kinds(result: rules.NextContact) -> list[tuple[str, str]]:
    return [(code, data["due"]) for code, data in result.reasons]


def test_a_weekday_helper_moves_weekends_only():
    assert [workday(date(2026, 11, day)).day for day in (20, 21, 22, 23)] == [20, 23, 23, 23]


@pytest.mark.parametrize(
    "tier, values, due",
    [
        # Key: a high-level contact every 90 days and an effective one every 30.
        ("key", {"last_high_level_on": ago(60), "last_effective_on": ago(10)}, ago(-20)),
        ("key", {"last_high_level_on": ago(87), "last_effective_on": ago(10)}, ago(-3)),
        ("key", {"last_high_level_on": ago(95), "last_effective_on": ago(2)}, workday(ago(5))),
        # Potential: an effective contact; a greeting is none.
        ("potential", {"last_effective_on": ago(20), "last_contact_on": ago(1)}, ago(-10)),
        # General: a greeting counts.
        ("general", {"last_effective_on": ago(80), "last_contact_on": ago(53)}, ago(-7)),
        ("general", {"last_effective_on": ago(46), "last_contact_on": ago(80)}, ago(-14)),
        # Cold: answered, or tried on two different days.
        ("cold", {"last_effective_on": ago(200), "last_contact_on": ago(3)}, ago(140)),
        ("cold", {"last_effective_on": ago(200), "last_attempts": (ago(11), ago(10))}, workday(ago(-50))),
        ("cold", {"last_effective_on": ago(200), "last_attempts": (ago(10),)}, ago(140)),
        ("cold", {"last_effective_on": ago(200), "last_attempts": (ago(41), ago(10))}, ago(140)),
        ("cold", {"last_effective_on": ago(200), "last_attempts": (ago(40), ago(10))}, workday(ago(-50))),
    ],
)
def test_cadence(tier, values, due):
    assert following(tier, **values).on == workday(due)


def test_what_was_missed_stays_overdue():
    result = following("general", last_contact_on=ago(400))
    assert result.on == workday(ago(340))
    later = following("general", on=ON + timedelta(days=100), last_contact_on=ago(400))
    assert later.on == result.on


def test_a_cadence_moves_off_a_day_off_but_an_agreed_day_does_not():
    saturday = ON + timedelta(days=1)
    assert following("general", last_contact_on=saturday - timedelta(days=60)).on == ON + timedelta(days=3)
    found = following(last_contact_on=ago(1), appointments=(agreed(saturday),))
    assert found.on == saturday


@pytest.mark.parametrize(
    "days, due",
    [
        ([ago(-5)], ["2026-11-25"]),
        # A Sunday that has passed: neither moved nor dropped.
        ([ago(5)], ["2026-11-15"]),
        # Two people's, the sooner one first.
        ([ago(-3), ago(-5)], ["2026-11-23", "2026-11-25"]),
        # Later than the cadence: the cadence stays.
        ([ago(-90)], ["2027-01-11", "2027-02-18"]),
    ],
)
def test_agreed_next_steps(days, due):
    result = following(last_contact_on=ago(10), appointments=tuple(agreed(day) for day in days))
    assert [data["due"] for _code, data in result.reasons][: len(due)] == due
    assert result.on == date.fromisoformat(due[0])


@pytest.mark.parametrize(
    "values, lead",
    [
        ({"created_on": ago(1)}, True),
        ({"created_on": ago(300)}, True),
        ({"created_on": ago(1), "last_contact_on": ago(1)}, False),
        ({"created_on": ago(1), "last_effective_on": ago(1)}, False),
        ({"created_on": ago(1), "last_attempts": (ago(0),)}, True),
        # Who bought, or has worked with us since, is no lead; who will from tomorrow on still is.
        (
            {
                "created_on": ago(1),
                "orders_total": 1,
                "first_purchase_on": ago(1),
                "last_purchase_on": ago(1),
            },
            False,
        ),
        ({"created_on": ago(1), "spend_total": 900}, False),
        ({"created_on": ago(1), "cooperation_start": ago(0)}, False),
        ({"created_on": ago(1), "cooperation_start": ago(-1)}, True),
        # Imported: only those that were new when they came.
        ({"created_on": ago(1), "imported_on": ago(1), "told_since": ago(31)}, True),
        ({"created_on": ago(1), "imported_on": ago(1), "told_since": ago(32)}, False),
        ({"created_on": ago(1), "imported_on": ago(1)}, False),
        ({"created_on": ago(200), "imported_on": ago(200), "told_since": ago(210)}, True),
    ],
)
def test_new_leads(values, lead):
    result = following(**{"last_contact_on": None} | values)
    assert ("new_lead" in [code for code, _ in kinds(result)]) is lead


def test_a_new_lead_is_due_after_48_hours_even_on_a_day_off():
    result = following(created_on=ago(0), known_since=ago(0), last_contact_on=None)
    assert kinds(result)[0] == ("new_lead", "2026-11-22")
    assert (result.kind, result.channel) == ("new_lead", "phone")


@pytest.mark.parametrize(
    "values, due",
    [
        ({"low_score_open_on": ago(3)}, "2026-11-18"),
        ({"low_score_open_on": ago(13)}, "2026-11-08"),
        ({"low_score_open_on": ago(14)}, None),
        # Fresh when it was entered: it does not go away by waiting.
        ({"low_score_open_on": ago(40), "low_score_recorded_on": ago(40)}, "2026-10-12"),
        ({"low_score_open_on": ago(40), "low_score_recorded_on": ago(26)}, None),
        # On a past day, an answer that was entered later counts by its age then.
        ({"low_score_open_on": ago(3), "low_score_recorded_on": ago(-30)}, "2026-11-18"),
        ({"low_score_open_on": ago(3), "last_effective_on": ago(3)}, "2026-11-18"),
        ({"low_score_open_on": ago(3), "last_effective_on": ago(2)}, None),
    ],
)
def test_low_scores(values, due):
    found = dict(kinds(following(**{"last_contact_on": ago(5)} | values)))
    assert found.get("low_score") == due


@pytest.mark.parametrize(
    "values, planned",
    [
        ({"status": "active"}, True),
        ({"status": "closed"}, False),
        ({"status": "do_not_contact"}, False),
        ({"status": "paused"}, False),
        ({"status": "paused", "paused_until": ago(-1)}, False),
        ({"status": "paused", "paused_until": ago(0)}, True),
    ],
)
def test_only_active_customers_and_lapsed_pauses_are_planned(values, planned):
    result = following(**values, appointments=(agreed(ago(1)),))
    assert (result.on is not None) is planned
    assert bool(result.reasons) is planned


def test_an_exception_replaces_the_whole_rhythm():
    result = following("key", cadence_override_days=46, last_high_level_on=ago(10), last_effective_on=ago(40))
    assert kinds(result) == [("cadence", workday(ago(-36)).isoformat())]


def test_overlays_add_purposes_and_may_change_the_plan():
    result = following("general", stage="lost", last_contact_on=ago(10), cooperation_start=date(2020, 1, 1))
    assert result.reasons[0][1]["purposes"] == ["care", "win_back", "long_cooperation"]
    overlay = [{"key": "win_back", "all": ["lifecycle == lost"], "cadence_days": 15, "channel": "email"}]
    policy = Policy.from_dict({"contact": {"overlay": overlay}}, 1)
    changed = following("general", policy=policy, stage="lost", last_contact_on=ago(11))
    assert (changed.on, changed.channel) == (workday(ago(-4)), "email")
    assert following("general", policy=policy, last_contact_on=ago(11)).on == workday(ago(-49))


def test_reasons_come_by_due_date_and_the_most_pressing_due_one_leads():
    result = following(
        "general", last_contact_on=ago(70), appointments=(agreed(ago(3)),),
        low_score_open_on=ago(2), low_score_recorded_on=ago(2), low_score_response_id=9,
    )  # fmt: skip
    assert kinds(result) == [
        ("cadence", "2026-11-10"), ("follow_up", "2026-11-17"), ("low_score", "2026-11-19"),
    ]  # fmt: skip
    assert (result.on, result.kind) == (date(2026, 11, 10), "low_score")
    assert result.reasons[2][1]["response_id"] == 9
    early = [code for code, _ in rules.due_reasons(result.reasons, date(2026, 11, 17))]
    assert early == ["cadence", "follow_up"]
    assert rules.due_reasons(result.reasons, date(2026, 1, 1)) == result.reasons[:1]


@pytest.mark.parametrize("state", ["pending", "rejected"])
def test_nobody_is_contacted_before_approval(state):
    assert following("key", review_state=state, appointments=(agreed(ago(3)),)).on is None


def test_a_plan_starts_with_the_approval():
    waited = {
        "created_on": ago(30),
        "last_contact_on": None,
        "review_state": "approved",
        "reviewed_on": ago(1),
    }
    assert kinds(following("general", **waited))[0] == ("new_lead", ago(-1).isoformat())
    assert following("general", **waited, on=ago(2)).on is None
    known = waited | {"last_contact_on": ago(50), "last_effective_on": ago(50)}
    assert following("general", **known).on == workday(ago(-10))
