"""Which column of an order's lines has the price of one, and which that of the line. Pure."""

from __future__ import annotations

import re
from decimal import Decimal

from crmcli.sheets.cells.amounts import parse_amount
from crmcli.sheets.columns.headers import Header
from crmcli.sheets.recognising.evidence import Profile
from crmcli.sheets.recognising.recognition import Claim, Recognition

#: How sure an amount is that only the values tell.
_BY_VALUES = 0.65
#: A price of one; where the quantity stands beside it a bare `price` is one, too.
_PRICE = re.compile(
    r"单价|item cost|einzelpreis|stuckpreis|preis (?:je|pro) |^preis$|prix unitaire|^p\.?u\.?(?: ht)?$|precio unitario|^precio$|prezzo unitario|preco unitario|stuksprijs|^(?:价格|售价|销售价|商品价格)$|^price$|(?:unit|item|each|lineitem|selling|sales) price|unit (?:amount|cost|rate)|price (?:per|each|a piece)"
)


def set_price(reading: Recognition, headers: list[Header], profiles: list[Profile]) -> None:
    """Finds the column with the price of one beside that with the quantity; such a price is no amount."""
    quantity, amount = reading.column_of("quantity"), reading.column_of("amount")
    if quantity is None:
        return
    found = [
        column
        for column, header in enumerate(headers)
        if (column == amount or column not in reading.columns)
        and _PRICE.search(header.key)
        and (profiles[column].cells == 0 or profiles[column].amount > 0.6)
    ]
    price = next(iter(found), None)
    if price is not None and amount in (None, price) and _makes_lines(reading, profiles, price, quantity):
        reading.columns.setdefault(price, Claim(price, "amount", _BY_VALUES, False, headers[price].key))
        return
    reading.price = price
    if amount in found:
        reading.price = amount
        del reading.columns[amount]


def _makes_lines(reading: Recognition, profiles: list[Profile], price: int, quantity: int) -> bool:
    """Whether a price grows with the quantity of a product, so that it is that of the whole line."""
    product = reading.column_of("product")
    if product is None:
        return False
    samples = [profiles[column].sample for column in (product, price, quantity)]
    if any(len(sample) != len(samples[0]) for sample in samples):
        return False
    seen: dict[str, set[tuple[Decimal, Decimal]]] = {}
    for what, amount, number in zip(*samples, strict=True):
        money, count = parse_amount(amount), parse_amount(number)
        if money and count:
            seen.setdefault(str(what), set()).add((money / count, money))
    told = [pairs for pairs in seen.values() if len(pairs) > 1]
    return bool(told) and all(len({one for one, _line in pairs}) == 1 for pairs in told)
