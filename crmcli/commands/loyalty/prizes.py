"""crmcli loyalty: who brought whom, and draws."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from crmcli import errors
from crmcli.commands.loyalty.shared import app
from crmcli.commands.shared import Who, context_of, customer, customer_names, example
from crmcli.i18n import _
from crmcli.result import Column, Result, Table
from crmcli.workflows.loyalty import drawing, referring

if TYPE_CHECKING:
    from crmcli.context import Context
    from crmcli.database.connection import Row


@app.command("refer", epilog=example("crmcli loyalty refer 远鑫 安定", "crmcli 积分 推荐 远鑫 安定"))
def refer(
    ctx: typer.Context,
    who: Who,
    referee: Annotated[
        str,
        typer.Argument(
            metavar="REFEREE", autocompletion=customer_names, help=_("The customer who came by them.")
        ),
    ],
) -> None:
    """Notes that a member brought a customer, who becomes a member with a welcome offer. Their first order pays the referrer."""
    crm = context_of(ctx)
    referrer, brought = customer(crm, who), customer(crm, referee)
    with crm.work(f"{referrer['name']} {brought['name']}") as work:
        points = referring.refer(work, referrer, brought)
    line = _("%(referee)s came by %(referrer)s and is a member with %(points)d points of welcome.")
    told = {"referrer": referrer["name"], "referee": brought["name"], "points": points}
    data = {"referrer_id": referrer["id"], "referee_id": brought["id"], "welcome": points}
    crm.show(Result(crm.command, data=data, lines=[line % told]))


@app.command(
    "draw",
    epilog=example(
        "crmcli loyalty draw 春节 --prize 雨伞 --winners 3 --min-points 500", "crmcli loyalty draw 春节 --again",
        "crmcli 积分 抽奖 春节抽奖 --奖品 雨伞 --名额 3 --积分门槛 500",
    ),
)  # fmt: skip
def draw(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help=_("What the draw is called; each name once."))],
    prize: Annotated[str, typer.Option("--prize", "--奖品", help=_("What is to be won."))] = "",
    winners: Annotated[
        int, typer.Option("--winners", "--名额", min=1, max=10_000, help=_("How many win."))
    ] = 1,
    least: Annotated[
        int,
        typer.Option(
            "--min-points", "--积分门槛", min=0, metavar="POINTS", help=_("Only members with so many points.")
        ),
    ] = 0,
    seed: Annotated[
        str | None,
        typer.Option("--seed", "--种子", help=_("Draw from this; a random one is kept otherwise.")),
    ] = None,
    again: Annotated[bool, typer.Option("--again", "--重算", help=_("Work a past draw out again."))] = False,
) -> None:
    """Draws winners among members with enough points, from a seed that is kept: anybody can draw again."""
    crm = context_of(ctx)
    if not name.strip() or not (again or prize.strip()):
        raise errors.Usage(_("What is to be won is missing."), _("Say it with --prize."))
    if not again:
        with crm.work(name) as work:
            drawing.draw(work, name.strip(), prize.strip(), winners, least, (seed or "").strip() or None)
    row, entrants, won = drawing.again(crm.store, name.strip())
    _show(crm, row, entrants, won)


def _show(crm: Context, row: Row, entrants: Sequence[Row], won: Sequence[Mapping[str, Any]]) -> None:
    told = {
        "name": row["name"],
        "prize": row["prize"],
        "n": len(entrants),
        "day": row["drawn_on"],
        "seed": row["seed"],
    }
    lines = [
        _("%(name)s, %(prize)s: drawn on %(day)s, members who took part: %(n)d.") % told,
        _("Seed %(seed)s: the least SHA-256 of seed:number win.") % told,
    ]
    columns = [
        Column("place", _("Place"), "int"),
        Column("code", _("Number"), "code"),
        Column("customer", _("Customer")),
        Column("points", _("Points"), "int"),
    ]
    winners = [{key: each[key] for key in ("place", "code", "customer", "points")} for each in won]
    kept = [{key: each[key] for key in ("code", "customer", "points", "place")} for each in entrants]
    data = {key: row[key] for key in ("id", "name", "prize", "seed", "min_points", "drawn_on")}
    data |= {"winners": winners, "entrants": kept}
    crm.show(Result(crm.command, data=data, lines=lines, tables=[Table("winners", columns, winners)]))
