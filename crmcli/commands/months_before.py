"""How a customer stood at the ends of past months, worked out anew by the policy of each day: its file of potential, too."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from crmcli import clock
from crmcli.clock import AsOf
from crmcli.context import Context
from crmcli.dates.months import add_months
from crmcli.i18n import _
from crmcli.judging.scoring import POTENTIAL_TERMS
from crmcli.result import Column, Result, Table
from crmcli.verdicts.standings import judge_all


def tell(crm: Context, customer_id: int, months: int, result: Result) -> None:
    """Adds the standing and the terms of potential at each month's end, the newest first, today's above them."""
    with crm.store.db.snapshot():
        rows = [row for day in _days(crm.as_of.on, months) for row in _standing(crm, customer_id, day)]
    result.data |= {"months": rows}
    result.tables += [_classes(rows), _potential(rows)]


def _days(on: date, months: int) -> Iterator[date]:
    """The day itself, then the ends of the months before."""
    yield on
    first = on.replace(day=1)
    for back in range(months):
        yield add_months(first, -back) - timedelta(days=1)


def _standing(crm: Context, customer_id: int, day: date) -> Iterator[dict[str, Any]]:
    """One row, or none if nobody knew the customer by then."""
    as_of = crm.as_of if day == crm.as_of.on else AsOf.end_of(day, crm.view.zone)
    policy = crm.store.policies.load(clock.iso(as_of.instant))
    for _facts, standing in judge_all(replace(crm.view, policy=policy, as_of=as_of), [customer_id]):
        yield {
            "on": day.isoformat(),
            "policy_version": policy.version,
            "tier": standing.tier,
            "value_class": standing.value_class,
            "lifecycle": standing.lifecycle,
            "health": standing.health,
            "risk": standing.risk,
            "segment": standing.segment,
            "potential": standing.potential,
            **dict(zip(POTENTIAL_TERMS, standing.potential_terms, strict=True)),
        }


def _classes(rows: list[dict[str, Any]]) -> Table:
    columns = [
        Column("on", _("Date"), "date"),
        Column("tier", _("Tier"), "word", "tier"),
        Column("value_class", _("Value class"), "word", "value_class"),
        Column("lifecycle", _("Lifecycle"), "word", "lifecycle"),
        Column("health", _("Health"), "int"),
        Column("risk", _("Churn risk"), "int"),
        Column("policy_version", _("Policy"), "int"),
    ]
    return Table("months", columns, rows, title=_("Standing month by month"))


def _potential(rows: list[dict[str, Any]]) -> Table:
    columns = [
        Column("on", _("Date"), "date"),
        Column("potential", _("Potential"), "number"),
        Column("trend", _("Trend"), "number"),
        Column("engagement", _("Engagement"), "number"),
        Column("needs", _("Needs"), "number"),
        Column("industry", _("Industry"), "number"),
        Column("size", _("Size"), "number"),
        Column("segment", _("Segment"), "segment"),
    ]
    return Table("potential_months", columns, rows, title=_("Potential month by month"))
