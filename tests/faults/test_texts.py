"""A sample of the half-eaten texts, the same every time. More of them: `tests.faults.long`."""

from __future__ import annotations

import random

from tests.faults import texts

_COUNT, _SECONDS = 8_000, 5


def test_a_half_eaten_text_is_read_or_refused() -> None:
    for read in texts.walk(random.Random(5), _COUNT):
        assert read.escaped is None and read.seconds < _SECONDS, read
