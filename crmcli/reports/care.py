"""Greetings: how many were planned, sent, handed over, failed or are unknown, whom they reached, and what they cost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

from crmcli.i18n import _
from crmcli.reports.model import Report, Sheet
from crmcli.reports.request import Request
from crmcli.result import Column, Table
from crmcli.verdicts.campaigns import INVITATION
from crmcli.wording import label

BY = ("occasion", "month", "channel", "owner")
#: The kinds of records that it rests on.
RESTS_ON = ("customers", "greetings")
_GONE = ("sent", "handed")
#: The columns of a breakdown, each with the states that it counts.
_COUNTED = {
    "planned": ("planned", "sending"), "sent": ("sent",), "handed": ("handed",), "failed": ("failed",), "unknown": ("unknown",),
}  # fmt: skip


def build(request: Request) -> Report:
    """Greetings for days of the period; for all days up to its end without one."""
    period = request.period
    rows = _messages(request, period.start, period.end)
    return Report(
        name="care",
        title=_("Care"),
        as_of=request.view.as_of,
        zone=request.view.zone,
        start=period.start,
        end=period.end,
        figures=_figures(rows).figures,
        tables=[
            _groups(request, rows, by) for by in ((request.by,) if request.by else ("occasion", "month"))
        ],
    )


def _messages(request: Request, start: date | None, end: date) -> list[dict[str, Any]]:
    view = request.view
    first = start.isoformat() if start else ""
    rows = [
        dict(row)
        for row in view.store.outbox.listed(first, end.isoformat(), view.past)
        if row["kind"] != INVITATION
    ]
    return rows if view.past is None else view.store.former.then("outbox", rows, view.past)


def _figures(rows: Sequence[dict[str, Any]]) -> Sheet:
    sheet, states = Sheet(), Counter(row["state"] for row in rows)
    for key, counted in _COUNTED.items():
        sheet.add(f"care_{key}", sum(states[state] for state in counted), len(rows))
    gone = [row for row in rows if row["state"] in _GONE]
    sheet.add("care_reached", len({row["customer_id"] for row in gone}), len(gone))
    sheet.add("care_cost", sum(row["cost_cents"] for row in gone), len(gone))
    return sheet


def _groups(request: Request, rows: Sequence[dict[str, Any]], by: str) -> Table:
    """A row for each occasion, month, channel or owner."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        groups.setdefault(_group(request, row, by), []).append(row)
    title, column = {
        "occasion": (_("By occasion"), Column("occasion", _("Occasion"))),
        "month": (_("By month"), Column("month", _("Month"))),
        "channel": (_("By channel"), Column("channel", _("Channel"), "word", "channel")),
        "owner": (_("By owner"), Column("owner", _("Owner"))),
    }[by]
    columns = [
        column,
        Column("planned", _("To be sent"), "int"),
        Column("sent", _("Sent"), "int"),
        Column("handed", _("Handed over"), "int"),
        Column("failed", _("Failed"), "int"),
        Column("unknown", _("Unknown"), "int"),
        Column("reached", _("Customers greeted"), "int"),
        Column("cost", _("Cost of gifts"), "money"),
    ]
    return Table(f"by_{by}", columns, [{by: name, **_counts(groups[name])} for name in sorted(groups)], title)


def _counts(rows: Sequence[dict[str, Any]]) -> dict[str, int]:
    states, gone = Counter(row["state"] for row in rows), [row for row in rows if row["state"] in _GONE]
    return {
        **{key: sum(states[state] for state in counted) for key, counted in _COUNTED.items()},
        "reached": len({row["customer_id"] for row in gone}),
        "cost": sum(row["cost_cents"] for row in gone),
    }


def _group(request: Request, row: dict[str, Any], by: str) -> str:
    if by == "occasion":
        name = request.view.policy.care.days.get(row["occasion"])
        return name or label("care_occasion", row["occasion"])
    return str({"month": row["occasion_on"][:7], "channel": row["channel"], "owner": row["owner"] or "—"}[by])
