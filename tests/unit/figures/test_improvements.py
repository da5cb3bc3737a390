"""What may be claimed of a figure before and after, and of two groups side by side."""

from __future__ import annotations

from typing import Any

import pytest

from crmcli.figures.comparing import means, shares
from crmcli.figures.improvements import effect

pytestmark = pytest.mark.file
_USUAL: dict[str, Any] = {"over": True, "min_n": 20, "share": True, "at_most": False}


@pytest.mark.parametrize(
    ("before", "after", "more", "claim"),
    [
        ((0.5, 100), (0.8, 100), {}, "better"),
        ((0.8, 100), (0.5, 100), {}, "worse"),
        ((0.8, 100), (0.5, 100), {"at_most": True}, "better"),
        ((0.5, 100), (0.52, 100), {}, "none"),
        ((0.5, 100), (1.0, 19), {}, "few"),
        ((0.5, 19), (1.0, 100), {}, "few"),
        ((0.5, 100), (0.8, 100), {"over": False}, "early"),
        ((None, 0), (0.8, 100), {}, "unknown"),
        ((30, 30), (20, 20), {"share": False}, "told"),
        ((30, 30), (30, 30), {"share": False}, "none"),
    ],
)
def test_what_may_be_claimed(before: Any, after: Any, more: dict[str, Any], claim: str) -> None:
    found = effect(before, after, **{**_USUAL, **more})
    assert found.claim == claim
    if claim in ("better", "worse"):
        assert found.low is not None and found.high is not None
        assert found.low <= found.after - found.before <= found.high
        assert found.low > 0 or found.high < 0


def test_groups_side_by_side() -> None:
    found = shares("size", ["large"] * 30 + ["small"] * 10, ["large"] * 8 + ["small"] * 32 + [None], 20)
    assert found is not None
    assert (found.word, found.a, found.a_n, found.b, found.b_n, found.claim) == (
        "large",
        0.75,
        40,
        0.2,
        40,
        "more",
    )
    few = shares("size", ["large"] * 5, ["small"] * 40, 20)
    assert few is not None and few.claim == "few"
    assert shares("size", [None], [], 20) is None
    longer = means("tenure", [3.0 + n % 2 for n in range(30)], [1.0 + n % 2 for n in range(30)], 20)
    assert longer is not None
    assert (longer.a, longer.b, longer.claim) == (3.5, 1.5, "more")
    alike = means("tenure", [1.0, 3.0] * 15, [1.0, 3.1] * 15, 20)
    assert alike is not None and alike.claim == "none"
