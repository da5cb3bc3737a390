"""crmcli task: things to do that have an owner and a deadline, across departments."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from crmcli import clock, errors
from crmcli.commands.shared import (
    Limit,
    context_of,
    customer,
    example,
    limit_rows,
    local_time,
    new_app,
    row_id,
    staff_names,
)
from crmcli.i18n import _
from crmcli.result import Column, Result, Table

if TYPE_CHECKING:
    from crmcli.context import Context

app = new_app(_("Tasks with an owner and a deadline."))
ALIASES = {"新增": "add", "列表": "list", "完成": "done", "取消": "cancel", "修改": "edit"}

Number = Annotated[str, typer.Argument(metavar="ID", help=_("The task's number."))]
Owner = Annotated[
    str | None,
    typer.Option(
        "--owner", "--负责人", autocompletion=staff_names, help=_("Who is to do it; yourself by default.")
    ),
]
Due = Annotated[
    str | None, typer.Option("--due", "--期限", help=_("Day, or day and time: tomorrow, 明天, 11/20 17:00."))
]


@app.command(
    "add",
    epilog=example(
        'crmcli task add "Send the quotation" --due tomorrow',
        "crmcli 任务 新增 寄样品 --期限 明天 --客户 远鑫",
    ),
)
def add(
    ctx: typer.Context,
    title: Annotated[str, typer.Argument(metavar="TITLE", help=_("What is to be done."))],
    owner: Owner = None,
    due: Due = None,
    about: Annotated[
        str | None, typer.Option("--customer", "--客户", help=_("The customer it is about."))
    ] = None,
    department: Annotated[
        str | None, typer.Option("--department", "--部门", help=_("The department that does it."))
    ] = None,
    note: Annotated[str | None, typer.Option("--note", "--备注", help=_("Anything else."))] = None,
) -> None:
    """Adds a task, yours unless --owner names somebody else."""
    crm = context_of(ctx)
    if not title.strip():
        raise errors.Invalid(
            _("A task needs words that say what is to be done."),
            _("Write: crmcli task add “WHAT” --due tomorrow"),
        )
    values: dict[str, Any] = {
        "title": title.strip(),
        "department": department,
        "note": note,
        **_deadline(crm, due),
    }
    if owner:
        values["owner_id"] = crm.store.staff.resolve(owner)["id"]
    if about:
        values["customer_id"] = customer(crm, about)["id"]
    with crm.operation(values["title"]) as op:
        task_id = crm.store.tasks.add(op, values, crm.today)
    _say(crm, task_id, _("Added task %(id)d: %(title)s."))


@app.command(
    "list",
    epilog=example("crmcli task list", "crmcli task list --all --overdue", "crmcli 任务 列表 --负责人 李娜"),
)
def list_tasks(
    ctx: typer.Context,
    owner: Annotated[
        str | None,
        typer.Option(
            "--owner", "--负责人", autocompletion=staff_names, help=_("This person's instead of yours.")
        ),
    ] = None,
    everyone: Annotated[
        bool, typer.Option("--all", "--全部", help=_("Everybody's, finished ones too."))
    ] = False,
    overdue: Annotated[
        bool, typer.Option("--overdue", "--逾期", help=_("Only open ones past their deadline."))
    ] = False,
    limit: Limit = None,
) -> None:
    """Lists your open tasks by deadline."""
    crm = context_of(ctx)
    mine = None if everyone else crm.actor.id
    filters = {
        "owner_id": crm.store.staff.resolve(owner)["id"] if owner else mine,
        "state": None if everyone and not overdue else "open",
    }
    past = (crm.today, clock.iso(crm.now)) if overdue else None
    rows = [dict(row) for row in crm.store.tasks.listed(filters, overdue=past)]
    rows = limit_rows(crm, rows, limit, everyone)
    crm.show(Result(crm.command, tables=[Table("tasks", _columns(), rows, machine_only=_hidden(everyone))]))


@app.command("done", epilog=example("crmcli task done 3", "crmcli 任务 完成 3"))
def done(ctx: typer.Context, number: Number) -> None:
    """Marks a task as done."""
    crm = context_of(ctx)
    task_id = row_id(number, "task")
    with crm.operation(crm.store.tasks.get(task_id)["title"]) as op:
        crm.store.tasks.finish(op, task_id, crm.today)
    _say(crm, task_id, _("Task %(id)d is done: %(title)s."))


@app.command("cancel", epilog=example("crmcli task cancel 3", "crmcli 任务 取消 3"))
def cancel(ctx: typer.Context, number: Number) -> None:
    """Takes a task off the list: it is no longer wanted."""
    crm = context_of(ctx)
    task_id = row_id(number, "task")
    with crm.operation(crm.store.tasks.get(task_id)["title"]) as op:
        crm.store.tasks.cancel(op, task_id)
    _say(crm, task_id, _("Task %(id)d is cancelled: %(title)s."))


@app.command(
    "edit",
    epilog=example(
        "crmcli task edit 3 --percent 60 --forecast +3d", "crmcli task edit 3 --owner 李娜 --due 明天"
    ),
)
def edit(
    ctx: typer.Context,
    number: Number,
    percent: Annotated[
        int | None, typer.Option("--percent", "--进度", min=0, max=100, help=_("How much is done."))
    ] = None,
    forecast: Annotated[
        str | None, typer.Option("--forecast", "--预计", help=_("The day it will probably be done."))
    ] = None,
    due: Due = None,
    owner: Annotated[
        str | None,
        typer.Option("--owner", "--负责人", autocompletion=staff_names, help=_("Hand it to somebody else.")),
    ] = None,
) -> None:
    """Changes a task's progress, forecast, deadline or owner."""
    crm = context_of(ctx)
    task_id = row_id(number, "task")
    values = _deadline(crm, due)
    if percent is not None:
        values["percent_done"] = percent
    if forecast:
        values["forecast_on"] = crm.day(forecast, ahead=True).isoformat()
    if owner:
        values["owner_id"] = crm.store.staff.resolve(owner)["id"]
    if not values:
        raise errors.Usage(_("Nothing to change was given."), _("See: crmcli task edit --help"))
    with crm.operation(crm.store.tasks.get(task_id)["title"]) as op:
        crm.store.tasks.edit(op, task_id, values)
    _say(crm, task_id, _("Changed task %(id)d: %(title)s."))


