"""A street in several columns becomes one."""

from __future__ import annotations

import pytest

from crmcli.sheets.columns.headers import header_of
from crmcli.sheets.model import Table
from crmcli.sheets.tables.addresses import join_street


@pytest.mark.parametrize(
    ("heads", "cells", "street"),
    [
        ("name,street_number,address_1,address_2", "Ann,7,Wallaby Place,Delmar", "7 Wallaby Place, Delmar"),
        ("name,Address 1,Address 2", "Ann,7 High St,Flat 2", "7 High St, Flat 2"),
        ("name,Address Line 1,Address Line 2", "Ann,7 High St,", "7 High St"),
        ("Name,Straße,Hausnummer", "Ann,Ringweg,12a", "Ringweg 12a"),
        ("Nom,Rue,N°", "Ann,Rue du Lac,3", "Rue du Lac 3"),
        ("姓名,街道,门牌号", "王芳,人民路,12号", "人民路 12号"),
        ("name,street_number,address_1", "Ann,,Wallaby Place", "Wallaby Place"),
    ],
)  # fmt: skip
def test_parts_of_a_street(heads: str, cells: str, street: str) -> None:
    headers = [header_of(head) for head in heads.split(",")]
    table = Table("f", "s", [[cell or None] for cell in cells.split(",")], 1)
    join_street(table, headers, [0], ())
    kept = {header.key: cells[0] for header, cells in zip(headers, table.columns, strict=True) if header.key}
    assert list(kept.values())[1:] == [street]


def test_columns_of_which_somebody_told_what_they_mean_stay() -> None:
    headers = [header_of(head) for head in ("Name", "Address 1", "Address 2")]
    table = Table("f", "s", [["Ann"], ["7 High St"], ["Perth"]], 1)
    join_street(table, headers, [0], ("address 2",))
    assert table.columns == [["Ann"], ["7 High St"], ["Perth"]]
    assert headers[2].key == "address 2"
