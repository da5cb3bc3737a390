"""Lists of exchange rates out of files: a row per day and currency, or a row per day and a column per currency."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from crmcli import intake
from crmcli.errors import Unreadable
from crmcli.i18n import _
from crmcli.sheets.cells.amounts import currency_of, parse_amount
from crmcli.sheets.cells.dates import DateContext, parse_date
from crmcli.sheets.cells.texts import text_of
from crmcli.sheets.model import Table
from crmcli.sheets.reading import tables_of

#: What a column is called that holds each of these.
_COLUMNS: Mapping[str, frozenset[str]] = {
    "day": frozenset(("日期", "生效日期", "汇率日期", "发布日期", "发布时间", "时间", "date", "day", "on", "since", "from", "valid from", "effective date", "rate date")),
    "currency": frozenset(("币种", "货币", "货币名称", "外币", "币别", "代码", "currency", "code", "ccy", "currency code", "from currency")),
    "rate": frozenset(("汇率", "中间价", "折算价", "中行折算价", "汇率中间价", "折合人民币", "rate", "exchange rate", "mid", "fx rate", "value")),
    "unit": frozenset(("单位", "外币单位", "数量", "unit", "units", "per")),
}  # fmt: skip
_HEADER_WITHIN = 30
_CODE = re.compile(r"[A-Z]{3}")
#: 100日元, USD/CNY, 100 JPY.
_UNITS = re.compile(r"^(\d+)\s*")


@dataclass(slots=True)
class RateList:
    """What a file says: by currency the rates of its days, and the rows that can't be read, with their numbers and texts."""

    rates: dict[str, dict[str, Decimal]] = field(default_factory=dict)
    rejected: list[tuple[int, str]] = field(default_factory=list)


def read_rate_list(path: Path, today: date) -> RateList:
    """The rates of a file. MissingFile, or Unreadable if it has none at all."""
    intake.require(path)
    found = RateList()
    for table in tables_of(path):
        _read(table, today, found)
    if not found.rates:
        raise Unreadable(
            _("%(file)s has no exchange rates that can be read.") % {"file": path.name},
            _("Write one a row under the columns: date, currency, rate."),
        )
    return found


def currency_code(text: str) -> str | None:
    """The code of a currency by its code or name, with or without a number of units or a second currency behind it."""
    plain = _UNITS.sub("", unicodedata.normalize("NFKC", text).strip()).strip()
    code = re.split(r"[/\s→]", plain)[0].upper()
    return code if _CODE.fullmatch(code) else currency_of(f"1{plain}", "") or None


def _read(table: Table, today: date, into: RateList) -> None:
    rows = [table.row(i) for i in range(table.height)]
    header = _header(rows[:_HEADER_WITHIN])
    if header is None:
        return
    number, columns, currencies = header
    context = DateContext(today, 0, epoch1904=table.date1904)
    for place, row in enumerate(rows[number + 1 :], table.first_row + number + 2):
        if not any(text_of(cell).strip() for cell in row):
            continue
        found = _row(row, columns, currencies, context)
        for code, day, rate in found:
            into.rates.setdefault(code, {})[day] = rate
        if not found:
            into.rejected.append((place, " ".join(filter(None, map(text_of, row)))))


def _header(rows: Sequence[Sequence[Any]]) -> tuple[int, dict[str, int], dict[int, tuple[str, int]]] | None:
    """The row that names the columns: which holds what, and whose rates, and of how many units, the others are."""
    for number, row in enumerate(rows):
        titles = [unicodedata.normalize("NFKC", text_of(cell)).strip() for cell in row]
        plain = [title.split("(")[0].strip().lower() for title in titles]
        columns = {
            name: plain.index(title) for name, known in _COLUMNS.items() for title in plain if title in known
        }
        currencies = {
            place: (code, _units(title))
            for place, title in enumerate(titles)
            if place not in columns.values() and title and (code := currency_code(title))
        }
        if "day" in columns and (columns.keys() >= {"currency", "rate"} or currencies):
            return number, columns, {} if "rate" in columns else currencies
    return None


def _units(text: str) -> int:
    found = _UNITS.match(text)
    return int(found[1]) if found else 1


def _row(
    row: Sequence[Any],
    columns: Mapping[str, int],
    currencies: Mapping[int, tuple[str, int]],
    context: DateContext,
) -> list[tuple[str, str, Decimal]]:
    """Currency, day and rate of each that a row tells."""
    when = parse_date(row[columns["day"]], context)
    day = (when.date() if isinstance(when, datetime) else when) if when else None
    if day is None:
        return []
    if currencies:
        cells = [(code, units, row[place]) for place, (code, units) in currencies.items()]
    else:
        name = text_of(row[columns["currency"]])
        told = _number(row[columns["unit"]]) if "unit" in columns else None
        cells = [(currency_code(name) or "", int(told or _units(name)), row[columns["rate"]])]
    numbers = [(code, _number(cell), units) for code, units, cell in cells]
    return [(code, day.isoformat(), number / units) for code, number, units in numbers if code and number]


def _number(cell: Any) -> Decimal | None:
    """A number above 0."""
    found = parse_amount(cell) if text_of(cell).strip() else None
    return found if found is not None and found > 0 else None
