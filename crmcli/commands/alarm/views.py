"""How alarms are shown: as a list, one with its rule and the figures behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from crmcli.figures import kpis
from crmcli.i18n import N_, _, titled
from crmcli.judging.alarms import Fired, last_month
from crmcli.reports import alarms
from crmcli.result import Column, Result, Table
from crmcli.verdicts.alarms import told_value, why
from crmcli.wording import clean, known_word, label

if TYPE_CHECKING:
    from crmcli.context import Context

#: What raises each alarm, with the numbers of the policy that it reads.
_RULES = {
    "repurchase_rate": (N_("The repurchase rate lies below the limit at the end of so many quarters running."), ("repurchase_rate_min", "repurchase_quarters", "repurchase_trade_average")),
    "complaint_growth": (N_("More complaints than in the month before, by more than the limit."), ("complaint_growth_max",)),
    "churn_rate": (N_("More of the customers of a year ago are lost at the month's end than the limit."), ("churn_rate_max",)),
    "contacts_per_day": (N_("Fewer customers were reached per salesperson and working day of the month than the limit."), ("contacts_per_day_min",)),
    "lead_days": (N_("The deals of the month took more days than the limit, by the median."), ("lead_days_max",)),
    "lifetime_value": (N_("The lifetime value at the quarter's end grew less than the limit in a year, or fell."), ("lifetime_change_min",)),
    "timeliness": (N_("Fewer contacts of the month were recorded in time than the limit."), ("timeliness_min",)),
    "clock_compliance": (N_("Fewer deadlines of the month's complaints were met than the limit."), ("clock_compliance_min",)),
    "satisfaction": (N_("The mean overall score fell against the month before by more than the limit."), ("satisfaction_drop_max",)),
    "late_handoffs": (N_("Tasks and complaints that one department gave to another by a day of the month, and that were late, are more than the limit."), ("late_handoffs_max",)),
    "budget": (N_("More was spent by the month's end of a budget of the month or its year than the limit allows."), ("budget_share_max",)),
    "targets": (N_("A target is behind the straight line to its goal at the month's end, or missed it."), ()),
}  # fmt: skip
#: The alarms whose counts need no least n.
_COUNTS = ("late_handoffs", "budget", "targets", "contacts_per_day")


def list_table(crm: Context, found: Sequence[Fired]) -> Table:
    """Alarms with what they rest on and who has seen them."""
    seen = crm.store.alarms.seen(crm.view.past)
    rows = [as_row(crm, fired, seen) for fired in found]
    columns = [
        Column("alarm", _("Alarm"), "word", "alarm"),
        Column("period", _("Period")),
        Column("why", _("Why")),
        Column("seen_by", _("Seen by")),
        Column("command", _("Evidence")),
        Column("value", "value", "number"),
        Column("limit", "limit", "number"),
        Column("n", "n", "int"),
    ]
    hidden = frozenset({"value", "limit", "n"} | (set() if any(r["seen_by"] for r in rows) else {"seen_by"}))
    return Table("alarms", columns, rows, machine_only=hidden, below=("command",))


def as_row(crm: Context, fired: Fired, seen: Mapping[tuple[str, str], Any]) -> dict[str, Any]:
    """An alarm under the columns of lists."""
    who = seen.get((fired.alarm, fired.period))
    return {
        "alarm": fired.alarm,
        "period": fired.period,
        "why": why(fired, crm.view),
        "seen_by": who and who["person"],
        "command": alarms.command_of(fired),
        "value": fired.value,
        "limit": fired.limit,
        "n": fired.n,
    }


def details(crm: Context, fired: Fired) -> Result:
    """One alarm with its rule, the figures, its evidence."""
    seen = crm.store.alarms.seen(crm.view.past)
    row = as_row(crm, fired, seen)
    period = alarms.period_of(fired)
    lines = [
        f"{label('alarm', fired.alarm)}  {fired.period}",
        titled(_("Why"), row["why"]),
        titled(_("Period"), _("%(first)s to %(last)s") % {"first": period.start, "last": period.end}),
        *_rule(crm, fired.alarm),
        *(titled(name, told) for name, told in _figures(fired)),
        titled(_("Evidence"), row["command"]),
    ]
    if (who := seen.get((fired.alarm, fired.period))) is not None:
        told = {"who": clean(who["person"] or "—"), "day": who["seen_on"]}
        lines.append(titled(_("Seen by"), _("%(who)s on %(day)s") % told))
        lines += [titled(_("Note"), clean(who["note"]))] if who["note"] else []
    data = row | {"terms": dict(fired.terms), "start": period.start, "end": period.end}
    after = (
        []
        if who
        else [
            _("When you have seen it: crmcli alarm seen %(key)s") % {"key": known_word("alarm", fired.alarm)}
        ]
    )
    return Result(
        crm.command, data=data, lines=lines, tables=_evidence(crm, fired), after=after, as_of=crm.as_of
    )


def silent(crm: Context, alarm: str) -> Result:
    """An alarm that doesn't stand: its rule."""
    line = _("The alarm “%(alarm)s” does not stand now.") % {"alarm": label("alarm", alarm)}
    data = {"alarm": alarm, "period": None, "value": None}
    return Result(crm.command, data=data, lines=[line, *_rule(crm, alarm)], as_of=crm.as_of)


def _rule(crm: Context, alarm: str) -> list[str]:
    text, names = _RULES[alarm]
    numbers = [*names, *([] if alarm in _COUNTS else ["min_n"])]
    told = [f"alarm.{name} = {getattr(crm.policy.alarm, name)}" for name in numbers]
    return [titled(_("Rule"), _(text)), *([titled(_("Policy"), "   ".join(told))] if told else [])]


def _figures(fired: Fired) -> list[tuple[str, str]]:
    """The figures behind an alarm by what they are called."""
    names = {"now": _("Now"), "before": _("Before")}
    unit_of = {
        "complaint_growth": "complaint_count",
        "lifetime_value": "lifetime_value",
        "satisfaction": "satisfaction_mean",
    }
    found = []
    for name, value in fired.terms.items():
        if name in names:
            found.append((names[name], told_value(unit_of[fired.alarm], value)))
        elif "-Q" in name:
            found.append((name, told_value("repurchase_rate", value)))
        elif name in kpis.DEFINITIONS:
            found.append((_(kpis.DEFINITIONS[name].title), told_value(name, value)))
    return found


def _evidence(crm: Context, fired: Fired) -> list[Table]:
    """The records behind a count."""
    month = last_month(crm.as_of.on)
    if fired.alarm == "late_handoffs":
        columns = [
            Column("what", _("What")),
            Column("due_on", _("Due"), "date"),
            Column("from_department", _("From")),
            Column("to_department", _("To")),
            Column("owner", _("Owner")),
            Column("kind", "kind"),
            Column("id", "id", "int"),
        ]
        rows = [row for row in alarms.handoffs(crm.view, month) if row["late"]]
        return [Table("late_handoffs", columns, rows, _("Late"), machine_only=frozenset({"kind", "id"}))]
    if fired.alarm == "budget":
        columns = [
            Column("category", _("Category")),
            Column("period", _("Period")),
            Column("amount_cents", _("Budget"), "money"),
            Column("spent_cents", _("Spent"), "money"),
        ]
        return [
            Table("budgets", columns, [r for r in alarms.spent(crm.view, month) if r["over"]], _("Overspent"))
        ]
    return []
