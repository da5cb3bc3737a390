"""How far the contact plan was kept: of the contacts whose day lay in a period, those that were made by it.

The day is the one on which a contact first fell due: snoozes don't move it, and nothing rolls forward. It is found by
following everybody's next contact: looked at on the days on which something happened to the customer, and on the day
itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import NamedTuple

from crmcli.clock import AsOf
from crmcli.dates.periods import Period
from crmcli.facts import Facts
from crmcli.judging.judge import Judge
from crmcli.judging.standing import Standing
from crmcli.reports.request import Request
from crmcli.rules import Reason

_CADENCES = ("cadence", "working_cadence")
#: The reason of what is looked at by itself.
_AGREED = "follow_up"


class Kept(NamedTuple):
    """How many contacts were planned for a period, and how many of them were made by their day."""

    made: int
    planned: int


class _Planned(NamedTuple):
    """A customer's next contact, and why it is the next one."""

    due: date
    code: str
    #: Of a rhythm that its tier's plan asks something to be given in: what, and its days.
    give: frozenset[str] = frozenset()
    days: int = 0


class Plan:
    """Everybody's next contact from day to day over some periods, the first of which begins on `start`."""

    def __init__(self, request: Request, start: date, end: date) -> None:
        self._request, self._start, self._end = request, start, end
        self._longest = max(plan.cadence_days for plan in request.view.policy.contact.plan.values())
        self._next: dict[int, _Planned] = {}
        self._due: dict[date, set[int]] = {}
        #: By customer the days that were agreed when last looked at.
        self._agreed: dict[int, set[date]] = {}
        #: (customer, day) of the contacts that were made by their day, and of those that were not.
        self._made: set[tuple[int, date]] = set()
        self._missed: set[tuple[int, date]] = set()
        #: Of the same those whose plan asks for something to be given, and those of them that were made with it.
        self._asked: set[tuple[int, date]] = set()
        self._given: set[tuple[int, date]] = set()
        self._gave = self._contents()
        #: By customer and day, where planned contacts of full days moved to.
        self._moved = request.view.store.moved.days(request.view.at)
        #: What no day's end shows: agreed and kept within one day.
        self._at_once = request.view.store.appointments.kept_at_once(
            start.isoformat(), end.isoformat(), request.view.at
        )
        for day, ids in self._days():
            for facts, standing in request.judged(day, ids):
                self._look(day, facts, standing)

    def kept(self, period: Period) -> Kept:
        """The plan of a period's days. What fell due before its import is backlog and stands apart; a day that isn't
        over misses nothing."""
        made, missed = (
            sum((period.start or self._start) <= due <= period.end for _customer, due in found)
            for found in (self._made, self._missed - self._made)
        )
        return Kept(made, made + missed)

    def kept_by(self, period: Period, group: Mapping[int, str | None]) -> dict[str | None, Kept]:
        """The same by the group of each customer; who is in none belongs to None."""
        start, found = period.start or self._start, dict[str | None, Kept]()
        for made, contacts in ((True, self._made), (False, self._missed - self._made)):
            for customer_id, due in contacts:
                if start <= due <= period.end:
                    key = group.get(customer_id)
                    so_far = found.get(key, Kept(0, 0))
                    found[key] = Kept(so_far.made + made, so_far.planned + 1)
        return found

    def kept_with_content(self, period: Period) -> Kept:
        """The same of the contacts that are to give something, made with all of that."""
        start = period.start or self._start
        given, asked = (
            sum(start <= due <= period.end for _customer, due in found)
            for found in (self._given, self._asked)
        )
        return Kept(given, asked)

    def _contents(self) -> dict[int, list[tuple[date, frozenset[str]]]]:
        """By customer what was given on which day, as far back as it may count: a rhythm before the first day looked at."""
        view = self._request.view
        if not any(plan.give for plan in view.policy.contact.plan.values()):
            return {}
        since = self._start - timedelta(days=2 * self._longest + 1)
        found: dict[int, list[tuple[date, frozenset[str]]]] = {}
        until = min(self._end.isoformat(), view.day)
        for key, day, gave in view.store.interactions.given(since.isoformat(), until, view.past):
            found.setdefault(key, []).append((date.fromisoformat(day), frozenset(gave.split(","))))
        return found

    def _days(self) -> Iterator[tuple[date, set[int] | None]]:
        """The days to look at with the customers to look at: everybody at first, as long before the period as a contact
        for it can have been made by plan."""
        day = self._start - timedelta(days=self._longest + 1)
        eventful = self._request.figures.eventful_days(day.isoformat(), self._end.isoformat())
        yield day, None
        while (day := day + timedelta(days=1)) <= self._end:
            # On the eve, too: time alone may have moved what was next.
            eve = eventful.get((day + timedelta(days=1)).isoformat(), set())
            ids = eventful.get(day.isoformat(), set()) | eve | self._due.pop(day, set())
            if ids:
                yield day, ids

    def _look(self, day: date, facts: Facts, standing: Standing) -> None:
        key, before = facts.customer_id, self._next.get(facts.customer_id) or self._lead_of(day, facts)
        self._look_at_agreed(day, facts)
        made = before is not None and _is_made(before, facts, standing, day)
        if before and made and day <= self._last_day(key, before) and before.code != _AGREED:
            self._note(self._made, facts, before.due)
            self._note_content(facts, before, day)
        planned = self._leading(standing)
        if planned is None:
            self._next.pop(key, None)
            return
        if key in self._at_once.get(day.isoformat(), ()):
            self._note(self._made, facts, day)
        if before and not made and before.due < day and not _is_backlog(before.due, facts):
            # What was missed and is still to be made is the same contact, whatever the plan says by now.
            return
        self._next[key] = planned
        for reason in standing.contact_reasons:
            # Behind a backlog something else may fall due.
            if (due := date.fromisoformat(reason[1]["due"])) > day:
                self._due.setdefault(due, set()).add(key)
        if planned.due > day or _is_backlog(planned.due, facts):
            return
        if self._is_over(max(day, self._last_day(key, planned))) and planned.code != _AGREED:
            self._note(self._missed, facts, planned.due)
            if planned.give:
                self._note(self._asked, facts, planned.due)

    def _last_day(self, key: int, planned: _Planned) -> date:
        """Until when a planned contact is in time: where its day was full, the day to which it moved."""
        moved = self._moved.get((key, planned.due.isoformat())) if planned.code in _CADENCES else None
        return date.fromisoformat(moved) if moved else planned.due

    def _note_content(self, facts: Facts, planned: _Planned, day: date) -> None:
        if not planned.give:
            return
        self._note(self._asked, facts, planned.due)
        first = day - timedelta(days=planned.days)
        gave = (what for on, what in self._gave.get(facts.customer_id, ()) if first < on <= day)
        if planned.give <= frozenset().union(*gave):
            self._note(self._given, facts, planned.due)

    def _look_at_agreed(self, day: date, facts: Facts) -> None:
        """What is agreed for a day is a contact of that day, whatever else the customer waits for: kept where somebody was
        reached by it, missed where it stands at its end or was moved on it without. What is moved or called off before its day
        never fell due."""
        key, standing = facts.customer_id, {agreed.on for agreed in facts.appointments}
        reached, moved = day == facts.last_effective_on, any(a.made_on == day for a in facts.appointments)
        for on in self._agreed.get(key, set()) - standing:
            if reached and (day == on or (day < on and not moved)):
                self._note(self._made, facts, on)
            elif on == day:
                self._note(self._missed, facts, on)
        for on in standing:
            if on > day:
                self._due.setdefault(on, set()).add(key)
            elif self._is_over(on):
                self._note(self._missed, facts, on)
        self._agreed[key] = standing

    def _lead_of(self, day: date, facts: Facts) -> _Planned | None:
        """What was planned for somebody who was entered and spoken with on one day, before anybody spoke with them."""
        if facts.imported_on or not facts.created_on == day == facts.last_effective_on:
            return None
        silent = replace(facts, last_effective_on=None, last_contact_on=None, appointments=())
        return self._leading(Judge(self._request.view.policy, day).standing(silent))

    def _leading(self, standing: Standing) -> _Planned | None:
        if not standing.contact_reasons:
            return None
        code, data = standing.contact_reasons[0]
        due = date.fromisoformat(data["due"])
        if code != "cadence":
            return _Planned(due, code)
        plan = self._request.view.policy.contact.plan[data["tier"]]
        return _Planned(due, code, frozenset(plan.give), data["days"])

    def _note(self, kind: set[tuple[int, date]], facts: Facts, due: date) -> None:
        if not _is_backlog(due, facts):
            kind.add((facts.customer_id, due))

    def _is_over(self, day: date) -> bool:
        view = self._request.view
        return AsOf.end_of(day, view.zone).instant <= view.as_of.instant


def _is_backlog(due: date, facts: Facts) -> bool:
    return facts.backlog_before is not None and due < facts.backlog_before


def _is_made(planned: _Planned, facts: Facts, standing: Standing, day: date) -> bool:
    """Whether what was planned was done on a day: the rhythm counts from it, or its reason is gone after a contact."""
    reason: Reason | None = next((r for r in standing.contact_reasons if r[0] == planned.code), None)
    if reason and planned.code in _CADENCES:
        return bool(reason[1]["last"] == day.isoformat())
    gone = reason is None or reason[1]["due"] != planned.due.isoformat()
    return gone and day in (facts.last_effective_on, facts.last_contact_on)
