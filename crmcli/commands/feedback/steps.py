"""The verbs of crmcli feedback that take a piece on: answer, assign, close, promote."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from crmcli import errors
from crmcli.commands.feedback import views
from crmcli.commands.feedback.shared import Department, Handler, Number, answerer, app
from crmcli.commands.shared import assignee, context_of, deadline, example, present_names, row_id, word
from crmcli.given import option_name
from crmcli.i18n import _
from crmcli.workflows import feedback

if TYPE_CHECKING:
    from crmcli.context import Context
    from crmcli.database.connection import Row

Adopted = Annotated[
    bool | None,
    typer.Option("--adopted/--not-adopted", "--采纳/--不采纳", help=_("Whether the idea is taken up.")),
]


@app.command(
    "answer",
    epilog=example(
        'crmcli feedback answer 4 "E-mail invoices start in March" --adopted',
        "crmcli 反馈 答复 4 已采纳，下月上线 --采纳",
        "crmcli feedback answer 4 --kb 3",
    ),
)
def answer(
    ctx: typer.Context,
    number: Number,
    text: Annotated[str, typer.Argument(metavar="[TEXT]", help=_("What was answered."))] = "",
    adopted: Adopted = None,
    kb: Annotated[
        str | None,
        typer.Option(
            "--kb", "--知识", help=_("The knowledge entry it was taken from; its answer without TEXT.")
        ),
    ] = None,
) -> None:
    """Records the answer given to feedback. A further answer is kept beside the first."""
    crm = context_of(ctx)
    row = _get(crm, number)
    entry = crm.store.knowledge.get(row_id(kb, "kb")) if kb else None
    with crm.work(row["content"][:60]) as work:
        first = feedback.answer(work, row, text, adopted, entry)
    said = (
        _("Feedback %(id)d is answered.")
        if first
        else _("Feedback %(id)d was answered before; this answer is kept beside it.")
    )
    _say(crm, row["id"], said)


@app.command(
    "assign",
    epilog=example(
        "crmcli feedback assign 4 --handler Lee", "crmcli 反馈 分派 4 --处理人 李娜 --部门 财务部"
    ),
)
def assign(
    ctx: typer.Context, number: Number, handler: Handler = None, department: Department = None
) -> None:
    """Gives feedback to somebody, or to a department: its only manager answers it, its only member, or whoever takes it from
    the team's list."""
    crm = context_of(ctx)
    row = _get(crm, number)
    if handler is None and department is None:
        raise errors.Usage(
            _("Nothing to change was given."), _("Name somebody with --handler, or a --department.")
        )
    values: dict[str, Any] = {"handler_id": answerer(crm.store, handler, department)}
    if department:
        values["department"] = department
    with crm.work(row["content"][:60]) as work:
        crm.store.feedback.edit(work.op, row["id"], values)
    _say(crm, row["id"], _("Feedback %(id)d is assigned."))


@app.command(
    "close",
    epilog=example('crmcli feedback close 4 --reason "asked by telephone, settled"', "crmcli 反馈 关闭 4"),
)
def close(
    ctx: typer.Context,
    number: Number,
    reason: Annotated[
        str | None, typer.Option("--reason", "--原因", help=_("Why it gets no answer; needed without one."))
    ] = None,
    adopted: Adopted = None,
) -> None:
    """Closes feedback: nothing more is to be done about it."""
    crm = context_of(ctx)
    row = _get(crm, number)
    with crm.work(row["content"][:60]) as work:
        feedback.close(work, row, (reason or "").strip() or None, adopted)
    _say(crm, row["id"], _("Feedback %(id)d is closed."))


