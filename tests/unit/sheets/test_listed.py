"""Cells with a list or record in JSON, area codes in columns of their own, and words that column names share."""

from __future__ import annotations

from typing import Any

import pytest

from crmcli.sheets.columns.headers import header_of
from crmcli.sheets.columns.shared_words import without_shared_words
from crmcli.sheets.model import Table
from crmcli.sheets.tables.area_codes import join_area_codes
from crmcli.sheets.tables.listed import open_lists


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ('["6 High St", ""]', "6 High St"),
        ('[{"label": "work", "value": "a@q.example"}, {"label": "home", "value": "b@q.example"}]', "a@q.example; b@q.example"),
        ("[12, 13]", "12; 13"),
        ("[]", None),
        ('[["nested"]]', '[["nested"]]'),
        ("[left open]", "[left open]"),
        ("plain", "plain"),
    ],
)  # fmt: skip
def test_lists_in_cells(cell: str, text: str | None) -> None:
    table = Table("a.csv", "a", [["Street", cell]], 2)
    open_lists(table, [1])
    assert table.columns[0][1] == text


@pytest.mark.parametrize(
    ("names", "row", "phone"),
    [
        (("Vorwahl", "Telefon"), ("09443", "790603"), "09443 790603"),
        (("Telefon", "Vorwahl"), ("790603", "09443"), "09443 790603"),
        (("Country Code", "Phone"), ("91", "09812345670"), "+91 9812345670"),
        (("Country Code", "Phone"), ("+44", "1134960113"), "+44 1134960113"),
        (("country_code", "mobile"), (233, 233241234567), "+233241234567"),
        (("Country Code", "Phone"), ("91", "+44 113 4960113"), "+44 113 4960113"),
        (("Country Code", "Phone"), ("DE", "030 901820"), "030 901820"),
        (("Area Code", "City"), ("0113", "Leeds"), "Leeds"),
    ],
)
def test_codes_beside_phones(names: tuple[str, str], row: tuple[Any, Any], phone: str) -> None:
    table = Table("a.csv", "a", [[name, cell] for name, cell in zip(names, row, strict=True)], 2)
    join_area_codes(table, [header_of(name) for name in names], [1])
    assert phone in (table.columns[0][1], table.columns[1][1])


@pytest.mark.parametrize(
    ("names", "keys"),
    [
        (("nom_client", "tel_client", "fax_client", "adresse_client"), ("nom client", "tel", "fax", "adresse")),
        (("Lead Phone", "Lead City", "Lead Zip", "Notes"), ("phone", "city", "zip", "notes")),
        (("Contact Phone", "Company Phone", "City", "Country", "Notes"), ("contact phone", "company phone", "city", "country", "notes")),
    ],
)  # fmt: skip
def test_words_that_names_share(names: tuple[str, ...], keys: tuple[str, ...]) -> None:
    assert tuple(header.key for header in without_shared_words([header_of(name) for name in names])) == keys
