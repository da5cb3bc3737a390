"""crmcli task: things to do that have an owner and a deadline, across departments."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from crmcli import clock, errors
from crmcli.commands.agreed import step_agreed
from crmcli.commands.attached import attached
from crmcli.commands.beside import kept_beside
from crmcli.commands.offers import TO_DO, numbers
from crmcli.commands.shared import (
    Limit,
    Where,
    assignee,
    context_of,
    customer,
    customer_names,
    deadline,
    example,
    limit_rows,
    new_app,
    only,
    present_names,
    row_id,
    staff_id,
    staff_names,
)
from crmcli.commands.staff.handover import left_with_work
from crmcli.commands.task import views as views
from crmcli.i18n import _
from crmcli.result import Result
from crmcli.verdicts.known_now import known_now
from crmcli.workflows import tasks

if TYPE_CHECKING:
    from crmcli.context import Context

app = new_app(_("Tasks with an owner and a deadline."))
AS_OF = frozenset({"list"})
ALIASES = {
    "新增": "add", "列表": "list", "查看": "show", "完成": "done", "取消": "cancel", "修改": "edit",
    "评论": "comment", "步骤": "step", "勾选": "check", "工作量": "workload",
}  # fmt: skip

Number = Annotated[
    str, typer.Argument(metavar="ID", autocompletion=numbers("task"), help=_("The task's number."))
]
#: One that is open: of another nothing can be changed.
OpenNumber = Annotated[
    str,
    typer.Argument(metavar="ID", autocompletion=numbers("task", states=TO_DO), help=_("The task's number.")),
]
Owner = Annotated[
    str | None,
    typer.Option(
        "--owner", "--负责人", autocompletion=present_names, help=_("Who is to do it; yourself by default.")
    ),
]
Due = Annotated[
    str | None, typer.Option("--due", "--期限", help=_("Day, or day and time: tomorrow, 明天, 11/20 17:00."))
]
ForTarget = Annotated[
    str | None,
    typer.Option(
        "--target",
        "--目标",
        metavar="ID",
        autocompletion=numbers("target"),
        help=_("The target that it works for."),
    ),
]
OfMeeting = Annotated[
    str | None,
    typer.Option("--meeting", "--会议", metavar="DAY", help=_("The day of the meeting that decided it.")),
]
Repeat = Annotated[
    str | None,
    typer.Option(
        "--repeat",
        "--重复",
        metavar="RULE",
        help=_(
            "Comes again: daily, weekly, monthly, 每周一, or an RFC 5545 rule such as FREQ=WEEKLY;BYDAY=MO."
        ),
    ),
]
CLEARED = {"edit": frozenset({"due", "forecast"})}
#: Words that end a series.
_NEVER = ("no", "none", "never", "不重复", "无", "否", "不")


@app.command(
    "add",
    epilog=example(
        'crmcli task add "Send the quotation" --due tomorrow',
        'crmcli task add "Weekly report" --repeat 每周五 --step figures --step text',
        'crmcli task add "Call back within the hour" --due 12-15 --meeting today',
        "crmcli 任务 新增 寄样品 --期限 明天 --客户 远鑫",
    ),
)
def add(
    ctx: typer.Context,
    title: Annotated[str, typer.Argument(metavar="TITLE", help=_("What is to be done."))],
    owner: Owner = None,
    due: Due = None,
    about: Annotated[
        str | None,
        typer.Option(
            "--customer", "--客户", autocompletion=customer_names, help=_("The customer it is about.")
        ),
    ] = None,
    department: Annotated[
        str | None, typer.Option("--department", "--部门", help=_("The department that does it."))
    ] = None,
    note: Annotated[str | None, typer.Option("--note", "--备注", help=_("Anything else."))] = None,
    repeat: Repeat = None,
    step: Annotated[
        list[str] | None,
        typer.Option(
            "--step", "--步骤", metavar="TEXT", help=_("A step of its checklist; may be given often.")
        ),
    ] = None,
    target: ForTarget = None,
    meeting: OfMeeting = None,
) -> None:
    """Adds a task, yours unless --owner names somebody else. A recurring one comes again when it is done."""
    crm = context_of(ctx)
    values: dict[str, Any] = {
        "title": step_agreed(due, title.strip(), on=crm.today),
        "department": department,
        "note": note,
        **deadline(crm, due),
    }
    values |= _decided(crm, target, meeting)
    if owner:
        values["owner_id"] = assignee(crm, owner)
    if about:
        values["customer_id"] = customer(crm, about)["id"]
    if repeat:
        values |= tasks.repeating(repeat, values.get("due_on"), crm.today)
    with crm.work(values["title"]) as work:
        task_id = crm.store.tasks.add(work.op, values, crm.today)
        tasks.add_steps(work, task_id, step or [])
    crm.show(_noticed(crm, values, views.changed(crm, task_id, _("Added task %(id)d: %(title)s."))))


@app.command(
    "list",
    epilog=example(
        "crmcli task list",
        "crmcli task list --meeting 2026-11-30",
        "crmcli task list --team --overdue",
        "crmcli 任务 列表 --负责人 李娜",
    ),
)
def list_tasks(
    ctx: typer.Context,
    owner: Annotated[
        str | None,
        typer.Option(
            "--owner", "--负责人", autocompletion=staff_names, help=_("This person's instead of yours.")
        ),
    ] = None,
    team: Annotated[bool, typer.Option("--team", "--全队", help=_("Everybody's."))] = False,
    everything: Annotated[
        bool, typer.Option("--all", "--全部", help=_("Everybody's, finished ones too."))
    ] = False,
    overdue: Annotated[
        bool, typer.Option("--overdue", "--逾期", help=_("Only open ones past their deadline."))
    ] = False,
    target: ForTarget = None,
    meeting: OfMeeting = None,
    where: Where = None,
    limit: Limit = None,
) -> None:
    """Lists your open tasks by deadline; those of a target or meeting are everybody's, finished ones too."""
    crm = context_of(ctx)
    decided = _decided(crm, target, meeting)
    everything = everything or bool(decided)
    everyone = team or everything
    mine = None if everyone else crm.actor.id
    filters = {
        "owner_id": staff_id(crm, owner) or mine,
        "state": None if everything and not overdue else "open",
        **decided,
    }
    past = (crm.as_of.on, crm.as_of_text) if overdue else None
    if crm.as_of.explicit:
        found = crm.store.tasks.then(filters, crm.as_of_text, overdue=past)
    else:
        found = crm.store.tasks.listed(filters, overdue=past)
    rows = limit_rows(crm, only(crm, map(dict, found), where), limit, everything)
    table = views.list_table(rows, everyone=everyone, for_people=crm.for_people)
    later = known_now(crm.view, ("tasks", "customers", "staff"))
    after = kept_beside(crm, rows, "id", "task show")
    crm.show(Result(crm.command, tables=[table], after=after, as_of=crm.as_of, known_now=later))


