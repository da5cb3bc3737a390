"""The one place that knows what time it is, and how people write dates.

Instants are aware datetimes in UTC and are stored as `2026-11-20T06:30:00Z`; dates are the team's local dates.
"""

from __future__ import annotations

import os
import re
import unicodedata
from datetime import MAXYEAR, UTC, date, datetime, time, timedelta, tzinfo
from functools import cache
from typing import NamedTuple

from crmcli.dates.hours import NIGHT, hour_of_day, moment, plain_hours, time_at, without_part
from crmcli.dates.months import add_months
from crmcli.dates.spoken import is_month, spoken_day
from crmcli.dates.written import plain_days
from crmcli.errors import Usage
from crmcli.i18n import _

#: Years are counted from other days, back and forth: neither end of the calendar is a day for that.
FIRST_YEAR, LAST_YEAR = 1000, 9000


@cache
def zone(name: str) -> tzinfo:
    """The time zone called `name` (IANA); Usage if there is none."""
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        return ZoneInfo(name)
    except (
        ZoneInfoNotFoundError,
        ValueError,
        OSError,
        RecursionError,
    ) as error:  # it is looked up as a file's name
        raise Usage(
            _("Unknown time zone: %(name)s") % {"name": name}, _("Name one like Asia/Shanghai.")
        ) from error


def now() -> datetime:
    """The present instant in UTC, to the second. CRMCLI_NOW (ISO, with offset or Z) stands in for the wall clock."""
    fixed = os.environ.get("CRMCLI_NOW")
    if fixed:
        return _stood_in(fixed)
    return datetime.now(UTC).replace(microsecond=0)


def _stood_in(text: str) -> datetime:
    try:
        instant = parse_iso(text)
        if FIRST_YEAR <= instant.year <= LAST_YEAR:
            return instant
    except (ValueError, OverflowError):
        pass
    raise Usage(
        _("CRMCLI_NOW is no instant to count from: %(text)s") % {"text": text},
        _("Write it like 2026-11-20T06:30:00Z."),
    )


def iso(instant: datetime) -> str:
    """The stored form of an instant."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def parse_iso(text: str) -> datetime:
    """An aware UTC datetime from its stored form."""
    instant = datetime.fromisoformat(text)
    return instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant.astimezone(UTC)


def local_date(instant: datetime, tz: tzinfo) -> date:
    """The team's calendar date of an instant."""
    return instant.astimezone(tz).date()


def at_local(day: date, at: time, tz: tzinfo) -> datetime:
    """The UTC instant of a local date and time."""
    return datetime.combine(day, at, tz).astimezone(UTC)


#: The time of day that is kept for what happened on a day of which nobody told the time: just past noon, at a second that
#: nobody names, for whoever says 12:00 told a time.
DAY_ALONE = time(12, 0, 1)


def of_local(told: datetime, tz: tzinfo) -> datetime:
    """The UTC instant of a local moment; `DAY_ALONE` told to the second is noon, for a time was told."""
    at = told.replace(second=0) if told.time() == DAY_ALONE else told
    return at.replace(tzinfo=tz).astimezone(UTC)


def timed(instant: datetime, tz: tzinfo) -> datetime:
    """An instant that the clock told: of the second of `DAY_ALONE` the one before, for its time of day is known."""
    alone = instant.astimezone(tz).time() == DAY_ALONE
    return instant.replace(second=0) if alone else instant


def as_told(instant: datetime, tz: tzinfo) -> date | datetime:
    """An instant as it was told, at its place: the day alone, or the moment."""
    local = instant.astimezone(tz).replace(tzinfo=None)
    return local.date() if local.time() == DAY_ALONE else local


def time_told(text: str | None, tz: tzinfo) -> str | None:
    """The local time of day of a stored instant, to the minute; None without one."""
    return parse_iso(text).astimezone(tz).strftime("%H:%M") if text else None


def shown(instant: datetime, tz: tzinfo) -> str:
    """An instant as people read it: the day, and the minute if a time was told."""
    told = as_told(instant, tz)
    return f"{told:%Y-%m-%d %H:%M}" if isinstance(told, datetime) else told.isoformat()


class AsOf(NamedTuple):
    """The moment a computation is made for. `explicit` when the user asked for it with --as-of.

    `time` is the time of day in the team's zone where one was asked for.
    """

    instant: datetime
    on: date
    explicit: bool = False
    time: str = ""

    @classmethod
    def at(cls, instant: datetime, tz: tzinfo, explicit: bool = False) -> AsOf:
        time = instant.astimezone(tz).strftime("%H:%M") if explicit else ""
        return cls(instant, local_date(instant, tz), explicit, time)

    @classmethod
    def end_of(cls, day: date, tz: tzinfo) -> AsOf:
        """A date means its last instant in the team's zone."""
        return cls(at_local(day, time(23, 59, 59), tz), day, True)

    def latest(self, tz: tzinfo) -> datetime:
        """The last instant that may stand for something that had happened: what is told of the day alone may be ahead."""
        return max(self.instant, at_local(self.on, DAY_ALONE, tz))

    @property
    def told(self) -> str:
        """The day, with the time of day where one was asked for."""
        return f"{self.on.isoformat()} {self.time}".strip()


