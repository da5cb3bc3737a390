"""crmcli target: what a figure should be by a day, whose that is, and how far it is on its way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from crmcli import errors
from crmcli.commands.alarm.working import filtered
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
from crmcli.commands.target import typed, views
from crmcli.i18n import _
from crmcli.render.progress import progress
from crmcli.result import Result
from crmcli.verdicts.known_now import JUDGED, known_now

if TYPE_CHECKING:
    from collections.abc import Mapping

    from crmcli.context import Context
    from crmcli.database.connection import Record

app = new_app(_("What a figure should be by a day, and how far it is."))
WHOLE = True
ALIASES = {"设定": "set", "列表": "list", "查看": "show", "修改": "edit", "关闭": "close"}
AS_OF = frozenset({"list", "show"})

Which = Annotated[
    str,
    typer.Argument(
        metavar="TARGET", autocompletion=numbers("target"), help=_("Its number, as lists show it.")
    ),
]
By = Annotated[
    str | None, typer.Option("--by", "--期限", metavar="DAY", help=_("The day by which it is to be reached."))
]
Goal = Annotated[
    str | None,
    typer.Option(
        "--goal", "--目标值", metavar="VALUE", help=_("What it should be, in its unit: 95%, 500000, 30, 4.5.")
    ),
]
Owner = Annotated[
    str | None,
    typer.Option("--owner", "--负责人", autocompletion=present_names, help=_("Who answers for it.")),
]
Note = Annotated[str | None, typer.Option("--note", "--备注", help=_("A note."))]


@app.command(
    "set",
    epilog=example(
        "crmcli target set Speed --metric clock_compliance --goal 95% --by 12-31",
        "crmcli target set East --metric revenue --goal 9000 --by 12-31 --region East",
        "crmcli 目标 设定 满意度 --指标 客户满意度 --目标值 4.5 --期限 2026-12-31",
    ),
)
def set_target(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help=_("What it is called."))],
    metric: Annotated[
        str,
        typer.Option(
            "--metric",
            "--指标",
            metavar="FIGURE",
            autocompletion=typed.metric_names,
            help=_("A figure of `report kpi`, or revenue, orders, new_customers, wins, contacts."),
        ),
    ],
    goal: Annotated[
        str,
        typer.Option(
            "--goal",
            "--目标值",
            metavar="VALUE",
            help=_("What it should be, in its unit: 95%, 500000, 30, 4.5."),
        ),
    ],
    by: Annotated[
        str, typer.Option("--by", "--期限", metavar="DAY", help=_("The day by which it is to be reached."))
    ],
    first: Annotated[
        str | None, typer.Option("--from", "--自", metavar="DAY", help=_("The first day, if not today."))
    ] = None,
    baseline: Annotated[
        str,
        typer.Option(
            "--baseline",
            "--基线",
            metavar="VALUE",
            show_default=False,
            help=_("Where it starts; worked out without it."),
        ),
    ] = "auto",
    where: Where = None,
    person: Annotated[
        str | None,
        typer.Option(
            "--person", "--员工", autocompletion=staff_names, help=_("Only this person's customers and work.")
        ),
    ] = None,
    department: Annotated[
        str | None,
        typer.Option("--department", "--部门", help=_("Only this department's customers and work.")),
    ] = None,
    product: Annotated[
        str | None, typer.Option("--product", "--产品", help=_("Only this product (revenue and orders)."))
    ] = None,
    region: Annotated[
        str | None, typer.Option("--region", "--区域", help=_("Only customers of this region."))
    ] = None,
    owner: Owner = None,
    note: Note = None,
) -> None:
    """Sets a target: what a figure should be by a day. The baseline is worked out and kept."""
    crm = context_of(ctx)
    values: dict[str, Any] = {"name": " ".join(name.split()), "metric": typed.metric(metric)}
    typed.narrowed(values, product)
    begins, due = crm.day(first) if first else crm.today, crm.day(by, ahead=True)
    if due <= begins:
        raise errors.Usage(
            _("The deadline is to lie after the first day, %(day)s.") % {"day": begins},
            _("See: crmcli target set --help"),
        )
    values |= {
        "goal": typed.value(values["metric"], goal),
        "start_on": begins.isoformat(),
        "due_on": due.isoformat(),
        "filter": where,
        "staff_id": staff_id(crm, person),
        "department": department,
        "product": product,
        "region": region,
        "owner_id": assignee(crm, owner) if owner else crm.actor.id,
        "note": note or None,
    }
    values["baseline"] = _baseline(crm, values, baseline)
    with crm.work(values["name"]) as work:
        if work.store.targets.named(values["name"]):
            raise errors.Invalid(
                _("There is a target “%(name)s” already.") % {"name": values["name"]},
                _("See: crmcli target list"),
            )
        target_id = work.store.targets.add(work.op, values, work.day)
    crm.show(views.changed(crm, target_id, _("Target %(id)d is set: %(name)s.")))


@app.command(
    "list",
    epilog=example("crmcli target list", "crmcli target list --state behind", "crmcli 目标 列表 --全部"),
)
def list_targets(
    ctx: typer.Context,
    in_state: Annotated[
        str | None,
        typer.Option(
            "--state",
            "--状态",
            parser=word("target_state"),
            help=_("Only those that stand so: behind, met …"),
        ),
    ] = None,
    owner: Annotated[
        str | None,
        typer.Option("--owner", "--负责人", autocompletion=staff_names, help=_("Only this person's.")),
    ] = None,
    everything: Annotated[bool, typer.Option("--all", "--全部", help=_("Closed ones, too."))] = False,
    limit: Limit = None,
) -> None:
    """Lists targets by their deadline, each with how far it is."""
    crm = context_of(ctx)
    whose = staff_id(crm, owner)
    with progress(_("Working out the targets")), crm.store.db.snapshot():
        rows = [
            views.as_row(crm, row)
            for row in crm.store.targets.listed(crm.view.day, crm.view.past)
            if whose in (None, row["owner_id"])
        ]
    shown = [
        r for r in rows if r["state"] == in_state or (not in_state and (everything or r["state"] != "closed"))
    ]
    table = views.list_table(limit_rows(crm, shown, limit, everything))
    crm.show(Result(crm.command, tables=[table], as_of=crm.as_of, known_now=known_now(crm.view, JUDGED)))


@app.command("show", epilog=example("crmcli target show 3", "crmcli 目标 查看 3"))
def show(ctx: typer.Context, which: Which) -> None:
    """Shows one target: where it stands, where it will end, how that is worked out, and the tasks for it."""
    crm = context_of(ctx)
    row = _found(crm, which)
    with crm.store.db.snapshot():
        result = views.details(crm, row)
    result.known_now = known_now(crm.view, JUDGED)
    crm.show(result)


@app.command(
    "edit", epilog=example("crmcli target edit 3 --goal 97%", "crmcli 目标 修改 3 --期限 2027-03-31")
)
def edit(
    ctx: typer.Context,
    which: Which,
    goal: Goal = None,
    by: By = None,
    owner: Owner = None,
    note: Note = None,
) -> None:
    """Changes a target's goal, deadline or owner; for another figure, close it and set a new one."""
    crm = context_of(ctx)
    row = crm.store.targets.get(row_id(which, "target"))
    values: dict[str, Any] = {}
    if goal:
        values["goal"] = typed.value(row["metric"], goal)
    if by:
        values["due_on"] = crm.day(by, ahead=True).isoformat()
    if owner:
        values["owner_id"] = assignee(crm, owner)
    if note is not None:
        values["note"] = note or None
    if not values:
        raise errors.Usage(_("Nothing to change was given."), _("See: crmcli target edit --help"))
    if values.get("due_on", row["due_on"]) <= row["start_on"]:
        raise errors.Usage(
            _("The deadline is to lie after the first day, %(day)s.") % {"day": row["start_on"]},
            _("See: crmcli target show %(id)d") % {"id": row["id"]},
        )
    with crm.work(row["name"]) as work:
        _require_open(work.store.targets.get(row["id"]))
        differs = work.store.targets.edit(work.op, row["id"], values)
    said = (
        _("Changed target %(id)d: %(name)s.") if differs else _("Target %(id)d stood so already: %(name)s.")
    )
    crm.show(views.changed(crm, row["id"], said))