@app.command(
    "promote",
    epilog=example(
        "crmcli feedback promote 4 complaint --severity serious",
        "crmcli 反馈 转办 4 任务 --负责人 李娜 --期限 明天",
    ),
)
def promote(
    ctx: typer.Context,
    number: Number,
    target: Annotated[str, typer.Argument(metavar="complaint|task", help=_("What it becomes."))],
    handler: Annotated[
        str | None,
        typer.Option(
            "--handler",
            "--owner",
            "--处理人",
            "--负责人",
            autocompletion=present_names,
            help=_("Who takes it on."),
        ),
    ] = None,
    severity: Annotated[
        str | None,
        typer.Option(
            "--severity",
            "--严重程度",
            "--级别",
            parser=word("severity"),
            help=_("Of a complaint: urgent, serious or normal."),
        ),
    ] = None,
    category: Annotated[
        str | None, typer.Option("--category", "--分类", help=_("Of a complaint: its kind."))
    ] = None,
    title: Annotated[
        str | None, typer.Option("--title", "--标题", help=_("Of a task: what is to be done."))
    ] = None,
    due: Annotated[str | None, typer.Option("--due", "--期限", help=_("Of a task: its deadline."))] = None,
) -> None:
    """Makes a complaint or a task of feedback. Each shows the other.

    A complaint runs its deadlines from now, and the feedback awaits no answer of its own any more; beside a task it does.
    """
    crm = context_of(ctx)
    row = _get(crm, number)
    kind = {"投诉": "complaint", "任务": "task"}.get(target, target)
    others = {
        "complaint": {("--title", "--标题"): title, ("--due", "--期限"): due},
        "task": {("--severity", "--严重程度"): severity, ("--category", "--分类"): category},
    }
    if kind not in others:
        raise errors.Usage(
            _("Feedback becomes a complaint or a task, not %(what)s.") % {"what": target},
            _("crmcli feedback promote %(id)d complaint") % {"id": row["id"]},
        )
    misplaced = next((name for name, value in others[kind].items() if value), None)
    if misplaced:
        spoken = _("complaint") if kind == "complaint" else _("task")
        raise errors.Usage(
            _("%(option)s does not suit a %(kind)s.") % {"option": option_name(misplaced), "kind": spoken},
            _("Leave it out."),
        )
    if kind == "complaint":
        _to_complaint(crm, row, handler, severity or "normal", category)
    else:
        _to_task(crm, row, handler, title, due)


def _to_complaint(crm: Context, row: Row, handler: str | None, severity: str, category: str | None) -> None:
    from crmcli.workflows.routing import handler_of

    values: dict[str, Any] = {"severity": severity, "category": category}
    with crm.work(row["content"][:60]) as work:
        if row["customer_id"] is not None:
            about = crm.store.customers.get(row["customer_id"])
            told_of = {"channel": row["channel"], "product": row["product"], **values}
            values["handler_id"] = handler_of(work, about, told_of, handler).staff_id
        complaint_id = feedback.to_complaint(work, row, values)
    made = crm.store.complaints.get(complaint_id)
    told = {"number": made["number"], "name": made["handler_name"]}
    _say(crm, row["id"], _("Feedback %(id)d is now complaint %(number)s; %(name)s handles it."), told)


def _to_task(crm: Context, row: Row, owner: str | None, title: str | None, due: str | None) -> None:
    values: dict[str, Any] = {**deadline(crm, due)}
    if title:
        values["title"] = title
    # Whoever handles the feedback has the task, unless somebody else is named.
    values["owner_id"] = assignee(crm, owner) or row["handler_id"] or crm.actor.id
    with crm.work(row["content"][:60]) as work:
        task_id = feedback.to_task(work, row, values)
    made = crm.store.tasks.get(task_id)
    told = {"task": task_id, "name": made["owner"]}
    _say(crm, row["id"], _("Feedback %(id)d is now task %(task)d of %(name)s."), told)


def _get(crm: Context, number: str) -> Row:
    return crm.store.feedback.get(row_id(number, "feedback"))


def _say(crm: Context, feedback_id: int, sentence: str, told: Mapping[str, Any] | None = None) -> None:
    crm.show(views.changed(crm, feedback_id, sentence, told))
