"""crmcli complaint: complaints from the first word to the lesson learnt, and their deadlines.

Opening stands in `open`, the steps in `steps`.
"""

from __future__ import annotations

from typing import Annotated

import typer

from crmcli import clock
from crmcli.commands.beside import beside, kept_beside, texts
from crmcli.commands.bettered import linked
from crmcli.commands.complaint import cases, open, steps, views  # noqa: F401 - they bring their verbs
from crmcli.commands.complaint.lookup import listed, named, rounds_of
from crmcli.commands.complaint.shared import Severity, Which, app
from crmcli.commands.shared import (
    Limit,
    OnlyOwner,
    Where,
    context_of,
    customer,
    customer_names,
    example,
    limit_rows,
    only,
    staff_id,
    staff_names,
    word,
)
from crmcli.i18n import _
from crmcli.result import Result
from crmcli.service.rounds import UNRESOLVED, verdict_of
from crmcli.verdicts.known_now import known_now

ALIASES = {
    "登记": "open", "新增": "open", "回复": "reply", "响应": "reply", "方案": "propose", "进度": "progress",
    "等待": "wait", "继续": "resume", "恢复": "resume", "客户答复": "answer", "修改": "edit", "办结": "resolve", "解决": "resolve", "回访": "revisit",
    "重开": "reopen", "归档": "archive", "案例": "cases", "备注": "note", "列表": "list", "查看": "show",
}  # fmt: skip
AS_OF = frozenset({"list", "show"})
CLEARED = {"edit": frozenset({"category", "place", "product", "order", "demand", "accused"})}
#: The kinds of records that its answers rest on.
_RESTS_ON = ("complaints", "customers", "staff")


@app.command(
    "list", epilog=example("crmcli complaint list --breached", "crmcli 投诉 列表 --全部 --客户 远鑫")
)
def list_(
    ctx: typer.Context,
    unresolved: Annotated[
        bool,
        typer.Option(
            "--open/--all", "--未结/--全部", show_default=False, help=_("Unresolved ones, or all of them.")
        ),
    ] = True,
    breached: Annotated[
        bool, typer.Option("--breached", "--超时", help=_("Only with a missed deadline."))
    ] = False,
    state: Annotated[
        str | None,
        typer.Option("--state", "--状态", parser=word("complaint_state"), help=_("Only in this state.")),
    ] = None,
    severity: Severity = None,
    about: Annotated[
        str | None,
        typer.Option("--customer", "--客户", autocompletion=customer_names, help=_("Only this customer's.")),
    ] = None,
    owner: OnlyOwner = None,
    handler: Annotated[
        str | None,
        typer.Option(
            "--handler", "--处理人", autocompletion=staff_names, help=_("Only those this person handles.")
        ),
    ] = None,
    since: Annotated[
        str | None, typer.Option("--from", "--从", "--起", help=_("Opened on this day or later."))
    ] = None,
    until: Annotated[
        str | None, typer.Option("--to", "--到", "--止", help=_("Opened on this day or before."))
    ] = None,
    where: Where = None,
    limit: Limit = None,
) -> None:
    """Lists unresolved complaints by their next deadline; with --all or --state the others too."""
    crm = context_of(ctx)
    subject = customer(crm, about)["id"] if about else None
    filters = {
        "customer_id": subject,
        "owner_id": staff_id(crm, owner),
        "handler_id": staff_id(crm, handler),
        "severity": severity,
        "from_on": crm.day(since).isoformat() if since else None,
        "to_on": crm.day(until).isoformat() if until else None,
    }
    # A missed deadline may be that of the revisit, so --breached looks at resolved ones too.
    states = (state,) if state else UNRESOLVED if unresolved and not breached else None
    rows = listed(crm, filters, states, breached=breached)
    full = states != UNRESOLVED and not breached
    rows.sort(
        key=lambda row: -row["id"] if full else (row["next_due_at"] is None, row["next_due_at"], row["id"])
    )
    rows = limit_rows(crm, only(crm, rows, where), limit, not unresolved)
    stored = crm.store.complaints.many([row["id"] for row in rows]) if crm.for_people else []
    crm.show(
        Result(
            crm.command,
            data=rows,
            tables=[views.list_table(rows, crm.tz, full=full)],
            after=kept_beside(crm, stored, "number", "complaint show"),
            as_of=crm.as_of,
            known_now=known_now(crm.view, _RESTS_ON, subject and [subject]),
        )
    )


@app.command("show", epilog=example("crmcli complaint show TS2026-0001 --explain", "crmcli 投诉 查看 远鑫"))
def show(
    ctx: typer.Context,
    which: Which,
    explain: Annotated[
        bool, typer.Option("--explain", "--说明", help=_("How each deadline came about."))
    ] = False,
) -> None:
    """Shows one complaint with its deadlines and all that happened."""
    from crmcli.commands.complaint.links import attach

    crm = context_of(ctx)
    with crm.store.db.snapshot():
        row = named(crm, which, None)
        rounds, events = rounds_of(crm, row)
        ahead = [] if crm.as_of.explicit else [event.at for event in events]
        until = clock.iso(max([crm.as_of.instant, *ahead]))
        history = crm.store.complaints.history(row["id"], until, clock.iso(crm.as_of.latest(crm.tz)))
    verdict = verdict_of(rounds)
    data = views.as_data(row, verdict, {event.kind for event in events})
    told = [notice for each in rounds for notice in each.notices()]
    result = Result(
        crm.command,
        tables=[*views.clock_tables(verdict, crm.tz), views.event_table(history, told, crm.tz)],
        data={
            **data,
            "custom": texts(row),
            "earlier_rounds": [views.clock_data(clocks) for clocks in verdict.rounds[:-1]],
            "events": [views.event_data(event) for event in history],
            "notices": [notice._asdict() for notice in told],
        },
        lines=[
            *views.details(crm, data, timed=events[0].known),
            *linked(crm, "complaint_id", row["id"]),
            *beside(row),
            *views.uncounted(verdict, rounds[-1]),
        ],
        warnings=views.warnings(crm, rounds),
        as_of=crm.as_of,
        known_now=known_now(crm.view, _RESTS_ON, [row["customer_id"]]),
    )
    attach(crm, row["id"], result)
    if explain:
        from crmcli.commands.complaint import explained

        terms = explained.as_data(rounds)
        result.data["explain"] = {"policy_version": rounds[-1].terms.version, "clocks": terms}
        result.tables += explained.tables(crm, rounds)
        result.after = [*explained.routing_line(crm, history), *explained.lines(crm, rounds)]
    crm.show(result)
