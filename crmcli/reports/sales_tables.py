"""The tables of the sales report: by person, product, region and month, targets, the largest customers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from crmcli.dates.months import add_months
from crmcli.dates.periods import Period, months_between
from crmcli.figures import kpis
from crmcli.figures.sales import months_apart
from crmcli.i18n import N_, _
from crmcli.reports.sales_sold import NONE, Line, Sold, Source, sold
from crmcli.result import Column, Table
from crmcli.verdicts.opportunities import Standing

_TITLES = {
    "person": N_("By person"),
    "product": N_("By product"),
    "region": N_("By region"),
    "month": N_("By month"),
}
_COLUMNS = {"person": N_("Person"), "product": N_("Product"), "region": N_("Region"), "month": N_("Month")}


class _By(NamedTuple):
    """How a dimension tells lines and opportunities apart; opportunities have no product."""

    line: Callable[[Line], str]
    deal: Callable[[Standing], str] | None


def breakdown(windows: Sequence[Sold | None], by: str) -> Table:
    """A row for each person, product, region or month, the largest first (months in their order)."""
    now = windows[0]
    assert now is not None
    revenue = [each.revenue_by(_key(now, each, by).line) if each else {} for each in windows]
    orders, won, lost = _orders(now, by), Counter[str](), Counter[str]()
    if deal := _key(now, now, by).deal:
        won, lost = Counter(map(deal, now.ended.won)), Counter(map(deal, now.ended.lost))
    names = (
        {*revenue[0], *revenue[1], *revenue[2], *won, *lost, *orders}
        if any((now.lines, *revenue)) or won or lost
        else set()
    )
    rows = [_row(name, by, [part.get(name, 0) for part in revenue], now.revenue) for name in names]
    for row in rows:
        name = row[by]
        row["orders"] = orders[name]
        row["average"] = kpis.rounded(kpis.ratio(row["revenue"], orders[name]), "money")
        row["won"] = won[name] if deal else None
        row["win_rate"] = kpis.ratio(won[name], won[name] + lost[name])
    rows.sort(key=lambda row: row[by] if by == "month" else (-row["revenue"], row[by]))
    return Table(f"by_{by}", _columns(by, windows), rows, _(_TITLES[by]))


def _row(name: str, by: str, parts: Sequence[int], whole: int) -> dict[str, Any]:
    now, before, earlier = parts
    return {
        by: name, "revenue": now, "share": kpis.ratio(now, whole), "before": before, "change": kpis.change(now, before),
        "earlier": earlier, "year_change": kpis.change(now, earlier),
    }  # fmt: skip


def _columns(by: str, windows: Sequence[Sold | None]) -> list[Column]:
    return [
        Column(by, _(_COLUMNS[by])),
        Column("revenue", _("Revenue"), "money"),
        Column("share", _("Share"), "percent"),
        Column("orders", _("Orders"), "int"),
        Column("average", _("Average order"), "money"),
        *(
            [Column("won", _("Won"), "int"), Column("win_rate", _("Share won"), "percent")]
            if by != "product"
            else []
        ),
        Column("before", _("Period before"), "money"),
        Column("change", _("Change"), "percent"),
        Column("earlier", _("Year before"), "money"),
        Column("year_change", _("Change in a year"), "percent"),
    ]


def _orders(now: Sold, by: str) -> Counter[str]:
    """How many orders began in the window; one of several products counts for each of them."""
    if by == "product":
        return Counter(product for _line, products in now.orders for product in products)
    key = _key(now, now, by).line
    return Counter(key(line) for line, _products in now.orders)


def _key(now: Sold, each: Sold, by: str) -> _By:
    """How the lines and deals of a window are told apart, its months as those of the present one that they lie beside."""
    if by == "person":
        owners = now.source.owners
        return _By(
            lambda line: owners.name(line.customer_id, line.day), lambda deal: deal.row["owner"] or NONE
        )
    if by == "product":
        return _By(lambda line: line.product or NONE, None)
    if by == "region":
        places = now.source.places
        return _By(
            lambda line: _place(places, line.customer_id),
            lambda deal: _place(places, deal.row["customer_id"]),
        )
    month = _months(now.period, each.period)
    return _By(lambda line: month(line.day), lambda deal: month(deal.closed_on or ""))


def _place(places: Mapping[int, tuple[str, str | None]], customer_id: int) -> str:
    return places.get(customer_id, ("", None))[1] or NONE


def _months(now: Period, each: Period) -> Callable[[str], str]:
    """The month of the present window that a day of another one lies beside."""
    start = now.start or now.end
    shift = months_apart(start, each.start or each.end)
    known = months_between(start.isoformat()[:7], now.end.isoformat()[:7])
    found: dict[str, str] = {}

    def month(day: str) -> str:
        of = day[:7]
        if of not in found:
            moved = add_months(date.fromisoformat(f"{of}-01"), shift).isoformat()[:7]
            found[of] = min(max(moved, known[0]), known[-1])
        return found[of]

    return month


def compared_table(
    now: Mapping[str, tuple[Any, int]],
    before: Mapping[str, tuple[Any, int]] | None,
    earlier: Mapping[str, tuple[Any, int]] | None,
) -> Table:
    """Revenue, orders and deals of the period beside the one before and the same of the year before."""
    rows = []
    for key, unit in (
        ("sales_revenue", "money"),
        ("average_order", "money"),
        ("won_amount", "money"),
        ("receivable", "money"),
    ):
        value, was, then = (
            kpis.rounded(each[key][0], unit) if each else None for each in (now, before, earlier)
        )
        if (value, was, then) != (None, None, None):
            rows.append({
                "figure": _(kpis.DEFINITIONS[key].title), "now": value, "before": was, "change": kpis.change(value, was),
                "earlier": then, "year_change": kpis.change(value, then),
            })  # fmt: skip
    columns = [
        Column("figure", _("Figure")),
        Column("now", _("Period"), "money"),
        Column("before", _("Period before"), "money"),
        Column("change", _("Change"), "percent"),
        Column("earlier", _("Year before"), "money"),
        Column("year_change", _("Change in a year"), "percent"),
    ]
    return Table("compared", columns, rows, _("Beside earlier periods"))


def largest_table(now: Sold, most: int) -> Table:
    """The customers with most revenue, each with its share and that of all so far."""
    whole, names, so_far, rows = now.revenue, now.source.places, 0, []
    for customer_id, cents in sorted(now.by_customer.items(), key=lambda each: (-each[1], each[0]))[:most]:
        so_far += cents
        rows.append({
            "customer": names.get(customer_id, (NONE, None))[0], "revenue": cents, "share": kpis.ratio(cents, whole),
            "together": kpis.ratio(so_far, whole),
        })  # fmt: skip
    columns = [
        Column("customer", _("Customer")),
        Column("revenue", _("Revenue"), "money"),
        Column("share", _("Share"), "percent"),
        Column("together", _("Together"), "percent"),
    ]
    return Table("largest", columns, rows, _("The largest customers"))


def target_table(source: Source, period: Period) -> Table:
    """The targets for revenue and deals won that run on the period's last day: what was reached of each since its first day."""
    rows, windows = [], dict[str, Sold]()
    for target in source.figures.sales_targets(period.end.isoformat()):
        start = target["start_on"]
        if start not in windows:
            windows[start] = sold(source, Period(date.fromisoformat(start), period.end))
        reached = _reached(windows[start], dict(target))
        goal = target["goal"]
        days = [date.fromisoformat(each) for each in (start, period.end.isoformat(), target["due_on"])]
        money = target["metric"] == "revenue"
        rows.append({
            "target": target["name"], "of": target["staff"] or target["product"] or target["region"], "start_on": start,
            "due_on": target["due_on"], "goal": goal if money else None, "reached": reached if money else None,
            "goal_wins": None if money else goal, "wins": None if money else reached, "attained": kpis.ratio(reached, goal),
            "time_gone": ((days[1] - days[0]).days + 1) / ((days[2] - days[0]).days + 1),
        })  # fmt: skip
    kinds = {"goal", "reached"} if any(row["goal"] is not None for row in rows) else set()
    kinds |= {"goal_wins", "wins"} if any(row["goal_wins"] is not None for row in rows) else set()
    columns = [
        Column("target", _("Target")),
        Column("of", _("Of whom or what")),
        Column("due_on", _("Due"), "date"),
        Column("goal", _("Revenue aimed at"), "money"),
        Column("reached", _("Revenue so far"), "money"),
        Column("goal_wins", _("Deals aimed at"), "number"),
        Column("wins", _("Deals so far"), "int"),
        Column("attained", _("Reached"), "percent"),
        Column("time_gone", _("Time gone"), "percent"),
        Column("start_on", "start_on", "date"),
    ]
    optional = {"goal", "reached", "goal_wins", "wins"} - kinds
    return Table("targets", columns, rows, _("Targets"), machine_only=frozenset(optional | {"start_on"}))


def _reached(each: Sold, target: Mapping[str, Any]) -> int:
    """What was reached of a target: cents of revenue, or deals won, of its person, product and region."""
    wants = {
        by: target[column]
        for by, column in (("person", "staff"), ("product", "product"), ("region", "region"))
        if target[column]
    }
    keys = {by: _key(each, each, by) for by in wants}
    if target["metric"] == "wins":
        deals = {by: key.deal for by, key in keys.items()}
        return sum(
            all(fits is None or fits(deal) == wants[by] for by, fits in deals.items())
            for deal in each.ended.won
        )
    return sum(
        line.cents for line in each.lines if all(key.line(line) == wants[by] for by, key in keys.items())
    )