_WEEKDAYS_ZH = {c: i for i, c in enumerate("一二三四五六")} | {"日": 6, "天": 6}
_WEEKDAYS_EN = {w: i for i, w in enumerate(("mon", "tue", "wed", "thu", "fri", "sat", "sun"))}
_NAMED = {
    "today": 0, "今天": 0, "今日": 0, "tomorrow": 1, "明天": 1, "明日": 1, "后天": 2, "後天": 2, "大后天": 3,
    "yesterday": -1, "昨天": -1, "昨日": -1, "前天": -2,
}  # fmt: skip
_UNITS = {"d": 1, "day": 1, "days": 1, "天": 1, "日": 1, "w": 7, "week": 7, "weeks": 7, "周": 7, "个周": 7, "星期": 7, "个星期": 7, "週": 7}  # fmt: skip
#: A time of day in Chinese: 下午3点, 9点半, 上午10点15分.
_OCLOCK = re.compile(
    rf"\s*(凌晨|上午|早上|中午|下午|傍晚|{NIGHT})?\s*(\d{{1,2}})[点點时時](?:(半)|(\d{{1,2}})分?)?$"
)
#: The last hour before work begins anywhere: said without a part of the day, it is one of the afternoon.
_NIGHT_UNTIL = 6
_HALF_A_YEAR = 183
_DIGITS = {c: str(i) for i, c in enumerate("零一二三四五六七八九")} | {"两": "2", "十": "10"}


def parse_when(text: str, today: date, tz: tzinfo, lean: int = 0) -> date | datetime:
    """A date, or a UTC instant where a time of day is given, from what a person types.

    Understands 2026-11-20, 2026/11/20, 11/20, 20261120, 2026年11月20日, 11月20日, +3d, tomorrow, 明天, 下周一, 3天后,
    next monday, 下个月5号, 元旦, 半个月后, each with an optional `14:30`, 2:30pm, 下午2点半, 午夜, noon or part of the day, and full ISO instants. A day without a year is this
    year's, but the next year's with `lean` 1 (the last year's with -1) if it were over half a year past (ahead). Usage if it can't be read,
    or is further off than anybody counts; only with `lean` 1 the calendar's last day may stand for never.
    """
    try:
        when = _parse_when(text, today, tz, lean)
    except (ValueError, OverflowError) as error:
        raise Usage(_("There is no such day: %(text)s") % {"text": text}, _way_to_write(today)) from error
    _refuse_far(when, text, MAXYEAR if lean == 1 else LAST_YEAR)
    return when


def parse_day(text: str, today: date, tz: tzinfo, lean: int = 0) -> date:
    """Like `parse_when` where only a day is kept: Usage for a time of day, which would be lost."""
    when = parse_when(text, today, tz, lean)
    if isinstance(when, datetime):
        raise Usage(
            _("Only a day can be given here, without a time of day: %(text)s") % {"text": text},
            _("Leave the time of day out."),
        )
    return when


def _refuse_far(when: date, text: str, last: int) -> None:
    """Usage for a day or an instant that is further off than can be counted with."""
    if FIRST_YEAR <= when.year <= last:
        return
    raise Usage(
        _("This is too far off: %(text)s") % {"text": text},
        _("Name a day from %(first)d to %(last)d.") % {"first": FIRST_YEAR, "last": last},
    )


def _parse_when(text: str, today: date, tz: tzinfo, lean: int) -> date | datetime:
    raw = " ".join(unicodedata.normalize("NFKC", text).split())
    if not raw:
        raise Usage(_("The day is missing."), _way_to_write(today))
    iso_instant = re.fullmatch(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:?\d\d)", raw)
    if iso_instant:
        return parse_iso(raw)
    raw = _colons_in(plain_days(raw, today.year))
    clock = re.search(r"(?<![\d:])(\d{1,2}):(\d\d)(?::(\d\d))?$", raw)
    day_text = raw[: clock.start(1)].rstrip("T ") if clock else raw
    day = _parse_day(day_text.lower(), today, lean) if day_text else today
    if day is None:
        raise Usage(_("Not a date: %(text)s") % {"text": text}, _way_to_write(today))
    if not clock:
        return day
    try:
        at = time_at(int(clock[1]), int(clock[2]), int(clock[3] or 0))
    except ValueError as error:
        raise Usage(_("Not a time of day: %(text)s") % {"text": text}, _("Write it like 14:30.")) from error
    return of_local(moment(day, at), tz)


