"""crmcli consent: who agreed to be written to, asked and judged, for what and by which channel; who took that back."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from crmcli import errors
from crmcli.commands import agreements
from crmcli.commands.channels import channel_names, channel_of
from crmcli.commands.shared import (
    Limit,
    ShowAll,
    Where,
    chosen,
    contact_person,
    context_of,
    customer,
    customer_names,
    example,
    limit_rows,
    new_app,
    only,
    word,
)
from crmcli.i18n import _, ngettext, series
from crmcli.result import Result
from crmcli.verdicts.known_now import known_now
from crmcli.verdicts.reach import Whom
from crmcli.vocabulary import parse_word
from crmcli.wording import label
from crmcli.workflows import consents

if TYPE_CHECKING:
    from crmcli.context import Context

app = new_app(_("Who agreed to what, and who took that back."))
ALIASES = {"同意": "grant", "授权": "grant", "撤回": "withdraw", "退订": "withdraw", "列表": "list"}
AS_OF = frozenset({"list"})

_PURPOSE = word("purpose")
Words = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[CUSTOMER] PURPOSE…",
        autocompletion=customer_names,
        help=_("Whose, and what for: care, marketing, survey, profiling, all. With --where only what for."),
    ),
]
Channels = Annotated[
    list[str] | None,
    typer.Option(
        "--channel",
        "--渠道",
        metavar="CHANNEL",
        autocompletion=channel_names,
        help=_("By this channel only; may be given often. Every channel without it."),
    ),
]
Contact = Annotated[
    str | None, typer.Option("--contact", "--联系人", help=_("Only this contact person of the customer."))
]
Source = Annotated[
    str | None,
    typer.Option(
        "--source",
        "--来源",
        help=_("How it was said: paper, online form, phone, e-mail, verbal, contract, or your own words."),
    ),
]
At = Annotated[str | None, typer.Option("--at", "--日期", help=_("When, if not now."))]
Evidence = Annotated[
    str | None,
    typer.Option("--evidence", "--证据", help=_("What proves it: words, or such as attachment:5.")),
]
Notice = Annotated[
    str | None, typer.Option("--notice", "--告知", help=_("What the customer was shown when they agreed."))
]


@app.command(
    "grant",
    epilog=example(
        "crmcli consent grant 远鑫 marketing --channel sms --evidence attachment:5",
        "crmcli consent grant care survey --where 'tag=fair' --source paper",
        "crmcli 授权 同意 远鑫 营销 --渠道 微信 --来源 纸质 --告知 “可随时退订”",
    ),
)
def grant(
    ctx: typer.Context,
    words: Words = None,
    channel: Channels = None,
    contact: Contact = None,
    where: Where = None,
    source: Source = None,
    at: At = None,
    evidence: Evidence = None,
    notice: Notice = None,
) -> None:
    """Records that somebody agreed: a customer, one of its contact persons, or all whom a filter finds."""
    _say(context_of(ctx), words, contact, where, channel, granted=True, at=at, source=source, evidence=evidence, notice=notice)  # fmt: skip


@app.command(
    "withdraw",
    epilog=example(
        "crmcli consent withdraw 远鑫",
        "crmcli consent withdraw 远鑫 marketing --channel sms --source reply",
        "crmcli 授权 撤回 远鑫 营销 --联系人 王芳",
    ),
)
def withdraw(
    ctx: typer.Context,
    words: Words = None,
    channel: Channels = None,
    contact: Contact = None,
    where: Where = None,
    source: Source = None,
    at: At = None,
    evidence: Evidence = None,
) -> None:
    """Records that somebody takes it back, for every purpose where none is named. It holds from its instant on."""
    _say(
        context_of(ctx),
        words,
        contact,
        where,
        channel,
        granted=False,
        at=at,
        source=source,
        evidence=evidence,
    )


@app.command(
    "list",
    epilog=example(
        "crmcli consent list",
        "crmcli consent list 远鑫 --explain",
        "crmcli 授权 列表 --用途 营销 --状态 撤回",
    ),
)
def list_(
    ctx: typer.Context,
    who: Annotated[
        str | None,
        typer.Argument(metavar="[CUSTOMER]", autocompletion=customer_names, help=_("Only this customer's.")),
    ] = None,
    purpose: Annotated[
        str | None,
        typer.Option("--purpose", "--用途", parser=_PURPOSE, help=_("Only what is about this purpose.")),
    ] = None,
    channel: Annotated[
        str | None,
        typer.Option(
            "--channel",
            "--渠道",
            metavar="CHANNEL",
            autocompletion=channel_names,
            help=_("Only what is about this channel."),
        ),
    ] = None,
    state: Annotated[
        str | None,
        typer.Option(
            "--state", "--状态", parser=word("agreement"), help=_("Only what was granted, or withdrawn.")
        ),
    ] = None,
    contact: Contact = None,
    explain: Annotated[
        bool,
        typer.Option(
            "--explain", "--说明", help=_("Tell what is allowed of the customer by which channel, and why.")
        ),
    ] = False,
    where: Where = None,
    limit: Limit = None,
    show_all: ShowAll = False,
) -> None:
    """Lists what was said about consent, the newest first; of one customer also what follows from it."""
    crm = context_of(ctx)
    if who is None and (explain or contact):
        raise errors.Usage(
            _("Say whose consents that is about."), _("Name the customer: crmcli consent list CUSTOMER")
        )
    about = customer(crm, who) if who else None
    person = contact_person(crm, about, contact) if about and contact else None
    by = channel_of(crm, channel)
    rows = [
        row
        for row in agreements.said(crm, [about["id"]] if about else None)
        if row["purpose"] in (purpose, None) or purpose is None
        if row["channel"] in (by, None) or by is None
        if state is None or (state == "granted") == bool(row["granted"])
        if person is None or row["contact_person_id"] in (person, None)
    ]
    rows = limit_rows(crm, only(crm, rows, where), limit, show_all)
    result = Result(
        crm.command,
        tables=[agreements.table(rows, for_people=crm.for_people, one=about is not None)],
        as_of=crm.as_of,
    )
    if about is not None and explain:
        agreements.explain(crm, result, Whom(about["id"], person), about["name"])
    result.known_now = known_now(crm.view, ("customers", "consents"), [about["id"]] if about else None)
    crm.show(result)


# -- what is typed ----------------------------------------------------------------------------------


def _say(
    crm: Context,
    words: Sequence[str] | None,
    contact: str | None,
    where: str | None,
    channels: Sequence[str] | None,
    **said: Any,
) -> None:
    given = list(words or [])
    if where is None and not given:
        raise errors.Usage(
            _("The customer is missing."), _("Name one by id, code, phone or a part of the name.")
        )
    if where is not None and contact:
        raise errors.Usage(
            _("A contact person belongs to one customer."), _("Name the customer in place of --where.")
        )
    about = customer(crm, given.pop(0)) if where is None else None
    purposes = _purposes(given, needed=said["granted"])
    named = _split(channels or ())
    by = [] if any(map(consents.is_every, named)) else [channel_of(crm, text) for text in named]
    person = contact_person(crm, about, contact) if about else None
    whom = [Whom(about["id"], person)] if about else [Whom(i) for i in chosen(crm, where) or ()]
    told = said.pop("source")
    source = told and (parse_word("consent_source", told) or told.strip())
    with crm.work(about["name"] if about else "") as work:
        what = consents.Word(
            purposes=purposes, channels=by, source=source, **said | {"at": crm.instant(said["at"])}
        )
        consents.record(work, whom, what)
    crm.show(_told(crm, whom, about, contact, what))


def _purposes(given: Sequence[str], *, needed: bool) -> list[str | None]:
    """The purposes that were named; none for all of them. Usage for other words, and where a consent names none."""
    words = _split(given)
    if any(map(consents.is_every, words)):
        return []
    hint = _("Give one of %(known)s, or all.") % {"known": _PURPOSE.known()}
    if needed and not words:
        raise errors.Usage(_("Say what they agreed to."), hint)
    found = {text: parse_word("purpose", text) for text in words}
    if unknown := [text for text, purpose in found.items() if purpose is None]:
        raise errors.Usage(_("%(text)s is no purpose.") % {"text": unknown[0]}, hint)
    return list(dict.fromkeys(found.values()))


def _split(texts: Sequence[str]) -> list[str]:
    """Words that were typed one by one, or several with commas between them."""
    return [word for text in texts for part in re.split("[,，、]", text) if (word := part.strip())]


# -- what is told -----------------------------------------------------------------------------------


def _told(crm: Context, whom: Sequence[Whom], about: Any, contact: str | None, what: Any) -> Result:
    """What was written down, and what follows for the one customer whom it is about."""
    purposes = series(label("purpose", each) for each in what.purposes if each) or _("every purpose")
    channels = series(label("channel", each) for each in what.channels if each) or _("every channel")
    name = about["name"] if about else ""
    if contact and about:
        name = _("%(person)s of %(customer)s") % {"person": contact, "customer": name}
    told = {"name": name, "purposes": purposes, "channels": channels, "n": len(whom)}
    if about:
        line = (
            _("%(name)s agreed: %(purposes)s, by %(channels)s.")
            if what.granted
            else _("%(name)s took it back: %(purposes)s, by %(channels)s.")
        )
    elif what.granted:
        line = ngettext("%(n)d customer agreed: %(purposes)s, by %(channels)s.", "%(n)d customers agreed: %(purposes)s, by %(channels)s.", len(whom))  # fmt: skip
    else:
        line = ngettext("%(n)d customer took it back: %(purposes)s, by %(channels)s.", "%(n)d customers took it back: %(purposes)s, by %(channels)s.", len(whom))  # fmt: skip
    lines = [line % told]
    if about:
        lines.append(agreements.allowed(crm, whom[0]))
    data = {
        "customers": [each.customer_id for each in whom], "contact_person_id": whom[0].contact_person_id if whom else None,
        "granted": what.granted, "purposes": what.purposes, "channels": what.channels,
    }  # fmt: skip
    return Result(crm.command, data=data, lines=lines)
