"""crmcli snooze: puts a row of the due list off to a later day."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer

from crmcli import errors
from crmcli.commands.listed import Listed, WhatRow, due_row, named
from crmcli.commands.shared import context_of, example, new_app
from crmcli.context import Context
from crmcli.i18n import _
from crmcli.result import Result
from crmcli.wording import shell_word
from crmcli.workflows.contacts import agreed_text
from crmcli.workflows.due.early import back_on, never_due
from crmcli.workflows.due.finishing import is_done
from crmcli.workflows.due.put_off import put_off

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
    row = due_row(crm, what, lambda item: _one_of_them(item, until))
    day = crm.day(until, ahead=True)
    if day <= crm.today:
        raise errors.Usage(
            _("%(day)s is not later than today.") % {"day": day}, _("Name a later day: tomorrow, +3d.")
        )
    name = named(crm, row.item)
    # Of what is agreed, what is due by now, or stood on the list whose number names it.
    meant_on = (row.until or crm.today.isoformat()) if row.item.startswith("contact:") else None
    with crm.work(name) as work:
        before = crm.store.tasks.put_off(row.item, crm.today)
        same = before is not None and (before["until_on"], before["reason"]) == (day.isoformat(), reason)
        # What came all the same, for it is agreed for a day of its own, is aimed at only now.
        same = (
            same
            and row.item in put_off(crm.view, date.fromisoformat(meant_on or crm.today.isoformat())).hidden
        )
        if row.item.startswith("complaint:") and is_done(work, row.item):
            raise never_due(row.item, name)
        back = back_on(work, row.item, name, day)
        if not same:
            crm.store.tasks.snooze(work.op, row.item, day, reason, crm.actor.id, meant_on=meant_on)
    said = _("%(name)s (%(item)s) comes back on %(day)s.")
    if back > day:
        said = _("%(name)s (%(item)s) comes on %(day)s, for it is not due before.")
    if same:
        said, back = _("%(name)s (%(item)s) was put off to %(day)s already; nothing changed."), day
    crm.show(
        Result(
            crm.command,
            data={"id": row.item, "until": day.isoformat()},
            lines=[
                row.told(said % {"name": name, "item": row.item, "day": back}),
                *_still_comes(crm, row, meant_on, day),
            ],
        )
    )


def _one_of_them(item: str, until: str) -> str:
    return _("Name one of them: crmcli snooze %(item)s %(day)s") % {"item": item, "day": shell_word(until)}


def _still_comes(crm: Context, row: Listed, meant_on: str | None, day: date) -> list[str]:
    """A line for each step that is agreed for a day before the row comes back, and was not what was put off."""
    if meant_on is None:
        return []
    agreed = crm.store.appointments.open(
        [int(row.item.partition(":")[2])], crm.today.isoformat(), crm.as_of_text
    )
    return [
        _("It still comes on %(day)s: %(what)s") % {"day": step["next_on"], "what": agreed_text(step, crm.tz)}
        for step in agreed
        if meant_on < step["next_on"] < day.isoformat()
    ]
