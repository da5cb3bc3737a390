"""Whether the day or the month comes first."""

from __future__ import annotations

from datetime import date

import pytest

from crmcli.sheets.cells.date_orders import date_order, orders_in, years_last
from crmcli.sheets.cells.dates import DateContext, parse_date

TODAY = date(2026, 11, 20)


def test_the_column_decides_between_day_and_month() -> None:
    assert orders_in(["3/5/2024", "25/3/2024"]).decided is True
    assert orders_in(["3/5/2024", "3/25/2024"]).decided is False
    assert orders_in(["3/5/2024", "2024-01-31"]).decided is None
    assert parse_date("3/5/2024", DateContext(TODAY, day_first=True)) == date(2024, 5, 3)


@pytest.mark.parametrize(
    ("cells", "first"),
    [(["04/13/2026", "13/04/2026", "14/04/2026"], True), (["04/13/2026", "04/14/2026", "13/04/2026"], False)],
)
def test_where_both_orders_are_written_most_dates_decide(cells: list[str], first: bool) -> None:
    found = orders_in([*cells, "05/06/2026"])
    assert found.decided is first
    assert (found.day_first, found.month_first, found.open) == ("13/04/2026", "04/13/2026", "05/06/2026")


@pytest.mark.parametrize("first", [True, False])
def test_a_date_that_can_be_read_one_way_only_is_read_that_way(first: bool) -> None:
    context = DateContext(TODAY, day_first=first)
    assert parse_date("04/13/2026", context) == parse_date("13/04/2026", context) == date(2026, 4, 13)


def test_a_sheet_decides_between_day_and_month() -> None:
    assert date_order([["3/5/2024"], ["25/3/2024"]]) == (True, "")
    assert date_order([["3/5/2024"], ["3/25/2024"]]) == (False, "")
    assert date_order([["2024-01-31", "3月5日", None]]) == (None, "")
    assert date_order([["05.03.2024", "06.03.2024"]]) == (True, "")
    assert date_order([["05.03.2024", "03.25.2024"]]) == (False, "")


def test_dates_that_nothing_decides_are_those_of_a_few_days() -> None:
    british = ["03/11/2026 09:15", "04/11/2026", "05/11/2026"]
    american = ["11/03/2026", "11/04/2026", "11/05/2026"]
    assert date_order([british]) == (True, "03/11/2026")
    assert date_order([american]) == (False, "11/03/2026")


@pytest.mark.parametrize(
    ("cells", "last"),
    [
        (["1/20/26", "3/5/26"], True), (["1/2/24", "3/5/24"], True), (["20/1/26", "13/2/26", "5/3/26"], True),
        (["24/1/2", "24/3/5"], False), (["98/5/6", "1/2/24"], False), (["24/1/2", "25/3/30"], False), (["2024-01-02", None], False),
        (["12/5/24", "11/6/24", "12/7/24"], True), (["24/12/5"], False),
    ],
)  # fmt: skip
def test_where_years_of_two_digits_stand(cells: list[object], last: bool) -> None:
    assert years_last(cells, 2026) is last


def test_dates_with_short_years_decide_their_order() -> None:
    assert date_order([["1/20/26", "3/5/26"]], short=True) == (False, "")
    assert orders_in(["20/1/26", "5/3/26"], short=True).decided is True
    american = DateContext(TODAY, year_last=True)
    assert parse_date("3/5/26", american) == date(2026, 3, 5) and parse_date("98/5/6", american) == date(
        1998, 5, 6
    )
