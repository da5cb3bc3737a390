"""Sheets written in every format that companies keep them in; binary ones by hand where no writer exists."""

from __future__ import annotations

import html
import random
import struct
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

from bench.folder_layouts import File
from bench.folder_sheets import Sheet

#: format → whether it holds several sheets, merged cells and true dates.
FORMATS = {"xlsx": True, "xls": True, "ods": True, "xlsb": True, "fods": True, "xml": True, "text": False, "html": False,
           "mhtml": False, "slk": False, "dif": False}  # fmt: skip
_WEIGHTED = (
    ("xlsx",) * 6
    + ("xls",) * 3
    + ("text",) * 5
    + ("html",) * 2
    + ("ods", "xlsb", "fods", "xml", "mhtml", "slk", "dif")
)


def chosen(draw: random.Random) -> dict[str, bool]:
    """The formats that a company uses: two or three."""
    several = draw.choice([name for name in _WEIGHTED if FORMATS[name]])
    return {name: FORMATS[name] for name in (several, draw.choice(_WEIGHTED), draw.choice(_WEIGHTED))}


def write(file: File, folder: Path, draw: random.Random, lang: str) -> Path:
    """Writes the file into the folder."""
    return _WRITERS[file.format](file, folder, draw, lang)


def shown(cell: Any) -> str:
    """A cell as text."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d %H:%M}"
    return f"{cell:%Y-%m-%d}" if isinstance(cell, date) else str(cell)


def _xlsx(file: File, folder: Path, _draw: random.Random, _lang: str) -> Path:
    from openpyxl import Workbook
    from openpyxl.utils import get_column_letter

    book = Workbook()
    book.remove(book.worksheets[0])
    for sheet in file.sheets:
        page = book.create_sheet(sheet.name)
        for line in sheet.grid:
            page.append(line)
        for top, left, bottom, right in sheet.merged:
            page.merge_cells(
                start_row=top + 1, start_column=left + 1, end_row=bottom + 1, end_column=right + 1
            )
        for row in sheet.hidden_rows:
            page.row_dimensions[row + 1].hidden = True
        for column in sheet.hidden_columns:
            page.column_dimensions[get_column_letter(column + 1)].hidden = True
        page.sheet_state = "hidden" if sheet.hidden else "visible"
    path = folder / f"{file.name}.xlsx"
    book.save(path)
    return path


def _xls(file: File, folder: Path, _draw: random.Random, _lang: str) -> Path:
    import xlwt  # type: ignore[import-untyped]

    book = xlwt.Workbook(encoding="utf-8")
    formats = {
        date: xlwt.easyxf(num_format_str="YYYY-MM-DD"),
        datetime: xlwt.easyxf(num_format_str="YYYY-MM-DD HH:MM"),
    }
    for sheet in file.sheets:
        page = book.add_sheet(sheet.name)
        hidden = {(r, c) for t, le, b, rr in sheet.merged for r in range(t, b + 1) for c in range(le, rr + 1)}
        for r, line in enumerate(sheet.grid):
            for c, cell in enumerate(line):
                if cell is not None and (r, c) not in hidden:
                    page.write(r, c, cell, formats[type(cell)]) if type(cell) in formats else page.write(
                        r, c, cell
                    )
        for top, left, bottom, right in sheet.merged:
            cell = sheet.grid[top][left] if left < len(sheet.grid[top]) else None
            page.write_merge(
                top, bottom, left, right, cell, *([formats[type(cell)]] if type(cell) in formats else [])
            )
        page.visibility = int(sheet.hidden)
    path = folder / f"{file.name}.xls"
    book.save(str(path))
    return path


def _text(file: File, folder: Path, draw: random.Random, lang: str) -> Path:
    delimiter, ending = draw.choice(
        [(",", ".csv")] * 4
        + [("\t", ".txt"), ("\t", ".xls"), (";", ".csv"), ("|", ".txt"), ("^", ".txt"), ("~", ".txt")]
    )
    encodings = {
        "cn": ("utf-8", "utf-8-sig", "gb18030", "gb18030", "utf-16"),
        "tw": ("utf-8-sig", "big5hkscs"),
        "en": ("utf-8", "utf-8-sig", "utf-16"),
    }
    lines = [
        delimiter.join(_quoted(shown(cell), delimiter) for cell in line)
        for line in _even(file.sheets[0].grid)
    ]
    data = "\r\n".join(lines) + "\r\n"
    path = folder / f"{file.name}{ending}"
    encoding = draw.choice(encodings[lang])
    try:
        path.write_bytes(data.encode(encoding))
    except UnicodeEncodeError:
        path.write_bytes(data.encode("utf-8-sig"))
    return path


def _quoted(text: str, delimiter: str) -> str:
    return '"' + text.replace('"', '""') + '"' if any(c in text for c in (delimiter, '"', "\n")) else text


def _even(grid: list[list[Any]]) -> list[list[Any]]:
    width = max((len(line) for line in grid), default=0)
    return [[*line, *[None] * (width - len(line))] for line in grid]


def _page(sheet: Sheet, charset: str) -> str:
    covered = {
        (r, c)
        for t, le, b, rr in sheet.merged
        for r in range(t, b + 1)
        for c in range(le, rr + 1)
        if (r, c) != (t, le)
    }
    spans = {(t, le): (b - t + 1, rr - le + 1) for t, le, b, rr in sheet.merged}
    lines = []
    for r, line in enumerate(_even(sheet.grid)):
        cells = []
        for c, cell in enumerate(line):
            if (r, c) in covered:
                continue
            down, right = spans.get((r, c), (1, 1))
            span = (f' rowspan="{down}"' if down > 1 else "") + (f' colspan="{right}"' if right > 1 else "")
            cells.append(f"<td{span}>{html.escape(shown(cell)).replace(chr(10), '<br>')}</td>")
        lines.append(f"<tr>{''.join(cells)}</tr>")
    return f'<html><head><meta http-equiv="Content-Type" content="text/html; charset={charset}"></head><body><table border=1>{"".join(lines)}</table></body></html>'


def _html(file: File, folder: Path, draw: random.Random, lang: str) -> Path:
    charset = "gb2312" if lang == "cn" and draw.random() < 0.5 else "utf-8"
    path = folder / f"{file.name}.xls"
    path.write_bytes(_page(file.sheets[0], charset).encode("gb18030" if charset == "gb2312" else charset))
    return path


def _mhtml(file: File, folder: Path, draw: random.Random, _lang: str) -> Path:
    import base64
    import quopri

    page = _page(file.sheets[0], "utf-8").encode("utf-8")
    coded, name = (
        (base64.encodebytes(page), "base64")
        if draw.random() < 0.5
        else (quopri.encodestring(page), "quoted-printable")
    )
    head = (
        'MIME-Version: 1.0\r\nX-Document-Type: Workbook\r\nContent-Type: multipart/related; boundary="----=_NextPart_01"\r\n\r\n'
        f"------=_NextPart_01\r\nContent-Location: file:///C:/book.htm\r\nContent-Transfer-Encoding: {name}\r\n"
        'Content-Type: text/html; charset="utf-8"\r\n\r\n'
    )
    path = folder / f"{file.name}.xls"
    path.write_bytes(
        head.encode("ascii")
        + coded.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
        + b"\r\n------=_NextPart_01--\r\n"
    )
    return path


def _xml(file: File, folder: Path, _draw: random.Random, _lang: str) -> Path:
    pages = []
    for sheet in file.sheets:
        lines = []
        covered = {
            (r, c)
            for t, le, b, rr in sheet.merged
            for r in range(t, b + 1)
            for c in range(le, rr + 1)
            if (r, c) != (t, le)
        }
        spans = {
            (t, le): f' ss:MergeDown="{b - t}" ss:MergeAcross="{rr - le}"' for t, le, b, rr in sheet.merged
        }
        for r, line in enumerate(sheet.grid):
            cells = "".join(
                f'<Cell ss:Index="{c + 1}"{spans.get((r, c), "")}><Data ss:Type="{_type(cell)}">{html.escape(_iso(cell))}</Data></Cell>'
                for c, cell in enumerate(line) if cell is not None and (r, c) not in covered
            )  # fmt: skip
            lines.append(f"<Row>{cells}</Row>")
        pages.append(
            f'<Worksheet ss:Name="{html.escape(sheet.name)}"><Table>{"".join(lines)}</Table></Worksheet>'
        )
    path = folder / f"{file.name}.xls"
    path.write_text(
        '<?xml version="1.0" encoding="UTF-8"?>\n<?mso-application progid="Excel.Sheet"?>\n'
        '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">'
        f'{"".join(pages)}</Workbook>', encoding="utf-8",
    )  # fmt: skip
    return path


def _type(cell: Any) -> str:
    return "DateTime" if isinstance(cell, date) else "Number" if isinstance(cell, int | float) else "String"


def _iso(cell: Any) -> str:
    if isinstance(cell, date):
        return (
            f"{cell:%Y-%m-%dT%H:%M:%S.000}" if isinstance(cell, datetime) else f"{cell:%Y-%m-%dT00:00:00.000}"
        )
    return shown(cell)


def _ods_tables(file: File) -> str:
    pages = []
    for sheet in file.sheets:
        covered = {
            (r, c)
            for t, le, b, rr in sheet.merged
            for r in range(t, b + 1)
            for c in range(le, rr + 1)
            if (r, c) != (t, le)
        }
        spans = {
            (t, le): f' table:number-rows-spanned="{b - t + 1}" table:number-columns-spanned="{rr - le + 1}"'
            for t, le, b, rr in sheet.merged
        }
        lines = []
        for r, line in enumerate(_even(sheet.grid)):
            cells = "".join(
                "<table:covered-table-cell/>" if (r, c) in covered else _ods_cell(cell, spans.get((r, c), ""))
                for c, cell in enumerate(line)
            )
            lines.append(f"<table:table-row>{cells or '<table:table-cell/>'}</table:table-row>")
        pages.append(f'<table:table table:name="{html.escape(sheet.name)}">{"".join(lines)}</table:table>')
    return f"<office:body><office:spreadsheet>{''.join(pages)}</office:spreadsheet></office:body>"


def _ods_cell(cell: Any, span: str) -> str:
    if cell is None:
        return f"<table:table-cell{span}/>"
    text = "".join(f"<text:p>{html.escape(part)}</text:p>" for part in shown(cell).split("\n"))
    if isinstance(cell, date):
        value = f'office:value-type="date" office:date-value="{_iso(cell).removesuffix(".000") if isinstance(cell, datetime) else cell.isoformat()}"'
    elif isinstance(cell, int | float):
        value = f'office:value-type="float" office:value="{cell}"'
    else:
        value = 'office:value-type="string"'
    return f"<table:table-cell{span} {value}>{text}</table:table-cell>"


_ODF = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2"'
)
_ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"


def _ods(file: File, folder: Path, _draw: random.Random, _lang: str) -> Path:
    path = folder / f"{file.name}.ods"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", _ODS_TYPE)
        archive.writestr(
            "content.xml",
            f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {_ODF}>{_ods_tables(file)}</office:document-content>',
        )
        archive.writestr("META-INF/manifest.xml", '<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
                         f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{_ODS_TYPE}"/></manifest:manifest>')  # fmt: skip
    return path


def _fods(file: File, folder: Path, _draw: random.Random, _lang: str) -> Path:
    path = folder / f"{file.name}.fods"
    path.write_text(
        f'<?xml version="1.0" encoding="UTF-8"?>\n<office:document {_ODF} office:mimetype="{_ODS_TYPE}">{_ods_tables(file)}</office:document>',
        encoding="utf-8",
    )
    return path


def _slk(file: File, folder: Path, _draw: random.Random, lang: str) -> Path:
    lines = ["ID;PWXL;N;E"]
    for r, line in enumerate(file.sheets[0].grid, 1):
        for c, cell in enumerate(line, 1):
            if cell is not None:
                text = shown(cell).replace(";", ";;").replace("\n", " ")
                value = repr(cell) if isinstance(cell, int | float) else f'"{text}"'
                lines.append(
                    f"C;Y{r};X{c};K{value}"
                    if c == 1 or line[c - 2] is None
                    else f"C;X{c};K{value}"
                    if lines[-1].startswith("C;")
                    else f"C;Y{r};X{c};K{value}"
                )
    path = folder / f"{file.name}.slk"
    path.write_bytes(("\r\n".join([*lines, "E"]) + "\r\n").encode("gb18030" if lang == "cn" else "utf-8"))
    return path


def _dif(file: File, folder: Path, _draw: random.Random, lang: str) -> Path:
    grid = _even(file.sheets[0].grid)
    lines = [
        "TABLE",
        "0,1",
        '"EXCEL"',
        "VECTORS",
        f"0,{len(grid[0])}",
        '""',
        "TUPLES",
        f"0,{len(grid)}",
        '""',
        "DATA",
        "0,0",
        '""',
    ]
    for line in grid:
        lines += ["-1,0", "BOT"]
        for cell in line:
            quoted = shown(cell).replace('"', '""').replace("\n", " ")
            lines += [f"0,{cell!r}", "V"] if isinstance(cell, int | float) else ["1,0", f'"{quoted}"']
    path = folder / f"{file.name}.dif"
    path.write_bytes(
        ("\r\n".join([*lines, "-1,0", "EOD"]) + "\r\n").encode("gb18030" if lang == "cn" else "utf-8")
    )
    return path


# --- .xlsb: records of a number, a length and bytes


def _record(number: int, data: bytes = b"") -> bytes:
    head = bytes((number & 0x7F | 0x80, number >> 7)) if number > 0x7F else bytes((number,))
    size, length = bytearray(), len(data)
    while True:
        size.append(length & 0x7F | (0x80 if length > 0x7F else 0))
        length >>= 7
        if not length:
            return head + bytes(size) + data


def _wide(text: str) -> bytes:
    data = text.encode("utf-16-le")
    return struct.pack("<I", len(data) // 2) + data


def _xlsb_sheet(sheet: Sheet) -> bytes:
    width = max((len(line) for line in sheet.grid), default=1)
    size = struct.pack("<IIII", 0, max(0, len(sheet.grid) - 1), 0, max(0, width - 1))
    parts = [_record(129), _record(148, size), _record(145)]
    for r, line in enumerate(sheet.grid):
        parts.append(_record(0, struct.pack("<IIHBBI", r, 0, 300, 0, 0, 0)))
        for c, cell in enumerate(line):
            place = struct.pack("<II", c, 1 if isinstance(cell, date) else 0)
            if isinstance(cell, date):
                moment = cell if isinstance(cell, datetime) else datetime(cell.year, cell.month, cell.day)
                parts.append(
                    _record(
                        5,
                        place + struct.pack("<d", (moment - datetime(1899, 12, 30)).total_seconds() / 86400),
                    )
                )
            elif isinstance(cell, int | float):
                parts.append(_record(5, place + struct.pack("<d", cell)))
            elif cell is not None:
                parts.append(_record(6, place + _wide(cell)))
    parts.append(_record(146))
    if sheet.merged:
        parts.append(_record(177, struct.pack("<I", len(sheet.merged))))
        parts += [
            _record(176, struct.pack("<IIII", top, bottom, left, right))
            for top, left, bottom, right in sheet.merged
        ]
        parts.append(_record(178))
    return b"".join([*parts, _record(130)])


def _xlsb(file: File, folder: Path, _draw: random.Random, _lang: str) -> Path:
    book = [_record(131), _record(143)]
    links, types = [], []
    for n, sheet in enumerate(file.sheets, 1):
        book.append(
            _record(156, struct.pack("<II", int(sheet.hidden), n) + _wide(f"rId{n}") + _wide(sheet.name))
        )
        links.append(
            f'<Relationship Id="rId{n}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet{n}.bin"/>'
        )
        types.append(
            f'<Override PartName="/xl/worksheets/sheet{n}.bin" ContentType="application/vnd.ms-excel.worksheet"/>'
        )
    links.append(
        '<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.bin"/>'
    )
    book += [_record(144), _record(132)]
    formats = (
        struct.pack("<HHHHBBBBHH", 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
        struct.pack("<HHHHBBBBHH", 0, 14, 0, 0, 0, 0, 0, 0, 0, 0),
    )
    styles = (
        _record(278)
        + _record(617, struct.pack("<I", 2))
        + b"".join(_record(47, f[:16]) for f in formats)
        + _record(618)
        + _record(279)
    )
    package = "http://schemas.openxmlformats.org/package/2006"
    path = folder / f"{file.name}.xlsb"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", f'<?xml version="1.0"?><Types xmlns="{package}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
                         f'<Override PartName="/xl/workbook.bin" ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/>{"".join(types)}</Types>')  # fmt: skip
        archive.writestr(
            "_rels/.rels",
            f'<?xml version="1.0"?><Relationships xmlns="{package}/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.bin"/></Relationships>',
        )
        archive.writestr(
            "xl/_rels/workbook.bin.rels",
            f'<?xml version="1.0"?><Relationships xmlns="{package}/relationships">{"".join(links)}</Relationships>',
        )
        archive.writestr("xl/workbook.bin", b"".join(book))
        archive.writestr("xl/styles.bin", styles)
        for n, sheet in enumerate(file.sheets, 1):
            archive.writestr(f"xl/worksheets/sheet{n}.bin", _xlsb_sheet(sheet))
    return path


_WRITERS: dict[str, Callable[[File, Path, random.Random, str], Path]] = {
    "xlsx": _xlsx, "xls": _xls, "ods": _ods, "fods": _fods, "xlsb": _xlsb, "xml": _xml, "text": _text, "html": _html,
    "mhtml": _mhtml, "slk": _slk, "dif": _dif,
}  # fmt: skip
