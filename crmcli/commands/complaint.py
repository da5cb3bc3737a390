"""crmcli complaint: complaints from the first word to the lesson learnt, and their deadlines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from crmcli import clock, errors
from crmcli.commands import complaint_views as views
from crmcli.commands.complaint_lookup import contact_person, judged, listed, named, present
from crmcli.commands.shared import (
    Limit,
    cents,
    context_of,
    customer,
    example,
    limit_rows,
    new_app,
    staff_names,
    word,
)
from crmcli.i18n import N_, _
from crmcli.result import Result
from crmcli.workflows import complaints, verdicts
from crmcli.workflows.complaint_guards import UNRESOLVED, Step, check_state, choose_handler

if TYPE_CHECKING:
    from crmcli.context import Context
    from crmcli.database import Row

app = new_app(_("Complaints and their deadlines."))
ALIASES = {
    "登记": "open", "新增": "open", "回复": "reply", "响应": "reply", "方案": "propose", "进度": "progress",
    "等待": "wait", "恢复": "resume", "办结": "resolve", "解决": "resolve", "回访": "revisit",
    "重开": "reopen",    "归档": "archive", "备注": "note", "列表": "list", "查看": "show",
}  # fmt: skip
AS_OF = frozenset({"list", "show"})

#: How many of the customer's last contacts are shown when a complaint comes in.
_LAST_CONTACTS = 3

Which = Annotated[
    str,
    typer.Argument(metavar="COMPLAINT", help=_("Its number, or the customer with only one such complaint.")),
]
Words = Annotated[str | None, typer.Argument(metavar="[TEXT]", help=_("What was said or done."))]
Told = Annotated[str, typer.Argument(metavar="TEXT", help=_("What was said or done."))]
At = Annotated[str | None, typer.Option("--at", "--时间", help=_("When it happened; now by default."))]
Person = Annotated[
    str | None, typer.Option("--handler", "--处理人", autocompletion=staff_names, help=_("Who handles it."))
]


@app.command(
    "open",
    epilog=example(
        'crmcli complaint open 远鑫 "The cleaner came late" --severity serious',
        "crmcli 投诉 登记 远鑫 保洁迟到两小时 --级别 严重 --渠道 电话",
    ),
)
def open_(
    ctx: typer.Context,
    who: Annotated[str, typer.Argument(metavar="CUSTOMER", help=_("Whose complaint it is."))],
    text: Annotated[str, typer.Argument(metavar="TEXT", help=_("What happened."))],
    severity: Annotated[
        str,
        typer.Option("--severity", "--级别", parser=word("severity"), help=_("urgent, serious or normal.")),
    ] = "normal",
    channel: Annotated[
        str | None, typer.Option("--channel", "--渠道", parser=word("channel"), help=_("How it came in."))
    ] = None,
    category: Annotated[
        str | None, typer.Option("--category", "--分类", help=_("Kind of complaint."))
    ] = None,
    product: Annotated[
        str | None, typer.Option("--product", "--产品", help=_("The product or service."))
    ] = None,
    order: Annotated[str | None, typer.Option("--order", "--订单", help=_("The order's number."))] = None,
    demand: Annotated[
        str | None, typer.Option("--demand", "--诉求", help=_("What the customer demands."))
    ] = None,
    accused: Annotated[str | None, typer.Option("--accused", "--被投诉人", help=_("Who is accused."))] = None,
    handler: Person = None,
    contact: Annotated[
        str | None, typer.Option("--contact", "--联系人", help=_("The contact person who complains."))
    ] = None,
    at: At = None,
) -> None:
    """Opens a complaint and shows its deadlines, the customer's other complaints and last contacts.

    The customer's owner handles it, else you, but never the accused.
    """
    crm = context_of(ctx)
    if not text.strip():
        raise errors.Invalid(
            _("A complaint needs words that say what happened."), _("Write them behind the customer's name.")
        )
    about = crm.store.customers.get(customer(crm, who)["id"])
    values = {
        "customer_id": about["id"], "severity": severity, "content": text.strip(), "channel": channel,
        "category": category, "product": product, "order_no": order, "demand": demand, "accused": accused,
        "handler_id": choose_handler(crm.store, crm.actor, about, accused, handler),
        "contact_person_id": contact_person(crm, about, contact),
    }  # fmt: skip
    with crm.operation(values["content"][:60]) as op:
        complaint_id = complaints.open_complaint(
            crm.store, op, crm.policy, present(crm), values, crm.instant(at)
        )
    _show_opened(crm, complaint_id)


@app.command(
    "reply",
    epilog=example(
        'crmcli complaint reply TS2026-0001 "Apologised, checking with the team"',
        "crmcli 投诉 回复 远鑫 已致电致歉",
    ),
)
def reply(ctx: typer.Context, which: Which, text: Words = None, at: At = None) -> None:
    """Records the first response to the customer; a further one counts as progress told."""
    _step(ctx, which, "responded", text, at)


@app.command(
    "propose",
    epilog=example(
        'crmcli complaint propose 7 "Second cleaning free of charge"', "crmcli 投诉 方案 远鑫 免费补做一次"
    ),
)
def propose(ctx: typer.Context, which: Which, text: Told, at: At = None) -> None:
    """Records the solution proposed to the customer."""
    _step(ctx, which, "proposed", text, at)


@app.command(
    "progress",
    epilog=example(
        'crmcli complaint progress 7 "Told them the part has been ordered"',
        "crmcli 投诉 进度 7 已告知配件到货时间",
    ),
)
def progress(ctx: typer.Context, which: Which, text: Told, at: At = None) -> None:
    """Records progress told to the customer; the next report is due from then on."""
    _step(ctx, which, "progress", text, at)


@app.command(
    "wait",
    epilog=example(
        'crmcli complaint wait 7 "They are looking for the receipt"', "crmcli 投诉 等待 7 等客户提供照片"
    ),
)
def wait(ctx: typer.Context, which: Which, text: Words = None, at: At = None) -> None:
    """Waits for the customer: the time to propose and to resolve stands still."""
    _step(ctx, which, "waiting", text, at)


@app.command("resume", epilog=example("crmcli complaint resume 7", "crmcli 投诉 恢复 7 客户已补充资料"))
def resume(ctx: typer.Context, which: Which, text: Words = None, at: At = None) -> None:
    """Ends the waiting: time runs again."""
    _step(ctx, which, "resumed", text, at)


@app.command(
    "resolve",
    epilog=example(
        'crmcli complaint resolve 7 "Cleaned again, customer was there"', "crmcli 投诉 办结 远鑫 已补做"
    ),
)
def resolve(
    ctx: typer.Context,
    which: Which,
    text: Words = None,
    compensation: Annotated[
        int | None,
        typer.Option(
            "--compensation", "--赔偿", parser=cents, metavar="AMOUNT", help=_("What the customer was paid.")
        ),
    ] = None,
    at: At = None,
) -> None:
    """Records the resolution; the revisit is due from then on."""
    crm = context_of(ctx)
    paid = {} if compensation is None else {"compensation_cents": compensation}
    _record(crm, named(crm, which, "resolved"), "resolved", text, at, paid)


@app.command(
    "revisit",
    epilog=example("crmcli complaint revisit 7 --result satisfied", "crmcli 投诉 回访 远鑫 --结果 满意"),
)
def revisit(
    ctx: typer.Context,
    which: Which,
    text: Words = None,
    result: Annotated[
        str | None,
        typer.Option(
            "--result", "--结果", parser=word("revisit_result"), help=_("satisfied, neutral or dissatisfied.")
        ),
    ] = None,
    at: At = None,
) -> None:
    """Records what the customer said of the resolution; dissatisfied reopens the complaint."""
    crm = context_of(ctx)
    row = named(crm, which, "revisited")
    check_state(row, "revisited")
    result = result or word("revisit_result")(_asked(crm, _("Result"), "--result"))
    _record(crm, row, "revisited", text, at, {"revisit_result": result}, result)


@app.command(
    "reopen", epilog=example('crmcli complaint reopen 7 "It leaks again"', "crmcli 投诉 重开 7 问题再次出现")
)
def reopen(ctx: typer.Context, which: Which, text: Words = None, at: At = None) -> None:
    """Opens a resolved complaint again, with new deadlines; its history stays."""
    _step(ctx, which, "reopened", text, at)


@app.command(
    "archive",
    epilog=example(
        "crmcli complaint archive 7 --root-cause rota --measure standby --lesson plan",
        "crmcli 投诉 归档 7 --根因 排班无替补 --措施 每班设替补 --经验 预留人手",
    ),
)
def archive(
    ctx: typer.Context,
    which: Which,
    root_cause: Annotated[
        str | None, typer.Option("--root-cause", "--根因", help=_("Why it happened."))
    ] = None,
    measure: Annotated[str | None, typer.Option("--measure", "--措施", help=_("What was changed."))] = None,
    lesson: Annotated[str | None, typer.Option("--lesson", "--经验", help=_("What to remember."))] = None,
    at: At = None,
) -> None:
    """Closes the loop after the revisit: root cause, measure and lesson."""
    crm = context_of(ctx)
    row = named(crm, which, "archived")
    check_state(row, "archived")
    learnt = {
        "root_cause": root_cause or _asked(crm, _("Root cause"), "--root-cause"),
        "measure": measure or _asked(crm, _("Measure"), "--measure"),
        "lesson": lesson or _asked(crm, _("Lesson"), "--lesson"),
    }
    _record(crm, row, "archived", None, at, learnt)


@app.command(
    "note",
    epilog=example(
        'crmcli complaint note 7 "The driver says the gate was shut"', "crmcli 投诉 备注 7 已向班组长核实"
    ),
)
def note(ctx: typer.Context, which: Which, text: Told, at: At = None) -> None:
    """Adds an internal note; no deadline changes. What the customer was told is progress."""
    _step(ctx, which, "note", text, at)


@app.command(
    "list", epilog=example("crmcli complaint list --breached", "crmcli 投诉 列表 --全部 --客户 远鑫")
)
def list_(
    ctx: typer.Context,
    unresolved: Annotated[
        bool, typer.Option("--open/--all", "--未结/--全部", help=_("Unresolved ones, or all of them."))
    ] = True,
    breached: Annotated[
        bool, typer.Option("--breached", "--超时", help=_("Only with a missed deadline."))
    ] = False,
    state: Annotated[
        str | None,
        typer.Option("--state", "--状态", parser=word("complaint_state"), help=_("Only in this state.")),
    ] = None,
    severity: Annotated[
        str | None,
        typer.Option("--severity", "--级别", parser=word("severity"), help=_("Only this severity.")),
    ] = None,
    about: Annotated[
        str | None, typer.Option("--customer", "--客户", help=_("Only this customer's."))
    ] = None,
    owner: Annotated[
        str | None,
        typer.Option(
            "--owner", "--负责人", autocompletion=staff_names, help=_("Only this person's customers.")
        ),
    ] = None,
    handler: Annotated[
        str | None,
        typer.Option(
            "--handler", "--处理人", autocompletion=staff_names, help=_("Only those this person handles.")
        ),
    ] = None,
    since: Annotated[
        str | None, typer.Option("--from", "--起", help=_("Opened on this day or later."))
    ] = None,
    until: Annotated[
        str | None, typer.Option("--to", "--止", help=_("Opened on this day or before."))
    ] = None,
    limit: Limit = None,
) -> None:
    """Lists unresolved complaints by their next deadline; with --all or --state the others too."""
    crm = context_of(ctx)
    staff = crm.store.staff
    filters = {
        "customer_id": customer(crm, about)["id"] if about else None,
        "owner_id": staff.resolve(owner)["id"] if owner else None,
        "handler_id": staff.resolve(handler)["id"] if handler else None,
        "severity": severity,
        "from_on": crm.day(since).isoformat() if since else None,
        "to_on": crm.day(until).isoformat() if until else None,
    }
    # A missed deadline may be that of the revisit, so --breached looks at resolved ones too.
    states = (state,) if state else UNRESOLVED if unresolved and not breached else None
    rows = listed(crm, filters, states)
    if breached:
        rows = [row for row in rows if "breached" in {c["state"] for c in row["clocks"].values()}]
    full = states != UNRESOLVED and not breached
    rows.sort(
        key=lambda row: -row["id"] if full else (row["next_due_at"] is None, row["next_due_at"], row["id"])
    )
    rows = limit_rows(crm, rows, limit, not unresolved)
    crm.show(Result(crm.command, data=rows, tables=[views.list_table(rows, full=full)], as_of=crm.as_of))


@app.command("show", epilog=example("crmcli complaint show TS2026-0001 --explain", "crmcli 投诉 查看 远鑫"))
def show(
    ctx: typer.Context,
    which: Which,
    explain: Annotated[
        bool, typer.Option("--explain", "--说明", help=_("How each deadline came about."))
    ] = False,
) -> None:
    """Shows one complaint with its deadlines and all that happened."""
    crm = context_of(ctx)
    row = named(crm, which, None)
    verdict, events = judged(crm, row, crm.as_of)
    history = crm.store.complaints.history(row["id"], clock.iso(crm.as_of.instant))
    data = views.as_data(row, verdict, events)
    result = Result(
        crm.command, data={**data, "events": [views.event_data(event) for event in history]},
        tables=[views.clock_table(verdict), views.event_table(history)],
        lines=views.details(crm, data), as_of=crm.as_of,
    )  # fmt: skip
    if explain:
        terms = verdicts.explain(verdict, events, crm.policy)
        result.data["explain"] = {"policy_version": crm.policy.version, "clocks": terms}
        result.after = views.explanation(crm, terms, crm.policy.version)
    crm.show(result)


# -- steps ---------------------------------------------------------------------------------------

_SAID = {
    "responded": N_("%(number)s: first response recorded."),
    "progress": N_("%(number)s: progress told to the customer."),
    "proposed": N_("%(number)s: solution proposed."),
    "waiting": N_("%(number)s waits for the customer; the time to propose and resolve stands still."),
    "resumed": N_("%(number)s goes on; the time runs again."),
    "resolved": N_("%(number)s is resolved."),
    "revisited": N_("%(number)s: revisit recorded."),
    "reopened": N_("%(number)s is open again, with new deadlines."),
    "archived": N_("%(number)s is archived."),
    "note": N_("%(number)s: note added."),
}
#: The clock that a step stops.
_CLOCK_OF = {"responded": "respond", "proposed": "propose", "resolved": "resolve", "revisited": "revisit"}


def _step(ctx: typer.Context, which: str, kind: str, text: str | None, at: str | None) -> None:
    """Records one step on the complaint that was named."""
    crm = context_of(ctx)
    _record(crm, named(crm, which, kind), kind, text, at)


def _record(
    crm: Context,
    row: Row,
    kind: str,
    text: str | None,
    at: str | None,
    values: dict[str, Any] | None = None,
    result: str | None = None,
) -> None:
    """Records one step and shows what follows from it."""
    step = Step(
        kind, crm.instant(at), (text or "").strip(), {"result": result} if result else {}, values or {}
    )
    with crm.operation(f"{row['number']} {step.text}".strip()[:60]) as op:
        kept = complaints.record(crm.store, op, crm.policy, present(crm), row["id"], step)
    row = crm.store.complaints.get(row["id"])
    verdict, events = judged(crm, row, present(crm))
    again = result == "dissatisfied"
    lines = [_(_SAID[kept]) % {"number": row["number"]}]
    if kept in _CLOCK_OF:
        lines.append(views.outcome(crm, _CLOCK_OF[kept], verdict.rounds[-2 if again else -1]))
    if again:
        lines.append(
            _("The customer is dissatisfied: %(number)s is open again, with new deadlines.")
            % {"number": row["number"]}
        )
    lines.append(views.next_step(crm, verdict))
    data = views.as_data(row, verdict, events)
    crm.show(Result(crm.command, data=data, lines=[line for line in lines if line]))


def _show_opened(crm: Context, complaint_id: int) -> None:
    """The new complaint, its deadlines, and what is known of the customer."""
    row = crm.store.complaints.get(complaint_id)
    verdict, events = judged(crm, row, present(crm))
    others = [
        r for r in listed(crm, {"customer_id": row["customer_id"]}, UNRESOLVED) if r["id"] != complaint_id
    ]
    contacts = crm.store.interactions.latest(row["customer_id"], _LAST_CONTACTS)
    told = {"number": row["number"], "customer": row["customer"], "handler": row["handler_name"]}
    tables = [views.clock_table(verdict)]
    if others:
        tables.append(views.list_table(others, full=True))
        tables[-1].title = _("Other open complaints of this customer")
    if contacts:
        tables.append(views.interaction_table(contacts))
    past = {"complaints": others, "interactions": [dict(contact) for contact in contacts]}
    crm.show(
        Result(
            crm.command,
            data={**views.as_data(row, verdict, events), "history": past},
            lines=[_("%(number)s: complaint of %(customer)s; %(handler)s handles it.") % told],
            tables=tables,
            after=[_("Next: crmcli complaint reply %(number)s “what you told them”") % told],
        )
    )


def _asked(crm: Context, question: str, option: str) -> str:
    """What an option lacks, asked for on a terminal; Usage elsewhere."""
    answer = str(typer.prompt(question)).strip() if crm.interactive else ""
    if not answer:
        raise errors.Usage(
            _("%(option)s is missing.") % {"option": option}, _("Give it on the command line.")
        )
    return answer
