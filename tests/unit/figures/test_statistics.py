"""Our intervals and tests are those of scipy, on random data."""

from __future__ import annotations

import itertools
import math
import random

import pytest
import scipy  # its parts are loaded when they are first asked for

from crmcli.figures import statistics as ours

#: Samples that never vary are meant.
pytestmark = pytest.mark.filterwarnings("ignore:Precision loss")
DRAW = random.Random(20261120)
SAMPLES = [
    [DRAW.randint(low, high) for _ in range(DRAW.choice((2, 3, 5, 8, 30, 200, 2000)))]
    for low, high in ((1, 5), (0, 10), (1, 7), (0, 1))
    for _ in range(25)
]
PAIRS = list(itertools.pairwise(SAMPLES))


def test_means_and_students_interval():
    for scores in SAMPLES:
        found = ours.mean(scores)
        n, middle = len(scores), sum(scores) / len(scores)
        spread = float(scipy.stats.sem(scores))
        low, high = scipy.stats.t.interval(0.95, n - 1, loc=middle, scale=spread) if spread else (middle,) * 2
        assert (found.value, found.n) == (pytest.approx(middle), n)
        assert (found.low, found.high) == (pytest.approx(low, abs=1e-9), pytest.approx(high, abs=1e-9))


@pytest.mark.parametrize("scores, expected", [([], (None, 0, None, None)), ([4], (4, 1, None, None))])
def test_means_of_few(scores, expected):
    found = ours.mean(scores)
    assert (found.value, found.n, found.low, found.high) == expected


def test_shares_and_wilsons_interval():
    for n in (1, 2, 5, 10, 37, 400, 12_345):
        for hits in {0, 1, n // 3, n - 1, n}:
            found = ours.share(hits, n, 1)
            theirs = scipy.stats.binomtest(hits, n).proportion_ci(0.95, method="wilson")
            assert found.value == hits / n
            assert (found.low, found.high) == pytest.approx((theirs.low, theirs.high), abs=1e-9)


def test_no_share_below_the_smallest_n():
    assert ours.share(4, 4, 5) == ours.Estimate(None, 4)
    assert ours.net_share(4, 0, 4, 5) == ours.Estimate(None, 4)
    assert ours.share(0, 0, 0) == ours.Estimate(None, 0)


def test_net_shares_are_means_of_1_0_and_minus_1():
    z = float(scipy.stats.norm.ppf(0.975))
    for scores in SAMPLES:
        signs = [1 if score >= 9 else -1 if score <= 6 else 0 for score in scores]
        found = ours.net_share(signs.count(1), signs.count(-1), len(signs), 1)
        half = (
            z
            * float(scipy.stats.tstd(signs))
            * math.sqrt((len(signs) - 1) / len(signs))
            / math.sqrt(len(signs))
        )
        middle = sum(signs) / len(signs)
        assert found.value == pytest.approx(middle)
        assert found.low == pytest.approx(max(-1, middle - half), abs=1e-9)
        assert found.high == pytest.approx(min(1, middle + half), abs=1e-9)


def test_welch():
    for a, b in PAIRS:
        theirs = float(scipy.stats.ttest_ind(a, b, equal_var=False).pvalue)
        if len(set(a)) > 1 or len(set(b)) > 1:
            assert ours.welch(a, b) == pytest.approx(theirs, rel=1e-7, abs=1e-300)
    assert ours.welch([1], [1, 2]) is None
    assert ours.welch([3, 3], [4, 4]) is None


def test_two_shares_are_the_chi_square_without_correction():
    for _ in range(200):
        n_a, n_b = DRAW.randint(5, 500), DRAW.randint(5, 500)
        a, b = DRAW.randint(1, n_a - 1), DRAW.randint(1, n_b - 1)
        table = [[a, n_a - a], [b, n_b - b]]
        theirs = scipy.stats.chi2_contingency(table, correction=False).pvalue
        assert ours.two_shares(a, n_a, b, n_b) == pytest.approx(float(theirs), rel=1e-7, abs=1e-300)
    assert ours.two_shares(5, 5, 7, 7) is None
    assert ours.two_shares(0, 0, 3, 7) is None


def test_two_net_shares():
    for _ in range(50):
        a = [DRAW.choice((-1, 0, 1)) for _ in range(DRAW.randint(5, 90))]
        b = [DRAW.choice((-1, 0, 1, 1)) for _ in range(DRAW.randint(5, 90))]
        error = math.sqrt(sum(float(scipy.stats.moment(one, 2)) / len(one) for one in (a, b)))
        z = (sum(a) / len(a) - sum(b) / len(b)) / error
        found = ours.two_net_shares(*((one.count(1), one.count(-1), len(one)) for one in (a, b)))
        assert found == pytest.approx(2 * float(scipy.stats.norm.sf(abs(z))), rel=1e-7)
    assert ours.two_net_shares((5, 0, 5), (7, 0, 7)) is None


def test_correlation():
    for _ in range(50):
        pairs = [(DRAW.randint(1, 5), DRAW.randint(0, 10)) for _ in range(DRAW.randint(3, 80))]
        theirs = scipy.stats.pearsonr(*zip(*pairs, strict=True)).statistic
        assert ours.correlation(pairs) == pytest.approx(float(theirs), abs=1e-12)
    assert ours.correlation([(1, 2), (1, 3), (1, 4)]) is None
    assert ours.correlation([(1, 2)]) is None


@pytest.mark.parametrize("freedom", [1, 1.5, 2, 3, 7.25, 30, 31, 100, 5000, 1_000_000])
def test_the_t_distribution(freedom):
    for p in (0.6, 0.9, 0.95, 0.975, 0.9995):
        assert ours.t_quantile(p, freedom) == pytest.approx(float(scipy.stats.t.ppf(p, freedom)), rel=1e-8)
    for t in (0, 0.1, 1, 2.5, 8, 40):
        assert ours.t_tail(t, freedom) == pytest.approx(
            float(scipy.stats.t.sf(t, freedom)), rel=1e-8, abs=1e-300
        )


def test_the_incomplete_beta_function():
    for _ in range(300):
        a, b, x = DRAW.uniform(0.05, 300), DRAW.uniform(0.05, 300), DRAW.random()
        assert ours.incomplete_beta(a, b, x) == pytest.approx(
            float(scipy.special.betainc(a, b, x)), rel=1e-8, abs=1e-300
        )
    assert (ours.incomplete_beta(2, 3, 0), ours.incomplete_beta(2, 3, 1)) == (0, 1)


@pytest.mark.parametrize(
    "hits_a, n_a, hits_b, n_b, low, high",
    [
        # Newcombe 1998, Statistics in Medicine 17, table II, method 10.
        (56, 70, 48, 80, 0.0524, 0.3339),
        (9, 10, 3, 10, 0.1705, 0.8090),
        (6, 7, 2, 7, 0.0582, 0.8062),
        (5, 56, 0, 29, -0.0381, 0.1926),
        (0, 10, 0, 20, -0.1611, 0.2775),
        (0, 10, 0, 10, -0.2775, 0.2775),
        (10, 10, 0, 20, 0.6791, 1.0000),
        (10, 10, 0, 10, 0.6075, 1.0000),
    ],
)
def test_newcombes_interval_of_two_shares(hits_a, n_a, hits_b, n_b, low, high):
    found = ours.shares_apart(hits_a, n_a, hits_b, n_b)
    assert found.value == pytest.approx(hits_a / n_a - hits_b / n_b)
    assert (found.low, found.high) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))
    back = ours.shares_apart(hits_b, n_b, hits_a, n_a)
    assert (back.low, back.high) == (pytest.approx(-found.high), pytest.approx(-found.low))


