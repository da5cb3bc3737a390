"""Files that nobody should have to open: broken, lying, enormous or strange ones, made when a test needs them."""

from __future__ import annotations

import io
import os
import random
import socket
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_HEADER = '<row r="1"><c r="A1" t="inlineStr"><is><t>客户名称</t></is></c><c r="B1" t="inlineStr"><is><t>手机</t></is></c><c r="C1" t="inlineStr"><is><t>首次合作日期</t></is></c></row>'
_GOOD = '<row r="2"><c r="A2" t="inlineStr"><is><t>好客商贸有限公司</t></is></c><c r="B2"><v>13900000001</v></c></row>'
#: Decompressed megabytes of the bombs: more than reading may take.
_BOMB = 800


@dataclass(frozen=True)
class Case:
    """One file. `good` is how many customers it holds in spite of all; None if it must be refused."""

    name: str
    make: Callable[[Path], Path]
    good: int | None = None


def sheet(rows: str, before: str = "", after: str = "", head: str = "") -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?>{head}<worksheet xmlns="{_MAIN}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'.encode()


def parts(
    body: bytes, book: str = "", extra: dict[str, bytes] | None = None, sheets: int = 1
) -> dict[str, bytes]:
    """The parts of a small workbook with this sheet."""
    names = "".join(f'<sheet name="S{i}" sheetId="{i}" r:id="rId{i}"/>' for i in range(1, sheets + 1))
    links = "".join(
        f'<Relationship Id="rId{i}" Type="{_RELATIONS}/worksheet" Target="worksheets/sheet{i}.xml"/>'
        for i in range(1, sheets + 1)
    )
    strings = f'<Relationship Id="rId9999" Type="{_RELATIONS}/sharedStrings" Target="sharedStrings.xml"/>'
    if extra and "xl/sharedStrings.xml" in extra:
        links += strings
    package = "http://schemas.openxmlformats.org/package/2006"
    sheet_type = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    overrides = "".join(
        f'<Override PartName="/xl/worksheets/sheet{i}.xml" ContentType="{sheet_type}.worksheet+xml"/>'
        for i in range(1, sheets + 1)
    )
    return {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="{sheet_type}.sheet.main+xml"/>{overrides}</Types>'.encode(),
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" Type="{_RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>'.encode(),
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}">{book}<sheets>{names}</sheets></workbook>'.encode(),
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">{links}</Relationships>'.encode(),
        **{f"xl/worksheets/sheet{i}.xml": body for i in range(1, sheets + 1)},
        **(extra or {}),
    }


def zipped(name: str, content: dict[str, bytes]) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        with zipfile.ZipFile(folder / name, "w", zipfile.ZIP_DEFLATED) as archive:
            for part, data in content.items():
                archive.writestr(part, data)
        return folder / name

    return make


def workbook(rows: str, **more: str) -> Callable[[Path], Path]:
    return zipped("客户.xlsx", parts(sheet(rows, **more)))


def raw(name: str, data: bytes) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        (folder / name).write_bytes(data)
        return folder / name

    return make


def csv(text: str, encoding: str = "utf-8") -> Callable[[Path], Path]:
    return raw("客户.csv", text.encode(encoding))


def damaged(cut: Callable[[bytes], bytes]) -> Callable[[Path], Path]:
    """A good workbook with something done to its bytes."""

    def make(folder: Path) -> Path:
        path = workbook(_HEADER + _GOOD)(folder)
        path.write_bytes(cut(path.read_bytes()))
        return path

    return make