def _deadline(crm: Context, text: str | None) -> dict[str, Any]:
    """The two columns of a deadline: a bare day has no instant."""
    if not text:
        return {}
    when = clock.parse_when(text, crm.today, crm.tz, lean=1)
    if isinstance(when, datetime):
        return {"due_at": clock.iso(when), "due_on": crm.local(when)}
    return {"due_at": None, "due_on": when.isoformat()}


def _say(crm: Context, task_id: int, sentence: str) -> None:
    """Shows what was done to a task, and until when it is due."""
    row = crm.store.tasks.get(task_id)
    lines = [sentence % {"id": task_id, "title": row["title"]}]
    if row["state"] == "open":
        due = (
            _("no deadline")
            if not row["due_on"]
            else _("due %(when)s")
            % {"when": row["due_on"] if not row["due_at"] else local_time(crm, row["due_at"])}
        )
        lines.append(_("%(owner)s, %(due)s") % {"owner": row["owner"], "due": due})
    keys = [c.key for c in _columns()]
    crm.show(Result(crm.command, data={key: row[key] for key in keys}, lines=lines))


def _columns() -> list[Column]:
    return [
        Column("id", _("Id"), "int"), Column("due_on", _("Due"), "date"),
        Column("due_at", "due_at", "instant"),
        Column("title", _("Task")), Column("customer", _("Customer")), Column("owner", _("Owner")),
        Column("percent_done", _("% done"), "int"), Column("state", _("State"), "word", "task_state"),
        Column("forecast_on", _("Forecast"), "date"), Column("department", "department"),
        Column("note", "note"),
        Column("customer_id", "customer_id", "int"), Column("done_on", "done_on", "date"),
    ]  # fmt: skip


def _hidden(everyone: bool) -> frozenset[str]:
    hidden = {"due_at", "forecast_on", "department", "note", "customer_id", "done_on"}
    return frozenset(hidden if everyone else hidden | {"owner", "state"})
