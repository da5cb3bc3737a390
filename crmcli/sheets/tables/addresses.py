"""Addresses beside the main one: packed into one cell as we export them, and out of columns such as Home Street.

A packed address is a line, its parts named; what names no part is the street:

    home: street=1 Elm St; city=Bonn; postcode=53111; country=Germany
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from functools import reduce
from typing import Any, NamedTuple

from crmcli.sheets.cells.texts import text_of
from crmcli.sheets.columns.headers import Header, header_of
from crmcli.sheets.model import Table


class Address(NamedTuple):
    """One address; an empty part is not known. `label` says whose or what for: home, office."""

    label: str = ""
    country: str = ""
    province: str = ""
    city: str = ""
    district: str = ""
    street: str = ""
    postcode: str = ""


PARTS = Address._fields[1:]
_PART = re.compile(rf"(?:^|;\s*)({'|'.join(PARTS)})=(.*?)(?=;\s*(?:{'|'.join(PARTS)})=|$)")


def packed(addresses: Iterable[Address]) -> str:
    """The cell that `addresses_of` reads."""
    return "\n".join(_line(address) for address in addresses)


def _line(address: Address) -> str:
    parts = "; ".join(
        f"{name}={' '.join(value.split())}"
        for name, value in address._asdict().items()
        if name != "label" and value
    )
    return f"{address.label}: {parts}" if address.label else parts


def addresses_of(text: str) -> tuple[Address, ...]:
    """The addresses of a cell, a line each."""
    return tuple(_address(line.strip()) for line in text.splitlines() if line.strip())


def _address(line: str) -> Address:
    head, _colon, rest = line.partition(": ")
    if rest and _PART.match(rest):
        return Address(head, **dict(_PART.findall(rest)))
    found = dict(_PART.findall(line)) if _PART.match(line) else {"street": line}
    return Address(**found)


# -- columns ----------------------------------------------------------------------------------------------------------

#: What a column of an address is called behind the name of its group.
_NAMES = {
    "street": ("street", "street address", "address", "street 1", "address 1", "address1", "address line 1", "line 1", "street address 1", "street line 1"),
    "more": ("street 2", "street 3", "address 2", "address 3", "address2", "address line 2", "street line 2", "extended address", "po box", "street address 2", "street address 3", "apartment", "apt", "suite", "complemento", "complement", "adresszusatz", "complement d'adresse", "建物名", "建物名等", "建物名·部屋番号", "マンション名", "building", "building name", "floor", "unit", "楼层房号"),
    "city": ("city", "town", "suburb"),
    "province": ("state", "province", "region", "state/province", "county"),
    "postcode": ("postal code", "zip", "zip code", "zip/postal code", "postcode", "zipcode", "postalcode"),
    "country": ("country", "country/region", "country name"),
}  # fmt: skip
_PART_OF = {name: part for part, names in _NAMES.items() for name in names}
#: The groups by their weight: an office's address comes before a home.
_GROUPS = (
    "business", "work", "office", "company", "billing", "primary", "physical", "address 1", "mailing", "site", "service", "property", "postal", "default", "shipping", "delivery", "home",
    "address 2", "other", "secondary", "alternate", "address 3",
)  # fmt: skip
#: What a column of the main address is called from then on.
_TITLES = {
    "street": "Street", "city": "City", "province": "State/Province", "postcode": "Postcode", "country": "Country",
}  # fmt: skip
_FURTHER = "Other address"


def join_addresses(table: Table, headers: list[Header], rows: list[int]) -> None:
    """Where columns tell several addresses, the first that a row has stays in columns of its own and the others are packed
    into one, in place.
    """
    groups = _groups(headers)
    if not groups:
        return
    found = {row: _of_row(table, groups, row) for row in rows}
    spare = [column for columns in groups.values() for part in columns.values() for column in part]
    for column in spare:
        table.columns[column] = [None] * table.height
        headers[column] = header_of("")
    made = {title: {r: getattr(a[0], part) for r, a in found.items() if a} for part, title in _TITLES.items()}
    made[_FURTHER] = {row: packed(addresses[1:]) for row, addresses in found.items()}
    for title, cells in made.items():
        if any(cells.values()):
            column = spare.pop(0)
            headers[column] = header_of(title)
            table.columns[column] = [cells.get(row) or None for row in range(table.height)]


#: A column with the number of a house alone; with no street beside it, 门牌号 is the address itself.
_HOUSE = re.compile(
    r"(?:street|house|building|civic)[ _]?(?:no|num|number|nr)\.?|hausnr\.?|hausnummer|huisnr\.?|huisnummer|numero civico|(?:numero|num|no)(?:[ .](?:exterior|ext))?\.?|n[º°]|门牌号?|楼号"
)
_STREET = frozenset(
    (
        *_NAMES["street"],
        "street name",
        "strasse",
        "rue",
        "via",
        "calle",
        "straat",
        "rua",
        "endereco",
        "logradouro",
        "街道",
        "路名",
        "番地",
        "町名番地",
        "丁目番地",
        "住所",
    )
)


def join_street(table: Table, headers: list[Header], rows: list[int], told: Collection[str]) -> None:
    """Where a street stands in several columns (house number, further lines), they become one, in the order of the sheet.

    Columns of which somebody `told` what they mean stay.
    """
    free = [(column, _bare(header.key)) for column, header in enumerate(headers) if header.key not in told]
    streets = [column for column, key in free if key in _STREET]
    houses = [column for column, key in free if _HOUSE.fullmatch(key)]
    more = [column for column, key in free if key in _NAMES["more"]]
    if not streets or not (houses or more):
        return
    street = next(
        (column for column in streets if any(table.columns[column][row] for row in rows)), streets[0]
    )
    near = sorted((street, *houses))
    for row in rows:
        text = " ".join(text for column in near if (text := text_of(table.columns[column][row])))
        lines = (text_of(table.columns[column][row]) for column in more)
        table.columns[street][row] = ", ".join(filter(None, (text, *lines))) or None
    for column in (*houses, *more):
        table.columns[column] = [None] * table.height
        headers[column] = header_of("")


_TOWN = re.compile(
    r"(plz|postleitzahl|cp|code postal|postcode|zip|cap)\W{0,3}(?:und |et |en |and )?(?:ort|stadt|ville|plaats|city|town|citta)"
)
_WITH_CODE = re.compile(r"((?:[A-Z]{1,2}-)?\d{4,5}|\d{4} ?[A-Z]{2})\s+(\D.*)")


def split_towns(table: Table, headers: list[Header], rows: list[int], told: Collection[str]) -> None:
    """Puts the post codes out of a column of both (PLZ/Ort) into one of their own."""
    column = next((c for c, h in enumerate(headers) if h.key not in told and _TOWN.fullmatch(h.key)), None)
    if column is None:
        return
    codes: list[str | None] = [None] * table.height
    for row in rows:
        if found := _WITH_CODE.fullmatch(text_of(table.columns[column][row] or "")):
            codes[row], table.columns[column][row] = found.groups()
    town = _TOWN.fullmatch(headers[column].key)
    # What the code is called tells the country.
    headers.append(header_of(town[1] if town else "Postcode"))
    headers[column] = header_of("City")
    table.columns.append(list(codes))


#: Where in an estate somebody lives, from the whole to the part.
_UNITS = re.compile(
    "(?:所在|所属)?(?P<estate>小区|楼盘|园区|社区|小区名称|楼盘名称)|(?P<house>楼栋|楼栋号|栋|幢|栋号|幢号|楼号|楼座)"
    "|(?P<stairs>单元|单元号)|(?P<floor>楼层|层)|(?P<room>房号|室号|房间号|门牌号?|房屋号|户号|室)"
)


def join_units(table: Table, headers: list[Header], rows: list[int], told: Collection[str]) -> None:
    """Makes one address of the columns of an estate's house, stairs and room (楼栋, 单元, 房号), behind the street where a
    column tells it. Columns of which somebody `told` what they mean stay.
    """
    found = {
        part: column
        for column, header in enumerate(headers)
        if header.key not in told and (fits := _UNITS.fullmatch(header.key)) and (part := fits.lastgroup)
    }
    if not {"house", "room"} <= found.keys():
        return
    street = next((c for c, header in enumerate(headers) if header.key in _WHERE), None)
    columns = [found[part] for part in _UNITS.groupindex if part in found]
    columns = [street, *columns] if street is not None else columns
    for row in rows:
        texts = [text_of(table.columns[column][row]) for column in columns]
        joined = reduce(_behind, texts, "") or None
        for column in columns:
            table.columns[column][row] = None
        table.columns[columns[0]][row] = joined
    for column in columns:
        headers[column] = header_of("")
    headers[columns[0]] = header_of("地址")


_WHERE = frozenset(("地址", "详细地址", "项目地址", "小区地址", "物业地址", "房屋地址"))


def _behind(before: str, part: str) -> str:
    """A part behind those before it, apart where both are numbers."""
    return (
        f"{before}-{part}"
        if before[-1:].isascii() and before and part[:1].isascii() and part
        else before + part
    )


def _bare(key: str) -> str:
    """The name without that of its group: address 2 of the default address."""
    group = next(
        (
            name
            for name in ("default address", "address", "billing", "mailing", "postal", "po", "sa")
            if key.startswith(f"{name} ")
        ),
        "",
    )
    rest = key.removeprefix(group).strip()
    return rest if rest in (*_STREET, *_NAMES["more"]) else key


def _groups(headers: list[Header]) -> dict[str, dict[str, list[int]]]:
    """The columns of each group by part, where there are two groups with a street or two parts each; else nothing."""
    groups: dict[str, dict[str, list[int]]] = {}
    for column, header in enumerate(headers):
        for group in _GROUPS:
            rest = header.key.removeprefix(group).lstrip(" -:")
            if header.key.startswith(group) and (part := _PART_OF.get(rest)):
                groups.setdefault(group, {}).setdefault(part, []).append(column)
                break
    whole = {
        group: parts for group in _GROUPS if "street" in (parts := groups.get(group, {})) or len(parts) >= 2
    }
    return whole if len(whole) >= 2 else {}


def _of_row(table: Table, groups: dict[str, dict[str, list[int]]], row: int) -> list[Address]:
    """The addresses of a row, each once, the most important first."""
    found: list[Address] = []
    for group, columns in groups.items():
        parts: dict[str, Any] = {
            part: ", ".join(text for c in places if (text := text_of(table.columns[c][row])))
            for part, places in columns.items()
        }
        more = parts.pop("more", "")
        parts["street"] = ", ".join(text for text in (parts.get("street", ""), more) if text)
        address = Address("", **parts)
        if any(address) and address not in [one._replace(label="") for one in found]:
            found.append(address._replace(label=group))
    return found
