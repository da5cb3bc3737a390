"""crmcli log-contact: one line records a contact: who, channel, what was said, what comes next."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from crmcli import errors
from crmcli.clock import local_date
from crmcli.commands.agreed import (
    agreed_line,
    step_agreed,
    steps_data,
    when_agreed,
    whose_list,
    whose_news,
)
from crmcli.commands.channels import channel_names, way_typed
from crmcli.commands.gaps import gap_told
from crmcli.commands.listed import listed_customer
from crmcli.commands.persons import check_person, person_id
from crmcli.commands.shared import context_of, customer_names, example, new_app, staff_id, staff_names, word
from crmcli.context import Context
from crmcli.i18n import _, sentences
from crmcli.result import Result
from crmcli.rules import due_reasons
from crmcli.service.response import parse_wait
from crmcli.vocabulary import given_together
from crmcli.wording import label, why
from crmcli.workflows.contacts import (
    Contact,
    as_said,
    is_none,
    log,
    open_steps,
    step_lines,
    tells_only,
    unreached_told,
)
from crmcli.workflows.due.greeting import note_greeting
from crmcli.workflows.due.still_open import way_to_end
from crmcli.workflows.retention.settling import settled_lines

if TYPE_CHECKING:
    from crmcli.database.connection import Record
    from crmcli.store import Work

app = new_app()
#: Nothing was said where nobody was reached.
CLEARED = {"log-contact": frozenset({"content"})}


@app.command(
    epilog=example(
        "crmcli log-contact 远鑫 电话 “想了解新套餐” --next +7d --step 发报价",
        'crmcli log-contact 远鑫 visit "met the director" --level high --with 张建华',
        'crmcli log-contact 远鑫 email "sent" --gave proposal --gave quotation',
        'crmcli log-contact 远鑫 phone "asked a price" --received 10:02 --waited 25s',
        'crmcli log-contact 远鑫 email "where is the parcel?" --in --unanswered',
    )
)
def log_contact(
    ctx: typer.Context,
    who: Annotated[
        str,
        typer.Argument(
            metavar="CUSTOMER",
            autocompletion=customer_names,
            help=_("A number of the due list, or id, code, phone, name."),
        ),
    ],
    channel: Annotated[
        str,
        typer.Argument(
            metavar="CHANNEL", autocompletion=channel_names, help=_("phone, visit, wechat, email …")
        ),
    ],
    content: Annotated[str, typer.Argument(metavar="TEXT", help=_("What was said."))],
    feedback: Annotated[
        str | None, typer.Option("--feedback", "--反馈", help=_("The customer's reaction."))
    ] = None,
    step: Annotated[str | None, typer.Option("--step", "--下一步", help=_("What was agreed."))] = None,
    next_day: Annotated[
        str | None,
        typer.Option(
            "--next",
            "--下次",
            help=_(
                "When the next contact is agreed for: +7d, 下周一, “后天 15:00”; none cancels what was agreed."
            ),
        ),
    ] = None,
    settles: Annotated[
        bool, typer.Option("--settles", "--了结", help=_("This settles whatever was agreed before."))
    ] = False,
    at: Annotated[str | None, typer.Option("--at", "--时间", help=_("When it was, if not now."))] = None,
    person: Annotated[
        str | None, typer.Option("--with", "--联系人", help=_("Contact person spoken to."))
    ] = None,
    new_person: Annotated[
        bool, typer.Option("--new-person", "--新联系人", help=_("Adds the person of --with if need be."))
    ] = False,
    level: Annotated[
        str | None,
        typer.Option("--level", "--层级", parser=word("meeting_level"), help=_("high or working.")),
    ] = None,
    gave: Annotated[
        list[str] | None,
        typer.Option(
            "--gave",
            "--提供",
            parser=word("given"),
            metavar="GIVEN",
            help=_("What they were given: proposal, advice, quotation; may be repeated."),
        ),
    ] = None,
    incoming: Annotated[bool, typer.Option("--in", "--来电", help=_("They contacted us."))] = False,
    missed: Annotated[
        bool,
        typer.Option(
            "--missed",
            "--unanswered",
            "--未接",
            "--待答复",
            help=_("Nobody was reached; with --in, they wait for an answer and are due."),
        ),
    ] = False,
    _waiting: Annotated[bool, typer.Option("--待回复", hidden=True)] = False,
    received: Annotated[
        str | None,
        typer.Option("--received", "--来电时间", help=_("When they called or wrote: 10:02, 10:02:30.")),
    ] = None,
    answered: Annotated[
        str | None, typer.Option("--answered", "--接听时间", help=_("When they were answered."))
    ] = None,
    waited: Annotated[
        str | None, typer.Option("--waited", "--等待", help=_("Or how long they waited: 45s, 1m20s, 2h."))
    ] = None,
    care: Annotated[
        bool, typer.Option("--care", "--关怀", help=_("A greeting or news, no conversation."))
    ] = False,
    verified: Annotated[
        bool, typer.Option("--verified", "--已核实", help=_("They said that the contact data are right."))
    ] = False,
    by: Annotated[
        str | None,
        typer.Option(
            "--by", "--跟进人", autocompletion=staff_names, help=_("Who made the contact, if not you.")
        ),
    ] = None,
) -> None:
    """Records a contact with a customer in one line."""
    crm = context_of(ctx)
    row, listed = listed_customer(crm, who)
    store = crm.store
    said_way = way_typed(crm, channel)
    missed = missed or _waiting or said_way.missed
    incoming = incoming or said_way.direction == "in" or bool(received or answered or waited)
    if not content.strip() and not missed:
        raise errors.Usage(_("What was said is missing."), _("Say it in a few words."))
    channel = str(said_way.channel)
    added = check_person(crm, row, person, new_person)
    with crm.work(row["name"]) as work:
        came = (
            _waits(crm, incoming and missed, received, answered=answered, waited=waited, at=at)
            if incoming
            else {}
        )
        next_on, next_at = when_agreed(crm, next_day)
        contact = Contact(
            customer_id=row["id"],
            channel=channel,
            content=content,
            at=came.get("received") or crm.instant(at),
            feedback=feedback,
            next_step=step if next_at else step_agreed(next_day, step, on=next_on),
            next_on=next_on,
            next_at=next_at,
            settles=date.max if settles else None,
            cancels=is_none(next_day),
            person_id=person_id(work, row, person),
            level=level,
            gave=given_together(gave or ()),
            direction="in" if incoming else "out",
            reached=not missed,
            care=care,
            author_id=staff_id(crm, by),
            **came,
        )
        contact = as_said(contact)
        if verified:
            _verify(work, row, contact)
        interaction_id, steps = log(work, contact)
        if listed.item.startswith("birthday:") and contact.reached:
            note_greeting(work, row["id"])
        way = way_to_end(work, listed.item)
        opted_out = _opted_out(work, contact)
        stands = next_on is None or any(step["id"] == interaction_id for step in open_steps(work, row["id"]))
    after = store.customers.get(row["id"])
    missing, ask = gap_told(crm, row["id"])
    data = {
        "id": interaction_id,
        "customer_id": row["id"],
        "customer": row["name"],
        "next_contact_on": after["next_contact_on"],
        "steps": steps_data(steps),
        "missing": missing,
    }
    waits = interaction_id if came and missed else None
    lines = _lines(crm, after, waits, told_level=level is not None)
    lines[0] = listed.told(lines[0])
    if tells_only(work, contact):
        told = {"channel": label("channel", channel)}
        ask.append(
            _("By the policy %(channel)s is no effective contact: this counts as news.") % told
            if contact.direction == "out"
            else _("By the policy %(channel)s is no effective contact: what came in moves no next one.")
            % told
        )
    if not (contact.reached or missed):
        ask.insert(0, unreached_told(contact, interaction_id))
    if added:
        lines.insert(1, _("Added the contact person %(name)s.") % {"name": person})
    lines[1 + added : 1 + added] = [*settled_lines(crm.view, interaction_id), *step_lines(steps, crm.tz)]
    # A pause may put it off: then it is what comes next all the same.
    if next_on and (not stands or (after["next_contact_on"] or "") < next_on.isoformat()):
        lines.append(agreed_line(crm, contact, stands=stands))
    if next_on and stands:
        lines += whose_list(crm, after)
    else:
        lines += whose_news(crm, after)
    if way:
        lines.append(sentences(_("What the row is about is still open."), way))
    crm.show(Result(crm.command, data=data, lines=[*lines, *opted_out, *ask], warnings=_unwanted(after)))


def _opted_out(work: Work, contact: Contact) -> list[str]:
    """What follows, in a line, where the customer's own words opt out."""
    said = [contact.feedback, *([contact.content] if contact.direction == "in" else [])]
    if not any(said):
        return []
    from crmcli.verdicts.reach import Whom
    from crmcli.workflows.opting_out import Said, note

    whom = Whom(contact.customer_id, contact.person_id)
    return note(work, (Said(whom, text, contact.at, contact.channel) for text in said))


