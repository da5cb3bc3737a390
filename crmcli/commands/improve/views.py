"""How improvements are shown: a list, and one with its figure before it was done and after."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from crmcli.commands.alarm.working import filtered
from crmcli.figures.improvements import Effect
from crmcli.figures.kpis import DEFINITIONS
from crmcli.i18n import _, clauses, ngettext, series, titled
from crmcli.render.report_text import shown
from crmcli.result import Column, Result, Table
from crmcli.wording import clean, label

if TYPE_CHECKING:
    from crmcli.context import Context

_HIDDEN = frozenset({
    "department", "feedback_id", "complaint_id", "response_id", "alarm", "meeting_on", "target_id", "metric", "filter", "result",
    "note",
})  # fmt: skip


def columns() -> list[Column]:
    """What scripts get of an improvement."""
    return [
        Column("id", _("Id"), "int"),
        Column("due_on", _("Due"), "date"),
        Column("title", _("Improvement")),
        Column("source", _("From")),
        Column("owner", _("Owner")),
        Column("state", _("State"), "word", "improvement_state"),
        Column("done_on", _("Done"), "date"),
        Column("department", "department"),
        Column("feedback_id", "feedback_id", "int"),
        Column("complaint_id", "complaint_id", "int"),
        Column("response_id", "response_id", "int"),
        Column("alarm", "alarm"),
        Column("meeting_on", "meeting_on", "date"),
        Column("target_id", "target_id", "int"),
        Column("metric", "metric"),
        Column("filter", "filter"),
        Column("result", "result"),
        Column("note", "note"),
    ]


def source(row: Mapping[str, Any]) -> str:
    """What an improvement came from, in a few words; empty where nothing tells."""
    found = []
    if row["feedback_id"]:
        found.append(_("feedback %(id)s") % {"id": row["feedback_id"]})
    if row["complaint_id"]:
        found.append(_("complaint %(id)s") % {"id": row["complaint"] or row["complaint_id"]})
    if row["response_id"]:
        found.append(_("survey answer %(id)s") % {"id": row["response_id"]})
    if row["alarm"]:
        found.append(_("alarm “%(alarm)s”") % {"alarm": label("alarm", row["alarm"])})
    if row["meeting_on"]:
        found.append(_("meeting of %(day)s") % {"day": row["meeting_on"]})
    if row["target_id"]:
        found.append(_("target %(id)s") % {"id": row["target_id"]})
    return series(found)


def list_table(rows: Sequence[Mapping[str, Any]]) -> Table:
    """Improvements as a list; when they were done only where some are."""
    hidden = _HIDDEN | (frozenset() if any(row["done_on"] for row in rows) else {"done_on"})
    return Table(
        "improvements", columns(), [{**row, "source": source(row)} for row in rows], machine_only=hidden
    )


def _data(row: Mapping[str, Any]) -> dict[str, Any]:
    told = {**row, "source": source(row)}
    return {column.key: told[column.key] for column in columns()}


def changed(crm: Context, key: int, sentence: str) -> Result:
    """What was done to an improvement."""
    row = dict(crm.store.improvements.get(key))
    lines = [sentence % {"id": key, "title": clean(row["title"])}]
    if row["state"] == "open":
        told = {"owner": clean(row["owner"] or "—"), "due": row["due_on"] or _("no deadline")}
        lines.append(_("%(owner)s, %(due)s") % told)
    if row["state"] == "done" and row["metric"]:
        days = crm.policy.improvement.effect_days
        line = ngettext(
            "What it did shows in %(n)d day: crmcli improve show %(id)d",
            "What it did shows in %(n)d days: crmcli improve show %(id)d",
            days,
        )
        lines.append(line % {"n": days, "id": key})
    return Result(crm.command, data=_data(row), lines=lines)


def details(crm: Context, row: Mapping[str, Any]) -> Result:
    """One improvement with its effect."""
    from crmcli.reports.improvements import measured

    found = measured(crm.view, row, filtered)
    fields = [
        (_("State"), label("improvement_state", row["state"])),
        (_("From"), source(row)),
        (_("Owner"), row["owner"]),
        (_("Department"), row["department"]),
        (_("Due"), row["due_on"]),
        (_("Done"), row["done_on"]),
        (_("Result"), row["result"]),
        (
            _("Figure"),
            row["metric"] and clauses(filter(None, (_(DEFINITIONS[row["metric"]].title), row["filter"]))),
        ),
        (_("Note"), row["note"]),
    ]
    lines = [
        f"{row['id']}  {clean(row['title'])}",
        *(titled(name, clean(str(value))) for name, value in fields if value),
    ]
    data = _data(row) | {"effect": None}
    if found is not None:
        lines += _told(crm, row, found)
        data["effect"] = {**found._asdict(), "difference": found.difference}
    return Result(crm.command, data=data, lines=lines, as_of=crm.as_of)


def _told(crm: Context, row: Mapping[str, Any], found: Effect) -> list[str]:
    """The figure before and after, and what may be said of that."""
    from crmcli.reports.improvements import periods

    before, after = periods(crm.view, date.fromisoformat(row["done_on"]))
    unit = DEFINITIONS[row["metric"]].unit
    lines = []
    for title, period, value, n in (
        (_("Before"), before, found.before, found.before_n),
        (_("After"), after, found.after, found.after_n),
    ):
        told = {
            "value": shown(unit, value),
            "n": "—" if n is None else n,
            "first": period.start,
            "last": period.end,
        }
        lines.append(titled(title, _("%(value)s (n = %(n)s), of %(first)s to %(last)s") % told))
    return [*lines, titled(_("Effect"), _claim(crm, found, unit, after.end))]


def _claim(crm: Context, found: Effect, unit: str, end: date) -> str:
    match found.claim:
        case "early":
            return _("nothing can be said before the days after it are over, on %(day)s") % {"day": end}
        case "unknown":
            return _("nothing can be said: the figure is not known on both sides")
        case "few":
            return _("nothing can be said of fewer than %(n)d on either side") % {
                "n": crm.policy.improvement.min_n
            }
    difference = found.difference or 0
    told = {"change": ("+" if difference > 0 else "") + shown(unit, difference)}
    if found.low is not None and found.high is not None:
        told |= {"low": shown(unit, found.low), "high": shown(unit, found.high)}
        text = {
            "better": _("better by %(change)s (95%% interval %(low)s to %(high)s)"),
            "worse": _("worse by %(change)s (95%% interval %(low)s to %(high)s)"),
            "none": _(
                "no difference that can be told from chance: %(change)s (95%% interval %(low)s to %(high)s)"
            ),
        }[found.claim]
        return text % told
    if found.claim == "none":
        return _("no difference")
    return _("%(change)s; such a figure has no interval, so chance is not ruled out") % told
