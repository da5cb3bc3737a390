"""crmcli kb: standard answers, phrases and cases, found by any of their words."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from crmcli import errors
from crmcli.commands.attached import attached
from crmcli.commands.complaint.lookup import named
from crmcli.commands.kb import views as views
from crmcli.commands.offers import numbers
from crmcli.commands.shared import (
    Limit,
    Product,
    ShowAll,
    context_of,
    example,
    limit_rows,
    new_app,
    row_id,
    word,
)
from crmcli.i18n import _, ngettext
from crmcli.result import Result
from crmcli.workflows import knowledge

if TYPE_CHECKING:
    from crmcli.context import Context
    from crmcli.database.connection import Row

app = new_app(_("Standard answers, phrases and cases, found by any word."))
ALIASES = {
    "新增": "add", "登记": "add", "查找": "find", "搜索": "find", "查看": "show", "修改": "edit", "列表": "list",
    "停用": "retire", "导出": "export",
}  # fmt: skip
CLEARED = {"edit": frozenset({"category", "product", "tags"})}

#: So many entries a search shows unless --limit says otherwise.
_BEST = 10

Number = Annotated[
    str, typer.Argument(metavar="ID", autocompletion=numbers("entry"), help=_("The entry's number."))
]
Kind = Annotated[
    str | None,
    typer.Option("--kind", "--类型", parser=word("knowledge_kind"), help=_("question, phrase or case.")),
]
Category = Annotated[
    str | None, typer.Option("--category", "--分类", help=_("The category, as complaints have it."))
]
Tags = Annotated[str | None, typer.Option("--tags", "--标签", help=_("Tags, separated by commas."))]
Public = Annotated[
    bool | None,
    typer.Option(
        "--public/--internal",
        "--公开/--内部",
        show_default=False,
        help=_("Whether customers may read it: kb export writes what they may."),
    ),
]
Tag = Annotated[str | None, typer.Option("--tag", "--标签", help=_("Only entries with this tag."))]


@app.command(
    "add",
    epilog=example(
        'crmcli kb add "When does a refund arrive?" "Within 5 working days."',
        "crmcli 知识 新增 发票抬头怎么改 当月作废重开，跨月开红字发票",
        'crmcli kb add "Late twice" "A spare team." --complaint TS2026-0001',
    ),
)
def add(
    ctx: typer.Context,
    title: Annotated[str, typer.Argument(metavar="TITLE", help=_("The question, or what it is about."))],
    answer: Annotated[str, typer.Argument(metavar="ANSWER", help=_("The answer, or what to say."))],
    kind: Kind = None,
    category: Category = None,
    product: Product = None,
    tags: Tags = None,
    complaint: Annotated[
        str | None,
        typer.Option(
            "--complaint",
            "--投诉",
            autocompletion=numbers("complaint"),
            help=_("The complaint it comes from; it becomes a case of its category."),
        ),
    ] = None,
    public: Public = None,
) -> None:
    """Adds an entry: a standard question with its answer unless --kind says otherwise."""
    crm = context_of(ctx)
    source = named(crm, complaint, None) if complaint else None
    values = {
        "title": title,
        "answer": answer,
        "kind": kind,
        "category": category,
        "product": product,
        "tags": tags,
    }
    with crm.work(title.strip()[:60]) as work:
        entry_id = knowledge.add(work, values, source, public=bool(public))
    _say(crm, entry_id, _("Added entry %(id)d: “%(title)s”."))


@app.command(
    "find",
    epilog=example("crmcli kb find refund", "crmcli 知识 查找 票", "crmcli kb find --complaint TS2026-0001"),
)
def find(
    ctx: typer.Context,
    words: Annotated[
        list[str] | None, typer.Argument(metavar="[WORDS]…", help=_("Words of the title or the answer."))
    ] = None,
    kind: Kind = None,
    category: Category = None,
    product: Product = None,
    tag: Tag = None,
    complaint: Annotated[
        str | None,
        typer.Option(
            "--complaint",
            "--投诉",
            autocompletion=numbers("complaint"),
            help=_("Only entries of this complaint's category."),
        ),
    ] = None,
    limit: Limit = _BEST,
) -> None:
    """Finds entries by their words, the best first: all words before some, title before answer.

    One Chinese character is enough; an English word finds what begins with it.
    """
    crm = context_of(ctx)
    query = " ".join(words or ())
    filters = {"kind": kind, "category": category, "product": product, "tag": tag, "state": "active"}
    if complaint:
        filters |= knowledge.scope(named(crm, complaint, None))
    elif not query.strip():
        raise errors.Usage(_("Say what to look for."), _("See: crmcli kb list"))
    rows = _found(crm, query, filters, limit or _BEST)
    crm.show_all = True
    after = [_("Read one with: crmcli kb show %(id)d") % {"id": rows[0]["id"]}] if rows else []
    if not rows:
        after = [_("Nothing holds these words. Add what you find out with: crmcli kb add TITLE ANSWER")]
    shown = rows or crm.format != "table"
    crm.show(Result(crm.command, tables=[views.hit_table(rows, query)] if shown else [], after=after))


def _found(crm: Context, query: str, filters: dict[str, str | None], most: int) -> list[Row]:
    """The best entries for the words, or without words the first of the list."""
    entries = crm.store.knowledge
    return entries.search(query, filters, most) if query.strip() else entries.listed(filters)[:most]


@app.command("list", epilog=example("crmcli kb list --category refunds", "crmcli 知识 列表 --类型 话术"))
def list_entries(
    ctx: typer.Context,
    kind: Kind = None,
    category: Category = None,
    product: Product = None,
    tag: Tag = None,
    public: Annotated[
        bool, typer.Option("--public", "--公开", help=_("Only those that customers may read."))
    ] = False,
    retired: Annotated[
        bool, typer.Option("--retired", "--停用", help=_("Those no longer in use instead."))
    ] = False,
    limit: Limit = None,
    show_all: ShowAll = False,
) -> None:
    """Lists the entries in use by category and title."""
    crm = context_of(ctx)
    filters = {
        "kind": kind,
        "category": category,
        "product": product,
        "tag": tag,
        "state": "retired" if retired else "active",
        "public": "1" if public else None,
    }
    rows = limit_rows(crm, crm.store.knowledge.listed(filters), limit, show_all)
    crm.show(Result(crm.command, tables=[views.list_table(rows)]))


@app.command("show", epilog=example("crmcli kb show 3", "crmcli 知识 查看 3"))
def show(ctx: typer.Context, number: Number) -> None:
    """Shows one entry and where it was used."""
    crm = context_of(ctx)
    row = crm.store.knowledge.get(row_id(number, "kb"))
    uses = crm.store.knowledge.uses(row["id"])
    result = Result(
        crm.command,
        data={**views.as_data(row), "uses": [dict(use) for use in uses]},
        lines=views.details(crm, row),
        tables=[views.use_table(uses)] if uses else [],
    )
    crm.show(attached(crm, "knowledge", row["id"], result))


@app.command(
    "edit",
    epilog=example(
        'crmcli kb edit 3 --answer "Within 3 working days."', "crmcli 知识 修改 3 --投诉 TS2026-0001"
    ),
)
def edit(
    ctx: typer.Context,
    number: Number,
    title: Annotated[str | None, typer.Option("--title", "--标题", help=_("The new title."))] = None,
    answer: Annotated[str | None, typer.Option("--answer", "--答案", help=_("The new answer."))] = None,
    kind: Kind = None,
    category: Category = None,
    product: Product = None,
    tags: Tags = None,
    complaint: Annotated[
        str | None,
        typer.Option(
            "--complaint",
            "--投诉",
            autocompletion=numbers("complaint"),
            help=_("A complaint that it was used for."),
        ),
    ] = None,
    public: Public = None,
) -> None:
    """Changes an entry, or notes a complaint that it was used for. An empty text takes a field away."""
    crm = context_of(ctx)
    row = crm.store.knowledge.get(row_id(number, "kb"))
    given = {
        "title": title,
        "answer": answer,
        "kind": kind,
        "category": category,
        "product": product,
        "tags": tags,
    }
    values = {key: value for key, value in given.items() if value is not None}
    used_for = named(crm, complaint, None) if complaint else None
    if not values and used_for is None and public is None:
        raise errors.Usage(_("Nothing to change was given."), _("See: crmcli kb edit --help"))
    with crm.work(row["title"][:60]) as work:
        changed = knowledge.edit(work, row, values, used_for, public=public)
    _say(
        crm,
        row["id"],
        _("Entry %(id)d is changed: “%(title)s”.")
        if changed
        else _("Entry %(id)d was so already: “%(title)s”."),
    )


@app.command("retire", epilog=example("crmcli kb retire 3", "crmcli 知识 停用 3"))
def retire(ctx: typer.Context, number: Number) -> None:
    """Takes an entry out of use: searches leave it out, and complaints keep their link to it."""
    crm = context_of(ctx)
    row = crm.store.knowledge.get(row_id(number, "kb"))
    with crm.work(row["title"][:60]) as work:
        knowledge.retire(work, row["id"])
    _say(crm, row["id"], _("Entry %(id)d is retired: “%(title)s”."))


@app.command(
    "export",
    epilog=example("crmcli kb export faq.html", "crmcli 知识 导出 常见问题.html --标题 常见问题"),
)
def export(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help=_("The page to write (.html)."))],
    title: Annotated[str | None, typer.Option("--title", "--标题", help=_("What stands above it."))] = None,
    category: Category = None,
    product: Product = None,
    tag: Tag = None,
) -> None:
    """Writes what customers may read as one page, searchable and without a network: the entries marked with --public."""
    from crmcli.render.faq import as_html
    from crmcli.saving import save

    crm = context_of(ctx)
    crm.target(file, (".html",))
    filters = {"category": category, "product": product, "tag": tag, "state": "active", "public": "1"}
    rows = crm.store.knowledge.listed(filters)
    if not rows:
        raise errors.Invalid(
            _("No entry is for customers to read."), _("Mark one with: crmcli kb edit NUMBER --public")
        )
    path = str(save(file, as_html(title or _("Questions and answers"), list(map(dict, rows))).encode()))
    line = ngettext("Wrote %(n)d entry to %(path)s", "Wrote %(n)d entries to %(path)s", len(rows))
    data = {"file": path, "entries": [row["id"] for row in rows]}
    crm.show(Result(crm.command, data=data, lines=[line % {"n": len(rows), "path": path}]))


def _say(crm: Context, entry_id: int, sentence: str) -> None:
    row: Any = crm.store.knowledge.get(entry_id)
    said = sentence % {"id": entry_id, "title": row["title"]}
    crm.show(Result(crm.command, data=views.as_data(row), lines=[said]))
