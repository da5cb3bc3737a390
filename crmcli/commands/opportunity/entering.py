"""crmcli opportunity add: a possible deal, with its customer where that one is new."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from crmcli import clock, errors, vocabulary
from crmcli.commands.currencies import Currency
from crmcli.commands.opportunity import views
from crmcli.commands.opportunity.shared import (
    Amount,
    At,
    Close,
    Competitors,
    NewPerson,
    Next,
    Note,
    Owner,
    Source,
    Step,
    With,
    app,
    competitor_ids,
    next_values,
    stage,
)
from crmcli.commands.persons import check_person, person_id
from crmcli.commands.shared import assignee, context_of, customer, customer_names, example
from crmcli.i18n import _

if TYPE_CHECKING:
    from datetime import datetime

    from crmcli.context import Context
    from crmcli.database.connection import Record
    from crmcli.store import Work


@app.command(
    "add",
    epilog=example(
        "crmcli opportunity add 远鑫 'annual cleaning' --amount 12.8万 --close +30d",
        "crmcli 商机 新增 远鑫 年度保洁 --金额 12.8万 --下次 下周一 --下一步 发报价",
        "crmcli opportunity add 'Harbour Inn' kitchens --with Ann --phone 13911829855",
    ),
)
def add(
    ctx: typer.Context,
    who: Annotated[
        str,
        typer.Argument(
            metavar="CUSTOMER",
            autocompletion=customer_names,
            help=_("Id, code, phone, name or a unique part of it; a name nobody has adds the customer."),
        ),
    ],
    title: Annotated[str, typer.Argument(metavar="TITLE", help=_("What may be sold."))],
    amount: Amount = None,
    close: Close = None,
    begins: Annotated[
        str | None, typer.Option("--stage", "--阶段", help=_("The stage it is in; the first by default."))
    ] = None,
    owner: Owner = None,
    source: Source = None,
    person: With = None,
    new_person: NewPerson = False,
    phone: Annotated[
        str | None, typer.Option("--phone", "--电话", help=_("The phone of a customer who is added."))
    ] = None,
    new: Annotated[
        bool,
        typer.Option("--new", "--新客户", help=_("Adds the customer even if others are called almost so.")),
    ] = False,
    next_day: Next = None,
    step: Step = None,
    at: At = None,
    currency: Currency = None,
    competitor: Competitors = None,
    note: Note = None,
) -> None:
    """Adds an opportunity of a customer, who is added with it if need be. It is the customer's owner's unless --owner names
    somebody."""
    crm = context_of(ctx)
    about = None if new else _known(crm, who)
    if about is not None and phone:
        raise errors.Usage(
            _("%(name)s is there already; --phone is for a customer who is added.") % {"name": about["name"]},
            _("Change it with: crmcli edit %(code)s FIELD=VALUE") % {"code": about["code"]},
        )
    added = check_person(crm, about, person, new_person) if about else bool(person)
    values = {
        "title": title.strip(),
        "amount_cents": amount,
        "currency": currency or crm.store.policies.currency(),
        "expected_on": crm.day(close, ahead=True).isoformat() if close else None,
        "stage": stage(crm, begins) if begins else crm.policy.opportunity.stage[0].key,
        "source": source and (vocabulary.parse_word("source", source) or source.strip()),
        "note": note,
        **next_values(crm, step, next_day),
    }
    given_owner, rivals = assignee(crm, owner), competitor_ids(crm, competitor)
    with crm.work(values["title"]) as work:
        row = about or _added(
            crm, work, who, person, {"phone": phone, "source": values["source"], "owner_id": given_owner}
        )
        values |= {"customer_id": row["id"], "owner_id": given_owner or row["owner_id"] or crm.actor.id}
        values["contact_person_id"] = person_id(work, row, person)
        opportunity_id = crm.store.opportunities.add(work.op, values | _opening(crm, at))
        for rival in rivals:
            work.store.competitors.name_for(work.op, opportunity_id, rival, work.day)
    lines = [_("Added opportunity %(id)d of %(customer)s: %(title)s.")]
    if about is None:
        told = {"name": row["name"], "code": row["code"]}
        lines.insert(0, (_("Added %(name)s (%(code)s).") % told).replace("%", "%%"))
    elif added:
        lines.insert(0, (_("Added the contact person %(name)s.") % {"name": person}).replace("%", "%%"))
    crm.show(views.changed(crm, opportunity_id, *lines))


def _known(crm: Context, who: str) -> Record | None:
    """The customer that a text names; None for a name that nobody has. NotFound, with those who are called almost so, for one
    that may be a slip, and for what is no name."""
    try:
        return customer(crm, who)
    except errors.Ambiguous:
        raise
    except errors.NotFound as unknown:
        if unknown.details.get("candidates"):
            unknown.hint = _("Use one of these codes, or add the customer with --new.")
            raise
        if not any(sign.isalpha() for sign in who):
            raise
    return None


def _added(crm: Context, work: Work, name: str, person: str | None, given: dict[str, Any]) -> Record:
    """The new customer of this name, with whom the opportunity comes."""
    from crmcli.workflows.adding import add_customer
    from crmcli.workflows.customer_input import checked

    owner_id = given.pop("owner_id") or work.op.actor.id
    told = {"name": name.strip(), **{key: text for key, text in given.items() if text}}
    values = checked(told, work.store.policies.country(), crm.day, work.policy)
    return work.store.customers.get(add_customer(work, {**values, "owner_id": owner_id}, person))


def _opening(crm: Context, at: str | None) -> dict[str, str]:
    """When an opportunity came up; Invalid in the future."""
    moment: datetime = crm.instant(at)
    if moment > crm.now:
        raise errors.Invalid(_("An opportunity can't be from the future."), _("Check the day: --at."))
    return {"opened_at": clock.iso(moment), "opened_on": crm.local(moment)}
