"""crmcli plan: a contact plan of its own for one customer: another rhythm, channel, or a day before which nobody contacts them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from crmcli import errors
from crmcli.commands.changes import show_changes
from crmcli.commands.channels import channel_names, channel_of
from crmcli.commands.shared import (
    Limit,
    ShowAll,
    Where,
    Who,
    context_of,
    customer,
    days_of,
    example,
    limit_rows,
    new_app,
    only,
)
from crmcli.i18n import _
from crmcli.result import Column, Result, Table
from crmcli.verdicts.known_now import JUDGED, known_now
from crmcli.verdicts.plans import exceptions

if TYPE_CHECKING:
    from crmcli.context import Context
    from crmcli.database.connection import Record

app = new_app(_("A contact plan of its own for one customer."))
ALIASES = {"设置": "set", "清除": "clear", "列表": "list"}
AS_OF = frozenset({"list"})

#: What an exception is made of; a pause is the customer's own state.
_FIELDS = ("cadence_days", "plan_channel", "plan_reason")


@app.command(
    "set",
    epilog=example(
        "crmcli plan set 远鑫 --every 30d --reason “monthly call”",
        "crmcli 联系计划 设置 远鑫 --至 2027-01-15 --理由 装修停业",
    ),
)
def set_(
    ctx: typer.Context,
    who: Who,
    reason: Annotated[str, typer.Option("--reason", "--理由", help=_("Why."))],
    every: Annotated[
        str | None, typer.Option("--every", "--每", help=_("Days between contacts: 30d, 30天."))
    ] = None,
    by: Annotated[
        str | None,
        typer.Option(
            "--channel",
            "--渠道",
            metavar="CHANNEL",
            autocompletion=channel_names,
            help=_("By which channel."),
        ),
    ] = None,
    until: Annotated[
        str | None, typer.Option("--until", "--至", help=_("Not to be contacted before this day."))
    ] = None,
) -> None:
    """Another rhythm or channel for one customer, or no contact before a day, with the reason.

    It goes before the tier's plan until `plan clear`; the reason stands wherever the next contact is explained.
    """
    crm = context_of(ctx)
    row = customer(crm, who)
    given = {
        "cadence_days": None if every is None else days_of(every),
        "plan_channel": channel_of(crm, by),
        "plan_reason": reason.strip(),
    }
    values = {name: value for name, value in given.items() if value is not None}
    if until is not None:
        day = crm.day(until, ahead=True)
        if day <= crm.today:
            raise errors.Usage(
                _("%(day)s is not later than today.") % {"day": day}, _("Name a later day: tomorrow, +3d.")
            )
        values |= {"status": "paused", "paused_until": day.isoformat()}
    if len(values) < 2 or not reason.strip():
        raise errors.Usage(_("Say what is different for them, and why."), _("See: crmcli plan set --help"))
    if row["status"] in ("closed", "do_not_contact"):
        raise errors.Invalid(
            _("%(name)s is in no contact plan.") % {"name": row["name"]},
            _("See: crmcli show %(code)s") % {"code": row["code"]},
        )
    _write(crm, row, values)


@app.command("clear", epilog=example("crmcli plan clear 远鑫", "crmcli 联系计划 清除 远鑫"))
def clear(ctx: typer.Context, who: Who) -> None:
    """From now on a customer's tier says again how often and how to contact them; a pause ends."""
    crm = context_of(ctx)
    row = customer(crm, who)
    values: dict[str, Any] = dict.fromkeys(_FIELDS)
    if row["status"] == "paused":
        values |= {"status": "active", "paused_until": None}
    _write(crm, row, values)


@app.command("list", epilog=example("crmcli plan list", "crmcli 联系计划 列表"))
def list_(ctx: typer.Context, where: Where = None, limit: Limit = None, show_all: ShowAll = False) -> None:
    """Every customer with a rhythm, a channel or a pause of its own, and why."""
    crm = context_of(ctx)
    rows = limit_rows(crm, only(crm, exceptions(crm.view), where, "id"), limit, show_all)
    columns = [
        Column("code", _("Number"), "code"),
        Column("customer", _("Customer")),
        Column("cadence_days", _("Days between contacts"), "int"),
        Column("plan_channel", _("Contact by"), "word", "channel"),
        Column("paused_until", _("Paused until"), "date"),
        Column("plan_reason", _("Reason")),
        Column("owner", _("Owner")),
    ]
    crm.show(
        Result(
            crm.command,
            tables=[Table("exceptions", columns, rows)],
            as_of=crm.as_of,
            known_now=known_now(crm.view, JUDGED),
        )
    )


def _write(crm: Context, row: Record, values: dict[str, Any]) -> None:
    """Changes the customer and tells the fields before and after."""
    from crmcli.workflows import classifying

    with crm.work(str(row["name"])) as work:
        row = crm.store.customers.get(row["id"])
        changed = crm.store.customers.edit(work.op, row["id"], values)
        if changed:
            classifying.refresh(work, [row["id"]])
    told = [{"field": f, "before": row[f], "after": v} for f, v in values.items() if row[f] != v]
    data = {"id": row["id"], "version": row["version"] + int(changed)}
    show_changes(crm, "customer", row["name"], data=data, rows=told, changed=changed, warnings=[])
