"""crmcli improve: what is to be done better, what it came from, and whether its figure was better after."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from crmcli import errors
from crmcli.commands.alarm.working import filtered
from crmcli.commands.improve import views
from crmcli.commands.offers import numbers
from crmcli.commands.shared import (
    Limit,
    Where,
    assignee,
    context_of,
    example,
    limit_rows,
    new_app,
    present_names,
    row_id,
    staff_id,
    staff_names,
    word,
)
from crmcli.commands.target import typed
from crmcli.i18n import _
from crmcli.result import Result
from crmcli.verdicts.known_now import JUDGED, known_now
from crmcli.workflows import improvements

if TYPE_CHECKING:
    from crmcli.context import Context

app = new_app(_("What is to be done better, and whether it was better after."))
WHOLE = True
ALIASES = {"新增": "add", "列表": "list", "查看": "show", "修改": "edit", "完成": "done", "取消": "cancel"}
AS_OF = frozenset({"list", "show"})
CLEARED = {"edit": frozenset({"due", "department", "note"})}

Which = Annotated[
    str,
    typer.Argument(
        metavar="IMPROVEMENT", autocompletion=numbers("improvement"), help=_("Its number, as lists show it.")
    ),
]
Owner = Annotated[
    str | None,
    typer.Option(
        "--owner", "--负责人", autocompletion=present_names, help=_("Who sees to it; yourself by default.")
    ),
]
Department = Annotated[
    str | None, typer.Option("--department", "--部门", help=_("The department that does it."))
]
Due = Annotated[str | None, typer.Option("--due", "--期限", metavar="DAY", help=_("Until when."))]
Metric = Annotated[
    str | None,
    typer.Option(
        "--metric",
        "--指标",
        metavar="FIGURE",
        autocompletion=typed.metric_names,
        help=_("The figure that it is to better, compared before and after."),
    ),
]


@app.command(
    "add",
    epilog=example(
        "crmcli improve add 'Call back within the hour' --alarm clock_compliance",
        "crmcli improve add 'New filter in stock' --from-feedback 4 --due 12-20",
        "crmcli 改进 新增 上门前先致电 --投诉 TS2026-0001 --负责人 李娜 --期限 12-20",
    ),
)
def add(
    ctx: typer.Context,
    title: Annotated[str, typer.Argument(metavar="TITLE", help=_("What is to be done better."))],
    feedback: Annotated[
        str | None,
        typer.Option("--from-feedback", "--反馈", metavar="ID", help=_("The feedback that it comes from.")),
    ] = None,
    complaint: Annotated[
        str | None,
        typer.Option(
            "--complaint", "--投诉", metavar="COMPLAINT", help=_("The complaint that it comes from.")
        ),
    ] = None,
    survey: Annotated[
        str | None,
        typer.Option("--survey", "--评价", metavar="ID", help=_("The survey answer that it comes from.")),
    ] = None,
    alarm: Annotated[
        str | None,
        typer.Option("--alarm", "--预警", parser=word("alarm"), help=_("The alarm that it comes from.")),
    ] = None,
    meeting: Annotated[
        str | None,
        typer.Option("--meeting", "--会议", metavar="DAY", help=_("The day of the meeting that decided it.")),
    ] = None,
    target: Annotated[
        str | None,
        typer.Option("--target", "--目标", metavar="ID", help=_("The target that it works for.")),
    ] = None,
    owner: Owner = None,
    department: Department = None,
    due: Due = None,
    metric: Metric = None,
    where: Where = None,
    note: Annotated[str | None, typer.Option("--note", "--备注", help=_("A note."))] = None,
) -> None:
    """Notes what is to be done better. With a figure its effect is measured once it is done."""
    crm = context_of(ctx)
    values: dict[str, Any] = {"title": title.strip(), "note": note or None, "department": department or None}
    values |= _sources(crm, feedback, complaint, survey, target)
    values |= {"alarm": alarm, "meeting_on": crm.day(meeting).isoformat() if meeting else None}
    values["due_on"] = crm.day(due, ahead=True).isoformat() if due else None
    if owner:
        values["owner_id"] = assignee(crm, owner)
    values |= _figure(crm, metric, where)
    with crm.work(values["title"]) as work:
        key = work.store.improvements.add(work.op, values, work.day)
    crm.show(views.changed(crm, key, _("Improvement %(id)d is noted: %(title)s.")))


@app.command(
    "list",
    epilog=example("crmcli improve list", "crmcli improve list --state done", "crmcli 改进 列表 --全部"),
)
def list_improvements(
    ctx: typer.Context,
    in_state: Annotated[
        str | None,
        typer.Option(
            "--state", "--状态", parser=word("improvement_state"), help=_("Only those in this state.")
        ),
    ] = None,
    owner: Annotated[
        str | None,
        typer.Option("--owner", "--负责人", autocompletion=staff_names, help=_("Only this person's.")),
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", "--全部", help=_("Done and cancelled ones, too."))
    ] = False,
    limit: Limit = None,
) -> None:
    """Lists open improvements by their deadline."""
    crm = context_of(ctx)
    whose, wanted = staff_id(crm, owner), in_state or (None if everything else "open")
    rows = [
        row
        for row in crm.store.improvements.listed(crm.view.past)
        if wanted in (None, row["state"]) and whose in (None, row["owner_id"])
    ]
    table = views.list_table(limit_rows(crm, rows, limit, everything))
    later = known_now(crm.view, ("staff",))
    crm.show(Result(crm.command, tables=[table], as_of=crm.as_of, known_now=later))


@app.command("show", epilog=example("crmcli improve show 3", "crmcli 改进 查看 3"))
def show(ctx: typer.Context, which: Which) -> None:
    """Shows one improvement: what it came from, and its figure before it was done and after."""
    crm = context_of(ctx)
    key = row_id(which, "improvement")
    current = crm.store.improvements.get(key)
    row = next((r for r in crm.store.improvements.listed(crm.view.past) if r["id"] == key), None)
    if row is None:
        raise errors.NotFound(
            _("This improvement wasn't there on %(day)s.") % {"day": crm.view.day},
            _("See: crmcli improve show %(id)d") % {"id": current["id"]},
        )
    with crm.store.db.snapshot():
        result = views.details(crm, row)
    result.known_now = known_now(crm.view, (*JUDGED, "staff"))
    crm.show(result)


@app.command(
    "edit", epilog=example("crmcli improve edit 3 --due 12-31 --owner Kim", "crmcli 改进 修改 3 --期限 12-31")
)
def edit(
    ctx: typer.Context,
    which: Which,
    title: Annotated[
        str | None, typer.Option("--title", "--标题", help=_("What is to be done better."))
    ] = None,
    owner: Owner = None,
    department: Department = None,
    due: Due = None,
    metric: Metric = None,
    where: Where = None,
    note: Annotated[str | None, typer.Option("--note", "--备注", help=_("A note."))] = None,
) -> None:
    """Changes an open improvement. An empty deadline, department or note takes it away."""
    crm = context_of(ctx)
    row = crm.store.improvements.get(row_id(which, "improvement"))
    given = {"title": title and title.strip(), "owner_id": assignee(crm, owner) if owner else None}
    values: dict[str, Any] = {key: value for key, value in given.items() if value}
    values |= {
        key: text or None for key, text in (("department", department), ("note", note)) if text is not None
    }
    if due is not None:
        values["due_on"] = crm.day(due, ahead=True).isoformat() if due.strip() else None
    if metric or where:
        values |= _figure(crm, metric or row["metric"], where if where is not None else row["filter"])
    if not values:
        raise errors.Usage(_("Nothing to change was given."), _("See: crmcli improve edit --help"))
    with crm.work(row["title"]) as work:
        differs = improvements.edit(work, row["id"], values)
    said = (
        _("Changed improvement %(id)d: %(title)s.")
        if differs
        else _("Improvement %(id)d stood so already: %(title)s.")
    )
    crm.show(views.changed(crm, row["id"], said))


@app.command(
    "done",
    epilog=example(
        "crmcli improve done 3 --result 'calls are taken by two'", "crmcli 改进 完成 3 --日期 昨天"
    ),
)
def done(
    ctx: typer.Context,
    which: Which,
    at: Annotated[
        str | None, typer.Option("--at", "--日期", metavar="DAY", help=_("When it was done, if not today."))
    ] = None,
    result: Annotated[str, typer.Option("--result", "--结果", help=_("What came of it."))] = "",
) -> None:
    """Marks an improvement as done: from that day on its figure is compared with before."""
    crm = context_of(ctx)
    row = crm.store.improvements.get(row_id(which, "improvement"))
    with crm.work(row["title"]) as work:
        improvements.done(work, row["id"], crm.day(at) if at else crm.today, result)
    crm.show(views.changed(crm, row["id"], _("Improvement %(id)d is done: %(title)s.")))


@app.command(
    "cancel", epilog=example("crmcli improve cancel 3 --reason 'not worth it'", "crmcli 改进 取消 3")
)
def cancel(
    ctx: typer.Context,
    which: Which,
    reason: Annotated[str, typer.Option("--reason", "--原因", help=_("Why."))] = "",
) -> None:
    """Takes an improvement off the list: it is no longer wanted."""
    crm = context_of(ctx)
    row = crm.store.improvements.get(row_id(which, "improvement"))
    with crm.work(row["title"]) as work:
        improvements.cancel(work, row["id"], reason)
    crm.show(views.changed(crm, row["id"], _("Improvement %(id)d is cancelled: %(title)s.")))


def _sources(
    crm: Context, feedback: str | None, complaint: str | None, survey: str | None, target: str | None
) -> dict[str, Any]:
    """The records that it comes from, by column. NotFound for one that there is not."""
    from crmcli.commands.complaint.lookup import named

    found: dict[str, Any] = {}
    if feedback:
        found["feedback_id"] = crm.store.feedback.get(row_id(feedback, "feedback"))["id"]
    if complaint:
        found["complaint_id"] = named(crm, complaint, None)["id"]
    if survey:
        found["response_id"] = _response(crm, row_id(survey, "survey"))
    if target:
        found["target_id"] = crm.store.targets.get(row_id(target, "target"))["id"]
    return found


def _response(crm: Context, response_id: int) -> int:
    if not crm.store.improvements.is_response(response_id):
        raise errors.NotFound(
            _("There is no survey answer %(id)d.") % {"id": response_id}, _("See: crmcli survey results")
        )
    return response_id


def _figure(crm: Context, metric: str | None, where: str | None) -> dict[str, Any]:
    """The figure that measures it, of whom; Usage for a filter without a figure, or that is none."""
    if where is not None and not metric:
        raise errors.Usage(
            _("--where says of whom the figure is: give --metric too."), _("See: crmcli improve add --help")
        )
    if where:
        filtered(crm.view, where)
    return {"metric": typed.metric(metric) if metric else None, "filter": where or None}
