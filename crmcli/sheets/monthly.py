"""Orders without a day in lists of one month: the month stands in the title, the sheet's name or the file's."""

from __future__ import annotations

import re
import unicodedata

from crmcli.i18n import _
from crmcli.sheets.columns.headers import header_of, matches
from crmcli.sheets.model import Table
from crmcli.sheets.recognising.claims import MAIN_DATES
from crmcli.sheets.recognising.recognise import Names
from crmcli.sheets.recognising.surroundings import year_of
from crmcli.sheets.rows.plans import SheetPlan
from crmcli.sheets.tabled import Hints, plan_table
from crmcli.sheets.tables.layout import Layout

#: A month with its year, and one alone, which only a sheet's name or a line above the table tells: 3月.
_MONTH = re.compile(
    r"(?<!\d)(?:20(?P<two>\d\d)|(?P<republic>1\d\d)(?=年))\s*[-_./年]?\s*(?P<month>1[0-2]|0?[1-9])(?:\s*月份?(?!\s*\d)|(?![\d年月]|\s*[-_./]\s*\d))"
)
_NAMED = re.compile(
    r"\b(?P<name>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?[\s_-]*(?P<year>20\d\d)",
    re.IGNORECASE,
)
_ALONE = re.compile(r"(?<![\d年第])(1[0-2]|0?[1-9])\s*月份?(?!\s*\d)")
_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
#: Lines above a table that tell its month.
_CAPTIONS = ("月份", "年月", "账期", "期间", "所属期", "统计月份", "month", "period")


def month_told(names: Names, layout: Layout) -> str:
    """The one month that stands around a table, as `2026-03`; empty if none or several do."""
    above = [layout.captions[key] for key in _CAPTIONS if key in layout.captions]
    texts = [unicodedata.normalize("NFKC", text) for text in (*above, names.title, names.sheet, names.file)]
    for text in texts:
        if found := _months_in(text):
            return found.pop() if len(found) == 1 else ""
    year = year_of(names)
    for text in texts[:-1] if year else ():
        alone = {int(month) for month in _ALONE.findall(text)}
        if alone:
            return f"{year}-{alone.pop():02d}" if len(alone) == 1 else ""
    return ""


def _months_in(text: str) -> set[str]:
    found = {
        f"{2000 + int(m['two']) if m['two'] else int(m['republic']) + 1911}-{int(m['month']):02d}"
        for m in _MONTH.finditer(text)
    }
    return found | {f"{m['year']}-{_NAMES.index(m['name'].lower()) + 1:02d}" for m in _NAMED.finditer(text)}


def dated_by_month(plan: SheetPlan, table: Table, layout: Layout, names: Names, hints: Hints) -> SheetPlan:
    """The plan of orders that lack nothing but their day, with the month around them; any other plan as it is."""
    wanted = hints.kind == "purchases" or (hints.kind is None and _may_be_orders(plan, layout))
    if not wanted or any(column.field in MAIN_DATES for column in plan.columns):
        return plan
    month = month_told(names, layout)
    if not month:
        return plan
    inside = set(layout.rows)
    layout.headers.append(header_of("订单日期"))
    table.columns.append([f"{month}-01" if row in inside else None for row in range(table.height)])
    found = plan_table(table, layout, layout.headers, rows=layout.rows, hints=hints, kind=hints.kind)
    if found.kind == "purchases" and any(column.field == "ordered" for column in found.columns):
        notice = _(
            "No column tells the day of the orders: it was taken as the first of the month that stands around them, %(month)s."
        )
        found.notices.insert(0, notice % {"month": month})
        return found
    layout.headers.pop()
    table.columns.pop()
    return plan


def _may_be_orders(plan: SheetPlan, layout: Layout) -> bool:
    """Whether a table that was taken for none of ours, or for a list of customers, plainly tells what each row paid."""
    if plan.kind == "members" and any((column.field or "").startswith("member_") for column in plan.columns):
        return False
    if plan.kind not in ("customers", "members"):
        return plan.kind in (None, "purchases")
    found = (match for header in layout.headers for match in matches("purchases", header))
    return any(match.field == "amount" and match.strong for match in found)
