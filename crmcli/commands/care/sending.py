"""crmcli care: what goes out: lists to hand over, e-mails, and what became of those that nobody knows."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer

from crmcli import errors
from crmcli.commands.care import messages, views
from crmcli.commands.care.shared import app
from crmcli.commands.shared import Where, context_of, example, row_id, word
from crmcli.i18n import _, ngettext
from crmcli.render import files
from crmcli.result import Result

#: By default what platforms send, and people on the phone.
_PLATFORMS = ("sms", "wechat", "phone")


@app.command(
    "list",
    epilog=example(
        "crmcli care list -o sms.xlsx --channel sms", "crmcli 关怀 列表 --日期 明天 --输出 祝福.csv"
    ),
)
def list_(
    ctx: typer.Context,
    date: Annotated[
        str | None,
        typer.Option(
            "--date",
            "--日期",
            metavar="DAY",
            help=_("Whose day it is; today, and what was missed shortly before, without it."),
        ),
    ] = None,
    channel: Annotated[
        str | None,
        typer.Option("--channel", "--渠道", parser=word("channel"), help=_("Only by this channel.")),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "-o", "--output", "--输出", help=_("Write the list, and note it as handed over: .xlsx or .csv.")
        ),
    ] = None,
    where: Where = None,
) -> None:
    """The greetings of a day for a platform that sends text messages or WeChat: name, address, text.

    With -o they count as handed over, each once, and as care; without it nothing is noted.
    """
    from crmcli.workflows.care import sending

    crm = context_of(ctx)
    if output is not None:
        crm.target(output, files.LISTS)
    day = crm.day(date, ahead=True) if date else crm.today
    first = crm.today - timedelta(days=crm.policy.care.late_days)
    if day < first:
        raise errors.Invalid(
            _("%(day)s is over.") % {"day": day},
            _("Name a day from %(first)s on: --date.") % {"first": first},
        )
    channels = (channel,) if channel else _PLATFORMS
    ids = _chosen(ctx, where)
    if output is None:
        found = [
            e
            for e in sending.to_hand_over(crm.view, day, channels)
            if ids is None or e.greeting.row["id"] in ids
        ]
        _show(ctx, [views.text_row(crm, each) for each in found], views.problems(crm, found))
        return
    with crm.work(day.isoformat()) as work:
        found = [
            e for e in sending.to_hand_over(work, day, channels) if ids is None or e.greeting.row["id"] in ids
        ]
        handed = sending.hand_over(work, found)
    rows = [views.text_row(crm, each) for each in handed]
    wrong = views.problems(crm, found)
    if not rows:
        _show(ctx, rows, wrong)
        return
    path = str(views.write(crm, output, rows))
    line = ngettext("%(n)d greeting is handed over.", "%(n)d greetings are handed over.", len(rows)) % {
        "n": len(rows)
    }
    crm.show(
        Result(
            crm.command,
            data={"file": path, "greetings": rows},
            lines=[line, _("Written: %(path)s") % {"path": path}, *wrong],
            status=3 if wrong else 0,
        )
    )


def _chosen(ctx: typer.Context, where: str | None) -> frozenset[int] | None:
    from crmcli.commands.shared import chosen

    ids = chosen(context_of(ctx), where)
    return None if ids is None else frozenset(ids)


def _show(ctx: typer.Context, rows: list[dict[str, object]], wrong: list[str]) -> None:
    crm = context_of(ctx)
    lines = [] if rows else [_("Nobody is to be greeted.")]
    crm.show(
        Result(
            crm.command,
            data=rows,
            tables=[views.text_table(rows)],
            lines=[*lines, *wrong],
            status=3 if wrong else 0,
        )
    )


@app.command(
    "send",
    epilog=example("crmcli care send --dry-run", "crmcli care send", "crmcli 关怀 发送 --试运行"),
)
def send(
    ctx: typer.Context,
    limit: Annotated[
        int | None, typer.Option("--limit", "--行数", min=1, help=_("At most so many e-mails in this run."))
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", "--试运行", "--试算", help=_("Only show what would be sent."))
    ] = False,
) -> None:
    """Sends today's greetings by e-mail, each at most once, however often and wherever it runs.

    What is refused for now is tried again by the next run; of what nobody knows, settle says what became of it.
    """
    from crmcli.workflows.care import sending

    crm = context_of(ctx)
    if dry_run:
        found = sending.to_send(crm.view)[:limit]
        _show(ctx, [views.text_row(crm, each) for each in found], views.problems(crm, found))
        return
    from crmcli.commands.mailing import send_out, server_of
    from crmcli.verdicts.campaigns import INVITATION
    from crmcli.workflows import outgoing

    server = server_of(crm)
    with crm.work(crm.today.isoformat()) as work:
        outgoing.settle_old(work)
        unwritten = sending.plan(work)
    planned = crm.store.outbox.in_state("planned")
    ids = [row["id"] for row in planned if row["kind"] != INVITATION][:limit]
    send_out(crm, server, crm.today.isoformat(), ids)
    crm.show(messages.sent(crm, ids, views.unwritten(crm, unwritten)))


@app.command(
    "settle",
    epilog=example("crmcli care settle 17 sent", "crmcli care settle 17 not-sent"),
)
def settle(
    ctx: typer.Context,
    message: Annotated[str, typer.Argument(metavar="ID", help=_("The message's number: see care log."))],
    fate: Annotated[
        str, typer.Argument(metavar="FATE", parser=word("message_fate"), help=_("sent or not-sent."))
    ],
) -> None:
    """Says what became of a message that is unknown: sent counts as care, not-sent may be sent again in its days."""
    from crmcli.workflows import outgoing

    crm = context_of(ctx)
    message_id = row_id(message, "message")
    about = crm.store.outbox.get(message_id)
    with crm.work(about["customer"]) as work:
        row = outgoing.settle(work, message_id, sent=fate == "sent")
    line = (
        _("The message to %(name)s counts as sent.")
        if fate == "sent"
        else _("The message to %(name)s was not sent.")
    )
    crm.show(
        Result(crm.command, data=messages.message_row(crm, row), lines=[line % {"name": row["customer"]}])
    )
