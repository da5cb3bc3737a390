"""crmcli done: ticks off a row of the due list."""

from __future__ import annotations

from typing import Annotated

import typer

from crmcli.commands.shared import context_of, example, listed_item, new_app
from crmcli.i18n import _
from crmcli.result import Result
from crmcli.workflows.due.finishing import finish

app = new_app()


@app.command(
    epilog=example(
        "crmcli done 3", "crmcli done complaint:7:respond --note “called back”", "crmcli 完成 task:4"
    )
)
def done(
    ctx: typer.Context,
    what: Annotated[
        str, typer.Argument(metavar="ROW", help=_("A number of the due list, or an id such as contact:345."))
    ],
    note: Annotated[str, typer.Option("--note", "--备注", help=_("What was said or done."))] = "",
) -> None:
    """Ticks off a row: records the contact, the complaint's step, the finished task, the checked data."""
    crm = context_of(ctx)
    item = listed_item(crm, what)
    with crm.work(item) as work:
        line = finish(work, item, note)
    crm.show(Result(crm.command, data={"id": item}, lines=[line]))
