"""The decimal sign, by what numbers prove."""

from __future__ import annotations

import pytest

from crmcli.sheets.cells.decimals import CONTRADICTED, own_sign, plain_numbers, prove, two_ways


@pytest.mark.parametrize(
    ("number", "sign"),
    [
        ("957,5775", ","), ("12,96", ","), ("1,5", ","), ("0,125", ","), ("1234,567", ","), ("1.234,50", ","),
        ("1.234.567", ","), ("1,234.50", "."), ("1,234,567", "."), ("12.96", "."), ("957.5775", "."), ("0.125", "."),
        ("12,3456,7890", "."), ("22,368", ""), ("22.368", ""), ("1500", ""), ("1,23,4", ""),
    ],
)  # fmt: skip
def test_what_a_number_proves_by_itself(number: str, sign: str) -> None:
    assert own_sign(number) == sign


@pytest.mark.parametrize(
    ("cells", "sign"),
    [
        (["22,368", "957,5775"], ","), (["22,368", "12,96"], ","), (["22,368", "1,234.50"], "."), (["22,368", "8.5"], "."),
        (["22,368", "$1,200"], "."), (["22,368", "￥1,200"], "."), (["€ 22,368"], ""), (["22,368", 5, None], ""),
        (["12,96", "8.5"], CONTRADICTED), ([12.5, 3], ""),
    ],
)  # fmt: skip
def test_one_value_decides_its_column(cells: list[object], sign: str) -> None:
    assert prove(cells).sign == sign


@pytest.mark.parametrize(
    ("text", "sign", "plain"),
    [
        ("22,368", ".", "22368"), ("22,368", ",", "22.368"), ("22.368", ",", "22368"), ("22.368", ".", "22.368"),
        ("1.234.567", ".", "1234567"), ("-1.234,50€", ".", "-1234.50€"), ("1'234.50", ".", "1234.50"), ("8.5", ",", "8.5"),
        ("22,368", CONTRADICTED, "22,368"), ("22.368", CONTRADICTED, "22,368"), ("8.5", CONTRADICTED, "8.5"),
        ("1,23,4", ".", "1,23,4"),
    ],
)  # fmt: skip
def test_numbers_written_plainly(text: str, sign: str, plain: str) -> None:
    assert plain_numbers(text, sign) == plain


@pytest.mark.parametrize(("decimal", "plain"), [(",", "1.2800"), (".", "1,2800"), ("?", "1,2800")])
def test_four_digits_behind_a_comma_are_decimals_only_where_the_column_has_a_decimal_comma(
    decimal: str, plain: str
) -> None:
    assert plain_numbers("1,2800", decimal) == plain


@pytest.mark.parametrize(
    ("typed", "ways"),
    [
        ("1,2", ("12", "1.2")), ("12,50", ("1250", "12.50")), ("，5", ("5", "0.5")), ("1,2万", ("12万", "1.2万")),
        ("¥ 12,5", ("¥125", "¥12.5")), ("1.234", ("1234", "1.23")),
        ("1,234", None), ("1,234.50", None), ("1.234,50", None), ("12.5", None), ("0.125", None), ("1.234万", None),
        ("1,234,567", None), ("1500", None), ("三万", None),
    ],
)  # fmt: skip
def test_what_is_typed_by_itself_may_be_read_in_two_ways(typed: str, ways: tuple[str, str] | None) -> None:
    assert two_ways(typed) == ways
