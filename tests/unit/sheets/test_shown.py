"""Zeros that a cell's number format shows."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from crmcli.sheets.containers.shown import as_shown
from crmcli.sheets.reading import read

from .test_layouts import TODAY


@pytest.mark.parametrize(
    ("number", "code", "shown"),
    [
        (12, "00000", "00012"), (123456, "00000", "123456"), (0, "000", "000"), (12, '"C"0000', "C0012"),
        (2162345678, "000\\-00000000", "021-62345678"), (531111234, "00000-0000", "53111-1234"),
    ],
)  # fmt: skip
def test_numbers_as_their_format_shows_them(number: int, code: str, shown: str) -> None:
    assert as_shown(number, code) == shown


def test_codes_postcodes_and_phones_keep_their_zeros(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["客户编号", "客户名称", "电话", "邮编", "累计消费"])
    for place in range(2):
        sheet.append([12 + place, f"甲乙{'东西'[place]}商贸有限公司", 2162345678 + place, 10020, 500])
        formats = ("00000", "General", "000\\-00000000", "000000", "#,##0.00")
        for column, code in enumerate(formats, 1):
            sheet.cell(place + 2, column).number_format = code
    book.save(tmp_path / "客户.xlsx")
    (plan,) = read([tmp_path / "客户.xlsx"], today=TODAY).sheets
    first = plan.rows[0].values
    assert (first["external_id"], first["postcode"], first["phone"]) == ("00012", "010020", "021-62345678")
    assert first["opening_amount"] == 50_000


def test_numbers_in_other_formats_stay_numbers(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["客户编号", "客户名称", "手机"])
    book.active.append([12, "甲乙商贸有限公司", 13900000001])
    book.active.cell(2, 1).number_format = "0"
    book.save(tmp_path / "客户.xlsx")
    (plan,) = read([tmp_path / "客户.xlsx"], today=TODAY).sheets
    assert plan.rows[0].values["external_id"] == "12"
