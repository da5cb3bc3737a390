"""crmcli log-contact: one line records a contact: who, channel, what was said, what comes next."""

from __future__ import annotations

from typing import Annotated

import typer

from crmcli import errors
from crmcli.commands.shared import context_of, example, listed_customer, new_app, staff_names, word
from crmcli.contacts import due_reasons
from crmcli.context import Context
from crmcli.i18n import _
from crmcli.result import Result
from crmcli.wording import why
from crmcli.workflows.contacts import Contact, log

app = new_app()


@app.command(
    epilog=example(
        "crmcli log-contact 远鑫 电话 “想了解新套餐” --next +7d --step 发报价",
        'crmcli log-contact 远鑫 visit "met the director" --level high --with 张建华',
    )
)
def log_contact(
    ctx: typer.Context,
    who: Annotated[
        str, typer.Argument(metavar="CUSTOMER", help=_("A number of the due list, or id, code, phone, name."))
    ],
    channel: Annotated[str, typer.Argument(parser=word("channel"), help=_("phone, visit, wechat, email …"))],
    content: Annotated[str, typer.Argument(metavar="TEXT", help=_("What was said."))],
    feedback: Annotated[
        str | None, typer.Option("--feedback", "--反馈", help=_("The customer's reaction."))
    ] = None,
    step: Annotated[str | None, typer.Option("--step", "--下一步", help=_("What was agreed."))] = None,
    next_day: Annotated[
        str | None, typer.Option("--next", "--下次", help=_("Day of the next contact: +7d, 下周一."))
    ] = None,
    at: Annotated[str | None, typer.Option("--at", "--时间", help=_("When it was, if not now."))] = None,
    person: Annotated[
        str | None, typer.Option("--with", "--联系人", help=_("Contact person spoken to."))
    ] = None,
    level: Annotated[
        str | None,
        typer.Option("--level", "--层级", parser=word("meeting_level"), help=_("high or working.")),
    ] = None,
    incoming: Annotated[bool, typer.Option("--in", "--来电", help=_("They contacted us."))] = False,
    missed: Annotated[bool, typer.Option("--missed", "--未接", help=_("Nobody was reached."))] = False,
    care: Annotated[
        bool, typer.Option("--care", "--关怀", help=_("A greeting or news, no conversation."))
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
    row = listed_customer(crm, who)
    store = crm.store
    contact_person = store.customers.person(row["id"], person) if person else None
    if person and contact_person is None:
        raise errors.NotFound(
            _("%(name)s has no contact person %(person)s.") % {"name": row["name"], "person": person},
            _("See: crmcli show %(id)d") % {"id": row["id"]},
        )
    contact = Contact(
        row["id"], channel, content, crm.instant(at), feedback, step, crm.day(next_day, ahead=True) if next_day else None,
        contact_person["id"] if contact_person else None, level, "in" if incoming else "out", not missed, care,
        store.staff.resolve(by)["id"] if by else None,
    )  # fmt: skip
    with crm.operation(row["name"]) as op:
        interaction_id = log(store, op, crm.policy, crm.as_of, contact)
    after = store.customers.get(row["id"])
    lines = [_("Recorded contact with %(name)s.") % {"name": row["name"]}]
    if after["next_contact_on"]:
        standing = store.standings.of(row["id"]) or {"contact_reasons": []}
        reasons = due_reasons(standing["contact_reasons"], crm.today)
        lines.append(
            _("Next contact: %(day)s – %(why)s") % {"day": after["next_contact_on"], "why": why(reasons)}
        )
        if (
            level is None
            and after["next_contact_on"] <= crm.today.isoformat()
            and _wants_high_level(crm, after["tier"])
        ):
            lines.append(_("This tier also asks for a high-level contact: add --level high when it was one."))
    data = {
        "id": interaction_id,
        "customer_id": row["id"],
        "customer": row["name"],
        "next_contact_on": after["next_contact_on"],
    }
    crm.show(Result(crm.command, data=data, lines=lines))


def _wants_high_level(crm: Context, tier: str) -> bool:
    return any(
        key == tier and plan.satisfied_by == "high_level" for key, plan in crm.policy.contact.plan.items()
    )
