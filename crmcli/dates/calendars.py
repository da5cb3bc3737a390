"""Working time and days off. Pure: a calendar is a function of its specification and a time zone.

Slots are wall-clock times of the zone: an instant is working time if the clock on the wall then stands in a slot,
so a day with a change of the clock is as long as it really is. A slot over midnight belongs to the day it starts
on. Public holidays come from the chinesecalendar package, loaded only when a date is asked for; past its last year
only weekends and the team's own dates are known.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from crmcli.dates.days_off import CLOSURE, FIXED, parse_entries
from crmcli.errors import PolicyError
from crmcli.i18n import _
from crmcli.policy.sections import CalendarSpec
from crmcli.resources import source_text

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_ONE_DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)
_MIDNIGHT = time()
#: No deadline is further away than this; a calendar without working time ends the search here.
_SEARCH_DAYS = 3660
#: The table of public holidays reaches at least so far; before that nobody needs to load it to know.
_KNOWN_AT_LEAST = 2026
#: The month from which on the next year is planned.
_PLANNING_FROM = 10

Interval = tuple[datetime, datetime]
Slot = tuple[time, time]


class Stretch(NamedTuple):
    """Time of one kind: running, outside (the hours) or holiday.

    `name` is the public holiday's English name or `closure`; `make_up` where work is made up on this day.
    """

    start: datetime
    end: datetime
    kind: str
    name: str = ""


class Calendar:
    """Working time by one specification in one zone. Instants are aware; results are in UTC."""

    def __init__(self, spec: CalendarSpec, zone: tzinfo) -> None:
        """`zone` is the team's; a specification with a zone of its own goes by that."""
        self._spec = spec
        self.zone = ZoneInfo(spec.time_zone) if spec.time_zone else zone
        hours = {str(name): slots for name, slots in (spec.hours or {}).items()}
        self._slots = [tuple(parse_slot(slot) for slot in hours.get(day, ())) for day in WEEKDAYS]
        self._make_up = next((slots for slots in self._slots if slots), ())
        self._closures = parse_entries(spec.closures)
        self._workdays = parse_entries(spec.workdays)
        self._days: dict[date, list[Interval]] = {}

    @property
    def round_the_clock(self) -> bool:
        return self._spec.round_the_clock

    # -- days ------------------------------------------------------------------------------------------------

    def is_workday(self, day: date) -> bool:
        """Whether work is done on `day`: the team's own dates first, then public holidays, then the week."""
        if self._spec.round_the_clock:
            return True
        if self.day_off(day):
            return False
        return bool(self._make_up if self.made_up(day) else self._slots[day.weekday()])

    def day_off(self, day: date) -> str:
        """The name of the day off that `day` is, `closure` for one without a name; empty on any other day."""
        if self._spec.round_the_clock:
            return ""
        if day in self._closures:
            return self._closures[day] or CLOSURE
        return public_holidays()[0].get(day, "") if self._spec.holidays and day not in self._workdays else ""

    def made_up(self, day: date) -> bool:
        """Whether `day` is declared a workday, whatever the week says."""
        if day in self._closures:
            return False
        return day in self._workdays or (bool(self._spec.holidays) and day in public_holidays()[1])

    def next_workday(self, day: date) -> date:
        """`day` itself if it is a workday, else the next one."""
        return self._workday(day, _ONE_DAY)

    def last_workday(self, day: date) -> date:
        """`day` itself if it is a workday, else the one before."""
        return self._workday(day, -_ONE_DAY)

    def _workday(self, day: date, step: timedelta) -> date:
        for _day in range(_SEARCH_DAYS):
            if self.is_workday(day):
                return day
            day += step
        raise PolicyError(_("A calendar has no working days."), _("Mend the policy's calendar part."))

    def holiday_horizon(self) -> int | None:
        """The last year whose public holidays are known; None where the calendar has none to know.

        A later year counts as known once the team has entered it: the days that the law fixes are among its days off.
        """
        if not self._spec.holidays:
            return None
        year = max(public_holidays()[0]).year
        while self._entered(year + 1):
            year += 1
        return year

    def knows(self, year: int) -> bool:
        """Whether the public holidays of a year are known, or the calendar has none to know."""
        return not self._spec.holidays or self._entered(year) or announced(year)

    def _entered(self, year: int) -> bool:
        return not self.lacking(year)

    def lacking(self, year: int) -> list[date]:
        """The days that every year has off and that haven't been entered for this one."""
        return [day for month, day_of in FIXED if (day := date(year, month, day_of)) not in self._closures]

    # -- time ------------------------------------------------------------------------------------------------

    def add_working(self, start: datetime, seconds: int) -> datetime:
        """The earliest instant by which `seconds` of working time have passed since `start`."""
        start = start.astimezone(UTC)
        left = timedelta(seconds=seconds)
        if self._spec.round_the_clock or seconds <= 0:
            return start + max(left, timedelta())
        for begin, end in self._intervals(start):
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
            total += min(stop, end) - begin
        return total // _SECOND

    def stretches(self, start: datetime, end: datetime) -> Iterator[Stretch]:
        """All time between two instants, cut where its kind changes."""
        last: Stretch | None = None
        for piece in self._pieces(start.astimezone(UTC), end.astimezone(UTC)):
            if last and last[2:] == piece[2:]:
                last = last._replace(end=piece.end)
            else:
                if last:
                    yield last
                last = piece
        if last:
            yield last

    def _pieces(self, start: datetime, end: datetime) -> Iterator[Stretch]:
        if self._spec.round_the_clock:
            yield Stretch(start, end, "running")
            return
        day = start.astimezone(self.zone).date()
        while start < end:
            midnight = min(self._midnight(day + _ONE_DAY), end)
            idle = ("holiday", off) if (off := self.day_off(day)) else ("outside", "")
            for begin, stop in self._of_day(day):
                begin, stop = max(begin, start), min(stop, midnight)
                if begin >= stop:
                    continue
                if start < begin:
                    yield Stretch(start, begin, *idle)
                yield Stretch(begin, stop, "running", "make_up" if self.made_up(day) else "")
                start = stop
            if start < midnight:
                yield Stretch(start, midnight, *idle)
                start = midnight
            day += _ONE_DAY

    def _intervals(self, start: datetime) -> Iterator[Interval]:
        """Working intervals from `start` on, in order and without overlap."""
        day = start.astimezone(self.zone).date()
        for _day in range(_SEARCH_DAYS):
            for begin, end in self._of_day(day):
                if end > start:
                    yield max(begin, start), end
            day += _ONE_DAY

    def _of_day(self, day: date) -> list[Interval]:
        """The working time of a local day, that of slots from the night before included."""
        known = self._days.get(day)
        if known is None:
            known = self._days[day] = self._in_utc(day, self._on_the_wall(day))
        return known

    def _on_the_wall(self, day: date) -> list[Interval]:
        """The working time of a local day by the clock on its wall."""
        begin, end = datetime.combine(day, _MIDNIGHT), datetime.combine(day + _ONE_DAY, _MIDNIGHT)
        found = [
            (datetime.combine(day, first), end if last <= first else datetime.combine(day, last))
            for first, last in self._slots_of(day)
        ]
        found += [
            (begin, datetime.combine(day, last))
            for first, last in self._slots_of(day - _ONE_DAY)
            if _MIDNIGHT < last <= first
        ]
        return _merged(found)

    def _slots_of(self, day: date) -> tuple[Slot, ...]:
        return (self._slots[day.weekday()] or self._make_up) if self.is_workday(day) else ()

    def _in_utc(self, day: date, wall: list[Interval]) -> list[Interval]:
        before, after = self._offset(day), self._offset(day + _ONE_DAY)
        if before == after:
            return [((a - before).replace(tzinfo=UTC), (b - before).replace(tzinfo=UTC)) for a, b in wall]
        change = self._change(day, before)
        found = []
        for begin, end in wall:
            found.append(
                ((begin - before).replace(tzinfo=UTC), min((end - before).replace(tzinfo=UTC), change))
            )
            found.append(
                (max((begin - after).replace(tzinfo=UTC), change), (end - after).replace(tzinfo=UTC))
            )
        return _merged([piece for piece in found if piece[0] < piece[1]])

    def _change(self, day: date, before: timedelta) -> datetime:
        """The instant on a local day at which the clock is changed."""
        low, high = self._midnight(day) - timedelta(hours=1), self._midnight(day + _ONE_DAY)
        while high - low > _SECOND:
            middle = low + (high - low) // 2
            middle -= timedelta(microseconds=middle.microsecond)
            if middle.astimezone(self.zone).utcoffset() == before:
                low = middle
            else:
                high = middle
        return high

    def _offset(self, day: date) -> timedelta:
        """How far the local clock is ahead of UTC as a day begins."""
        return datetime.combine(day, _MIDNIGHT, self.zone).utcoffset() or timedelta()

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, _MIDNIGHT, self.zone).astimezone(UTC)


