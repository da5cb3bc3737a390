"""On which days festivals fall: of the solar and the lunar year, by weekday, and by a table. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta

from crmcli.dates.days_off import clear_and_bright, winter_solstice
from crmcli.dates.lunar import solar_day

#: Month and day in the solar year, and in the lunar one.
_SOLAR: Mapping[str, tuple[int, int]] = {"new_year": (1, 1), "national_day": (10, 1), "christmas": (12, 25)}
_LUNAR: Mapping[str, tuple[int, int]] = {
    "spring_festival": (1, 1), "lantern": (1, 15), "dragon_boat": (5, 5), "qixi": (7, 7), "mid_autumn": (8, 15),
    "double_ninth": (9, 9),
}  # fmt: skip
#: By country the month and which of its Mondays to Sundays (weekday 0 to 6) Thanksgiving is.
_THANKSGIVING = {"US": (11, 4, 3), "CA": (10, 2, 0)}
#: Festivals whose days stand in a table alone: they follow the moon as it is seen.
TABLED = ("eid_al_fitr", "eid_al_adha")
FESTIVALS = (*_SOLAR, *_LUNAR, "qingming", "winter_solstice", "thanksgiving", *TABLED)

#: By festival, its days as YYYY-MM-DD.
Days = Mapping[str, Sequence[str]]


def festival_days(festival: str, year: int, country: str = "", table: Days | None = None) -> list[date]:
    """The days of a solar year on which a festival falls in a country: mostly one, none where it isn't kept or known.

    `table` has the days of those that follow the moon as it is seen, and overrules what is worked out of the others.
    """
    told = [day for text in (table or {}).get(festival, ()) if (day := date.fromisoformat(text)).year == year]
    return told or list(filter(None, [_day(festival, year, country)]))


def _day(festival: str, year: int, country: str) -> date | None:
    if festival in _SOLAR:
        return date(year, *_SOLAR[festival])
    if festival in _LUNAR:
        return solar_day(year, *_LUNAR[festival])
    if festival == "qingming":
        return date(year, 4, clear_and_bright(year))
    if festival == "winter_solstice":
        return date(year, 12, winter_solstice(year))
    if festival == "thanksgiving" and country in _THANKSGIVING:
        month, which, weekday = _THANKSGIVING[country]
        first = date(year, month, 1)
        return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (which - 1))
    return None


def festivals_between(
    first: date, last: date, festivals: Iterable[str], country: str, table: Days | None = None
) -> Iterator[tuple[date, str]]:
    """The days from `first` to `last` on which one of the festivals falls in a country, each with its festival."""
    for festival in festivals:
        for year in range(first.year, last.year + 1):
            for day in festival_days(festival, year, country, table):
                if first <= day <= last:
                    yield day, festival


def anniversary(start: str, on: date) -> int | None:
    """How many whole years a day (YYYY-MM-DD) lies back on its anniversary; None on any other day. What began on
    29 February has it on the 28th in other years."""
    begun = date.fromisoformat(start)
    years = on.year - begun.year
    kept = begun.day if (begun.month, begun.day) != (2, 29) or _is_leap(on.year) else 28
    return years if years > 0 and (on.month, on.day) == (begun.month, kept) else None


def _is_leap(year: int) -> bool:
    return (date(year, 3, 1) - timedelta(days=1)).day == 29
