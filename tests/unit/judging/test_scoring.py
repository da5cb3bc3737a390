"""Potential, health, churn risk and urgency, with their terms."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.facts import derive
from crmcli.judging import scoring
from crmcli.policy import Policy, default_policy
from tests.unit.made_facts import ON, ago, new_facts

POLICY = default_policy()


@pytest.mark.parametrize(
    "values, terms",
    [
        ({}, (15, 0, 0, 7.5, 7.5)),
        ({"spend_6m": 100, "spend_prev_6m": 100}, (15, 0, 0, 7.5, 7.5)),
        ({"spend_6m": 100}, (30, 0, 0, 7.5, 7.5)),
        ({"spend_prev_6m": 100}, (0, 0, 0, 7.5, 7.5)),
        ({"spend_6m": 150, "spend_prev_6m": 100}, (20, 0, 0, 7.5, 7.5)),
        ({"spend_6m": -50, "spend_prev_6m": 100}, (0, 0, 0, 7.5, 7.5)),
        ({"effective_90d": 1, "needs_known": 2, "size": "micro"}, (15, 6.67, 8, 7.5, 3.75)),
        ({"effective_90d": 3, "needs_known": 5, "size": "large"}, (15, 20, 20, 7.5, 15)),
        ({"effective_90d": 9, "size": "medium"}, (15, 20, 0, 7.5, 11.25)),
        ({"size": "small"}, (15, 0, 0, 7.5, 7.5)),
    ],
)
def test_potential_terms(values, terms):
    score, found = scoring.potential(new_facts(**values), POLICY.potential)
    assert found == pytest.approx(terms)
    assert score == round(sum(terms), 1)


def test_an_industry_table_and_an_own_figure():
    policy = Policy.from_dict({"potential": {"industry_share": {"教育": 1.0}}}, 1).potential
    assert scoring.potential(new_facts(industry="教育"), policy)[1][3] == 15
    score, terms = scoring.potential(new_facts(industry="教育", potential_override=88), policy)
    assert (score, terms[3]) == (88.0, 15)


@pytest.mark.parametrize(
    "score, grade",
    [(100, "A"), (80, "A"), (79.9, "B"), (60, "B"), (59.9, "C"), (40, "C"), (20, "D"), (19.9, "E"), (0, "E")],
)
def test_segment(score, grade):
    assert (
        scoring.segment(new_facts(industry="教育", size="small"), score, POLICY.potential)
        == f"教育–small–{grade}"
    )


def health_of(cadence: int = 60, age: int = 0, **values) -> tuple:
    return scoring.health(new_facts(**values), POLICY.health, cadence, age, ON)


YEARS = {"first_purchase_on": ago(800)}


@pytest.mark.parametrize(
    "values, terms",
    [
        ({**YEARS, "orders_12m": 4}, (40, 30, 30)),
        ({**YEARS, "orders_12m": 9}, (40, 30, 30)),
        ({**YEARS, "orders_12m": 1}, (10, 30, 30)),
        ({**YEARS, "orders_12m": 0}, (0, 30, 30)),
        ({"first_purchase_on": ago(0), "orders_12m": 1}, (40, 30, 30)),
        ({"first_purchase_on": ago(73), "orders_12m": 1}, (40, 30, 30)),
        ({"first_purchase_on": ago(146), "orders_12m": 1}, (25, 30, 30)),
        ({**YEARS, "orders_12m": 8, "complaints_12m": 1}, (40, 15, 30)),
        ({**YEARS, "orders_12m": 4, "complaints_12m": 1}, (40, 0, 30)),
        ({**YEARS, "orders_12m": 0, "complaints_12m": 1}, (0, 0, 30)),
        ({**YEARS, "orders_12m": 4, "complaints_breached": 1}, (40, 10, 30)),
        ({**YEARS, "orders_12m": 4, "complaints_breached": 2}, (40, 0, 30)),
        ({**YEARS, "orders_12m": 4, "age": 60}, (40, 30, 30)),
        ({**YEARS, "orders_12m": 4, "age": 61}, (40, 30, 29.75)),
        ({**YEARS, "orders_12m": 4, "age": 120}, (40, 30, 15)),
        ({**YEARS, "orders_12m": 4, "age": 180}, (40, 30, 0)),
        ({**YEARS, "orders_12m": 4, "age": 999}, (40, 30, 0)),
    ],
)
def test_health_terms(values, terms):
    score, found, _band = health_of(**values)
    assert found == pytest.approx(terms)
    assert score == round(sum(terms))


@pytest.mark.parametrize(
    "values, score, band",
    [
        ({"orders_12m": 2}, 80, "healthy"),
        ({"orders_12m": 2, "age": 64}, 79, "watch"),
        ({"orders_12m": 2, "age": 140}, 60, "watch"),
        ({"orders_12m": 2, "age": 144}, 59, "at_risk"),
    ],
)
def test_health_bands(values, score, band):
    found = health_of(**YEARS, **values)
    assert (found[0], found[2]) == (score, band)


def signals_of(overdue: bool = False, **values) -> tuple[str, ...]:
    facts = new_facts(**{"orders_total": 2, "last_purchase_on": ago(5)} | values)
    return scoring.churn_signals(facts, derive(facts, ON), POLICY.churn, POLICY.survey, overdue)


@pytest.mark.parametrize(
    "values, signals",
    [
        ({}, ()),
        ({"last_purchase_on": ago(180)}, ()),
        ({"last_purchase_on": ago(181)}, ("silence",)),
        ({"last_purchase_on": ago(60), "median_gap_days": 30.0}, ()),
        ({"last_purchase_on": ago(61), "median_gap_days": 30.0}, ("silence",)),
        ({"spend_6m": 50, "spend_prev_6m": 100}, ("spend_drop",)),
        ({"spend_6m": 51, "spend_prev_6m": 100}, ()),
        ({"spend_6m": 0, "spend_prev_6m": 0}, ()),
        ({"complaints_open": 1}, ("complaint",)),
        ({"complaints_breached": 1}, ("complaint",)),
        ({"complaints_12m": 3}, ()),
        ({"last_overall": 2}, ("low_survey",)),
        ({"last_overall": 3}, ()),
        ({"last_nps": 6}, ("low_survey",)),
        ({"last_nps": 7, "last_overall": 5}, ()),
        ({"overdue": True}, ("contact_overdue",)),
    ],
)
def test_churn_signals(values, signals):
    assert signals_of(**values) == signals


@pytest.mark.parametrize(
    "signals, risk, level",
    [
        ((), 0, "low"),
        (("complaint",), 20, "low"),
        (("complaint", "contact_overdue"), 30, "medium"),
        (("silence", "low_survey"), 55, "medium"),
        (("silence", "spend_drop"), 60, "high"),
        (scoring.SIGNALS, 100, "high"),
    ],
)
def test_churn_levels(signals, risk, level):
    assert scoring.churn(signals, POLICY.churn) == (risk, level)


@given(base=st.integers(0, 100), days=st.floats(-400, 400), more=st.floats(0, 400))
def test_urgency_never_falls_with_days_overdue(base, days, more):
    sooner, _ = scoring.urgency(POLICY.urgency, base, days)
    later, _ = scoring.urgency(POLICY.urgency, base, days + more)
    assert 0 <= sooner <= later <= 100


def test_the_order_of_kinds():
    of, policy = scoring.urgency_of, POLICY.urgency
    key = {"tier": "key", "value_class": "important", "risk_level": "high"}
    cold = {"tier": "cold", "value_class": "low", "risk_level": "low"}

    def scores(days: float) -> list[int]:
        return [
            of(policy, "complaint_breached", days, severity="normal")[0],
            of(policy, "complaint_warned", days, severity="urgent")[0],
            of(policy, "low_score", days, **cold)[0],
            of(policy, "follow_up", days, **cold)[0],
            of(policy, "cadence", days, **key)[0],
            of(policy, "cadence", days, **cold)[0],
            of(policy, "verify", days)[0],
        ]

    assert scores(0) == sorted(set(scores(0)), reverse=True)
    # A level that shortens deadlines puts a complaint before its like, and never before one that is breached.
    warned = [
        of(policy, "complaint_warned", 0, severity="urgent", level=level)[0] for level in ("platinum", None)
    ]
    assert scores(0)[0] > warned[0] > warned[1] == scores(0)[1]
    # However long a contact waits, a warned complaint goes first.
    waiting = scoring.urgency_of(policy, "low_score", 400, **key)[0]
    assert waiting < of(policy, "complaint_warned", 0, severity="normal")[0]


def test_terms_add_up_to_the_urgency():
    total, terms = scoring.urgency_of(POLICY.urgency, "follow_up", 3, tier="key", value_class="low")
    assert terms == (("kind", 42), ("tier", 10), ("value_class", 0), ("risk", 0), ("overdue", 3))
    assert total == 55
    base = sum(
        points for _, points in scoring.contact_base_terms(POLICY.urgency, "cadence", "key", "low", None)
    )
    assert scoring.urgency(POLICY.urgency, base, -4) == (26, (("base", 30), ("overdue", -4)))
