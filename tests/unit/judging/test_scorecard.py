"""The monthly score: which terms count, how the weights of the others are spread, and who is ranked."""

from __future__ import annotations

import random

import pytest

from crmcli.judging.scorecard import TERMS, ranks, score
from crmcli.policy.scorecard import ScorecardRules

WEIGHTS = {
    "plan": 20, "timeliness": 10, "spot_checks": 10, "clocks": 15, "revisits": 10, "wins": 15, "retention": 10, "response": 5,
    "training": 5,
}  # fmt: skip
RULES = ScorecardRules(min_n=5, min_weight=30, min_people=3, weight=WEIGHTS)


@pytest.mark.parametrize(
    ("found", "value", "why"),
    [
        pytest.param({}, None, "nothing", id="nobody did anything"),
        pytest.param({"plan": (9, 10), "timeliness": (5, 10)}, 100 * (20 * 0.9 + 10 * 0.5) / 30, "", id="spread"),
        pytest.param({"plan": (4, 4), "clocks": (10, 10), "wins": (0, 5)}, 50, "few", id="four are too few"),
        pytest.param({"plan": (5, 5)}, None, "", id="too little of the weights"),
        pytest.param({"plan": (0, 5), "timeliness": (0, 9)}, 0, "", id="nothing was right"),
    ],
)  # fmt: skip
def test_only_what_exists_counts(found: dict[str, tuple[int, int]], value: float | None, why: str) -> None:
    result = score(found, RULES)
    assert result.value == (value if value is None else pytest.approx(value))
    assert result.terms[0].why == why


def test_a_training_counts_however_few_there_are() -> None:
    found = score({"training": (1, 1), "plan": (5, 5), "timeliness": (5, 5)}, RULES)
    assert [term.key for term in found.terms if not term.why] == ["plan", "timeliness", "training"]


def test_a_term_without_weight_is_shown_and_counts_for_nothing() -> None:
    rules = RULES._replace(weight={**WEIGHTS, "plan": 0})
    found = score({"plan": (1, 10), "timeliness": (10, 10), "clocks": (5, 5), "wins": (5, 5)}, rules)
    assert found.value == 100
    assert (found.terms[0].value, found.terms[0].points, found.terms[0].why) == (0.1, None, "no_weight")
    assert score({"plan": (5, 5)}, RULES._replace(weight=dict.fromkeys(TERMS, 0))).value is None


def test_points_add_up_to_the_score() -> None:
    draw = random.Random(7)
    for _round in range(200):
        found = {key: (draw.randint(0, n), n) for key in TERMS if (n := draw.randint(0, 12))}
        result = score(found, RULES)
        counted = {key: of for key, of in found.items() if of[1] >= (1 if key == "training" else 5)}
        whole = sum(WEIGHTS[key] for key in counted)
        if whole < 30:
            assert result.value is None
            continue
        plain = sum(100 * WEIGHTS[key] * good / n for key, (good, n) in counted.items()) / whole
        assert result.value == pytest.approx(plain)
        assert sum(term.points or 0 for term in result.terms) == pytest.approx(plain)
        assert sum(term.share for term in result.terms) == pytest.approx(1)


def test_too_few_people_are_not_ranked() -> None:
    assert ranks({"a": 5.0, "b": 7.0, "c": None}, RULES) == {}
    assert ranks({"a": 5.0, "b": 7.0, "c": 7.0, "d": None}, RULES) == {"a": 3, "b": 1, "c": 1}