@app.command("close", epilog=example("crmcli target close 3 --note 'no longer ours'", "crmcli 目标 关闭 3"))
def close(ctx: typer.Context, which: Which, note: Note = None) -> None:
    """Closes a target: it is no longer looked at."""
    crm = context_of(ctx)
    row = crm.store.targets.get(row_id(which, "target"))
    with crm.work(row["name"]) as work:
        _require_open(work.store.targets.get(row["id"]))
        values = {"closed_on": work.day, "close_note": note or None}
        work.store.targets.edit(work.op, row["id"], values)
    crm.show(views.changed(crm, row["id"], _("Target %(id)d is closed: %(name)s.")))


def _require_open(row: Record) -> None:
    if row["closed_on"]:
        raise errors.Invalid(
            _("Target %(id)d is closed.") % {"id": row["id"]}, _("See: crmcli target list --all")
        )


def _baseline(crm: Context, values: Mapping[str, Any], text: str) -> float | None:
    """Where a target starts, as it was typed or as its figure stood before its first day; a sum starts at nothing."""
    from datetime import date, timedelta

    from crmcli.judging.targets import SUMS
    from crmcli.reports.targets import value_on

    if text.strip().lower() not in ("auto", "自动", ""):
        return typed.value(values["metric"], text)
    if values["metric"] in SUMS:
        if values["filter"]:
            filtered(crm.view, values["filter"])  # a filter that is none is told before anything is kept
        return 0.0
    day = min(date.fromisoformat(values["start_on"]) - timedelta(days=1), crm.today)
    with crm.store.db.snapshot():
        found, _n = value_on(crm.view, values, day, filtered)
    return None if found is None else float(found)


def _found(crm: Context, text: str) -> dict[str, Any]:
    """The target of this number, as it stood at the as-of. NotFound for another number, and for one that wasn't there yet."""
    target_id = row_id(text, "target")
    rows = crm.store.targets.listed(crm.view.day, crm.view.past)
    found = next((row for row in rows if row["id"] == target_id), None)
    if found is None and crm.store.targets.get(target_id):
        raise errors.NotFound(
            _("This target wasn't there on %(day)s.") % {"day": crm.view.day},
            _("See: crmcli target show %(id)d") % {"id": target_id},
        )
    assert found is not None
    return found
