"""How targets are shown: a list with how far each is, one with every term of that."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from crmcli.commands.alarm.working import filtered
from crmcli.figures.kpis import DEFINITIONS
from crmcli.figures.rounding import percent
from crmcli.i18n import _, clauses, sentences, titled
from crmcli.judging.targets import SUMS, Progress
from crmcli.render.report_text import shown
from crmcli.reports.targets import goal_of, month_to, standing
from crmcli.result import Column, Result, Table
from crmcli.wording import clean, label

if TYPE_CHECKING:
    from crmcli.context import Context

_HIDDEN = frozenset({
    "key", "n", "baseline_value", "goal_value", "now_value", "forecast_value", "way_share", "gone_share", "start_on",
    "filter", "department", "product", "region", "person", "closed_on", "note", "of",
})  # fmt: skip


def columns() -> list[Column]:
    """What scripts get of a target, and the same in words."""
    return [
        Column("id", _("Id"), "int"),
        Column("name", _("Target")),
        Column("title", _("Figure")),
        Column("now", _("Now"), "figure"),
        Column("goal", _("Goal"), "figure"),
        Column("way", _("Of the way"), "figure"),
        Column("gone", _("Of the days"), "figure"),
        Column("forecast", _("Forecast value"), "figure"),
        Column("due_on", _("Deadline"), "date"),
        Column("state", _("State"), "word", "target_state"),
        Column("owner", _("Owner")),
        Column("key", "metric"),
        Column("now_value", "now_value", "number"),
        Column("n", "n", "int"),
        Column("baseline_value", "baseline", "number"),
        Column("goal_value", "goal_value", "number"),
        Column("forecast_value", "forecast_value", "number"),
        Column("way_share", "way_share", "percent"),
        Column("gone_share", "gone_share", "percent"),
        Column("start_on", "start_on", "date"),
        Column("filter", "filter"),
        Column("person", "person"),
        Column("department", "department"),
        Column("product", "product"),
        Column("region", "region"),
        Column("closed_on", "closed_on", "date"),
        Column("note", "note"),
    ]


def as_row(crm: Context, row: Mapping[str, Any]) -> dict[str, Any]:
    """A target under the columns of lists, with how far it is."""
    found = standing(crm.view, row, filtered)
    unit = DEFINITIONS[row["metric"]].unit

    def units(value: float | None) -> float | None:
        return value / 100 if unit == "money" and value is not None else value

    return {
        **row,
        "key": row["metric"],
        "title": _(DEFINITIONS[row["metric"]].title),
        "now": shown(unit, found.now),
        "goal": shown(unit, row["goal"]),
        "way": "—" if found.way is None else percent(found.way, 0),
        "gone": percent(found.gone, 0),
        "forecast": shown(unit, found.forecast),
        "state": found.state,
        "now_value": units(found.now),
        "n": found.n,
        "baseline_value": units(row["baseline"]),
        "goal_value": units(row["goal"]),
        "forecast_value": units(found.forecast),
        "way_share": found.way,
        "gone_share": found.gone,
        "progress": found,
    }


def list_table(rows: Sequence[Mapping[str, Any]]) -> Table:
    """Targets as a list."""
    return Table("targets", columns(), rows, machine_only=_HIDDEN)


def changed(crm: Context, target_id: int, sentence: str) -> Result:
    """What was done to a target, and how far it is."""
    row = as_row(crm, dict(crm.store.targets.get(target_id)))
    lines = [
        sentence % {"id": target_id, "name": clean(row["name"])},
        _("%(title)s: from %(baseline)s to %(goal)s by %(due)s; now %(now)s, %(state)s.")
        % {
            "title": row["title"],
            "baseline": shown(DEFINITIONS[row["key"]].unit, row["baseline"]),
            "goal": row["goal"],
            "due": row["due_on"],
            "now": row["now"],
            "state": label("target_state", row["state"]),
        },
    ]
    return Result(crm.command, data=_data(row), lines=lines)


def _data(row: Mapping[str, Any]) -> dict[str, Any]:
    return {column.key: row[column.key] for column in columns()}


def details(crm: Context, row: Mapping[str, Any]) -> Result:
    """One target with every term: what was measured, the straight line, the forecast, and its tasks."""
    told = as_row(crm, row)
    found: Progress = told["progress"]
    unit = DEFINITIONS[row["metric"]].unit
    fields = [
        (_("State"), label("target_state", found.state)),
        (_("Figure"), sentences(titled(told["title"], _(DEFINITIONS[row["metric"]].text)))),
        (_("Only"), _only(row)),
        (_("Period"), _("%(first)s to %(last)s") % {"first": row["start_on"], "last": row["due_on"]}),
        (_("Baseline"), shown(unit, row["baseline"])),
        (_("Goal"), told["goal"]),
        (_("Now"), _now(crm, row, told)),
        (_("Of the way"), _way(told, found, unit)),
        (_("Straight line"), _line(told, found, unit)),
        (_("Forecast value"), _forecast(row, told)),
        (_("Owner"), row["owner"]),
        (_("Note"), row["note"]),
        (_("Closed"), row["closed_on"] and clauses(filter(None, (row["closed_on"], row["close_note"])))),
    ]
    lines = [
        f"{row['id']}  {clean(row['name'])}",
        *(titled(name, clean(str(value))) for name, value in fields if value),
    ]
    tasks = [dict(task) for task in crm.store.targets.tasks(row["id"])]
    data = _data(told) | {
        "expected": found.expected,
        "tasks": [{key: task[key] for key in ("id", "title", "owner", "due_on", "state")} for task in tasks],
    }
    tables = [_tasks(tasks)] if tasks else []
    return Result(crm.command, data=data, lines=lines, tables=tables, as_of=crm.as_of)


def _only(row: Mapping[str, Any]) -> str:
    """To whom or what a target is narrowed; empty for the whole team."""
    names = {
        "person": _("Person"),
        "department": _("Department"),
        "product": _("Product"),
        "region": _("Region"),
        "filter": _("Filter"),
    }
    return clauses(titled(title, str(row[key])) for key, title in names.items() if row[key])


def _now(crm: Context, row: Mapping[str, Any], told: Mapping[str, Any]) -> str:
    from datetime import date

    n = "—" if told["n"] is None else told["n"]
    on = min(crm.as_of.on, date.fromisoformat(row["due_on"]))
    first = row["start_on"] if row["metric"] in SUMS else month_to(on)
    text = _("%(value)s (n = %(n)s), of %(first)s to %(last)s")
    return text % {"value": told["now"], "n": n, "first": first, "last": on}


def _way(told: Mapping[str, Any], found: Progress, unit: str) -> str:
    if found.way is None:
        return _("not told: the goal was reached at the start, or there is no baseline or figure")
    base = shown(unit, told["baseline"])
    text = _("%(way)s = (now − baseline) ÷ (goal − baseline), from %(base)s")
    return text % {"way": told["way"], "base": base}


def _line(told: Mapping[str, Any], found: Progress, unit: str) -> str:
    if found.expected is None:
        return ""
    text = _("%(value)s expected by now, at %(gone)s of the days")
    return text % {"value": shown(unit, found.expected), "gone": told["gone"]}


def _forecast(row: Mapping[str, Any], told: Mapping[str, Any]) -> str:
    if told["forecast_value"] is None:
        return ""
    if goal_of(row).sums:
        return _("%(value)s at the pace so far") % {"value": told["forecast"]}
    return _("%(value)s, the last value; such a figure has no pace") % {"value": told["forecast"]}


def _tasks(rows: Sequence[Mapping[str, Any]]) -> Table:
    cols = [
        Column("id", _("Id"), "int"),
        Column("due_on", _("Due"), "date"),
        Column("title", _("Task")),
        Column("owner", _("Owner")),
        Column("state", _("State"), "word", "task_state"),
    ]
    return Table("tasks", cols, rows, title=_("Tasks"))
