"""crmcli retain: the cases, and one of them with its measures and the rules' terms."""

from __future__ import annotations

from typing import Annotated

import typer

from crmcli.commands.retain import views
from crmcli.commands.retain.shared import Which, app, found
from crmcli.commands.shared import (
    Explain,
    Limit,
    Where,
    context_of,
    customer,
    customer_names,
    example,
    limit_rows,
    only,
    staff_id,
    staff_names,
    word,
)
from crmcli.i18n import _
from crmcli.result import Result
from crmcli.verdicts.known_now import JUDGED, known_now
from crmcli.verdicts.retention import cases


@app.command(
    "list",
    epilog=example(
        "crmcli retain list",
        "crmcli retain list --state lost --where tier=key",
        "crmcli 挽留 列表 --负责人 李娜 --全部",
    ),
)
def list_cases(
    ctx: typer.Context,
    who: Annotated[
        str | None,
        typer.Argument(metavar="[CUSTOMER]", autocompletion=customer_names, help=_("Only this customer's.")),
    ] = None,
    in_state: Annotated[
        str | None,
        typer.Option(
            "--state",
            "--状态",
            parser=word("retention_state"),
            help=_("Only those that stand so: open, kept, lost …"),
        ),
    ] = None,
    owner: Annotated[
        str | None,
        typer.Option("--owner", "--负责人", autocompletion=staff_names, help=_("Only this person's.")),
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", "--全部", help=_("Those that are over or held out, too."))
    ] = False,
    where: Where = None,
    limit: Limit = None,
) -> None:
    """Lists the open cases of customers to keep or win back, those with the most at stake first."""
    crm = context_of(ctx)
    about = [customer(crm, who)["id"]] if who else None
    owner_id = staff_id(crm, owner)
    there = [
        views.as_row(crm, each)
        for each in cases(crm.view, about)
        if owner_id in (None, each.row["owner_id"])
        and (each.state == in_state if in_state else everything or each.is_open)
    ]
    rows = only(crm, sorted(there, key=lambda row: (-row["value"], row["id"])), where)
    table = views.list_table(limit_rows(crm, rows, limit, everything), everyone=owner is None)
    later = known_now(crm.view, (*JUDGED, "retention", "staff"), about)
    crm.show(Result(crm.command, tables=[table], as_of=crm.as_of, known_now=later))


@app.command(
    "show",
    epilog=example("crmcli retain show 3", "crmcli retain show 3 --explain", "crmcli 挽留 查看 3 --说明"),
)
def show(ctx: typer.Context, which: Which, explain: Explain = False) -> None:
    """Shows one case: what was known when it was opened, its measures and costs, and the rules' verdict with its terms."""
    crm = context_of(ctx)
    case = found(crm, which)
    result = views.details(crm, case, explain=explain)
    result.known_now = known_now(crm.view, (*JUDGED, "retention", "staff"), [case.row["customer_id"]])
    crm.show(result)
