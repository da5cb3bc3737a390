"""Birthdays in columns of their own for the month, the day and perhaps the year (Birth Month, Birth Day; 出生月, 出生日)."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from crmcli.sheets.cells.texts import text_of
from crmcli.sheets.columns.headers import Header, header_of
from crmcli.sheets.model import Table

_OF = r"(?:birth|birthday|birthdate|dob|bday)"
_NAMES = {
    "year": rf"{_OF} ?(?:year|yyyy)|year of birth|(?:出生|生日|诞生)年份?|生年|geburtsjahr|annee de naissance|ano de (?:nacimiento|nascimento)",
    "month": rf"{_OF} ?(?:month|mm)|month of (?:birth|birthday)|(?:出生|生日|诞生)月份?|生月|geburtsmonat|mois de naissance|mes de (?:nacimiento|nascimento)",
    "day": rf"{_OF} ?(?:day|dd|date)?|(?:day|date) of (?:birth|birthday)|(?:出生|生日|诞生)(?:日|号|日期)|生日|geburtstag|jour de naissance|dia de (?:nacimiento|nascimento)",
}
_PARTS = {part: re.compile(rf"(?:[a-z]+ )?(?:{names})") for part, names in _NAMES.items()}
_EASTERN = re.compile("[\u4e00-\u9fff]")
_DAY, _YEAR = re.compile(r"([12]?\d|3[01]|0\d)(?:\.0)?[日号.]?"), re.compile(r"((?:19|20)\d\d)(?:\.0)?年?")
_MONTH = re.compile(r"(0?[1-9]|1[0-2])(?:\.0)?月?")
#: So many cells tell a column of days.
_LOOKED_AT = 200


def join_birthdays(table: Table, headers: list[Header], rows: Sequence[int], told: Collection[str]) -> None:
    """Adds a column with the birthdays of which the parts stand in several, in place; what can't be joined stays.

    Nothing is joined where somebody `told` what such a column is, by its folded name.
    """
    places = {part: _place(headers, called) for part, called in _PARTS.items()}
    month, day = places["month"], places["day"]
    if any(i is not None and headers[i].key in told for i in places.values()):
        return
    if month is None or day is None or not _holds_days(table.columns[day], rows):
        return
    joined: dict[int, str] = {}
    for row in rows:
        said = {part: text_of(table.columns[i][row]) for part, i in places.items() if i is not None}
        if text := _birthday(said.get("year", ""), said["month"], said["day"]):
            joined[row] = text
            for column in places.values():
                if column is not None:
                    table.columns[column][row] = None
    shown = "生日" if _EASTERN.search(headers[month].key) else "Birthday"
    for column in places.values():
        if column is not None:
            headers[column] = replace(headers[column], key="")
    headers.append(header_of(shown))
    table.columns.append([joined.get(row) for row in range(table.height)])


def _place(headers: Sequence[Header], called: re.Pattern[str]) -> int | None:
    return next((i for i, header in enumerate(headers) if called.fullmatch(header.key)), None)


def _holds_days(cells: Sequence[object], rows: Sequence[int]) -> bool:
    """Whether a column that may hold whole birthdays holds days of months alone."""
    texts = [text for row in rows[:_LOOKED_AT] if (text := text_of(cells[row]))]
    return bool(texts) and all(_DAY.fullmatch(text) for text in texts)


def _birthday(year: str, month: str, day: str) -> str:
    """The birthday of three cells as people write one; empty where the month or the day is not told."""
    in_month, of_year = _DAY.fullmatch(day), _YEAR.fullmatch(year)
    if not month or in_month is None:
        return ""
    number = _MONTH.fullmatch(month)
    parts = (
        [of_year[1] if of_year else "", number[1], in_month[1]]
        if number
        else [in_month[1], month, of_year[1] if of_year else ""]
    )
    return ("-" if number else " ").join(filter(None, parts))
