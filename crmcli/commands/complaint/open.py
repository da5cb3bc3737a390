"""crmcli complaint open: a complaint comes in, or a further call about one, and the customer's history is shown at once."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from crmcli import errors
from crmcli.asking import ask_number
from crmcli.commands.channels import Channel, channel_of
from crmcli.commands.complaint import views
from crmcli.commands.complaint.caller import Caller, caller, person_of, take_in, unknown_lines
from crmcli.commands.complaint.lookup import listed, named, rounds_of
from crmcli.commands.complaint.shared import Accused, At, Category, Demand, Handler, Order, Severity, app
from crmcli.commands.gaps import gap_told
from crmcli.commands.offers import numbers
from crmcli.commands.shared import (
    Product,
    Touchpoint,
    contact_person,
    context_of,
    customer_names,
    example,
    retyped,
    touchpoint,
)
from crmcli.i18n import _, series
from crmcli.result import Result
from crmcli.service.rounds import UNRESOLVED, verdict_of
from crmcli.wording import shell_word
from crmcli.workflows.complaint_guards import Step, check_state

if TYPE_CHECKING:
    from crmcli.context import Context
    from crmcli.database.connection import Row


@app.command(
    "open",
    epilog=example(
        'crmcli complaint open 远鑫 "The cleaner came late" --severity serious',
        'crmcli complaint open 9855 "Late again" --attach TS2026-0001',
        "crmcli 投诉 登记 13911829855 保洁迟到 --严重程度 严重 --姓名 张建华",
    ),
)
def open_(
    ctx: typer.Context,
    who: Annotated[
        str,
        typer.Argument(
            metavar="CUSTOMER",
            autocompletion=customer_names,
            help=_("Whose complaint it is: a name, a phone number, or the last four digits of one."),
        ),
    ],
    text: Annotated[str, typer.Argument(metavar="TEXT", help=_("What happened."))],
    severity: Severity = None,
    channel: Channel = None,
    category: Category = None,
    place: Touchpoint = None,
    product: Product = None,
    order: Order = None,
    demand: Demand = None,
    accused: Accused = None,
    handler: Handler = None,
    contact: Annotated[
        str | None, typer.Option("--contact", "--联系人", help=_("The contact person who complains."))
    ] = None,
    name: Annotated[
        str | None,
        typer.Option("--name", "--姓名", help=_("The caller's name, if it is not known here yet.")),
    ] = None,
    attach: Annotated[
        str | None,
        typer.Option(
            "--attach",
            "--并入",
            metavar="COMPLAINT",
            autocompletion=numbers("complaint", states={"complaint": UNRESOLVED}),
            help=_("It is a further call about this one."),
        ),
    ] = None,
    new: Annotated[
        bool, typer.Option("--new", "--新建", help=_("A matter of its own: don't ask about open ones."))
    ] = False,
    at: At = None,
    explain: Annotated[
        bool, typer.Option("--explain", "--说明", help=_("Say why who gets it does."))
    ] = False,
) -> None:
    """Opens a complaint and shows its deadlines, open complaints, promises, last contacts and orders.

    A phone number that nobody has becomes a provisional customer. With an open complaint of the same customer a terminal
    asks whether it is about that. Whom the policy's rules name handles it, else the customer's owner, else you, but
    never the accused.
    """
    crm = context_of(ctx)
    if attach and new:
        raise errors.Usage(_("--attach and --new exclude each other."), _("Give one of them."))
    way = channel_of(crm, channel)
    values = {
        "severity": severity,
        "category": category,
        "touchpoint": touchpoint(crm, place),
        "product": product,
        "order_no": order,
        "demand": demand,
        "accused": accused,
    }
    calls = caller(crm, who, name)
    extra = retyped(ctx, ("channel", "name", "attach", "new", "at", "explain"))
    matter = _attached(crm, attach, calls, extra) if attach else None if new else _asked(crm, calls)
    if matter is not None:
        _call_again(crm, matter, calls, text=text.strip(), channel=way, at=at, unused=extra)
        return
    content = {**values, "severity": severity or "normal", "content": text.strip(), "channel": way}
    _open(
        crm,
        calls,
        content,
        handler=handler,
        contact=contact,
        at=at,
        sure=new or crm.interactive,
        explain=explain,
    )


def _open(
    crm: Context,
    calls: Caller,
    values: Mapping[str, Any],
    handler: str | None,
    contact: str | None,
    at: str | None,
    *,
    sure: bool,
    explain: bool,
) -> None:
    """Opens it, for a caller who is taken in first if nobody has their number."""
    from crmcli.workflows import complaints
    from crmcli.workflows.routing import handler_of

    if contact and calls.about is None:
        raise errors.Usage(
            _("A caller whom nobody knows has no contact persons."), _("Name them with --name.")
        )
    named_id = contact_person(crm, calls.about, contact) if calls.about else None
    with crm.work() as work:
        about = crm.store.customers.get(take_in(work, calls))
        work.op.summary = f"{about['name']} {values['content']}"[:60]
        person_id = person_of(work, calls, named_id)
        row = {
            **values,
            "customer_id": about["id"],
            "contact_person_id": person_id,
        }
        chosen = handler_of(work, about, row, handler)
        row["handler_id"] = chosen.staff_id
        moment, known = crm.moment(at)
        complaint_id = complaints.open_complaint(work, row, moment, work.op.at, known=known, rule=chosen.rule)
    opened = crm.store.complaints.get(complaint_id)
    told = {"number": opened["number"], "customer": opened["customer"], "handler": opened["handler_name"]}
    lines = [_("%(number)s: complaint of %(customer)s; %(handler)s handles it.") % told]
    if explain:
        lines.append(chosen.why)
    if calls.about is None:
        lines += unknown_lines(crm, about)
    typed = {"number": shell_word(opened["number"])}
    after = [_("Next: crmcli complaint reply %(number)s “what you told them”") % typed]
    _show(crm, opened, lines, after, sure=sure)


# -- a further call ----------------------------------------------------------------------------------


def _attached(crm: Context, attach: str, calls: Caller, extra: Mapping[str, tuple[str, str]]) -> Row:
    """The complaint that a further call is about; Invalid if it is somebody else's or resolved already."""
    row = named(crm, attach, "called_again")
    if calls.about is not None and row["customer_id"] != calls.about["id"]:
        raise errors.Invalid(
            _("%(number)s is a complaint of %(theirs)s, not of %(name)s.")
            % {"number": row["number"], "theirs": row["customer"], "name": calls.about["name"]},
            _("See: crmcli complaint list --customer %(id)d") % {"id": calls.about["id"]},
        )
    check_state(row, "called_again")
    if extra:
        raise errors.Usage(
            _("A further call takes no more than its words."),
            _("Change the complaint with: %(command)s") % {"command": _edit(row, extra)},
        )
    return row


