"""crmcli interaction: recorded contacts, listed and put right."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from crmcli import clock, errors
from crmcli.commands.beside import kept_beside
from crmcli.commands.changes import show_changes
from crmcli.commands.channels import channel_names, way_typed
from crmcli.commands.offers import numbers
from crmcli.commands.persons import check_person, person_id
from crmcli.commands.shared import (
    Limit,
    ShowAll,
    context_of,
    customer,
    customer_names,
    example,
    limit_rows,
    new_app,
    row_id,
    staff_id,
    staff_names,
    word,
)
from crmcli.i18n import _
from crmcli.result import Column, Result, Table
from crmcli.verdicts.known_now import known_now
from crmcli.wording import contact_channel

if TYPE_CHECKING:
    from collections.abc import Mapping

    from crmcli.context import Context
    from crmcli.database.connection import Row

app = new_app(_("Recorded contacts: listed and put right."))
ALIASES = {"修改": "edit", "更正": "edit", "列表": "list"}
AS_OF = frozenset({"list"})
CLEARED = {"edit": frozenset({"feedback", "person"})}
#: What follows from what was put right.
_FOLLOWS = frozenset({"occurred_on", "next_settles_on", "care", "author", "received_at"})


@app.command(
    "edit",
    epilog=example(
        "crmcli interaction edit 12 --text 'asked for two rooms' --at 2026-11-18",
        "crmcli interaction edit 12 --missed",
        "crmcli 跟进记录 修改 12 --渠道 电话 --联系人 王芳",
    ),
)
def edit(
    ctx: typer.Context,
    which: Annotated[
        str,
        typer.Argument(
            metavar="CONTACT", autocompletion=numbers("interaction"), help=_("Its number in the list.")
        ),
    ],
    text: Annotated[str | None, typer.Option("--text", "--内容", help=_("What was said."))] = None,
    channel: Annotated[
        str | None,
        typer.Option(
            "--channel", "--渠道", autocompletion=channel_names, help=_("phone, visit, wechat, email …")
        ),
    ] = None,
    at: Annotated[str | None, typer.Option("--at", "--时间", help=_("When it was."))] = None,
    person: Annotated[
        str | None, typer.Option("--with", "--联系人", help=_("Contact person spoken to."))
    ] = None,
    new_person: Annotated[
        bool, typer.Option("--new-person", "--新联系人", help=_("Adds the person of --with if need be."))
    ] = False,
    feedback: Annotated[
        str | None, typer.Option("--feedback", "--反馈", help=_("The customer's reaction."))
    ] = None,
    level: Annotated[
        str | None,
        typer.Option("--level", "--层级", parser=word("meeting_level"), help=_("high or working.")),
    ] = None,
    missed: Annotated[bool, typer.Option("--missed", "--未接", help=_("Nobody was reached."))] = False,
    reached: Annotated[bool, typer.Option("--reached", "--已接通", help=_("Somebody was reached."))] = False,
    by: Annotated[
        str | None,
        typer.Option("--by", "--跟进人", autocompletion=staff_names, help=_("Who made the contact.")),
    ] = None,
    version: Annotated[
        int | None,
        typer.Option(
            "--version-seen", "--版本", help=_("The version you saw: fails if a field changed since.")
        ),
    ] = None,
) -> None:
    """Puts a recorded contact right; shows before and after. An empty reaction or contact person clears it.

    What was agreed is changed by another contact: log-contact --next.
    """
    from crmcli.workflows import interactions

    crm = context_of(ctx)
    row = crm.store.interactions.get(row_id(which, "interaction"))
    about = crm.store.customers.get(row["customer_id"])
    if missed and reached:
        raise errors.Usage(_("Say one of --missed and --reached."), _("See: crmcli interaction edit --help"))
    added = bool(person) and check_person(crm, about, person, new_person)
    given = _given(crm, {"content": text, "feedback": feedback}, {"level": level}, channel, at=at, by=by)
    given |= {"reached": reached} if missed or reached else {}
    if not given and person is None:
        raise errors.Usage(_("Nothing to change was given."), _("See: crmcli interaction edit --help"))
    with crm.work(row["customer"]) as work:
        row = crm.store.interactions.get(row["id"])
        if person is not None:
            given["contact_person_id"] = person_id(work, about, person)
        if version is not None:
            interactions.refuse_overwriting(crm.store, row, version, _columns_of(given), crm.reader)
        differing = interactions.correct(work, row, given)
        _refuse_empty({**dict(row), **differing})
    names = {row["id"]: row["name"] for row in crm.store.persons.of(about["id"])}
    rows = [
        {
            "field": "contact_person" if name == "contact_person_id" else name,
            **{side: names.get(v) if name == "contact_person_id" else v for side, v in values.items()},
        }
        for name, values in _sides(row, differing).items()
    ]
    data = {
        "id": row["id"],
        "customer_id": about["id"],
        "version": interactions.version_of(crm.store, row["id"]),
        "person_added": added,
    }
    called = _("contact %(id)d with %(name)s") % {"id": row["id"], "name": about["name"]}
    show_changes(crm, "interaction", called, data=data, rows=rows, changed=bool(differing), warnings=[])


def _given(
    crm: Context,
    texts: Mapping[str, str | None],
    words: Mapping[str, str | None],
    channel: str | None,
    *,
    at: str | None,
    by: str | None,
) -> dict[str, Any]:
    """What is to be changed, as far as it was given."""
    given: dict[str, Any] = {key: value for key, value in words.items() if value}
    given |= {key: text.strip() or None for key, text in texts.items() if text is not None}
    if channel:
        way = way_typed(crm, channel)
        given |= {"channel": way.channel, **({"direction": way.direction} if way.direction else {})}
        given |= {"reached": False} if way.missed else {}
    if at:
        given["at"] = crm.instant(at)
    if by:
        given["author_id"] = staff_id(crm, by)
    return given


def _columns_of(given: Mapping[str, Any]) -> dict[str, Any]:
    """What was given by the columns in which it would stand."""
    columns = {name: value for name, value in given.items() if name not in ("at", "reached")}
    columns |= {"occurred_at": clock.iso(given["at"])} if "at" in given else {}
    return columns | ({"effective": int(given["reached"])} if "reached" in given else {})


def _refuse_empty(row: Mapping[str, Any]) -> None:
    """Usage for a contact that reached somebody and of which nothing is said."""
    if row["effective"] and not (row["content"] or "").strip():
        raise errors.Usage(_("What was said is missing."), _("Say it in a few words."))


def _sides(row: Row, differing: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    return {
        name: {"before": row[name], "after": value}
        for name, value in differing.items()
        if name not in _FOLLOWS
    }


@app.command(
    "list",
    epilog=example(
        "crmcli interaction list 远鑫", "crmcli interaction list --limit 20", "crmcli 跟进记录 列表 远鑫"
    ),
)
def list_interactions(
    ctx: typer.Context,
    who: Annotated[
        str | None,
        typer.Argument(metavar="[CUSTOMER]", autocompletion=customer_names, help=_("Only this customer's.")),
    ] = None,
    limit: Limit = None,
    show_all: ShowAll = False,
) -> None:
    """Lists recorded contacts, the newest first."""
    crm = context_of(ctx)
    about = customer(crm, who) if who else None
    ids = [about["id"]] if about else None
    names, past = crm.store.staff.names(), crm.view.past
    rows = [
        {
            **dict(row),
            "author": names.get(row["author_id"]) or row["author"],
            "next_on": row["next_at"] or row["next_on"],
        }
        for row in reversed(crm.store.interactions.all(ids))
        if past is None or row["occurred_at"] <= past
    ]
    columns = [
        Column("id", _("Id"), "int"),
        Column("occurred_at", _("When"), "instant"),
        Column("customer", _("Customer")),
        Column("channel", _("Channel"), "word", "channel"),
        Column("contact_person", _("Contact person")),
        Column("content", _("What was said")),
        Column("feedback", _("Reaction")),
        Column("next_on", _("Next"), "instant"),
        Column("author", _("By")),
        Column("effective", "effective", "int"),
        Column("direction", "direction"),
        Column("level", "level"),
        Column("next_step", "next_step"),
        Column("customer_id", "customer_id", "int"),
        Column("customer_code", "customer_code", "code"),
    ]
    hidden = {"effective", "direction", "level", "next_step", "customer_id", "customer_code"}
    listed = limit_rows(crm, rows, limit, show_all)
    if crm.format == "table":
        columns[3] = Column("channel", _("Channel"))
        listed = [{**row, "channel": contact_channel(row)} for row in listed]
    hidden |= {"customer"} if about else set()
    hidden |= {key for key in ("contact_person", "feedback") if not any(row[key] for row in listed)}
    table = Table(
        "interactions", columns, listed, title=about["name"] if about else "", machine_only=frozenset(hidden)
    )
    later = known_now(crm.view, ("contacts", "customers", "staff"), ids)
    after = kept_beside(crm, listed, "id", of="customer_code")
    crm.show(Result(crm.command, tables=[table], after=after, as_of=crm.as_of, known_now=later))
