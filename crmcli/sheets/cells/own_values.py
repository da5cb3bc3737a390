"""What a cell, or a word that was typed, holds for a field that the team declared: its stored form."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal

from crmcli.errors import CrmError
from crmcli.matching.text import search_key
from crmcli.policy.sections import OwnField
from crmcli.sheets.cells.amounts import parse_amount
from crmcli.sheets.cells.dates import DateContext, parse_date
from crmcli.sheets.cells.setting import NO, YES

#: Reads a text as a day; None if it is none.
ReadDay = Callable[[str], date | None]


def own_value(field: OwnField, text: str, read_day: ReadDay) -> str | None:
    """The stored form of a text, None if the field can't hold it: days are ISO, money has two decimals, a flag is `yes` or
    `no`, a choice is as the policy writes it."""
    told = text.strip()
    match field.type:
        case "number" | "money":
            return _number(told, money=field.type == "money")
        case "date":
            day = read_day(told)
            return day.isoformat() if day else None
        case "choice":
            key = search_key(told)
            return next((choice for choice in field.choices if search_key(choice) == key), None)
        case "flag":
            word = told.lower()
            return "yes" if word in YES else "no" if word in NO else None
    return told


def _number(text: str, *, money: bool) -> str | None:
    found = parse_amount(text)
    if found is None or abs(found) >= 10**13:
        return None
    return f"{found:.2f}" if money else f"{_whole(found):f}"


def _whole(number: Decimal) -> Decimal:
    """The number without zeros at its end; it is never written with an exponent."""
    return number.quantize(Decimal(1)) if number == number.to_integral() else number.normalize()


def typed_day(day: Callable[[str], date]) -> ReadDay:
    """Reads days as people type them; `day` raises CrmError for what is none."""

    def read(text: str) -> date | None:
        try:
            return day(text)
        except CrmError:
            return None

    return read


def cell_day(today: date) -> ReadDay:
    """Reads days as the cells of sheets tell them."""
    context = DateContext(today, ahead=True)

    def read(text: str) -> date | None:
        found = parse_date(text, context)
        return found.date() if isinstance(found, datetime) else found

    return read
