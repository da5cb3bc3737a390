"""What changed against the period before and why, in plain sentences, each with the command that shows its evidence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

from crmcli.dates.periods import Period
from crmcli.figures import kpis
from crmcli.figures.told import told
from crmcli.i18n import _, clauses, sentences
from crmcli.reports.kpi import Measured
from crmcli.reports.request import Request
from crmcli.result import Column, Table
from crmcli.wording import clean

#: A figure that moved by less than this share of what it was is not told; a share or score by less than this much.
_LEAST, _LEAST_SHARE, _LEAST_SCORE = 0.1, 0.02, 0.1


class Change(NamedTuple):
    """A sentence on a change, and the command that shows it."""

    sentence: str
    command: str


def change_table(
    request: Request,
    period: Period,
    earlier: Period,
    now: Mapping[str, Measured],
    previous: Mapping[str, Measured],
) -> Table:
    """The changes worth a word, in the order of the figures."""
    rows = [
        one._asdict()
        for key in now
        if _is_worth(key, now[key][0], previous[key][0])
        for one in [_told(request, key, period, earlier, now[key], previous[key])]
    ]
    columns = [Column("sentence", _("What changed")), Column("command", _("Evidence"))]
    least = request.view.policy.diagnosis.min_n
    note = _("A change of fewer than %(n)d is named as one of few: it may be chance.") % {"n": least}
    return Table("changes", columns, rows, _("What changed and why"), below=("command",), note=note)


def _is_worth(key: str, now: float | None, before: float | None) -> bool:
    if now is None or before is None or now == before:
        return False
    unit = kpis.DEFINITIONS[key].unit
    if unit == "share":
        return abs(now - before) >= _LEAST_SHARE
    if unit == "score":
        return abs(now - before) >= _LEAST_SCORE
    return not before or abs(now / before - 1) >= _LEAST


def _told(
    request: Request, key: str, period: Period, earlier: Period, now: Measured, previous: Measured
) -> Change:
    unit = kpis.DEFINITIONS[key].unit
    words = {
        "title": _(kpis.DEFINITIONS[key].title),
        "now": told(unit, now[0]),
        "before": told(unit, previous[0]),
    }
    rose = (now[0] or 0) > (previous[0] or 0)
    text = (
        _("%(title)s rose from %(before)s to %(now)s.")
        if rose
        else _("%(title)s fell from %(before)s to %(now)s.")
    )
    least = request.view.policy.diagnosis.min_n
    few = unit in ("share", "score") and min(now[1] or 0, previous[1] or 0) < least
    parts = [text % words, _reason(request, key, period, earlier), _("Of few.") if few else ""]
    return Change(sentences(*filter(None, parts)), _command(key, period))


def _reason(request: Request, key: str, period: Period, earlier: Period) -> str:
    """Who or what made most of it; empty where nothing tells."""
    sources = {"revenue": _spend, "contacts": _contacts, "complaint_count": _complaints}
    if key not in sources:
        return ""
    now, before = (Counter(sources[key](request, each)) for each in (period, earlier))
    moved = {name: now[name] - before[name] for name in now | before}
    names = sorted(moved, key=lambda name: (-abs(moved[name]), name))[:2]
    unit = "money" if key == "revenue" else "count"
    parts = [
        f"{clean(name)} {'+' if moved[name] > 0 else ''}{told(unit, moved[name])}"
        for name in names
        if moved[name]
    ]
    return _("Most of it: %(names)s.") % {"names": clauses(parts)} if parts else ""


def _days(period: Period) -> tuple[str, str]:
    return (period.start or period.end).isoformat(), period.end.isoformat()


def _spend(request: Request, period: Period) -> dict[str, int]:
    """By customer what they bought, in cents."""
    bought = request.figures.bought_within(*_days(period))
    names = {row["id"]: row["name"] for row in request.view.store.customers.many(sorted(bought))}
    return {names.get(key, str(key)): cents for key, (cents, _orders) in bought.items()}


def _contacts(request: Request, period: Period) -> dict[str, int]:
    """By person how many customers they reached."""
    return {row["person"]: row["reached"] for row in request.figures.contacts_by_person(*_days(period))}


def _complaints(request: Request, period: Period) -> dict[str, int]:
    """By category how many complaints there were."""
    rows = request.figures.complaints(*_days(period))
    return Counter(row["category"] or _("without a category") for row in rows)


def _command(key: str, period: Period) -> str:
    start, end = _days(period)
    days = {"start": start, "end": end}
    match key:
        case "complaint_count" | "clock_compliance":
            return _("crmcli report complaints --from %(start)s --to %(end)s") % days
        case "satisfaction_mean":
            return _("crmcli report satisfaction --from %(start)s --to %(end)s") % days
        case "win_rate" | "wins":
            return _("crmcli report pipeline --from %(start)s --to %(end)s") % days
        case "churn_rate":
            return _("crmcli report churn --to %(end)s") % days
    return _("crmcli report kpi --from %(start)s --to %(end)s") % days
