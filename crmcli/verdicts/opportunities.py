"""Opportunities as they stood at a moment: their events so far, and what each waits for. Reads and judges, writes nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from crmcli import clock
from crmcli.database.connection import Record
from crmcli.judging import pipeline
from crmcli.store import View


class Standing(NamedTuple):
    """An opportunity as it stands: its row, its events so far, and what it waits for if it is open."""

    row: Mapping[str, Any]
    events: Sequence[Mapping[str, Any]]
    waiting: pipeline.Waiting | None

    @property
    def closed_on(self) -> str | None:
        """The day on which it was won or lost; None while it is open, and where nobody told it."""
        return (
            self.row["closed_on"] if self.events and pipeline.is_dated(self.events[-1]["at_known"]) else None
        )

    def stays(self, until: date) -> list[pipeline.Stay]:
        """The stages that it went through by a day."""
        return pipeline.stays(self.events, until)


def standings(view: View, filters: Mapping[str, Any]) -> list[Standing]:
    """Opportunities as they stood at the view's moment, in the order of lists."""
    area = view.store.opportunities
    rows = area.then(filters, view.at) if view.as_of.explicit else area.listed(filters)
    return stood(view, rows)


def stood(view: View, rows: Sequence[Record | Mapping[str, Any]]) -> list[Standing]:
    """These opportunities with their events and what they wait for, at the view's moment."""
    area = view.store.opportunities
    events = area.events([row["id"] for row in rows], view.at)
    waiting = [row["customer_id"] for row in rows if row["closed_on"] is None]
    contacted = area.contacted(waiting, view.at) if waiting else {}
    found = []
    for each in rows:
        row, own = dict(each), [dict(event) for event in events.get(each["id"], ())]
        found.append(Standing(row, own, _waiting(view, row, own, contacted.get(row["customer_id"]))))
    return found


def _waiting(
    view: View,
    row: Mapping[str, Any],
    events: Sequence[Mapping[str, Any]],
    contacted: tuple[str, list[str]] | None,
) -> pipeline.Waiting | None:
    """What an opportunity waits for; nothing if it is over. Who is paused, gone or wants no contact is nobody to go after, and
    nothing is idle for what had been before it came here."""
    if row["closed_on"] is not None or not events:
        return None
    recorded_on = clock.local_date(clock.parse_iso(row["created_at"]), view.zone)
    moved_on = max(date.fromisoformat(events[-1]["on_day"]), recorded_on)
    policy = view.policy
    waits = pipeline.waiting(
        row, moved_on, _spoken(view, contacted), policy.due.opportunity_idle_days, policy.opportunity
    )
    return None if waits.kind == "idle" and row["customer_status"] != "active" else waits


def _spoken(view: View, contacted: tuple[str, list[str]] | None) -> pipeline.Spoken | None:
    """When somebody last spoke to a customer; an instant that stands for a day alone told no time."""
    if contacted is None:
        return None
    on, at = contacted
    told = (
        each if isinstance(clock.as_told(clock.parse_iso(each), view.zone), datetime) else None for each in at
    )
    return pipeline.Spoken(date.fromisoformat(on), tuple(told))
