"""What is suggested for customers who may leave, what the rules say of a case, and who is held out."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from crmcli.judging.drawing import drawn_alike
from crmcli.judging.retaining import Stood, last_day, measure, settles, state, strata, verdict
from crmcli.policy.retaining import Retain

_RULES = Retain(kept_days=90, won_back_days=180, step_days=3, min_n=30)
_WELL, _HIGH, _GONE = Stood("active", "low"), Stood("active", "high"), Stood("lost", None)


def _case(stage: str = "active", **more: Any) -> dict[str, Any]:
    return {"stage": stage, "opened_on": "2026-01-01", "outcome": None, "held_out": 0, **more}


@pytest.mark.parametrize(
    ("signals", "kind"),
    [((), "call"), (("silence",), "call"), (("silence", "spend_drop"), "visit"), (("spend_drop", "complaint"), "solve"),
     (("contact_overdue", "low_survey"), "call")],
)  # fmt: skip
def test_what_weighs_most_suggests_the_measure(signals: tuple[str, ...], kind: str) -> None:
    assert measure(signals) == kind


def test_the_days_of_a_case_are_those_of_its_aim_and_end_with_the_calendar() -> None:
    assert last_day(_case(), _RULES) == date(2026, 4, 1)
    assert last_day(_case("lost"), _RULES) == date(2026, 6, 30)
    assert last_day(_case(opened_on="9999-12-30"), _RULES) == date.max


#: Stage when opened, the day it is judged on, the first purchase since, how it stood at the end: the word, and when decided.
_JUDGED = [
    ("active", "2026-01-01", None, None, "running", None), ("active", "2026-04-01", None, None, "running", None),
    ("active", "2026-02-03", "2026-02-02", None, "kept", "2026-02-02"), ("active", "2026-04-01", "2026-04-01", None, "kept", "2026-04-01"),
    ("active", "2026-04-02", None, _WELL, "kept", "2026-04-01"), ("new", "2026-04-02", None, Stood("new", "medium"), "kept", "2026-04-01"),
    ("active", "2026-04-02", None, _HIGH, "lost", "2026-04-01"), ("active", "2026-04-02", None, _GONE, "lost", "2026-04-01"),
    ("active", "2026-05-01", "2026-04-02", _HIGH, "lost", "2026-04-01"), ("active", "2026-04-02", None, None, "lost", "2026-04-01"),
    ("lost", "2026-06-30", None, None, "running", None), ("lost", "2026-07-01", None, None, "lost", "2026-06-30"),
    ("lost", "2026-07-01", "2026-06-30", None, "won_back", "2026-06-30"), ("lost", "2026-07-01", "2026-07-01", None, "lost", "2026-06-30"),
    ("lost", "2026-07-01", None, _WELL, "lost", "2026-06-30"),
]  # fmt: skip


@pytest.mark.parametrize(("stage", "on", "bought", "stood", "word", "decided"), _JUDGED)
def test_the_rules_decide(
    stage: str, on: str, bought: str | None, stood: Stood | None, word: str, decided: str | None
) -> None:
    judged = verdict(
        _case(stage), _RULES, date.fromisoformat(on), (bought and date.fromisoformat(bought)) or None, stood
    )
    assert (judged.word, judged.decided_on and judged.decided_on.isoformat()) == (word, decided)


def test_a_persons_word_stands_before_the_rules_and_who_is_held_out_is_not_open() -> None:
    assert state(_case(), "running") == "running"
    assert state(_case(outcome="dropped"), "kept") == "dropped"
    assert state(_case(held_out=1), "running") == "held_out"
    assert state(_case(held_out=1), "lost") == "lost"


def test_a_contact_settles_what_it_is() -> None:
    assert (
        settles("call", "wechat", None)
        and settles("visit", "visit", None)
        and settles("executive", "phone", "high")
    )
    assert not settles("visit", "phone", None) and not settles("executive", "visit", "working")
    assert not settles("offer", "visit", "high")


def test_the_held_out_are_drawn_alike_from_each_stratum() -> None:
    rows = [
        {"code": f"C{n:03}", "tier": "key" if n % 4 == 0 else "general", "value": n * 100} for n in range(200)
    ]
    layers = strata(rows, "value")
    assert {name: len(codes) for name, codes in layers.items()} == {
        "general:1": 75,
        "general:2": 75,
        "key:1": 25,
        "key:2": 25,
    }
    out = drawn_alike("seed", layers, 42)
    assert len(out) == len(set(out)) == 42
    assert out == drawn_alike("seed", layers, 42) and set(out) != set(drawn_alike("other", layers, 42))
    for codes in layers.values():
        share = 42 * len(codes) / 200
        assert abs(len(set(codes) & set(out)) - share) < 1
    assert drawn_alike("seed", {}, 3) == [] and len(drawn_alike("seed", layers, 999)) == 200
