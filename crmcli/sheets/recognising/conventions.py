"""How a sheet writes its dates and its numbers, decided over whole columns, and told where nothing or both decides."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from crmcli.i18n import _
from crmcli.sheets.cells.date_orders import Orders, date_order, orders_in, writes_year_last, years_last
from crmcli.sheets.cells.dates import DateContext, parse_date
from crmcli.sheets.cells.decimals import CONTRADICTED, Proof, plain_numbers, prove
from crmcli.sheets.columns.fields import TYPES
from crmcli.sheets.columns.headers import Header
from crmcli.sheets.recognising.recognition import Recognition

_DATED = frozenset(("date", "day", "done", "birthday"))
_NUMBERED = frozenset(("amount", "money", "quantity", "integer", "balance"))
#: Whoever writes so divides thousands by a comma.
_CHINESE = re.compile("[\u4e00-\u9fff]")


@dataclass(slots=True)
class Conventions:
    """How a sheet's dates are read, the decimal sign of each column of numbers, and what is to be told of both."""

    dates: DateContext
    decimals: dict[int, str] = field(default_factory=dict)
    notices: list[str] = field(default_factory=list)


def conventions_of(
    reading: Recognition, headers: list[Header], columns: Sequence[Sequence[Any]], dates: DateContext
) -> Conventions:
    """What the columns of a recognised table decide."""
    found = Conventions(dates)
    _decide_dates(found, reading, headers, columns)
    _decide_numbers(found, reading, headers, columns)
    return found


def _of_type(reading: Recognition, types: frozenset[str]) -> list[int]:
    known = TYPES[reading.kind or ""]
    return sorted(column for column, claim in reading.columns.items() if known[claim.field] in types)


def _decide_dates(
    found: Conventions, reading: Recognition, headers: list[Header], columns: Sequence[Sequence[Any]]
) -> None:
    dated = _of_type(reading, _DATED)
    told_by = [
        *dated,
        *(i for i in range(len(columns)) if i not in reading.columns and writes_year_last(columns[i])),
    ]
    year = found.dates.today.year
    short = not found.dates.taiwan and any(years_last(columns[column], year) for column in dated)
    first, example = date_order([columns[column] for column in told_by], short)
    orders = {column: orders_in(columns[column], short) for column in dated} if first is not None else {}
    first = _by_most_columns(list(orders.values()), first)
    found.dates = replace(found.dates, day_first=bool(first), year_last=first is not None)
    if example:
        told = {"text": example, "date": parse_date(example, found.dates)}
        found.notices.append(
            _("No date tells whether the day or the month comes first: %(text)s is read as %(date)s.") % told
        )
    for column, told_in in orders.items():
        if told_in.day_first and told_in.month_first and told_in.open:
            decided = first if told_in.decided is None else told_in.decided
            read = parse_date(told_in.open, replace(found.dates, day_first=bool(decided)))
            told = {"column": headers[column].shown, "text": told_in.open, "date": read}
            told |= {"one": told_in.day_first, "other": told_in.month_first}
            found.notices.append(
                _("%(column)s holds both %(one)s and %(other)s: %(text)s is read as %(date)s.") % told
            )


def _by_most_columns(orders: Sequence[Orders], first: bool | None) -> bool | None:
    """Whether the day comes first, by the columns that agree with themselves; if the only ones that tell say both, it does."""
    told = {one.decided for one in orders} - {None}
    if len(told) == 1:
        return told.pop()
    return True if not told and any(one.days for one in orders) else first


def _decide_numbers(
    found: Conventions, reading: Recognition, headers: list[Header], columns: Sequence[Sequence[Any]]
) -> None:
    price = [] if reading.price is None else [reading.price]
    numbers = dict.fromkeys([*_of_type(reading, _NUMBERED), *price])
    proofs = {column: prove(columns[column]) for column in numbers}
    signs = {proof.sign for proof in proofs.values()} - {"", CONTRADICTED}
    sheet = signs.pop() if len(signs) == 1 else ""
    chinese = any(_CHINESE.search(header.shown) for header in headers)
    for column, proof in proofs.items():
        found.decimals[column] = proof.sign or sheet or "."
        decided = bool(sheet) or chinese
        found.notices += _tell(headers[column].shown, proof, decided, found.decimals[column])


def _tell(column: str, proof: Proof, decided: bool, sign: str) -> Iterator[str]:
    """What whoever imports is to know of a column's numbers."""
    told = {"column": column, "comma": proof.comma, "point": proof.point, "text": proof.open}
    if sign == CONTRADICTED and proof.open:
        yield (
            _("%(column)s holds both %(comma)s and %(point)s: numbers such as %(text)s can't be read.") % told
        )
    elif sign == "," and proof.comma:
        yield _("%(column)s: the comma stands before the decimals, as in %(comma)s.") % told
    elif proof.open and not proof.sign and not decided:
        yield (
            _("%(column)s: no number tells what the sign in %(text)s means; it is read as %(number)s.")
            % {**told, "number": plain_numbers(proof.open, sign)}
        )
