"""Files that were half eaten: every kind of file that is read, changed at random places, read in this process. Workbooks are
read by a process of their own, as always."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from time import perf_counter
from typing import NamedTuple

import openpyxl
from openpyxl.comments import Comment
from openpyxl.worksheet.worksheet import Worksheet

from crmcli import intake
from crmcli.errors import CrmError
from crmcli.sheets import day_lists, reading
from crmcli.workflows.importing import mappings
from crmcli.workflows.policies import schema
from crmcli.workflows.surveys import forms

TODAY = date(2026, 11, 20)
_ROWS = '客户名称,联系电话,首次合作日期,邮箱,备注,金额\n远鑫酒店,13900000101,2025-01-02,a@b.cn,好,"1,200.50"\n安定物业,(028) 8555-1234,去年10月,,下周三再来,5万\nLee & Co,+49 30 1234567,1/2/2024,x@y.de,"two\nlines",12\n'
_ORDERS = "订单号;客户;日期;产品;数量;单价;状态\nA1;远鑫酒店;2026-03-01;保洁;3;100,5;已完成\nA2;安定物业;2026-13-01;保养;x;;refunded\n"
_CARD = "BEGIN:VCARD\r\nVERSION:3.0\r\nN:王;芳;;;\r\nFN:王芳\r\nTEL;TYPE=CELL,PREF:13900000101\r\nEMAIL:a@b.cn\r\nBDAY:--0229\r\nADR:;;中山路1号;成都;四川;610000;中国\r\nNOTE;ENCODING=QUOTED-PRINTABLE:=E5=A5=BD\r\nEND:VCARD\r\n"
_DAYS = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20270206\r\nDTEND;VALUE=DATE:20270213\r\nSUMMARY:春节\r\nRRULE:FREQ=YEARLY;COUNT=3\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
_MARKUP = "<html><body><table border=1><tr><th>客户名称</th><th colspan=2>电话</th></tr><tr><td rowspan=2>远鑫酒店</td><td>13900000101</td><td>&#x4e00;</td></tr><tr><td>028-85551234</td></tr></table></body></html>"
_XML = '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="客户"><Table><Row><Cell><Data ss:Type="String">客户名称</Data></Cell><Cell ss:Index="3"><Data ss:Type="String">电话</Data></Cell></Row><Row ss:Index="4"><Cell><Data ss:Type="String">远鑫</Data></Cell><Cell ss:Index="3"><Data ss:Type="Number">13900000101</Data></Cell></Row></Table></Worksheet></Workbook>'
_EXPORT = '{"crmcli": "0.1.0", "command": "export customers", "data": [{"id": 1, "code": "C000001", "name": "远鑫", "phone": "13900000101", "created_on": "2026-01-02", "custom": {"a": "b"}, "tags": ["x"]}], "as_of": null, "warnings": []}'
_SYLK = 'ID;PWXL;N;E\nC;Y1;X1;K"客户名称"\nC;X2;K"电话"\nC;Y2;X1;K"远鑫"\nC;X2;K13900000101\nE\n'
_DIF = 'TABLE\n0,1\n"x"\nVECTORS\n0,2\n""\nTUPLES\n0,2\n""\nDATA\n0,0\n""\n-1,0\nBOT\n1,0\n"Name"\n1,0\n"Phone"\n-1,0\nBOT\n1,0\n"Lee"\n0,13900000101\nV\n-1,0\nEOD\n'
_HOLIDAYS = "日期,名称,类型\n2027-02-06..2027-02-12,春节,休\n2027-02-14,,班\n5月1日至5月3日,劳动节,休\n"
_MAPPING = '[[sheet]]\nkind = "customers"\nheaders = ["客户名称", "电话"]\n[sheet.columns]\n"客户名称" = "name"\n"电话" = "phone"\n'
_FORM = 'key = "visit"\ntitle = "回访"\n[[question]]\nkey = "overall"\ntext = "总体？"\nscale = "1-5"\n[[question]]\nkey = "why"\ntext = "为什么"\nscale = "choice:a|b"\n'
_POLICY = '[churn]\nhigh = 60\n[team]\ncurrency = "CNY"\n[[tier]]\nname = "key"\nall = ["spend_12m >= 50000"]\n[calendar]\n"2027-02-06" = "春节"\n'

Read = Callable[[Path], object]


def _sheets(path: Path) -> object:
    found = reading.read([path], today=TODAY)
    return [list(sheet.each()) for sheet in found.sheets]


def _mapping(path: Path) -> object:
    return mappings.read_file(path)


def _policy(path: Path) -> object:
    return schema.check(intake.text(path))


def _days(path: Path) -> object:
    return day_lists.read_day_list(path, TODAY)


SEEDS = [
    ("a.csv", _ROWS, "utf-8", _sheets), ("a.csv", _ROWS, "gb18030", _sheets), ("a.txt", _ORDERS, "utf-16", _sheets),
    ("a.tsv", _ROWS.replace(",", "\t"), "big5", _sheets), ("a.vcf", _CARD, "utf-8", _sheets), ("a.xls", _MARKUP, "utf-8", _sheets),
    ("a.xml", _XML, "utf-8", _sheets), ("a.json", _EXPORT, "utf-8", _sheets), ("a.slk", _SYLK, "utf-8", _sheets),
    ("a.dif", _DIF, "utf-8", _sheets), ("a.ics", _DAYS, "utf-8", _days), ("a.csv", _HOLIDAYS, "utf-8", _days),
    ("a.toml", _MAPPING, "utf-8", _mapping), ("a.toml", _FORM, "utf-8", forms.read), ("a.toml", _POLICY, "utf-8", _policy),
]  # fmt: skip
_TOKENS = [
    b"\0", b"\xff", b"\xfe\xff", b"\xed\xa0\x80", b"9" * 30, b"9" * 400, b"-1", b"1e999", b"nan", b"99999-99-99", b"0001-01-01", b"9999-12-31",
    b'"', b"'", b",", b";", b"\t", b"\r", b"\n", b"\r\n\r\n", b"=", b"<", b"]]>", b"&#x110000;", b"&#0;", b"<!--", b"[", b"]", b"{", b"}",
    b"%s", b"24:61", b"2026-02-30", b"\xe2\x80\xae", b"\xef\xbb\xbf", b"x" * 5000, b"ss:Index=\"99999999999\"", b"colspan=99999999", b"K" * 50,
]  # fmt: skip


def mutated(content: bytes, drawn: random.Random) -> bytes:
    """The content with one to six changes."""
    found = bytearray(content)
    for _n in range(drawn.randint(1, 6)):
        at = drawn.randrange(len(found) + 1)
        upto = min(len(found), at + drawn.randint(1, 12))
        match drawn.randrange(6):
            case 0:
                found[at:at] = drawn.choice(_TOKENS)
            case 1:
                found[at:upto] = drawn.choice(_TOKENS)
            case 2:
                del found[at:upto]
            case 3:
                found[at:at] = found[at : at + drawn.randint(1, 200)]
            case 4 if at < len(found):
                found[at] ^= 1 << drawn.randrange(8)
            case 5 if drawn.random() < 0.2:
                del found[at:]
    return bytes(found)


def _workbook() -> dict[str, bytes]:
    """The parts of a small workbook."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    for row in (
        ["客户名称", "联系电话", "首次合作日期", "金额"], ["远鑫酒店", 13900000101, TODAY, 1200.5],
        ["安定物业", "028-85551234", None, "=1+1"], ["Lee", None, 45000, True],
    ):  # fmt: skip
        sheet.append(row)
    sheet.merge_cells("A3:A4")
    sheet["B2"].comment = Comment("待核实", "李")
    sheet["B3"].number_format = "00000"
    sheet.column_dimensions["D"].hidden = True
    written = io.BytesIO()
    book.save(written)
    with zipfile.ZipFile(written) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _eaten_workbook(parts: dict[str, bytes], drawn: random.Random) -> bytes:
    """A workbook one of whose parts is changed, or the archive itself."""
    name, written = drawn.choice(sorted(parts)), io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for each, content in parts.items():
            archive.writestr(each, mutated(content, drawn) if each == name else content)
    return mutated(written.getvalue(), drawn) if drawn.random() < 0.2 else written.getvalue()


class Eaten(NamedTuple):
    """One input, what escaped from reading it that is no refusal, and the seconds that it took."""

    name: str
    content: bytes
    escaped: Exception | None
    seconds: float


def walk(folder: Path, drawn: random.Random, count: int, *, workbooks: float = 0.0) -> Iterator[Eaten]:
    """So many inputs, this share of them workbooks."""
    parts = _workbook()
    for _n in range(count):
        name, text, encoding, read = drawn.choice(SEEDS)
        content = mutated(text.encode(encoding, "replace"), drawn)
        if drawn.random() < workbooks:
            name, read, content = "a.xlsx", _sheets, _eaten_workbook(parts, drawn)
        (folder / name).write_bytes(content)
        began, escaped = perf_counter(), None
        try:
            read(folder / name)
        except CrmError:
            pass
        except Exception as error:
            escaped = error
        yield Eaten(name, content, escaped, perf_counter() - began)
