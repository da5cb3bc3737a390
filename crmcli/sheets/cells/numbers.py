"""Cells as numbers: money, amounts with their parts, quantities, days, shares, scores."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from crmcli.sheets.cells.amounts import TOO_MUCH, currency_of, parse_amount, rough_amount
from crmcli.sheets.cells.decimals import plain_numbers
from crmcli.sheets.cells.scores import parse_score
from crmcli.sheets.cells.setting import (
    UNANSWERED,
    Bad,
    Parts,
    Setting,
    plain_text,
)

_HAN_DIGITS: dict[str, int | Decimal] = {
    "一": 1,
    "两": 2,
    "二": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
    "十": 10,
    "半": Decimal("0.5"),
}


def read_money(cell: Any, setting: Setting, _domain: str) -> Any:
    text = plain_text(cell)
    if not text:
        return None
    factor = setting.header.factor
    amount = parse_amount(cell if isinstance(cell, int | float) else text, factor, setting.decimal)
    about = rough_amount(text, factor, setting.decimal) if amount is None else None
    number = about if amount is None else amount
    if number is None or abs(number) >= TOO_MUCH:
        return Bad("bad_amount")
    cents = int((number * 100).quantize(Decimal(1), ROUND_HALF_UP))
    return cents if about is None else Parts((("self", cents),), aside=True, note="rough")


def read_amount(cell: Any, setting: Setting, domain: str) -> Any:
    """An order's amount in cents, with the currency where the cell or the header names another than the country's."""
    cents = read_money(cell, setting, domain)
    if type(cents) is not int:
        return cents
    told = setting.header.currency or currency_of(setting.header.hint, setting.country)
    currency = currency_of(cell, setting.country) or told
    foreign = currency and (currency, setting.country) != ("CNY", "CN")
    return Parts((("amount", cents), ("currency", currency))) if foreign else cents


def read_quantity(cell: Any, setting: Setting, _domain: str) -> Any:
    """A decimal number as text; a unit behind it (3个) is kept aside."""
    text = plain_numbers(plain_text(cell), setting.decimal)
    if not text:
        return None
    found = re.match(r"(-?\d+(?:\.\d+)?)\s*([^\d,].{0,11})?$", text)
    if found:
        number = Decimal(found[1])
    elif text[0] in _HAN_DIGITS and len(text) <= 3:
        number = Decimal(_HAN_DIGITS[text[0]])
    else:
        return Bad("bad_quantity")
    plain = f"{number.normalize():f}"
    return plain if not (found and found[2]) else Parts((("quantity", plain),), aside=True)


def read_integer(cell: Any, setting: Setting, _domain: str) -> Any:
    """A whole number, such as points; a fraction is cut off, and the number as written stays beside."""
    text = plain_numbers(plain_text(cell), setting.decimal)
    if not text:
        return None
    found = re.fullmatch(r"(-?\d{1,20})(\.\d+)?\s*(?:分|点|點|个|次|单|元|pts|points)?", text.lower())
    number = int(found[1]) if found else None
    if number is None or found is None or abs(number) >= TOO_MUCH:
        return Bad("bad_amount")
    return Parts((("self", number),), aside=True) if (found[2] or "").strip(".0") else number


def read_balance(cell: Any, setting: Setting, domain: str) -> Any:
    """A balance of points, which is never below zero."""
    found = read_integer(cell, setting, domain)
    below = found.values[0][1] if isinstance(found, Parts) else found
    return Bad("below_zero") if isinstance(below, int) and below < 0 else found


#: The longest time between two contacts that a customer can have, in days.
_MOST_DAYS = 3650


def read_days(cell: Any, setting: Setting, domain: str) -> Any:
    """A length of time in whole days."""
    found = read_integer(cell, setting, domain)
    return Bad("bad_amount") if isinstance(found, int) and not 1 <= found <= _MOST_DAYS else found


def read_share(cell: Any, _setting: Setting, _domain: str) -> Any:
    """A number from 0 to 100."""
    text = plain_text(cell)
    number = float(text) if re.fullmatch(r"\d{1,3}(?:\.\d{1,9})?", text) else None
    return None if not text else number if number is not None and number <= 100 else Bad("bad_amount")


def read_percent(cell: Any, _setting: Setting, _domain: str) -> Any:
    """How much is done, in percent; a spreadsheet's 80% is the number 0.8."""
    text = plain_text(cell)
    found = re.fullmatch(r"(\d{1,3}(?:\.\d+)?)\s*%?", text)
    number = float(found[1]) if found else None
    if number is None or number > 100:
        return Bad("bad_percent") if text else None
    return round(number * 100) if isinstance(cell, float) and 0 < number < 1 else int(number)


def read_score(cell: Any, setting: Setting, _domain: str) -> Any:
    text = plain_text(cell)
    if not text or text in UNANSWERED:
        return None
    score = parse_score(cell, setting.points.largest)
    if score is None and parse_score(cell, 999) is None:
        return Bad("bad_score")
    if score is None or score < setting.points.lowest:
        return Bad("off_scale", setting.points.allowed)
    return score
