"""Planned contacts spread over days: none waits longer than the policy says, and what can't move doesn't."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from crmcli.judging.spreading import Work, spread

_TODAY = date(2026, 11, 20)
_WORK = st.builds(
    lambda person, n, more, urgency, key: Work(person, _TODAY + timedelta(n), _TODAY + timedelta(n + more), urgency, key),
    st.sampled_from([None, 1, 2]), st.integers(-9, 20), st.integers(0, 9), st.integers(0, 100), st.integers(0, 999).map(str),
)  # fmt: skip


def _workday(day: date) -> date:
    return day + timedelta({5: 2, 6: 1}.get(day.weekday(), 0))


@given(st.lists(_WORK, max_size=60, unique_by=lambda work: work.key), st.integers(1, 5), st.randoms())
def test_spreading_never_delays_by_more_than_it_says(work: list[Work], per_day: int, rng: object) -> None:
    days = spread(work, _TODAY, per_day=per_day, workday=_workday)
    load: Counter[tuple[int | None, date]] = Counter()
    for each, day in zip(work, days, strict=True):
        own = max(each.day, _TODAY)
        assert own <= day <= max(own, each.last)
        assert day == own or day == _workday(day)
        load[each.person, day] += 1
    # One moved only to where there was room.
    moved = {(w.person, d) for w, d in zip(work, days, strict=True) if d > max(w.day, _TODAY)}
    assert all(load[place] <= per_day or any(w.last <= max(w.day, _TODAY) or d == max(w.day, _TODAY)
               for w, d in zip(work, days, strict=True) if (w.person, d) == place) for place in moved)  # fmt: skip
    # The same whatever order it is told in.
    mixed = list(enumerate(work))
    rng.shuffle(mixed)  # type: ignore[attr-defined]
    again = spread([w for _n, w in mixed], _TODAY, per_day=per_day, workday=_workday)
    assert Counter(zip(work, days, strict=True)) == Counter(zip((w for _n, w in mixed), again, strict=True))


def test_the_more_urgent_stays_and_the_other_moves_over_the_weekend() -> None:
    last = _TODAY + timedelta(3)
    work = [Work(1, _TODAY, last, 10, "a"), Work(1, _TODAY, last, 20, "b"), Work(1, _TODAY, _TODAY, 0, "c")]
    assert spread(work, _TODAY, per_day=2, workday=_workday) == [
        date(2026, 11, 23),
        _TODAY,
        _TODAY,
    ]
    sooner = [each._replace(last=min(each.last, _TODAY + timedelta(2))) for each in work]
    assert spread(sooner, _TODAY, per_day=2, workday=_workday) == [_TODAY] * 3


def test_what_is_late_takes_the_room_first_and_where_none_is_left_nothing_moves() -> None:
    planned = Work(1, _TODAY, _TODAY + timedelta(4), 10, "a")
    for late, day in (
        (0, _TODAY),
        (2, date(2026, 11, 23)),
        (3, date(2026, 11, 23)),
        (4, date(2026, 11, 24)),
        (9, _TODAY),
    ):
        assert spread([planned], _TODAY, per_day=2, workday=_workday, late={1: late, 2: 99}) == [day]
    missed = [Work(1, _TODAY - timedelta(n), _TODAY - timedelta(n), 50, f"late {n}") for n in (1, 2)]
    assert spread([*missed, planned], _TODAY, per_day=2, workday=_workday)[2] == date(2026, 11, 23)
