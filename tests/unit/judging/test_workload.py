"""How many contacts a plan means over the coming weeks."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from crmcli.judging.workload import Load, falls
from tests.unit.made_facts import ON


@given(ahead=st.integers(-400, 400), every=st.integers(1, 400), weeks=st.integers(0, 30))
def test_contacts_fall_on_the_days_that_counting_finds(ahead: int, every: int, weeks: int) -> None:
    first = max(0, ahead)
    days = [day for day in range(weeks * 7) if day >= first and (day - first) % every == 0]
    assert list(falls(ON + timedelta(days=ahead), every, ON, weeks)) == [day // 7 for day in days]


def test_a_load_adds_up_its_customers() -> None:
    load = Load([0] * 3)
    load.add(ON - timedelta(days=40), 7, ON)
    load.add(ON + timedelta(days=15), 14, ON)
    assert (load.customers, load.weekly, load.coming) == (2, 1.5, [1, 1, 2])
