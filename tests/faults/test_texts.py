"""A sample of the half-eaten texts, the same every time. More of them: `tests.faults.long`."""

from __future__ import annotations

import random

from crmcli.sheets.cells import relative, typed_days
from tests.faults import texts

_COUNT, _SECONDS = 8_000, 5


def test_a_half_eaten_text_is_read_or_refused() -> None:
    for read in texts.walk(random.Random(5), _COUNT):
        assert read.escaped is None and read.seconds < _SECONDS, read


def test_a_long_text_of_days_is_read_at_once() -> None:
    for reader, written in (
        (_days, "1.1," * 40_000),
        (_days, f"1.1{'0.00_' * 20_000}1.2"),
        (_day_after, f"13{' ' * 40_000}后"),
    ):
        read = texts.read(reader.__name__, reader, written)
        assert read.seconds < _SECONDS, (written[:9], read.seconds)


def _days(said: str) -> object:
    return typed_days.read_days(said, 2026)


def _day_after(said: str) -> object:
    return relative.day_after(said, texts.TODAY)