def bomb(member: str, start: bytes, piece: bytes, end: bytes) -> Callable[[Path], Path]:
    """A workbook of which one part is many times larger than its file."""

    def make(folder: Path) -> Path:
        content = parts(sheet(_HEADER + _GOOD), extra={"xl/sharedStrings.xml": b""})
        path = folder / "客户.xlsx"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            for part, data in content.items():
                if part != member:
                    archive.writestr(part, data)
            with archive.open(member, "w", force_zip64=True) as file:
                block = piece * (4_000_000 // len(piece))
                file.write(start)
                for _turn in range(_BOMB // 4):
                    file.write(block)
                file.write(end)
        return path

    return make


def cells(*values: str) -> str:
    """The header and one good customer whose third column holds the cell, or whatever stands in its place."""
    lines = [
        f'<row r="{i}"><c r="A{i}" t="inlineStr"><is><t>第{i}商贸有限公司</t></is></c><c r="B{i}"><v>1390000{i:04d}</v></c>{value}</row>'
        for i, value in enumerate(values, 2)
    ]
    return _HEADER + "".join(lines)


_LAUGHS = (
    '<!DOCTYPE l [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(98 + i)} "{f"&{chr(97 + i)};" * 10}">' for i in range(9))
    + "]>"
)
_FOREIGN = '<!DOCTYPE l [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
_XML2003 = '<?xml version="1.0"?>{doctype}<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="S"><Table>{rows}</Table></Worksheet></Workbook>'
_ROWS2003 = '<Row><Cell><Data ss:Type="String">客户名称</Data></Cell><Cell><Data ss:Type="String">手机</Data></Cell></Row><Row{row}><Cell{cell}><Data ss:Type="String">{name}</Data></Cell><Cell><Data ss:Type="String">13900000001</Data></Cell></Row>'


def xml2003(
    doctype: str = "", row: str = "", cell: str = "", name: str = "好客商贸有限公司"
) -> Callable[[Path], Path]:
    rows = _ROWS2003.format(row=row, cell=cell, name=name)
    return raw("客户.xls", _XML2003.format(doctype=doctype, rows=rows).encode())


def html(table: str) -> Callable[[Path], Path]:
    return raw("客户.xls", f"<html><meta charset=utf-8><body>{table}</body></html>".encode())


def ods(rows: str, manifest: str = "") -> Callable[[Path], Path]:
    spaces = "".join(
        f' xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for short, name in (("office", "office"), ("table", "table"), ("text", "text"))
    )
    content = f'<office:document-content{spaces}><office:body><office:spreadsheet><table:table table:name="S">{rows}</table:table></office:spreadsheet></office:body></office:document-content>'
    name = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    listed = f'<manifest:manifest xmlns:manifest="{name}"><manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml">{manifest}</manifest:file-entry></manifest:manifest>'
    return zipped(
        "客户.ods",
        {
            "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": content.encode(),
            "META-INF/manifest.xml": listed.encode(),
        },
    )  # fmt: skip


def _ods_row(*texts: str, repeated: str = "") -> str:
    found = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'
        for text in texts
    )
    return f"<table:table-row{repeated}>{found}</table:table-row>"


_MHTML = b"MIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"


def fods(rows: str, doctype: str = "") -> Callable[[Path], Path]:
    spaces = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    body = f'<table:table table:name="S">{rows}</table:table>'
    text = f"<?xml version='1.0'?>{doctype}<office:document{spaces}><office:body><office:spreadsheet>{body}</office:spreadsheet></office:body></office:document>"
    return raw("客户.fods", text.encode())


def _link_loop(folder: Path) -> Path:
    (folder / "a.xlsx").symlink_to(folder / "b.xlsx")
    (folder / "b.xlsx").symlink_to(folder / "a.xlsx")
    return folder / "a.xlsx"


def _link(folder: Path, target: Path) -> Path:
    (folder / "客户.csv").symlink_to(target)
    return folder / "客户.csv"


def _link_to_good(folder: Path) -> Path:
    return _link(folder, raw("other.csv", _CSV.encode())(folder))


def _folder_in_itself(folder: Path) -> Path:
    raw("客户.csv", _CSV.encode())(folder)
    (folder / "again").symlink_to(folder, target_is_directory=True)
    return folder


def _pipe(folder: Path) -> Path:
    os.mkfifo(folder / "客户.csv")
    return folder / "客户.csv"


def _pipe_in_folder(folder: Path) -> Path:
    os.mkfifo(folder / "pipe.csv")
    raw("客户.csv", _CSV.encode())(folder)
    return folder


def _socket(folder: Path) -> Path:
    # A socket's path may be no longer than about a hundred bytes.
    here = Path.cwd()
    with socket.socket(socket.AF_UNIX) as made:
        try:
            os.chdir(folder)
            made.bind("s.csv")
        finally:
            os.chdir(here)
    return folder / "s.csv"


def _folder_called_file(folder: Path) -> Path:
    (folder / "客户.xlsx").mkdir()
    return folder / "客户.xlsx"


def _deep_folder(folder: Path) -> Path:
    deep = folder.joinpath(*["d" * 50] * 20)
    deep.mkdir(parents=True)
    return raw("客户.csv", _CSV.encode())(deep)


def _encrypted_member(data: bytes) -> bytes:
    """Every entry says that it is encrypted."""
    changed = bytearray(data)
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = changed.find(mark)
        while at >= 0:
            changed[at + offset] |= 1
            at = changed.find(mark, at + 4)
    return bytes(changed)


