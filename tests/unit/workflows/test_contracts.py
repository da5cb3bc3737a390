"""A contract that renews another begins behind it, whatever was agreed, or is refused."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from crmcli.errors import Invalid
from crmcli.figures.terms import Term, renewed_end, state
from crmcli.workflows.contracts import check_after

_FIRST = date(2026, 1, 1)
_DAYS = st.integers(-400, 400)


@given(length=st.none() | st.integers(0, 900), ended=st.none() | _DAYS, begins=_DAYS)
def test_a_renewal_never_overlaps(length: int | None, ended: int | None, begins: int) -> None:
    end = None if length is None else _FIRST + timedelta(days=length)
    stopped = None if ended is None else _FIRST + timedelta(days=ended)
    row: Any = {
        "number": "HT2026-0001", "start_on": _FIRST.isoformat(), "end_on": end and end.isoformat(),
        "ended_on": stopped and stopped.isoformat(), "renewed_on": None,
    }  # fmt: skip
    start = _FIRST + timedelta(days=begins)
    try:
        check_after(row, start)
    except Invalid:
        return
    before, after = Term(_FIRST, end, stopped), Term(start, end and renewed_end(_FIRST, end, start))
    days = (_FIRST + timedelta(days=n) for n in range(-410, 1320, 7))
    assert start > _FIRST
    assert not any(state(before, day) == state(after, day) == "in_force" for day in days)
    assert before.last is not None and before.last < start