@app.command("show", epilog=example("crmcli task show 3", "crmcli 任务 查看 3"))
def show(ctx: typer.Context, number: Number) -> None:
    """Shows one task with its checklist, comments and the hands it went through."""
    crm = context_of(ctx)
    row = crm.store.tasks.get(row_id(number, "task"))
    crm.show(attached(crm, "task", row["id"], views.details(crm, row)))


@app.command("workload", epilog=example("crmcli task workload", "crmcli 任务 工作量"))
def workload(ctx: typer.Context) -> None:
    """Shows what each person has in hand: tasks, complaints, feedback to answer, opportunities, customers."""
    crm = context_of(ctx)
    sunday = crm.today + timedelta(days=6 - crm.today.weekday())
    rows = [
        dict(row)
        for row in crm.store.handoffs.workload(crm.today.isoformat(), sunday.isoformat(), clock.iso(crm.now))
    ]
    crm.show_all = True
    warnings = left_with_work([row["person"] for row in rows if not row["active"]])
    crm.show(Result(crm.command, tables=[views.workload_table(rows)], warnings=warnings))


@app.command("done", epilog=example("crmcli task done 3", "crmcli 任务 完成 3"))
def done(ctx: typer.Context, number: OpenNumber) -> None:
    """Marks a task as done; of a recurring one the next is made."""
    crm = context_of(ctx)
    task_id = row_id(number, "task")
    with crm.work(crm.store.tasks.get(task_id)["title"]) as work:
        next_id = tasks.finish(work, task_id)
    crm.show(views.finished(crm, task_id, _("Task %(id)d is done: %(title)s."), next_id))


@app.command("cancel", epilog=example("crmcli task cancel 3", "crmcli 任务 取消 3"))
def cancel(ctx: typer.Context, number: OpenNumber) -> None:
    """Takes a task off the list: it is no longer wanted. A recurring one does not come again."""
    crm = context_of(ctx)
    task_id = row_id(number, "task")
    with crm.work(crm.store.tasks.get(task_id)["title"]) as work:
        crm.store.tasks.cancel(work.op, task_id)
    crm.show(views.changed(crm, task_id, _("Task %(id)d is cancelled: %(title)s.")))


@app.command(
    "comment",
    epilog=example('crmcli task comment 3 "The printer is still broken"', "crmcli 任务 评论 3 等财务盖章"),
)
def comment(
    ctx: typer.Context,
    number: Number,
    text: Annotated[str, typer.Argument(metavar="TEXT", help=_("What there is to say."))],
) -> None:
    """Adds a comment to a task, under your name."""
    crm = context_of(ctx)
    row = crm.store.tasks.get(row_id(number, "task"))
    with crm.work(row["title"]) as work:
        crm.store.tasks.comment(work.op, row["id"], text.strip())
    crm.show(views.changed(crm, row["id"], _("Added a comment to task %(id)d: %(title)s.")))


