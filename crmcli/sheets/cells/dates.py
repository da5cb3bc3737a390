"""Dates and times in every shape that people type. Pure; the context says what the text leaves out."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone

from crmcli.dates.hours import NIGHT, hour_of_day, moment, plain_hours, time_at
from crmcli.dates.spoken import is_month
from crmcli.dates.written import in_digits, plain_days
from crmcli.sheets.cells.relative import LUNAR, lunar_day, lunar_text
from crmcli.sheets.cells.rough_days import rough_day
from crmcli.sheets.cells.zones import offset

#: Excel's day numbers that are taken for dates (1954 to 2119), and the days between its two epochs.
_SERIALS = (20_000, 80_000)
_EPOCH = datetime(1899, 12, 30)
_DAYS_1904 = 1462
_LAST_DAY = 31
#: Spreadsheets show an empty date as one of this year or the last: nothing but a birthday is so old.
_ZERO_YEAR, _EARLIEST = 1900, 1800
_FULL = re.compile(r"(\d{4})\s*[-/.年、\\]\s*(\d{1,2})\s*[-/.月、\\]\s*(\d{1,2})\s*[日号]?")
_SHORT = re.compile(r"(\d{1,4})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*(\d{1,4})")
_SHORT_CHINESE = re.compile(r"(\d{2,3})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*[日号]?")
_REPUBLIC = re.compile(
    r"(?:中华民国|中華民國|民国|民國)\s*(\d{1,3})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?"
)
_DIGITS = re.compile(r"(\d{4})(\d\d)(\d\d)(?:[\sT]*(\d\d):?(\d\d):?(\d\d)?)?")
_REPUBLIC_DIGITS = re.compile(r"(1\d\d)(\d\d)(\d\d)")
_NO_YEAR = re.compile(r"(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?")
_MONTH = re.compile(r"(\d{4})\s*[-/.]\s*(\d{1,2})|(20\d\d)(0[1-9]|1[0-2])")
_WORDY = re.compile(
    r"(?:(\d{1,2})(?:st|nd|rd|th)?[\s\-/]+([a-z]{3,9})\.?,?[\s\-/]+(\d{2,4}))|(?:([a-z]{3,9})\.?[\s\-]+(\d{1,2})(?:st|nd|rd|th)?(?:,?[\s\-]+(\d{4})|-(\d\d)(?!\d)))",
    re.IGNORECASE,
)
_MONTHS = {
    name: i
    for i, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1
    )
}
#: 1 Nov and Nov 1st, without a year.
_WORDY_DAY = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th)?[\s\-]([a-z]{3,9})\.?|([a-z]{3,9})\.?[\s\-](\d{1,2})(?:st|nd|rd|th)?",
    re.IGNORECASE,
)
_MONTH_NAMES = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_TIME = re.compile(
    rf"(?:(上午|下午|早上|中午|凌晨|傍晚|{NIGHT}|am|pm)\s*)?"
    r"(\d{1,2})\s*(?:[:点時时]\s*(\d{1,2})?)\s*(?:[:分]\s*(\d{1,2})(?:\.\d+)?)?\s*[分秒]?(半)?\s*(am|pm|a\.m\.|p\.m\.|上午|下午)?",
    re.IGNORECASE,
)
#: Z, +08:00, and as form services write it: GMT+8, UTC-03:30, [GMT+8].
_ZONE = re.compile(
    r"\s*\[?(z|[+-][01]\d:?[0-5]\d|(?:gmt|utc)(?:[+-][01]?\d(?::?[0-5]\d)?)?)\]?$", re.IGNORECASE
)
#: From one hour to another: 09:00-12:00. Nobody writes an offset so but behind T and a time (T09:00-08:00), or behind seconds.
_FROM_TO = re.compile(r"(?P<start>\d{1,2}:[0-5]\d)\s*(?:[-–—~至到]|to)\s*(?P<end>\d{1,2}:[0-5]\d)")
_WEEKDAY = re.compile(
    r"[(\s]*(?:星期|周|週|礼拜)[一二三四五六日天][)\s]*|^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,?\s+",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class DateContext:
    """What a sheet's dates leave out. `now` is the moment of `today` at which it is read, in the team's zone."""

    today: date
    #: The year of the title or the file name, for dates without one; 0 if none is told.
    year: int = 0
    taiwan: bool = False
    epoch1904: bool = False
    #: Whether 3/5/2024 is the third of May; found from the column's other values.
    day_first: bool = False
    #: Whether the sheet writes the year last, so that it is last in 3/5/24, too.
    year_last: bool = False
    #: Dates without a year lie ahead (next contacts) rather than behind.
    ahead: bool = False
    #: The day they lie ahead of, where the row tells it.
    since: date | None = None
    #: 2024年3月 and 12月初 are enough (a start of cooperation), and mean their first day.
    month_is_enough: bool = False
    #: A month will do, too, if whoever imports is told (the day of an order).
    rough: bool = False
    #: The day on which the sheet was written, where it tells it: what 昨天 is counted from.
    written: date | None = None
    now: datetime | None = None
    #: The zone of its moments, where the column names one: Created (UTC).
    zone: timezone | None = None


_WHOLE_DAY = re.compile(
    r"(?<!\d)(20\d\d)(?:[-_./年]\s*(\d{1,2})[-_./月]\s*(\d{1,2})(?!\d)|([01]\d)([0-3]\d)(?!\d))"
)


def day_in(text: str) -> date | None:
    """The one day that a title or a file's name tells: 2026年3月5日 日报, 拜访20260305; None if it tells none or more."""
    found = [
        _day(m[1], m[2] or m[4], m[3] or m[5])
        for m in _WHOLE_DAY.finditer(unicodedata.normalize("NFKC", text))
    ]
    return found[0] if len(found) == 1 else None


