"""How long wrong PINs have to wait."""

from __future__ import annotations

from datetime import timedelta

import pytest

from crmcli.actors import PIN_MEMORY, pin_wait


@pytest.mark.parametrize(
    ("missed", "minutes"),
    [(0, 0), (1, 0), (2, 0), (3, 1), (4, 2), (5, 4), (8, 32), (9, 60), (10, 60), (5_000, 60)],
)
def test_the_wait_grows_to_an_hour(missed: int, minutes: int) -> None:
    assert pin_wait(missed) == timedelta(minutes=minutes)


def test_a_pin_of_four_digits_outlasts_years_of_guessing() -> None:
    missed, spent = 0, timedelta(0)
    while spent < PIN_MEMORY:
        missed += 1
        spent += pin_wait(missed)
    assert 10_000 / missed > 300
