"""Survey figures with their intervals, and when they are not shown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli import surveys
from crmcli.policy import default_policy
from crmcli.scoring import low_score

POLICY = default_policy().survey


def test_mean_with_students_interval():
    found = surveys.mean([1, 2, 3, 4, 5])
    assert (found.value, found.n) == (3, 5)
    assert (found.low, found.high) == pytest.approx((1.0367, 4.9633), abs=1e-3)


@pytest.mark.parametrize(
    "scores, expected", [([], (None, 0, None, None)), ([4], (4, 1, None, None)), ([4, 4], (4, 2, 4, 4))]
)
def test_means_of_few(scores, expected):
    found = surveys.mean(scores)
    assert (found.value, found.n, found.low, found.high) == expected


def test_students_t_goes_on_smoothly_beyond_its_table():
    assert surveys.student(30) == 2.042
    assert surveys.student(31) == pytest.approx(2.0395, abs=2e-4)
    assert surveys.student(100) == pytest.approx(1.9840, abs=1e-4)
    values = [surveys.student(n) for n in range(1, 200)]
    assert values == sorted(values, reverse=True)


def test_csat_is_the_share_of_4_and_5_with_wilsons_interval():
    found = surveys.csat([5, 4, 4, 3, 2, 5, 1, 4, 5, 3], POLICY)
    assert (found.value, found.n) == (0.6, 10)
    assert (found.low, found.high) == pytest.approx((0.3127, 0.8318), abs=1e-4)


def test_wilson_stays_inside_0_and_1():
    full, none = surveys.share(10, 10, 5), surveys.share(0, 10, 5)
    assert (full.low, full.high) == pytest.approx((0.7225, 1.0), abs=1e-4)
    assert (none.low, none.high) == pytest.approx((0.0, 0.2775), abs=1e-4)


def test_nps_counts_9_and_10_against_0_to_6():
    found = surveys.nps([10, 9, 8, 7, 6, 0, 10, 3, 9, 5], POLICY)
    assert (found.value, found.n) == (pytest.approx(0.0), 10)
    assert (found.low, found.high) == pytest.approx((-55.436, 55.436), abs=1e-2)
    assert surveys.nps([9, 9, 9, 9, 6], POLICY).value == pytest.approx(60)
    assert surveys.nps([7, 8, 7, 8, 7], POLICY).value == 0


@pytest.mark.parametrize("figure", [surveys.csat, surveys.nps])
def test_no_percentage_below_the_smallest_n(figure):
    assert figure([5] * 4, POLICY) == surveys.Estimate(None, 4)
    assert figure([5] * 5, POLICY).value is not None
    assert figure([], POLICY) == surveys.Estimate(None, 0)


def test_response_rate():
    assert surveys.response_rate(5, 20, POLICY).value == 0.25
    assert surveys.response_rate(2, 4, POLICY).value is None


@given(st.lists(st.integers(0, 10), min_size=5, max_size=80))
def test_intervals_enclose_their_figure(scores):
    for found in (surveys.nps(scores, POLICY), surveys.mean(scores), surveys.csat(scores, POLICY)):
        assert found.low <= found.value + 1e-9 and found.value <= found.high + 1e-9
    assert surveys.nps(scores, POLICY).low >= -100


@pytest.mark.parametrize(
    "overall, nps, low",
    [(2, None, True), (3, None, False), (None, 6, True), (None, 7, False), (5, 6, True), (None, None, False)],
)
def test_low_scores(overall, nps, low):
    assert low_score(overall, nps, POLICY) is low
