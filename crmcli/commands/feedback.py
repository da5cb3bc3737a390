"""crmcli feedback: what customers and staff say, and what they are answered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from crmcli import clock, errors
from crmcli.commands.shared import (
    Limit,
    ShowAll,
    context_of,
    customer,
    example,
    limit_rows,
    new_app,
    row_id,
    staff_names,
    word,
)
from crmcli.i18n import _
from crmcli.result import Column, Result, Table

if TYPE_CHECKING:
    from crmcli.context import Context

app = new_app(_("Praise, problems, suggestions and needs."))
ALIASES = {"新增": "add", "登记": "add", "列表": "list", "答复": "answer", "回复": "answer"}

#: Stands for the customer where a member of staff speaks.
_STAFF = "-"

Kind = Annotated[
    str | None,
    typer.Option(
        "--kind", "--类型", parser=word("feedback_kind"), help=_("praise, problem, suggestion or need.")
    ),
]
Handler = Annotated[
    str | None, typer.Option("--handler", "--处理人", autocompletion=staff_names, help=_("Who answers it."))
]
Department = Annotated[
    str | None, typer.Option("--department", "--部门", help=_("The department it concerns."))
]


@app.command(
    "add",
    epilog=example(
        'crmcli feedback add 远鑫 "Invoices should come by e-mail" --kind suggestion',
        "crmcli 反馈 新增 远鑫 希望有夜间热线 --类型 需求",
    ),
)
def add(
    ctx: typer.Context,
    who: Annotated[
        str, typer.Argument(metavar="CUSTOMER", help=_("The customer, or - for feedback from staff."))
    ],
    text: Annotated[str, typer.Argument(metavar="TEXT", help=_("What was said."))],
    kind: Kind = None,
    channel: Annotated[
        str | None, typer.Option("--channel", "--渠道", parser=word("channel"), help=_("How it came in."))
    ] = None,
    product: Annotated[
        str | None, typer.Option("--product", "--产品", help=_("The product or service."))
    ] = None,
    score: Annotated[
        int | None, typer.Option("--score", "--评分", min=1, max=5, help=_("1 (poor) to 5 (excellent)."))
    ] = None,
    department: Department = None,
    handler: Handler = None,
    at: Annotated[
        str | None, typer.Option("--at", "--时间", help=_("When it was said; now by default."))
    ] = None,
) -> None:
    """Records feedback. It waits for an answer, but for praise; a suggestion unless --kind says otherwise."""
    crm = context_of(ctx)
    if not text.strip():
        raise errors.Invalid(_("Feedback needs words."), _("Write them behind the customer's name."))
    values = {
        "content": text.strip(), "kind": kind or "suggestion", "channel": channel, "product": product,
        "score": score, "department": department, **_speaker(crm, who, handler), **_moment(crm, at),
    }  # fmt: skip
    with crm.operation(values["content"][:60]) as op:
        feedback_id = crm.store.feedback.add(op, values)
    _say(crm, feedback_id, _("Recorded as feedback %(id)d."))


@app.command("list", epilog=example("crmcli feedback list --open", "crmcli 反馈 列表 --客户 远鑫"))
def list_feedback(
    ctx: typer.Context,
    about: Annotated[
        str | None, typer.Option("--customer", "--客户", help=_("Only this customer's."))
    ] = None,
    kind: Kind = None,
    waiting: Annotated[
        bool, typer.Option("--open", "--待答复", help=_("Only what awaits an answer."))
    ] = False,
    handler: Annotated[
        str | None,
        typer.Option("--handler", "--处理人", autocompletion=staff_names, help=_("Only this person's.")),
    ] = None,
    department: Annotated[
        str | None, typer.Option("--department", "--部门", help=_("Only this department's."))
    ] = None,
    limit: Limit = None,
    show_all: ShowAll = False,
) -> None:
    """Lists feedback, what awaits an answer first."""
    crm = context_of(ctx)
    filters = {
        "customer_id": customer(crm, about)["id"] if about else None, "kind": kind,
        "state": "open" if waiting else None, "department": department,
        "handler_id": crm.store.staff.resolve(handler)["id"] if handler else None,
    }  # fmt: skip
    rows = limit_rows(crm, [dict(row) for row in crm.store.feedback.listed(filters)], limit, show_all)
    crm.show(Result(crm.command, tables=[Table("feedback", _columns(), rows, machine_only=_HIDDEN)]))


@app.command(
    "answer",
    epilog=example(
        'crmcli feedback answer 4 "E-mail invoices start in March" --adopted',
        "crmcli 反馈 答复 4 已采纳，下月上线 --采纳",
    ),
)
def answer(
    ctx: typer.Context,
    number: Annotated[str, typer.Argument(metavar="ID", help=_("The feedback's number."))],
    text: Annotated[str, typer.Argument(metavar="TEXT", help=_("What was answered."))],
    adopted: Annotated[
        bool | None,
        typer.Option("--adopted/--not-adopted", "--采纳/--不采纳", help=_("Whether the idea is taken up.")),
    ] = None,
) -> None:
    """Records the answer given to feedback."""
    crm = context_of(ctx)
    row = crm.store.feedback.get(row_id(number, "feedback"))
    with crm.operation(row["content"][:60]) as op:
        crm.store.feedback.answer(op, row["id"], text.strip(), adopted)
    _say(crm, row["id"], _("Feedback %(id)d is answered."))


def _speaker(crm: Context, who: str, handler: str | None) -> dict[str, Any]:
    """Who spoke and who answers: the one named, else the customer's owner, else the actor."""
    chosen = crm.store.staff.resolve(handler)["id"] if handler else None
    if who == _STAFF:
        return {"customer_id": None, "staff_id": crm.actor.id, "handler_id": chosen or crm.actor.id}
    row = customer(crm, who)
    return {"customer_id": row["id"], "handler_id": chosen or row["owner_id"] or crm.actor.id}


def _moment(crm: Context, text: str | None) -> dict[str, str]:
    moment = crm.instant(text)
    if moment > crm.now:
        raise errors.Invalid(_("Feedback can't be from the future."), _("Leave --at out for now."))
    return {"occurred_at": clock.iso(moment), "occurred_on": crm.local(moment)}


def _say(crm: Context, feedback_id: int, sentence: str) -> None:
    row = crm.store.feedback.get(feedback_id)
    lines = [sentence % {"id": feedback_id}]
    if row["state"] == "open":
        lines.append(
            _("%(name)s is to answer it: crmcli feedback answer %(id)d TEXT")
            % {"name": row["handler"], "id": feedback_id}
        )
    crm.show(Result(crm.command, data={c.key: row[c.key] for c in _columns()}, lines=lines))


_HIDDEN = frozenset(
    {
        "handler",
        "channel",
        "product",
        "score",
        "department",
        "answer",
        "adopted",
        "staff",
        "customer_id",
        "occurred_at",
    }
)


def _columns() -> list[Column]:
    return [
        Column("id", _("Id"), "int"), Column("occurred_on", _("Date"), "date"),
        Column("kind", _("Kind"), "word", "feedback_kind"),
        Column("state", _("State"), "word", "feedback_state"), Column("customer", _("Customer")),
        Column("content", _("What was said")), Column("handler", _("Handler")),
        Column("channel", _("Channel"), "word", "channel"), Column("product", _("Product")),
        Column("score", _("Score"), "int"), Column("department", _("Department")),
        Column("answer", _("Answer")),
        Column("adopted", _("Adopted"), "int"), Column("staff", _("From staff")),
        Column("customer_id", "customer_id", "int"), Column("occurred_at", "occurred_at", "instant"),
    ]  # fmt: skip