def _merged(intervals: Iterable[Interval]) -> list[Interval]:
    """In order, and joined where they touch or overlap."""
    found: list[Interval] = []
    for begin, end in sorted(intervals):
        if found and begin <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((begin, end))
    return found


def parse_slot(text: str) -> Slot:
    """`09:00-18:00` as two times; 24:00 is midnight. ValueError if it isn't a slot."""
    first, dash, last = text.partition("-")
    if not dash:
        raise ValueError(text)
    start, end = (time.fromisoformat(part.strip().replace("24:00", "00:00")) for part in (first, last))
    return start, end


def build(calendars: Mapping[str, CalendarSpec], time_zone: str) -> dict[str, Calendar]:
    """The policy's calendars by name; those without a zone of their own in the team's."""
    zone = ZoneInfo(time_zone)
    return {name: Calendar(spec, zone) for name, spec in calendars.items()}


def unknown_year(calendars: Iterable[Calendar], on: date, until: date | None = None) -> int | None:
    """The first year from `on` to `until` whose public holidays some calendar doesn't know yet.

    Without `until` it is as far as people plan: from October on they plan the next year.
    """
    last = until.year if until else on.year + (on.month >= _PLANNING_FROM)
    years, using = range(max(on.year, _KNOWN_AT_LEAST + 1), last + 1), list(calendars)
    return next((year for year in years if not all(calendar.knows(year) for calendar in using)), None)


def holiday_warnings(calendars: Iterable[Calendar], on: date, until: date | None = None) -> list[str]:
    """What to tell people while public holidays of these days are not known: then weekends alone count."""
    year = unknown_year(calendars, on, until)
    if year is None:
        return []
    told = _("Public holidays of %(year)d are not known yet; add them: crmcli calendar add %(year)d")
    return [told % {"year": year}]


@cache
def announced(year: int) -> bool:
    """Whether the table of public holidays has a year. Looked up in its source: every list of what is due asks, and to
    load the table would take a twentieth of the list's time."""
    return year <= _KNOWN_AT_LEAST or f"year={year}," in source_text("chinese_calendar", "constants.py")


@cache
def public_holidays() -> tuple[Mapping[date, str], frozenset[date]]:
    """China's public holidays with their English names, and its make-up workdays, as far as they are known."""
    from chinese_calendar import constants

    return constants.holidays, frozenset(constants.workdays)
