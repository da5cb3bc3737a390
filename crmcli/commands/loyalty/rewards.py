"""crmcli loyalty: rewards, what is redeemed, and what is taken back of that."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from crmcli import errors
from crmcli.commands.changes import show_changes
from crmcli.commands.loyalty.shared import app
from crmcli.commands.shared import Who, cents, context_of, customer, example, word
from crmcli.i18n import _
from crmcli.result import Column, Result, Table
from crmcli.wording import label
from crmcli.workflows.loyalty import rewards
from crmcli.workflows.loyalty.telling import told

if TYPE_CHECKING:
    from crmcli.context import Context

Name = Annotated[str, typer.Argument(metavar="REWARD", help=_("The reward's name or id."))]
Stock = Annotated[
    int | None,
    typer.Option(
        "--stock", "--库存", min=0, metavar="N", help=_("How many there are; without it always more.")
    ),
]
Until = Annotated[
    str | None, typer.Option("--until", "--截止", metavar="DAY", help=_("Until when it is there."))
]
ValidDays = Annotated[
    int | None,
    typer.Option(
        "--valid-days", "--有效天数", min=1, metavar="DAYS", help=_("How long a coupon's code is good.")
    ),
]
Note = Annotated[str | None, typer.Option("--note", "--备注", help=_("A note."))]


@app.command(
    "rewards add",
    epilog=example(
        "crmcli loyalty rewards add 雨伞 300 --stock 20",
        "crmcli 积分 礼品 新增 20元券 2000 --类型 优惠券 --有效天数 30",
    ),
)
def add(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help=_("What the reward is called."))],
    points: Annotated[int, typer.Argument(min=1, metavar="POINTS", help=_("How many points it costs."))],
    stock: Stock = None,
    until: Until = None,
    kind: Annotated[
        str,
        typer.Option(
            "--kind",
            "--类型",
            parser=word("reward_kind"),
            show_default=label("reward_kind", "gift"),
            help=_("A gift, or a coupon with a code."),
        ),
    ] = "gift",
    valid_days: ValidDays = None,
    note: Note = None,
) -> None:
    """Adds a reward that members can redeem points for."""
    crm = context_of(ctx)
    values = {
        "name": name.strip(),
        "points": points,
        "stock": stock,
        "kind": kind,
        "valid_days": valid_days,
        "note": note,
    }
    values["valid_until"] = crm.day(until, ahead=True).isoformat() if until else None
    if not values["name"]:
        raise errors.Usage(_("The reward's name is missing."), _("Say what it is called."))
    with crm.work(name) as work:
        reward_id = rewards.add(work, values)
    line = _("Reward %(name)s costs %(points)d points.") % {"name": values["name"], "points": points}
    crm.show(Result(crm.command, data={"id": reward_id, **values}, lines=[line]))


@app.command(
    "rewards edit",
    epilog=example("crmcli loyalty rewards edit 雨伞 --stock 50", "crmcli 积分 礼品 修改 雨伞 --积分 250"),
)
def edit(
    ctx: typer.Context,
    name: Name,
    points: Annotated[
        int | None,
        typer.Option("--points", "--积分", min=1, metavar="N", help=_("How many points it costs.")),
    ] = None,
    stock: Stock = None,
    until: Until = None,
    new_name: Annotated[
        str | None, typer.Option("--name", "--名称", help=_("What the reward is called."))
    ] = None,
    valid_days: ValidDays = None,
    note: Note = None,
) -> None:
    """Changes a reward; shows before and after. An empty day or note clears it."""
    crm = context_of(ctx)
    reward = rewards.called(crm.store, name)
    given = {
        "points": points,
        "stock": stock,
        "name": new_name and new_name.strip(),
        "valid_days": valid_days,
    }
    values: dict[str, Any] = {key: value for key, value in given.items() if value not in (None, "")}
    if until is not None:
        values["valid_until"] = crm.day(until, ahead=True).isoformat() if until.strip() else None
    if note is not None:
        values["note"] = note.strip() or None
    if not values:
        raise errors.Usage(_("Nothing to change was given."), _("See: crmcli loyalty rewards edit --help"))
    with crm.work(reward["name"]) as work:
        changed = rewards.edit(work, reward, values)
    rows = [{"field": k, "before": reward[k], "after": v} for k, v in values.items() if reward[k] != v]
    show_changes(
        crm, "reward", reward["name"], data={"id": reward["id"]}, rows=rows, changed=changed, warnings=()
    )


@app.command("rewards list", epilog=example("crmcli loyalty rewards list", "crmcli 积分 礼品 列表"))
def list_rewards(ctx: typer.Context) -> None:
    """Lists the rewards, the cheapest first."""
    crm = context_of(ctx)
    columns = [
        Column("id", _("Id"), "int"),
        Column("name", _("Reward")),
        Column("kind", _("Kind"), "word", "reward_kind"),
        Column("points", _("Points"), "int"),
        Column("stock", _("Stock"), "int"),
        Column("valid_until", _("Until"), "date"),
        Column("valid_days", _("Code good for days"), "int"),
        Column("note", _("Note")),
    ]
    rows = [dict(row) for row in crm.store.loyalty.rewards()]
    empty = {key for key in ("valid_until", "valid_days", "note") if not any(row[key] for row in rows)}
    crm.show(Result(crm.command, tables=[Table("rewards", columns, rows, machine_only=frozenset(empty))]))


@app.command(
    "redeem",
    epilog=example(
        "crmcli loyalty redeem 远鑫 雨伞", "crmcli loyalty redeem 远鑫 --cash 50 --order 88",
        "crmcli 积分 兑换 远鑫 20元券 --次数 2",
    ),
)  # fmt: skip
def redeem(
    ctx: typer.Context,
    who: Who,
    reward: Annotated[
        str | None, typer.Argument(metavar="[REWARD]", help=_("The reward's name or id."))
    ] = None,
    times: Annotated[int, typer.Option("--times", "--次数", min=1, max=1000, help=_("How many of it."))] = 1,
    cash: Annotated[
        int | None,
        typer.Option(
            "--cash", "--抵现", parser=cents, metavar="AMOUNT", help=_("Money off an order instead.")
        ),
    ] = None,
    order: Annotated[
        str | None, typer.Option("--order", "--订单", help=_("The order that it is taken off."))
    ] = None,
) -> None:
    """Spends a member's points on a reward, or as money off an order; the soonest to expire go first."""
    if (reward is None) == (cash is None) or (cash is None) != (order is None):
        raise errors.Usage(
            _("Name a reward, or an amount and the order that it is taken off."),
            _("See: crmcli loyalty redeem --help"),
        )
    crm = context_of(ctx)
    about = customer(crm, who)
    with crm.work(about["name"]) as work:
        if cash is not None and order is not None:
            redemption_id = rewards.redeem_cash(work, about, cash, order)
        else:
            redemption_id = rewards.redeem(work, about, str(reward), times)
        lines = told(work, [about["id"]])
    _show(crm, redemption_id, lines)


