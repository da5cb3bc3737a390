"""Festivals of seven years, by hand."""

from __future__ import annotations

from datetime import date

import pytest

from crmcli.dates.festivals import FESTIVALS, anniversary, festival_days, festivals_between
from crmcli.policy import default_policy

_YEARS = range(2024, 2031)
#: Month and day in 2024, 2025 …
_KNOWN = {
    "new_year": ["01-01"] * 7,
    "spring_festival": ["02-10", "01-29", "02-17", "02-06", "01-26", "02-13", "02-03"],
    "lantern": ["02-24", "02-12", "03-03", "02-20", "02-09", "02-27", "02-17"],
    "qingming": ["04-04", "04-04", "04-05", "04-05", "04-04", "04-04", "04-05"],
    "dragon_boat": ["06-10", "05-31", "06-19", "06-09", "05-28", "06-16", "06-05"],
    "qixi": ["08-10", "08-29", "08-19", "08-08", "08-26", "08-16", "08-05"],
    "mid_autumn": ["09-17", "10-06", "09-25", "09-15", "10-03", "09-22", "09-12"],
    "double_ninth": ["10-11", "10-29", "10-18", "10-08", "10-26", "10-16", "10-05"],
    "winter_solstice": ["12-21", "12-21", "12-22", "12-22", "12-21", "12-21", "12-22"],
    "national_day": ["10-01"] * 7,
    "christmas": ["12-25"] * 7,
    "eid_al_fitr": ["04-10", "03-30", "03-20", "03-09", "02-26", "02-14", "02-04"],
    "eid_al_adha": ["06-16", "06-06", "05-27", "05-16", "05-05", "04-24", "04-13"],
}
_THANKSGIVING = {
    "US": ["11-28", "11-27", "11-26", "11-25", "11-23", "11-22", "11-28"],
    "CA": ["10-14", "10-13", "10-12", "10-11", "10-09", "10-08", "10-14"],
    "CN": [None] * 7,
}


def test_festivals_fall_where_they_do() -> None:
    table = default_policy().care.moving
    for festival, days in _KNOWN.items():
        found = [festival_days(festival, year, "CN", table) for year in _YEARS]
        assert found == [[date.fromisoformat(f"{y}-{d}")] for y, d in zip(_YEARS, days, strict=True)], (
            festival
        )
    for country, days in _THANKSGIVING.items():
        found = [festival_days("thanksgiving", year, country) for year in _YEARS]
        assert found == [
            [date.fromisoformat(f"{y}-{d}")] if d else [] for y, d in zip(_YEARS, days, strict=True)
        ]
    assert {*_KNOWN, "thanksgiving"} == set(FESTIVALS)
    assert festival_days("eid_al_fitr", 2050, "SA", table) == []


def test_a_stretch_of_days_has_its_festivals_over_the_year() -> None:
    found = festivals_between(
        date(2026, 12, 20), date(2027, 2, 10), ("new_year", "christmas", "spring_festival"), "CN"
    )
    assert sorted(found) == [
        (date(2026, 12, 25), "christmas"), (date(2027, 1, 1), "new_year"), (date(2027, 2, 6), "spring_festival"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("start", "on", "years"),
    [
        ("2020-05-01", "2026-05-01", 6),
        ("2020-05-01", "2026-05-02", None),
        ("2026-05-01", "2026-05-01", None),
        ("2024-02-29", "2026-02-28", 2),
        ("2024-02-29", "2028-02-29", 4),
        ("2024-02-29", "2028-02-28", None),
    ],
)
def test_anniversaries(start: str, on: str, years: int | None) -> None:
    assert anniversary(start, date.fromisoformat(on)) == years
