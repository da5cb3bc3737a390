"""Survey figures with their intervals, when they are not shown, and what to improve first."""

from __future__ import annotations

import pytest

from crmcli.figures import satisfaction
from crmcli.figures.statistics import Estimate
from crmcli.judging.scoring import low_score
from crmcli.policy import default_policy

POLICY = default_policy().survey


@pytest.mark.parametrize(
    ("scores", "scale", "expected"),
    [
        ([5, 5, 5, 4], "1-5", (4.75, 3.9544, 5)),
        ([1, 1, 2], "1-5", (1.3333, 1, 2.7676)),
        ([7, 7, 6], "1-7", (6.6667, 5.2324, 7)),
        ([0, 1, 1], "yes-no", (0.6667, 0, 1)),
        ([3], "1-5", (3, None, None)),
    ],
)
def test_the_interval_of_a_mean_stays_on_its_scale(scores, scale, expected):
    found = satisfaction.mean(scores, scale)
    assert (found.value, found.low, found.high) == tuple(
        None if number is None else pytest.approx(number, abs=1e-4) for number in expected
    )


def test_csat_is_the_share_of_4_and_5_with_wilsons_interval():
    found = satisfaction.csat([5, 4, 4, 3, 2, 5, 1, 4, 5, 3], POLICY)
    assert (found.value, found.n) == (0.6, 10)
    assert (found.low, found.high) == pytest.approx((0.3127, 0.8318), abs=1e-4)


def test_nps_counts_9_and_10_against_0_to_6():
    found = satisfaction.nps([10, 9, 8, 7, 6, 0, 10, 3, 9, 5], POLICY)
    assert (found.value, found.n) == (pytest.approx(0.0), 10)
    assert (found.low, found.high) == pytest.approx((-55.436, 55.436), abs=1e-2)
    assert satisfaction.nps([9, 9, 9, 9, 6], POLICY).value == pytest.approx(60)
    assert satisfaction.nps([7, 8, 7, 8, 7], POLICY).value == 0


@pytest.mark.parametrize("figure", [satisfaction.csat, satisfaction.nps])
def test_no_percentage_below_the_smallest_n(figure):
    assert figure([5] * 4, POLICY) == Estimate(None, 4)
    assert figure([5] * 5, POLICY).value is not None
    assert figure([], POLICY) == Estimate(None, 0)


def test_response_rate():
    assert satisfaction.response_rate(5, 20, POLICY).value == 0.25
    assert satisfaction.response_rate(2, 4, POLICY).value is None


@pytest.mark.parametrize(
    "overall, nps, low",
    [(2, None, True), (3, None, False), (None, 6, True), (None, 7, False), (5, 6, True), (None, None, False)],
)
def test_low_scores(overall, nps, low):
    assert low_score(overall, nps, POLICY) is low


def test_the_priority_chart_puts_each_question_into_its_quadrant():
    overall = {1: 1, 2: 2, 3: 3, 4: 4, 5: 5}
    answers = {
        "moves_with_it_low": {1: 0.0, 2: 0.1, 3: 0.2, 4: 0.3, 5: 0.4},
        "moves_with_it_high": {1: 0.6, 2: 0.7, 3: 0.8, 4: 0.9, 5: 1.0},
        "apart_low": {1: 0.2, 2: 0.1, 3: 0.3, 4: 0.1, 5: 0.2},
        "apart_high": {1: 0.9, 2: 0.8, 3: 1.0, 4: 0.8, 5: 0.9},
        "never_varies": dict.fromkeys(overall, 0.5),
        "asked_too_few": {1: 0.1, 2: 0.9},
    }
    found = satisfaction.priorities(overall, answers, 5)
    assert [(one.key, one.quadrant) for one in found] == [
        ("moves_with_it_high", "keep"), ("moves_with_it_low", "improve"), ("apart_high", "ease"), ("apart_low", "watch"),
    ]  # fmt: skip
    assert (found[1].n, found[1].importance, found[1].performance) == (
        5, pytest.approx(1), pytest.approx(0.2))  # fmt: skip


def test_answers_without_an_overall_score_weigh_nothing():
    assert satisfaction.priorities({}, {"speed": {1: 0.1, 2: 0.5, 3: 0.9}}, 3) == []
