"""crmcli campaign invite: lists to hand over, and e-mails that are sent, each customer and each address once."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from crmcli import errors
from crmcli.commands.campaign.shared import Campaign, app, left_out
from crmcli.commands.shared import Limit, ShowAll, context_of, example, limit_rows, word
from crmcli.i18n import _, ngettext, some
from crmcli.render import files
from crmcli.result import Column, Result, Table
from crmcli.verdicts.care import WAYS

if TYPE_CHECKING:
    from crmcli.context import Context
    from crmcli.workflows.campaigns.inviting import Invitation

#: By default what platforms send, and people on the phone; all ways where nothing is written.
_PLATFORMS = ("sms", "wechat", "phone")
#: The channel by which crmcli itself sends.
_DIRECT = "email"


@app.command(
    "invite",
    epilog=example(
        "crmcli campaign invite 'Open day'",
        "crmcli campaign invite 'Open day' --channel sms -o sms.xlsx",
        "crmcli 活动 邀请 答谢会 --渠道 短信 --输出 邀请.xlsx",
    ),
)
def invite(
    ctx: typer.Context,
    campaign: Campaign,
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
    limit: Limit = None,
    show_all: ShowAll = False,
) -> None:
    """Invites who was drawn and is not held out, by a list for whoever sends it: each customer and each address once.

    Without -o it only shows whom, and in which words. By e-mail crmcli itself sends: campaign send.
    """
    crm = context_of(ctx)
    if channel is not None and channel not in WAYS:
        raise errors.Usage(
            _("Nobody is invited by this channel."), _("Give phone, sms, wechat or email: --channel.")
        )
    if output is not None:
        _hand_over(crm, campaign, output, (channel,) if channel else _PLATFORMS, limit)
        return
    _preview(crm, campaign, (channel,) if channel else (*_PLATFORMS, _DIRECT), limit, show_all=show_all)


@app.command(
    "send",
    epilog=example("crmcli campaign send 'Open day' --dry-run", "crmcli 活动 发送 答谢会"),
)
def send(
    ctx: typer.Context,
    campaign: Campaign,
    limit: Annotated[
        int | None, typer.Option("--limit", "--行数", min=1, help=_("At most so many e-mails in this run."))
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", "--试运行", "--试算", help=_("Only show what would be sent."))
    ] = False,
) -> None:
    """Invites by e-mail who was drawn and is not held out, each at most once, however often and wherever it runs.

    What is refused for now is tried again by the next run; of what nobody knows, care settle says what became of it.
    """
    crm = context_of(ctx)
    if dry_run:
        _preview(crm, campaign, (_DIRECT,), limit, show_all=True)
        return
    from crmcli.commands.care import messages
    from crmcli.commands.mailing import send_out, server_of
    from crmcli.verdicts.campaigns import key
    from crmcli.workflows import outgoing
    from crmcli.workflows.campaigns import inviting

    server, row = server_of(crm), crm.store.campaigns.named(campaign)
    with crm.work(row["name"]) as work:
        outgoing.settle_old(work)
        found = inviting.choose(work, row, (_DIRECT,))
        inviting.plan(work, row, found.invitations[:limit])
    planned = crm.store.outbox.in_state("planned")
    ids = [each["id"] for each in planned if each["occasion"] == key(row["id"])][:limit]
    send_out(crm, server, row["name"], ids)
    unwritten = [(e.row["name"], row["name"], e.problem) for e in found.invitations[:limit] if e.problem]
    result = messages.sent(crm, ids, unwritten)
    result.lines += left_out(found.left_out)
    result.data["left_out"] = dict(found.left_out)
    crm.show(result)


def _hand_over(
    crm: Context, campaign: str, output: Path, channels: tuple[str, ...], limit: int | None
) -> None:
    from crmcli.workflows.campaigns import inviting

    crm.target(output, files.LISTS)
    row = crm.store.campaigns.named(campaign)
    with crm.work(row["name"]) as work:
        found = inviting.choose(work, row, channels)
        handed = inviting.hand_over(work, row, found.invitations[:limit])
    rows = [_row(each) for each in handed]
    n = ngettext("%(n)d invitation is handed over.", "%(n)d invitations are handed over.", len(rows))
    lines = [n % {"n": len(rows)} if rows else _("Nobody is to be invited.")]
    data: dict[str, Any] = {"file": None, "invitations": rows, "left_out": dict(found.left_out)}
    if rows:
        data["file"] = str(files.write_list(output, [_table(rows, file=True)], crm.tz))
        lines.append(_("Written: %(path)s") % {"path": data["file"]})
    wrong = _problems(found.invitations[:limit])
    crm.show(
        Result(
            crm.command,
            data=data,
            lines=[*lines, *wrong, *left_out(found.left_out)],
            status=3 if wrong else 0,
        )
    )


def _preview(
    crm: Context, campaign: str, channels: tuple[str, ...], limit: int | None, *, show_all: bool
) -> None:
    from crmcli.workflows.campaigns import inviting

    found = inviting.choose(crm.view, crm.store.campaigns.named(campaign), channels)
    every = [_row(each) for each in found.invitations]
    rows, n = limit_rows(crm, every, limit, show_all), len(every)
    first = ngettext("Nothing was written. %(n)d customer would be invited.", "Nothing was written. %(n)d customers would be invited.", n)  # fmt: skip
    wrong = _problems(found.invitations)
    crm.show(
        Result(
            crm.command,
            data={"invitations": every, "left_out": dict(found.left_out)},
            tables=[_table(rows)] if rows else [],
            lines=[first % {"n": n}, *wrong, *left_out(found.left_out)],
            status=3 if wrong else 0,
        )
    )


def _problems(found: list[Invitation]) -> list[str]:
    """Whom an invitation couldn't be written for, by what is wrong."""
    names: dict[str, list[str]] = {}
    for each in found:
        if each.problem:
            names.setdefault(each.problem, []).append(each.row["name"])
    return [
        _("Not invited, for %(why)s: %(names)s.") % {"why": why, "names": some(who)}
        for why, who in names.items()
    ]


def _row(each: Invitation) -> dict[str, Any]:
    return {
        "code": each.row["code"],
        "customer": each.row["name"],
        "customer_id": each.row["id"],
        "name": each.name,
        "channel": each.channel,
        "address": each.address,
        "subject": each.subject or None,
        "text": each.body or None,
        "owner": each.row["owner"],
        "problem": each.problem or None,
    }


def _table(rows: list[dict[str, Any]], *, file: bool = False) -> Table:
    columns = [
        Column("name", _("Addressed as")),
        Column("address", _("Address"), "code"),
        Column("channel", _("Channel"), "word", "channel"),
        Column("subject", _("Subject")),
        Column("text", _("Text"), width=60),
        Column("customer", _("Customer")),
        Column("code", _("Number"), "code"),
        Column("owner", _("Owner")),
        Column("problem", _("Problem")),
        Column("customer_id", _("Customer number"), "int"),
    ]
    aside = {"subject", "code", "customer_id"}
    if file:
        columns = [column for column in columns if column.key not in ("problem", "customer_id")]
    elif not any(row["problem"] for row in rows):
        aside.add("problem")
    title = _("Invitations") if file else ""
    return Table(
        "invitations", columns, rows, title, machine_only=frozenset(aside), below=("text", "problem")
    )
