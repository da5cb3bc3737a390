"""The rules of a manual: classes and how often they are contacted, clocks of complaints, key figures and their limits."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from crmcli.figures import kpis
from crmcli.i18n import N_, _, series
from crmcli.policy import SEVERITIES, TIERS, Policy
from crmcli.policy.conditions import Rule
from crmcli.reports.handbook.model import Part, Words
from crmcli.reports.handbook.process import days, hours
from crmcli.reports.kpi import TARGETS
from crmcli.result import Column, Table
from crmcli.wording import PURPOSES, label

#: What counts as having been in touch.
SATISFIED_BY = {
    "effective": N_("an effective contact"), "care": N_("care is enough"), "high_level": N_("a contact at management level"),
    "attempts": N_("reached, or tried on two days"),
}  # fmt: skip
#: The key figures that a manual explains.
FIGURES = (
    "satisfaction_mean", "retention_rate", "churn_rate", "repurchase_rate", "referral_rate", "win_rate", "days_to_deal",
    "complaint_count", "complaint_rate", "complaint_growth", "clock_compliance", "handling_hours", "revisit_satisfaction",
    "response_in_time", "information_timeliness", "contacts_per_salesperson_day", "plan_compliance", "health_average",
    "data_completeness", "revenue_12m", "lifetime_value", "lifetime_value_change",
)  # fmt: skip


def classes(p: Policy, words: Words) -> list[Part]:
    """Tiers and value classes with their conditions in words; the first that fits holds."""
    first = _("The first class that fits holds.")
    return [
        Part("tiers", _("Classes of customers"), [first], [_rules("tiers", "tier", p.tier, words)]),
        Part(
            "value_classes",
            _("Value classes"),
            [first],
            [_rules("value_classes", "value_class", p.value_class, words)],
        ),
    ]


def _rules(key: str, domain: str, rules: Iterable[Rule], words: Words) -> Table:
    rows = [{"class": rule.key, "conditions": words.rule(rule) or _("everybody else")} for rule in rules]
    columns = [Column("class", _("Class"), "word", domain), Column("conditions", _("Conditions"))]
    return Table(key, columns, rows)


def plan(p: Policy) -> Part:
    """How often each class is contacted, by what, for what."""
    rows = []
    for tier in TIERS:
        own = p.contact.plan[tier]  # type: ignore[index]
        rows.append({
            "class": tier, "every": days(own.cadence_days), "counts": _(SATISFIED_BY[own.satisfied_by]), "channel": own.channel,
            "purpose": _(PURPOSES.get(own.purpose, own.purpose)), "give": series(label("given", each) for each in own.give),
            "working": days(own.working_days) if own.working_days else "", "owners": series(own.owners) or _("whoever does so"),
        })  # fmt: skip
    columns = [
        Column("class", _("Class"), "word", "tier"),
        Column("every", _("Every")),
        Column("counts", _("What counts")),
        Column("working", _("At working level every")),
        Column("channel", _("Channel"), "word", "channel"),
        Column("purpose", _("Purpose")),
        Column("give", _("To be given")),
        Column("owners", _("By whom")),
    ]
    return Part("plan", _("Contact plan"), tables=[Table("plan", columns, rows)])


def clocks(p: Policy) -> Part:
    """The deadlines of complaints by severity, and where a tier has others."""
    rows: list[dict[str, Any]] = []
    for severity in SEVERITIES:
        own = p.complaint.severity(severity)
        rows.append({"severity": severity, "tier": None, **_hours(own)})
        rows += [{"severity": severity, "tier": tier, **_hours(own.of_tier(tier))} for tier in own.tier or ()]
    titles = {
        "respond_hours": _("First answer"), "propose_hours": _("Solution proposed"), "resolve_hours": _("Resolved"),
        "progress_hours": _("Progress told every"), "satisfaction_hours": _("Asked how satisfied"), "revisit_hours": _("Revisited"),
    }  # fmt: skip
    columns = [
        Column("severity", _("Severity"), "word", "severity"),
        *([Column("tier", _("Class"), "word", "tier")] if any(row["tier"] for row in rows) else []),
        *(Column(key, title) for key, title in titles.items()),
    ]
    lines = [
        _("A warning goes out when %(share)d%% of the time is gone.") % {"share": p.complaint.warn_percent},
        _("The same problem of a customer within %(time)s is a repeat.")
        % {"time": days(p.complaint.repeat_days)},
    ]
    return Part("clocks", _("Clocks of complaints"), lines, [Table("clocks", columns, rows)])


def _hours(own: Any) -> dict[str, str]:
    keys = (
        "respond_hours",
        "propose_hours",
        "resolve_hours",
        "progress_hours",
        "satisfaction_hours",
        "revisit_hours",
    )
    return {key: hours(getattr(own, key)) for key in keys}


def figures(p: Policy) -> Part:
    """What the key figures mean, and their limits."""
    rows = [
        {
            "figure": _(kpis.DEFINITIONS[key].title),
            "definition": _(kpis.DEFINITIONS[key].text),
            "limit": _limit(p, key),
        }
        for key in FIGURES
    ]
    columns = [
        Column("figure", _("Figure")),
        Column("definition", _("Definition")),
        Column("limit", _("Limit")),
    ]
    return Part("figures", _("Key figures"), tables=[Table("figures", columns, rows)])


def _limit(p: Policy, key: str) -> str:
    """A figure's limit in its unit; empty where the policy has none."""
    if key not in TARGETS:
        return ""
    value, unit = getattr(p.alarm, TARGETS[key]), kpis.DEFINITIONS[key].unit
    told = f"{value * 100:g}%" if unit == "share" else f"{value:g}"
    at_most = kpis.beyond(key, value + 1, value)
    return (_("at most %(value)s") if at_most else _("at least %(value)s")) % {"value": told}
