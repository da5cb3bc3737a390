"""To which country the phones of a sheet belong: by the row's own country, else by the sheet's numbers and their groups."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import repeat
from typing import Any

from crmcli.matching.countries import country_code
from crmcli.matching.phones import is_north_american, normalize_phone
from crmcli.sheets.cells.texts import text_of
from crmcli.sheets.columns.headers import Header
from crmcli.sheets.tables.country_signs import countries_told

#: Cells of each column of phones that are looked at.
_SAMPLE = 200
_PHONE_NAME = re.compile(
    "^ph(?: no)?\\.?$|^sms$|^contact$|phone|mobile|cell|handy|whatsapp|fax|reach|contact (?:details|info)|telefon|tele?f|手机|电话|座机|固话|联系方式|行动|市话|传真|movil|mobil|portable|celular|cellulare|rufnummer|festnetz|gsm|携帯|전화|모바일|휴대|핸드폰|연락처|팩스|^fone|(?<![a-z])tel(?![a-z])"
)
_COUNTRY_NAME = re.compile(
    r"(?:[a-z ]*[a-z])?\s?country ?(?:or region|/ ?region|region|code|name)?(?: ?code)?|land|pays|pa[ií]s|paese|kraj|land/region"
    r"|.{0,6}(?:国家|国别|国名)(?:/?地区|代码|区号|码|名称)?|nation"
)
#: Groups that only British numbers have: 07NNN NNNNNN, 020 NNNN NNNN.
_BRITISH = re.compile(r"\(?07\d{3}\)? \d{3} ?\d{3}|\(?02[0-9]\)? [3-9]\d{3} \d{4}")
#: Only Australian ones: 04NN NNN NNN, (0N) NNNN NNNN.
_AUSTRALIAN = re.compile(r"04\d\d \d{3} \d{3}|\(0[2378]\) [2-9]\d{3} \d{4}")
#: Of the same country in another column: Home Country beside Home Phone.
_WORD = re.compile(r"[a-z]{4,}")


def country_by_numbers(
    headers: Sequence[Header], columns: Sequence[Sequence[Any]], home: str, named: str = ""
) -> str:
    """The country of the sheet's numbers without a code, in rows that name none: `home`, unless another one, of those
    that other numbers of the sheet name by their code or their groups, or in whose language the columns were `named`,
    fits more of them.
    """
    columns = [cells[:_SAMPLE] for cells in columns]
    told = RowCountries(headers, columns)
    texts = [
        text
        for header, cells in zip(headers, columns, strict=False)
        if _PHONE_NAME.search(header.key)
        for cell, country in zip(cells, told.beside(header, "") or repeat(""), strict=False)
        if cell is not None and not country
        # An e-mail may stand beside it.
        for text in text_of(cell).split(" / ")
        if 7 <= sum(map(str.isdigit, text)) <= 17
    ]
    bare = [text for text in texts if not text.lstrip("'( ").startswith(("+", "00"))]
    others = _named_countries(set(texts) - set(bare)) if bare else []
    others += _named_countries(set(_with_plus(bare, home)), valid=True)
    if any(map(is_north_american, bare)):
        others.append("US")
    if any(map(_BRITISH.fullmatch, bare)):
        others.append("GB")
    if any(map(_AUSTRALIAN.fullmatch, bare)):
        others.append("AU")
    if home != "CN":
        others.append("CN")
    # Where the table itself tells its country, numbers that may be of both are of that one.
    told_first = [] if told.any else [*countries_told(headers, columns), *filter(None, (named,))]
    if not others and not told_first:
        return home
    return max((*told_first, home, *others), key=lambda country: sum(_fit(text, country) for text in bare))


#: With its country's code a number has so many digits at least.
_CODED = 11


def _with_plus(bare: Sequence[str], home: str) -> Iterator[str]:
    """Numbers that can't be of home, as if the plus before their country's code were lost."""
    for text in bare:
        digits = re.sub(r"\D", "", text.removesuffix(".0"))
        if len(digits) >= _CODED and digits[0] != "0" and not _fit(text, home):
            yield f"+{digits}"


def _named_countries(texts: set[str], *, valid: bool = False) -> list[str]:
    """The countries of numbers with a code, the most frequent first; if so asked, only of those of a range in use."""
    import phonenumbers

    found: Counter[str] = Counter()
    for text in sorted(texts):
        number = normalize_phone(text)
        if number and number.startswith("+"):
            parsed = phonenumbers.parse(number.partition("-")[0])
            if not valid or phonenumbers.is_valid_number(parsed):
                found[phonenumbers.region_code_for_number(parsed) or ""] += 1
    return [country for country, _n in found.most_common() if country]


def _fit(text: str, country: str) -> float:
    """How well a number without a code is one of a country: 1 if of a range in use there, ½ if of a possible length."""
    number = (normalize_phone(text, country) or "").partition("-")
    if country == "CN":
        return float(number[0].isdigit() and len(number[0] + number[2]) >= 10)
    if not number[0].startswith("+"):
        return 0.0
    import phonenumbers

    parsed = phonenumbers.parse(number[0])
    if parsed.country_code != phonenumbers.country_code_for_region(country):
        return 0.0
    if parsed.country_code == 1:
        return float(bool(re.fullmatch(r"\+1[2-9]\d\d[2-9]\d{6}", number[0]))) or 0.5
    return 1.0 if phonenumbers.is_valid_number(parsed) else 0.5


class RowCountries:
    """The countries that the rows of a table name, for the phones in them."""

    def __init__(self, headers: Sequence[Header], columns: Sequence[Sequence[Any]]) -> None:
        self._columns = {
            header: cells
            for header, cells in zip(headers, columns, strict=False)
            if _COUNTRY_NAME.fullmatch(header.key) and _names_countries(cells)
        }

    @property
    def any(self) -> bool:
        """Whether a column names countries."""
        return bool(self._columns)

    def beside(self, phone: Header, otherwise: str) -> list[str] | None:
        """For each row the country of its phone in the column of this name; None where no column tells one."""
        if not self._columns:
            return None
        words = set(_WORD.findall(phone.key))
        # Home Country before Business Country for Home Phone.
        first = sorted(self._columns, key=lambda header: not words & set(_WORD.findall(header.key)))
        codes = [list(map(_code, self._columns[header])) for header in first]
        found = [next(filter(None, row), None) for row in zip(*codes, strict=True)]
        told = set(found) - {None}
        # Where most rows tell the same country and none another, the others are there, too.
        if len(told) == 1 and 2 * found.count(None) <= len(found):
            otherwise = str(told.pop())
        return [code or otherwise for code in found]


def _names_countries(cells: Sequence[Any]) -> bool:
    """Whether most of the different words of a column are countries."""
    words = {cell for cell in cells[:_SAMPLE] if cell is not None}
    return 2 * sum(_code(word) is not None for word in words) > len(words)


def _code(cell: Any) -> str | None:
    return country_code(text_of(cell)) if cell is not None else None
