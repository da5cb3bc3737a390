"""Opportunities: what is open in which stage and worth how much, how many get further, are won, and why others are lost."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from crmcli import clock
from crmcli.dates.periods import Period
from crmcli.figures import kpis
from crmcli.figures.pipeline import passages
from crmcli.i18n import _, ngettext
from crmcli.judging import pipeline
from crmcli.reports.model import Chart, Report, Series, Sheet
from crmcli.reports.request import Request
from crmcli.result import Column, Table
from crmcli.store import View
from crmcli.verdicts.opportunities import Standing, standings
from crmcli.wording import label

BY: tuple[str, ...] = ()
#: The kinds of records that it rests on.
RESTS_ON = ("opportunities", "customers", "contacts", "staff", "operations")


class Ended(NamedTuple):
    """The opportunities that were won and lost in a period, and the days that each won one took."""

    won: list[Standing]
    lost: list[Standing]
    days: list[int]

    @property
    def win_rate(self) -> float | None:
        return kpis.ratio(len(self.won), len(self.won) + len(self.lost))


def ended(request: Request, period: Period) -> Ended:
    """What was won and lost in a period, as it stood on its last day."""
    return _ended(standings(_view(request, period.end), {}), period)


def _ended(found: Iterable[Standing], period: Period) -> Ended:
    closed = [one for one in found if _within(one.row["closed_on"], period)]
    won = [one for one in closed if one.row["stage"] == "won"]
    days = [(_day(one.row["closed_on"]) - _day(one.row["opened_on"])).days for one in won]
    return Ended(won, [one for one in closed if one.row["stage"] == "lost"], days)


def _view(request: Request, day: date) -> View:
    """The records at the end of a day, under the policy then in force."""
    view = request.view
    if day == view.as_of.on:
        return view
    as_of = request.at(day)
    return View(view.store, view.store.policies.load(clock.iso(as_of.instant)), as_of)


def _within(day: str | None, period: Period) -> bool:
    start = period.start.isoformat() if period.start else ""
    return day is not None and start <= day <= period.end.isoformat()


def _day(text: str) -> date:
    return date.fromisoformat(text)


def build(request: Request) -> Report:
    """What is open at the period's end, and what became of opportunities in it; without a start since ever."""
    period = request.period
    view = _view(request, period.end)
    found = standings(view, {})
    open_ones = [one for one in found if one.row["closed_on"] is None]
    idle = [one for one in open_ones if _is_idle(one, period.end)]
    closed = _ended(found, period)
    own = view.policy.team.currency
    stages = _stage_table(view, open_ones, idle, own)
    tables = [
        stages,
        _conversion_table(view, [one for one in found if _within(one.row["opened_on"], period)]),
        _reason_table(closed, own),
        _owner_table(view, open_ones, closed, own),
        _idle_table(idle),
    ]
    opened = sum(_within(one.row["opened_on"], period) for one in found)
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
        notes=_notes(view, found, own),
    )


def _is_idle(one: Standing, day: date) -> bool:
    return one.waiting is not None and one.waiting.kind == "idle" and one.waiting.due_on <= day


def _figures(
    view: View, open_ones: Sequence[Standing], idle: Sequence[Standing], closed: Ended, opened: int, own: str
) -> Any:
    sheet = Sheet()
    known = _priced(open_ones, own)
    weighed = [one for one in known if pipeline.chance(view.policy.opportunity, one.row["stage"]) is not None]
    priced = _priced(closed.won, own)
    ends = len(closed.won) + len(closed.lost)
    sheet.add("opportunities_open", len(open_ones), len(open_ones))
    sheet.add("pipeline_amount", _amount(known, own), len(known))
    sheet.add("pipeline_weighted", _weighted(view, weighed, own), len(weighed))
    sheet.add("opportunities_idle", len(idle), len(open_ones))
    sheet.add("opportunities_opened", opened, opened)
    sheet.add("opportunities_won", len(closed.won), ends)
    sheet.add("won_amount", _amount(priced, own), len(priced))
    sheet.add("opportunities_lost", len(closed.lost), ends)
    sheet.add("win_rate", closed.win_rate, ends)
    most = view.policy.alarm.lead_days_max
    sheet.add("days_to_deal", kpis.median(closed.days), len(closed.days), target=most)
    return sheet.figures


def _priced(found: Iterable[Standing], own: str) -> list[Standing]:
    """Those whose amount is known in the team's currency."""
    return [
        one for one in found if one.row["amount_cents"] is not None and one.row["currency"] in (None, own)
    ]


def _amount(found: Iterable[Standing], own: str) -> int:
    return sum(one.row["amount_cents"] for one in _priced(found, own))


def _weighted(view: View, found: Iterable[Standing], own: str) -> int:
    return sum(pipeline.weighted(view.policy.opportunity, one.row) for one in _priced(found, own))


# -- tables ---------------------------------------------------------------------------------------


