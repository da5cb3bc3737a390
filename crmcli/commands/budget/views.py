"""crmcli budget list, expenses: budgets against what was spent, and every expense."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

from crmcli.commands.budget.shared import Month, OnlyCategory, Year, app, period_of
from crmcli.commands.shared import (
    From,
    Limit,
    ShowAll,
    To,
    Where,
    chosen,
    context_of,
    example,
    in_units,
    limit_rows,
)
from crmcli.figures.rounding import percent
from crmcli.i18n import _
from crmcli.render.cells import money
from crmcli.result import Column, Result, Table
from crmcli.verdicts import spending
from crmcli.verdicts.known_now import known_now
from crmcli.wording import label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.context import Context
    from crmcli.database.connection import Record
    from crmcli.verdicts.spending import Line, Spent

#: The kinds of records that these answers rest on.
_RESTS_ON = ("expenses", "budgets", "complaints", "greetings")
_SPENT = (
    "id", "category", "amount_cents", "spent_on", "what", "minutes", "customer_id", "complaint_id", "campaign_id",
    "retention_case_id", "note",
)  # fmt: skip


@app.command(
    "list",
    epilog=example("crmcli budget list", "crmcli budget list --month 2026-11", "crmcli 预算 列表 --年 2026"),
)
def list_budgets(ctx: typer.Context, year: Year = "", month: Month = "") -> None:
    """Shows each category's budget, what was spent and is left, and how much of the time is gone: of this year and month,
    or of another."""
    crm = context_of(ctx)
    asked = period_of(year, month, crm.as_of.on)
    periods = [asked] if asked else [crm.view.day[:4], crm.view.day[:7]]
    set_ = spending.budgets(crm.view)
    found = [row for period in periods for row in _rows(crm, period, set_)]
    tables = [_table(period, [row for row in found if row["period"] == period]) for period in periods]
    lines = [] if found else [_("Nothing is planned or was spent in %(period)s.") % {"period": periods[0]}]
    after = (
        []
        if set_
        else [
            _("Set a budget with: crmcli budget set events 50000 --year %(year)s") % {"year": periods[0][:4]}
        ]
    )
    crm.show(
        Result(
            crm.command,
            data={"budgets": [in_units(row) for row in found]},
            tables=[table for table in tables if table.rows],
            lines=lines,
            after=after,
            as_of=crm.as_of,
            known_now=known_now(crm.view, _RESTS_ON),
        )
    )


@app.command(
    "expenses",
    epilog=example(
        "crmcli budget expenses --from 2026-11-01",
        "crmcli budget expenses --category gifts --where tier=key",
        "crmcli 预算 明细 --类别 礼品",
    ),
)
def expenses(
    ctx: typer.Context,
    start: From = "",
    end: To = "",
    category: OnlyCategory = None,
    where: Where = None,
    limit: Limit = None,
    show_all: ShowAll = False,
) -> None:
    """Lists every expense, the last first, with its number; compensations stand at their complaints, gifts at their
    greetings."""
    crm = context_of(ctx)
    first = crm.day(start).isoformat() if start else ""
    last = crm.day(end).isoformat() if end else crm.view.day
    ids = chosen(crm, where)
    found = [
        each
        for each in spending.spent(crm.view, first, last)
        if category in (None, each.category) and (ids is None or each.customer_id in ids)
    ]
    rows = [_as_row(each) for each in reversed(found)]
    table = _expense_table(limit_rows(crm, rows, limit, show_all))
    total = _("Spent: %(amount)s.") % {"amount": money(sum(each.cents for each in found))}
    lines = [total] if found else [_("Nothing was spent.")]
    shown = [table] if found or crm.format != "table" else []
    later = known_now(crm.view, _RESTS_ON)
    crm.show(Result(crm.command, tables=shown, lines=lines, as_of=crm.as_of, known_now=later))


def standing_line(crm: Context, category: str, period: str) -> str:
    """What was spent on a category in a year or month, or in the month of a day if that has a budget, else in its year; and
    what of the budget is left or was exceeded."""
    set_ = spending.budgets(crm.view)
    if len(period) == len("2026-11-20"):
        period = period[:7] if (category, period[:7]) in set_ else period[:4]
    first, last = spending.days_of(period)
    found = spending.lines(spending.spent(crm.view, first, last), set_, period)
    line = next((each for each in found if each.category == category), None)
    told = {
        "category": label("expense_category", category), "period": period, "spent": money(line.spent if line else 0),
        "budget": money((line.budget if line else 0) or 0), "left": money(abs((line.left if line else 0) or 0)),
    }  # fmt: skip
    if line is None or line.left is None:
        return _("%(category)s, %(period)s: %(spent)s spent; there is no budget.") % told
    if line.left < 0:
        return _("%(category)s, %(period)s: %(spent)s spent of %(budget)s, %(left)s over the budget.") % told
    return _("%(category)s, %(period)s: %(spent)s spent of %(budget)s, %(left)s left.") % told


def as_data(row: Record) -> dict[str, Any]:
    """An expense as scripts read it."""
    return in_units({key: row[key] for key in _SPENT})


def line_row(line: Line) -> dict[str, Any]:
    """A category against its budget under the columns of `line_columns`."""
    return {
        "category": line.category, "budget_cents": line.budget, "spent_cents": line.spent, "left_cents": line.left,
        "used": line.used, "minutes": line.minutes, "expenses": line.n, "over": (line.left or 0) < 0,
    }  # fmt: skip


def _rows(crm: Context, period: str, set_: Any) -> list[dict[str, Any]]:
    """A row for each category of a period and, of several, one for all."""
    first, last = spending.days_of(period)
    found = spending.lines(spending.spent(crm.view, first, last), set_, period)
    several = [spending.together(found)] if len(found) > 1 else []
    return [{"period": period, **line_row(line)} | _time(period, crm.view.day) for line in [*found, *several]]


def _time(period: str, day: str) -> dict[str, float]:
    return {"time_gone": spending.time_gone(period, day)}


def _table(period: str, rows: Sequence[dict[str, Any]]) -> Table:
    shown = [
        {
            **row,
            "over": "!" if row["over"] else "",
            "title": label("expense_category", row["category"]) if row["category"] else _("Total"),
        }
        for row in rows
    ]
    columns = [
        Column("title", _("Category")),
        Column("budget_cents", _("Budget"), "money"),
        Column("spent_cents", _("Spent"), "money"),
        Column("left_cents", _("Remaining"), "money"),
        Column("used", _("Of the budget"), "percent"),
        *([Column("minutes", _("Minutes"), "int")] if any(row["minutes"] for row in rows) else []),
        *([Column("over", "")] if any(row["over"] for row in rows) else []),
    ]
    gone = percent(rows[0]["time_gone"]) if rows else ""
    note = _("%(share)s of the time is gone.") % {"share": gone}
    if any(row["over"] for row in rows):
        note = f"{note} {_('%(mark)s over the budget') % {'mark': '!'}}"
    return Table(f"budget_{period}", columns, shown, title=period, note=note)


def _as_row(each: Spent) -> dict[str, Any]:
    return {
        "id": each.id if each.source == "expense" else None, "spent_on": each.day, "category": each.category,
        "amount": each.cents, "minutes": each.minutes or None, "what": each.what, "customer": each.customer,
        "about": each.campaign or each.number, "source": each.source, "campaign_id": each.campaign_id,
        "complaint_id": each.complaint_id, "retention_case_id": each.retention_case_id, "staff": each.staff, "note": each.note,
    }  # fmt: skip


def _expense_table(rows: list[dict[str, Any]]) -> Table:
    columns = [
        Column("id", _("Number"), "int"),
        Column("spent_on", _("Date"), "date"),
        Column("category", _("Category"), "word", "expense_category"),
        Column("amount", _("Amount"), "money"),
        Column("minutes", _("Minutes"), "int"),
        Column("what", _("What for")),
        Column("customer", _("Customer")),
        Column("about", _("Belongs to")),
        Column("staff", _("Recorder")),
        *(Column(key, key) for key in ("source", "campaign_id", "complaint_id", "retention_case_id", "note")),
    ]
    always = ("id", "spent_on", "category", "amount")
    filled = {c.key for c in columns if c.key in always or any(row[c.key] is not None for row in rows)}
    hidden = {"source", "campaign_id", "complaint_id", "retention_case_id", "note"} | (
        {c.key for c in columns} - filled
    )
    return Table("expenses", columns, rows, machine_only=frozenset(hidden))
