"""crmcli contract: agreements with a term, an amount and instalments.

The steps that follow stand in `steps`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from crmcli.commands.attached import attached
from crmcli.commands.contract import steps, views
from crmcli.commands.contract.fields import (
    Contact,
    End,
    Instalments,
    Kind,
    Note,
    Number,
    Owner,
    Paper,
    Plan,
    Signed,
    Sites,
    Start,
    Title,
    app,
    instalments_of,
    typed,
)
from crmcli.commands.currencies import Currency
from crmcli.commands.shared import (
    Limit,
    OnlyOwner,
    ShowAll,
    Where,
    Who,
    cents,
    context_of,
    customer,
    customer_names,
    example,
    limit_rows,
    only,
    staff_id,
    word,
)
from crmcli.i18n import _
from crmcli.result import Result
from crmcli.verdicts.contracts import Account, accounts
from crmcli.verdicts.known_now import known_now
from crmcli.workflows import contracts

if TYPE_CHECKING:
    from crmcli.context import Context

__all__ = ["app", "steps"]

AS_OF = frozenset({"list", "show"})
ALIASES = {
    "新增": "add", "列表": "list", "查看": "show", "修改": "edit", "回款": "pay", "收款": "pay", "续签": "renew", "终止": "end",
}  # fmt: skip
CLEARED = {
    "edit": frozenset({"end", "paper", "title", "kind", "sites", "contact", "owner", "note"}),
}


@app.command(
    "add",
    epilog=example(
        "crmcli contract add 远鑫 120000 --end 2027-12-31 --plan quarterly",
        "crmcli contract add 远鑫 50000 --instalment 3/1=30% --instalment 6/1=70%",
        "crmcli 合同 新增 远鑫 12万 --结束 2027-12-31 --付款方式 按季",
    ),
)
def add(
    ctx: typer.Context,
    who: Who,
    amount: Annotated[
        int, typer.Argument(parser=cents, metavar="AMOUNT", help=_("In currency units: 12800, 1.28万."))
    ],
    start: Start = None,
    end: End = None,
    plan: Plan = None,
    instalment: Instalments = None,
    number: Paper = None,
    title: Title = None,
    kind: Kind = None,
    sites: Sites = None,
    contact: Contact = None,
    owner: Owner = None,
    signed: Signed = None,
    currency: Currency = None,
    note: Note = None,
) -> None:
    """Adds a contract: from today and billed once, unless you say otherwise."""
    crm = context_of(ctx)
    about = customer(crm, who)
    given = {
        "start": start, "end": end, "plan": plan, "number": number, "title": title, "kind": kind, "sites": sites,
        "contact": contact, "owner": owner, "signed": signed, "note": note,
    }  # fmt: skip
    today = crm.today.isoformat()
    values = {"plan": "once", "start_on": today, "end_on": None} | typed(crm, about, given, instalment)
    values = {"signed_on": min(today, values["start_on"]), **values}
    values |= {"customer_id": about["id"], "amount_cents": amount, "opening_cents": 0}
    parts = instalments_of(crm, instalment, amount)
    with crm.work(about["name"]) as work:
        values["currency"] = currency or crm.store.policies.currency()
        contract_id = contracts.add(work, values, parts)
    crm.show(views.changed(crm, contract_id, _("Added contract %(number)s of %(name)s.")))


@app.command(
    "list",
    epilog=example(
        "crmcli contract list", "crmcli contract list --ending 60", "crmcli 合同 列表 远鑫 --状态 履行中"
    ),
)
def list_contracts(
    ctx: typer.Context,
    who: Annotated[
        str | None,
        typer.Argument(metavar="[CUSTOMER]", autocompletion=customer_names, help=_("Only this customer's.")),
    ] = None,
    state: Annotated[
        str | None,
        typer.Option(
            "--state", "--状态", parser=word("contract_state"), help=_("Only those that stand so: in force …")
        ),
    ] = None,
    owner: OnlyOwner = None,
    ending: Annotated[
        int | None,
        typer.Option(
            "--ending", "--到期", metavar="DAYS", min=0, help=_("Only those that end within so many days.")
        ),
    ] = None,
    unpaid: Annotated[
        bool, typer.Option("--overdue", "--逾期", help=_("Only those of which an instalment is overdue."))
    ] = False,
    where: Where = None,
    limit: Limit = None,
    show_all: ShowAll = False,
) -> None:
    """Lists contracts by their start."""
    crm = context_of(ctx)
    about = customer(crm, who) if who else None
    whose = staff_id(crm, owner)
    rows = crm.store.contracts.listed(crm.view.day, [about["id"]] if about else None)
    found = [
        each
        for each in accounts(crm.view, only(crm, rows, where))
        if state in (None, each.state)
        and (whose is None or whose == each.owner_id)
        and (ending is None or _ends_within(crm, each, ending))
        and (not unpaid or any(part.due_on < crm.as_of.on for part in each.open))
    ]
    table = views.list_table(
        limit_rows(crm, found, limit, show_all), about["name"] if about else "", one_customer=bool(about)
    )
    later = known_now(crm.view, ("contracts", "orders", "customers"))
    crm.show(Result(crm.command, tables=[table], as_of=crm.as_of, known_now=later))


def _ends_within(crm: Context, each: Account, days: int) -> bool:
    last = each.term.last
    return each.state == "in_force" and last is not None and (last - crm.as_of.on).days <= days


@app.command("show", epilog=example("crmcli contract show HT2026-0001", "crmcli 合同 查看 HT2026-0001"))
def show(ctx: typer.Context, number: Number) -> None:
    """Shows one contract with its instalments, what was paid of them, and the orders that name it."""
    crm = context_of(ctx)
    row = contracts.named(crm.view, number)
    result = attached(
        crm, "contract", row["id"], views.details(crm, contracts.account_of(crm.view, row["id"]))
    )
    result.as_of = crm.as_of
    result.known_now = known_now(crm.view, ("contracts", "orders", "customers"), [row["customer_id"]])
    crm.show(result)
