"""Which trainings people lack, by the policy and what they passed. Reads and judges, writes nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any, Literal, NamedTuple

from crmcli import clock
from crmcli.matching.text import narrow, to_simplified
from crmcli.store import View

#: How a training stands: it counts, runs out soon, ran out, or its exam wasn't passed.
State = Literal["valid", "expiring", "expired", "failed"]


class Lack(NamedTuple):
    """A topic that a person has to see to: since when, until when they had passed it (None: never), and whether their role
    asks for it."""

    staff_id: int
    name: str
    topic: str
    due_on: date
    valid_until: date | None


class Required(NamedTuple):
    """A training that somebody's role asks for, and how it stands."""

    name: str
    topic: str
    state: Literal["valid", "missing", "expired"]


def required(view: View) -> Iterator[Required]:
    """The trainings that the roles of the people who work here ask for; of who is new, those whose time is over or that they
    passed."""
    passed = _passed(view)
    for person in team(view):
        came = clock.local_date(clock.parse_iso(person["created_at"]), view.zone)
        is_new = came + timedelta(days=view.policy.training.grace_days) > view.as_of.on
        for topic in view.policy.training.required.get(person["role"], ()):
            known = passed.get((person["id"], folded(topic)))
            if known is None and is_new:
                continue
            end = known and known[1]
            holds = known is not None and (end is None or end >= view.as_of.on)
            yield Required(person["name"], topic, "valid" if holds else "expired" if known else "missing")


def state_of(view: View, row: Mapping[str, Any]) -> State:
    """How a training stands on the view's day."""
    if row["passed_on"] is None:
        return "failed"
    if row["valid_until"] is None:
        return "valid"
    left = (date.fromisoformat(row["valid_until"]) - view.as_of.on).days
    return "expired" if left < 0 else "expiring" if left <= view.policy.training.remind_days else "valid"


def are_kept(view: View) -> bool:
    """Whether the team asks for trainings, or has recorded any."""
    return any(view.policy.training.required.values()) or view.store.trainings.exist()


def lacking(view: View, until: date) -> Iterator[Lack]:
    """What people who work here have to see to by a day: required topics that they never passed, and passes that run out.
    A pass that nobody's role asks for is told of until it has run out."""
    rules = view.policy.training
    passed = _passed(view)
    for person in team(view):
        own = {key: ends for (who, key), ends in passed.items() if who == person["id"]}
        required = {folded(topic): topic for topic in rules.required.get(person["role"], ())}
        for key, topic in {**{key: told for key, (told, _end) in own.items()}, **required}.items():
            end = own[key][1] if key in own else None
            if key not in own:
                came = clock.local_date(clock.parse_iso(person["created_at"]), view.zone)
                due = came + timedelta(days=rules.grace_days)
            elif end is None or (key not in required and end < view.as_of.on):
                continue
            else:
                due = end - timedelta(days=rules.remind_days)
            if due <= until:
                yield Lack(person["id"], person["name"], topic, due, end)


def folded(topic: str) -> str:
    """A topic as it is compared: without case, width, spaces and script."""
    return "".join(to_simplified(narrow(topic)).casefold().split())


def _passed(view: View) -> dict[tuple[int, str], tuple[str, date | None]]:
    """By person and folded topic what the topic is called, and the last day on which a pass of it holds (None: for good)."""
    found: dict[tuple[int, str], tuple[str, date | None]] = {}
    for row in view.store.trainings.listed(view.day):
        if row["passed_on"] is None:
            continue
        end = date.fromisoformat(row["valid_until"]) if row["valid_until"] else None
        key = row["staff_id"], folded(row["topic"])
        known = found.get(key)
        if known is None or (known[1] is not None and (end is None or end > known[1])):
            found[key] = known[0] if known else row["topic"], end
    return found


def team(view: View) -> list[dict[str, Any]]:
    """Who works here, or did at a past instant."""
    people = [dict(row) for row in view.store.staff.all()]
    if view.past:
        came = [row for row in people if row["created_at"] <= view.past]
        people = view.store.former.then("staff", came, view.past)
    return [row for row in people if row["active"]]
