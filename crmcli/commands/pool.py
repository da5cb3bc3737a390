"""crmcli pool: the public pool of customers whom nobody looks after."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from crmcli.clock import parse_iso
from crmcli.commands.shared import (
    Limit,
    ShowAll,
    Where,
    Who,
    context_of,
    customer,
    customer_names,
    example,
    limit_rows,
    new_app,
    only,
)
from crmcli.i18n import _, ngettext, sentences
from crmcli.result import Column, Result, Table
from crmcli.verdicts.known_now import JUDGED, known_now

app = new_app(_("Customers whom nobody looks after: listed, claimed, given back."))
ALIASES = {"列表": "list", "领取": "claim", "退回": "release", "已阅": "seen"}
AS_OF = frozenset({"list"})


@app.command(
    "list", epilog=example("crmcli pool list", "crmcli 公海 列表 --即将", "crmcli pool list --warned")
)
def list_(
    ctx: typer.Context,
    warned: Annotated[
        bool,
        typer.Option("--warned", "--即将", help=_("Those that go into the pool soon, and whose they are.")),
    ] = False,
    where: Where = None,
    limit: Limit = None,
    show_all: ShowAll = False,
) -> None:
    """Customers that are to be contacted and nobody's, for anybody to claim."""
    from crmcli.workflows import pool

    crm = context_of(ctx)
    found: list[dict[str, Any]]
    if warned:
        found = [{**each.row, "on": each.on.isoformat()} for each in pool.waiting(crm.view)]
    else:
        found = pool.nobodys(crm.view)
    columns = [
        Column("code", _("Number"), "code"),
        Column("customer", _("Customer")),
        Column("tier", _("Tier"), "word", "tier"),
        Column("city", _("City")),
        Column("last_contact_on", _("Last contact"), "date"),
        *([Column("owner", _("Owner")), Column("on", _("Into the pool"), "date")] if warned else []),
        *([] if warned else [Column("moved_at", _("In the pool since"), "instant")]),
    ]
    rows = limit_rows(crm, only(crm, found, where, "id"), limit, show_all)
    later = known_now(crm.view, JUDGED)
    crm.show(Result(crm.command, tables=[Table("pool", columns, rows)], as_of=crm.as_of, known_now=later))


@app.command("claim", epilog=example("crmcli pool claim 远鑫", "crmcli 公海 领取 远鑫"))
def claim(ctx: typer.Context, who: Who) -> None:
    """Makes a customer of the pool yours, as many in a period as the policy allows."""
    from crmcli.workflows import pool

    crm = context_of(ctx)
    row = customer(crm, who)
    with crm.work(row["name"]) as work:
        before = crm.store.owners.last_of(row["id"])
        pool.claim(work, crm.store.customers.get(row["id"]))
    line = _("%(name)s is yours now.") % {"name": row["name"]}
    if before is not None:
        until = crm.local(parse_iso(before["until_at"]))
        line = sentences(
            line, _("It was %(owner)s's until %(day)s.") % {"owner": before["owner"], "day": until}
        )
    data = {
        "id": row["id"],
        "customer": row["name"],
        "owner": crm.actor.name,
        "before": before and before["owner"],
    }
    crm.show(Result(crm.command, data=data, lines=[line]))


@app.command(
    "release",
    epilog=example("crmcli pool release", "crmcli pool release 远鑫", "crmcli 公海 退回 远鑫"),
)
def release(
    ctx: typer.Context,
    who: Annotated[
        str | None,
        typer.Argument(
            metavar="[CUSTOMER]",
            autocompletion=customer_names,
            help=_("One of yours; nobody named are all whose day has come."),
        ),
    ] = None,
) -> None:
    """Gives a customer into the pool; without a name every one that nobody contacted for too long, as once a day.

    Who lost one is told below their list of what is due until they say `pool seen`.
    """
    from crmcli.workflows import pool

    crm = context_of(ctx)
    row = None if who is None else customer(crm, who)
    with crm.work(str(row["name"]) if row else "") as work:
        if row is None:
            rows = pool.release_due(work)
        else:
            pool.release(work, crm.store.customers.get(row["id"]))
            rows = [{"id": row["id"], "code": row["code"], "customer": row["name"], "owner": row["owner"]}]
    data = [{key: each[key] for key in ("id", "code", "customer", "owner")} for each in rows]
    line = ngettext("%(n)d customer went into the pool.", "%(n)d customers went into the pool.", len(rows))
    columns = [
        Column("code", _("Number"), "code"),
        Column("customer", _("Customer")),
        Column("owner", _("Owner so far")),
    ]
    tables = [Table("released", columns, data)] if data else []
    crm.show(Result(crm.command, data=data, lines=[line % {"n": len(rows)}], tables=tables))


@app.command("seen", epilog=example("crmcli pool seen", "crmcli 公海 已阅"))
def seen(ctx: typer.Context) -> None:
    """You have seen which customers of yours went to others, or into the pool; they are told no more."""
    crm = context_of(ctx)
    with crm.work() as work:
        rows = [] if crm.actor.id is None else crm.store.owners.taken(crm.actor.id)
        if crm.actor.id is not None:
            crm.store.owners.see(work.op, crm.actor.id)
    line = ngettext("%(n)d change of owner is seen.", "%(n)d changes of owner are seen.", len(rows))
    crm.show(Result(crm.command, data={"seen": len(rows)}, lines=[line % {"n": len(rows)}]))
