"""How complaints are shown: as rows for scripts, as tables and sentences for people."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, Any

from crmcli.clock import iso, local_date
from crmcli.commands.complaint.case_views import cause
from crmcli.commands.shared import local_time
from crmcli.i18n import N_, _, remarked, series
from crmcli.render.cells import instant, money, units
from crmcli.result import Column, Table
from crmcli.rules import CLOCKS, Clock
from crmcli.service.rounds import UNRESOLVED, Notice, Round, Verdict
from crmcli.verdicts.complaints import due_shown, next_clock
from crmcli.wording import label

if TYPE_CHECKING:
    from crmcli.context import Context
    from crmcli.database.connection import Row

#: Columns of a complaint that are shown as they are stored.
_PLAIN = (
    "id", "number", "external_id", "customer_id", "customer", "opened_at", "opened_on", "owner", "contact",
    "accused", "channel", "category", "touchpoint", "product", "order_no", "content", "demand", "note",
)  # fmt: skip
#: What is known only once the complaint is archived, but where its sheet tells it.
_LEARNT = ("cause", "root_cause", "measure", "lesson")

_OPEN_VIEW = frozenset({"number", "severity", "next_clock", "next_due_at", "next_state", "customer"})
_FULL_VIEW = frozenset({"number", "opened_on", "severity", "state", "customer", "handler"})


def as_data(row: Row, verdict: Verdict, happened: Collection[str]) -> dict[str, Any]:
    """A complaint for scripts, as the kinds of events up to the instant of the verdict say."""
    name, due_at = next_clock(verdict)
    return {
        **{key: row[key] for key in _PLAIN},
        **{key: row[key] if row["imported"] or "archived" in happened else None for key in _LEARNT},
        "revisit_result": row["revisit_result"] if "revisited" in happened else None,
        "compensation": _compensation(row) if row["imported"] or "resolved" in happened else None,
        "imported": bool(row["imported"]),
        "handler": row["handler_name"],
        "severity": verdict.severity,
        "state": verdict.state,
        "next_clock": name,
        "next_due_at": due_at,
        "next_state": verdict.clocks[name].state if name else None,
        "clocks": clock_data(verdict.clocks),
    }


def clock_data(clocks: Mapping[str, Clock]) -> dict[str, Any]:
    """The clocks of one round for scripts."""
    fields = ("due_at", "done_at", "state", "known")
    return {name: {field: getattr(clock, field) for field in fields} for name, clock in clocks.items()}


def _compensation(row: Row) -> float | None:
    """What the customer was paid, in currency units."""
    return None if row["compensation_cents"] is None else units(row["compensation_cents"])


def list_table(rows: Sequence[Mapping[str, Any]], zone: tzinfo, *, full: bool) -> Table:
    """Complaints by their next deadline, or (`full`) by state."""
    rows = [{**row, "next_due_at": _next_due(row, zone)} for row in rows]
    columns = [
        Column("id", "id", "int"),
        Column("number", _("Number"), "code"),
        Column("opened_on", _("Opened"), "date"),
        Column("severity", _("Severity"), "word", "severity"),
        Column("state", _("State"), "word", "complaint_state"),
        Column("next_clock", _("Next step"), "word", "clock"),
        Column("next_due_at", _("Due"), "instant"),
        Column("next_state", _("Time"), "word", "clock_state"),
        Column("customer", _("Customer")),
        Column("handler", _("Handler")),
        *(
            Column(key, key)
            for key in ("customer_id", "category", "touchpoint", "product", "order_no", "channel", "content")
        ),
    ]
    hidden = frozenset(column.key for column in columns) - (_FULL_VIEW if full else _OPEN_VIEW)
    return Table("complaints", columns, rows, machine_only=hidden)


def uncounted(verdict: Verdict, present: Round) -> list[str]:
    """Why an open complaint has no deadline for a step that is still to be taken: an import says nothing of it."""
    names = [label("clock", name) for name in CLOCKS if name in present.waived]
    if verdict.state not in UNRESOLVED or not names:
        return []
    return [_("Passed before the import, not counted: %(clocks)s.") % {"clocks": series(names)}]


def _next_due(row: Mapping[str, Any], zone: tzinfo) -> datetime | str | None:
    """The next deadline, only its day where no more is known."""
    due: datetime | None = row["next_due_at"]
    known = due is None or row["clocks"][row["next_clock"]]["known"]
    return due if known or due is None else local_date(due, zone).isoformat()


def clock_tables(verdict: Verdict, zone: tzinfo) -> list[Table]:
    """The deadlines of the present round, and of those before it which had any."""
    *earlier, present = verdict.rounds
    old = [
        _clock_table(clocks, zone, "earlier_clocks", _("Deadlines of round %(n)d") % {"n": number})
        for number, clocks in enumerate(earlier, 1)
    ]
    return [_clock_table(present, zone, "clocks", _("Deadlines")), *(table for table in old if table.rows)]


def _clock_table(clocks: Mapping[str, Clock], zone: tzinfo, key: str, title: str) -> Table:
    """The deadlines that run or were kept or missed in one round."""
    rows = [
        {"clock": name, "due_at": due_shown(clock, zone), "done_at": clock.done_at, "state": clock.state}
        for name in CLOCKS
        if (clock := clocks[name]).state != "none"
    ]
    columns = [
        Column("clock", _("Step"), "word", "clock"),
        Column("due_at", _("Due"), "instant"),
        Column("done_at", _("Done"), "instant"),
        Column("state", _("State"), "word", "clock_state"),
    ]
    return Table(key, columns, rows, title=title)


def event_table(events: Sequence[Row], notices: Sequence[Notice], zone: tzinfo) -> Table:
    """What happened, oldest first, with the warnings and the deadlines that were missed."""
    # The opening stands first: of one whose day alone is known, all else of that day came later.
    rows: list[tuple[tuple[bool, str], dict[str, Any]]] = [
        (
            (event["kind"] != "opened", event["at"]),
            {
                "at": event["at"] if event["at_known"] else event["on_day"],
                "kind": _(_EVENTS.get(event["kind"], event["kind"])),
                "actor": event["actor"],
                "text": " ".join(filter(None, (_added(event), event["text"]))),
            },
        )
        for event in events
    ]
    for notice in notices:
        shown = iso(notice.at) if notice.known else local_date(notice.at, zone).isoformat()
        kind = _(_EVENTS[notice.kind]) % {"clock": label("clock", notice.clock)}
        rows.append(((True, iso(notice.at)), {"at": shown, "kind": kind}))
    rows.sort(key=lambda row: row[0])
    columns = [
        Column("at", _("When"), "instant"),
        Column("kind", _("What")),
        Column("actor", _("By")),
        Column("text", _("Words")),
    ]
    return Table("events", columns, [row for _at, row in rows], title=_("Events"))


def event_data(event: Row) -> dict[str, Any]:
    """An event for scripts."""
    plain = {key: event[key] for key in ("kind", "at", "actor", "text")}
    return {**plain, "at_known": bool(event["at_known"]), "data": json.loads(event["data"] or "{}")}


def details(crm: Context, data: Mapping[str, Any], *, timed: bool) -> list[str]:
    """One complaint's fields, a line each, empty ones left out; `timed` if the time of day of its opening was told."""
    opened = local_time(crm, data["opened_at"]) if timed else data["opened_on"]
    lines = [
        f"{data['number']}  {data['customer']}  {label('severity', data['severity'])}"
        f"  {label('complaint_state', data['state'])}",
        data["content"],
    ]
    fields = {
        _("Opened"): remarked(opened, label("channel", data["channel"])) if data["channel"] else opened,
        _("Handler"): data["handler"],
        _("Accused"): data["accused"],
        _("Contact person"): data["contact"],
        _("Demand"): data["demand"],
        _("Compensation"): data["compensation"] and money(round(data["compensation"] * 100)),
        _("Category"): data["category"],
        _("Touchpoint"): data["touchpoint"] and label("touchpoint", data["touchpoint"]),
        _("Product"): data["product"],
        _("Order"): data["order_no"],
        _("Number elsewhere"): data["external_id"] if data["external_id"] != data["number"] else None,
        _("Note"): data["note"],
        _("Revisit"): data["revisit_result"] and label("revisit_result", data["revisit_result"]),
        _("Root cause"): cause(data),
        _("Measure"): data["measure"],
        _("Lesson"): data["lesson"],
    }
    return lines + [_("%(label)s: %(value)s") % {"label": k, "value": v} for k, v in fields.items() if v]


