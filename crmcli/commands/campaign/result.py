"""crmcli campaign: what came of one."""

from __future__ import annotations

import typer

from crmcli import reports
from crmcli.commands.campaign.shared import Campaign, app, there
from crmcli.commands.delivered import Out, check_target, deliver
from crmcli.commands.shared import Explain, context_of, example, request_of


@app.command(
    "result",
    epilog=example(
        "crmcli campaign result 3",
        "crmcli campaign result 3 --explain -o result.xlsx",
        "crmcli 活动 效果 答谢会",
    ),
)
def result(ctx: typer.Context, campaign: Campaign, out: Out = None, explain: Explain = False) -> None:
    """Shows what came of a campaign: who came and bought, beside those held out, what it cost, how it was rated."""
    crm = context_of(ctx)
    check_target(crm, out)
    request = request_of(crm, "", "", campaign_id=there(crm, campaign)["id"])
    with crm.store.db.snapshot():
        report = reports.build("campaign", request)
    deliver(crm, report, "campaign result", out, explain=explain)
