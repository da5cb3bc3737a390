"""Columns that belong together: 第一次跟进, 第二次跟进 … become rows, First Name and Last Name one name."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Any

from crmcli.sheets.headers import Header, header_of
from crmcli.sheets.model import Table

_ORDINALS = {char: i for i, char in enumerate("一二三四五六七八九十", 1)} | {"首": 1}
_ACT = r"(?:跟进|回访|拜访|联系|沟通|跟踪|面访|电访|洽谈|走访)"
_SHAPES = (
    re.compile(
        rf"(?:第(?P<n>[一二三四五六七八九十]|\d{{1,2}})[次轮](?P<act>{_ACT})|(?P<first>首)次(?P<act1>跟进))(?P<rest>.*)"
    ),
    re.compile(rf"(?P<n>[一二三四五六七八九十])(?:次)?(?P<act>{_ACT})(?P<rest>.*)"),
    re.compile(rf"(?P<act>{_ACT})(?:记录|情况|内容)?(?P<n>\d{{1,2}}|[一二三四五六七八九十])(?P<rest>.*)"),
    re.compile(
        rf"(?P<act>{_ACT})(?P<rest>时间|日期|内容|情况|记录|方式|人|结果|反馈)(?P<n>\d{{1,2}}|[一二三四五六七八九十])"
    ),
    re.compile(r"(?P<act>follow[ -]?up|visit|call|contact)\s*#?(?P<n>\d{1,2})\s*(?P<rest>.*)"),
)
#: What the rest of such a name stands for, as a header of an interaction.
_PARTS = (
    ("方式", "跟进方式"),
    ("channel", "channel"),
    ("method", "channel"),
    ("下次", "下次跟进时间"),
    ("反馈", "客户反馈"),
    ("时间", "跟进时间"),
    ("日期", "跟进时间"),
    ("date", "跟进时间"),
    ("人", "跟进人"),
)
_LEADING_DATE = re.compile(
    r"\s*((?:\d{2,4}\s*[-/.年]\s*)?\d{1,2}\s*[-/.月]\s*\d{1,2}\s*[日号]?(?:\s*\d{1,2}[:：]\d{2})?)[\s,，:：、。;；]*(?=\D)(.+)",
    re.DOTALL,
)


def repeated_groups(headers: list[Header]) -> dict[int, dict[str, int]]:
    """turn → {interaction header: column}, for at least two turns; empty where the table has none."""
    groups: dict[int, dict[str, int]] = defaultdict(dict)
    for column, header in enumerate(headers):
        found = next((match for shape in _SHAPES if (match := shape.fullmatch(header.key))), None)
        if found:
            number = found.groupdict().get("n") or "首"
            turn = _ORDINALS.get(number) or int(number)
            groups[turn].setdefault(_part(found["rest"].strip()), column)
    return dict(sorted(groups.items())) if len(groups) >= 2 else {}


def _part(rest: str) -> str:
    return next((name for sign, name in _PARTS if sign in rest), "跟进内容")


def unfold(
    table: Table, headers: list[Header], rows: list[int], groups: dict[int, dict[str, int]]
) -> tuple[Table, list[Header], list[int]]:
    """The table of interactions: shared columns repeated for every turn that has content; original row
    numbers.
    """
    inside = {column for parts in groups.values() for column in parts.values()}
    shared = [column for column in range(len(headers)) if column not in inside]
    names = list(dict.fromkeys(name for parts in groups.values() for name in parts))
    if "跟进时间" not in names:
        names.append("跟进时间")
    lines: list[list[Any]] = []
    numbers: list[int] = []
    for row in rows:
        for parts in groups.values():
            cells = {name: table.columns[column][row] for name, column in parts.items()}
            if any(value is not None for value in cells.values()):
                _date_in_text(cells)
                lines.append(
                    [table.columns[column][row] for column in shared] + [cells.get(name) for name in names]
                )
                numbers.append(row)
    columns = [list(column) for column in zip(*lines, strict=True)] or [
        [] for _ in range(len(shared) + len(names))
    ]
    new_headers = [headers[column] for column in shared] + [header_of(name) for name in names]
    return Table(table.file, table.sheet, columns, len(lines), date1904=table.date1904), new_headers, numbers


def _date_in_text(cells: dict[str, Any]) -> None:
    """`3月5日 电话沟通…` holds its date itself."""
    text = cells.get("跟进内容")
    if cells.get("跟进时间") is None and isinstance(text, str):
        found = _LEADING_DATE.match(text)
        if found:
            cells["跟进时间"], cells["跟进内容"] = found[1], found[2]


_GIVEN = frozenset(("first name", "given name", "firstname", "名", "名字", "first"))
_FAMILY = frozenset(("last name", "family name", "surname", "lastname", "姓", "姓氏", "last"))


def join_names(table: Table, headers: list[Header], rows: list[int]) -> None:
    """Puts a given and a family name from two columns into one, in place, the way the name's script orders
    them.
    """
    given = next((i for i, header in enumerate(headers) if header.key in _GIVEN), None)
    family = next((i for i, header in enumerate(headers) if header.key in _FAMILY), None)
    if (
        given is None
        or family is None
        or any(header.key in ("name", "full name", "姓名") for header in headers)
    ):
        return
    names, surnames = table.columns[given], table.columns[family]
    for row in rows:
        first, last = str(names[row] or "").strip(), str(surnames[row] or "").strip()
        names[row] = (last + first if not (first + last).isascii() else f"{first} {last}".strip()) or None
        surnames[row] = None
    headers[given] = header_of("姓名" if not headers[given].key.isascii() else "Full Name")
    headers[family] = header_of("")