def next_step(crm: Context, verdict: Verdict) -> str:
    """What has to happen next and until when; empty when no deadline runs."""
    name, due_at = next_clock(verdict)
    if not name or due_at is None:
        return ""
    told = {"step": label("clock", name), "when": _due(crm, verdict.clocks[name])}
    if verdict.clocks[name].state == "breached":
        return _("Next: %(step)s, overdue since %(when)s.") % told
    return _("Next: %(step)s by %(when)s.") % told


def _due(crm: Context, clock: Clock) -> str:
    return instant(due_shown(clock, crm.tz), crm.tz)


def outcome(crm: Context, clock: Clock) -> str:
    """Whether a step that was just taken was in time; empty where no deadline ran for it."""
    if clock.state not in ("met", "met_late") or clock.due_at is None:
        return ""
    told = {"when": _due(crm, clock)}
    return (
        _("On time: it was due %(when)s.") if clock.state == "met" else _("Late: it was due %(when)s.")
    ) % told


_EVENTS = {
    "opened": N_("opened"),
    "responded": N_("responded"),
    "proposed": N_("solution proposed"),
    "progress": N_("progress told"),
    "waiting": N_("waiting for the customer"),
    "resumed": N_("resumed"),
    "answered": N_("customer answered"),
    "resolved": N_("resolved"),
    "revisited": N_("revisited"),
    "reopened": N_("reopened"),
    "archived": N_("archived"),
    "severity": N_("severity changed"),
    "note": N_("note"),
    "called_again": N_("called again"),
    "warned": N_("warning: %(clock)s"),
    "escalated": N_("missed: %(clock)s"),
}


def _added(event: Row) -> str:
    """The result of a revisit, how satisfied the customer is so far, the new severity, that the history was shown, or the
    unknown number that called."""
    data = json.loads(event["data"] or "{}")
    if data.get("satisfied"):
        return _("[satisfied: %(answer)s]") % {"answer": label("satisfied", data["satisfied"])}
    if data.get("result"):
        return f"[{label('revisit_result', data['result'])}]"
    if data.get("shown"):
        return _("[history shown]")
    if data.get("phone"):
        return f"[{data['phone']}]"
    return f"[{label('severity', data['severity'])}]" if event["kind"] == "severity" else ""


def warnings(crm: Context, rounds: Sequence[Round]) -> list[str]:
    """A warning where a deadline of the present round, or today, is past the known public holidays."""
    from crmcli.dates.calendars import holiday_warnings

    present = rounds[-1]
    days = [at.astimezone(crm.tz).date() for each in present.clocks.values() if (at := each.due_at)]
    return holiday_warnings([present.terms.calendar], crm.as_of.on, max([crm.as_of.on, *days]))
