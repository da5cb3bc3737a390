"""crmcli add: a new customer, after a look for the same one."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Annotated, Any

import typer

from crmcli import errors
from crmcli.actors import require_writer
from crmcli.asking import agreed, ask
from crmcli.commands.shared import context_of, example, new_app, parent_id, present_names, tag_names, word
from crmcli.context import Context
from crmcli.database.connection import Record
from crmcli.i18n import _, series
from crmcli.result import Result

app = new_app()


@app.command(
    epilog=example(
        "crmcli add 成都远鑫酒店 --phone 13911829855 --contact 张建华",
        "crmcli 新增 安定贸易 --城市 成都",
        "crmcli 新增 安定贸易 电话=13911829855 规模=小型",
    )
)
def add(
    ctx: typer.Context,
    name: Annotated[str | None, typer.Argument(help=_("Name of the company or person."))] = None,
    fields: Annotated[
        list[str] | None, typer.Argument(metavar="[FIELD=VALUE]...", help=_("Fields, as edit takes them."))
    ] = None,
    phone: Annotated[str | None, typer.Option("--phone", "--电话", help=_("Phone."))] = None,
    email: Annotated[str | None, typer.Option("--email", "--邮箱", help=_("E-mail."))] = None,
    wechat: Annotated[str | None, typer.Option("--wechat", "--微信", help=_("WeChat."))] = None,
    contact: Annotated[str | None, typer.Option("--contact", "--联系人", help=_("Contact person."))] = None,
    kind: Annotated[
        str | None,
        typer.Option("--kind", "--类型", parser=word("customer_kind"), help=_("company or person.")),
    ] = None,
    industry: Annotated[str | None, typer.Option("--industry", "--行业", help=_("Industry."))] = None,
    size: Annotated[
        str | None,
        typer.Option("--size", "--规模", parser=word("size"), help=_("micro, small, medium, large.")),
    ] = None,
    city: Annotated[str | None, typer.Option("--city", "--城市", help=_("City."))] = None,
    source: Annotated[str | None, typer.Option("--source", "--来源", help=_("How they found you."))] = None,
    owner: Annotated[
        str | None,
        typer.Option(
            "--owner",
            "--负责人",
            autocompletion=present_names,
            help=_("Who looks after them (you by default)."),
        ),
    ] = None,
    tags: Annotated[
        str | None,
        typer.Option("--tags", "--标签", autocompletion=tag_names, help=_("Tags, separated by commas.")),
    ] = None,
    note: Annotated[str | None, typer.Option("--note", "--备注", help=_("A note."))] = None,
    more: Annotated[
        list[str] | None, typer.Option("--set", "--设置", metavar="FIELD=VALUE", help=_("Any other field."))
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", "--强制", help=_("Add even if they seem to be there already."))
    ] = False,
) -> None:
    """Adds a customer. On a terminal, what is missing is asked for."""
    from crmcli.workflows.adding import add_customer, kind_of
    from crmcli.workflows.customer_input import checked
    from crmcli.workflows.customers import assignments, refuse_taken_number, split_own, stated, with_own
    from crmcli.workflows.own_fields import checked as checked_own

    crm = context_of(ctx)
    given = {
        "name": name,
        "phone": phone,
        "email": email,
        "wechat": wechat,
        "kind": kind,
        "industry": industry,
        "size": size,
        "city": city,
        "source": source,
        "tags": tags,
        "note": note,
    }
    said = {k: v for k, v in given.items() if v} | assignments([*(fields or []), *(more or [])], clears=False)
    said, own = split_own(crm.view, (), said)
    owner, parent = said.pop("owner", "") or owner, said.pop("parent", "")
    # What can't be is told before anything is asked, so that no answer is lost with it.
    owner_id = crm.store.staff.present(owner)["id"] if owner else crm.actor.id
    above = parent_id(crm, parent)
    own = checked_own(crm.policy, own, crm.day)
    values = checked(said, crm.policy.team.country, crm.day, crm.policy)
    if name is None:
        require_writer(crm.actor)
        values = checked(said | _ask(crm, said), crm.policy.team.country, crm.day, crm.policy)
    if not values.get("name"):
        raise errors.Invalid(_("A customer needs a name."), _("Write: crmcli add NAME"))
    _refuse_missing(crm, own)
    values |= stated(values, crm.today.isoformat()) | ({"custom": with_own(None, own)} if own else {})
    values |= {"owner_id": owner_id, "parent_id": above}
    values.setdefault("kind", kind_of(values["name"]))
    # Nobody is asked while others wait for the lock; who was added meanwhile is found with it.
    agreed = _agreed(crm, values, contact) if crm.interactive and not force else set()
    refuse_taken_number(crm.store, values.get("external_id"))
    with crm.work(values["name"]) as work:
        customer_id = add_customer(work, values, contact, None if force else agreed)
    row = crm.store.customers.get(customer_id)
    crm.show(
        Result(
            crm.command,
            data={
                "id": customer_id,
                "code": row["code"],
                "name": row["name"],
                "review_state": row["review_state"],
            },
            lines=[_("Added %(name)s (%(code)s).") % {"name": row["name"], "code": row["code"]}],
            after=_next(crm, row),
        )
    )


def _refuse_missing(crm: Context, own: Mapping[str, str]) -> None:
    """Invalid if a field that the team requires was not given."""
    from crmcli.workflows.own_fields import missing

    if names := missing(crm.policy, own):
        raise errors.Invalid(
            _("Required fields are missing: %(names)s") % {"names": series(names)},
            _("Give them like: crmcli add NAME %(field)s=VALUE") % {"field": names[0]},
        )


def _next(crm: Context, row: Record) -> list[str]:
    """What is to be done with somebody new; nothing yet with who is no lead."""
    if row["review_state"]:
        return [_("It waits for approval by a manager; it is in the contact plan from then on.")]
    standing = crm.store.standings.of(row["id"]) or {"contact_reasons": []}
    if all(code != "new_lead" for code, _told in standing["contact_reasons"]):
        return []
    line = _("Contact them within 48 hours: crmcli log-contact %(code)s phone “what was said”")
    return [line % {"code": row["code"]}]


def _ask(crm: Context, given: Mapping[str, Any]) -> dict[str, Any]:
    """The few fields that a new record needs, one question each; an empty answer leaves one out."""
    if not crm.interactive:
        raise errors.Usage(_("The customer's name is missing."), _("Write: crmcli add NAME"))
    questions = {
        "name": _("Name"),
        "phone": _("Phone"),
        "email": _("E-mail"),
        "city": _("City"),
        "industry": _("Industry"),
    }
    answers = {
        field: _answer(crm, field, text, given.get("country"))
        for field, text in questions.items()
        if not given.get(field)
    }
    return {field: answer for field, answer in answers.items() if answer}


def _answer(crm: Context, field: str, question: str, country: Any) -> str:
    """An answer that the field can hold: what can't be is told at once, and asked again."""
    from crmcli.workflows.customer_input import checked

    while True:
        default = "" if field != "name" else None
        answer = ask(question, default)
        try:
            checked({field: answer, "country": country or ""}, crm.policy.team.country, crm.day, crm.policy)
        except errors.Invalid as error:
            print(error.message, file=sys.stderr)
        else:
            return answer


def _agreed(crm: Context, values: Mapping[str, Any], contact: str | None) -> set[int]:
    """The customers whom the new one resembles and is to be added beside all the same."""
    from crmcli.workflows.adding import lines_of
    from crmcli.workflows.duplicates.finding import resembling

    same = [row for row, _pair in resembling(crm.store, values, contact)]
    if not same:
        return set()
    print(_("%(name)s seems to be there already:") % {"name": values["name"]}, file=sys.stderr)
    for line in lines_of(same):
        print(f"  {line}", file=sys.stderr)
    if not agreed(_("Add it all the same?")):
        raise typer.Exit(errors.Invalid.status)
    return {row["id"] for row in same}
