"""The Chinese lunar calendar, and birthdays by it and by the solar one. Pure.

The months are those of borax's table, loaded only when a lunar day is asked for: 1900 to 2100, as the Hong Kong
Observatory and GB/T 33661 have them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

_ONE_DAY = timedelta(days=1)
#: The lunar years of the table.
FIRST_YEAR, LAST_YEAR = 1900, 2100


def solar_day(year: int, month: int, day: int, *, leap: bool = False) -> date | None:
    """The solar date of a day of a lunar year; None if that year has no such day or lies past the table."""
    from borax.calendars.lunardate import InvalidLunarDateError, LunarDate

    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    try:
        found: date = LunarDate(year, month, day, int(leap)).to_solar_date()
    except (InvalidLunarDateError, ValueError):
        return None
    return found


def lunar_day(day: date) -> tuple[int, int, bool] | None:
    """Lunar month and day of a solar date, and whether the month is a leap one; None past the table."""
    from borax.calendars.lunardate import InvalidLunarDateError, LunarDate

    try:
        found = LunarDate.from_solar(day)
    except (InvalidLunarDateError, ValueError):
        return None
    return found.month, found.day, bool(found.leap)


def lunar_year(day: date) -> int:
    """The lunar year of a solar date; past the table the solar one."""
    from borax.calendars.lunardate import InvalidLunarDateError, LunarDate

    try:
        return int(LunarDate.from_solar(day).year)
    except (InvalidLunarDateError, ValueError):
        return day.year


# -- birthdays -----------------------------------------------------------------------------------------------


def birthday_on(birthday: str, calendar: str, after: date) -> date | None:
    """The first occurrence of a birthday (YYYY-MM-DD or --MM-DD, solar or lunar) on or after `after`.

    29 February falls on the 28th in other years. A lunar day that a month lacks falls on its last day; a
    birthday in a leap month is kept in the month of that number. None if the text is no birthday or past
    lunar tables.
    """
    try:
        month, day = (int(part) for part in birthday.split("-")[-2:])
    except ValueError:
        return None
    occurrence = _lunar_birthday if calendar == "lunar" else _solar_birthday
    # A lunar year begins in January or February, so its last months belong to the next solar year.
    years = range(after.year - (calendar == "lunar"), after.year + 2)
    days = (occurrence(year, month, day) for year in years)
    return next((day for day in days if day is not None and day >= after), None)


def _solar_birthday(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return date(year, 2, 28) if (month, day) == (2, 29) else None


def _lunar_birthday(year: int, month: int, day: int) -> date | None:
    return solar_day(year, month, day) or (solar_day(year, month, 29) if day == 30 else None)


def kept_between(first: date, last: date) -> Mapping[tuple[str, str], Sequence[date]]:
    """The days from `first` to `last` on which a birthday is kept, by calendar and MM-DD, as `birthday_on` has them."""
    found: dict[tuple[str, str], list[date]] = {}
    day = first
    while day <= last:
        for key in (*_solar_keys(day), *_lunar_keys(day)):
            found.setdefault(key, []).append(day)
        day += _ONE_DAY
    return found


def _solar_keys(day: date) -> list[tuple[str, str]]:
    short = f"{day:%m-%d}" == "02-28" and (day + _ONE_DAY).month == 3
    return [("solar", text) for text in (f"{day:%m-%d}", *(("02-29",) if short else ()))]


def _lunar_keys(day: date) -> list[tuple[str, str]]:
    lunar, following = lunar_day(day), lunar_day(day + _ONE_DAY)
    if lunar is None or lunar[2]:
        return []
    short = lunar[1] == 29 and following is not None and following[1] == 1
    return [("lunar", f"{lunar[0]:02d}-{number:02d}") for number in (lunar[1], *((30,) if short else ()))]
