"""Working time against a minute-by-minute simulation; days off."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from chinese_calendar import constants
from hypothesis import given, settings
from hypothesis import strategies as st

from crmcli.dates.calendars import Calendar, build, parse_slot, unknown_year
from crmcli.errors import PolicyError
from crmcli.policy import default_policy, default_toml
from crmcli.policy.sections import CalendarSpec
from crmcli.resources import source_text
from crmcli.workflows.policies.edit import set_value
from crmcli.workflows.policies.schema import check
from tests import holidays

SHANGHAI = ZoneInfo("Asia/Shanghai")
CALENDARS = build(default_policy().calendar, "Asia/Shanghai")
OFFICE, ALWAYS = CALENDARS["office"], CALENDARS["always"]
WEEK = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), ("09:00-18:00",))


@pytest.fixture(autouse=True, scope="module")
def _known_holidays() -> Iterator[None]:
    with holidays.to_2026():
        yield


def at(text: str, zone: str = "Asia/Shanghai") -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


@pytest.mark.parametrize(
    "day, works",
    [
        ("2026-11-20", True),
        ("2026-11-21", False),
        ("2026-10-01", False),  # National Day, a Thursday
        ("2026-10-10", True),  # a Saturday made up
        ("2026-02-17", False),  # Spring Festival
        ("2027-10-01", True),  # past the table: weekends only
        ("2027-10-02", False),
    ],
)
def test_workdays(day, works):
    assert OFFICE.is_workday(date.fromisoformat(day)) is works


def test_the_next_workday():
    assert OFFICE.next_workday(date(2026, 9, 30)) == date(2026, 9, 30)
    assert OFFICE.next_workday(date(2026, 10, 1)) == date(2026, 10, 8)
    assert ALWAYS.next_workday(date(2026, 10, 1)) == date(2026, 10, 1)


def test_the_teams_own_dates_come_first():
    spec = CalendarSpec(
        holidays="CN", closures=("2026-11-20", "2027-02-08"), workdays=("2026-11-21",), hours=WEEK
    )
    own = Calendar(spec, SHANGHAI)
    assert not own.is_workday(date(2026, 11, 20))
    assert own.is_workday(date(2026, 11, 21))
    assert own.working_seconds(at("2026-11-21T00:00"), at("2026-11-22T00:00")) == 9 * 3600
    assert own.day_off(date(2026, 11, 20)) == "closure"


def test_a_year_is_known_once_the_days_of_its_law_are_entered():
    entered = _office("2027-01-01..2027-01-03", "2027-05-01", "2027-10-01..2027-10-07")
    known = [each.holiday_horizon() for each in (OFFICE, _office("2027-02-08"), entered, ALWAYS)]
    assert known == [2026, 2026, 2027, None]


def _office(*closures: str) -> Calendar:
    return Calendar(CalendarSpec(holidays="CN", closures=closures, hours=WEEK), SHANGHAI)


def test_a_day_off_has_its_name():
    spring = _office("2027-02-05..2027-02-11 春节")
    assert [spring.day_off(date(2027, 2, day)) for day in (4, 5, 11, 12)] == ["", "春节", "春节", ""]


@pytest.mark.parametrize(
    "start, hours, end",
    [
        ("2026-11-20T10:00", 1, "2026-11-20T11:00"),
        ("2026-11-20T17:30", 1, "2026-11-23T09:30"),
        ("2026-11-20T09:00", 9, "2026-11-20T18:00"),
        ("2026-11-21T12:00", 2, "2026-11-23T11:00"),
        ("2026-09-30T17:00", 2, "2026-10-08T10:00"),
        ("2026-10-09T17:00", 2, "2026-10-10T10:00"),
    ],
)
def test_office_hours(start, hours, end):
    assert OFFICE.add_working(at(start), hours * 3600) == at(end)


def test_round_the_clock_is_elapsed_time():
    assert ALWAYS.add_working(at("2026-10-01T23:30"), 3600) == at("2026-10-02T00:30")
    assert ALWAYS.working_seconds(at("2026-10-01T00:00"), at("2026-10-03T00:00")) == 48 * 3600
    assert ALWAYS.working_seconds(at("2026-10-03T00:00"), at("2026-10-01T00:00")) == 0


def test_a_day_with_a_change_of_the_clock():
    spec = CalendarSpec(hours={"sun": ("00:00-12:00",)})
    new_york = Calendar(spec, ZoneInfo("America/New_York"))
    spring, autumn = at("2026-03-08T00:00", "America/New_York"), at("2026-11-01T00:00", "America/New_York")
    assert new_york.working_seconds(spring, spring + timedelta(days=1)) == 11 * 3600
    assert new_york.working_seconds(autumn, autumn + timedelta(days=1)) == 13 * 3600
    assert new_york.add_working(spring, 11 * 3600) == at("2026-03-08T12:00", "America/New_York")


def test_a_calendar_without_working_time_ends_in_an_error():
    with pytest.raises(PolicyError):
        Calendar(CalendarSpec(), SHANGHAI).add_working(at("2026-11-20T10:00"), 60)


@pytest.mark.parametrize("text", ["9-18", "09:00", "25:00-26:00", ""])
def test_bad_slots(text):
    with pytest.raises(ValueError):
        parse_slot(text)


SHIFTS = CalendarSpec(
    holidays="CN",
    closures=("2026-10-21",),
    workdays=("2026-10-25",),
    hours={
        "mon": ("08:30-12:00", "13:00-17:45"), "tue": ("22:00-06:00",), "wed": ("09:00-18:00", "20:00-24:00"),
        "fri": ("06:00-10:00", "07:00-08:00", "09:00-11:00", "23:00-01:30"),
    },
)  # fmt: skip


def working_minute(spec: CalendarSpec, calendar: Calendar, instant: datetime, zone: ZoneInfo) -> bool:
    """By the wall clock alone: is this minute inside a slot of its day, or of the night before?"""
    local = instant.astimezone(zone)
    names = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    for day, late in ((local.date(), False), (local.date() - timedelta(days=1), True)):
        if not calendar.is_workday(day):
            continue
        slots = dict(spec.hours or {}).get(names[day.weekday()]) or next(iter((spec.hours or {}).values()))
        for first, last in map(parse_slot, slots):
            over_midnight = last <= first
            now = local.time().replace(tzinfo=None)
            if late and over_midnight and now < last:
                return True
            if not late and first <= now and (over_midnight or now < last):
                return True
    return False


@settings(max_examples=40, deadline=None)
@given(
    offset=st.integers(0, 30 * 24 * 60),
    length=st.integers(1, 6 * 24 * 60),
    zone=st.sampled_from(["Asia/Shanghai", "Europe/Berlin", "America/New_York"]),
)
def test_working_seconds_equal_the_minutes_counted_one_by_one(offset, length, zone):
    tz = ZoneInfo(zone)
    calendar = Calendar(SHIFTS, tz)
    start = datetime(2026, 10, 5, tzinfo=UTC) + timedelta(minutes=offset)
    minutes = (start + timedelta(minutes=i) for i in range(length))
    counted = sum(working_minute(SHIFTS, calendar, minute, tz) for minute in minutes)
    assert calendar.working_seconds(start, start + timedelta(minutes=length)) == 60 * counted


@given(
    offset=st.integers(0, 300 * 24 * 3600),
    seconds=st.integers(1, 200 * 3600),
    later=st.integers(0, 10 * 24 * 3600),
    zone=st.sampled_from(["Asia/Shanghai", "Europe/Berlin"]),
)
@settings(deadline=None)
def test_a_deadline_holds_its_budget_and_a_later_start_is_never_sooner(offset, seconds, later, zone):
    calendar = Calendar(SHIFTS, ZoneInfo(zone))
    start = datetime(2026, 1, 5, tzinfo=UTC) + timedelta(seconds=offset)
    due = calendar.add_working(start, seconds)
    assert calendar.working_seconds(start, due) == seconds
    assert calendar.working_seconds(start, due - timedelta(seconds=1)) == seconds - 1
    assert calendar.add_working(start + timedelta(seconds=later), seconds) >= due


def test_holidays_are_loaded_only_when_asked_for():
    code = (
        "import sys; from datetime import date; from crmcli.dates.calendars import build;"
        "from crmcli.policy import default_policy;"
        "build(default_policy().calendar, 'Asia/Shanghai')['always'].is_workday(date(2026, 10, 1));"
        "print(sorted({'chinese_calendar', 'borax', 'pydantic', 'rich', 'dateutil'} & set(sys.modules)))"
    )
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "[]"


def test_slots_are_wall_clock_times():
    assert parse_slot("22:00-06:00") == (time(22), time(6))
    assert parse_slot("20:00-24:00") == (time(20), time(0))


@pytest.mark.parametrize(
    ("path", "value", "sentence"),
    [
        (
            "complaint.urgent.tier.key.resolve_hours",
            "1",
            "complaint.urgent.tier.key.propose_hours: must not be more",
        ),
        ("complaint.urgent.tier.vip.resolve_hours", "30", "has nothing at"),
        ("complaint.urgent.tier.key.calendar", "night", "there is no calendar 'night'"),
        ("calendar.night.holidays", "CN", "calendar.night: has no working time"),
        ("calendar.office.time_zone", "Mars/Base", "calendar.office.time_zone: can't be read: 'Mars/Base'"),
        ("calendar.office.hours.sat", '["9-12"]', "can't be read: '9-12'"),
        ("calendar.office.hours.sat", '["09:00-12:00"]', ""),
        ("complaint.serious.tier.key.respond_hours", "0.5", ""),
    ],
)
def test_clocks_and_calendars_of_a_policy_are_checked(path: str, value: str, sentence: str) -> None:
    try:
        problems = " ".join(check(set_value(default_toml(), path, value)))
    except PolicyError as error:
        problems = error.message
    assert sentence in problems
    assert bool(sentence) == bool(problems)


def test_the_source_of_the_table_tells_its_years() -> None:
    with_source = [
        year
        for year in range(2020, 2035)
        if f"year={year}," in source_text("chinese_calendar", "constants.py")
    ]
    assert with_source == sorted({day.year for day in constants.holidays if day.year >= 2020})


_LAW = ("2027-01-01", "2027-05-01", "2027-10-01")


@pytest.mark.parametrize(
    ("on", "until", "closures", "year"),
    [
        ("2026-09-30", None, (), None),
        ("2026-10-01", None, (), 2027),
        ("2026-12-31", None, ("2027-02-08",), 2027),
        ("2026-12-31", None, _LAW, None),
        ("2027-03-01", None, (), 2027),
        ("2027-03-01", None, _LAW, None),
        ("2027-10-01", None, _LAW, 2028),
        ("2028-03-01", None, (), 2028),
        ("2026-11-20", "2026-12-31", (), None),
        ("2026-11-20", "2027-01-04", (), 2027),
    ],
)
def test_the_year_whose_holidays_are_not_known(
    on: str, until: str | None, closures: tuple[str, ...], year: int | None
) -> None:
    last = date.fromisoformat(until) if until else None
    assert unknown_year([ALWAYS, _office(*closures)], date.fromisoformat(on), last) == year
