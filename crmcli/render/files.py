"""Lists as csv and vcf files for people and their other programs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Any

from crmcli.render import cells
from crmcli.render.machine import csv_text
from crmcli.render.workbook import typed_value, xlsx_bytes
from crmcli.result import Table
from crmcli.saving import save

#: What a list is written as.
LISTS = (".xlsx", ".csv")


def write_list(path: Path, tables: Sequence[Table], zone: tzinfo) -> Path:
    """The tables as a workbook, or the first of them where a .csv is named; returns where it is."""
    content = xlsx_bytes(tables, zone) if path.suffix.lower() == ".xlsx" else csv_bytes(tables[0], zone)
    return save(path, content)


def csv_bytes(table: Table, zone: tzinfo) -> bytes:
    """UTF-8 with a byte-order mark, so that Excel reads it. Text that a spreadsheet would run gets an apostrophe in
    front, which the import takes off again."""
    heads = [column.title for column in table.columns]
    rows = ([_cell(typed_value(c, row.get(c.key), zone)) for c in table.columns] for row in table.rows)
    return b"\xef\xbb\xbf" + csv_text([heads, *rows], "\r\n").encode()


def _cell(value: Any) -> Any:
    return (
        value.strftime("%Y-%m-%d %H:%M:%S")
        if isinstance(value, datetime)
        else ""
        if value is None
        else cells.text(value)
    )


def vcf_bytes(people: Iterable[Mapping[str, Any]]) -> bytes:
    """vCards 3.0 of people with name, company, department, title, note, birthday, tags, their ways (several with ; between
    them), and the parts of their address.
    """
    return "".join(_card(person) for person in people).encode()


#: The property of each field; one whose field may hold several values stands once for each.
_PROPERTIES = (
    ("TITLE", "title"), ("TEL;TYPE=CELL", "phone"), ("TEL;TYPE=VOICE", "phones"), ("TEL;TYPE=FAX", "fax"),
    ("TEL;TYPE=PAGER", "pager"), ("EMAIL", "email"), ("EMAIL", "emails"), ("X-WECHAT", "wechat"), ("URL", "website"),
    ("X-SOCIALPROFILE", "social"),
)  # fmt: skip
_SEVERAL = frozenset(("phones", "fax", "pager", "emails", "website", "social"))
_ADDRESS = ("", "", "street", "city", "province", "postcode", "country")


def _card(person: Mapping[str, Any]) -> str:
    lines = [
        "BEGIN:VCARD",
        "VERSION:3.0",
        f"FN:{_escaped(person['name'])}",
        f"N:{_escaped(person['name'])};;;;",
    ]
    if person.get("company"):
        lines.append("ORG:" + _joined(person, ("company", "department")).rstrip(";"))
    for name, key in _PROPERTIES:
        text = str(person.get(key) or "")
        lines += [
            f"{name}:{_escaped(value)}" for value in (text.split(";") if key in _SEVERAL else [text]) if value
        ]
    address = _joined(person, _ADDRESS)
    if address.strip(";"):
        lines.append(f"ADR;TYPE=WORK:{address}")
    birthday = str(person.get("birthday") or "")
    if len(birthday) == 10 and person.get("birthday_calendar") != "lunar":
        lines.append(f"BDAY:{birthday}")
    if person.get("tags"):
        lines.append("CATEGORIES:" + ",".join(map(_escaped, str(person["tags"]).strip(",").split(","))))
    if person.get("note"):
        lines.append(f"NOTE:{_escaped(person['note'])}")
    return "".join(folded(line) for line in (*lines, "END:VCARD"))


def _joined(person: Mapping[str, Any], parts: Sequence[str]) -> str:
    return ";".join(_escaped(person.get(part) or "") for part in parts)


def _escaped(text: Any) -> str:
    escaped = str(text).replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return escaped.replace("\r\n", "\n").replace("\n", "\\n").replace("\r", "")


def folded(line: str) -> str:
    """The line in pieces of at most 75 bytes, continued with a space, never cut inside a character."""
    pieces, piece, size = [], "", 0
    for char in line:
        width = len(char.encode())
        if size + width > 74:
            pieces.append(piece)
            piece, size = " ", 1
        piece += char
        size += width
    return "\r\n".join([*pieces, piece]) + "\r\n"
