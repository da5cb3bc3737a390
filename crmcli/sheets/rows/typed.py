"""Typed rows out of a recognised table, column by column."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time
from itertools import chain
from typing import Any

from crmcli.dates.hours import says_midnight
from crmcli.matching.phones import lost_digits
from crmcli.sheets.cells.date_orders import orders_in
from crmcli.sheets.cells.dates import DateContext
from crmcli.sheets.cells.score_scales import USUAL_POINTS, Points, points_of
from crmcli.sheets.cells.setting import ASIDE, NOTHING, Aside, Bad, Parts, Setting
from crmcli.sheets.cells.texts import LOSSY, text_of
from crmcli.sheets.cells.zones import zone_named
from crmcli.sheets.columns.fields import FLAGS, SUBJECT, TYPES, subject_field
from crmcli.sheets.columns.headers import Header
from crmcli.sheets.model import Problem, Row
from crmcli.sheets.recognising.bearers import names_firms
from crmcli.sheets.recognising.no_customers import of_nobody, other_partners
from crmcli.sheets.recognising.phone_countries import RowCountries
from crmcli.sheets.recognising.recognition import Recognition
from crmcli.sheets.rows.balances import settle_by_balance
from crmcli.sheets.rows.checks import check, means_something
from crmcli.sheets.rows.directions import tell_directions
from crmcli.sheets.rows.left_alone import leave_alone
from crmcli.sheets.rows.moments import complete, counts_from_today
from crmcli.sheets.rows.money_out import paid_out, payments_of_invoices, settle_ledger
from crmcli.sheets.rows.nameless import (
    name_by_person,
    number_persons,
    settle_beside,
    take_persons_of_firms,
)
from crmcli.sheets.rows.online_ways import add_accounts
from crmcli.sheets.rows.order_rows import line_totals, refunds_alone, settle_orders
from crmcli.sheets.rows.outcomes import tell_outcomes
from crmcli.sheets.rows.values import converter, far_date_context

#: Row numbers start at 1 for people.
_FIRST = 1


@dataclass(slots=True)
class Typed:
    """The rows of one sheet and what was noticed while typing them."""

    rows: list[Row]
    scales: dict[str, int] = field(default_factory=dict)
    #: What was noticed (a key of `notices.NOTES`) in which column, and how often.
    told: Counter[tuple[str, str]] = field(default_factory=Counter)
    empty: int = 0
    #: Fields that cells of another column may have filled.
    shared: set[str] = field(default_factory=set)


def type_rows(
    columns: list[list[Any]],
    numbers: list[int],
    headers: list[Header],
    reading: Recognition,
    dates: DateContext,
    country: str,
    decimals: Mapping[int, str],
    dates_by_column: Mapping[int, DateContext] | None = None,
    own: bool = False,
    home: str = "",
) -> Typed:
    """The rows of a table whose `columns` hold only its data rows; `numbers` are their indices in the
    sheet. `decimals` has the decimal sign of its columns of numbers, `dates_by_column` says how dates are read where
    these rows aren't all. `own` if the sheet is this program's own. `home` is
    the team's country, whose numbers may stand among those of the sheet's `country`.
    """
    kind = reading.kind or ""
    raws = zip(*columns, strict=True)
    rows = [Row(number + _FIRST, {}, [], raw, {}) for number, raw in zip(numbers, raws, strict=True)]
    typed = Typed(rows)
    if not rows:
        return typed
    countries = RowCountries(headers, columns)
    waiting: _Waiting = []
    for column, cells in enumerate(columns):
        claim = reading.columns.get(column)
        if claim is None:
            _keep_aside(rows, headers[column], cells)
            lost = sum(lost_digits(text_of(cell)) for cell in cells if _may_have_lost(cell))
            _tell(typed, "lost", lost if headers[column].shown else 0, headers[column].shown)
        else:
            points = _points(claim.field, kind, headers[column], cells, typed, own)
            told = dates_by_column[column] if dates_by_column else dates_of(claim.field, kind, [cells], dates)
            zone = zone_named(headers[column].hint) or zone_named(headers[column].key)
            told = replace(told, zone=zone) if zone else told
            decimal = decimals.get(column, ".")
            setting = Setting(
                headers[column], told, country, points=points, own=own, decimal=decimal, home=home
            )
            _fill(typed, claim.field, setting, cells, kind=kind, countries=countries, waiting=waiting)
    _hand_out(rows, waiting)
    for column in reading.further_phones:
        setting = Setting(headers[column], dates, country, home=home)
        _take_phones(rows, headers[column], _converted("phone", setting, columns[column], countries))
    if kind == "customers":
        leave_alone(rows, headers, reading, columns)
    in_words = complete(rows, headers, reading, columns, dates)
    _tell(typed, "in_words_today" if counts_from_today(reading) else "in_words", in_words)
    tell_directions(rows, headers, reading)
    _tell(typed, "outcome", tell_outcomes(rows, headers, reading, columns))
    if kind == "purchases":
        out, topped_up = paid_out(rows, headers, columns), settle_ledger(rows, headers, columns)
        paid = payments_of_invoices(headers, columns)
        gone = {id(rows[i]) for i in out | topped_up | paid}
        if "status" not in reading.fields:
            sign = decimals.get(reading.column_of("amount") or 0, ".")
            settle_by_balance(rows, headers, columns, Setting(Header("", ""), dates, decimal=sign))
        _settle_orders(typed, headers, reading, columns, dates=dates, decimals=decimals)
        _mark_returns(rows, headers, reading)
        _tell(typed, "paid_out", len(out - topped_up))
        _tell(typed, "topped_up", len(topped_up))
        _tell(typed, "pays", len(paid - out - topped_up))
        rows[:] = [row for row in rows if id(row) not in gone] if gone else rows
    rows[:] = _of_customers(typed, headers, reading, columns)
    typed.rows = [row for row in rows if means_something(kind, row)]
    typed.empty = len(rows) - len(typed.rows)
    take_persons_of_firms(typed.rows, headers, reading)
    name_by_person(typed.rows, headers, reading)
    settle_beside(typed.rows, headers, reading)
    companies = names_firms(headers, reading)
    for row in typed.rows:
        check(kind, row, reading.has_gaps, companies)
    number_persons(typed.rows, headers, reading)
    return typed


def _of_customers(
    typed: Typed, headers: list[Header], reading: Recognition, columns: list[list[Any]]
) -> list[Row]:
    """The rows but for those that are of no customer, which are told."""
    kind, rows = reading.kind or "", typed.rows
    others = other_partners(headers, columns) if kind in SUBJECT else set()
    nobody = of_nobody(kind, rows, reading.nobodies) if reading.nobodies else []
    _tell(typed, "other_partners", len(others))
    for name, count in Counter(str(row.values[subject_field(kind)]) for row in nobody).items():
        _tell(typed, "nobody", count, name)
    gone = {id(row) for row in (*nobody, *(rows[place] for place in others))}
    return [row for row in rows if id(row) not in gone] if gone else rows


def _take_phones(rows: list[Row], header: Header, phones: list[Any]) -> None:
    """Gives the rows without a phone that of a further column; the others keep it beside."""
    for row, phone in zip(rows, phones, strict=True):
        bad = any(problem.field == "phone" for problem in row.problems)
        if type(phone) is str and not bad and "phone" not in row.values:
            row.values["phone"] = phone
            row.extra.pop(header.shown, None)


def _tell(typed: Typed, note: str, n: int, column: str = "") -> None:
    if n:
        typed.told[note, column] += n


def _may_have_lost(cell: Any) -> bool:
    return (type(cell) is float and abs(cell) >= LOSSY) or (type(cell) is str and "E+" in cell)


def _keep_aside(rows: list[Row], header: Header, cells: list[Any]) -> None:
    name = header.shown
    if not name:
        return
    for row, cell in zip(rows, cells, strict=True):
        if cell is not None:
            text = text_of(cell)
            if text and text not in NOTHING:
                row.extra[name if name not in row.extra else f"{name} 2"] = text


def dates_of(name: str, kind: str, parts: Iterable[Sequence[Any]], dates: DateContext) -> DateContext:
    """How the dates of a field are read, by the cells of its column in one or more parts."""
    if TYPES[kind][name] not in ("date", "day", "done", "birthday"):
        return dates
    context = far_date_context(dates, name)
    first = orders_in(chain.from_iterable(parts), dates.year_last).decided
    return context if first is None else replace(context, day_first=first)


def _points(name: str, kind: str, header: Header, cells: list[Any], typed: Typed, own: bool) -> Points:
    """The scale of a column of scores; one that only its values tell is noted."""
    if kind != "survey_answers" or TYPES[kind].get(name) != "score":
        return USUAL_POINTS
    points = points_of(name, header, cells, own)
    typed.scales[name] = points.largest
    _tell(typed, "scale", points.largest if points.guessed else 0, header.shown or name)
    return points


_LONG_WAY = {Bad, Parts, Aside}


#: Types of values whose reading depends on the country.
#: By what customers are found in other systems.
_NUMBERS = frozenset(("customer_no", "external_id", "member_no"))
_LOCAL = frozenset(("phone", "fax", "person", "persons"))


def _converted(type_name: str, setting: Setting, cells: list[Any], countries: RowCountries) -> list[Any]:
    """The values of a column; phones are read by the country of their row where it has one."""
    beside = countries.beside(setting.header, setting.country) if type_name in _LOCAL else None
    if beside is None:
        convert_one = converter(type_name, setting)
        # Where hardly a cell comes again, remembering what each is costs more than it saves.
        again = len(set(cells)) * 2 <= len(cells)
        return list(map(convert_one.__getitem__ if again else convert_one.convert, cells))
    # Where a row tells its country, no other is looked at.
    told = {code: "" if code != setting.country else setting.home for code in set(beside)}
    convert = {c: converter(type_name, replace(setting, country=c, home=home)) for c, home in told.items()}
    return [convert[code][cell] for code, cell in zip(beside, cells, strict=True)]


#: Fields with their values by row that no row has yet: what stands far apart is looked at once for all of them.
_Waiting = list[tuple[str, list[Any]]]


def _hand_out(rows: list[Row], waiting: _Waiting) -> None:
    """Gives the rows the values that wait for them."""
    if not waiting:
        return
    names, columns = zip(*waiting, strict=True)
    whole = not any(None in values for values in columns)
    for row, values in zip(rows, zip(*columns, strict=True), strict=True):
        pairs = zip(names, values)  # noqa: B905 -- as many as there are columns, and there are millions
        told = dict(pairs) if whole else {name: value for name, value in pairs if value is not None}
        row.values = row.values | told if row.values else told
    waiting.clear()


def _fill(
    typed: Typed,
    name: str,
    setting: Setting,
    cells: list[Any],
    *,
    kind: str,
    countries: RowCountries,
    waiting: _Waiting,
) -> None:
    """Converts a column whose values wait to be handed to the rows; where there are cells that aren't plain values, which
    is rare, all go the long way.
    """
    rows = typed.rows
    shown = setting.header.shown or name
    found = _converted(TYPES[kind][name], setting, cells, countries)
    if name == "phones":
        found = [Parts((("phones", [value]),)) if type(value) is str else value for value in found]
    if name in _NUMBERS:
        # Of a number that a platform hid (t***8) many have the rest.
        found = [ASIDE if type(value) is str and "**" in value else value for value in found]
    types = set(map(type, found))
    if datetime in types:
        found = _whole_days(found, cells, setting.own)
    if types.isdisjoint(_LONG_WAY) and name not in typed.shared and name != "social":
        waiting.append((name, found))
        return
    _hand_out(rows, waiting)
    for row, value, cell in zip(rows, found, cells, strict=True):
        if value is None:
            continue
        type_ = type(value)
        if type_ is Bad:
            row.problems.append(Problem(name, text_of(cell), value.reason, shown, value.allowed))
        elif type_ is Parts:
            _take_parts(row, kind, name, parts=value, shown=shown, cell=cell)
            typed.shared.update(part for part, _value in value.values)
            _tell(typed, value.note, bool(value.note), shown)
        elif value is ASIDE:
            row.extra[shown] = text_of(cell)
        elif name == "social":
            add_accounts(row, value)
        elif name not in row.values or name == "birthday_calendar":
            # A birthday alone is taken as solar; a column that says which calendar knows better.
            row.values[name] = value
        elif row.values[name] != value:
            _prefer(row, kind, name, value, shown)


def _whole_days(found: list[Any], cells: list[Any], own: bool) -> list[Any]:
    """A column of moments that are all midnight is a column of dates; but its texts tell times where one of them says so
    (24:00, 零点), or in our `own` sheets, which write a day alone without a time."""
    moments = [(value, cell) for value, cell in zip(found, cells, strict=True) if type(value) is datetime]
    if any(value.time() != time() or value.tzinfo for value, _cell in moments):
        return found
    told = own or any(isinstance(cell, str) and says_midnight(cell) for _value, cell in moments)
    return [
        value.date() if type(value) is datetime and not (told and isinstance(cell, str)) else value
        for value, cell in zip(found, cells, strict=True)
    ]


def _prefer(row: Row, kind: str, name: str, value: Any, shown: str) -> None:
    """A column of its own knows better than a cell that held the same beside something else."""
    before = row.values[name]
    row.values[name] = value
    if not (name == "phone" and _add_phones(row, kind, [before])):
        row.extra[shown] = text_of(before)


def _take_parts(row: Row, kind: str, name: str, parts: Parts, shown: str, cell: Any) -> None:
    kept_all = True
    for part, value in parts.values:
        field_name = FLAGS.get(name, name) if part == "flag" else name if part == "self" else part
        if part == "phones":
            kept_all &= _add_phones(row, kind, value)
        elif part == "phone" and (name == "phones" or row.values.get("phone", value) != value):
            kept_all &= _add_phones(row, kind, [value])
        elif part == "social" and part in TYPES[kind]:
            add_accounts(row, value)
        elif (
            not (part in TYPES[kind] or part in ("flag", "self"))
            or row.values.setdefault(field_name, value) != value
        ):
            kept_all = False
    if parts.aside or not kept_all:
        row.extra[shown] = text_of(cell)


def _add_phones(row: Row, kind: str, phones: list[str]) -> bool:
    if "phones" not in TYPES[kind]:
        return False
    known = row.values.setdefault("phones", [])
    known.extend(phone for phone in phones if phone not in known)
    return True


def _settle_orders(
    typed: Typed,
    headers: list[Header],
    reading: Recognition,
    columns: list[list[Any]],
    dates: DateContext,
    decimals: Mapping[int, str],
) -> None:
    """Amounts that stand in no cell of their own: price × quantity, or one total for the lines of an order."""
    rows, price, quantity = typed.rows, reading.price, reading.column_of("quantity")
    lines: list[int | None] = [None] * len(rows)
    if price is not None and quantity is not None:
        setting = Setting(headers[price], dates, decimal=decimals.get(price, "."))
        lines = line_totals(rows, columns[price], setting)
    if price is not None and quantity is not None and reading.column_of("amount") is None:
        for row, line in zip(rows, lines, strict=True):
            if line is not None:
                row.values["amount"] = line
        both = f"{headers[price].shown} × {headers[quantity].shown}"
        _tell(typed, "priced", len(rows) - lines.count(None), both)
    shared, heads = settle_orders(rows, lines)
    _tell(typed, "shared", shared)
    _tell(typed, "head", heads)


def _mark_returns(rows: list[Row], headers: list[Header], reading: Recognition) -> None:
    """A line of its own that takes money back (`-300 退货`, or 退费 in a column of kinds) is a counted amount
    below zero, unlike an order that became a refunded one.
    """
    if "ordered" not in reading.fields and {"order_no", "refund", "refunded_on"} <= reading.fields:
        refunds_alone(rows)
    column = reading.column_of("status")
    tells_kind = column is not None and re.search("类型|类别|type|收支", headers[column].key)
    for row in rows:
        amount = row.values.get("amount")
        if row.values.get("status") == "refunded" and amount and (tells_kind or amount < 0):
            row.values["amount"], row.values["status"] = -abs(amount), "paid"
