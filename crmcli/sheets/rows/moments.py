"""When things happened, where a sheet says it in several columns: date and time apart, a duration, no year."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from crmcli.dates.hours import NIGHT, moment, part_of_day, plain_hours, with_part, without_part
from crmcli.dates.spoken import is_month
from crmcli.sheets.cells.dates import DateContext, lacks_year, parse_date, time_of_day
from crmcli.sheets.cells.relative import day_after, is_relative
from crmcli.sheets.cells.setting import Setting, is_empty_word
from crmcli.sheets.cells.texts import text_of
from crmcli.sheets.columns.headers import Header, header_of
from crmcli.sheets.model import Problem, Row
from crmcli.sheets.recognising.claims import AHEAD, MAIN_DATES
from crmcli.sheets.recognising.recognition import Recognition
from crmcli.sheets.rows.day_values import NO_DATE
from crmcli.sheets.rows.same_row import anchor_steps
from crmcli.sheets.rows.values import converter

_STEPS = ("responded", "proposed", "resolved", "revisited")


def complete(
    rows: list[Row], headers: list[Header], reading: Recognition, columns: list[list[Any]], dates: DateContext
) -> int:
    """Completes the rows' dates and moments from the other columns; how many were told in words (下周三)."""
    anchor_steps(rows, headers, reading, columns)
    _join_times(rows, headers, reading, columns)
    _other_dates(rows, reading, headers, columns, dates)
    in_words = _anchor_next(rows, reading, headers, columns, dates)
    _keep_parts(rows, reading, columns)
    _answer_after(rows, headers, reading, columns)
    return in_words


def _join_times(
    rows: list[Row], headers: list[Header], reading: Recognition, columns: list[list[Any]]
) -> None:
    """A date with its time of day in a column of its own becomes one moment."""
    # Behind a day that lies ahead stands the hour of that one.
    ahead = {reading.column_of(name) for name in AHEAD}
    clocks = {
        c: found for c, found in _clock_columns(headers, reading, columns).items() if c - 1 not in ahead
    }
    days = {
        column: name
        for name in (*MAIN_DATES, *_STEPS)
        if (column := reading.column_of(name)) is not None
        and any(type(row.values.get(name)) is date for row in rows)
    }
    for day_column, name in days.items():
        others = {_stem(headers[column]) for column in days if column != day_column}
        column = _clock_beside(headers, day_column, clocks, others if name in MAIN_DATES else None)
        if column is None:
            continue
        shown, found = headers[column].shown, clocks.pop(column)
        for row, clock in zip(rows, found, strict=True):
            day = row.values.get(name)
            if clock and type(day) is date:
                reading.clocks[column] = name
                row.values[name] = moment(day, clock)
                row.extra.pop(shown, None)


def _clock_columns(
    headers: list[Header], reading: Recognition, columns: list[list[Any]]
) -> dict[int, list[time | None]]:
    """The columns without a field that hold times of day."""
    result = {}
    for column, header in enumerate(headers):
        if column in reading.columns or not re.search("时间|时刻|时分|time", header.key):
            continue
        clocks = [_clock(cell) for cell in columns[column]]
        filled = sum(cell is not None for cell in columns[column])
        if filled and sum(clock is not None for clock in clocks) >= 0.5 * filled and not _are_lengths(clocks):
            result[column] = clocks
    return result


#: Nobody calls or visits before, and calls of this length are rare.
_NIGHT_ENDS = time(2)


def _are_lengths(clocks: list[time | None]) -> bool:
    """Whether times tell how long something took (00:05:31): to the second, and all before the night ends."""
    told = [clock for clock in clocks if clock is not None]
    return all(clock < _NIGHT_ENDS for clock in told) and any(clock.second for clock in told)


def _clock_beside(
    headers: list[Header], day: int, clocks: dict[int, list[time | None]], others: set[str] | None
) -> int | None:
    """The column with the time to a date: of the same name, else the next one without a name of its own,
    else (of the main date, with the names of the `others`) any that belongs to none of these.
    """
    stem = _stem(headers[day])
    for column in clocks:
        if _stem(headers[column]) == stem:
            return column
    if day + 1 in clocks and not _stem(headers[day + 1]):
        return day + 1
    return next(
        (column for column in clocks if others is not None and _stem(headers[column]) not in others), None
    )