def _flipped(data: bytes) -> bytes:
    middle = data.find(b"sheet1.xml") + 60
    return data[:middle] + bytes(255 - b for b in data[middle : middle + 40]) + data[middle + 40 :]


def _docx() -> dict[str, bytes]:
    return {"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w:document/>"}


def _empty_zip() -> bytes:
    file = io.BytesIO()
    zipfile.ZipFile(file, "w").close()
    return file.getvalue()


_NOISE = random.Random(7).randbytes(20_000)
_OLE = bytes.fromhex("D0CF11E0A1B11AE1")
_CSV = "客户名称,手机\r\n好客商贸有限公司,13900000001\r\n"
_DAY = '<c r="C{0}"><v>{1}</v></c>'

BROKEN = (
    Case("empty file", raw("客户.xlsx", b"")),
    Case("only blanks", raw("客户.csv", b" \r\n\t\r\n")),
    Case("only a byte order mark", raw("客户.csv", b"\xef\xbb\xbf")),
    Case("only zeros", raw("客户.xlsx", b"\0" * 5000)),
    Case("noise", raw("客户.xlsx", _NOISE)),
    Case("noise as text", raw("客户.csv", _NOISE)),
    Case("cut workbook", damaged(lambda data: data[: len(data) // 2])),
    Case("workbook without its end", damaged(lambda data: data[:-20])),
    Case("flipped bytes", damaged(_flipped)),
    Case("archive of nothing", raw("客户.xlsx", _empty_zip())),
    Case("first bytes of an archive", raw("客户.xlsx", b"PK\x03\x04" + _NOISE)),
    Case("encrypted entries", damaged(_encrypted_member)),
    Case("letter", zipped("客户.xlsx", _docx())),
    Case("workbook without sheets", zipped("客户.xlsx", parts(b"", sheets=0))),
    Case("sheet that is no XML", zipped("客户.xlsx", parts(b"<worksheet><sheetData><row><c"))),
    Case("sheet that is missing", zipped("客户.xlsx", {k: v for k, v in parts(b"").items() if "sheet1" not in k})),
    Case("old workbook cut", raw("客户.xls", _OLE + _NOISE[:3000])),
    Case("old workbook of zeros", raw("客户.xls", _OLE + b"\0" * 10_000)),
    Case("protected workbook", raw("客户.xlsx", _OLE + b"\0" * 2000 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 3000)),
    Case("portable document", raw("客户.xlsx", b"%PDF-1.7\n" + _NOISE)),
    Case("picture", raw("客户.xls", b"\x89PNG\r\n\x1a\n" + _NOISE)),
    Case("compressed table", raw("客户.csv", b"\x1f\x8b\x08" + _NOISE)),
    Case("database", raw("客户.csv", b"SQLite format 3\0" + _NOISE)),
    Case("page without a table", html("<p>hello")),
    Case("text without a table", raw("客户.csv", "今天天气很好。\n".encode() * 50)),
    Case("address book without people", raw("a.vcf", b"BEGIN:VCARD\r\nVERSION:3.0\r\nEND:VCARD\r\n"), 0),
)  # fmt: skip

ENORMOUS = (
    Case("bomb of rows", bomb("xl/worksheets/sheet1.xml", sheet("")[:-26], b"<row><c><v>1</v></c></row>", b"</sheetData></worksheet>")),
    Case("bomb of strings", bomb("xl/sharedStrings.xml", f'<sst xmlns="{_MAIN}">'.encode(), b"<si><t>xxxxxxxx</t></si>", b"</sst>"), 0),
    Case("bomb of one string", bomb("xl/sharedStrings.xml", f'<sst xmlns="{_MAIN}"><si><t>'.encode(), b"x" * 1000, b"</t></si></sst>"), 0),
    Case("laughing sheet", workbook(cells('<c r="C2" t="inlineStr"><is><t>&j;</t></is></c>'), head=_LAUGHS), 0),
    Case("laughing table of 2003", xml2003(_LAUGHS, name="&j;")),
    Case("foreign entity", workbook(cells('<c r="C2" t="inlineStr"><is><t>&x;</t></is></c>'), head=_FOREIGN), 0),
    Case("foreign entity of 2003", xml2003(_FOREIGN, name="&x;")),
    Case("dimension of a whole sheet", workbook(_HEADER + _GOOD, before='<dimension ref="A1:XFD1048576"/>'), 1),
    Case("dimension of one cell", workbook(_HEADER + _GOOD, before='<dimension ref="A1"/>'), 1),
    Case("cell in the last corner", workbook(_HEADER + _GOOD + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'), 0),
    Case("cell beyond the last corner", workbook(_HEADER + _GOOD + '<row r="1048577"><c r="XFE1048577"><v>1</v></c></row>'), 0),
    Case("cell with an impossible name", workbook(_HEADER + _GOOD + '<row r="3"><c r="ZZZZZZZZ99999999999"><v>1</v></c></row>'), 0),
    Case("cell without a number", workbook(_HEADER + _GOOD + '<row r="0"><c r="A0"><v>1</v></c></row>'), 0),
    Case("merged over everything", workbook(_HEADER + _GOOD, after='<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'), 0),
    Case("a thousand sheets", zipped("客户.xlsx", parts(sheet(_HEADER + _GOOD), sheets=1000)), 1),
    Case("row far away in 2003", xml2003(row=' ss:Index="99999999"'), 0),
    Case("cell far away in 2003", xml2003(cell=' ss:Index="99999999"'), 0),
    Case("merged down in 2003", xml2003(cell=' ss:MergeDown="99999999" ss:MergeAcross="99999999"'), 0),
    Case("spans of a page", html("<table><tr><td colspan=999999999 rowspan=999999999>客户名称<td>手机<tr><td>a</table>"), 0),
    Case("tables in tables", html("<table><tr><td>" * 20_000)),
    Case("repeated rows", ods(_ods_row("客户名称", "手机") + _ods_row("好客商贸有限公司", "13900000001", repeated=' table:number-rows-repeated="400000"')), 0),
    Case("repeated empty rows", ods(_ods_row("客户名称", "手机") + _ods_row("好客商贸有限公司", "13900000001") + _ods_row("", repeated=' table:number-rows-repeated="1048000"')), 1),
    Case("an address that could be divided in billions of ways", csv(f"客户名称,邮箱\n远鑫酒店,a@b.{'9x' * 60}@c\n"), 1),
    Case("column name of opening brackets", csv(f"{_CSV.splitlines()[0]},{'(' * 30_000}\n{_CSV.splitlines()[1]},1\n"), 1),
    Case("a note of empty lines", csv(f'客户名称,跟进时间,跟进方式,跟进内容\n远鑫酒店,2026-01-02,电话,"3月5日{chr(10) * 30_000}!"\n客户,2026-01-03,电话,谈续约\n'), 0),
    Case("a phone of blanks", csv(f"客户名称,联系电话\n远鑫酒店,1{' ' * 30_000}1\n"), 1),
    Case("a million commas", csv(_CSV + "," * 1_000_000), 1),
    Case("a line of ten megabytes", csv("x" * 10_000_000)),
    Case("a name of ten megabytes", csv(_CSV + "长" * 10_000_000 + ",13900000002"), 1),
    Case("picture in an address book", raw("a.vcf", b"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Jane Doe\r\nTEL:13900000001\r\nPHOTO;ENCODING=b:" + b"QUJD\r\n " * 500_000 + b"\r\nEND:VCARD\r\n"), 1),
)  # fmt: skip

STRANGE = (
    Case("formulas with values", workbook(cells('<c r="C2"><f>TODAY()</f><v>45000</v></c>')), 1),
    Case("formulas without values", workbook(cells('<c r="C2"><f>TODAY()</f></c>')), 1),
    Case("error cells", workbook(cells('<c r="C2" t="e"><v>#REF!</v></c>', '<c r="C3" t="e"><v>#N/A</v></c>')), 2),
    Case("negative day", workbook(cells(_DAY.format(2, -5), _DAY.format(3, 45000))), 1),
    Case("far day", workbook(cells(_DAY.format(2, 99999999), _DAY.format(3, 45000))), 1),
    Case("no number", workbook(cells(_DAY.format(2, "1e999"), _DAY.format(3, "NaN"))), 0),
    Case("epoch of 1904", zipped("客户.xlsx", parts(sheet(cells(_DAY.format(2, 43538))), book='<workbookPr date1904="1"/>')), 1),
    Case("string that is missing", workbook(cells('<c r="C2" t="s"><v>77</v></c>')), 0),
    Case("control characters", csv(_CSV + "坏\x1b[31m客\x07商贸,13900000002\r\n"), 2),
    Case("directions and nothings", csv(_CSV + "\u202e客\u200b商\ufeff贸\u2066,13900000002\r\n"), 2),
    Case("escaped characters", workbook(cells('<c r="C2" t="inlineStr"><is><t>_x0000__x001B_</t></is></c>')), 0),
    Case("cell that is too long", csv(_CSV + "长" * 32_768 + ",13900000002\r\n"), 1),
    Case("zeros in text", csv(_CSV.replace("好客", "好\0客") + "另一\0商贸,13900000002\r\n"), 2),
    Case("quotation mark without end", csv(_CSV + '"未完商贸,13900000002\r\n另一商贸,13900000003\r\n'), 3),
    Case("mixed encodings", raw("客户.csv", _CSV.encode() + "另一商贸,13900000002\r\n".encode("gb18030"))),
    Case("half a character", raw("客户.csv", _CSV.encode("utf-16") + b"\x41"), 1),
    Case("half a pair", raw("客户.csv", _CSV.encode("utf-16") + b"\x3d\xd8\r\0\n\0"), 1),
    Case("lone carriage returns", csv(_CSV.replace("\r\n", "\r") + "另一商贸,13900000002\r"), 2),
    Case("lines of all lengths", csv(_CSV + "另一商贸\r\n,,,,,,\r\n三号商贸,13900000003,x,y,z\r\n"), 3),
    Case("formulas as text", csv(_CSV + "=HYPERLINK(\"http://x\"),13900000002\r\n"), 2),
    Case("markup as text", csv(_CSV + "[/b][red]商贸,13900000002\r\n"), 2),
    Case("SQL as text", csv(_CSV + "x'; DROP TABLE customer; --,13900000002\r\n"), 2),
    Case("headers without rows", csv("客户名称,手机\r\n"), 0),
    Case("same header thrice", csv("客户名称,客户名称,客户名称,手机\r\n甲商贸,乙商贸,丙商贸,13900000001\r\n"), 1),
    Case("address book without end", raw("a.vcf", b"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Jane Doe\r\nTEL:13900000001\r\n"), 0),
    Case("quoted-printable broken", raw("a.vcf", b"BEGIN:VCARD\r\nVERSION:2.1\r\nFN;ENCODING=QUOTED-PRINTABLE:=E6=9D=8\r\nTEL:13900000001\r\nEND:VCARD\r\n"), 0),
    Case("name that climbs", zipped("客户.xlsx", parts(sheet(_HEADER + _GOOD), extra={"../../../climbed.txt": b"x"})), 1),
    Case("folder called a workbook", _folder_called_file),
    Case("folder in itself", _folder_in_itself, 1),
    Case("deep folder", _deep_folder, 1),
    Case("link to a table", _link_to_good, 1),
    Case("link to nothing", lambda folder: _link(folder, folder / "gone.csv")),
    Case("links in a ring", _link_loop),
    Case("endless device", lambda _folder: Path("/dev/zero")),
    Case("empty device", lambda _folder: Path("/dev/null")),
    Case("pipe", _pipe),
    Case("pipe among tables", _pipe_in_folder, 1),
    Case("socket", _socket),
    Case("name with line breaks", raw("客\n户\x1b[31m.csv", _CSV.encode()), 1),
    Case("name with markup", raw("[b]客户[red].csv", _CSV.encode()), 1),
    Case("web archive cut short", raw("客户.xls", _MHTML + b"PGh0bWw+PHRhYmxlPjx0cj48dGQ+5a6i5oi3")),
    Case("web archive without end", raw("客户.xls", _MHTML.replace(b"base64", b"8bit") + b"<table><tr><td>\xe5\xae\xa2\xe6\x88\xb7\xe5\x90\x8d\xe7\xa7\xb0<td>\xe6\x89\x8b\xe6\x9c\xba<tr><td>Acme Ltd<td>13900000001"), 1),
    Case("flat sheet with entities", fods(_ods_row("客户名称", "手机") + _ods_row("&x;商贸", "13900000001"), "<!DOCTYPE a [<!ENTITY x 'y'>]>")),
    Case("flat sheet of repeated rows", fods(_ods_row("客户名称", "手机") + 9000 * _ods_row("甲商贸", "13900000001", repeated=' table:number-rows-repeated="1048576"'))),
    Case("sylk far away", raw("客户.slk", "ID;P\r\nC;Y1;X1;K\"客户名称\"\r\nC;X2;K\"手机\"\r\nC;Y2;X1;K\"好客商贸\"\r\nC;X2;K13900000001\r\nC;Y999999999;X999999999;K1\r\nE\r\n".encode()), 1),
    Case("lock file", raw("~$客户.xlsx", b"\x05Wang" + b"\0" * 160)),
)  # fmt: skip

CASES = BROKEN + ENORMOUS + STRANGE
