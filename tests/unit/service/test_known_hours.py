"""Business hours as the suites of other libraries know them: the same questions must have the same answers."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from crmcli.dates.calendars import Calendar
from crmcli.policy.sections import CalendarSpec

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri")


def weekdays(*slots: str, **more: tuple[str, ...]) -> CalendarSpec:
    return CalendarSpec(hours=dict.fromkeys(WEEKDAYS, slots), **more)


NINE_TO_FIVE = weekdays("09:00-17:00")
LUNCH = weekdays("09:00-12:00", "13:00-18:00")
#: A help desk with split days, a whole day, and holidays.
DESK = CalendarSpec(
    hours={"mon": ("09:00-17:00",), "tue": ("00:00-24:00",), "wed": ("09:00-17:00",),
           "thu": ("09:00-12:00", "13:00-17:00"), "sat": ("10:00-14:00",)},
    closures=("2014-01-01", "2014-12-25"),
)  # fmt: skip
NIGHTS = weekdays("23:00-07:00")
SHIFTS = CalendarSpec(hours={**dict.fromkeys(WEEKDAYS, ("08:00-17:00",)), "sat": ("08:00-12:00",)})


def instant(text: str, zone: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


@pytest.mark.parametrize(
    ("spec", "zone", "start", "hours", "end"),
    [
        # Inside a day, over the night, over the weekend.
        (NINE_TO_FIVE, "UTC", "2026-11-18T10:00", 3, "2026-11-18T13:00"),
        (NINE_TO_FIVE, "UTC", "2026-11-18T16:30", 1, "2026-11-19T09:30"),
        (NINE_TO_FIVE, "UTC", "2026-11-20T16:30", 1, "2026-11-23T09:30"),
        # Before opening counts from the opening, after closing from the next one, on a day off likewise.
        (NINE_TO_FIVE, "UTC", "2026-11-18T06:00", 1, "2026-11-18T10:00"),
        (NINE_TO_FIVE, "UTC", "2026-11-18T20:00", 1, "2026-11-19T10:00"),
        (NINE_TO_FIVE, "UTC", "2026-11-21T12:00", 1, "2026-11-23T10:00"),
        # A budget that ends with the day ends that day; a start at the close counts from the next opening.
        (NINE_TO_FIVE, "UTC", "2026-11-19T16:00", 1, "2026-11-19T17:00"),
        (NINE_TO_FIVE, "UTC", "2026-11-20T17:00", 1, "2026-11-23T10:00"),
        (NINE_TO_FIVE, "UTC", "2026-11-16T09:00", 40, "2026-11-20T17:00"),
        # Lunch.
        (LUNCH, "UTC", "2016-01-18T09:00", 40, "2016-01-22T18:00"),
        (LUNCH, "UTC", "2016-01-18T11:45", 0.5, "2016-01-18T13:15"),
        (LUNCH, "UTC", "2016-01-18T12:30", 1, "2016-01-18T14:00"),
        # Split days, a whole day, holidays.
        (DESK, "America/Los_Angeles", "2015-12-25T01:30", 2, "2015-12-26T12:00"),
        (DESK, "America/Los_Angeles", "2014-12-24T16:00", 2, "2014-12-27T11:00"),
        (DESK, "America/Los_Angeles", "2015-01-05T16:30", 1, "2015-01-06T00:30"),
        (DESK, "America/Los_Angeles", "2015-01-06T20:00", 6, "2015-01-07T11:00"),
        (DESK, "America/Los_Angeles", "2015-01-08T11:30", 1, "2015-01-08T13:30"),
        # Night shifts: the last one of a week ends on Saturday.
        (NIGHTS, "UTC", "2026-11-18T23:30", 8, "2026-11-19T23:30"),
        (NIGHTS, "UTC", "2026-11-21T06:00", 2, "2026-11-24T00:00"),
        # Half a Saturday.
        (SHIFTS, "UTC", "2026-11-20T16:00", 6, "2026-11-23T09:00"),
        # Clocks go forward on Sunday: elapsed hours of a working week stay what they are.
        (NINE_TO_FIVE, "Europe/Berlin", "2026-03-27T16:00", 2, "2026-03-30T10:00"),
    ],
)  # fmt: skip
def test_adding_hours(spec: CalendarSpec, zone: str, start: str, hours: float, end: str) -> None:
    calendar = Calendar(spec, ZoneInfo(zone))
    assert calendar.add_working(instant(start, zone), round(hours * 3600)) == instant(end, zone)


@pytest.mark.parametrize(
    ("spec", "zone", "start", "end", "hours"),
    [
        (NINE_TO_FIVE, "UTC", "2026-11-20T16:00", "2026-11-23T10:00", 2),
        (NINE_TO_FIVE, "UTC", "2026-11-21T00:00", "2026-11-22T23:59", 0),
        (NINE_TO_FIVE, "UTC", "2026-11-18T05:00", "2026-11-18T23:00", 8),
        (NINE_TO_FIVE, "UTC", "2026-11-18T12:00", "2026-11-18T12:00", 0),
        (LUNCH, "UTC", "2016-01-18T09:00", "2016-01-22T18:00", 40),
        (LUNCH, "UTC", "2016-01-18T12:00", "2016-01-18T13:00", 0),
        # A whole week, and one with a change of the clock.
        (DESK, "America/Los_Angeles", "2015-03-06T16:00", "2015-03-13T17:00", 51),
        (DESK, "America/Los_Angeles", "2014-12-22T00:00", "2014-12-29T00:00", 44),
        (NIGHTS, "UTC", "2026-11-16T00:00", "2026-11-23T00:00", 40),
        # The night on which clocks go forward is an hour shorter, the one on which they go back longer.
        (CalendarSpec(hours={"sat": ("22:00-06:00",)}), "Europe/Berlin", "2026-03-28T12:00", "2026-03-29T12:00", 7),
        (CalendarSpec(hours={"sat": ("22:00-06:00",)}), "Europe/Berlin", "2026-10-24T12:00", "2026-10-25T12:00", 9),
        # Half past two doesn't exist on one day and comes twice on another.
        (CalendarSpec(hours={"sun": ("01:00-02:30",)}), "Europe/Berlin", "2026-03-29T00:00", "2026-03-29T12:00", 1),
        (CalendarSpec(hours={"sun": ("01:00-02:30",)}), "Europe/Berlin", "2026-10-25T00:00", "2026-10-25T12:00", 2),
    ],
)  # fmt: skip
def test_hours_between(spec: CalendarSpec, zone: str, start: str, end: str, hours: float) -> None:
    calendar = Calendar(spec, ZoneInfo(zone))
    assert calendar.working_seconds(instant(start, zone), instant(end, zone)) == hours * 3600


def test_a_calendar_goes_by_its_own_zone() -> None:
    tokyo = Calendar(NINE_TO_FIVE._replace(time_zone="Asia/Tokyo"), ZoneInfo("Europe/Berlin"))
    start = instant("2026-11-18T16:00", "Asia/Tokyo")
    assert tokyo.add_working(start, 2 * 3600) == instant("2026-11-19T10:00", "Asia/Tokyo")


def test_make_up_workdays_and_holidays_of_china() -> None:
    office = Calendar(weekdays("09:00-18:00")._replace(holidays="CN"), ZoneInfo("Asia/Shanghai"))
    kinds = [
        (stretch.start.astimezone(office.zone).strftime("%m-%d %H:%M"), stretch.kind, stretch.name)
        for stretch in office.stretches(
            instant("2026-09-30T17:00", "Asia/Shanghai"), instant("2026-10-10T12:00", "Asia/Shanghai")
        )
    ]
    assert kinds == [
        ("09-30 17:00", "running", ""),
        ("09-30 18:00", "outside", ""),
        ("10-01 00:00", "holiday", "National Day"),
        ("10-08 00:00", "outside", ""),
        ("10-08 09:00", "running", ""),
        ("10-08 18:00", "outside", ""),
        ("10-09 09:00", "running", ""),
        ("10-09 18:00", "outside", ""),
        ("10-10 09:00", "running", "make_up"),
    ]
