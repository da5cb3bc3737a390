"""crmcli feedback: what customers and staff say, and what they are answered.

The steps that follow stand in `steps`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from crmcli import clock, errors
from crmcli.commands.attached import attached
from crmcli.commands.beside import kept_beside
from crmcli.commands.channels import Channel, channel_names, channel_of
from crmcli.commands.feedback import steps, views
from crmcli.commands.feedback.shared import Department, Handler, Number, answerer, app
from crmcli.commands.shared import (
    Choice,
    Limit,
    Product,
    ShowAll,
    Touchpoint,
    Where,
    context_of,
    customer,
    customer_names,
    example,
    limit_rows,
    only,
    retyped,
    row_id,
    staff_id,
    staff_names,
    touchpoint,
    word,
)
from crmcli.dates.periods import Period
from crmcli.i18n import _, sentences, series
from crmcli.result import Result
from crmcli.verdicts.known_now import known_now
from crmcli.wording import known_word, shell_word
from crmcli.workflows.feedback import usual_kind
from crmcli.workflows.feedback_summary import summarise

if TYPE_CHECKING:
    from crmcli.context import Context
    from crmcli.database.connection import Record
    from crmcli.store import Work

__all__ = ["app", "steps"]

ALIASES = {
    "新增": "add", "登记": "add", "列表": "list", "查看": "show", "汇总": "summary", "答复": "answer", "回复": "answer",
    "分派": "assign", "关闭": "close", "转办": "promote",
}  # fmt: skip

AS_OF = frozenset({"list"})

#: So many days a summary looks back without --from.
_SUMMARY_DAYS = 30
#: Stands for the customer where a member of staff speaks.
_STAFF = "-"

Kind = Annotated[
    str | None,
    typer.Option(
        "--kind", "--类型", parser=word("feedback_kind"), help=_("praise, problem, suggestion or need.")
    ),
]


class _KindOrComplaint(Choice):
    """Takes the word for a complaint, too, which is no kind of feedback: what to do instead takes the other words."""

    def __call__(self, text: str) -> str:
        from crmcli import vocabulary

        told = vocabulary.parse_word("feedback_told", text)
        return told if told == "complaint" else super().__call__(text)


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
        str,
        typer.Argument(
            metavar="CUSTOMER",
            autocompletion=customer_names,
            help=_("The customer, or - for feedback from staff."),
        ),
    ],
    text: Annotated[str, typer.Argument(metavar="TEXT", help=_("What was said."))],
    kind: Annotated[
        str | None,
        typer.Option(
            "--kind",
            "--类型",
            parser=_KindOrComplaint("feedback_kind"),
            help=_("praise, problem, suggestion or need."),
        ),
    ] = None,
    channel: Channel = None,
    product: Product = None,
    place: Touchpoint = None,
    score: Annotated[
        int | None, typer.Option("--score", "--评分", min=1, max=5, help=_("1 (poor) to 5 (excellent)."))
    ] = None,
    department: Department = None,
    handler: Handler = None,
    at: Annotated[
        str | None, typer.Option("--at", "--时间", help=_("When it was said; now by default."))
    ] = None,
    explain: Annotated[
        bool, typer.Option("--explain", "--说明", help=_("Say why who gets it does."))
    ] = False,
) -> None:
    """Records feedback. It waits for an answer, but for praise. Without --kind its score says what it is; without
    either it is a suggestion.

    The department that it concerns answers it: its only manager, its only member, or whoever takes it from the team's list.
    Without one it goes to whom the policy's rules name, else to the customer's owner, else it is yours.
    """
    crm = context_of(ctx)
    if kind == "complaint":
        _refuse_complaint(ctx, who, text)
    about = None if who == _STAFF else customer(crm, who)
    values: dict[str, Any] = {
        "content": text.strip(),
        "kind": kind or usual_kind(score, crm.policy.survey),
        "channel": channel_of(crm, channel),
        "product": product,
        "touchpoint": touchpoint(crm, place),
        "score": score,
        "department": department,
        "customer_id": None if about is None else about["id"],
        "staff_id": crm.actor.id if about is None else None,
    }
    whom = "" if about is None else about["name"]
    with crm.work(f"{whom} {values['content']}".strip()[:60]) as work:
        chosen, why = _answerer(work, about, values, handler)
        feedback_id = crm.store.feedback.add(work.op, {**values, **chosen, **_moment(crm, at)})
    said = _("Recorded as feedback %(id)d.")
    crm.show(views.changed(crm, feedback_id, sentences(said, why) if explain else said))


@app.command("list", epilog=example("crmcli feedback list --open", "crmcli 反馈 列表 --客户 远鑫"))
def list_feedback(
    ctx: typer.Context,
    about: Annotated[
        str | None,
        typer.Option("--customer", "--客户", autocompletion=customer_names, help=_("Only this customer's.")),
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
    product: Product = None,
    channel: Annotated[
        str | None,
        typer.Option(
            "--channel",
            "--渠道",
            metavar="CHANNEL",
            autocompletion=channel_names,
            help=_("Only what came in this way."),
        ),
    ] = None,
    from_staff: Annotated[
        bool, typer.Option("--from-staff", "--员工", help=_("Only what members of staff said."))
    ] = False,
    overdue: Annotated[
        bool, typer.Option("--overdue", "--逾期", help=_("Only what should have been answered by now."))
    ] = False,
    where: Where = None,
    limit: Limit = None,
    show_all: ShowAll = False,
) -> None:
    """Lists feedback, what awaits an answer first."""
    crm = context_of(ctx)
    late = (crm.as_of.on - timedelta(days=crm.policy.due.feedback_days)).isoformat() if overdue else None
    subject = customer(crm, about)["id"] if about else None
    filters = {
        "customer_id": subject,
        "kind": kind,
        "state": "open" if waiting or overdue else None,
        "department": department,
        "product": product,
        "channel": channel_of(crm, channel),
        "handler_id": staff_id(crm, handler),
        "from_staff": 1 if from_staff else None,
        "before_on": late,
    }
    feedback = crm.store.feedback
    past = crm.as_of.explicit
    found = list(feedback.then(crm.as_of_text, filters) if past else feedback.listed(filters))
    rows = limit_rows(crm, only(crm, found, where), limit, show_all)
    later = known_now(crm.view, ("feedback", "customers", "staff"), subject and [subject])
    after = kept_beside(crm, rows, "id", "feedback show")
    table = views.list_table(rows)
    crm.show(Result(crm.command, tables=[table], after=after, as_of=crm.as_of, known_now=later))


@app.command(
    "show",
    epilog=example("crmcli feedback show 4", "crmcli feedback show 4 --receipt", "crmcli 反馈 查看 4 --回执"),
)
def show(
    ctx: typer.Context,
    number: Number,
    receipt: Annotated[
        bool, typer.Option("--receipt", "--回执", help=_("Only the text that tells the customer it came in."))
    ] = False,
) -> None:
    """Shows one piece of feedback with all its answers and what it became.

    The policy's [message] holds the text of the receipt.
    """
    crm = context_of(ctx)
    row = crm.store.feedback.get(row_id(number, "feedback"))
    if receipt:
        from crmcli.commands.feedback.receipts import receipt_of

        text, to = receipt_of(crm, row)
        crm.show(Result(crm.command, data={"id": row["id"], "to": to, "text": text}, lines=[text]))
        return
    crm.show(attached(crm, "feedback", row["id"], views.details(crm, row)))


@app.command(
    "summary",
    epilog=example("crmcli feedback summary", "crmcli 反馈 汇总 --从 2026-10-01 --到 2026-10-31"),
)
def summary(
    ctx: typer.Context,
    start: Annotated[
        str, typer.Option("--from", "--从", metavar="DAY", help=_("First day; 30 days back without it."))
    ] = "",
    end: Annotated[
        str, typer.Option("--to", "--到", metavar="DAY", help=_("Last day; today without it."))
    ] = "",
) -> None:
    """Counts feedback by kind, product, tier, channel and time, and names the words that rose.

    Beside each count stands that of the period before: as many days, or whole months.
    """
    crm = context_of(ctx)
    last = min(crm.day(end), crm.today) if end else crm.today
    first = crm.day(start) if start else last - timedelta(days=_SUMMARY_DAYS - 1)
    if first > last:
        raise errors.Usage(
            _("The period is empty: it runs from %(start)s to %(end)s.") % {"start": first, "end": last},
            _("Give --from a day before --to, and not after today."),
        )
    crm.show_all = True
    with crm.store.db.snapshot():
        found = summarise(crm.store, Period(first, last))
    crm.show(views.summary(crm, found))


def _refuse_complaint(ctx: typer.Context, who: str, text: str) -> None:
    """Usage, with the command that records it and all that was typed; what a complaint has no place for is named."""
    told = _("A complaint is no feedback: it has deadlines of its own.")
    given = retyped(ctx, ("kind", "explain"))
    if who == _STAFF:
        kind = known_word("feedback_kind", "problem")
        words = {"text": _joined(text, given), "kind": kind}
        raise errors.Usage(told, _("Write: crmcli feedback add - %(text)s --kind %(kind)s") % words)
    lost = [" ".join(given.pop(name)) for name in ("score", "department") if name in given]
    if lost:
        told = sentences(told, _("It has no place for %(options)s.") % {"options": series(lost)})
    words = {"who": shell_word(who), "text": _joined(text, given)}
    raise errors.Usage(told, _("Open it with: crmcli complaint open %(who)s %(text)s") % words)


def _joined(text: str, given: Mapping[str, tuple[str, str]]) -> str:
    return " ".join([shell_word(text), *(word for pair in given.values() for word in pair)])


def _answerer(
    work: Work, about: Record | None, values: Mapping[str, Any], handler: str | None
) -> tuple[dict[str, Any], str]:
    """Who answers, and why in a sentence: the one named, else of a department its head or whoever takes it, else whom the
    policy's rules say."""
    from crmcli.workflows.routing import answerer_of

    department = values["department"]
    if handler or department:
        chosen = answerer(work.store, handler, department)
        return {"handler_id": chosen}, _("It was given to whom the command names.")
    routed = answerer_of(work, about, values, work.op.actor.id)
    return {"handler_id": routed.staff_id, "department": routed.department}, routed.why


def _moment(crm: Context, text: str | None) -> dict[str, str]:
    moment = crm.instant(text)
    if moment > crm.now:
        raise errors.Invalid(_("Feedback can't be from the future."), _("Leave --at out for now."))
    return {"occurred_at": clock.iso(moment), "occurred_on": crm.local(moment)}
