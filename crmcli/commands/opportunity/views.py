"""How opportunities are shown: columns, the line that follows a change, one with its way through the stages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from crmcli import clock
from crmcli.commands.beside import beside, texts
from crmcli.i18n import _, ngettext, remarked, series, titled
from crmcli.judging import pipeline
from crmcli.render.cells import money, units
from crmcli.result import Column, Result, Table
from crmcli.verdicts.opportunities import Standing, stood
from crmcli.wording import clean, label

if TYPE_CHECKING:
    from crmcli.context import Context
    from crmcli.database.connection import Record

_HIDDEN = frozenset({
    "external_id", "customer_id", "contact_person", "source", "currency", "weighted", "opened_on", "closed_on", "lost_reason",
    "purchase_id", "note", "owner", "next_made_on", "idle_on",
})  # fmt: skip


def columns() -> list[Column]:
    """What scripts get of an opportunity."""
    return [
        Column("id", _("Id"), "int"),
        Column("title", _("Opportunity")),
        Column("customer", _("Customer")),
        Column("amount", _("Amount"), "money"),
        Column("stage", _("Stage"), "word", "opportunity_stage"),
        Column("days", _("Days in it"), "int"),
        Column("chance", _("Chance"), "percent"),
        Column("weighted", _("Weighted"), "money"),
        Column("expected_on", _("Expected"), "date"),
        Column("owner", _("Owner")),
        Column("next_on", _("Next"), "instant"),
        Column("next_step", _("Next step")),
        Column("idle_on", _("Idle from"), "date"),
        Column("closed_on", _("Closed"), "date"),
        Column("lost_reason", _("Why lost"), "word", "lost_reason"),
        Column("currency", "currency", "code"),
        Column("contact_person", "contact_person"),
        Column("source", "source", "word", "source"),
        Column("external_id", "external_id", "code"),
        Column("opened_on", "opened_on", "date"),
        Column("next_made_on", "next_made_on", "date"),
        Column("customer_id", "customer_id", "int"),
        Column("purchase_id", "purchase_id", "int"),
        Column("note", "note"),
    ]


def as_row(crm: Context, found: Standing) -> dict[str, Any]:
    """An opportunity under the columns of lists, amounts in cents."""
    row, stays = found.row, found.stays(crm.as_of.on)
    idle = found.waiting.due_on.isoformat() if found.waiting and found.waiting.kind == "idle" else None
    worked_out = {
        "next_on": row["next_at"] or row["next_on"],
        "amount": row["amount_cents"],
        "days": stays[-1].days if stays and row["closed_on"] is None else None,
        "chance": pipeline.chance(crm.policy.opportunity, row["stage"]),
        "weighted": pipeline.weighted(crm.policy.opportunity, row),
        "idle_on": idle,
        "closed_on": found.closed_on,
    }
    return {**dict(row), **worked_out}


def list_table(rows: Sequence[Mapping[str, Any]], *, everyone: bool, closed: bool) -> Table:
    """Opportunities as a list; whose and how they ended only where that differs."""
    shown = {"owner"} if everyone else set()
    shown |= {"closed_on", "lost_reason"} if closed else set()
    return Table("opportunities", columns(), rows, machine_only=_HIDDEN - shown)


def changed(crm: Context, opportunity_id: int, *sentences: str, warnings: Sequence[str] = ()) -> Result:
    """What was done to an opportunity, where it stands, and what comes next."""
    row = crm.store.opportunities.get(opportunity_id)
    told = {"id": opportunity_id, "title": row["title"], "customer": row["customer"]}
    lines = [*(sentence % told for sentence in sentences), _where(crm, row)]
    if row["next_on"]:
        lines.append(_("Next step: %(what)s") % {"what": _step(crm, row)})
    data = as_data(crm, stood(crm.view, [row])[0])
    return Result(crm.command, data=data, lines=lines, warnings=list(warnings))


def _where(crm: Context, row: Record) -> str:
    """An opportunity's amount, stage with its chance, and the day on which it is expected to close."""
    chance = pipeline.chance(crm.policy.opportunity, row["stage"])
    stage = label("opportunity_stage", row["stage"])
    parts = [
        _amount(crm, row) if row["amount_cents"] is not None else None,
        stage if chance is None or row["closed_on"] else remarked(stage, f"{chance:.0%}"),
        _("expected %(day)s") % {"day": row["expected_on"]}
        if row["expected_on"] and not row["closed_on"]
        else None,
        row["owner"],
    ]
    return series(clean(part) for part in parts if part)


