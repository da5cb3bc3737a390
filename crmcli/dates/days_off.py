"""Days off and workdays as a policy writes them: `2027-02-08`, `2027-02-05..2027-02-11 Spring Festival`. Pure.

Also the public holidays that China's law fixes for any year. Which further days are off, and on which work is made up,
is announced year by year; nothing computes it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta

from crmcli.dates.lunar import solar_day

#: The name of a day off that has none.
CLOSURE = "closure"
#: The fixed days of China's law: no announced year lacks one, so a year that has all three has been entered.
FIXED = ((1, 1), (5, 1), (10, 1))
#: No entry is longer; a slip of the year is no holiday.
LONGEST = 366
#: The lunar table ends here.
_LAST_LUNAR_YEAR = 2099
_ONE_DAY = timedelta(days=1)


#: Words and hours that make a day half a day: 下午, 半天, half a day, from 14:00.
_PART_OF_DAY = re.compile(
    r"[上下]午|午[前后後]|中午|[半]\s*[天日]|\bhalf[\s-]*(?:a[\s-]*)?days?\b|\b(?:morning|afternoon|noon)\b"
    r"|(?<![\d:：])(?!0?0[:：]00|23[:：]59|24[:：]00)\d{1,2}[:：][0-5]\d",
    re.IGNORECASE,
)


def is_part_of_day(text: str) -> bool:
    """Whether a text about days off tells hours, or half a day: clocks know whole days alone."""
    return bool(_PART_OF_DAY.search(text))


def span_days(first: date, last: date) -> Iterator[date]:
    """Every day from the first to the last."""
    return (first + n * _ONE_DAY for n in range((last - first).days + 1))


def parse_entry(text: str) -> tuple[date, date, str]:
    """The first and the last day of an entry, and its name. ValueError if it is none, or the days are out of order."""
    days, _space, name = text.strip().partition(" ")
    start, _dots, end = days.partition("..")
    first = date.fromisoformat(start)
    last = date.fromisoformat(end) if end else first
    if not 0 <= (last - first).days < LONGEST:
        raise ValueError(text)
    return first, last, name.strip()


def parse_entries(texts: Iterable[str]) -> dict[date, str]:
    """Every day of the entries, with its name."""
    found: dict[date, str] = {}
    for text in texts:
        first, last, name = parse_entry(text)
        found.update(dict.fromkeys(span_days(first, last), name))
    return found


def spans(days: Mapping[date, str]) -> list[tuple[date, date, str]]:
    """Days that follow each other under one name, as first day, last day and name, in order."""
    found: list[tuple[date, date, str]] = []
    for day in sorted(days):
        first, last, name = found[-1] if found else (day, day, "")
        if found and day - last == _ONE_DAY and name == days[day]:
            found[-1] = (first, day, name)
        else:
            found.append((day, day, days[day]))
    return found


def entries(days: Mapping[date, str]) -> list[str]:
    """The days as a policy writes them."""
    return [
        f"{first}{f'..{last}' if last > first else ''} {name}".rstrip() for first, last, name in spans(days)
    ]


def fixed_by_law(year: int) -> dict[date, str]:
    """China's public holidays of a year as its law has them since 2025, by their English names.

    ValueError past the lunar table.
    """
    if not 1949 < year <= _LAST_LUNAR_YEAR:
        raise ValueError(year)

    def lunar(month: int, day: int) -> date:
        found = solar_day(year, month, day)
        if found is None:
            raise ValueError(year)
        return found

    new_year = lunar(1, 1)
    starts = (
        (date(year, 1, 1), 1, "New Year's Day"),
        (new_year - _ONE_DAY, 4, "Spring Festival"),
        (date(year, 4, clear_and_bright(year)), 1, "Tomb-sweeping Day"),
        (date(year, 5, 1), 2, "Labour Day"),
        (lunar(5, 5), 1, "Dragon Boat Festival"),
        (lunar(8, 15), 1, "Mid-autumn Festival"),
        (date(year, 10, 1), 3, "National Day"),
    )
    # What two holidays share goes by the later one's name.
    return {start + timedelta(days=i): name for start, length, name in starts for i in range(length)}


def clear_and_bright(year: int) -> int:
    """The day of April on which the solar term 清明 falls, by the usual rule, which holds from 1950 to 2099."""
    short, start = year % 100, 5.59 if year < 2000 else 4.81
    return int(short * 0.2422 + start) - short // 4


def winter_solstice(year: int) -> int:
    """The day of December on which the solar term 冬至 falls, by the usual rule, which holds from 1950 to 2099 but for 2021."""
    short, start = year % 100, 22.6 if year < 2000 else 21.94
    return int(short * 0.2422 + start) - short // 4 - (year == 2021)
