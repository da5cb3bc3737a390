"""crmcli opportunity: possible deals, from the first talk to won or lost.

A lead is a customer whom nobody has contacted yet, so what may be sold to one is called an opportunity, as in the policy. The
verbs that take one on stand in `steps`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from crmcli import clock, errors, vocabulary
from crmcli.commands.beside import kept_beside
from crmcli.commands.opportunity import steps, views
from crmcli.commands.opportunity.shared import (
    Amount,
    At,
    Close,
    NewPerson,
    Next,
    Note,
    Owner,
    Source,
    Step,
    Which,
    With,
    app,
    found,
    next_values,
    stage,
)
from crmcli.commands.persons import check_person, person_id
from crmcli.commands.shared import (
    Limit,
    assignee,
    context_of,
    customer,
    customer_names,
    example,
    limit_rows,
    staff_id,
    staff_names,
)
from crmcli.i18n import _
from crmcli.result import Result
from crmcli.verdicts.known_now import known_now
from crmcli.verdicts.opportunities import standings, stood
from crmcli.wording import shell_word
from crmcli.workflows import opportunities

if TYPE_CHECKING:
    from datetime import datetime

    from crmcli.context import Context
    from crmcli.database.connection import Record
    from crmcli.store import Work

__all__ = ["app", "steps"]

ALIASES = {
    "新增": "add", "列表": "list", "查看": "show", "阶段": "stage", "推进": "stage", "修改": "edit", "赢单": "win", "输单": "lose",
    "丢单": "lose",
}  # fmt: skip
AS_OF = frozenset({"list", "show"})
CLEARED = {"edit": frozenset({"close", "source", "person", "note"})}


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
        "currency": crm.store.policies.currency(),
        "expected_on": crm.day(close, ahead=True).isoformat() if close else None,
        "stage": stage(crm, begins) if begins else crm.policy.opportunity.stage[0].key,
        "source": source and (vocabulary.parse_word("source", source) or source.strip()),
        "note": note,
        **next_values(crm, step, next_day),
    }
    given_owner = assignee(crm, owner)
    with crm.work(values["title"]) as work:
        row = about or _added(
            crm, work, who, person, {"phone": phone, "source": values["source"], "owner_id": given_owner}
        )
        values |= {"customer_id": row["id"], "owner_id": given_owner or row["owner_id"] or crm.actor.id}
        values["contact_person_id"] = person_id(work, row, person)
        opportunity_id = crm.store.opportunities.add(work.op, values | _opening(crm, at))
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
    values = checked(told, work.store.policies.country(), crm.day)
    return work.store.customers.get(add_customer(work, {**values, "owner_id": owner_id}, person))


def _opening(crm: Context, at: str | None) -> dict[str, str]:
    """When an opportunity came up; Invalid in the future."""
    moment: datetime = crm.instant(at)
    if moment > crm.now:
        raise errors.Invalid(_("An opportunity can't be from the future."), _("Check the day: --at."))
    return {"opened_at": clock.iso(moment), "opened_on": crm.local(moment)}


@app.command(
    "edit",
    epilog=example(
        "crmcli opportunity edit 3 --amount 15万 --close 2027-01-15",
        "crmcli 商机 修改 3 --负责人 李娜 --下次 明天 --下一步 送样品",
    ),
)
def edit(
    ctx: typer.Context,
    which: Which,
    title: Annotated[str | None, typer.Option("--title", "--标题", help=_("What may be sold."))] = None,
    amount: Amount = None,
    close: Close = None,
    owner: Owner = None,
    source: Source = None,
    person: With = None,
    new_person: NewPerson = False,
    next_day: Next = None,
    step: Step = None,
    note: Note = None,
) -> None:
    """Changes an opportunity, all but its stage. An empty day, source, contact person or note takes it away."""
    crm = context_of(ctx)
    row = found(crm, which)
    about = crm.store.customers.get(row["customer_id"])
    added = check_person(crm, about, person, new_person)
    values: dict[str, Any] = next_values(crm, step, next_day)
    given = {"title": title, "amount_cents": amount, "note": note}
    values |= {key: value if value != "" else None for key, value in given.items() if value is not None}
    if close is not None:
        values["expected_on"] = crm.day(close, ahead=True).isoformat() if close.strip() else None
    if source is not None:
        values["source"] = (
            (vocabulary.parse_word("source", source) or source.strip()) if source.strip() else None
        )
    if owner:
        values["owner_id"] = assignee(crm, owner)
    if not values and person is None:
        raise errors.Usage(_("Nothing to change was given."), _("See: crmcli opportunity edit --help"))
    with crm.work(row["title"]) as work:
        if person is not None:
            values["contact_person_id"] = person_id(work, about, person)
        differs = crm.store.opportunities.edit(work.op, row["id"], values)
    line = (
        _("Changed opportunity %(id)d: %(title)s.")
        if differs
        else _("Opportunity %(id)d had these values already; nothing changed: %(title)s.")
    )
    lines = [(_("Added the contact person %(name)s.") % {"name": person}).replace("%", "%%")] if added else []
    crm.show(views.changed(crm, row["id"], *lines, line))


@app.command(
    "list",
    epilog=example(
        "crmcli opportunity list",
        "crmcli opportunity list 远鑫 --all",
        "crmcli 商机 列表 --负责人 李娜 --停滞",
    ),
)
def list_opportunities(
    ctx: typer.Context,
    who: Annotated[
        str | None,
        typer.Argument(metavar="[CUSTOMER]", autocompletion=customer_names, help=_("Only this customer's.")),
    ] = None,
    owner: Annotated[
        str | None,
        typer.Option("--owner", "--负责人", autocompletion=staff_names, help=_("Only this person's.")),
    ] = None,
    in_stage: Annotated[
        str | None, typer.Option("--stage", "--阶段", help=_("Only in this stage; won and lost among them."))
    ] = None,
    idle: Annotated[
        bool, typer.Option("--idle", "--停滞", help=_("Only those that nothing was done about for too long."))
    ] = False,
    everything: Annotated[bool, typer.Option("--all", "--全部", help=_("Won and lost ones, too."))] = False,
    limit: Limit = None,
) -> None:
    """Lists open opportunities, those expected to close soonest first."""
    crm = context_of(ctx)
    subject = customer(crm, who)["id"] if who else None
    wanted = _stage_asked(crm, in_stage) if in_stage else None
    closed = everything or wanted in ("won", "lost")
    filters = {
        "customer_id": subject,
        "owner_id": staff_id(crm, owner),
        "stage": wanted,
        "open": None if closed else 1,
    }
    rows = [views.as_row(crm, one) for one in standings(crm.view, filters)]
    if idle:
        rows = [row for row in rows if row["idle_on"] and row["idle_on"] <= crm.as_of.on.isoformat()]
    rows = limit_rows(crm, rows, limit, everything)
    later = known_now(crm.view, ("opportunities", "customers", "contacts", "staff"), subject and [subject])
    table = views.list_table(rows, everyone=owner is None, closed=closed)
    after = kept_beside(crm, rows, "id", "opportunity show")
    crm.show(Result(crm.command, tables=[table], after=after, as_of=crm.as_of, known_now=later))


def _stage_asked(crm: Context, text: str) -> str:
    """A stage that lists are narrowed to: one of the policy's, an end, or any other that some opportunity has."""
    key = opportunities.stage_of(crm.policy, text)
    return key or (text if text in crm.store.opportunities.stages() else stage(crm, text))


@app.command(
    "show",
    epilog=example(
        "crmcli opportunity show 3", "crmcli opportunity show 'annual cleaning'", "crmcli 商机 查看 3"
    ),
)
def show(ctx: typer.Context, which: Which) -> None:
    """Shows one opportunity with its stages, the days in each, and every step."""
    crm = context_of(ctx)
    row = found(crm, which)
    if not crm.as_of.explicit:
        crm.show(views.details(crm, stood(crm.view, [row])[0]))
        return
    about = {"customer_id": row["customer_id"]}
    then = [one for one in standings(crm.view, about) if one.row["id"] == row["id"]]
    if not then:
        raise errors.NotFound(
            _("This opportunity wasn't there on %(day)s.") % {"day": crm.as_of.on.isoformat()},
            _("See: crmcli opportunity show %(id)s") % {"id": shell_word(row["id"])},
        )
    result = views.details(crm, then[0])
    result.known_now = known_now(crm.view, ("opportunities", "staff"), [row["customer_id"]])
    crm.show(result)
