"""How long who comes in waits: targets by channel, lengths of time as typed, and what waits add up to."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from crmcli.policy import Policy, default_policy
from crmcli.service import response
from crmcli.service.response import Inbound

NOW = datetime(2026, 11, 20, 2, tzinfo=UTC)
POLICY = default_policy()


def came(channel: str, ago: int, wait: int | None) -> Inbound:
    """Received so many seconds ago, answered after so many."""
    received = NOW - timedelta(seconds=ago)
    return Inbound(channel, received, None if wait is None else received + timedelta(seconds=wait), "Lee")


@pytest.mark.parametrize(
    ("channel", "seconds"),
    [("phone", 20), ("chat", 30), ("email", 86400), ("wechat", 86400), ("other", 86400)],
)
def test_targets(channel: str, seconds: int) -> None:
    assert response.target(POLICY, channel).total_seconds() == seconds


def test_targets_are_the_policys() -> None:
    policy = Policy.from_dict({"response": {"phone_seconds": 10, "email_hours": 4}}, 1)
    assert response.target(policy, "phone") == timedelta(seconds=10)
    assert response.target(policy, "letter") == timedelta(hours=4)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("45s", 45), ("45", 45), ("1m20s", 80), ("1 min 20 s", 80), ("2h", 7200), ("1分20秒", 80), ("45秒", 45),
        ("2小时5分钟", 7500), ("４５秒", 45), ("0", 0), ("", None), ("soon", None), ("-5s", None), ("1:20", None),
        ("1 20", None), ("5x", None), ("1.5h", None),
    ],
)  # fmt: skip
def test_lengths_of_time(text: str, seconds: int | None) -> None:
    found = response.parse_wait(text)
    assert (found and found.total_seconds()) == seconds or (found == timedelta() and seconds == 0)


@pytest.mark.parametrize(
    ("contacts", "expected"),
    [
        # n, waiting, average, worst, within, judged
        ([], (0, 0, None, None, 0, 0)),
        ([came("phone", 100, 20)], (1, 0, 20, 20, 1, 1)),
        ([came("phone", 100, 21)], (1, 0, 21, 21, 0, 1)),
        ([came("phone", 100, 10), came("phone", 100, 50)], (2, 0, 30, 50, 1, 2)),
        # What waits is judged only once its time is over, and is in no average.
        ([came("phone", 20, None)], (1, 1, None, None, 0, 0)),
        ([came("phone", 21, None)], (1, 1, None, None, 0, 1)),
        ([came("email", 3600, None), came("phone", 60, 6)], (2, 1, 6, 6, 1, 1)),
        # Each by its own channel.
        ([came("chat", 100, 25), came("phone", 100, 25)], (2, 0, 25, 25, 1, 2)),
        # Answered after the instant: it still waited then. Received after it: it was not there.
        ([came("phone", 60, 90)], (1, 1, None, None, 0, 1)),
        ([came("phone", -1, 5)], (0, 0, None, None, 0, 0)),
    ],
)  # fmt: skip
def test_what_waits_add_up_to(contacts: list[Inbound], expected: tuple[float | None, ...]) -> None:
    found = response.summarise(contacts, POLICY, NOW)
    assert tuple(found) == expected
    assert found.share == (expected[4] / expected[5] if expected[5] else None)
