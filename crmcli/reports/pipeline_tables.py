"""The tables of the report on opportunities, and the sums in them: amounts in the team's currency only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from crmcli.figures import kpis
from crmcli.figures.pipeline import passages
from crmcli.i18n import _
from crmcli.judging import pipeline
from crmcli.reports.pipeline_ended import Ended
from crmcli.result import Column, Table
from crmcli.store import View
from crmcli.verdicts.opportunities import Standing


def priced(found: Iterable[Standing], own: str) -> list[Standing]:
    """Those whose amount is known in the team's currency."""
    return [
        one for one in found if one.row["amount_cents"] is not None and one.row["currency"] in (None, own)
    ]


def amount(found: Iterable[Standing], own: str) -> int:
    return sum(one.row["amount_cents"] for one in priced(found, own))


def weighted(view: View, found: Iterable[Standing], own: str) -> int:
    return sum(pipeline.weighted(view.policy.opportunity, one.row) for one in priced(found, own))


def stage_table(view: View, open_ones: Sequence[Standing], idle: Sequence[Standing], own: str) -> Table:
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
                "amount": amount(here, own),
                "chance": pipeline.chance(policy, stage),
                "weighted": weighted(view, here, own),
                "days": kpis.median([one.stays(view.as_of.on)[-1].days or 0 for one in here]),
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


def conversion_table(view: View, opened: Sequence[Standing]) -> Table:
    order = [stage.key for stage in view.policy.opportunity.stage]
    paths = [[stay.stage for stay in one.stays(view.as_of.on)] for one in opened]
    body = [
        {**passage._asdict(), "share": kpis.ratio(passage.went_on, passage.entered)}
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


def reason_table(closed: Ended, own: str) -> Table:
    by_reason: dict[str, list[Standing]] = {}
    for one in closed.lost:
        by_reason.setdefault(one.row["lost_reason"] or "", []).append(one)
    body = [
        {
            "lost_reason": reason or None,
            "count": len(group),
            "share": kpis.ratio(len(group), len(closed.lost)),
            "amount": amount(group, own),
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


def owner_table(view: View, open_ones: Sequence[Standing], closed: Ended, own: str) -> Table:
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
        "amount": amount(mine["open"], own),
        "weighted": weighted(view, mine["open"], own),
        "won": won,
        "won_amount": amount(mine["won"], own),
        "lost": lost,
        "win_rate": kpis.ratio(won, won + lost),
    }


def idle_table(idle: Sequence[Standing]) -> Table:
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
