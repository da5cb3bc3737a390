"""crmcli contract: what becomes of one: paid, changed, renewed, ended."""

from __future__ import annotations

from typing import Annotated

import typer

from crmcli import errors
from crmcli.commands.changes import show_changes
from crmcli.commands.contract import views
from crmcli.commands.contract.fields import (
    Amount,
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
from crmcli.commands.shared import cents, context_of, example
from crmcli.i18n import _
from crmcli.render.cells import money
from crmcli.workflows import contracts


@app.command(
    "pay",
    epilog=example(
        "crmcli contract pay HT2026-0001", "crmcli 合同 回款 HT2026-0001 5000 --日期 昨天 --备注 首付"
    ),
)
def pay(
    ctx: typer.Context,
    number: Number,
    amount: Annotated[
        int | None,
        typer.Argument(
            parser=cents, metavar="[AMOUNT]", help=_("What came in; the oldest open instalment by default.")
        ),
    ] = None,
    at: Annotated[str | None, typer.Option("--at", "--日期", help=_("When, if not now."))] = None,
    note: Note = None,
) -> None:
    """Records money that came in for a contract. It pays the oldest instalments first and counts as orders."""
    crm = context_of(ctx)
    row = contracts.named(crm.view, number)
    with crm.work(row["number"]) as work:
        parts = contracts.pay(work, row, amount, crm.instant(at), note)
    positions = "–".join(str(parts[n][0]) for n in sorted({0, len(parts) - 1}))
    line = _("Contract %(number)s of %(name)s: %(amount)s paid, instalment %(positions)s.")
    told = {"amount": money(sum(part for _position, part in parts)), "positions": positions}
    crm.show(views.changed(crm, row["id"], line, told))


@app.command(
    "edit",
    epilog=example(
        "crmcli contract edit HT2026-0001 --end 2027-06-30 --sites 'Hall 3'",
        "crmcli 合同 修改 HT2026-0001 --金额 13万",
    ),
)
def edit(
    ctx: typer.Context,
    number: Number,
    amount: Amount = None,
    start: Start = None,
    end: End = None,
    plan: Plan = None,
    instalment: Instalments = None,
    paper: Paper = None,
    title: Title = None,
    kind: Kind = None,
    sites: Sites = None,
    contact: Contact = None,
    owner: Owner = None,
    signed: Signed = None,
    note: Note = None,
) -> None:
    """Changes a contract; shows before and after. Its instalments follow its plan anew. An empty text clears a field."""
    crm = context_of(ctx)
    row = contracts.named(crm.view, number)
    given = {
        "amount_cents": amount, "start": start, "end": end, "plan": plan, "number": paper, "title": title, "kind": kind,
        "sites": sites, "contact": contact, "owner": owner, "signed": signed, "note": note,
    }  # fmt: skip
    values = typed(crm, crm.store.customers.get(row["customer_id"]), given, instalment)
    if not (values or instalment):
        raise errors.Usage(_("Nothing to change was given."), _("See: crmcli contract edit --help"))
    parts = instalments_of(crm, instalment, values.get("amount_cents", row["amount_cents"]))
    with crm.work(row["number"]) as work:
        changed = contracts.edit(work, row, values, parts)
    rows = [{"field": key, "before": dict(row).get(key), "after": value} for key, value in changed.items()]
    show_changes(
        crm, "contract", row["number"], data={"id": row["id"]}, rows=rows, changed=bool(changed), warnings=()
    )


@app.command(
    "renew",
    epilog=example(
        "crmcli contract renew HT2026-0001 --amount 130000",
        "crmcli 合同 续签 HT2026-0001 --结束 2027-12-31",
    ),
)
def renew(
    ctx: typer.Context,
    number: Number,
    amount: Amount = None,
    start: Start = None,
    end: End = None,
    plan: Plan = None,
    instalment: Instalments = None,
    paper: Paper = None,
    signed: Signed = None,
    note: Note = None,
) -> None:
    """Adds the contract that follows another: from the day after it, as long and for as much, unless you say otherwise."""
    crm = context_of(ctx)
    row = contracts.named(crm.view, number)
    given = {
        "amount_cents": amount, "start": start, "end": end, "plan": plan, "number": paper, "signed": signed, "note": note,
    }  # fmt: skip
    values = typed(crm, crm.store.customers.get(row["customer_id"]), given, instalment)
    parts = instalments_of(crm, instalment, values.get("amount_cents", row["amount_cents"]))
    with crm.work(row["number"]) as work:
        contract_id = contracts.renew(work, row, values, parts)
    line = _("Contract %(number)s of %(name)s renews %(before)s.")
    crm.show(views.changed(crm, contract_id, line, {"before": row["number"]}))


@app.command(
    "end",
    epilog=example(
        "crmcli contract end HT2026-0001 --reason 'moved away'",
        "crmcli 合同 终止 HT2026-0001 --日期 2026-12-31 --理由 客户搬迁",
    ),
)
def end(
    ctx: typer.Context,
    number: Number,
    on: Annotated[
        str | None,
        typer.Option("--on", "--日期", metavar="DAY", help=_("The first day without it; today by default.")),
    ] = None,
    reason: Annotated[str, typer.Option("--reason", "--理由", help=_("Why."))] = "",
) -> None:
    """Ends a contract, or notes that one which ran out isn't renewed. What falls due from that day on is not owed."""
    crm = context_of(ctx)
    row = contracts.named(crm.view, number)
    day = crm.day(on, ahead=True) if on else crm.today
    with crm.work(row["number"]) as work:
        contracts.end(work, row, day, reason.strip())
    crm.show(views.changed(crm, row["id"], _("Contract %(number)s of %(name)s is ended.")))
