"""The public holidays as chinesecalendar 1.11 knows them; its next release will know a year more."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any
from unittest import mock

from crmcli.dates import calendars

LAST_YEAR = 2026
_INSTALLED = calendars.public_holidays


def to_2026() -> Any:
    """Until the end of a `with` block, or for a decorated test, no later holiday is known."""
    return mock.patch.multiple(calendars, public_holidays=_cut, announced=lambda year: year <= LAST_YEAR)


@cache
def _cut() -> tuple[Mapping[date, str], frozenset[date]]:
    holidays, workdays = _INSTALLED()
    known = {day: name for day, name in holidays.items() if day.year <= LAST_YEAR}
    return known, frozenset(day for day in workdays if day.year <= LAST_YEAR)