def _unwanted(row: Record) -> list[str]:
    """That a customer said no to being contacted, in a line; what was said is recorded all the same."""
    if row["status"] != "do_not_contact":
        return []
    return [_("%(name)s is not to be contacted; no contact is due.") % {"name": row["name"]}]


def _lines(crm: Context, row: Record, waits: int | None, *, told_level: bool) -> list[str]:
    """What was recorded and what comes next; `waits` is the contact that waits for an answer, if it does."""
    lines = [_("Recorded contact with %(name)s.") % {"name": row["name"]}]
    if waits is not None:
        lines.append(
            _("They wait for an answer: crmcli done inbound:%(id)d --note “what was said”") % {"id": waits}
        )
    if row["review_state"] == "pending":
        lines.append(_("They wait for approval; until then no contact is due."))
    day = row["next_contact_on"]
    if day:
        standing = crm.store.standings.of(row["id"]) or {"contact_reasons": []}
        reasons = why(due_reasons(standing["contact_reasons"], max(crm.today, date.fromisoformat(day))))
        lines.append(_("Next contact: %(day)s – %(why)s") % {"day": day, "why": reasons})
        if not told_level and day <= crm.today.isoformat() and _wants_high_level(crm, row["tier"]):
            lines.append(_("This tier also asks for a high-level contact: add --level high when it was one."))
    return lines


