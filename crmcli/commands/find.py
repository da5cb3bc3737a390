"""crmcli find: customers by name, pinyin, phone, notes, tag or standing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from crmcli.commands.beside import kept_beside
from crmcli.commands.shared import (
    Limit,
    OnlyCity,
    OnlyOwner,
    OnlyStage,
    OnlyTag,
    OnlyTier,
    ShowAll,
    Where,
    chosen,
    context_of,
    example,
    limit_rows,
    new_app,
    staff_id,
)
from crmcli.i18n import _, clauses
from crmcli.queries.customers import FIELDS
from crmcli.result import Column, Result, Table
from crmcli.vocabulary import UNAPPROVED
from crmcli.workflows.finding import found_in

if TYPE_CHECKING:
    from crmcli.store import Store

app = new_app()


@app.command(
    epilog=example(
        "crmcli find 远鑫",
        "crmcli find cdyx --owner 李娜",
        "crmcli find yunqi",
        "crmcli 查找 --类别 重点",
        "crmcli find --where 'tier=key and last_contact<-60d'",
        "crmcli 查找 --条件 '类别=重点 且 近12个月消费额>=2万 且 城市~上海'",
    )
)
def find(
    ctx: typer.Context,
    terms: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[TERM]...", help=_("Words of a name, pinyin, phone, e-mail, number, tag or note.")
        ),
    ] = None,
    owner: OnlyOwner = None,
    tier: OnlyTier = None,
    lifecycle: OnlyStage = None,
    city: OnlyCity = None,
    tag: OnlyTag = None,
    where: Where = None,
    limit: Limit = None,
    show_all: ShowAll = False,
) -> None:
    """Searches customers in any script; without a term it lists them all.

    `--where` takes fields, facts and your own columns, compared by = != < <= > >= ~ (holds) !~ in, joined by and, or, not:
    `tier=key and city~上海 and last_contact<-60d`.
    """
    crm = context_of(ctx)
    store, term = crm.store, " ".join(terms or ())
    filters = {
        "owner_id": staff_id(crm, owner),
        "tier": tier,
        "lifecycle": lifecycle,
        "city": city,
        "tag": tag,
    }
    with store.db.snapshot():
        ids = chosen(crm, where)
        rows = _found(store, term, filters, ids, limit) if term else _all(store, filters, ids, limit)
        near = store.customers.near(term) if term and not rows else []
    rows = limit_rows(crm, rows, limit, show_all)
    telling = {"found_in"} if any(row["found_in"] for row in rows) else set()
    if any(row["review_state"] in UNAPPROVED for row in rows):
        telling.add("review_state")
    table = Table("customers", _columns(), rows, machine_only=_HIDDEN - telling)
    result = Result(crm.command, tables=[table], after=kept_beside(crm, rows, "code"))
    if near:
        names = clauses(f"{row['code']} {row['name']}" for row in near)
        result.after = [_("Similar: %(names)s") % {"names": names}]
    crm.show(result)


def _all(
    store: Store, filters: Mapping[str, Any], chosen: list[int] | None, limit: int | None
) -> list[dict[str, Any]]:
    if chosen is not None and not any(filters.values()):
        chosen = chosen[:limit]
    return [{**row, "found_in": None} for row in store.customers.listed(filters, chosen)]


def _found(
    store: Store, term: str, filters: Mapping[str, Any], chosen: list[int] | None, limit: int | None
) -> list[dict[str, Any]]:
    """Who answers the term, the best first; `found_in` says what does, where the list doesn't show it."""
    enough = None if any(filters.values()) else limit
    ids = [match.customer_id for match in store.search.matches(term, enough if chosen is None else None)]
    if chosen is not None:
        wanted = set(chosen)
        ids = [i for i in ids if i in wanted]
    ids = ids[:enough]
    rows = {row["id"]: dict(row) for row in store.customers.listed(filters, ids)}
    found = [rows[i] for i in ids if i in rows]
    told = found_in(store, found, store.search.words(term))
    for row in found:
        row["found_in"] = told.get(row["id"])
    return found


_SHOWN = ("code", "name", "phone", "city", "owner", "tier")
_HIDDEN = frozenset(FIELDS) - set(_SHOWN) | {
    "found_in",
    "lifecycle",
    "value_class",
    "potential",
    "health",
    "risk",
    "spend_12m",
    "next_contact_on",
}


def _columns() -> list[Column]:
    titles = {
        "code": _("Code"),
        "name": _("Name"),
        "phone": _("Phone"),
        "city": _("City"),
        "owner": _("Owner"),
    }
    columns = [
        Column(key, titles.get(key, key), "int" if key == "id" else "text")
        for key in FIELDS
        if key != "review_state"
    ]
    columns += [
        Column("review_state", _("Review"), "word", "review_state"),
        Column("tier", _("Tier"), "word", "tier"),
        Column("value_class", "value_class"),
        Column("lifecycle", "lifecycle"),
        Column("potential", "potential", "number"),
        Column("health", "health", "number"),
        Column("risk", "risk", "int"),
        Column("spend_12m", "spend_12m", "money"),
        Column("next_contact_on", "next_contact_on", "date"),
    ]
    columns.append(Column("found_in", _("Found in"), "word", "found_in"))
    return columns
