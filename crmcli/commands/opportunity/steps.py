"""The verbs of crmcli opportunity that take one on: stage, win, lose."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from crmcli import errors
from crmcli.asking import ask
from crmcli.commands.offers import numbers
from crmcli.commands.opportunity import views
from crmcli.commands.opportunity.shared import (
    Amount,
    At,
    Next,
    Step,
    Which,
    app,
    competitor_ids,
    found,
    next_values,
    stage,
)
from crmcli.commands.shared import context_of, example, word
from crmcli.i18n import _, series
from crmcli.wording import known_word, label
from crmcli.workflows import opportunities

if TYPE_CHECKING:
    from crmcli.context import Context

Words = Annotated[str | None, typer.Option("--note", "--备注", help=_("What was said or done."))]


@app.command(
    "stage",
    epilog=example(
        "crmcli opportunity stage 3 proposal --next +7d --step 'ask again'",
        "crmcli 商机 阶段 3 方案报价 --日期 昨天",
    ),
)
def move(
    ctx: typer.Context,
    which: Which,
    into: Annotated[str, typer.Argument(metavar="STAGE", help=_("A stage of the policy."))],
    next_day: Next = None,
    step: Step = None,
    at: At = None,
    note: Words = None,
) -> None:
    """Takes an opportunity into another stage, forward or back. One that was won or lost is open again."""
    crm = context_of(ctx)
    row = found(crm, which)
    key = stage(crm, into)
    values = next_values(crm, step, next_day)
    with crm.work(row["title"]) as work:
        opportunities.move(work, row, key, crm.instant(at), note)
        if values:
            crm.store.opportunities.edit(work.op, row["id"], values)
    line = (
        _("Opportunity %(id)d of %(customer)s is open again: %(title)s.")
        if row["closed_on"]
        else _("Opportunity %(id)d of %(customer)s is in another stage: %(title)s.")
    )
    crm.show(views.changed(crm, row["id"], line))


@app.command(
    "win",
    epilog=example(
        "crmcli opportunity win 3 --purchase", "crmcli 商机 赢单 3 --下单 --金额 12万 --订单号 SO2026009"
    ),
)
def win(
    ctx: typer.Context,
    which: Which,
    amount: Amount = None,
    purchase: Annotated[
        bool, typer.Option("--purchase", "--下单", help=_("Records the order, too, of its amount and title."))
    ] = False,
    order_no: Annotated[
        str | None,
        typer.Option(
            "--order",
            "--订单号",
            autocompletion=numbers("order"),
            help=_("The order's number; records the order."),
        ),
    ] = None,
    product: Annotated[
        str | None, typer.Option("--product", "--产品", help=_("What was ordered; the title by default."))
    ] = None,
    status: Annotated[
        str,
        typer.Option(
            "--status",
            "--状态",
            parser=word("purchase_status"),
            show_default=label("purchase_status", "confirmed"),
            help=_("The order's: completed, paid, ordered …"),
        ),
    ] = "confirmed",
    at: At = None,
    note: Words = None,
) -> None:
    """Ends an opportunity as won, with its order if that is asked for. Completed and paid orders count."""
    crm = context_of(ctx)
    row = found(crm, which)
    purchase_id = None
    with crm.work(row["title"]) as work:
        when = crm.instant(at)
        if amount is not None:
            crm.store.opportunities.edit(work.op, row["id"], {"amount_cents": amount})
        opportunities.move(work, row, "won", when, note)
        if purchase or order_no or product:
            line = {"order_no": (order_no or "").strip() or None, "product": product, "status": status}
            purchase_id = opportunities.order(work, crm.store.opportunities.get(row["id"]), when, line)
    lines = [_("Opportunity %(id)d of %(customer)s is won: %(title)s.")]
    if purchase_id is not None:
        lines.append(_("Its order is recorded: %(order)d.") % {"order": purchase_id})
    crm.show(views.changed(crm, row["id"], *lines))


@app.command(
    "lose",
    epilog=example(
        "crmcli opportunity lose 3 --reason price --note 'a third cheaper elsewhere'",
        "crmcli opportunity lose 3 --to 'Bright Clean'",
        "crmcli 商机 输单 3 --原因 竞争对手",
    ),
)
def lose(
    ctx: typer.Context,
    which: Which,
    reason: Annotated[
        str | None,
        typer.Option("--reason", "--原因", help=_("One of the policy's: price, competitor, budget …")),
    ] = None,
    to: Annotated[
        str | None,
        typer.Option("--to", "--输给", metavar="COMPETITOR", help=_("The competitor that got it.")),
    ] = None,
    at: At = None,
    note: Words = None,
) -> None:
    """Ends an opportunity as lost, with the reason, and perhaps to which competitor."""
    crm = context_of(ctx)
    row = found(crm, which)
    rival = competitor_ids(crm, [to])[0] if to else None
    key = _reason(crm, reason or ("competitor" if rival else None))
    with crm.work(row["title"]) as work:
        opportunities.move(work, row, "lost", crm.instant(at), note, key)
        if rival:
            work.store.competitors.name_for(work.op, row["id"], rival, work.day)
        work.store.competitors.lost_to(work.op, row["id"], rival)
    crm.show(views.changed(crm, row["id"], _("Opportunity %(id)d of %(customer)s is lost: %(title)s.")))


def _reason(crm: Context, text: str | None) -> str:
    """The reason that was given, or is picked on a terminal; Usage without one, and for one that the policy doesn't have."""
    known = crm.policy.lists.lost_reasons
    if text is None and crm.interactive:
        for number, key in enumerate(known, 1):
            print(f"  {number}) {label('lost_reason', key)}", file=sys.stderr)
        picked = ask(_("Why it was lost: a number"))
        text = known[int(picked) - 1] if picked.isdecimal() and 1 <= int(picked) <= len(known) else picked
    key_of = opportunities.reason_of(crm.policy, text) if text else None
    if key_of is None:
        said = (
            _("%(text)s is no reason of the policy.") % {"text": text}
            if text
            else _("The reason is missing.")
        )
        raise errors.Usage(
            said,
            _("Give one with --reason: %(known)s. More are set with: crmcli policy set lists.lost_reasons")
            % {"known": series(known_word("lost_reason", key) for key in known)},
        )
    return key_of