def _show(crm: Context, redemption_id: int, lines: list[str]) -> None:
    row = crm.store.loyalty.redemption(redemption_id)
    assert row is not None
    line = _("Redemption %(id)d of %(customer)s: %(points)d points.") % dict(row)
    if row["code"]:
        line += " " + (
            _("Code %(code)s, good until %(valid_until)s.") if row["valid_until"] else _("Code %(code)s.")
        ) % dict(row)
    keys = ("id", "customer_id", "reward_id", "purchase_id", "times", "points", "code", "valid_until")
    crm.show(Result(crm.command, data={key: row[key] for key in keys}, lines=[line, *lines]))


@app.command("cancel", epilog=example("crmcli loyalty cancel 3", "crmcli 积分 取消 3"))
def cancel(
    ctx: typer.Context,
    redemption: Annotated[
        int, typer.Argument(metavar="REDEMPTION", help=_("Its number, as loyalty show tells it."))
    ],
) -> None:
    """Takes a redemption back: its points return to their lots, its reward to the stock."""
    crm = context_of(ctx)
    with crm.work(str(redemption)) as work:
        row, points = rewards.cancel(work, redemption)
        lines = told(work, [row["customer_id"]])
    line = _("Redemption %(id)d of %(customer)s is cancelled.") % dict(row)
    data = {"id": redemption, "customer_id": row["customer_id"], "points": points}
    crm.show(Result(crm.command, data=data, lines=[line, *lines]))
