"""Competitors: in play for which deals, won from and lost to, why, who names them, and what was noted last."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from crmcli.figures import kpis
from crmcli.i18n import _, series
from crmcli.reports.currencies import deals_reckoned
from crmcli.reports.model import Report, Sheet
from crmcli.reports.pipeline_ended import view_of, within
from crmcli.reports.pipeline_tables import amount
from crmcli.reports.request import Request
from crmcli.result import Column, Table
from crmcli.verdicts.competitors import Rival, rivals
from crmcli.verdicts.opportunities import Standing, standings

BY: tuple[str, ...] = ()
#: The kinds of records that it rests on.
RESTS_ON = ("competitors", "opportunities", "customers", "staff", "operations")


def build(request: Request) -> Report:
    """The competitors by the period's end: deals open then, and those that ended in the period; all that ended without a start."""
    period = request.period
    view = view_of(request, period.end)
    deals = [
        one
        for one in deals_reckoned(view, standings(view, {}))
        if one.row["closed_on"] is None or period.start is None or within(one.closed_on, period)
    ]
    found, own = rivals(view, deals), view.policy.team.currency
    tables = [_rivals(found, own), _reasons(found), _customers(found)]
    return Report(
        name="competitors",
        title=_("Competitors"),
        as_of=request.view.as_of,
        zone=request.view.zone,
        start=period.start,
        end=period.end,
        figures=_figures(found).figures,
        tables=[table for table in tables if table.rows],
    )


def _figures(found: Sequence[Rival]) -> Sheet:
    sheet = Sheet()
    count = {
        name: _distinct([one for each in found for one in getattr(each, name)])
        for name in ("open", "won", "lost_to")
    }
    sheet.add("competitors", len(found), len(found))
    sheet.add("deals_contested", count["open"], count["open"])
    sheet.add("contested_won", count["won"], count["won"] + count["lost_to"])
    sheet.add("contested_lost", count["lost_to"], count["won"] + count["lost_to"])
    ended = count["won"] + count["lost_to"]
    sheet.add("contested_win_rate", kpis.ratio(count["won"], ended), ended)
    return sheet


def _distinct(deals: Sequence[Standing]) -> int:
    return len({one.row["id"] for one in deals})


def _rivals(found: Sequence[Rival], own: str) -> Table:
    rows: list[dict[str, Any]] = [
        {
            "competitor": each.row["name"],
            "open": len(each.open),
            "open_amount": amount(each.open, own),
            "won": len(each.won),
            "won_amount": amount(each.won, own),
            "lost_to": len(each.lost_to),
            "lost_amount": amount(each.lost_to, own),
            "win_rate": kpis.ratio(len(each.won), len(each.won) + len(each.lost_to)),
            "customers": len(each.customers),
            "noted_on": each.notes[0]["noted_on"] if each.notes else None,
            "last_note": each.notes[0]["text"] if each.notes else None,
        }
        for each in sorted(found, key=lambda each: (-len(each.open), -len(each.lost_to), each.row["name"]))
    ]
    columns = [
        Column("competitor", _("Competitor")),
        Column("open", _("In play"), "int"),
        Column("open_amount", _("Amount"), "money"),
        Column("won", _("Won by us"), "int"),
        Column("won_amount", _("Amount"), "money"),
        Column("lost_to", _("Lost to them"), "int"),
        Column("lost_amount", _("Amount"), "money"),
        Column("win_rate", _("Share won"), "percent"),
        Column("customers", _("Named by customers"), "int"),
        Column("noted_on", _("Last noted"), "date"),
        Column("last_note", _("Last note")),
    ]
    return Table("competitors", columns, rows, _("By competitor"))


def _reasons(found: Sequence[Rival]) -> Table:
    rows = [
        {"competitor": each.row["name"], "lost_reason": reason, "deals": n}
        for each in found
        for reason, n in sorted(each.reasons.items(), key=lambda item: (-item[1], item[0]))
    ]
    columns = [
        Column("competitor", _("Competitor")),
        Column("lost_reason", _("Why lost"), "word", "lost_reason"),
        Column("deals", _("Deals"), "int"),
    ]
    return Table("reasons", columns, rows, _("Why deals were lost to them"))


def _customers(found: Sequence[Rival]) -> Table:
    rows = [
        {"competitor": each.row["name"], "customers": series(row["name"] for row in each.customers)}
        for each in found
        if each.customers
    ]
    columns = [Column("competitor", _("Competitor")), Column("customers", _("Customers whose needs name it"))]
    return Table("named_by", columns, rows, _("Who names them"))
