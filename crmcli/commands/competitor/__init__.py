"""crmcli competitor: who else offers what we do, and what is known of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from crmcli import errors
from crmcli.commands.competitor import views
from crmcli.commands.shared import (
    Limit,
    ShowAll,
    context_of,
    customer,
    customer_names,
    example,
    limit_rows,
    new_app,
)
from crmcli.i18n import _
from crmcli.matching.text import search_key
from crmcli.queries.competitors import names_of
from crmcli.result import Result

if TYPE_CHECKING:
    from crmcli.context import Context

app = new_app(_("Competitors: what is noted of them, and for which deals they are in play."))
ALIASES = {"新增": "add", "修改": "edit", "记录": "note", "列表": "list", "查看": "show", "查找": "find"}
AS_OF = frozenset({"list", "show", "find"})
CLEARED = {"edit": frozenset({"note"})}


def names(ctx: typer.Context, incomplete: str) -> list[str]:
    """Shell completion: competitors whose name begins so."""
    rows = context_of(ctx).store.competitors.listed()
    return [row["name"] for row in rows if row["name"].startswith(incomplete)]


Which = Annotated[
    str,
    typer.Argument(metavar="COMPETITOR", autocompletion=names, help=_("Its name, a part of it, or its id.")),
]
Aliases = Annotated[
    list[str] | None,
    typer.Option("--alias", "--别名", metavar="NAME", help=_("What else it is called; may be repeated.")),
]
Note = Annotated[str | None, typer.Option("--note", "--备注", help=_("A note."))]


@app.command(
    "add",
    epilog=example(
        "crmcli competitor add 'Bright Clean' --alias BC", "crmcli 竞争对手 新增 洁净公司 --备注 本地最大"
    ),
)
def add(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help=_("What the competitor is called."))],
    alias: Aliases = None,
    note: Note = None,
) -> None:
    """Adds a competitor."""
    crm = context_of(ctx)
    values = {"name": _name(crm, name), "aliases": _aliases(alias), "note": note or None}
    with crm.work(values["name"] or "") as work:
        competitor_id = work.store.competitors.add(work.op, values, work.day)
    crm.show(views.changed(crm, competitor_id, _("Added competitor %(id)d: %(name)s.")))


@app.command(
    "edit",
    epilog=example(
        "crmcli competitor edit 'Bright Clean' --alias BC", "crmcli 竞争对手 修改 洁净公司 --名称 洁净集团"
    ),
)
def edit(
    ctx: typer.Context,
    which: Which,
    name: Annotated[str | None, typer.Option("--name", "--名称", help=_("The new name."))] = None,
    alias: Aliases = None,
    note: Note = None,
) -> None:
    """Changes a competitor's name, further names (all of them anew) or note."""
    crm = context_of(ctx)
    row = crm.store.competitors.named(which)
    values: dict[str, Any] = {}
    if name is not None:
        values["name"] = _name(crm, name, but=row["id"])
    if alias is not None:
        values["aliases"] = _aliases(alias)
    if note is not None:
        values["note"] = note or None
    if not values:
        raise errors.Usage(_("Nothing to change was given."), _("See: crmcli competitor edit --help"))
    with crm.work(row["name"]) as work:
        work.store.competitors.edit(work.op, row["id"], values)
    crm.show(views.changed(crm, row["id"], _("Competitor %(id)d is changed: %(name)s.")))


