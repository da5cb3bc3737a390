"""crmcli purchase: orders and refunds."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any

import typer

from crmcli import clock, errors
from crmcli.commands.beside import kept_beside
from crmcli.commands.currencies import Currency
from crmcli.commands.offers import numbers
from crmcli.commands.order_columns import money_columns, nothing_told, with_left
from crmcli.commands.purchase import opening, progress, views
from crmcli.commands.purchase.shared import Order, app
from crmcli.commands.shared import (
    Limit,
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
    word,
)
from crmcli.i18n import _, series
from crmcli.render.cells import money
from crmcli.result import Column, Result, Table
from crmcli.wording import label
from crmcli.workflows import classifying, purchases
from crmcli.workflows.loyalty.telling import told as points_told

if TYPE_CHECKING:
    from crmcli.context import Context
    from crmcli.database.connection import Row

#: Which contract an order belongs to.
Contract = Annotated[
    str | None,
    typer.Option(
        "--contract",
        "--合同",
        autocompletion=numbers("contract"),
        help=_("The contract that it belongs to: what is paid of that counts instead."),
    ),
]

__all__ = ["app", "opening", "progress"]

ALIASES = {
    "新增": "add", "列表": "list", "退款": "refund", "修改": "edit", "进度": "progress", "查看": "show", "期初": "opening",
}  # fmt: skip
CLEARED = {"edit": frozenset({"product", "quantity", "promised", "contract", "note"})}


@app.command(
    "add",
    epilog=example(
        "crmcli purchase add 远鑫 12800 --product 年度保洁套餐", "crmcli 订单 新增 远鑫 0.5万 --状态 已付款"
    ),
)
def add(
    ctx: typer.Context,
    who: Who,
    amount: Annotated[
        int, typer.Argument(parser=cents, metavar="AMOUNT", help=_("In currency units: 12800, 1.28万."))
    ],
    product: Annotated[str | None, typer.Option("--product", "--产品", help=_("Product or service."))] = None,
    quantity: Annotated[str | None, typer.Option("--quantity", "--数量", help=_("How many."))] = None,
    order_no: Annotated[
        str | None,
        typer.Option("--order", "--订单号", autocompletion=numbers("order"), help=_("Order number.")),
    ] = None,
    status: Annotated[
        str,
        typer.Option(
            "--status",
            "--状态",
            parser=word("purchase_status"),
            show_default=label("purchase_status", "completed"),
            help=_("completed, paid, ordered …"),
        ),
    ] = "completed",
    at: Annotated[str | None, typer.Option("--at", "--日期", help=_("When, if not now."))] = None,
    promised: Annotated[str | None, typer.Option("--promised", "--交期", help=_("Promised date."))] = None,
    currency: Currency = None,
    contract: Contract = None,
    note: Annotated[str | None, typer.Option("--note", "--备注", help=_("A note."))] = None,
) -> None:
    """Records an order, or with the number of one a further line of it. Completed and paid ones count."""
    crm = context_of(ctx)
    row = customer(crm, who)
    _check_quantity(quantity)
    order_no = (order_no or "").strip() or None
    named = _contract_of(crm, contract, row["id"])
    before = _tier(crm, row["id"])
    with crm.work(row["name"]) as work:
        day = crm.local(crm.instant(at))
        order, others = purchases.order_of_line(crm.store, order_no, row["id"], product, day)
        # A further line is of its order's day.
        own_day = order is not None and at is None
        when = clock.parse_iso(order["ordered_at"]) if order and own_day else crm.instant(at)
        purchase_id = purchases.place(
            work,
            {
                "customer_id": row["id"],
                "order_no": order_no,
                "product": product,
                "quantity": quantity,
                "amount_cents": amount,
                "currency": currency or crm.store.policies.currency(),
                "status": status,
                "promised_on": crm.day(promised, ahead=True).isoformat() if promised else None,
                "note": note,
            },
            when,
        )
        if named is not None:
            crm.store.contracts.name(work.op, purchase_id, named["id"])
            classifying.refresh(work, [row["id"]])
        told = (
            purchases.without_rate(work, [{"currency": currency, "ordered_on": crm.local(when)}])
            if currency
            else []
        )
        points = points_told(work, [row["id"]])
    line = _("Order %(id)d of %(name)s: %(amount)s.") % {
        "id": purchase_id,
        "name": row["name"],
        "amount": money(amount) if currency is None else f"{money(amount)} {currency}",
    }
    lines = [line, *_moved(before, _tier(crm, row["id"])), *points]
    data = {"id": purchase_id, "customer_id": row["id"]}
    crm.show(
        Result(crm.command, data, lines=lines, warnings=[*purchases.others_told(others, row["id"]), *told])
    )


def _contract_of(crm: Context, text: str | None, customer_id: int) -> Row | None:
    """The contract of a customer that is called so; None without a text."""
    if not text:
        return None
    from crmcli.workflows.contracts import of_customer  # seldom needed

    return of_customer(crm.view, text, customer_id)


def _tier(crm: Context, customer_id: int) -> str | None:
    standing = crm.store.standings.of(customer_id)
    return standing["tier"] if standing else None


def _moved(before: str | None, after: str | None) -> list[str]:
    """What an order made of its customer, if it is another tier than before."""
    if before == after or before is None or after is None:
        return []
    told = {"before": label("tier", before), "after": label("tier", after)}
    return [_("Tier: %(before)s → %(after)s") % told]


@app.command(
    "edit",
    epilog=example(
        "crmcli purchase edit SO2026001 --status completed",
        "crmcli purchase edit 17 --amount 12800 --product 'annual cleaning'",
        "crmcli purchase edit 17 --amount 1800 --currency USD",
        "crmcli 订单 修改 SO2026001 --交期 下周五",
    ),
)
def edit(
    ctx: typer.Context,
    order: Order,
    status: Annotated[
        str | None,
        typer.Option(
            "--status", "--状态", parser=word("purchase_status"), help=_("completed, paid, ordered …")
        ),
    ] = None,
    product: Annotated[str | None, typer.Option("--product", "--产品", help=_("Product or service."))] = None,
    amount: Annotated[
        int | None,
        typer.Option("--amount", "--金额", parser=cents, help=_("In currency units: 12800, 1.28万.")),
    ] = None,
    currency: Currency = None,
    quantity: Annotated[str | None, typer.Option("--quantity", "--数量", help=_("How many."))] = None,
    at: Annotated[str | None, typer.Option("--at", "--日期", help=_("When it was ordered."))] = None,
    promised: Annotated[str | None, typer.Option("--promised", "--交期", help=_("Promised date."))] = None,
    contract: Contract = None,
    note: Annotated[str | None, typer.Option("--note", "--备注", help=_("A note."))] = None,
) -> None:
    """Changes an order; shows before and after. An empty text clears a field.

    Status and dates are changed in every line of the number; the rest in one line, named by its id.
    """
    crm = context_of(ctx)
    product, quantity, promised, note = (
        text and text.strip() for text in (product, quantity, promised, note)
    )
    _check_quantity(quantity)
    given = {
        "status": status,
        "product": product,
        "amount_cents": amount,
        "currency": currency,
        "quantity": quantity,
        "promised_on": crm.day(promised, ahead=True).isoformat() if promised else promised,
        "note": note,
    }
    values: dict[str, Any] = {
        key: value if value != "" else None for key, value in given.items() if value is not None
    }
    if at:
        values |= purchases.moment(crm.instant(at), crm.now, crm.tz)
    if not values and contract is None:
        raise errors.Usage(_("Nothing to change was given."), _("See: crmcli purchase edit --help"))
    lines = views.lines_of(crm, order)
    if len(lines) > 1 and not purchases.is_of_whole(values):
        lines = [views.one_of(crm, lines, order)]
    if contract is not None:
        values["contract"] = _contract_of(crm, contract, lines[0]["customer_id"])
    with crm.work(order) as work:
        changed = purchases.edit(work, lines, values)
        told = purchases.without_rate(work, purchases.again(crm.store, lines)) if currency else []
        points = points_told(work, {line["customer_id"] for line in lines})
    views.show_changes(crm, order, changed, told, points)


@app.command(
    "refund",
    epilog=example("crmcli purchase refund SO2026001", "crmcli 订单 退款 17 --金额 300 --理由 少发一件"),
)
def refund(
    ctx: typer.Context,
    order: Order,
    amount: Annotated[
        int | None,
        typer.Option("--amount", "--金额", parser=cents, help=_("Part of the amount; all of it by default.")),
    ] = None,
    reason: Annotated[str, typer.Option("--reason", "--理由", help=_("Why."))] = "",
    at: Annotated[str | None, typer.Option("--at", "--日期", help=_("When, if not now."))] = None,
) -> None:
    """Refunds an order, in whole or in part; figures before that day keep it.

    A number means all lines of the order, of which an amount is taken from the first on; an id means that line.
    """
    crm = context_of(ctx)
    lines = views.lines_of(crm, order)
    if len({line["currency"] for line in lines}) > 1:
        lines = [views.one_of(crm, lines, order)]
    before = _tier(crm, lines[0]["customer_id"])
    with crm.work(order) as work:
        back = purchases.refund(work, lines, amount, crm.instant(at), reason)
        points = points_told(work, {line["customer_id"] for line in lines})
    moved = _moved(before, _tier(crm, lines[0]["customer_id"]))
    views.show_refund(crm, lines, back, [*moved, *points])


@app.command("list", epilog=example("crmcli purchase list 远鑫", "crmcli purchase list --limit 10"))
def list_purchases(
    ctx: typer.Context,
    who: Annotated[
        str | None,
        typer.Argument(metavar="[CUSTOMER]", autocompletion=customer_names, help=_("Only this customer's.")),
    ] = None,
    where: Where = None,
    limit: Limit = None,
    show_all: ShowAll = False,
) -> None:
    """Lists orders, the newest first."""
    crm = context_of(ctx)
    about = customer(crm, who) if who else None
    ids = [about["id"]] if about else None
    stored = crm.store.purchases.all(ids)
    agreed = crm.store.contracts.of_orders([row["id"] for row in stored] if about else None)
    rows = [
        {
            **with_left(row),
            "product": _product(crm, row) or None,
            "amount": row["amount_cents"],
            "refunded": row["refunded_cents"],
            "contract": agreed[row["id"]]["number"] if row["id"] in agreed else None,
            "payment": agreed[row["id"]]["payment"] if row["id"] in agreed else None,
        }
        for row in reversed(stored)
    ]
    columns = [
        Column("id", _("Id"), "int"),
        Column("ordered_on", _("Date"), "date"),
        Column("order_no", _("Order"), "code"),
        Column("customer", _("Customer")),
        Column("product", _("Product")),
        *money_columns("amount"),
        Column("status", _("Status"), "word", "purchase_status"),
        Column("contract", _("Contract"), "code"),
        Column("customer_id", "customer_id", "int"),
        Column("quantity", "quantity"),
        Column("refunded", "refunded", "money"),
        Column("opening", "opening", "int"),
        Column("payment", "payment", "int"),
    ]
    listed = limit_rows(crm, only(crm, rows, where), limit, show_all)
    hidden = {"customer_id", "quantity", "refunded", "opening", "payment"}
    hidden |= nothing_told(listed, crm.store.policies.currency())
    if not any(row["contract"] for row in listed):
        hidden.add("contract")
    if about:
        hidden.add("customer")
    title = about["name"] if about else ""
    table = Table("purchases", columns, listed, title=title, machine_only=frozenset(hidden))
    after = kept_beside(crm, listed, "id", of="customer_code")
    crm.show(Result(crm.command, tables=[table], after=after))


def _product(crm: Context, row: Row) -> str:
    """What was bought; on a screen an opening balance says that it is no order."""
    is_opening = row["opening"] and crm.format == "table"
    return series(filter(None, (_("opening balance") if is_opening else "", row["product"])))


def _check_quantity(quantity: str | None) -> None:
    """Usage if it is none; nothing and an empty one are fine."""
    if quantity and not _is_number(quantity):
        raise errors.Usage(_("%(text)s is no quantity.") % {"text": quantity}, _("Write a number above 0."))


def _is_number(text: str) -> bool:
    try:
        return Decimal(text).is_finite() and Decimal(text) > 0
    except ArithmeticError:
        return False
