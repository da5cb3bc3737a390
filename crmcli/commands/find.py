"""crmcli find: customers by name, pinyin initials, phone, tag or standing."""

from __future__ import annotations

from typing import Annotated

import typer

from crmcli.commands.shared import (
    Limit,
    ShowAll,
    context_of,
    example,
    limit_rows,
    new_app,
    staff_names,
    tag_names,
    word,
)
from crmcli.facts import UNAPPROVED
from crmcli.i18n import _
from crmcli.queries.customers import FIELDS
from crmcli.result import Column, Result, Table

app = new_app()


@app.command(epilog=example("crmcli find 远鑫", "crmcli find cdyx --owner 李娜", "crmcli 查找 --类别 重点"))
def find(
    ctx: typer.Context,
    term: Annotated[
        str | None, typer.Argument(help=_("Part of a name, initials, phone, e-mail or tag."))
    ] = None,
    owner: Annotated[
        str | None,
        typer.Option("--owner", "--负责人", autocompletion=staff_names, help=_("Only this person's.")),
    ] = None,
    tier: Annotated[
        str | None, typer.Option("--tier", "--类别", parser=word("tier"), help=_("Only this tier."))
    ] = None,
    lifecycle: Annotated[
        str | None,
        typer.Option("--stage", "--阶段", parser=word("lifecycle"), help=_("Only this lifecycle stage.")),
    ] = None,
    city: Annotated[str | None, typer.Option("--city", "--城市", help=_("Only this city."))] = None,
    tag: Annotated[
        str | None, typer.Option("--tag", "--标签", autocompletion=tag_names, help=_("Only with this tag."))
    ] = None,
    limit: Limit = None,
    show_all: ShowAll = False,
) -> None:
    """Searches customers in any script; without a term it lists them all."""
    crm = context_of(ctx)
    store = crm.store
    filters = {
        "owner_id": store.staff.resolve(owner)["id"] if owner else None,
        "tier": tier, "lifecycle": lifecycle, "city": city, "tag": tag,
    }  # fmt: skip
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
        "id": _("Id"), "name": _("Name"), "phone": _("Phone"), "city": _("City"), "owner": _("Owner"),
    }  # fmt: skip
    columns = [
        Column(key, titles.get(key, key), "int" if key == "id" else "text")
        for key in FIELDS
        if key != "review_state"
    ]
    columns += [
        Column("review_state", _("Review"), "word", "review_state"),
        Column("tier", _("Tier"), "word", "tier"), Column("value_class", "value_class"), Column("lifecycle", "lifecycle"),
        Column("potential", "potential", "number"), Column("health", "health", "number"), Column("risk", "risk", "int"),
        Column("spend_12m", "spend_12m", "money"), Column("next_contact_on", "next_contact_on", "date"),
    ]  # fmt: skip
    return columns
