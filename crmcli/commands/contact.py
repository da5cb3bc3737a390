"""crmcli contact: the people at a customer: who is new, who changed, who left and where to."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from crmcli import errors, naming
from crmcli.asking import pick
from crmcli.commands.changes import show_changes
from crmcli.commands.offers import numbers
from crmcli.commands.shared import (
    Limit,
    ShowAll,
    Where,
    Who,
    context_of,
    customer,
    customer_names,
    example,
    limit_rows,
    new_app,
    only,
)
from crmcli.i18n import _, remarked
from crmcli.result import Column, Result, Table
from crmcli.wording import clean
from crmcli.workflows import online_ways, persons

if TYPE_CHECKING:
    from crmcli.context import Context
    from crmcli.database.connection import Record, Row

app = new_app(_("The people at a customer."))
ALIASES = {"新增": "add", "修改": "edit", "离职": "leave", "调动": "move", "列表": "list"}

Person = Annotated[
    str,
    typer.Argument(
        metavar="PERSON",
        autocompletion=numbers("person"),
        help=_("Name, phone, e-mail, or the id that the list shows."),
    ),
]
Of = Annotated[
    str | None,
    typer.Option(
        "--customer",
        "--客户",
        autocompletion=customer_names,
        help=_("Whose contact person, where several are called so."),
    ),
]
Fields = Annotated[
    list[str] | None, typer.Argument(metavar="[FIELD=VALUE]...", help=_("An empty value clears."))
]
On = Annotated[str | None, typer.Option("--on", "--日期", help=_("Since which day; today by default."))]


@app.command(
    "add",
    epilog=example(
        "crmcli contact add 远鑫 王芳 title=采购经理 phone=13911829855",
        "crmcli 联系人 新增 远鑫 李强 职务=总经理 决策角色=决策者 生日=农历八月十五",
    ),
)
def add(
    ctx: typer.Context,
    who: Who,
    name: Annotated[str, typer.Argument(metavar="NAME", help=_("The person's name."))],
    fields: Fields = None,
) -> None:
    """Adds a contact person to a customer. The first one is the key one unless you say otherwise.

    Fields: title, department, phone, email, wechat, website, social, decision_role, is_key, birthday, birthday_calendar, consent, note.
    `consent` is a note in words; what may be sent is what `crmcli consent` records.
    """
    crm = context_of(ctx)
    about = customer(crm, who)
    values = {**_checked(crm, about, [f"name={name}", *(fields or [])])}
    with crm.work(f"{values['name']} – {about['name']}") as work:
        person_id = persons.add(work, about, values)
        told = persons.elsewhere(crm.store, about["id"], values)
    line = _("Added %(name)s to %(customer)s.") % {"name": values["name"], "customer": about["name"]}
    data = {"id": person_id, "customer_id": about["id"]}
    crm.show(Result(crm.command, data=data, lines=[line], warnings=told))


@app.command(
    "edit",
    epilog=example(
        "crmcli contact edit 王芳 title=总监 phone=",
        "crmcli 联系人 修改 王芳 --客户 远鑫 授权同意=同意接收短信",
    ),
)
def edit(ctx: typer.Context, person: Person, fields: Fields = None, of: Of = None) -> None:
    """Changes fields of a contact person; shows before and after.

    Fields: name, title, department, phone, email, wechat, website, social, decision_role, is_key, birthday, birthday_calendar,
    consent (a note: crmcli consent records what may be sent), note. Who left and came back: `left_on=`.
    """
    crm = context_of(ctx)
    row = _person(crm, person, of)
    given = list(fields or [])
    back = [text for text in given if text.replace(" ", "") in ("left_on=", "离开日期=")]
    values = _checked(crm, crm.store.customers.get(row["customer_id"]), [f for f in given if f not in back])
    values |= {"left_on": None, "moved_to": None} if back else {}
    if not values:
        raise errors.Usage(_("Nothing to change was given."), _("See: crmcli contact edit --help"))
    with crm.work(_named(row)) as work:
        row = {**row, **online_ways.told(crm.store, row["customer_id"], row["id"])}
        changed = persons.edit(work, row, values)
        told = persons.elsewhere(crm.store, row["customer_id"], values)
    rows = [{"field": f, "before": row[f], "after": v} for f, v in values.items() if row[f] != v]
    show_changes(
        crm, "contact_person", row["name"], data={"id": row["id"]}, rows=rows, changed=changed, warnings=told
    )


@app.command(
    "leave",
    epilog=example("crmcli contact leave 王芳", "crmcli 联系人 离职 王芳 --客户 远鑫 --日期 上周五"),
)
def leave(ctx: typer.Context, person: Person, of: Of = None, on: On = None) -> None:
    """Notes that a contact person left: what was said with them stays, and nothing suggests them any more."""
    crm = context_of(ctx)
    row, day = _present(crm, person, of), _past_day(crm, on)
    with crm.work(_named(row)) as work:
        persons.leave(work, row, day)
    line = _("%(name)s left %(customer)s on %(day)s.")
    lines = [line % {"name": row["name"], "customer": row["customer"], "day": day}]
    crm.show(Result(crm.command, data={"id": row["id"]}, lines=lines, after=_nobody_left(crm, row)))


@app.command(
    "move",
    epilog=example(
        "crmcli contact move 王芳 盛信 title=总经理", "crmcli 联系人 调动 王芳 盛信物流 --日期 2026-11-01"
    ),
)
def move(
    ctx: typer.Context, person: Person, to: Who, fields: Fields = None, of: Of = None, on: On = None
) -> None:
    """Notes that a contact person left for another customer, where they are one from then on.

    Their mobile, WeChat, birthday and notes go with them; title, e-mail and what was said stay with the old customer.
    """
    crm = context_of(ctx)
    row, day, new = _present(crm, person, of), _past_day(crm, on), customer(crm, to)
    if new["id"] == row["customer_id"]:
        raise errors.Invalid(
            _("%(name)s is a contact person of %(customer)s.")
            % {"name": row["name"], "customer": new["name"]},
            _("Name another customer."),
        )
    values = _checked(crm, new, fields or [])
    with crm.work(_named(row)) as work:
        person_id = persons.move(work, row, new, day, values)
    line = _("%(name)s moved from %(customer)s to %(new)s.")
    told = {"name": row["name"], "customer": row["customer"], "new": new["name"]}
    data = {"id": person_id, "customer_id": new["id"], "left": row["id"]}
    crm.show(Result(crm.command, data=data, lines=[line % told], after=_nobody_left(crm, row)))


@app.command("list", epilog=example("crmcli contact list 远鑫", "crmcli 联系人 列表 --离职"))
def list_persons(
    ctx: typer.Context,
    who: Annotated[
        str | None,
        typer.Argument(metavar="[CUSTOMER]", autocompletion=customer_names, help=_("Only this customer's.")),
    ] = None,
    left: Annotated[bool, typer.Option("--left", "--离职", help=_("Those who left, too."))] = False,
    where: Where = None,
    limit: Limit = None,
    show_all: ShowAll = False,
) -> None:
    """Lists contact persons, the key ones of each customer first."""
    crm = context_of(ctx)
    found = crm.store.persons.listed(customer(crm, who)["id"] if who else None, left)
    rows = only(crm, map(dict, found), where)
    columns = [
        Column("id", _("Id"), "int"),
        Column("name", _("Contact person")),
        Column("customer", _("Customer")),
        Column("title", _("Job title")),
        Column("decision_role", _("Decision role"), "word", "decision_role"),
        Column("phone", _("Phone"), "code"),
        Column("left_on", _("Left on"), "date"),
        Column("moved_to", _("Moved to")),
        *(Column(key, key) for key in _MORE),
    ]
    hidden = {
        *_MORE,
        *(key for key in ("title", "decision_role", "left_on", "moved_to") if not any(r[key] for r in rows)),
    }
    table = Table("contacts", columns, limit_rows(crm, rows, limit, show_all), machine_only=frozenset(hidden))
    crm.show(Result(crm.command, tables=[table]))


#: What scripts read of a contact person beside what the screen has room for.
_MORE = (
    "customer_id", "customer_code", "department", "email", "wechat", "birthday", "birthday_calendar", "is_key", "consent", "note",
)  # fmt: skip


def _person(crm: Context, text: str, of: str | None) -> Row:
    """The contact person that is meant; NotFound, or Ambiguous where a terminal can't ask."""
    from crmcli.matching.phones import normalize_phone

    home = crm.store.policies.country()
    phones = {text, normalize_phone(text, home) or text}
    found = crm.store.persons.named(text, phones)
    if not found and text.isdecimal() and (row := crm.store.persons.get(int(text[:18]))):
        found = [row]
    if of is not None:
        about = customer(crm, of)
        found = [row for row in found if row["customer_id"] == about["id"]]
    if not found:
        raise errors.NotFound(
            _("No contact person is called %(text)s.") % {"text": text},
            _("See them with: crmcli contact list --left"),
        )
    present = [row for row in found if not row["left_on"]] or found
    if len(present) == 1:
        return present[0]
    lines = [f"{row['id']}  {clean(_named(row))}  {row['phone'] or ''}" for row in present]
    if crm.interactive:
        return present[pick(text, lines)]
    raise errors.Ambiguous(
        _("%(n)d contact persons match %(text)s.") % {"n": len(present), "text": text},
        _("Use the id in front, or name the customer with --customer."),
        candidates=lines,
    )


