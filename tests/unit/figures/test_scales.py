"""Scales of survey questions, and which answers lie on them."""

from __future__ import annotations

import pytest

from crmcli.figures.scales import Scale, parse_scale, read_plain


@pytest.mark.parametrize(
    "text, stored",
    [
        ("1-5", "1-5"), (" 0 - 10 ", "0-10"), ("1–7", "1-7"), ("1到5", "1-5"), ("Yes/No", "yes-no"), ("是/否", "yes-no"),
        ("text", "text"), ("填空", "text"), ("choice: red | blue", "choice:red|blue"), ("选择：甲|乙", "choice:甲|乙"),
    ],
)  # fmt: skip
def test_scales_as_people_write_them(text, stored):
    scale = parse_scale(text)
    assert str(scale) == stored
    assert parse_scale(stored) == scale


@pytest.mark.parametrize(
    "text", ["", "5-1", "3-3", "wide", "1-", "choice:", "choice:one", "choice:a|a", "choice:a|", "1-9999"]
)
def test_what_is_no_scale(text):
    assert parse_scale(text) is None


@pytest.mark.parametrize(
    "scale, text, answer",
    [
        ("1-5", "5", (5, None)), ("1-5", " 1 ", (1, None)), ("1-5", "6", None), ("1-5", "0", None), ("1-5", "4.5", None),
        ("1-5", "-1", None), ("1-5", "good", None), ("1-5", "", None), ("1-7", "7", (7, None)), ("0-10", "0", (0, None)),
        ("0-10", "11", None), ("yes-no", "是", (1, None)), ("yes-no", "NO", (0, None)), ("yes-no", "maybe", None),
        ("choice:Red|Blue", "blue", (None, "Blue")), ("choice:Red|Blue", "B", (None, "Blue")),
        ("choice:Red|Blue", "2", (None, "Blue")), ("choice:Red|Blue", "A. Red", (None, "Red")),
        ("choice:Red|Blue", "A. Blue", None), ("choice:Red|Blue", "C", None), ("choice:Red|Blue", "green", None),
        ("choice:1|2", "2", (None, "2")), ("text", " all fine ", (None, "all fine")),
    ],
)  # fmt: skip
def test_answers(scale, text, answer):
    assert read_plain(parse_scale(scale), text) == answer


def test_a_score_is_a_share_of_its_scale():
    assert [Scale("points", 1, 5).share(n) for n in (1, 3, 5)] == [0, 0.5, 1]
    assert parse_scale("0-10").share(7) == pytest.approx(0.7)
