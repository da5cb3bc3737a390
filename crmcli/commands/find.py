"""crmcli find: customers by name, pinyin, phone, notes, tag or standing."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from crmcli.commands.customer_fields import titles
from crmcli.commands.shared import (
    Limit,
    OnlyCity,
    OnlyOwner,
    OnlyStage,
    OnlyTag,
    OnlyTier,
    ShowAll,
    context_of,
    example,
    limit_rows,
    new_app,
    staff_id,
)
from crmcli.i18n import _
from crmcli.matching.search_words import Place
from crmcli.matching.text import search_key
from crmcli.queries.customers import FIELDS
from crmcli.queries.search import NOTES
from crmcli.result import Column, Result, Table
from crmcli.vocabulary import UNAPPROVED

if TYPE_CHECKING:
    from crmcli.store import Store

app = new_app()


@app.command(
    epilog=example(
        "crmcli find 远鑫", "crmcli find cdyx --owner 李娜", "crmcli find yunqi", "crmcli 查找 --类别 重点"
    )
)
def find(
    ctx: typer.Context,
    term: Annotated[
        str | None, typer.Argument(help=_("Words of a name, pinyin, phone, e-mail, number, tag or note."))
    ] = None,
    owner: OnlyOwner = None,
    tier: OnlyTier = None,
    lifecycle: OnlyStage = None,
    city: OnlyCity = None,
    tag: OnlyTag = None,
    limit: Limit = None,
    show_all: ShowAll = False,
) -> None:
    """Searches customers in any script; without a term it lists them all."""
    crm = context_of(ctx)
    store = crm.store
    filters = {
        "owner_id": staff_id(crm, owner),
        "tier": tier,
        "lifecycle": lifecycle,
        "city": city,
        "tag": tag,
    }
    with store.db.snapshot():
        rows = _found(store, term, filters, limit) if term else _all(store, filters)
        near = store.customers.near(term) if term and not rows else []
    rows = limit_rows(crm, rows, limit, show_all)
    telling = {"found_in"} if any(row["found_in"] for row in rows) else set()
    if any(row["review_state"] in UNAPPROVED for row in rows):
        telling.add("review_state")
    table = Table("customers", _columns(), rows, machine_only=_HIDDEN - telling)
    result = Result(crm.command, tables=[table])
    if near:
        names = "; ".join(f"{row['code']} {row['name']}" for row in near)
        result.after = [_("Similar: %(names)s") % {"names": names}]
    crm.show(result)


def _all(store: Store, filters: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [{**row, "found_in": None} for row in store.customers.listed(filters)]


def _found(store: Store, term: str, filters: Mapping[str, Any], limit: int | None) -> list[dict[str, Any]]:
    """Who answers the term, the best first; `found_in` says in which notes or own columns where nothing else does."""
    enough = None if any(filters.values()) else limit
    places = {match.customer_id: match.place for match in store.search.matches(term, enough)}
    rows = {row["id"]: dict(row) for row in store.customers.listed(filters, list(places))}
    found = [rows[i] for i in places if i in rows]
    for row in found:
        row["found_in"] = _noted(row, term) if places[row["id"]] is Place.NOTE else None
    return found


def _noted(row: Mapping[str, Any], term: str) -> str:
    """The notes and own columns of a customer that hold a word of the term."""
    words = [search_key(word) for word in term.split()]
    texts = {title: row[field] for field, title in titles().items() if field in NOTES and row[field]}
    texts |= json.loads(row["custom"] or "{}")
    held = [name for name, text in texts.items() if any(word in search_key(str(text)) for word in words)]
    return ", ".join(held) or _("Contact person")


_SHOWN = ("id", "name", "phone", "city", "owner", "tier")
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
        "id": _("Id"),
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
    columns.append(Column("found_in", _("Found in")))
    return columns
