"""Who is about to leave, why, what is at stake, what to do; who left; whether the warnings were right."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from crmcli.facts import Facts
from crmcli.figures import kpis
from crmcli.figures.rounding import half_up
from crmcli.i18n import N_, _, series
from crmcli.judging.standing import Standing
from crmcli.reports.churn_tables import deciles, losses, too_few
from crmcli.reports.currencies import left_out
from crmcli.reports.days import Days
from crmcli.reports.model import Chart, Report, Series, Sheet
from crmcli.reports.pipeline_ended import view_of
from crmcli.reports.request import Request
from crmcli.reports.snapshot import PRESENT, Snapshot, watched
from crmcli.result import Column, Table
from crmcli.verdicts.known_now import JUDGED
from crmcli.wording import SIGNALS

BY = ("owner", "tier")
#: The kinds of records that it rests on.
RESTS_ON = (*JUDGED, "opportunities", "retention", "staff")

#: What is suggested, by the signal that weighs most; in this order.
MEASURES = {
    "complaint": N_("Settle the complaint"),
    "low_survey": N_("Ask what went wrong"),
    "spend_drop": N_("Visit, make an offer"),
    "silence": N_("Call, ask for needs"),
    "contact_overdue": N_("Make the contact due"),
}
_FLAGGED = ("high", "medium")


class Risk(NamedTuple):
    """A customer at risk."""

    facts: Facts
    standing: Standing


def build(request: Request) -> Report:
    """The customers at risk on the last day, the churn rates, and the backtest where one is asked for."""
    end = request.period.end
    days = Days(request)
    risks = at_risk(request, days, end)
    sheet = _figures(request, days, risks)
    tables = [_customers(request, risks), _signals(risks)]
    if request.by:
        tables.append(_by(request, risks))
    reasons = losses(view_of(request, end), days.on(end).lost)
    tables += [reasons] if reasons.rows else []
    if request.backtest:
        tables += _backtest(request, days, sheet, request.backtest)
    return Report(
        name="churn",
        title=_("Customers about to leave"),
        as_of=request.view.as_of,
        zone=request.view.zone,
        start=request.start,
        end=end,
        figures=sheet.figures,
        tables=tables,
        charts=_charts(tables),
        notes=[*_notes(request, days), *left_out(request, end)],
    )


def at_risk(request: Request, days: Days, on: date) -> list[Risk]:
    """New and active customers at high or medium risk on a day: highest risk first, then most at stake."""
    seen = days.kept(on) if on == request.view.as_of.on and request.view.past is None else None
    if seen is None or not seen.has_risk:
        return scored(request, days, on)[0]
    days.keep(seen)
    return _flagged(request.judged(on, seen.at_risk))


def scored(request: Request, days: Days, on: date) -> tuple[list[Risk], dict[int, int]]:
    """The same, with the risk of every new or active customer of the day."""
    seen = Snapshot(on, has_risk=True)
    present = [who for who in watched(seen, request.judged(on)) if who[1].lifecycle in PRESENT]
    days.keep(seen)
    return _flagged(present), {facts.customer_id: standing.risk or 0 for facts, standing in present}


def _flagged(judged: Iterable[tuple[Facts, Standing]]) -> list[Risk]:
    found = [
        Risk(facts, standing)
        for facts, standing in judged
        if standing.risk_level in _FLAGGED and standing.lifecycle in PRESENT
    ]
    return sorted(found, key=lambda r: (-(r.standing.risk or 0), -r.facts.spend_12m, r.facts.customer_id))


def _figures(request: Request, days: Days, risks: Sequence[Risk]) -> Sheet:
    end, sheet = request.period.end, Sheet()
    present = len(days.on(end).present)
    sheet.add("at_risk", len(risks), present)
    sheet.add("high_risk", sum(r.standing.risk_level == "high" for r in risks), present)
    sheet.add("value_at_stake", sum(r.facts.spend_12m for r in risks), len(risks))
    sheet.add("lost", len(days.on(end).lost), len(days.on(end)))
    month, n = days.churn(end, 1)
    sheet.add("churn_rate_month", month, n)
    year, n = days.churn(end, 12)
    sheet.add("churn_rate", year, n, target=float(request.view.policy.alarm.churn_rate_max))
    return sheet


def _backtest(request: Request, days: Days, sheet: Sheet, day: date) -> list[Table]:
    risks, scores = scored(request, days, day)
    flagged = {r.facts.customer_id for r in risks}
    lost = days.on(request.period.end).lost
    result = kpis.backtest(flagged, days.on(day).present, lost)
    sheet.add("flagged", result.flagged, len(days.on(day).present))
    sheet.add("flagged_lost", result.flagged_lost, result.flagged)
    sheet.add("left", result.left, len(days.on(day).present))
    sheet.add("precision", result.precision, result.flagged)
    sheet.add("recall", result.recall, result.left)
    table = deciles(scores, lost, request.view.policy.retain.min_n)
    return [table] if table.rows else []


# -- tables ---------------------------------------------------------------------------------------


def _customers(request: Request, risks: Sequence[Risk]) -> Table:
    owners = request.view.store.staff.names()
    on = request.period.end
    body: list[dict[str, Any]] = [
        {
            "customer_id": facts.customer_id,
            "customer": facts.name,
            "risk": standing.risk,
            "risk_level": standing.risk_level,
            "why": series(words(facts, standing, on)),
            "signals": list(standing.risk_signals),
            "value": facts.spend_12m,
            "owner": owners.get(facts.owner_id or 0),
            "last_contact_on": facts.last_contact_on,
            "measure": _(MEASURES[measure(standing.risk_signals)]),
            "tier": standing.tier,
        }
        for facts, standing in risks
    ]
    columns = [
        Column("customer_id", "id", "int"),
        Column("customer", _("Customer")),
        Column("risk", _("Risk"), "int"),
        Column("risk_level", _("Level")),
        Column("why", _("Signs")),
        Column("signals", "signals"),
        Column("value", _("At stake"), "money"),
        Column("owner", _("Owner")),
        Column("last_contact_on", _("Contacted"), "date"),
        Column("measure", _("Suggestion")),
        Column("tier", "tier"),
    ]
    hidden = frozenset({"customer_id", "risk_level", "signals", "tier"})
    return Table("at_risk", columns, body, _("Customers at risk"), numbered=True, machine_only=hidden)


def words(facts: Facts, standing: Standing, on: date) -> list[str]:
    """The signs of leaving in words, with their numbers."""
    return [_word(signal, facts, on) for signal in standing.risk_signals]


def _word(signal: str, facts: Facts, on: date) -> str:
    match signal:
        case "silence":
            last = facts.last_purchase_on
            return _("silent %(n)d d") % {"n": (on - last).days} if last else _("silent")
        case "spend_drop":
            fall = kpis.change(facts.spend_6m, facts.spend_prev_6m) or 0.0
            return _("spend %(percent)d%%") % {"percent": int(half_up(100 * fall))}
        case "complaint":
            return _("complaint")
        case "low_survey":
            return _("low score")
        case _:
            return _("overdue")


def measure(signals: Sequence[str]) -> str:
    """The signal that the suggestion answers: the first in the order of MEASURES."""
    return next((name for name in MEASURES if name in signals), "contact_overdue")


def _signals(risks: Sequence[Risk]) -> Table:
    body = []
    for key, title in SIGNALS.items():
        shown = [r for r in risks if key in r.standing.risk_signals]
        body.append(
            {
                "signal": key,
                "title": _(title),
                "customers": len(shown),
                "value": sum(r.facts.spend_12m for r in shown),
            }
        )
    columns = [
        Column("signal", "signal"),
        Column("title", _("Sign")),
        Column("customers", _("Customers"), "int"),
        Column("value", _("At stake"), "money"),
    ]
    return Table("signals", columns, body, _("Why"), machine_only=frozenset({"signal"}))


def _by(request: Request, risks: Sequence[Risk]) -> Table:
    owners, by = request.view.store.staff.names(), request.by or ""
    groups: dict[str, list[Risk]] = {}
    for risk in risks:
        name = risk.standing.tier if by == "tier" else owners.get(risk.facts.owner_id or 0)
        groups.setdefault(name or "—", []).append(risk)
    body = [
        {by: name, "customers": len(group), "value": sum(r.facts.spend_12m for r in group)}
        for name, group in sorted(groups.items(), key=lambda item: (-len(item[1]), item[0]))
    ]
    first = Column("tier", _("Tier"), "word", "tier") if by == "tier" else Column("owner", _("Owner"))
    columns = [first, Column("customers", _("Customers"), "int"), Column("value", _("At stake"), "money")]
    return Table(f"by_{by}", columns, body, _("By group"))


def _charts(tables: Sequence[Table]) -> list[Chart]:
    signs = next(table for table in tables if table.key == "signals")
    series = Series(_("Customers"), [row["customers"] for row in signs.rows])
    return [Chart("signals", _("Why"), "bar", [row["title"] for row in signs.rows], [series])]


def _notes(request: Request, days: Days) -> list[str]:
    if not request.backtest:
        return []
    notes = [_("Backtest of the warnings of %(day)s.") % {"day": request.backtest.isoformat()}]
    notes += too_few(len(days.on(request.backtest).present), request.view.policy.retain.min_n)
    later = days.on(request.backtest).came_later
    if later:
        text = _(
            "%(n)d of its customers came here after that day: where no order or contact of them is known, no silence is"
            " counted."
        )
        notes.append(text % {"n": later})
    return notes
