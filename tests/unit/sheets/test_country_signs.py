"""What a table says of its country beside its phones."""

from __future__ import annotations

from typing import Any

import pytest

from crmcli.sheets.columns.headers import header_of
from crmcli.sheets.recognising.phone_countries import country_by_numbers
from crmcli.sheets.tables.country_signs import countries_told


@pytest.mark.parametrize(
    ("name", "cells", "country"),
    [
        ("Postcode", ["BD23 1AA", "CF10 4AA", None], "GB"),
        ("Zip", ["T2F 8M4", "V5K0A1"], "CA"),
        ("Postal code", ["〒100-0005", "413-0011"], "JP"),
        ("Postcode", ["1012 AB"], "NL"),
        ("State", ["WA", "OR", None], "US"),
        ("Billing State", ["NSW", "VIC"], "AU"),
        ("Province", ["ON", "QC"], "CA"),
        ("GSTIN", [None], "IN"),
        ("PIN Code", ["600002"], "IN"),
        ("PLZ", ["01067"], "DE"),
        ("Straße", ["Am Ring 1"], "DE"),
        ("Raison sociale", ["Dupré SARL"], "FR"),
        ("Apellido Paterno", ["Ramos"], "MX"),
        ("Población", ["Madrid"], "ES"),
        ("Codice Fiscale", ["X"], "IT"),
        ("CNPJ", ["1"], "BR"),
        ("電話番号", ["03-3333-4444"], "JP"),
        ("フリガナ", ["ヤマダ"], "JP"),
        ("手提電話", ["5333 1122"], "HK"),
        ("地址", ["香港九龍觀塘道388號", "新界沙田安平街2號", None], "HK"),
        ("地址", ["台中市西屯區台灣大道三段", "花蓮縣吉安鄉中山路"], "TW"),
        ("住所", ["神奈川県横浜市西区高島2-6", "東京都文京区水道1-3"], "JP"),
    ],
)
def test_signs_of_a_country(name: str, cells: list[Any], country: str) -> None:
    assert countries_told([header_of(name)], [cells]) == [country]


@pytest.mark.parametrize(
    ("name", "cells"),
    [
        ("Zip", ["27601", "98101"]),
        ("邮编", ["610000"]),
        ("City", ["BD23 1AA"]),
        ("Zip", ["12", "BD23 1AA"]),
        ("地址", ["新界沙田安平街2號", "成都市锦江区", "南京市"]),
        ("备注", ["香港九龍觀塘道"]),
    ],
)
def test_no_sign(name: str, cells: list[Any]) -> None:
    assert countries_told([header_of(name)], [cells]) == []


@pytest.mark.parametrize(
    ("beside", "cells", "numbers", "country"),
    [
        # 029 and 020 are areas in China, too.
        ("Postcode", ["CF10 4AA", "SE1 1AA"], ["029 2018 0102", "020 7946 0111"], "GB"),
        ("PLZ", ["04109", "01067"], ["0351 5550101", "0341 5550102"], "DE"),
        ("Prefecture", ["Tokyo", "Shizuoka"], ["03-5555-0101", "090-5555-0103"], "JP"),
        # The numbers themselves have the last word.
        ("Postcode", ["CF10 4AA", "SE1 1AA"], ["13911829855", "13911829856"], "CN"),
        ("邮编", ["710000", "510000"], ["029-20180102", "020-79460111"], "CN"),
    ],
)
def test_numbers_of_two_countries(beside: str, cells: list[Any], numbers: list[Any], country: str) -> None:
    assert country_by_numbers([header_of(beside), header_of("Phone")], [cells, numbers], "CN") == country


def test_a_column_of_countries_goes_before() -> None:
    headers = [header_of(name) for name in ("Postcode", "Country", "Phone")]
    columns: list[list[Any]] = [["CF10 4AA", None], ["UK", None], ["029 2018 0102", "029-20180103"]]
    assert country_by_numbers(headers, columns, "CN") == "CN"