@app.command("step", epilog=example('crmcli task step 3 "Book the room" "Send the invitations"'))
def step(
    ctx: typer.Context,
    number: OpenNumber,
    texts: Annotated[list[str], typer.Argument(metavar="TEXT…", help=_("The steps, in their order."))],
) -> None:
    """Adds steps to the end of a task's checklist."""
    crm = context_of(ctx)
    row = crm.store.tasks.get(row_id(number, "task"))
    with crm.work(row["title"]) as work:
        tasks.add_steps(work, row["id"], texts)
    crm.show(views.details(crm, crm.store.tasks.get(row["id"])))


@app.command("check", epilog=example("crmcli task check 3 2", "crmcli 任务 勾选 3 1 2"))
def check(
    ctx: typer.Context,
    number: OpenNumber,
    steps: Annotated[list[int], typer.Argument(metavar="STEP…", help=_("The steps' numbers."))],
    reopen: Annotated[bool, typer.Option("--off", "--取消勾选", help=_("Open them again instead."))] = False,
) -> None:
    """Ticks steps off a task's checklist; the percentage follows."""
    crm = context_of(ctx)
    row = crm.store.tasks.get(row_id(number, "task"))
    with crm.work(row["title"]) as work:
        tasks.tick(work, row["id"], steps, not reopen)
    crm.show(views.details(crm, crm.store.tasks.get(row["id"])))


@app.command(
    "edit",
    epilog=example(
        "crmcli task edit 3 --percent 60 --forecast +3d", "crmcli task edit 3 --owner 李娜 --due 明天"
    ),
)
def edit(
    ctx: typer.Context,
    number: OpenNumber,
    percent: Annotated[
        int | None, typer.Option("--percent", "--进度", min=0, max=100, help=_("How much is done."))
    ] = None,
    forecast: Annotated[
        str | None, typer.Option("--forecast", "--预计", help=_("The day it will probably be done."))
    ] = None,
    due: Due = None,
    owner: Annotated[
        str | None,
        typer.Option(
            "--owner",
            "--负责人",
            autocompletion=present_names,
            help=_("Whose it is; crmcli handoff also keeps why and by when."),
        ),
    ] = None,
    repeat: Repeat = None,
) -> None:
    """Changes a task's progress, forecast, deadline or owner. --repeat no ends a series, and this task stays.

    An empty deadline or forecast takes it away.
    """
    crm = context_of(ctx)
    task_id = row_id(number, "task")
    values: dict[str, Any] = _until(crm, due)
    if repeat:
        values |= _repeat(crm, repeat, values.get("due_on") or crm.store.tasks.get(task_id)["due_on"])
    if percent is not None:
        values["percent_done"] = percent
    if forecast is not None:
        values["forecast_on"] = crm.day(forecast, ahead=True).isoformat() if forecast.strip() else None
    if owner:
        values["owner_id"] = assignee(crm, owner)
    if not values:
        raise errors.Usage(_("Nothing to change was given."), _("See: crmcli task edit --help"))
    with crm.work(crm.store.tasks.get(task_id)["title"]) as work:
        changed = tasks.edit(work, task_id, values)
    line = (
        _("Changed task %(id)d: %(title)s.")
        if changed
        else _("Task %(id)d had these values already; nothing changed: %(title)s.")
    )
    crm.show(_noticed(crm, values, views.changed(crm, task_id, line)))


def _noticed(crm: Context, values: Mapping[str, Any], result: Result) -> Result:
    """The result, which warns of a deadline that had passed as it was given."""
    day = values.get("due_on")
    if day and day < crm.today.isoformat():
        result.warnings.append(_("The deadline %(day)s has passed already.") % {"day": day})
    return result


def _decided(crm: Context, target: str | None, meeting: str | None) -> dict[str, Any]:
    """The target and the meeting of a task, as far as they were given. NotFound for a target that there is not."""
    values: dict[str, Any] = {}
    if target:
        values["target_id"] = crm.store.targets.get(row_id(target, "target"))["id"]
    if meeting:
        values["meeting_on"] = crm.day(meeting).isoformat()
    return values


def _until(crm: Context, due: str | None) -> dict[str, str | None]:
    """The columns of a deadline that was given; an empty one takes it away."""
    return deadline(crm, due) if due is None or due.strip() else {"due_at": None, "due_on": None}


def _repeat(crm: Context, text: str, due_on: str | None) -> dict[str, Any]:
    """The columns of a rule given to a task that is there, or of none."""
    if text.strip().lower() in _NEVER:
        return dict.fromkeys(("repeat_rule", "repeat_from", "repeat_on"))
    return tasks.repeating(text, due_on, crm.today)
