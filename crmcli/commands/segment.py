"""crmcli segment: filters that are kept under a name and shared by the team."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from crmcli import errors
from crmcli.clock import parse_iso
from crmcli.commands.offers import numbers
from crmcli.commands.shared import context_of, example, new_app
from crmcli.i18n import _, ngettext
from crmcli.result import Column, Result, Table
from crmcli.wording import shell_word

if TYPE_CHECKING:
    from crmcli.context import Context
    from crmcli.database.connection import Row

app = new_app(_("Filters that are kept under a name."))
ALIASES = {"保存": "save", "列表": "list", "查看": "show", "删除": "remove"}

Name = Annotated[
    str, typer.Argument(metavar="SEGMENT", help=_("What the filter is called: @NAME in other filters."))
]
KeptName = Annotated[
    str,
    typer.Argument(
        metavar="SEGMENT", autocompletion=numbers("segment"), help=_("What the filter is called.")
    ),
]


@app.command(
    "save",
    epilog=example(
        "crmcli segment save key-east 'tier=key and city in (Shanghai, Suzhou)'",
        "crmcli 客户群 保存 久未联系 '类别!=冷淡 且 最近跟进<60天前'",
        "crmcli find --where '@key-east and tag=VIP'",
    ),
)
def save(
    ctx: typer.Context,
    name: Name,
    where: Annotated[str, typer.Argument(metavar="FILTER", help=_("As after --where."))],
) -> None:
    """Keeps a filter under a name, in the place of one that is kept so already; says whom it finds now."""
    from crmcli.judging.filters import BadFilter, Kept, parse
    from crmcli.workflows.filtering import filtered

    crm = context_of(ctx)
    name = name.removeprefix("@")
    try:
        fits = name.isprintable() and parse(f"@{name}") == Kept(name)
    except BadFilter:
        fits = False
    if not fits:
        raise errors.Usage(
            _("A filter can't be called so: %(name)s") % {"name": name},
            _("Leave out spaces and the marks of filters, such as ( ) = < > ~ ! , &."),
        )
    with crm.work(name) as work:
        text = where.strip()
        crm.store.segments.save(work.op, name, text, crm.actor.id)
        found = len(filtered(crm.view, f"@{name}", crm.actor.id))
    data = {"name": name, "filter": text, "customers": found}
    crm.show(Result(crm.command, data=data, lines=[_found(name, found)]))


@app.command("list", epilog=example("crmcli segment list"))
def list_segments(ctx: typer.Context) -> None:
    """Lists the kept filters."""
    crm = context_of(ctx)
    columns = [Column("name", _("Name")), Column("filter", _("Filter")), Column("author", _("Kept by"))]
    rows = [{key: row[key] for key in ("name", "filter", "author")} for row in crm.store.segments.all()]
    crm.show(Result(crm.command, tables=[Table("segments", columns, rows)]))


@app.command("show", epilog=example("crmcli segment show key-east"))
def show(ctx: typer.Context, name: KeptName) -> None:
    """Shows a kept filter, who keeps it, and how many customers it finds now."""
    from crmcli.workflows.filtering import filtered

    crm = context_of(ctx)
    row = _kept(crm, name)
    found = len(filtered(crm.view, f"@{row['name']}", crm.actor.id))
    author = crm.store.staff.names().get(row["author_id"])
    kept_on = crm.local(parse_iso(row["created_at"]))
    kept = _("Kept by %(author)s since %(day)s.") % {"author": author or "—", "day": kept_on}
    lines = [_found(row["name"], found), f"  {row['filter']}", f"  {kept}"]
    data = {"name": row["name"], "filter": row["filter"], "author": author, "created_on": kept_on}
    after = [_("See them: crmcli find --where @%(name)s") % {"name": shell_word(row["name"])}]
    crm.show(Result(crm.command, data={**data, "customers": found}, lines=lines, after=after))


@app.command("remove", epilog=example("crmcli segment remove key-east"))
def remove(ctx: typer.Context, name: KeptName) -> None:
    """Removes a kept filter."""
    crm = context_of(ctx)
    with crm.work(name.removeprefix("@")) as work:
        row = _kept(crm, name)
        crm.store.segments.remove(work.op, row["id"])
    crm.show(
        Result(
            crm.command, data={"name": row["name"]}, lines=[_("Removed @%(name)s.") % {"name": row["name"]}]
        )
    )


def _kept(crm: Context, name: str) -> Row:
    row = crm.store.segments.get(name.removeprefix("@"))
    if row is None:
        raise errors.NotFound(
            _("No filter is kept so: %(place)s") % {"place": name.removeprefix("@")},
            _("See: crmcli segment list"),
        )
    return row


def _found(name: str, customers: int) -> str:
    count = ngettext("%(n)d customer", "%(n)d customers", customers) % {"n": customers}
    return _("@%(name)s: %(count)s now.") % {"name": name, "count": count}
