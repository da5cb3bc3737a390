"""crmcli handoff: gives a task or complaint to another person or department, with a deadline and a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from crmcli import errors
from crmcli.commands.complaint.lookup import named
from crmcli.commands.listed import listed_row
from crmcli.commands.offers import TO_DO, numbers
from crmcli.commands.shared import (
    context_of,
    deadline,
    example,
    local_time,
    new_app,
    present_names,
    row_id,
)
from crmcli.commands.task.views import handoff_data, with_hours
from crmcli.i18n import _
from crmcli.result import Column, Result, Table
from crmcli.wording import shell_word
from crmcli.workflows import handoffs

if TYPE_CHECKING:
    from crmcli.context import Context
    from crmcli.database.connection import Row

app = new_app()


@app.command(
    epilog=example(
        'crmcli handoff task:3 --to 李娜 --by tomorrow --note "needs the stamp"',
        "crmcli 交接 complaint:7 --部门 售后部 --期限 明天 --备注 需上门维修",
        "crmcli handoff",
    )
)
def handoff(
    ctx: typer.Context,
    what: Annotated[
        str | None,
        typer.Argument(
            metavar="[WORK]",
            autocompletion=numbers("complaint", "task:", states=TO_DO),
            help=_("task:3, complaint:7, a complaint's number, or a number of the due list."),
        ),
    ] = None,
    to: Annotated[
        str | None, typer.Option("--to", "--交给", autocompletion=present_names, help=_("Who takes it over."))
    ] = None,
    department: Annotated[
        str | None,
        typer.Option(
            "--department",
            "--部门",
            help=_("Or the department: its manager takes it over, or its only member."),
        ),
    ] = None,
    by: Annotated[
        str | None, typer.Option("--by", "--期限", metavar="DAY", help=_("By when it is to be done."))
    ] = None,
    note: Annotated[
        str | None, typer.Option("--note", "--备注", help=_("Why, and what there is to know."))
    ] = None,
    show_all: Annotated[
        bool, typer.Option("--all", "--全部", help=_("List everybody's, finished ones too."))
    ] = False,
) -> None:
    """Gives a task or complaint to somebody else; without WORK, lists what you gave or were given.

    It is theirs at once and in their due list by its deadline. Who gave it to whom and why stays on record.
    """
    crm = context_of(ctx)
    if what is None:
        _list(crm, show_all, given=to or department or by or note)
        return
    if (to is None) == (department is None):
        raise errors.Usage(_("Say who takes it over."), _("Either --to NAME or --department NAME."))
    taker = handoffs.receiver(crm.store, to, department)
    due, kind, row = deadline(crm, by), *_work(crm, what, taker)
    name = row["title"] if kind == "task" else row["number"]
    with crm.work(f"{name} → {taker['name']}"[:60]) as work:
        # Who was to take over may have left while this waited for the lock.
        taker = handoffs.receiver(crm.store, str(taker["id"]), None)
        if kind == "task":
            handoffs.hand_task(work, row["id"], taker, due, note)
        else:
            handoffs.hand_complaint(work, row["id"], taker, due, note)
    _say(crm, kind, row["id"], name, taker)


def _work(crm: Context, what: str, taker: Row) -> tuple[str, Row]:
    """Whether a task or a complaint is meant, and which. Whoever names a customer without one is told how that customer
    is given to the taker."""
    numbered = what.isascii() and what.isdigit() and len(what) < 4
    item = listed_row(crm, what).item if numbered or ":" in what or "：" in what else f"complaint:{what}"
    kind, _colon, rest = item.partition(":")
    if kind == "task":
        return kind, crm.store.tasks.get(row_id(rest, "task"))
    if kind == "complaint":
        word = rest.partition(":")[0]
        told = {"customer": shell_word(word), "name": shell_word(taker["name"])}
        give = _("To give them the customer: crmcli edit %(customer)s owner=%(name)s") % told
        return kind, named(crm, word, "note", advice=give)
    raise errors.Usage(
        _("%(item)s can't be handed over; tasks and complaints can.") % {"item": item},
        _("Give a customer to somebody with: crmcli edit CUSTOMER owner=NAME"),
    )


def _say(crm: Context, kind: str, work_id: int, name: str, taker: Row) -> None:
    last = crm.store.handoffs.last(kind, work_id)
    data = handoff_data(last)
    lines = [_("%(what)s is now with %(name)s.") % {"what": name, "name": taker["name"]}]
    if data["due_on"]:
        when = local_time(crm, data["due_at"]) if data["due_at"] else data["due_on"]
        lines.append(_("To be done by %(when)s.") % {"when": when})
    crm.show(Result(crm.command, data=data, lines=lines))


def _list(crm: Context, everything: bool, given: Any) -> None:
    if given:
        raise errors.Usage(_("Say what is handed over."), _("Such as: crmcli handoff task:3 --to NAME"))
    person = None if everything else crm.actor.id
    rows = [handoff_data(row) for row in crm.store.handoffs.listed(person, everything)]
    cols = [
        Column("id", _("Work")),
        Column("what", _("What")),
        Column("giver", _("From")),
        Column("receiver", _("To")),
        Column("due_on", _("Due"), "date"),
        Column("note", _("Why")),
        Column("at", _("When"), "instant"),
        Column("due_at", "due_at", "instant"),
        Column("state", "state"),
        Column("department", "department"),
        Column("customer", "customer"),
    ]
    hidden = frozenset({"due_at", "state", "department", "customer"})
    if crm.format == "table":
        cols, rows = with_hours(cols, rows)
    crm.show_all = True
    crm.show(Result(crm.command, tables=[Table("handoffs", cols, rows, machine_only=hidden)]))
