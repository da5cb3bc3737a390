"""crmcli campaign: campaigns as a list, one with all that belongs to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from crmcli.commands.campaign.shared import Campaign, Kind, app, there
from crmcli.commands.campaign.tables import cost_table, people_table
from crmcli.commands.shared import (
    Limit,
    ShowAll,
    context_of,
    example,
    in_units,
    limit_rows,
    staff_id,
    staff_names,
    word,
)
from crmcli.i18n import _, clauses, remarked, titled
from crmcli.render.cells import money
from crmcli.result import Column, Result, Table
from crmcli.verdicts import campaigns
from crmcli.verdicts.known_now import known_now
from crmcli.wording import clean, label
from crmcli.workflows.campaigns.planning import unpacked

if TYPE_CHECKING:
    from crmcli.context import Context
    from crmcli.database.connection import Record
    from crmcli.verdicts.campaigns import Standing

#: The kinds of records that both rest on.
_RESTS_ON = ("campaigns",)


@app.command(
    "list",
    epilog=example(
        "crmcli campaign list", "crmcli campaign list --state running", "crmcli 活动 列表 --类型 促销"
    ),
)
def list_(
    ctx: typer.Context,
    state: Annotated[
        str | None,
        typer.Option(
            "--state", "--状态", parser=word("campaign_state"), help=_("Only those that stand so: planned …")
        ),
    ] = None,
    kind: Annotated[
        str | None, typer.Option("--kind", "--类型", parser=Kind, help=_("Only of this kind."))
    ] = None,
    owner: Annotated[
        str | None,
        typer.Option(
            "--owner",
            "--负责人",
            autocompletion=staff_names,
            help=_("Only those that this person answers for."),
        ),
    ] = None,
    limit: Limit = None,
    show_all: ShowAll = False,
) -> None:
    """Lists campaigns, the latest to begin first, with how many were drawn, invited, signed up and came, and what they cost."""
    crm = context_of(ctx)
    whose = staff_id(crm, owner)
    rows = [
        _as_row(each)
        for each in campaigns.listed(crm.view)
        if state in (None, each.state)
        and kind in (None, each.row["kind"])
        and whose in (None, each.row["owner_id"])
    ]
    columns = [
        Column("id", _("Id"), "int"),
        Column("name", _("Campaign")),
        Column("kind", _("Kind"), "word", "campaign_kind"),
        Column("start_on", _("Begins"), "date"),
        Column("end_on", _("Ends"), "date"),
        Column("state", _("State"), "word", "campaign_state"),
        Column("drawn", _("Drawn"), "int"),
        Column("held_out", _("Held out"), "int"),
        Column("invited", _("Invited"), "int"),
        Column("yes", _("Signed up"), "int"),
        Column("no", _("Declined"), "int"),
        Column("came", _("Came"), "int"),
        Column("absent", _("Absent"), "int"),
        Column("walked_in", _("Came undrawn"), "int"),
        Column("budget_cents", _("Budget"), "money"),
        Column("spent_cents", _("Spent"), "money"),
        Column("owner", _("Owner")),
        Column("place", _("Venue")),
        Column("product", _("Product")),
    ]
    aside = frozenset({"held_out", "no", "absent", "walked_in", "owner", "place", "product"})
    table = Table("campaigns", columns, limit_rows(crm, rows, limit, show_all), machine_only=aside)
    later = known_now(crm.view, _RESTS_ON)
    lines = [] if rows else [_("There is no campaign.")]
    crm.show(Result(crm.command, tables=[table], lines=lines, as_of=crm.as_of, known_now=later))


@app.command(
    "show",
    epilog=example("crmcli campaign show 'Open day'", "crmcli 活动 查看 答谢会"),
)
def show(ctx: typer.Context, campaign: Campaign, limit: Limit = None, show_all: ShowAll = False) -> None:
    """Shows one campaign: for whom, who was invited, signed up and came, and its costs against the budget."""
    crm = context_of(ctx)
    found = campaigns.standings(crm.view, [there(crm, campaign)])[0]
    people = campaigns.as_of(crm.view, crm.store.campaigns.participants(found.row["id"], _day(crm)))
    costs = [{**each} for each in found.expenses]
    data = {
        **as_data(found.row),
        "state": found.state,
        "counts": found.counts._asdict(),
        "spent": in_units({"spent_cents": found.spent})["spent"],
        "participants": [{key: each[key] for key in _TOLD} for each in people],
        "expenses": [in_units({key: each[key] for key in _SPENT}) for each in costs],
    }
    tables = [people_table(limit_rows(crm, people, limit, show_all)), cost_table(costs)]
    crm.show(
        Result(
            crm.command,
            data=data,
            tables=[table for table in tables if table.rows],
            lines=_head(crm, found),
            as_of=crm.as_of,
            known_now=known_now(crm.view, _RESTS_ON),
        )
    )


def days(row: Record) -> str:
    """The days of a campaign: one, or from and to."""
    if row["start_on"] == row["end_on"]:
        return str(row["start_on"])
    return _("%(start)s to %(end)s") % {"start": row["start_on"], "end": row["end_on"]}


def as_data(row: Record) -> dict[str, Any]:
    """A campaign as scripts read it, its texts by language."""
    told = in_units({key: row[key] for key in _CAMPAIGN})
    return {**told, "matched": bool(row["matched"]), **unpacked(row)}


def spent_line(standing: Standing) -> str:
    """What was spent, and what of the budget is left or was exceeded."""
    budget, spent = standing.row["budget_cents"], standing.spent
    told = {"spent": money(spent), "budget": money(budget or 0)}
    if budget is None:
        return _("Spent: %(spent)s; there is no budget.") % told
    if spent > budget:
        return _("Spent: %(spent)s of %(budget)s, %(over)s over the budget.") % {
            **told,
            "over": money(spent - budget),
        }
    return _("Spent: %(spent)s of %(budget)s, %(left)s left.") % {**told, "left": money(budget - spent)}


def _day(crm: Context) -> str | None:
    return crm.view.day if crm.view.past else None


def _head(crm: Context, found: Standing) -> list[str]:
    row = found.row
    told = {
        _("Owner"): row["owner"],
        _("Venue"): row["place"],
        _("For whom"): row["audience"],
        _("Product"): row["product"],
        _("Note"): row["note"],
    }
    first = clauses(
        [
            remarked(row["name"], row["id"]),
            label("campaign_kind", row["kind"]),
            days(row),
            label("campaign_state", found.state),
        ]
    )
    lines = [first, *("  " + titled(title, clean(str(text))) for title, text in told.items() if text)]
    if row["form_id"]:
        form = next(each["key"] for each in crm.store.surveys.forms() if each["id"] == row["form_id"])
        lines.append("  " + titled(_("Survey"), form))
    if row["seed"]:
        lines.append(
            "  "
            + titled(
                _("Held out"),
                _("%(percent)d%%, seed %(seed)s") % {"percent": row["held_out_percent"], "seed": row["seed"]},
            )
        )
    counts = found.counts
    parts = [
        (_("drawn"), counts.drawn), (_("held out"), counts.held_out), (_("invited"), counts.invited), (_("signed up"), counts.yes),
        (_("declined"), counts.no), (_("came"), counts.came), (_("absent"), counts.absent), (_("came undrawn"), counts.walked_in),
    ]  # fmt: skip
    lines.append(
        "  "
        + titled(
            _("Customers"), clauses(f"{what} {n}" for what, n in parts if n) or _("nobody was drawn yet")
        )
    )
    return [*lines, "  " + spent_line(found)]


def _as_row(each: Standing) -> dict[str, Any]:
    return {**each.row, "state": each.state, **each.counts._asdict(), "spent_cents": each.spent}


#: What scripts get of a campaign, of its participants and of its costs.
_CAMPAIGN = (
    "id", "name", "kind", "start_on", "end_on", "place", "product", "audience", "held_out_percent", "seed", "budget_cents",
    "form_id", "owner_id", "owner", "note", "canceled_on", "created_on",
)  # fmt: skip
_TOLD = (
    "id", "customer_id", "code", "customer", "contact_person_id", "contact_person", "drawn", "held_out", "chosen_on", "invited_on",
    "channel", "outbox_id", "message_state", "answer", "answered_on", "attended", "attended_on", "score", "passed",
)  # fmt: skip
_SPENT = ("id", "spent_on", "category", "what", "amount_cents", "staff")