def _stage_table(view: View, open_ones: Sequence[Standing], idle: Sequence[Standing], own: str) -> Table:
    """A row per stage of the policy, then per stage that only opportunities have."""
    policy = view.policy.opportunity
    stages = dict.fromkeys(
        [*(stage.key for stage in policy.stage), *sorted(one.row["stage"] for one in open_ones)]
    )
    body = []
    for stage in stages if open_ones else ():
        here = [one for one in open_ones if one.row["stage"] == stage]
        body.append(
            {
                "stage": stage,
                "count": len(here),
                "amount": _amount(here, own),
                "chance": pipeline.chance(policy, stage),
                "weighted": _weighted(view, here, own),
                "days": kpis.median([one.stays(view.as_of.on)[-1].days for one in here]),
                "idle": sum(one.row["stage"] == stage for one in idle),
            }
        )
    columns = [
        Column("stage", _("Stage"), "word", "opportunity_stage"),
        Column("count", _("Count"), "int"),
        Column("amount", _("Amount"), "money"),
        Column("chance", _("Chance"), "percent"),
        Column("weighted", _("Weighted"), "money"),
        Column("days", _("Days in it (median)"), "number"),
        Column("idle", _("Idle"), "int"),
    ]
    return Table("stages", columns, body, _("By stage"))


def _conversion_table(view: View, opened: Sequence[Standing]) -> Table:
    order = [stage.key for stage in view.policy.opportunity.stage]
    paths = [[stay.stage for stay in one.stays(view.as_of.on)] for one in opened]
    body = [
        {**passage._asdict(), "share": kpis.rounded(kpis.ratio(passage.went_on, passage.entered), "share")}
        for passage in passages(paths, order)
        if opened
    ]
    columns = [
        Column("stage", _("Stage"), "word", "opportunity_stage"),
        Column("entered", _("Came to it"), "int"),
        Column("went_on", _("Went further"), "int"),
        Column("share", _("Share"), "percent"),
        Column("lost", _("Lost from it"), "int"),
    ]
    note = _(
        "Of the opportunities opened in the period: how many were ever in a stage, and later in a further one or won."
    )
    return Table("conversion", columns, body, _("From stage to stage"), note=note)


def _reason_table(closed: Ended, own: str) -> Table:
    by_reason: dict[str, list[Standing]] = {}
    for one in closed.lost:
        by_reason.setdefault(one.row["lost_reason"] or "", []).append(one)
    body = [
        {
            "lost_reason": reason or None,
            "count": len(group),
            "share": kpis.rounded(kpis.ratio(len(group), len(closed.lost)), "share"),
            "amount": _amount(group, own),
        }
        for reason, group in sorted(by_reason.items(), key=lambda item: (-len(item[1]), item[0]))
    ]
    columns = [
        Column("lost_reason", _("Why lost"), "word", "lost_reason"),
        Column("count", _("Count"), "int"),
        Column("share", _("Share"), "percent"),
        Column("amount", _("Amount"), "money"),
    ]
    return Table("lost_reasons", columns, body, _("Why opportunities were lost"))


def _owner_table(view: View, open_ones: Sequence[Standing], closed: Ended, own: str) -> Table:
    groups = {"open": open_ones, "won": closed.won, "lost": closed.lost}
    owners = {one.row["owner"] or "" for group in groups.values() for one in group}
    body = [_of_owner(view, owner, groups, own) for owner in sorted(owners)]
    columns = [
        Column("owner", _("Owner")),
        Column("open", _("Open"), "int"),
        Column("amount", _("Amount"), "money"),
        Column("weighted", _("Weighted"), "money"),
        Column("won", _("Won"), "int"),
        Column("won_amount", _("Amount won"), "money"),
        Column("lost", _("Lost"), "int"),
        Column("win_rate", _("Share won"), "percent"),
    ]
    return Table("owners", columns, body, _("By owner"))


def _of_owner(view: View, owner: str, groups: Mapping[str, Sequence[Standing]], own: str) -> dict[str, Any]:
    mine = {key: [one for one in group if (one.row["owner"] or "") == owner] for key, group in groups.items()}
    won, lost = len(mine["won"]), len(mine["lost"])
    return {
        "owner": owner or None,
        "open": len(mine["open"]),
        "amount": _amount(mine["open"], own),
        "weighted": _weighted(view, mine["open"], own),
        "won": won,
        "won_amount": _amount(mine["won"], own),
        "lost": lost,
        "win_rate": kpis.rounded(kpis.ratio(won, won + lost), "share"),
    }


def _idle_table(idle: Sequence[Standing]) -> Table:
    body = [
        {
            **{key: one.row[key] for key in ("id", "title", "customer", "stage", "owner")},
            "amount": one.row["amount_cents"],
            "since": one.waiting.since.isoformat() if one.waiting else None,
        }
        for one in sorted(
            idle, key=lambda one: (one.waiting.since if one.waiting else date.max, one.row["id"])
        )
    ]
    columns = [
        Column("id", _("Number"), "int"),
        Column("title", _("Opportunity")),
        Column("customer", _("Customer")),
        Column("stage", _("Stage"), "word", "opportunity_stage"),
        Column("amount", _("Amount"), "money"),
        Column("owner", _("Owner")),
        Column("since", _("Quiet since"), "date"),
    ]
    return Table("idle", columns, body, _("Idle opportunities"))


def _charts(stages: Table) -> list[Chart]:
    names = [label("opportunity_stage", row["stage"]) for row in stages.rows]
    bars = [
        Series(_("Amount"), [row["amount"] for row in stages.rows]),
        Series(_("Weighted"), [row["weighted"] for row in stages.rows]),
    ]
    return [Chart("stages", stages.title, "bar", names, bars, "money")]


def _notes(view: View, found: Sequence[Standing], own: str) -> list[str]:
    """What the sums leave out: amounts in other currencies, and chances of stages that the policy doesn't have."""
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
