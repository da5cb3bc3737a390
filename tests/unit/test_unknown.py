"""What isn't known is no evidence: what is taken of customers of whom purchases, contacts or dates are missing."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from crmcli import rules
from crmcli.facts import Appointment, derive
from crmcli.judging.explain import explain
from crmcli.judging.judge import Judge
from crmcli.policy import default_policy
from tests.unit.made_facts import ON, ago, new_facts

POLICY = default_policy()
#: Came by import yesterday, and its sheet tells since when it is known.
COME = {"created_on": ago(1), "imported_on": ago(1), "known_since": ago(2), "told_since": ago(2)}
AGES = ("days_since_purchase", "days_since_effective", "days_since_contact", "days_known")


@pytest.mark.parametrize(
    ("values", "ages"),
    [
        # By hand: without it since it was added, however long it was known by then.
        ({"created_on": ago(40)}, (40, 40, 40, 40)),
        ({"created_on": ago(40), "known_since": ago(400)}, (40, 40, 40, 400)),
        # By import: since it came, whatever day of creation its sheet tells.
        ({"created_on": ago(400), "imported_on": ago(10), "known_since": ago(400)}, (10, 10, 10, 400)),
        ({"created_on": ago(10), "imported_on": ago(10)}, (10, 10, 10, 10)),
        # Known later than it came: since then.
        ({"created_on": ago(40), "imported_on": ago(40), "known_since": ago(5)}, (5, 5, 5, 5)),
        # A known last one keeps its date.
        ({"created_on": ago(10), "last_purchase_on": ago(300)}, (300, 10, 10, 10)),
        ({"created_on": ago(10), "last_effective_on": ago(200), "last_contact_on": ago(100)}, (10, 200, 100, 10)),
        # As of a day before it came.
        ({"created_on": ago(-5), "imported_on": ago(-5)}, (0, 0, 0, 0)),
        ({"created_on": ago(-5), "imported_on": ago(-5), "known_since": ago(100)}, (0, 0, 0, 100)),
    ],
)  # fmt: skip
def test_who_never_bought_or_was_contacted_is_without_it_since_it_came(
    values: dict[str, Any], ages: tuple[int, ...]
) -> None:
    derived = derive(new_facts(**values), ON)
    assert tuple(derived[age] for age in AGES) == ages


@pytest.mark.parametrize(
    ("values", "stage"),
    [
        ({"cooperation_start": ago(90)}, "new"),
        ({"cooperation_start": ago(91), "created_on": ago(365)}, "active"),
        # Silence runs from arrival, never from the start of the cooperation.
        ({"cooperation_start": ago(2000), "created_on": ago(365)}, "active"),
        ({"cooperation_start": ago(2000), "created_on": ago(366)}, "lost"),
        # Who was never reached was not reached lately.
        ({"orders_total": 1, "first_purchase_on": ago(400), "last_purchase_on": ago(400), "created_on": ago(1)}, "lost"),
        ({"cooperation_start": ago(2000), "imported_on": ago(366), "last_effective_on": ago(3)}, "active"),
        # It is the first purchase, not the last one.
        ({"cooperation_start": ago(400), "orders_total": 1, "first_purchase_on": ago(20), "last_purchase_on": ago(20)},
         "active"),
        ({"cooperation_start": ago(20), "orders_total": 1, "first_purchase_on": ago(400), "last_purchase_on": ago(400)},
         "lost"),
        ({"cooperation_start": ago(-1)}, "prospect"),
    ],
)  # fmt: skip
def test_a_cooperation_that_began_is_a_first_purchase(values: dict[str, Any], stage: str) -> None:
    assert Judge(POLICY, ON).standing(new_facts(**values)).lifecycle == stage


@pytest.mark.parametrize(
    ("values", "leads"),
    [
        ({"created_on": ago(1)}, ["new_lead"]),
        ({"created_on": ago(1), "cooperation_start": ago(500)}, []),
        ({"created_on": ago(1), "cooperation_start": ago(-1)}, ["new_lead"]),
        ({"created_on": ago(1), "orders_total": 1, "last_purchase_on": ago(0)}, []),
        ({"created_on": ago(1), "spend_total": 100}, []),
        # An order that doesn't count yet was placed by somebody who is no lead.
        ({"created_on": ago(1), "first_order_on": ago(0)}, []),
        (COME, ["new_lead"]),
        (
            {
                "created_on": ago(0),
                "known_since": ago(6),
                "contract_value": 12_000_000,
                "contract_in_force": True,
            },
            [],
        ),
        ({"created_on": ago(0), "known_since": ago(600), "contract_value": 12_000_000}, []),
        # A call in its sheet that nobody answered makes nobody new.
        ({"created_on": ago(1), "imported_on": ago(1), "known_since": ago(2)}, []),
        ({"created_on": ago(1), "imported_on": ago(1), "known_since": ago(2), "orders_total": 1}, []),
        # Of whom a complaint or an answer from before the import tells is a customer. To who complains or answers since,
        # nobody has spoken yet.
        (COME | {"first_complaint_on": ago(2)}, []),
        (COME | {"first_survey_on": ago(2), "last_survey_on": ago(0)}, []),
        (COME | {"first_complaint_on": ago(1)}, ["new_lead"]),
        (COME | {"first_survey_on": ago(0), "last_survey_on": ago(0)}, ["new_lead"]),
        (COME | {"first_complaint_on": ago(0), "was_answered": True}, []),
        ({"created_on": ago(1), "first_complaint_on": ago(0)}, ["new_lead"]),
        ({"created_on": ago(1), "first_complaint_on": ago(0), "was_answered": True}, []),
        # Whom an old answer or complaint tells of was known before it was entered.
        ({"created_on": ago(1), "known_since": ago(31)}, ["new_lead"]),
        ({"created_on": ago(1), "known_since": ago(33)}, []),
    ],
)
def test_who_is_a_customer_is_no_new_lead(values: dict[str, Any], leads: list[str]) -> None:
    reasons = Judge(POLICY, ON).standing(new_facts(**values)).contact_reasons
    assert [code for code, _data in reasons if code == "new_lead"] == leads


@pytest.mark.parametrize(
    ("values", "known"),
    [
        ({}, False),
        ({"cooperation_start": ago(500)}, False),
        ({"contract_in_force": True, "cooperation_start": ago(500)}, False),
        ({"orders_total": 1, "first_purchase_on": ago(20), "last_purchase_on": ago(20)}, True),
        ({"spend_total": 100}, True),
        ({"orders_total": 3}, True),
    ],
)
def test_health_and_risk_need_a_purchase_or_an_opening_balance(values: dict[str, Any], known: bool) -> None:
    standing = Judge(POLICY, ON).standing(new_facts(created_on=ago(100), **values))
    assert [part is not None for part in (standing.health, standing.health_band, standing.risk)] == [
        known
    ] * 3
    explained = explain(new_facts(created_on=ago(100), **values), POLICY, ON)
    assert [explained[part] is not None for part in ("health", "risk")] == [known] * 2


STATED = {"stated_tier": "key", "stated_on": ago(10)}


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (STATED, ("key", "stated")),
        ({**STATED, "stated_on": ON}, ("key", "stated")),
        ({**STATED, "stated_on": ago(89)}, ("key", "stated")),
        ({**STATED, "stated_on": ago(90)}, ("cold", "tier[2]")),
        # Not stated yet.
        ({**STATED, "stated_on": ago(-1)}, ("cold", "tier[2]")),
        ({**STATED, "stated_tier": "cold"}, ("cold", "stated")),
        # What was bought or agreed says more.
        ({**STATED, "orders_total": 1, "last_purchase_on": ago(20)}, ("general", "tier[3]")),
        ({**STATED, "spend_total": 100}, ("cold", "tier[2]")),
        ({**STATED, "contract_in_force": True, "potential_override": 60}, ("potential", "tier[1]")),
        ({**STATED, "contract_value": 100}, ("cold", "tier[2]")),
        # Neither an order that doesn't count nor a cooperation is a counted purchase.
        ({**STATED, "first_order_on": ago(2)}, ("key", "stated")),
        ({**STATED, "cooperation_start": ago(400)}, ("key", "stated")),
        # A pin goes before it.
        ({**STATED, "pinned_tier": "general", "pin_until": ago(-1)}, ("general", "pin")),
        ({**STATED, "pinned_tier": "general", "pin_until": ago(1)}, ("key", "stated")),
        # The sheet's own words that are no tier.
        ({**STATED, "stated_tier": "VIP9"}, ("cold", "tier[2]")),
        ({"stated_tier": "key"}, ("cold", "tier[2]")),
    ],
)
def test_the_stated_tier_holds_for_a_while_where_nothing_was_bought(
    values: dict[str, Any], expected: tuple[str, str]
) -> None:
    facts = new_facts(**values)
    assert rules.tier(facts, derive(facts, ON) | {"potential": values.get("potential_override", 0)}, POLICY, ON) == (
        expected
    )  # fmt: skip


@pytest.mark.parametrize(
    ("values", "due"),
    [
        # Imported, and no day of it is known: it fell due before it came.
        ({"created_on": ON, "imported_on": ON}, ago(1)),
        ({"created_on": ON, "imported_on": ON, **STATED}, ago(1)),
        # Approved later: from then on.
        ({"created_on": ago(9), "imported_on": ago(9), "reviewed_on": ago(3), "review_state": "x"}, ago(4)),
        # So did what would have been due since long, as far as is known, and whom only a call in vain tells of.
        ({"created_on": ON, "imported_on": ON, "known_since": ago(2700), "told_since": ago(2700)}, ago(1)),
        ({"created_on": ON, "imported_on": ON, "known_since": ago(5)}, ago(1)),
        # Entered by hand, it is due from then on, whatever happened to it before.
        ({"created_on": ago(10), "known_since": ago(300), "first_order_on": ago(300)}, ago(10)),
        # A known day counts as ever.
        ({"created_on": ON, "imported_on": ON, "known_since": ago(31), "told_since": ago(31)}, date(2026, 12, 21)),
        ({"created_on": ON, "imported_on": ON, "last_effective_on": ago(1), "last_contact_on": ago(1)},
         date(2027, 1, 18)),
    ],
)  # fmt: skip
def test_the_first_contact_of_whom_nothing_is_known_fell_due_before_it_came(
    values: dict[str, Any], due: date
) -> None:
    assert Judge(POLICY, ON).standing(new_facts(**values)).next_contact_on == due


STEP = Appointment(ago(-10), None, ON, None)
HIGH = {"stated_tier": "key", "stated_on": ago(1), "last_effective_on": ago(1), "last_contact_on": ago(1)}


@pytest.mark.parametrize(
    ("values", "due"),
    [
        # What is agreed for a day since goes before backlog, even if that is of the highest level.
        ({"appointments": (STEP,)}, ago(-10)),
        ({"appointments": (STEP,), **HIGH}, ago(-10)),
        ({"appointments": (STEP._replace(on=ago(1)),)}, ago(1)),
        # What was agreed for a day before the import is backlog itself,
        ({"appointments": (STEP._replace(on=ago(9)),)}, ago(9)),
        # and what is far off, or was agreed in its sheet, leaves the backlog where it is until its day.
        ({"appointments": (STEP._replace(on=ago(-80)),)}, ago(3)),
        ({"appointments": (STEP._replace(made_on=ago(4)),)}, ago(3)),
        ({"appointments": (STEP._replace(made_on=ago(4), on=ago(1)),)}, ago(1)),
        ({"imported_on": ago(90), "appointments": (STEP._replace(on=ON),)}, ON),
        # A low score since asks for its follow-up, one of before the import belongs to the backlog.
        ({"low_score_open_on": ON, "low_score_recorded_on": ON}, ago(-1)),
        ({"low_score_open_on": ago(5), "low_score_recorded_on": ago(2)}, ago(4)),
        # So does the working level of a key customer, once it falls due; its highest level is of the eve of the import.
        ({"imported_on": ago(29), **HIGH, "last_effective_on": ago(31)}, ago(1)),
        ({"imported_on": ago(29), **HIGH, "last_effective_on": ago(29)}, ago(30)),
    ],
)
def test_what_is_agreed_or_falls_due_since_is_no_backlog(values: dict[str, Any], due: date) -> None:
    facts = new_facts(**{"created_on": ago(2), "imported_on": ago(2)} | values)
    standing = Judge(POLICY, ON).standing(facts)
    assert standing.next_contact_on == due
    assert standing.contact_reasons[0][1]["due"] == str(due)


#: A step of before the import, for twelve days ago.
OLD = STEP._replace(made_on=ago(40), on=ago(12))


@pytest.mark.parametrize(
    ("values", "stands", "since"),
    [
        # An old step stands on its own day, whatever falls due since:
        ({"appointments": (OLD,), "last_effective_on": ago(59)}, ago(12), ago(12)),
        ({"appointments": (OLD,), "last_effective_on": ago(60)}, ago(12), ON),
        ({"appointments": (OLD,), "last_effective_on": ago(62)}, ago(12), ago(2)),
        ({"appointments": (OLD,), "last_effective_on": ago(63)}, ago(12), ago(12)),
        ({"appointments": (OLD,), "low_score_open_on": ON, "low_score_recorded_on": ON}, ago(12), ago(-1)),
        # but where another step was agreed here, that is what is to be done next.
        ({"appointments": (OLD, STEP)}, ago(-10), ago(-10)),
        ({"appointments": (OLD, STEP), "last_effective_on": ago(60)}, ON, ON),
        # Of who did not come by an import, everything has its own day.
        ({"appointments": (OLD,), "imported_on": None, "last_effective_on": ago(60)}, ago(12), ago(12)),
    ],
)
def test_an_old_step_stands_on_its_own_day(values: dict[str, Any], stands: date, since: date) -> None:
    facts = new_facts(**{"created_on": ago(2), "imported_on": ago(2)} | values)
    if facts.last_effective_on:
        facts.last_contact_on = facts.last_effective_on
    standing = Judge(POLICY, ON).standing(facts)
    assert (standing.next_contact_on, standing.contact_since) == (stands, since)
    # What is due by plan since then goes first in the reasons.
    assert standing.contact_reasons[0][1]["due"] == str(since)


@pytest.mark.parametrize(
    ("values", "late"),
    [
        # Nobody knows of a talk at the highest level, and it came yesterday.
        (HIGH, False),
        ({"stated_tier": "key", "stated_on": ago(1)}, False),
        # The last one is known, and was long ago.
        (HIGH | {"last_effective_on": ago(99), "last_contact_on": ago(99)}, True),
        # Nobody spoke to it here for a whole cadence.
        ({"imported_on": ago(91)}, True),
    ],
)
def test_what_was_never_had_is_no_sign_of_churn(values: dict[str, Any], late: bool) -> None:
    bought = {"orders_total": 1, "orders_12m": 1, "first_purchase_on": ago(40), "last_purchase_on": ago(40)}
    told = {"known_since": ago(2000), "told_since": ago(2000)}
    came = {"created_on": ago(1), "imported_on": ago(1), "spend_12m": 6_000_000, "oldest_12m_on": ago(40)}
    standing = Judge(POLICY, ON).standing(new_facts(**bought | told | came | values))
    assert ("contact_overdue" in standing.risk_signals) == late


@pytest.mark.parametrize(
    "values",
    [
        {"created_on": ago(60), **STATED},
        {"created_on": ago(10), "imported_on": ago(10), **STATED},
        {"created_on": ago(170), "last_effective_on": ago(80)},
        {"created_on": ago(20), "cooperation_start": ago(80)},
        {"created_on": ago(20), "cooperation_start": ago(-30)},
        {"created_on": ago(360), "cooperation_start": ago(800)},
        {"created_on": ago(360), "spend_total": 100},
    ],
)
def test_a_standing_says_from_which_day_on_it_may_differ(values: dict[str, Any]) -> None:
    facts = new_facts(**values)
    standing = Judge(POLICY, ON).standing(facts)
    told = ("tier", "tier_rule", "lifecycle", "health", "risk")
    for ahead in range(1, 200):
        day = ago(-ahead)
        if day == standing.stale_on:
            return
        later = Judge(POLICY, day).standing(new_facts(**values))
        assert [getattr(later, name) for name in told] == [getattr(standing, name) for name in told], day
    raise AssertionError("nothing ever changes")
