"""crmcli retain: measures added and taken, and cases changed or closed."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from crmcli import errors
from crmcli.commands.retain import views
from crmcli.commands.retain.shared import (
    Measure,
    Minutes,
    Note,
    Owner,
    Reason,
    Spent,
    Which,
    app,
    cost_of,
    found,
    told_or_none,
)
from crmcli.commands.shared import assignee, context_of, example, row_id, word
from crmcli.i18n import _
from crmcli.wording import label
from crmcli.workflows.due.retention import finish_step
from crmcli.workflows.retention import steps


@app.command(
    "step",
    epilog=example(
        "crmcli retain step 3 offer --due +2d --what '10 % off the next order'",
        "crmcli 挽留 措施 3 解决老问题 --截止 下周一 --负责人 李娜",
    ),
)
def step(
    ctx: typer.Context,
    which: Which,
    measure: Annotated[
        str,
        typer.Argument(
            parser=Measure,
            metavar="MEASURE",
            help=_("offer, visit, solve, call, gift, training, executive or other."),
        ),
    ],
    due: Annotated[str, typer.Option("--due", "--截止", metavar="DAY", help=_("By when."))],
    owner: Owner = None,
    what: Annotated[
        str | None, typer.Option("--what", "--内容", metavar="TEXT", help=_("What exactly."))
    ] = None,
) -> None:
    """Adds a measure to a case; it stands on its owner's due list from its day on."""
    crm = context_of(ctx)
    row = found(crm, which).row
    day = crm.day(due, ahead=True)
    if day < crm.today:
        raise errors.Invalid(_("The measure would be due in the past."), _("Check the day: --due."))
    values: dict[str, Any] = {"kind": measure, "due_on": day.isoformat(), "what": told_or_none(what)}
    if owner:
        values["owner_id"] = assignee(crm, owner)
    with crm.work(row["customer"]) as work:
        step_id = steps.add(work, row, values)
    told = {"step": step_id, "kind": label("retention_measure", measure), "day": day.isoformat()}
    line = _("Measure %(step)d for case %(id)d of %(customer)s: %(kind)s by %(day)s.")
    crm.show(views.changed(crm, row["id"], line, told))


@app.command(
    "done",
    epilog=example(
        "crmcli retain done 5 --result 'they stay' --cost 200 --minutes 90",
        "crmcli 挽留 完成 5 --结果 同意续约 --花费 200 --用时 90",
    ),
)
def done(
    ctx: typer.Context,
    which: Annotated[
        str, typer.Argument(metavar="STEP", help=_("The measure's number, as the case shows it."))
    ],
    result: Annotated[
        str | None, typer.Option("--result", "--结果", metavar="TEXT", help=_("What came of it."))
    ] = None,
    spent: Spent = None,
    minutes: Minutes = None,
    at: Annotated[
        str | None, typer.Option("--at", "--日期", metavar="DAY", help=_("When it was taken, if not today."))
    ] = None,
) -> None:
    """Ticks a measure off, with what came of it and what it cost; a call or visit of today is recorded as a contact.

    Of one that was taken it puts right the day and the result, and adds the cost.
    """
    crm = context_of(ctx)
    row = crm.store.retention.step(row_id(which, "retain"))
    lines: list[str] = []
    with crm.work(row["customer"]) as work:
        if row["done_on"] or at:
            on = crm.day(at or row["done_on"])
            steps.take(work, row, on, told_or_none(result))
            lines = [_("Measure %(step)d of case %(id)d of %(customer)s was taken on %(day)s.")]
        else:
            said = finish_step(work, row["id"], told_or_none(result) or "")
            lines = [said.replace("%", "%%")]
        case = work.store.retention.get(row["case_id"])
        steps.spend(work, case, cost_of(spent, minutes), row["what"], row["kind"])
    told = {"step": row["id"], "day": crm.store.retention.step(row["id"])["done_on"]}
    crm.show(views.changed(crm, row["case_id"], *lines, told=told))


@app.command(
    "edit",
    epilog=example("crmcli retain edit 3 --reason competitor", "crmcli 挽留 修改 3 --负责人 李娜 --花费 300"),
)
def edit(
    ctx: typer.Context,
    which: Which,
    reason: Reason = None,
    owner: Owner = None,
    note: Note = None,
    spent: Spent = None,
    minutes: Minutes = None,
) -> None:
    """Changes why a customer leaves, who looks after the case, or its note; or adds what was spent on the case itself."""
    crm = context_of(ctx)
    row = found(crm, which).row
    values: dict[str, Any] = {}
    if reason is not None:
        values["reason"] = steps.reason_of(crm.policy, reason) if reason.strip() else None
    if owner:
        values["owner_id"] = assignee(crm, owner)
    if note is not None:
        values["note"] = told_or_none(note)
    if not (values or spent or minutes):
        raise errors.Usage(_("Nothing to change was said."), _("See: crmcli retain edit --help"))
    with crm.work(row["customer"]) as work:
        work.store.retention.edit(work.op, row["id"], values)
        steps.spend(work, row, cost_of(spent, minutes), None)
    crm.show(views.changed(crm, row["id"], _("Case %(id)d of %(customer)s is changed.")))


@app.command(
    "close",
    epilog=example(
        "crmcli retain close 3 kept --note 'renewed for two years'",
        "crmcli 挽留 结束 3 未挽回 --原因 竞争对手 --备注 换了供应商",
    ),
)
def close(
    ctx: typer.Context,
    which: Which,
    outcome: Annotated[
        str,
        typer.Argument(
            parser=word("retention_outcome"), metavar="OUTCOME", help=_("kept, won_back, lost or dropped.")
        ),
    ],
    reason: Reason = None,
    note: Note = None,
    spent: Spent = None,
    minutes: Minutes = None,
) -> None:
    """Closes a case in your own word; what the rules say of it stands beside, and goes on by its days."""
    crm = context_of(ctx)
    row = found(crm, which).row
    key = steps.reason_of(crm.policy, reason) if reason else None
    with crm.work(row["customer"]) as work:
        if key:
            work.store.retention.edit(work.op, row["id"], {"reason": key})
        steps.close(work, work.store.retention.get(row["id"]), outcome, told_or_none(note))
        steps.spend(work, row, cost_of(spent, minutes), None)
    crm.show(
        views.changed(crm, row["id"], _("Case %(id)d of %(customer)s is closed: %(state)s."), views.BESIDE)
    )
