"""Days off and make-up days as people type them."""

from __future__ import annotations

from datetime import date

import pytest

from crmcli.dates.days_off import entries
from crmcli.sheets.cells.typed_days import read_days, year_in


@pytest.mark.parametrize(
    ("text", "off", "work"),
    [
        ("2027-02-06..2027-02-12 春节", "2027-02-06..2027-02-12 春节", ""),
        ("2027-12-25 Christmas Day", "2027-12-25 Christmas Day", ""),
        ("2027-05-01 Workers' Day", "2027-05-01 Workers' Day", ""),
        ("2027/1/1", "2027-01-01", ""),
        ("20270101~20270103 元旦", "2027-01-01..2027-01-03 元旦", ""),
        ("2027.10.1-2027.10.7 国庆节", "2027-10-01..2027-10-07 国庆节", ""),
        ("2027年2月6日—12日 放假", "2027-02-06..2027-02-12", ""),
        ("2027-02-06 to 2027-02-08 Spring; 2027-02-14, 2027-02-20 make-up",
         "2027-02-06..2027-02-08 Spring", "2027-02-14 2027-02-20"),
        ("2027年2月6日至12日 春节，2月14日、2月20日 上班", "2027-02-06..2027-02-12 春节", "2027-02-14 2027-02-20"),
        ("春节：2027年2月6日（周六）至12日（农历初七、周五）放假调休，共7天。2月14日（周日）上班。",
         "2027-02-06..2027-02-12 春节", "2027-02-14"),
        ("一、元旦：2027年1月1日放假。二、春节：2月6日至12日放假，2月14日上班",
         "2027-01-01 元旦|2027-02-06..2027-02-12 春节", "2027-02-14"),
        ("2027-12-31至2028-01-02 元旦", "2027-12-31..2028-01-02 元旦", ""),
        ("春节：2027年2月5日（农历除夕）至11日放假调休，共7天", "2027-02-05..2027-02-11 春节", ""),
        ("春节 2027年2月5日（星期五，除夕）—2月11日", "2027-02-05..2027-02-11 春节", ""),
        ("20270206-20270212 春节", "2027-02-06..2027-02-12 春节", ""),
        ("国庆节2027年10月1日至7日，调休：9月26日、10月9日", "2027-10-01..2027-10-07 国庆节", "2027-09-26 2027-10-09"),
        ("2027年2月14日（补班）", "", "2027-02-14"),
        # A day that is exchanged is off on a weekday and worked at the weekend.
        ("2027-02-11 调休", "2027-02-11", ""),
        ("2027-02-14 调休", "", "2027-02-14"),
    ],
)  # fmt: skip
def test_days_that_are_typed(text: str, off: str, work: str) -> None:
    days = read_days(text)
    assert entries(days.off) == [part for part in off.split("|") if part]
    assert [day.isoformat() for day in sorted(days.work)] == work.split()


@pytest.mark.parametrize(
    ("text", "year", "beside", "found"),
    [
        ("2月14日", 2027, None, "2027-02-14"),
        ("12月31日至1月2日", 2027, None, "2026-12-31..2027-01-02"),
        ("12月27日", 0, date(2027, 1, 1), "2026-12-27"),
        ("1月3日", 0, date(2026, 12, 31), "2027-01-03"),
    ],
)
def test_a_day_takes_its_year_from_what_is_beside_it(
    text: str, year: int, beside: date | None, found: str
) -> None:
    assert entries(read_days(text, year, beside).off) == [found]


@pytest.mark.parametrize(
    "text", ["", "春节", "2月6日", "2027-02-30", "2027-02-12..2027-02-06", "2027-01-01..2029-01-01"]
)
def test_what_names_no_day(text: str) -> None:
    with pytest.raises(ValueError):
        read_days(text)


def test_the_later_of_two_words_about_a_day_counts() -> None:
    days = read_days("2027-02-06..2027-02-12 春节，2027-02-07 上班")
    assert entries(days.off) == ["2027-02-06 春节", "2027-02-08..2027-02-12 春节"]
    assert days.work == {date(2027, 2, 7)}


@pytest.mark.parametrize(
    ("text", "year"), [("2027年放假安排", 2027), ("2026-2027", 0), ("放假安排", 0), ("20270101", 0)]
)
def test_the_year_of_a_title(text: str, year: int) -> None:
    assert year_in(text) == year
