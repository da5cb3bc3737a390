"""How far the contact plan was kept: of the contacts whose day lay in a period, those that were made by it.

The day is the one on which a contact first fell due: snoozes don't move it, and nothing rolls forward. It is found by
following everybody's next contact: looked at on the days on which something happened to the customer, and on the day
itself. Everybody is followed from before the quarter in which the period begins, as long before it as a contact for it can
have been made by plan.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import NamedTuple

from crmcli.clock import AsOf
from crmcli.dates.periods import Period
from crmcli.facts import Facts
from crmcli.judging.judge import Judge
from crmcli.judging.standing import Standing
from crmcli.reports import followed_kept
from crmcli.reports.followed import Followed, Planned
from crmcli.reports.request import Request
from crmcli.rules import CADENCES, Reason

#: The reason of what is looked at by itself.
_AGREED = "follow_up"
#: So long after the period a contact that moved from a full day of it may still be in time.
_MOVED_DAYS = 31
_DAY = timedelta(days=1)


class Kept(NamedTuple):
    """How many contacts were planned for a period, and how many of them were made by their day."""

    made: int
    planned: int


class Plan:
    """Everybody's next contact from day to day over some periods, the first of which begins on `start`."""

    def __init__(self, request: Request, start: date, end: date) -> None:
        self._request, self._start = request, start
        self._quarter = start.replace(month=(start.month - 1) // 3 * 3 + 1, day=1)
        self._end = min(end + timedelta(days=_MOVED_DAYS), request.view.as_of.on)
        plans = request.view_of(min(self._quarter, self._end)).policy.contact.plan.values()
        self._longest = max(plan.cadence_days for plan in plans)
        self._gave = self._contents()
        #: By customer and day, where planned contacts of full days moved to.
        self._moved = request.view.store.moved.days(request.view.at)
        #: What no day's end shows: agreed and kept within one day.
        self._at_once = request.view.store.appointments.kept_at_once(
            self._quarter.isoformat(), self._end.isoformat(), request.view.at
        )
        self._at = followed_kept.read(request, self._quarter) or self._begun(None)
        self._mend()
        over = self._end if self._is_over(self._end) else self._end - _DAY
        if self._at.through < over:
            self._go_on(over)
            followed_kept.note(request, self._quarter, self._at)
        if self._at.through < self._end:
            self._go_on(self._end)

    def kept(self, period: Period) -> Kept:
        """The plan of a period's days. What fell due before its import is backlog and stands apart; a day that isn't
        over misses nothing."""
        made = self._within(period, self._at.made)
        return Kept(made, made + self._within(period, self._missed))

    def kept_by(self, period: Period, group: Mapping[int, str | None]) -> dict[str | None, Kept]:
        """The same by the group of each customer; who is in none belongs to None."""
        start, found = period.start or self._start, dict[str | None, Kept]()
        for made, contacts in ((True, self._at.made), (False, self._missed)):
            for customer_id, due in contacts:
                if start <= due <= period.end:
                    key = group.get(customer_id)
                    so_far = found.get(key, Kept(0, 0))
                    found[key] = Kept(so_far.made + made, so_far.planned + 1)
        return found

    def kept_with_content(self, period: Period) -> Kept:
        """The same of the contacts that are to give something, made with all of that."""
        found = self._at
        asked = found.asked | {which for which, until in found.asked_missed.items() if self._is_over(until)}
        return Kept(self._within(period, found.given), self._within(period, asked))

    @property
    def _missed(self) -> set[tuple[int, date]]:
        found = self._at
        return {which for which, until in found.missed.items() if self._is_over(until)} - found.made

    def _within(self, period: Period, found: Collection[tuple[int, date]]) -> int:
        start = period.start or self._start
        return sum(start <= due <= period.end for _customer, due in found)

    def _contents(self) -> dict[int, list[tuple[date, frozenset[str]]]]:
        """By customer what was given on which day, as far back as it may count: a rhythm before the first day looked at."""
        view = self._request.view
        since = self._quarter - timedelta(days=2 * self._longest + 1)
        found: dict[int, list[tuple[date, frozenset[str]]]] = {}
        until = min(self._end.isoformat(), view.day)
        for key, day, gave in view.store.interactions.given(since.isoformat(), until, view.past):
            found.setdefault(key, []).append((date.fromisoformat(day), frozenset(gave.split(","))))
        return found

    # -- from day to day ------------------------------------------------------------------------------

    def _begun(self, ids: Collection[int] | None) -> Followed:
        """Everybody (or those of `ids`) as they stood on the first day."""
        first = self._quarter - timedelta(days=self._longest + 1)
        self._at = Followed(self._quarter, first)
        self._look_at(first, ids)
        return self._at

    def _mend(self) -> None:
        """Follows those anew from the first day whom something touched since on a day that was looked at already."""
        at, through = self._at, self._at.through
        ids = followed_kept.touched(self._request, at)
        if not ids:
            return
        begun = self._begun(ids)
        self._go_on(through, ids)
        at.replace(ids, begun)
        self._at = at

    def _go_on(self, last: date, only: Collection[int] | None = None) -> None:
        """Looks at the days up to the last one, on each at those to whom something happens or falls due."""
        day, at = self._at.through, self._at
        eventful = self._request.figures.eventful_days(day.isoformat(), last.isoformat(), only)
        # On the eve of what happens, too: time alone may have moved what was next.
        if eves := eventful.get((day + _DAY).isoformat(), set()) - at.looked:
            self._look_at(day, eves)
        while (day := day + _DAY) <= last:
            eve = eventful.get((day + _DAY).isoformat(), set())
            at.through, at.looked = day, set()
            if ids := eventful.get(day.isoformat(), set()) | eve | at.due.pop(day, set()):
                self._look_at(day, ids)

    def _look_at(self, day: date, ids: Collection[int] | None) -> None:
        for facts, standing in self._request.judged(day, ids):
            self._at.looked.add(facts.customer_id)
            self._look(day, facts, standing)

    def _look(self, day: date, facts: Facts, standing: Standing) -> None:
        at, key = self._at, facts.customer_id
        before = at.next.get(key) or self._lead_of(day, facts)
        self._look_at_agreed(day, facts)
        made = before is not None and _is_made(before, facts, standing, day)
        if before and made and day <= self._last_day(key, before) and before.code != _AGREED:
            if self._counts(facts, before.due):
                at.made.add((key, before.due))
            self._note_content(facts, before, day)
        planned = self._leading(day, standing)
        if planned is None:
            at.next.pop(key, None)
            return
        if key in self._at_once.get(day.isoformat(), ()) and self._counts(facts, day):
            at.made.add((key, day))
        if before and not made and before.due < day and not _is_backlog(before.due, facts):
            # What was missed and is still to be made is the same contact, whatever the plan says by now.
            return
        at.next[key] = planned
        for reason in standing.contact_reasons:
            # Behind a backlog something else may fall due.
            if (due := date.fromisoformat(reason[1]["due"])) > day:
                at.due.setdefault(due, set()).add(key)
        if planned.due > day or not self._counts(facts, planned.due) or planned.code == _AGREED:
            return
        until = max(day, self._last_day(key, planned))
        at.missed.setdefault((key, planned.due), until)
        if planned.give:
            at.asked_missed.setdefault((key, planned.due), until)

    def _last_day(self, key: int, planned: Planned) -> date:
        """Until when a planned contact is in time: where its day was full, the day to which it moved."""
        moved = self._moved.get((key, planned.due.isoformat())) if planned.code in CADENCES else None
        return date.fromisoformat(moved) if moved else planned.due

    def _note_content(self, facts: Facts, planned: Planned, day: date) -> None:
        if not planned.give or not self._counts(facts, planned.due):
            return
        which = (facts.customer_id, planned.due)
        self._at.asked.add(which)
        first = day - timedelta(days=planned.days)
        gave = (what for on, what in self._gave.get(facts.customer_id, ()) if first < on <= day)
        if planned.give <= frozenset().union(*gave):
            self._at.given.add(which)

    def _look_at_agreed(self, day: date, facts: Facts) -> None:
        """What is agreed for a day is a contact of that day, whatever else the customer waits for: kept where somebody was
        reached by it, missed where it stands at its end or was moved on it without. What is moved or called off before its day
        never fell due."""
        at, key, standing = self._at, facts.customer_id, {agreed.on for agreed in facts.appointments}
        reached, moved = day == facts.last_effective_on, any(a.made_on == day for a in facts.appointments)
        for on in at.agreed.get(key, set()) - standing:
            if reached and (day == on or (day < on and not moved)) and self._counts(facts, on):
                at.made.add((key, on))
            elif on == day and self._counts(facts, on):
                # Told by what was done on the day, it is missed whether or not the day is over.
                at.missed[key, on] = date.min
        for on in standing:
            if on > day:
                at.due.setdefault(on, set()).add(key)
            elif self._counts(facts, on):
                at.missed.setdefault((key, on), on)
        if standing:
            at.agreed[key] = standing
        else:
            at.agreed.pop(key, None)

    def _lead_of(self, day: date, facts: Facts) -> Planned | None:
        """What was planned for somebody who was entered and spoken with on one day, before anybody spoke with them."""
        if facts.imported_on or not facts.created_on == day == facts.last_effective_on:
            return None
        silent = replace(facts, last_effective_on=None, last_contact_on=None, appointments=())
        policy = self._request.view_of(day).policy
        return self._leading(day, Judge(policy, day).standing(silent))

    def _leading(self, day: date, standing: Standing) -> Planned | None:
        if not standing.contact_reasons:
            return None
        code, data = standing.contact_reasons[0]
        due = date.fromisoformat(data["due"])
        if code != "cadence":
            return Planned(due, code)
        plan = self._request.view_of(day).policy.contact.plan[data["tier"]]
        return Planned(due, code, frozenset(plan.give), data["days"])

    def _counts(self, facts: Facts, due: date) -> bool:
        """Whether a contact that was due on a day is of the plan that is looked at: not before it, and no backlog."""
        return due >= self._quarter and not _is_backlog(due, facts)

    def _is_over(self, day: date) -> bool:
        view = self._request.view
        return day < view.as_of.on or AsOf.end_of(day, view.zone).instant <= view.as_of.instant


def _is_backlog(due: date, facts: Facts) -> bool:
    return facts.backlog_before is not None and due < facts.backlog_before


def _is_made(planned: Planned, facts: Facts, standing: Standing, day: date) -> bool:
    """Whether what was planned was done on a day: the rhythm counts from it, or its reason is gone after a contact."""
    reason: Reason | None = next((r for r in standing.contact_reasons if r[0] == planned.code), None)
    if reason and planned.code in CADENCES:
        return bool(reason[1]["last"] == day.isoformat())
    gone = reason is None or reason[1]["due"] != planned.due.isoformat()
    return gone and day in (facts.last_effective_on, facts.last_contact_on)
