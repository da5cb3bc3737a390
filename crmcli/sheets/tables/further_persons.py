"""Contact persons beside the first: columns that come in numbered groups (联系人2, 电话2), and a cell that lists persons.

Such a cell has a line for each, its parts divided by bars: the name, a title, ways to reach the person.

    李强 | 会计 | 13900139002 | lq@example.cn
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import NamedTuple

from crmcli.sheets.cells.contact_ways import ContactWays, ways_of
from crmcli.sheets.cells.texts import text_of
from crmcli.sheets.columns.headers import Header, header_of
from crmcli.sheets.model import Table


class FurtherPerson(NamedTuple):
    """One person of a list, or ways to reach nobody in particular; an empty part is not known."""

    name: str
    title: str = ""
    ways: ContactWays = ContactWays()


def persons_of(text: str, country: str) -> list[FurtherPerson]:
    """The persons of a cell; phones without a code are of `country`. `ways.rest` is what nobody could read."""
    return [_person(line, country) for line in re.split(r"[;；、\n]+", text) if line.strip()]


def _person(line: str, country: str) -> FurtherPerson:
    name, bar, rest = line.partition("|")
    if not bar:
        ways = ways_of(line, country)
        named = ways.person
        return FurtherPerson(named, "", replace(ways, rest=[] if named else ways.rest))
    title, _bar, rest = rest.partition("|")
    return FurtherPerson(name.strip(), title.strip(), ways_of(rest.replace("|", ","), country, ids=True))


# -- columns ----------------------------------------------------------------------------------------------------------

#: What a column is called beside the number of its group.
_NAMES = {
    "name": ("联系人", "联系人姓名", "联络人", "对接人", "contact", "contact person", "contact name"),
    "title": ("职务", "职位", "联系人职务", "联系人职位", "title", "job title", "position", "role", "contact title", "contact position",
              "contact role"),
    "phone": ("电话", "手机", "手机号", "手机号码", "联系电话", "联系方式", "联系人电话", "联系人手机", "联系人手机号", "联系人联系电话",
              "phone", "phone number", "mobile", "tel", "cell", "contact phone", "contact mobile", "contact phone number", "contact number", "contact no",
              "contact tel"),
    "email": ("邮箱", "电子邮箱", "联系人邮箱", "email", "e-mail", "email address", "contact email", "contact e-mail",
              "contact email address"),
    "wechat": ("微信", "微信号", "联系人微信", "联系人微信号", "wechat", "wechat id", "contact wechat"),
}  # fmt: skip
_PART_OF = {name: part for part, names in _NAMES.items() for name in names}
_ORDINALS = {"第二": "2", "第三": "3", "备用": "2", "secondary": "2", "second": "2", "2nd": "2", "alternate": "2", "third": "3", "3rd": "3",
             "二": "2", "三": "3"}  # fmt: skip
#: One of the parents; with the other they are two persons.
_PARENT = re.compile(r"(父亲|爸爸|母亲|妈妈|father|dad|mother|mum|mom)(?:'s|的)? ?")
_SPEAKS = re.compile(r"(?:parent|guardian|carer|家长|监护人)(?:'s|的)? ?")
#: The first of several: Parent 1 name.
_FIRST = re.compile(r"(?P<who>parent|guardian|carer|家长|监护人) ?(?:#\s*)?1(?!\d)(?P<what>.*)")
_ORDINAL = re.compile(rf"\(?(?:#\s*)?([2-9](?!\d|nd|rd)|{'|'.join(_ORDINALS)})\)?")


def join_persons(table: Table, headers: list[Header], rows: list[int]) -> None:
    """Packs the numbered groups that name a person into one column, in place; the first parent loses the number."""
    for column, header in enumerate(headers):
        if first := _FIRST.fullmatch(header.key):
            headers[column] = replace(header, key=f"{first['who']}{first['what'] or ' name'}")
    groups = {
        number: parts for number, parts in _groups(headers).items() if _names_persons(table, parts, rows)
    }
    if not groups:
        return
    spare = [column for parts in groups.values() for column in parts.values()]
    chinese = any("\u4e00" <= char <= "\u9fff" for char in headers[spare[0]].key)
    packed = {row: _packed(table, groups, row) for row in rows}
    for column in spare:
        table.columns[column] = [None] * table.height
        headers[column] = header_of("")
    headers[spare[0]] = header_of("其他联系人" if chinese else "Other contact persons")
    table.columns[spare[0]] = [packed.get(row) or None for row in range(table.height)]


def _groups(headers: list[Header]) -> dict[str, dict[str, int]]:
    """The columns of each numbered group by part."""
    groups: dict[str, dict[str, int]] = {}
    parents: dict[str, dict[str, int]] = {}
    for column, header in enumerate(headers):
        found = _ORDINAL.search(header.key)
        rest = (
            " ".join(_ORDINAL.sub(" ", header.key, count=1).split()).replace("联系人 ", "联系人")
            if found
            else ""
        )
        speaks = _SPEAKS.match(rest)
        if found and speaks:
            # Parent 2 name: the second of whoever speaks for somebody.
            rest = _OWN.get(own := rest[speaks.end() :], own)
        parent = None if found else _PARENT.match(header.key)
        if parent and (part := _PART_OF.get(_OWN.get(own := header.key[parent.end() :], own))):
            parents.setdefault(parent[1], {}).setdefault(part, column)
        if found and (part := _PART_OF.get(rest)):
            groups.setdefault(_ORDINALS.get(found[1], found[1]), {}).setdefault(part, column)
    # Of two parents the first is the one to ask for.
    groups |= dict(list(parents.items())[1:])
    return groups


#: What a parent's own name is called.
_OWN = {"": "联系人", "姓名": "联系人", "名字": "联系人", "name": "contact", "full name": "contact"}


def _names_persons(table: Table, parts: dict[str, int], rows: list[int]) -> bool:
    """Whether a group has a column of names; `contact 2` may hold numbers."""
    if "name" not in parts:
        return False
    cells = [text for row in rows if (text := text_of(table.columns[parts["name"]][row]))]
    return bool(cells) and sum(
        any(char.isdigit() or char == "@" for char in text) for text in cells
    ) * 5 < len(cells)


def _packed(table: Table, groups: dict[str, dict[str, int]], row: int) -> str:
    lines = (
        [text_of(table.columns[parts[part]][row]) if part in parts else "" for part in _NAMES]
        for _n, parts in sorted(groups.items())
    )
    return "\n".join(
        " | ".join(re.sub(r"[;；、\n|]+", " ", cell) for cell in line).rstrip(" |")
        for line in lines
        if any(line)
    )
