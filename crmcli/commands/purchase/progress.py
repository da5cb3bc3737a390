"""The verbs of crmcli purchase that follow one order: what became of it, and what its customer is told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from crmcli import errors, i18n
from crmcli.commands.attached import attached
from crmcli.commands.beside import beside, texts
from crmcli.commands.order_columns import money_columns, nothing_told, with_left
from crmcli.commands.purchase import views
from crmcli.commands.purchase.shared import Order, app
from crmcli.commands.shared import context_of, example, word
from crmcli.i18n import _, series, titled
from crmcli.queries.purchases import told_status
from crmcli.render.cells import units
from crmcli.result import Column, Result, Table
from crmcli.wording import clean, label
from crmcli.workflows import progress, purchases
from crmcli.workflows.loyalty.telling import told as points_told

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.context import Context
    from crmcli.database.connection import Row


@app.command(
    "progress",
    epilog=example(
        "crmcli purchase progress SO2026001 in_service",
        "crmcli purchase progress SO2026001 --promised 2026-12-05",
        "crmcli 订单 进度 SO2026001 服务中 师傅已出发 --交期 下周五",
    ),
)
def go_on(
    ctx: typer.Context,
    order: Order,
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="[WORDS]...", help=_("The state it is in now, and what happened.")),
    ] = None,
    promised: Annotated[
        str | None, typer.Option("--promised", "--交期", help=_("The day that it is promised for now."))
    ] = None,
) -> None:
    """Keeps what became of an order. It is due until the customer was told, with the words for it.

    A first word that is a state (confirmed, in service, accepted …) is that; the rest is kept as it is.
    """
    crm = context_of(ctx)
    status, text = _told(words or [])
    values = {
        "status": status,
        "promised_on": crm.day(promised, ahead=True).isoformat() if promised else None,
    }
    values = {key: value for key, value in values.items() if value is not None}
    if not values and not text:
        raise errors.Usage(
            _("What became of the order is missing."), _("See: crmcli purchase progress --help")
        )
    lines = views.lines_of(crm, order)
    with crm.work(order) as work:
        purchases.edit(work, lines, values, text)
        points = points_told(work, {line["customer_id"] for line in lines})
    now = crm.store.purchases.get(lines[0]["id"]) or lines[0]
    said = [_where(crm, now), *points]
    said += _to_send(crm, lines)
    data = {"ids": [line["id"] for line in lines], "status": now["status"], "promised_on": now["promised_on"]}
    crm.show(Result(crm.command, data | {"words": text}, lines=said))


def _told(words: Sequence[str]) -> tuple[str | None, str | None]:
    """The state that words begin with, if they do, and the rest."""
    for count in range(min(2, len(words)), 0, -1):
        try:
            return word("purchase_status")(" ".join(words[:count])), " ".join(words[count:]).strip() or None
        except typer.BadParameter:
            continue
    return None, " ".join(words).strip() or None


def _where(crm: Context, row: Row) -> str:
    """How far the order of a line is, each of its lines where they differ."""
    lines = list(map(dict, purchases.whole(crm.store, row)))
    differing = progress.apart(lines, i18n.words(), promised=True)
    parts = [differing or label("purchase_status", told_status(row))]
    if row["promised_on"] and not differing:
        parts.append(_("promised for %(day)s") % {"day": row["promised_on"]})
    return titled(clean(progress.described(lines, bare=bool(differing))), clean(" · ".join(parts)))


def _to_send(crm: Context, lines: Sequence[Row]) -> list[str]:
    """What the customer is to be told of an order, and how to say that they were."""
    from crmcli.workflows.due.orders import order_rows
    from crmcli.workflows.due.rows import Wanted

    ids = {f"order:{line['id']}" for line in purchases.whole(crm.store, lines[0])}
    rows = [row for row in order_rows(crm.view, Wanted(None, crm.as_of.on)) if row.item in ids]
    return [
        line
        for row in rows
        for line in (
            _("To send: %(text)s") % {"text": clean(row.text or "")},
            _("When they were told: crmcli done %(item)s") % {"item": row.item},
        )
    ]


@app.command("show", epilog=example("crmcli purchase show SO2026001", "crmcli 订单 查看 17"))
def show(ctx: typer.Context, order: Order) -> None:
    """Shows one order: its lines, what became of it, and what its customer is to be told."""
    crm = context_of(ctx)
    lines = views.lines_of(crm, order)
    rows = [{**with_left(line), "amount": line["amount_cents"]} for line in lines]
    events = crm.store.progress.of_orders(rows)[lines[0]["id"]]
    first = rows[0]
    shared = [text for text in beside(first) if all(text in beside(row) for row in rows)]
    for row in rows:
        row["beside"] = series(text for text in beside(row) if text not in shared)
    head = [
        _where(crm, lines[0]),
        titled(_("Customer"), clean(first["customer"])),
        *([titled(_("Note"), clean(first["note"]))] if first["note"] else []),
        *shared,
        *_to_send(crm, lines),
    ]
    # A step of the first line may be that of all of them.
    products = {line["id"]: line["product"] for line in purchases.whole(crm.store, lines[0])[1:]}
    steps = [
        {key: event[key] for key in _STEP} | {"product": products.get(event["purchase_id"])}
        for event in events
    ]
    data = {key: first[key] for key in ("id", "order_no", "customer_id", "customer", "status", "promised_on")}
    data |= {"lines": [_line(row) for row in rows], "steps": steps}
    tables = [_lines(crm, rows), *([_steps(steps)] if steps else [])]
    crm.show(attached(crm, "purchase", first["id"], Result(crm.command, data, tables, head)))


_STEP = ("at", "on_day", "status", "promised_on", "text", "staff", "told_at")


def _line(row: dict[str, Any]) -> dict[str, Any]:
    """A line as scripts read it."""
    told = ("id", "ordered_on", "product", "quantity", "currency", "status", "promised_on", "note")
    return (
        {key: row[key] for key in told}
        | {"custom": texts(row)}
        | {key: units(row[key]) for key in ("amount", "left")}
    )


def _lines(crm: Context, rows: Sequence[dict[str, Any]]) -> Table:
    columns = [
        Column("id", _("Id"), "int"),
        Column("ordered_on", _("Date"), "date"),
        Column("product", _("Product")),
        Column("quantity", _("Quantity")),
        *money_columns("amount"),
        Column("status", _("Status"), "word", "purchase_status"),
        Column("beside", _("Other columns")),
    ]
    silent = nothing_told(rows, crm.store.policies.currency())
    silent |= set() if any(row["beside"] for row in rows) else {"beside"}
    silent |= set() if len({row["status"] for row in rows}) > 1 else {"status"}
    return Table("lines", columns, rows, machine_only=silent)


def _steps(rows: Sequence[dict[str, Any]]) -> Table:
    columns = [
        Column("at", _("When"), "instant"),
        Column("product", _("Product")),
        Column("status", _("Status"), "word", "purchase_status"),
        Column("promised_on", _("Promised for"), "date"),
        Column("text", _("News")),
        Column("staff", _("By")),
        Column("told_at", _("Told the customer"), "instant"),
    ]
    empty = {key for key in ("product", "status", "promised_on", "text") if not any(row[key] for row in rows)}
    return Table("steps", columns, rows, title=_("Steps of the order"), machine_only=frozenset(empty))