def test_welchs_interval_of_two_means():
    for a, b in PAIRS:
        found = ours.means_apart(a, b)
        assert found.value == pytest.approx(sum(a) / len(a) - sum(b) / len(b))
        if len(set(a)) > 1 or len(set(b)) > 1:
            theirs = scipy.stats.ttest_ind(a, b, equal_var=False).confidence_interval(0.95)
            assert (found.low, found.high) == pytest.approx((theirs.low, theirs.high), rel=1e-7, abs=1e-9)
            assert found.p == ours.welch(a, b)
    # Welch 1947, worked by Snedecor and Cochran: sleep gained by two drugs (Student 1908), as independent samples.
    first = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]
    second = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]
    sleep = ours.means_apart(first, second)
    assert (sleep.low, sleep.high) == (pytest.approx(-3.3655, abs=1e-4), pytest.approx(0.2055, abs=1e-4))
    assert sleep.p == pytest.approx(0.07939, abs=1e-5)


def test_a_difference_is_shown_only_beyond_its_interval():
    assert ours.shares_apart(56, 70, 48, 80).is_shown
    assert not ours.shares_apart(5, 56, 0, 29).is_shown
    assert not ours.shares_apart(0, 10, 0, 10).is_shown
    assert not ours.means_apart([1], [5, 6]).is_shown
    assert ours.means_apart([1], [5, 6]) == ours.Difference(-4.5)
    assert ours.means_apart([], [1, 2]) == ours.Difference()
    assert ours.apart_by(2.0, 1.0).is_shown and not ours.apart_by(1.9, 1.0).is_shown
    assert ours.apart_by(2.0, 0.0) == ours.Difference(2.0)