def parse_date(cell: object, context: DateContext) -> date | datetime | None:
    """A date, or a datetime where a time of day is told (aware only if the text tells a zone); None if it
    is neither.
    """
    found = _read(cell, context)
    if context.zone and isinstance(found, datetime) and not found.tzinfo:
        found = found.replace(tzinfo=context.zone)
    return found if found and found.year > _ZERO_YEAR else None


def _read(cell: object, context: DateContext) -> date | datetime | None:
    if isinstance(cell, date):
        return cell if _EARLIEST < cell.year < 2100 else None
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _from_number(cell, context)
    return _from_text(cell, context) if isinstance(cell, str) else None


def lacks_year(cell: object) -> bool:
    """Whether a cell is a date of which only month and day are written."""
    text = in_digits(unicodedata.normalize("NFKC", cell).strip()) if isinstance(cell, str) else ""
    rough = rough_day(text, 0)
    return bool(_NO_YEAR.fullmatch(text)) or (rough is not None and not rough[0])


_DECIMAL = re.compile(r"\s*(\d{1,4})\.(\d{1,2})\s*")


def _may_be_day(first: int, second: int) -> bool:
    """Whether 3.15 or 2026.3 may be a day or a month; 4171.82 is an amount."""
    return (first <= 12 and second <= 31) or (1900 < first < 2100 and 1 <= second <= 12)


def looks_like_date(cell: object) -> bool:
    """Whether a cell is meant as a date, possible or not."""
    if isinstance(cell, date):
        return True
    if isinstance(cell, str):
        text = in_digits(unicodedata.normalize("NFKC", cell))
        if (number := _DECIMAL.fullmatch(text)) and not _may_be_day(int(number[1]), int(number[2])):
            return False
        shape = re.match(r"\s*(?:民[国國]\s*)?\d{1,4}\s*[-/.年月]\s*\d{1,2}(?:\s*[-/.月日]|\s|$)", text)
        return (
            bool(shape)
            or bool(re.fullmatch(r"(?:19|20)\d{6}(?:\d{4}|[\sT]+\d{1,2}:\d\d(?::\d\d)?)?", text))
            or bool(_WORDY.match(text) or _wordy_day(text))
        )
    return isinstance(cell, int) and (20_000_000 < cell < 20_991_231 or 30_000 < cell < 55_000)


def time_of_day(cell: object) -> time | None:
    """The time of day of a cell that holds nothing else."""
    if isinstance(cell, time):
        return cell
    found = _told_time(unicodedata.normalize("NFKC", cell).strip()) if isinstance(cell, str) else None
    return _clock(found) if found else None


def _from_number(cell: int | float, context: DateContext) -> date | datetime | None:
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if isinstance(cell, int) and 1_000_000 < cell < 300_000_000_000_000:
        return _from_text(str(cell), context)
    if not _SERIALS[0] <= cell < _SERIALS[1]:
        return None
    days = cell + (_DAYS_1904 if context.epoch1904 else 0)
    moment = _EPOCH + timedelta(seconds=round(days * 86_400))
    return moment.date() if isinstance(cell, int) else moment


_ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def _from_text(cell: str, context: DateContext) -> date | datetime | None:
    if _ISO_DAY.fullmatch(cell):
        return _day(cell[:4], cell[5:7], cell[8:])
    text = _WEEKDAY.sub(" ", unicodedata.normalize("NFKC", cell).strip().strip("。.,，;；'\"")).strip()
    if text[:1] in "农農阴陰旧" and len(text) < 20:
        return lunar_day(text, context.year, context.today)
    text = plain_days(text, context.today.year)
    if not text or len(text) > 40 or not any(char.isdigit() or char == "年" for char in text):
        return None
    if re.fullmatch(r"\d{5}(\.\d+)?", text):
        return _from_number(float(text), context)
    digits = _DIGITS.fullmatch(text)
    if digits:
        return _moment(digits[1], digits[2], digits[3], hour=digits[4], minute=digits[5], second=digits[6])
    day, rest = _leading_day(text, context)
    if day is None:
        return None
    return _with_time(day, rest.strip())


def _leading_day(text: str, context: DateContext) -> tuple[date | None, str]:
    """The date at the start of the text and what follows it."""
    found = _REPUBLIC.match(text)
    if found:
        return _day(int(found[1]) + 1911, found[2], found[3]), text[found.end() :]
    found = _FULL.match(text)
    if found:
        return _day(found[1], found[2], found[3]), text[found.end() :]
    found = _SHORT.match(text) or _SHORT_CHINESE.match(text)
    if found:
        return _short(found[1], found[2], found[3], context), text[found.end() :]
    found = _WORDY.match(text)
    if found:
        return _wordy(found), text[found.end() :]
    if told := _wordy_day(text):
        return _without_year(*told, context), ""
    found = _REPUBLIC_DIGITS.fullmatch(text)
    if found and context.taiwan:
        return _day(int(found[1]) + 1911, found[2], found[3]), ""
    found = _MONTH.fullmatch(text)
    if found:
        year, month = found[1] or found[3], found[2] or found[4]
        return (_day(year, month, 1) if context.month_is_enough else None), ""
    rough = rough_day(text, context.today.year)
    if rough:
        return (None if is_month(text) and not context.month_is_enough else _roughly(rough, context)), ""
    found = _NO_YEAR.match(text)
    if found and not text[found.end() :].startswith((":", ".", "%")):
        return _without_year(int(found[1]), int(found[2]), context), text[found.end() :]
    return None, text


def _day(year: int | str, month: int | str, day: int | str) -> date | None:
    try:
        found = date(int(year), int(month), int(day))
    except ValueError:
        return None
    return found if _EARLIEST < found.year < 2100 else None


def _roughly(told: tuple[int, int, int], context: DateContext) -> date | None:
    """A month or a part of one as a day, where that is enough."""
    if not (context.month_is_enough or context.ahead):
        return None
    year, month, day = told
    return _day(year, month, day) if year else _without_year(month, day, context)


def _short(first: str, second: str, third: str, context: DateContext) -> date | None:
    """24/3/5, 113/3/5 (民國), 3/5/2024, 5.3.2024: the part that can't be else is the year."""
    if len(first) == 3:
        return _day(int(first) + 1911, second, third) if first[0] == "1" or context.taiwan else None
    if len(third) == 4:
        # What one order makes impossible is read in the other: 04/13 among days that come first.
        day_first = int(first) > 12 or (context.day_first and int(second) <= 12)
        return _day(third, second, first) if day_first else _day(third, first, second)
    if len(first) > 2 or len(third) > 2:
        return None
    if context.year_last and int(first) <= _LAST_DAY:
        return _short(first, second, str(_century(int(third), context)), context)
    if context.taiwan and 80 <= int(first) <= 99:
        return _day(int(first) + 1911, second, third)
    return _day(_century(int(first), context), second, third)


def _century(year: int, context: DateContext) -> int:
    return year + (2000 if year <= context.today.year % 100 + 10 else 1900)


def _wordy(found: re.Match[str]) -> date | None:
    """5 Mar 2024 or March 5, 2024."""
    month = _MONTHS.get((found[2] or found[4]).lower()[:3], 0)
    year = found[3] or found[6] or found[7]
    return _day(int(year) + (2000 if len(year) == 2 else 0), month, found[1] or found[5])


def _wordy_day(text: str) -> tuple[int, int] | None:
    """The month and day of 1 Nov; None for what is no month's name: 5 decks."""
    found = _WORDY_DAY.fullmatch(text.strip())
    word = (found[2] or found[3]).lower() if found else ""
    month = next(
        (i for i, name in enumerate(_MONTH_NAMES, 1) if name.startswith(word.replace("sept", "sep"))), 0
    )
    return (month, int(found[1] or found[4])) if found and month else None


def _without_year(month: int, day: int, context: DateContext) -> date | None:
    if context.year and not context.ahead:
        return _day(context.year, month, day)
    year_now = (context.since or context.today).year
    years = range(year_now - 8, year_now + 9)
    days = [found for year in years if (found := _day(year, month, day))]
    if context.ahead:
        start = context.since or (
            date(context.year, 1, 1) if context.year else context.today - timedelta(days=90)
        )
        return next((found for found in days if found >= start), None)
    return next((found for found in reversed(days) if found <= context.today), None)


