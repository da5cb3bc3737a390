"""A sample of the half-eaten texts, the same every time. More of them: `tests.faults.long`."""

from __future__ import annotations

import random

from crmcli.sheets import typed_days
from tests.faults import texts

_COUNT, _SECONDS = 8_000, 5


def test_a_half_eaten_text_is_read_or_refused() -> None:
    for read in texts.walk(random.Random(5), _COUNT):
        assert read.escaped is None and read.seconds < _SECONDS, read


def test_a_long_row_of_days_is_read_at_once() -> None:
    for written in ("1.1," * 40_000, f"1.1{'0.00_' * 20_000}1.2"):
        read = texts.read("spans", lambda said: typed_days.read_days(said, 2026), written)
        assert read.seconds < _SECONDS, (written[:9], read.seconds)
