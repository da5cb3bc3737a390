"""Cells that hold a name, a phone and an address at once, as people send them: 孙丽 13800030001 四川省成都市… Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping

from crmcli.matching.name_kinds import looks_like_company, looks_like_person
from crmcli.sheets.cells.texts import text_of
from crmcli.sheets.columns.headers import Header, header_of
from crmcli.sheets.model import Table

_LABEL = re.compile(
    r"(?:收货人|收件人|联系人|姓名|手机号码?|联系电话|电话|所在地区|地区|详细地址|收货地址|收件地址|地址)\s*[:：]\s*"
)
_PHONE = re.compile(r"(?<!\d)(?:\+?86[\s-]?)?(1[3-9]\d[\s-]?\d{4}[\s-]?\d{4}|0\d{2,3}-\d{7,8})(?!\d)")
_ADDRESS = re.compile(r"[省市区县镇乡村路街道巷号弄栋幢室]")
#: What such a column is called: what was said in a call may begin with a name and a phone, too.
_NAMED = re.compile(r"收件|收货|寄送|配送|地址|信息|客户|recipient|ship|address")
_BETWEEN = re.compile(r"[\s,，;；、|/。]+")
_TITLES = {"name": "姓名", "phone": "电话", "address": "地址"}
#: An address is longer than this, and so many of a column's first cells are of that shape where it holds them.
_LEAST, _MOST, _LOOKED_AT = 6, 0.8, 200


def split_recipients(table: Table, headers: list[Header], rows: list[int]) -> None:
    """Puts the parts of such a column into columns of their own, in place, where the table has none of them."""
    known = {header.key for header in headers}
    if known & {"姓名", "电话", "手机", "手机号", "地址"}:
        return
    for column, header in enumerate(headers):
        if not _NAMED.search(header.key):
            continue
        first = [text for row in rows[:_LOOKED_AT] if (text := text_of(table.columns[column][row] or ""))]
        if first and sum(bool(_parts(text)) for text in first) >= _MOST * len(first):
            told = {row: _parts(text_of(table.columns[column][row] or "")) for row in rows}
            _replace(table, headers, column, {row: parts for row, parts in told.items() if parts})
            return


def _replace(
    table: Table, headers: list[Header], column: int, found: Mapping[int, Mapping[str, str]]
) -> None:
    for row in found:
        table.columns[column][row] = None
    for part, title in _TITLES.items():
        headers.append(header_of(title))
        table.columns.append([found.get(row, {}).get(part) for row in range(table.height)])


def _parts(text: str) -> dict[str, str]:
    """Name, phone and address of a cell; nothing where one of them is not there."""
    plain = _LABEL.sub(" ", text)
    phone = _PHONE.search(plain)
    if phone is None:
        return {}
    pieces = [
        piece
        for half in (plain[: phone.start()], plain[phone.end() :])
        for piece in _BETWEEN.split(half)
        if piece
    ]
    name = next((p for p in (*pieces[:1], *pieces[-1:], *pieces) if _is_name(p)), "")
    if not name:
        return {}
    pieces.remove(name)
    address = " ".join(pieces)
    told = len(address) > _LEAST and _ADDRESS.search(address)
    return {"name": name, "phone": phone[1], "address": address} if told else {}


def _is_name(piece: str) -> bool:
    return looks_like_person(piece) or looks_like_company(piece)
