"""How long opportunities stay in their stages, and what they wait for."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.judging.pipeline import Spoken, stays, step_on, waiting, weighted
from crmcli.policy import default_policy

_POLICY = default_policy().opportunity


def _events(text: str) -> list[dict[str, Any]]:
    """`needs 11-01, won 11-05` as events of 2026; `won 11-05?` on a day that nobody told."""
    return [
        {"stage": stage, "on_day": f"2026-{day[:5]}", "at_known": 0 if day.endswith("?") else None}
        for stage, day in (each.split() for each in text.split(", "))
    ]


@pytest.mark.parametrize(
    ("events", "days"),
    [
        ("needs 11-01", [29]),
        ("needs 11-01, needs 11-20", [29]),
        ("needs 11-01, proposal 11-01", [0, 29]),
        ("needs 11-01, proposal 11-11, needs 11-21", [10, 10, 9]),
        ("needs 11-01, won 11-05", [4, 0]),
        ("needs 11-01, lost 11-05, needs 11-25", [4, 20, 5]),
        ("won 11-05", [0]),
    ],
)
def test_days_in_stages_add_up(events: str, days: list[int]) -> None:
    found, until = stays(_events(events), date(2026, 11, 30)), date(2026, 11, 30)
    assert [stay.days for stay in found] == days
    end = found[-1].since if found[-1].stage in ("won", "lost") else until
    assert end and found[0].since and sum(days) == (end - found[0].since).days


@given(
    st.lists(st.sampled_from(("needs", "proposal", "won", "lost")), min_size=1, max_size=9),
    st.lists(st.integers(0, 60), min_size=9, max_size=9), st.integers(0, 400),
)  # fmt: skip
def test_days_in_whatever_stages_add_up(stages: list[str], gaps: list[int], more: int) -> None:
    day, events = date(2026, 1, 1), []
    for stage, gap in zip(stages, gaps, strict=False):
        day += timedelta(days=gap)
        events.append({"stage": stage, "on_day": day.isoformat(), "at_known": None})
    until = day + timedelta(days=more)
    found = stays(events, until)
    end = found[-1].since if found[-1].stage in ("won", "lost") else until
    assert end and found[0].since
    assert sum(stay.days or 0 for stay in found) == (end - found[0].since).days
    assert all(stay.days is not None and stay.days >= 0 for stay in found)


@pytest.mark.parametrize(
    ("events", "days"),
    [
        ("needs 11-01, won 11-01?", [None, None]),
        ("needs 11-01, lost 11-01?, needs 11-25", [None, None, 5]),
    ],
)
def test_of_a_day_that_nobody_told_no_length_follows(events: str, days: list[int | None]) -> None:
    assert [stay.days for stay in stays(_events(events), date(2026, 11, 30))] == days


@pytest.mark.parametrize(
    ("contacted", "day"),
    [(None, 10), ("2026-11-09", 10), ("2026-11-10", None), ("2026-11-12", None)],
)
def test_a_contact_settles_a_step_from_its_day_on(contacted: str | None, day: int | None) -> None:
    row = {"next_on": "2026-11-10", "next_at": None, "next_made_on": "2026-11-05", "opened_on": "2026-11-01"}
    spoken = Spoken(date.fromisoformat(contacted)) if contacted else None
    assert step_on(row, spoken) == (date(2026, 11, day) if day else None)
    # Not on the day on which it was made.
    same_day = step_on({**row, "next_made_on": "2026-11-10"}, spoken)
    assert same_day == (None if contacted == "2026-11-12" else date(2026, 11, 10))
    # What had passed before it came is nobody's.
    assert step_on({**row, "next_made_on": "2026-11-12"}, spoken) is None


@pytest.mark.parametrize(
    ("made", "on", "at", "settled"),
    [
        (5, 9, "2026-11-09T08:00:00Z", False),
        (5, 10, "2026-11-10T06:59:00Z", False),
        (5, 10, "2026-11-10T07:00:00Z", True),
        (5, 11, "2026-11-11T01:00:00Z", True),
        (5, 10, None, True),
        # Of the same day only what is known to be later.
        (10, 10, "2026-11-10T07:30:00Z", True),
        (10, 10, None, False),
    ],
)
def test_a_step_with_a_time_is_settled_from_then_on(
    made: int, on: int, at: str | None, settled: bool
) -> None:
    row = {"next_on": "2026-11-10", "next_at": "2026-11-10T07:00:00Z", "next_made_on": f"2026-11-{made:02d}"}
    assert (step_on(row, Spoken(date(2026, 11, on), (at,))) is None) == settled


@pytest.mark.parametrize(
    ("values", "moved", "contacted", "due"),
    [
        ({}, 1, None, ("idle", 15)),
        ({}, 1, 5, ("idle", 19)),
        ({}, 8, 5, ("idle", 22)),
        ({"next_on": "2026-11-20"}, 1, 5, ("step", 20)),
        ({"next_on": "2026-11-20"}, 1, 21, ("idle", 35)),
        ({"stage": "gone"}, 1, None, ("idle", 15)),
    ],
)
def test_what_an_opportunity_waits_for(
    values: dict[str, Any], moved: int, contacted: int | None, due: tuple[str, int]
) -> None:
    row = {
        "next_on": None,
        "next_at": None,
        "next_made_on": None,
        "opened_on": "2026-11-01",
        "stage": "needs",
        **values,
    }
    spoken = Spoken(date(2026, 11, contacted)) if contacted else None
    found = waiting(row, date(2026, 11, moved), spoken, 14, _POLICY)
    assert (found.kind, (found.due_on - date(2026, 10, 31)).days) == due


@pytest.mark.parametrize(("cents", "expected"), [(5, 1), (25, 3), (15, 2), (None, 0), (100_000, 10_000)])
def test_what_is_expected_is_rounded_half_up(cents: int | None, expected: int) -> None:
    policy = _POLICY._replace(stage=(_POLICY.stage[0]._replace(percent=10),))
    row = {"stage": policy.stage[0].key, "amount_cents": cents}
    assert weighted(policy, row) == expected
