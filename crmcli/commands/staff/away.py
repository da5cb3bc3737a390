"""crmcli staff away: who is away, and who stands in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from crmcli import errors
from crmcli.actors import MANAGERS
from crmcli.commands.due.warnings import away_lines
from crmcli.commands.shared import context_of, example, present_names, staff_names
from crmcli.commands.staff.shared import app
from crmcli.i18n import _
from crmcli.result import Column, Result, Table

if TYPE_CHECKING:
    from crmcli.context import Context
    from crmcli.database.connection import Row


@app.command(
    "away",
    epilog=example(
        "crmcli staff away 李娜 tomorrow..+7d --stand-in 王强 --reason leave",
        "crmcli 员工 请假 李娜 11/23..11/27 --代班 王强 --理由 年假",
        "crmcli staff away 李娜 --cancel",
        "crmcli staff away",
    ),
)
def away(
    ctx: typer.Context,
    name: Annotated[
        str | None, typer.Argument(help=_("Who; nobody lists all."), autocompletion=staff_names)
    ] = None,
    days: Annotated[
        str | None, typer.Argument(metavar="DAY..DAY", help=_("The first and the last day, or one day."))
    ] = None,
    stand_in: Annotated[
        str | None,
        typer.Option(
            "--stand-in", "--代班", autocompletion=present_names, help=_("Who does their work then.")
        ),
    ] = None,
    reason: Annotated[str | None, typer.Option("--reason", "--理由", help=_("Why."))] = None,
    cancel: Annotated[
        bool, typer.Option("--cancel", "--取消", help=_("Back already, or not away after all."))
    ] = False,
) -> None:
    """Who is away, and who stands in: what is due of theirs is due of the stand-in until they are back.

    Anybody may say it of themselves; of others a manager.
    """
    from crmcli.workflows import absences

    crm = context_of(ctx)
    if name is None:
        crm.show(Result(crm.command, tables=[_table(crm.store.absences.since(crm.view.day, crm.view.at))]))
        return
    if cancel is (days is not None) or cancel is (stand_in is not None):
        raise errors.Usage(
            _("Say from when to when, and who stands in; or --cancel alone."),
            _("See: crmcli staff away --help"),
        )
    person = crm.store.staff.present(name)
    span = _span(crm, days) if days else None
    with crm.work(person["name"], roles=() if person["id"] == crm.actor.id else MANAGERS) as work:
        if span is None:
            told = absences.cancel(work, person)
        else:
            made = absences.begin(work, person, crm.store.staff.present(stand_in or ""), span, reason)
            told = [row for row in crm.store.absences.since(work.day, work.at) if row["id"] == made]
    lines = away_lines(told) if span else [_("%(name)s is there.") % {"name": person["name"]}]
    crm.show(Result(crm.command, data=[_data(row) for row in told], lines=lines))


def _span(crm: Context, text: str) -> tuple[date, date]:
    """The first and the last day of FROM..TO, or one day twice. Usage if the last is before the first."""
    first, dots, last = text.replace("…", "..").partition("..")
    start = crm.day(first, ahead=True)
    end = crm.day(last, ahead=True) if dots else start
    if end < start:
        raise errors.Usage(
            _("%(last)s is before %(first)s.") % {"last": end, "first": start},
            _("See: crmcli staff away --help"),
        )
    return start, end


def _data(row: Row) -> dict[str, Any]:
    return {key: row[key] for key in ("id", "person", "from_on", "until_on", "stand_in", "reason")}


def _table(rows: Sequence[Row]) -> Table:
    columns = [
        Column("id", _("Id"), "int"),
        Column("person", _("Person")),
        Column("from_on", _("Begins"), "date"),
        Column("until_on", _("Until"), "date"),
        Column("stand_in", _("Stands in")),
        Column("reason", _("Reason")),
    ]
    return Table("absences", columns, [_data(row) for row in rows])
