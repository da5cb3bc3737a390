"""crmcli budget set, spend, edit, remove: what may be spent, and what was."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from crmcli import errors
from crmcli.actors import MANAGERS
from crmcli.commands.budget import views
from crmcli.commands.budget.shared import (
    Campaign,
    Category,
    Complaint,
    Customer,
    Minutes,
    Month,
    Note,
    OnlyCategory,
    Retention,
    What,
    Year,
    app,
    money_or_none,
    period_of,
)
from crmcli.commands.complaint.lookup import named
from crmcli.commands.shared import cents, context_of, customer, example, row_id
from crmcli.i18n import _
from crmcli.render.cells import money, units
from crmcli.result import Result
from crmcli.wording import label
from crmcli.workflows import spending

if TYPE_CHECKING:
    from crmcli.context import Context
    from crmcli.database.connection import Record

Number = Annotated[str, typer.Argument(metavar="NUMBER", help=_("Its number in `budget expenses`."))]
On = Annotated[
    str | None, typer.Option("--on", "--日期", metavar="DAY", help=_("When it was spent; today by default."))
]


@app.command(
    "set",
    epilog=example(
        "crmcli budget set events 50000 --year 2026",
        "crmcli budget set gifts 3000 --month 2026-11",
        "crmcli 预算 设定 活动 50000 --年 2026",
    ),
)
def set_budget(
    ctx: typer.Context,
    category: Category,
    amount: Annotated[int, typer.Argument(parser=cents, metavar="AMOUNT", help=_("How much may be spent."))],
    year: Year = "",
    month: Month = "",
    note: Note = None,
) -> None:
    """Sets what may be spent on a category in a year or a month; the last amount set holds."""
    crm = context_of(ctx)
    period = period_of(year, month, crm.today)
    if period is None:
        raise errors.Usage(
            _("For which year or month is missing."), _("Give --year 2026 or --month 2026-11.")
        )
    with crm.work(f"{category} {period}", roles=MANAGERS) as work:
        changed = spending.set_budget(work, category, period, amount, note)
    told = {"category": label("expense_category", category), "period": period, "amount": money(amount)}
    text = (
        _("%(amount)s may be spent on %(category)s in %(period)s.")
        if changed
        else _("%(amount)s for %(category)s in %(period)s was set already.")
    )
    data = {"category": category, "period": period, "amount": units(amount), "changed": changed}
    crm.show(Result(crm.command, data=data, lines=[text % told, views.standing_line(crm, category, period)]))


@app.command(
    "spend",
    epilog=example(
        "crmcli budget spend visits 320 --customer 'Far East' --for taxi --minutes 90",
        "crmcli budget spend travel 800 --on 2026-11-12 --campaign 'Open day'",
        "crmcli 预算 支出 客户拜访 320 --客户 远东 --用于 打车 --用时 90",
    ),
)
def spend(
    ctx: typer.Context,
    category: Category,
    amount: Annotated[
        int,
        typer.Argument(parser=money_or_none, metavar="AMOUNT", help=_("How much; 0 with --minutes alone.")),
    ],
    on: On = None,
    what: What = None,
    customer: Customer = None,
    complaint: Complaint = None,
    campaign: Campaign = None,
    retention: Retention = None,
    minutes: Minutes = None,
    note: Note = None,
) -> None:
    """Notes what was spent, and says what is left of the month's budget, or else of the year's."""
    crm = context_of(ctx)
    if not amount and not minutes:
        raise errors.Usage(_("Neither money nor time was given."), _("Give an amount, or --minutes."))
    values, about = _links(crm, customer, complaint=complaint, campaign=campaign, retention=retention)
    values |= {"category": category, "amount_cents": amount, "spent_on": _day(crm, on), "minutes": minutes}
    values |= {"what": _text(what), "note": _text(note)}
    with crm.work(label("expense_category", category)) as work:
        number = spending.spend(work, values, about)
    _say(crm, number, _("Expense %(id)d: %(amount)s for %(category)s on %(day)s."))


@app.command(
    "edit",
    epilog=example("crmcli budget edit 3 --amount 280", "crmcli 预算 修改 3 --类别 差旅"),
)
def edit(
    ctx: typer.Context,
    number: Number,
    amount: Annotated[
        int | None,
        typer.Option(
            "--amount", "--金额", parser=money_or_none, metavar="AMOUNT", help=_("How much it was.")
        ),
    ] = None,
    category: OnlyCategory = None,
    on: On = None,
    what: What = None,
    customer: Customer = None,
    complaint: Complaint = None,
    campaign: Campaign = None,
    retention: Retention = None,
    minutes: Minutes = None,
    note: Note = None,
) -> None:
    """Puts an expense right. An empty text takes a field away."""
    crm = context_of(ctx)
    row = crm.store.expenses.get(row_id(number, "expense"))
    values, about = _links(crm, customer, complaint=complaint, campaign=campaign, retention=retention)
    given = {"amount_cents": amount, "category": category, "minutes": minutes}
    values |= {key: value for key, value in given.items() if value is not None}
    values |= {key: _text(text) for key, text in {"what": what, "note": note}.items() if text is not None}
    if on:
        values["spent_on"] = _day(crm, on)
    if not values:
        raise errors.Usage(_("Nothing to change was given."), _("See: crmcli budget edit --help"))
    if row["complaint_id"] and "complaint_id" not in values:
        about = crm.store.complaints.get(row["complaint_id"])
    with crm.work(f"{row['id']}") as work:
        changed = spending.edit(work, row, values, about)
    text = (
        _("Expense %(id)d is now: %(amount)s for %(category)s on %(day)s.")
        if changed
        else _("Expense %(id)d was so already: %(amount)s for %(category)s on %(day)s.")
    )
    _say(crm, row["id"], text)


@app.command("remove", epilog=example("crmcli budget remove 3", "crmcli 预算 删除 3"))
def remove(ctx: typer.Context, number: Number) -> None:
    """Takes an expense away that was noted by mistake."""
    crm = context_of(ctx)
    row = crm.store.expenses.get(row_id(number, "expense"))
    with crm.work(f"{row['id']}") as work:
        work.store.expenses.remove(work.op, row["id"])
    text = _("Took expense %(id)d away: %(amount)s for %(category)s on %(day)s.")
    crm.show(Result(crm.command, data=views.as_data(row), lines=[text % _told(row)]))


def _links(
    crm: Context, who: str | None, *, complaint: str | None, campaign: str | None, retention: int | None
) -> tuple[dict[str, Any], Record | None]:
    """The columns that say what an expense was for, of those that were given, an empty one as none; and its complaint."""
    found: dict[str, Any] = {}
    about = named(crm, complaint, None) if complaint and complaint.strip() else None
    if complaint is not None:
        found["complaint_id"] = about["id"] if about else None
    if who is not None:
        found["customer_id"] = customer(crm, who)["id"] if who.strip() else None
    elif about is not None:
        found["customer_id"] = about["customer_id"]
    if campaign is not None:
        found["campaign_id"] = crm.store.campaigns.named(campaign)["id"] if campaign.strip() else None
    if retention is not None:
        if retention and not crm.store.expenses.has_case(retention):
            raise errors.NotFound(_("There is no case %(id)d of keeping a customer.") % {"id": retention}, "")
        found["retention_case_id"] = retention or None
    return found, about


def _day(crm: Context, on: str | None) -> str:
    """The day of an expense. Invalid for one that lies ahead."""
    day = crm.day(on) if on else crm.today
    if day > crm.today:
        raise errors.Invalid(
            _("%(day)s lies ahead: what is spent is noted once it is.") % {"day": day}, _("Check --on.")
        )
    return day.isoformat()


def _text(text: str | None) -> str | None:
    return (text or "").strip() or None


def _told(row: Record) -> dict[str, Any]:
    return {
        "id": row["id"],
        "amount": money(row["amount_cents"]),
        "category": label("expense_category", row["category"]),
        "day": row["spent_on"],
    }


def _say(crm: Context, number: int, text: str) -> None:
    row = crm.store.expenses.get(number)
    standing = views.standing_line(crm, row["category"], row["spent_on"])
    crm.show(Result(crm.command, data=views.as_data(row), lines=[text % _told(row), standing]))
