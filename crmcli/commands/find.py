"""crmcli find: customers by name, pinyin initials, phone, tag or standing."""

from __future__ import annotations

from typing import Annotated

import typer

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
from crmcli.queries.customers import FIELDS
from crmcli.result import Column, Result, Table
from crmcli.vocabulary import UNAPPROVED

app = new_app()


@app.command(epilog=example("crmcli find 远鑫", "crmcli find cdyx --owner 李娜", "crmcli 查找 --类别 重点"))
def find(
    ctx: typer.Context,
    term: Annotated[
        str | None, typer.Argument(help=_("Part of a name, initials, phone, e-mail or tag."))
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
        ids = store.customers.search(term) if term else None
        rows = [dict(row) for row in store.customers.listed(filters, ids)]
    rows = limit_rows(crm, rows, limit, show_all)
    hidden = _HIDDEN - {"review_state"} if any(row["review_state"] in UNAPPROVED for row in rows) else _HIDDEN
    crm.show(Result(crm.command, tables=[Table("customers", _columns(), rows, machine_only=hidden)]))


_SHOWN = ("id", "name", "phone", "city", "owner", "tier")
_HIDDEN = frozenset(FIELDS) - set(_SHOWN) | {
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
    return columns
