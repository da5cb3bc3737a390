"""Grids of planned visits: a row for each customer, a column for each day or week, and a mark where a visit is planned."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from crmcli.i18n import _, ngettext, titled
from crmcli.sheets.cells.dates import time_of_day
from crmcli.sheets.cells.setting import is_empty_word
from crmcli.sheets.cells.texts import text_of
from crmcli.sheets.columns.headers import Header, header_of, matches, synonyms
from crmcli.sheets.model import Table
from crmcli.sheets.monthly import month_told
from crmcli.sheets.recognising.recognise import Names
from crmcli.sheets.recognising.surroundings import written_on
from crmcli.sheets.rows.plans import SheetPlan
from crmcli.sheets.tabled import Hints, plan_table
from crmcli.sheets.tables.day_columns import days_named
from crmcli.sheets.tables.layout import Layout

_PLANNED = re.compile(
    r"计划|計劃|計畫|安排|排期|排班|日程|行程|预约|預約|\b(?:plan|schedule|roster)", re.IGNORECASE
)
_WHAT = re.compile(r"拜访|拜訪|走访|走訪|回访|回訪|巡检|巡檢|巡店|上门|上門|visit|call", re.IGNORECASE)
#: Signs that say no more than that there is one, and those that there is none.
_SIGNS = frozenset(
    [
        "√",
        "✓",
        "✔",
        "☑",
        "○",
        "〇",
        "●",
        "◎",
        "◯",
        "★",
        "☆",
        "△",
        "▲",
        "■",
        "□",
        "◆",
        "v",
        "y",
        "yes",
        "是",
        "有",
        "1",
        "x",
        "o",
    ]
)
_NONE = frozenset(["×", "✗", "✘", "☒", "n", "no", "否", "无", "0", "休", "/", "-", "—"])
_FRIDAY = 4
#: From this score on a column is plainly called so.
_CALLED = 0.8


def planned_visits(table: Table, layout: Layout, names: Names, hints: Hints) -> SheetPlan | str | None:
    """The plan of the visits that a grid plans, as tasks from today on; a sentence on what it lacks for that; None if the
    table is no such grid."""
    columns, shape = days_named([header.shown for header in layout.headers])
    around = f"{layout.title} {names.sheet} {names.file}"
    called = _WHAT.search(around) or _PLANNED.search(around)
    if (
        not columns
        or not called
        or not any(header.key for i, header in enumerate(layout.headers) if i not in columns)
    ):
        return None
    if not _PLANNED.search(around):
        return _(
            "Whether its marks are visits that were made or planned is not told: write `plan` into the sheet's or file's name."
        )
    days = _days(columns, shape, names, layout, hints.today)
    if not days:
        if shape == "weekday":
            return _(
                "Of which week its columns are is not told: write a day of it into the sheet's or file's name (2026-03-02)."
            )
        return _(
            "Of which month its columns are is not told: write it into the sheet's or file's name (2026-03)."
        )
    what = _WHAT.search(around)
    unfolded, past = _unfold(table, layout, days, what[0] if what else _("visit"), hints.today)
    rows, headers, numbers = unfolded
    plan = plan_table(
        rows, replace(layout, headers=headers), headers, rows=numbers, hints=hints, kind="tasks", whole=True
    )
    if past:
        notice = ngettext(
            "%(n)d visit that was planned for a day before today was left out.",
            "%(n)d visits that were planned for days before today were left out.",
            past,
        )
        plan.notices.append(notice % {"n": past})
    return plan


def _days(
    columns: Mapping[int, int], shape: str, names: Names, layout: Layout, today: date
) -> dict[int, date]:
    """The day of each column; of a week its last working day. Empty if nothing tells the month, or the week."""
    if shape == "weekday":
        # A plan is written before its week, or names a day of it.
        told = written_on(names, layout, today + timedelta(days=366))
        monday = told - timedelta(days=told.weekday()) if told else None
        return {column: monday + timedelta(days=n) for column, n in columns.items()} if monday else {}
    month = month_told(names, layout)
    if not month:
        return {}
    first = date.fromisoformat(f"{month}-01")
    last = first.replace(day=monthrange(first.year, first.month)[1])
    if shape == "day":
        return {column: first.replace(day=n) for column, n in columns.items() if n <= last.day}
    monday = first - timedelta(days=first.weekday())
    ends = {column: monday + timedelta(days=7 * (n - 1) + _FRIDAY) for column, n in columns.items()}
    return {column: min(max(day, first), last) for column, day in ends.items()}


def _unfold(
    table: Table, layout: Layout, days: Mapping[int, date], what: str, today: date
) -> tuple[tuple[Table, list[Header], list[int]], int]:
    """A row for every mark from today on, and how many lie before."""
    grid, _shape = days_named([header.shown for header in layout.headers])
    shared = [
        i for i, header in enumerate(layout.headers) if i not in grid and header.key not in synonyms().index
    ]
    lines: list[list[Any]] = []
    numbers: list[int] = []
    past = 0
    for row in layout.rows:
        for column, day in days.items():
            mark = _mark(table.columns[column][row])
            if mark is None:
                continue
            if day < today:
                past += 1
                continue
            clock = time_of_day(mark)
            said = "" if clock or str(mark).lower() in _SIGNS else text_of(mark)
            title = what if not said or said == what else titled(what, said)
            lines.append([*(table.columns[i][row] for i in shared), title, _moment(day, clock)])
            numbers.append(row)
    columns = [list(cells) for cells in zip(*lines, strict=True)] or [
        [] for _column in range(len(shared) + 2)
    ]
    headers = [*(_whose(layout.headers[i]) for i in shared), header_of("任务"), header_of("截止日期")]
    return (
        Table(table.file, table.sheet, columns, len(lines), date1904=table.date1904),
        headers,
        numbers,
    ), past


def _whose(header: Header) -> Header:
    """A column with who looks after the customer has whose task the visit is."""
    found = matches("customers", header)
    return header_of("负责人") if any(m.field == "owner" and m.score >= _CALLED for m in found) else header


def _mark(cell: Any) -> Any:
    """What stands in a cell that plans a visit, else None."""
    if cell is None or cell is False or isinstance(cell, time):
        return cell or None
    text = text_of(cell)
    return None if text.lower() in _NONE or (is_empty_word(text) and text not in _SIGNS) else text


def _moment(day: date, clock: time | None) -> date:
    return datetime.combine(day, clock) if clock else day