def _stem(header: Header) -> str:
    return re.sub("日期|时间|时刻|时分|date|time|日$|[ :：]", "", header.key)


def _other_dates(
    rows: list[Row], reading: Recognition, headers: list[Header], columns: list[list[Any]], dates: DateContext
) -> None:
    """Where the date of what happened is empty, that of another such column (an unpaid order's 下单时间)."""
    name = next((name for name in MAIN_DATES if name in reading.fields), "")
    for column in reading.dates if name else ():
        convert = converter("date", Setting(headers[column], dates))
        for row, cell in zip(rows, columns[column], strict=True):
            if name not in row.values and not any(problem.field == name for problem in row.problems):
                found = convert[cell]
                if isinstance(found, date):
                    row.values[name] = found


def counts_from_today(reading: Recognition) -> bool:
    """Whether next dates are counted from today: a list of what is due tells no day of its own, it is filled in on the
    day it comes back."""
    return "next_on" in reading.fields and AHEAD["next_on"] not in reading.fields


def _anchor_next(
    rows: list[Row], reading: Recognition, headers: list[Header], columns: list[list[Any]], dates: DateContext
) -> int:
    """A next date without a year is the first one after the row's own date, and words (下周三) are counted from it; one
    before it is none. How many were told in words.
    """
    in_words = 0
    # What stands in our own export, which alone tells when a contact was recorded, stood in the database. The next step of an
    # opportunity is none of a contact's, and may have passed by now.
    stands = "recorded" in reading.fields or reading.kind == "opportunities"
    for name, anchor in AHEAD.items():
        column = reading.column_of(name)
        if column is None:
            continue
        for row, cell in zip(rows, columns[column], strict=True):
            start = row.values.get(anchor)
            from_today = start is None and name == "next_on" and counts_from_today(reading)
            if from_today:
                start = dates.today
            if start is None:
                continue
            since = _day_of(start)
            if lacks_year(cell):
                found = parse_date(cell, replace(dates, ahead=True, since=since))
                if found is not None:
                    row.values[name] = found
                    row.problems = [problem for problem in row.problems if problem.field != name]
            elif found := _moment_after(cell, since):
                row.values[name] = found
                row.problems = [problem for problem in row.problems if problem.field != name]
                row.extra[headers[column].shown] = text_of(cell)
                in_words += 1
            elif isinstance(cell, str) and not any(char.isdigit() for char in cell):
                # 节后, 等通知, 尽快: no day at all, but what was said stays with the row.
                row.problems = [problem for problem in row.problems if problem.field != name]
                if name not in row.values and not is_empty_word(cell):
                    row.extra[headers[column].shown] = text_of(cell)
                    if name == "next_on" and text_of(cell).lower() not in NO_DATE and not is_month(cell):
                        row.problems.append(_not_agreed(cell, "no_day", headers[column]))
            made = dates.now if from_today and dates.now else start
            if name == "next_on" and not stands and _is_before(row.values.get(name, made), made, dates.now):
                del row.values[name]
                row.problems.append(_not_agreed(cell, "before_contact", headers[column]))
    return in_words


def _is_before(when: date, made: date, now: datetime | None) -> bool:
    """Whether a step lies before the contact that agrees it: by the day, or on it by the time where both tell one."""
    if _day_of(when) != _day_of(made) or not (isinstance(when, datetime) and isinstance(made, datetime)):
        return _day_of(when) < _day_of(made)
    # What names no zone is in the team's.
    zone = now.tzinfo if now else None
    at, since = (each if each.tzinfo else each.replace(tzinfo=zone) for each in (when, made))
    return at.tzinfo is not None and since.tzinfo is not None and at < since


def _keep_parts(rows: list[Row], reading: Recognition, columns: list[list[Any]]) -> None:
    """A part of the day without an hour (明天上午) stays with what is agreed for the day."""
    for name in ("next_on", "next_contact_on"):
        column = reading.column_of(name)
        for row, cell in zip(rows, columns[column] if column is not None else (), strict=False):
            when = row.values.get(name)
            part = part_of_day(cell) if isinstance(cell, str) else ""
            if part and when is not None and not isinstance(when, datetime):
                row.values["next_step"] = with_part(part, row.values.get("next_step"))


