"""crmcli campaign draw: whom a campaign is for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from crmcli.commands.campaign.shared import Campaign, app, left_out
from crmcli.commands.shared import Limit, ShowAll, context_of, example, limit_rows
from crmcli.i18n import _, ngettext
from crmcli.result import Column, Result, Table
from crmcli.workflows.campaigns import drawing

if TYPE_CHECKING:
    from crmcli.context import Context
    from crmcli.database.connection import Row
    from crmcli.workflows.campaigns.drawing import Audience


@app.command(
    "draw",
    epilog=example("crmcli campaign draw 'Open day' --dry-run", "crmcli 活动 圈选 答谢会"),
)
def draw(
    ctx: typer.Context,
    campaign: Campaign,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", "--试运行", "--试算", help=_("Only show who would be drawn."))
    ] = False,
    limit: Limit = None,
    show_all: ShowAll = False,
) -> None:
    """Works the audience out as it is today: who may be reached for marketing, and of these who is held out, from a seed that is kept.

    Drawn again, it adds who is new; who was drawn stays where they are. Held out are the least SHA-256 of seed:number.
    """
    crm = context_of(ctx)
    row = crm.store.campaigns.named(campaign)
    if dry_run:
        from crmcli.workflows.campaigns.planning import refuse_ended

        refuse_ended(crm.view, row)
        found = drawing.audience(crm.view, row, crm.actor.id)
        first = ngettext(
            "Nothing was written. %(n)d customer would be drawn.",
            "Nothing was written. %(n)d customers would be drawn.",
            len(found.new),
        )
        crm.show(_shown(crm, row, found, None, None, first, limit_rows(crm, found.new, limit, show_all)))
        return
    with crm.work(row["name"]) as work:
        found, held, seed = drawing.draw(work, row)
    first = ngettext("%(n)d customer was drawn.", "%(n)d customers were drawn.", len(found.new))
    crm.show(_shown(crm, row, found, held, seed, first, limit_rows(crm, found.new, limit, show_all)))


def _shown(
    crm: Context,
    row: Row,
    found: Audience,
    held: list[Row] | None,
    seed: str | None,
    first: str,
    rows: list[Row],
) -> Result:
    out = {each["id"] for each in held or ()}
    told_first = first % {"n": len(found.new)} if found.new or held is None else _("Nobody new was drawn.")
    lines = [told_first, *left_out(found.left_out)]
    if found.before:
        lines.append(
            ngettext("%(n)d had been drawn before.", "%(n)d had been drawn before.", found.before)
            % {"n": found.before}
        )
    if seed and found.new:
        told = {"n": len(out), "seed": seed}
        lines.append(
            _("Held out of these: %(n)d, by the least SHA-256 of seed:number; seed %(seed)s.") % told
        )
    if drawing.goes_by_habits(row) and not found.new and not found.before:
        lines.append(_("Nobody's habits match %(product)s.") % {"product": row["product"]})
    columns = [
        Column("code", _("Number"), "code"),
        Column("customer", _("Customer")),
        Column("owner", _("Owner")),
        *([Column("held_out", _("Held out"), "word", "yes_no")] if out else []),
        Column("customer_id", _("Customer number"), "int"),
    ]
    owners = crm.store.staff.names()
    people = [_person(each, owners, out) for each in rows]
    table = Table("drawn", columns, people, machine_only=frozenset({"customer_id"}))
    everyone = [_person(each, owners, out) for each in found.new]
    data: dict[str, Any] = {
        "id": row["id"],
        "drawn": everyone,
        "left_out": dict(found.left_out),
        "before": found.before,
        "seed": seed,
    }
    after = (
        [_("Next: crmcli campaign invite %(id)d") % {"id": row["id"]}]
        if held is not None and found.new
        else []
    )
    return Result(crm.command, data=data, tables=[table] if people else [], lines=lines, after=after)


def _person(row: Row, owners: dict[int, str], out: set[int]) -> dict[str, Any]:
    return {
        "code": row["code"],
        "customer": row["name"],
        "owner": owners.get(row["owner_id"] or 0),
        "held_out": "yes" if row["id"] in out else "no",
        "customer_id": row["id"],
    }
