"""crmcli campaign cost: what was spent on a campaign."""

from __future__ import annotations

from typing import Annotated

import typer

from crmcli import errors
from crmcli.commands.campaign import views
from crmcli.commands.campaign.shared import Campaign, app
from crmcli.commands.shared import cents, context_of, example, word
from crmcli.i18n import _
from crmcli.render.cells import money, units
from crmcli.result import Result
from crmcli.verdicts.campaigns import standings
from crmcli.wording import label
from crmcli.workflows.campaigns import planning


@app.command(
    "cost",
    epilog=example(
        "crmcli campaign cost 'Open day' 1200 --for 'hall' --on 2026-12-18",
        "crmcli 活动 花费 答谢会 1200 --用于 场地 --类别 活动",
    ),
)
def cost(
    ctx: typer.Context,
    campaign: Campaign,
    amount: Annotated[int, typer.Argument(parser=cents, metavar="AMOUNT", help=_("How much was spent."))],
    what: Annotated[str, typer.Option("--for", "--用于", metavar="TEXT", help=_("What it was spent on."))],
    on: Annotated[
        str | None,
        typer.Option("--on", "--日期", metavar="DAY", help=_("When it was spent; today by default.")),
    ] = None,
    category: Annotated[
        str | None,
        typer.Option(
            "--category",
            "--类别",
            parser=word("expense_category"),
            help=_("Which sort of expense; by the campaign's kind by default."),
        ),
    ] = None,
) -> None:
    """Notes what was spent on a campaign, and says what is left of its budget."""
    crm = context_of(ctx)
    row = crm.store.campaigns.named(campaign)
    day = crm.day(on) if on else crm.today
    if day > crm.today:
        raise errors.Invalid(
            _("%(day)s lies ahead: what is spent is noted once it is.") % {"day": day}, _("Check --on.")
        )
    values = {
        "amount_cents": amount,
        "spent_on": day.isoformat(),
        "what": what.strip() or None,
        "category": category,
    }
    with crm.work(row["name"]) as work:
        expense_id = planning.spend(work, row, values)
    standing = standings(crm.view, [row])[0]
    noted = next(each for each in standing.expenses if each["id"] == expense_id)
    line = _("%(amount)s for %(name)s (%(category)s).") % {
        "amount": money(amount),
        "name": row["name"],
        "category": label("expense_category", noted["category"]),
    }
    data = {
        "id": expense_id,
        "campaign_id": row["id"],
        "amount": units(amount),
        "category": noted["category"],
        "spent": units(standing.spent),
        "budget": None if row["budget_cents"] is None else units(row["budget_cents"]),
    }
    crm.show(Result(crm.command, data=data, lines=[line, views.spent_line(standing)]))