def _waits(
    crm: Context,
    unanswered: bool,
    received: str | None,
    answered: str | None,
    waited: str | None,
    at: str | None,
) -> dict[str, datetime]:
    """When they came in and were answered, as far as that was said. Usage for words that don't go together."""
    wait = parse_wait(waited) if waited else None
    if waited and wait is None:
        raise errors.Usage(
            _("Not a length of time: %(text)s") % {"text": waited}, _("Write it like 45s or 1m20s.")
        )
    if (answered or waited) and (unanswered or (answered and waited)):
        raise errors.Usage(
            _("Say one thing of the wait: --answered, --waited, or that nobody answered."),
            _("See: crmcli log-contact --help"),
        )
    if not (received or answered or waited or unanswered):
        return {}
    came = crm.instant(received or at)
    if wait is not None and not (received or at):
        came -= wait
    if unanswered:
        return {"received": came}
    if wait is not None:
        return {"received": came, "answered": came + wait}
    return {"received": came, "answered": crm.instant(answered)}


def _wants_high_level(crm: Context, tier: str) -> bool:
    return any(
        key == tier and plan.satisfied_by == "high_level" for key, plan in crm.policy.contact.plan.items()
    )


def _verify(work: Work, row: Record, contact: Contact) -> None:
    """Keeps that the contact data were confirmed, on the day of the contact. Usage where nobody was reached."""
    if not contact.reached:
        raise errors.Usage(
            _("Nobody was reached who could confirm the contact data."), _("Leave --verified out.")
        )
    day = local_date(contact.at, work.zone).isoformat()
    if (row["verified_on"] or "") < day:
        work.store.customers.edit(work.op, row["id"], {"verified_on": day})
