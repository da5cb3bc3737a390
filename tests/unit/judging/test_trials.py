"""Where a trial stands on a day, when its customer is asked, and until when an order may have come of it."""

from __future__ import annotations

from datetime import date

import pytest

from crmcli.judging import trials
from crmcli.policy.sections import TrialRules

ROW = {"start_on": "2026-11-10", "end_on": "2026-11-20", "outcome": None, "ended_on": None, "spoken_on": None}


@pytest.mark.parametrize(
    ("changed", "day", "state"),
    [
        ({}, "2026-11-09", "planned"),
        ({}, "2026-11-10", "running"),
        ({}, "2026-11-20", "running"),
        ({}, "2026-11-21", "no_word"),
        ({"outcome": "won"}, "2026-11-12", "won"),
        ({"outcome": "declined"}, "2026-12-12", "declined"),
    ],
)
def test_states(changed: dict[str, str], day: str, state: str) -> None:
    assert trials.state({**ROW, **changed}, date.fromisoformat(day)) == state


@pytest.mark.parametrize(
    ("spoken_on", "ahead", "asked_on"),
    [
        (None, 0, "2026-11-20"),
        (None, 3, "2026-11-17"),
        (None, 90, "2026-11-10"),
        ("2026-11-19", 0, "2026-11-20"),
        ("2026-11-20", 0, "2026-11-27"),
        ("2026-12-01", 0, "2026-12-08"),
        ("2026-11-18", 3, "2026-11-25"),
        ("9999-12-30", 0, "9999-12-31"),
    ],
)
def test_who_was_reached_since_is_asked_again_later(spoken_on: str | None, ahead: int, asked_on: str) -> None:
    rules = TrialRules(ahead, 7, 30)
    assert trials.ask_on({**ROW, "spoken_on": spoken_on}, rules).isoformat() == asked_on


def test_orders_may_come_of_a_trial_for_some_days() -> None:
    rules = TrialRules(0, 7, 30)
    assert trials.last_order_day(ROW, rules) == date(2026, 12, 20)
    assert trials.last_order_day({**ROW, "ended_on": "2026-11-12"}, rules) == date(2026, 12, 12)
    assert trials.last_order_day({**ROW, "end_on": "9999-12-31"}, rules) == date.max