def _asked(crm: Context, calls: Caller) -> Row | None:
    """On a terminal, the open complaint that the call is about, if it is about one."""
    if calls.about is None or not crm.interactive:
        return None
    rows = listed(crm, {"customer_id": calls.about["id"]}, UNRESOLVED)
    if not rows:
        return None
    print(_("Open complaints of %(name)s:") % {"name": calls.about["name"]}, file=sys.stderr)
    for number, row in enumerate(rows, 1):
        print(f"  {number}) {row['number']}  {row['opened_on']}  {row['content'][:40]}", file=sys.stderr)
    chosen = ask_number(_("About which of them (0: a new matter)"), 0, len(rows), default=0)
    return crm.store.complaints.get(rows[chosen - 1]["id"]) if chosen else None


def _call_again(
    crm: Context,
    row: Row,
    calls: Caller,
    text: str,
    channel: str | None,
    at: str | None,
    *,
    unused: Mapping[str, tuple[str, str]],
) -> None:
    """Records a further call about an open complaint; its deadlines run on."""
    from crmcli.workflows import complaints

    phone = calls.phone if calls.about is None else None
    data = {key: value for key, value in {"channel": channel, "phone": phone}.items() if value}
    with crm.work(f"{row['number']} {text}"[:60]) as work:
        moment, known = crm.moment(at)
        complaints.record(work, row["id"], Step("called_again", moment, text, data, known=known))
    times = crm.store.complaints.times(row["id"], "called_again")
    told = {"number": row["number"], "n": times, "handler": row["handler_name"] or row["owner"] or "—"}
    lines = [_("%(number)s: called again (%(n)d so far); %(handler)s handles it.") % told]
    typed = {"number": shell_word(row["number"])}
    after = [
        (
            _("Next: crmcli complaint reply %(number)s “what you told them”")
            if row["state"] == "open"
            else _("Next: crmcli complaint progress %(number)s “what you told them”")
        )
        % typed
    ]
    if row["state"] == "waiting":
        after = [
            _("It waits for the customer. If this was the answer: crmcli complaint answer %(number)s") % typed
        ]
    if unused:
        after.append(
            _("Not used: %(options)s. Change the complaint with: %(command)s")
            % {"options": series(option for option, _word in unused.values()), "command": _edit(row, unused)}
        )
    _show(crm, crm.store.complaints.get(row["id"]), lines, after)


# -- what is shown -----------------------------------------------------------------------------------


def _edit(row: Row, given: Mapping[str, tuple[str, str]]) -> str:
    """The command that gives a complaint what a further call can't: of itself, else another handler."""
    pairs = [pair for key, pair in given.items() if key not in ("handler", "contact")]
    number = shell_word(row["number"])
    if not pairs and "handler" in given:
        return _("crmcli handoff %(number)s --to %(name)s") % {"number": number, "name": given["handler"][1]}
    words = [word for pair in pairs for word in pair] or ["--help"]
    return _("crmcli complaint edit %(words)s") % {"words": " ".join([number, *words])}


def _show(crm: Context, row: Row, lines: list[str], after: list[str], *, sure: bool = True) -> None:
    """The complaint, what is left of its deadlines, and what is known of the customer. Unless one is `sure` that it is a
    matter of its own, also how to make it a further call about an open one."""
    from crmcli.commands.complaint import history

    rounds, events = rounds_of(crm, row)
    verdict = verdict_of(rounds)
    past = history.of(crm, crm.store.customers.get(row["customer_id"]), row["id"])
    again = sum(event.kind == "called_again" for event in events)
    missing, ask = gap_told(crm, row["customer_id"])
    data = views.as_data(row, verdict, {event.kind for event in events})
    tables = [history.left_table(rounds[-1], crm.tz), history.table(crm, past, asks=bool(ask))]
    if past["complaints"] and not sure:
        number = past["complaints"][0]["number"]
        after = [
            *after,
            _("Was it about %(number)s? crmcli undo, then open it with --attach") % {"number": number},
        ]
    crm.show(
        Result(
            crm.command,
            data={
                **data,
                "left_minutes": history.left_minutes(rounds[-1]),
                "called_again": again,
                "history": past,
                "missing": missing,
            },
            lines=[line for line in (*lines, history.head(past)) if line],
            tables=[table for table in tables if table.rows],
            warnings=views.warnings(crm, rounds),
            after=[*ask, *after],
        )
    )
