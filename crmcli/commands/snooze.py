"""crmcli snooze: puts a row of the due list off to a later day."""

from __future__ import annotations

from typing import Annotated

import typer

from crmcli import errors
from crmcli.commands.listed import Listed, WhatRow, listed_row, named
from crmcli.commands.shared import context_of, example, new_app
from crmcli.context import Context
from crmcli.i18n import _
from crmcli.result import Result
from crmcli.workflows.due.early import refuse_idle

app = new_app()


@app.command(epilog=example("crmcli snooze 3 tomorrow", "crmcli 推迟 远鑫 下周一 --理由 出差"))
def snooze(
    ctx: typer.Context,
    what: WhatRow,
    until: Annotated[
        str, typer.Argument(metavar="DAY", help=_("When it shall come back: tomorrow, +3d, 下周一."))
    ],
    reason: Annotated[str | None, typer.Option("--reason", "--理由", help=_("Why."))] = None,
) -> None:
    """Hides a row until a day. Its deadline stays what it was, and what is agreed for a day before comes on that day."""
    crm = context_of(ctx)
    row = listed_row(crm, what)
    day = crm.day(until, ahead=True)
    if day <= crm.today:
        raise errors.Usage(
            _("%(day)s is not later than today.") % {"day": day}, _("Name a later day: tomorrow, +3d.")
        )
    name = named(crm, row.item)
    with crm.work(name) as work:
        before = crm.store.tasks.put_off(row.item, crm.today)
        same = before is not None and (before["until_on"], before["reason"]) == (day.isoformat(), reason)
        if not same:
            refuse_idle(work, row.item, name, day)
            meant_on = _meant_on(crm, row)
            crm.store.tasks.snooze(work.op, row.item, day, reason, crm.actor.id, meant_on=meant_on)
    said = (
        _("%(name)s (%(item)s) was put off to %(day)s already; nothing changed.")
        if same
        else _("%(name)s (%(item)s) comes back on %(day)s.")
    )
    crm.show(
        Result(
            crm.command,
            data={"id": row.item, "until": day.isoformat()},
            lines=[row.told(said % {"name": name, "item": row.item, "day": day})],
        )
    )


def _meant_on(crm: Context, row: Listed) -> str | None:
    """What of a contact is put off: what is due by today, or first if nothing is, but nothing after the list's last day:
    what was agreed since the list was shown is not what it showed."""
    if not row.item.startswith("contact:"):
        return None
    standing = crm.store.standings.of(int(row.item.partition(":")[2])) or {}
    meant = max(crm.today.isoformat(), standing.get("next_contact_on") or "")
    return min(meant, row.until) if row.until else meant
