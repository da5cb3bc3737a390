"""How much more a group that tries something changed than the others."""

from __future__ import annotations

import random
from math import sqrt
from statistics import mean, variance

import pytest

from crmcli.figures.trying import Cell, compared


def test_nothing_is_claimed_of_few() -> None:
    enough, few = Cell.of([1.0] * 30), Cell.of([1.0] * 29)
    for cells in (
        (few, enough, enough, enough),
        (enough, few, enough, enough),
        (enough, enough, enough, few),
    ):
        found = compared((cells[0], cells[1]), (cells[2], cells[3]), 30)
        assert (found.word, found.more) == ("few", None)
    assert compared((Cell.of([]), enough), (enough, enough), 0).word == "few"


@pytest.mark.parametrize(("gain", "word"), [(2.0, "up"), (-2.0, "down"), (0.0, "none")])
def test_a_gain_over_the_others_is_found(gain: float, word: str) -> None:
    draw = random.Random(3)
    before, since, other_before, other_since = (
        [draw.gauss(middle, 1) for _n in range(80)] for middle in (3, 4 + gain, 3, 4)
    )
    found = compared((Cell.of(before), Cell.of(since)), (Cell.of(other_before), Cell.of(other_since)), 30)
    plain = (mean(since) - mean(before)) - (mean(other_since) - mean(other_before))
    error = sqrt(sum(variance(some) / 80 for some in (before, since, other_before, other_since)))
    assert found.word == word and found.more is not None
    assert found.more.value == pytest.approx(plain)
    assert found.more.high == pytest.approx(plain + 1.959964 * error, abs=1e-4)


def test_a_share_is_a_mean() -> None:
    cell = Cell.share(3, 4)
    assert (cell.value, cell.n, cell.variance) == (0.75, 4, pytest.approx(0.25))
    assert Cell.share(0, 0) == Cell(None, 0, None)
