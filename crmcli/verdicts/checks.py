"""The week's random sample of each person's records, and what was found of it. Reads and judges, writes nothing.

A record belongs to the week in which it was entered, so that the sample of a week that is over stays as it is, whoever
looks and whenever.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, time, timedelta
from typing import Any, NamedTuple

from crmcli import clock
from crmcli.dates.weeks import Week, week_of
from crmcli.figures.quality import weekly_sample
from crmcli.store import View


class Passed(NamedTuple):
    """How many of the records that were looked at were right."""

    right: int
    n: int


def last_week(view: View) -> Week:
    """The last week that was over on the view's day."""
    return week_of(view.as_of.on - timedelta(days=7))


def is_over(view: View, week: Week) -> bool:
    return week.last < view.as_of.on


def sample(view: View, week: Week) -> list[dict[str, Any]]:
    """The records that are to be checked in a week, by person and id, each with what was found of it so far: `verdict`,
    `note`, `checker` and `checked_at`."""
    rows = records(view, week)
    found = {row["interaction_id"]: row for row in view.store.checks.found(str(week), str(week), view.past)}
    return [{**row, **_told(found.get(row["id"]))} for row in rows]


def records(view: View, week: Week) -> list[dict[str, Any]]:
    """The same without what was found."""
    start, end = _bounds(view, week)
    rows = {
        row["id"]: dict(row)
        for row in view.store.checks.records(start, end)
        if view.past is None or row["recorded_at"] <= view.past
    }
    people: dict[str, list[int]] = {}
    for key, row in rows.items():
        people.setdefault(row["person"], []).append(key)
    drawn = weekly_sample(people, view.policy.quality.sample_per_person, str(week))
    return [rows[key] for person in sorted(drawn) for key in drawn[person]]


def passed(rows: Iterable[Mapping[str, Any]]) -> dict[str, Passed]:
    """By person how many of some records that were looked at were right."""
    counts: dict[str, Passed] = {}
    for row in rows:
        if row["verdict"] and row["person"]:
            right, n = counts.get(row["person"], Passed(0, 0))
            counts[row["person"]] = Passed(right + (row["verdict"] == "right"), n + 1)
    return counts


def recorded_in(view: View, recorded_at: str) -> Week:
    """The week in which a record was entered, on the team's clock."""
    return week_of(clock.local_date(clock.parse_iso(recorded_at), view.zone))


def _told(found: Mapping[str, Any] | None) -> dict[str, Any]:
    return {key: found[key] if found else None for key in ("verdict", "note", "checker", "checked_at")}


def _bounds(view: View, week: Week) -> tuple[str, str]:
    """From Monday's midnight to before that of the next."""
    ends = (week.first, week.last + timedelta(days=1))
    start, end = (clock.iso(datetime.combine(day, time(0), view.zone)) for day in ends)
    return start, end
