"""Timely records and the weekly sample."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from crmcli.quality import is_timely, weekly_sample

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("later", "timely"),
    [
        (timedelta(0), True),
        (timedelta(hours=24), True),
        (timedelta(hours=24, seconds=1), False),
        (timedelta(days=3), False),
    ],
)
def test_the_limit_itself_is_in_time(later: timedelta, timely: bool) -> None:
    assert is_timely(NOON, NOON + later, 24) is timely


def test_a_sample_is_the_same_for_the_week_and_another_the_next() -> None:
    records = {"李娜": list(range(100)), "王芳": [7, 3]}
    first = weekly_sample(records, 5, "2026-W47")
    assert first == weekly_sample({"王芳": [3, 7], "李娜": list(reversed(range(100)))}, 5, "2026-W47")
    assert len(first["李娜"]) == 5 and set(first["李娜"]) <= set(range(100))
    assert first["王芳"] == [3, 7]
    assert first["李娜"] != weekly_sample(records, 5, "2026-W48")["李娜"]