def _with_time(day: date, rest: str) -> date | datetime | None:
    span = _FROM_TO.fullmatch(rest.lstrip(",，日号 ").strip())
    rest = span["start"] if span else rest.lstrip("Tt,，日号 ").strip()
    zone = _ZONE.search(rest)
    if zone:
        rest = rest[: zone.start()]
    if not rest:
        return day
    found = _told_time(rest)
    if not found:
        return day if rest in ("上午", "下午", "晚上", "早上", "号") else None
    clock = _clock(found)
    if clock is None:
        return None
    found_at = moment(day, clock)
    return found_at.replace(tzinfo=offset(zone[1])) if zone else found_at


def _told_time(text: str) -> re.Match[str] | None:
    return _TIME.fullmatch(text) or _TIME.fullmatch(plain_hours(text).strip())


def _clock(found: re.Match[str]) -> time | None:
    half = (found[1] or found[6] or "").lower().replace(".", "")
    hour, minute, second = int(found[2]), int(found[3] or (30 if found[5] else 0)), int(found[4] or 0)
    try:
        return time_at(hour_of_day(half, hour), minute, second)
    except ValueError:
        return None


def _moment(
    year: str, month: str, day: str, hour: str | None, minute: str | None, second: str | None
) -> date | datetime | None:
    found = _day(year, month, day)
    if found is None or hour is None:
        return found
    try:
        return moment(found, time_at(int(hour), int(minute or 0), int(second or 0)))
    except ValueError:
        return None


#: 5 May, May 5th: a birthday without its year.
_DAY_IN_WORDS = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th)?[\s\-]+(?:of\s+)?([a-z]{3,9})\.?|([a-z]{3,9})\.?[\s\-]+(\d{1,2})(?:st|nd|rd|th)?",
    re.IGNORECASE,
)


#: What Apple's address book writes for a year that nobody told.
_UNTOLD_YEAR = "1604-"


#: What a birthday says of its calendar.
_CALENDAR = re.compile(
    r"农历|農曆|阴历|陰曆|旧历|\(农\)|公历|阳历|国历|國曆|新历|\b(?:lunar|solar)\b|[()]", re.IGNORECASE
)
_LUNAR = re.compile("农|農|阴历|陰曆|旧历|lunar", re.IGNORECASE)


def parse_birthday(cell: object, context: DateContext) -> tuple[str, str] | None:
    """(`YYYY-MM-DD` or `--MM-DD`, solar or lunar). A lunar birthday keeps its lunar month and day."""
    if not isinstance(cell, str):
        found = _read(cell, context)
        return (f"{found:%Y-%m-%d}", "solar") if found else None
    if _ISO_DAY.fullmatch(cell) and cell >= "1000" and not cell.startswith(_UNTOLD_YEAR):
        day = _from_text(cell, context)
        return (cell, "solar") if day and day <= context.today else None
    text = unicodedata.normalize("NFKC", cell).strip()
    bare = _CALENDAR.sub("", text).strip()
    calendar = "lunar" if _LUNAR.search(text) else "solar"
    chinese = LUNAR.fullmatch(bare)
    if chinese:
        return lunar_text(chinese)
    bare = bare.removeprefix(_UNTOLD_YEAR)
    short = re.fullmatch(r"-{0,2}(\d{1,2})\s*[-/.月]?\s*(\d{1,2})\s*[日号]?", bare)
    if short and (len(bare.lstrip("-")) < 7 or "月" in bare):
        day = _day(2024, short[1], short[2])
        return (f"--{day:%m-%d}", calendar) if day else None
    if worded := _DAY_IN_WORDS.fullmatch(bare):
        day = _day(2024, _MONTHS.get((worded[2] or worded[3]).lower()[:3], 0), worded[1] or worded[4])
        return (f"--{day:%m-%d}", calendar) if day else None
    republic = re.fullmatch(r"(\d{2})[-/.](\d{1,2})[-/.](\d{1,2})", bare) if context.taiwan else None
    if republic:  # 64/9/1 is 1975 on a Taiwanese sheet, and 72/2/29, which never was, no day of 1972
        day = _day(int(republic[1]) + 1911, republic[2], republic[3])
        return (f"{day:%Y-%m-%d}", calendar) if day and day <= context.today else None
    whole = _from_text(
        bare,
        DateContext(
            context.today, taiwan=context.taiwan, day_first=context.day_first, year_last=context.year_last
        ),
    )
    if isinstance(whole, datetime):
        whole = whole.date()
    if whole is None or whole > context.today:
        return None
    return f"{whole:%Y-%m-%d}", calendar
