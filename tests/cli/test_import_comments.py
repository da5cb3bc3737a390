"""What somebody wrote at a cell (批注) is a note of the record in that row."""

from __future__ import annotations

import struct
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlwt
from openpyxl.comments import Comment

from .conftest import Crm
from .test_import import rows, totals

# What sheets say is read the same for either engine.
pytestmark = pytest.mark.file

HEAD = ["客户名称", "联系电话", "城市", "备注"]
LINES = [
    ["甲乙商贸有限公司", "13900000001", "绵阳", "老客户"],
    ["丙丁商贸有限公司", "13900000002", "德阳", None],
]


def commented(
    path: Path, head: list[Any], lines: list[list[Any]], said: dict[str, str], above: int = 0
) -> Path:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    for _line in range(above):
        sheet.append(["客户资料汇总"])
    for line in (head, *lines):
        sheet.append(line)
    for cell, text in said.items():
        sheet[cell].comment = Comment(text, "王芳")
    workbook.save(path)
    return path


def notes(crm: Crm) -> list[str | None]:
    return [row["note"] for row in rows(crm, "customers")]


@pytest.mark.parametrize("above", [0, 1])
def test_comments_become_notes_with_their_columns(crm: Crm, tmp_path: Path, above: int) -> None:
    row = 2 + above
    said = {
        f"B{row}": "王芳:\n月底换号",
        f"C{row + 1}": "分店在广汉",
        f"A{row + 1}": "先付款",
        f"A{row - 1}": "必填",
    }
    totals(crm, str(commented(tmp_path / "a.xlsx", HEAD, LINES, said, above)))
    assert notes(crm) == ["老客户\n联系电话: 王芳:\n月底换号", "客户名称: 先付款\n城市: 分店在广汉"]


def test_comments_in_a_sheet_of_orders_and_of_contacts(crm: Crm, tmp_path: Path) -> None:
    crm.ok("add", "甲乙商贸")
    orders = ["Order No", "Order Date", "Customer", "Amount"]
    path = commented(
        tmp_path / "o.xlsx", orders, [["A1", "2026-03-05", "甲乙商贸", 10]], {"D2": "half in cash"}
    )
    totals(crm, str(path))
    assert rows(crm, "purchases")[0]["note"] == "Amount: half in cash"
    log = ["日期", "客户", "跟进内容", "渠道"]
    path = commented(
        tmp_path / "l.xlsx", log, [["2026-03-05", "甲乙商贸", "谈续约", "电话"]], {"C2": "要发合同"}
    )
    totals(crm, str(path))
    assert rows(crm, "interactions")[0]["custom.Comments"] == "跟进内容: 要发合同"


def test_the_words_of_a_thread_stand_for_its_copy(crm: Crm, tmp_path: Path) -> None:
    path = commented(
        tmp_path / "a.xlsx", HEAD, LINES[:1], {"B2": "[Threaded comment] Your version of Excel …"}
    )
    thread = (
        '<ThreadedComments xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments">'
        '<threadedComment ref="B2" personId="{1}" id="{2}"><text>call before ten &amp; never on Friday</text></threadedComment>'
        '<threadedComment ref="B2" personId="{3}" id="{4}" parentId="{2}"><text>done</text></threadedComment></ThreadedComments>'
    )
    whole = tmp_path / "b.xlsx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(whole, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "xl/worksheets/_rels/sheet1.xml.rels":
                link = b'<Relationship Type="x/threadedComment" Target="../threadedComments/threadedComment1.xml" Id="r9"/>'
                data = data.replace(b"</Relationships>", link + b"</Relationships>")
            new.writestr(name, data)
        new.writestr("xl/threadedComments/threadedComment1.xml", thread)
    totals(crm, str(whole))
    assert notes(crm) == ["老客户\n联系电话: call before ten & never on Friday\ndone"]


_ROWS = (
    '<table:table table:name="客户"><table:table-row><table:table-cell office:value-type="string"><text:p>客户名称</text:p>'
    '</table:table-cell><table:table-cell office:value-type="string"><text:p>联系电话</text:p></table:table-cell>'
    '</table:table-row><table:table-row table:number-rows-repeated="1"><table:table-cell office:value-type="string">'
    '<text:p>甲乙商贸有限公司</text:p></table:table-cell><table:table-cell office:value-type="string"><office:annotation>'
    "<dc:creator>王芳</dc:creator><dc:date>2026-03-05T00:00:00</dc:date><text:p>月底换号</text:p><text:p>再打一次</text:p>"
    "</office:annotation><text:p>13900000001</text:p></table:table-cell></table:table-row></table:table>"
)
_NAMES = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/"'
)


def test_comments_of_opendocument(crm: Crm, tmp_path: Path) -> None:
    body = f"<office:body><office:spreadsheet>{_ROWS}</office:spreadsheet></office:body>"
    content = f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {_NAMES}>{body}</office:document-content>'
    path = tmp_path / "a.ods"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
        archive.writestr("content.xml", content)
    totals(crm, str(path))
    assert notes(crm) == ["联系电话: 月底换号\n再打一次"]


def test_comments_of_a_flat_opendocument(crm: Crm, tmp_path: Path) -> None:
    body = f"<office:body><office:spreadsheet>{_ROWS}</office:spreadsheet></office:body>"
    path = tmp_path / "a.fods"
    path.write_text(
        f'<?xml version="1.0" encoding="UTF-8"?><office:document {_NAMES} office:mimetype="x">{body}</office:document>',
        "utf-8",
    )
    totals(crm, str(path))
    assert notes(crm) == ["联系电话: 月底换号\n再打一次"]


def test_a_comment_on_a_columns_name_is_told(crm: Crm, tmp_path: Path) -> None:
    path = commented(tmp_path / "a.xlsx", HEAD, LINES, {"B1": "座机也可以"})
    run = crm("import", str(path), "--yes")
    assert "联系电话: 座机也可以" in run.out + run.err


def _record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def _note(number: int, row: int, column: int, text: str) -> bytes:
    """The records of a comment: an object, its text, and the cell that bears it."""
    wide = text.encode("utf-16-le")
    return b"".join(
        (
            _record(0x5D, struct.pack("<HHHHH12xHH", 0x15, 0x12, 0x19, number, 0x4011, 0, 0)),
            _record(0x1B6, struct.pack("<HH6xHH4x", 0x212, 0, len(text), 16)),
            _record(0x3C, b"\x01" + wide),
            _record(0x3C, struct.pack("<HHIHHI", 0, 0, 0, len(text), 0, 0)),
            _record(0x1C, struct.pack("<4HHB2sB", row, column, 0, number, 1, 0, b"Ab", 0)),
        )
    )


@pytest.mark.parametrize("size", [2, 400])
def test_comments_of_an_old_workbook(crm: Crm, tmp_path: Path, size: int) -> None:
    workbook = xlwt.Workbook()
    sheet = workbook.add_sheet("客户")
    lines = [HEAD, *LINES, *([f"第{i}号商贸有限公司", f"138{i:08}", "", None] for i in range(size - 2))]
    for r, line in enumerate(lines):
        for c, cell in enumerate(line):
            sheet.write(r, c, cell)
    plain = sheet.get_biff_data
    said = _note(1, 1, 1, "月底换号") + _note(2, 2, 0, "先付款")
    sheet.get_biff_data = lambda: plain()[:-4] + said + plain()[-4:]
    workbook.save(str(tmp_path / "a.xls"))
    totals(crm, str(tmp_path / "a.xls"))
    assert notes(crm)[:2] == ["老客户\n联系电话: 月底换号", "客户名称: 先付款"]
