"""In which money a sheet's orders are where no cell and no column name tells: that of the country whose sheet it is. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from crmcli.matching.countries import currency_of_country
from crmcli.matching.text import is_traditional
from crmcli.sheets.columns.headers import Header
from crmcli.sheets.recognising.recognition import Recognition
from crmcli.sheets.tables.country_signs import country_by_names

#: A team of the mainland sells abroad under Chinese column names.
_HAN = re.compile("[\u4e00-\u9fff]")
#: Where column names are written in the traditional script.
_TRADITIONAL = frozenset(("TW", "HK", "MO"))
#: Countries whose names of columns are used in others with other money: English, Spanish.
_SHARED = frozenset(("GB", "IE", "AU", "ES"))


def in_own_currency(
    headers: list[Header], reading: Recognition, country: str, home: str
) -> tuple[list[Header], str]:
    """The headers with the currency of their language's country at the amounts of orders, and that; empty where a column
    tells it, or where it is the one of `home`. `country` is the one of the sheet's phones.
    """
    amount = reading.column_of("amount") if reading.kind == "purchases" else None
    if amount is None or "currency" in reading.fields or headers[amount].currency:
        return headers, ""
    currency = currency_of_country(_country_of(headers, country))
    if currency in (None, currency_of_country(home)):
        return headers, ""
    changed = replace(headers[amount], currency=currency or "")
    return [changed if header is headers[amount] else header for header in headers], currency or ""


def _country_of(headers: Sequence[Header], country: str) -> str:
    names = " ".join(header.shown for header in headers)
    if not _HAN.search(names) or (country in _TRADITIONAL and is_traditional(names)):
        told = country_by_names(headers)
        return country if told in ("", *_SHARED) else told
    return country_by_names(headers)
