"""Sales: revenue, orders, deals won and targets by person, product, region and month, beside the period and the year before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from crmcli.dates import periods
from crmcli.dates.periods import Period
from crmcli.figures import kpis
from crmcli.figures.sales import LARGEST, year_earlier
from crmcli.i18n import _
from crmcli.reports import contracts
from crmcli.reports.currencies import left_out
from crmcli.reports.model import Chart, Report, Series, Sheet
from crmcli.reports.request import Request
from crmcli.reports.sales_sold import Sold, Source, sold
from crmcli.reports.sales_tables import breakdown, compared_table, largest_table, target_table
from crmcli.result import Table

BY = ("person", "product", "region", "month")
#: The kinds of records that it rests on.
RESTS_ON = ("orders", "customers", "opportunities", "contracts", "staff")


def build(request: Request) -> Report:
    """The running month beside the one before and that of a year before, or the period asked for."""
    asked = request.period
    period = asked if asked.start else periods.month_of(asked.end)
    before, earlier = period.before(), year_earlier(period)
    source = Source(request)
    now = sold(source, period)
    windows = [now, *(sold(source, each) if each else None for each in (before, earlier))]
    figures = {**_measured(request, now), **_buyers(now)}
    then = {key: _measured(request, each) for key, each in _others(windows)}
    tables = [
        compared_table(figures, then.get("before"), then.get("earlier")),
        *(breakdown(windows, by) for by in ([request.by] if request.by else BY)),
        target_table(source, period),
        largest_table(now, LARGEST),
        *contracts.receivables(request, period.end),
    ]
    return Report(
        name="sales",
        title=_("Sales"),
        as_of=request.view.as_of,
        zone=request.view.zone,
        start=period.start,
        end=period.end,
        figures=_sheet(figures, then.get("before", {})).figures,
        tables=[table for table in tables if table.rows],
        charts=_charts(tables),
        notes=[*_told(period, before, earlier), *left_out(request, period.end)],
    )


def _others(windows: Sequence[Sold | None]) -> list[tuple[str, Sold]]:
    """The windows beside the period, by name, those that there are."""
    named = zip(("before", "earlier"), windows[1:], strict=True)
    return [(key, each) for key, each in named if each is not None]


def _measured(request: Request, each: Sold) -> dict[str, tuple[Any, int]]:
    """The figures of a window that are set beside each other, each with how much it rests on."""
    orders, revenue, won = len(each.orders), each.revenue, each.ended.won
    ends = len(won) + len(each.ended.lost)
    return {
        "sales_revenue": (revenue if each.lines else None, orders),
        "average_order": (kpis.ratio(revenue, orders), orders),
        "opportunities_won": (len(won) if ends else None, ends),
        "won_amount": (each.won_cents if won else None, len(each.priced)),
        "win_rate": (each.ended.win_rate, ends),
        **contracts.outstanding(request, each.period.end),
    }


def _buyers(now: Sold) -> dict[str, tuple[Any, int]]:
    """What new buyers and others brought in the period, and how much of it came of the largest."""
    (new, again), there = now.by_buyer, bool(now.lines)
    largest = sum(sorted(now.by_customer.values(), reverse=True)[:LARGEST])
    return {
        "revenue_new": (sum(new.values()) if there else None, len(new)),
        "revenue_repeat": (sum(again.values()) if there else None, len(again)),
        "top_share": (kpis.ratio(largest, now.revenue), len(now.by_customer)),
    }


def _sheet(now: Mapping[str, tuple[Any, int]], before: Mapping[str, tuple[Any, int]]) -> Sheet:
    sheet = Sheet()
    for key, (value, n) in now.items():
        sheet.add(key, value, n, previous=before[key][0] if key in before else None)
    return sheet


def _charts(tables: Sequence[Table]) -> list[Chart]:
    """Bars of revenue beside who and where, a line over the months."""
    found = []
    for table in tables:
        if not table.key.startswith("by_") or len(table.rows) < 2:
            continue
        values = [row["revenue"] for row in table.rows]
        kind = "line" if table.key == "by_month" else "bar"
        labels = [str(row[table.key.removeprefix("by_")]) for row in table.rows]
        found.append(Chart(table.key, _("Revenue"), kind, labels, [Series(_("Revenue"), values)], "money"))
    return found


def _told(period: Period, before: Period | None, earlier: Period | None) -> list[str]:
    """The days of all windows, and how orders of several products count."""
    named = {"start": period.start, "end": period.end}
    notes = [_("From %(start)s to %(end)s.") % named]
    if before and earlier:
        text = _("From %(start)s to %(end)s, beside %(before)s to %(until)s, and %(earlier)s to %(last)s.")
        told = {"before": before.start, "until": before.end, "earlier": earlier.start, "last": earlier.end}
        notes = [text % {**named, **told}]
    who = _(
        "A sale counts for who looked after the customer on its day, an order once for each of its products."
    )
    return [*notes, who]
