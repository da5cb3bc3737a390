"""crmcli loyalty: members, and points that no order brought."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from crmcli import errors
from crmcli.actors import MANAGERS
from crmcli.commands.loyalty.shared import Points, app
from crmcli.commands.loyalty.views import show_member
from crmcli.commands.shared import Explain, Who, context_of, customer, example
from crmcli.i18n import _, titled
from crmcli.result import Result
from crmcli.verdicts.points import balance
from crmcli.wording import clean
from crmcli.workflows.loyalty import members
from crmcli.workflows.loyalty.telling import told

if TYPE_CHECKING:
    from crmcli.context import Context
    from crmcli.database.connection import Record


@app.command(
    "show",
    epilog=example("crmcli loyalty show 远鑫", "crmcli loyalty show 远鑫 --explain", "crmcli 积分 查看 远鑫"),
)
def show(ctx: typer.Context, who: Who, explain: Explain = False) -> None:
    """Shows a member's level and points, what expires next, and what moved them."""
    crm = context_of(ctx)
    show_member(crm, customer(crm, who), explain=explain)


@app.command(
    "join",
    epilog=example("crmcli loyalty join 远鑫", "crmcli 积分 入会 远鑫 --卡号 8801 --自 2026-11-01"),
)
def join(
    ctx: typer.Context,
    who: Who,
    number: Annotated[
        str | None, typer.Option("--number", "--卡号", metavar="NUMBER", help=_("The member's number."))
    ] = None,
    since: Annotated[
        str | None, typer.Option("--since", "--自", metavar="DAY", help=_("Member since when, if not today."))
    ] = None,
) -> None:
    """Makes a customer a member, whose orders from then on earn points; of a member it changes the number or the day."""
    crm = context_of(ctx)
    about, number = customer(crm, who), (number or "").strip() or None
    with crm.work(about["name"]) as work:
        is_new = members.join(work, about, since=crm.day(since) if since else None, number=number)
        lines = told(work, [about["id"]])
    line = _("%(name)s is a member now.") if is_new else _("%(name)s is a member already.")
    card = [titled(_("Member no."), clean(number))] if number else []
    _show(crm, about, [line % {"name": about["name"]}, *card, *lines])


@app.command(
    "earn",
    epilog=example("crmcli loyalty earn 远鑫 50 --for 问卷", "crmcli 积分 奖励 远鑫 50 --事由 填写问卷"),
)
def earn(
    ctx: typer.Context,
    who: Who,
    points: Points,
    note: Annotated[str, typer.Option("--for", "--事由", help=_("What for."))] = "",
) -> None:
    """Gives a member points for something that is no order: a questionnaire, a check-in."""
    crm = context_of(ctx)
    about = customer(crm, who)
    with crm.work(about["name"]) as work:
        members.earn(work, about, points, note)
        lines = told(work, [about["id"]])
    _show(crm, about, lines)


@app.command(
    "adjust",
    epilog=example(
        "crmcli loyalty adjust 远鑫 --add 200 --why 记错卡",
        "crmcli 积分 调整 远鑫 --扣减 30 --原因 录错",
    ),
)
def adjust(
    ctx: typer.Context,
    who: Who,
    add: Annotated[
        int, typer.Option("--add", "--增加", min=0, metavar="POINTS", help=_("So many more."))
    ] = 0,
    take: Annotated[
        int, typer.Option("--take", "--扣减", min=0, metavar="POINTS", help=_("So many less."))
    ] = 0,
    why: Annotated[str, typer.Option("--why", "--原因", help=_("Why."))] = "",
) -> None:
    """Puts a member's points right: more as a new lot, less from the lots that expire first."""
    if bool(add) == bool(take):
        raise errors.Usage(_("Say how many points more, or less."), _("Give --add or --take."))
    crm = context_of(ctx)
    about = customer(crm, who)
    with crm.work(about["name"], roles=MANAGERS) as work:
        if add:
            members.earn(work, about, add, why, "adjust")
        else:
            members.withdraw(work, about, take, why)
        lines = told(work, [about["id"]])
    _show(crm, about, lines)


def _show(crm: Context, about: Record, lines: list[str]) -> None:
    """What was done, and the member's balance for scripts."""
    row = crm.store.points.membership(about["id"], None)
    data: dict[str, Any] = {
        "id": about["id"],
        "customer": about["name"],
        "level": row["member_level"] if row else None,
        "balance": balance(crm.view, about["id"]),
    }
    crm.show(Result(crm.command, data=data, lines=lines))