def _way_to_write(today: date) -> str:
    sample = today + timedelta(days=7)
    return _("Write it like %(day)s, %(month)d/%(date)d, +3d, tomorrow or 下周一.") % {
        "day": sample.isoformat(),
        "month": sample.month,
        "date": sample.day,
    }


def _way_to_name_day(today: date) -> str:
    return _("Name the day, too, like %(day)s.") % {"day": (today + timedelta(days=7)).isoformat()}


def _colons_in(raw: str) -> str:
    """The text with its time of day as 14:30; 周三下午 alone is a day, 周三中午 a time."""
    timed = _OCLOCK.sub(_colons, plain_hours(raw))
    return without_part(timed)


def _colons(match: re.Match[str]) -> str:
    """下午2点半 as 14:30. 两点 alone is in the afternoon: nobody works at night."""
    part, hour, half, minute = match.groups()
    told = int(hour)
    told = hour_of_day(part, told) if part else told + 12 * (1 <= told <= _NIGHT_UNTIL)
    return f" {told}:{30 if half else int(minute or 0):02d}"


def _parse_day(text: str, today: date, lean: int) -> date | None:
    if text in _NAMED:
        return today + timedelta(days=_NAMED[text])
    if text in ("下周", "下週", "下星期", "next week"):
        text = "下周一"
    if text in ("下个月", "下個月", "下月", "next month"):
        text = "+1m"
    if text == "end of month":
        text = "月底"
    if re.fullmatch(r"(?:19|20)\d\d ?年?", text):
        raise Usage(_("%(text)s is a year, not a day.") % {"text": text}, _way_to_name_day(today))
    if is_month(text):
        raise Usage(_("%(text)s is a month, not a day.") % {"text": text}, _way_to_name_day(today))
    return (
        spoken_day(text, today, lean)
        or _numeric_day(text, today, lean)
        or _relative_day(text, today)
        or _weekday(text, today)
    )


def _numeric_day(text: str, today: date, lean: int) -> date | None:
    match = re.fullmatch(r"(?:(\d{4})[-/.年])?(\d{1,2})[-/.月](\d{1,2})[日号]?", text) or re.fullmatch(
        r"(\d{4})(\d\d)(\d\d)", text
    )
    if not match:
        return None
    try:
        day = date(int(match[1] or today.year), int(match[2]), int(match[3]))
        far_off = not match[1] and (today - day).days * lean > _HALF_A_YEAR
        return day.replace(year=day.year + lean) if far_off else day
    except ValueError as error:
        raise Usage(
            _("There is no such day: %(text)s") % {"text": text},
            _way_to_write(today),
        ) from error


def _relative_day(text: str, today: date) -> date | None:
    match = re.fullmatch(r"([+-])\s?(\d{1,4})\s?(d|w|m|天|日|周|週|星期|个星期|个?月)?", text)
    if match:
        count = int(match[1] + match[2])
        return (
            add_months(today, count)
            if match[3] in ("m", "月", "个月")
            else today + timedelta(days=count * (7 if match[3] in ("w", "周", "週", "星期", "个星期") else 1))
        )
    match = re.fullmatch(
        r"(?:in )?(\d{1,4}|[一二两三四五六七八九十])\s*个?(天|日|周|週|星期|月|days?|weeks?|months?)(后|後|以后|之后|前|ago)?",
        text,
    )
    if not match:
        return None
    count = int(_DIGITS.get(match[1], match[1])) * (-1 if match[3] in ("前", "ago") else 1)
    if match[2] in ("月", "month", "months"):
        return add_months(today, count)
    return today + timedelta(days=count * _UNITS[match[2]])


def _weekday(text: str, today: date) -> date | None:
    """A weekday that is named alone is the nearest ahead, today on its own day."""
    match = re.fullmatch(r"(上|下下|下|本|这|這)?个?(?:周|週|星期|礼拜|禮拜)([一二三四五六日天])", text)
    if match:
        weeks = {"上": -1, "下": 1, "下下": 2}.get(match[1] or "", 0)
        target = today + timedelta(days=_WEEKDAYS_ZH[match[2]] - today.weekday() + 7 * weeks)
        return target + timedelta(days=7) if not match[1] and target < today else target
    match = re.fullmatch(r"(next |last |this )?(mon|tue|wed|thu|fri|sat|sun)[a-z]*", text)
    if not match:
        return None
    ahead = (_WEEKDAYS_EN[match[2]] - today.weekday()) % 7
    if match[1] == "last ":
        return today + timedelta(days=ahead - 7)
    return today + timedelta(days=7 if match[1] == "next " and not ahead else ahead)
