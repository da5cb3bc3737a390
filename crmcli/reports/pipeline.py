"""Opportunities: what is open in which stage and worth how much, how many get further, are won, and why others are lost."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from crmcli.figures import kpis
from crmcli.i18n import _, ngettext
from crmcli.judging import pipeline
from crmcli.reports.currencies import deals_reckoned
from crmcli.reports.model import Chart, Report, Series, Sheet
from crmcli.reports.pipeline_ended import Ended, among, undated_told, view_of, within
from crmcli.reports.pipeline_tables import (
    amount,
    conversion_table,
    idle_table,
    owner_table,
    priced,
    reason_table,
    stage_table,
    weighted,
)
from crmcli.reports.request import Request
from crmcli.result import Table
from crmcli.store import View
from crmcli.verdicts.opportunities import Standing, standings
from crmcli.wording import label

BY: tuple[str, ...] = ()
#: The kinds of records that it rests on.
RESTS_ON = ("opportunities", "customers", "contacts", "staff", "operations")


def build(request: Request) -> Report:
    """What is open at the period's end, and what became of opportunities in it; without a start since ever."""
    period = request.period
    view = view_of(request, period.end)
    found = deals_reckoned(view, standings(view, {}))
    open_ones = [one for one in found if one.row["closed_on"] is None]
    idle = [one for one in open_ones if _is_idle(one, period.end)]
    closed = among(found, period)
    own = view.policy.team.currency
    stages = stage_table(view, open_ones, idle, own)
    tables = [
        stages,
        conversion_table(view, [one for one in found if within(one.row["opened_on"], period)]),
        reason_table(closed, own),
        owner_table(view, open_ones, closed, own),
        idle_table(idle),
    ]
    opened = sum(within(one.row["opened_on"], period) for one in found)
    return Report(
        name="pipeline",
        title=_("Opportunities"),
        as_of=request.view.as_of,
        zone=request.view.zone,
        start=period.start,
        end=period.end,
        figures=_figures(view, open_ones, idle, closed, opened, own),
        tables=[table for table in tables if table.rows],
        charts=_charts(stages) if stages.rows else [],
        notes=[
            *_notes(view, found, own),
            *undated_told(sum(bool(one.row["closed_on"]) and one.closed_on is None for one in found)),
        ],
    )


def _is_idle(one: Standing, day: date) -> bool:
    return one.waiting is not None and one.waiting.kind == "idle" and one.waiting.due_on <= day


def _figures(
    view: View, open_ones: Sequence[Standing], idle: Sequence[Standing], closed: Ended, opened: int, own: str
) -> Any:
    sheet = Sheet()
    known = priced(open_ones, own)
    weighed = [one for one in known if pipeline.chance(view.policy.opportunity, one.row["stage"]) is not None]
    won = priced(closed.won, own)
    ends = len(closed.won) + len(closed.lost)
    sheet.add("opportunities_open", len(open_ones), len(open_ones))
    sheet.add("pipeline_amount", amount(known, own), len(known))
    sheet.add("pipeline_weighted", weighted(view, weighed, own), len(weighed))
    sheet.add("opportunities_idle", len(idle), len(open_ones))
    sheet.add("opportunities_opened", opened, opened)
    sheet.add("opportunities_won", len(closed.won), ends)
    sheet.add("won_amount", amount(won, own), len(won))
    sheet.add("opportunities_lost", len(closed.lost), ends)
    sheet.add("win_rate", closed.win_rate, ends)
    most = view.policy.alarm.lead_days_max
    sheet.add("days_to_deal", kpis.median(closed.days), len(closed.days), target=most)
    return sheet.figures


def _charts(stages: Table) -> list[Chart]:
    names = [label("opportunity_stage", row["stage"]) for row in stages.rows]
    bars = [
        Series(_("Amount"), [row["amount"] for row in stages.rows]),
        Series(_("Weighted"), [row["weighted"] for row in stages.rows]),
    ]
    return [Chart("stages", stages.title, "bar", names, bars, "money")]


def _notes(view: View, found: Sequence[Standing], own: str) -> list[str]:
    """What the sums leave out: amounts in other currencies that no rate is known of, and chances of stages that the policy doesn't have."""
    abroad = [
        one for one in found if one.row["amount_cents"] is not None and one.row["currency"] not in (None, own)
    ]
    unknown = [one for one in found if pipeline.chance(view.policy.opportunity, one.row["stage"]) is None]
    notes = []
    if abroad:
        text = ngettext(
            "Sums are in %(own)s. %(n)d opportunity in another currency is in none of them.",
            "Sums are in %(own)s. %(n)d opportunities in other currencies are in none of them.",
            len(abroad),
        )
        notes.append(text % {"own": own, "n": len(abroad)})
    if unknown:
        text = ngettext(
            "%(n)d opportunity is in a stage that the policy doesn't have; it has no chance and weighs nothing.",
            "%(n)d opportunities are in stages that the policy doesn't have; they have no chance and weigh nothing.",
            len(unknown),
        )
        notes.append(text % {"n": len(unknown)})
    return notes