def _not_agreed(cell: Any, reason: str, header: Header) -> Problem:
    return Problem("next_on", text_of(cell), reason, header.shown)


def _day_of(when: date) -> date:
    return when.date() if isinstance(when, datetime) else when


#: The time of day behind words for a day: 后天下午3点, 明天 15:00.
_TIME_BEHIND = re.compile(
    rf"\s*((?:凌晨|上午|早上|中午|下午|傍晚|{NIGHT})?"
    r"\s*\d{1,2}\s*(?:[:：]\s*\d{2}|[点點时時](?:半|\s*\d{1,2}分?)?))"
    r"(?:之?前|左右)?$",
)


def _moment_after(cell: Any, since: date) -> date | datetime | None:
    """The day that words mean, counted from another, with its time of day if they tell one; None for what is no such
    words."""
    if isinstance(cell, time):
        return datetime.combine(since, cell)
    if not isinstance(cell, str) or not cell.strip():
        return None
    text = plain_hours(cell)
    behind = _TIME_BEHIND.search(text)
    clock = time_of_day(behind[1]) if behind else None
    words = text[: behind.start()].strip() if behind and clock else without_part(text.strip())
    if words and not is_relative(words):
        return None
    day = day_after(words, since) if words else since
    return moment(day, clock) if day and clock else day


def _clock(cell: Any) -> time | None:
    """A time of day, also as the fraction of a day that an unformatted cell shows."""
    if isinstance(cell, float) and 0 < cell < 1:
        minutes = round(cell * 1440) % 1440
        return time(minutes // 60, minutes % 60)
    return time_of_day(cell)


_DURATION = re.compile(
    "(?:响应|回复|反馈|答复|回应|受理)(?:时长|时间|耗时|用时|时效)|(?:response|reply)(?: time| duration)?|time to (?:first )?(?:response|reply)"
)
_PARTS = re.compile(
    r"(\d+(?:\.\d+)?)\s*(天|日|小时|时|分钟?|秒钟?|days?|d|hours?|hrs?|h|minutes?|mins?|m|seconds?|secs?|s)?(?![a-z])"
)


def tells_answer(name: str) -> bool:
    """Whether a column of this name tells how long the first answer took."""
    return bool(_DURATION.search(header_of(name).key))


def _answer_after(
    rows: list[Row], headers: list[Header], reading: Recognition, columns: list[list[Any]]
) -> None:
    """The first answer to a complaint where only told how long it took (响应时长 15分钟)."""
    if reading.kind != "complaints" or "responded" in {name for row in rows for name in row.values}:
        return
    for column, header in enumerate(headers):
        if column in reading.columns or not _DURATION.search(header.key):
            continue
        for row, cell in zip(rows, columns[column], strict=True):
            opened, took = row.values.get("opened"), _duration(cell, header)
            if took is not None and isinstance(opened, datetime):
                row.values["responded"] = opened + took
        return


def _duration(cell: Any, header: Header) -> timedelta | None:
    """A length of time; its unit is the cell's, else the header's. None without one."""
    if isinstance(cell, time):
        return timedelta(hours=cell.hour, minutes=cell.minute, seconds=cell.second)
    text = text_of(cell).lower() if cell is not None and not isinstance(cell, date) else ""
    if not re.fullmatch(rf"(?:\s*{_PARTS.pattern}\s*)+", text):
        return None
    told = re.search("小时|分|秒|天|hour|min|sec|day|(?<![a-z])h(?![a-z])", f"{header.hint} {header.key}")
    total = timedelta()
    for number, unit in _PARTS.findall(text):
        name = unit or (told[0] if told else "")
        seconds = next((size for sign, size in _UNITS if name.startswith(sign)), 0)
        if not seconds:
            return None
        total += timedelta(seconds=float(number) * seconds)
    return total


_UNITS = (("天", 86_400), ("日", 86_400), ("d", 86_400), ("小时", 3600), ("时", 3600), ("h", 3600), ("分", 60), ("m", 60),
          ("秒", 1), ("s", 1))  # fmt: skip
