"""The figures of a month that is over: as they are, as they were when it was closed, as they were last worked out."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from crmcli.clock import AsOf
from crmcli.dates.months import add_months
from crmcli.dates.periods import Period, ends_month
from crmcli.figures.told import NONE, told
from crmcli.i18n import _, ngettext, series
from crmcli.queries.kept import KeptMonth
from crmcli.reports.model import Figure, Value
from crmcli.reports.request import Request
from crmcli.result import Column, Table

#: Counts up when the figures of a month are worked out otherwise, so that what was kept before says nothing.
FORMAT = 1
#: Stands beside a figure that is another than when the month was closed.
_MARK = "≠"


def whole_month(period: Period, request: Request) -> str | None:
    """The month (2026-10) that a period is, if it is one and over."""
    start, end = period
    over = AsOf.end_of(end, request.view.zone).instant <= request.view.as_of.instant
    if start is None or start.day != 1 or not ends_month(end) or not over:
        return None
    return f"{start:%Y-%m}" if (start.year, start.month) == (end.year, end.month) else None


def stored_figures(figures: Sequence[Figure]) -> dict[str, list[Value]]:
    """Value and n of each figure, as a month keeps them: cents for money, nothing rounded but by its unit."""
    return {figure.key: [figure.value, figure.n] for figure in figures}


def closed_table(request: Request, month: str, figures: Sequence[Figure]) -> Table | None:
    """Closed beside present values, where the month was closed; the difference is marked."""
    row = request.view.store.closed_months.of(month, request.view.at)
    if row is None or request.view.store.db.covered:
        return None
    then = json.loads(row["figures"])
    body = [_beside(figure, then[figure.key][0]) for figure in figures if figure.key in then]
    columns = [
        Column("key", "key"),
        Column("title", _("Figure")),
        Column("closed", _("When closed"), "figure"),
        Column("now", _("Now"), "figure"),
        Column("difference", _("Difference"), "figure"),
        Column("mark", ""),
        Column("closed_value", "closed_value"),
        Column("value", "value"),
    ]
    about = {"month": month, "day": row["closed_on"], "who": row["staff"] or NONE}
    title = _("%(month)s as it was closed on %(day)s by %(who)s") % about
    hidden = frozenset({"key", "closed_value", "value"})
    return Table("closed_month", columns, body, title, machine_only=hidden)


def _beside(figure: Figure, then: Value) -> dict[str, Any]:
    moved = figure.value != then
    change = figure.value - then if moved and figure.value is not None and then is not None else None
    return {
        "key": figure.key,
        "title": figure.title,
        "closed": told(figure.unit, then),
        "now": told(figure.unit, figure.value),
        "difference": _signed(figure.unit, change) if change is not None else "",
        "mark": _MARK if moved else "",
        "closed_value": then,
        "value": figure.value,
    }


def moved_since(request: Request, month: str, figures: Sequence[Figure]) -> str | None:
    """In one sentence what later work moved in a month that is over, against what was kept of it; what is found now is noted
    to be kept. Nothing while only some customers, or a past day, are looked at."""
    view = request.view
    if view.past is not None or view.store.db.covered:
        return None
    found = stored_figures(figures)
    kept = next((one for one in view.store.kept.months() if one.month == month), None)
    text = json.dumps(found, sort_keys=True)
    if kept is None or kept.format != FORMAT or kept.figures != text:
        request.months.append(KeptMonth(month, FORMAT, view.store.kept.last_operation(), text))
    if kept is None or kept.format != FORMAT:
        return None
    before: Mapping[str, list[Value]] = json.loads(kept.figures)
    return _told_moves(figures, before)


def _told_moves(figures: Sequence[Figure], before: Mapping[str, list[Value]]) -> str | None:
    moves = [
        f"{figure.title} {told(figure.unit, before[figure.key][0])} → {told(figure.unit, figure.value)}"
        for figure in figures
        if figure.key in before and before[figure.key][0] != figure.value
    ]
    if not moves:
        return None
    text = ngettext(
        "Since this month was last worked out, %(n)d figure moved: %(which)s.",
        "Since this month was last worked out, %(n)d figures moved: %(which)s.",
        len(moves),
    )
    return text % {"n": len(moves), "which": series(moves)}


def _signed(unit: str, change: int | float) -> str:
    text = told(unit, abs(change))
    return f"{'-' if change < 0 else '+'}{text}"


def month_period(month: str) -> Period:
    """The days of a month (2026-10)."""
    first = date.fromisoformat(f"{month}-01")
    return Period(first, date.fromordinal(add_months(first, 1).toordinal() - 1))
