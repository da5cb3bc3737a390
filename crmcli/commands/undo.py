"""crmcli undo: takes an operation back, as far as nothing later stands on it."""

from __future__ import annotations

from typing import Annotated

import typer

from crmcli import errors
from crmcli.actors import MANAGERS
from crmcli.commands.shared import context_of, errand, example, new_app
from crmcli.i18n import _, ngettext
from crmcli.result import Column, Result, Table
from crmcli.workflows import classifying
from crmcli.workflows.team import admit_anew
from crmcli.workflows.undoing import undo as take_back

app = new_app()


@app.command(epilog=example("crmcli undo", "crmcli undo 12", "crmcli 撤销 12"))
def undo(
    ctx: typer.Context,
    number: Annotated[
        int | None,
        typer.Argument(metavar="[OPERATION]", help=_("Its number in crmcli history; else your own last.")),
    ] = None,
) -> None:
    """Takes an operation back. What others changed since is kept, listed, and the exit status is 3."""
    crm = context_of(ctx)
    log = crm.store.history
    target = log.operation(number) if number is not None else log.last_of(crm.actor.id)
    if target is None:
        what = (
            _("There is no operation %(n)s.") % {"n": number}
            if number is not None
            else _("You have nothing to undo.")
        )
        raise errors.NotFound(what, _("See: crmcli history"))
    own = target["actor_id"] == crm.actor.id
    with crm.operation(f"{target['command']} {target['number']}", roles=() if own else MANAGERS) as op:
        people = crm.store.staff.all()
        result = take_back(crm.store, op, target)
        left = admit_anew(crm.store, people)
        if result.policy:
            classifying.save(crm.store, classifying.compare(crm.store, crm.policy, crm.as_of))
        else:
            still = {row["id"] for row in crm.store.customers.many(sorted(result.customers))}
            classifying.refresh(crm.store, op, crm.policy, crm.as_of, still)
    names = {"n": target["number"], "command": target["command"], "rows": result.reversed}
    told = ngettext(
        "Undid operation %(n)d (%(command)s): %(rows)d row.",
        "Undid operation %(n)d (%(command)s): %(rows)d rows.",
        result.reversed,
    )
    lines = [told % names]
    columns = [
        Column("table", _("Table")),
        Column("row_id", _("Row"), "int"),
        Column("field", _("Field")),
        Column("why", _("Kept because")),
    ]
    data = {"operation": target["number"], "reversed": result.reversed, "kept": result.kept}
    if left:
        data["for_administrator"] = left
    crm.show(
        Result(
            crm.command, data=data, lines=lines, after=errand(left),
            tables=[Table("kept", columns, result.kept, title=_("Kept"))] if result.kept else [],
            status=errors.REJECTED_ROWS if result.kept else errors.DONE,
        )
    )  # fmt: skip
