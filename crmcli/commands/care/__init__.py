"""crmcli care: greetings on birthdays, anniversaries and festivals: who, when and how, handed over or sent once.

What goes out stands in `sending`.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

import typer

from crmcli import errors
from crmcli.commands.care import messages, sending, views
from crmcli.commands.care.shared import Occasion, app, meant
from crmcli.commands.shared import (
    Limit,
    OnlyOwner,
    ShowAll,
    Where,
    Who,
    chosen,
    context_of,
    customer,
    example,
    limit_rows,
    only,
    staff_id,
    word,
)
from crmcli.dates.months import add_months
from crmcli.i18n import _
from crmcli.result import Result
from crmcli.verdicts.known_now import known_now

__all__ = ["app", "sending"]

ALIASES = {"计划": "plan", "预览": "preview", "列表": "list", "发送": "send", "确认": "settle", "记录": "log"}
AS_OF = frozenset({"log", "plan"})
#: So many days a plan looks ahead, and a log back, unless it is told otherwise.
_AHEAD, _BACK = 7, 30
_MOST_AHEAD = 366


@app.command(
    "plan",
    epilog=example(
        "crmcli care plan",
        "crmcli care plan --days 30 --owner 李娜",
        "crmcli 关怀 计划 --场合 春节 --天数 90",
    ),
)
def plan(
    ctx: typer.Context,
    days: Annotated[
        int | None,
        typer.Option(
            "--days", "--天数", min=1, max=_MOST_AHEAD, help=_("So many days from today on; 7 by default.")
        ),
    ] = None,
    month: Annotated[bool, typer.Option("--month", "--本月", help=_("To the end of this month."))] = False,
    occasion: Occasion = None,
    owner: OnlyOwner = None,
    where: Where = None,
    limit: Limit = None,
    show_all: ShowAll = False,
) -> None:
    """Who is greeted when, for what, by which channel and by whom, or why not.

    Festivals and days of the trade are listed as such; with --occasion whom they are for.
    """
    from crmcli.verdicts import care, care_days

    crm = context_of(ctx)
    if month and days:
        raise errors.Usage(_("--month and --days exclude each other."), _("Give one of them."))
    first = crm.as_of.on
    following = add_months(first.replace(day=1), 1)
    last = following - timedelta(days=1) if month else first + timedelta(days=(days or _AHEAD) - 1)
    asked, whose, ids = meant(crm, occasion), staff_id(crm, owner), chosen(crm, where)
    found = [
        each
        for each in care.planned(crm.view, first, last, asked)
        if whose in (None, each.row["owner_id"]) and (ids is None or each.row["id"] in ids)
    ]
    rows = limit_rows(crm, views.plan_rows(crm, found), limit, show_all)
    tables = [views.plan_table(crm, rows)]
    if asked is None and not where:
        tables += views.feast_tables(crm, care_days.feasts(crm.view, first, last))
    crm.show(
        Result(
            crm.command,
            tables=tables,
            lines=views.counted(found) if rows else [_("Nobody is to be greeted.")],
            as_of=crm.as_of,
            known_now=known_now(crm.view, ("customers", "consents", "greetings", "staff")),
        )
    )


@app.command(
    "preview",
    epilog=example("crmcli care preview 远鑫 birthday", "crmcli 关怀 预览 远鑫 春节"),
)
def preview(
    ctx: typer.Context,
    who: Who,
    occasion: Annotated[
        str,
        typer.Argument(
            metavar="OCCASION", help=_("birthday, anniversary, a festival, or a day of the trade.")
        ),
    ],
) -> None:
    """Shows what a customer would be sent, without sending anything."""
    from crmcli.workflows.care.previewing import of

    crm = context_of(ctx)
    about = customer(crm, who)
    written = of(crm.view, about["id"], meant(crm, occasion) or "")
    if written.problem:
        raise errors.Invalid(
            _("The greeting can't be written: %(why)s.") % {"why": written.problem},
            _(
                "Add what is missing to the customer, or set another text: crmcli policy set care.texts.%(kind)s.zh “…”"
            )
            % {"kind": written.greeting.day.kind},
        )
    crm.show(views.previewed(crm, written))


@app.command(
    "log",
    epilog=example("crmcli care log", "crmcli care log --state unknown", "crmcli 关怀 记录 --状态 失败"),
)
def log(
    ctx: typer.Context,
    state: Annotated[
        str | None,
        typer.Option(
            "--state", "--状态", parser=word("message_state"), help=_("Only those that stand so: sent …")
        ),
    ] = None,
    start: Annotated[
        str | None,
        typer.Option(
            "--from", "--从", metavar="DAY", help=_("From this day of care on; 30 days ago by default.")
        ),
    ] = None,
    end: Annotated[
        str | None, typer.Option("--to", "--到", metavar="DAY", help=_("Up to this day of care."))
    ] = None,
    where: Where = None,
    limit: Limit = None,
    show_all: ShowAll = False,
) -> None:
    """Lists greetings that were planned, sent or handed over, and those of which nobody knows."""
    crm = context_of(ctx)
    first = crm.day(start) if start else crm.as_of.on - timedelta(days=_BACK)
    last = crm.day(end) if end else crm.as_of.on + timedelta(days=_MOST_AHEAD)
    rows = only(crm, messages.logged(crm, first.isoformat(), last.isoformat(), state), where)
    table = messages.log_table(limit_rows(crm, rows, limit, show_all))
    later = known_now(crm.view, ("customers", "greetings"))
    crm.show(Result(crm.command, tables=[table], as_of=crm.as_of, known_now=later))
