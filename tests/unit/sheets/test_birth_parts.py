"""Birthdays whose month, day and year stand in columns of their own; a month alone is none."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from crmcli.sheets.model import Row
from crmcli.sheets.reading import read


def people(path: Path, text: str) -> list[Row]:
    path.write_text(text, encoding="utf-8")
    [sheet] = read([path], today=date(2026, 11, 29)).sheets
    return sheet.rows


@pytest.mark.parametrize(
    ("names", "cells", "birthday"),
    [
        ("Birth Month,Birth Day,Birth Year", "3,15,1990", "1990-03-15"),
        ("Birth Month,Birth Day,Birth Year", "July,4,", "--07-04"),
        ("DOB Day,DOB Month,DOB Year", "4,Feb,1988", "1988-02-04"),
        ("Year of Birth,Month of Birth,Day of Birth", "1990,12,31", "1990-12-31"),
        ("Birthday Month,Birthday Day", "2,29", "--02-29"),
        ("出生月,出生日", "3月,15日", "--03-15"),
        ("出生年份,出生月份,出生日", "1990年,3,5", "1990-03-05"),
        ("生日月份,生日日", "12,1", "--12-01"),
        ("Geburtsmonat,Geburtstag", "3,15", "--03-15"),
    ],
)
def test_the_parts_are_one_birthday(tmp_path: Path, names: str, cells: str, birthday: str) -> None:
    who = "姓名,手机" if names[0] >= "\u4e00" else "Name,Phone"
    [row] = people(tmp_path / "a.csv", f"{who},{names}\n王小梅,13911829855,{cells}\n")
    assert row.values["birthday"] == birthday
    assert not row.problems and not row.extra


@pytest.mark.parametrize(
    ("names", "cells"),
    [
        ("Birth Month,Birth Day,Birth Year", "3,,1990"),
        ("生日月份,内部分组", "3月,x"),
        ("Birth Year,Birth Month", "1990,3"),
    ],
)
def test_what_is_no_whole_birthday_stays_beside(tmp_path: Path, names: str, cells: str) -> None:
    [row] = people(tmp_path / "a.csv", f"Name,Phone,{names}\n王小梅,13911829855,{cells}\n")
    assert "birthday" not in row.values and not row.problems
    told = dict(zip(names.split(","), cells.split(","), strict=True))
    assert {name: text for name, text in row.extra.items() if name in told} == {
        name: text for name, text in told.items() if text
    }


def test_a_day_that_is_none_is_told(tmp_path: Path) -> None:
    [row] = people(tmp_path / "a.csv", "Name,Phone,Birth Month,Birth Day\n王小梅,13911829855,2,31\n")
    assert [(problem.field, problem.value) for problem in row.problems] == [("birthday", "2-31")]


def test_a_column_of_whole_birthdays_is_left_alone(tmp_path: Path) -> None:
    [row] = people(tmp_path / "a.csv", "Name,Phone,Birth Month,Birth Date\n王小梅,13911829855,3,1990-03-15\n")
    assert row.values["birthday"] == "1990-03-15"
