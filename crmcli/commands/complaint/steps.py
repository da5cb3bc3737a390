"""crmcli complaint reply, propose, … revisit: the steps of a complaint, each recorded when it happened."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from crmcli import errors, vocabulary
from crmcli.commands.complaint.fields import mended_fields
from crmcli.commands.complaint.lookup import named
from crmcli.commands.complaint.messages import message, told_as
from crmcli.commands.complaint.recording import record
from crmcli.commands.complaint.shared import (
    Accused,
    At,
    Category,
    Current,
    Demand,
    Order,
    Resolved,
    Satisfiable,
    Severity,
    Startable,
    Told,
    Unresolved,
    Waiting,
    Words,
    app,
)
from crmcli.commands.shared import Product, Touchpoint, cents, context_of, example, touchpoint, word
from crmcli.i18n import _
from crmcli.result import Result
from crmcli.wording import known_words, label, shell_word
from crmcli.workflows.complaint_guards import check_accused, check_state

if TYPE_CHECKING:
    from crmcli.context import Context
    from crmcli.database.connection import Row

Template = Annotated[
    bool,
    typer.Option("--template", "--模板", help=_("Fill in the team's text and record it as what was told.")),
]


@app.command(
    "reply",
    epilog=example(
        'crmcli complaint reply TS2026-0001 "Apologised, checking with the team"',
        "crmcli complaint reply TS2026-0001 --template",
        "crmcli 投诉 回复 远鑫 已致电致歉",
    ),
)
def reply(
    ctx: typer.Context, which: Unresolved, text: Words = None, template: Template = False, at: At = None
) -> None:
    """Records the first response to the customer; a further one counts as progress told.

    With --template the text to send is filled in and shown; the policy's [message] holds it.
    """
    _tell(ctx, which, "responded", text=text, template=template, at=at)


@app.command(
    "propose",
    epilog=example(
        'crmcli complaint propose 7 "Second cleaning free of charge"', "crmcli 投诉 方案 远鑫 免费补做一次"
    ),
)
def propose(ctx: typer.Context, which: Unresolved, text: Told, at: At = None) -> None:
    """Records the solution proposed to the customer."""
    _step(ctx, which, "proposed", text, at)


@app.command(
    "progress",
    epilog=example(
        'crmcli complaint progress 7 "Told them the part has been ordered"',
        "crmcli complaint progress 7 --satisfied neutral",
        "crmcli 投诉 进度 7 已告知配件到货时间 --满意 是",
    ),
)
def progress(
    ctx: typer.Context,
    which: Satisfiable,
    text: Words = None,
    satisfied: Annotated[
        str | None,
        typer.Option(
            "--satisfied",
            "--满意",
            parser=word("satisfied"),
            help=_("How satisfied the customer is so far: yes, neutral or no."),
        ),
    ] = None,
    template: Template = False,
    at: At = None,
) -> None:
    """Records progress told to the customer; the next report is due from then on.

    By hour 24 from the opening the customer is asked how satisfied they are so far, resolved or not: --satisfied.
    """
    if satisfied is None:
        _tell(ctx, which, "progress", text=text, template=template, at=at)
        return
    crm = context_of(ctx)
    row = named(crm, which, "asked")
    check_state(_then(crm, row, "progress", at), "asked")
    told = message(crm, row, "progress", (text or "").strip(), crm.instant(at)) if template else text
    record(crm, row, "progress", text=told, at=at, data={"satisfied": satisfied}, told=template)


@app.command(
    "wait",
    epilog=example(
        'crmcli complaint wait 7 "They are looking for the receipt"', "crmcli 投诉 等待 7 等客户提供照片"
    ),
)
def wait(ctx: typer.Context, which: Startable, text: Words = None, at: At = None) -> None:
    """Waits for the customer: the time to propose and to resolve stands still."""
    _step(ctx, which, "waiting", text, at)


@app.command(
    "answer",
    epilog=example(
        'crmcli complaint answer 7 "They sent the photos"', "crmcli 投诉 客户答复 7 客户已补充照片"
    ),
)
def answer(ctx: typer.Context, which: Unresolved, text: Words = None, at: At = None) -> None:
    """Records what the customer answered; waiting for it ends, and time runs again."""
    _step(ctx, which, "answered", text, at)


@app.command("resume", epilog=example("crmcli complaint resume 7", "crmcli 投诉 继续 7 不再等客户"))
def resume(ctx: typer.Context, which: Waiting, text: Words = None, at: At = None) -> None:
    """Ends the waiting without an answer: time runs again."""
    _step(ctx, which, "resumed", text, at)


@app.command(
    "resolve",
    epilog=example(
        'crmcli complaint resolve 7 "Cleaned again, customer was there"', "crmcli 投诉 办结 远鑫 已补做"
    ),
)
def resolve(
    ctx: typer.Context,
    which: Unresolved,
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
    record(crm, named(crm, which, "resolved"), "resolved", text=text, at=at, values=paid)


@app.command(
    "revisit",
    epilog=example("crmcli complaint revisit 7 --result satisfied", "crmcli 投诉 回访 远鑫 --结果 满意"),
)
def revisit(
    ctx: typer.Context,
    which: Resolved,
    text: Words = None,
    result: Annotated[
        str | None,
        typer.Option(
            "--result",
            "--结果",
            # As at a report of progress: whoever revisits shouldn't have to remember which it was.
            "--satisfied",
            "--满意",
            parser=word("revisit_result"),
            help=_("satisfied, neutral or dissatisfied."),
        ),
    ] = None,
    at: At = None,
) -> None:
    """Records what the customer said of the resolution; dissatisfied reopens the complaint."""
    crm = context_of(ctx)
    row = named(crm, which, "revisited")
    check_state(row, "revisited")
    result = result or _asked_result(crm, row, text)
    record(
        crm, row, "revisited", text=text, at=at, values={"revisit_result": result}, data={"result": result}
    )


def _asked_result(crm: Context, row: Row, text: str | None) -> str:
    """What the customer said of the resolution, asked for on a terminal until it is understood; Usage elsewhere."""
    known = known_words("revisit_result")
    meant = vocabulary.parse_word("revisit_result", text or "")
    if not crm.interactive:
        raise errors.Usage(
            _("--result is missing; it is one of: %(known)s") % {"known": known},
            _("Write: crmcli complaint revisit %(number)s --result %(result)s")
            % {"number": shell_word(row["number"]), "result": label("revisit_result", meant or "satisfied")},
        )
    while True:
        answer = str(typer.prompt(_("Result (%(known)s)") % {"known": known}, default=meant))
        if found := vocabulary.parse_word("revisit_result", answer):
            return found


@app.command(
    "reopen", epilog=example('crmcli complaint reopen 7 "It leaks again"', "crmcli 投诉 重开 7 问题再次出现")
)
def reopen(ctx: typer.Context, which: Resolved, text: Words = None, at: At = None) -> None:
    """Opens a resolved complaint again, with new deadlines; its history stays."""
    _step(ctx, which, "reopened", text, at)


@app.command(
    "note",
    epilog=example(
        'crmcli complaint note 7 "The driver says the gate was shut"', "crmcli 投诉 备注 7 已向班组长核实"
    ),
)
def note(ctx: typer.Context, which: Current, text: Told, at: At = None) -> None:
    """Adds an internal note; no deadline changes. What the customer was told is progress."""
    _step(ctx, which, "note", text, at)


@app.command(
    "edit",
    epilog=example(
        "crmcli complaint edit 7 --severity urgent", "crmcli 投诉 修改 7 --严重程度 紧急 客户声称要起诉"
    ),
)
def edit(
    ctx: typer.Context,
    which: Current,
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="[FIELD=VALUE...] [TEXT]", help=_("What is to be changed, and why.")),
    ] = None,
    severity: Severity = None,
    category: Category = None,
    place: Touchpoint = None,
    product: Product = None,
    order: Order = None,
    demand: Demand = None,
    accused: Accused = None,
    at: At = None,
) -> None:
    """Mends what is known of a complaint, and an empty text takes it away; another severity counts its deadlines anew from
    the opening, or from the last reopening.

    Another handler takes over with: crmcli handoff COMPLAINT --to NAME
    """
    crm = context_of(ctx)
    row = named(crm, which, "note")
    told, text = mended_fields(words or ())
    severity = severity or told.get("severity")
    options = {
        "category": category,
        "touchpoint": place,
        "product": product,
        "order_no": order,
        "demand": demand,
        "accused": accused,
    }
    said = {key: value for key, value in options.items() if value is not None}
    given = {key: value.strip() or None for key, value in (told | said).items() if key != "severity"}
    if given.get("touchpoint"):
        given["touchpoint"] = touchpoint(crm, given["touchpoint"])
    accused = given.get("accused")
    if accused and (handler_id := row["handler_id"] or row["owner_id"]):
        hint = _("Give it to somebody else first: crmcli handoff %(number)s --to NAME") % {
            "number": shell_word(row["number"])
        }
        check_accused(crm.store, accused, handler_id, row["handler_name"] or row["owner"], hint)
    values = {key: value for key, value in given.items() if value != row[key]}
    if severity is not None and severity != row["severity"]:
        record(crm, row, "severity", text=text, at=at, values=values, data={"severity": severity})
    elif values or text:
        record(crm, row, "note", text=text, at=at, values=values)
    elif severity is None and not given:
        raise errors.Usage(_("Nothing to change was named."), _("Name it: --severity, --category …"))
    else:
        crm.show(Result(crm.command, lines=[_("Nothing differs.")]))


def _step(ctx: typer.Context, which: str, kind: str, text: str | None, at: str | None) -> None:
    """Records one step on the complaint that was named."""
    crm = context_of(ctx)
    record(crm, named(crm, which, kind), kind, text, at)


def _tell(
    ctx: typer.Context, which: str, kind: str, text: str | None, template: bool, at: str | None
) -> None:
    """Records what the customer was told, in one's own words or the template's, which are shown."""
    crm = context_of(ctx)
    row = named(crm, which, kind)
    check_state(_then(crm, row, kind, at), kind)
    words = (text or "").strip()
    if template:
        text = message(crm, row, kind, words, crm.instant(at))
    else:
        told_as(crm, row, kind, words)
    record(crm, row, kind, text, at, told=template)


def _then(crm: Context, row: Row, kind: str, at: str | None) -> Row:
    """The complaint as a step at a told time finds it."""
    from crmcli.workflows import complaints

    return complaints.then(crm.view, row, kind, crm.instant(at)) if at else row
