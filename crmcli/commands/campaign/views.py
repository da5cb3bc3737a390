"""crmcli campaign: campaigns as lists and pages."""

from __future__ import annotations

import typer

from crmcli.commands.campaign.shared import app
from crmcli.commands.shared import context_of, example
from crmcli.i18n import _
from crmcli.result import Column, Result, Table


@app.command("list", epilog=example("crmcli campaign list", "crmcli 活动 列表"))
def list_(ctx: typer.Context) -> None:
    """Lists campaigns, the latest first."""
    crm = context_of(ctx)
    columns = [
        Column("id", _("Id"), "int"),
        Column("name", _("Name")),
        Column("kind", _("Kind"), "word", "campaign_kind"),
        Column("start_on", _("From"), "date"),
        Column("end_on", _("To"), "date"),
    ]
    rows = [
        {column.key: row[column.key] for column in columns}
        for row in crm.store.campaigns.listed(crm.view.day)
    ]
    crm.show(Result(crm.command, tables=[Table("campaigns", columns, rows)], as_of=crm.as_of))
