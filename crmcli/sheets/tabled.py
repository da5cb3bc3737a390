"""One table understood: what it is, what its columns are, and its rows typed or left packed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any

from crmcli.i18n import N_, _, ngettext, series
from crmcli.sheets.cells.dates import DateContext
from crmcli.sheets.chats.channels import channel_of_log
from crmcli.sheets.chats.parties import Parties
from crmcli.sheets.columns.fields import TYPES, subject_field
from crmcli.sheets.columns.headers import Header, field_called, in_unit, names_two_units
from crmcli.sheets.columns.own import is_whole
from crmcli.sheets.columns.passwords import without_secrets
from crmcli.sheets.columns.settled import Settled, settled_for
from crmcli.sheets.containers import vcard
from crmcli.sheets.containers.packed import Chosen, Packed, Part
from crmcli.sheets.mails.sides import Addresses
from crmcli.sheets.model import Table
from crmcli.sheets.recognising.bearers import bearers_of, has_gaps, has_wards
from crmcli.sheets.recognising.conventions import Conventions, conventions_of
from crmcli.sheets.recognising.currencies import in_own_currency
from crmcli.sheets.recognising.evidence import Profile, profile
from crmcli.sheets.recognising.groups import carry_down
from crmcli.sheets.recognising.incoming import is_incoming
from crmcli.sheets.recognising.no_customers import nobodies
from crmcli.sheets.recognising.recognise import Names, recognise
from crmcli.sheets.recognising.recognition import Claim, Recognition
from crmcli.sheets.recognising.subjects import lists_people, numbers_firms
from crmcli.sheets.recognising.surroundings import author_hint, country_of, written_on, year_of
from crmcli.sheets.rows import blocks
from crmcli.sheets.rows.notices import notes_of
from crmcli.sheets.rows.plans import SheetPlan, column_plan, confidence_of
from crmcli.sheets.rows.typed import type_rows
from crmcli.sheets.tables.layout import Layout


@dataclass(slots=True)
class Hints:
    """What the caller told: see `reading.read`. `mapping` has folded column names."""

    today: date
    now: datetime | None = None
    kind: str | None = None
    sheet: str | None = None
    header_row: int | None = None
    mapping: dict[str, str] = field(default_factory=dict)
    country: str = "CN"
    settled: list[Settled] = field(default_factory=list)
    #: Whom the database knows of those who speak in chats.
    parties: Parties = field(default_factory=Parties)
    #: Whose the addresses in mails are.
    addresses: Addresses = field(default_factory=Addresses)
    #: How many rows were found so far.
    found: int = 0


#: So many rows that are sums are told by number.
_MOST_SUMS = 5
#: What tables are that are none of ours.
_OTHERS = {
    "opportunities": N_("It holds possible deals, but no column names their customers."),
    "quotations": N_("It holds quotations; there is no place for these yet."),
    "staff": N_("It is a list of staff."),
    "products": N_("It is a list of products or prices."),
    "suppliers": N_("It is a list of suppliers."),
    "figures": N_("It holds statistics."),
}


def _sums(layout: Layout) -> str:
    """That rows were left out as sums: a customer may have been taken for one."""
    rows = [str(layout.first_row + row + 1) for row in layout.sums]
    shown = series([*rows[:_MOST_SUMS], *(["…"] if len(rows) > _MOST_SUMS else [])])
    return ngettext(
        "Row %(rows)s is a sum and was left out.", "Rows %(rows)s are sums and were left out.", len(rows)
    ) % {"rows": shown}


def plan_table(
    table: Table,
    layout: Layout,
    headers: list[Header],
    rows: list[int],
    hints: Hints,
    kind: str | None,
    whole: bool = False,
) -> SheetPlan:
    """The plan of a table whose layout is known; with `whole` its columns hold only its data rows."""
    columns, secret = without_secrets(headers, table.columns if whole else _rows_only(table.columns, rows))
    country = country_of(layout, table, hints.country)
    profiles = [profile(cells, country) for cells in columns]
    if layout.unit:
        headers = [in_unit(header, layout.unit) for header in headers]
    names = Names(Path(table.file).stem, table.sheet, layout.title)
    reading, plan = _recognised(table, layout, headers, profiles, names=names, hints=hints, kind=kind)
    plan.columns = [replace(c, why="left out") if c.header in secret else c for c in plan.columns]
    plan.notices += [_("%(column)s: passwords are not kept.") % {"column": name} for name in secret]
    plan.bearers, plan.has_wards = bearers_of(headers, reading), has_wards(headers, reading)
    plan.lists_people = lists_people(reading, headers)
    plan.numbers_firms = numbers_firms(reading, headers, profiles)
    reading.has_gaps = has_gaps(reading, columns)
    subject = reading.column_of(subject_field(reading.kind or ""))
    if subject is not None and not plan.whole:
        reading.nobodies = nobodies(columns[subject], hints.parties.known)
    if reading.kind is None:
        plan.notes.append(_(_OTHERS.get(reading.other, N_("This table is not about customers."))))
        plan.nearest, plan.lacks = reading.nearest, reading.lacks
        return plan
    headers, currency = in_own_currency(headers, reading, country, hints.country)
    if currency:
        notice = _(
            "No column tells the currency: the amounts were taken as %(currency)s, by the language of the sheet."
        )
        plan.notices.append(notice % {"currency": currency})
    dates = DateContext(
        hints.today,
        year_of(names),
        country == "TW",
        table.date1904,
        written=written_on(names, layout, hints.today),
        now=hints.now,
    )
    found = conventions_of(reading, headers, columns, dates)
    plan.notices += found.notices
    plan.notices += [
        _("%(column)s names two units; check the amounts.") % {"column": header.shown}
        for header in headers
        if names_two_units(header)
    ]
    if layout.sums and not whole:
        plan.notices.append(_sums(layout))
    numbers = [layout.first_row + row for row in rows] if layout.first_row else rows
    hints.found += len(rows)
    _fill_rows(plan, reading, headers, columns, numbers=numbers, found=found, country=country, hints=hints)
    return plan


def _recognised(
    table: Table,
    layout: Layout,
    headers: list[Header],
    profiles: list[Profile],
    names: Names,
    hints: Hints,
    kind: str | None,
) -> tuple[Recognition, SheetPlan]:
    """What the table is and its columns are, by itself, by what was settled before, and by what is told now."""
    is_vcard = vcard.is_address_book([header.shown for header in headers])
    settled = settled_for([header.shown for header in headers], hints.settled)
    told_kind = kind or (settled.kind if settled else None) or ("contacts" if is_vcard else None)
    reading = recognise(headers, profiles, names, told_kind)
    if settled and settled.kind != reading.kind:
        settled = None
    told = {**(settled.columns if settled else {}), **hints.mapping}
    if told and reading.kind:
        _overrule(reading, headers, told)
    plan = SheetPlan(
        file=table.file,
        sheet=table.sheet,
        kind=reading.kind,
        confidence=confidence_of(reading),
        header_row=layout.first_row + layout.header_row + 1,
        columns=[
            # Answers without a name are told apart by their numbers.
            column_plan(
                i,
                header,
                reading.columns.get(i),
                profiles[i],
                told.get(header.key),
                counts=reading.kind != "survey_answers",
            )
            for i, header in enumerate(headers)
        ],
        headers=[header.shown for header in headers],
        rows=[],
        notes=list(reading.notes),
        title=layout.title,
        author_hint=author_hint(names, layout),
    )
    if plan.kind == "interactions":
        plan.channel_hint = channel_of_log(
            (names.sheet, names.title, names.file), [header.key for header in headers]
        )
    plan.settled, plan.rivals = settled, reading.rivals
    plan.whole = reading.kind is not None and is_whole(reading.kind, plan.headers)
    plan.incoming = not plan.whole and is_incoming(reading, headers)
    return reading, plan


def _fill_rows(
    plan: SheetPlan,
    reading: Recognition,
    headers: list[Header],
    columns: Sequence[Sequence[Any]],
    numbers: list[int],
    found: Conventions,
    country: str,
    hints: Hints,
) -> None:
    """Types the rows, or leaves them packed where they are many."""
    if reading.kind in blocks.KINDS and hints.found >= blocks.LARGE and len(numbers) >= blocks.LEAST:
        plan.blocks = blocks.Blocks(
            columns=columns,
            numbers=numbers,
            headers=headers,
            reading=reading,
            dates=found.dates,
            decimals=found.decimals,
            country=country,
            own=plan.whole,
            home=hints.country,
        )
        plan.blocks.when_read(partial(_note, plan, reading))
        return
    cells = [column if isinstance(column, list) else list(column) for column in columns]
    carried = carry_down(cells, reading)
    if carried:
        plan.notes.append(
            ngettext(
                "%(n)d row without a customer was taken as the one above.",
                "%(n)d rows without a customer were taken as the one above.",
                carried,
            )
            % {"n": carried}
        )
    typed = type_rows(
        cells,
        numbers,
        headers,
        reading=reading,
        dates=found.dates,
        country=country,
        decimals=found.decimals,
        own=plan.whole,
        home=hints.country,
    )
    plan.rows, plan.scales = typed.rows, typed.scales
    _note(plan, reading, notes_of(typed.told), typed.empty)


def _note(plan: SheetPlan, reading: Recognition, noticed: list[str], empty: int) -> None:
    """Keeps what was noticed when the rows were typed."""
    plan.columns = [
        replace(column, time_of=reading.clocks[column.index], confidence=1.0)
        if column.index in reading.clocks
        else column
        for column in plan.columns
    ]
    plan.notices[:0] = noticed
    if empty:
        plan.notes.append(
            ngettext("%(n)d row has nothing filled in.", "%(n)d rows have nothing filled in.", empty)
            % {"n": empty}
        )


def _rows_only(columns: list[list[Any]], rows: list[int]) -> list[Any]:
    if rows and rows[-1] - rows[0] + 1 == len(rows):
        return [cells[rows[0] : rows[-1] + 1] for cells in columns]
    return [
        Chosen(cells, rows) if isinstance(cells, Packed | Part) else [cells[row] for row in rows]
        for cells in columns
    ]


def _overrule(reading: Recognition, headers: list[Header], mapping: dict[str, str]) -> None:
    """Columns as the caller named them; a field told twice stays with the last column."""
    for column, header in enumerate(headers):
        told = mapping.get(header.key)
        if told is None:
            continue
        name = field_called(reading.kind or "", told) or told
        reading.columns = {
            c: claim
            for c, claim in reading.columns.items()
            if c != column and (claim.field != name or name == "phones")
        }
        if name in TYPES[reading.kind or ""]:
            reading.columns[column] = Claim(column, name, 1.0, True, "told")