def _present(crm: Context, text: str, of: str | None) -> Row:
    """The same of somebody who hasn't left yet; Invalid otherwise."""
    row = _person(crm, text, of)
    if row["left_on"]:
        raise errors.Invalid(
            _("%(name)s left %(customer)s on %(day)s already.")
            % {"name": row["name"], "customer": row["customer"], "day": row["left_on"]},
            _("Did they come back? crmcli contact edit %(id)d left_on=") % {"id": row["id"]},
        )
    return row


def _past_day(crm: Context, text: str | None) -> date:
    day = crm.day(text) if text else crm.today
    if day > crm.today:
        raise errors.Invalid(
            _("%(day)s lies ahead.") % {"day": day},
            _("Note it when they have left; until then they can be reached."),
        )
    return day


def _checked(crm: Context, about: Record, pairs: list[str]) -> dict[str, Any]:
    """The given fields in their stored form."""
    from crmcli.matching.countries import country_code
    from crmcli.workflows.customer_input import PersonInput, checked
    from crmcli.workflows.customers import assignments

    given = {
        naming.key(name, PersonInput.model_fields, "contact_person") or name: value
        for name, value in assignments(pairs, clears=True).items()
    }
    if given.get("name") == "":
        raise errors.Invalid(_("A contact person needs a name."), _("Nothing was written."))
    home = country_code(about["country"] or "") or crm.store.policies.country()
    return checked(given, home, crm.day, crm.policy, PersonInput)


def _named(row: Row) -> str:
    return remarked(row["name"], row["customer"])


def _nobody_left(crm: Context, row: Row) -> list[str]:
    """What to do where the last contact person is gone."""
    if any(not person["left_on"] for person in crm.store.persons.of(row["customer_id"])):
        return []
    told = {"customer": row["customer"], "code": row["customer_code"]}
    return [
        _("Nobody is left to talk to at %(customer)s; add somebody: crmcli contact add %(code)s NAME") % told
    ]
