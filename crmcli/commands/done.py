"""crmcli done: ticks off a row of the due list, or cancels what was agreed."""

from __future__ import annotations

from typing import Annotated

import typer

from crmcli import errors
from crmcli.commands.agreed import steps_data, whose_news
from crmcli.commands.channels import channel_names, way_typed
from crmcli.commands.gaps import gap_told
from crmcli.commands.listed import WhatRow, customer_of, due_row, listed_row, named
from crmcli.commands.shared import context_of, example, new_app
from crmcli.i18n import _
from crmcli.result import Result
from crmcli.workflows.contacts import step_lines
from crmcli.workflows.due.finishing import call_off, finish

app = new_app()


@app.command(
    epilog=example(
        "crmcli done 3",
        "crmcli done 远鑫 --note 已送样品",
        "crmcli done complaint:7:respond --note “called back”",
        "crmcli 完成 3 --渠道 拜访",
        "crmcli 完成 task:4",
        "crmcli done 3 --cancel",
    )
)
def done(
    ctx: typer.Context,
    what: WhatRow,
    note: Annotated[str, typer.Option("--note", "--备注", help=_("What was said or done."))] = "",
    channel: Annotated[
        str | None,
        typer.Option(
            "--channel",
            "--渠道",
            metavar="CHANNEL",
            autocompletion=channel_names,
            help=_("By which channel it was, if not the one that the list suggests."),
        ),
    ] = None,
    cancel: Annotated[
        bool, typer.Option("--cancel", "--取消", help=_("Not done: what was agreed is wanted no longer."))
    ] = False,
) -> None:
    """Ticks off a row: records the contact, the complaint's step, the finished task, the checked data."""
    crm = context_of(ctx)
    if cancel and channel:
        raise errors.Usage(_("What was not done had no channel."), _("See: crmcli done --help"))
    way = way_typed(crm, channel) if channel else None
    row = listed_row(crm, what) if cancel else due_row(crm, what, _one_of_them)
    with crm.work(f"{named(crm, row.item)} {note}".strip()[:60]) as work:
        line, steps = call_off(work, row.item) if cancel else finish(work, row.item, note, way)
    about = customer_of(crm, row.item)
    if about and about["name"] not in line:
        line = _("%(name)s: %(text)s") % {"name": about["name"], "text": line}
    lines = step_lines(steps, crm.tz) if steps else []
    if about and steps and not cancel:
        lines += whose_news(crm, about)
    # Only a contact is a word with the customer, in which something could have been asked.
    missing, ask = gap_told(crm, about["id"]) if about and steps and not cancel else (None, [])
    data = {"id": row.item, "steps": steps_data(steps) if steps else None, "missing": missing}
    crm.show(Result(crm.command, data=data, lines=[row.told(line), *lines, *ask]))


def _one_of_them(item: str) -> str:
    return _("Name one of them: crmcli done %(item)s") % {"item": item}
