"""Trials of products: begun, running, won, declined, over without a word; how many are won, how soon, and for how much."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from crmcli.figures import kpis
from crmcli.figures.statistics import Estimate, share
from crmcli.i18n import _, ngettext
from crmcli.judging.trials import state
from crmcli.queries.counted import COUNTED
from crmcli.queries.purchases import left_of
from crmcli.reports.indicators import interval, rounded
from crmcli.reports.model import Report, Sheet
from crmcli.reports.pipeline_ended import view_of, within
from crmcli.reports.request import Request
from crmcli.result import Column, Table
from crmcli.store import View

BY = ("product", "month", "owner")
#: The kinds of records that it rests on.
RESTS_ON = ("trials", "orders", "customers", "staff", "operations")
_OVER = ("won", "declined", "no_word")


class Tried(NamedTuple):
    """A trial with where it stands, and in cents of the team's currency what its order came to; None where no rate is known."""

    row: Mapping[str, Any]
    state: str
    cents: int | None


def build(request: Request) -> Report:
    """The trials that began in the period, as they stood at its end; all up to its end without a start."""
    period = request.period
    view = view_of(request, period.end)
    rows = [
        row for row in view.store.trials.listed({}, view.day, view.past) if within(row["start_on"], period)
    ]
    found = _with_orders(view, rows)
    won = _conversion(found)
    return Report(
        name="trials",
        title=_("Trials"),
        as_of=request.view.as_of,
        zone=request.view.zone,
        start=period.start,
        end=period.end,
        figures=_figures(found, won).figures,
        tables=[_groups(found, by) for by in ((request.by,) if request.by else ("product", "month"))]
        if found
        else [],
        notes=[*_sure(won), *_left_out(view, found)],
    )


def _with_orders(view: View, rows: Sequence[Any]) -> list[Tried]:
    orders = view.store.trials.orders(
        [row["purchase_id"] for row in rows if row["purchase_id"]], view.day, view.past
    )
    found = []
    for row in rows:
        line = orders.get(row["purchase_id"] or 0)
        counts = line is not None and line["status"] in COUNTED and row["outcome"] == "won"
        cents = (
            view.rates.cents(left_of(line), line["currency"], line["ordered_on"]) if line and counts else 0
        )
        found.append(Tried(dict(row), state(dict(row), view.as_of.on), cents))
    return found


def _conversion(found: Sequence[Tried]) -> Estimate:
    over = [each for each in found if each.state in _OVER]
    return share(sum(each.state == "won" for each in over), len(over), 1)


def _days(found: Sequence[Tried]) -> list[int]:
    """The days that customers took to decide, the first one of a trial as the first."""
    return [
        (date.fromisoformat(each.row["ended_on"]) - date.fromisoformat(each.row["start_on"])).days + 1
        for each in found
        if each.state in ("won", "declined")
    ]


def _figures(found: Sequence[Tried], won: Estimate) -> Sheet:
    sheet, days = Sheet(), _days(found)
    sheet.add("trials_started", len(found), len(found))
    for key in ("running", "won", "declined", "no_word"):
        sheet.add(f"trials_{key}", sum(each.state == key for each in found), len(found))
    sheet.add("trial_conversion", won.value, won.n)
    sheet.add("trial_days", kpis.median(days), len(days))
    sold = [each for each in found if each.cents]
    sheet.add("trial_revenue", sum(each.cents or 0 for each in sold), len(sold))
    return sheet


def _groups(found: Sequence[Tried], by: str) -> Table:
    """A row for each product, month of the first day, or owner."""
    groups: dict[str, list[Tried]] = {}
    for each in found:
        key = {
            "product": each.row["product"],
            "month": each.row["start_on"][:7],
            "owner": each.row["owner"] or "—",
        }[by]
        groups.setdefault(key, []).append(each)
    title, name = {
        "product": (_("By product"), _("Product")),
        "month": (_("By month"), _("Month")),
        "owner": (_("By owner"), _("Owner")),
    }[by]
    columns = [
        Column(by, name),
        Column("started", _("Begun"), "int"),
        Column("running", _("On trial"), "int"),
        Column("won", _("Bought"), "int"),
        Column("declined", _("Not bought"), "int"),
        Column("no_word", _("No word"), "int"),
        Column("conversion", _("Conversion"), "percent"),
        Column("n", _("n"), "int"),
        Column("interval", _("95 % interval (%)")),
        Column("low", ""),
        Column("high", ""),
        Column("days", _("Days"), "number"),
        Column("revenue", _("Revenue"), "money"),
    ]
    rows = [{by: key, **_counts(groups[key])} for key in sorted(groups)]
    return Table(f"by_{by}", columns, rows, title, machine_only=frozenset({"low", "high"}))


def _counts(found: Sequence[Tried]) -> dict[str, Any]:
    won = _conversion(found)
    return {
        "started": len(found),
        **{
            key: sum(each.state == key for each in found) for key in ("running", "won", "declined", "no_word")
        },
        "conversion": won.value,
        "n": won.n,
        "interval": interval(won, 1, 100),
        "low": rounded(won.low, 4),
        "high": rounded(won.high, 4),
        "days": kpis.median(_days(found)),
        "revenue": sum(each.cents or 0 for each in found),
    }


def _sure(won: Estimate) -> list[str]:
    """How sure the conversion is."""
    if won.value is None:
        return []
    text = ngettext(
        "Of %(n)d trial that is over %(share)s %% were won (95 %% interval %(interval)s %%).",
        "Of %(n)d trials that are over %(share)s %% were won (95 %% interval %(interval)s %%).",
        won.n,
    )
    return [text % {"n": won.n, "share": f"{won.value * 100:.1f}", "interval": interval(won, 1, 100)}]


def _left_out(view: View, found: Sequence[Tried]) -> list[str]:
    """How many orders are in no sum, for no rate of their currency is known."""
    n = sum(each.cents is None for each in found)
    text = _("Revenue is in %(own)s; orders in other currencies without a rate are not in it: %(n)d.")
    return [text % {"own": view.policy.team.currency, "n": n}] if n else []
