"""A sample of the odd words, the same every time. All of them: `tests.faults.long`."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from crmcli import errors
from tests.faults import company, words
from tests.faults.company import call

_CASES = 100


def test_odd_words_end_in_a_sentence_or_in_what_can_be_read(whole: Path) -> None:
    for case, run, wrong in words.walk(whole, random.Random(9).sample(words.cases(), _CASES)):
        assert not wrong, (case.word, case.line, run.words, wrong)


@pytest.mark.parametrize(
    "now",
    [
        "",
        "yesterday",
        "2026-02-30T00:00:00Z",
        "0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59Z",
        "2026-11-20T10:00+99:99",
    ],
)
def test_a_clock_that_can_not_be(whole: Path, monkeypatch: pytest.MonkeyPatch, now: str) -> None:
    whole.with_name("crm.db").write_bytes(whole.read_bytes())
    monkeypatch.setenv("CRMCLI_NOW", now)
    run = call("due")
    assert (run.status == errors.Usage.status and "CRMCLI_NOW" in run.err + now) or not now, run
    assert not run.bug


def test_a_clock_that_is_set_back(whole: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a wrong clock left: doctor names it, and classify works the standings out anew."""
    whole.with_name("crm.db").write_bytes(whole.read_bytes())
    monkeypatch.setenv("CRMCLI_NOW", "2031-01-01T02:00:00Z")
    assert call("classify").status == errors.DONE
    monkeypatch.setenv("CRMCLI_NOW", company.NOW)
    told = call("doctor")
    assert "later than now: standing" in told.out and "crmcli classify" in told.out, told
    assert call("due").status in (errors.DONE, errors.SOMETHING_DUE)
    mended = call("classify")
    assert mended.status == errors.DONE and ", 0 moved" in mended.out, mended
    after = call("doctor", "--format", "csv")
    assert "nothing is of later than now" in after.out and "broken" not in after.out, after.out
    assert (
        "general" in call("show", "1").out and "cold" not in call("report", "tiers").out.partition("Moved")[2]
    )


def test_a_clock_that_is_set_back_over_operations(whole: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Then it is the clock of now that is wrong: no move is taken back."""
    whole.with_name("crm.db").write_bytes(whole.read_bytes())
    monkeypatch.setenv("CRMCLI_NOW", "1999-01-01T02:00:00Z")
    told = call("doctor")
    assert "later than now: operation 1" in told.out, told
    for line in (
        ("classify",),
        ("log-contact", "#1", "phone", "好"),
        ("task", "add", "打电话"),
        ("due",),
        ("find",),
    ):
        run = call(*line)
        assert not run.bug and run.status in (errors.DONE, errors.SOMETHING_DUE, errors.Invalid.status), run
    monkeypatch.setenv("CRMCLI_NOW", company.NOW)
    assert "broken" not in call("doctor").out
