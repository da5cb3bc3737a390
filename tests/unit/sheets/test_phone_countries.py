"""To which country the phones of a sheet and of a row belong."""

from __future__ import annotations

from typing import Any

import pytest

from crmcli.sheets.columns.headers import header_of
from crmcli.sheets.recognising.phone_countries import RowCountries, country_by_numbers


@pytest.mark.parametrize(
    ("numbers", "home", "country"),
    [
        (["+49 228 1234567", "0228 1234568", "0731 1234567"], "CN", "DE"),
        (["1-421-904-7947", "3615550134"], "CN", "US"),
        (["(421) 904-7947", "13615550135"], "CN", "US"),
        # One customer abroad doesn't make a list foreign.
        (["+49 228 1234567", "13911829855", "021-62345678", "0755-8888888"], "CN", "CN"),
        (["13911829855", "13911829856", "18877233283"], "US", "CN"),
        (["13911829855", "021-62345678"], "DE", "CN"),
        (["030 1234567", "0228 1234567"], "DE", "DE"),
        (["+33 6 12 34 56 78", "030 1234567", "0228 1234567"], "DE", "DE"),
        (["0412 555 101", "(03) 9555 0103"], "CN", "AU"),
        ([], "FR", "FR"),
        (["+49 228 1234567"], "CN", "CN"),
    ],
)
def test_other_numbers_tell_the_sheets_country(numbers: list[str], home: str, country: str) -> None:
    headers = [header_of("Name"), header_of("Phone")]
    columns: list[list[Any]] = [["Acme"] * len(numbers), list(numbers)]
    assert country_by_numbers(headers, columns, home) == country


def test_only_columns_named_for_phones_are_looked_at() -> None:
    headers = [header_of("Order ref"), header_of("电话")]
    assert country_by_numbers(headers, [["1-421-904-7947"], ["13911829855"]], "CN") == "CN"


def rows(names: list[str], *cells: list[Any]) -> RowCountries:
    return RowCountries([header_of(name) for name in names], cells)


@pytest.mark.parametrize("name", ["Country", "国家", "Country/Region", "country_code", "BILLINGCOUNTRY", "国家/地区", "Land", "Mailing Country"])  # fmt: skip
def test_the_rows_country(name: str) -> None:
    found = rows([name], ["Germany", None, "日本", "Atlantis"])
    assert found.beside(header_of("Phone"), "CN") == ["DE", "CN", "JP", "CN"]


def test_the_country_of_the_same_address_first() -> None:
    found = rows(["Home Country", "Business Country"], ["France", "France", None], ["Germany", None, "Italy"])
    assert found.beside(header_of("Business Phone"), "CN") == ["DE", "FR", "IT"]
    assert found.beside(header_of("Home Phone"), "CN") == ["FR", "FR", "IT"]


@pytest.mark.parametrize(
    ("name", "cells"), [("Country manager", ["Ada", "Bo"]), ("Country", ["north", "south", "CN"]), ("City", ["DE", "US"])]
)  # fmt: skip
def test_columns_without_countries(name: str, cells: list[Any]) -> None:
    assert rows([name], cells).beside(header_of("Phone"), "CN") is None
