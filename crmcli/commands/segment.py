"""crmcli segment: filters that are kept under a name and shared by the team."""

from __future__ import annotations

from typing import Annotated

import typer

from crmcli import errors
from crmcli.commands.offers import numbers
from crmcli.commands.shared import context_of, example, new_app
from crmcli.i18n import _, ngettext
from crmcli.result import Column, Result, Table

app = new_app(_("Filters that are kept under a name."))
ALIASES = {"保存": "save", "列表": "list", "删除": "remove"}

Name = Annotated[
    str, typer.Argument(metavar="SEGMENT", help=_("What the filter is called: @NAME in other filters."))
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
    count = ngettext("%(n)d customer", "%(n)d customers", found) % {"n": found}
    line = _("@%(name)s: %(count)s now.") % {"name": name, "count": count}
    data = {"name": name, "filter": text, "customers": found}
    crm.show(Result(crm.command, data=data, lines=[line]))


@app.command("list", epilog=example("crmcli segment list"))
def list_segments(ctx: typer.Context) -> None:
    """Lists the kept filters."""
    crm = context_of(ctx)
    columns = [Column("name", _("Name")), Column("filter", _("Filter")), Column("author", _("Kept by"))]
    rows = [{key: row[key] for key in ("name", "filter", "author")} for row in crm.store.segments.all()]
    crm.show(Result(crm.command, tables=[Table("segments", columns, rows)]))


@app.command("remove", epilog=example("crmcli segment remove key-east"))
def remove(
    ctx: typer.Context,
    name: Annotated[
        str,
        typer.Argument(
            metavar="SEGMENT", autocompletion=numbers("segment"), help=_("What the filter is called.")
        ),
    ],
) -> None:
    """Removes a kept filter."""
    crm = context_of(ctx)
    name = name.removeprefix("@")
    with crm.work(name) as work:
        row = crm.store.segments.get(name)
        if row is None:
            raise errors.NotFound(
                _("No filter is kept so: %(place)s") % {"place": name}, _("See: crmcli segment list")
            )
        crm.store.segments.remove(work.op, row["id"])
    crm.show(Result(crm.command, data={"name": name}, lines=[_("Removed @%(name)s.") % {"name": name}]))
