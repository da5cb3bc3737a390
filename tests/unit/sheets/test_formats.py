"""One small sheet in every format that is read: cells, merged ranges and what is hidden come out alike."""

from __future__ import annotations

import random
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from bench.folder_formats import FORMATS, write
from bench.folder_layouts import File
from bench.folder_sheets import Sheet
from crmcli.errors import Unreadable
from crmcli.sheets.containers import webarchive
from crmcli.sheets.containers.lines import is_lines, parse_lines
from crmcli.sheets.reading import read, tables_of

GRID: list[list[Any]] = [
    ["客户名称", "联系电话", "金额", "日期", "时间"],
    ["甲地商贸有限公司", "13900000001", 1234.5, date(2026, 3, 5), datetime(2026, 3, 5, 9, 30)],
    [None, "13900000002", 7, None, None],
    ["乙;丙 “商行”", "a\nb", None, None, None],
]
MERGED = [(1, 0, 2, 0)]
#: Formats that keep numbers and days as such, merged cells, line breaks.
TYPED = {"xlsx", "xls", "ods", "xlsb", "fods"}
MERGING = {"xlsx", "xls", "ods", "xlsb", "fods", "xml", "html", "mhtml"}


def one(format_: str, folder: Path, **more: Any) -> Path:
    """The grid as a file of this format."""
    sheet = Sheet("客户", [list(line) for line in GRID], list(MERGED), **more)
    return write(File("甲", format_, [sheet]), folder, random.Random(3), "cn")


@pytest.mark.parametrize("format_", FORMATS)
def test_a_sheet_is_the_same_in_every_format(format_: str, tmp_path: Path) -> None:
    (table,) = tables_of(one(format_, tmp_path))
    rows = [table.row(i) for i in range(table.height)]
    assert rows[0] == GRID[0]
    assert [row[0] for row in rows[1:]] == ["甲地商贸有限公司", None, "乙;丙 “商行”"]
    assert str(rows[1][2]) in ("1234.5", "1234.50") and str(rows[2][2]) == "7"
    if format_ in TYPED:
        assert rows[1][3:] == [date(2026, 3, 5), datetime(2026, 3, 5, 9, 30)]
    assert table.merged == ([((1, 0), (2, 0))] if format_ in MERGING else [])


def test_a_hidden_sheet_of_xlsb_is_told(tmp_path: Path) -> None:
    path = write(
        File("甲", "xlsb", [Sheet("客户", GRID), Sheet("旧", GRID, hidden=True)]),
        tmp_path,
        random.Random(1),
        "cn",
    )
    assert [(table.sheet, table.hidden) for table in tables_of(path)] == [("客户", False), ("旧", True)]


def test_hidden_columns_are_read_and_told(tmp_path: Path) -> None:
    reading = read([one("xlsx", tmp_path, hidden_columns=[1, 2], hidden_rows=[2])], today=date(2026, 11, 20))
    assert any("hidden columns" in text and text.endswith("B, C.") for text in reading.warnings)
    assert any("hidden or filtered rows" in text and text.endswith("3.") for text in reading.warnings)


_ODS_HIDDEN = (
    '<table:table table:name="客户" table:style-name="ta2"><table:table-column table:number-columns-repeated="2"/>'
    '<table:table-column table:visibility="collapse"/><table:table-row/>'
    '<table:table-row table:visibility="filter" table:number-rows-repeated="2">'
    '<table:table-cell office:value-type="string"><text:p>甲</text:p></table:table-cell><table:table-cell/>'
    '<table:table-cell office:value-type="float" office:value="3"><text:p>3</text:p></table:table-cell></table:table-row></table:table>'
)
_ODS_STYLE = '<office:automatic-styles><style:style style:name="ta2" style:family="table"><style:table-properties table:display="false"/></style:style></office:automatic-styles>'


@pytest.mark.parametrize("format_", ["ods", "fods"])
def test_open_document_tells_what_it_hides(
    format_: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = f'{_ODS_STYLE}<office:body xmlns:style="urn:s"><office:spreadsheet>{_ODS_HIDDEN}</office:spreadsheet></office:body>'
    body = body.replace("<office:automatic-styles>", '<office:automatic-styles xmlns:style="urn:s">')
    monkeypatch.setattr("bench.folder_formats._ods_tables", lambda _file: body)
    (table,) = tables_of(one(format_, tmp_path))
    assert table.hidden and table.hidden_rows == (1, 2) and table.hidden_columns == (2,)
    assert table.row(2) == ["甲", None, 3]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ('ID;PWXL\nC;Y1;X1;K"a;;b"\nC;X3;K5\nF;X9\nC;Y3;X1;K"""q"""\nE\n', [["a;b", "", "5"], [""], ['"q"', "", ""]]),
        ("ID;P\nC;Y2000000;X1;K1\nC;Y1;X9999;K2\nE\n", []),
        ('TABLE\n0,1\n"x"\nDATA\n0,0\n""\n-1,0\nBOT\n1,0\n"a""b"\n0,2.5\nV\n0,0\nNA\n-1,0\nEOD\n', [['a"b', "2.5", ""]]),
    ],
)  # fmt: skip
def test_cells_line_by_line(text: str, rows: list[list[str]]) -> None:
    assert is_lines(text)
    assert parse_lines(text) == rows


def test_other_text_is_not_cell_by_line() -> None:
    assert not is_lines("TABLE,客户\n") and not is_lines("id;name\n")


@pytest.mark.parametrize(
    ("head", "found"),
    [
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n boundary=x\r\n\r\n", True),
        (b"From: <Saved by Blink>\nSnapshot-Content-Location: http://x\nMIME-Version: 1.0\n", True),
        (b"From: a\nTo: b\n", False),
        ("客户,电话\nMIME-Version: 1.0\n".encode(), False),
    ],
)
def test_web_archives_are_known_by_their_head(head: bytes, found: bool) -> None:
    assert webarchive.is_archive(head) is found


def test_a_web_archive_without_a_page_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "甲.xls"
    path.write_bytes(b"MIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\nnothing\r\n")
    with pytest.raises(Unreadable):
        tables_of(path)