@app.command(
    "note",
    epilog=example(
        "crmcli competitor note 'Bright Clean' '12 a metre' --topic price",
        "crmcli 竞争对手 记录 洁净公司 月底前八折 --主题 促销 --来源 客户转述",
    ),
)
def note(
    ctx: typer.Context,
    which: Which,
    text: Annotated[str, typer.Argument(metavar="TEXT", help=_("What is known."))],
    topic: Annotated[
        str | None, typer.Option("--topic", "--主题", help=_("What it is about: price, product, people …"))
    ] = None,
    source: Annotated[
        str | None, typer.Option("--source", "--来源", help=_("Where it is known from."))
    ] = None,
    on: Annotated[
        str | None, typer.Option("--on", "--日期", metavar="DAY", help=_("When it was so; today by default."))
    ] = None,
    about: Annotated[
        str | None,
        typer.Option(
            "--customer",
            "--客户",
            metavar="CUSTOMER",
            autocompletion=customer_names,
            help=_("The customer whom it is about, or who told it."),
        ),
    ] = None,
) -> None:
    """Notes what is known of a competitor."""
    crm = context_of(ctx)
    row = crm.store.competitors.named(which)
    if not text.strip():
        raise errors.Usage(_("The note's text is missing."), _("Say in a few words what is known."))
    day = crm.day(on) if on else crm.today
    if day > crm.today:
        raise errors.Invalid(_("A note can't be of a day ahead."), _("Check the day: --on."))
    values = {
        "competitor_id": row["id"],
        "customer_id": customer(crm, about)["id"] if about else None,
        "topic": topic or None,
        "text": text.strip(),
        "source": source or None,
        "noted_on": day.isoformat(),
    }
    with crm.work(row["name"]) as work:
        work.store.competitors.note(work.op, values)
    crm.show(views.changed(crm, row["id"], _("Noted of %(name)s.")))


@app.command("list", epilog=example("crmcli competitor list", "crmcli 竞争对手 列表"))
def list_competitors(ctx: typer.Context, limit: Limit = None, show_all: ShowAll = False) -> None:
    """Lists the competitors with their deals in play, and how many are won by us and lost to them."""
    crm = context_of(ctx)
    rows = limit_rows(crm, views.rows(crm), limit, show_all)
    crm.show(Result(crm.command, tables=[views.list_table(rows)], as_of=crm.as_of))


@app.command("show", epilog=example("crmcli competitor show 'Bright Clean'", "crmcli 竞争对手 查看 洁净公司"))
def show(ctx: typer.Context, which: Which) -> None:
    """Shows a competitor with its deals, the customers whose needs name it, and all notes."""
    crm = context_of(ctx)
    row = crm.store.competitors.named(which)
    if crm.view.past and row["created_on"] > crm.view.day:
        raise errors.NotFound(
            _("This competitor wasn't there on %(day)s.") % {"day": crm.view.day},
            _("See: crmcli competitor show %(id)d") % {"id": row["id"]},
        )
    crm.show(views.details(crm, row))


@app.command("find", epilog=example("crmcli competitor find price", "crmcli 竞争对手 查找 促销"))
def find(
    ctx: typer.Context,
    words: Annotated[list[str], typer.Argument(metavar="WORDS…", help=_("Words of the notes."))],
    limit: Limit = None,
) -> None:
    """Finds notes by their words, topics and the competitor's names, the best first; one Chinese character is enough."""
    crm = context_of(ctx)
    query = " ".join(words)
    rows = limit_rows(crm, views.found(crm, query), limit, True)
    crm.show(Result(crm.command, tables=[views.note_table(rows, query, of_all=True)], as_of=crm.as_of))


def _name(crm: Context, text: str, but: int | None = None) -> str:
    """A competitor's name as it is kept. Usage for an empty one, Invalid for another's."""
    name = " ".join(text.split())
    if not name:
        raise errors.Usage(_("The competitor's name is missing."), _("Say what it is called."))
    for row in crm.store.competitors.listed():
        if row["id"] != but and search_key(name) in map(search_key, names_of(row)):
            raise errors.Invalid(
                _("There is a competitor of this name: %(name)s.") % {"name": row["name"]},
                _("See: crmcli competitor show %(id)d") % {"id": row["id"]},
            )
    return name


def _aliases(told: list[str] | None) -> str | None:
    names = [part.strip() for each in told or () for part in each.replace("，", ",").split(",")]
    return ",".join(filter(None, names)) or None
