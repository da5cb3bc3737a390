"""Texts that a spreadsheet would run, and their way through csv and back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.matching.formulas import guarded, unguarded

_RUN = ["=1+1", "+cmd", "-cmd|calc", "@SUM(A1)", "＝1+1", "＋1a", "－x", "＠x", " =1", "\t=1", "\r=1", "\n@x", "　=1",
        "\x00=1", "\x1b-x", "\ufeff=1", "\u200b+x", "\tx", "-inf", "+nan", "-1_0", "--1", "+٣"]  # fmt: skip
_QUIET = ["", "abc", "a=1", "1+1", "-5", "+8613800000001", "-0.05", "成都远鑫", "(=1)", '"=1"', "2026-11-20"]


@pytest.mark.parametrize("text", _RUN)
def test_what_would_be_run_gets_an_apostrophe_that_is_taken_off_again(text: str) -> None:
    assert guarded(text) == f"'{text}"
    assert unguarded(f"'{text}") == text


@pytest.mark.parametrize("text", _QUIET)
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert guarded(text) == text


@pytest.mark.parametrize(
    ("cell", "text"),
    [("'0123", "0123"), ('="0123"', "0123"), ("'tis so", "'tis so"), ("'", "'"), ("=1", "=1")],
)
def test_other_programs_apostrophes_before_digits_are_taken_off_too(cell: str, text: str) -> None:
    assert unguarded(cell) == text


@given(st.text() | st.sampled_from([*_RUN, *_QUIET]).map(lambda text: f"'{text}"))
def test_every_text_comes_back(text: str) -> None:
    assert unguarded(guarded(text)) == text or text[:2] == '="'
