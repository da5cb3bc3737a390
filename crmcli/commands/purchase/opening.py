"""The verb of crmcli purchase that keeps what a customer bought before the first order that is recorded."""

from __future__ import annotations

from typing import Annotated

import typer

from crmcli.commands.currencies import Currency
from crmcli.commands.purchase.shared import app
from crmcli.commands.shared import Who, cents, context_of, customer, example
from crmcli.i18n import _
from crmcli.render.cells import money
from crmcli.result import Result
from crmcli.workflows import purchases


@app.command(
    "opening",
    epilog=example(
        "crmcli purchase opening 远鑫 128000 --orders 9", "crmcli 订单 期初 远鑫 12.8万 --订单数 9"
    ),
)
def opening(
    ctx: typer.Context,
    who: Who,
    amount: Annotated[
        int, typer.Argument(parser=cents, metavar="AMOUNT", help=_("What was spent before, in all."))
    ],
    orders: Annotated[
        int,
        typer.Option(
            "--orders", "--订单数", min=0, max=10**6, help=_("In how many orders, if that is known.")
        ),
    ] = 0,
    currency: Currency = None,
) -> None:
    """Keeps what a customer bought before the first order that is recorded, where only the total is known.

    It counts in totals, never in a month or in the last twelve. A second one takes the place of the first.
    """
    crm = context_of(ctx)
    row = customer(crm, who)
    told = {
        "amount_cents": amount,
        "orders": orders,
        "currency": currency or crm.store.policies.currency(),
    }
    with crm.work(row["name"]) as work:
        purchase_id = purchases.open_with(work, row["id"], told)
    line = _("Before the first order %(name)s spent %(amount)s.")
    lines = [
        line
        % {
            "name": row["name"],
            "amount": money(amount) if currency is None else f"{money(amount)} {currency}",
        }
    ]
    data = {"id": purchase_id, "customer_id": row["id"]}
    crm.show(Result(crm.command, data, lines=lines))
