"""Campaigns by month and kind: how many were invited and came, what they cost, and what came of each in a word."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from crmcli.figures import kpis
from crmcli.i18n import _
from crmcli.reports.currencies import left_out
from crmcli.reports.model import Report, Sheet
from crmcli.reports.pipeline_ended import view_of, within
from crmcli.reports.request import Request
from crmcli.result import Column, Table
from crmcli.verdicts import campaigns
from crmcli.verdicts.campaign_results import Result, results
from crmcli.vocabulary import choices

BY: tuple[str, ...] = ()
#: The kinds of records that it rests on.
RESTS_ON = ("campaigns", "customers", "orders")


def build(request: Request) -> Report:
    """The campaigns that began in the period, and what came of them by its end; without a start since ever."""
    period = request.period
    view = view_of(request, period.end)
    begun = [each for each in campaigns.listed(view) if within(each.row["start_on"], period)]
    found = results(view, begun)
    tables = [_campaigns(found), _kinds(found)]
    return Report(
        name="campaigns",
        title=_("Campaigns"),
        as_of=request.view.as_of,
        zone=request.view.zone,
        start=period.start,
        end=period.end,
        figures=_figures(found).figures,
        tables=[table for table in tables if table.rows],
        notes=left_out(request, period.end),
    )


def _figures(found: Sequence[Result]) -> Sheet:
    sheet, counts = Sheet(), [each.standing.counts for each in found]
    spent = sum(each.standing.spent for each in found)
    invited, came = sum(each.invited for each in counts), sum(each.came for each in counts)
    sheet.add("campaigns", len(found))
    sheet.add("campaign_invited", invited, sum(each.drawn for each in counts))
    sheet.add("campaign_came", came, came + sum(each.absent for each in counts))
    sheet.add("campaign_spent", spent, len(found))
    sheet.add("cost_per_invited", kpis.ratio(spent, invited), invited)
    sheet.add("cost_per_attendee", kpis.ratio(spent, came), came)
    return sheet


def _campaigns(found: Sequence[Result]) -> Table:
    """Each campaign, the latest to begin first."""
    rows: list[dict[str, Any]] = [
        {
            "month": each.standing.row["start_on"][:7], "campaign": each.standing.row["name"],
            "kind": each.standing.row["kind"], "invited": each.standing.counts.invited, "came": each.standing.counts.came,
            "spent": each.standing.spent, "budget": each.standing.row["budget_cents"], "result": each.word,
        }
        for each in found
    ]  # fmt: skip
    columns = [
        Column("month", _("Month")),
        Column("campaign", _("Campaign")),
        Column("kind", _("Kind"), "word", "campaign_kind"),
        Column("invited", _("Invited"), "int"),
        Column("came", _("Came"), "int"),
        Column("spent", _("Cost"), "money"),
        Column("budget", _("Budget"), "money"),
        Column("result", _("Effect"), "word", "campaign_result"),
    ]
    return Table("campaigns", columns, rows, _("Campaigns"))


def _kinds(found: Sequence[Result]) -> Table:
    """The sums of each kind."""
    rows = []
    for kind in choices("campaign_kind"):
        of_kind = [each.standing for each in found if each.standing.row["kind"] == kind]
        budgets = [each.row["budget_cents"] for each in of_kind if each.row["budget_cents"] is not None]
        if of_kind:
            rows.append({
                "kind": kind, "campaigns": len(of_kind), "invited": sum(each.counts.invited for each in of_kind),
                "came": sum(each.counts.came for each in of_kind), "spent": sum(each.spent for each in of_kind),
                "budget": sum(budgets) if budgets else None,
            })  # fmt: skip
    columns = [
        Column("kind", _("Kind"), "word", "campaign_kind"),
        Column("campaigns", _("Campaigns"), "int"),
        Column("invited", _("Invited"), "int"),
        Column("came", _("Came"), "int"),
        Column("spent", _("Cost"), "money"),
        Column("budget", _("Budget"), "money"),
    ]
    return Table("by_kind", columns, rows, _("By kind"))
