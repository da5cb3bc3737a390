"""Area and country codes in a column of their own (Vorwahl, Telefon; 区号, 电话): each belongs to the phone beside it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from crmcli.sheets.cells.texts import text_of
from crmcli.sheets.columns.headers import Header, synonyms
from crmcli.sheets.model import Table

_OF_AREA = re.compile(
    r"(?:(?:phone|tel|telephone) )?area ?code|(?:tel )?vorwahl|ortsvorwahl|netzvorwahl|ddd|prefijo|lada|indicatif|prefisso|kengetal|netnummer|(?:电话|座机)?区号"
)
_OF_COUNTRY = re.compile(
    r"(?:(?:phone|mobile|tel|telephone|contact) )?(?:country|dial(?:ing|ling)?|isd|calling|std) ?code|(?:phone|country) ?prefix|(?:phone|mobile) ?code|landervorwahl|landesvorwahl|国际区号|国家区号|国家码"
)

#: A column that is plainly called a phone's code belongs to the only phone, wherever that stands.
_OF_PHONE = re.compile("phone|mobile|tel|dial|vorwahl|区号")
#: A number of so many signs that begins with the code has it already.
_WHOLE = 10


def join_area_codes(table: Table, headers: list[Header], rows: Sequence[int]) -> None:
    """Puts the codes before their phones, in place; the phone is the next column, else the one before."""
    for column, header in enumerate(headers):
        sign = "+" if _OF_COUNTRY.fullmatch(header.key) else ""
        if sign or _OF_AREA.fullmatch(header.key):
            for phone in _phones_beside(headers, column):
                for row in rows:
                    _join(table, column, phone, row, sign)
                # What is left of it is no country's name.
                headers[column] = replace(header, key="")


def _phones_beside(headers: Sequence[Header], column: int) -> list[int]:
    phones = synonyms().kinds["customers"]["phone"]
    beside = [place for place in (column + 1, column - 1) if 0 <= place < len(headers)]
    found = [place for place in beside if headers[place].key in phones]
    named = [place for place, header in enumerate(headers) if header.key in phones]
    return found[:1] or (named if len(named) == 1 and _OF_PHONE.search(headers[column].key) else [])


def _join(table: Table, column: int, phone: int, row: int, sign: str) -> None:
    code = re.sub(r"[\s()+]", "", text_of(table.columns[column][row])).removesuffix(".0")
    number = text_of(table.columns[phone][row]).removesuffix(".0")
    if (
        not re.fullmatch(r"\d{1,6}", code)
        or not re.search(r"\d{2}", number)
        or number.startswith(("+", "00"))
    ):
        return
    has_it = re.sub(r"\D", "", number).startswith(code) and len(number) >= _WHOLE
    rest = number if has_it else f"{code} {number.lstrip('0') if sign else number}"
    table.columns[phone][row] = sign + rest
    table.columns[column][row] = None
