"""Working time, days off, and birthdays. Pure: a calendar is a function of its specification and a time zone.

Slots are wall-clock times of the zone, so that a day with a change of the clock is as long as it really is.
A slot over midnight belongs to the day it starts on. Public holidays come from the chinesecalendar package,
loaded only when a date is asked for; past its last year only weekends and the team's own dates are known.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import cache
from zoneinfo import ZoneInfo

from crmcli.errors import PolicyError
from crmcli.i18n import _
from crmcli.policy_sections import CalendarSpec

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_ONE_DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)
#: No deadline is further away than this; a calendar without working time ends the search here.
_SEARCH_DAYS = 3660

Interval = tuple[datetime, datetime]
Slot = tuple[time, time]


class Calendar:
    """Working time by one specification in one zone. Instants are aware; results are in UTC."""

    def __init__(self, spec: CalendarSpec, zone: tzinfo) -> None:
        self._spec = spec
        self._zone = zone
        hours = {str(name): slots for name, slots in (spec.hours or {}).items()}
        self._slots = [tuple(parse_slot(slot) for slot in hours.get(day, ())) for day in WEEKDAYS]
        self._make_up = next((slots for slots in self._slots if slots), ())
        self._closures = {date.fromisoformat(day) for day in spec.closures}
        self._workdays = {date.fromisoformat(day) for day in spec.workdays}
        self._days: dict[date, list[Interval]] = {}

    # -- days ------------------------------------------------------------------------------------------------

    def is_workday(self, day: date) -> bool:
        """Whether work is done on `day`: the team's own dates first, then public holidays, then the week."""
        if self._spec.round_the_clock:
            return True
        if day in self._closures:
            return False
        if day in self._workdays:
            return bool(self._make_up)
        if self._spec.holidays:
            off, on = public_holidays()
            if day in off:
                return False
            if day in on:
                return bool(self._make_up)
        return bool(self._slots[day.weekday()])

    def next_workday(self, day: date) -> date:
        """`day` itself if it is a workday, else the next one."""
        return self._nearest(day, _ONE_DAY)

    def previous_workday(self, day: date) -> date:
        """`day` itself if it is a workday, else the one before."""
        return self._nearest(day, -_ONE_DAY)

    def holiday_horizon(self) -> int | None:
        """The last year whose public holidays are known; None where the calendar has none to know.

        A later year counts as known once the team has entered closures of its own for it.
        """
        if not self._spec.holidays:
            return None
        off, _on = public_holidays()
        year = max(off).year
        while any(day.year == year + 1 for day in self._closures):
            year += 1
        return year

    def _nearest(self, day: date, step: timedelta) -> date:
        for _day in range(_SEARCH_DAYS):
            if self.is_workday(day):
                return day
            day += step
        raise PolicyError(_("A calendar has no working days."), _("Mend the policy's calendar part."))

    # -- time ------------------------------------------------------------------------------------------------

    def add_working(self, start: datetime, seconds: int) -> datetime:
        """The earliest instant by which `seconds` of working time have passed since `start`."""
        start = start.astimezone(UTC)
        left = timedelta(seconds=seconds)
        if self._spec.round_the_clock or seconds <= 0:
            return start + max(left, timedelta())
        for begin, end in self._intervals(start):
            begin = max(begin, start)
            if left <= end - begin:
                return begin + left
            left -= end - begin
        raise PolicyError(
            _("A calendar has too little working time for a deadline."), _("Mend the policy's calendar part.")
        )

    def working_seconds(self, start: datetime, end: datetime) -> int:
        """Seconds of working time between two instants; 0 if `end` is not after `start`."""
        start, end = start.astimezone(UTC), end.astimezone(UTC)
        if end <= start:
            return 0
        if self._spec.round_the_clock:
            return (end - start) // _SECOND
        total = timedelta()
        for begin, stop in self._intervals(start):
            if begin >= end:
                break
            total += min(stop, end) - max(begin, start)
        return total // _SECOND

    def _intervals(self, start: datetime) -> Iterator[Interval]:
        """Working intervals that end after `start`, in order and without overlap."""
        day = start.astimezone(self._zone).date() - _ONE_DAY
        reached = start
        for _day in range(_SEARCH_DAYS):
            for begin, end in self._of_day(day):
                if end > reached:
                    yield max(begin, reached), end
                    reached = end
            day += _ONE_DAY

    def _of_day(self, day: date) -> list[Interval]:
        known = self._days.get(day)
        if known is None:
            slots = (self._slots[day.weekday()] or self._make_up) if self.is_workday(day) else ()
            known = self._days[day] = sorted(self._interval(day, slot) for slot in slots)
        return known

    def _interval(self, day: date, slot: Slot) -> Interval:
        first, last = slot
        end_day = day + _ONE_DAY if last <= first else day
        return self._instant(day, first), self._instant(end_day, last)

    def _instant(self, day: date, at: time) -> datetime:
        return datetime.combine(day, at, self._zone).astimezone(UTC)


def parse_slot(text: str) -> Slot:
    """`09:00-18:00` as two times; 24:00 is midnight. ValueError if it isn't a slot."""
    first, dash, last = text.partition("-")
    if not dash:
        raise ValueError(text)
    start, end = (time.fromisoformat(part.strip().replace("24:00", "00:00")) for part in (first, last))
    return start, end


def build(calendars: Mapping[str, CalendarSpec], time_zone: str) -> dict[str, Calendar]:
    """The policy's calendars by name, in the team's zone."""
    zone = ZoneInfo(time_zone)
    return {name: Calendar(spec, zone) for name, spec in calendars.items()}


@cache
def public_holidays() -> tuple[frozenset[date], frozenset[date]]:
    """China's public holidays and its make-up workdays, as far as they are known."""
    from chinese_calendar import constants

    return frozenset(constants.holidays), frozenset(constants.workdays)


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
    occurrence = _lunar_day if calendar == "lunar" else _solar_day
    # A lunar year begins in January or February, so its last months belong to the next solar year.
    years = range(after.year - (calendar == "lunar"), after.year + 2)
    days = (occurrence(year, month, day) for year in years)
    return next((day for day in days if day is not None and day >= after), None)


def greeting_on(calendar: Calendar, birthday: date) -> date:
    """The day to greet: the birthday, or the working day before it."""
    return calendar.previous_workday(birthday)


def _solar_day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return date(year, 2, 28) if (month, day) == (2, 29) else None


def _lunar_day(year: int, month: int, day: int) -> date | None:
    from lunardate import LunarDate

    for candidate in (day, 29 if day == 30 else day):
        try:
            solar: date = LunarDate(year, month, candidate).to_solar_date()
        except ValueError:
            continue
        return solar
    return None
