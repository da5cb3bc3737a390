"""The time at a customer whose clocks show another one than the team's: when to call."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, tzinfo
from typing import Any

from crmcli import clock
from crmcli.database.connection import Record
from crmcli.i18n import _, remarked
from crmcli.store import View
from crmcli.workflows.due.rows import DueRow

#: When people can be called for the first time in a day.
_FIRST_HOUR = time(9)


def known_zone(view: View, person: Record | Mapping[str, Any]) -> str | None:
    """The zone of a customer (country, time_zone): its own, else its country's where that has but one time; None if nobody knows."""
    if not (person["time_zone"] or person["country"]):
        return None
    from crmcli.matching.zones import zone_of

    return zone_of(person["time_zone"], person["country"], view.as_of.instant)


def zone_told(view: View, person: Record | Mapping[str, Any]) -> str | None:
    """A customer's zone for a screen; that of its country says so, and stands there only where the clocks differ."""
    if person["time_zone"]:
        return str(person["time_zone"])
    name = other_zone(view, person)
    return remarked(name, _("by the country")) if name else None


def other_zone(view: View, person: Record | Mapping[str, Any]) -> str | None:
    """The zone of a customer whose clocks show another time than the team's at the view's moment."""
    at, name = view.as_of.instant, known_zone(view, person)
    if name is None or at.astimezone(clock.zone(name)).utcoffset() == at.astimezone(view.zone).utcoffset():
        return None
    return name


def call_told(row: DueRow, day: date, home: tzinfo) -> str | None:
    """At which time of ours it is what time at the customer: the row's own time, else nine in the morning of a day there; None
    where the clocks agree, or it is nobody's row."""
    if row.zone is None:
        return None
    there = clock.zone(row.zone)
    at = clock.parse_iso(row.due_at) if "T" in row.due_at else clock.at_local(day, _FIRST_HOUR, there)
    ours, theirs = at.astimezone(home), at.astimezone(there)
    return _("%(there)s there = %(here)s here") % {
        "there": f"{theirs:%H:%M}",
        "here": _beside(ours, theirs),
    }


def _beside(ours: datetime, theirs: datetime) -> str:
    """Our time, with its day where that is another one."""
    return f"{ours:%H:%M}" if ours.date() == theirs.date() else f"{ours:%m-%d %H:%M}"
