"""One raw sheet understood: its layout, kind and columns, and the typed rows that come of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from crmcli.i18n import _, sentences, series
from crmcli.sheets.chats.chat_tables import messages_in
from crmcli.sheets.chats.chats import contacts_of
from crmcli.sheets.columns.headers import Header, header_of, matches, without_common_prefix
from crmcli.sheets.columns.own import own_kind
from crmcli.sheets.mails.mails import COLUMNS, rows_of
from crmcli.sheets.model import Message, Table
from crmcli.sheets.monthly import dated_by_month
from crmcli.sheets.recognising.claims import fill
from crmcli.sheets.recognising.evidence import Profile, profile
from crmcli.sheets.recognising.recognise import Names
from crmcli.sheets.recognising.surroundings import year_of
from crmcli.sheets.rows.plans import SheetPlan
from crmcli.sheets.rows.remarks import keep_remarks
from crmcli.sheets.tabled import Hints, plan_table
from crmcli.sheets.tables.addresses import join_addresses, join_street, join_units, split_towns
from crmcli.sheets.tables.area_codes import join_area_codes
from crmcli.sheets.tables.areas import areas_of
from crmcli.sheets.tables.birth_parts import join_birthdays
from crmcli.sheets.tables.extensions import join_extensions
from crmcli.sheets.tables.forms import Form, form_of
from crmcli.sheets.tables.further_persons import join_persons
from crmcli.sheets.tables.layout import Layout, choose_rows, find_layout
from crmcli.sheets.tables.listed import open_lists
from crmcli.sheets.tables.recipients import split_recipients
from crmcli.sheets.tables.told_ways import move_faxes, take_other_mailbox, take_other_side
from crmcli.sheets.tables.turned_names import join_second_names, turn_names
from crmcli.sheets.tables.wide import (
    NAME_PARTS,
    holds_several,
    join_names,
    month_columns,
    repeated_groups,
    split_entries,
    unfold,
    unfold_months,
)
from crmcli.sheets.visit_grids import planned_visits


def plan_sheet(table: Table, hints: Hints) -> list[SheetPlan]:
    """The sheet understood: usually one plan; more where it holds several tables, or a list of customers carries its
    follow-ups.
    """
    if table.mails:
        return [_plan_mails(table, hints)]
    if table.messages:
        return [_plan_chat(table, Layout(-1, []), table.messages, hints)]
    plans: list[SheetPlan] = []
    subject = ""
    for area in areas_of(table, hints.header_row):
        form = form_of(area) if hints.header_row is None else None
        if form is None:
            found = _plan_list(area, hints, subject)
            keep_remarks(found[0], area)
            plans += found
            continue
        plan = _plan_form(area, form, hints)
        subject = _subject_of(plan)
        plans.append(plan)
    return [plan for plan in plans if plan.kind or plan.header_row] or plans[:1]


def _plan_form(table: Table, form: Form, hints: Hints) -> SheetPlan:
    layout = Layout(min(form.rows, default=0), form.headers, first_row=table.first_row)
    filled = form.table(table)
    return plan_table(
        filled, layout, form.headers, rows=form.rows, hints=hints, kind=hints.kind or "customers", whole=True
    )


def _subject_of(form: SheetPlan) -> str:
    """The customer of a form, for the tables below it."""
    return str(form.rows[0].values.get("name", "")) if len(form.rows) == 1 else ""


def _plan_list(table: Table, hints: Hints, subject: str) -> list[SheetPlan]:
    layout = find_layout(table, hints.header_row)
    if layout is None:
        layout = _without_header(table, hints.country)
    if layout is not None and subject:
        layout.captions.setdefault("客户名称", subject)
    if layout is None:
        return [_left_out(table, _("No table was found in this sheet."))]
    if hints.kind in (None, "interactions") and not hints.mapping:
        messages = messages_in(table, layout.headers, layout.rows, hints.parties)
        if messages:
            return [_plan_chat(table, layout, messages, hints)]
    own = own_kind([header.shown for header in layout.headers])
    if not own:
        open_lists(table, layout.rows)
        join_birthdays(table, layout.headers, layout.rows, hints.mapping)
        join_area_codes(table, layout.headers, layout.rows)
        split_recipients(table, layout.headers, layout.rows)
    if not own and not hints.mapping.keys() & NAME_PARTS:
        join_names(table, layout.headers, layout.rows)
        turn_names(table, layout.headers, layout.rows)
        join_second_names(table, layout.headers, layout.rows)
    join_addresses(table, layout.headers, layout.rows)
    join_extensions(table, layout.headers, layout.rows)
    if not own:
        join_street(table, layout.headers, layout.rows, hints.mapping)
        split_towns(table, layout.headers, layout.rows, hints.mapping)
        join_units(table, layout.headers, layout.rows, hints.mapping)
        join_persons(table, layout.headers, layout.rows)
        move_faxes(table, layout.headers, layout.rows)
        take_other_side(table, layout.headers, layout.rows)
        take_other_mailbox(table, layout.headers, layout.rows)
    _add_captions(table, layout)
    names = Names(Path(table.file).stem, table.sheet, layout.title)
    groups = repeated_groups(layout.headers)
    if groups:
        inside = {column for parts in groups.values() for column in parts.values()}
        return _profile_and(
            unfold(table, layout.headers, layout.rows, groups),
            "interactions",
            table,
            layout=layout,
            inside=inside,
            hints=hints,
        )
    if hints.kind in (None, "tasks") and not own:
        visits = planned_visits(table, layout, names, hints)
        if visits is not None:
            found = _left_out(table, visits, layout.header_row + 1) if isinstance(visits, str) else visits
            return [found]
    months = month_columns(layout.headers, year_of(names) or _latest_year(layout.headers, hints.today))
    if months and hints.kind in (None, "purchases"):
        return _profile_and(
            unfold_months(table, layout.headers, layout.rows, months),
            "purchases",
            table,
            layout=layout,
            inside=set(months),
            hints=hints,
        )
    plan = plan_table(table, layout, layout.headers, rows=layout.rows, hints=hints, kind=hints.kind)
    plan = dated_by_month(plan, table, layout, names, hints)
    return _with_entries(plan, table, layout, hints)


def _plan_chat(table: Table, layout: Layout, messages: Sequence[Message], hints: Hints) -> SheetPlan:
    """The log of a chat as the contacts that it tells of."""
    found = contacts_of(table, messages, hints.parties, hints.today)
    if found.unclear:
        note = _(
            "Which of %(names)s is the customer? Name the file after the customer, or say who is one of you: --owner-map NAME=STAFF"
        )
        return _left_out(
            table, note % {"names": series(found.unclear)}, header_row=max(1, layout.header_row + 1)
        )
    headers = [header_of(name) for name in found.headers]
    layout.headers = headers
    plan = plan_table(
        found.table, layout, headers, rows=found.numbers, hints=hints, kind="interactions", whole=True
    )
    plan.author_hint = None  # the file is called after the customer
    plan.notices += found.notices
    return plan


def _plan_mails(table: Table, hints: Hints) -> SheetPlan:
    """Mails as the contacts, or the complaints or feedback, that they are."""
    kind = hints.kind or "interactions"
    if kind not in COLUMNS:
        note = _("These are mails: they come in as contacts, complaints or feedback.")
        return _left_out(table, note, header_row=1)
    found = rows_of(table, kind, hints.addresses)
    if not found.numbers:
        return _left_out(table, sentences(*found.notices), header_row=1)
    headers = [header_of(name) for name in found.headers]
    plan = plan_table(
        found.table, Layout(-1, headers), headers, rows=found.numbers, hints=hints, kind=kind, whole=True
    )
    plan.author_hint = None  # the file is called after anybody
    plan.notices += found.notices
    plan.incoming = True
    plan.mails = {number + 1: mail for number, mail in found.with_files.items()}
    return plan


def _left_out(table: Table, note: str, header_row: int = 0) -> SheetPlan:
    """The plan of a sheet that nobody could read, and why."""
    return SheetPlan(
        file=table.file,
        sheet=table.sheet,
        kind=None,
        confidence=0.0,
        header_row=header_row,
        columns=[],
        headers=[],
        rows=[],
        notes=[note],
        title="",
        author_hint=None,
    )


def _latest_year(headers: list[Header], today: date) -> int:
    """The year of month columns that tell none: the latest in which none of them lies ahead."""
    months = month_columns(headers, today.year).values()
    return today.year - 1 if any(month > today.isoformat() for month in months) else today.year


def _profile_and(
    unfolded: tuple[Table, list[Header], list[int]],
    kind: str,
    table: Table,
    layout: Layout,
    inside: set[int],
    hints: Hints,
) -> list[SheetPlan]:
    """The plan of the unfolded rows, behind that of the customers themselves where the table says more of
    them.
    """
    rows, headers, numbers = unfolded
    rest = replace(layout, headers=headers)
    plans = [plan_table(rows, rest, headers, rows=numbers, hints=hints, kind=kind, whole=True)]
    customers = plan_table(
        _blanked(table, inside),
        layout,
        layout.headers,
        rows=layout.rows,
        hints=hints,
        kind=hints.kind or "customers",
    )
    fields = {column.field for column in customers.columns if column.index not in inside} - {
        None,
        "name",
        "phone",
        "contact_person",
    }
    if customers.kind in ("customers", "members") and (fields or hints.kind == customers.kind):
        plans.insert(0, customers)
    return plans


def _with_entries(plan: SheetPlan, table: Table, layout: Layout, hints: Hints) -> list[SheetPlan]:
    """The plan, and the dated entries that one of its columns holds as rows of their own."""
    column = _story_column(plan, table, layout)
    split = split_entries(table, layout.headers, layout.rows, column) if column is not None else None
    if split is None or column is None:
        return [plan]
    rows, headers, numbers = split
    if plan.kind == "interactions":
        # The day of the first contact, or of the entry, is none of the entries'.
        days = {c.index for c in plan.columns if c.field == "occurred"}
        headers = [header_of("") if i in days else header for i, header in enumerate(headers)]
        rows = _blanked(rows, days)
    if plan.kind != "interactions":
        keep = [
            c.index
            for c in plan.columns
            if c.field in ("name", "phone", "contact_person", "owner") or c.index == column
        ]
        keep.append(len(headers) - 1)
        headers = [headers[i] for i in keep]
        # The list itself has the customers of whom nothing was written.
        told = [line for line, cell in enumerate(rows.columns[column]) if cell is not None]
        numbers = [numbers[line] for line in told]
        columns = [[rows.columns[i][line] for line in told] for i in keep]
        rows = Table(table.file, table.sheet, columns, len(told), date1904=table.date1904)
    rest = replace(layout, headers=headers)
    log = plan_table(rows, rest, headers, rows=numbers, hints=hints, kind="interactions", whole=True)
    return [log] if plan.kind == "interactions" else [plan, log]


def _story_column(plan: SheetPlan, table: Table, layout: Layout) -> int | None:
    """The column with what was said: a log's own, or a list of customers' column of follow-ups."""
    if plan.kind == "interactions":
        said = next((column.index for column in plan.columns if column.field == "content"), None)
        dated = any(column.field == "occurred" for column in plan.columns)
        return said if said is not None and (not dated or holds_several(table, layout.rows, said)) else None
    if plan.kind not in ("customers", "members"):
        return None
    stories = (
        i
        for i, header in enumerate(layout.headers)
        if any(m.field == "content" and m.strong for m in matches("interactions", header))
    )
    return next(stories, None)


#: What is told above a table of all its rows, by its names.
_ABOVE = (
    ("日期", "拜访日期", "跟进日期", "培训日期", "培训时间", "考核日期", "填报日期", "date", "training date"),
    ("客户名称", "客户", "customer"),
    ("培训主题", "培训内容", "培训课程", "培训项目", "training topic"),
)


def _add_captions(table: Table, layout: Layout) -> None:
    """A date, a customer or what a training was about, told above the table (`日期：2025-3-1`), as a column of it."""
    known = {header.key for header in layout.headers}
    for keys in _ABOVE:
        told = next((key for key in keys if layout.captions.get(key)), None)
        has_one = any(
            ("日期" in key or "时间" in key or "date" in key) if keys[0] == "日期" else key in keys
            for key in known
        )
        if told and not has_one:
            inside = set(layout.rows)
            layout.headers.append(header_of(told))
            table.columns.append(
                [layout.captions[told] if row in inside else None for row in range(table.height)]
            )


def _blanked(table: Table, inside: set[int]) -> Table:
    """The table without the columns that became rows."""
    columns = [[None] * table.height if i in inside else cells for i, cells in enumerate(table.columns)]
    return Table(table.file, table.sheet, list(columns), table.height, date1904=table.date1904)


def _without_header(table: Table, country: str) -> Layout | None:
    """A table without a header line, if its values alone say whom it is about: names beside phones or
    e-mails.
    """
    profiles = [profile(cells, country) for cells in table.columns]
    phones = [p for p in profiles if p.cells >= 2 and (p.phone > 0.8 or p.email > 0.8)]
    people = [p for p in profiles if p.cells >= 2 and p.company + p.person > 0.7]
    if table.height < 2 or not phones or not people:
        return None
    headers = [header_of(_("Column %(n)d") % {"n": i + 1}) for i in range(len(profiles))]
    for i, found in enumerate(profiles):
        guess = "手机" if found.phone > 0.8 else "邮箱" if found.email > 0.8 else ""
        headers[i] = header_of(guess) if guess else headers[i]
    for words, share in (("客户名称", "company"), ("联系人", "person")):
        best = max(range(len(profiles)), key=lambda i: getattr(profiles[i], share))
        if getattr(profiles[best], share) > 0.5:
            headers[best] = header_of(words)
    layout = Layout(-1, headers, first_row=table.first_row)
    choose_rows(table, layout)
    return layout


def fields_for(kind: str, headers: list[str]) -> dict[str, str]:
    """Column name → field for bare headers of a known kind, as `read` would map them without looking at
    values.
    """
    parsed = without_common_prefix([header_of(text) for text in headers])
    reading = fill(kind, parsed, [Profile() for _header in parsed])
    return {headers[column]: claim.field for column, claim in sorted(reading.columns.items())}