def _amount(crm: Context, row: Record) -> str:
    own = row["currency"] in (None, crm.store.policies.currency())
    return money(row["amount_cents"]) if own else f"{money(row['amount_cents'])} {row['currency']}"


def _step(crm: Context, row: Record | Mapping[str, Any]) -> str:
    """When the next step is agreed for, and what it is."""
    return " ".join(filter(None, (row["next_on"], clock.time_told(row["next_at"], crm.tz), row["next_step"])))


def as_data(crm: Context, found: Standing) -> dict[str, Any]:
    """An opportunity as scripts read it."""
    row = as_row(crm, found)
    money_keys = {column.key for column in columns() if column.kind == "money"}
    return {
        c.key: units(row[c.key]) if c.key in money_keys and row[c.key] is not None else row[c.key]
        for c in columns()
    }


def details(crm: Context, found: Standing) -> Result:
    """One opportunity with what is known of it, its stages with the days in each, and every step."""
    row, stays = found.row, found.stays(crm.as_of.on)
    lines = [
        f"{row['id']}  {clean(row['title'])}  {clean(row['customer'])}",
        _where(crm, row),
        *(titled(name, clean(str(value))) for name, value in _fields(crm, row, found) if value),
        *beside(row),
    ]
    events = [dict(event) for event in found.events]
    by_stage = [{"stage": s.stage, "since": s.since and s.since.isoformat(), "days": s.days} for s in stays]
    days = [s.days for s in stays if s.days is not None]
    total = sum(days) if len(days) == len(stays) else None
    if total is not None:
        lines.append(ngettext("%(n)d day in all", "%(n)d days in all", total) % {"n": total})
    steps = [
        {key: event[key] for key in ("at", "on_day", "stage", "reason", "note", "staff")} for event in events
    ]
    data = {
        **as_data(crm, found),
        "custom": texts(row),
        "stages": by_stage,
        "competitors": [
            {"competitor": each["competitor"], "won": bool(each["won"]) and row["stage"] == "lost"}
            for each in _rivals(crm, row)
        ],
        "days_in_all": total,
        "steps": steps,
    }
    tables = [_stage_table(by_stage), _step_table(steps)]
    return Result(crm.command, data=data, lines=lines, tables=tables, as_of=crm.as_of)


def _fields(crm: Context, row: Record, found: Standing) -> list[tuple[str, Any]]:
    """The fields that are shown where they have a value."""
    idle = found.waiting.due_on.isoformat() if found.waiting and found.waiting.kind == "idle" else None
    return [
        (_("Number elsewhere"), row["external_id"]),
        (_("Contact person"), row["contact_person"]),
        (_("Source"), row["source"] and label("source", row["source"])),
        (_("Next step"), row["next_on"] and _step(crm, row)),
        (_("Idle from"), idle),
        (_("Closed"), row["closed_on"] and (found.closed_on or _("nobody told when"))),
        (_("Why lost"), row["lost_reason"] and label("lost_reason", row["lost_reason"])),
        (_("Competitors"), series(each["competitor"] for each in _rivals(crm, row))),
        (_("Lost to"), row["lost_reason"] and series(r["competitor"] for r in _rivals(crm, row) if r["won"])),
        (_("Order"), row["purchase_id"]),
        (_("Note"), row["note"]),
    ]


def _rivals(crm: Context, row: Record) -> list[Any]:
    """The competitors named for an opportunity by the as-of."""
    day = crm.view.day if crm.view.past else None
    return crm.store.competitors.in_play([row["id"]], day).get(row["id"], [])


def _stage_table(rows: Sequence[Mapping[str, Any]]) -> Table:
    cols = [
        Column("stage", _("Stage"), "word", "opportunity_stage"),
        Column("since", _("Since"), "date"),
        Column("days", _("Days"), "int"),
    ]
    return Table("stages", cols, rows, title=_("Days in each stage"))


def _step_table(rows: Sequence[Mapping[str, Any]]) -> Table:
    cols = [
        Column("at", _("When"), "instant"),
        Column("stage", _("Stage"), "word", "opportunity_stage"),
        Column("reason", _("Reason"), "word", "lost_reason"),
        Column("note", _("Note")),
        Column("staff", _("By")),
        Column("on_day", "on_day", "date"),
    ]
    empty = {key for key in ("reason", "note") if not any(row[key] for row in rows)}
    return Table("steps", cols, rows, title=_("Steps"), machine_only=frozenset({"on_day"} | empty))
