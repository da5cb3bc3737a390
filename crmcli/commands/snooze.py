"""crmcli snooze: puts a row of the due list off to a later day."""

from __future__ import annotations

from typing import Annotated

import typer

from crmcli import errors
from crmcli.commands.shared import context_of, example, listed_item, new_app
from crmcli.context import Context
from crmcli.i18n import _
from crmcli.result import Result
from crmcli.workflows.due.rows import KINDS

app = new_app()


@app.command(epilog=example("crmcli snooze 3 tomorrow", "crmcli 推迟 contact:345 下周一 --理由 出差"))
def snooze(
    ctx: typer.Context,
    what: Annotated[
        str, typer.Argument(metavar="ROW", help=_("A number of the due list, or an id such as contact:345."))
    ],
    until: Annotated[
        str, typer.Argument(metavar="DAY", help=_("When it shall come back: tomorrow, +3d, 下周一."))
    ],
    reason: Annotated[str | None, typer.Option("--reason", "--理由", help=_("Why."))] = None,
) -> None:
    """Hides a row until a day. Its deadline stays what it was."""
    crm = context_of(ctx)
    item = listed_item(crm, what)
    kind, _colon, rest = item.partition(":")
    if kind not in KINDS or not rest.partition(":")[0].isdigit():
        raise errors.NotFound(
            _("There is no %(item)s on the due list.") % {"item": item}, _("See: crmcli due")
        )
    day = crm.day(until, ahead=True)
    if day <= crm.today:
        raise errors.Usage(
            _("%(day)s is not later than today.") % {"day": day}, _("Name a later day: tomorrow, +3d.")
        )
    with crm.work(item) as work:
        _check_there(crm, kind, int(rest.partition(":")[0]))
        before = crm.store.tasks.put_off(item, crm.today)
        same = before is not None and (before["until_on"], before["reason"]) == (day.isoformat(), reason)
        if not same:
            crm.store.tasks.snooze(work.op, item, day, reason, crm.actor.id)
    said = (
        _("%(item)s was put off to %(day)s already; nothing changed.")
        if same
        else _("%(item)s comes back on %(day)s.")
    )
    crm.show(
        Result(
            crm.command,
            data={"id": item, "until": day.isoformat()},
            lines=[said % {"item": item, "day": day}],
        )
    )


def _check_there(crm: Context, kind: str, number: int) -> None:
    """NotFound if the row's customer, complaint, task or feedback does not exist."""
    store = crm.store
    match kind:
        case "complaint":
            store.complaints.get(number)
        case "task":
            store.tasks.get(number)
        case "feedback":
            store.feedback.get(number)
        case "inbound":
            store.interactions.get(number)
        case _other:
            store.customers.get(number)
